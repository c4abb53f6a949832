//! What the reference text does not have as a schema: repairs, and our reading of shapes that it leaves open. Each is marked
//! with how well it is known.

use evidence::Level;
use serde_json::{Value, json};

use crate::{
    overlay::{Room, part},
    parts::documented,
};

/// The draft that the reference states in every schema.
pub(crate) const DRAFT: &str = "http://json-schema.org/draft-04/schema#";

/// Changes a documented schema where the text cannot be meant so, or says nothing at all.
pub(crate) fn repair(operation: &str, room: Room, schema: &mut Value) {
    match (operation, room) {
        // IDN-Q26: `[null, "null"]` is no type, and refuses the text's own example. Everywhere else the member is one of
        // two words; that null is allowed is what the broken list can mean at all.
        ("create-a-subscriber", Room::Requests) => {
            schema["properties"]["subscriber"]["properties"]["president"] = json!({ "x-evidence": "assumed", "type": ["string", "null"], "enum": ["president", "vice_president", null] });
        }
        // IDN-Q40: words here, objects on another page, and nobody can tell which of them is meant.
        ("create-a-qle" | "update-a-qle", _) => {
            let elections =
                &mut schema["properties"]["qualifying_life_event"]["properties"]["plan_elections"];
            for election in elections["properties"].as_object_mut().expect("product lines").values_mut() {
                election["x-evidence"] = json!("inferred");
            }
        }
        // IDN-Q32: no type and no list; the words stand in the prose, and other pages add `submitted`.
        ("retrieve-a-subscriber", Room::Responses) => {
            schema["properties"]["status"] = json!({
                "x-evidence": "inferred",
                "type": "string",
                "enum": ["pending", "submitted", "synced", "errors"],
            });
        }
        ("list-groups", Room::Responses) => {
            schema["items"] = json!({
                "x-evidence": "inferred",
                "x-evidence-required": "inferred",
                "type": "object",
                "required": ["group"],
                "properties": { "group": { "$ref": "shared/definitions.json#/$defs/group" } },
            });
        }
        ("create-a-location", _) => {
            let within = if room == Room::Requests {
                part("location", Level::Assumed, Level::Assumed)
            } else {
                part("location_read", Level::Assumed, Level::Assumed)
            };
            schema["properties"]["location"]["allOf"] = json!([within]);
        }
        ("create-a-plan" | "update-a-plan", Room::Responses) => {
            schema["properties"]["plan"]["allOf"] = json!([part("plan", Level::Assumed, Level::Assumed)]);
        }
        ("list-coverage-transmissions", Room::Responses) => {
            schema["properties"]["coverage_transmissions"]["items"] =
                part("transmission", Level::Inferred, Level::Assumed);
        }
        ("list-file-coverage-transmissions", Room::Responses) => {
            schema["properties"]["coverage_transmissions"]["items"] =
                part("transmission_in_file", Level::Inferred, Level::Assumed);
        }
        ("list-member-coverage-transmissions", Room::Responses) => {
            schema["properties"]["coverage_transmissions"]["items"] =
                part("transmission_of_member", Level::Inferred, Level::Assumed);
        }
        _ => {}
    }
}

/// Parts that are no piece of a documented schema.
pub(crate) fn parts(room: Room) -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("rider", texts(&["identifier"], &["identifier_type"])),
        (
            "current_coverage",
            texts(&["product_line"], &["coverage_end_date", "carrier_name", "policy_number"]),
        ),
        ("producer", producer()),
    ];
    match room {
        Room::Requests => {
            all.push(("group", group_asked()));
            all.push(("location", location_asked()));
        }
        Room::Responses => all.extend(of_responses()),
    }
    all
}

/// An object whose named members are text, the first of them always there.
fn texts(required: &[&str], optional: &[&str]) -> Value {
    let all: serde_json::Map<_, _> = required
        .iter()
        .chain(optional)
        .map(|name| ((*name).to_owned(), json!({ "type": ["string", "null"] })))
        .map(|(name, schema)| {
            let is_required = required.contains(&name.as_str());
            (name, if is_required { json!({ "type": "string" }) } else { schema })
        })
        .collect();
    json!({ "type": "object", "required": required, "properties": all })
}

