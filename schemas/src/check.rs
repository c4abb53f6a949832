//! Judges one response: what must hold for every response, and the schema of this one.

use std::borrow::Cow;

use evidence::{Level, Response, Vendor};
use requests::schema::place;
use serde_json::Value;

use crate::{
    catalogue::{Catalogue, Operation, Row},
    content_type::{self, ContentType},
    looks,
    strict_json::{self, Strict},
    violation::Violation,
};

/// Everything in which a response breaks the contract of its operation; empty if nothing. Cheap for a response that
/// breaks nothing: its body is parsed once, and only asked whether it is valid.
///
/// A body that did not arrive whole is not judged further. An undocumented success is judged by the shape of the
/// documented one; of other undocumented answers only JSON that calls itself so is looked at.
#[must_use]
pub fn check(vendor: Vendor, operation: &str, response: &Response) -> Vec<Violation> {
    let catalogue = Catalogue::of(vendor);
    let Some(known) = catalogue.operation(operation) else {
        let ids: Vec<_> = catalogue.operations().iter().map(|one| one.id.as_str()).collect();
        let message = format!("{vendor} has no operation `{operation}`, so its response cannot be judged");
        let expected = format!("one of {}", ids.join(", "));
        return vec![Violation::new("operation-unknown", Level::Assumed, expected, operation, message)];
    };
    let mut found = Vec::new();
    let exact = known.row(response.status);
    if exact.is_none() {
        found.push(undocumented(known, response.status));
    }
    let row = exact.or_else(|| known.success().filter(|_| (200..300).contains(&response.status)));
    let label = response.header("content-type").map(ContentType::parse);
    if let Some(row) = row {
        content_type(row, label.as_ref(), response, &mut found);
    }
    if partial(response, &mut found) {
        return found;
    }
    body(row, label.as_ref(), response, &mut found);
    found
}

/// Whether a body satisfies the schema of an operation's answer, at every level of evidence. For measurements: nothing
/// else of the response is looked at. False where the catalogue has no such answer, true where it has no schema.
#[must_use]
pub fn is_valid(vendor: Vendor, operation: &str, status: u16, body: &Value) -> bool {
    Catalogue::of(vendor).row(operation, status).is_some_and(|row| match row.compiled() {
        None => true,
        Some(schema) => schema.as_ref().is_ok_and(|schema| schema.is_valid(body)),
    })
}

fn undocumented(operation: &Operation, status: u16) -> Violation {
    let known: Vec<_> = operation.rows.iter().map(|row| row.status.to_string()).collect();
    // Whether 201 is wrong is known just as well as that 200 is right. For refusals and redirections no document claims
    // that its list is complete: that follows from reading it.
    let level = match operation.success() {
        Some(row) if (200..300).contains(&status) => row.level,
        _ => Level::Inferred,
    };
    Violation::new(
        "status-undocumented",
        level,
        format!("one of the statuses {}", known.join(", ")),
        status.to_string(),
        format!(
            "`{}` answers {status}, which no document names for it (known: {})",
            operation.id,
            known.join(", ")
        ),
    )
}

fn content_type(row: &Row, label: Option<&ContentType>, response: &Response, found: &mut Vec<Violation>) {
    let Some(expected) = &row.content_type else { return };
    let Some(label) = label else {
        if !response.body.is_empty() {
            let message = format!("the response has a body and no content type, expected {expected}");
            found.push(Violation::new(
                "content-type",
                row.content_type_level,
                expected,
                "no content type",
                message,
            ));
        }
        return;
    };
    if label.media_type != *expected {
        let actual = requests::schema::shorten(&label.media_type);
        let message = format!("the content type is `{actual}`, expected {expected}");
        found.push(Violation::new("content-type", row.content_type_level, expected, actual, message));
    } else if let Some(charset) = label.foreign_charset() {
        let charset = requests::schema::shorten(charset);
        let message = format!("the content type names the charset `{charset}`, expected UTF-8");
        let level = row.content_type_level.weaker(Level::Inferred);
        found.push(Violation::new("content-type", level, "the charset utf-8, or none", charset, message));
    }
}

