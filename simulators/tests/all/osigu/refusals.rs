//! Every refusal has its status, its code and a message, and changes nothing.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use simulators::osigu::{Settings, settings::ErrorShape};

use crate::osigu::support::{
    ASYNC, Answer, DISPENSATIONS, MOCK, OTP, PRODUCTS, REQUESTS, Sim, dispensed, indication, medication,
    start,
};

/// A refusal as A-2 has it; gives the paths of its problems.
fn refused(answer: &Answer, status: u16, code: &str) -> Vec<String> {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.body["error_code"], code, "{}", answer.text);
    assert!(!answer.text("message").is_empty());
    let information = answer.body["additional_information"].as_object().unwrap();
    let errors = information.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
    errors.iter().map(|error| error["path"].as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[case("/beneficiary_id", Value::Null, "beneficiary_id")]
#[case("/sponsor_slug", json!(""), "sponsor_slug")]
#[case("/diagnosis_code", json!(51), "diagnosis_code")]
#[case("/products", json!([]), "products")]
#[case("/products", json!("MED-042"), "products")]
#[case("/products/0", json!("MED-042"), "products[0]")]
#[case("/products/0/product_code", Value::Null, "products[0].product_code")]
#[case("/products/0/product_type", json!("DRUG"), "products[0].product_type")]
#[case("/products/0/quantity", json!(0), "products[0].quantity")]
#[case("/products/0/quantity", json!(1.5), "products[0].quantity")]
#[case("/products/0/posology", json!(3), "products[0].posology")]
#[tokio::test]
async fn a_request_with_a_wrong_member_is_422_and_names_it(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] path: &str,
) {
    let sim = Sim::start().await;
    let good = medication(&sim.beneficiary(1).await, MOCK);
    let mut body = good.clone();
    *body.pointer_mut(pointer).unwrap() = value;
    assert_eq!(refused(&sim.post(REQUESTS, &body).await, 422, "071-422"), [path]);
    sim.does(201, REQUESTS, &good).await;
}

#[rstest]
#[case("/beneficiary_id", "bnf_nobody", 404, "071-404")]
#[case("/sponsor_slug", "nobody", 404, "071-404")]
#[case("/sponsor_slug", "sponsor-unaffiliated", 403, "071-403")]
#[case("/products/0/product_code", "MED-SBX-UNREGISTERED", 422, "071-104")]
#[case("/products/0/product_code", "IN-NO-CATALOGUE", 422, "071-104")]
#[tokio::test]
async fn a_request_that_names_what_is_not_there_is_refused(
    #[case] pointer: &str,
    #[case] value: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let sim = Sim::start().await;
    let mut body = medication(&sim.beneficiary(1).await, MOCK);
    *body.pointer_mut(pointer).unwrap() = json!(value);
    refused(&sim.post(REQUESTS, &body).await, status, code);
}

#[rstest]
#[case(json!({"document_type": "CC", "document_number": "999"}), 404, &[])]
#[case(json!({"document_type": "CE", "document_number": "1000000001"}), 404, &[])]
#[case(json!({"member_id": "M-999"}), 404, &[])]
#[case(json!({"document_type": "XX", "document_number": "1000000001"}), 422, &["document_type"])]
#[case(json!({"document_number": "1000000001"}), 422, &["document_type"])]
#[case(json!({"document_type": "CC"}), 422, &["document_number"])]
#[case(json!({}), 422, &["document_type", "member_id"])]
#[tokio::test]
async fn a_search_tells_who_is_unknown_from_what_is_missing(
    #[case] body: Value,
    #[case] status: u16,
    #[case] paths: &[&str],
) {
    let sim = Sim::start().await;
    let answer = sim.post(&format!("/v1/sponsors/{MOCK}/search"), &body).await;
    assert_eq!(refused(&answer, status, &format!("071-{status}")), paths);
}

#[rstest]
#[case("GET", "/v1/sponsors/nobody/forms", 404)]
#[case("GET", "/v1/sponsors/sponsor-unaffiliated/forms", 403)]
#[case("GET", "/arc/v1/sponsors/nobody/configuration?product_type=LAB", 404)]
#[case("GET", "/arc/v1/sponsors/sponsor-sandbox/configuration", 422)]
#[case("GET", "/arc/v1/sponsors/sponsor-sandbox/configuration?product_type=DRUG", 422)]
#[case("GET", "/v1/beneficiaries/bnf_nobody/dependents", 404)]
#[case("GET", "/arc/v1/authorization-requests/areq_nobody", 404)]
#[case("POST", "/arc/v1/authorization-requests/areq_nobody/complete", 404)]
#[case("POST", "/arc/v1/authorization-requests/areq_nobody/indications", 404)]
#[case("POST", "/arc/v1/authorizations/AUTH-2026-0/void", 404)]
#[case("GET", "/dispensing/v1/dispensations/dsp_nobody", 404)]
#[case("GET", "/dispensing/v1/dispensations/dsp_nobody/verification-status", 404)]
#[case("POST", "/dispensing/v1/dispensations/dsp_nobody/complete", 404)]
#[case("POST", "/dispensing/v1/dispensations/dsp_nobody/void", 404)]
#[case("DELETE", "/arc/v1/providers/products/MED-SBX-UNREGISTERED", 404)]
#[case("GET", "/arc/v1/providers/products?product_type=DRUG", 422)]
#[case("GET", "/arc/v1/products?page=one", 422)]
#[case("GET", "/v1/nothing", 404)]
#[tokio::test]
async fn what_nobody_has_is_refused(#[case] method: Method, #[case] path: &str, #[case] status: u16) {
    let sim = Sim::start().await;
    let request = sim.request(method, path).bearer_auth(sim.token().await);
    refused(&sim.send(request).await, status, &format!("071-{status}"));
}

