//! Instances beside the schemas: the reference's own examples, tidied, and what is wrong with some of their neighbours.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    files,
    input::{OPERATIONS, Operation},
    layout, wrong,
};

const INSTANT: &str = "2022-05-03T09:00:00-04:00";

/// All files of examples of both rooms, by path.
pub(crate) fn all() -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (folder, shapes) in [("schemas/requests/ideon", requests()), ("schemas/ideon", answers())] {
        for (shape, (name, valid)) in &shapes {
            let place = format!("{folder}/examples/{shape}");
            out.insert(format!("{place}/valid-{name}.json"), layout::file(valid));
            for (name, file) in wrong::of(folder, shape, valid) {
                let path = format!("{place}/invalid-{name}.json");
                assert!(out.insert(path.clone(), layout::file(&file)).is_none(), "{path} twice");
            }
        }
    }
    out
}

type Shapes = BTreeMap<String, (&'static str, Value)>;

/// A valid body of each request: the documented one, or ours where there is none.
fn requests() -> Shapes {
    let with_request = OPERATIONS.iter().filter(|operation| files::request(operation).is_some());
    with_request
        .map(|operation| {
            let example = operation.request.as_ref().and_then(|request| request.example.as_ref());
            let body = match operation.id.as_str() {
                id if files::ASSUMED_REQUESTS.contains(&id) => ("assumed", group_asked()),
                "create-a-location" => ("assumed", json!({ "location": location_asked() })),
                id => ("documented", tidy("", example.unwrap_or_else(|| panic!("{id} has no example")))),
            };
            (operation.id.clone(), body)
        })
        .collect()
}

/// A valid answer of each shape.
fn answers() -> Shapes {
    let of = |id: &str| tidy("", Operation::of(id).success().example.as_ref().expect("an example"));
    let mut out: Shapes = files::shapes()
        .into_iter()
        .map(|(shape, operation)| {
            let body = match operation.id.as_str() {
                "create-a-location" => {
                    let mut group = of("retrieve-a-group");
                    ("assumed", json!({ "location": group["group"]["primary_location"].take() }))
                }
                "create-a-plan" => ("assumed", plan_answered()),
                id => ("documented", of(id)),
            };
            (shape, body)
        })
        .collect();
    let refused = Operation::of("list-subscribers").responses.iter().find(|answer| answer.status == 404);
    let refused = refused.and_then(|answer| answer.example.clone()).expect("the example of a 404");
    out.insert("error".to_owned(), ("documented", refused));
    let limited = json!({ "errors": [{
        "error_type": "invalid_request.rate_limit_exceeded",
        "message": "Too many calls",
        "parameter": null,
        "datetime": INSTANT,
    }] });
    out.insert("error.other".to_owned(), ("assumed", limited));
    out.insert("text".to_owned(), ("documented", json!("Resource Created Successfully")));
    out.insert("text.ok".to_owned(), ("documented", json!("OK")));
    let period = of("create-a-coverage-period")["coverage_period"].take();
    let changed = json!({ "type": "coverage_period.state_changed", "data": { "coverage_period": period } });
    let problem = of("resolve-an-enrollment-problem")["error"].take();
    let opened = json!({ "type": "coverage_period.errors_created", "data": { "errors": [problem] } });
    out.insert("events/envelope".to_owned(), ("draft", changed.clone()));
    out.insert("events/coverage_period.state_changed".to_owned(), ("draft", changed));
    out.insert("events/coverage_period.errors_created".to_owned(), ("assumed", opened));
    out
}

fn group_answered() -> Value {
    tidy("", Operation::of("create-a-group").success().example.as_ref().expect("an example"))
}

fn group_asked() -> Value {
    let mut body = group_answered();
    body["group"].as_object_mut().expect("a group").shift_remove("id");
    body["group"]["primary_location"] = location_asked();
    body
}

fn location_asked() -> Value {
    let mut location = group_answered()["group"]["primary_location"].take();
    location.as_object_mut().expect("a location").shift_remove("id");
    location
}

fn plan_answered() -> Value {
    let request = Operation::of("create-a-plan").request.as_ref().expect("a request");
    let mut body = tidy("", request.example.as_ref().expect("an example"));
    let id = group_answered()["group"]["id"].take();
    body["plan"]["id"] = id.clone();
    body["plan"]["coverage_period_id"] = id;
    body
}

/// An example without its placeholders, empty strings and days that no month has (IDN-Q42, IDN-Q43, IDN-Q44).
fn tidy(name: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let tidied = members.iter().map(|(name, below)| (name.clone(), tidy(name, below)));
            Value::Object(tidied.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| tidy(name, item)).collect(),
        Value::String(text) => Value::from(match (text.as_str(), name) {
            ("2021-11-31", _) => "2021-11-30",
            ("2022-06-31", _) => "2022-06-30",
            ("", "status") => "synced",
            ("", "signature_date") => "2022-01-01",
            ("" | "Hello, world!", "created_at" | "sent_at" | "status_datetime") => INSTANT,
            ("Hello, world!", "product_line") => "medical",
            ("Hello, world!", "hios_ids") => "49116CA0070430",
            ("Hello, world!", "filename") => "form.pdf",
            ("Hello, world!", _) => "a37ecd06-5d97-46e4-9b4e-dcde6a03246f",
            ("\"Hello, world!\"", _) => "one line of a file",
            (text, _) => text,
        }),
        scalar => scalar.clone(),
    }
}
