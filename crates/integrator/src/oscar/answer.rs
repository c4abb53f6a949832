//! Reading answers. Positions are not documented for every member, so each is looked for where it may stand.

use evidence::Answer;
use serde_json::Value;

use crate::answer::{anywhere, children, is_unreachable, text};

/// What an answer means for the integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// 2xx.
    Success,
    /// 400: the request must be corrected.
    Actionable,
    /// 503, or no answer at all: it may pass.
    Transient,
    /// 500: the vendor must act.
    Escalate,
    /// 401, or a handshake that refused our certificate.
    Unauthorized,
    /// No answer, and waiting will not bring one.
    Unreachable,
    /// Any other status.
    Unexpected,
}

impl Class {
    pub(crate) fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Response(response) => match response.status {
                200..=299 => Self::Success,
                400 => Self::Actionable,
                401 => Self::Unauthorized,
                500 => Self::Escalate,
                503 => Self::Transient,
                _ => Self::Unexpected,
            },
            Answer::NoAnswer(failure) => match failure.kind {
                kind if kind.refuses_client_certificate() => Self::Unauthorized,
                kind if is_unreachable(kind) => Self::Unreachable,
                _ => Self::Transient,
            },
        }
    }
}

/// What a 400 says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Actionable {
    pub(crate) error_code: Option<String>,
    pub(crate) field: Option<String>,
}

/// Reads `error_code` and `field`: at the top, under `error`, or in the first of `errors`.
pub(crate) fn actionable(body: &Value) -> Actionable {
    let places = [Some(body), body.get("error"), body.get("errors").and_then(|errors| errors.get(0))];
    let read =
        |place: &Value| Actionable { error_code: text(place, "error_code"), field: text(place, "field") };
    let found: Vec<_> = places.into_iter().flatten().map(read).collect();
    found.into_iter().find(|found| *found != Actionable::default()).unwrap_or_default()
}

/// The policy holder's `oscar_id`: at the top, else on the element that says `POLICY_HOLDER`, else the first of all.
pub(crate) fn oscar_id(body: &Value) -> Option<String> {
    text(body, "oscar_id").or_else(|| policy_holder(body)).or_else(|| anywhere(body, "oscar_id"))
}

fn policy_holder(value: &Value) -> Option<String> {
    let is_holder = ["relationship_type", "family_role"]
        .iter()
        .any(|member| value.get(member).and_then(Value::as_str) == Some("POLICY_HOLDER"));
    let own = is_holder.then(|| text(value, "oscar_id")).flatten();
    own.or_else(|| children(value).into_iter().find_map(policy_holder))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case::top(json!({"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"}))]
    #[case::under_error(json!({"error": {"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"}}))]
    #[case::first_of_errors(json!({"errors": [
        {"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"}, {"error_code": "OTHER"}
    ]}))]
    #[case::beside_nothing(json!({"error": null, "field": null, "errors": [
        {"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"}
    ]}))]
    fn code_and_field_are_found_where_they_may_stand(#[case] body: Value) {
        let found = actionable(&body);
        assert_eq!(found.error_code.as_deref(), Some("INVALID_SSN"));
        assert_eq!(found.field.as_deref(), Some("enrollees[0].ssn"));
    }

    #[rstest]
    #[case(json!({"error_code": "X", "field": null}), Some("X"), None)]
    #[case(json!({"error_code": {}, "field": ["a"]}), None, None)]
    #[case(json!({"message": "no", "code": 400}), None, None)]
    #[case(json!("text"), None, None)]
    #[case(json!(null), None, None)]
    fn what_is_not_there_is_not_made_up(
        #[case] body: Value,
        #[case] code: Option<&str>,
        #[case] field: Option<&str>,
    ) {
        let found = actionable(&body);
        assert_eq!((found.error_code.as_deref(), found.field.as_deref()), (code, field));
    }

    #[rstest]
    #[case(json!({"oscar_id": "A", "enrollees": [{"oscar_id": "B"}]}), "A")]
    #[case(json!({"enrollees": [
        {"oscar_id": "B", "relationship_type": "CHILD"}, {"oscar_id": "A", "relationship_type": "POLICY_HOLDER"}
    ]}), "A")]
    #[case(json!({"memberships": [{"member_info": {"oscar_id": "A"}}]}), "A")]
    fn the_oscar_id_is_the_policy_holders(#[case] body: Value, #[case] expected: &str) {
        assert_eq!(oscar_id(&body).as_deref(), Some(expected));
    }
}
