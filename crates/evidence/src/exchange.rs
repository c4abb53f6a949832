//! An exchange: one request, its answer or why there was none, and when.

use percent_encoding::{AsciiSet, CONTROLS};
use serde::{Deserialize, Serialize};

use crate::level::Level;

/// What no URL carries as it is (RFC 3986), such as the braces of a placeholder. `%` is missing on purpose: what is encoded
/// already stays so.
pub const NOT_IN_URLS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// One header, in the order and spelling in which it travelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The name, in lower case.
    pub name: String,
    /// The value; bytes that are not UTF-8 are replaced.
    pub value: String,
}

impl Header {
    /// A header from its two parts.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// The bytes of a message, as evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The text; where the bytes were not UTF-8, with U+FFFD in their place.
    pub text: String,
    /// How many bytes travelled, before any cut.
    pub bytes: u64,
    /// Whether the bytes were UTF-8.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub utf8: bool,
    /// Whether the connection ended before the promised length had arrived.
    #[serde(default, skip_serializing_if = "is_false")]
    pub incomplete: bool,
    /// Whether we stopped reading, because the body was larger than the limit of the profile.
    #[serde(default, skip_serializing_if = "is_false")]
    pub over_limit: bool,
    /// Whether the text is the beginning only of what travelled, because the whole is too large for evidence.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cut: bool,
}

/// So many bytes of a body are kept as evidence: more than any answer that somebody reads, and little enough that a
/// megabyte sent on purpose does not stand in the record again and again.
const EVIDENCE_BYTES_MAX: usize = 256 * 1024;

const fn yes() -> bool {
    true
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_true(value: &bool) -> bool {
    *value
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Body {
    /// A body from the bytes that travelled.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let utf8 = std::str::from_utf8(bytes).is_ok();
        Self {
            text: String::from_utf8_lossy(bytes).into_owned(),
            bytes: bytes.len() as u64,
            utf8,
            incomplete: false,
            over_limit: false,
            cut: false,
        }
    }

    /// Keeps no more of the text than its first so many bytes, and says so. To be done after redaction: half a secret is not
    /// recognised as one.
    pub fn cut_to(&mut self, bytes_max: usize) {
        if self.text.len() > bytes_max {
            let end = (0..=bytes_max).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default();
            self.text.truncate(end);
            self.text.shrink_to_fit();
            self.cut = true;
        }
    }

    /// Whether nothing travelled.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes == 0
    }
}

/// A fact of ours that a request relies on and that is weaker than documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestsOn {
    /// What is guessed, such as `member enrollees[].ssn` or `path of create-membership`.
    pub what: String,
    /// How well it is known.
    pub level: Level,
}

/// Who sent a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// Covenant itself, to judge a vendor.
    #[default]
    Harness,
    /// The integration under test.
    Integrator,
    /// The vendor, which delivers a webhook to us.
    Vendor,
}

/// Whether a request keeps the vendor's rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// The request is meant to be valid, and is judged against its own schema before it is sent.
    #[default]
    Valid,
    /// The scenario breaks a rule on purpose.
    Invalid,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Headers as sent, without those that only simulators see.
    pub headers: Vec<Header>,
    /// The body, if one was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Such as `HTTP/1.1`.
    pub version: String,
    /// Headers as received.
    pub headers: Vec<Header>,
    /// The body; empty where none came.
    pub body: Body,
}

impl Response {
    /// The first value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }
}

