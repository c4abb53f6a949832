use rstest::rstest;
use serde_json::{Value, json};
use simulators::osigu::settings::AutomaticClaim;

use crate::osigu_hooks::support::{
    ASYNC_SPONSOR, CLAIMS, PRODUCT, REJECTED, SPONSOR, Sim, claim, seconds, settings, text,
};

#[tokio::test]
async fn a_claim_is_opened_read_and_completed() {
    let sim = Sim::start().await;
    let (authorization_id, _) = sim.approved(SPONSOR).await;
    let beneficiary_id = sim.beneficiary(SPONSOR).await;
    let mut body = claim(&beneficiary_id, SPONSOR, PRODUCT);
    body["authorization_id"] = json!(authorization_id);
    let (status, opened) = sim.post(CLAIMS, &body).await;
    assert_eq!(status, 201, "{opened}");
    let id = text(&opened, "claim_id");
    assert!(id.starts_with("clm_"));
    assert_eq!((&opened["status"], &opened["created_at"]), (&json!("OPEN"), &json!("2026-06-25T14:00:00Z")));

    let path = format!("{CLAIMS}/{id}");
    let read = sim.read(&path).await;
    assert_eq!((&read["status"], &read["authorization_id"]), (&json!("OPEN"), &json!(authorization_id)));
    assert_eq!(
        (&read["line_items"][0]["product_code"], &read["line_items"][0]["quantity"]),
        (&json!(PRODUCT), &json!(2))
    );
    assert_eq!(read["files"][0]["file_type"], "MEDICAL_INDICATION");
    assert_eq!(read["files"][0]["file_name"], "indication.pdf");
    let unit = read["line_items"][0]["unit_price"].as_f64().unwrap();
    assert!(unit > 0.0);
    assert_eq!(read["total_amount"].as_f64(), Some(unit * 2.0));

    sim.pass(seconds(5)).await;
    let done = sim.ok(&format!("{path}/complete"), &json!({})).await;
    assert_eq!((&done["status"], &done["total_amount"]), (&json!("COMPLETED"), &read["total_amount"]));
    assert_eq!(done["completed_at"], "2026-06-25T14:00:05Z");
    assert_eq!(sim.read(&path).await["status"], "COMPLETED");
    sim.refused(&format!("{path}/complete"), &json!({}), 409).await;
    sim.refused(&format!("{path}/void"), &json!({}), 409).await;
    sim.refused(CLAIMS, &body, 409).await;
}

#[tokio::test]
async fn only_an_open_claim_can_be_voided() {
    let sim = Sim::start().await;
    let path = format!("{CLAIMS}/{}", sim.claim(SPONSOR, PRODUCT).await);
    assert_eq!(sim.ok(&format!("{path}/void"), &json!({})).await["status"], "VOIDED");
    assert_eq!(sim.read(&path).await["status"], "VOIDED");
    sim.refused(&format!("{path}/void"), &json!({}), 409).await;
    sim.refused(&format!("{path}/complete"), &json!({}), 409).await;
}

#[tokio::test]
async fn a_claim_that_nobody_made_is_not_found() {
    let sim = Sim::start().await;
    assert_eq!(sim.get(&format!("{CLAIMS}/clm_nobody")).await.0, 404);
    sim.refused(&format!("{CLAIMS}/clm_nobody/complete"), &json!({}), 404).await;
    sim.refused(&format!("{CLAIMS}/clm_nobody/void"), &json!({}), 404).await;
}

