//! By the scenario's own steps: the run of one scenario, by the machinery of every run.

use std::sync::{Arc, Mutex, PoisonError};

use ::steps::{EventSink, Plan, Planned};
use evidence::{ExitCode, Fold, Outcome, RunEvent};
use reports::{
    replay::{Manner, Replayed},
    writer::Redacted,
};
use suite::ScenarioRef;
use tokio_util::sync::CancellationToken;

use super::{Done, Order};
use crate::{failure::Failure, suite_source::chain};

/// Keeps what a run tells.
#[derive(Default)]
struct Told(Mutex<Vec<RunEvent>>);

impl EventSink for Told {
    fn emit(&self, event: RunEvent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }
}

pub(super) async fn replay(
    order: &Order,
    same: ScenarioRef,
    stop: &CancellationToken,
) -> Result<Done, Failure> {
    let plan = Plan {
        run_id: order.run_id.clone(),
        arguments: Vec::new(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        suite: Arc::clone(&order.suite),
        profiles: vec![order.profile.clone()],
        selected: vec![Planned { scenario: same, profile: 0 }],
        jobs: 1,
        seed: 0,
        fail_fast: false,
        deadline: None,
        // Whether it is fixed does not depend on who has accepted it.
        waivers: Vec::new(),
        strict_drift: false,
    };
    let told = Arc::new(Told::default());
    let sink = Arc::clone(&told) as Arc<dyn EventSink>;
    let end = ::steps::run(plan, Arc::clone(&order.secrets), sink, stop.clone())
        .await
        .map_err(|error| Failure::new(error.code, error.message))?;
    let events = std::mem::take(&mut *told.0.lock().unwrap_or_else(PoisonError::into_inner));
    let internal = |error: &dyn std::error::Error| Failure::new(ExitCode::Internal, chain(error));
    let mut fold = Fold::default();
    for event in events {
        fold.apply(event).map_err(|error| internal(&error))?;
    }
    let record = fold.finish().map_err(|error| internal(&error))?;
    let record = Redacted::new(record, &order.secrets).map_err(|error| internal(&error))?.record().clone();
    let Some(target) = record.profiles.into_iter().next() else {
        return Err(Failure::new(ExitCode::Internal, "the replay told nothing of its target"));
    };
    let scenario = record.scenarios.into_iter().next();
    let mut replayed = Replayed {
        run: record.run.id,
        target,
        outcome: Outcome::Error,
        reason: Some("the scenario never began".to_owned()),
        exchanges: Vec::new(),
        findings: Vec::new(),
        manner: Manner::Steps,
        pairs: Vec::new(),
        unsent: Vec::new(),
        rules: &[],
    };
    if let Some(scenario) = scenario {
        replayed.outcome = scenario.outcome;
        replayed.reason = scenario.reason.map(|reason| reason.text);
        replayed.exchanges = scenario.exchanges;
        replayed.findings = scenario.findings;
    }
    Ok(Done { replayed, safety: end.safety, internal: end.internal })
}
