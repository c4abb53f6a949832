//! One task from its first exchange to its end: credentials, repetitions, and what a refusal means.

use std::{collections::BTreeMap, time::Duration};

use evidence::{Answer, Header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::sync::MutexGuard;
use wire::Outgoing;

use super::{
    Defect, Integration, Operation, Task,
    answer::{self, Said},
    book::{Book, Group},
    tokens::{self, Kept},
    words,
};
use crate::{
    Call, Completed, LogLevel, Outcome, Surfaced,
    answer::{Class, body, is_cut, retry_after, text},
    end::{End, Flow},
    journal::Journal,
    paths,
};

/// A vendor that asks for more than that is given up.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(3_600);
/// Repetitions of a defect that would have no end.
const ENDLESS: usize = 11;

/// A call that brought no result.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) operation: Operation,
    pub(super) class: Class,
    pub(super) body: Option<Value>,
    retries: usize,
}

/// One task under way.
pub(super) struct Run<'a> {
    pub(super) integration: &'a Integration,
    pub(super) book: MutexGuard<'a, Book>,
    journal: Journal,
    ids: BTreeMap<&'static str, String>,
}

impl<'a> Run<'a> {
    pub(super) fn new(integration: &'a Integration, book: MutexGuard<'a, Book>) -> Self {
        Self { integration, book, journal: Journal::default(), ids: BTreeMap::new() }
    }

    /// Does a task, from its first exchange to its end.
    pub(super) async fn perform(mut self, task: Task) -> Completed {
        let flow = match task {
            Task::Token => match self.token().await {
                Ok(_) => Ok(End { outcome: Outcome::Ok, surfaced: None, body: None }),
                Err(refusal) => Err(self.refused(refusal)),
            },
            Task::SetUpGroup(input) => self.set_up_group(&input).await,
            Task::AvailablePlans(input) => self.available_plans(&input).await,
            Task::Enroll(input) => self.enroll(&input).await,
            Task::CompleteSetup(input) => self.complete_setup(&input.group).await,
            Task::Hire(input) => self.hire(&input).await,
            Task::Update(input) => self.update(input).await,
            Task::ChangeCoverage(input) => self.change_coverage(&input).await,
            Task::CorrectCoverage(input) => self.correct_coverage(&input).await,
            Task::Terminate(input) => self.terminate(&input).await,
            Task::Cobra(input) => self.cobra(&input).await,
            Task::CancelCoverage(input) => self.cancel_coverage(&input).await,
            Task::Renew(input) => self.renew(&input).await,
            Task::ListSubscribers(input) => self.list_subscribers(&input).await,
            Task::ReadGroup(input) => self.read_group(&input.group).await,
            Task::Problems(input) => self.problems(&input.group).await,
            Task::Reconcile(input) => self.reconcile(&input).await,
            Task::Subscribe(input) => self.subscribe(&input.group).await,
            Task::Hook(input) => Ok(self.hook(&input.hook)),
            Task::CatchUp => self.catch_up().await,
            Task::Poll => self.poll().await,
        };
        let (Ok(end) | Err(end)) = flow;
        let surfaced = end.surfaced.map(|surfaced| *surfaced);
        self.journal.close(end.outcome, surfaced, end.body, self.ids)
    }

    pub(super) fn has(&self, defect: Defect) -> bool {
        self.integration.defect == Some(defect)
    }

    pub(super) fn log<const N: usize>(
        &mut self,
        operation: Operation,
        level: LogLevel,
        event: &str,
        fields: [(&str, Value); N],
    ) {
        self.journal.log(operation.name(), level, event, fields);
    }

    /// The last answer.
    pub(super) fn answer(&self) -> Option<&Answer> {
        self.journal.answer()
    }

    /// The id of what was made; without it the task cannot go on.
    pub(super) fn need(&mut self, name: &'static str, resource: &Value) -> Result<String, End> {
        let Some(id) = text(resource, "id") else { return Err(self.unreadable(Some(resource.clone()))) };
        self.ids.insert(name, id.clone());
        Ok(id)
    }

    /// A group that was set up.
    pub(super) fn group(&self, name: &str) -> Result<&Group, End> {
        let unknown = || End::asks_for("group", words::unknown("group", name));
        self.book.groups.get(name).ok_or_else(unknown)
    }

    /// The same, to write something down.
    pub(super) fn group_mut(&mut self, name: &str) -> Result<&mut Group, End> {
        let unknown = || End::asks_for("group", words::unknown("group", name));
        self.book.groups.get_mut(name).ok_or_else(unknown)
    }

