//! Whether a report on disk says what the record says.

use std::collections::HashMap;

use evidence::{Outcome, RunRecord, Summary};
use serde::Deserialize;

use crate::{
    junit::{self, Case, Element, Names, RUN_CLASS},
    same,
    text::one_line,
    view::run_problem,
};

/// Of the whole record only what decides.
#[derive(Deserialize)]
struct Short {
    run: ShortRun,
    summary: Summary,
    scenarios: Vec<ShortScenario>,
    not_run: Vec<ShortHead>,
}

#[derive(Deserialize)]
struct ShortRun {
    id: String,
    complete: bool,
}

#[derive(Deserialize)]
struct ShortScenario {
    id: String,
    outcome: Outcome,
}

#[derive(Deserialize)]
struct ShortHead {
    id: String,
}

pub(super) fn json(text: &str, record: &RunRecord) -> Result<(), String> {
    let found: Short =
        serde_json::from_str(text).map_err(|error| format!("it cannot be read back: {error}"))?;
    if found.run.id != record.run.id || found.run.complete != record.run.complete {
        return Err(format!("it is that of run {}", one_line(&found.run.id)));
    }
    if found.summary != record.summary {
        return Err("its summary is another".to_owned());
    }
    let expected: Vec<_> =
        record.scenarios.iter().map(|scenario| (&scenario.head.id, scenario.outcome)).collect();
    same::list(
        &expected,
        &found.scenarios.iter().map(|scenario| (&scenario.id, scenario.outcome)).collect::<Vec<_>>(),
    )?;
    let expected: Vec<_> = record.not_run.iter().map(|head| &head.id).collect();
    same::list(&expected, &found.not_run.iter().map(|head| &head.id).collect::<Vec<_>>())
}

pub(super) fn junit(text: &str, record: &RunRecord) -> Result<(), String> {
    let found = junit::read(text).map_err(|error| format!("it cannot be read back: {error}"))?;
    let mut cases: HashMap<(String, String), &Case> = HashMap::with_capacity(found.cases.len());
    for case in &found.cases {
        if cases.insert((case.class.clone(), case.name.clone()), case).is_some() {
            return Err(format!("testcase `{}` stands there twice", case.name));
        }
    }
    let mut names = Names::default();
    let mut expected = [0_usize; 4];
    for scenario in &record.scenarios {
        expected[0] += 1;
        let key = names.of(&scenario.head);
        let id = &scenario.head.id;
        let case = cases.remove(&key).ok_or_else(|| missing(id))?;
        let fits = match (&case.element, scenario.outcome) {
            (Element::Failure(word), outcome @ (Outcome::Failed | Outcome::Blocked)) => {
                expected[1] += 1;
                word == outcome.word()
            }
            (Element::Error(_), Outcome::Error) => {
                expected[2] += 1;
                true
            }
            (Element::Skipped(word), outcome @ (Outcome::Waived | Outcome::NotApplicable)) => {
                expected[3] += 1;
                word == outcome.word()
            }
            (Element::None, Outcome::Passed | Outcome::Warned) => true,
            _ => false,
        };
        if !fits || case.first_line != format!("outcome: {}", scenario.outcome) {
            return Err(format!(
                "scenario `{}` is {} and stands there as something else",
                one_line(id),
                scenario.outcome
            ));
        }
    }
    for head in &record.not_run {
        expected[0] += 1;
        expected[2] += 1;
        let key = names.of(head);
        let case = cases.remove(&key).ok_or_else(|| missing(&head.id))?;
        if case.element != Element::Error("not-run".to_owned()) {
            return Err(format!(
                "scenario `{}` never ran and stands there as something else",
                one_line(&head.id)
            ));
        }
    }
    if run_problem(record).is_some() {
        expected[0] += 1;
        expected[2] += 1;
        cases.retain(|(class, _), case| class != RUN_CLASS || !matches!(case.element, Element::Error(_)));
    }
    if let Some((_, name)) = cases.keys().next() {
        return Err(format!("testcase `{name}` is none of this run"));
    }
    if found.suites != expected || found.total[..] != expected[..3] {
        return Err(format!(
            "its counts (tests, failures, errors, skipped) are {:?} and should be {expected:?}",
            found.suites
        ));
    }
    if found.cases.len() != expected[0] {
        return Err(format!("it has {} testcases and should have {}", found.cases.len(), expected[0]));
    }
    Ok(())
}

fn missing(id: &str) -> String {
    format!("scenario `{}` is missing", one_line(id))
}
