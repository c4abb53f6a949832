//! A strict reading of JSON: what serde_json passes over in silence is told.
//!
//! serde_json keeps the last of two members with one name and says nothing. This reading names both, keeps the value
//! (the last one) so that a schema can still judge it, and tells bytes after the end apart from a mistake in the middle.
//! Integers within 64 bits stay exact; larger ones become floating point numbers, as in serde_json. Nesting deeper than
//! 128 levels is refused before it can exhaust the stack.

use std::fmt::{self, Write};

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, error::Category};

/// More are not worth reading.
const REPORTED_DUPLICATES_MAX: usize = 20;

/// JSON that could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Strict {
    /// The value; of members with one name, the last.
    pub value: Value,
    /// JSON pointers of members that stand more than once in their object.
    pub duplicates: Vec<String>,
    /// Where something other than whitespace follows the value.
    pub trailing: Option<Place>,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counting from 0.
    pub byte: usize,
    /// Counting from 1.
    pub line: usize,
    /// Counting from 1, in bytes.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {} (line {}, column {})", self.byte, self.line, self.column)
    }
}

/// Text that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at {place}")]
pub struct Malformed {
    /// Whether the text ends before its value does.
    pub cut_short: bool,
    /// What is wrong, in a lowercase fragment.
    pub reason: String,
    /// Where.
    pub place: Place,
}

/// Reads a text that should be one JSON value.
///
/// # Errors
///
/// It is not JSON, or nested too deep.
pub fn read(text: &str) -> Result<Strict, Malformed> {
    let mut duplicates = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let seed = Node { trail: Trail::Root, duplicates: &mut duplicates };
    let value = seed.deserialize(&mut reader).map_err(|error| malformed(text, &error))?;
    let trailing = reader.end().err().map(|error| place(text, &error));
    Ok(Strict { value, duplicates, trailing })
}

fn malformed(text: &str, error: &serde_json::Error) -> Malformed {
    let whole = error.to_string();
    let reason = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(reason, _)| reason);
    Malformed {
        cut_short: error.classify() == Category::Eof,
        reason: reason.to_owned(),
        place: place(text, error),
    }
}

fn place(text: &str, error: &serde_json::Error) -> Place {
    let (line, column) = (error.line().max(1), error.column().max(1));
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    Place { byte: (before + column - 1).min(text.len()), line, column }
}

/// The way from the root to a value; lives on the stack and becomes text only if there is something to tell.
#[derive(Clone, Copy)]
enum Trail<'t> {
    Root,
    Member(&'t Trail<'t>, &'t str),
    Item(&'t Trail<'t>, usize),
}

impl Trail<'_> {
    fn write(&self, pointer: &mut String) {
        match self {
            Self::Root => {}
            Self::Member(parent, name) => {
                parent.write(pointer);
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Self::Item(parent, index) => {
                parent.write(pointer);
                let _ = write!(pointer, "/{index}");
            }
        }
    }
}

struct Node<'n> {
    trail: Trail<'n>,
    duplicates: &'n mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(item) = items.next_element_seed(Node {
            trail: Trail::Item(&self.trail, read.len()),
            duplicates: &mut *self.duplicates,
        })? {
            read.push(item);
        }
        Ok(Value::Array(read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let trail = Trail::Member(&self.trail, &name);
            let value = members.next_value_seed(Node { trail, duplicates: &mut *self.duplicates })?;
            if read.contains_key(&name) && self.duplicates.len() < REPORTED_DUPLICATES_MAX {
                let mut pointer = String::new();
                trail.write(&mut pointer);
                if !self.duplicates.contains(&pointer) {
                    self.duplicates.push(pointer);
                }
            }
            read.insert(name, value);
        }
        Ok(Value::Object(read))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(r#"{"a":1,"a":2}"#, &["/a"])]
    #[case(r#"{"a":{"b":1,"c":2,"b":3}}"#, &["/a/b"])]
    #[case(r#"{"a":[{}, {"x/y":1,"x/y":1}]}"#, &["/a/1/x~1y"])]
    #[case(r#"{"a":1,"a":2,"a":3}"#, &["/a"])]
    #[case(r#"{"a":1,"A":2,"b":{"a":1}}"#, &[])]
    #[case(r#"{"a":1,"\u0061":2}"#, &["/a"])]
    fn members_that_stand_twice_are_named(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(read(text).unwrap().duplicates, expected);
    }

    #[test]
    fn the_last_of_two_members_is_the_value() {
        assert_eq!(read(r#"{"a":1,"b":2,"a":3}"#).unwrap().value, json!({"a": 3, "b": 2}));
    }

    #[test]
    fn the_value_is_the_one_that_serde_json_reads() {
        let text = r#"{"s":"\ud83d\ude00 ä","n":[0,-1,1.5,1e3,18446744073709551615,-9223372036854775808],
            "t":true,"f":false,"z":null,"e":{},"l":[]}"#;
        assert_eq!(read(text).unwrap().value, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn large_integers_stay_exact() {
        let value = read("[9007199254740993, 18446744073709551615]").unwrap().value;
        assert_eq!(value.to_string(), "[9007199254740993,18446744073709551615]");
    }

    #[rstest]
    #[case("{}x", 2)]
    #[case("{} {}", 3)]
    #[case("{}\u{0}", 2)]
    #[case("[1]\n\n,", 5)]
    fn bytes_after_the_end_are_placed(#[case] text: &str, #[case] byte: usize) {
        assert_eq!(read(text).unwrap().trailing.unwrap().byte, byte);
    }

    #[test]
    fn whitespace_after_the_end_is_nothing() {
        assert_eq!(read("{} \r\n\t").unwrap().trailing, None);
    }

    #[rstest]
    #[case(r#"{"a": [1, 2"#, true, 11)]
    #[case(r#"{"a": "b"#, true, 8)]
    #[case("", true, 0)]
    #[case("{\n\"a\" 1}", false, 6)]
    #[case("{'a': 1}", false, 1)]
    #[case("{\"a\": 1,}", false, 8)]
    #[case("NaN", false, 0)]
    fn a_mistake_is_placed_and_an_early_end_told_apart(
        #[case] text: &str,
        #[case] cut_short: bool,
        #[case] byte: usize,
    ) {
        let error = read(text).unwrap_err();
        assert_eq!(error.cut_short, cut_short, "{error}");
        assert!(error.place.byte.abs_diff(byte) <= 1, "{error}");
    }

    #[rstest]
    #[case("[".repeat(10_000) + &"]".repeat(10_000))]
    #[case("{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000))]
    #[case("[".repeat(1_000_000))]
    fn deep_nesting_is_an_error_and_no_overflow(#[case] text: String) {
        assert_eq!(read(&text).unwrap_err().reason, "recursion limit exceeded");
    }

    #[rstest]
    #[case(r#""\ud800""#)]
    #[case(r#""\udc00 alone""#)]
    #[case("1e999")]
    #[case("\"a\u{0}b\"")]
    fn what_no_text_or_number_can_hold_is_an_error(#[case] text: &str) {
        assert!(read(text).is_err());
    }
}
