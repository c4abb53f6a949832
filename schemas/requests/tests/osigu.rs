//! Osigu's request shapes: which there are, and what a body of one rests on.

use evidence::{Level, RestsOn, Vendor};
use requests::RequestShape;
use rstest::rstest;
use serde_json::{Value, json};

#[expect(clippy::unwrap_used, reason = "a test names an operation that is there")]
fn shape(operation: &str) -> &'static RequestShape {
    requests::for_operation(Vendor::Osigu, operation).unwrap()
}

#[test]
fn every_operation_with_a_body_has_a_shape() {
    let operations: Vec<_> = requests::shapes(Vendor::Osigu).map(RequestShape::operation).collect();
    assert_eq!(
        operations,
        [
            "attach-claims",
            "attach-indication",
            "complete-authorization-request",
            "complete-dispensation",
            "create-authorization-request",
            "create-claim",
            "create-patient",
            "create-prescription-v1-1",
            "create-prescription-v2",
            "create-prescription",
            "register-provider-product",
            "search-beneficiary",
            "send-otp",
            "start-dispensation",
            "start-settlement",
            "subscribe-webhook",
            "token",
            "upload-settlement-document",
            "validate-otp",
            "void-authorization",
        ]
    );
}

#[rstest]
#[case("token", "grant_type", Level::Documented)]
#[case("search-beneficiary", "document_number", Level::Documented)]
#[case("search-beneficiary", "certificate", Level::Assumed)]
#[case("create-authorization-request", "products[].product_code", Level::Documented)]
#[case("create-authorization-request", "provider_branch_id", Level::Documented)]
#[case("attach-indication", "file_type", Level::Inferred)]
#[case("attach-indication", "content_base64", Level::Assumed)]
#[case("complete-authorization-request", "otp_verification_token", Level::Inferred)]
#[case("complete-dispensation", "products[].unit_price", Level::Assumed)]
#[case("create-prescription", "medications[].duration_days", Level::Documented)]
#[case("create-prescription", "patient.first_name", Level::Assumed)]
#[case("create-prescription-v1-1", "patient_consent.accepted", Level::Assumed)]
#[case("create-prescription-v1-1", "medications[].posology", Level::Documented)]
#[case("create-prescription-v2", "signed_hash", Level::Assumed)]
#[case("create-prescription-v2", "patient_id", Level::Documented)]
#[case("attach-claims", "authorization_ids", Level::Assumed)]
#[case("subscribe-webhook", "event_types", Level::Documented)]
fn a_member_is_known_as_well_as_the_pages_show(
    #[case] operation: &str,
    #[case] member: &str,
    #[case] level: Level,
) {
    assert_eq!(shape(operation).member_level(member), level);
}

#[test]
fn a_body_of_documented_members_rests_on_nothing() {
    let body = json!({"code": "AUTH-2026-001234", "beneficiary_id": "bnf_1"});
    assert_eq!(shape("start-dispensation").rests_on(&body), Vec::<RestsOn>::new());
}

#[test]
fn secrets_and_identity_numbers_are_sensitive() {
    assert_eq!(
        requests::sensitive_members(Vendor::Osigu),
        ["client_secret", "document_number", "member_id", "otp_verification_token"]
    );
}

#[rstest]
#[case("token", json!({"grant_type": "client_credentials", "client_secret": "open-sesame"}), "open-sesame")]
#[case("search-beneficiary", json!({"document_number": 1_000_000_001}), "1000000001")]
#[case("complete-authorization-request", json!({"otp_verification_token": 482_913}), "482913")]
fn a_sensitive_value_stands_in_no_violation(
    #[case] operation: &str,
    #[case] body: Value,
    #[case] secret: &str,
) {
    let found = shape(operation).violations(&body);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!format!("{found:?}").contains(secret), "{found:?}");
}
