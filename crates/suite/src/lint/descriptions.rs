//! Descriptions: a misspelt keyword turns a step, or a whole scenario, into prose that nobody runs.

use super::Subject;
use crate::problem::{FileProblems, quote};

const HEADINGS: [&str; 9] = [
    "feature",
    "background",
    "rule",
    "scenario",
    "scenario outline",
    "scenario template",
    "scenarios",
    "example",
    "examples",
];
const STEPS: [&str; 5] = ["given", "when", "then", "and", "but"];
/// English words that are as close to a keyword as a slip of the finger.
const ENGLISH: [&str; 42] = [
    "add", "an", "andrea", "andrew", "android", "butter", "button", "buttons", "thence", "when's", "whence",
    "whenever", "wherever", "ant", "any", "bit", "bug", "bus", "buy", "cut", "end", "even", "gives", "hand",
    "her", "hint", "land", "not", "or", "our", "out", "own", "put", "than", "the", "them", "these", "they",
    "thin", "what", "who", "wren",
];

/// Whose description it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// A feature or rule: several lines of prose, no steps of its own.
    Prose,
    /// A scenario, background or examples: steps follow.
    Steps,
}

pub(super) fn check(subject: &Subject<'_>, out: &mut FileProblems<'_>) {
    let gherkin = &subject.feature.gherkin;
    let mut look = |owner, line, text: &Option<String>| {
        if let Some(text) = text {
            description(subject, owner, line, text, out);
        }
    };
    look(Owner::Prose, gherkin.position.line, &gherkin.description);
    let backgrounds =
        gherkin.background.iter().chain(gherkin.rules.iter().filter_map(|rule| rule.background.as_ref()));
    for background in backgrounds {
        look(Owner::Steps, background.position.line, &background.description);
    }
    for rule in &gherkin.rules {
        look(Owner::Prose, rule.position.line, &rule.description);
    }
    for (_, scenario) in subject.feature.parsed() {
        look(Owner::Steps, scenario.position.line, &scenario.description);
        for examples in &scenario.examples {
            look(Owner::Steps, examples.position.line, &examples.description);
        }
    }
}

fn description(subject: &Subject<'_>, owner: Owner, title: usize, text: &str, out: &mut FileProblems<'_>) {
    let mut line = title;
    // Keywords of other languages, as this file uses them.
    let steps = subject.feature.gherkin.scenarios.iter().flat_map(|scenario| &scenario.steps);
    let used: Vec<String> = steps.map(|step| step.keyword.trim().to_lowercase()).collect();
    for prose in text.lines() {
        if out.is_full() {
            return;
        }
        line = subject.raw.find_below(line + 1, prose).unwrap_or(line);
        if let Some(reason) = suspicion(owner, prose.trim(), &used) {
            let message = format!("{} is prose here and would never run; it {reason}", quote(prose));
            out.add("description", line, message);
        }
    }
}

fn suspicion(owner: Owner, prose: &str, used: &[String]) -> Option<String> {
    if ["|", "\"\"\"", "```"].into_iter().any(|start| prose.starts_with(start)) {
        return Some("looks like a table or a text block, which belong below a step".to_owned());
    }
    let first = prose.split_whitespace().next()?;
    if let Some(heading) = meant_heading(prose, first) {
        return Some(format!("looks like `{heading}:`"));
    }
    let bare = first.trim_end_matches([':', ',', '.', ';']);
    if owner == Owner::Prose {
        // Prose may begin with "When" or "But"; a scenario under a misspelt title has these.
        let is_step = matches!(bare, "Given" | "Then");
        return is_step.then(|| "looks like a step under a title that was not understood".to_owned());
    }
    if bare == "*" {
        return Some("looks like a step; put white space and a text behind the `*`".to_owned());
    }
    let word = bare.to_lowercase();
    if let Some(keyword) = glued(bare).filter(|_| !ENGLISH.contains(&word.as_str())) {
        return Some(format!("looks like a step; put white space behind `{keyword}`"));
    }
    if word.len() > 12 || ENGLISH.contains(&word.as_str()) {
        return None;
    }
    let known =
        STEPS.into_iter().chain(used.iter().map(String::as_str).filter(|word| word.chars().count() > 2));
    let meant = known.into_iter().find(|step| {
        let slips = if step.chars().count() > 4 { 2 } else { 1 };
        strsim::osa_distance(&word, step) <= slips
    })?;
    let mut letters = meant.chars();
    let keyword: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    Some(format!("looks like a step; did you mean `{keyword} ...`?"))
}

