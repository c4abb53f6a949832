//! Steps: there are some, they claim something, and they are words.

use gherkin::{Step, StepType};

use super::Subject;
use crate::{
    docstring::Docstring,
    problem::{FileProblems, quote},
};

/// Headers that a reader may take for plain words do not stand here.
const HEADERS: [&str; 14] = [
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "retry-after",
    "set-cookie",
    "transfer-encoding",
    "user-agent",
    "vericred-api-key",
    "www-authenticate",
    "x-forwarded-for",
];

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    let feature = subject.feature;
    let gherkin = &feature.gherkin;
    if feature.parsed().next().is_none() {
        let message = "the feature has no scenario, so that nothing of it runs";
        out.add("no-scenarios", gherkin.position.line, message);
    }
    words(&gherkin.name, gherkin.position.line, out);
    for rule in &gherkin.rules {
        words(&rule.name, rule.position.line, out);
        if rule.scenarios.is_empty() {
            out.add(
                "no-scenarios",
                rule.position.line,
                "the rule has no scenario, so that nothing of it runs",
            );
        }
    }
    let backgrounds =
        gherkin.background.iter().chain(gherkin.rules.iter().filter_map(|rule| rule.background.as_ref()));
    for background in backgrounds {
        if background.steps.is_empty() {
            out.add(
                "background",
                background.position.line,
                "`Background:` has no steps; add some or remove it",
            );
        }
        for step in &background.steps {
            if step.ty != StepType::Given {
                let message = format!(
                    "{} stands in a `Background:`, which only prepares; use `Given` or move it into the scenarios",
                    quote(&step.to_string())
                );
                out.add("background", step.position.line, message);
            }
            text(step, step.position.line, out);
        }
    }
    for (_, scenario) in feature.parsed() {
        let line = scenario.position.line;
        words(&scenario.name, line, out);
        if scenario.steps.is_empty() {
            let message = "the scenario has no steps, so that it would pass without doing anything";
            out.add("no-steps", line, message);
        } else if scenario.steps.iter().all(|step| step.ty != StepType::Then) {
            out.add("no-steps", line, "the scenario has no `Then`, so that it claims nothing");
        }
        for step in &scenario.steps {
            text(step, step.position.line, out);
        }
    }
    // What a row fills in is text as well.
    for scenario in feature.scenarios.iter().filter(|scenario| subject.is_row(scenario)) {
        for step in &scenario.steps {
            let is_plain =
                subject.raw.line(step.position.line).is_some_and(|line| line.text.ends_with(&step.value));
            if !is_plain {
                words(&step.value, scenario.line, out);
            }
        }
    }
}

fn text(step: &Step, line: usize, out: &mut FileProblems<'_>) {
    words(&step.value, line, out);
    // Phrases are matched letter by letter.
    let outside_quotes = step.value.split('"').step_by(2);
    let has_gap = outside_quotes
        .into_iter()
        .any(|part| part.contains("  ") || part.chars().any(|c| c != ' ' && c.is_whitespace()));
    if has_gap {
        let message = format!("{} has white space that is not one plain space", quote(&step.value));
        out.add("spacing", line, message);
    }
    if step.docstring.as_deref().is_some_and(|docstring| docstring.trim_end().ends_with('\\')) {
        // `\"""` ends the block all the same.
        out.add("docstring", line, "the text block ends with a backslash; its quotes cannot be escaped");
    }
    let Some(docstring) = Docstring::of(step) else { return };
    if let Some(media_type) = docstring.media_type {
        let message = format!(
            "the text block has the media type {}; put values into a table instead",
            quote(&media_type)
        );
        out.add("docstring", line, message);
    } else if docstring.text.trim_start().starts_with(['{', '[']) {
        out.add("plain-words", line, "the text block is JSON; put values into a table instead");
    }
}

fn words(text: &str, line: usize, out: &mut FileProblems<'_>) {
    if let Some((found, kind)) = technical(text) {
        let message = format!(
            "{} is {kind}; say it in words that a reader of the vendor's guide knows, values in a table",
            quote(found)
        );
        out.add("plain-words", line, message);
    }
}

/// The first piece of a text that is not for readers.
fn technical(text: &str) -> Option<(&str, &'static str)> {
    if let Some(at) = text.find(['{', '}']) {
        return Some((&text[at..], "JSON"));
    }
    if !text.contains(['/', '-', ':']) {
        return None;
    }
    for (at, quoted) in text.split('"').enumerate() {
        let is_quoted = at % 2 == 1;
        let has_letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
        if is_quoted
            && quoted.split_once('/').is_some_and(|(left, right)| {
                has_letters(right) && (left.is_empty() || has_letters(left)) || quoted.starts_with("./")
            })
            && !is_url(quoted)
        {
            return Some((quoted, "a path or a media type"));
        }
    }
    text.split_whitespace().find_map(|word| {
        let word = word.trim_matches(['"', '\'', '(', ')', ',', ';', '.', '`']);
        if is_url(word) {
            return Some((word, "a URL"));
        }
        let mut letters = word.chars();
        if letters.next() == Some('/') && letters.next().is_some_and(char::is_alphanumeric) {
            return Some((word, "a path"));
        }
        let header = word.trim_end_matches(':');
        HEADERS.iter().any(|known| header.eq_ignore_ascii_case(known)).then_some((word, "a header"))
    })
}