#[tokio::test]
async fn a_wrong_method_is_405_and_names_the_right_one() {
    let sim = Sim::start().await;
    let answer = sim.delete(REQUESTS).await;
    refused(&answer, 405, "071-405");
    assert_eq!(answer.header("allow"), Some("POST"));
}

#[rstest]
#[case("{")]
#[case("[]")]
#[tokio::test]
async fn a_body_that_is_no_json_object_is_400(#[case] body: &'static str) {
    let sim = Sim::start().await;
    let request = sim.request(Method::POST, REQUESTS).bearer_auth(sim.token().await);
    let request = request.header("content-type", "application/json").body(body);
    refused(&sim.send(request).await, 400, "071-400");
}

#[rstest]
#[case("/file_type", json!(""), "file_type")]
#[case("/file_name", Value::Null, "file_name")]
#[case("/content_base64", json!("not base64!"), "content_base64")]
#[tokio::test]
async fn an_indication_that_is_incomplete_is_422(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] path: &str,
) {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, MOCK)).await;
    let mut body = indication();
    *body.pointer_mut(pointer).unwrap() = value;
    let answer = sim.post(&format!("{REQUESTS}/{id}/indications"), &body).await;
    assert_eq!(refused(&answer, 422, "071-422"), [path]);
}

#[rstest]
#[case(MOCK)]
#[case(ASYNC)]
#[tokio::test]
async fn after_complete_nothing_more_is_attached_or_completed(#[case] sponsor: &str) {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, sponsor)).await;
    sim.complete(&id).await;
    let again = sim.post(&format!("{REQUESTS}/{id}/complete"), &json!({})).await;
    refused(&again, 409, "071-409");
    let late = sim.post(&format!("{REQUESTS}/{id}/indications"), &indication()).await;
    refused(&late, 409, "071-409");
}

#[tokio::test]
async fn a_voided_authorization_is_neither_voided_nor_dispensed() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    let void = format!("/arc/v1/authorizations/{code}/void");
    sim.does(200, &void, &json!({"reason": "test"})).await;
    refused(&sim.post(&void, &json!({"reason": "test"})).await, 409, "071-409");
    refused(&sim.post(DISPENSATIONS, &start(&code, &beneficiary)).await, 422, "071-422");
}

#[tokio::test]
async fn an_expired_authorization_is_not_dispensed() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    sim.pass(30 * 86_400 - 1).await;
    sim.forget_token();
    let id = sim.dispense(&code, &beneficiary).await;
    sim.does(200, &format!("{DISPENSATIONS}/{id}/void"), &json!({})).await;
    sim.pass(1).await;
    refused(&sim.post(DISPENSATIONS, &start(&code, &beneficiary)).await, 422, "071-422");
}

#[tokio::test]
async fn a_code_is_dispensed_once_and_to_its_beneficiary_only() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    let other = sim.beneficiary(2).await;
    refused(&sim.post(DISPENSATIONS, &start(&code, &other)).await, 422, "071-422");
    refused(&sim.post(DISPENSATIONS, &start("AUTH-2026-0", &beneficiary)).await, 404, "071-404");
    refused(&sim.post(DISPENSATIONS, &start(&code, "bnf_nobody")).await, 404, "071-404");
    assert_eq!(
        refused(&sim.post(DISPENSATIONS, &json!({})).await, 422, "071-422"),
        ["code", "beneficiary_id"]
    );
    let id = sim.dispense(&code, &beneficiary).await;
    refused(&sim.post(DISPENSATIONS, &start(&code, &beneficiary)).await, 409, "071-409");
    sim.does(200, &format!("{DISPENSATIONS}/{id}/complete"), &dispensed()).await;
    refused(&sim.post(DISPENSATIONS, &start(&code, &beneficiary)).await, 409, "071-409");
    for end in ["complete", "void"] {
        let answer = sim.post(&format!("{DISPENSATIONS}/{id}/{end}"), &dispensed()).await;
        refused(&answer, 409, "071-409");
    }
    let void = sim.post(&format!("/arc/v1/authorizations/{code}/void"), &json!({})).await;
    refused(&void, 409, "071-409");
}

