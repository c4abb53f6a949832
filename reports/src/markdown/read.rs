//! Whether a summary says what the record says.

use evidence::{Outcome, RunRecord};

use super::{ROWS, cut, escape, head, left_out_line, rows};
use crate::{
    same,
    text::{clip, one_line},
};

/// Compares a summary with the record: its head with the counts, how many sections there are, each row with its id and
/// outcome, and what it says of rows that are cut.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(text: &str, record: &RunRecord) -> Result<(), String> {
    let body = text.strip_prefix(&head(record)).ok_or("its head says something else")?;
    let rows = rows(record);
    let (sections, table) = body
        .rsplit_once(&format!("## All scenarios ({})\n\n{ROWS}", rows.len()))
        .ok_or_else(|| format!("its table is not one of {} scenarios", rows.len()))?;
    self::sections(sections, record)?;

    let (lines, rest) = table.split_once("\n\n").unwrap_or_else(|| (table.trim_end_matches('\n'), ""));
    let mut found = Vec::new();
    for line in lines.lines() {
        let cells = escape::cells(line).unwrap_or_default();
        let [word, id, _title, _place] = cells.as_slice() else {
            return Err(format!("it has a row that is none of ours: {}", clip(&one_line(line), 100)));
        };
        found.push((word.clone(), id.clone()));
    }
    let shown = found.len().min(rows.len());
    let expected: Vec<_> = rows[..shown]
        .iter()
        .map(|row| (row.word.to_owned(), escape::unescape(&super::id(row.head))))
        .collect();
    same::list(&expected, &found)?;
    let said = rest.trim_end_matches('\n');
    if said != cut(&rows[shown..]).unwrap_or_default() || !text.ends_with('\n') {
        return Err(format!("it shows {shown} of {} rows and does not say what is cut", rows.len()));
    }
    Ok(())
}

/// Sections are counted by their headings, which no text of a subject can make: blocks of code are left out.
fn sections(text: &str, record: &RunRecord) -> Result<(), String> {
    let wanted = |outcome: Outcome| outcome != Outcome::Passed && record.summary.outcomes.of(outcome) > 0;
    let expected: Vec<_> = Outcome::ALL
        .into_iter()
        .filter(|outcome| wanted(*outcome))
        .map(|outcome| {
            format!("{} ({})", escape::escape(outcome.word()), record.summary.outcomes.of(outcome))
        })
        .collect();
    let (mut headings, mut titles) = (Vec::new(), 0);
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        match fence {
            Some(open) => {
                if line == open {
                    fence = None;
                }
            }
            None if line.starts_with("```") => fence = line.strip_suffix("text"),
            None => {
                headings.extend(line.strip_prefix("## ").map(str::to_owned));
                titles += usize::from(line.starts_with("### "));
            }
        }
    }
    same::list(&expected, &headings)?;
    let all = record.scenarios.iter().filter(|scenario| scenario.outcome != Outcome::Passed).count();
    let left_out = all.saturating_sub(titles);
    if titles > all || (left_out > 0 && !text.ends_with(&left_out_line(left_out))) {
        return Err(format!(
            "it has the details of {titles} scenarios, of {all}, and does not say what is cut"
        ));
    }
    Ok(())
}
