//! Why a file is not Gherkin. The parser reads ahead by the length of its longest keyword and keeps its reasons to itself,
//! so that the place it tells is often some lines below the cause; the cause is looked for in the text.

use crate::{
    nearest::hint,
    problem::{Problem, quote},
    raw::{Kind, Raw, RowError, cells},
};

const HEADINGS: [&str; 9] = [
    "Feature",
    "Background",
    "Rule",
    "Scenario Outline",
    "Scenario Template",
    "Scenarios",
    "Scenario",
    "Examples",
    "Example",
];
const STEPS: [&str; 6] = ["Given ", "When ", "Then ", "And ", "But ", "* "];

/// The problem of a file that the parser refused with `error`.
pub(crate) fn diagnose(path: &str, raw: &Raw<'_>, error: &str) -> Problem {
    let (told_line, told_column, expected) = told(error);
    let parser = format!("the parser stopped at line {told_line}, column {told_column}{expected}");
    let cause = language(raw).or_else(|| structure(raw)).filter(|(line, _)| *line <= told_line.max(1));
    let (line, column, reason) = match cause {
        Some((line, reason)) => (line, raw.line(line).map_or(1, |line| line.indent + 1), reason),
        None => (told_line, told_column, "is not Gherkin at or shortly before this line".to_owned()),
    };
    Problem::new("parse", path, format!("{reason} ({parser})")).at(line).column(Some(column))
}

/// Line, column and what is left of the expected words, from `Error at L:C: {..}`.
fn told(error: &str) -> (usize, usize, String) {
    let parse = || {
        let (place, expected) = error.strip_prefix("Error at ")?.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, expected))
    };
    let (line, column, expected) = parse().unwrap_or((1, 1, error));
    // What else it expects names its own inner states.
    let known = [
        ("inconsistent table row sizes", "table rows of one width"),
        ("\\\"\\\"\\\"", "the end of the text block"),
        ("\"@\"", "a tag"),
    ];
    let words: Vec<&str> =
        known.iter().filter(|(token, _)| expected.contains(token)).map(|(_, words)| *words).collect();
    let expected =
        if words.is_empty() { String::new() } else { format!(", where it expected {}", words.join(" or ")) };
    (line, column, expected)
}

/// The language that a file names in its first lines.
fn named_language<'s>(raw: &Raw<'s>) -> Option<(usize, &'s str)> {
    let first = raw.lines.iter().position(|line| line.kind != Kind::Blank)?;
    let line = raw.lines.get(first)?.text.strip_prefix('#')?.trim_start();
    let name = line.strip_prefix("language")?.trim_start().strip_prefix(':')?.trim();
    Some((first + 1, name))
}

fn language(raw: &Raw<'_>) -> Option<(usize, String)> {
    let (line, name) = named_language(raw)?;
    if gherkin::is_language_supported(name) {
        return None;
    }
    Some((
        line,
        format!("language {} is not known to Gherkin; write for example `# language: de`", quote(name)),
    ))
}

/// Where the reader of a file stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the feature's title.
    Start,
    /// Below the title of a feature or rule.
    Prose,
    /// Below the title of a scenario or background, before its steps.
    BeforeSteps,
    Steps,
    /// Below `Examples:`, before the table.
    BeforeRows,
    Rows,
}