/// Tells a body that did not arrive whole; whatever else it breaks would only say the same again.
fn partial(response: &Response, found: &mut Vec<Violation>) -> bool {
    let body = &response.body;
    if body.incomplete {
        let promised = response.header("content-length").map_or_else(
            || "a whole body".to_owned(),
            |length| format!("{} bytes", requests::schema::shorten(length)),
        );
        let actual = format!("the connection ended after {} bytes", body.bytes);
        let message = format!("the body is incomplete: {actual}, expected {promised}");
        found.push(Violation::new("body-incomplete", Level::Documented, promised, actual, message));
    }
    if body.over_limit {
        let actual = format!("more than {} bytes", body.text.len());
        let message =
            format!("the body is larger than the limit of the profile ({actual}), so it was not judged");
        found.push(Violation::new(
            "body-over-limit",
            Level::Inferred,
            "a body within the limit of the profile",
            actual,
            message,
        ));
    }
    body.incomplete || body.over_limit
}

fn body(row: Option<&Row>, label: Option<&ContentType>, response: &Response, found: &mut Vec<Violation>) {
    let calls_itself_json = label.is_some_and(ContentType::is_json) && !response.body.is_empty();
    let (is_json, level) = match row {
        Some(row) => match row.content_type.as_deref() {
            Some(media_type) => (content_type::is_json(media_type), row.body_level),
            None => (calls_itself_json, row.body_level),
        },
        None => (calls_itself_json, Level::Inferred),
    };
    if is_json {
        if let Some(value) = json(response, level, found) {
            found.extend(row.into_iter().flat_map(|row| shape(row, &value)));
        }
    } else if let Some(row) = row
        && row.content_type.is_some()
    {
        found.extend(shape(row, &Value::String(response.body.text.clone())));
    }
}

fn json(response: &Response, level: Level, found: &mut Vec<Violation>) -> Option<Value> {
    let body = &response.body;
    if !body.utf8 {
        let at = body.text.find('\u{fffd}').unwrap_or_default();
        let message = format!("the body is not UTF-8: the first wrong byte is at {at}");
        let actual = format!("bytes that are not UTF-8, from byte {at}");
        found.push(Violation::new("json-not-utf8", level, "JSON in UTF-8", actual, message));
    }
    let text = match body.text.strip_prefix('\u{feff}') {
        None => Cow::Borrowed(body.text.as_str()),
        Some(rest) => {
            // Readers may pass over it (RFC 8259, section 8.1), so the rest is judged.
            let message = "the body starts with a byte order mark, which JSON must not have";
            let level = level.weaker(Level::Inferred);
            found.push(Violation::new("json-malformed", level, "JSON", "a byte order mark", message));
            Cow::Owned(rest.to_owned())
        }
    };
    let Strict { value, duplicates, trailing } = match strict_json::read(&text) {
        Ok(read) => read,
        Err(error) => {
            let actual = looks::describe(&text, &error);
            let message = format!("the body is no JSON: it is {actual}");
            found.push(Violation::new("json-malformed", level, "JSON", actual, message));
            return None;
        }
    };
    if let Some(at) = trailing {
        let message = format!("something follows the end of the JSON value, at {at}");
        let actual = format!("{} more bytes at {at}", text.len().saturating_sub(at.byte));
        found.push(Violation::new("json-trailing-bytes", level, "one JSON value", actual, message));
    }
    for pointer in duplicates {
        let message = format!("the member {} stands more than once in its object", place(&pointer));
        let mut violation = Violation::new(
            "json-duplicate-member",
            level.weaker(Level::Inferred),
            "each member once",
            format!("{} more than once", place(&pointer)),
            message,
        );
        violation.instance_pointer = Some(pointer);
        found.push(violation);
    }
    Some(value)
}

fn shape(row: &Row, value: &Value) -> Vec<Violation> {
    match row.compiled() {
        None => Vec::new(),
        Some(Ok(schema)) => schema.defects(value).into_iter().map(Violation::from).collect(),
        // `verify` finds this before anything is sent; a response must not pass unjudged all the same.
        Some(Err(error)) => {
            let message = format!("the response cannot be judged: {error}");
            vec![Violation::new(
                "schema",
                Level::Assumed,
                "a schema that compiles",
                error.to_string(),
                message,
            )]
        }
    }
}
