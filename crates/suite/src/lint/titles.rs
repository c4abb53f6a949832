//! Titles: facts in the present tense, short, each once.

use std::collections::HashMap;

use evidence::Vendor;

use super::Subject;
use crate::{
    folder::join,
    problem::{FileProblems, Problem, quote},
    suite::Suite,
};

const LONGEST: usize = 90;
/// A title says what is, not what is hoped or done to find out.
const WORDS: [&str; 7] = ["should", "shouldn't", "test", "tests", "tested", "testing", "verify"];

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    let gherkin = &subject.feature.gherkin;
    title("feature", &gherkin.name, gherkin.position.line, out);
    for rule in &gherkin.rules {
        title("rule", &rule.name, rule.position.line, out);
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (_, scenario) in subject.feature.parsed() {
        let line = scenario.position.line;
        title("scenario", &scenario.name, line, out);
        if let Some(first) = seen.insert(&scenario.name, line).filter(|_| !scenario.name.is_empty()) {
            let name = quote(&scenario.name);
            let message = format!("the title {name} stands already in line {first}; say what is different");
            out.add("title", line, message);
        }
    }
}

fn title(kind: &str, name: &str, line: usize, out: &mut FileProblems<'_>) {
    if name.trim().is_empty() {
        out.add("title", line, format!("the {kind} has no title; state a fact in the present tense"));
    }
    let length = name.chars().count();
    if length > LONGEST {
        let message = format!("the title has {length} characters, at most {LONGEST} are read with ease");
        out.add("title", line, message);
    }
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '\'');
    if let Some(word) = words.into_iter().find(|word| WORDS.contains(&word.to_lowercase().as_str())) {
        let message = format!("the title says {}; state a fact in the present tense", quote(word));
        out.add("title", line, message);
    }
}

/// Reports name a scenario by the titles of its feature and its own, so that those of features differ as well.
pub(super) fn check_features(suite: &Suite, problems: &mut Vec<Problem>) {
    let mut seen: HashMap<(Vendor, &str), &str> = HashMap::new();
    for feature in suite.features.iter().filter(|feature| !feature.name.is_empty()) {
        if let Some(first) = seen.insert((feature.vendor, &feature.name), &feature.path) {
            let message =
                format!("{} has the title {} too; say what is different", first, quote(&feature.name));
            let path = join(&suite.root, &feature.path);
            problems.push(Problem::new("title", path, message).at(feature.line));
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{FEATURE, assert_one, lint_files, lint_with};

    #[rstest]
    #[case("Scenario: The service answers that it is well", "Scenario:", "the scenario has no title")]
    #[case("Feature: Health check", "Feature:  ", "the feature has no title")]
    #[case("The service answers that it is well", "The service should answer", "the title says `should`")]
    #[case("The service answers that it is well", "Test of the service", "the title says `Test`")]
    #[case("The service answers that it is well", "Verify the answer", "the title says `Verify`")]
    #[case("Health check", "Testing the health check", "the title says `Testing`")]
    fn a_title_states_a_fact(#[case] old: &str, #[case] new: &str, #[case] expected: &str) {
        let found = lint_with(old, new);
        assert!(
            found.len() == 1 && found[0].starts_with("[title] ") && found[0].contains(expected),
            "{found:#?}"
        );
    }

    #[test]
    fn a_title_has_at_most_ninety_characters() {
        assert!(lint_with("The service answers that it is well", &"é".repeat(90)).is_empty());
        let found = lint_with("The service answers that it is well", &"é".repeat(91));
        assert_one(&found, "[title] features/oscar/health.feature:7: the title has 91 characters");
    }

    #[rstest]
    #[case("An attestation is verified by the latest contest")]
    #[case("The signature verifies")]
    fn words_inside_other_words_are_welcome(#[case] title: &str) {
        assert!(lint_with("The service answers that it is well", title).is_empty());
    }

    #[test]
    fn a_title_stands_once_in_a_feature_also_under_rules() {
        let text = format!(
            "{FEATURE}\n  Rule: Twice\n    @id:oscar-twice @clause:OSC-1 @happy-path @vendor\n    \
             Scenario: The service answers that it is well\n      Then it is\n"
        );
        let found = lint_files(&[("oscar/health.feature", &text)]);
        assert_one(
            &found,
            "[title] features/oscar/health.feature:24: the title `The service answers that it is well` stands already in line 7",
        );
    }

    #[test]
    fn features_of_one_vendor_have_different_titles() {
        let other = FEATURE.replace("@id:oscar-", "@id:oscar-other-");
        let found = lint_files(&[("oscar/a.feature", FEATURE), ("oscar/b.feature", &other)]);
        assert_one(
            &found,
            "[title] features/oscar/b.feature:2: oscar/a.feature has the title `Health check` too",
        );
    }
}