/// The first line that does not stand where it may, in English.
fn structure(raw: &Raw<'_>) -> Option<(usize, String)> {
    let is_english = named_language(raw).is_none_or(|(_, name)| name == "en");
    // The titles of other languages are not known here, but tables are the same in all.
    let mut place = if is_english { Place::Start } else { Place::Steps };
    let mut may_have_background = true;
    let mut tags: Option<usize> = None;
    let mut width: Option<usize> = None;
    for (at, line) in raw.lines.iter().enumerate() {
        let number = at + 1;
        match line.kind {
            Kind::Blank | Kind::Comment | Kind::Block => continue,
            Kind::Tags => {
                tags = tags.or(Some(number));
                width = None;
                continue;
            }
            Kind::Row => {
                if let Some(reason) = row(line.text, place, &mut width) {
                    return Some((number, reason));
                }
                if place == Place::BeforeRows {
                    place = Place::Rows;
                }
                continue;
            }
            Kind::Fence => {
                if raw.unclosed == Some(number) {
                    return Some((number, "the text block that begins here never ends".to_owned()));
                }
                width = None;
                continue;
            }
            Kind::Other => width = None,
        }
        if !is_english {
            continue;
        }
        let heading = HEADINGS.into_iter().find(|heading| line.text.starts_with(heading));
        let titled = heading.filter(|heading| line.text[heading.len()..].starts_with(':'));
        match titled {
            Some("Feature") if place == Place::Start => place = Place::Prose,
            _ if place == Place::Start => {
                let word = line.text.split(':').next().unwrap_or_default();
                let text = quote(line.text);
                return Some((number, format!("{text} stands before `Feature:`{}", hint(word, ["Feature"]))));
            }
            Some("Feature") => return Some((number, "a second `Feature:`; a file has one".to_owned())),
            Some("Background") => {
                if !may_have_background || tags.is_some() {
                    let reason = "`Background:` stands once, without tags, before the first scenario";
                    return Some((number, reason.to_owned()));
                }
                may_have_background = false;
                place = Place::BeforeSteps;
            }
            Some("Rule") => {
                may_have_background = true;
                place = Place::Prose;
            }
            Some("Examples" | "Scenarios") => place = Place::BeforeRows,
            Some(_) => {
                may_have_background = false;
                place = Place::BeforeSteps;
            }
            None => {
                let is_step = STEPS.into_iter().any(|step| line.text.starts_with(step));
                let text = quote(line.text);
                match (place, heading) {
                    (Place::BeforeSteps | Place::Steps, _) if is_step && tags.is_none() => {
                        place = Place::Steps
                    }
                    (Place::BeforeRows | Place::Rows, _) if is_step => {
                        return Some((number, format!("the step {text} stands below `Examples:`")));
                    }
                    (Place::Prose | Place::BeforeSteps | Place::BeforeRows, Some(heading)) => {
                        return Some((number, format!("a colon belongs behind `{heading}` in {text}")));
                    }
                    _ if tags.is_some() => {
                        return Some((
                            number,
                            format!("{text} stands below tags; they belong above a title"),
                        ));
                    }
                    (Place::Steps | Place::Rows, _) => {
                        let word = line.text.split([' ', ':']).next().unwrap_or_default();
                        let known = STEPS.into_iter().map(str::trim).chain(HEADINGS);
                        let reason =
                            format!("{text} is no step, table row, tag or title{}", hint(word, known));
                        return Some((number, reason));
                    }
                    _ => {}
                }
            }
        }
        tags = None;
    }
    match (place, tags) {
        (Place::Start, _) => Some((1, "has no `Feature:` line".to_owned())),
        (_, Some(line)) => Some((line, "the tags stand above nothing".to_owned())),
        _ => None,
    }
}

