//! Tables: the parser cuts rows that are wider than their header and says nothing.

use super::Subject;
use crate::{
    problem::FileProblems,
    raw::{Kind, cells},
};

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    for first in subject.raw.tables() {
        let mut header = None;
        for number in subject.raw.rows_from(first) {
            let Some(line) = subject.raw.line(number).filter(|line| line.kind == Kind::Row) else { continue };
            // What is no row at all does not parse; here only descriptions are left, which have their own rule.
            let Ok(width) = cells(line.text) else { continue };
            let expected = *header.get_or_insert(width);
            if width != expected {
                let message = format!("the row has {width} cells, its header has {expected}");
                out.add("table", number, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_one, lint_with};

    #[test]
    fn a_row_that_is_wider_than_its_header_is_refused() {
        let found = lint_with("| an old certificate   |", "| an old certificate | cut |");
        assert_one(&found, "[table] features/oscar/health.feature:20: the row has 3 cells, its header has 2");
    }

    #[test]
    fn a_row_that_is_narrower_is_refused_with_its_line() {
        let found = lint_with("| old  | an old certificate   |", "# note\n\n      | old  |");
        assert!(
            found[0].starts_with("[parse] features/oscar/health.feature:22: the row has 1 cells"),
            "{found:#?}"
        );
    }

    #[test]
    fn escaped_bars_are_no_cells() {
        assert!(lint_with("| an old certificate   |", "| an old \\| worn one \\\\ |").is_empty());
    }

    #[test]
    fn tables_of_steps_are_counted_too_and_those_in_text_blocks_are_not() {
        let table = "a registered certificate\n      | a | b |\n      # note\n      | 1 | 2 | 3 |";
        assert_one(
            &lint_with("a registered certificate", table),
            "[table] features/oscar/health.feature:11: ",
        );
        let block = "a registered certificate\n      \"\"\"\n      | a |\n      | b | c |\n      \"\"\"";
        assert!(lint_with("a registered certificate", block).is_empty());
    }
}
