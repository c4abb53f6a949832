//! Outlines: every row has its case, every placeholder its column, every column its use.

use std::collections::{BTreeSet, HashMap};

use gherkin::{Examples, Scenario};

use super::{Subject, is_outline, table};
use crate::{
    nearest::hint,
    outline::{CASE, placeholders},
    problem::{FileProblems, is_unprintable, quote},
};

const LONGEST_CASE: usize = 60;

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    for (_, scenario) in subject.feature.parsed() {
        if is_outline(scenario) {
            outline(subject, scenario, out);
        } else {
            plain(scenario, out);
        }
    }
}

fn outline(subject: &Subject<'_>, scenario: &Scenario, out: &mut FileProblems<'_>) {
    if scenario.examples.is_empty() {
        let message = "the outline has no `Examples:`, so that its placeholders stay as they are";
        out.add("outline", scenario.position.line, message);
        return;
    }
    let used = used(scenario);
    let mut cases: HashMap<&str, usize> = HashMap::new();
    for examples in &scenario.examples {
        let line = examples.position.line;
        let (header, rows) = table(examples);
        if rows.is_empty() {
            let message = "`Examples:` without rows runs nothing; add rows or remove it";
            out.add("outline", line, message);
            continue;
        }
        columns(examples, header, &used, out);
        let lines = examples.table.as_ref().map_or(0, |table| table.position.line);
        let lines = subject.raw.rows_from(lines);
        let Some(column) = header.iter().position(|name| name == CASE) else {
            let message = "`Examples:` has no column `case`; it names each row for ever";
            out.add("outline", line, format!("{message}{}", hint(CASE, header.iter().map(String::as_str))));
            continue;
        };
        for (at, row) in rows.iter().enumerate() {
            let line = lines.get(at + 1).copied().unwrap_or(line);
            let case = row.get(column).map_or("", String::as_str);
            if case.is_empty() {
                out.add("outline", line, "the row has no case; name it in a word or two");
            } else if case.chars().count() > LONGEST_CASE || case.chars().any(is_unprintable) {
                let message =
                    format!("the case {} is longer than {LONGEST_CASE} characters or not plain", quote(case));
                out.add("outline", line, message);
            } else if let Some(first) = cases.insert(case, line) {
                let message =
                    format!("the case {} stands already in line {first}; a case is unique", quote(case));
                out.add("outline", line, message);
            }
        }
    }
}

fn columns(
    examples: &Examples,
    header: &[String],
    used: &BTreeSet<(&str, usize)>,
    out: &mut FileProblems<'_>,
) {
    let line = examples.table.as_ref().map_or(examples.position.line, |table| table.position.line);
    for (at, name) in header.iter().enumerate() {
        if out.is_full() {
            return;
        }
        if header[..at].contains(name) {
            out.add("outline", line, format!("the column {} stands twice", quote(name)));
        } else if name.is_empty() {
            out.add("outline", line, "a column has no name");
        } else if name != CASE && !used.iter().any(|(used, _)| used == name) {
            let message = format!(
                "the column {} is not used; write `<{}>` or remove it",
                quote(name),
                quote(name).trim_matches('`')
            );
            out.add("placeholder", line, message);
        }
    }
    for (name, place) in used {
        if out.is_full() {
            return;
        }
        if !header.iter().any(|column| column == name) {
            let known = header.iter().map(String::as_str);
            let message = format!(
                "the placeholder {} has no column in the `Examples:` of line {}{}",
                quote(&format!("<{name}>")),
                examples.position.line,
                hint(name, known)
            );
            out.add("placeholder", *place, message);
        }
    }
}

/// All placeholders of an outline with the first line of each.
fn used(scenario: &Scenario) -> BTreeSet<(&str, usize)> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut note = |text, line| {
        for name in placeholders(text) {
            first.entry(name).or_insert(line);
        }
    };
    note(&scenario.name, scenario.position.line);
    for step in &scenario.steps {
        note(&step.value, step.position.line);
        for cell in step.table.iter().flat_map(|table| table.rows.iter().flatten()) {
            note(cell, step.position.line);
        }
        if let Some(docstring) = &step.docstring {
            note(docstring, step.position.line);
        }
    }
    first.into_iter().collect()
}

