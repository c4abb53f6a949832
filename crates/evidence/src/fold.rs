//! Folding events into the run record.

use std::collections::HashMap;

use crate::{
    checklist::Checklist,
    drift::Drift,
    event::RunEvent,
    exit::ExitCode,
    outcome::{Outcome, Tally},
    record::{
        FORMAT, FORMAT_VERSION, Reason, RunInfo, RunRecord, ScenarioHead, ScenarioRecord, StepRecord,
        StepStatus, Summary,
    },
    waiver::GivenWaiver,
};

/// Events that do not make a run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The first event is missing.
    #[error("the events do not begin with `run_started`")]
    NoStart,
    /// A second run begins in the same file.
    #[error("a second `run_started` event: these are the events of two runs")]
    SecondStart,
    /// An event names a scenario that was not selected.
    #[error("an event speaks of scenario `{0}`, which `run_started` does not list")]
    UnknownScenario(String),
    /// Evidence of a scenario that has not begun, or is over.
    #[error("an event speaks of scenario `{0}` while it is not under way")]
    NotUnderWay(String),
}

/// A run record in the making. Applying every event in order and calling [`Fold::finish`] gives the same record whether
/// it is done while the run happens or later, from `events.ndjson`.
#[derive(Debug, Default)]
pub struct Fold {
    record: Option<RunRecord>,
    checklists: Vec<Checklist>,
    waivers: Vec<GivenWaiver>,
    drift: Vec<Drift>,
    order: HashMap<String, usize>,
    heads: Vec<Option<ScenarioHead>>,
    open: Vec<Option<ScenarioRecord>>,
    closed: Vec<Option<ScenarioRecord>>,
    finished: bool,
}

impl Fold {
    /// Takes the next event.
    ///
    /// # Errors
    ///
    /// If the event cannot follow those before it.
    pub fn apply(&mut self, event: RunEvent) -> Result<(), FoldError> {
        match event {
            RunEvent::RunStarted {
                run,
                profiles,
                features,
                clauses,
                catalogue,
                not_callable,
                checklists,
                waivers,
                selected,
            } => {
                if self.record.is_some() {
                    return Err(FoldError::SecondStart);
                }
                self.order =
                    selected.iter().enumerate().map(|(index, head)| (head.id.clone(), index)).collect();
                // A guide of which nothing was selected has nothing to say.
                self.checklists = checklists;
                self.waivers = waivers;
                self.checklists.retain(|list| selected.iter().any(|head| head.vendor == list.vendor));
                self.open = selected.iter().map(|_| None).collect();
                self.closed = selected.iter().map(|_| None).collect();
                self.heads = selected.into_iter().map(Some).collect();
                self.record = Some(RunRecord {
                    format: FORMAT.to_owned(),
                    format_version: FORMAT_VERSION,
                    run: *run,
                    summary: Summary::default(),
                    profiles,
                    features,
                    clauses,
                    catalogue,
                    not_callable,
                    checklists: Vec::new(),
                    waivers: Vec::new(),
                    drift: Vec::new(),
                    scenarios: Vec::new(),
                    not_run: Vec::new(),
                });
            }
            RunEvent::ScenarioStarted { scenario, at_us } => {
                let index = self.index(&scenario)?;
                if let Some(head) = self.heads[index].take() {
                    self.open[index] = Some(ScenarioRecord {
                        head,
                        outcome: Outcome::Error,
                        reason: None,
                        started_us: at_us,
                        duration_us: 0,
                        clock_ms: 0,
                        steps: Vec::new(),
                        exchanges: Vec::new(),
                        findings: Vec::new(),
                        notes: Vec::new(),
                    });
                }
            }
            RunEvent::Exchange { scenario, exchange } => {
                self.with_open(scenario, |record| record.exchanges.push(*exchange))?;
            }
            RunEvent::Finding { scenario, finding } => {
                self.with_open(scenario, |record| record.findings.push(*finding))?;
            }
            RunEvent::Note { scenario, text } => {
                self.with_open(scenario, |record| record.notes.push(text))?
            }
            RunEvent::Step { scenario, step } => {
                self.with_open(scenario, |record| record.steps.push(*step))?
            }
            RunEvent::ScenarioFinished { scenario, at_us, clock_ms, outcome, reason } => {
                let index = self.index(&scenario)?;
                if let Some(mut record) = self.open[index].take() {
                    record.outcome = outcome;
                    record.reason = reason;
                    record.duration_us = at_us.saturating_sub(record.started_us);
                    record.clock_ms = clock_ms;
                    settle(&mut record);
                    self.closed[index] = Some(record);
                }
            }
            RunEvent::RunFinished { finished_at, duration_ms, interrupted, incomplete_reason, drift } => {
                let run = self.run()?;
                run.finished_at = Some(finished_at);
                run.duration_ms = duration_ms;
                run.interrupted = interrupted;
                run.incomplete_reason = incomplete_reason;
                self.drift = drift;
                self.finished = true;
            }
        }
        Ok(())
    }

