//! Reading answers of any vendor. Positions are not documented for every member, so each is looked for where it may stand.

use evidence::{Answer, FailureKind};
use serde_json::Value;

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
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!({"application_id": "a1", "deep": {"application_id": "a2"}}), Some("a1"))]
    #[case(json!({"errors": [{"detail": {"application_id": "a2"}}]}), Some("a2"))]
    #[case(json!([{"x": 1}, {"application_id": 17}]), Some("17"))]
    #[case(json!({"application_id": " ", "id": "a"}), None)]
    fn an_application_id_is_found_anywhere(#[case] body: Value, #[case] expected: Option<&str>) {
        assert_eq!(anywhere(&body, "application_id").as_deref(), expected);
    }
}
