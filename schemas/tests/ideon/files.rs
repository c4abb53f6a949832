//! Every generated file of both rooms, by its path in the repository.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    catalogue, derived,
    input::{OPERATIONS, Operation},
    layout,
    overlay::{Room, in_order, lay_over},
    parts::{Parts, documented},
};

/// Operations whose request the text leaves without a schema, and the wrapper and part of our reading.
pub(crate) const ASSUMED_REQUESTS: [&str; 3] =
    ["create-a-group", "create-a-group-installment", "update-a-group-installment"];

/// All files but the examples.
pub(crate) fn all() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let (asked, answers) = (Parts::of(Room::Requests), Parts::of(Room::Responses));
    let mut put = |path: String, value: &Value| assert!(files.insert(path, layout::file(value)).is_none());
    put("schemas/requests/ideon/shared/definitions.json".to_owned(), &asked.file());
    put("schemas/ideon/shared/definitions.json".to_owned(), &answers.file());
    for operation in OPERATIONS.iter() {
        if let Some((level, schema)) = request(operation) {
            let title = format!("Request of {}", operation.id);
            let schema = asked.share(&lay_over(&schema, Room::Requests), "");
            let name = operation.id.clone();
            put(
                format!("schemas/requests/ideon/{name}.json"),
                &root("requests", &name, &title, level, &schema),
            );
        }
    }
    for (name, operation) in shapes() {
        let schema = answers.share(&lay_over(&answer(operation), Room::Responses), "");
        let title = format!("Success of {}", operation.id);
        put(format!("schemas/ideon/{name}.json"), &root("responses", &name, &title, "documented", &schema));
    }
    let error = json!({ "$ref": "shared/definitions.json#/$defs/error" });
    for (name, title, level, schema) in [
        ("error", "Refusal", "documented", &error),
        ("error.other", "Refusal with a status that the operation does not list", "inferred", &error),
        ("text", "Plain words", "assumed", &json!({ "type": "string" })),
        // The one text that has no schema and is nevertheless said to the letter.
        ("text.ok", "OK", "documented", &json!({ "type": "string", "pattern": r#"^\s*"?OK"?\s*$"# })),
    ] {
        put(format!("schemas/ideon/{name}.json"), &root("responses", name, title, level, schema));
    }
    for (name, title, level, schema) in derived::events() {
        let schema = answers.share(&schema, "../");
        let name = format!("events/{name}");
        put(format!("schemas/ideon/{name}.json"), &root("responses", &name, title, level, &schema));
    }
    files.insert("schemas/ideon/catalogue.toml".to_owned(), catalogue::text());
    files
}

/// The schema of a request and how well it is known; none where there is no JSON body.
pub(crate) fn request(operation: &Operation) -> Option<(&'static str, Value)> {
    if ASSUMED_REQUESTS.contains(&operation.id.as_str()) {
        let group = json!({ "$ref": "shared/definitions.json#/$defs/group" });
        return Some((
            "assumed",
            json!({ "type": "object", "required": ["group"], "properties": { "group": group } }),
        ));
    }
    operation.asked()?;
    Some(("documented", documented(Room::Requests, &operation.id, "")))
}

/// The documented success of an operation with our repairs.
fn answer(operation: &Operation) -> Value {
    documented(Room::Responses, &operation.id, "")
}

/// The files of successes: one for each distinct shape, named for the first operation that has it.
pub(crate) fn shapes() -> Vec<(String, &'static Operation)> {
    let mut seen: Vec<Value> = Vec::new();
    let with_schema = OPERATIONS.iter().filter(|operation| operation.success().schema.is_some());
    with_schema
        .filter(|operation| {
            let schema = answer(operation);
            let is_new = !seen.contains(&schema);
            seen.push(schema);
            is_new
        })
        .map(|operation| (format!("{}.{}", operation.id, operation.success().status), operation))
        .collect()
}

/// The file of an operation's success.
pub(crate) fn shape_of(operation: &Operation) -> String {
    if operation.success().schema.is_none() {
        return "text".to_owned();
    }
    let own = answer(operation);
    shapes().into_iter().find(|(_, first)| answer(first) == own).expect("its own at least").0
}

fn root(room: &str, name: &str, title: &str, level: &str, schema: &Value) -> Value {
    let mut keywords = schema.as_object().expect("a schema is an object").clone();
    for (keyword, value) in [
        ("$schema", derived::DRAFT.to_owned()),
        ("$id", format!("https://covenant.test/{room}/ideon/{name}.json")),
        ("title", title.to_owned()),
        ("x-evidence", level.to_owned()),
        ("x-evidence-required", level.to_owned()),
    ] {
        keywords.insert(keyword.to_owned(), value.into());
    }
    in_order(keywords)
}
