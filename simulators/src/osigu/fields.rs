//! Reading request bodies and writing values.

use serde_json::{Value, json};

use super::errors::Refusal;
pub(super) use crate::values::{Object, get, milliseconds, parse_date, seconds, text};

/// What is wrong with the members of a body: a dotted path with `[index]`, and a sentence, each.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<(String, String)>);

impl Problems {
    pub(super) fn add(&mut self, path: &str, name: &str, message: impl Into<String>) {
        self.0.push((join(path, name), message.into()));
    }

    /// A required string that is not blank; empty when there is a problem.
    pub(super) fn text(&mut self, object: &Object, path: &str, name: &str) -> String {
        match get(object, name) {
            None => self.add(path, name, "is required"),
            Some(Value::String(text)) if !text.trim().is_empty() => return text.clone(),
            Some(_) => self.add(path, name, "wants a text that is not blank"),
        }
        String::new()
    }

    /// A string that may be absent.
    pub(super) fn optional_text(&mut self, object: &Object, path: &str, name: &str) -> Option<String> {
        match get(object, name) {
            None => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => {
                self.add(path, name, "wants a text");
                None
            }
        }
    }

    /// A required string out of a list.
    pub(super) fn one_of(&mut self, object: &Object, path: &str, name: &str, known: &[&str]) -> String {
        let text = self.text(object, path, name);
        if !text.is_empty() && !known.contains(&text.as_str()) {
            self.add(path, name, format!("wants one of {}", known.join(", ")));
        }
        text
    }

    /// A required whole number above 0; 0 when there is a problem.
    pub(super) fn count(&mut self, object: &Object, path: &str, name: &str) -> u32 {
        match get(object, name) {
            None => self.add(path, name, "is required"),
            Some(value) => match value.as_u64().and_then(|count| u32::try_from(count).ok()) {
                Some(count) if count > 0 => return count,
                _ => self.add(path, name, "wants a whole number above 0"),
            },
        }
        0
    }

    /// A required amount of at least 0, in cents.
    pub(super) fn amount(&mut self, object: &Object, path: &str, name: &str) -> i64 {
        match get(object, name) {
            None => self.add(path, name, "is required"),
            Some(value) => match value.as_f64().filter(|amount| (0.0..1e12).contains(amount)) {
                #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
                Some(amount) => return (amount * 100.0).round() as i64,
                None => self.add(path, name, "wants an amount of at least 0"),
            },
        }
        0
    }

    /// The objects of a required list that is not empty, each with its path.
    pub(super) fn objects<'a>(
        &mut self,
        object: &'a Object,
        path: &str,
        name: &str,
    ) -> Vec<(String, &'a Object)> {
        let Some(value) = get(object, name) else {
            self.add(path, name, "is required");
            return Vec::new();
        };
        let Some(list) = value.as_array().filter(|list| !list.is_empty()) else {
            self.add(path, name, "wants a list with at least one element");
            return Vec::new();
        };
        let mut objects = Vec::new();
        for (at, element) in list.iter().enumerate() {
            let path = format!("{}[{at}]", join(path, name));
            match element.as_object() {
                Some(object) => objects.push((path, object)),
                None => self.0.push((path, "wants an object".to_owned())),
            }
        }
        objects
    }

    /// Members that are not in `known`.
    pub(super) fn unknown(&mut self, object: &Object, path: &str, known: &[&str]) {
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            self.add(path, name, "is not known");
        }
    }

    pub(super) fn append(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Refuses with 422 if there is any problem.
    pub(super) fn result(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::invalid(self.0)) }
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// An amount as a JSON number.
pub(super) fn money(cents: i64) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^52")]
    let amount = cents as f64 / 100.0;
    json!(amount)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1250, "12.5")]
    #[case(37500, "375.0")]
    #[case(0, "0.0")]
    fn money_is_a_number(#[case] cents: i64, #[case] expected: &str) {
        assert_eq!(money(cents).to_string(), expected);
    }

    #[test]
    fn every_problem_of_a_body_is_told_with_its_path() {
        let body = json!({"a": " ", "n": 0, "list": [{"x": 1}, 2]});
        let body = body.as_object().unwrap();
        let mut problems = Problems::default();
        problems.text(body, "", "a");
        problems.count(body, "", "n");
        for (path, object) in problems.objects(body, "", "list") {
            problems.text(object, &path, "y");
        }
        let paths: Vec<_> = problems.0.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a", "n", "list[1]", "list[0].y"]);
    }
}