fn row(text: &str, place: Place, width: &mut Option<usize>) -> Option<String> {
    if matches!(place, Place::Start | Place::Prose | Place::BeforeSteps) {
        return None;
    }
    match (cells(text), *width) {
        (Err(RowError::NotClosed), _) => {
            Some("a table row ends with a bar, and nothing follows it".to_owned())
        }
        (Err(RowError::Escape(c)), _) => {
            let known = "in a table a backslash stands before `|`, `n` or another backslash";
            Some(format!("{known}, not before {}", quote(&c.to_string())))
        }
        (Ok(cells), Some(width)) if cells < width => {
            Some(format!("the row has {cells} cells, its header has {width}"))
        }
        (Ok(_), Some(_)) => None,
        (Ok(cells), None) => {
            *width = Some(cells);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n    Wen c\n    Then d\n",
        4,
        "`Wen c` is no step, table row, tag or title; did you mean `When`?"
    )]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n      | a | b |\n      # c\n      | 1 |\n    Then d\n",
        6,
        "the row has 1 cells, its header has 2"
    )]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n      | a | b\n      | 1 | 2 |\n",
        4,
        "a table row ends with a bar"
    )]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n      | a |\n      | \\d |\n    Then c\n",
        5,
        "in a table a backslash"
    )]
    #[case("# language: xx\nFeature: a\n  Scenario: s\n    Given b\n", 1, "language `xx` is not known")]
    #[case("", 1, "has no `Feature:` line")]
    #[case("# only a comment\n", 1, "has no `Feature:` line")]
    #[case("Scenario: s\n    Given b\n", 1, "`Scenario: s` stands before `Feature:`")]
    #[case("Featur: s\n", 1, "`Featur: s` stands before `Feature:`; did you mean `Feature`?")]
    #[case("Feature: a\n  Scenario: s\n    Given b\nFeature: c\n", 4, "a second `Feature:`")]
    #[case(
        "Feature: a\n  Background:\n    Given a\n  Background:\n    Given b\n",
        4,
        "`Background:` stands once"
    )]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n  Background:\n    Given b\n",
        4,
        "`Background:` stands once"
    )]
    #[case("Feature: a\n  Scenario: s\n    Given b\n  @x\n", 4, "the tags stand above nothing")]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n      \"\"\"\n      c\n",
        4,
        "the text block that begins here never ends"
    )]
    #[case(
        "Feature: a\n  Scenario: s\n    Given b\n      \"\"\"\n      a \\\"\"\" b\n      \"\"\"\n    Then c\n",
        6,
        "the text block that begins here never ends"
    )]
    #[case("Feature: a\n  Scenario s\n    Given b\n", 2, "a colon belongs behind `Scenario` in `Scenario s`")]
    #[case("Feature: a\n  Scenario : s\n    Given b\n", 2, "a colon belongs behind `Scenario`")]
    #[case("Feature: a\n  Scenario Outlin: s\n    Given b\n", 2, "a colon belongs behind `Scenario`")]
    #[case(
        "Feature: a\n  Scenario Outline: s\n    Given b\n    Examples:\n      | case |\n      | a |\n    Then c\n",
        7,
        "the step `Then c` stands below `Examples:`"
    )]
    #[case("Feature: a\n  Scenario: s\n    Given b\n    @x\n    Then c\n", 5, "`Then c` stands below tags")]
    fn the_cause_is_named_with_its_true_line(#[case] text: &str, #[case] line: usize, #[case] reason: &str) {
        let problem = crate::parse::feature("f", "f", text).unwrap_err();
        assert_eq!(problem.line, Some(line), "{problem}");
        assert!(problem.message.starts_with(reason), "{problem}");
        assert!(problem.message.contains("(the parser stopped at line"), "{problem}");
    }

    #[test]
    fn in_other_languages_the_parsers_own_place_is_told() {
        let text = "# language: de\nFunktionalität: a\n  Szenario: s\n    Angenommen b\n    Wen c\n";
        let problem = crate::parse::feature("f", "f", text).unwrap_err();
        assert!(problem.message.starts_with("is not Gherkin at or shortly before this line"), "{problem}");
    }

    #[test]
    fn in_other_languages_tables_are_looked_at_all_the_same() {
        let text = "# language: de\nFunktionalität: a\n  Szenario: s\n    Angenommen b\n      | a | b |\n      | c |\n";
        let problem = crate::parse::feature("f", "f", text).unwrap_err();
        assert_eq!(problem.line, Some(6), "{problem}");
    }

    #[test]
    fn a_number_that_may_be_somebodys_is_not_repeated() {
        let text = "Feature: a\n  Scenario: s\n    Given b\n    Wen 219-09-9999\n";
        let problem = crate::parse::feature("f", "f", text).unwrap_err();
        assert!(!problem.message.contains("219-09") && problem.message.contains("[9 digits]"), "{problem}");
    }
}