    /// The scenario that ended last is asked for by reporters that follow a run.
    #[must_use]
    pub fn scenario(&self, id: &str) -> Option<&ScenarioRecord> {
        let index = *self.order.get(id)?;
        self.closed[index].as_ref()
    }

    /// Closes the books. Scenarios that began and did not end are `error`; a run without its last event is marked
    /// incomplete.
    ///
    /// # Errors
    ///
    /// If no run was ever started.
    pub fn finish(mut self) -> Result<RunRecord, FoldError> {
        let mut record = self.record.take().ok_or(FoldError::NoStart)?;
        let mut cut_off = false;
        for ((closed, open), head) in self.closed.into_iter().zip(self.open).zip(self.heads) {
            if let Some(scenario) = closed {
                record.scenarios.push(scenario);
            } else if let Some(mut scenario) = open {
                cut_off = true;
                let text = "the run ended before this scenario did".to_owned();
                scenario.reason = Some(Reason { code: "interrupted".to_owned(), text });
                settle(&mut scenario);
                record.scenarios.push(scenario);
            } else if let Some(head) = head {
                record.not_run.push(head);
            }
        }
        let outcomes: Tally = record.scenarios.iter().map(|scenario| scenario.outcome).collect();
        if !self.finished {
            let reason = "the run was killed: its events stop before the end";
            record.run.incomplete_reason.get_or_insert_with(|| reason.to_owned());
        }
        record.run.complete = self.finished && !cut_off && record.not_run.is_empty();
        if record.run.complete && !record.run.interrupted {
            record.run.incomplete_reason = None;
        }
        record.drift = self.drift;
        record.waivers = self.waivers.into_iter().map(|given| given.judged(&record)).collect();
        let verdict = ExitCode::of_outcomes(&outcomes, record.not_run.len());
        let stale = record.stale_waivers().next().is_some();
        let verdict = if stale { verdict.worse(ExitCode::StaleWaiver) } else { verdict };
        // Whatever was found: a run that did not come to its end is no proof of anything.
        let verdict = if record.run.complete { verdict } else { verdict.worse(ExitCode::CouldNotJudge) };
        let verdict = if record.run.interrupted { ExitCode::Interrupted.worse(verdict) } else { verdict };
        record.summary = Summary {
            exit_code: verdict.code(),
            selected: record.scenarios.len() + record.not_run.len(),
            judged: outcomes.judged(),
            outcomes,
        };
        record.checklists = self.checklists.into_iter().map(|list| list.judged(&record)).collect();
        Ok(record)
    }

    fn run(&mut self) -> Result<&mut RunInfo, FoldError> {
        self.record.as_mut().map(|record| &mut record.run).ok_or(FoldError::NoStart)
    }

    fn index(&self, scenario: &str) -> Result<usize, FoldError> {
        self.order.get(scenario).copied().ok_or_else(|| self.missing(scenario))
    }

    /// Why a scenario is not to be found.
    fn missing(&self, scenario: &str) -> FoldError {
        if self.record.is_none() {
            FoldError::NoStart
        } else {
            FoldError::UnknownScenario(scenario.to_owned())
        }
    }

    fn with_open(
        &mut self,
        scenario: String,
        change: impl FnOnce(&mut ScenarioRecord),
    ) -> Result<(), FoldError> {
        let index = *self.order.get(&scenario).ok_or_else(|| self.missing(&scenario))?;
        let record = self.open[index].as_mut().ok_or(FoldError::NotUnderWay(scenario))?;
        change(record);
        Ok(())
    }
}

