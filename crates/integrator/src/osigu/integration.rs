//! The integration itself.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use clock::SharedClock;
use futures::future::join_all;
use serde_json::Value;

use super::{
    AuthorizationInput, Decision, Defect, DispensationInput, Environment, EnvironmentName, Paths,
    PrescriptionInput, SearchInput, SettlementInput, Task,
    caches::Caches,
    decisions::Decisions,
    run::{End, Run},
    tokens::Tokens,
};
use crate::{Completed, IntegratorError, Outcome, RetryPolicy};

/// As often a call is repeated at most: after 1, 2, 4 and 8 seconds. Osigu's guide asks for backoff and for a bound, and
/// leaves both open.
const RETRIES: u32 = 4;
/// The guide finds 5 to 10 workers plenty.
pub const WORKERS_MAX: usize = 10;

/// An integration of Osigu's API, as a provider would write it.
pub struct Integration {
    environments: Vec<Environment>,
    active: usize,
    pub(super) clock: SharedClock,
    pub(super) paths: Paths,
    pub(super) retry: RetryPolicy,
    pub(super) defect: Option<Defect>,
    pub(super) tokens: Tokens,
    pub(super) caches: Caches,
    decisions: Mutex<Decisions>,
}

impl fmt::Debug for Integration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Integration")
            .field("environment", &self.environment().name)
            .field("defect", &self.defect)
            .finish_non_exhaustive()
    }
}

impl Integration {
    /// An integration that talks to the active one of these environments, to none of the others, and waits on `clock`.
    /// With a defect it breaks that one rule.
    ///
    /// # Errors
    ///
    /// [`IntegratorError::UnknownEnvironment`] if the active environment is not among them.
    pub fn new(
        environments: Vec<Environment>,
        active: EnvironmentName,
        clock: SharedClock,
        defect: Option<Defect>,
    ) -> Result<Self, IntegratorError> {
        let Some(active) = environments.iter().position(|environment| environment.name == active) else {
            let known: Vec<_> = environments.iter().map(|environment| environment.name.word()).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(IntegratorError::UnknownEnvironment { name: active.word(), known });
        };
        Ok(Self {
            environments,
            active,
            clock,
            paths: Paths::default(),
            retry: RetryPolicy::exponential(RETRIES),
            defect,
            tokens: Tokens::default(),
            caches: Caches::default(),
            decisions: Mutex::default(),
        })
    }

    /// The same with other paths.
    #[must_use]
    pub fn with_paths(mut self, paths: Paths) -> Self {
        self.paths = paths;
        self
    }

