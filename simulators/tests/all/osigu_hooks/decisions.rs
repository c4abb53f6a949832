use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use simulators::osigu::settings::EventDetails;
use tokio::sync::Notify;

use crate::osigu_hooks::{
    receiver::Reply,
    support::{ASYNC_SPONSOR, PRODUCT, REJECTED, SPONSOR, START, Sim, seconds, settings, text},
};

const REQUESTS: &str = "/arc/v1/authorization-requests";

#[tokio::test]
async fn an_asynchronous_sponsor_approves_after_exactly_thirty_seconds() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["authorization.*"]).await;
    let request_id = sim.request(ASYNC_SPONSOR, PRODUCT).await;
    let outcome = sim.complete(&request_id).await;
    assert_eq!(outcome["status"], "PENDING_SPONSOR");
    sim.pass(Duration::from_millis(29_999)).await;
    assert_eq!(receiver.take().len(), 0);
    assert_eq!(sim.read(&format!("{REQUESTS}/{request_id}")).await["status"], "PENDING_SPONSOR");

    sim.pass(Duration::from_millis(1)).await;
    let arrival = receiver.only();
    assert_eq!((arrival.at - START).whole_milliseconds(), 30_000);
    assert_eq!(arrival.event_type(), "authorization.created");
    let data = arrival.event()["data"].clone();
    assert_eq!(data["authorization_request_id"], json!(request_id));
    assert_eq!(data["sponsor_slug"], ASYNC_SPONSOR);
    assert_eq!(data["product_type"], "MEDICATION");
    assert_eq!(data["products"], json!([{"product_code": PRODUCT, "quantity": 30, "posology": "1c/8h"}]));
    assert!(data["sponsor_reference"].is_string() && data["additional_data"].is_object());
    assert!(text(&data, "expires_at").starts_with("2026-07-25T14:00:30"), "{data}");

    let read = sim.read(&format!("{REQUESTS}/{request_id}")).await;
    assert_eq!(read["status"], "COMPLETED");
    assert_eq!(read["authorizations"][0]["status"], "APPROVED");
    assert_eq!(read["authorizations"][0]["authorization_code"], data["authorization_code"]);
    assert_eq!(read["beneficiary_id"], data["beneficiary_id"]);
    sim.pass(seconds(3600)).await;
    assert_eq!(receiver.take().len(), 0, "it decides once");
}

#[tokio::test]
async fn an_asynchronous_sponsor_rejects_with_a_reason() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["authorization.*"]).await;
    let request_id = sim.request(ASYNC_SPONSOR, REJECTED).await;
    sim.complete(&request_id).await;
    sim.pass(seconds(30)).await;
    let event = receiver.only().event();
    assert_eq!(event["event_type"], "authorization.rejected");
    let data = &event["data"];
    assert_eq!(data["authorization_request_id"], json!(request_id));
    assert!(!text(data, "rejection_reason").is_empty());
    assert!(data.get("authorization_code").is_none() && data.get("expires_at").is_none());
    let read = sim.read(&format!("{REQUESTS}/{request_id}")).await;
    assert_eq!(read["authorizations"][0]["status"], "REJECTED");
    assert_eq!(read["authorizations"][0]["rejection_reason"], data["rejection_reason"]);
}

#[tokio::test]
async fn a_synchronous_sponsor_tells_nothing() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["*"]).await;
    sim.approved(SPONSOR).await;
    sim.pass(seconds(3600)).await;
    assert_eq!(receiver.take().len(), 0);
}

#[tokio::test]
async fn an_authorization_that_nobody_redeems_is_voided_when_it_expires() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["authorization.*"]).await;
    let (id, code) = sim.approved(SPONSOR).await;
    sim.pass(seconds(30 * 24 * 3600 - 1)).await;
    assert_eq!(receiver.take().len(), 0);
    sim.pass(seconds(1)).await;
    let event = receiver.only().event();
    assert_eq!(event["event_type"], "authorization.voided");
    let data = &event["data"];
    assert_eq!((&data["authorization_id"], &data["authorization_code"]), (&json!(id), &json!(code)));
    assert_eq!(data["voided_by"], "EXPIRY");
    assert!(!text(data, "void_reason").is_empty() && !text(data, "voided_at").is_empty());
}

#[tokio::test]
async fn a_dispensation_is_told_from_start_to_completion() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["dispensing.*"]).await;
    let (id, code) = sim.approved(SPONSOR).await;
    let done = sim.dispense(SPONSOR, &code).await;
    sim.settle_down().await;
    let arrivals = receiver.take();
    let (mut started, mut completed) = (None, None);
    for arrival in &arrivals {
        match arrival.event_type().as_str() {
            "dispensing.started" => started = Some(arrival.event()["data"].clone()),
            _ => completed = Some(arrival.event()["data"].clone()),
        }
    }
    let (started, completed) = (started.unwrap(), completed.unwrap());
    assert_eq!(arrivals.len(), 2);
    assert_eq!((&started["code"], &started["code_type"]), (&json!(code), &json!("AUTHORIZATION")));
    assert_eq!(started["products"], json!([{"product_code": PRODUCT, "quantity": 30}]));
    assert_eq!(started["started_at"], "2026-06-25T14:00:00Z");
    assert!(started["pharmacy"]["provider_slug"].is_string() && started["pharmacy"]["branch_id"].is_string());
    assert_eq!(completed["dispensation_id"], done["dispensation_id"]);
    assert_eq!((&completed["authorization_id"], &completed["prescription_id"]), (&json!(id), &json!(null)));
    assert_eq!(completed["total_amount"], done["total_amount"]);
    assert_eq!(completed["products"][0]["unit_price"], 12.5);
    assert!(completed.get("started_at").is_none() && completed["completed_at"].is_string());
}

