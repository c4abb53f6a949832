//! The correct integration.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use clock::VirtualClock;
use integrator::{
    Alert, Outcome,
    oscar::{Integration, OpenEnrollment, Operation, Paths},
};
use rstest::rstest;
use serde_json::{Value, json};
use time::macros::{date, datetime};
use wire::{Client, ClientOptions};

use crate::vendor::{DECEMBER, JUNE, Next, Vendor, answer, created, enrollment, life_event, unavailable};

#[tokio::test]
async fn a_503_is_retried_with_the_documented_waits_and_the_same_bytes_and_then_given_up() {
    let vendor = Vendor::start([unavailable()], None).await;
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.status), (Outcome::GaveUp, Some(503)));
    assert_eq!(vendor.gaps(), [1, 2, 4, 8, 16]);
    let seen = vendor.seen();
    assert!(seen.iter().all(|request| request.body == seen[0].body && !request.body.is_empty()));
    let attempts: Vec<_> = completed.calls.iter().map(|call| call.attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 4, 5, 6]);
    assert_eq!(completed.calls[0].started_clock, JUNE);
    let waits: Vec<_> = completed
        .logs
        .iter()
        .filter(|entry| entry.event == "retry")
        .map(|entry| {
            (entry.fields["number"].clone(), entry.fields["wait_s"].clone(), entry.fields["status"].clone())
        })
        .collect();
    let expected: Vec<(Value, Value, Value)> = [1, 2, 4, 8, 16]
        .iter()
        .zip(1..)
        .map(|(wait, number)| (json!(number), json!(wait), json!(503)))
        .collect();
    assert_eq!(waits, expected);
    assert_eq!(completed.log("gave_up").unwrap().fields["retries"], 5);
    assert!(completed.alerts.is_empty());
    assert!(completed.surfaced.unwrap().message.contains("try it later"));
}

#[tokio::test]
async fn a_503_that_clears_is_a_success() {
    let vendor = Vendor::start([unavailable(), unavailable(), created()], None).await;
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.status), (Outcome::Ok, Some(200)));
    assert_eq!(vendor.gaps(), [1, 2]);
    assert_eq!(completed.id("application_id"), Some("app-1"));
    assert!(completed.surfaced.is_none());
}

#[tokio::test]
async fn no_answer_at_all_is_retried_like_a_503() {
    let vendor = Vendor::start([Next::HangUp, Next::HangUp, Next::HangUp, created()], None).await;
    assert_eq!(vendor.enroll().await.outcome, Outcome::Ok);
    assert_eq!(vendor.gaps(), [1, 2, 4]);

    let vendor = Vendor::start([Next::HangUp], None).await;
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.status), (Outcome::GaveUp, None));
    assert_eq!(vendor.seen().len(), 6);
}

#[rstest]
#[case(json!({"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"}))]
#[case(json!({"errors": [{"error_code": "INVALID_SSN", "field": "enrollees[0].ssn"}]}))]
#[case(json!({"error": {"error_code": "INVALID_SSN", "field": "enrollees[0].ssn", "message": "666-12-3456"}}))]
#[tokio::test]
async fn a_400_becomes_feedback_and_is_not_retried(#[case] body: Value) {
    let vendor = Vendor::start([answer(400, body.clone())], None).await;
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.status), (Outcome::Rejected, Some(400)));
    assert_eq!(vendor.seen().len(), 1);
    let surfaced = completed.surfaced.unwrap();
    assert_eq!(surfaced.error_code.as_deref(), Some("INVALID_SSN"));
    assert_eq!(surfaced.field.as_deref(), Some("enrollees[0].ssn"));
    assert_eq!(
        surfaced.message,
        "please correct `enrollees[0].ssn` and send it again: Oscar refused it as INVALID_SSN"
    );
    assert_eq!(completed.body, Some(body));
    assert!(completed.alerts.is_empty() && vendor.integration.stored().application_ids.is_empty());
}

#[tokio::test]
async fn a_500_is_logged_and_alerted_and_not_retried() {
    let vendor = Vendor::start(
        [answer(500, json!({"error": {"details": [{"application_id": "22567-ubt-1ba"}]}}))],
        None,
    )
    .await;
    let heard: Arc<Mutex<Vec<Alert>>> = Arc::default();
    let ear = Arc::clone(&heard);
    let Vendor { integration, .. } = &vendor;
    assert!(integration.stored().oscar_id.is_none());
    let vendor = Vendor {
        integration: vendor
            .integration
            .with_alert_hook(Arc::new(move |alert: &Alert| ear.lock().unwrap().push(alert.clone()))),
        ..vendor
    };
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.status), (Outcome::Escalated, Some(500)));
    assert_eq!(vendor.seen().len(), 1);
    assert_eq!(completed.id("application_id"), Some("22567-ubt-1ba"));
    assert_eq!(completed.log("escalate").unwrap().fields["application_id"], "22567-ubt-1ba");
    assert_eq!(completed.alerts.len(), 1);
    let alert = &completed.alerts[0];
    assert_eq!((alert.to.as_str(), alert.status), ("operations", Some(500)));
    assert_eq!(alert.application_id.as_deref(), Some("22567-ubt-1ba"));
    assert_eq!(*heard.lock().unwrap(), completed.alerts);
}