fn without(mut schema: Value, members: &[&str]) -> Value {
    for member in members {
        schema["properties"].as_object_mut().expect("members").shift_remove(*member);
    }
    optional(schema, members)
}

fn optional(mut schema: Value, members: &[&str]) -> Value {
    schema["required"]
        .as_array_mut()
        .expect("required members")
        .retain(|name| !members.contains(&name.as_str().expect("a name")));
    schema
}

fn producer() -> Value {
    let mut schema = texts(
        &["last_name"],
        &[
            "first_name",
            "national_producer_number",
            "social_security_number",
            "fein",
            "state_license_number",
            "carrier_producer_identifier",
            "signature_date",
        ],
    );
    schema["properties"]["commission_split"] = json!({ "type": ["number", "null"] });
    schema["properties"]["emails"] = json!({ "type": "array" });
    schema["properties"]["phone_numbers"] = json!({ "type": "array" });
    schema
}

/// The group that an answer has, without what the provider makes. Which members are needed is told by another public page.
fn group_asked() -> Value {
    let group = documented(Room::Responses, "create-a-group", "/group");
    let mut group = optional(without(group, &["id"]), &["secondary_locations", "producers_of_record"]);
    group["properties"]["primary_location"] = location_asked();
    group["properties"]["insurance_market"] = json!({ "x-evidence": "draft", "type": "string" });
    group["properties"]["group_setup"]["properties"]["carrier_name"] =
        json!({ "x-evidence": "draft", "type": "string" });
    for pointer in [
        "/properties/external_identifier",
        "/properties/employer",
        "/properties/employer/properties/organization_name",
        "/properties/employer/properties/fein",
        "/properties/primary_location",
    ] {
        group.pointer_mut(pointer).expect("a member")["x-evidence-required"] = json!("draft");
    }
    group["properties"]["employer"]["properties"]["census"]["x-evidence-required"] = json!("assumed");
    group
}

fn location_asked() -> Value {
    let location = documented(Room::Responses, "create-a-group", "/group/primary_location");
    let mut location = without(location, &["id"]);
    for member in ["type", "external_identifier", "employer_address"] {
        location["properties"][member]["x-evidence-required"] = json!("draft");
    }
    for member in ["mailing_address", "billing_administrator", "benefit_administrator"] {
        location["properties"][member]["x-evidence-required"] = json!("assumed");
    }
    location
}

fn of_responses() -> Vec<(&'static str, Value)> {
    let period = documented(Room::Responses, "create-a-coverage-period", "/coverage_period");
    let mut period = optional(period, &["next_send_time", "term_by_omission"]);
    period["properties"]["plans"] = json!({ "type": "array" });
    let census = documented(Room::Responses, "retrieve-a-census-request", "/census_request");
    let mut plan = documented(Room::Requests, "create-a-plan", "/plan");
    plan["required"] = json!(["id"]);
    plan["properties"]["id"] = json!({ "x-evidence-required": "inferred", "type": "string" });
    plan["properties"]["coverage_period_id"] = json!({ "type": "string" });
    let mut sent = transmitted("last_sent_at");
    sent = json!({ "type": "object", "additionalProperties": sent });
    let mut transmission = texts(&["member_id", "type"], &[]);
    transmission["properties"]["type"]["enum"] = json!(["subscriber", "dependent"]);
    transmission["properties"]["elections"] = sent;
    transmission["required"] = json!(["member_id", "type", "elections"]);
    let mut in_file = transmission.clone();
    in_file["properties"]["file_delivery_id"] = json!({ "type": "string" });
    in_file["required"] = json!(["member_id", "type", "elections", "file_delivery_id"]);
    let mut of_member = transmitted("sent_at");
    of_member["properties"]["product_line"] = json!({ "type": "string" });
    of_member["required"] = json!(["product_line", "plan_id", "sent_at"]);
    vec![
        ("coverage_period_in_group", period),
        ("census_request_in_problem", without(census, &["errors"])),
        ("plan", plan),
        ("available_plan", texts(&["plan_name", "plan_type", "hios_id"], &["contract_code"])),
        (
            "supporting_document",
            texts(
                &["id", "status", "document_type", "created_at"],
                &[
                    "qualifying_life_event_id",
                    "qualifying_life_event_type",
                    "incomplete_document_url",
                    "completed_document_url",
                ],
            ),
        ),
        ("file_delivery", texts(&["id", "file_name", "sent_at"], &[])),
        ("transmission", transmission),
        ("transmission_in_file", in_file),
        ("transmission_of_member", of_member),
        ("error", error()),
    ]
}

