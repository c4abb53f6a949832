//! One operation from its first exchange to its end: tokens, retries, and what a refusal means.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use clock::{Clock, Participant};
use evidence::Header;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use uuid::Uuid;
use wire::Outgoing;

use super::{
    Defect, Environment, Integration, Operation, Task,
    answer::{self, Class, Said},
    tokens::{self, Fetched, Turn},
    words,
};
pub(super) use crate::end::{End, Flow};
use crate::{
    Call, Completed, LogLevel, Outcome, Surfaced,
    answer::{body, is_cut, text},
    journal::Journal,
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

/// The parts in the clock of workers who go on side by side: one for each, but for the one that is the caller's.
#[derive(Debug)]
pub(super) struct Parts(Mutex<State>);

#[derive(Debug)]
struct State {
    parts: Vec<Participant>,
    /// How many have left before those came back whose parts they could have taken along.
    owed: usize,
}

impl Parts {
    /// All take part before the first begins.
    pub(super) fn new(workers: usize, clock: &dyn Clock) -> Self {
        Self(Mutex::new(State { parts: (1..workers).map(|_| clock.join()).collect(), owed: 0 }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One of them ends or waits for another. Whoever is the last leaves the caller's own part to the caller.
    pub(super) fn leave(&self) {
        let mut state = self.lock();
        let part = state.parts.pop();
        state.owed += usize::from(part.is_none());
        // Time may run on now, and with it what looks at the parts.
        drop(state);
        drop(part);
    }

    /// One of them goes on, with a part that counts already.
    fn come_back(&self, part: Participant) {
        let mut state = self.lock();
        if state.owed == 0 {
            state.parts.push(part);
            return;
        }
        state.owed -= 1;
        drop(state);
        drop(part);
    }
}

/// One operation under way.
pub(super) struct Run<'a> {
    pub(super) integration: &'a Integration,
    /// Where it is one of several that go on side by side: their parts in the clock.
    parts: Option<&'a Parts>,
    journal: Journal,
    ids: BTreeMap<&'static str, String>,
}

impl<'a> Run<'a> {
    pub(super) fn new(integration: &'a Integration, parts: Option<&'a Parts>) -> Self {
        Self { integration, parts, journal: Journal::default(), ids: BTreeMap::new() }
    }

    /// Does a task, from its first exchange to its end.
    pub(super) async fn perform(mut self, task: Task) -> Completed {
        let flow = match task {
            Task::Token => match self.token().await {
                Ok(_) => Ok(End { outcome: Outcome::Ok, surfaced: None, body: None }),
                Err(refusal) => Err(self.refused(refusal)),
            },
            Task::Search(input) => self.search(input).await,
            Task::Authorize(input) => self.authorize(&input).await,
            Task::State(input) => self.state(&input.authorization_request_id).await,
            Task::Event(input) => Ok(self.event(&input.event)),
            Task::Dispense(input) => self.dispense(&input).await,
            Task::Prescribe(input) => self.prescribe(&input).await,
            Task::Claim(body) => self.claim(body).await,
            Task::Settle(input) => self.settle(&input).await,
        };
        self.close(flow)
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

    /// Keeps an id of an answer as a result of the operation.
    pub(super) fn learn(&mut self, name: &'static str, body: &Value) -> Option<String> {
        let id = text(body, name)?;
        self.ids.insert(name, id.clone());
        Some(id)
    }

    /// An id without which the operation cannot go on.
    pub(super) fn need(&mut self, name: &'static str, body: &Value) -> Result<String, End> {
        self.learn(name, body).ok_or_else(|| self.unreadable(Some(body.clone())))
    }

    /// The operation as it ended.
    fn close(self, flow: Flow) -> Completed {
        let (Ok(end) | Err(end)) = flow;
        let surfaced = end.surfaced.map(|surfaced| *surfaced);
        self.journal.close(end.outcome, surfaced, end.body, self.ids)
    }

    /// Calls an operation; what is no success ends the run.
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
        let integration = self.integration;
        let path = integration.paths.of(operation, parameters);
        let bytes = body.map(|body| body.to_string().into_bytes());
        let mut key = idempotency_key(operation);
        let (mut retries, mut refreshes) = (0, 0);
        let refreshes_max = match integration.defect {
            Some(Defect::NoRefreshOn401) => 0,
            Some(Defect::RefreshesForEverOn401) => ENDLESS,
            _ => 1,
        };
        loop {
            let token = self.token().await?;
            let mut headers = vec![
                Header::new("accept", "application/json"),
                Header::new("authorization", format!("Bearer {token}")),
            ];
            if bytes.is_some() {
                headers.push(Header::new("content-type", "application/json"));
            }
            headers.extend(key.iter().map(|key| Header::new("idempotency-key", key)));
            let outgoing =
                outgoing(integration.environment(), operation, path.clone(), headers, bytes.clone());
            let attempt = retries + refreshes + 1;
            let class = self.exchange(integration.environment(), operation, outgoing, attempt).await;
            match class {
                Class::Success => return Ok(self.body().unwrap_or_default()),
                Class::Unauthorized if refreshes < refreshes_max => {
                    integration.tokens.drop_token(&token);
                    refreshes += 1;
                }
                class => {
                    self.wait_for_retry(operation, class, retries).await?;
                    retries += 1;
                    if self.has(Defect::ChangesIdempotencyKey) {
                        key = idempotency_key(operation);
                    }
                }
            }
        }
    }

    /// The token that all calls share; one of them asks for it, and the others wait.
    pub(super) async fn token(&mut self) -> Fetched {
        let integration = self.integration;
        let now = || integration.clock.now();
        match integration.defect {
            Some(Defect::NeverCachesToken) => return self.fetch().await,
            Some(Defect::TokenStampede) => {
                return match integration.tokens.kept(now()) {
                    Some(token) => Ok(token),
                    None => {
                        // Whoever begins now looks before the first token is there, however slow this machine is.
                        tokio::task::yield_now().await;
                        self.fetch().await
                    }
                };
            }
            _ => {}
        }
        loop {
            match integration.tokens.turn(now(), self.parts.is_some()) {
                Turn::Take(token) => return Ok(token),
                Turn::Ask(flight) => {
                    let fetched = self.fetch().await;
                    flight.land(&fetched, &*integration.clock);
                    return fetched;
                }
                Turn::Wait(end) => {
                    // Or time would stand still while the one who asks waits for a retry.
                    if let Some(parts) = self.parts {
                        parts.leave();
                    }
                    match end.await {
                        Ok(landed) => {
                            if let Some((parts, part)) = self.parts.zip(landed.part) {
                                parts.come_back(part);
                            }
                            return landed.fetched;
                        }
                        // It was given up, and somebody has to ask again.
                        Err(_) => {
                            if let Some(parts) = self.parts {
                                parts.come_back(integration.clock.join());
                            }
                        }
                    }
                }
            }
        }
    }

    async fn fetch(&mut self) -> Fetched {
        let integration = self.integration;
        let own = integration.environment();
        let crosses = self.has(Defect::CrossesEnvironments);
        let target = crosses.then(|| integration.other_environment()).flatten().unwrap_or(own);
        let mut form = "grant_type=client_credentials".to_owned();
        if self.has(Defect::CredentialsInBody) {
            let written = |secret: &SecretString| {
                utf8_percent_encode(secret.expose_secret(), NON_ALPHANUMERIC).to_string()
            };
            let (id, secret) = (written(&own.client_id), written(&own.client_secret));
            form.push_str(&format!("&client_id={id}&client_secret={secret}"));
        }
        let headers = [
            ("accept", "application/json".to_owned()),
            ("authorization", own.basic()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let headers: Vec<_> = headers.into_iter().map(|(name, value)| Header::new(name, value)).collect();
        let path = integration.paths.of(Operation::Token, &[]);
        let mut retries = 0;
        loop {
            let (headers, body) = (headers.clone(), form.clone().into_bytes());
            let outgoing = outgoing(target, Operation::Token, path.clone(), headers, Some(body));
            let asked_at = integration.clock.now();
            let class = self.exchange(target, Operation::Token, outgoing, retries + 1).await;
            if class == Class::Success {
                return self.keep_token(asked_at, retries);
            }
            self.wait_for_retry(Operation::Token, class, retries).await?;
            retries += 1;
        }
    }

    fn keep_token(&mut self, asked_at: time::OffsetDateTime, retries: usize) -> Fetched {
        let body = self.body().unwrap_or_default();
        let Some(token) = text(&body, "access_token") else {
            // Whatever it is, it may hold a secret.
            let class = Class::Unexpected;
            return Err(Refusal { operation: Operation::Token, class, body: None, retries });
        };
        let expires_in_s = body.get("expires_in").and_then(Value::as_i64);
        let fresh_until = match self.integration.defect {
            Some(Defect::CachesTokenForEver) => asked_at + time::Duration::days(3_650),
            Some(Defect::RefreshesTooEarly) => {
                tokens::fresh_until(asked_at, expires_in_s, Some(time::Duration::minutes(49)))
            }
            _ => tokens::fresh_until(asked_at, expires_in_s, None),
        };
        let fresh_s = (fresh_until - asked_at).whole_seconds();
        self.log(Operation::Token, LogLevel::Info, "token", [("fresh_s", json!(fresh_s))]);
        self.integration.tokens.keep(token.clone(), fresh_until);
        Ok(token)
    }

    async fn exchange(
        &mut self,
        environment: &Environment,
        operation: Operation,
        outgoing: Outgoing,
        attempt: usize,
    ) -> Class {
        let started_clock = self.integration.clock.now();
        let sent = environment.client.send(outgoing).await;
        let mut class = Class::of(&sent.answer);
        let is_readable = !is_cut(&sent.answer)
            && body(&sent.answer).is_some_and(|body| body.is_object() || body.is_array());
        if class == Class::Success && !is_readable {
            class = Class::Unexpected;
        }
        let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
        self.journal.calls.push(Call { attempt, operation: operation.name(), started_clock, sent });
        class
    }

    /// Waits until the call may be repeated, or says that it may not.
    async fn wait_for_retry(
        &mut self,
        operation: Operation,
        class: Class,
        retries: usize,
    ) -> Result<(), Refusal> {
        let Some(wait) = self.wait_before_retry(class, retries) else {
            return Err(Refusal { operation, class, body: self.body(), retries });
        };
        self.journal.log_retry(operation.name(), retries + 1, wait);
        self.integration.clock.sleep(wait).await;
        Ok(())
    }

    fn wait_before_retry(&self, class: Class, retries: usize) -> Option<Duration> {
        let may_pass = match class {
            Class::Transient => !self.has(Defect::GivesUpAtOnce) || self.journal.status() == Some(429),
            Class::Conflict => self.has(Defect::RetriesA409),
            Class::NotFound => self.has(Defect::RetriesA404),
            _ => false,
        };
        let waits = self.integration.retry.waits();
        let own = match waits.get(retries) {
            Some(wait) => *wait,
            None if self.has(Defect::NeverGivesUp) && retries < ENDLESS => *waits.last()?,
            None => return None,
        };
        let own = if self.has(Defect::NoBackoff) { Duration::ZERO } else { own };
        let now = self.integration.clock.now();
        let asked = self.journal.answer().and_then(|answer| answer::retry_after(answer, now));
        let asked = asked.filter(|_| !self.has(Defect::IgnoresRetryAfter)).unwrap_or_default();
        (may_pass && asked <= RETRY_AFTER_MAX).then(|| own.max(asked))
    }

    fn body(&self) -> Option<Value> {
        self.journal.answer().and_then(body)
    }

    /// What a call that brought no result means for the user.
    pub(super) fn refused(&mut self, refusal: Refusal) -> End {
        let said = self.said(&refusal);
        let (outcome, message) = match refusal.class {
            Class::Rejected => {
                (Outcome::Rejected, words::refused("Osigu refused the request", &said, words::CORRECT_IT))
            }
            Class::Unauthorized => {
                let what = "Osigu does not know us";
                (Outcome::Unauthorized, words::refused(what, &said, words::CHECK_CREDENTIALS))
            }
            Class::Forbidden => {
                (Outcome::Forbidden, words::refused("Osigu does not allow it", &said, words::CHECK_SCOPES))
            }
            Class::NotFound => {
                let what = "Osigu does not know what the request is about";
                (Outcome::NotFound, words::refused(what, &said, words::LOOK_AGAIN))
            }
            Class::Conflict => {
                let what = "Osigu says that this is not possible any more";
                (Outcome::Conflict, words::refused(what, &said, words::USED_ALREADY))
            }
            Class::Transient => (Outcome::GaveUp, words::gave_up(refusal.retries)),
            Class::Unreachable => (Outcome::ConnectionError, words::unexpected(self.journal.answer())),
            Class::Unexpected | Class::Success => (Outcome::Error, words::unexpected(self.journal.answer())),
        };
        self.end_of(refusal, said, outcome, message)
    }

    /// What a refusal says, as far as it is read.
    pub(super) fn said(&self, refusal: &Refusal) -> Said {
        let mut said = refusal.body.as_ref().map(answer::said).unwrap_or_default();
        if self.has(Defect::SwallowsErrorCode) {
            said.error_code = None;
        }
        said
    }

    /// An end with all that a refusal says.
    pub(super) fn end_of(&mut self, refusal: Refusal, said: Said, outcome: Outcome, message: String) -> End {
        let level = match outcome {
            Outcome::Rejected | Outcome::NotFound | Outcome::Conflict => LogLevel::Info,
            _ => LogLevel::Error,
        };
        let status = json!(self.journal.status());
        let fields = [
            ("status", status),
            ("error_code", json!(said.error_code)),
            ("field", json!(said.field)),
            ("retries", json!(refusal.retries)),
        ];
        self.log(refusal.operation, level, outcome.name(), fields);
        let surfaced =
            Surfaced { error_code: said.error_code, field: said.field, message, ..Surfaced::default() };
        End { outcome, surfaced: Some(Box::new(surfaced)), body: refusal.body }
    }

    /// A success in which something is missing.
    pub(super) fn unreadable(&self, body: Option<Value>) -> End {
        End::told(Outcome::Error, &words::unexpected(self.journal.answer()), body)
    }
}

/// A key by which the vendor knows a write again: one for all tries.
fn idempotency_key(operation: Operation) -> Option<String> {
    operation.is_write().then(|| Uuid::new_v4().to_string())
}

fn outgoing(
    environment: &Environment,
    operation: Operation,
    path: String,
    headers: Vec<Header>,
    body: Option<Vec<u8>>,
) -> Outgoing {
    let method = operation.method().to_owned();
    let hidden_headers = environment.hidden_headers.clone();
    Outgoing { method, path, headers, hidden_headers, body, ..Outgoing::default() }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use clock::VirtualClock;
    use time::macros::datetime;

    use super::*;

    /// Of three workers two wait for the third, which ends before they have heard of it.
    #[test]
    fn whoever_comes_back_late_is_counted_once() {
        let start = datetime!(2026-06-15 12:00 UTC);
        let clock = VirtualClock::new(start);
        let elapsed = || (clock.now() - start).whole_seconds();
        let _caller = clock.join();
        let parts = Parts::new(3, &clock);
        parts.leave();
        parts.leave();
        let landed = [clock.join(), clock.join()];
        parts.leave();
        for part in landed {
            parts.come_back(part);
        }
        let mut context = Context::from_waker(Waker::noop());
        let mut sleeps = [1, 2].map(|seconds| clock.sleep(Duration::from_secs(seconds)));
        assert!(sleeps[0].as_mut().poll(&mut context).is_pending());
        assert_eq!(elapsed(), 0, "the other one is busy");
        assert!(sleeps[1].as_mut().poll(&mut context).is_pending());
        assert_eq!(elapsed(), 1, "both are asleep");
        parts.leave();
        assert_eq!(elapsed(), 2, "the one who woke has ended");
    }
}
