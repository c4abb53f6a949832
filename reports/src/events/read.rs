//! Whether the events on disk say what the record says.

use std::{borrow::Cow, collections::HashMap, io::BufRead};

use evidence::{Outcome, RunRecord};
use serde::Deserialize;

use crate::{
    lines, same,
    text::{clip, one_line},
};

/// Of each event only what decides.
#[derive(Deserialize)]
struct Short<'l> {
    #[serde(borrow)]
    event: Cow<'l, str>,
    #[serde(borrow, default)]
    scenario: Option<Cow<'l, str>>,
    #[serde(default)]
    outcome: Option<Outcome>,
    #[serde(default)]
    run: Option<Identified>,
    #[serde(default)]
    selected: Vec<Identified>,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
}

/// What the events tell of one scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    started: bool,
    outcome: Option<Outcome>,
    exchanges: usize,
    findings: usize,
    steps: usize,
}

/// Compares the events with the record: the run, the scenarios that were selected, and of each its outcome and how many
/// exchanges, findings and steps it has.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(reader: impl BufRead, record: &RunRecord) -> Result<(), String> {
    let heads = record.scenarios.iter().map(|scenario| &scenario.head).chain(&record.not_run);
    let mut told: HashMap<&str, Told> = heads.map(|head| (head.id.as_str(), Told::default())).collect();
    let (mut begun, mut ended, mut whole) = (false, false, false);
    let mut number = 0;
    lines::each(reader, |line| {
        number += 1;
        whole = line.ends_with('\n');
        let line_error = |what: &str| format!("line {number} cannot be read back: {what}");
        let event: Short<'_> = serde_json::from_str(line).map_err(|error| line_error(&error.to_string()))?;
        if begun == (event.event == "run_started") || ended {
            return Err(line_error("it stands where it cannot stand"));
        }
        match event.event.as_ref() {
            "run_started" => {
                begun = true;
                if event.run.as_ref().map(|run| &run.id) != Some(&record.run.id) {
                    return Err("they are those of another run".to_owned());
                }
                return selected(&event.selected, record);
            }
            "run_finished" => {
                ended = true;
                return Ok(());
            }
            _ => {}
        }
        let id = event.scenario.unwrap_or_default();
        let of = told
            .get_mut(id.as_ref())
            .ok_or_else(|| line_error(&format!("no scenario is `{}`", clip(&one_line(&id), 200))))?;
        match event.event.as_ref() {
            "scenario_started" => of.started = true,
            "exchange" => of.exchanges += 1,
            "finding" => of.findings += 1,
            "step" => of.steps += 1,
            "scenario_finished" if of.outcome.is_some() => {
                return Err(line_error("it ends a scenario twice"));
            }
            "scenario_finished" => of.outcome = event.outcome,
            _ => {}
        }
        Ok(())
    })?;
    if !begun || (record.run.complete && !ended) || !whole {
        return Err("they have no beginning or no end of the run".to_owned());
    }
    for scenario in &record.scenarios {
        let id = scenario.head.id.as_str();
        let found = told.get(id).copied().unwrap_or_default();
        // What began and did not end could not be judged, and has no end there.
        let interrupted = scenario.reason.as_ref().is_some_and(|reason| reason.code == "interrupted");
        let cut_off = found.outcome.is_none() && scenario.outcome == Outcome::Error && interrupted;
        let expected = Told {
            started: true,
            outcome: (!cut_off).then_some(scenario.outcome),
            exchanges: scenario.exchanges.len(),
            findings: scenario.findings.len(),
            steps: scenario.steps.len(),
        };
        if found != expected {
            let id = one_line(id);
            return Err(format!(
                "scenario `{}` is {expected:?} and stands there as {found:?}",
                clip(&id, 200)
            ));
        }
    }
    let ran = |id: &str| told.get(id).is_some_and(|told| told.started);
    match record.not_run.iter().find(|head| ran(&head.id)) {
        Some(head) => Err(format!("scenario `{}` never started and begins there", one_line(&head.id))),
        None => Ok(()),
    }
}

/// Those that ended and those that never began stand apart in the record, and together in the events.
fn selected(found: &[Identified], record: &RunRecord) -> Result<(), String> {
    let heads = record.scenarios.iter().map(|scenario| &scenario.head).chain(&record.not_run);
    let mut expected: Vec<&str> = heads.map(|head| head.id.as_str()).collect();
    let mut found: Vec<&str> = found.iter().map(|head| head.id.as_str()).collect();
    expected.sort_unstable();
    found.sort_unstable();
    same::list(&expected, &found)
}
