//! What became of an operation.

use std::collections::BTreeMap;

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
    /// The beneficiary is known, and the coverage is not in force: nothing was begun.
    Inactive,
    /// The vendor does not know what the request is about.
    NotFound,
    /// All that was asked for is authorized.
    Approved,
    /// One part is authorized and another is not.
    PartlyApproved,
    /// The sponsor decides later; this is no decision.
    PendingSponsor,
    /// The supporting document is missing; the request waits for it.
    PendingIndication,
    /// What was waited for has not come within the time that the integration gives it.
    Waiting,
    /// The state of things does not allow it, such as a code that is used already.
    Conflict,
    /// The beneficiary must be verified first.
    VerificationRequired,
    /// An event that was taken in before.
    Duplicate,
    /// An event that is not for us.
    Ignored,
    /// The vendor stayed unavailable through all retries.
    GaveUp,
    /// The vendor knows us, and does not allow it.
    Forbidden,
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
            Self::Inactive => "inactive",
            Self::NotFound => "not_found",
            Self::Approved => "approved",
            Self::PartlyApproved => "partly_approved",
            Self::PendingSponsor => "pending_sponsor",
            Self::PendingIndication => "pending_indication",
            Self::Waiting => "waiting",
            Self::Conflict => "conflict",
            Self::VerificationRequired => "verification_required",
            Self::Duplicate => "duplicate",
            Self::Ignored => "ignored",
            Self::GaveUp => "gave_up",
            Self::Forbidden => "forbidden",
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
    /// Why it was not granted, as the vendor says it.
    pub rejection_reason: Option<String>,
    /// What happened, and what the user can do.
    pub message: String,
}

/// One exchange that the operation made.
#[derive(Clone, Debug)]
pub struct Call {
    /// 1 for the first try of a request, 2 for the first time that it is repeated.
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
    /// The last body, JSON or a string where it was none; or what the operation found out.
    pub body: Option<Value>,
    /// The ids that were learnt from the answers, by the vendor's names of them, such as `oscar_id`.
    pub ids: BTreeMap<&'static str, String>,
}

impl Completed {
    /// The first log entry of an event.
    #[must_use]
    pub fn log(&self, event: &str) -> Option<&LogEntry> {
        self.logs.iter().find(|entry| entry.event == event)
    }

    /// An id that was learnt, by the vendor's name of it.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<&str> {
        self.ids.get(name).map(String::as_str)
    }
}
