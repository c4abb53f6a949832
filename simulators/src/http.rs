//! Requests and responses as plain values, and what front and service tell each other in headers.

use std::time::Duration;

use serde_json::Value;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

/// Headers with this prefix pass between front and service only; a client's are removed, and none reaches a client.
pub(crate) const INTERNAL_PREFIX: &str = "x-covenant-front-";
/// Tells the service who the client is.
pub(crate) const CLIENT_HEADER: &str = "x-covenant-front-client";
/// The request target as the client wrote it, which wiremock would normalise.
pub(crate) const TARGET_HEADER: &str = "x-covenant-front-target";
/// Tells the service that the client did not say how long its body is.
pub(crate) const LENGTH_HEADER: &str = "x-covenant-front-length";
/// Orders the front to harm this answer below HTTP.
pub(crate) const ORDER_HEADER: &str = "x-covenant-front-order";

/// What the client showed of a certificate when it connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientCertificate {
    /// The certificate that this simulator has registered.
    Registered,
    /// Another certificate.
    Unregistered,
    /// TLS, but no certificate.
    Absent,
    /// No TLS at all; such a client is treated as registered.
    NoTls,
}

impl ClientCertificate {
    /// One word: `registered`, `unregistered`, `absent` or `no-tls`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Unregistered => "unregistered",
            Self::Absent => "absent",
            Self::NoTls => "no-tls",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Registered, Self::Unregistered, Self::Absent, Self::NoTls]
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// Whether an API that knows its clients by certificate lets this one in.
    #[must_use]
    pub const fn is_trusted(self) -> bool {
        matches!(self, Self::Registered | Self::NoTls)
    }
}

/// A request as it came from the front.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// Names in lower case; without the internal ones.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) client: ClientCertificate,
    /// Whether the client said beforehand how long the body is.
    pub(crate) has_length: bool,
}

impl Request {
    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A body before it is written out.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Bytes(Vec<u8>),
}

/// Harm below HTTP that the front does to one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Half of the body, though the head promises all of it.
    Cut,
    /// A TCP reset instead of an answer.
    Reset,
    /// Bytes that are not HTTP instead of an answer.
    NotHttp,
    /// The right answer, late.
    Slow(Duration),
    /// The right answer, once the service lets go of this ticket.
    Hold(u64),
}

impl Order {
    pub(crate) fn to_header(self) -> String {
        match self {
            Self::Cut => "cut".to_owned(),
            Self::Reset => "reset".to_owned(),
            Self::NotHttp => "not-http".to_owned(),
            Self::Slow(delay) => format!("slow={}", delay.as_millis()),
            Self::Hold(ticket) => format!("hold={ticket}"),
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "cut" => Some(Self::Cut),
            "reset" => Some(Self::Reset),
            "not-http" => Some(Self::NotHttp),
            _ => match text.split_once('=')? {
                ("slow", delay) => Some(Self::Slow(Duration::from_millis(delay.parse().ok()?))),
                ("hold", ticket) => Some(Self::Hold(ticket.parse().ok()?)),
                _ => None,
            },
        }
    }
}

/// A response before it is written out.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
    pub(crate) order: Option<Order>,
}

impl Response {
    pub(crate) const fn new(status: u16) -> Self {
        Self { status, content_type: None, headers: Vec::new(), body: Body::Empty, order: None }
    }

    pub(crate) fn json(status: u16, body: Value) -> Self {
        let mut response = Self::new(status);
        response.content_type = Some("application/json");
        response.body = Body::Json(body);
        response
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        let mut response = Self::new(status);
        response.content_type = Some("text/plain");
        response.body = Body::Bytes(body.as_bytes().to_vec());
        response
    }

    /// The JSON body, for whoever changes it.
    pub(crate) const fn json_mut(&mut self) -> Option<&mut Value> {
        match &mut self.body {
            Body::Json(value) => Some(value),
            _ => None,
        }
    }

    /// The body's bytes; the body is no longer JSON to change afterwards.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        match std::mem::replace(&mut self.body, Body::Empty) {
            Body::Empty => Vec::new(),
            // A `Value` has string keys only, so writing it cannot fail.
            Body::Json(value) => serde_json::to_vec(&value).unwrap_or_default(),
            Body::Bytes(bytes) => bytes,
        }
    }
}

/// The form of the header `Date`.
pub(crate) fn http_date(now: OffsetDateTime) -> String {
    let form = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    now.to_offset(UtcOffset::UTC).format(&form).unwrap_or_default()
}

/// The pairs of a query string or of a form.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded(name), form_decoded(value))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

pub(crate) fn form_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
