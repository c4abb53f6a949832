//! What the answers of a new run call the things of a recorded one.

use std::collections::HashMap;

use serde_json::Value;

/// A shorter value is no id: a count, a status, a code.
const ID_CHARS_MIN: usize = 6;

/// New ids by those of the record.
#[derive(Debug, Default)]
pub(crate) struct Ids(HashMap<String, String>);

impl Ids {
    /// Remembers what the new answer calls the things of the recorded one: texts and large numbers at the same place.
    pub(crate) fn learn(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, old) in old {
                    if let Some(new) = new.get(name) {
                        self.learn(old, new);
                    }
                }
            }
            (Value::Array(old), Value::Array(new)) => {
                old.iter().zip(new).for_each(|(old, new)| self.learn(old, new));
            }
            (old, new) => {
                if let (Some(old), Some(new)) = (id_text(old), id_text(new))
                    && old != new
                    && !old.contains("{{")
                    && !old.contains("[redacted")
                {
                    self.0.entry(old).or_insert(new);
                }
            }
        }
    }

    /// The new name of a value, or the value itself.
    pub(crate) fn id(&self, text: &str) -> String {
        self.0.get(text).cloned().unwrap_or_else(|| text.to_owned())
    }

    /// A path and query, with the new ids in place of the recorded ones.
    pub(crate) fn path(&self, path: &str) -> String {
        let is_end = |c: char| matches!(c, '/' | '?' | '&' | '=');
        path.split_inclusive(is_end)
            .map(|part| match part.char_indices().next_back() {
                Some((at, last)) if is_end(last) => format!("{}{last}", self.id(&part[..at])),
                _ => self.id(part),
            })
            .collect()
    }

    /// A body with the new ids; one that is no JSON stays as it is.
    pub(crate) fn body(&self, text: &str) -> String {
        let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
        if self.replace(&mut value) { value.to_string() } else { text.to_owned() }
    }

    fn replace(&self, value: &mut Value) -> bool {
        match value {
            // All of them, not only the first: so they are counted.
            Value::Object(members) => {
                members.values_mut().map(|one| usize::from(self.replace(one))).sum::<usize>() > 0
            }
            Value::Array(items) => {
                items.iter_mut().map(|one| usize::from(self.replace(one))).sum::<usize>() > 0
            }
            Value::String(text) => match self.0.get(text) {
                Some(new) => {
                    new.clone_into(text);
                    true
                }
                None => false,
            },
            Value::Number(number) => {
                let new = self.0.get(&number.to_string()).and_then(|new| serde_json::from_str(new).ok());
                new.is_some_and(|new| {
                    *number = new;
                    true
                })
            }
            Value::Null | Value::Bool(_) => false,
        }
    }
}

/// What can be an id: a text with a digit, or a whole number, that is not short. A word, a date and an amount say something
/// themselves.
fn id_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() => number.to_string(),
        _ => return None,
    };
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let is_amount = text.contains('.') && text.parse::<f64>().is_ok();
    (text.chars().count() >= ID_CHARS_MIN && has_digit && !is_amount && !begins_with_date(&text))
        .then_some(text)
}

fn begins_with_date(text: &str) -> bool {
    let signs = text.bytes().take(10).enumerate();
    text.len() >= 10
        && signs.into_iter().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn learned() -> Ids {
        let mut ids = Ids::default();
        let old = json!({"group": {"id": "old-group-1", "number": 123456, "size": 2}, "ssn": "{{ssn:1}}", "list": ["old-item-1"]});
        let new = json!({"group": {"id": "new-group-1", "number": 654321, "size": 3}, "ssn": "900010001", "list": ["new-item-1"]});
        ids.learn(&old, &new);
        // What was learned first is what later requests were made from.
        ids.learn(&json!({"id": "old-group-1"}), &json!({"id": "elsewhere-9"}));
        ids
    }

    #[rstest]
    #[case("/groups/old-group-1", "/groups/new-group-1")]
    #[case(
        "/groups/old-group-1/plans?after=old-item-1&size=2",
        "/groups/new-group-1/plans?after=new-item-1&size=2"
    )]
    #[case("/groups/old-group-12", "/groups/old-group-12")]
    #[case("/numbers/123456", "/numbers/654321")]
    #[case("", "")]
    fn a_segment_of_a_path_is_replaced_as_a_whole(#[case] path: &str, #[case] expected: &str) {
        assert_eq!(learned().path(path), expected);
    }

    #[rstest]
    #[case(r#"{"b":{"group":"old-group-1"},"a":[123456]}"#, r#"{"b":{"group":"new-group-1"},"a":[654321]}"#)]
    #[case(r#"{"text": "about old-group-1",  "size": 2}"#, r#"{"text": "about old-group-1",  "size": 2}"#)]
    #[case("not JSON old-group-1", "not JSON old-group-1")]
    fn a_body_changes_where_it_names_something_and_nowhere_else(#[case] body: &str, #[case] expected: &str) {
        assert_eq!(learned().body(body), expected);
    }

    #[rstest]
    #[case::a_word(json!("ACTIVE"), json!("CANCELLED"))]
    #[case::a_date(json!("2026-01-01"), json!("2026-02-01"))]
    #[case::a_time(json!("2026-01-01T10:00:00Z"), json!("2026-01-01T11:00:00Z"))]
    #[case::an_amount(json!("1330.32"), json!("1329.32"))]
    #[case::a_fraction(json!(1330.32), json!(1329.32))]
    #[case::a_short_number(json!(12345), json!(54321))]
    fn what_says_something_itself_is_no_id(#[case] old: Value, #[case] new: Value) {
        let mut ids = Ids::default();
        ids.learn(&old, &new);
        assert!(ids.0.is_empty(), "{ids:?}");
    }

    #[test]
    fn what_was_hidden_in_the_record_is_no_id() {
        assert_eq!(learned().id("{{ssn:1}}"), "{{ssn:1}}");
    }
}
