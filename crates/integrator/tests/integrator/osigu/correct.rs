//! The correct integration.

use std::sync::Arc;

use futures::future::join_all;
use integrator::{
    Outcome,
    osigu::{
        AuthorizationInput, Decision, EnvironmentName, Integration, Operation, Paths, PrescriptionInput,
        SearchInput, StateInput, Task,
    },
};
use rstest::rstest;
use serde_json::{Value, json};

use super::vendor::{Bench, authorization, event, search};
use crate::vendor::{Next, Seen, answer, unavailable};

#[tokio::test]
async fn an_authorization_goes_through_all_its_steps_and_keeps_the_ids() {
    let bench = Bench::start(None).await;
    let end = bench.authorize("sync", "MED-SBX-001").await;
    assert_eq!((end.outcome, end.status), (Outcome::Approved, Some(200)));
    let operations: Vec<_> = end.calls.iter().map(|call| call.operation).collect();
    assert_eq!(
        operations,
        [
            "token",
            "list-search-forms",
            "search-beneficiary",
            "get-sponsor-configuration",
            "create-authorization-request",
            "attach-indication",
            "complete-authorization-request",
        ]
    );
    assert_eq!(end.id("beneficiary_id"), Some("bnf_0"));
    assert_eq!(end.id("authorization_request_id"), Some("areq_1"));
    assert_eq!(end.id("authorization_code"), Some("AUTH-2026-000001"));
    assert_eq!(bench.integration.decision("areq_1"), Decision::Approved);
    assert!(end.surfaced.is_none());
    let created = bench.seen("/authorization-requests")[0].clone();
    assert_eq!(
        created.json(),
        json!({"beneficiary_id": "bnf_0", "sponsor_slug": "sync", "diagnosis_code": "R51", "products": [
            {"product_code": "MED-SBX-001", "product_type": "MEDICATION", "quantity": 30}
        ]})
    );
    assert_eq!(created.header("authorization"), Some("Bearer token-1"));
    assert_eq!(created.header("x-tenant"), Some("sandbox"));
    assert_eq!(bench.seen("/indications")[0].json()["file_type"], "MEDICAL_INDICATION");
    assert!(bench.seen("/search")[0].header("idempotency-key").is_none(), "a search writes nothing");
}

#[tokio::test]
async fn what_is_remembered_is_not_asked_for_again_within_its_time() {
    let bench = Bench::start(None).await;
    bench.authorize("sync", "MED-SBX-001").await;
    bench.authorize("sync", "MED-SBX-001").await;
    let counts = |bench: &Bench| ["/search", "/forms", "/configuration"].map(|end| bench.seen(end).len());
    assert_eq!(counts(&bench), [1, 1, 1]);
    bench.set_seconds(300);
    bench.authorize("sync", "MED-SBX-001").await;
    assert_eq!(counts(&bench), [2, 2, 2]);
    bench.integration.reset();
    bench.authorize("sync", "MED-SBX-001").await;
    assert_eq!(counts(&bench), [3, 3, 3]);
    assert_eq!(bench.integration.decision("areq_1"), Decision::Unknown);
    assert_eq!(bench.seen("/token").len(), 2);
}

#[rstest]
#[case(600, 500)]
#[case(3600, 3000)]
#[tokio::test]
async fn a_token_is_renewed_at_its_time_and_not_before(#[case] life: u64, #[case] renewed: i64) {
    let bench = Bench::start(None).await;
    bench.state.lock().unwrap().token_seconds = Some(life);
    for seconds in [0, renewed - 1, renewed] {
        bench.set_seconds(seconds);
        assert_eq!(bench.integration.token().await.outcome, Outcome::Ok);
    }
    assert_eq!(bench.times("/token"), [0, renewed]);
}

#[tokio::test]
async fn a_crowd_shares_the_failure_of_the_one_request_for_a_token() {
    let bench = Bench::start(None).await;
    bench.trouble("/token", &unavailable(), 99);
    let ends = join_all((0..50).map(|_| bench.search("1000000001"))).await;
    assert_eq!(bench.times("/token"), [0, 1, 3, 7, 15]);
    assert!(ends.iter().all(|end| end.outcome == Outcome::GaveUp));
    assert_eq!(ends.iter().filter(|end| !end.calls.is_empty()).count(), 1);
}

