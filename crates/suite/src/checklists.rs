//! Checklist files: `checklists/{oscar,osigu,ideon}.toml`, one `[[line]]` table a line of the guide.

use evidence::{Checklist, ChecklistLine, Vendor};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    clauses::{Places, one_line},
    problem::Problem,
};

/// A checklist and where its lines stand.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) checklist: Checklist,
    pub(crate) path: String,
    /// Of each line, the line in the file.
    pub(crate) lines: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    source: String,
    #[serde(default)]
    line: Vec<Spanned<Line>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    number: u32,
    text: String,
    #[serde(default)]
    clauses: Vec<String>,
    attest: Option<String>,
}

/// Reads a checklist file. `path` stands in problems.
pub(crate) fn read(path: &str, vendor: Vendor, text: &str) -> Result<Placed, Problem> {
    let places = Places::new(text);
    let file: File = toml::from_str(text).map_err(|error| {
        let problem = Problem::new("checklist-file", path, one_line(error.message()));
        match error.span().map(|span| places.of(span.start)) {
            Some((line, column)) => problem.at(line).column(Some(column)),
            None => problem,
        }
    })?;
    let lines = file.line.iter().map(|line| places.of(line.span().start).0).collect();
    let read = |line: Spanned<Line>| {
        let Line { number, text, clauses, attest } = line.into_inner();
        ChecklistLine { number, text, clauses, attest }
    };
    let File { title, source, line } = file;
    let checklist = Checklist { vendor, title, source, lines: line.into_iter().map(read).collect() };
    Ok(Placed { checklist, path: path.to_owned(), lines })
}
