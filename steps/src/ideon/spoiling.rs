//! Spoils one member of a valid body.

use std::str::FromStr;

use cucumber::Parameter;
use serde_json::{Value, json};

use crate::words::{UnknownWord, find};

/// A value that a member must not have, in the words that follow "as".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "wrong_value",
    regex = "a number|a number of eight digits|a number of ten digits|a text|an unknown word|an unknown country"
)]
pub(crate) enum WrongValue {
    Number,
    EightDigits,
    TenDigits,
    Text,
    UnknownWord,
    UnknownCountry,
}

const WRONG_VALUES: [(&str, WrongValue); 6] = [
    ("a number", WrongValue::Number),
    ("a number of eight digits", WrongValue::EightDigits),
    ("a number of ten digits", WrongValue::TenDigits),
    ("a text", WrongValue::Text),
    ("an unknown word", WrongValue::UnknownWord),
    ("an unknown country", WrongValue::UnknownCountry),
];

impl FromStr for WrongValue {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&WRONG_VALUES, word)
    }
}

impl WrongValue {
    pub(super) fn value(self) -> Value {
        match self {
            Self::Number => json!(7),
            Self::EightDigits => json!("00000007"),
            Self::TenDigits => json!("0000000007"),
            Self::Text => json!("seven"),
            Self::UnknownWord => json!("no_such_word"),
            Self::UnknownCountry => json!("CAN"),
        }
    }
}

/// The place of a dotted path such as `subscriber.emails.[0].type`, if the body has it.
fn place<'b>(body: &'b mut Value, dotted: &str) -> Option<&'b mut Value> {
    dotted.split('.').try_fold(body, |at, segment| match segment.strip_prefix('[') {
        Some(index) => at.get_mut(index.strip_suffix(']')?.parse::<usize>().ok()?),
        None => at.get_mut(segment),
    })
}

/// Takes a member out. Says whether it was there.
pub(super) fn remove(body: &mut Value, dotted: &str) -> bool {
    let (parent, name) = dotted.rsplit_once('.').unwrap_or(("", dotted));
    let parent = if parent.is_empty() { Some(body) } else { place(body, parent) };
    match parent {
        Some(Value::Object(members)) => members.shift_remove(name).is_some(),
        _ => false,
    }
}

/// Gives a member another value. Says whether it was there.
pub(super) fn replace(body: &mut Value, dotted: &str, value: Value) -> bool {
    match place(body, dotted) {
        Some(place) => {
            *place = value;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn every_value_that_a_phrase_lets_through_can_be_read() {
        for word in WrongValue::REGEX.split('|') {
            assert!(word.parse::<WrongValue>().is_ok(), "{word}");
        }
    }

    #[rstest]
    #[case("plan.name", true, json!({"plan": {"list": [{"kind": 1}]}}))]
    #[case("plan.list.[0].kind", true, json!({"plan": {"name": "a", "list": [{}]}}))]
    #[case("plan", true, json!({}))]
    #[case("plan.list.[1].kind", false, json!({"plan": {"name": "a", "list": [{"kind": 1}]}}))]
    #[case("plan.other", false, json!({"plan": {"name": "a", "list": [{"kind": 1}]}}))]
    fn a_member_is_found_by_its_dotted_path(#[case] dotted: &str, #[case] found: bool, #[case] left: Value) {
        let mut body = json!({"plan": {"name": "a", "list": [{"kind": 1}]}});
        assert_eq!(replace(&mut body.clone(), dotted, json!(7)), found);
        assert_eq!((remove(&mut body, dotted), body), (found, left));
    }
}
