//! Changes to answers, for the faults of every vendor. Each works wherever the settings put a member.

use serde_json::{Map, Value};

use crate::http::{Body, Response};

/// Calls `change` with every object of a body that has the member.
pub(crate) fn each(value: &mut Value, name: &str, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            if object.contains_key(name) {
                change(object);
            }
            object.values_mut().for_each(|value| each(value, name, change));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| each(value, name, change)),
        _ => {}
    }
}

/// Removes every member of that name.
pub(crate) fn remove(body: &mut Value, name: &str) {
    each(body, name, &mut |object| {
        // `remove` of an order-keeping map would put the last member in its place.
        object.shift_remove(name);
    });
}

/// Sets every member of that name that is there.
pub(crate) fn set(body: &mut Value, name: &str, value: &Value) {
    each(body, name, &mut |object| {
        object.insert(name.to_owned(), value.clone());
    });
}

/// An answer that no API gives.
pub(crate) const fn teapot(response: &mut Response) {
    response.status = 418;
}

/// JSON that says it is text.
pub(crate) const fn plain_text(response: &mut Response) {
    response.content_type = Some("text/plain");
}

/// A proxy's page instead of the body.
pub(crate) fn html_page(response: &mut Response) {
    let page = "<!DOCTYPE html>\n<html><head><title>400 Bad Request</title></head>\
                <body><h1>400 Bad Request</h1></body></html>\n";
    response.content_type = Some("text/html");
    response.body = Body::Bytes(page.as_bytes().to_vec());
}

/// More bytes after the JSON.
pub(crate) fn trailing_bytes(response: &mut Response) {
    let mut bytes = response.take_bytes();
    bytes.extend_from_slice(b"\n{}");
    response.body = Body::Bytes(bytes);
}

/// Replaces the first `found` in the written body.
pub(crate) fn rewrite(response: &mut Response, found: &[u8], replacement: &[u8]) {
    let bytes = response.take_bytes();
    let at = bytes.windows(found.len()).position(|window| window == found);
    let bytes = match at {
        Some(at) => [&bytes[..at], replacement, &bytes[at + found.len()..]].concat(),
        None => bytes,
    };
    response.body = Body::Bytes(bytes);
}

/// Writes a member, the first of its name, twice with the same value: only a reader that looks for duplicates sees it.
pub(crate) fn twice(response: &mut Response, name: &str) {
    let mut value = None;
    if let Some(body) = response.json_mut() {
        each(body, name, &mut |object| {
            if value.is_none() {
                value = object.get(name).map(Value::to_string);
            }
        });
    }
    let member = format!(r#""{name}":{}"#, value.unwrap_or_default());
    rewrite(response, member.as_bytes(), format!("{member},{member}").as_bytes());
}
