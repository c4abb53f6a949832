//! What is wrong with a request, and the error bodies of dossier section 3.

use serde_json::{Map, Value, json};

use super::settings::{ErrorShape, FieldNotation, Settings};
use crate::http::Response;

/// An error code, before settings spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    InvalidSsn,
    MissingRequiredField,
    MissingPolicyHolder,
    DuplicateSsn,
    QleRequired,
    InvalidQle,
    InvalidFieldValue,
    MalformedRequest,
    MemberNotFound,
    ExistingMembership,
}

impl Code {
    fn text(self, settings: &Settings) -> &str {
        let codes = &settings.error_codes;
        match self {
            Self::InvalidSsn => &codes.invalid_ssn,
            Self::MissingRequiredField => &codes.missing_required_field,
            Self::MissingPolicyHolder => &codes.missing_policy_holder,
            Self::DuplicateSsn => &codes.duplicate_ssn,
            Self::QleRequired => &codes.qle_required,
            Self::InvalidQle => &codes.invalid_qle,
            Self::InvalidFieldValue => &codes.invalid_field_value,
            Self::MalformedRequest => &codes.malformed_request,
            Self::MemberNotFound => &codes.member_not_found,
            Self::ExistingMembership => &codes.existing_membership,
        }
    }
}

/// The triggers that a fault may wrongly accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    NonNumericSsn,
    ShortSsn,
    LongSsn,
    PolicyInfo,
    Enrollees,
    PolicyHolder,
    DuplicateSsn,
    Event,
    EventCode,
    Value,
    Other,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) trigger: Trigger,
    pub(super) code: Code,
    /// A dotted path with `[index]`.
    pub(super) field: Option<String>,
    pub(super) message: String,
}

impl Problem {
    pub(super) fn new(code: Code, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { trigger: Trigger::Other, code, field: Some(field.into()), message: message.into() }
    }

    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self { trigger: Trigger::Other, code: Code::MalformedRequest, field: None, message: message.into() }
    }

    pub(super) const fn because(mut self, trigger: Trigger) -> Self {
        self.trigger = trigger;
        self
    }
}

fn notation(field: &str, notation: FieldNotation) -> String {
    match notation {
        FieldNotation::Dotted => field.to_owned(),
        FieldNotation::JsonPointer => format!("/{}", field.replace(['.', '['], "/").replace(']', "")),
        FieldNotation::Name => {
            let last = field.rsplit('.').next().unwrap_or(field);
            last.split('[').next().unwrap_or(last).to_owned()
        }
    }
}

fn object(category: &str, code: &str, field: Value, message: &str, application_id: Option<&str>) -> Value {
    json!({
        "error_category": category,
        "error_code": code,
        "message": message,
        "field": field,
        "application_id": application_id,
    })
}

fn shaped(settings: &Settings, mut errors: Vec<Value>) -> Value {
    match settings.error_shape {
        ErrorShape::Flat => errors.swap_remove(0),
        ErrorShape::UnderError => json!({"error": errors.swap_remove(0)}),
        ErrorShape::List => json!({"errors": errors}),
    }
}

/// 400 (or the status of an unknown member) for a request with problems; the first one leads.
pub(super) fn refused(settings: &Settings, problems: &[Problem], application_id: Option<&str>) -> Response {
    let unknown = problems.first().is_some_and(|problem| problem.code == Code::MemberNotFound);
    let status = if unknown { settings.statuses.unknown_member } else { 400 };
    let mut errors: Vec<_> = problems
        .iter()
        .map(|problem| {
            let field = problem
                .field
                .as_deref()
                .map_or(Value::Null, |field| Value::String(notation(field, settings.field_notation)));
            object("ACTIONABLE", problem.code.text(settings), field, &problem.message, application_id)
        })
        .collect();
    if errors.is_empty() {
        errors.push(object("ACTIONABLE", "", Value::Null, "", application_id));
    }
    Response::json(status, shaped(settings, errors))
}

/// 503 while transactions are pending.
pub(super) fn retry(settings: &Settings, application_id: Option<&str>) -> Response {
    let code = &settings.error_codes.pending_transaction;
    let message = "transactions of this member are pending; try again later";
    Response::json(503, shaped(settings, vec![object("RETRY", code, Value::Null, message, application_id)]))
}

/// 503 for any other passing cause.
pub(super) fn unavailable(settings: &Settings, application_id: Option<&str>) -> Response {
    let code = &settings.error_codes.service_unavailable;
    let message = "the service is not available; try again later";
    Response::json(503, shaped(settings, vec![object("RETRY", code, Value::Null, message, application_id)]))
}

/// 500 for what Oscar has to look at.
pub(super) fn escalate(settings: &Settings, application_id: &str) -> Response {
    let code = &settings.error_codes.internal_error;
    let message = "internal error; contact support with the application_id";
    let error = object("ESCALATE", code, Value::Null, message, Some(application_id));
    Response::json(500, shaped(settings, vec![error]))
}

/// A status that has nothing to do with the data (404, 405, 415).
pub(super) fn generic(status: u16, message: &str) -> Response {
    Response::json(status, json!({"message": message}))
}

/// The first error object of a body, wherever the settings put it.
pub(super) fn first_error(body: &mut Value) -> Option<&mut Map<String, Value>> {
    let at = if body.get("error").is_some() {
        "/error"
    } else if body.get("errors").is_some() {
        "/errors/0"
    } else {
        ""
    };
    body.pointer_mut(at)?.as_object_mut()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(FieldNotation::Dotted, "enrollees[0].ssn")]
    #[case(FieldNotation::JsonPointer, "/enrollees/0/ssn")]
    #[case(FieldNotation::Name, "ssn")]
    fn a_field_is_written_in_the_notation_that_is_set(#[case] set: FieldNotation, #[case] expected: &str) {
        assert_eq!(notation("enrollees[0].ssn", set), expected);
    }

    #[test]
    fn an_indexed_last_member_is_named_without_its_index() {
        assert_eq!(notation("enrollees[3]", FieldNotation::Name), "enrollees");
    }
}
