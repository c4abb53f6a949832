//! Osigu's catalogue, and what is said of its answers.

use evidence::{Body, Header, Level, Response, Vendor};
use rstest::rstest;
use schemas::{Catalogue, Violation};
use serde_json::{Value, json};

/// The operations, each with how well its path is known and with its answers but for 401, 403, 429 and 5xx, which all
/// that can be called have. `d` stands for documented, `f` for draft, `i` for inferred, `a` for assumed.
const TABLE: &str = "\
token POST /v1/oauth/token d: 200d 400a
send-otp POST /v1/otp/send d: 201f 200a 400a 404a 422f
validate-otp POST /v1/otp/validate d: 200f 400a 404a 422f
list-sponsors GET /v1/sponsors a: 200a
get-sponsor-configuration GET /arc/v1/sponsors/{sponsorSlug}/configuration d: 200i 404a 422a
list-search-forms GET /v1/sponsors/{sponsorSlug}/forms d: 200d 404a
search-beneficiary POST /v1/sponsors/{sponsorSlug}/search d: 200d 400a 404d 422a
get-dependents GET /v1/beneficiaries/{beneficiaryId}/dependents a: 200a 404a
create-authorization-request POST /arc/v1/authorization-requests d: 201a 200a 400a 404a 409a 422d
get-authorization-request GET /arc/v1/authorization-requests/{authorizationRequestId} d: 200a 404a
attach-indication POST /arc/v1/authorization-requests/{authorizationRequestId}/indications a: 201a 200a 400a 404a 409a 422a
complete-authorization-request POST /arc/v1/authorization-requests/{authorizationRequestId}/complete d: 200a 202a 400a 404a 409a 422a
get-authorization-document-policy
void-authorization POST /arc/v1/authorizations/{authorizationCode}/void a: 200a 400a 404a 409a 422a
update-authorization
start-dispensation POST /dispensing/v1/dispensations d: 201d 400a 404a 409d 422a
get-dispensation GET /dispensing/v1/dispensations/{dispensationId} a: 200a 404a
complete-dispensation POST /dispensing/v1/dispensations/{dispensationId}/complete a: 200a 201a 400a 404a 409a 422a
void-dispensation POST /dispensing/v1/dispensations/{dispensationId}/void a: 200a 400a 404a 409a
get-dispensation-verification-status GET /dispensing/v1/dispensations/{dispensationId}/verification-status a: 200a 404a
create-patient POST /ehr/v1/patients d: 201a 200a 400a 409a 422a
find-patient GET /ehr/v1/patients d: 200a 404a 422a
create-prescription POST /ehr/v1/prescriptions d: 201a 200a 400a 404a 409a 422d
create-prescription-v1-1 POST /ehr/v1.1/prescriptions d: 201a 200a 400a 404a 409a 422d
create-prescription-v2 POST /ehr/v2/prescriptions d: 201a 200a 400a 404a 409a 422d
create-claim POST /arc/v1/outpatient-care-claim d: 201d 400a 404a 409a 422d
get-claim GET /arc/v1/outpatient-care-claim/{claimId} d: 200i 404a
complete-claim POST /arc/v1/outpatient-care-claim/{claimId}/complete a: 200a 202a 400a 404a 409a 422a
void-claim POST /arc/v1/outpatient-care-claim/{claimId}/void a: 200a 400a 404a 409a
get-claim-authorization-files
medical-procedure-claim
start-settlement POST /v3/settlements d: 201d 400a 404a 409a 422a
get-settlement GET /v3/settlements/{settlementId} a: 200a 404a
list-settlement-candidates GET /v3/settlements/{settlementId}/pending-authorizations d: 200i 404a
attach-claims POST /v3/settlements/{settlementId}/authorizations d: 200a 201a 400a 404a 409a 422a
upload-settlement-document POST /v3/settlements/{settlementId}/documents a: 201a 200a 400a 404a 409a 422a
dispatch-settlement POST /v3/settlements/{settlementId}/dispatch a: 202a 200a 400a 404a 409a 422a
list-medications GET /medical-catalogs/v1/medications d: 200i
list-diagnoses GET /medical-catalogs/v1/diagnoses d: 200i
list-products GET /arc/v1/products d: 200i 422a
list-provider-products GET /arc/v1/providers/products d: 200i 422a
register-provider-product POST /arc/v1/providers/products d: 201d 400a 404a 409a 422a
remove-provider-product DELETE /arc/v1/providers/products/{productCode} d: 204d 404a
subscribe-webhook POST /webhooks/v1/subscriptions d: 201a 200a 400a 409a 422a";

