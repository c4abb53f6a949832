//! Reading a TOML text with everything that is wrong in it, each with its line, and without ever echoing a value that
//! could be a secret.

use std::{cell::RefCell, ops::Range};

use evidence::ExitCode;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    failure::{Failure, did_you_mean, listed},
    safety,
};

/// A value of the file with its place.
pub(crate) type Node<'s> = Spanned<DeValue<'s>>;

/// Collects what is wrong in one file.
#[derive(Debug)]
pub(crate) struct Problems<'s> {
    path: String,
    source: &'s str,
    found: RefCell<Vec<(usize, ExitCode, String)>>,
}

impl<'s> Problems<'s> {
    /// Nothing is wrong yet in the file shown as `path`.
    pub(crate) const fn new(path: String, source: &'s str) -> Self {
        Self { path, source, found: RefCell::new(Vec::new()) }
    }

    /// Something is wrong at a place: exit 2.
    pub(crate) fn usage(&self, at: Range<usize>, text: String) {
        self.add(at.start, ExitCode::Usage, text);
    }

    /// Something is dangerous at a place: exit 7.
    pub(crate) fn safety(&self, at: Range<usize>, text: String) {
        self.add(at.start, ExitCode::Safety, text);
    }

    fn add(&self, at: usize, code: ExitCode, text: String) {
        let line = 1 + self.source.bytes().take(at).filter(|byte| *byte == b'\n').count();
        let mut found = self.found.borrow_mut();
        // A literal key is found twice, as a literal and as a key: one message a line is enough.
        if !found.iter().any(|(l, c, t)| *l == line && *c == code && (*t == text || code == ExitCode::Safety))
        {
            found.push((line, code, text));
        }
    }

    /// Fails if anything was found: with 7 if any of it is dangerous, else with 2.
    pub(crate) fn into_result(self) -> Result<(), Failure> {
        let mut found = self.found.into_inner();
        if found.is_empty() {
            return Ok(());
        }
        found.sort_by_key(|(line, ..)| *line);
        let code = found.iter().fold(ExitCode::Conforms, |worst, (_, code, _)| worst.worse(*code));
        let lines =
            found.into_iter().map(|(line, _, text)| format!("{}:{line}: {text}", self.path)).collect();
        Err(Failure { code, lines })
    }

    /// Refuses keys and passwords anywhere in the text, comments included, whether or not it is TOML.
    pub(crate) fn refuse_pasted_secrets(&self) {
        let mut at = 0;
        for line in self.source.split_inclusive('\n') {
            let pasted = if safety::has_private_key(line) {
                Some(
                    "a private key stands in this file: take it out and name its place, { env = \"NAME\" } or \
                      { file = \"path\" }; a key that was committed or shared has to be replaced",
                )
            } else if safety::has_url_credentials(line) {
                Some(
                    "a user name and password stand in this file: take them out; a proxy that wants them is given \
                      as proxy = { env = \"NAME\" }",
                )
            } else {
                None
            };
            if let Some(text) = pasted {
                self.safety(at..at, text.to_owned());
            }
            at += line.len();
        }
    }
}

/// A table of the file that knows its own name.
#[derive(Clone, Debug)]
pub(crate) struct Section<'p, 's> {
    pub(crate) problems: &'p Problems<'s>,
    /// Such as `profiles.oscar-staging.limits`.
    pub(crate) path: String,
    table: &'p DeTable<'s>,
}

impl<'p, 's> Section<'p, 's> {
    /// The table at the top of the file.
    pub(crate) const fn root(problems: &'p Problems<'s>, table: &'p DeTable<'s>) -> Self {
        Self { problems, path: String::new(), table }
    }

    /// The full name of a key of this table.
    pub(crate) fn name(&self, key: &str) -> String {
        let key =
            if key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) && !key.is_empty() {
                key.to_owned()
            } else {
                format!("{key:?}")
            };
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    /// Where this table stands: its first key.
    pub(crate) fn place(&self) -> Range<usize> {
        self.entries().first().map_or(0..0, |(_, span, _)| span.clone())
    }