fn plain(scenario: &Scenario, out: &mut FileProblems<'_>) {
    let steps = scenario.steps.iter().flat_map(|step| {
        let cells = step.table.iter().flat_map(|table| table.rows.iter().flatten());
        [&step.value].into_iter().chain(cells).map(move |text| (text, step.position.line))
    });
    for (text, line) in [(&scenario.name, scenario.position.line)].into_iter().chain(steps) {
        if let Some(name) = placeholders(text).first() {
            let name = quote(&format!("<{name}>"));
            let message = format!(
                "the placeholder {name} stands in a scenario without `Examples:`; make it an outline"
            );
            out.add("placeholder", line, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{FEATURE, assert_one, lint_files, lint_with};

    #[test]
    fn an_outline_has_a_column_case() {
        let found = lint_with("| case | kind ", "| caze | kind ");
        assert!(
            found.iter().any(|text| text
                .starts_with("[outline] features/oscar/health.feature:17: `Examples:` has no column `case`")
                && text.ends_with("did you mean `caze`?")),
            "{found:#?}"
        );
    }

    #[rstest]
    #[case(
        "| old  |",
        "| none |",
        "[outline] features/oscar/health.feature:20: the case `none` stands already in line 19"
    )]
    #[case("| old  |", "|      |", "[outline] features/oscar/health.feature:20: the row has no case")]
    #[case(
        "called with <kind>",
        "called with <knid>",
        "[placeholder] features/oscar/health.feature:14: the placeholder `<knid>` has no column in the `Examples:` of line 17; did you mean `kind`?"
    )]
    #[case(
        "      | none | no certificate       |\n      | old  | an old certificate   |\n",
        "",
        "[outline] features/oscar/health.feature:17: `Examples:` without rows"
    )]
    #[case(
        "| case | kind                 |",
        "| case | case |",
        "[outline] features/oscar/health.feature:18: the column `case` stands twice"
    )]
    fn rows_columns_and_placeholders_fit_together(
        #[case] old: &str,
        #[case] new: &str,
        #[case] expected: &str,
    ) {
        let found = lint_with(old, new);
        assert!(found.iter().any(|text| text.starts_with(expected)), "{found:#?}");
    }

    #[test]
    fn a_case_is_short_and_a_column_has_a_name() {
        let long = format!("| {} |", "c".repeat(61));
        let found = lint_with("| old  |", &long);
        assert_one(&found, "[outline] features/oscar/health.feature:20: the case `cccc");
        assert!(lint_with("| old  |", &format!("| {} |", "c".repeat(60))).is_empty());
        let found = lint_with("| case | kind                 |", "| case |      |");
        assert!(found.iter().any(|text| text.ends_with(":18: a column has no name")), "{found:#?}");
    }

    #[test]
    fn a_column_that_nobody_uses_is_refused_and_case_needs_no_use() {
        let text = FEATURE
            .replace("| kind                 |", "| kind | spare |")
            .replace("| no certificate       |", "| no certificate | 1 |")
            .replace("| an old certificate   |", "| an old certificate | 2 |");
        let found = lint_files(&[("oscar/health.feature", &text)]);
        assert_one(
            &found,
            "[placeholder] features/oscar/health.feature:18: the column `spare` is not used; write `<spare>`",
        );
    }

    #[test]
    fn cases_are_unique_over_all_examples_of_an_outline() {
        let text = format!("{FEATURE}\n    Examples: more\n      | kind | case |\n      | a    | old  |\n");
        let found = lint_files(&[("oscar/health.feature", &text)]);
        assert!(
            found.iter().any(|text| text.starts_with(
                "[outline] features/oscar/health.feature:24: the case `old` stands already in line 20"
            )),
            "{found:#?}"
        );
        let fresh = text.replace("| a    | old  |", "| a    | new  |");
        assert!(lint_files(&[("oscar/health.feature", &fresh)]).is_empty());
    }

    #[test]
    fn an_outline_without_examples_and_examples_without_a_table_are_refused() {
        let (head, _) = FEATURE.split_once("\n    Examples:").unwrap();
        let found = lint_files(&[("oscar/health.feature", head)]);
        assert!(found.iter().any(|text| text.contains("the outline has no `Examples:`")), "{found:#?}");
        let found = lint_files(&[("oscar/health.feature", &format!("{head}\n    Examples:\n"))]);
        assert!(found.iter().any(|text| text.contains("`Examples:` without rows")), "{found:#?}");
    }

    #[test]
    fn a_placeholder_in_a_plain_scenario_is_a_forgotten_outline() {
        let found = lint_with("a registered certificate", "a <kind> certificate");
        assert_one(
            &found,
            "[placeholder] features/oscar/health.feature:8: the placeholder `<kind>` stands in a scenario without",
        );
        assert!(lint_with("a registered certificate", "1 < 2 and 3 > 2").is_empty());
    }
}
