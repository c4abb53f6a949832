//! The parts that several files of a room share: `shared/definitions.json`.

use serde_json::{Map, Value, json};

use crate::{
    derived,
    input::Operation,
    overlay::{Room, in_order, lay_over},
};

/// A part and where the reference text has it: an operation, and a JSON pointer without `properties`.
type Place = (&'static str, Room, &'static str, &'static str);

const ANSWER: Room = Room::Responses;
const ASKED: Room = Room::Requests;

/// Of the answers. The items of lists that only a request describes are taken from there.
const OF_RESPONSES: [Place; 39] = [
    ("group", ANSWER, "create-a-group", "/group"),
    ("general_agency", ANSWER, "create-a-group", "/group/general_agency"),
    ("producer_agency", ANSWER, "create-a-group", "/group/producer_agency"),
    ("employer", ANSWER, "create-a-group", "/group/employer"),
    ("employer_type", ANSWER, "create-a-group", "/group/employer/employer_type"),
    ("location", ANSWER, "create-a-group", "/group/primary_location"),
    ("location_read", ANSWER, "retrieve-a-group", "/group/primary_location"),
    ("administrator", ANSWER, "create-a-group", "/group/primary_location/billing_administrator"),
    ("address", ANSWER, "create-a-group", "/group/general_agency/address"),
    ("signature", ANSWER, "create-a-group", "/group/group_setup/group_application_signature"),
    ("coverage_period", ANSWER, "create-a-coverage-period", "/coverage_period"),
    ("carrier_name", ANSWER, "create-a-coverage-period", "/coverage_period/carrier_name"),
    ("contribution_created", ANSWER, "create-a-contribution", "/contribution"),
    ("contribution", ANSWER, "retrieve-a-contribution", "/contribution"),
    ("contribution_amounts", ANSWER, "create-a-contribution", "/contribution/contribution_amounts"),
    ("calchoice_method", ANSWER, "create-a-contribution", "/contribution/calchoice_contribution_method"),
    ("product_line", ANSWER, "create-a-contribution", "/contribution/product_line"),
    ("plan_availability_request", ANSWER, "create-a-plan-availability-request", "/plan_availability_request"),
    (
        "employment_classification",
        ANSWER,
        "create-an-employment-classification",
        "/employment_classification",
    ),
    ("subscriber_record", ANSWER, "retrieve-a-subscriber", ""),
    ("subscriber", ANSWER, "create-a-subscriber", "/subscriber"),
    ("class_reference", ANSWER, "create-a-subscriber", "/subscriber/division"),
    ("employment_details", ANSWER, "create-a-subscriber", "/subscriber/employment_details"),
    ("member_address", ANSWER, "create-a-subscriber", "/subscriber/mailing_address"),
    ("medicare", ANSWER, "create-a-subscriber", "/subscriber/medicare"),
    ("race_ethnicity", ANSWER, "create-a-subscriber", "/subscriber/race_ethnicity"),
    ("citizenship_status", ANSWER, "create-a-subscriber", "/subscriber/citizenship_status"),
    ("dependent", ANSWER, "create-a-dependent", "/dependent"),
    ("qualifying_life_event", ANSWER, "create-a-qle", "/qualifying_life_event"),
    ("life_event", ANSWER, "create-a-qle", "/qualifying_life_event/event"),
    ("plan_elections", ANSWER, "create-a-qle", "/qualifying_life_event/plan_elections"),
    ("problem", ANSWER, "resolve-an-enrollment-problem", "/error"),
    ("comment", ANSWER, "comment-on-an-enrollment-problem", "/comment"),
    ("email", ASKED, "create-a-subscriber", "/subscriber/emails/items"),
    ("phone_number", ASKED, "create-a-subscriber", "/subscriber/phone_numbers/items"),
    ("language", ASKED, "create-a-subscriber", "/subscriber/languages/items"),
    ("medicare_coverage", ASKED, "create-a-subscriber", "/subscriber/medicare/coverages/items"),
    ("school", ASKED, "create-a-dependent", "/dependent/schools/items"),
    ("wage_frequency", ANSWER, "create-a-group", "/group/employer/wage_frequency"),
];

/// Of the requests.
const OF_REQUESTS: [Place; 29] = [
    ("address", ANSWER, "create-a-group", "/group/general_agency/address"),
    ("signature", ANSWER, "create-a-group", "/group/group_setup/group_application_signature"),
    ("carrier_name", ASKED, "create-a-coverage-period", "/coverage_period/carrier_name"),
    ("contribution", ASKED, "create-a-contribution", "/contribution"),
    ("contribution_amounts", ASKED, "create-a-contribution", "/contribution/contribution_amounts"),
    ("calchoice_method", ASKED, "create-a-contribution", "/contribution/calchoice_contribution_method"),
    ("product_line", ASKED, "create-a-contribution", "/contribution/product_line"),
    ("composite_rate_premiums", ASKED, "create-a-plan", "/plan/composite_rate_premiums"),
    ("employer_contribution", ASKED, "create-a-plan", "/plan/employer_contribution"),
    ("waiting_period", ASKED, "create-a-plan", "/plan/waiting_period"),
    ("employment_classification", ASKED, "create-an-employment-classification", "/employment_classification"),
    ("class_reference", ASKED, "create-a-subscriber", "/subscriber/division"),
    ("dependent", ASKED, "create-a-dependent", "/dependent"),
    ("email", ASKED, "create-a-subscriber", "/subscriber/emails/items"),
    ("employment_details", ASKED, "create-a-subscriber", "/subscriber/employment_details"),
    ("language", ASKED, "create-a-subscriber", "/subscriber/languages/items"),
    ("medicare", ASKED, "create-a-subscriber", "/subscriber/medicare"),
    ("medicare_coverage", ASKED, "create-a-subscriber", "/subscriber/medicare/coverages/items"),
    ("member_address", ASKED, "create-a-dependent", "/dependent/residential_address"),
    ("phone_number", ASKED, "create-a-subscriber", "/subscriber/phone_numbers/items"),
    ("race_ethnicity", ASKED, "create-a-subscriber", "/subscriber/race_ethnicity"),
    ("citizenship_status", ASKED, "create-a-subscriber", "/subscriber/citizenship_status"),
    ("school", ASKED, "create-a-dependent", "/dependent/schools/items"),
    ("qualifying_life_event", ASKED, "create-a-qle", "/qualifying_life_event"),
    ("life_event", ASKED, "create-a-qle", "/qualifying_life_event/event"),
    ("plan_elections", ASKED, "create-a-qle", "/qualifying_life_event/plan_elections"),
    ("general_agency", ANSWER, "create-a-group", "/group/general_agency"),
    ("producer_agency", ANSWER, "create-a-group", "/group/producer_agency"),
    ("administrator", ANSWER, "create-a-group", "/group/primary_location/billing_administrator"),
];

/// The parts of a room, each whole: none refers to another yet.
pub(crate) struct Parts {
    room: Room,
    all: Vec<(&'static str, Value)>,
}

impl Parts {
    pub(crate) fn of(room: Room) -> Self {
        let places: &[Place] = match room {
            Room::Requests => &OF_REQUESTS,
            Room::Responses => &OF_RESPONSES,
        };
        let documented = places.iter().map(|(name, from, operation, pointer)| {
            (*name, lay_over(&documented(*from, operation, pointer), room))
        });
        let derived = derived::parts(room).into_iter().map(|(name, schema)| (name, lay_over(&schema, room)));
        let mut all: Vec<_> = documented.chain(derived).collect();
        all.sort_by_key(|(name, _)| *name);
        Self { room, all }
    }

    /// The schema with a `$ref` in place of every part in it.
    pub(crate) fn share(&self, schema: &Value, up: &str) -> Value {
        self.all.iter().find(|(_, part)| part == &without_marks(schema)).map_or_else(
            || self.share_below(schema, up),
            |(name, _)| {
                let mut keywords = marks_of(schema);
                keywords
                    .insert("$ref".to_owned(), format!("{up}shared/definitions.json#/$defs/{name}").into());
                in_order(keywords)
            },
        )
    }

    fn share_below(&self, schema: &Value, up: &str) -> Value {
        let Value::Object(keywords) = schema else { return schema.clone() };
        let share = |value: &Value| self.share(value, up);
        let shared = keywords.iter().map(|(keyword, value)| {
            let value = match (keyword.as_str(), value) {
                ("properties", Value::Object(all)) => {
                    Value::Object(all.iter().map(|(name, below)| (name.clone(), share(below))).collect())
                }
                ("items" | "additionalProperties", below) => share(below),
                ("allOf", Value::Array(all)) => all.iter().map(share).collect(),
                ("$ref", Value::String(to)) => {
                    to.replace("shared/definitions.json", &format!("{up}shared/definitions.json")).into()
                }
                _ => value.clone(),
            };
            (keyword.clone(), value)
        });
        Value::Object(shared.collect())
    }

    /// The file that holds them.
    pub(crate) fn file(&self) -> Value {
        let (room, what) = match self.room {
            Room::Requests => ("requests", "request"),
            Room::Responses => ("responses", "response and event"),
        };
        let parts: Map<_, _> = self
            .all
            .iter()
            .map(|(name, part)| ((*name).to_owned(), self.share_below(part, "")))
            .map(|(name, part)| (name, local(&part)))
            .collect();
        json!({
            "$schema": derived::DRAFT,
            "$id": format!("https://covenant.test/{room}/ideon/shared/definitions.json"),
            "title": format!("Parts that Ideon's {what} shapes share"),
            "description": "Generated by schemas/tests/ideon. A part states no level of its own unless it differs from that of its use.",
            "x-evidence": "assumed",
            "x-evidence-required": "assumed",
            "$defs": parts,
        })
    }
}

/// Refs from the file of the parts to itself.
fn local(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, below)| match below {
                    Value::String(to) if name == "$ref" => {
                        (name.clone(), to.replace("shared/definitions.json#", "#").into())
                    }
                    below => (name.clone(), local(below)),
                })
                .collect(),
        ),
        Value::Array(items) => items.iter().map(local).collect(),
        scalar => scalar.clone(),
    }
}

const fn is_mark(keyword: &str) -> bool {
    matches!(keyword.as_bytes(), [b'x', b'-', ..])
}

fn without_marks(schema: &Value) -> Value {
    match schema {
        Value::Object(keywords) => Value::Object(
            keywords.iter().filter(|(name, _)| !is_mark(name)).map(|(n, v)| (n.clone(), v.clone())).collect(),
        ),
        other => other.clone(),
    }
}

fn marks_of(schema: &Value) -> Map<String, Value> {
    schema
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| is_mark(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A piece of a documented schema; the pointer names members, `items` stands for itself.
pub(crate) fn documented(from: Room, operation: &str, pointer: &str) -> Value {
    let operation = Operation::of(operation);
    let mut schema = match from {
        Room::Requests => operation.asked().expect("a request with a schema").clone(),
        Room::Responses => operation.answer().clone(),
    };
    derived::repair(&operation.id, from, &mut schema);
    let mut here = &schema;
    for name in pointer.split('/').skip(1) {
        here = match name {
            "items" => &here["items"],
            member => &here["properties"][member],
        };
    }
    assert!(here.is_object(), "{} has no {pointer}", operation.id);
    let mut found = here.clone();
    found.as_object_mut().expect("an object").remove("$schema");
    found
}
