//! What faults do to answers. Each changes one thing and works for every shape that the settings can give an answer.

use serde_json::{Value, json};

pub(super) use crate::harm::{html_page, plain_text, teapot, trailing_bytes};
use crate::{
    harm::{each, remove, rewrite, set, twice},
    http::{Body, Response},
};

/// A change that sets the member `$name` wherever it is.
macro_rules! sets {
    ($($effect:ident $name:literal $value:expr;)*) => {
        $(pub(super) fn $effect(body: &mut Value, _: u64) {
            set(body, $name, &json!($value));
        })*
    };
}

/// A change that leaves the member `$name` out.
macro_rules! removes {
    ($($effect:ident $name:literal;)*) => {
        $(pub(super) fn $effect(body: &mut Value, _: u64) {
            remove(body, $name);
        })*
    };
}

sets! {
    capital_token_type "token_type" "Bearer";
    lifetime_in_text "expires_in" "3600";
    active_in_text "active" "true";
    american_date "effective_until" "01/31/2027";
    id_is_number "beneficiary_id" 4711;
    request_starts_completed "status" "COMPLETED";
    rejected_in_other_words "status" "DENIED";
    started_completed "status" "COMPLETED";
    error_code_is_number "error_code" 71;
    other_error_code "error_code" "071-422";
    config_sync "evaluation_mode" "SYNC";
    price_in_text "unit_price" "12.50";
}

removes! {
    without_access_token "access_token";
    without_scope "scope";
    without_lifetime "expires_in";
    without_coverage "coverage";
    without_beneficiary_id "beneficiary_id";
    without_form_fields "fields";
    without_request_id "authorization_request_id";
    without_code "authorization_code";
    without_reason "rejection_reason";
    without_expiry "expires_at";
    without_indications "required_indications";
    without_dispensation_id "dispensation_id";
    without_code_type "code_type";
    without_verification_required "verification_required";
    without_claim "claim_id";
    without_otp_id "otp_id";
    without_verification_token "otp_verification_token";
    without_registration_date "registered_at";
    without_page "page";
    without_error_code "error_code";
    without_message "message";
}

/// The request reads undecided, whatever complete said.
pub(super) fn reads_pending(body: &mut Value, _: u64) {
    if let Some(status) = body.get_mut("status") {
        *status = json!("PENDING_INDICATION");
    }
}

/// Decisions are spelled otherwise; the request's own status is not touched.
pub(super) fn undocumented_decision(body: &mut Value, count: u64) {
    if let Some(authorizations) = body.get_mut("authorizations") {
        rejected_in_other_words(authorizations, count);
    }
}

/// Only the status of the request itself.
pub(super) fn undocumented_request_status(body: &mut Value, _: u64) {
    if let Some(status) = body.get_mut("status").filter(|status| *status == "COMPLETED") {
        *status = json!("DONE");
    }
}

/// Another person is found.
pub(super) fn somebody_else(body: &mut Value, _: u64) {
    set(body, "last_name", &json!("STRANGER"));
}

/// Quantities are one too many.
pub(super) fn one_too_many(body: &mut Value, _: u64) {
    each(body, "quantity", &mut |object| {
        let quantity = object.get("quantity").and_then(Value::as_u64).unwrap_or_default();
        object.insert("quantity".to_owned(), json!(quantity + 1));
    });
}

/// A dispensation's id that nobody has.
pub(super) fn other_dispensation_id(body: &mut Value, count: u64) {
    set(body, "dispensation_id", &json!(format!("dsp_01HX{count:022}")));
}

/// A list of pages as a bare array.
pub(super) fn bare_list(body: &mut Value, _: u64) {
    if let Some(content) = body.get_mut("content").map(Value::take) {
        *body = content;
    }
}

pub(super) fn line_of_text(response: &mut Response) {
    response.content_type = Some("text/plain");
    response.body = Body::Bytes(b"The request could not be processed.\n".to_vec());
}

/// `access_token=…&token_type=bearer`, as some OAuth servers once answered.
pub(super) fn token_as_form(response: &mut Response) {
    let token = response.json_mut().and_then(|body| body.get("access_token")).cloned().unwrap_or_default();
    let body = format!("access_token={}&token_type=bearer", token.as_str().unwrap_or_default());
    response.content_type = Some("application/x-www-form-urlencoded");
    response.body = Body::Bytes(body.into_bytes());
}

pub(super) const fn ok(response: &mut Response) {
    response.status = 200;
}

pub(super) const fn bad_request(response: &mut Response) {
    response.status = 400;
}

pub(super) const fn unauthorized(response: &mut Response) {
    response.status = 401;
}

pub(super) const fn unprocessable(response: &mut Response) {
    response.status = 422;
}

pub(super) const fn internal(response: &mut Response) {
    response.status = 500;
}

pub(super) const fn unavailable(response: &mut Response) {
    response.status = 503;
}

pub(super) fn without_retry_after(response: &mut Response) {
    response.headers.retain(|(name, _)| *name != "retry-after");
}

pub(super) fn duplicate_member(response: &mut Response) {
    twice(response, "beneficiary_id");
}

pub(super) fn latin1(response: &mut Response) {
    rewrite(response, br#""last_name":""#, b"\"last_name\":\"\xd1");
}