/// Puts steps into order and says of each exchange and finding to which step it belongs.
fn settle(record: &mut ScenarioRecord) {
    record.steps.sort_by_key(|step| step.index);
    let steps = &record.steps;
    for exchange in &mut record.exchanges {
        exchange.step = step_at(steps, exchange.timing.started_us);
    }
    for finding in &mut record.findings {
        finding.step = step_at(steps, finding.at_us);
    }
}

/// The last step that had begun by then.
fn step_at(steps: &[StepRecord], at_us: u64) -> Option<usize> {
    steps
        .iter()
        .rev()
        .find(|step| step.status != StepStatus::NotReached && step.started_us <= at_us)
        .map(|step| step.index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clause::{Party, Vendor},
        record::RunInfo,
    };

    fn head(id: &str) -> ScenarioHead {
        ScenarioHead {
            id: id.to_owned(),
            name: id.to_owned(),
            feature: "oscar/a.feature".to_owned(),
            line: 3,
            rule: None,
            vendor: Vendor::Oscar,
            party: Party::Vendor,
            profile: "mock".to_owned(),
            tags: Vec::new(),
            clauses: Vec::new(),
        }
    }

    fn events() -> Vec<RunEvent> {
        let finished = |scenario: &str| RunEvent::ScenarioFinished {
            scenario: scenario.to_owned(),
            at_us: 20,
            clock_ms: 0,
            outcome: Outcome::Passed,
            reason: None,
        };
        vec![
            RunEvent::RunStarted {
                run: Box::new(RunInfo::default()),
                profiles: Vec::new(),
                features: Vec::new(),
                clauses: Vec::new(),
                catalogue: Vec::new(),
                not_callable: Vec::new(),
                checklists: Vec::new(),
                waivers: Vec::new(),
                selected: vec![head("a"), head("b")],
            },
            RunEvent::ScenarioStarted { scenario: "a".to_owned(), at_us: 10 },
            finished("a"),
            RunEvent::ScenarioStarted { scenario: "b".to_owned(), at_us: 15 },
            finished("b"),
            RunEvent::RunFinished {
                finished_at: "2026-06-15T12:00:00Z".to_owned(),
                duration_ms: 1,
                interrupted: false,
                incomplete_reason: None,
                drift: Vec::new(),
            },
        ]
    }

    fn fold(events: impl IntoIterator<Item = RunEvent>) -> RunRecord {
        let mut fold = Fold::default();
        events.into_iter().for_each(|event| fold.apply(event).unwrap());
        fold.finish().unwrap()
    }

    #[test]
    fn a_whole_run_conforms() {
        let record = fold(events());
        assert_eq!((record.run.complete, record.summary.exit_code, record.summary.judged), (true, 0, 2));
    }

    #[test]
    fn a_run_that_was_killed_is_never_green_wherever_its_events_stop() {
        for kept in 1..events().len() {
            let record = fold(events().into_iter().take(kept));
            assert!(!record.run.complete, "{kept} events");
            assert_eq!(record.summary.exit_code, 5, "{kept} events");
            assert_eq!(record.summary.selected, 2);
            assert!(record.run.incomplete_reason.is_some());
        }
    }

    #[test]
    fn events_that_make_no_run_are_refused() {
        let orphan = RunEvent::ScenarioStarted { scenario: "a".to_owned(), at_us: 0 };
        assert_eq!(Fold::default().apply(orphan), Err(FoldError::NoStart));
        let mut fold = Fold::default();
        fold.apply(events().remove(0)).unwrap();
        assert_eq!(fold.apply(events().remove(0)), Err(FoldError::SecondStart));
        let early = RunEvent::Note { scenario: "a".to_owned(), text: "too early".to_owned() };
        assert_eq!(fold.apply(early), Err(FoldError::NotUnderWay("a".to_owned())));
        let stranger = RunEvent::ScenarioStarted { scenario: "c".to_owned(), at_us: 0 };
        assert_eq!(fold.apply(stranger), Err(FoldError::UnknownScenario("c".to_owned())));
    }
}
