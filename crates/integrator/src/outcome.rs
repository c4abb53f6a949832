//! What became of an operation.

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Alert, LogEntry};

/// An operation's end, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Ok,
    /// The vendor refused the request's content; the user can correct it.
    Rejected,
    /// The vendor failed inside; operations were alerted.
    Escalated,
    /// The vendor stayed unavailable through all retries.
    GaveUp,
    /// The vendor does not know us.
    Unauthorized,
    /// There is no usable connection, and waiting will not bring one.
    ConnectionError,
    /// Anything that the rules do not foresee.
    Error,
}

impl Outcome {
    /// The word, such as `gave_up`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Rejected => "rejected",
            Self::Escalated => "escalated",
            Self::GaveUp => "gave_up",
            Self::Unauthorized => "unauthorized",
            Self::ConnectionError => "connection_error",
            Self::Error => "error",
        }
    }
}

/// What a user of the integration is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Surfaced {
    /// The vendor's code, as it was sent.
    pub error_code: Option<String>,
    /// Where the mistake is, as the vendor says it.
    pub field: Option<String>,
    /// What the user can do.
    pub message: String,
}

/// One exchange that the operation made.
#[derive(Clone, Debug)]
pub struct Call {
    /// 1 for the first try, 2 for the first retry.
    pub attempt: u32,
    /// The operation's name in the catalogue, such as `create-membership`.
    pub operation: &'static str,
    /// The time on the integration's clock when it was sent.
    pub started_clock: OffsetDateTime,
    /// What was sent, and what became of it.
    pub sent: wire::Sent,
}

/// An operation from its first exchange to its end.
#[derive(Clone, Debug)]
pub struct Completed {
    /// The end.
    pub outcome: Outcome,
    /// The last HTTP status.
    pub status: Option<u16>,
    /// What the user is shown, if anything.
    pub surfaced: Option<Surfaced>,
    /// Whom it alerted.
    pub alerts: Vec<Alert>,
    /// What it logged, in order.
    pub logs: Vec<LogEntry>,
    /// Every exchange, in order.
    pub calls: Vec<Call>,
    /// The last body: JSON, or a string where it was none.
    pub body: Option<Value>,
    /// The `oscar_id` that was learnt from the answer.
    pub oscar_id: Option<String>,
    /// The `application_id` that was learnt from the answer.
    pub application_id: Option<String>,
}

impl Completed {
    /// The first log entry of an event.
    #[must_use]
    pub fn log(&self, event: &str) -> Option<&LogEntry> {
        self.logs.iter().find(|entry| entry.event == event)
    }
}