#[tokio::test]
async fn a_500_without_application_id_is_alerted_all_the_same() {
    let vendor = Vendor::start([Next::Answer(500, "<html>".to_owned())], None).await;
    let completed = vendor.enroll().await;
    assert_eq!(completed.outcome, Outcome::Escalated);
    assert!(completed.alerts[0].reason.contains("names no application_id"));
    assert_eq!(completed.body, Some(json!("<html>")));
}

#[tokio::test]
async fn the_ids_of_an_enrollment_are_kept_logged_and_used() {
    let script = [
        created(),
        answer(200, json!({"memberships": []})),
        answer(200, json!({"application_id": "app-2"})),
        answer(200, json!({"application_id": "not-a-write"})),
        answer(200, json!({"is_autopay_enabled": true})),
        answer(200, json!({"payment_preferences": []})),
    ];
    let vendor = Vendor::start(script, None).await;
    let it = &vendor.integration;
    let completed = vendor.enroll().await;
    assert_eq!(completed.id("oscar_id"), Some("OSC12345678-01"));
    assert_eq!(completed.log("application").unwrap().fields["application_id"], "app-1");
    it.get_membership(None).await;
    it.update_membership(None, json!({"enrollees": []})).await;
    it.get_balance(None, Some(date!(2026 - 07 - 01))).await;
    it.upsert_payment_preference(None, json!({"is_autopay_enabled": true})).await;
    it.get_payment_preferences(None).await;

    let seen = vendor.seen();
    assert_eq!(
        seen.iter().map(crate::vendor::Seen::path).collect::<Vec<_>>(),
        [
            "/ichra-api/v1/memberships/create-membership",
            "/ichra-api/v1/memberships/get-membership",
            "/ichra-api/v1/memberships/update-membership",
            "/ichra-api/v1/payments/get-balance",
            "/ichra-api/v1/payments/upsert-payment-preference",
            "/ichra-api/v1/payments/get-payment-preferences",
        ]
    );
    assert_eq!(seen[1].json(), json!({"member_info": {"oscar_id": "OSC12345678-01"}}));
    assert_eq!(seen[2].json(), json!({"enrollees": [], "oscar_id": "OSC12345678-01"}));
    assert_eq!(seen[3].json(), json!({"oscar_id": "OSC12345678-01", "as_of_date": "2026-07-01"}));
    assert_eq!(seen[5].json(), json!({"oscar_id": "OSC12345678-01"}));
    assert_eq!(it.stored().application_ids, ["app-1", "app-2"]);
    assert!(seen.iter().all(|request| request.head.contains("x-tenant: t-1")));
    assert!(completed.calls[0].sent.request.headers.iter().all(|header| header.name != "x-tenant"));
}

#[tokio::test]
async fn an_id_that_is_given_goes_before_the_one_kept() {
    let vendor = Vendor::start([created(), answer(200, json!({}))], None).await;
    vendor.enroll().await;
    vendor.integration.get_balance(Some("OSC87654321-01"), None).await;
    vendor.integration.update_membership(None, json!({"oscar_id": "OSC11111111-01"})).await;
    assert_eq!(vendor.seen()[1].json(), json!({"oscar_id": "OSC87654321-01"}));
    assert_eq!(vendor.seen()[2].json(), json!({"oscar_id": "OSC11111111-01"}));
}

