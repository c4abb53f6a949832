//! Checklists: numbered from 1 on, each line with clauses that a scenario can show, or with what a person has to confirm.

use std::collections::HashSet;

use evidence::{Checklist, ChecklistLine, Party};

use crate::{
    checklists::Placed,
    nearest::hint,
    problem::{Problem, quote},
    ssn,
    suite::Suite,
};

pub(super) fn check(suite: &Suite, problems: &mut Vec<Problem>) {
    // The embedded checklists were linted with the embedded clauses.
    if suite.has_embedded_clauses() {
        return;
    }
    for Placed { checklist, path, lines } in &suite.checklists {
        let mut add = |at: usize, message: String| {
            problems.push(Problem::new("checklist-file", path.clone(), message).at(at));
        };
        for (name, value) in [("title", &checklist.title), ("source", &checklist.source)] {
            if value.trim().is_empty() {
                add(1, format!("the {name} of the checklist is empty"));
            }
        }
        if checklist.lines.is_empty() {
            let message = "has no line; write each as a `[[line]]` table with number, text and clauses, or with \
                           number, text and attest";
            add(1, message.to_owned());
        }
        for (nth, (line, at)) in checklist.lines.iter().zip(lines).enumerate() {
            wrong(suite, checklist, line, nth + 1).into_iter().for_each(|message| add(*at, message));
        }
        for (line, at) in checklist.lines.iter().zip(lines) {
            let texts = [Some(&line.text), line.attest.as_ref()];
            if texts.into_iter().flatten().any(|text| !ssn::find(text).is_empty()) {
                let message = format!(
                    "line {} of the checklist holds a number that may be somebody's social security number",
                    line.number
                );
                let mut problem = Problem::new("ssn", path.clone(), message).at(*at);
                problem.safety = true;
                problems.push(problem);
            }
        }
    }
}

/// Everything that is wrong with a line.
fn wrong(suite: &Suite, checklist: &Checklist, line: &ChecklistLine, nth: usize) -> Vec<String> {
    let number = line.number;
    let mut wrong = Vec::new();
    if usize::try_from(number) != Ok(nth) {
        wrong.push(format!("line {number} of the checklist stands in the place of line {nth}"));
    }
    let is_empty = |text: &str| text.trim().is_empty();
    if is_empty(&line.text) {
        wrong.push(format!("the text of line {number} is empty"));
    }
    if line.attest.as_deref().is_some_and(is_empty) {
        wrong.push(format!("what is to attest for line {number} is empty"));
    }
    if line.clauses.is_empty() && line.attest.is_none() {
        wrong.push(format!(
            "line {number} has neither `clauses` nor `attest`; name the clauses whose scenarios show it, or say what \
             a person has to confirm"
        ));
    }
    let mut seen = HashSet::new();
    for id in &line.clauses {
        if !seen.insert(id) {
            wrong.push(format!("line {number} names clause {} twice", quote(id)));
            continue;
        }
        wrong.extend(clause(suite, checklist, line, id));
    }
    wrong
}

