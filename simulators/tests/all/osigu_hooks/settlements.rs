use rstest::rstest;
use serde_json::{Value, json};
use simulators::osigu::{Settlement, settings::Settling};

use crate::osigu_hooks::support::{
    BATCH_SPONSOR, CLAIMS, PRODUCT, REJECTED, SPONSOR, Sim, seconds, settings, text,
};

const BATCHES: &str = "/v3/settlements";

async fn attach(sim: &Sim, batch: &str, ids: &[&str]) -> Value {
    sim.ok(&format!("{BATCHES}/{batch}/authorizations"), &json!({"authorization_ids": ids})).await
}

async fn candidates(sim: &Sim, batch: &str) -> Vec<String> {
    let page = sim.read(&format!("{BATCHES}/{batch}/pending-authorizations")).await;
    page["content"].as_array().unwrap().iter().map(|entry| text(entry, "claim_id")).collect()
}

async fn dispatch(sim: &Sim, batch: &str) -> Value {
    sim.ok(&format!("{BATCHES}/{batch}/dispatch"), &json!({})).await
}

/// A batch with these claims, dispatched.
async fn dispatched(sim: &Sim, products: &[&str]) -> (String, Vec<String>) {
    let batch = sim.batch(BATCH_SPONSOR).await;
    let mut claims = Vec::new();
    for product in products {
        let (claim, authorization_id) = sim.completed_claim(BATCH_SPONSOR, product).await;
        attach(sim, &batch, &[&authorization_id]).await;
        claims.push(claim);
    }
    dispatch(sim, &batch).await;
    (batch, claims)
}

#[tokio::test]
async fn a_batch_goes_from_open_to_paid() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["settlement.*"]).await;
    let (status, started) =
        sim.post(BATCHES, &json!({"sponsor_slug": BATCH_SPONSOR, "period": "2026-06"})).await;
    assert_eq!(status, 201);
    let batch = text(&started, "settlement_id");
    assert!(batch.starts_with("stl_"));
    assert_eq!(
        (&started["status"], &started["created_at"]),
        (&json!("OPEN"), &json!("2026-06-25T14:00:00Z"))
    );
    let (_, authorization_id) = sim.completed_claim(BATCH_SPONSOR, PRODUCT).await;

    let attached = attach(&sim, &batch, &[&authorization_id]).await;
    assert_eq!(attached, json!({"settlement_id": batch, "status": "OPEN", "attached": [authorization_id]}));
    let document = json!({
        "file_type": "INVOICE",
        "file_name": "invoice.pdf",
        "content_type": "application/pdf",
        "content_base64": "JVBERi0=",
    });
    let (status, filed) = sim.post(&format!("{BATCHES}/{batch}/documents"), &document).await;
    assert_eq!((status, &filed["file_type"]), (201, &json!("INVOICE")));

    let sent = dispatch(&sim, &batch).await;
    assert_eq!(sent, json!({"settlement_id": batch, "status": "SUBMITTED"}));
    sim.refused(&format!("{BATCHES}/{batch}/documents"), &document, 409).await;
    sim.refused(&format!("{BATCHES}/{batch}/dispatch"), &json!({}), 409).await;
    let ids = json!({"authorization_ids": [authorization_id]});
    sim.refused(&format!("{BATCHES}/{batch}/authorizations"), &ids, 409).await;
    sim.pass(seconds(5)).await;

    let event = receiver.only().event();
    assert_eq!(event["event_type"], "settlement.paid");
    let read = sim.read(&format!("{BATCHES}/{batch}")).await;
    assert_eq!(
        (&read["status"], &read["authorization_ids"]),
        (&json!("ACCEPTED"), &json!([authorization_id]))
    );
    assert_eq!(read["documents"].as_array().unwrap().len(), 1);
    let expected = json!({
        "settlement_id": batch,
        "sponsor_slug": BATCH_SPONSOR,
        "period": "2026-06",
        "status": "ACCEPTED",
        "total_amount": read["total_amount"],
    });
    assert_eq!(event["data"], expected);
}

#[rstest]
#[case(json!({"sponsor_slug": BATCH_SPONSOR, "period": "2026-13"}), 422)]
#[case(json!({"sponsor_slug": BATCH_SPONSOR, "period": "June"}), 422)]
#[case(json!({"sponsor_slug": BATCH_SPONSOR}), 422)]
#[case(json!({"period": "2026-06"}), 422)]
#[case(json!({"sponsor_slug": "nobody", "period": "2026-06"}), 404)]
#[tokio::test]
async fn a_batch_with_a_bad_member_is_refused(#[case] body: Value, #[case] expected: u16) {
    let sim = Sim::start().await;
    sim.refused(BATCHES, &body, expected).await;
}

