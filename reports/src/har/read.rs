//! Whether an archive says what the record says.

use evidence::{Outcome, RunRecord};
use serde::Deserialize;

use crate::{same, text::one_line};

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    pages: Vec<Page>,
    entries: Vec<Entry>,
    #[serde(rename = "_run")]
    run: String,
    #[serde(rename = "_complete")]
    complete: bool,
    #[serde(rename = "_notRun")]
    not_run: Vec<String>,
}

#[derive(Deserialize)]
struct Page {
    id: String,
    #[serde(rename = "_outcome")]
    outcome: Outcome,
}

#[derive(Deserialize)]
struct Entry {
    pageref: String,
    #[serde(rename = "_exchange")]
    exchange: u32,
    response: Status,
}

#[derive(Deserialize)]
struct Status {
    status: u16,
}

/// Compares an archive with the record: the run, each scenario with its outcome, each exchange with its status.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(text: &str, record: &RunRecord) -> Result<(), String> {
    let Har { log } =
        serde_json::from_str(text).map_err(|error| format!("it cannot be read back: {error}"))?;
    if log.run != record.run.id || log.complete != record.run.complete {
        return Err(format!("it is that of run {}", one_line(&log.run)));
    }
    let scenarios = || record.scenarios.iter();
    let expected: Vec<_> =
        scenarios().map(|scenario| (scenario.head.id.as_str(), scenario.outcome)).collect();
    same::list(
        &expected,
        &log.pages.iter().map(|page| (page.id.as_str(), page.outcome)).collect::<Vec<_>>(),
    )?;
    let expected: Vec<_> = record.not_run.iter().map(|head| &head.id).collect();
    same::list(&expected, &log.not_run.iter().collect::<Vec<_>>())?;
    let expected: Vec<_> = scenarios()
        .flat_map(|scenario| {
            let of_it = scenario.exchanges.iter();
            of_it.map(|exchange| (scenario.head.id.as_str(), exchange.id, exchange.status().unwrap_or(0)))
        })
        .collect();
    let found: Vec<_> = log
        .entries
        .iter()
        .map(|entry| (entry.pageref.as_str(), entry.exchange, entry.response.status))
        .collect();
    if found.len() != expected.len() {
        return Err(format!("it has {} exchanges and should have {}", found.len(), expected.len()));
    }
    same::list(&expected, &found)
}
