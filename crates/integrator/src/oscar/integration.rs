//! The integration itself.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use clock::SharedClock;
use evidence::Header;
use serde_json::{Value, json};
use time::Date;
use wire::Client;

use super::{Defect, OpenEnrollment, Operation, Paths, answer::Class, run::Run, words};
use crate::{AlertHook, Completed, IntegratorError, Outcome, RetryPolicy, journal::Journal};

/// Oscar's guide allows five retries and fixes the waits before the first three: 1, 2 and 4 seconds.
const RETRIES: u32 = 5;

/// What the integration keeps between calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The policy holder's id of the last enrollment.
    pub oscar_id: Option<String>,
    /// The `application_id` of every write that succeeded, oldest first.
    pub application_ids: Vec<String>,
}

/// An integration of Oscar's API, as a vendor partner would write it.
pub struct Integration {
    pub(super) client: Client,
    pub(super) clock: SharedClock,
    pub(super) hidden_headers: Vec<Header>,
    pub(super) paths: Paths,
    retry: RetryPolicy,
    open_enrollment: OpenEnrollment,
    pub(super) defect: Option<Defect>,
    pub(super) alert_hook: Option<AlertHook>,
    stored: Mutex<Stored>,
}

impl fmt::Debug for Integration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Integration")
            .field("defect", &self.defect)
            .field("stored", &self.stored())
            .finish_non_exhaustive()
    }
}

impl Integration {
    /// An integration that sends through `client` and waits on `clock`. The hidden headers travel with every request and
    /// stand in no evidence. With a defect it breaks that one rule.
    ///
    /// # Errors
    ///
    /// [`IntegratorError::Client`] if [`Defect::NoClientCertificate`] asks for a client that cannot be made.
    pub fn new(
        client: Client,
        clock: SharedClock,
        hidden_headers: Vec<Header>,
        defect: Option<Defect>,
    ) -> Result<Self, IntegratorError> {
        let client =
            if defect == Some(Defect::NoClientCertificate) { client.without_identity()? } else { client };
        Ok(Self {
            client,
            clock,
            hidden_headers,
            paths: Paths::default(),
            retry: waits_of(defect, &RetryPolicy::exponential(RETRIES)),
            open_enrollment: OpenEnrollment::default(),
            defect,
            alert_hook: None,
            stored: Mutex::default(),
        })
    }

    /// The same with other paths.
    #[must_use]
    pub fn with_paths(mut self, paths: Paths) -> Self {
        self.paths = paths;
        self
    }

    /// The same with other waits, such as shorter ones on the real clock; the defect distorts them as well.
    #[must_use]
    pub fn with_retry_policy(mut self, policy: &RetryPolicy) -> Self {
        self.retry = waits_of(self.defect, policy);
        self
    }

    /// The same with another Open Enrollment.
    #[must_use]
    pub const fn with_open_enrollment(mut self, open_enrollment: OpenEnrollment) -> Self {
        self.open_enrollment = open_enrollment;
        self
    }

    /// The same with somebody who hears each alert at once.
    #[must_use]
    pub fn with_alert_hook(mut self, hook: AlertHook) -> Self {
        self.alert_hook = Some(hook);
        self
    }

    /// What is kept at the moment.
    #[must_use]
    pub fn stored(&self) -> Stored {
        self.lock().clone()
    }

    /// Asks whether the API is there. One try: whoever asks for health wants to know it now.
    pub async fn health(&self) -> Completed {
        self.perform(Operation::Health, None).await
    }

    /// Enrolls a family. Outside Open Enrollment (by the clock's date, UTC) the life event goes into `qle_info`; without
    /// one nothing is sent, and the user is asked for it.
    pub async fn enroll(&self, mut request: Value, life_event: Option<Value>) -> Completed {
        if !self.open_enrollment.contains(self.clock.now().date())
            && let Some(members) = request.as_object_mut()
        {
            let given = members.get("qle_info").is_some_and(|value| !value.is_null());
            if self.defect == Some(Defect::OmitsQleInfo) {
                members.shift_remove("qle_info");
            } else if let Some(life_event) = life_event {
                members.insert("qle_info".to_owned(), life_event);
            } else if !given {
                return Journal::not_sent(Outcome::Rejected, Some("qle_info"), words::LIFE_EVENT_NEEDED);
            }
        }
        self.send_json(Operation::CreateMembership, &request).await
    }

    /// Reads the memberships of a family: of the one given, else of the last one enrolled.
    pub async fn get_membership(&self, oscar_id: Option<&str>) -> Completed {
        let body = |id: &str| json!({"member_info": {"oscar_id": id}});
        self.with_id(Operation::GetMembership, oscar_id, body).await
    }

    /// Changes a membership; `changes` is the request, without an `oscar_id` for the last family enrolled.
    pub async fn update_membership(&self, oscar_id: Option<&str>, changes: Value) -> Completed {
        let given = oscar_id.map(str::to_owned).or_else(|| own_id(&changes));
        self.with_id(Operation::UpdateMembership, given.as_deref(), |id| with_member(changes, id)).await
    }

