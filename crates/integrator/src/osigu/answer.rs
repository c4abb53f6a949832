//! What Osigu's answers mean, and what its refusals say.

use std::time::Duration;

use evidence::Answer;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::answer::{children, is_unreachable, text};

/// What an answer means for the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
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
    pub(super) const fn of(answer: &Answer) -> Self {
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

/// What a refusal says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) error_code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) field: Option<String>,
}

/// Reads a refusal. No page shows its whole body: the code is `error_code`, `code` or, of OAuth, `error`; the first
/// field that is named is the first `path` of a list of errors.
pub(super) fn said(body: &Value) -> Said {
    let code = ["error_code", "code", "error"].iter().find_map(|name| text(body, name));
    let message = ["message", "error_description"].iter().find_map(|name| text(body, name));
    let listed = [body.get("additional_information").and_then(|more| more.get("errors")), body.get("errors")];
    let first = listed.into_iter().flatten().flat_map(children).find_map(|error| text(error, "path"));
    Said { error_code: code, message, field: text(body, "field").or(first) }
}

/// How long the vendor wants us to wait: `Retry-After` in seconds, or until a date.
pub(super) fn retry_after(answer: &Answer, now: OffsetDateTime) -> Option<Duration> {
    let Answer::Response(response) = answer else { return None };
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    Some(Duration::try_from(until - now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use evidence::{Header, Response};
    use rstest::rstest;
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[rstest]
    #[case(json!({"error_code": "071-104", "message": "m"}), Some("071-104"), Some("m"), None)]
    #[case(json!({"error_code": "071-422", "message": "m",
        "additional_information": {"errors": [{"path": "products[0].quantity", "message": "n"}]}}),
        Some("071-422"), Some("m"), Some("products[0].quantity"))]
    #[case(json!({"code": "X", "message": "m", "errors": [{"path": "period"}]}), Some("X"), Some("m"), Some("period"))]
    #[case(json!({"error": "invalid_client"}), Some("invalid_client"), None, None)]
    #[case(json!({"error": {"deep": 1}, "errors": "x"}), None, None, None)]
    #[case(json!("text"), None, None, None)]
    fn a_refusal_is_read_wherever_it_says_something(
        #[case] body: Value,
        #[case] code: Option<&str>,
        #[case] message: Option<&str>,
        #[case] field: Option<&str>,
    ) {
        let said = said(&body);
        assert_eq!((said.error_code.as_deref(), said.message.as_deref()), (code, message));
        assert_eq!(said.field.as_deref(), field);
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
