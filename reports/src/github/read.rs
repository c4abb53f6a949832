//! Whether annotations say what the record says.

use evidence::RunRecord;

use super::{ERRORS_MAX, SCENARIO, annotated, notice, unescape};
use crate::{same, text::one_line};

/// Compares annotations with the record: which scenarios they are about, with which outcome and at which place, and what
/// the notice counts.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(text: &str, record: &RunRecord) -> Result<(), String> {
    let all = annotated(record);
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.pop().unwrap_or_default();
    if !text.ends_with('\n') || last != notice(record, all.len()) {
        return Err("what its notice counts is something else".to_owned());
    }
    let expected: Vec<_> = all
        .iter()
        .take(ERRORS_MAX)
        .map(|wrong| {
            let (word, id) = wrong.identity();
            (word.to_owned(), id)
        })
        .collect();
    let found: Option<Vec<_>> = lines.iter().map(|line| identity(line)).collect();
    let found = found.ok_or_else(|| "one of its lines is no annotation of ours".to_owned())?;
    same::list(&expected, &found)
}

/// Outcome and id of the scenario that an annotation is about.
fn identity(line: &str) -> Option<(String, String)> {
    let (properties, data) = line.strip_prefix("::error ")?.split_once("::")?;
    let title = properties.split(',').find_map(|property| property.strip_prefix("title="))?;
    let title = unescape(title);
    let data = unescape(data);
    let id = data.lines().last()?.strip_prefix(SCENARIO)?;
    let word = match title.as_str() {
        "Covenant: the run" => "run",
        title => title.split_once(": ")?.0,
    };
    Some((word.to_owned(), one_line(id)))
}