/// What was sent of one product line.
fn transmitted(at: &str) -> Value {
    let mut schema = texts(&["plan_id", at], &["benefit_status", "start_date", "end_date"]);
    schema["properties"]["volume"] = json!({ "type": ["number", "null"] });
    schema["properties"]["requested_volume"] = json!({ "type": ["number", "null"] });
    schema
}

/// The one envelope of all refusals. What an item holds is known from examples only (IDN-Q31).
fn error() -> Value {
    json!({
        "x-clauses": ["IDN-22"],
        "type": "object",
        "required": ["errors"],
        "properties": {
            "errors": {
                "type": "array",
                "items": {
                    "x-evidence": "inferred",
                    "x-evidence-required": "inferred",
                    "x-clauses": ["IDN-23"],
                    "type": "object",
                    "required": ["error_type", "message", "parameter"],
                    "properties": {
                        "error_type": {
                            "title": "words with a full stop between them, such as invalid_request.unauthorized",
                            "type": "string",
                            "pattern": "^[a-z0-9_]+(\\.[a-z0-9_]+)+$",
                        },
                        "message": { "type": "string" },
                        "parameter": { "type": ["string", "null"] },
                        "datetime": { "type": "string" },
                    },
                },
                "allOf": [{ "x-evidence": "inferred", "minItems": 1 }],
            },
        },
    })
}

/// Our reading of a group's events, by the name of the file. Of one its type and some of its data are public, of the other
/// only that it exists.
pub(crate) fn events() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    vec![
        (
            "envelope",
            "What every event has",
            "draft",
            json!({
                "type": "object",
                "required": ["type", "data"],
                "properties": { "type": { "type": "string" }, "data": { "type": "object" } },
            }),
        ),
        (
            "coverage_period.state_changed",
            "A coverage period has another state",
            "draft",
            json!({
                "type": "object",
                "properties": {
                    "type": { "type": "string", "enum": ["coverage_period.state_changed"] },
                    "data": {
                        "type": "object",
                        "required": ["coverage_period"],
                        "properties": {
                            "coverage_period": {
                                "type": "object",
                                "required": ["id", "external_identifier", "coverage_start_date", "coverage_end_date", "state"],
                                "properties": {
                                    "id": { "type": "string" },
                                    "external_identifier": { "x-evidence-required": "inferred", "type": ["string", "null"] },
                                    "coverage_start_date": { "type": "string" },
                                    "coverage_end_date": { "x-evidence-required": "inferred", "type": ["string", "null"] },
                                    "state": {
                                        "x-evidence": "inferred",
                                        "x-evidence-required": "inferred",
                                        "type": "string",
                                        "enum": ["initial", "configuration", "test", "production", "expired"],
                                    },
                                },
                            },
                        },
                    },
                },
            }),
        ),
        (
            "coverage_period.errors_created",
            "Problems of a coverage period were opened",
            "assumed",
            json!({
                "type": "object",
                "properties": {
                    "type": { "type": "string", "enum": ["coverage_period.errors_created"] },
                    "data": {
                        "type": "object",
                        "required": ["errors"],
                        "properties": {
                            "errors": {
                                "type": "array",
                                "items": { "$ref": "shared/definitions.json#/$defs/problem" },
                                "minItems": 1,
                            },
                        },
                    },
                },
            }),
        ),
    ]
}
