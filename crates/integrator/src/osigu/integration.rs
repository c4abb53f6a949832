//! The integration itself.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use clock::SharedClock;
use futures::future::join_all;
use serde_json::Value;

use super::{
    AuthorizationInput, Decision, Defect, DispensationInput, Environment, EnvironmentName, EventInput, Paths,
    PrescriptionInput, SearchInput, SettlementInput, StateInput, Task,
    caches::Caches,
    decisions::Decisions,
    run::{Parts, Run},
    tokens::Tokens,
};
use crate::{Completed, IntegratorError, RetryPolicy};

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
        self.perform(Task::Token).await
    }

    /// Finds a beneficiary: `ok`, `inactive`, `not_found`.
    pub async fn search(&self, input: SearchInput) -> Completed {
        self.perform(Task::Search(input)).await
    }

    /// Asks for an authorization: search, initiate, attach the document if the sponsor's configuration asks for it,
    /// complete. `approved`, `rejected`, `partly_approved`, `pending_sponsor`, `pending_indication`, `inactive`,
    /// `not_found`, `verification_required`.
    pub async fn authorize(&self, input: AuthorizationInput) -> Completed {
        self.perform(Task::Authorize(input)).await
    }

    /// Reads a request, and takes its decision if there is one: `ok` with `decision` in the body.
    pub async fn state(&self, authorization_request_id: &str) -> Completed {
        let authorization_request_id = authorization_request_id.to_owned();
        self.perform(Task::State(StateInput { authorization_request_id })).await
    }

    /// Takes in an event that was verified: `ok` with `decision` in the body, `duplicate`, or `ignored` if it is of another
    /// environment.
    pub async fn event(&self, event: Value) -> Completed {
        self.perform(Task::Event(EventInput { event })).await
    }

    /// Redeems a code: `ok`, `conflict`, `verification_required`, `rejected`, `not_found`.
    pub async fn dispense(&self, input: DispensationInput) -> Completed {
        self.perform(Task::Dispense(input)).await
    }

    /// Prescribes: `ok`, `rejected`.
    pub async fn prescribe(&self, input: PrescriptionInput) -> Completed {
        self.perform(Task::Prescribe(input)).await
    }

    /// Creates and completes an outpatient claim: `ok`, `rejected`, `conflict`.
    pub async fn claim(&self, body: Value) -> Completed {
        self.perform(Task::Claim(body)).await
    }

    /// Opens a settlement batch, puts the candidates in and dispatches it: `ok`, `rejected`, `conflict`.
    pub async fn settle(&self, input: SettlementInput) -> Completed {
        self.perform(Task::Settle(input)).await
    }

    /// Does one task.
    pub async fn perform(&self, task: Task) -> Completed {
        Run::new(self, None).perform(task).await
    }

    /// Does all tasks, several at a time, and returns their ends in the order of the tasks. There are as many workers as
    /// asked for, and at most [`WORKERS_MAX`].
    ///
    /// The caller is to be a participant of the clock ([`Clock::join`](clock::Clock::join)); its part is that of one worker.
    pub async fn batch(&self, tasks: Vec<Task>, workers: usize) -> Vec<Completed> {
        let most = if self.defect == Some(Defect::TwentyWorkers) { 20 } else { workers.min(WORKERS_MAX) };
        self.side_by_side(tasks, most).await
    }

    /// Does all tasks at once, as for so many users who happen to come at the same time. The clock is shared as in
    /// [`batch`](Self::batch).
    pub async fn at_once(&self, tasks: Vec<Task>) -> Vec<Completed> {
        let workers = tasks.len();
        self.side_by_side(tasks, workers).await
    }

    async fn side_by_side(&self, tasks: Vec<Task>, workers: usize) -> Vec<Completed> {
        let workers = workers.min(tasks.len()).max(1);
        let mut ends: Vec<Option<Completed>> = tasks.iter().map(|_| None).collect();
        let queue = Mutex::new(tasks.into_iter().enumerate());
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let parts = Parts::new(workers, &*self.clock);
        let work = (0..workers).map(|_| async {
            let mut done = Vec::new();
            while let Some((at, task)) = next() {
                done.push((at, Run::new(self, Some(&parts)).perform(task).await));
            }
            parts.leave();
            done
        });
        for (at, end) in join_all(work).await.into_iter().flatten() {
            ends[at] = Some(end);
        }
        ends.into_iter().flatten().collect()
    }
}
