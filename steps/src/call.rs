//! What a step asks to be sent.

use std::sync::Arc;

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
    /// A JSON document, which whoever remembers the call shares.
    Json(Arc<Value>),
    /// Something else, sent as `application/json` all the same.
    Raw(String),
    /// Fields of a form, sent as `application/x-www-form-urlencoded`.
    Form(Vec<(&'static str, String)>),
}

/// One of the accounts that a profile may have: OAuth clients with Osigu, API keys with Ideon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Account {
    /// The one that may do everything that the API offers.
    #[default]
    Main,
    /// The one that may only read.
    ReadOnly,
    /// One that may do everything with what is its own, and sees nothing of the main one's.
    Other,
    /// One that is known and may do nothing.
    Unprivileged,
}

/// How a call says who we are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// As the vendor wants it: the client's own credentials for a token and a bearer token for all else, or the account's
    /// key; nothing where the vendor knows its clients by their certificate.
    #[default]
    Usual,
    /// The same for another client.
    As(Account),
    /// Not at all.
    Nobody,
    /// With this bearer token, whatever it is.
    Token(String),
    /// With this API key, whatever it is.
    Key(String),
    /// With these credentials, by HTTP Basic.
    Basic {
        /// The `client_id`.
        id: String,
        /// The `client_secret`.
        secret: String,
    },
}

/// A condition that a call is meant to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provoked {
    /// A transient failure: 503.
    Retry,
    /// An internal error: 500.
    Escalate,
    /// Too many requests: 429.
    RateLimit,
    /// The service is not there for a moment: 503.
    Unavailable,
}

impl Provoked {
    /// The name of the profile's trigger.
    #[must_use]
    pub const fn trigger(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Escalate => "escalate",
            Self::RateLimit => "rate_limit",
            Self::Unavailable => "unavailable",
        }
    }
}

/// One call of an operation, before it becomes a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub(crate) operation: &'static str,
    /// What stands in the path for `{name}`.
    pub(crate) places: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<CallBody>,
    pub(crate) intent: Intent,
    pub(crate) certificate: Certificate,
    pub(crate) access: Access,
    /// Statuses that the step judges itself.
    pub(crate) expected: &'static [u16],
    /// Statuses that documents leave open.
    pub(crate) allowed: &'static [u16],
    pub(crate) provoked: Option<Provoked>,
    pub(crate) patient: bool,
    /// Another method than the operation's.
    pub(crate) method: Option<&'static str>,
    /// Another path than the operation's.
    pub(crate) path: Option<&'static str>,
    pub(crate) is_chunked: bool,
}

impl Call {
    /// A valid call of an operation of the catalogue, without a body.
    #[must_use]
    pub const fn to(operation: &'static str) -> Self {
        Self {
            operation,
            places: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            intent: Intent::Valid,
            certificate: Certificate::Registered,
            access: Access::Usual,
            expected: &[],
            allowed: &[],
            provoked: None,
            patient: true,
            method: None,
            path: None,
            is_chunked: false,
        }
    }

    /// With another method than the operation has.
    #[must_use]
    pub const fn by(mut self, method: &'static str) -> Self {
        self.method = Some(method);
        self
    }

    /// To another path than the operation has.
    #[must_use]
    pub const fn elsewhere(mut self, path: &'static str) -> Self {
        self.path = Some(path);
        self
    }

    /// With a body whose length is not announced.
    #[must_use]
    pub const fn chunked(mut self) -> Self {
        self.is_chunked = true;
        self
    }

    /// With this JSON body, in the names of the dossier; the profile's overrides are applied when it is sent.
    #[must_use]
    pub fn with(mut self, body: Value) -> Self {
        self.body = Some(CallBody::Json(Arc::new(body)));
        self
    }

    /// With the fields of a form as its body.
    #[must_use]
    pub fn with_form(mut self, fields: Vec<(&'static str, String)>) -> Self {
        self.body = Some(CallBody::Form(fields));
        self
    }

    /// With a value for a `{name}` of the path; it is percent-encoded when it is sent.
    #[must_use]
    pub fn at(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.places.push((name, value.into()));
        self
    }

    /// With a parameter in the query.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// With another value for a place of the path.
    #[must_use]
    pub(crate) fn moved(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.places.retain(|(known, _)| *known != name);
        self.at(name, value)
    }

    /// With one more header, in place of the one that is usual, if any is.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Saying who we are in another way than usual.
    #[must_use]
    pub fn access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// These statuses are for the step to judge: they are neither waited out nor taken for trouble of ours.
    #[must_use]
    pub const fn expecting(mut self, statuses: &'static [u16]) -> Self {
        self.expected = statuses;
        self
    }

    /// Documents leave open whether the vendor answers so: what its schema, or its absence from the documents, has to say of an
    /// answer with these statuses is a note.
    #[must_use]
    pub const fn allowing(mut self, statuses: &'static [u16]) -> Self {
        self.allowed = statuses;
        self
    }

    /// The JSON document that it carries.
    pub(crate) const fn json(&self) -> Option<&Arc<Value>> {
        match &self.body {
            Some(CallBody::Json(body)) => Some(body),
            _ => None,
        }
    }

    /// A copy of that document, to be changed.
    pub(crate) fn json_to_change(&self) -> Option<Value> {
        self.json().map(|body| Value::clone(body))
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