/// A line that scenarios show needs clauses that they can judge; one that people attest needs others.
fn clause(suite: &Suite, checklist: &Checklist, line: &ChecklistLine, id: &str) -> Option<String> {
    let (number, vendor) = (line.number, checklist.vendor);
    let index = &suite.clause_index;
    let Some(clause) = suite.clause(id) else {
        if index.unread.contains(id) || index.broken.contains(&vendor) {
            return None;
        }
        let own = suite.clauses.iter().filter(|clause| clause.vendor == vendor);
        let hint = hint(id, own.map(|clause| clause.id.as_str()));
        return Some(format!(
            "line {number} names clause {}, which stands in no clause file{hint}",
            quote(id)
        ));
    };
    if clause.vendor != vendor {
        return Some(format!(
            "line {number} names clause `{id}`, which is one of {}, not of {vendor}",
            clause.vendor
        ));
    }
    match (&line.attest, clause.party == Party::Operator || clause.reason.is_some()) {
        (None, true) => Some(format!(
            "line {number} names clause `{id}`, which no scenario judges: it could never be proved; leave the clause \
             out, or say in `attest` what a person has to confirm"
        )),
        (Some(_), false) => Some(format!(
            "line {number} is to be attested, but scenarios judge its clause `{id}`: leave out one of the two"
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{CLAUSES, FEATURE, assert_one, lint_files};

    const PATH: &str = "features/checklists/oscar.toml";
    const CHECKLIST: &str = "\
title = \"Go-live checklist\"
source = \"testing guide, the end\"

[[line]]
number = 1
text = \"The service answers.\"
clauses = [\"OSC-1\"]

[[line]]
number = 2
text = \"People were asked.\"
clauses = [\"OSC-3\"]
attest = \"Who was asked, and when.\"
";

    fn lint(checklist: &str) -> Vec<String> {
        let files = [
            ("clauses/oscar.toml", CLAUSES),
            ("checklists/oscar.toml", checklist),
            ("oscar/health.feature", FEATURE),
        ];
        lint_files(&files)
    }

    #[test]
    fn a_checklist_of_clauses_and_attestations_is_sound() {
        assert_eq!(lint(CHECKLIST), Vec::<String>::new());
    }

    #[rstest]
    #[case("number = 2", "number = 3", 9, "line 3 of the checklist stands in the place of line 2")]
    #[case("text = \"People were asked.\"", "text = \" \"", 9, "the text of line 2 is empty")]
    #[case("\"Who was asked, and when.\"", "\"\"", 9, "what is to attest for line 2 is empty")]
    #[case("clauses = [\"OSC-1\"]\n", "", 4, "line 1 has neither `clauses` nor `attest`")]
    #[case("[\"OSC-1\"]", "[]", 4, "line 1 has neither `clauses` nor `attest`")]
    #[case("[\"OSC-1\"]", "[\"OSC-1\", \"OSC-1\"]", 4, "line 1 names clause `OSC-1` twice")]
    #[case(
        "[\"OSC-1\"]",
        "[\"OSC-11\"]",
        4,
        "line 1 names clause `OSC-11`, which stands in no clause file; did you mean `OSC-1`?"
    )]
    #[case("[\"OSC-1\"]", "[\"OSC-2\"]", 4, "line 1 names clause `OSC-2`, which no scenario judges")]
    #[case("[\"OSC-1\"]", "[\"OSC-3\"]", 4, "line 1 names clause `OSC-3`, which no scenario judges")]
    #[case(
        "[\"OSC-3\"]",
        "[\"OSC-1\"]",
        9,
        "line 2 is to be attested, but scenarios judge its clause `OSC-1`"
    )]
    #[case("source = \"testing guide, the end\"", "source = \"\"", 1, "the source of the checklist is empty")]
    fn a_line_that_says_nothing_that_can_be_held_against_a_run_is_refused(
        #[case] old: &str,
        #[case] new: &str,
        #[case] at: usize,
        #[case] expected: &str,
    ) {
        assert!(CHECKLIST.contains(old));
        let found = lint(&CHECKLIST.replacen(old, new, 1));
        assert_one(&found, &format!("[checklist-file] {PATH}:{at}: {expected}"));
    }

    #[test]
    fn a_file_that_is_no_checklist_tells_its_line_and_what_is_known() {
        let found = lint(&CHECKLIST.replacen("attest", "attests", 1));
        assert_one(&found, &format!("[checklist-file] {PATH}:13: unknown field `attests`"));
        let found = lint(&CHECKLIST.replace("[[line]]", "[[line]"));
        assert_one(&found, &format!("[checklist-file] {PATH}:4: "));
        let found = lint("title = \"T\"\nsource = \"S\"\n");
        assert_one(&found, &format!("[checklist-file] {PATH}:1: has no line"));
    }

    #[test]
    fn a_checklist_of_a_stranger_or_outside_its_folder_is_told() {
        let files =
            |name| [(name, CHECKLIST), ("clauses/oscar.toml", CLAUSES), ("oscar/health.feature", FEATURE)];
        let found = lint_files(&files("checklists/oskar.toml"));
        assert_one(&found, "[layout] features/checklists/oskar.toml: vendor `oskar` is not known");
        let found = lint_files(&files("checklists/oscar.tml"));
        assert_one(
            &found,
            "[layout] features/checklists/oscar.tml: a checklist file is `checklists/<vendor>.toml`",
        );
    }

    #[test]
    fn a_number_of_a_person_is_unsafe_in_a_checklist_as_anywhere() {
        let found = lint(&CHECKLIST.replace("People were", "219-09-9999 was"));
        assert_one(&found, &format!("[ssn] {PATH}:9: line 2 of the checklist holds a number"));
    }
}