const fn letter(level: Level) -> char {
    match level {
        Level::Documented => 'd',
        Level::Draft => 'f',
        Level::Inferred => 'i',
        Level::Assumed => 'a',
    }
}

#[test]
fn the_catalogue_has_every_operation_and_status_at_its_level() {
    let lines: Vec<_> = Catalogue::of(Vendor::Osigu)
        .operations()
        .iter()
        .map(|operation| {
            if operation.not_simulated.is_some() {
                return operation.id.clone();
            }
            let mut line = format!(
                "{} {} {} {}:",
                operation.id,
                operation.method,
                operation.path,
                letter(operation.path_level)
            );
            for row in operation.rows.iter().filter(|row| !matches!(row.status, 401 | 403 | 429 | 500..)) {
                line += &format!(" {}{}", row.status, letter(row.level));
            }
            line
        })
        .collect();
    assert_eq!(lines.join("\n"), TABLE);
}

#[test]
fn every_operation_that_can_be_called_may_refuse_in_general() {
    let catalogue = Catalogue::of(Vendor::Osigu);
    for operation in catalogue.operations().iter().filter(|one| one.not_simulated.is_none()) {
        let level = |status| operation.row(status).map(|row| row.level);
        let is_otp = matches!(operation.id.as_str(), "send-otp" | "validate-otp");
        assert_eq!(level(401), Some(if is_otp { Level::Draft } else { Level::Assumed }), "{}", operation.id);
        let is_token = operation.id == "token";
        assert_eq!(level(403), (!is_token).then_some(Level::Assumed), "{}", operation.id);
        let limit = if is_token { Level::Documented } else { Level::Inferred };
        assert_eq!(level(429), Some(limit), "{}", operation.id);
        assert_eq!([level(500), level(503)], [Some(Level::Inferred); 2], "{}", operation.id);
    }
}

#[test]
fn what_is_not_simulated_says_why_and_nothing_else() {
    let catalogue = Catalogue::of(Vendor::Osigu);
    let apart: Vec<_> = catalogue.operations().iter().filter(|one| one.not_simulated.is_some()).collect();
    let ids: Vec<_> = apart.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "get-authorization-document-policy",
            "update-authorization",
            "get-claim-authorization-files",
            "medical-procedure-claim"
        ]
    );
    for operation in apart {
        let reason = operation.not_simulated.as_deref().unwrap();
        assert!(reason.len() > 40 && reason.ends_with('.'), "{}: {reason}", operation.id);
        assert!(catalogue.rows().iter().all(|row| row.operation != operation.id));
        assert!(requests::for_operation(Vendor::Osigu, &operation.id).is_none());
    }
}

fn response(status: u16, content_type: Option<&str>, body: &[u8]) -> Response {
    Response {
        status,
        version: "HTTP/1.1".to_owned(),
        headers: content_type.into_iter().map(|value| Header::new("content-type", value)).collect(),
        body: Body::from_bytes(body),
    }
}

fn check(operation: &str, status: u16, body: &Value) -> Vec<Violation> {
    let response = response(status, Some("application/json"), body.to_string().as_bytes());
    schemas::check(Vendor::Osigu, operation, &response)
}

fn strongest(violations: &[Violation]) -> Option<Level> {
    violations.iter().map(|one| one.level).max()
}

#[expect(clippy::unwrap_used, reason = "a test names a file that is there")]
fn example(name: &str) -> Value {
    let path = format!("osigu/examples/{name}.json");
    let document = schemas::documents().iter().find(|document| document.path == path).unwrap();
    serde_json::from_str(document.text).unwrap()
}

#[rstest]
#[case::other_success_of_an_open_request(
    "create-authorization-request",
    200,
    "create-authorization-request.201/valid-new"
)]
#[case::completed_later(
    "complete-authorization-request",
    202,
    "complete-authorization-request.200/valid-pending-sponsor"
)]
#[case::placeholders(
    "complete-authorization-request",
    200,
    "complete-authorization-request.200/valid-pending-placeholder"
)]
#[case::rejected_with_code(
    "complete-authorization-request",
    200,
    "complete-authorization-request.200/valid-rejected-with-code"
)]
#[case::no_indication(
    "complete-authorization-request",
    200,
    "complete-authorization-request.200/valid-pending-indication"
)]
#[case::inactive_cover("search-beneficiary", 200, "search-beneficiary.200/valid-inactive")]
#[case::accepted_at_once("dispatch-settlement", 200, "dispatch-settlement.202/valid-accepted")]
#[case::every_version("create-prescription-v2", 201, "create-prescription.201/valid-v2")]
#[case::shared_page("list-medications", 200, "list-products.200/valid-one")]
fn every_reading_of_the_documents_breaks_nothing(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] body: &str,
) {
    assert_eq!(check(operation, status, &example(body)), []);
}

