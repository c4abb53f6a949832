//! Whether a CTRF document says what the record says.

use evidence::{RunRecord, Tally};
use serde::Deserialize;

use super::{Counts, NOT_RUN, RUN_TEST, status};
use crate::{same, text::one_line, view::run_problem};

#[derive(Deserialize)]
struct Document {
    results: Results,
}

#[derive(Deserialize)]
struct Results {
    summary: Summary,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    extra: Extra,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extra {
    run: String,
    complete: bool,
    exit_code: u8,
    outcomes: Tally,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    test_id: String,
    status: String,
    raw_status: String,
}

/// Compares a document with the record: the run, the counts, each scenario with its outcome, in this order.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(text: &str, record: &RunRecord) -> Result<(), String> {
    let found: Document =
        serde_json::from_str(text).map_err(|error| format!("it cannot be read back: {error}"))?;
    let Results { summary, tests } = found.results;
    let extra = summary.extra;
    if extra.run != record.run.id || extra.complete != record.run.complete {
        return Err(format!("it is that of run {}", one_line(&extra.run)));
    }
    let Summary { tests: all, passed, failed, skipped, pending, other, .. } = summary;
    let counts = Counts { tests: all, passed, failed, skipped };
    if counts != Counts::of(record) || pending + other > 0 {
        return Err(format!("its counts are {counts:?} and should be {:?}", Counts::of(record)));
    }
    if extra.exit_code != record.summary.exit_code || extra.outcomes != record.summary.outcomes {
        return Err("its summary is another".to_owned());
    }
    let mut expected: Vec<(&str, &str, &str)> = record
        .scenarios
        .iter()
        .map(|scenario| {
            let outcome = scenario.outcome;
            (scenario.head.id.as_str(), status(outcome), outcome.word())
        })
        .collect();
    expected.extend(record.not_run.iter().map(|head| (head.id.as_str(), "failed", NOT_RUN)));
    let problem = run_problem(record);
    expected.extend(problem.as_ref().map(|problem| (RUN_TEST, "failed", problem.code)));
    let found: Vec<_> = tests
        .iter()
        .map(|test| (test.test_id.as_str(), test.status.as_str(), test.raw_status.as_str()))
        .collect();
    same::list(&expected, &found)
}
