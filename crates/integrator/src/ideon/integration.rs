//! The integration itself.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use clock::SharedClock;
use serde_json::Value;

use super::{
    AvailabilityInput, CancellationInput, CobraInput, CorrectionInput, CoverageInput, Defect, ElectionForm,
    EnrollmentInput, Environment, EnvironmentName, GroupInput, GroupRef, ListInput, Notice,
    ReconciliationInput, RenewalInput, Task, TerminationInput, UpdateInput, book::Book, following, run::Run,
    tokens::Kept, watch::Watch,
};
use crate::{Completed, IntegratorError, RetryPolicy};

/// As often a call is repeated at most: after 1, 2, 4 and 8 seconds. Ideon's pages leave both open.
const RETRIES: u32 = 4;

/// An integration of Ideon's API, as a benefits platform would write it.
pub struct Integration {
    environments: Vec<Environment>,
    active: usize,
    pub(super) clock: SharedClock,
    pub(super) retry: RetryPolicy,
    pub(super) elections: ElectionForm,
    pub(super) defect: Option<Defect>,
    token: Mutex<Option<Kept>>,
    watch: Mutex<Watch>,
    /// Held by the task under way; those that come meanwhile follow in their order.
    book: tokio::sync::Mutex<Book>,
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
        let Some(at) = environments.iter().position(|environment| environment.name == active) else {
            let known: Vec<_> = environments.iter().map(|environment| environment.name.word()).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(IntegratorError::UnknownEnvironment { name: active.word(), known });
        };
        Ok(Self {
            environments,
            active: at,
            clock,
            retry: RetryPolicy::exponential(RETRIES),
            elections: ElectionForm::default(),
            defect,
            token: Mutex::default(),
            watch: Mutex::default(),
            book: tokio::sync::Mutex::default(),
        })
    }

    /// The same with other waits, such as shorter ones on the real clock.
    #[must_use]
    pub fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The same with another form of plan elections.
    #[must_use]
    pub const fn with_election_form(mut self, form: ElectionForm) -> Self {
        self.elections = form;
        self
    }

    /// The environment that it talks to.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environments[self.active]
    }

    /// Where its calls go.
    pub(super) fn target(&self) -> &Environment {
        let hard_coded = self.defect == Some(Defect::HardCodedHost);
        self.environments.first().filter(|_| hard_coded).unwrap_or_else(|| self.environment())
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        lock(&self.token)
    }

    pub(super) fn watch(&self) -> MutexGuard<'_, Watch> {
        lock(&self.watch)
    }

    /// What the user was told of coverage periods and problems, in order.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        self.watch().notices.clone()
    }

    /// The state in which the integration holds a coverage period to be.
    #[must_use]
    pub fn state(&self, coverage_period_id: &str) -> Option<String> {
        self.watch().states.get(coverage_period_id).cloned()
    }

    /// Takes in a hook, at once and without a call: what it is about is read later. Returns whether it was new, or `None`
    /// if it is no hook.
    pub fn take_in(&self, hook: &Value) -> Option<bool> {
        following::take_in(self, hook)
    }

    /// Has a token, or gets one. It stands in no result.
    pub async fn token(&self) -> Completed {
        self.perform(Task::Token).await
    }

    /// Sets a group up: `ok`, `rejected`.
    pub async fn set_up_group(&self, input: GroupInput) -> Completed {
        self.perform(Task::SetUpGroup(input)).await
    }

    /// Asks a carrier for its plans and waits for the answer: `ok` with `available_plans` in the body, `waiting`.
    pub async fn available_plans(&self, input: AvailabilityInput) -> Completed {
        self.perform(Task::AvailablePlans(input)).await
    }

    /// Adds people with the coverage that they have at the beginning: `ok`, `rejected`.
    pub async fn enroll(&self, input: EnrollmentInput) -> Completed {
        self.perform(Task::Enroll(input)).await
    }

    /// Completes the setup of each coverage period of a group for which that was not done: `ok`.
    pub async fn complete_setup(&self, input: GroupRef) -> Completed {
        self.perform(Task::CompleteSetup(input)).await
    }

    /// Adds people who were hired: `ok`, `rejected`.
    pub async fn hire(&self, input: EnrollmentInput) -> Completed {
        self.perform(Task::Hire(input)).await
    }

    /// Changes records, in the order given: `ok`, `rejected`.
    pub async fn update(&self, input: UpdateInput) -> Completed {
        self.perform(Task::Update(input)).await
    }

    /// Sends new coverage: `ok`, `rejected`.
    pub async fn change_coverage(&self, input: CoverageInput) -> Completed {
        self.perform(Task::ChangeCoverage(input)).await
    }

    /// Repairs what was sent of a life event: `ok`, `rejected`.
    pub async fn correct_coverage(&self, input: CorrectionInput) -> Completed {
        self.perform(Task::CorrectCoverage(input)).await
    }

    /// Ends an employment: `ok`, `rejected`.
    pub async fn terminate(&self, input: TerminationInput) -> Completed {
        self.perform(Task::Terminate(input)).await
    }

    /// Continues coverage under COBRA: `ok`, `rejected`.
    pub async fn cobra(&self, input: CobraInput) -> Completed {
        self.perform(Task::Cobra(input)).await
    }

    /// Takes coverage back that never took effect: `ok`, `rejected`.
    pub async fn cancel_coverage(&self, input: CancellationInput) -> Completed {
        self.perform(Task::CancelCoverage(input)).await
    }

    /// Goes on with a carrier for another plan year: `ok`, `rejected`.
    pub async fn renew(&self, input: RenewalInput) -> Completed {
        self.perform(Task::Renew(input)).await
    }

    /// Lists all subscribers of a group: `ok` with `subscribers` in the body.
    pub async fn list_subscribers(&self, input: ListInput) -> Completed {
        self.perform(Task::ListSubscribers(input)).await
    }

    /// Reads a group: `ok`, whatever its own status is.
    pub async fn read_group(&self, input: GroupRef) -> Completed {
        self.perform(Task::ReadGroup(input)).await
    }

    /// Lists the open problems of a group: `ok` with `problems` in the body.
    pub async fn problems(&self, input: GroupRef) -> Completed {
        self.perform(Task::Problems(input)).await
    }

    /// Corrects what problems are about, and resolves them: `ok` with `resolved` in the body.
    pub async fn reconcile(&self, input: ReconciliationInput) -> Completed {
        self.perform(Task::Reconcile(input)).await
    }

    /// Asks for hooks about a group: `ok`, `rejected`.
    pub async fn subscribe(&self, input: GroupRef) -> Completed {
        self.perform(Task::Subscribe(input)).await
    }

    /// Reads what the hooks so far were about: `ok` with `notices` in the body.
    pub async fn catch_up(&self) -> Completed {
        self.perform(Task::CatchUp).await
    }

    /// Reads everything that a hook could be about: `ok` with `notices` in the body.
    pub async fn poll(&self) -> Completed {
        self.perform(Task::Poll).await
    }

    /// Does one task, after all that were asked for before it.
    pub async fn perform(&self, task: Task) -> Completed {
        let book = self.book.lock().await;
        Run::new(self, book).perform(task).await
    }
}
