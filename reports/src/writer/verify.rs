//! Whether a report on disk says what the record says.

use std::{collections::HashMap, io::BufRead};

use evidence::{Outcome, RunRecord, Summary};
use serde::{Deserialize, de::IgnoredAny};

use crate::{
    junit::{self, Case, Element, Names, RUN_CLASS},
    lines, same,
    text::one_line,
    view::run_problem,
};

/// Of the record without its scenarios only what decides.
#[derive(Deserialize)]
struct Short {
    run: ShortRun,
    summary: Summary,
    scenarios: Vec<IgnoredAny>,
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

/// Reads the record a scenario at a time, for each stands on a line of its own.
pub(super) fn json(reader: impl BufRead, record: &RunRecord) -> Result<(), String> {
    let mut rest = String::new();
    let mut found: Vec<ShortScenario> = Vec::new();
    let mut place = Place::Outside;
    lines::each(reader, |line| {
        let text = line.trim_end();
        place = match place {
            Place::Outside => {
                rest.push_str(line);
                if text == "\"scenarios\":[" { Place::First } else { Place::Outside }
            }
            Place::First | Place::Last if text.starts_with(']') => {
                rest.push_str(line);
                Place::Outside
            }
            Place::First | Place::Next => {
                let (scenario, place) = match text.strip_suffix(',') {
                    Some(scenario) => (scenario, Place::Next),
                    None => (text, Place::Last),
                };
                let scenario = serde_json::from_str(scenario).map_err(|error| {
                    format!("its scenario number {} cannot be read back: {error}", found.len() + 1)
                })?;
                found.push(scenario);
                place
            }
            Place::Last => return Err(format!("its scenarios do not end behind number {}", found.len())),
        };
        Ok(())
    })?;
    let rest: Short =
        serde_json::from_str(&rest).map_err(|error| format!("it cannot be read back: {error}"))?;
    if !rest.scenarios.is_empty() {
        return Err("its scenarios stand on one line".to_owned());
    }
    if rest.run.id != record.run.id || rest.run.complete != record.run.complete {
        return Err(format!("it is that of run {}", one_line(&rest.run.id)));
    }
    if rest.summary != record.summary {
        return Err("its summary is another".to_owned());
    }
    let expected: Vec<_> =
        record.scenarios.iter().map(|scenario| (&scenario.head.id, scenario.outcome)).collect();
    same::list(
        &expected,
        &found.iter().map(|scenario| (&scenario.id, scenario.outcome)).collect::<Vec<_>>(),
    )?;
    let expected: Vec<_> = record.not_run.iter().map(|head| &head.id).collect();
    same::list(&expected, &rest.not_run.iter().map(|head| &head.id).collect::<Vec<_>>())
}

/// Where a line of a record stands, seen from its list of scenarios.
#[derive(Clone, Copy)]
enum Place {
    Outside,
    /// Behind the bracket that opens the list.
    First,
    /// Behind a scenario with a comma.
    Next,
    /// Behind a scenario without one.
    Last,
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