fn is_url(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.contains("://")
        || word.starts_with("http:")
        || word.starts_with("https:")
        || word.starts_with("www.")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{
        super::testing::{FEATURE, assert_one, lint_files, lint_with},
        technical,
    };

    #[test]
    fn a_scenario_without_steps_is_refused() {
        let (head, _) = FEATURE.split_once("    Given a").unwrap();
        let found = lint_files(&[("oscar/health.feature", head)]);
        assert_one(&found, "[no-steps] features/oscar/health.feature:7: the scenario has no steps");
    }

    #[test]
    fn a_scenario_that_claims_nothing_is_refused() {
        let found = lint_with("    Then the call succeeds\n", "");
        assert_one(&found, "[no-steps] features/oscar/health.feature:7: the scenario has no `Then`");
    }

    #[test]
    fn a_feature_and_a_rule_have_scenarios() {
        let found = lint_files(&[("oscar/a.feature", "@oscar\nFeature: Nothing\n")]);
        assert!(
            found
                .iter()
                .any(|text| text.starts_with("[no-scenarios] features/oscar/a.feature:2: the feature")),
            "{found:#?}"
        );
        let text = format!("{FEATURE}\n  Rule: Nothing stands below\n");
        let found = lint_files(&[("oscar/a.feature", &text)]);
        assert_one(&found, "[no-scenarios] features/oscar/a.feature:22: the rule has no scenario");
    }

    #[rstest]
    #[case(
        "When the caller asks",
        "[background] features/oscar/health.feature:8: `When  the caller asks` stands"
    )]
    #[case("Given it\n    Then the call succeeds", "[background] features/oscar/health.feature:9: ")]
    #[case("Given it\n    When it asks\n    And more", "[background] features/oscar/health.feature:10: ")]
    #[case("", "[background] features/oscar/health.feature:6: `Background:` has no steps")]
    fn a_background_only_prepares(#[case] steps: &str, #[case] expected: &str) {
        let with = format!("  Background:\n    Callers are known.\n    {steps}\n\n  @id:oscar-health @");
        let found = lint_with("  @id:oscar-health @", &with);
        let expected = expected.replace("When  the", "When the");
        assert!(
            found.iter().any(|text| text.replace("When  the", "When the").starts_with(&expected)),
            "{found:#?}"
        );
    }

    #[test]
    fn a_background_of_given_steps_is_welcome() {
        let with = "  Background:\n    Given it\n    And more\n    But less\n\n  @id:oscar-health @";
        assert!(lint_with("  @id:oscar-health @", with).is_empty());
    }

    #[rstest]
    #[case("the body is {\"a\": 1}", "JSON")]
    #[case("the answer of \"/memberships/1\" is read", "a path or a media type")]
    #[case("the answer is \"application/json\"", "a path or a media type")]
    #[case("a call to /memberships is made", "a path")]
    #[case("a call to https://example.com is made", "a URL")]
    #[case("a call to \"https://example.com/a\" is made", "a URL")]
    #[case("the Retry-After says 5", "a header")]
    #[case("the \"Content-Type\" is wrong", "a header")]
    fn what_is_not_for_readers_is_refused(#[case] text: &str, #[case] kind: &str) {
        let found = lint_with("a registered certificate", text);
        assert_one(&found, "[plain-words] features/oscar/health.feature:8: ");
        assert!(found[0].contains(&format!("is {kind};")), "{found:#?}");
    }

    #[rstest]
    #[case("the member and/or the spouse")]
    #[case("a service that answers 24/7 and \"N/A\" on 01/02/2026")]
    #[case("the date \"2026/01/02\"")]
    #[case("a pre-authorization with an x-ray at 10:30")]
    #[case("a request/response pair over HTTP")]
    fn words_are_welcome(#[case] text: &str) {
        assert_eq!(technical(text), None);
    }

    #[test]
    fn what_a_row_fills_in_is_read_too_and_titles_are() {
        let found = lint_with("| an old certificate   |", "| /memberships |");
        assert_one(&found, "[plain-words] features/oscar/health.feature:20: `/memberships` is a path");
        let found = lint_with("The service answers that", "The path /health answers that");
        assert_one(&found, "[plain-words] features/oscar/health.feature:7: ");
    }

    #[rstest]
    #[case("a   registered certificate")]
    #[case("a\tregistered certificate")]
    #[case("a\u{a0}registered certificate")]
    fn white_space_that_no_phrase_has_is_refused(#[case] text: &str) {
        assert_one(
            &lint_with("a registered certificate", text),
            "[spacing] features/oscar/health.feature:8: ",
        );
    }

    #[test]
    fn white_space_in_a_quoted_value_is_welcome() {
        assert!(lint_with("a registered certificate", "the name \"a   b\" is kept").is_empty());
    }

    #[rstest]
    #[case(
        "      \"\"\"json\n      1\n      \"\"\"\n",
        "[docstring] features/oscar/health.feature:8: the text block has the media type `json`"
    )]
    #[case(
        "      \"\"\"\n      {\n      }\n      \"\"\"\n",
        "[plain-words] features/oscar/health.feature:8: the text block is JSON"
    )]
    #[case(
        "      \"\"\"\n      a \\\"\"\"\n",
        "[docstring] features/oscar/health.feature:8: the text block ends with a backslash"
    )]
    fn text_blocks_hold_plain_text(#[case] block: &str, #[case] expected: &str) {
        let found = lint_with("a registered certificate\n", &format!("a registered certificate\n{block}"));
        assert_one(&found, expected);
    }

    #[test]
    fn a_plain_text_block_is_welcome() {
        let block = "a registered certificate\n      \"\"\"\n      <html>\n        a, b\n      \"\"\"\n";
        assert!(lint_with("a registered certificate\n", block).is_empty());
    }
}