#[tokio::test]
async fn candidates_are_the_completed_claims_of_the_sponsor_that_are_in_no_batch() {
    let sim = Sim::start().await;
    let batch = sim.batch(BATCH_SPONSOR).await;
    let (first, authorization_id) = sim.completed_claim(BATCH_SPONSOR, PRODUCT).await;
    let (second, _) = sim.completed_claim(BATCH_SPONSOR, PRODUCT).await;
    sim.claim(BATCH_SPONSOR, PRODUCT).await;
    sim.completed_claim(SPONSOR, PRODUCT).await;
    assert_eq!(candidates(&sim, &batch).await, [first, second.clone()]);
    let page = sim.read(&format!("{BATCHES}/{batch}/pending-authorizations?page=1&size=1")).await;
    assert_eq!(page["content"][0]["claim_id"], json!(second));
    assert_eq!(page["page"], json!({"size": 1, "total_elements": 2, "total_pages": 2, "number": 1}));
    let entry = &page["content"][0];
    assert!(entry["total_amount"].is_number() && entry["dispensed_at"].is_string(), "{entry}");
    attach(&sim, &batch, &[&authorization_id]).await;
    assert_eq!(candidates(&sim, &batch).await, [second]);
    assert_eq!(sim.get(&format!("{BATCHES}/stl_nobody/pending-authorizations")).await.0, 404);
}

#[tokio::test]
async fn a_batch_takes_only_what_is_a_candidate() {
    let sim = Sim::start().await;
    let batch = sim.batch(BATCH_SPONSOR).await;
    let path = format!("{BATCHES}/{batch}/authorizations");
    let (_, good) = sim.completed_claim(BATCH_SPONSOR, PRODUCT).await;
    let (_, others) = sim.completed_claim(SPONSOR, PRODUCT).await;
    let open = sim.claim(BATCH_SPONSOR, PRODUCT).await;
    let open = text(&sim.read(&format!("{CLAIMS}/{open}")).await, "authorization_id");
    for bad in [&others, &open, "auth_nobody"] {
        sim.refused(&path, &json!({"authorization_ids": [good, bad]}), 422).await;
    }
    assert_eq!(candidates(&sim, &batch).await.len(), 1, "all of them, or none");
    for bad in [json!({}), json!({"authorization_ids": []}), json!({"authorization_ids": [1]})] {
        sim.refused(&path, &bad, 422).await;
    }
    attach(&sim, &batch, &[&good]).await;
    let other = sim.batch(BATCH_SPONSOR).await;
    let body = json!({"authorization_ids": [good]});
    sim.refused(&format!("{BATCHES}/{other}/authorizations"), &body, 422).await;
}

#[tokio::test]
async fn an_empty_batch_is_not_dispatched() {
    let sim = Sim::start().await;
    let batch = sim.batch(BATCH_SPONSOR).await;
    sim.refused(&format!("{BATCHES}/{batch}/dispatch"), &json!({}), 422).await;
    assert_eq!(sim.read(&format!("{BATCHES}/{batch}")).await["status"], "OPEN");
    sim.refused(&format!("{BATCHES}/stl_nobody/dispatch"), &json!({}), 404).await;
}

#[rstest]
#[case::all_wanted(&[PRODUCT, PRODUCT], "settlement.paid", "ACCEPTED")]
#[case::none_wanted(&[REJECTED], "settlement.rejected", "REJECTED")]
#[case::some_wanted(&[REJECTED, PRODUCT], "settlement.partially_accepted", "PARTIALLY_ACCEPTED")]
#[tokio::test]
async fn the_sponsor_decides_claim_by_claim(
    #[case] products: &[&str],
    #[case] event_type: &str,
    #[case] status: &str,
) {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["settlement.*"]).await;
    let (batch, claims) = dispatched(&sim, products).await;
    sim.pass(seconds(5)).await;
    let event = receiver.only().event();
    assert_eq!((&event["event_type"], &event["data"]["status"]), (&json!(event_type), &json!(status)));
    assert_eq!(sim.read(&format!("{BATCHES}/{batch}")).await["status"], status);
    if status == "PARTIALLY_ACCEPTED" {
        let told = &event["data"]["claims"];
        assert_eq!((&told[0]["claim_id"], &told[0]["status"]), (&json!(claims[0]), &json!("REJECTED")));
        assert!(told[0]["rejection_reason"].is_string());
        assert_eq!(told[1], json!({"claim_id": claims[1], "status": "ACCEPTED"}));
    } else {
        assert!(event["data"].get("claims").is_none());
    }
}

#[rstest]
#[case(Settlement::Paid, "settlement.paid")]
#[case(Settlement::Rejected, "settlement.rejected")]
#[case(Settlement::PartiallyAccepted, "settlement.partially_accepted")]
#[tokio::test]
async fn a_tester_can_decide_for_the_sponsor_once(#[case] outcome: Settlement, #[case] event_type: &str) {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["settlement.*"]).await;
    let open = sim.batch(BATCH_SPONSOR).await;
    assert!(!sim.tenant.settle(&open, outcome), "it is not dispatched");
    let (batch, _) = dispatched(&sim, &[PRODUCT, PRODUCT]).await;
    assert!(sim.tenant.settle(&batch, outcome));
    assert!(!sim.tenant.settle(&batch, Settlement::Paid), "it is decided");
    sim.pass(seconds(3600)).await;
    assert_eq!(receiver.only().event_type(), event_type);
}

#[tokio::test]
async fn a_sponsor_may_settle_at_once() {
    let mut settings = settings();
    settings.settling = Settling::AtOnce;
    let sim = Sim::with(settings).await;
    let batch = sim.batch(BATCH_SPONSOR).await;
    let (_, authorization_id) = sim.completed_claim(BATCH_SPONSOR, PRODUCT).await;
    attach(&sim, &batch, &[&authorization_id]).await;
    assert_eq!(dispatch(&sim, &batch).await["status"], "ACCEPTED");
}
