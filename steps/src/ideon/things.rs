//! Things as phrases name them, values as their tables write them, and what an answer says of a thing.

use std::str::FromStr;

use cucumber::{Parameter, gherkin::Step};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{Known, calls, words::Resource};
use crate::{
    Stop, World,
    words::{UnknownWord, find},
};

/// Words, each alone and with the number of a thing before it, as the expression of a parameter.
macro_rules! numbered {
    ($first:literal $(, $word:literal)*) => {
        concat!(
            $first, "|first ", $first, "|second ", $first, "|third ", $first
            $(, "|", $word, "|first ", $word, "|second ", $word, "|third ", $word)*
        )
    };
}
pub(super) use numbered;

macro_rules! kinds {
    ($first:literal: $one:ident $(, $word:literal: $resource:ident)*) => {
        impl Parameter for Kind {
            const NAME: &'static str = "kind";
            const REGEX: &'static str = concat!($first $(, "|", $word)*);
        }

        impl Parameter for Thing {
            const NAME: &'static str = "thing";
            const REGEX: &'static str = numbered!($first $(, $word)*);
        }

        const RESOURCES: [(&str, Resource); 15] =
            [($first, Resource::$one) $(, ($word, Resource::$resource))*];
    };
}

kinds! {
    "group": Group,
    "group installment": Installment,
    "location": Location,
    "coverage period": Period,
    "contribution": Contribution,
    "plan availability request": Availability,
    "plan": Plan,
    "employment classification": Classification,
    "subscriber": Subscriber,
    "dependent": Dependent,
    "qualifying life event": Event,
    "enrollment problem": Problem,
    "supporting document": Document,
    "census request": Census,
    "file delivery": Delivery
}

/// A kind of things, in as few words as tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind(pub(super) Resource);

/// A thing of the scenario: the one that phrases speak of, or one by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thing {
    /// From 0 on, oldest first; none for the latest.
    pub(super) nth: Option<usize>,
    pub(super) resource: Resource,
}

/// The place of a thing among its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "nth", regex = "first|second|third")]
pub(crate) struct Nth(pub(super) usize);

const NUMBERS: [(&str, usize); 3] = [("first", 0), ("second", 1), ("third", 2)];

impl FromStr for Nth {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&NUMBERS, word).map(Self)
    }
}

impl FromStr for Kind {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&RESOURCES, word).map(Self)
    }
}

impl FromStr for Thing {
    type Err = UnknownWord;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let (nth, word) = match words.split_once(' ') {
            Some((number, rest)) if find(&NUMBERS, number).is_ok() => (find(&NUMBERS, number).ok(), rest),
            _ => (None, words),
        };
        find(&RESOURCES, word).map(|resource| Self { nth, resource })
    }
}

impl Thing {
    pub(super) const fn latest(resource: Resource) -> Self {
        Self { nth: None, resource }
    }
}

/// The word of a kind of things.
pub(super) fn word(resource: Resource) -> &'static str {
    RESOURCES.iter().find(|(_, known)| *known == resource).map_or("thing", |(word, _)| *word)
}

/// What the scenario knows of a thing.
pub(super) fn known(world: &mut World, thing: Thing) -> Result<Known, Stop> {
    let found = match thing.nth {
        Some(nth) => world.ideon.all(thing.resource).get(nth),
        None => world.ideon.current(thing.resource),
    };
    match found {
        Some(known) => Ok(known.clone()),
        None => Err(calls::missing(world, thing.resource)),
    }
}

/// A body without the wrapper of its kind.
pub(super) fn unwrapped(resource: Resource, body: &Value) -> Value {
    body.get(resource.key()).unwrap_or(body).clone()
}

/// What the last answer says of a thing, and where in the answer that stands.
pub(super) struct Said {
    pub(super) index: usize,
    /// The whole answer.
    pub(super) answer: Value,
    /// The thing in it.
    pub(super) thing: Value,
    pub(super) pointer: String,
}

/// What the last answer, which has to be a success, says of a kind of things.
pub(super) fn said(world: &mut World, resource: Resource) -> Result<Said, Stop> {
    let (index, answer) = world.answer()?;
    let (thing, pointer) = match answer.get(resource.key()) {
        Some(thing) => (thing.clone(), format!("/{}", resource.key())),
        None => (answer.clone(), String::new()),
    };
    Ok(Said { index, answer, thing, pointer })
}

/// The value at a dotted path; null where there is none.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    const NOTHING: &Value = &Value::Null;
    path.split('.').fold(value, |value, member| match member.parse::<usize>() {
        Ok(number) => value.get(number).unwrap_or(NOTHING),
        Err(_) => value.get(member).unwrap_or(NOTHING),
    })
}

/// Sets the value at a dotted path, and makes the objects on the way to it.
pub(super) fn set(object: &mut Value, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        object[path] = value;
        return;
    };
    if !object[first].is_object() {
        object[first] = json!({});
    }
    set(&mut object[first], rest, value);
}

/// A JSON pointer from a dotted path.
pub(super) fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

