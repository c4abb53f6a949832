//! Which calls belong together, and what their answers say differently.

use std::collections::HashMap;

use evidence::{Exchange, ScenarioRecord};
use serde::Serialize;
use serde_json::Value;

use super::Replayed;

/// More differences than these are counted.
const VALUES_MAX: usize = 20;
/// A value longer than this is cut.
const VALUE_CHARS_MAX: usize = 120;

/// A call in the record and in the replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerDifference {
    /// Such as `get-balance 1`: the n-th call of its operation.
    pub call: String,
    /// Method and path, as they were sent now; as they were recorded, where nothing was sent.
    pub request: String,
    /// The recorded exchange, by its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<u32>,
    /// The new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replayed: Option<u32>,
    /// What was answered when it was recorded: a status, or why there was none.
    pub recorded_answer: String,
    /// What was answered now.
    pub replayed_answer: String,
    /// Members of the request that are not the recorded ones, new ids and times aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_values: Vec<ValueDifference>,
    /// Members of the answer that say something else, new ids and times aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<ValueDifference>,
    /// Differences beyond those listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Members that have another id or time than in the record, as was to be expected.
    #[serde(skip_serializing_if = "is_zero")]
    pub ids_and_times: usize,
    /// Why it was not sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsent: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueDifference {
    /// A JSON pointer; empty for the whole body.
    pub pointer: String,
    /// `absent` where there was none.
    pub recorded: String,
    /// `absent` where there is none.
    pub replayed: String,
}

impl AnswerDifference {
    /// Whether the answer says what it said when it was recorded; below a pointer, or as a whole.
    pub(super) fn says_the_same(&self, pointer: Option<&str>) -> bool {
        if self.replayed.is_none() || self.recorded_answer != self.replayed_answer {
            return false;
        }
        match pointer.filter(|pointer| !pointer.is_empty()) {
            None => self.values.is_empty(),
            Some(pointer) => {
                let touches = |other: &str| other.starts_with(pointer) || pointer.starts_with(other);
                self.more == 0 && !self.values.iter().any(|value| touches(&value.pointer))
            }
        }
    }
}

/// The last attempt of each call, and which call of its operation it is.
pub(super) fn calls(exchanges: &[Exchange]) -> Vec<(String, &Exchange)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut calls: Vec<(String, &Exchange)> = Vec::new();
    for exchange in exchanges {
        let operation = exchange.operation.as_deref().unwrap_or("call of no operation");
        let again = exchange.attempt > 1;
        let before = calls.iter_mut().rev().find(|(_, last)| last.operation == exchange.operation);
        match before.filter(|_| again) {
            Some((_, last)) => *last = exchange,
            None => {
                let nth = counts.entry(operation).or_default();
                *nth += 1;
                calls.push((format!("{operation} {nth}"), exchange));
            }
        }
    }
    calls
}

