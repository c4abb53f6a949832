//! What an answer says, wherever in the answer it says it: the documents name members and rarely show where they stand.

use schemas::find_somewhere;
use serde_json::Value;

use super::people::Person;

/// All values of members of that name, at any depth, in the order of the document.
fn all<'v>(value: &'v Value, name: &str, into: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => {
            for (key, below) in members {
                if key == name {
                    into.push(below);
                }
                all(below, name, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| all(item, name, into)),
        _ => {}
    }
}

/// All texts of members of that name.
pub(super) fn texts<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    let mut found = Vec::new();
    all(value, name, &mut found);
    found.into_iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect()
}

/// The text of a member, the one nearest to the top.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    find_somewhere(value, name)?.1.as_str().filter(|text| !text.is_empty())
}

/// Whether a part of an answer speaks of a person, by name or by the partner's own id.
pub(super) fn is_about(part: &Value, person: &Person) -> bool {
    let has =
        |name: &str, wanted: &str| texts(part, name).iter().any(|text| text.eq_ignore_ascii_case(wanted));
    has("external_member_id", &person.external_member_id)
        || (has("first_name", &person.first_name) && has("last_name", &person.last_name))
}

/// Whether a part of an answer shows a person's Oscar id.
pub(super) fn shows_id_of(part: &Value, person: &Person) -> bool {
    person.oscar_id.as_deref().is_some_and(|id| texts(part, "oscar_id").contains(&id))
}

/// The smallest part of an answer that speaks of a person and shows an Oscar id that is none of `known`.
pub(super) fn id_beside<'v>(answer: &'v Value, person: &Person, known: &[String]) -> Option<&'v str> {
    let below: Vec<&Value> = match answer {
        Value::Object(members) => members.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => return None,
    };
    if let Some(id) = below.into_iter().find_map(|part| id_beside(part, person, known)) {
        return Some(id);
    }
    let is_new = |id: &&str| known.iter().all(|known| known != id);
    answer
        .is_object()
        .then(|| texts(answer, "oscar_id").into_iter().find(is_new))
        .flatten()
        .filter(|_| is_about(answer, person))
}

/// The Oscar id of somebody who was just added: beside the name, or else the only one that was not known before.
pub(super) fn new_id<'v>(answer: &'v Value, person: &Person, known: &[String]) -> Option<&'v str> {
    id_beside(answer, person, known)
        .or_else(|| texts(answer, "oscar_id").into_iter().find(|id| known.iter().all(|known| known != id)))
}

/// The elements of `memberships`; `None` where there is no such list.
pub(super) fn memberships(answer: &Value) -> Option<(String, &Vec<Value>)> {
    let (pointer, value) = find_somewhere(answer, "memberships")?;
    Some((pointer, value.as_array()?))
}

/// The elements that are a person's.
pub(super) fn elements_of<'v>(elements: &'v [Value], person: &Person) -> Vec<(usize, &'v Value)> {
    let is_theirs = |element: &Value| shows_id_of(element, person) || is_about(element, person);
    elements.iter().enumerate().filter(|(_, element)| is_theirs(element)).collect()
}

/// A date as its first ten characters, so that a timestamp counts as its day.
pub(super) fn day(text: &str) -> &str {
    text.get(..10).unwrap_or(text)
}

/// Whether a text is a day of the calendar as ISO 8601 writes it.
pub(super) fn is_day(text: &str) -> bool {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    time::Date::parse(text, format).is_ok()
}

/// The smallest part of an answer that speaks of a person.
pub(super) fn part_about<'v>(answer: &'v Value, person: &Person) -> Option<&'v Value> {
    let mut below: Box<dyn Iterator<Item = &Value>> = match answer {
        Value::Object(members) => Box::new(members.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => return None,
    };
    below
        .find_map(|part| part_about(part, person))
        .or_else(|| (answer.is_object() && is_about(answer, person)).then_some(answer))
}

