//! Whether a report says what the record says: the data are read back out of the file.

use std::collections::HashMap;

use evidence::{Outcome, RunRecord, Severity, StepStatus, Summary};
use serde::Deserialize;

use super::{
    FORMAT, Parts,
    blocks::{Place, unpack},
    split,
};
use crate::text::one_line;

#[derive(Deserialize)]
struct Index {
    format: String,
    run: Run,
    summary: Summary,
    scenarios: Vec<Row>,
    not_run: Vec<Head>,
}

#[derive(Deserialize)]
struct Run {
    id: String,
    complete: bool,
}

#[derive(Deserialize)]
struct Head {
    id: String,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    outcome: Outcome,
    detail: Place,
    steps: usize,
    exchanges: usize,
    findings: usize,
}

#[derive(Deserialize)]
struct Detail {
    id: String,
    steps: Vec<Step>,
    findings: Vec<Finding>,
    exchanges: Vec<Call>,
    #[serde(default)]
    exchanges_cut: usize,
}

#[derive(Deserialize)]
struct Step {
    status: StepStatus,
}

#[derive(Deserialize)]
struct Finding {
    severity: Severity,
}

#[derive(Deserialize)]
struct Call {
    id: u32,
    status: Option<u16>,
}

/// Compares a report with the record: the run, the counts, each scenario with its outcome, its steps, findings and
/// exchanges, in this order.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(text: &str, record: &RunRecord) -> Result<(), String> {
    let parts = split(text)?;
    let index: Index = read(parts.index, "index")?;
    if index.format != FORMAT {
        return Err("its data are of another format".to_owned());
    }
    if index.run.id != record.run.id || index.run.complete != record.run.complete {
        return Err(format!("it is that of run {}", one_line(&index.run.id)));
    }
    if index.summary != record.summary {
        return Err("its summary is another".to_owned());
    }
    let ids = |heads: &[Head]| heads.iter().map(|head| head.id.clone()).collect::<Vec<_>>();
    if ids(&index.not_run) != record.not_run.iter().map(|head| head.id.clone()).collect::<Vec<_>>() {
        return Err("it has other scenarios that never started".to_owned());
    }
    if index.scenarios.len() != record.scenarios.len() {
        return Err(format!(
            "it has {} scenarios and should have {}",
            index.scenarios.len(),
            record.scenarios.len()
        ));
    }
    let details = details(&parts)?;
    for (row, scenario) in index.scenarios.iter().zip(&record.scenarios) {
        let id = one_line(&scenario.head.id);
        if row.id != scenario.head.id {
            return Err(format!("it has scenario `{}` where `{id}` should be", one_line(&row.id)));
        }
        if row.outcome != scenario.outcome {
            return Err(format!(
                "scenario `{id}` is {} and stands there as {}",
                scenario.outcome, row.outcome
            ));
        }
        let detail = details.get(&row.detail).filter(|detail| detail.id == scenario.head.id);
        let detail = detail.ok_or_else(|| format!("scenario `{id}` has no details"))?;
        let steps = detail.steps.iter().map(|step| step.status);
        if row.steps != scenario.steps.len() || !steps.eq(scenario.steps.iter().map(|step| step.status)) {
            return Err(format!("scenario `{id}` has other steps"));
        }
        let findings = detail.findings.iter().map(|finding| finding.severity);
        if row.findings != scenario.findings.len()
            || !findings.eq(scenario.findings.iter().map(|finding| finding.severity))
        {
            return Err(format!("scenario `{id}` has other findings"));
        }
        let statuses: HashMap<u32, Option<u16>> =
            scenario.exchanges.iter().map(|exchange| (exchange.id, exchange.status())).collect();
        if row.exchanges != scenario.exchanges.len()
            || detail.exchanges.len() + detail.exchanges_cut != scenario.exchanges.len()
            || detail.exchanges.iter().any(|call| statuses.get(&call.id) != Some(&call.status))
        {
            return Err(format!("scenario `{id}` has other exchanges"));
        }
    }
    Ok(())
}

fn details(parts: &Parts<'_>) -> Result<HashMap<Place, Detail>, String> {
    let mut details = HashMap::new();
    for (name, block) in &parts.rest {
        let Some(nth) = name.strip_prefix("details-") else {
            unpack(block).ok_or_else(|| format!("its block {name} cannot be unpacked"))?;
            continue;
        };
        let nth: usize = nth.parse().map_err(|_| format!("it has a block `{name}`"))?;
        let of_block: Vec<Detail> = read(block, name)?;
        details.extend(of_block.into_iter().enumerate().map(|(at, detail)| ((nth, at), detail)));
    }
    Ok(details)
}

fn read<T: serde::de::DeserializeOwned>(block: &str, name: &str) -> Result<T, String> {
    let json = unpack(block).ok_or_else(|| format!("its block {name} cannot be unpacked"))?;
    serde_json::from_str(&json).map_err(|error| format!("its block {name} cannot be read back: {error}"))
}
