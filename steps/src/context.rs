//! What all scenarios of a run share.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use evidence::{
    Drift, Level, Outcome, Reason, RunEvent, Vendor, Waiver, day,
    redact::{Redactor, RunSecrets},
};
use schemas::Looked;
use suite::ScenarioRef;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use crate::{
    drift::DriftBook,
    plan::{EventSink, Plan},
    runner::rfc3339,
    target::Target,
};

/// What became of a scenario, kept between its end and the moment at which its last event has been told.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<Reason>,
    pub(crate) clock_ms: u64,
    /// Its place among those that run side by side: nobody takes it before the end has been told, for that may stop the run.
    pub(crate) _place: Option<OwnedSemaphorePermit>,
}

/// What all scenarios of a run share.
pub(crate) struct Context {
    pub(crate) run_id: String,
    pub(crate) started: SystemTime,
    pub(crate) suite: Arc<suite::Suite>,
    /// By profile, in the order of the plan.
    pub(crate) targets: Vec<Arc<Target>>,
    /// By scenario id.
    pub(crate) planned: HashMap<String, (ScenarioRef, usize)>,
    /// Those that hold on the day on which the run began.
    waivers: Vec<Waiver>,
    pub(crate) secrets: Arc<RunSecrets>,
    pub(crate) sink: Arc<dyn EventSink>,
    ended: Mutex<HashMap<String, Ended>>,
    /// Values that scenarios keep others from using.
    pub(crate) claims: Claims,
    /// Of scenarios under way.
    redactors: Mutex<HashMap<String, Arc<Mutex<Redactor>>>>,
    /// Set when no further scenario may begin.
    pub(crate) stopping: CancellationToken,
    trouble: Mutex<Trouble>,
    drift: Mutex<DriftBook>,
    /// Whether what no schema names warns.
    pub(crate) strict_drift: bool,
}

/// Values of which each belongs to one scenario only.
#[derive(Debug, Default)]
pub(crate) struct Claims(Mutex<HashSet<String>>);

impl Claims {
    /// Takes values, all or none of them.
    pub(crate) fn take(&self, values: Vec<String>) -> bool {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free = values.iter().all(|value| !taken.contains(value));
        if free {
            taken.extend(values);
        }
        free
    }
}

/// What ends a run with a code of its own.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    pub(crate) safety: Option<String>,
    pub(crate) internal: Option<String>,
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("run_id", &self.run_id).finish_non_exhaustive()
    }
}

impl Context {
    /// The context of a run that begins now.
    pub(crate) fn new(
        plan: &Plan,
        targets: Vec<Arc<Target>>,
        secrets: Arc<RunSecrets>,
        sink: Arc<dyn EventSink>,
    ) -> Self {
        let planned = plan
            .selected
            .iter()
            .map(|planned| {
                (plan.suite.scenario(planned.scenario).id.clone(), (planned.scenario, planned.profile))
            })
            .collect();
        let started = SystemTime::now();
        let moment = rfc3339(started);
        let holds = |waiver: &&Waiver| !waiver.is_expired_on(day(&moment));
        Self {
            run_id: plan.run_id.clone(),
            started,
            waivers: plan.waivers.iter().map(|given| &given.waiver).filter(holds).cloned().collect(),
            suite: Arc::clone(&plan.suite),
            targets,
            planned,
            secrets,
            sink,
            ended: Mutex::default(),
            claims: Claims::default(),
            redactors: Mutex::default(),
            stopping: CancellationToken::new(),
            trouble: Mutex::default(),
            drift: Mutex::default(),
            strict_drift: plan.strict_drift,
        }
    }