/// The other contract, a gateway, or nothing: what a refusal holds is at most an assumption of ours.
#[rstest]
#[case("start-dispensation", 409, json!({"code": "conflict", "message": "already dispensed"}))]
#[case("search-beneficiary", 404, json!([]))]
#[case("token", 401, json!({"message": "no"}))]
#[case("token", 429, json!("slow down"))]
#[case("create-claim", 422, json!({"code": "invalid", "errors": {"line_items": "empty"}}))]
#[case("complete-authorization-request", 422, json!({"status": "PENDING_INDICATION"}))]
#[case("list-sponsors", 200, json!({"content": []}))]
#[case("get-sponsor-configuration", 200, json!({"rules": []}))]
#[case("complete-dispensation", 200, json!({}))]
#[case("list-products", 200, json!([{"code": "MED-042"}]))]
fn what_no_page_shows_is_at_most_an_assumption(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] body: Value,
) {
    assert_eq!(strongest(&check(operation, status, &body)), Some(Level::Assumed));
}

#[rstest]
#[case(None, b"" as &[u8])]
#[case(Some("text/html"), b"<html>no</html>")]
#[case(Some("application/json"), b"")]
fn a_refusal_may_hold_anything_or_nothing(#[case] content_type: Option<&str>, #[case] body: &[u8]) {
    for status in [400, 401, 403, 404, 409, 422, 429, 500, 503] {
        let answer = response(status, content_type, body);
        let found = schemas::check(Vendor::Osigu, "create-authorization-request", &answer);
        assert_eq!(found, [], "{status}");
    }
}

#[rstest]
#[case::type_of_a_token("token", 200, json!({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600, "scope": "arc:read"}), "OSX-1")]
#[case::cover_without_active("search-beneficiary", 200, json!({"beneficiary_id": "bnf_1", "first_name": "A", "last_name": "B",
    "coverage": {"plan_code": "X", "effective_until": "2027-01-31"}}), "OSG-49")]
#[case::verification_left_out("start-dispensation", 201, json!({"dispensation_id": "dsp_1", "status": "STARTED",
    "code_type": "AUTHORIZATION", "products": [{"product_code": "M", "quantity": 1, "unit_price": 1}]}), "OSX-6")]
#[case::claim_completed_at_once("create-claim", 201, json!({"claim_id": "clm_1", "status": "COMPLETED",
    "created_at": "2026-06-25T14:00:12Z"}), "OSX-8")]
#[case::batch_submitted_at_once("start-settlement", 201, json!({"settlement_id": "stl_1", "status": "SUBMITTED",
    "sponsor_slug": "s", "created_at": "2026-06-25T14:00:12Z"}), "OSX-9")]
fn a_broken_promise_is_documented_and_names_its_clause(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] body: Value,
    #[case] clause: &str,
) {
    let found = check(operation, status, &body);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].level, found[0].clauses.as_slice()), (Level::Documented, &[clause.to_owned()][..]));
}

#[test]
fn an_id_needs_its_prefix_and_a_tail_of_any_letters() {
    let with = |id: &str| json!({"claim_id": id, "status": "OPEN", "created_at": "2026-06-25T14:00:12Z"});
    assert_eq!(check("create-claim", 201, &with("clm_ilou")), []);
    for wrong in ["clm_", "clm", "CLM_01HX", "auth_01HX", ""] {
        let found = check("create-claim", 201, &with(wrong));
        assert_eq!(strongest(&found), Some(Level::Documented), "{wrong}");
    }
}

#[test]
fn a_token_is_in_no_finding() {
    let found = check("token", 200, &json!({"access_token": ["eyJhbGciOiJSUzI1NiIs"], "token_type": 7}));
    assert!(!format!("{found:?}").contains("eyJ"), "{found:?}");
    let found = check("validate-otp", 200, &json!({"otp_verification_token": 482_913}));
    assert!(found[0].actual.contains("[masked]") && !format!("{found:?}").contains("482"), "{found:?}");
}