    /// Reads the balance, on a day or today.
    pub async fn get_balance(&self, oscar_id: Option<&str>, as_of: Option<Date>) -> Completed {
        let body = |id: &str| match as_of {
            Some(day) => json!({"oscar_id": id, "as_of_date": day.to_string()}),
            None => json!({"oscar_id": id}),
        };
        self.with_id(Operation::GetBalance, oscar_id, body).await
    }

    /// Sets how a member pays; `preference` is the request, without an `oscar_id` for the last family enrolled.
    pub async fn upsert_payment_preference(&self, oscar_id: Option<&str>, preference: Value) -> Completed {
        let given = oscar_id.map(str::to_owned).or_else(|| own_id(&preference));
        self.with_id(Operation::UpsertPaymentPreference, given.as_deref(), |id| with_member(preference, id))
            .await
    }

    /// Reads how a member pays.
    pub async fn get_payment_preferences(&self, oscar_id: Option<&str>) -> Completed {
        self.with_id(Operation::GetPaymentPreferences, oscar_id, |id| json!({"oscar_id": id})).await
    }

    /// Calls an operation with a body that is sent as it is. Everything else holds as for the other calls.
    pub async fn call(&self, operation: Operation, body: Option<Vec<u8>>) -> Completed {
        self.perform(operation, body).await
    }

    async fn with_id(
        &self,
        operation: Operation,
        given: Option<&str>,
        body: impl FnOnce(&str) -> Value,
    ) -> Completed {
        let Some(id) = given.map(str::to_owned).or_else(|| self.lock().oscar_id.clone()) else {
            return Journal::not_sent(Outcome::Error, Some("oscar_id"), words::NOBODY_ENROLLED);
        };
        self.send_json(operation, &body(&id)).await
    }

    async fn send_json(&self, operation: Operation, body: &Value) -> Completed {
        self.perform(operation, Some(body.to_string().into_bytes())).await
    }

    async fn perform(&self, operation: Operation, body: Option<Vec<u8>>) -> Completed {
        let waits = if operation == Operation::Health { &[] } else { self.retry.waits() };
        let mut run = Run::new(self, operation);
        loop {
            let retries = run.tries();
            let class = run.exchange(self.body_of_try(body.as_deref(), retries)).await;
            let Some(wait) = waits.get(retries).filter(|_| self.retries(class)) else {
                return run.conclude(class);
            };
            run.log_retry(retries + 1, *wait);
            self.clock.sleep(*wait).await;
        }
    }

    fn retries(&self, class: Class) -> bool {
        match class {
            Class::Transient => true,
            Class::Actionable => self.defect == Some(Defect::RetriesA400),
            Class::Escalate => self.defect == Some(Defect::RetriesA500),
            _ => false,
        }
    }

    /// The same bytes each time, unless that is what is broken.
    fn body_of_try(&self, body: Option<&[u8]>, retries: usize) -> Option<Vec<u8>> {
        let body = body?;
        if retries > 0
            && self.defect == Some(Defect::ChangesTheBodyOnRetry)
            && let Ok(Value::Object(mut members)) = serde_json::from_slice(body)
        {
            members.insert("retry".to_owned(), json!(retries));
            return Some(Value::Object(members).to_string().into_bytes());
        }
        Some(body.to_vec())
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Stored> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The waits as a defect distorts them.
fn waits_of(defect: Option<Defect>, policy: &RetryPolicy) -> RetryPolicy {
    let mut waits = policy.waits().to_vec();
    let mut replace = |index: usize, seconds: u64| {
        if let Some(wait) = waits.get_mut(index) {
            *wait = Duration::from_secs(seconds);
        }
    };
    match defect {
        Some(Defect::NoBackoff) => waits.fill(Duration::ZERO),
        Some(Defect::ConstantDelay) => waits.fill(Duration::from_secs(1)),
        Some(Defect::FirstWaitWrong) => replace(0, 2),
        Some(Defect::SecondWaitWrong) => replace(1, 4),
        Some(Defect::ThirdWaitWrong) => replace(2, 8),
        Some(Defect::SixRetries) => {
            waits.push(waits.last().map_or(Duration::from_secs(1), |last| *last * 2));
        }
        Some(Defect::GivesUpAfterTwo) => waits.truncate(2),
        Some(Defect::NeverRetries) => waits.clear(),
        _ => {}
    }
    RetryPolicy::of(waits)
}

fn own_id(request: &Value) -> Option<String> {
    request.get("oscar_id").and_then(Value::as_str).map(str::to_owned)
}

fn with_member(mut request: Value, oscar_id: &str) -> Value {
    if let Some(members) = request.as_object_mut() {
        members.insert("oscar_id".to_owned(), json!(oscar_id));
    }
    request
}