#[tokio::test]
async fn a_crowd_of_workers_waits_on_the_clock_for_the_token() {
    let bench = Bench::start(None).await;
    bench.trouble("/token", &Next::Later(429, 40), 1);
    let tasks = (0..30).map(|_| Task::Search(search("1000000001"))).collect();
    let ends = bench.integration.batch(tasks, 10).await;
    assert_eq!(bench.times("/token"), [0, 40]);
    assert!(ends.len() == 30 && ends.iter().all(|end| end.outcome == Outcome::Ok));
}

#[tokio::test]
async fn a_batch_returns_its_ends_in_order() {
    let bench = Bench::start(None).await;
    bench.trouble("/search", &unavailable(), 2);
    let tasks = ["1000000001", "1", "1000000007", "1000000001"].map(|number| Task::Search(search(number)));
    let ends = bench.integration.batch(tasks.to_vec(), 4).await;
    let outcomes: Vec<_> = ends.iter().map(|end| end.outcome.name()).collect();
    assert_eq!(outcomes, ["ok", "not_found", "inactive", "ok"]);
    assert!(bench.integration.batch(Vec::new(), 10).await.is_empty());
}

#[tokio::test]
async fn a_token_stands_in_no_result_and_a_secret_in_no_debug_text() {
    let bench = Bench::start(None).await;
    let end = bench.integration.token().await;
    let said = format!("{:?} {:?} {:?} {:?}", end.body, end.logs, end.ids, bench.integration.environment());
    assert!(!said.contains("token-1") && !said.contains("sandbox-secret"), "{said}");
}

