//! Puts JSON values and JSON Schema keywords into words for people.

use std::fmt::Write;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// How many characters of a value are shown.
const SHOWN_CHARS: usize = 200;
/// How many names of a list are shown.
const SHOWN_NAMES: usize = 12;

/// Says what a value is: scalars with their type, containers by size and member names. Sensitive ones are masked.
#[must_use]
pub fn describe(value: &Value, sensitive: bool) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) if sensitive => {
            format!("[masked] ({})", kind_of(value))
        }
        Value::Bool(truth) => format!("{truth} (boolean)"),
        Value::Number(number) => format!("{} (number)", shorten(&number.to_string())),
        Value::String(_) => format!("{} (string)", shorten(&value.to_string())),
        Value::Array(items) => match items.len() {
            0 => "an empty array".to_owned(),
            1 => "an array of 1 item".to_owned(),
            many => format!("an array of {many} items"),
        },
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Object(members) => format!("an object with the members {}", names(members.keys())),
    }
}

/// Cuts a text to about 200 characters.
#[must_use]
pub fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], text.chars().count()),
    }
}

/// Names a place in a body: the JSON pointer, or `the body` for its root.
#[must_use]
pub fn place(pointer: &str) -> String {
    if pointer.is_empty() { "the body".to_owned() } else { format!("`{}`", shorten(pointer)) }
}

const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn names<'n>(all: impl Iterator<Item = &'n String>) -> String {
    let mut text = String::new();
    let mut more = 0_usize;
    for (at, name) in all.enumerate() {
        if at >= SHOWN_NAMES {
            more += 1;
            continue;
        }
        let _ = write!(
            text,
            "{}`{}`",
            if at == 0 { "" } else { ", " },
            shorten(&name.escape_debug().to_string())
        );
    }
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}

/// What a keyword asks for. `title` is how the schema itself names the value.
pub(super) fn expected(kind: &ValidationErrorKind, title: Option<&str>) -> String {
    use ValidationErrorKind as Kind;
    let titled = |fallback: String| title.map_or(fallback, str::to_owned);
    match kind {
        Kind::Type { kind } => match kind {
            TypeKind::Single(one) => with_article(&one.to_string()),
            TypeKind::Multiple(several) => {
                let mut words: Vec<_> = several.iter().map(|one| with_article(&one.to_string())).collect();
                words.sort_by_key(|word| word == "null");
                words.join(" or ")
            }
        },
        Kind::Required { property } => format!("a member `{}`", property.as_str().unwrap_or_default()),
        Kind::Enum { options } => {
            let words: Vec<_> = options.as_array().into_iter().flatten().map(plain).collect();
            format!("one of {}", shorten(&words.join(", ")))
        }
        Kind::Constant { expected_value } => plain(expected_value),
        Kind::Format { format } => match format.as_str() {
            "date" => "a date as YYYY-MM-DD".to_owned(),
            "date-time" => "a date and time with offset, such as 2026-03-10T09:22:47+00:00".to_owned(),
            "email" => "an e-mail address".to_owned(),
            other => format!("text of the format `{other}`"),
        },
        Kind::Pattern { pattern } => titled(format!("text that matches `{pattern}`")),
        Kind::MinLength { limit: 1 } => "text that is not empty".to_owned(),
        Kind::MinLength { limit } => format!("at least {limit} characters"),
        Kind::MaxLength { limit } => format!("at most {limit} characters"),
        Kind::MinItems { limit } => format!("at least {limit} item{}", plural(*limit)),
        Kind::MaxItems { limit } => format!("at most {limit} item{}", plural(*limit)),
        Kind::Minimum { limit } => format!("at least {limit}"),
        Kind::Maximum { limit } => format!("at most {limit}"),
        Kind::MultipleOf { multiple_of } => titled(format!("a multiple of {multiple_of}")),
        Kind::FalseSchema => "no such value".to_owned(),
        Kind::Contains => titled("an item of the documented form".to_owned()),
        Kind::Not { .. } => titled("another value".to_owned()),
        other => titled(format!("what the keyword `{}` asks for", other.keyword())),
    }
}

const fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn with_article(kind: &str) -> String {
    match kind {
        "null" => kind.to_owned(),
        "array" | "object" | "integer" => format!("an {kind}"),
        other => format!("a {other}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_shown_with_their_type_and_containers_by_what_they_hold() {
        assert_eq!(describe(&json!(17), false), "17 (number)");
        assert_eq!(describe(&json!("a\u{0}b"), false), "\"a\\u0000b\" (string)");
        assert_eq!(describe(&json!([]), false), "an empty array");
        assert_eq!(describe(&json!({"a": 1, "b": 2}), false), "an object with the members `a`, `b`");
    }

    #[test]
    fn a_sensitive_value_is_masked() {
        assert_eq!(describe(&json!("666123456"), true), "[masked] (string)");
        assert_eq!(describe(&json!(666_123_456), true), "[masked] (number)");
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let text = describe(&json!("ä".repeat(5_000)), false);
        assert!(text.chars().count() < 250, "{text}");
        assert!(text.contains("… (5002 characters)"), "{text}");
    }

    #[test]
    fn many_member_names_are_counted_not_listed() {
        let value: Value =
            (0..40).map(|n| (format!("m{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
        assert!(describe(&value, false).ends_with("`m11` and 28 more"));
    }
}
