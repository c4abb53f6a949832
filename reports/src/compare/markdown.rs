//! A comparison as Markdown: for a job summary, or a comment on a change.
//!
//! ```markdown
//! # Comparison: 1 broken, 101 unchanged
//!
//! ## broken (1): did not fail, and fails now
//!
//! | scenario | was | is | findings |
//! |---|---|---|---|
//! | oscar\-balance | passed | failed | new: failure: … |
//! ```

use std::fmt::Write as _;

use super::{
    Change, Comparison, Kind,
    text::{FINDINGS_MAX, run, sentence},
};
use crate::{
    markdown::escape,
    text::{clip, one_line},
};

/// So many rows of a kind; GitHub takes 1 MiB a step.
const ROWS_MAX: usize = 500;
const CELL_CHARS_MAX: usize = 600;

/// Renders a comparison as Markdown.
#[must_use]
pub fn render(comparison: &Comparison) -> String {
    let mut page = format!("# Comparison: {}\n\n", escape(&comparison.sums()));
    let _ = writeln!(page, "Earlier: {}.\n", cell(&run(&comparison.old)));
    let _ = writeln!(page, "Later: {}.", cell(&run(&comparison.new)));
    for caution in &comparison.cautions {
        let _ = write!(page, "\n> **Caution:** {}\n", cell(caution));
    }
    for kind in Kind::ALL {
        if comparison.count(kind) > 0 {
            group(&mut page, comparison, kind);
        }
    }
    page
}

fn group(page: &mut String, comparison: &Comparison, kind: Kind) {
    let count = comparison.count(kind);
    let _ = write!(page, "\n## {} ({count}): {}\n\n", kind.words(), kind.meaning());
    page.push_str("| scenario | was | is | findings |\n|---|---|---|---|\n");
    for change in comparison.of_kind(kind).take(ROWS_MAX) {
        page.push_str(&row(change));
    }
    if count > ROWS_MAX {
        let _ = write!(page, "\n**Cut:** {} more have no room here.\n", count - ROWS_MAX);
    }
}

fn row(change: &Change) -> String {
    let state = |words: &str, profile: Option<&String>| match profile {
        Some(profile) if change.old_profile != change.new_profile => format!("{words} on {profile}"),
        _ => words.to_owned(),
    };
    let old = state(change.old.words(), change.old_profile.as_ref());
    let new = state(change.new.words(), change.new_profile.as_ref());
    format!(
        "| {}: {} | {} | {} | {} |\n",
        cell(&change.id),
        cell(&change.name),
        cell(&old),
        cell(&new),
        findings(change).join("<br>")
    )
}

fn findings(change: &Change) -> Vec<String> {
    let of = |label: &str, findings: &[super::ComparedFinding]| -> Vec<String> {
        let mut lines: Vec<_> = findings
            .iter()
            .take(FINDINGS_MAX)
            .map(|finding| format!("{label}: {}", cell(&sentence(finding))))
            .collect();
        if findings.len() > FINDINGS_MAX {
            lines.push(format!("{label}: {} more", findings.len() - FINDINGS_MAX));
        }
        lines
    };
    let mut lines = of("new", &change.new_findings);
    lines.extend(of("gone", &change.gone_findings));
    if lines.is_empty() {
        lines.extend(change.why.as_deref().map(cell));
    }
    lines
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    escape(&clip(&one_line(text), CELL_CHARS_MAX))
}