#[tokio::test]
async fn a_dispensation_that_nobody_completes_is_cancelled_after_fifteen_minutes() {
    let sim = Sim::start().await;
    let (_, code) = sim.approved(SPONSOR).await;
    let receiver = sim.receiver(&["dispensing.*"]).await;
    let id = sim.started(SPONSOR, &code).await;
    sim.pass(seconds(15 * 60 - 1)).await;
    assert_eq!(receiver.only().event_type(), "dispensing.started");
    sim.pass(seconds(1)).await;
    let event = receiver.only().event();
    assert_eq!(event["event_type"], "dispensing.cancelled");
    assert_eq!(event["data"]["dispensation_id"], json!(id));
    assert!(!text(&event["data"], "cancellation_reason").is_empty());
    assert_eq!(event["data"]["cancelled_at"], "2026-06-25T14:15:00Z");
    assert_ne!(sim.started(SPONSOR, &code).await, id, "the code is free again");
}

#[tokio::test]
async fn the_provider_and_the_sponsor_void_and_the_sponsor_updates() {
    let sim = Sim::start().await;
    let (_, code) = sim.approved(SPONSOR).await;
    let receiver = sim.receiver(&["authorization.*"]).await;
    assert!(sim.tenant.emit_authorization_updated(&code));
    sim.settle_down().await;
    let updated = receiver.only().event();
    assert_eq!(updated["event_type"], "authorization.updated");
    assert!(updated["data"]["changes"].as_array().is_some_and(|changes| !changes.is_empty()));

    let reason = json!({"reason": "not needed any more"});
    sim.ok(&format!("/arc/v1/authorizations/{code}/void"), &reason).await;
    sim.settle_down().await;
    let voided = receiver.only().event();
    assert_eq!(
        (&voided["event_type"], &voided["data"]["voided_by"]),
        (&json!("authorization.voided"), &json!("PROVIDER"))
    );
    assert_eq!(voided["data"]["void_reason"], "not needed any more");

    let (_, other) = sim.approved(SPONSOR).await;
    assert!(sim.tenant.emit_authorization_voided_by_sponsor(&other));
    assert!(!sim.tenant.emit_authorization_voided_by_sponsor(&other), "it is voided already");
    sim.settle_down().await;
    assert_eq!(receiver.only().event()["data"]["voided_by"], "SPONSOR");
}

#[tokio::test]
async fn events_can_be_limited_to_the_members_that_a_document_names() {
    let mut settings = settings();
    settings.event_details = EventDetails::Documented;
    let sim = Sim::with(settings).await;
    let receiver = sim.receiver(&["*"]).await;
    let request_id = sim.request(ASYNC_SPONSOR, REJECTED).await;
    sim.complete(&request_id).await;
    sim.pass(seconds(30)).await;
    let rejected = receiver.only().event()["data"].clone();
    let members: Vec<_> = rejected.as_object().unwrap().keys().collect();
    assert_eq!(members, ["authorization_request_id", "rejection_reason"]);

    let (_, code) = sim.approved(SPONSOR).await;
    sim.started(SPONSOR, &code).await;
    sim.pass(seconds(15 * 60)).await;
    let cancelled = receiver.take().pop().unwrap().event();
    assert_eq!(cancelled["event_type"], "dispensing.cancelled");
    assert_eq!(cancelled["data"].get("cancellation_reason"), None);
    assert_eq!(cancelled["data"]["code"], json!(code));
}

#[tokio::test]
async fn the_fault_event_before_answer_keeps_the_answer_back_until_the_event_is_through() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["authorization.*"]).await;
    let request_id = sim.request(ASYNC_SPONSOR, PRODUCT).await;
    sim.tenant.set_fault(Some("event-before-answer")).unwrap();
    let told = Arc::new(Notify::new());
    receiver.answer([Reply::When(Arc::clone(&told))]);
    let ends = Mutex::new(Vec::new());
    let complete = async {
        let outcome = sim.complete(&request_id).await;
        ends.lock().unwrap().push("answer");
        outcome
    };
    let meanwhile = async {
        receiver.arrived().await;
        // Other calls are answered while this one waits.
        for _ in 0..10 {
            sim.read("/v1/sponsors").await;
        }
        ends.lock().unwrap().push("event");
        told.notify_one();
    };
    let (outcome, ()) = tokio::join!(complete, meanwhile);
    assert_eq!(*ends.lock().unwrap(), ["event", "answer"]);
    let event = receiver.only().event();
    assert_eq!(event["event_type"], "authorization.created");
    assert_eq!(event["data"]["authorization_request_id"], json!(request_id));
    assert_eq!(outcome["status"], "PENDING_SPONSOR");
    assert_eq!(sim.tenant.deliveries().len(), 1, "it is over when the answer arrives");
}
