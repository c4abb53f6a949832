use rstest::rstest;
use serde_json::{Value, json};

use crate::osigu_hooks::support::{Sim, prescription, settings};

const PATH: &str = "/webhooks/v1/subscriptions";

#[rstest]
#[case::plain_http(json!({"url": "http://hooks.example.com/osigu", "event_types": ["*"]}))]
#[case::looks_like_loopback(json!({"url": "http://127.0.0.1.example.com/", "event_types": ["*"]}))]
#[case::other_scheme(json!({"url": "ftp://localhost/x", "event_types": ["*"]}))]
#[case::relative(json!({"url": "/hooks", "event_types": ["*"]}))]
#[case::no_url(json!({"event_types": ["*"]}))]
#[case::url_is_number(json!({"url": 1, "event_types": ["*"]}))]
#[case::no_types(json!({"url": "https://hooks.example.com/"}))]
#[case::empty_types(json!({"url": "https://hooks.example.com/", "event_types": []}))]
#[case::types_is_text(json!({"url": "https://hooks.example.com/", "event_types": "*"}))]
#[case::type_is_number(json!({"url": "https://hooks.example.com/", "event_types": ["*", 1]}))]
#[case::type_is_blank(json!({"url": "https://hooks.example.com/", "event_types": [" "]}))]
#[tokio::test]
async fn a_subscription_that_could_not_be_served_is_refused(#[case] body: Value) {
    let sim = Sim::start().await;
    assert_eq!(sim.refused(PATH, &body, 422).await, "071-422");
}

#[rstest]
#[case("https://hooks.example.com/osigu")]
#[case("http://localhost:9/x")]
#[case("http://127.0.0.1:9/x")]
#[case("http://[::1]:9/x")]
#[tokio::test]
async fn a_subscription_is_told_back(#[case] url: &str) {
    let sim = Sim::start().await;
    let body = json!({"url": url, "event_types": ["authorization.*", "prescription.issued"]});
    let (status, answer) = sim.post(PATH, &body).await;
    assert_eq!(status, 201);
    assert!(answer["subscription_id"].as_str().unwrap().starts_with("sub_"));
    assert_eq!((&answer["url"], &answer["event_types"]), (&body["url"], &body["event_types"]));
    assert_eq!(answer["created_at"], "2026-06-25T14:00:00Z");
}

#[tokio::test]
async fn each_subscriber_is_told_what_its_patterns_name() {
    let sim = Sim::start().await;
    let everything = sim.receiver(&["*"]).await;
    let issued = sim.receiver(&["prescription.issued", "settlement.*"]).await;
    let dispensing = sim.receiver(&["dispensing.*"]).await;
    let patient_id = sim.patient().await;
    let made = sim.ok("/ehr/v1/prescriptions", &prescription(&patient_id)).await;
    sim.pass(crate::osigu_hooks::support::seconds(5)).await;
    let beneficiary_id = sim.beneficiary("sponsor-sandbox").await;
    let start = json!({"code": made["prescription_code"], "beneficiary_id": beneficiary_id});
    sim.ok("/dispensing/v1/dispensations", &start).await;
    sim.settle_down().await;

    let types = |receiver: &crate::osigu_hooks::receiver::Receiver| -> Vec<_> {
        receiver.take().iter().map(crate::osigu_hooks::receiver::Arrival::event_type).collect()
    };
    let all = ["prescription.issued", "prescription.email_delivered", "dispensing.started"];
    assert_eq!(types(&everything), all);
    assert_eq!(types(&issued), ["prescription.issued"]);
    assert_eq!(types(&dispensing), ["dispensing.started"]);
}

#[tokio::test]
async fn plain_http_can_be_refused_on_loopback_too() {
    let mut settings = settings();
    settings.plain_http = simulators::osigu::settings::PlainHttp::Never;
    let sim = Sim::with(settings).await;
    sim.refused(PATH, &json!({"url": "http://127.0.0.1:9/", "event_types": ["*"]}), 422).await;
}
