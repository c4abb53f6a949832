//! What Osigu's refusals say.

use serde_json::Value;

pub(super) use crate::answer::{Class, retry_after};
use crate::answer::{children, text};

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

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

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
}
