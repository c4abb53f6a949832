//! Clauses: well formed, each once, each with a scenario or a reason why it has none.

use std::collections::HashMap;

use evidence::{Clause, Party, Vendor};

use crate::{
    problem::{Problem, quote},
    ssn,
    suite::Suite,
};

pub(super) fn check(suite: &Suite, problems: &mut Vec<Problem>) {
    // The embedded clauses were linted with the embedded features; a folder without clauses is a part of a suite.
    if suite.has_embedded_clauses() {
        return;
    }
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (clause, (path, line)) in suite.clauses.iter().zip(&suite.clause_index.places) {
        let mut add = |rule, message: String| {
            problems.push(Problem::new(rule, path.clone(), message).at(*line));
        };
        if let Some(message) = malformed(clause) {
            add("clause-file", message);
        }
        if let Some(first) = seen.insert(&clause.id, *line) {
            let message = format!(
                "clause {} stands already in line {first}; an id is never used again",
                quote(&clause.id)
            );
            add("clause-file", message);
        }
        for (name, value) in [
            ("text", Some(&clause.text)),
            ("source", Some(&clause.source)),
            ("reason", clause.reason.as_ref()),
        ] {
            if value.is_some_and(|value| value.trim().is_empty()) {
                add("clause-file", format!("the {name} of clause {} is empty", quote(&clause.id)));
            }
        }
        let texts = [Some(&clause.text), Some(&clause.source), clause.reason.as_ref()];
        if texts.into_iter().flatten().any(|text| !ssn::find(text).is_empty()) {
            let message = format!(
                "clause {} holds a number that may be somebody's social security number",
                quote(&clause.id)
            );
            let mut problem = Problem::new("ssn", path.clone(), message).at(*line);
            problem.safety = true;
            problems.push(problem);
        }
        // A file that did not parse may hold the scenario that is missed here.
        let is_whole = suite.features.len() == suite.files_found;
        if let Some((rule, message)) = uncovered(suite, clause).filter(|_| is_whole) {
            problems.push(Problem::new(rule, path.clone(), message).at(*line));
        }
    }
}

fn malformed(clause: &Clause) -> Option<String> {
    let prefixes = clause.vendor.clause_prefixes();
    let (prefix, number) = clause.id.rsplit_once('-').unwrap_or((&clause.id, ""));
    if !prefixes.contains(&prefix) {
        let owner = Vendor::ALL.into_iter().find(|vendor| vendor.clause_prefixes().contains(&prefix));
        let owner = owner.map_or_else(String::new, |owner| format!("; it belongs into `{owner}.toml`"));
        return Some(format!(
            "the id {} of a clause of {} begins with {}{owner}",
            quote(&clause.id),
            clause.vendor,
            prefixes.iter().map(|prefix| format!("`{prefix}-`")).collect::<Vec<_>>().join(" or ")
        ));
    }
    let is_number = (1..=4).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !number.starts_with('0');
    (!is_number)
        .then(|| format!("the id {} ends with a number from 1 on, such as `{prefix}-12`", quote(&clause.id)))
}

