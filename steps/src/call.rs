//! What a step asks to be sent.

use evidence::Intent;
use serde_json::Value;

/// Which client certificate a call presents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Certificate {
    /// The one that is registered with the vendor.
    #[default]
    Registered,
    /// None at all.
    None,
    /// One that the vendor has not registered.
    Unregistered,
    /// One that has expired.
    Expired,
}

impl Certificate {
    /// As it stands in texts for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Registered => "the registered client certificate",
            Self::None => "no client certificate",
            Self::Unregistered => "a client certificate that is not registered",
            Self::Expired => "an expired client certificate",
        }
    }
}

/// The bytes of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum CallBody {
    /// A JSON document.
    Json(Value),
    /// Something else, sent as `application/json` all the same.
    Raw(String),
}

/// A condition that a call is meant to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provoked {
    /// A transient failure: 503.
    Retry,
    /// An internal error: 500.
    Escalate,
}

impl Provoked {
    /// The name of the profile's trigger.
    #[must_use]
    pub const fn trigger(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Escalate => "escalate",
        }
    }
}

/// One call of an operation, before it becomes a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub(crate) operation: &'static str,
    pub(crate) body: Option<CallBody>,
    pub(crate) intent: Intent,
    pub(crate) certificate: Certificate,
    pub(crate) provoked: Option<Provoked>,
    pub(crate) patient: bool,
}

impl Call {
    /// A valid call of an operation of the catalogue, without a body.
    #[must_use]
    pub const fn to(operation: &'static str) -> Self {
        Self {
            operation,
            body: None,
            intent: Intent::Valid,
            certificate: Certificate::Registered,
            provoked: None,
            patient: true,
        }
    }

    /// With this JSON body, in the names of the dossier; the profile's overrides are applied when it is sent.
    #[must_use]
    pub fn with(mut self, body: Value) -> Self {
        self.body = Some(CallBody::Json(body));
        self
    }

    /// With these bytes, whatever they are.
    #[must_use]
    pub fn with_raw(mut self, body: impl Into<String>) -> Self {
        self.body = Some(CallBody::Raw(body.into()));
        self.intent = Intent::Invalid;
        self
    }

    /// The request breaks a rule on purpose and is not judged itself.
    #[must_use]
    pub const fn invalid(mut self) -> Self {
        self.intent = Intent::Invalid;
        self
    }

    /// Presenting another certificate than the registered one. That such a call gets no answer at all is then no error.
    #[must_use]
    pub const fn presenting(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// The environment is asked to meet the call with this condition, which then is expected: it is neither waited out
    /// nor an error.
    #[must_use]
    pub const fn provoking(mut self, condition: Provoked) -> Self {
        self.provoked = Some(condition);
        self.patient = false;
        self
    }

    /// A 503 is returned at once instead of being retried by the vendor's policy.
    #[must_use]
    pub const fn impatient(mut self) -> Self {
        self.patient = false;
        self
    }
}
