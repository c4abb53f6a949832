//! What an integration writes down, and whom it wakes.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};

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
    /// What happened: `application`, `member`, `rejected`, `retry`, `gave_up`, `escalate`, `unauthorized`,
    /// `connection_error`, `error`, `not_sent`.
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