    /// Where the value of a key stands.
    pub(crate) fn span(&self, key: &str) -> Range<usize> {
        self.get(key).map_or(0..0, Spanned::span)
    }

    /// Refuses one of two keys without the other.
    pub(crate) fn both_or_neither(&self, one: &str, other: &str) {
        for (present, absent) in [(one, other), (other, one)] {
            if self.get(present).is_some() && self.get(absent).is_none() {
                let (present_name, absent_name) = (self.name(present), self.name(absent));
                let text =
                    format!("`{present_name}` is of no use without `{absent_name}`: give both or neither");
                self.problems.usage(self.span(present), text);
            }
        }
    }

    /// Refuses keys that are not known.
    pub(crate) fn only(&self, known: &[&'static str]) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = did_you_mean(name, known.iter().copied());
                let known = listed(known.iter().copied());
                self.problems
                    .usage(key.span(), format!("unknown key `{}` (known: {known}){hint}", self.name(name)));
            }
        }
    }

    /// All keys and values, in the order of the file.
    pub(crate) fn entries(&self) -> Vec<(String, Range<usize>, &'p Node<'s>)> {
        let mut entries: Vec<_> =
            self.table.iter().map(|(key, value)| (key.get_ref().to_string(), key.span(), value)).collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        entries
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'p Node<'s>> {
        self.table.get(key)
    }

    /// The table below a key; none if it is absent or no table.
    pub(crate) fn section(&self, key: &str) -> Option<Self> {
        let node = self.get(key)?;
        self.section_of(key, node)
    }

    /// A value as a table.
    pub(crate) fn section_of(&self, key: &str, node: &'p Node<'s>) -> Option<Self> {
        match node.get_ref() {
            DeValue::Table(table) => Some(Self { problems: self.problems, path: self.name(key), table }),
            other => {
                self.wrong_type(key, node, "a table", other);
                None
            }
        }
    }

    /// Text below a key.
    pub(crate) fn text(&self, key: &str) -> Option<&'p str> {
        let node = self.get(key)?;
        self.text_of(key, node)
    }

    /// A value as text that is not empty.
    pub(crate) fn text_of(&self, key: &str, node: &'p Node<'s>) -> Option<&'p str> {
        match node.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.problems.usage(node.span(), format!("`{}` is empty", self.name(key)));
                None
            }
            DeValue::String(text) => Some(text),
            other => {
                self.wrong_type(key, node, "text in quotes", other);
                None
            }
        }
    }

    /// A list of texts below a key; empty if it is absent.
    pub(crate) fn texts(&self, key: &str) -> Vec<(&'p str, Range<usize>)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = node.get_ref() else {
            self.wrong_type(key, node, "a list of texts", node.get_ref());
            return Vec::new();
        };
        items.iter().filter_map(|item| Some((self.text_of(key, item)?, item.span()))).collect()
    }

    /// A number above zero below a key.
    pub(crate) fn positive(&self, key: &str) -> Option<f64> {
        let node = self.get(key)?;
        let number = match node.get_ref() {
            DeValue::Integer(number) => number.to_string().parse::<f64>().ok(),
            DeValue::Float(number) => number.to_string().parse::<f64>().ok(),
            other => {
                self.wrong_type(key, node, "a number", other);
                return None;
            }
        };
        let number = number.filter(|number| number.is_finite() && *number > 0.0);
        if number.is_none() {
            self.problems.usage(node.span(), format!("`{}` must be a number above zero", self.name(key)));
        }
        number
    }

    /// Says that a value is of the wrong type, without its text.
    pub(crate) fn wrong_type(&self, key: &str, node: &Node<'_>, expected: &str, actual: &DeValue<'_>) {
        let actual = match actual {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.problems.usage(node.span(), format!("`{}` must be {expected}, not {actual}", self.name(key)));
    }
}
