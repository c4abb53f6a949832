//! What an integration writes down, and whom it wakes.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use evidence::Answer;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Call, Completed, Outcome, Surfaced};

/// To whom alerts go.
pub const OPERATIONS: &str = "operations";

/// How serious an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// The ordinary course.
    Info,
    /// Something that may pass.
    Warn,
    /// Something that somebody must look at.
    Error,
}

/// One entry of the structured log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// How serious it is.
    pub level: LogLevel,
    /// What happened: `retry` and `not_sent`; the word of an outcome such as `rejected`, `gave_up`, `error`; of Oscar
    /// `application`, `member`, `escalate`; of Osigu `token`, `search_form`, `indication`, `cache_dropped`, `decision`,
    /// `event`; of Ideon `token`, `stored`, `notice`, `problem`.
    pub event: String,
    /// The rest, by name.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl LogEntry {
    pub(crate) fn new<const N: usize>(level: LogLevel, event: &str, fields: [(&str, Value); N]) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { level, event: event.to_owned(), fields }
    }
}

/// A message that somebody must act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// To whom: [`OPERATIONS`].
    pub to: String,
    /// Why, in one sentence.
    pub reason: String,
    /// What the vendor's support will ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// The HTTP status that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// Called with each alert, the moment it is raised.
pub type AlertHook = Arc<dyn Fn(&Alert) + Send + Sync>;

/// What an operation does, as it goes on.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) calls: Vec<Call>,
    pub(crate) alerts: Vec<Alert>,
    logs: Vec<LogEntry>,
}

impl Journal {
    /// The last answer.
    pub(crate) fn answer(&self) -> Option<&Answer> {
        self.calls.last().map(|call| &call.sent.answer)
    }

    /// The last status.
    pub(crate) fn status(&self) -> Option<u16> {
        self.calls.last().and_then(|call| call.sent.status())
    }

    pub(crate) fn log<const N: usize>(
        &mut self,
        operation: &str,
        level: LogLevel,
        event: &str,
        fields: [(&str, Value); N],
    ) {
        let mut entry = LogEntry::new(level, event, fields);
        entry.fields.insert("operation".to_owned(), json!(operation));
        self.logs.push(entry);
    }

    pub(crate) fn log_retry(&mut self, operation: &str, number: usize, wait: Duration) {
        let seconds =
            if wait.subsec_nanos() == 0 { json!(wait.as_secs()) } else { json!(wait.as_secs_f64()) };
        let fields = [("number", json!(number)), ("status", json!(self.status())), ("wait_s", seconds)];
        self.log(operation, LogLevel::Warn, "retry", fields);
    }

    /// The operation as it ended.
    pub(crate) fn close(
        self,
        outcome: Outcome,
        surfaced: Option<Surfaced>,
        body: Option<Value>,
        ids: BTreeMap<&'static str, String>,
    ) -> Completed {
        let status = self.status();
        let Self { calls, alerts, logs } = self;
        Completed { outcome, status, surfaced, alerts, logs, calls, body, ids }
    }

    /// An operation of which nothing was sent, and what is missing.
    pub(crate) fn not_sent(outcome: Outcome, field: Option<&str>, message: &str) -> Completed {
        let fields = [("field", json!(field)), ("reason", json!(message))];
        let logs = vec![LogEntry::new(LogLevel::Info, "not_sent", fields)];
        let field = field.map(str::to_owned);
        let surfaced = Surfaced { field, message: message.to_owned(), ..Surfaced::default() };
        Self { logs, ..Self::default() }.close(outcome, Some(surfaced), None, BTreeMap::new())
    }
}
