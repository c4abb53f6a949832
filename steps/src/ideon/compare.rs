//! Whether an answer repeats what was sent.

use evidence::Vendor;
use serde_json::Value;

use crate::World;

/// The first place at which an answer does not repeat what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Below the thing that was compared, such as `/employment_details/status`.
    pub(super) pointer: String,
    pub(super) sent: String,
    pub(super) found: String,
}

/// Compares what was sent with what came back. An answer may say more than was sent, and what was sent as null it may leave
/// out.
pub(super) fn difference(sent: &Value, found: &Value) -> Option<Difference> {
    Comparison { may_lack: &|_| false }.different("", "", sent, found)
}

/// The same of a thing that stands at a place of an answer, which may also leave out what its documentation does not name.
pub(super) fn difference_at(
    world: &World,
    index: usize,
    place: &str,
    sent: &Value,
    found: &Value,
) -> Option<Difference> {
    let exchange = &world.exchanges()[index];
    let operation = exchange.operation.as_deref().unwrap_or_default();
    let status = exchange.status().unwrap_or_default();
    let may_lack =
        |pointer: &str| schemas::leaves_out(Vendor::Ideon, operation, status, &format!("{place}{pointer}"));
    Comparison { may_lack: &may_lack }.different("", "", sent, found)
}

struct Comparison<'c> {
    /// Whether the answer may lack what was sent at a place below the thing.
    may_lack: &'c dyn Fn(&str) -> bool,
}

impl Comparison<'_> {
    fn different(&self, pointer: &str, name: &str, sent: &Value, found: &Value) -> Option<Difference> {
        match (sent, found) {
            (Value::Object(members), Value::Object(others)) => members.iter().find_map(|(name, value)| {
                let pointer = format!("{pointer}/{name}");
                match others.get(name) {
                    None if (self.may_lack)(&pointer) => None,
                    other => self.different(&pointer, name, value, other.unwrap_or(&Value::Null)),
                }
            }),
            (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
                // No document says that a list keeps its order.
                let mut left: Vec<&Value> = others.iter().collect();
                items.iter().enumerate().find_map(|(at, item)| {
                    let pointer = format!("{pointer}/{at}");
                    let same =
                        left.iter().position(|other| self.different(&pointer, "", item, other).is_none());
                    match same {
                        Some(same) => {
                            left.remove(same);
                            None
                        }
                        None => self
                            .different(&pointer, "", item, others.get(at)?)
                            .or_else(|| Some(unlike(&pointer, item, found))),
                    }
                })
            }
            (Value::Array(items), Value::Null) if items.is_empty() => None,
            (Value::String(text), Value::String(other)) if is_same_text(name, text, other) => None,
            (Value::Number(number), Value::Number(other)) if number.as_f64() == other.as_f64() => None,
            _ if sent == found => None,
            _ => Some(unlike(pointer, sent, found)),
        }
    }
}

fn unlike(pointer: &str, sent: &Value, found: &Value) -> Difference {
    Difference { pointer: pointer.to_owned(), sent: sent.to_string(), found: found.to_string() }
}

/// Some texts have more than one way to be written.
fn is_same_text(name: &str, text: &str, other: &str) -> bool {
    match name {
        "social_security_number" => text.replace('-', "") == other.replace('-', ""),
        "carrier_group_number" => bare_number(text) == bare_number(other),
        _ => text == other,
    }
}

/// The number by which a carrier knows a group, without what only its delivery needs (IDN-292..298).
pub(super) fn bare_number(text: &str) -> &str {
    let text = text.strip_suffix("-F").unwrap_or(text);
    text.strip_prefix('W').unwrap_or(text).trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"a": 1, "b": {"c": "x"}}), json!({"a": 1.0, "b": {"c": "x", "d": 2}, "id": "7"}))]
    #[case(json!({"a": null, "b": []}), json!({}))]
    #[case(json!({"a": [{"x": 1}, {"x": 2}]}), json!({"a": [{"x": 2, "id": "b"}, {"x": 1, "id": "a"}]}))]
    #[case(json!({"carrier_group_number": "123456"}), json!({"carrier_group_number": "W0123456"}))]
    #[case(json!({"social_security_number": "900-01-0001"}), json!({"social_security_number": "900010001"}))]
    fn an_answer_may_say_more_than_was_sent(#[case] sent: Value, #[case] found: Value) {
        assert_eq!(difference(&sent, &found), None);
    }

    #[rstest]
    #[case(json!({"insurance_market": "small_group", "employer": {"organization_name": "Acme"}}), json!({"employer": {"organization_name": "Acme"}}), None)]
    #[case(json!({"insurance_market": "small_group"}), json!({"insurance_market": "large_group"}), Some("/insurance_market"))]
    #[case(json!({"employer": {"organization_name": "Acme"}}), json!({"employer": {}}), Some("/employer/organization_name"))]
    #[case(json!({"secondary_locations": [{"type": "home"}]}), json!({"secondary_locations": [{"id": "1"}]}), None)]
    fn only_what_no_document_gives_an_answer_may_be_left_out(
        #[case] sent: Value,
        #[case] found: Value,
        #[case] pointer: Option<&str>,
    ) {
        let may_lack = |pointer: &str| {
            schemas::leaves_out(Vendor::Ideon, "create-a-group", 201, &format!("/group{pointer}"))
        };
        let difference = Comparison { may_lack: &may_lack }.different("", "", &sent, &found);
        assert_eq!(difference.map(|one| one.pointer), pointer.map(str::to_owned));
    }

    #[rstest]
    #[case(json!({"a": {"b": "x"}}), json!({"a": {"b": "y"}}), "/a/b")]
    #[case(json!({"a": "x"}), json!({}), "/a")]
    #[case(json!({"a": null}), json!({"a": "x"}), "/a")]
    #[case(json!({"a": [1, 2]}), json!({"a": [1]}), "/a")]
    #[case(json!({"a": [{"x": 1}, {"x": 1}]}), json!({"a": [{"x": 1}, {"x": 2}]}), "/a/1/x")]
    #[case(json!({"a": "12"}), json!({"a": 12}), "/a")]
    #[case(json!({"carrier_group_number": "123456"}), json!({"carrier_group_number": "123457"}), "/carrier_group_number")]
    fn what_is_lost_or_altered_is_told_with_its_place(
        #[case] sent: Value,
        #[case] found: Value,
        #[case] pointer: &str,
    ) {
        assert_eq!(difference(&sent, &found).unwrap().pointer, pointer);
    }
}