/// An amount in cents, from a number, a decimal text, or an object that holds one.
pub(super) fn cents(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            let scaled = number.as_f64()? * 100.0;
            let rounded = scaled.round();
            // Amounts of premiums; beyond 2^53 cents a number would not be exact any more.
            #[expect(clippy::cast_possible_truncation, reason = "the range is looked at first")]
            ((scaled - rounded).abs() < 1e-3 && rounded.abs() < 9e15).then_some(rounded as i64)
        }
        Value::String(text) => decimal(text),
        Value::Object(members) => ["amount", "value"].into_iter().find_map(|name| cents(members.get(name)?)),
        _ => None,
    }
}

fn decimal(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty()
        || part.len() > 2
        || !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let amount = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)?;
    Some(if negative { -amount } else { amount })
}

/// The payment preferences of an answer: a list, one object, a member `payment_preference`, or the answer itself.
pub(super) fn preferences(answer: &Value) -> Vec<&Value> {
    for name in ["payment_preferences", "payment_preference"] {
        match find_somewhere(answer, name) {
            Some((_, Value::Array(items))) => return items.iter().collect(),
            Some((_, object @ Value::Object(members))) => {
                return if members.is_empty() { Vec::new() } else { vec![object] };
            }
            Some(_) => return Vec::new(),
            None => {}
        }
    }
    match answer {
        Value::Array(items) => items.iter().collect(),
        _ if find_somewhere(answer, "is_autopay_enabled").is_some() => vec![answer],
        _ => Vec::new(),
    }
}

/// What of a membership must not change by reading it: id, status and coverage of each element, in any order.
pub(super) fn cover_of(answer: &Value) -> Vec<[Option<String>; 4]> {
    let elements = memberships(answer).map(|(_, elements)| elements.as_slice()).unwrap_or_default();
    let mut cover: Vec<_> = elements
        .iter()
        .map(|element| {
            ["oscar_id", "effectuation_status", "coverage_start", "coverage_end"]
                .map(|name| text(element, name).map(str::to_owned))
        })
        .collect();
    cover.sort();
    cover
}

