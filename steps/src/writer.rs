//! Turns cucumber's events into ours, and counts the scenarios under way.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::SystemTime,
};

use cucumber::{
    Event, cli,
    event::{Cucumber, Feature, Rule, Scenario, Step, StepError},
};
use evidence::{Outcome, Reason, RunEvent, StepRecord, StepStatus};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{
    context::{Context, Ended},
    phrases::{self, Defined},
    runner::panic_text,
    world::World,
};

/// How many scenarios have begun and are not through.
#[derive(Debug, Default)]
pub(crate) struct Running {
    count: AtomicUsize,
    changed: Notify,
}

impl Running {
    pub(crate) fn begin(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    fn end(&self) {
        self.count.fetch_sub(1, Ordering::SeqCst);
        self.changed.notify_waiters();
    }

    /// Waits until no scenario is under way after the run was told to stop.
    pub(crate) async fn drained(&self, stopping: &CancellationToken) {
        stopping.cancelled().await;
        loop {
            let changed = self.changed.notified();
            if self.count.load(Ordering::SeqCst) == 0 {
                return;
            }
            changed.await;
        }
    }
}

/// The writer that tells the run's sink.
#[derive(Debug)]
pub(crate) struct Teller {
    context: Arc<Context>,
    running: Arc<Running>,
    fail_fast: bool,
    open: HashMap<String, Open>,
}

/// A scenario under way.
#[derive(Debug, Default)]
struct Open {
    steps_told: usize,
    step_started: Option<SystemTime>,
}

impl Teller {
    pub(crate) fn new(context: Arc<Context>, running: Arc<Running>, fail_fast: bool) -> Self {
        Self { context, running, fail_fast, open: HashMap::new() }
    }

    fn scenario(&mut self, id: &str, at: SystemTime, event: Scenario<World>) {
        match event {
            Scenario::Started => {
                self.open.insert(id.to_owned(), Open::default());
            }
            Scenario::Background(_, step) | Scenario::Step(_, step) => self.step(id, at, step),
            Scenario::Finished => self.finished(id, at),
            Scenario::Hook(..) | Scenario::Log(_) => {}
        }
    }

    fn step(&mut self, id: &str, at: SystemTime, event: Step<World>) {
        let open = self.open.entry(id.to_owned()).or_default();
        let (location, message) = match event {
            Step::Started => {
                open.step_started = Some(at);
                return;
            }
            Step::Passed(_, location) => (location, None),
            Step::Skipped => (None, Some("no phrase understands this step".to_owned())),
            Step::Failed(_, location, _, StepError::Panic(info)) => (location, Some(panic_text(&info))),
            Step::Failed(_, location, _, error) => (location, Some(error.to_string())),
        };
        let started = open.step_started.take().unwrap_or(at);
        let index = open.steps_told;
        open.steps_told += 1;
        let started_us = self.context.micros_at(started);
        let duration_us = self.context.micros_at(at).saturating_sub(started_us);
        let status = if message.is_some() { StepStatus::Failed } else { StepStatus::Passed };
        self.tell_step(id, index, status, |record| {
            if let Some(location) = &location {
                let Defined { place, status_only } = phrases::defined(location);
                record.definition = Some(place);
                record.status_only = status_only;
            }
            record.message = message;
            record.started_us = started_us;
            record.duration_us = duration_us;
        });
    }

    fn tell_step(&self, id: &str, index: usize, status: StepStatus, change: impl FnOnce(&mut StepRecord)) {
        let Some((reference, _)) = self.context.planned.get(id) else { return };
        let scenario = self.context.suite.scenario(*reference);
        let backgrounds = scenario.background.len();
        let Some(step) = scenario.background.iter().chain(&scenario.steps).nth(index) else { return };
        let mut record = StepRecord {
            index,
            keyword: step.keyword.trim().to_owned(),
            text: step.value.clone(),
            line: step.position.line,
            background: index < backgrounds,
            table: step.table.as_ref().map(|table| table.rows.clone()).unwrap_or_default(),
            docstring: step.docstring.clone(),
            definition: None,
            status_only: false,
            status,
            message: None,
            started_us: 0,
            duration_us: 0,
        };
        change(&mut record);
        if let Some(message) = &mut record.message {
            self.context.clean(id, message);
        }
        self.context.sink.emit(RunEvent::Step { scenario: id.to_owned(), step: Box::new(record) });
    }

    fn finished(&mut self, id: &str, at: SystemTime) {
        let told = self.open.remove(id).map_or(0, |open| open.steps_told);
        if let Some((reference, _)) = self.context.planned.get(id) {
            let scenario = self.context.suite.scenario(*reference);
            for index in told..scenario.background.len() + scenario.steps.len() {
                self.tell_step(id, index, StepStatus::NotReached, |_| {});
            }
        }
        let ended = self.context.take_ended(id).unwrap_or_else(|| {
            let text = "the scenario ended without an outcome".to_owned();
            self.context.internal_error(&format!("{id}: {text}"));
            Ended {
                outcome: Outcome::Error,
                reason: Some(Reason { code: "internal".to_owned(), text }),
                clock_ms: 0,
                _place: None,
            }
        });
        if self.fail_fast && matches!(ended.outcome, Outcome::Failed | Outcome::Error | Outcome::Blocked) {
            self.context.stopping.cancel();
        }
        self.context.sink.emit(RunEvent::ScenarioFinished {
            scenario: id.to_owned(),
            at_us: self.context.micros_at(at),
            clock_ms: ended.clock_ms,
            outcome: ended.outcome,
            reason: ended.reason,
        });
        self.running.end();
    }
}

impl cucumber::Writer<World> for Teller {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        event: cucumber::parser::Result<Event<Cucumber<World>>>,
        _: &cli::Empty,
    ) {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                self.context.internal_error(&format!("cucumber refused our features: {error}"));
                return;
            }
        };
        let at = event.at;
        match event.into_inner() {
            Cucumber::Feature(_, Feature::Scenario(scenario, event))
            | Cucumber::Feature(_, Feature::Rule(_, Rule::Scenario(scenario, event))) => {
                self.scenario(&scenario.name, at, event.event);
            }
            _ => {}
        }
    }
}

impl cucumber::writer::Normalized for Teller {}