/// The calls of the replay. Where recorded requests were sent, each is called what it was called in the record, whatever was
/// left out before it.
pub(super) fn new_calls<'e>(
    recorded: &ScenarioRecord,
    replayed: &'e Replayed,
) -> Vec<(String, &'e Exchange)> {
    let old = calls(&recorded.exchanges);
    let name = |new: u32| {
        let (before, _) = replayed.pairs.iter().find(|(_, replayed)| *replayed == new)?;
        old.iter().find(|(_, exchange)| exchange.id == *before).map(|(call, _)| call.clone())
    };
    let named = |(call, exchange): (String, &'e Exchange)| (name(exchange.id).unwrap_or(call), exchange);
    calls(&replayed.exchanges).into_iter().map(named).collect()
}

/// All calls, those of the record first.
pub(super) fn answers(
    recorded: &ScenarioRecord,
    replayed: &Replayed,
    renamed: &dyn Fn(&str) -> String,
) -> Vec<AnswerDifference> {
    let (old, new) = (calls(&recorded.exchanges), new_calls(recorded, replayed));
    let why = |id: u32| {
        let known = replayed.unsent.iter().find(|(unsent, _)| *unsent == id).map(|(_, why)| why.clone());
        known.unwrap_or_else(|| "the replay did not come so far".to_owned())
    };
    let mut answers: Vec<_> = old
        .iter()
        .map(|(call, exchange)| match new.iter().find(|(other, _)| other == call) {
            Some((_, now)) => compared(call, exchange, now, renamed),
            None => AnswerDifference {
                unsent: Some(why(exchange.id)),
                recorded: Some(exchange.id),
                recorded_answer: answered(exchange),
                ..alone(call, exchange)
            },
        })
        .collect();
    let news = new.iter().filter(|(call, _)| !old.iter().any(|(other, _)| other == call));
    answers.extend(news.map(|(call, exchange)| AnswerDifference {
        replayed: Some(exchange.id),
        replayed_answer: answered(exchange),
        ..alone(call, exchange)
    }));
    answers
}

fn alone(call: &str, exchange: &Exchange) -> AnswerDifference {
    AnswerDifference {
        call: call.to_owned(),
        request: format!("{} {}", exchange.request.method, path(&exchange.request.url)),
        recorded: None,
        replayed: None,
        recorded_answer: "not in the record".to_owned(),
        replayed_answer: "nothing was sent".to_owned(),
        request_values: Vec::new(),
        values: Vec::new(),
        more: 0,
        ids_and_times: 0,
        unsent: None,
    }
}

fn compared(
    call: &str,
    old: &Exchange,
    new: &Exchange,
    renamed: &dyn Fn(&str) -> String,
) -> AnswerDifference {
    let text = |exchange: &Exchange| exchange.response().map(|response| response.body.text.clone());
    let old_text = text(old).map(|text| renamed(&text)).unwrap_or_default();
    let found = difference(&old_text, &text(new).unwrap_or_default());
    let body = |exchange: &Exchange| {
        exchange.request.body.as_ref().map(|body| body.text.clone()).unwrap_or_default()
    };
    let request = difference(&renamed(&body(old)), &body(new));
    let shown: Vec<_> = found.values.iter().take(VALUES_MAX).cloned().collect();
    AnswerDifference {
        recorded: Some(old.id),
        replayed: Some(new.id),
        recorded_answer: answered(old),
        replayed_answer: answered(new),
        request_values: request.values.into_iter().take(VALUES_MAX).collect(),
        more: found.values.len() - shown.len(),
        values: shown,
        ids_and_times: found.ids_and_times,
        ..alone(call, new)
    }
}

fn answered(exchange: &Exchange) -> String {
    match &exchange.answer {
        evidence::Answer::Response(response) => response.status.to_string(),
        evidence::Answer::NoAnswer(failure) => failure.message.clone(),
    }
}

fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

#[derive(Debug, Default)]
struct Difference {
    values: Vec<ValueDifference>,
    ids_and_times: usize,
}

fn difference(old: &str, new: &str) -> Difference {
    let mut found = Difference::default();
    match (serde_json::from_str::<Value>(old), serde_json::from_str::<Value>(new)) {
        (Ok(old), Ok(new)) => found.walk("", Some(&old), Some(&new)),
        _ if old == new => {}
        _ => found.values.push(ValueDifference {
            pointer: String::new(),
            recorded: shown(&Value::from(old)),
            replayed: shown(&Value::from(new)),
        }),
    }
    found
}

impl Difference {
    fn walk(&mut self, pointer: &str, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => {
                let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
                for name in names {
                    let step = name.replace('~', "~0").replace('/', "~1");
                    self.walk(&format!("{pointer}/{step}"), old.get(name), new.get(name));
                }
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                for at in 0..old.len().max(new.len()) {
                    self.walk(&format!("{pointer}/{at}"), old.get(at), new.get(at));
                }
            }
            (Some(old), Some(new)) if old == new => {}
            (Some(Value::String(old)), Some(Value::String(new))) if are_names_of_a_thing(old, new) => {
                self.ids_and_times += 1;
            }
            (old, new) => {
                let text = |value: Option<&Value>| value.map_or_else(|| "absent".to_owned(), shown);
                self.values.push(ValueDifference {
                    pointer: pointer.to_owned(),
                    recorded: text(old),
                    replayed: text(new),
                });
            }
        }
    }
}

fn shown(value: &Value) -> String {
    crate::text::clip(&value.to_string(), VALUE_CHARS_MAX).into_owned()
}

/// Whether two texts are ids, or times of day, of the same make: of one length, with letters, digits and signs of one kind at
/// the same places, and with digits in them. A date is none: it says something.
fn are_names_of_a_thing(old: &str, new: &str) -> bool {
    const SHORTEST: usize = 8;
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let is_date = |text: &str| {
        text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| (at == 4 || at == 7) == (byte == b'-'))
    };
    let same_kind = |(a, b): (char, char)| a == b || (a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric());
    old.chars().count() >= SHORTEST
        && old.chars().count() == new.chars().count()
        && has_digit(old)
        && has_digit(new)
        && !is_date(old)
        && old.chars().zip(new.chars()).all(same_kind)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::the_same(r#"{"a":1}"#, r#"{"a":1}"#, &[], 0)]
    #[case::order(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, &[], 0)]
    #[case::a_number(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3]}}"#, &["/a/b/1: 2 -> 3"], 0)]
    #[case::one_more(r#"[1]"#, r#"[1,"x"]"#, &["/1: absent -> \"x\""], 0)]
    #[case::an_id(r#"{"id":"01HX-7788-a"}"#, r#"{"id":"01HY-9921-b"}"#, &[], 1)]
    #[case::a_word(r#"{"s":"CANCELLED"}"#, r#"{"s":"COMPLETED"}"#, &["/s: \"CANCELLED\" -> \"COMPLETED\""], 0)]
    #[case::a_date(r#"{"d":"2026-01-01"}"#, r#"{"d":"2026-02-01"}"#, &["/d: \"2026-01-01\" -> \"2026-02-01\""], 0)]
    #[case::no_json("OK", "NO", &[": \"OK\" -> \"NO\""], 0)]
    fn what_says_something_else_is_shown_and_new_ids_are_counted(
        #[case] old: &str,
        #[case] new: &str,
        #[case] expected: &[&str],
        #[case] ids_and_times: usize,
    ) {
        let found = difference(old, new);
        let values: Vec<_> = found
            .values
            .iter()
            .map(|value| format!("{}: {} -> {}", value.pointer, value.recorded, value.replayed))
            .collect();
        assert_eq!(values, expected);
        assert_eq!(found.ids_and_times, ids_and_times);
    }

    #[rstest]
    #[case("https://h:1/a/b?c=1", "/a/b?c=1")]
    #[case("https://h", "/")]
    fn a_request_is_shown_by_its_path(#[case] url: &str, #[case] expected: &str) {
        assert_eq!(path(url), expected);
    }
}
