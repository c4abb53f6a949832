//! What is wrong with the suite, and where.

use std::fmt;

use serde::Serialize;

use crate::ssn;

/// One thing that is wrong with a feature or clause file.
///
/// Displayed as `features/oscar/create.feature:12: what is wrong and what to do`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The name of the rule, in kebab-case and stable: `id`, `clause`, `tag`, `ssn`, ...
    pub rule: &'static str,
    /// The file, with the folder of features in front, so that an editor can open it.
    pub path: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1, in characters; only where it helps.
    pub column: Option<usize>,
    /// What is wrong and what to do. Never repeats a number that may be somebody's.
    pub message: String,
    /// Whether going on would be unsafe (exit code 7), not only unsound (exit code 3).
    pub safety: bool,
}

impl Problem {
    pub(crate) fn new(rule: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            rule,
            path: Some(path.into()),
            line: None,
            column: None,
            message: message.into(),
            safety: false,
        }
    }

    pub(crate) fn at(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn column(mut self, column: Option<usize>) -> Self {
        self.column = column;
        self
    }

    /// The order in which problems are told: by file, then by line.
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |p: &Self| (p.line, p.column, p.rule);
        self.path
            .cmp(&other.path)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.message.cmp(&other.message))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            f.write_str(path)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)
    }
}

/// The problems of one file, as they are found. Stops asking for more when a file has far too many.
pub(crate) struct FileProblems<'p> {
    path: String,
    found: usize,
    list: &'p mut Vec<Problem>,
}

impl<'p> FileProblems<'p> {
    const MOST: usize = 100;

    pub(crate) fn new(path: String, list: &'p mut Vec<Problem>) -> Self {
        Self { path, found: 0, list }
    }

    /// Whether the file has so many problems that more would not help.
    pub(crate) fn is_full(&self) -> bool {
        self.found > Self::MOST
    }

    pub(crate) fn add(&mut self, rule: &'static str, line: usize, message: impl Into<String>) {
        self.push(Problem::new(rule, self.path.clone(), message).at(line));
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        // What is unsafe is always told.
        if problem.safety {
            self.list.push(problem);
            return;
        }
        self.found += 1;
        if self.found <= Self::MOST {
            self.list.push(problem);
        } else if self.found == Self::MOST + 1 {
            let message =
                format!("more than {} problems in this file; mend these first, then lint again", Self::MOST);
            self.list.push(Problem::new("too-many", self.path.clone(), message));
        }
    }

    pub(crate) fn unsafe_at(&mut self, rule: &'static str, line: usize, column: usize, message: &str) {
        let mut problem = Problem::new(rule, self.path.clone(), message).at(line).column(Some(column));
        problem.safety = true;
        self.push(problem);
    }
}

/// A text of the file as it may stand in a message: short, on one line, without anybody's number.
pub(crate) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    let masked = ssn::mask(text.trim());
    let mut quoted = String::from("`");
    quoted.push_str(&escaped(masked.chars().take(MOST)));
    if masked.chars().nth(MOST).is_some() {
        quoted.push('…');
    }
    quoted.push('`');
    quoted
}

/// A text of the file in its full length as it may stand in a message: on one line, without anybody's number.
#[must_use]
pub fn printable(text: &str) -> String {
    escaped(ssn::mask(text.trim()).chars())
}

fn escaped(text: impl Iterator<Item = char>) -> String {
    let mut escaped = String::new();
    for c in text {
        if is_unprintable(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Characters that change what a reader sees: controls, and those that reverse or hide text.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_shown_as_an_editor_can_open_it() {
        let problem = Problem::new("id", "features/oscar/x.feature", "no id").at(12);
        assert_eq!(problem.to_string(), "features/oscar/x.feature:12: no id");
        assert_eq!(Problem { path: None, ..problem }.to_string(), "no id");
    }

    #[test]
    fn a_quotation_is_short_and_shows_neither_controls_nor_numbers_of_people() {
        assert_eq!(quote("  a\u{1b}[31m "), "`a\\u{1b}[31m`");
        assert_eq!(quote("ssn 219-09-9999"), "`ssn [9 digits]`");
        assert_eq!(quote(&"x".repeat(500)).chars().count(), 63);
        assert_eq!(printable(&format!("{} 219-09-9999", "x".repeat(500))).chars().count(), 511);
    }

    #[test]
    fn a_file_with_too_many_problems_says_so_once_and_still_tells_what_is_unsafe() {
        let mut list = Vec::new();
        let mut file = FileProblems::new("f".into(), &mut list);
        for line in 0..500 {
            file.add("tag", line, "bad");
        }
        file.unsafe_at("ssn", 600, 1, "number");
        assert!(file.is_full());
        assert_eq!(list.len(), 102);
        assert!(list[100].message.starts_with("more than 100 problems") && list[101].safety);
    }
}