/// Members whose values are numbers; the value of any other is a text, even where it looks like a number.
const NUMERIC: [&str; 18] = [
    "annual_earnings",
    "hours_per_week",
    "height",
    "weight",
    "employees",
    "full_time_equivalent_employees",
    "eligible_employees",
    "hours_required_for_eligibility",
    "employee_only",
    "employee_plus_children",
    "employee_plus_spouse",
    "family",
    "subscriber_amount",
    "dependent_amount",
    "contribution_amounts.subscriber",
    "contribution_amounts.dependent",
    "contribution_amounts.spouse",
    "contribution_amounts.child",
];

/// A value as features write it. `06-30 of this year` is that day; the plan year is the next one, and the year behind it is
/// `the year after`.
pub(super) fn value_on(now: OffsetDateTime, member: &str, text: &str) -> Value {
    let years = [(" of this year", 0), (" of the plan year", 1), (" of the year after", 2)];
    let found = years.into_iter().find_map(|(words, ahead)| Some((text.strip_suffix(words)?, ahead)));
    match found {
        Some((day, ahead)) => json!(format!("{}-{day}", now.year() + ahead)),
        None => value(member, text),
    }
}

/// A value as features write it: `nothing` is null, `yes` and `no` are truth values.
pub(super) fn value(member: &str, text: &str) -> Value {
    let is_numeric = NUMERIC.iter().any(|name| member == *name || member.ends_with(&format!(".{name}")));
    match text {
        "nothing" => Value::Null,
        "yes" => json!(true),
        "no" => json!(false),
        _ if is_numeric => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
        _ => json!(text),
    }
}

/// The rows of a step's table below its headings.
pub(super) fn rows<'s>(world: &mut World, step: &'s Step) -> Result<&'s [Vec<String>], Stop> {
    match step.table.as_ref().and_then(|table| table.rows.get(1..)).filter(|rows| !rows.is_empty()) {
        Some(rows) => Ok(rows),
        None => Err(world.internal("this phrase needs a table with a line of headings and values below it")),
    }
}

/// Members and their values, as a step's table has them.
pub(super) fn values(world: &mut World, step: &Step) -> Result<Vec<(String, Value)>, Stop> {
    let now = world.now();
    let rows = rows(world, step)?;
    let values: Option<Vec<_>> = rows
        .iter()
        .map(|row| match row.as_slice() {
            [member, text] => Some((member.clone(), value_on(now, member, text))),
            _ => None,
        })
        .collect();
    values.ok_or_else(|| world.internal("the table of this phrase has two columns: member and value"))
}

/// What stays of an object without what another one has.
pub(super) fn without(whole: &Value, part: &Value) -> Value {
    let (Value::Object(whole), Value::Object(part)) = (whole, part) else { return whole.clone() };
    let mut rest = Map::new();
    for (name, value) in whole {
        match part.get(name) {
            None => {
                rest.insert(name.clone(), value.clone());
            }
            Some(inner) if inner.is_object() && value.is_object() => {
                let left = without(value, inner);
                if left.as_object().is_some_and(|left| !left.is_empty()) {
                    rest.insert(name.clone(), left);
                }
            }
            Some(_) => {}
        }
    }
    Value::Object(rest)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("second coverage period", Some(1), Resource::Period)]
    #[case("coverage period", None, Resource::Period)]
    #[case("plan availability request", None, Resource::Availability)]
    #[case("first plan", Some(0), Resource::Plan)]
    fn things_are_told_by_kind_and_number(
        #[case] words: &str,
        #[case] nth: Option<usize>,
        #[case] resource: Resource,
    ) {
        assert_eq!(words.parse(), Ok(Thing { nth, resource }));
    }

    #[test]
    fn every_kind_has_a_word_that_can_be_read() {
        for (word, resource) in RESOURCES {
            assert_eq!(word.parse(), Ok(Thing { nth: None, resource }));
            assert_eq!(super::word(resource), word);
        }
    }

    #[test]
    fn values_are_texts_unless_their_member_is_a_number() {
        assert_eq!(value("zip", "64108"), json!("64108"));
        assert_eq!(value("employment_details.annual_earnings", "100"), json!(100));
        assert_eq!(value("tobacco_use", "nothing"), Value::Null);
        assert_eq!(value("contribution_amounts.subscriber", "5"), json!(5));
    }

    #[test]
    fn days_lie_in_years_that_are_counted_from_now() {
        let now = time::macros::datetime!(2026-06-15 12:00 UTC);
        assert_eq!(value_on(now, "date", "06-30 of this year"), json!("2026-06-30"));
        assert_eq!(value_on(now, "date", "06-30 of the plan year"), json!("2027-06-30"));
        assert_eq!(value_on(now, "date", "06-30 of the year after"), json!("2028-06-30"));
        assert_eq!(value_on(now, "date", "1984-02-29"), json!("1984-02-29"));
    }

    #[test]
    fn a_path_makes_what_is_missing_on_its_way() {
        let mut object = json!({"a": 1});
        set(&mut object, "b.c.d", json!(2));
        assert_eq!(object, json!({"a": 1, "b": {"c": {"d": 2}}}));
        assert_eq!(at(&object, "b.c.d"), &json!(2));
        assert_eq!(at(&object, "b.x.d"), &Value::Null);
    }

    #[test]
    fn the_rest_is_what_the_part_does_not_have() {
        let whole = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": {"f": 4}});
        assert_eq!(without(&whole, &json!({"a": 9, "b": {"c": 9}, "e": {"f": 9}})), json!({"b": {"d": 3}}));
    }
}
