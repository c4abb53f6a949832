//! Reading answers of any vendor. Positions are not documented for every member, so each is looked for where it may stand.

use std::time::Duration;

use evidence::{Answer, FailureKind};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// What an answer means for the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// 2xx.
    Success,
    /// 400 and 422: the request must be corrected.
    Rejected,
    /// 401: the token, or the credentials.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404.
    NotFound,
    /// 409.
    Conflict,
    /// 429, 5xx, or no answer at all: it may pass.
    Transient,
    /// No answer, and waiting will not bring one.
    Unreachable,
    /// Any other status, or an answer that cannot be read.
    Unexpected,
}

impl Class {
    pub(crate) const fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Response(response) => match response.status {
                200..=299 => Self::Success,
                400 | 422 => Self::Rejected,
                401 => Self::Unauthorized,
                403 => Self::Forbidden,
                404 => Self::NotFound,
                409 => Self::Conflict,
                429 | 500..=599 => Self::Transient,
                _ => Self::Unexpected,
            },
            Answer::NoAnswer(failure) if is_unreachable(failure.kind) => Self::Unreachable,
            Answer::NoAnswer(_) => Self::Transient,
        }
    }
}

/// Whether there is no usable connection and waiting will not bring one.
pub(crate) const fn is_unreachable(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::TlsServerCertificateUnknown
            | FailureKind::TlsServerCertificateExpired
            | FailureKind::TlsServerCertificateWrongName
            | FailureKind::TlsWrongKey
            | FailureKind::NotHttp
    )
}

/// Whether an answer ended before its body did.
pub(crate) const fn is_cut(answer: &Answer) -> bool {
    match answer {
        Answer::Response(response) => response.body.incomplete || response.body.over_limit,
        Answer::NoAnswer(_) => false,
    }
}

/// How long the vendor wants us to wait: `Retry-After` in seconds, or until a date.
pub(crate) fn retry_after(answer: &Answer, now: OffsetDateTime) -> Option<Duration> {
    let Answer::Response(response) = answer else { return None };
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    Some(Duration::try_from(until - now).unwrap_or(Duration::ZERO))
}

/// The body of an answer: JSON, or its text.
pub(crate) fn body(answer: &Answer) -> Option<Value> {
    let Answer::Response(response) = answer else { return None };
    if response.body.is_empty() {
        return None;
    }
    let text = &response.body.text;
    Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())))
}

/// A text that stands anywhere in a body; nearer to the top goes before deeper.
pub(crate) fn anywhere(body: &Value, member: &str) -> Option<String> {
    let mut level = vec![body];
    while !level.is_empty() {
        if let Some(found) = level.iter().find_map(|value| text(value, member)) {
            return Some(found);
        }
        level = level.into_iter().flat_map(children).collect();
    }
    None
}

pub(crate) fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(members) => members.values().collect(),
        Value::Array(elements) => elements.iter().collect(),
        _ => Vec::new(),
    }
}

/// A member as text; ids are sometimes numbers.
pub(crate) fn text(value: &Value, member: &str) -> Option<String> {
    match value.get(member)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use evidence::{Header, Response};
    use rstest::rstest;
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[rstest]
    #[case(json!({"application_id": "a1", "deep": {"application_id": "a2"}}), Some("a1"))]
    #[case(json!({"errors": [{"detail": {"application_id": "a2"}}]}), Some("a2"))]
    #[case(json!([{"x": 1}, {"application_id": 17}]), Some("17"))]
    #[case(json!({"application_id": " ", "id": "a"}), None)]
    fn an_application_id_is_found_anywhere(#[case] body: Value, #[case] expected: Option<&str>) {
        assert_eq!(anywhere(&body, "application_id").as_deref(), expected);
    }

    #[rstest]
    #[case("17", Some(17))]
    #[case("Mon, 15 Jun 2026 12:00:30 GMT", Some(30))]
    #[case("Mon, 15 Jun 2026 11:00:00 GMT", Some(0))]
    #[case("soon", None)]
    #[case("-1", None)]
    fn retry_after_is_seconds_or_a_date(#[case] value: &str, #[case] expected: Option<u64>) {
        let answer = Answer::Response(Response {
            status: 429,
            version: "HTTP/1.1".to_owned(),
            headers: vec![Header::new("retry-after", value)],
            body: evidence::Body::default(),
        });
        let wait = retry_after(&answer, datetime!(2026-06-15 12:00 UTC));
        assert_eq!(wait, expected.map(Duration::from_secs));
    }
}