/// What of the preferences must not change by reading them.
pub(super) fn settings_of(answer: &Value) -> Vec<[Option<String>; 2]> {
    let mut settings: Vec<_> = preferences(answer)
        .into_iter()
        .map(|preference| {
            ["is_autopay_enabled", "payment_method_owner"]
                .map(|name| find_somewhere(preference, name).map(|(_, value)| value.to_string()))
        })
        .collect();
    settings.sort();
    settings
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;
    use time::macros::date;

    use super::*;
    use crate::{oscar::words::Relationship, seeds::Seeds};

    fn person() -> Person {
        let seeds = Seeds { run: "run", scenario: "scenario", ssn_range: None };
        let mut person = Person::new(seeds, 1, Relationship::Child, date!(2026 - 07 - 01));
        person.first_name = "Ada".to_owned();
        person.last_name = "Covenant".to_owned();
        person.external_member_id = "ext-2".to_owned();
        person
    }

    #[rstest]
    #[case::beside_the_name(json!({"oscar_id": "H", "enrollees": [
        {"oscar_id": "H", "first_name": "Joe", "last_name": "Covenant"},
        {"oscar_id": "N", "first_name": "ADA", "last_name": "Covenant"}]}), Some("N"))]
    #[case::beside_our_id(json!({"members": [{"id": {"oscar_id": "N"}, "external_member_id": "ext-2"}]}), Some("N"))]
    #[case::nested_name(json!({"list": [{"oscar_id": "N", "info": {"first_name": "Ada", "last_name": "Covenant"}}]}), Some("N"))]
    #[case::only_new_one(json!({"oscar_id": "H", "dependents": [{"oscar_id": "N"}]}), Some("N"))]
    #[case::the_holders_is_no_new_one(json!({"oscar_id": "H", "enrollees": [
        {"oscar_id": "H", "first_name": "Ada", "last_name": "Covenant"}]}), None)]
    #[case::none(json!({"enrollees": [{"first_name": "Ada", "last_name": "Covenant"}]}), None)]
    fn the_id_of_a_new_dependent_is_found(#[case] answer: Value, #[case] expected: Option<&str>) {
        assert_eq!(new_id(&answer, &person(), &["H".to_owned()]), expected);
    }

    #[rstest]
    #[case(json!({"oscar_id": "N"}), true)]
    #[case(json!({"member_info": {"oscar_id": "N"}}), true)]
    #[case(json!({"person": {"first_name": "Ada"}, "last_name": "Covenant"}), true)]
    #[case(json!({"first_name": "Ada", "last_name": "Other"}), false)]
    #[case(json!("Ada Covenant"), false)]
    fn an_element_is_known_by_id_or_by_name(#[case] element: Value, #[case] expected: bool) {
        let person = Person { oscar_id: Some("N".to_owned()), ..person() };
        assert_eq!(elements_of(&[element], &person).len(), usize::from(expected));
    }

    #[rstest]
    #[case(json!(329.32), Some(32_932))]
    #[case(json!(0), Some(0))]
    #[case(json!(-4.35), Some(-435))]
    #[case(json!("329.32"), Some(32_932))]
    #[case(json!("329.3"), Some(32_930))]
    #[case(json!("-1"), Some(-100))]
    #[case(json!({"amount": "1.50", "currency": "USD"}), Some(150))]
    #[case(json!("1.005"), None)]
    #[case(json!(1.005), None)]
    #[case(json!("USD 5"), None)]
    #[case(json!("."), None)]
    #[case(json!(null), None)]
    fn amounts_are_read_in_every_encoding(#[case] value: Value, #[case] expected: Option<i64>) {
        assert_eq!(cents(&value), expected);
    }

    #[rstest]
    #[case(json!({"payment_preferences": [{"a": 1}, {"a": 2}]}), 2)]
    #[case(json!({"payment_preferences": []}), 0)]
    #[case(json!({"payment_preferences": null}), 0)]
    #[case(json!({"payment_preferences": {"is_autopay_enabled": true}}), 1)]
    #[case(json!({"payment_preference": {"is_autopay_enabled": true}}), 1)]
    #[case(json!({"payment_preference": null}), 0)]
    #[case(json!({"data": {"payment_preferences": [{"a": 1}]}}), 1)]
    #[case(json!({"is_autopay_enabled": false}), 1)]
    #[case(json!([{"is_autopay_enabled": false}]), 1)]
    #[case(json!({}), 0)]
    fn preferences_are_found_in_every_shape(#[case] answer: Value, #[case] expected: usize) {
        assert_eq!(preferences(&answer).len(), expected);
    }

    #[rstest]
    #[case(json!({"oscar_id": "H", "enrollees": [{"first_name": "Ada", "last_name": "Covenant"}]}), None)]
    #[case(json!({"enrollees": [{"oscar_id": "H", "first_name": "Ada", "last_name": "Covenant"}]}), Some("H"))]
    #[case(json!({"enrollees": [{"oscar_id": "H", "first_name": "Eve", "last_name": "Covenant"}]}), None)]
    fn the_part_about_a_person_is_the_smallest(#[case] answer: Value, #[case] expected: Option<&str>) {
        assert_eq!(part_about(&answer, &person()).and_then(|part| text(part, "oscar_id")), expected);
    }

    #[rstest]
    #[case("2026-07-01", true)]
    #[case("07/01/2026", false)]
    #[case("2026-7-1", false)]
    #[case("soon", false)]
    fn a_day_is_written_as_iso_8601_has_it(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_day(text), expected);
    }

    #[rstest]
    #[case("2026-07-01", "2026-07-01")]
    #[case("2026-07-01T00:00:00Z", "2026-07-01")]
    #[case("soon", "soon")]
    fn a_timestamp_counts_as_its_day(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(day(text), expected);
    }
}
