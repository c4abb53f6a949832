//! Judges one response: what must hold for every response, and the schema of this one.

use evidence::{Level, Response, Vendor};
use serde_json::Value;

use crate::{
    body,
    catalogue::{Catalogue, Operation, Row},
    content_type::{self, ContentType},
    drift::{self, Looked},
    violation::Violation,
};

/// The rules that [`check`] judges by; all others are those of phrases.
pub const RULES: [&str; 10] = [
    "body-incomplete",
    "body-over-limit",
    "content-type",
    "json-duplicate-member",
    "json-malformed",
    "json-not-utf8",
    "json-trailing-bytes",
    "operation-unknown",
    "schema",
    "status-undocumented",
];

/// Everything in which a response breaks the contract of its operation; empty if nothing. Cheap for a response that
/// breaks nothing: its body is parsed once, and only asked whether it is valid.
///
/// A body that did not arrive whole is not judged further. An undocumented success is judged by the shape of the
/// documented one; of other undocumented answers only JSON that calls itself so is looked at.
#[must_use]
pub fn check(vendor: Vendor, operation: &str, response: &Response) -> Vec<Violation> {
    check_and_look(vendor, operation, response).violations
}

/// What a response is judged to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Everything in which it breaks the contract of its operation.
    pub violations: Vec<Violation>,
    /// Which members it has, and what of it no schema names; none without a body that a schema describes.
    pub looked: Option<Looked>,
    /// What the body says, where it is JSON in every respect.
    pub value: Option<Value>,
}

/// The same as [`check`], with a look at what the body holds beyond its schema. The body is parsed once for both.
#[must_use]
pub fn check_and_look(vendor: Vendor, operation: &str, response: &Response) -> Checked {
    let catalogue = Catalogue::of(vendor);
    let Some(known) = catalogue.operation(operation) else {
        let ids: Vec<_> = catalogue.operations().iter().map(|one| one.id.as_str()).collect();
        let message = format!("{vendor} has no operation `{operation}`, so its response cannot be judged");
        let expected = format!("one of {}", ids.join(", "));
        let unknown = Violation::new("operation-unknown", Level::Assumed, expected, operation, message);
        return Checked { violations: vec![unknown], ..Checked::default() };
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
    if body::is_partial(&response.body, response.header("content-length"), &mut found) {
        return Checked { violations: found, ..Checked::default() };
    }
    let (looked, value) = content(row, label.as_ref(), response, &mut found);
    Checked { violations: found, looked, value }
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

fn content(
    row: Option<&'static Row>,
    label: Option<&ContentType>,
    response: &Response,
    found: &mut Vec<Violation>,
) -> (Option<Looked>, Option<Value>) {
    let calls_itself_json = label.is_some_and(ContentType::is_json) && !response.body.is_empty();
    let (is_json, level) = match row {
        Some(row) => match row.content_type.as_deref() {
            Some(media_type) => (content_type::is_json(media_type), row.body_level),
            None => (calls_itself_json, row.body_level),
        },
        None => (calls_itself_json, Level::Inferred),
    };
    if is_json {
        let before = found.len();
        let Some(value) = body::json(&response.body, level, found) else { return (None, None) };
        let is_strict = found.len() == before;
        body::shape(row.and_then(Row::compiled), &value, found);
        return (row.and_then(|row| drift::look(row, &value)), is_strict.then_some(value));
    }
    if let Some(row) = row
        && (row.content_type.is_some() || row.body_level == Level::Documented)
    {
        body::shape(row.compiled(), &Value::String(response.body.text.clone()), found);
    }
    (None, None)
}

#[cfg(test)]
mod tests {
    use super::RULES;

    /// Every rule that the sources of a judgement name is in the list that others go by.
    #[test]
    fn no_rule_is_missing_from_the_list() {
        let sources = [include_str!("check.rs"), include_str!("body.rs"), include_str!("violation.rs")];
        let judging = sources.iter().filter_map(|source| source.split("#[cfg(test)]").next());
        let made = judging.flat_map(|source| source.split("Violation::new(").skip(1));
        let mut rules: Vec<_> =
            made.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()).collect();
        rules.push("schema");
        rules.sort_unstable();
        rules.dedup();
        assert_eq!(rules, RULES);
    }
}
