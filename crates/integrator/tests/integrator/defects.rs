//! Each defect differs from the correct integration as its name says, and in nothing else.

use integrator::{Completed, Defect, Outcome};
use rstest::rstest;
use serde_json::{Value, json};

use crate::vendor::{Next, Vendor, answer, created, unavailable};

#[rstest]
#[case(Defect::NoBackoff, &[0, 0, 0, 0, 0])]
#[case(Defect::ConstantDelay, &[1, 1, 1, 1, 1])]
#[case(Defect::FirstWaitWrong, &[2, 2, 4, 8, 16])]
#[case(Defect::SecondWaitWrong, &[1, 4, 4, 8, 16])]
#[case(Defect::ThirdWaitWrong, &[1, 2, 8, 8, 16])]
#[case(Defect::SixRetries, &[1, 2, 4, 8, 16, 32])]
#[case(Defect::GivesUpAfterTwo, &[1, 2])]
#[case(Defect::NeverRetries, &[])]
#[tokio::test]
async fn the_waits_are_wrong_as_named(#[case] defect: Defect, #[case] expected: &[i64]) {
    let vendor = Vendor::start([unavailable()], Some(defect)).await;
    let completed = vendor.enroll().await;
    assert_eq!(vendor.gaps(), expected);
    assert_eq!(completed.outcome, Outcome::GaveUp);
    let seen = vendor.seen();
    assert!(seen.iter().all(|request| request.body == seen[0].body), "only the waits are wrong");
}

#[rstest]
#[case(Defect::RetriesA400, 400, Outcome::Rejected)]
#[case(Defect::RetriesA500, 500, Outcome::Escalated)]
#[tokio::test]
async fn what_must_not_be_retried_is(#[case] defect: Defect, #[case] status: u16, #[case] outcome: Outcome) {
    let body = json!({"error_code": "X", "field": "y", "application_id": "app-9"});
    let vendor = Vendor::start([answer(status, body)], Some(defect)).await;
    let completed = vendor.enroll().await;
    assert_eq!(vendor.gaps(), [1, 2, 4, 8, 16]);
    assert_eq!(completed.outcome, outcome);
    assert!(completed.surfaced.is_some());
}

#[tokio::test]
async fn changes_the_body_on_retry() {
    let vendor = Vendor::start([unavailable(), created()], Some(Defect::ChangesTheBodyOnRetry)).await;
    let completed = vendor.enroll().await;
    let seen = vendor.seen();
    assert_ne!(seen[0].body, seen[1].body);
    assert_eq!(seen[1].json()["retry"], 1);
    assert_eq!(completed.outcome, Outcome::Ok);
    assert_eq!(vendor.gaps(), [1]);
}

#[tokio::test]
async fn drops_application_id() {
    let script = [created(), answer(500, json!({"application_id": "app-9"}))];
    let vendor = Vendor::start(script, Some(Defect::DropsApplicationId)).await;
    let completed = vendor.enroll().await;
    assert!(completed.id("application_id").is_none() && completed.log("application").is_none());
    assert!(vendor.integration.stored().application_ids.is_empty());
    assert_eq!(completed.id("oscar_id"), Some("OSC12345678-01"));
    assert_eq!(vendor.enroll().await.id("application_id"), Some("app-9"), "a 500 is as it should be");
}

#[tokio::test]
async fn drops_escalation_application_id() {
    let script = [created(), answer(500, json!({"application_id": "app-9"}))];
    let vendor = Vendor::start(script, Some(Defect::DropsEscalationApplicationId)).await;
    assert_eq!(vendor.enroll().await.id("application_id"), Some("app-1"), "a success is as it should be");
    let completed = vendor.enroll().await;
    assert!(completed.id("application_id").is_none());
    assert_eq!(completed.log("escalate").unwrap().fields["application_id"], Value::Null);
    assert_eq!(completed.alerts.len(), 1);
    let said = serde_json::to_string(&(&completed.alerts, &completed.logs, &completed.surfaced)).unwrap();
    assert!(!said.contains("app-9"), "{said}");
}

#[tokio::test]
async fn no_alert() {
    let vendor =
        Vendor::start([answer(500, json!({"application_id": "app-9"}))], Some(Defect::NoAlert)).await;
    let completed = vendor.enroll().await;
    assert!(completed.alerts.is_empty());
    assert_eq!(completed.log("escalate").unwrap().fields["application_id"], "app-9");
}

async fn refused(defect: Defect) -> Completed {
    let body = json!({"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"});
    let vendor = Vendor::start([answer(400, body)], Some(defect)).await;
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.calls.len()), (Outcome::Rejected, 1));
    completed
}

#[tokio::test]
async fn ignores_error_code_and_field() {
    let surfaced = refused(Defect::IgnoresErrorCodeAndField).await.surfaced.unwrap();
    assert_eq!((surfaced.error_code, surfaced.field), (None, None));
    assert!(!surfaced.message.contains("ssn") && !surfaced.message.contains("INVALID_SSN"));
}

#[tokio::test]
async fn no_feedback() {
    let completed = refused(Defect::NoFeedback).await;
    assert!(completed.surfaced.is_none());
    assert_eq!(completed.log("rejected").unwrap().fields["error_code"], "INVALID_SSN", "it did read them");
}

#[tokio::test]
async fn forgets_oscar_id() {
    let vendor = Vendor::start([created(), answer(200, json!({}))], Some(Defect::ForgetsOscarId)).await;
    vendor.enroll().await;
    vendor.integration.get_membership(None).await;
    let sent = vendor.seen()[1].json();
    assert!(sent["member_info"]["oscar_id"].is_string());
    assert_ne!(sent["member_info"]["oscar_id"], "OSC12345678-01");
}

#[tokio::test]
async fn omits_qle_info() {
    let vendor = Vendor::start([created()], Some(Defect::OmitsQleInfo)).await;
    vendor.enroll().await;
    let mut own = crate::vendor::enrollment();
    own["qle_info"] = crate::vendor::life_event();
    vendor.integration.enroll(own, None).await;
    assert!(vendor.seen().iter().all(|request| request.json().get("qle_info").is_none()));
    assert_eq!(vendor.seen().len(), 2);
}

/// A defect of one class leaves the other classes alone.
#[tokio::test]
async fn every_defect_is_unlike_the_correct_integration_in_its_own_way_only() {
    let calm =
        [Defect::NoBackoff, Defect::SixRetries, Defect::NoAlert, Defect::NoFeedback, Defect::RetriesA400];
    for defect in calm {
        let vendor = Vendor::start([created(), answer(200, json!({}))], Some(defect)).await;
        let completed = vendor.enroll().await;
        assert_eq!(completed.outcome, Outcome::Ok, "{defect}");
        assert_eq!(completed.id("application_id"), Some("app-1"), "{defect}");
        assert!(vendor.seen()[0].json().get("qle_info").is_some(), "{defect}");
    }
    let vendor = Vendor::start([Next::Answer(401, String::new())], Some(Defect::RetriesA500)).await;
    assert_eq!(vendor.enroll().await.calls.len(), 1);
}
