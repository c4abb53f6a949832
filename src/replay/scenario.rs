//! Which scenario of a record is meant, and whether the suite still has it as it was.

use std::path::Path;

use evidence::{ExitCode, Outcome, RunRecord, ScenarioRecord};
use suite::{ScenarioRef, Suite};

use crate::failure::{Failure, listed, nearest};

/// So many names are offered where one is not known.
const OFFERED_MAX: usize = 5;

/// The place of a scenario in the record.
///
/// # Errors
///
/// The record has no such scenario (exit 2, with those that may be meant), or it never ran (exit 4).
pub(super) fn find(record: &RunRecord, id: &str, path: &Path) -> Result<usize, Failure> {
    let Some(at) = record.scenarios.iter().position(|scenario| scenario.head.id == id) else {
        return Err(unknown(record, id, path));
    };
    let scenario = &record.scenarios[at];
    if scenario.outcome == Outcome::NotApplicable {
        let why = scenario.reason.as_ref().map(|reason| reason.text.clone()).unwrap_or_default();
        let text = format!("`{id}` was not applicable in that run, so there is nothing to replay: {why}");
        return Err(Failure::new(ExitCode::NothingJudged, text));
    }
    Ok(at)
}

fn unknown(record: &RunRecord, id: &str, path: &Path) -> Failure {
    if record.not_run.iter().any(|head| head.id == id) {
        let text = format!(
            "`{id}` never ran in that run, so there is nothing to replay; `covenant run --rerun` runs it"
        );
        return Failure::new(ExitCode::NothingJudged, text);
    }
    let ids: Vec<_> = record.scenarios.iter().map(|scenario| scenario.head.id.as_str()).collect();
    let near = near(id, &ids);
    let hint = match near.as_slice() {
        [] => {
            let red = record.scenarios.iter().filter(|scenario| scenario.outcome != Outcome::Passed);
            let red = red.map(|scenario| scenario.head.id.as_str()).take(OFFERED_MAX);
            format!("; what did not pass there, at most {OFFERED_MAX} of it: {}", listed(red))
        }
        [one] => format!("; did you mean `{one}`?"),
        many => format!("; did you mean one of {}?", listed(many.iter().copied())),
    };
    Failure::usage(format!("{}: the run has no scenario `{id}`{hint}", path.display()))
}

/// The rows of an outline that is meant by its own name, or the nearest ids.
fn near<'i>(id: &str, ids: &[&'i str]) -> Vec<&'i str> {
    let row = format!("{id}:");
    let rows: Vec<_> =
        ids.iter().copied().filter(|known| known.starts_with(&row)).take(OFFERED_MAX).collect();
    if !rows.is_empty() {
        return rows;
    }
    let (mut left, mut near) = (ids.to_vec(), Vec::new());
    while near.len() < OFFERED_MAX
        && let Some(found) = nearest(id, left.iter().copied())
    {
        left.retain(|known| *known != found);
        near.push(found);
    }
    near
}

/// The suite's scenario of this id, if its steps are still those of the record.
pub(super) fn same(suite: &Suite, recorded: &ScenarioRecord) -> Option<ScenarioRef> {
    let found = suite.by_id(&recorded.head.id)?;
    let scenario = suite.scenario(found);
    let steps: Vec<_> = scenario.background.iter().chain(&scenario.steps).collect();
    let same = steps.len() == recorded.steps.len()
        && steps.iter().zip(&recorded.steps).all(|(step, record)| {
            let table = step.table.as_ref().map(|table| table.rows.clone()).unwrap_or_default();
            let text = |text: Option<&String>| text.map(|text| text.trim().to_owned());
            step.value == record.text
                && table == record.table
                && text(step.docstring.as_ref()) == text(record.docstring.as_ref())
        });
    same.then_some(found)
}
