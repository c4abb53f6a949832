//! Judges a body by itself: whether it is whole, strict JSON, and of the shape of a schema.

use std::borrow::Cow;

use evidence::{Body, Level};
use requests::schema::{CompiledSchema, place};
use serde_json::Value;

use crate::{
    Error, looks,
    strict_json::{self, Strict},
    violation::Violation,
};

/// Tells a body that did not arrive whole; whatever else it breaks would only say the same again.
pub(crate) fn is_partial(body: &Body, content_length: Option<&str>, found: &mut Vec<Violation>) -> bool {
    if body.incomplete {
        let promised = content_length.map_or_else(
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

/// Reads a body as strict JSON; none if there is no value in it. `level` says how well it is known that it is JSON.
pub(crate) fn json(body: &Body, level: Level, found: &mut Vec<Violation>) -> Option<Value> {
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

/// Applies a schema, if there is one.
pub(crate) fn shape(
    schema: Option<&Result<CompiledSchema, Error>>,
    value: &Value,
    found: &mut Vec<Violation>,
) {
    match schema {
        None => {}
        Some(Ok(schema)) => found.extend(schema.defects(value).into_iter().map(Violation::from)),
        // `verify` finds this before anything is sent; a body must not pass unjudged all the same.
        Some(Err(error)) => {
            let message = format!("the body cannot be judged: {error}");
            found.push(Violation::new(
                "schema",
                Level::Assumed,
                "a schema that compiles",
                error.to_string(),
                message,
            ));
        }
    }
}
