//! Clause files: `clauses/{oscar,osigu,ideon}.toml`, one `[[clause]]` table a clause.

use std::collections::HashSet;

use evidence::{Clause, Vendor};
use serde::Deserialize;
use toml::Spanned;

use crate::problem::Problem;

/// A clause and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) clause: Clause,
    pub(crate) path: String,
    pub(crate) line: usize,
}

/// What a clause file holds.
#[derive(Debug, Default)]
pub(crate) struct ClauseFile {
    pub(crate) clauses: Vec<Placed>,
    pub(crate) problems: Vec<Problem>,
    /// Ids of clauses that could not be read, so that the scenarios that cite them are not blamed as well.
    pub(crate) unread: HashSet<String>,
    /// Whether not even the tables could be told apart.
    pub(crate) is_broken: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    clause: Vec<Spanned<toml::Table>>,
}

/// Reads a clause file. `path` stands in problems.
pub(crate) fn read(path: &str, vendor: Vendor, text: &str) -> ClauseFile {
    let mut read = ClauseFile::default();
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let mut problem = Problem::new("clause-file", path, one_line(error.message()));
            if let Some(span) = error.span() {
                let (line, column) = Places::new(text).of(span.start);
                problem = problem.at(line).column(Some(column));
            }
            read.problems.push(problem);
            read.is_broken = true;
            return read;
        }
    };
    if file.clause.is_empty() {
        let message =
            "has no clause; write each as a `[[clause]]` table with id, party, level, text and source";
        read.problems.push(Problem::new("clause-file", path, message));
    }
    let places = Places::new(text);
    for table in file.clause {
        let (line, _) = places.of(table.span().start);
        let table = table.into_inner();
        let id = table.get("id").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        match table.try_into::<Clause>() {
            Ok(clause) => {
                let clause = Clause { vendor, ..clause };
                read.clauses.push(Placed { clause, path: path.to_owned(), line });
            }
            Err(error) => {
                let message = format!("clause `{id}`: {}", one_line(error.message()));
                read.problems.push(Problem::new("clause-file", path, message).at(line));
                read.unread.insert(id);
            }
        }
    }
    read
}

pub(crate) fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the lines of a text begin.
pub(crate) struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// Line and column, both from 1, of a byte offset.
    pub(crate) fn of(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use evidence::{Level, Party};

    use super::*;

    const GOOD: &str = "\
# Oscar

[[clause]]
id = \"OSC-1\"
party = \"vendor\"
level = \"documented\"
text = \"The service answers.\"
source = \"testing guide, step 1\"

[[clause]]
id = \"OSC-2\"
party = \"operator\"
level = \"draft\"
text = \"People do it.\"
source = \"testing guide, step 2\"
reason = \"nothing to see from outside\"
";

    #[test]
    fn clauses_are_read_with_their_vendor_and_line() {
        let read = read("c", Vendor::Osigu, GOOD);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let second = &read.clauses[1];
        assert_eq!((second.line, second.clause.vendor), (10, Vendor::Osigu));
        assert_eq!((second.clause.party, second.clause.level), (Party::Operator, Level::Draft));
        assert_eq!(second.clause.reason.as_deref(), Some("nothing to see from outside"));
    }

    #[test]
    fn one_bad_clause_is_named_and_the_others_are_kept() {
        let read = read("c", Vendor::Oscar, &GOOD.replace("level = \"draft\"", "level = \"sure\""));
        assert_eq!((read.clauses.len(), read.problems.len()), (1, 1));
        let problem = &read.problems[0];
        assert_eq!(problem.line, Some(10));
        assert!(problem.message.contains("OSC-2") && problem.message.contains("documented"), "{problem}");
        assert!(read.unread.contains("OSC-2") && !read.is_broken);
    }

    #[test]
    fn an_unknown_member_is_an_error_with_the_known_ones() {
        let read = read("c", Vendor::Oscar, &GOOD.replace("reason =", "reson ="));
        assert!(read.problems[0].message.contains("unknown field `reson`"), "{}", read.problems[0]);
    }

    #[test]
    fn a_file_that_is_no_toml_or_has_other_tables_tells_its_line() {
        let broken =
            read("c", Vendor::Oscar, &GOOD.replace("[[clause]]\nid = \"OSC-2\"", "[[clause]\nid = 1"));
        assert_eq!(broken.problems[0].line, Some(10), "{}", broken.problems[0]);
        assert!(broken.is_broken);
        let other = read("c", Vendor::Oscar, &GOOD.replace("[[clause]]", "[[clauses]]"));
        assert!(other.problems[0].message.contains("clauses"), "{}", other.problems[0]);
        assert!(read("c", Vendor::Oscar, "").problems[0].message.starts_with("has no clause"));
    }
}