#[tokio::test]
async fn a_401_is_answered_by_one_new_token_and_not_for_the_others_again() {
    let bench = Bench::start(None).await;
    bench.search("1000000001").await;
    bench.trouble("/search", &answer(401, json!({"error_code": "071-401", "message": "expired"})), 1);
    let end = bench.search("1000000001").await;
    assert_eq!(end.outcome, Outcome::Ok);
    let searches = bench.seen("/search");
    let bearers: Vec<_> = searches.iter().filter_map(|seen| seen.header("authorization")).collect();
    assert_eq!(bearers, ["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
    assert_eq!(end.calls.iter().map(|call| call.attempt).collect::<Vec<_>>(), [1, 1, 2]);
}

#[tokio::test]
async fn wrong_credentials_are_told_and_not_tried_again() {
    let bench = Bench::start(None).await;
    bench.trouble("/token", &answer(401, json!({"error": "invalid_client"})), 9);
    let end = bench.search("1000000001").await;
    assert_eq!((end.outcome, bench.seen("/token").len()), (Outcome::Unauthorized, 1));
    let surfaced = end.surfaced.unwrap();
    assert_eq!(surfaced.error_code.as_deref(), Some("invalid_client"));
    assert!(surfaced.message.contains("client_secret"));
}

#[rstest]
#[case::forbidden(answer(403, json!({"error_code": "071-403", "message": "m"})), Outcome::Forbidden, 1)]
#[case::not_found(answer(404, json!({"error_code": "071-404", "message": "m"})), Outcome::NotFound, 1)]
#[case::conflict(answer(409, json!({"error_code": "071-409", "message": "m"})), Outcome::Conflict, 1)]
#[case::rejected(answer(422, json!({"error_code": "071-422", "message": "m"})), Outcome::Rejected, 1)]
#[case::teapot(answer(418, json!({})), Outcome::Error, 1)]
#[case::html(Next::Answer(200, "<html>".to_owned()), Outcome::Error, 1)]
#[case::empty(Next::Answer(200, String::new()), Outcome::Error, 1)]
#[case::no_id(answer(200, json!({})), Outcome::Error, 1)]
#[case::internal(answer(500, json!({})), Outcome::GaveUp, 5)]
#[case::gateway(Next::Answer(502, "<html>".to_owned()), Outcome::GaveUp, 5)]
#[case::nothing(Next::HangUp, Outcome::GaveUp, 5)]
#[case::in_a_day(Next::Later(429, 86_400), Outcome::GaveUp, 1)]
#[case::never(Next::Later(503, u32::MAX), Outcome::GaveUp, 1)]
#[tokio::test]
async fn an_answer_is_what_its_status_says(
    #[case] next: Next,
    #[case] outcome: Outcome,
    #[case] tries: usize,
) {
    let bench = Bench::start(None).await;
    bench.trouble("/dispensations", &next, 9);
    let end = bench.dispense().await;
    assert_eq!((end.outcome, bench.seen("/dispensations").len()), (outcome, tries));
    let surfaced = end.surfaced.unwrap();
    if let Next::Answer(403..=422, body) = next
        && let Ok(body) = serde_json::from_str::<Value>(&body)
        && let Some(code) = body["error_code"].as_str()
    {
        assert_eq!(surfaced.error_code.as_deref(), Some(code));
        assert!(surfaced.message.contains(&format!("({code}): m; ")), "{}", surfaced.message);
    }
}

#[tokio::test]
async fn a_wait_is_never_shorter_than_the_vendor_asks_for_nor_than_the_backoff() {
    let bench = Bench::start(None).await;
    for seconds in [9, 0, 1, 30] {
        bench.trouble("/forms", &Next::Later(503, seconds), 1);
    }
    assert_eq!(bench.search("1000000001").await.outcome, Outcome::Ok);
    assert_eq!(bench.times("/forms"), [0, 9, 11, 15, 45]);
}

#[rstest]
#[case(answer(422, json!({"error_code": "071-422", "message": "document missing"})), Outcome::PendingIndication)]
#[case(answer(409, json!({"error_code": "071-409", "message": "completed already"})), Outcome::Conflict)]
#[tokio::test]
async fn a_missing_document_may_be_a_422(#[case] next: Next, #[case] outcome: Outcome) {
    let bench = Bench::start(None).await;
    bench.trouble("/complete", &next, 1);
    let end = bench.authorize("sync", "MED-SBX-001").await;
    assert_eq!(end.outcome, outcome);
    assert_eq!(bench.integration.decision("areq_1"), Decision::Pending);
}

#[tokio::test]
async fn what_the_sponsor_wants_is_asked_of_the_user_before_anything_is_begun() {
    let bench = Bench::start(None).await;
    let configuration = json!({"required_fields": ["service_type_code"], "verification": {"otp": true}});
    bench.trouble("/configuration?product_type=MEDICATION", &answer(200, configuration), 1);
    let end = bench.authorize("sync", "MED-SBX-001").await;
    assert_eq!(end.outcome, Outcome::Rejected);
    assert_eq!(end.surfaced.unwrap().field.as_deref(), Some("service_type_code"));

    let mut input = authorization("sync", "MED-SBX-001");
    input.further.insert("service_type_code".to_owned(), json!("OUTPATIENT"));
    let end = bench.integration.authorize(input.clone()).await;
    assert_eq!(end.outcome, Outcome::VerificationRequired);
    assert!(bench.seen("/authorization-requests").is_empty());

    input.otp_verification_token = Some("otv_1".to_owned());
    bench.integration.authorize(input).await;
    assert_eq!(bench.seen("/authorization-requests")[0].json()["service_type_code"], "OUTPATIENT");
    assert_eq!(bench.seen("/complete")[0].json(), json!({"otp_verification_token": "otv_1"}));
}

#[rstest]
#[case(AuthorizationInput { diagnosis_code: None, ..authorization("sync", "MED-SBX-001") }, "diagnosis_code")]
#[case(AuthorizationInput { form: None, ..authorization("sync", "MED-SBX-001") }, "form")]
#[tokio::test]
async fn an_incomplete_wish_is_not_sent(#[case] input: AuthorizationInput, #[case] field: &str) {
    let bench = Bench::start(None).await;
    let end = bench.integration.authorize(input).await;
    assert_eq!(end.surfaced.unwrap().field.as_deref(), Some(field));
    assert!(end.calls.is_empty());
}

#[tokio::test]
async fn inputs_that_fill_in_no_form_are_asked_for() {
    let bench = Bench::start(None).await;
    let form = json!({"member_id": "M-1"}).as_object().unwrap().clone();
    let end = bench.integration.search(SearchInput { sponsor_slug: "sync".to_owned(), form }).await;
    assert_eq!(end.outcome, Outcome::Rejected);
    let surfaced = end.surfaced.unwrap();
    assert_eq!(surfaced.field.as_deref(), Some("document_type"));
    assert!(surfaced.message.ends_with("document_type and document_number"), "{}", surfaced.message);
    assert!(bench.seen("/search").is_empty());
}

#[tokio::test]
async fn a_beneficiary_whose_id_was_given_is_found_again_after_a_reset() {
    let bench = Bench::start(None).await;
    let id = bench.search("1000000001").await.id("beneficiary_id").map(str::to_owned);
    bench.state.lock().unwrap().generation += 1;
    let input = AuthorizationInput { beneficiary_id: id, form: None, ..authorization("sync", "MED-SBX-001") };
    assert_eq!(bench.integration.authorize(input).await.outcome, Outcome::Approved);
    let stranger = AuthorizationInput {
        beneficiary_id: Some("bnf_x".to_owned()),
        form: None,
        ..authorization("sync", "MED-SBX-001")
    };
    let end = bench.integration.authorize(stranger).await;
    assert_eq!((end.outcome, bench.seen("/search").len()), (Outcome::NotFound, 2));
}

#[tokio::test]
async fn a_refusal_that_a_fresh_search_does_not_explain_is_told() {
    let bench = Bench::start(None).await;
    bench.authorize("sync", "MED-SBX-001").await;
    let end = bench.authorize("sync", "MED-999").await;
    assert_eq!(end.outcome, Outcome::Rejected);
    assert_eq!(end.surfaced.unwrap().error_code.as_deref(), Some("071-104"));
    assert_eq!(bench.seen("/authorization-requests").len(), 2, "the same request is not sent again");
}

#[tokio::test]
async fn a_decision_that_came_by_an_event_agrees_with_a_later_read() {
    let bench = Bench::start(None).await;
    assert_eq!(bench.authorize("async", "MED-SBX-001").await.outcome, Outcome::PendingSponsor);
    let end = bench.integration.event(event("evt_1", "areq_1", "sandbox")).await;
    assert_eq!(end.body.unwrap()["decision"], "approved");
    assert_eq!(end.ids["authorization_code"], "AUTH-2026-000001");
    let read = bench.integration.state("areq_1").await;
    assert_eq!(
        read.body.unwrap(),
        json!({"authorization_request_id": "areq_1", "decision": "approved", "status": "COMPLETED"})
    );
}

#[tokio::test]
async fn a_rejection_that_came_by_an_event_is_told_with_its_reason() {
    let bench = Bench::start(None).await;
    bench.authorize("async", "MED-SBX-001").await;
    let mut event = event("evt_1", "areq_1", "sandbox");
    event["event_type"] = json!("authorization.rejected");
    event["data"]["rejection_reason"] = json!("not covered");
    let surfaced = bench.integration.event(event).await.surfaced.unwrap();
    assert_eq!(surfaced.rejection_reason.as_deref(), Some("not covered"));
    assert_eq!(bench.integration.decision("areq_1"), Decision::Rejected);
}

#[rstest]
#[case(json!({"event_type": "authorization.created", "environment": "sandbox"}), Outcome::Error)]
#[case(json!("text"), Outcome::Error)]
#[case(json!({"event_id": "e", "event_type": "settlement.paid", "environment": "sandbox"}), Outcome::Ok)]
#[case(json!({"event_id": "e", "event_type": "authorization.created"}), Outcome::Ignored)]
#[tokio::test]
async fn an_event_that_decides_nothing_changes_nothing(#[case] event: Value, #[case] outcome: Outcome) {
    let bench = Bench::start(None).await;
    bench.authorize("async", "MED-SBX-001").await;
    assert_eq!(bench.integration.event(event).await.outcome, outcome);
    assert_eq!(bench.integration.decision("areq_1"), Decision::Pending);
}

#[tokio::test]
async fn a_request_that_the_vendor_has_lost_is_none_of_ours_any_more() {
    let bench = Bench::start(None).await;
    bench.authorize("async", "MED-SBX-001").await;
    bench.trouble("/areq_1", &answer(404, json!({"error_code": "071-404"})), 1);
    let task = Task::State(StateInput { authorization_request_id: "areq_1".to_owned() });
    assert_eq!(bench.integration.perform(task).await.outcome, Outcome::NotFound);
    assert_eq!(bench.integration.decision("areq_1"), Decision::Unknown);
}

#[tokio::test]
async fn a_dispensation_delivers_what_was_started() {
    let bench = Bench::start(None).await;
    let end = bench.dispense().await;
    assert_eq!((end.outcome, end.id("claim_id")), (Outcome::Ok, Some("clm_1")));
    let delivered =
        json!({"products": [{"product_code": "MED-SBX-001", "quantity": 30, "unit_price": 12.5}]});
    assert_eq!(bench.seen("/complete")[0].json(), delivered);

    let started = json!({"dispensation_id": "dsp_2", "verification_required": "OTP", "products": []});
    bench.trouble("/dispensations", &answer(201, started), 1);
    assert_eq!(bench.dispense().await.outcome, Outcome::VerificationRequired);
    assert_eq!(bench.seen("/complete").len(), 1);
}

#[rstest]
#[case::known(json!([{"patient_id": "pat_7", "document_type": "CC"}]), "pat_7", 0)]
#[case::another_document(json!([{"patient_id": "pat_7", "document_type": "PA"}]), "pat_1", 1)]
#[case::unknown(json!([]), "pat_1", 1)]
#[tokio::test]
async fn a_patient_is_registered_only_once(#[case] found: Value, #[case] id: &str, #[case] created: usize) {
    let bench = Bench::start(None).await;
    bench.trouble("?document_number=1000000001", &answer(200, found), 1);
    let patient = json!({"first_name": "Ana", "document_type": "CC", "document_number": "1000000001"});
    let input = PrescriptionInput { patient: Some(patient), ..PrescriptionInput::default() };
    let end = bench.integration.prescribe(input).await;
    assert_eq!((end.outcome, end.id("patient_id")), (Outcome::Ok, Some(id)));
    assert_eq!(end.id("prescription_code"), Some("RX-2026-0001"));
    let creations =
        bench.seen("/patients").iter().filter(|seen: &&Seen| seen.head.starts_with("POST")).count();
    assert_eq!(creations, created);
    assert_eq!(bench.seen("/prescriptions")[0].json()["patient_id"], id);
}

#[tokio::test]
async fn an_empty_batch_is_not_dispatched() {
    let bench = Bench::start(None).await;
    let none = answer(200, json!({"content": [], "page": {"total_pages": 0}}));
    bench.trouble("/pending-authorizations", &none, 1);
    let end = bench.settle().await;
    assert_eq!((end.outcome, end.id("settlement_id")), (Outcome::Rejected, Some("stl_1")));
    assert!(bench.seen("/dispatch").is_empty() && bench.seen("/authorizations").is_empty());
}

#[tokio::test]
async fn a_path_can_be_another_one_and_an_environment_must_be_there() {
    let bench = Bench::start(None).await;
    let Bench { integration, .. } = bench;
    let integration = integration.with_paths(Paths::default().with(Operation::Token, "/oauth/token"));
    let end = integration.token().await;
    assert!(end.calls[0].sent.request.url.ends_with("/oauth/token"));
    let clock = Arc::clone(&(Arc::new(bench.clock) as clock::SharedClock));
    let error =
        Integration::new(vec![integration.environment().clone()], EnvironmentName::Production, clock, None);
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("environment `production` is not configured (configured: sandbox)"), "{error}");
}