#[tokio::test]
async fn without_an_enrollment_nothing_is_sent() {
    let vendor = Vendor::start([created()], None).await;
    let completed = vendor.integration.get_membership(None).await;
    assert_eq!(completed.outcome, Outcome::Error);
    assert!(completed.surfaced.unwrap().message.contains("enroll one first"));
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn a_life_event_is_sent_outside_open_enrollment_and_only_there() {
    let vendor = Vendor::start([created()], None).await;
    vendor.integration.enroll(enrollment(), Some(life_event())).await;
    let mut own = enrollment();
    own["qle_info"] = json!({"qualifying_event": "BIRTH"});
    vendor.integration.enroll(own.clone(), None).await;
    vendor.clock.set(DECEMBER);
    vendor.integration.enroll(enrollment(), Some(life_event())).await;
    vendor.integration.enroll(own, None).await;
    let sent: Vec<_> = vendor.seen().iter().map(|request| request.json().get("qle_info").cloned()).collect();
    let birth = json!({"qualifying_event": "BIRTH"});
    assert_eq!(sent, [Some(life_event()), Some(birth.clone()), None, Some(birth)]);
}

#[tokio::test]
async fn without_a_life_event_the_user_is_asked_for_it_before_anything_is_sent() {
    let vendor = Vendor::start([created()], None).await;
    let completed = vendor.integration.enroll(enrollment(), None).await;
    assert_eq!((completed.outcome, completed.status), (Outcome::Rejected, None));
    let surfaced = completed.surfaced.unwrap();
    assert_eq!(surfaced.field.as_deref(), Some("qle_info"));
    assert!(surfaced.message.contains("qualifying life event"));
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn open_enrollment_and_paths_can_be_set() {
    let vendor = Vendor::start_at(datetime!(2026-03-02 0:00 UTC), [created()], None).await;
    let window = OpenEnrollment { from: (time::Month::March, 1), to: (time::Month::April, 1) };
    let paths = Paths { create_membership: "/v2/enroll".to_owned(), ..Paths::default() };
    let integration = vendor.integration.with_open_enrollment(window).with_paths(paths);
    let vendor = Vendor { integration, ..vendor };
    assert_eq!(vendor.integration.enroll(enrollment(), None).await.outcome, Outcome::Ok);
    assert_eq!(vendor.seen()[0].path(), "/v2/enroll");
}

#[tokio::test]
async fn a_raw_call_sends_its_body_as_it_is() {
    let vendor =
        Vendor::start([answer(400, json!({"error_code": "MALFORMED_REQUEST", "field": null}))], None).await;
    let body = b"{ \"enrollees\" : [ ,".to_vec();
    let completed = vendor.integration.call(Operation::CreateMembership, Some(body.clone())).await;
    assert_eq!(vendor.seen()[0].body.as_bytes(), body);
    let surfaced = completed.surfaced.unwrap();
    assert_eq!((surfaced.error_code.as_deref(), surfaced.field), (Some("MALFORMED_REQUEST"), None));
}

#[rstest]
#[case::welcome(Next::Answer(200, "Welcome to Oscar's ICHRA API!".to_owned()), Outcome::Ok)]
#[case::unauthorized(Next::Answer(401, String::new()), Outcome::Unauthorized)]
#[case::unavailable(unavailable(), Outcome::Error)]
#[case::gone(Next::HangUp, Outcome::ConnectionError)]
#[tokio::test]
async fn health_is_asked_once(#[case] next: Next, #[case] expected: Outcome) {
    let vendor = Vendor::start([next], None).await;
    let completed = vendor.integration.health().await;
    assert_eq!(completed.outcome, expected);
    assert_eq!(vendor.seen().len(), 1);
    assert!(vendor.seen()[0].head.starts_with("GET / HTTP/1.1"));
}

#[tokio::test]
async fn a_401_says_what_to_check_and_is_not_retried() {
    let vendor = Vendor::start([Next::Answer(401, String::new())], None).await;
    let completed = vendor.enroll().await;
    assert_eq!((completed.outcome, completed.status), (Outcome::Unauthorized, Some(401)));
    let message = completed.surfaced.unwrap().message;
    assert!(message.contains("file paths") && message.contains("registered"), "{message}");
    assert_eq!(vendor.seen().len(), 1);
}

#[rstest]
#[case::not_found(answer(404, json!({})), "unexpected status 404")]
#[case::html(Next::Answer(200, "<html>".to_owned()), "cannot be read")]
#[case::empty(Next::Answer(200, String::new()), "cannot be read")]
#[case::array(Next::Answer(200, "[]".to_owned()), "cannot be read")]
#[tokio::test]
async fn what_the_rules_do_not_foresee_is_an_error(#[case] next: Next, #[case] expected: &str) {
    let vendor = Vendor::start([next], None).await;
    let completed = vendor.enroll().await;
    assert_eq!(completed.outcome, Outcome::Error);
    assert!(completed.surfaced.unwrap().message.contains(expected));
    assert_eq!(vendor.seen().len(), 1);
}

#[tokio::test]
async fn a_port_that_speaks_no_http_is_not_retried() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await;
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"220 mail.example.com\r\n\r\n").await;
        }
    });
    let mut options = ClientOptions::new(url.parse().unwrap());
    options.timeout = Duration::from_secs(20);
    let clock = Arc::new(VirtualClock::new(JUNE));
    let integration = Integration::new(Client::new(options).unwrap(), clock, Vec::new(), None).unwrap();
    let completed = integration.enroll(enrollment(), Some(life_event())).await;
    assert_eq!(completed.outcome, Outcome::ConnectionError);
    assert_eq!(completed.calls.len(), 1);
}

#[tokio::test]
async fn what_is_logged_serialises_flat_and_names_nobody() {
    let vendor = Vendor::start([unavailable(), created()], None).await;
    let mut request = enrollment();
    request["enrollees"][0]["ssn"] = json!("666123456");
    let completed = vendor.integration.enroll(request, Some(life_event())).await;
    let logs = serde_json::to_string(&completed.logs).unwrap();
    assert!(!logs.contains("666123456"), "{logs}");
    assert_eq!(
        logs,
        r#"[{"level":"warn","event":"retry","number":1,"status":503,"wait_s":1,"operation":"create-membership"},{"level":"info","event":"application","application_id":"app-1","status":200,"operation":"create-membership"},{"level":"info","event":"member","oscar_id":"OSC12345678-01","operation":"create-membership"}]"#
    );
}