fn uncovered(suite: &Suite, clause: &Clause) -> Option<(&'static str, String)> {
    let id = quote(&clause.id);
    let scenarios = suite.scenarios_of_clause(&clause.id);
    match (scenarios.first(), &clause.reason, clause.party) {
        (_, None, Party::Operator) => Some((
            "clause-uncovered",
            format!("clause {id} binds people; write the reason why no scenario judges it"),
        )),
        (None, None, _) => Some((
            "clause-uncovered",
            format!(
                "clause {id} has neither a scenario nor a reason; tag a scenario `@clause:{}` or write the reason",
                clause.id
            ),
        )),
        (Some(scenario), Some(_), Party::Vendor | Party::Integrator) => Some((
            "clause-reason",
            format!(
                "clause {id} gives a reason why no scenario judges it, but {} does; remove the reason",
                quote(scenario)
            ),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::testing::{CLAUSES, FEATURE, assert_one, lint_files};

    const PATH: &str = "features/clauses/oscar.toml";

    #[rstest]
    #[case("id = \"OSC-3\"", "id = \"OSC-03\"", "[clause-file]", 16, "the id `OSC-03` ends with a number")]
    #[case("id = \"OSC-3\"", "id = \"OSC-x\"", "[clause-file]", 16, "the id `OSC-x` ends with a number")]
    #[case(
        "id = \"OSC-3\"",
        "id = \"OSC3\"",
        "[clause-file]",
        16,
        "the id `OSC3` of a clause of oscar begins with `OSC-`"
    )]
    #[case(
        "id = \"OSC-3\"",
        "id = \"IDN-3\"",
        "[clause-file]",
        16,
        "the id `IDN-3` of a clause of oscar begins with `OSC-`; it belongs into `ideon.toml`"
    )]
    #[case(
        "id = \"OSC-3\"",
        "id = \"OSC-2\"",
        "[clause-file]",
        16,
        "clause `OSC-2` stands already in line 8"
    )]
    #[case(
        "text = \"People ask.\"",
        "text = \" \"",
        "[clause-file]",
        16,
        "the text of clause `OSC-3` is empty"
    )]
    #[case(
        "source = \"testing guide, step 3\"",
        "source = \"\"",
        "[clause-file]",
        16,
        "the source of clause `OSC-3` is empty"
    )]
    #[case(
        "reason = \"people do it\"",
        "reason = \"\"",
        "[clause-file]",
        16,
        "the reason of clause `OSC-3` is empty"
    )]
    #[case(
        "reason = \"people do it\"",
        "",
        "[clause-uncovered]",
        16,
        "clause `OSC-3` binds people; write the reason"
    )]
    #[case(
        "reason = \"judged by nobody yet\"",
        "",
        "[clause-uncovered]",
        8,
        "clause `OSC-2` has neither a scenario nor a reason"
    )]
    #[case(
        "step 1\"",
        "step 1\"\nreason = \"none\"",
        "[clause-reason]",
        1,
        "clause `OSC-1` gives a reason why no scenario judges it, but `oscar-health` does"
    )]
    #[case("People ask.", "People of 219-09-9999 ask.", "[ssn]", 16, "clause `OSC-3` holds a number")]
    fn clauses_are_well_formed_and_covered(
        #[case] old: &str,
        #[case] new: &str,
        #[case] rule: &str,
        #[case] line: usize,
        #[case] expected: &str,
    ) {
        assert!(CLAUSES.contains(old));
        let clauses = CLAUSES.replacen(old, new, 1);
        let found = lint_files(&[("clauses/oscar.toml", &clauses), ("oscar/a.feature", FEATURE)]);
        assert_one(&found, &format!("{rule} {PATH}:{line}: {expected}"));
    }

    #[test]
    fn clauses_are_not_called_uncovered_while_a_feature_does_not_parse() {
        let text = FEATURE.replace("When the health check is called\n", "Wen the health check is called\n");
        assert_one(&lint_files(&[("oscar/a.feature", &text)]), "[parse] features/oscar/a.feature:9: ");
    }

    #[test]
    fn a_vendor_with_two_prefixes_may_use_both() {
        let clause = |id| {
            format!(
                "[[clause]]\nid = \"{id}\"\nparty = \"vendor\"\nlevel = \"draft\"\ntext = \"T.\"\nsource = \"S\"\nreason = \"r\"\n"
            )
        };
        let osigu = clause("OSG-97") + &clause("OSX-18");
        let files =
            [("clauses/oscar.toml", CLAUSES), ("clauses/osigu.toml", &osigu), ("oscar/a.feature", FEATURE)];
        assert_eq!(lint_files(&files), Vec::<String>::new());
    }
}