    /// What ends the run with a code of its own.
    pub(crate) fn take_trouble(&self) -> Trouble {
        std::mem::take(&mut *self.trouble.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The waivers of a scenario on a profile, given by its index.
    pub(crate) fn waivers_of(&self, scenario: &str, profile: usize) -> Vec<Waiver> {
        let Some(target) = self.targets.get(profile) else { return Vec::new() };
        let (vendor, name) = (target.profile.vendor, target.profile.name.as_str());
        let of_it = self.waivers.iter().filter(|waiver| waiver.is_for(scenario, vendor, name));
        of_it.cloned().collect()
    }

    /// Notes what an answer holds, cleaned of what the scenario keeps to itself.
    pub(crate) fn note_drift(&self, vendor: Vendor, operation: &str, scenario: &str, looked: Looked) {
        let mut book = self.drift.lock().unwrap_or_else(PoisonError::into_inner);
        book.note(vendor, operation, scenario, looked);
    }

    /// In what answers and documents differ, over the whole run.
    pub(crate) fn close_drift(&self) -> Vec<Drift> {
        self.drift.lock().unwrap_or_else(PoisonError::into_inner).close()
    }

    /// How well the best known of these clauses is known.
    pub(crate) fn level_of(&self, clauses: &[String]) -> Level {
        let levels = clauses.iter().filter_map(|id| self.suite.clause(id)).map(|clause| clause.level);
        levels.max().unwrap_or(Level::Documented)
    }

    /// Microseconds since the run began.
    pub(crate) fn now_us(&self) -> u64 {
        self.micros_at(SystemTime::now())
    }

    pub(crate) fn micros_at(&self, at: SystemTime) -> u64 {
        // The wall clock may step back under us.
        let elapsed = at.duration_since(self.started).unwrap_or_default();
        u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
    }

    /// Ends the run: something was about to be sent that must not be.
    pub(crate) fn refuse_for_safety(&self, refusal: &str) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.safety.get_or_insert_with(|| refusal.to_owned());
        self.stopping.cancel();
    }

    pub(crate) fn internal_error(&self, text: &str) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.internal.get_or_insert_with(|| text.to_owned());
    }

    /// A new redactor for a scenario that begins.
    pub(crate) fn redactor(&self, scenario: &str) -> Arc<Mutex<Redactor>> {
        let redactor = Arc::new(Mutex::new(Redactor::new(Arc::clone(&self.secrets))));
        let mut redactors = self.redactors.lock().unwrap_or_else(PoisonError::into_inner);
        redactors.insert(scenario.to_owned(), Arc::clone(&redactor));
        redactor
    }

    /// Cleans a text that a scenario leaves behind.
    pub(crate) fn clean(&self, scenario: &str, text: &mut String) {
        let redactors = self.redactors.lock().unwrap_or_else(PoisonError::into_inner);
        match redactors.get(scenario) {
            Some(redactor) => redactor.lock().unwrap_or_else(PoisonError::into_inner).replace(text),
            None => *text = self.secrets.text(text).into_owned(),
        }
    }

    pub(crate) fn end(&self, scenario: &str, ended: Ended) {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).insert(scenario.to_owned(), ended);
    }

    pub(crate) fn take_ended(&self, scenario: &str) -> Option<Ended> {
        self.redactors.lock().unwrap_or_else(PoisonError::into_inner).remove(scenario);
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).remove(scenario)
    }

    /// Tells a scenario that does not run at all.
    pub(crate) fn skip(&self, scenario: &str, reason: Reason) {
        let at_us = self.now_us();
        self.sink.emit(RunEvent::ScenarioStarted { scenario: scenario.to_owned(), at_us });
        self.sink.emit(RunEvent::ScenarioFinished {
            scenario: scenario.to_owned(),
            at_us,
            clock_ms: 0,
            outcome: Outcome::NotApplicable,
            reason: Some(reason),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_a_scenario_has_taken_is_taken_for_all_others() {
        let claims = Claims::default();
        assert!(claims.take(vec!["900010001".to_owned(), "900010002".to_owned()]));
        assert!(!claims.take(vec!["900010003".to_owned(), "900010002".to_owned()]), "one of them is taken");
        assert!(claims.take(vec!["900010003".to_owned()]), "nothing was taken of the refused ones");
    }
}
