//! What is laid over a documented schema: marks of what is sensitive, and stand-ins, at a level of their own, where the text
//! says nothing of what is inside.

use evidence::Level;
use serde_json::{Map, Value, json};

/// A room that is generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    Requests,
    Responses,
}

/// Members whose values are never shown, wherever they stand.
pub(crate) const SENSITIVE: [&str; 5] =
    ["discrepancy", "file", "medicare_beneficiary_identifier", "social_security_number", "token"];

/// Keywords in the order in which they are written.
const ORDER: [&str; 18] = [
    "$schema",
    "$id",
    "title",
    "description",
    "x-evidence",
    "x-evidence-required",
    "x-sensitive",
    "x-clauses",
    "$ref",
    "type",
    "enum",
    "pattern",
    "required",
    "properties",
    "minItems",
    "items",
    "additionalProperties",
    "allOf",
];

/// A schema of the reference as it stands in our files, parts not yet shared.
pub(crate) fn lay_over(schema: &Value, room: Room) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let mut out = Map::new();
    for (keyword, value) in keywords.iter().filter(|(keyword, _)| *keyword != "$schema") {
        let value = match keyword.as_str() {
            // Says nothing.
            "properties" if value.as_object().is_some_and(Map::is_empty) => continue,
            "properties" => properties(value, room),
            "items" | "additionalProperties" => lay_over(value, room),
            "allOf" => value.as_array().into_iter().flatten().map(|one| lay_over(one, room)).collect(),
            _ => value.clone(),
        };
        out.insert(keyword.clone(), value);
    }
    in_order(out)
}

fn properties(all: &Value, room: Room) -> Value {
    let mut out = Map::new();
    for (name, schema) in all.as_object().into_iter().flatten() {
        let mut schema = lay_over(schema, room);
        if let Value::Object(keywords) = &mut schema {
            if SENSITIVE.contains(&name.as_str()) {
                keywords.insert("x-sensitive".to_owned(), true.into());
            }
            if keywords.get("type") == Some(&json!("array"))
                && !keywords.contains_key("items")
                && let Some(items) = stand_in(name, room)
            {
                keywords.insert("items".to_owned(), items);
            }
            schema = in_order(std::mem::take(keywords));
        }
        out.insert(name.clone(), schema);
    }
    Value::Object(out)
}

/// The same keywords in the order of all files.
pub(crate) fn in_order(mut keywords: Map<String, Value>) -> Value {
    let mut out = Map::new();
    for name in ORDER {
        if let Some(value) = keywords.remove(name) {
            out.insert(name.to_owned(), value);
        }
    }
    assert!(keywords.is_empty(), "keywords without a place: {:?}", keywords.keys());
    Value::Object(out)
}

/// A `$ref` to a part, known so well in its values and in what it requires.
pub(crate) fn part(name: &str, values: Level, presence: Level) -> Value {
    json!({ "x-evidence": values, "x-evidence-required": presence, "$ref": format!("shared/definitions.json#/$defs/{name}") })
}

/// What stands in for the items of an array that the text leaves without a schema, by the member's name. Where the same
/// thing has a real schema in another operation the whole is inferred; where one example is all that there is, presence
/// is a guess.
fn stand_in(member: &str, room: Room) -> Option<Value> {
    use Level::{Assumed, Inferred};
    let text = || json!({ "x-evidence": "inferred", "type": "string" });
    Some(match (member, room) {
        ("hios_ids", _) => text(),
        ("riders", _) => part("rider", Inferred, Assumed),
        ("chiropractic_rider_carrier_identifiers", _) => part("rider", Inferred, Assumed),
        ("current_coverages", _) => part("current_coverage", Inferred, Assumed),
        ("producers_of_record", _) => part("producer", Inferred, Assumed),
        ("secondary_locations", Room::Requests) => part("location", Assumed, Assumed),
        ("secondary_locations", Room::Responses) => part("location_read", Inferred, Inferred),
        ("emails", _) => part("email", Inferred, Inferred),
        ("phone_numbers", _) => part("phone_number", Inferred, Inferred),
        ("languages", _) => part("language", Inferred, Inferred),
        ("coverages", _) => part("medicare_coverage", Inferred, Inferred),
        ("schools", _) => part("school", Inferred, Inferred),
        ("dependents", _) => part("dependent", Inferred, Inferred),
        ("current_qualifying_life_events" | "qualifying_life_events", _) => {
            part("qualifying_life_event", Inferred, Inferred)
        }
        ("coverage_periods", _) => part("coverage_period_in_group", Inferred, Inferred),
        ("employment_classifications", _) => part("employment_classification", Inferred, Inferred),
        ("errors", _) => part("problem", Inferred, Inferred),
        ("census_requests", _) => part("census_request_in_problem", Inferred, Inferred),
        ("comments", _) => part("comment", Inferred, Inferred),
        ("contributions", _) => part("contribution_created", Inferred, Inferred),
        ("subscribers", _) => part("subscriber_record", Inferred, Inferred),
        ("available_plans", _) => part("available_plan", Inferred, Assumed),
        ("supporting_documents", _) => part("supporting_document", Inferred, Assumed),
        ("file_deliveries", _) => part("file_delivery", Inferred, Assumed),
        _ => return None,
    })
}