/// Why no response arrived. Each is told apart, because each wants another remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The host name has no address.
    NameNotResolved,
    /// Nothing listens there.
    ConnectionRefused,
    /// No connection within the time limit.
    ConnectTimeout,
    /// Connected, but no complete answer within the time limit.
    Timeout,
    /// The peer asked for a client certificate and none was sent.
    TlsNoClientCertificate,
    /// The peer did not accept the client certificate: unknown, revoked, wrong use.
    TlsClientCertificateRefused,
    /// The client certificate has expired.
    TlsClientCertificateExpired,
    /// The server's certificate is signed by nobody we trust.
    TlsServerCertificateUnknown,
    /// The server's certificate has expired or is not yet valid.
    TlsServerCertificateExpired,
    /// The server's certificate is for another name.
    TlsServerCertificateWrongName,
    /// The private key does not belong to the client certificate, or one of the two cannot be read.
    TlsWrongKey,
    /// Some other failure of the TLS handshake.
    TlsOther,
    /// The connection was reset or closed before an answer.
    Reset,
    /// What answered does not speak HTTP.
    NotHttp,
    /// Anything else.
    Other,
}

impl FailureKind {
    /// Whether a TLS handshake was refused because of the *client's* credentials.
    #[must_use]
    pub const fn refuses_client_certificate(self) -> bool {
        matches!(
            self,
            Self::TlsNoClientCertificate
                | Self::TlsClientCertificateRefused
                | Self::TlsClientCertificateExpired
        )
    }

    /// Whether the peer had taken the connection and then failed to answer in HTTP.
    #[must_use]
    pub const fn after_connecting(self) -> bool {
        matches!(self, Self::Timeout | Self::Reset | Self::NotHttp)
    }
}

/// Why there is no response, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoAnswer {
    /// Which failure.
    pub kind: FailureKind,
    /// What happened, in one lowercase fragment.
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// The end of an exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// An HTTP response.
    Response(Response),
    /// None.
    NoAnswer(NoAnswer),
}

/// When an exchange happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// Microseconds of wall time from the start of the run to the sending.
    pub started_us: u64,
    /// Microseconds of wall time until the head of the response was there; absent without a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_us: Option<u64>,
    /// Microseconds of wall time until the exchange was over.
    pub total_us: u64,
    /// Milliseconds on the scenario's own clock (virtual on a simulator) from the scenario's start to the sending.
    pub clock_ms: u64,
}

/// One request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Counts from 1 within its scenario.
    pub id: u32,
    /// The step during which it happened, counting from 0; filled in when the events are folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Who sent it.
    #[serde(default)]
    pub sender: Sender,
    /// The operation of the catalogue, such as `create-membership`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// 1 for the first try, 2 for the first retry.
    pub attempt: u32,
    /// Whether the request was meant to be valid.
    #[serde(default)]
    pub intent: Intent,
    /// The guesses that the request relies on, where it was answered with a 4xx; empty where all of it is documented.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<RestsOn>,
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub answer: Answer,
    /// When.
    pub timing: Timing,
    /// What [`crate::curl::command`] needs besides the request: the options for certificate, authority and proxy.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub curl_options: String,
}

impl Exchange {
    /// Cuts both bodies to what is kept as evidence.
    pub fn cut(&mut self) {
        if let Some(body) = &mut self.request.body {
            body.cut_to(EVIDENCE_BYTES_MAX);
        }
        if let Answer::Response(response) = &mut self.answer {
            response.body.cut_to(EVIDENCE_BYTES_MAX);
        }
    }

    /// The response, if one came.
    #[must_use]
    pub const fn response(&self) -> Option<&Response> {
        match &self.answer {
            Answer::Response(response) => Some(response),
            Answer::NoAnswer(_) => None,
        }
    }

    /// The status of the response, if one came.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match &self.answer {
            Answer::Response(response) => Some(response.status),
            Answer::NoAnswer(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::shorter("ab", 3, "ab", false)]
    #[case::as_long("abc", 3, "abc", false)]
    #[case::longer("abcd", 3, "abc", true)]
    #[case::in_a_character("ab\u{e9}", 3, "ab", true)]
    fn a_body_that_is_too_large_is_cut_and_says_so(
        #[case] text: &str,
        #[case] max: usize,
        #[case] kept: &str,
        #[case] cut: bool,
    ) {
        let mut body = Body::from_bytes(text.as_bytes());
        body.cut_to(max);
        assert_eq!((body.text.as_str(), body.cut, body.bytes), (kept, cut, text.len() as u64));
    }
}