    /// Calls an operation on the resource with this id; what is no success ends the task.
    pub(super) async fn must(
        &mut self,
        operation: Operation,
        parameters: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<Value, End> {
        match self.call(operation, parameters, body).await {
            Ok(body) => Ok(body),
            Err(refusal) => Err(self.refused(refusal)),
        }
    }

    /// Calls an operation with a token, and repeats what may be repeated.
    pub(super) async fn call(
        &mut self,
        operation: Operation,
        parameters: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<Value, Refusal> {
        let (mut retries, mut renewals) = (0, 0);
        loop {
            let token = self.token().await?;
            let forgotten = operation == Operation::RetrieveGroup && self.has(Defect::NoCredentialsOnReads)
                || retries > 0 && self.has(Defect::NoCredentialsOnRetry);
            let credentials = (!forgotten).then(|| ("authorization", format!("Bearer {token}")));
            let attempt = retries + renewals + 1;
            match self.exchange(operation, parameters, credentials, body.as_ref(), attempt).await {
                Class::Success => return Ok(self.body().unwrap_or_default()),
                // Ideon may take a token back before its time; another one is worth one try.
                Class::Unauthorized if renewals == 0 => {
                    *self.integration.kept() = None;
                    renewals += 1;
                }
                class => {
                    self.wait_for_retry(operation, class, retries).await?;
                    retries += 1;
                }
            }
        }
    }

    /// The token that is kept, or a new one.
    async fn token(&mut self) -> Result<String, Refusal> {
        let kept = self.integration.kept().clone();
        if let Some(kept) = kept.filter(|kept| self.integration.clock.now() < kept.fresh_until) {
            return Ok(kept.token);
        }
        let mut retries = 0;
        loop {
            let asked_at = self.integration.clock.now();
            let key = self.integration.environment().api_key.expose_secret().to_owned();
            let credentials = Some(("vericred-api-key", key));
            let operation = Operation::CreateToken;
            let class = self.exchange(operation, &[], credentials, None, retries + 1).await;
            if class == Class::Success {
                return self.keep_token(asked_at, retries);
            }
            self.wait_for_retry(operation, class, retries).await?;
            retries += 1;
        }
    }

    fn keep_token(&mut self, asked_at: time::OffsetDateTime, retries: usize) -> Result<String, Refusal> {
        let operation = Operation::CreateToken;
        let body = self.body().unwrap_or_default();
        let Some(token) = text(&body, "token") else {
            // Whatever it is, it may hold a secret.
            return Err(Refusal { operation, class: Class::Unexpected, body: None, retries });
        };
        let fresh_until = match self.integration.defect {
            Some(Defect::NeverRenewsToken) => asked_at + time::Duration::days(3_650),
            Some(Defect::AssumesADay) => asked_at + time::Duration::hours(23),
            _ => tokens::fresh_until(asked_at, text(&body, "expires_at").as_deref()),
        };
        let fresh_s = (fresh_until - asked_at).whole_seconds();
        self.log(operation, LogLevel::Info, "token", [("fresh_s", json!(fresh_s))]);
        *self.integration.kept() = Some(Kept { token: token.clone(), fresh_until });
        Ok(token)
    }

    async fn exchange(
        &mut self,
        operation: Operation,
        parameters: &[(&str, &str)],
        credentials: Option<(&str, String)>,
        body: Option<&Value>,
        attempt: usize,
    ) -> Class {
        let target = self.integration.target();
        let mut headers = vec![Header::new("accept", "application/json")];
        headers.extend(credentials.map(|(name, value)| Header::new(name, value)));
        if body.is_some() {
            headers.push(Header::new("content-type", "application/json"));
        }
        let outgoing = Outgoing {
            method: operation.method().to_owned(),
            path: paths::fill(operation.path(), parameters),
            headers,
            hidden_headers: target.hidden_headers.clone(),
            body: body.map(|body| body.to_string().into_bytes()),
            ..Outgoing::default()
        };
        let started_clock = self.integration.clock.now();
        let sent = target.client.send(outgoing).await;
        let class = self.class_of(operation, &sent.answer);
        let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
        self.journal.calls.push(Call { attempt, operation: operation.name(), started_clock, sent });
        class
    }

    /// What an answer means. The status alone says whether it is a success: 200 and 201 are one as much as the other, and
    /// `errors` is a name that successes have as well.
    fn class_of(&self, operation: Operation, answer: &Answer) -> Class {
        let class = Class::of(answer);
        if class != Class::Success {
            return class;
        }
        let read = body(answer).filter(|read| {
            // The one success that is a text.
            read.is_object() || read.is_array() || operation == Operation::SubscribeToHooks
        });
        let Some(read) = read.filter(|_| !is_cut(answer)) else { return Class::Unexpected };
        let status = match answer {
            Answer::Response(response) => response.status,
            Answer::NoAnswer(_) => 0,
        };
        let is_get = operation.method() == "GET";
        match self.integration.defect {
            Some(Defect::ErrorsKeyMeansFailure) if has_errors(&read) => Class::Rejected,
            Some(Defect::Refuses200OfAWrite) if status == 200 && is_creation(operation) => Class::Unexpected,
            Some(Defect::Refuses201OfARead) if status == 201 && is_get => Class::Unexpected,
            _ => class,
        }
    }

    /// Waits until the call may be repeated, or says that it may not.
    async fn wait_for_retry(
        &mut self,
        operation: Operation,
        class: Class,
        retries: usize,
    ) -> Result<(), Refusal> {
        let Some(wait) = self.wait_before_retry(operation, class, retries) else {
            return Err(Refusal { operation, class, body: self.body(), retries });
        };
        self.journal.log_retry(operation.name(), retries + 1, wait);
        self.integration.clock.sleep(wait).await;
        Ok(())
    }

    fn wait_before_retry(&self, operation: Operation, class: Class, retries: usize) -> Option<Duration> {
        let may_pass = match self.journal.status() {
            Some(429) => !self.has(Defect::NoRetryAfter429),
            _ => class == Class::Transient && self.is_harmless(operation),
        };
        let waits = self.integration.retry.waits();
        let own = match waits.get(retries) {
            Some(wait) => *wait,
            None if self.has(Defect::NeverGivesUp) && retries < ENDLESS => *waits.last()?,
            None => return None,
        };
        if self.has(Defect::HammersWithoutWaiting) {
            return may_pass.then_some(Duration::ZERO);
        }
        let now = self.integration.clock.now();
        let asked = self.journal.answer().and_then(|answer| retry_after(answer, now));
        let asked = asked.filter(|_| !self.has(Defect::IgnoresRetryAfter)).unwrap_or_default();
        (may_pass && asked <= RETRY_AFTER_MAX).then(|| own.max(asked))
    }

    /// Whether the last call can be sent again: nothing was carried out, or it does not matter. Nothing is documented of
    /// writes that come twice.
    fn is_harmless(&self, operation: Operation) -> bool {
        operation.is_read() || matches!(self.journal.status(), Some(429 | 503))
    }

    fn body(&self) -> Option<Value> {
        self.journal.answer().and_then(body)
    }

    /// What a call that brought no result means for the user.
    pub(super) fn refused(&mut self, refusal: Refusal) -> End {
        let said = refusal.body.as_ref().map(answer::said).unwrap_or_default();
        let (outcome, message) = match refusal.class {
            Class::Rejected => {
                (Outcome::Rejected, words::refused("Ideon refused the request", &said, words::CORRECT_IT))
            }
            Class::Unauthorized => {
                (Outcome::Unauthorized, words::refused("Ideon does not know us", &said, words::CHECK_KEY))
            }
            Class::Forbidden => {
                let what = "Ideon does not allow it";
                (Outcome::Forbidden, words::refused(what, &said, words::ASK_FOR_PERMISSION))
            }
            Class::NotFound => {
                let what = "Ideon does not know what the request is about";
                (Outcome::NotFound, words::refused(what, &said, words::LOOK_AGAIN))
            }
            Class::Conflict => {
                let what = "Ideon says that this is not possible any more";
                (Outcome::Conflict, words::refused(what, &said, words::USED_ALREADY))
            }
            Class::Transient if self.is_harmless(refusal.operation) => {
                (Outcome::GaveUp, words::gave_up(refusal.retries))
            }
            Class::Transient => (Outcome::Error, words::UNANSWERED.to_owned()),
            Class::Unreachable => (Outcome::ConnectionError, words::unexpected(self.journal.answer())),
            Class::Unexpected | Class::Success => (Outcome::Error, words::unexpected(self.journal.answer())),
        };
        self.end_of(refusal, said, outcome, message)
    }

    fn end_of(&mut self, refusal: Refusal, said: Said, outcome: Outcome, message: String) -> End {
        let level = match outcome {
            Outcome::Rejected | Outcome::NotFound | Outcome::Conflict => LogLevel::Info,
            _ => LogLevel::Error,
        };
        let fields = [
            ("status", json!(self.journal.status())),
            ("error_type", json!(said.error_type)),
            ("parameter", json!(said.parameter)),
            ("retries", json!(refusal.retries)),
        ];
        self.log(refusal.operation, level, outcome.name(), fields);
        let surfaced =
            Surfaced { error_code: said.error_type, field: said.parameter, message, ..Surfaced::default() };
        End { outcome, surfaced: Some(Box::new(surfaced)), body: refusal.body }
    }

    /// A success in which something is missing.
    pub(super) fn unreadable(&self, body: Option<Value>) -> End {
        End::told(Outcome::Error, &words::unexpected(self.journal.answer()), body)
    }

    /// A task that ended well, with nothing to show.
    pub(super) const fn done() -> Flow {
        Ok(End { outcome: Outcome::Ok, surfaced: None, body: None })
    }
}

/// Whether the documents give 201 as the success of an operation that writes.
fn is_creation(operation: Operation) -> bool {
    operation.method() != "GET" && operation != Operation::CompleteSetup
}

/// Whether there is anything under the key that refusals and successes share.
fn has_errors(body: &Value) -> bool {
    body.get("errors").and_then(Value::as_array).is_some_and(|errors| !errors.is_empty())
}
