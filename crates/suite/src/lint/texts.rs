//! The text of a file as a whole: numbers of people, characters that nobody sees.

use super::Subject;
use crate::{
    problem::{FileProblems, is_unprintable},
    ssn,
};

const NUMBER: &str = "a number in the form of a social security number that may belong to somebody; \
use one of area 666, or of 900-999 with group 01-49";

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    for (at, line) in subject.feature.source.lines().enumerate() {
        for found in ssn::find(line) {
            out.unsafe_at("ssn", at + 1, line[..found.start].chars().count() + 1, NUMBER);
        }
        // Nearly all lines are plain.
        if line.is_ascii() && !line.bytes().any(|byte| byte < b' ' && byte != b'\t' || byte == 0x7f) {
            continue;
        }
        if let Some(c) = line.chars().find(|c| *c != '\t' && is_unprintable(*c)) {
            let message = format!("the character {} cannot be seen; remove it", c.escape_unicode());
            out.add("control-character", at + 1, message);
        }
    }
    check_rows(subject, out);
}

/// A row can put a number together from several cells.
fn check_rows(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    for scenario in subject.feature.scenarios.iter().filter(|scenario| subject.is_row(scenario)) {
        for step in &scenario.steps {
            let cells = step.table.iter().flat_map(|table| table.rows.iter().flatten());
            let texts = [&step.value, &scenario.name].into_iter().chain(&step.docstring).chain(cells);
            if texts.into_iter().any(|text| !ssn::find(text).is_empty()) {
                let message = format!("the row makes {NUMBER}");
                out.unsafe_at("ssn", scenario.line, 1, &message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{FEATURE, assert_one, lint_files, lint_with};
    use crate::{LintContext, Suite};

    #[rstest]
    #[case("Callers ask", "219-09-9999 asks", 3)]
    #[case("a registered certificate", "the number 219099999", 8)]
    #[case("The service answers that", "The service of 219-09-9999 answers that", 7)]
    #[case("  Scenario: The", "  # 078-05-1120 is well known\n  Scenario: The", 7)]
    #[case("no certificate       |", "219099999            |", 19)]
    fn a_number_that_may_be_somebodys_is_refused_wherever_it_stands(
        #[case] old: &str,
        #[case] new: &str,
        #[case] line: usize,
    ) {
        let found = lint_with(old, new);
        let expected = format!("[ssn] features/oscar/health.feature:{line}: ");
        assert!(found[0].starts_with(&expected) && found[0].contains("may belong to somebody"), "{found:#?}");
        assert!(!found.iter().any(|text| text.contains("219") || text.contains("078")), "{found:#?}");
    }

    #[test]
    fn a_number_that_a_row_puts_together_is_refused() {
        let text = FEATURE
            .replace("is called with <kind>", "is called with <kind>-<group>-<serial>")
            .replace("| case | kind                 |", "| case | kind | group | serial |")
            .replace("| none | no certificate       |", "| none | 219  | 09    | 9999   |")
            .replace("| old  | an old certificate   |", "| old  | 666  | 12    | 3456   |");
        let found = lint_files(&[("oscar/health.feature", &text)]);
        assert_one(&found, "[ssn] features/oscar/health.feature:19: the row makes a number");
    }

    #[test]
    fn numbers_of_nobody_and_malformed_ones_are_welcome() {
        let new = "666-12-3456, 900010001, 123-45-678 and 12345678";
        assert!(lint_with("a registered certificate", new).is_empty());
    }

    #[test]
    fn such_a_problem_is_one_of_safety_and_others_are_not() {
        let text = FEATURE.replace("Callers", "219-09-9999").replace("@happy-path ", "");
        let loaded = Suite::from_texts("features", [("oscar/a.feature", text.as_str())]);
        let found = loaded.suite.lint(&LintContext::default());
        assert!(found.iter().all(|problem| problem.safety == (problem.rule == "ssn")), "{found:#?}");
        assert!(found.iter().any(|problem| problem.safety && problem.column == Some(3)), "{found:#?}");
    }

    #[rstest]
    #[case("certificate\n", "certificate\u{1b}[31m\n")]
    #[case("certificate\n", "certificate \u{202e}\n")]
    #[case("certificate\n", "certificate\u{0}\n")]
    fn characters_that_cannot_be_seen_are_refused(#[case] old: &str, #[case] new: &str) {
        assert_one(&lint_with(old, new), "[control-character] features/oscar/health.feature:8: ");
    }

    #[test]
    fn other_scripts_are_welcome() {
        assert!(lint_with("a registered certificate", "a ñandú — 証明書").is_empty());
    }
}