    /// The same with other waits, such as shorter ones on the real clock.
    #[must_use]
    pub fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The environment that it talks to.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environments[self.active]
    }

    /// One that it does not talk to.
    pub(super) fn other_environment(&self) -> Option<&Environment> {
        self.environments.iter().find(|other| other.name != self.environment().name)
    }

    pub(super) fn decisions(&self) -> MutexGuard<'_, Decisions> {
        self.decisions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of the sponsor's decision on an authorization request.
    #[must_use]
    pub fn decision(&self, authorization_request_id: &str) -> Decision {
        self.decisions().of(authorization_request_id)
    }

    /// Forgets tokens, decisions, events and everything that is remembered of sponsors and beneficiaries.
    pub fn reset(&self) {
        self.tokens.clear();
        self.caches.clear();
        *self.decisions() = Decisions::default();
    }

    /// Has a token, or gets one. It stands in no result.
    pub async fn token(&self) -> Completed {
        let mut run = Run::new(self);
        let flow = match run.token().await {
            Ok(_) => Ok(End { outcome: Outcome::Ok, surfaced: None, body: None }),
            Err(refusal) => Err(run.refused(refusal)),
        };
        run.close(flow)
    }

    /// Finds a beneficiary: `ok`, `inactive`, `not_found`.
    pub async fn search(&self, input: SearchInput) -> Completed {
        let mut run = Run::new(self);
        let flow = run.search(input).await;
        run.close(flow)
    }

    /// Asks for an authorization: search, initiate, attach the document if the sponsor's configuration asks for it,
    /// complete. `approved`, `rejected`, `partly_approved`, `pending_sponsor`, `pending_indication`, `inactive`,
    /// `not_found`, `verification_required`.
    pub async fn authorize(&self, input: AuthorizationInput) -> Completed {
        let mut run = Run::new(self);
        let flow = run.authorize(&input).await;
        run.close(flow)
    }

    /// Reads a request, and takes its decision if there is one: `ok` with `decision` in the body.
    pub async fn state(&self, authorization_request_id: &str) -> Completed {
        let mut run = Run::new(self);
        let flow = run.state(authorization_request_id).await;
        run.close(flow)
    }

    /// Takes in an event that was verified: `ok` with `decision` in the body, `duplicate`, or `ignored` if it is of another
    /// environment.
    #[must_use]
    pub fn event(&self, event: &Value) -> Completed {
        let mut run = Run::new(self);
        let end = run.event(event);
        run.close(Ok(end))
    }

    /// Redeems a code: `ok`, `conflict`, `verification_required`, `rejected`, `not_found`.
    pub async fn dispense(&self, input: DispensationInput) -> Completed {
        let mut run = Run::new(self);
        let flow = run.dispense(&input).await;
        run.close(flow)
    }

    /// Prescribes: `ok`, `rejected`.
    pub async fn prescribe(&self, input: PrescriptionInput) -> Completed {
        let mut run = Run::new(self);
        let flow = run.prescribe(&input).await;
        run.close(flow)
    }

    /// Creates and completes an outpatient claim: `ok`, `rejected`, `conflict`.
    pub async fn claim(&self, body: Value) -> Completed {
        let mut run = Run::new(self);
        let flow = run.claim(body).await;
        run.close(flow)
    }

    /// Opens a settlement batch, puts the candidates in and dispatches it: `ok`, `rejected`, `conflict`.
    pub async fn settle(&self, input: SettlementInput) -> Completed {
        let mut run = Run::new(self);
        let flow = run.settle(&input).await;
        run.close(flow)
    }

    /// Does one task.
    pub async fn perform(&self, task: Task) -> Completed {
        match task {
            Task::Token => self.token().await,
            Task::Search(input) => self.search(input).await,
            Task::Authorize(input) => self.authorize(input).await,
            Task::State(input) => self.state(&input.authorization_request_id).await,
            Task::Event(input) => self.event(&input.event),
            Task::Dispense(input) => self.dispense(input).await,
            Task::Prescribe(input) => self.prescribe(input).await,
            Task::Claim(body) => self.claim(body).await,
            Task::Settle(input) => self.settle(input).await,
        }
    }

    /// Does all tasks, several at a time, and returns their ends in the order of the tasks. There are as many workers as
    /// asked for, and at most [`WORKERS_MAX`].
    ///
    /// The caller is a participant of the clock, and lends its part to the first worker.
    pub async fn batch(&self, tasks: Vec<Task>, workers: usize) -> Vec<Completed> {
        let most = if self.defect == Some(Defect::TwentyWorkers) { 20 } else { workers.min(WORKERS_MAX) };
        let workers = most.min(tasks.len()).max(1);
        let mut ends: Vec<Option<Completed>> = tasks.iter().map(|_| None).collect();
        let queue = Mutex::new(tasks.into_iter().enumerate());
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        // All take part before the first begins.
        let parts: Vec<_> = (1..workers).map(|_| Some(self.clock.join())).chain([None]).collect();
        let work = parts.into_iter().map(|part| async {
            let _part = part;
            let mut done = Vec::new();
            while let Some((at, task)) = next() {
                done.push((at, self.perform(task).await));
            }
            done
        });
        for (at, end) in join_all(work).await.into_iter().flatten() {
            ends[at] = Some(end);
        }
        ends.into_iter().flatten().collect()
    }
}