#[rstest]
#[case("/products", json!([]), "products")]
#[case("/products/0/product_code", json!("LAB-HEMO"), "products[0].product_code")]
#[case("/products/0/quantity", json!(31), "products[0].quantity")]
#[case("/products/0/unit_price", json!(-1), "products[0].unit_price")]
#[case("/products/0/unit_price", json!("12.50"), "products[0].unit_price")]
#[tokio::test]
async fn no_more_and_nothing_else_than_authorized_is_dispensed(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] path: &str,
) {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    let id = sim.dispense(&code, &beneficiary).await;
    let mut body = dispensed();
    *body.pointer_mut(pointer).unwrap() = value;
    let answer = sim.post(&format!("{DISPENSATIONS}/{id}/complete"), &body).await;
    assert_eq!(refused(&answer, 422, "071-422"), [path]);
    sim.does(200, &format!("{DISPENSATIONS}/{id}/complete"), &dispensed()).await;
}

async fn send_code(sim: &Sim, beneficiary: &str) -> (String, String) {
    let body = json!({"beneficiary_id": beneficiary, "sponsor_slug": OTP, "channel": "EMAIL"});
    let id = sim.does(201, "/v1/otp/send", &body).await.text("otp_id");
    let code = sim.tenant.otp_code(&id).unwrap();
    (id, code)
}

#[tokio::test]
async fn a_one_time_code_is_refused_when_wrong_late_used_or_unknown() {
    let sim = Sim::start().await;
    let beneficiary = sim.beneficiary(1).await;
    let (id, code) = send_code(&sim, &beneficiary).await;
    let validate =
        async |id: &str, code: &str| sim.post("/v1/otp/validate", &json!({"otp_id": id, "code": code})).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    refused(&validate(&id, wrong).await, 422, "071-422");
    sim.pass(299).await;
    assert_eq!(validate(&id, &code).await.status, 200);
    refused(&validate(&id, &code).await, 422, "071-422");
    let (id, code) = send_code(&sim, &beneficiary).await;
    sim.pass(300).await;
    refused(&validate(&id, &code).await, 422, "071-422");
    refused(&validate("otp_nobody", &code).await, 422, "071-422");
}

#[rstest]
#[case(json!({}), 422, &["beneficiary_id", "sponsor_slug", "channel"])]
#[case(json!({"beneficiary_id": "bnf_nobody", "sponsor_slug": OTP, "channel": "FAX"}), 422, &["channel"])]
#[case(json!({"beneficiary_id": "bnf_nobody", "sponsor_slug": OTP, "channel": "SMS"}), 404, &[])]
#[tokio::test]
async fn a_code_is_not_sent_to_nobody(#[case] body: Value, #[case] status: u16, #[case] paths: &[&str]) {
    let sim = Sim::start().await;
    let answer = sim.post("/v1/otp/send", &body).await;
    assert_eq!(refused(&answer, status, &format!("071-{status}")), paths);
}

#[tokio::test]
async fn a_dispensation_that_demands_a_code_does_not_complete_without_the_beneficiarys_own() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(OTP).await;
    let id = sim.dispense(&code, &beneficiary).await;
    let path = format!("{DISPENSATIONS}/{id}/complete");
    let with = |token: Value| {
        let mut body = dispensed();
        body["otp_verification_token"] = token;
        body
    };
    let member = ["otp_verification_token"];
    assert_eq!(refused(&sim.post(&path, &dispensed()).await, 422, "071-422"), member);
    assert_eq!(refused(&sim.post(&path, &with(json!("made-up"))).await, 422, "071-422"), member);
    assert_eq!(refused(&sim.post(&path, &with(json!(7))).await, 422, "071-422"), member);
    let other = sim.beneficiary(2).await;
    for (whose, pause, status) in [(&other, 0, 422), (&beneficiary, 300, 422), (&beneficiary, 299, 200)] {
        let (id, code) = send_code(&sim, whose).await;
        let body = json!({"otp_id": id, "code": code});
        let token = sim.does(200, "/v1/otp/validate", &body).await.text("otp_verification_token");
        sim.pass(pause).await;
        assert_eq!(sim.post(&path, &with(json!(token))).await.status, status, "{pause}");
    }
}

#[tokio::test]
async fn only_codes_of_the_catalogue_can_be_registered() {
    let sim = Sim::start().await;
    let unknown = sim.post(PRODUCTS, &json!({"product_code": "IN-NO-CATALOGUE"})).await;
    refused(&unknown, 422, "071-422");
    let missing = sim.post(PRODUCTS, &json!({})).await;
    assert_eq!(refused(&missing, 422, "071-422"), ["product_code"]);
}

#[tokio::test]
async fn the_other_error_shape_has_code_and_errors() {
    let sim = Sim::with(Settings { error_shape: ErrorShape::Code, ..Settings::default() }).await;
    let answer = sim.post(REQUESTS, &json!({})).await;
    assert_eq!((answer.status, &answer.body["code"]), (422, &json!("071-422")));
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 4);
}