#[rstest]
#[case::no_beneficiary("/beneficiary_id", json!(null), 422)]
#[case::unknown_beneficiary("/beneficiary_id", json!("bnf_nobody"), 404)]
#[case::unknown_sponsor("/sponsor_slug", json!("nobody"), 404)]
#[case::no_diagnosis("/diagnosis_code", json!(null), 422)]
#[case::no_items("/line_items", json!([]), 422)]
#[case::bad_type("/line_items/0/product_type", json!("DRUG"), 422)]
#[case::bad_quantity("/line_items/0/quantity", json!(1.5), 422)]
#[case::unregistered("/line_items/0/product_code", json!("MED-SBX-UNREGISTERED"), 422)]
#[case::unknown_authorization("/authorization_id", json!("auth_nobody"), 404)]
#[tokio::test]
async fn a_claim_with_a_bad_member_is_refused(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] expected: u16,
) {
    let sim = Sim::start().await;
    let mut body = claim(&sim.beneficiary(SPONSOR).await, SPONSOR, PRODUCT);
    body["authorization_id"] = json!(null);
    *body.pointer_mut(pointer).unwrap() = value;
    let code = sim.refused(CLAIMS, &body, expected).await;
    assert_eq!(code == "071-104", pointer.ends_with("product_code"), "{code}");
}

#[tokio::test]
async fn a_claim_needs_an_authorization_that_is_approved_and_of_the_same_people() {
    let sim = Sim::start().await;
    let beneficiary_id = sim.beneficiary(SPONSOR).await;
    let request_id = sim.request(SPONSOR, REJECTED).await;
    let outcome = sim.complete(&request_id).await;
    let mut body = claim(&beneficiary_id, SPONSOR, PRODUCT);
    body["authorization_id"] = outcome["authorizations"][0]["authorization_id"].clone();
    assert!(body["authorization_id"].is_string(), "{outcome}");
    sim.refused(CLAIMS, &body, 422).await;

    let (authorization_id, code) = sim.approved(SPONSOR).await;
    let mut others = claim(&beneficiary_id, ASYNC_SPONSOR, PRODUCT);
    others["authorization_id"] = json!(authorization_id);
    sim.refused(CLAIMS, &others, 422).await;
    sim.ok(&format!("/arc/v1/authorizations/{code}/void"), &json!({"reason": "test"})).await;
    body["authorization_id"] = json!(authorization_id);
    sim.refused(CLAIMS, &body, 422).await;
}

#[tokio::test]
async fn a_dispensation_of_an_authorization_creates_a_completed_claim() {
    let sim = Sim::start().await;
    let (authorization_id, code) = sim.approved(SPONSOR).await;
    let done = sim.dispense(SPONSOR, &code).await;
    let read = sim.read(&format!("{CLAIMS}/{}", text(&done, "claim_id"))).await;
    assert_eq!((&read["status"], &read["authorization_id"]), (&json!("COMPLETED"), &json!(authorization_id)));
    assert_eq!(read["total_amount"], json!(375.0));
    assert_eq!(read["line_items"][0]["quantity"], 30);
    assert_eq!(read["diagnosis_code"], "R51");
    assert_eq!(read["files"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_claim_without_authorization_gets_an_authorization_id() {
    let sim = Sim::start().await;
    let (_, authorization_id) = sim.completed_claim(SPONSOR, PRODUCT).await;
    assert!(authorization_id.starts_with("auth_"));
}

#[tokio::test]
async fn the_other_readings_of_claims_can_be_chosen() {
    let mut settings = settings();
    settings.automatic_claim = AutomaticClaim::Open;
    settings.claim_gets_authorization_id = false;
    let sim = Sim::with(settings).await;
    let (_, code) = sim.approved(SPONSOR).await;
    let done = sim.dispense(SPONSOR, &code).await;
    let path = format!("{CLAIMS}/{}", text(&done, "claim_id"));
    assert_eq!(sim.read(&path).await["status"], "OPEN");
    sim.ok(&format!("{path}/complete"), &json!({})).await;

    let claim_id = sim.claim(SPONSOR, PRODUCT).await;
    sim.ok(&format!("{CLAIMS}/{claim_id}/complete"), &json!({})).await;
    let read = sim.read(&format!("{CLAIMS}/{claim_id}")).await;
    assert_eq!(read["authorization_id"], json!(null));
    let batch = sim.batch(SPONSOR).await;
    let page = sim.read(&format!("/v3/settlements/{batch}/pending-authorizations")).await;
    assert_eq!(page["page"]["total_elements"], 1, "only the claim that has an authorization: {page}");
}
