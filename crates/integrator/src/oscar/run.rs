//! One operation from its first exchange to its end.

use std::{collections::BTreeMap, time::Duration};

use evidence::Header;
use serde_json::{Value, json};
use wire::Outgoing;

use super::{
    Integration, Operation,
    answer::{self, Class},
    words,
};
use crate::{
    Alert, Call, Completed, LogLevel, OPERATIONS, Outcome, Surfaced,
    answer::{anywhere, body, is_cut},
    journal::Journal,
    oscar::Defect,
};

/// An id that no vendor gave us; [`Defect::ForgetsOscarId`] sends it.
const MADE_UP_ID: &str = "OSC00000000-01";

/// One operation under way.
pub(super) struct Run<'a> {
    integration: &'a Integration,
    operation: Operation,
    journal: Journal,
}

type Ids = BTreeMap<&'static str, String>;

impl<'a> Run<'a> {
    pub(super) fn new(integration: &'a Integration, operation: Operation) -> Self {
        Self { integration, operation, journal: Journal::default() }
    }

    /// How often the request was sent.
    pub(super) const fn tries(&self) -> usize {
        self.journal.calls.len()
    }

    /// Sends the request once, and says what the answer means.
    pub(super) async fn exchange(&mut self, body: Option<Vec<u8>>) -> Class {
        let integration = self.integration;
        let mut headers = vec![Header::new("accept", "application/json")];
        if self.operation == Operation::Health {
            headers[0].value = "*/*".to_owned();
        }
        if body.is_some() {
            headers.push(Header::new("content-type", "application/json"));
        }
        let outgoing = Outgoing {
            method: self.operation.method().to_owned(),
            path: integration.paths.of(self.operation).to_owned(),
            headers,
            hidden_headers: integration.hidden_headers.clone(),
            body,
            ..Outgoing::default()
        };
        let started_clock = integration.clock.now();
        let sent = integration.client.send(outgoing).await;
        let class = Class::of(&sent.answer);
        let attempt = u32::try_from(self.tries()).unwrap_or(u32::MAX).saturating_add(1);
        self.journal.calls.push(Call { attempt, operation: self.operation.name(), started_clock, sent });
        class
    }

    fn status(&self) -> Option<u16> {
        self.journal.status()
    }

    fn has(&self, defect: Defect) -> bool {
        self.integration.defect == Some(defect)
    }

    fn log<const N: usize>(&mut self, level: LogLevel, event: &str, fields: [(&str, Value); N]) {
        self.journal.log(self.operation.name(), level, event, fields);
    }

    pub(super) fn log_retry(&mut self, number: usize, wait: Duration) {
        self.journal.log_retry(self.operation.name(), number, wait);
    }

    /// Draws the consequences of the last answer.
    pub(super) fn conclude(mut self, class: Class) -> Completed {
        let body = self.journal.answer().and_then(body);
        let mut ids = Ids::new();
        let (outcome, surfaced) = match class {
            Class::Success if self.is_unreadable(body.as_ref()) => self.unexpected(),
            Class::Success => {
                ids = self.succeeded(body.as_ref());
                (Outcome::Ok, None)
            }
            Class::Actionable => (Outcome::Rejected, self.rejected(body.as_ref())),
            Class::Escalate => {
                let (id, surfaced) = self.escalated(body.as_ref());
                ids.extend(id.map(|id| ("application_id", id)));
                (Outcome::Escalated, Some(surfaced))
            }
            Class::Transient if self.operation == Operation::Health => self.unexpected(),
            Class::Transient => (Outcome::GaveUp, Some(self.gave_up())),
            Class::Unauthorized => (Outcome::Unauthorized, Some(self.unauthorized())),
            Class::Unreachable | Class::Unexpected => self.unexpected(),
        };
        self.journal.close(outcome, surfaced, body, ids)
    }