/// The keyword that a word begins with, as in `Whenthe caller asks`.
fn glued(word: &str) -> Option<&'static str> {
    let known = ["Given", "When", "Then", "And", "But"];
    known.into_iter().find(|keyword| word.len() > keyword.len() && word.starts_with(keyword))
}

/// The heading that a line was meant to be.
fn meant_heading(prose: &str, first: &str) -> Option<&'static str> {
    let close = |word: &str, most: usize| {
        let word = word.trim().to_lowercase();
        (word.len() <= 24)
            .then(|| {
                HEADINGS.into_iter().find(|heading| {
                    strsim::osa_distance(&word, heading) <= if heading.len() > 4 { most } else { 1 }
                })
            })
            .flatten()
    };
    match prose.split_once(':') {
        Some((head, _)) if close(head, 2).is_some() => close(head, 2),
        // `Senario A member is created`
        _ if first.starts_with(char::is_uppercase) && first.len() >= 7 => {
            close(first, 2).filter(|heading| *heading == "scenario")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{FEATURE, assert_one, lint_files, lint_with};

    #[rstest]
    #[case("Givn a registered certificate", "Given")]
    #[case("given a registered certificate", "Given")]
    #[case("Gievn a registered certificate", "Given")]
    #[case("GIVEN a registered certificate", "Given")]
    #[case("Wen the caller asks", "When")]
    #[case("When", "When")]
    #[case("Adn the caller asks", "And")]
    #[case("Btu the caller asks", "But")]
    #[case("Thne the call succeeds", "Then")]
    #[case("\u{a0}Given a registered certificate", "Given")]
    fn a_misspelt_step_in_a_description_is_refused(#[case] line: &str, #[case] keyword: &str) {
        let found = lint_with("Given a registered certificate", line);
        assert_one(&found, "[description] features/oscar/health.feature:8: ");
        assert!(found[0].ends_with(&format!("did you mean `{keyword} ...`?")), "{found:#?}");
    }

    #[rstest]
    #[case("Givena registered certificate", "Given")]
    #[case("Whenthe caller asks", "When")]
    fn a_step_without_white_space_behind_its_keyword_is_refused(#[case] line: &str, #[case] keyword: &str) {
        let found = lint_with("Given a registered certificate", line);
        assert_one(&found, "[description] features/oscar/health.feature:8: ");
        assert!(found[0].ends_with(&format!("put white space behind `{keyword}`")), "{found:#?}");
    }

    #[rstest]
    #[case("Whenever a caller asks, somebody answers.")]
    #[case("Android callers ask too.")]
    #[case("The caller has a certificate that the vendor knows.")]
    #[case("They ask over and over.")]
    #[case("Any caller may ask.")]
    #[case("See step 1 of the guide: the answer is short.")]
    #[case("This is the case that the guide tells: a call.")]
    fn ordinary_prose_is_welcome(#[case] line: &str) {
        assert!(
            lint_with("    Given a registered", &format!("    {line}\n    Given a registered")).is_empty()
        );
        assert!(lint_with("  and are told so.", &format!("  {line}\n  But not all.\n  and are")).is_empty());
    }

    #[rstest]
    #[case("Scenaro: The service answers that it is well")]
    #[case("scenario: The service answers that it is well")]
    #[case("Senario The service answers that it is well")]
    fn a_scenario_under_a_misspelt_title_is_not_lost(#[case] title: &str) {
        let text = FEATURE
            .replace("  @id:oscar-health @clause:OSC-1 @happy-path @vendor\n", "")
            .replace("Scenario: The service answers that it is well", title);
        let found = lint_files(&[("oscar/health.feature", &text)]);
        assert!(
            found.iter().any(|text| text.contains(":6: ") && text.contains("looks like `scenario:`")),
            "{found:#?}"
        );
        assert!(found.iter().any(|text| text.contains("a step under a title")), "{found:#?}");
    }

    #[rstest]
    #[case("Rule: Callers are known", "looks like `rule:`")]
    #[case("Exmaples: of callers", "looks like `example")]
    #[case("| a | b |", "looks like a table")]
    #[case("\"\"\"", "looks like a table or a text block")]
    fn titles_and_tables_inside_a_description_are_refused(#[case] line: &str, #[case] expected: &str) {
        // Below a scenario without steps the parser takes all of these for prose.
        let found = lint_with("    Given a registered", &format!("    {line}\n    Given a registered"));
        assert!(
            found.iter().any(|text| text.starts_with("[description]") && text.contains(expected)),
            "{found:#?}"
        );
    }
}