    /// Every operation but the health check answers with a JSON object, whole.
    fn is_unreadable(&self, body: Option<&Value>) -> bool {
        let cut = self.journal.answer().is_some_and(is_cut);
        cut || (self.operation != Operation::Health && !body.is_some_and(Value::is_object))
    }

    fn succeeded(&mut self, body: Option<&Value>) -> Ids {
        let mut ids = Ids::new();
        let Some(body) = body else { return ids };
        if self.operation.is_write()
            && !self.has(Defect::DropsApplicationId)
            && let Some(id) = anywhere(body, "application_id")
        {
            self.log(
                LogLevel::Info,
                "application",
                [("application_id", json!(id)), ("status", json!(self.status()))],
            );
            self.integration.lock().application_ids.push(id.clone());
            ids.insert("application_id", id);
        }
        if self.operation == Operation::CreateMembership
            && let Some(id) = answer::oscar_id(body)
        {
            let kept = if self.has(Defect::ForgetsOscarId) { MADE_UP_ID.to_owned() } else { id };
            self.log(LogLevel::Info, "member", [("oscar_id", json!(kept))]);
            self.integration.lock().oscar_id = Some(kept.clone());
            ids.insert("oscar_id", kept);
        }
        ids
    }

    fn rejected(&mut self, body: Option<&Value>) -> Option<Surfaced> {
        let ignores = self.has(Defect::IgnoresErrorCodeAndField);
        let found = body.filter(|_| !ignores).map(answer::actionable).unwrap_or_default();
        self.log(
            LogLevel::Info,
            "rejected",
            [
                ("status", json!(self.status())),
                ("error_code", json!(found.error_code)),
                ("field", json!(found.field)),
            ],
        );
        let message = words::rejected(&found);
        (!self.has(Defect::NoFeedback)).then_some(Surfaced {
            error_code: found.error_code,
            field: found.field,
            message,
            ..Surfaced::default()
        })
    }

    fn escalated(&mut self, body: Option<&Value>) -> (Option<String>, Surfaced) {
        let drops = self.has(Defect::DropsEscalationApplicationId);
        let id = body.filter(|_| !drops).and_then(|body| anywhere(body, "application_id"));
        let status = self.status();
        self.log(LogLevel::Error, "escalate", [("application_id", json!(id)), ("status", json!(status))]);
        if !self.has(Defect::NoAlert) {
            let alert = Alert {
                to: OPERATIONS.to_owned(),
                reason: words::alert(self.operation, id.as_deref()),
                application_id: id.clone(),
                status,
            };
            if let Some(hook) = &self.integration.alert_hook {
                hook(&alert);
            }
            self.journal.alerts.push(alert);
        }
        let message = words::escalated(id.as_deref());
        (id, Surfaced { message, ..Surfaced::default() })
    }

    fn gave_up(&mut self) -> Surfaced {
        let retries = self.tries().saturating_sub(1);
        self.log(LogLevel::Error, "gave_up", [("retries", json!(retries)), ("status", json!(self.status()))]);
        Surfaced { message: words::gave_up(retries), ..Surfaced::default() }
    }

    fn unauthorized(&mut self) -> Surfaced {
        let message = self.journal.answer().map(words::unauthorized).unwrap_or_default();
        self.log(
            LogLevel::Error,
            "unauthorized",
            [("status", json!(self.status())), ("reason", json!(message))],
        );
        Surfaced { message, ..Surfaced::default() }
    }

    fn unexpected(&mut self) -> (Outcome, Option<Surfaced>) {
        let message = self.journal.answer().map(words::unexpected).unwrap_or_default();
        let outcome = if self.status().is_some() { Outcome::Error } else { Outcome::ConnectionError };
        self.log(
            LogLevel::Error,
            outcome.name(),
            [("status", json!(self.status())), ("reason", json!(message))],
        );
        (outcome, Some(Surfaced { message, ..Surfaced::default() }))
    }
}
