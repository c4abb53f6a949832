use std::{sync::Arc, time::Duration};

use clock::Clock as _;
use serde_json::json;
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;

use crate::osigu_hooks::{
    receiver::{Arrival, Receiver, Reply},
    support::{START, Sim, prescription, seconds, settings},
};

/// Causes one `prescription.issued`.
async fn issue(sim: &Sim) {
    let patient_id = sim.patient().await;
    sim.ok("/ehr/v1/prescriptions", &prescription(&patient_id)).await;
}

/// Long before the deadline in real time would end a delivery.
async fn soon(wait: impl Future<Output = ()>) {
    tokio::time::timeout(seconds(5), wait).await.expect("time goes on");
}

fn offsets(arrivals: &[Arrival]) -> Vec<i64> {
    arrivals.iter().map(|arrival| (arrival.at - START).whole_seconds()).collect()
}

#[tokio::test]
async fn an_event_has_its_envelope_and_is_signed_over_time_and_body() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    sim.pass(Duration::from_millis(1250)).await;
    issue(&sim).await;
    sim.settle_down().await;

    let arrival = receiver.only();
    assert_eq!(arrival.request_line, "POST /hooks?of=test HTTP/1.1");
    assert_eq!(arrival.header("content-type"), Some("application/json"));
    let port = receiver.url.split(':').nth(2).unwrap().split('/').next().unwrap();
    assert_eq!(arrival.header("host"), Some(&*format!("localhost:{port}")));
    assert_eq!(arrival.signed_at(&sim.tenant.webhook_secret()), Some(START.unix_timestamp() + 1));
    assert_eq!(arrival.signed_at("another secret"), None);

    let event = arrival.event();
    let members: Vec<_> = event.as_object().unwrap().keys().collect();
    let expected = ["event_id", "event_type", "created_at", "api_version", "environment", "provider", "data"];
    assert_eq!(members, expected);
    assert!(event["event_id"].as_str().unwrap().starts_with("evt_"));
    assert_eq!(event["created_at"], "2026-06-25T14:00:01.250Z");
    assert_eq!((&event["api_version"], &event["environment"]), (&json!("2026-01-01"), &json!("sandbox")));
    assert_eq!(event["provider"]["provider_slug"], "clinic-example");
    assert!(event["provider"]["provider_id"].as_str().unwrap().starts_with("prv_"));
}

#[tokio::test]
async fn a_delivery_that_fails_is_repeated_with_doubled_pauses_for_three_days() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    receiver.always(Reply::Status(500));
    issue(&sim).await;
    sim.pass(seconds(100 * 3600)).await;

    let (mut expected, mut at, mut pause) = (vec![0], 0, 10);
    while at + pause <= 72 * 3600 {
        at += pause;
        expected.push(at);
        pause = (pause * 2).min(3600);
    }
    let arrivals = receiver.take();
    assert_eq!(offsets(&arrivals), expected);
    assert_eq!(expected[..9], [0, 10, 30, 70, 150, 310, 630, 1270, 2550]);
    assert!(expected.last().unwrap() + 3600 > 72 * 3600);

    let secret = sim.tenant.webhook_secret();
    for arrival in &arrivals {
        assert_eq!(arrival.body, arrivals[0].body, "the same bytes, so the same event_id");
        assert_eq!(arrival.signed_at(&secret), Some(arrival.at.unix_timestamp()), "signed anew");
    }
    let log = sim.tenant.deliveries();
    let logged: Vec<_> =
        log.iter().map(|delivery| (delivery.attempt, delivery.at, delivery.status)).collect();
    let sent: Vec<_> =
        (1_u32..).zip(&arrivals).map(|(attempt, arrival)| (attempt, arrival.at, Some(500))).collect();
    assert_eq!(logged, sent);
    assert_eq!(log[0].event_id, arrivals[0].event()["event_id"].as_str().unwrap());
    assert_eq!((log[0].event_type.as_str(), &log[0].url), ("prescription.issued", &receiver.url));
}

#[tokio::test]
async fn any_2xx_ends_the_deliveries_and_nothing_else_does() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    let elsewhere = Receiver::start(&sim.clock).await;
    receiver.answer([
        Reply::Status(500),
        Reply::Status(401),
        Reply::Redirect(elsewhere.url.clone()),
        Reply::HangUp,
        Reply::Status(299),
    ]);
    issue(&sim).await;
    sim.pass(seconds(100 * 3600)).await;
    assert_eq!(offsets(&receiver.take()), [0, 10, 30, 70, 150]);
    let statuses: Vec<_> = sim.tenant.deliveries().iter().map(|delivery| delivery.status).collect();
    assert_eq!(statuses, [Some(500), Some(401), Some(307), None, Some(299)]);
    assert_eq!(elsewhere.take().len(), 0, "a redirect is not followed");
}

#[tokio::test]
async fn a_receiver_has_ten_seconds() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    receiver.answer([Reply::After(seconds(11), 200), Reply::After(seconds(9), 200)]);
    issue(&sim).await;
    sim.pass(seconds(3600)).await;
    assert_eq!(offsets(&receiver.take()), [0, 20], "ten seconds until it is given up, and the pause");
    let log = sim.tenant.deliveries();
    assert_eq!((log[0].status, log[0].failure.as_deref()), (None, Some("no answer within 10s")));
    assert_eq!((log[1].status, log[1].failure.as_deref()), (Some(200), None));
    assert_eq!(log.len(), 2);
}

#[tokio::test]
async fn a_receiver_that_hangs_does_not_hold_time_for_ever() {
    let mut settings = settings();
    settings.delivery_real_deadline = Duration::from_millis(50);
    let sim = Sim::with(settings).await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    receiver.answer([Reply::Hang]);
    issue(&sim).await;
    sim.pass(seconds(60)).await;
    assert_eq!(offsets(&receiver.take()), [0, 10]);
    let failure = sim.tenant.deliveries()[0].failure.clone();
    assert_eq!(failure.as_deref(), Some("no answer within 50ms of real time"));
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_tried_again() {
    let sim = Sim::start().await;
    let closed = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = closed.local_addr().unwrap();
    sim.subscribe(&format!("http://{address}/"), &["prescription.issued"]).await;
    drop(closed);
    issue(&sim).await;
    sim.pass(seconds(20)).await;
    let log = sim.tenant.deliveries();
    assert_eq!(log.len(), 2);
    assert!(log[0].failure.as_deref().unwrap().starts_with("cannot connect"), "{log:?}");
}

#[tokio::test]
async fn nobody_beyond_this_machine_is_called() {
    let sim = Sim::start().await;
    sim.subscribe("https://hooks.example.com/osigu", &["prescription.issued"]).await;
    issue(&sim).await;
    sim.settle_down().await;
    let log = sim.tenant.deliveries();
    assert_eq!(log[0].failure.as_deref(), Some("not sent: the simulator delivers to loopback only"));
}

#[tokio::test]
async fn a_receiver_may_speak_tls_with_its_own_certificate() {
    let sim = Sim::start().await;
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .unwrap();
    let receiver = Receiver::with(&sim.clock, Some(TlsAcceptor::from(Arc::new(config)))).await;
    sim.subscribe(&receiver.url, &["prescription.issued"]).await;
    issue(&sim).await;
    sim.settle_down().await;
    assert!(receiver.url.starts_with("https://"));
    assert!(receiver.only().signed_at(&sim.tenant.webhook_secret()).is_some());
}

#[tokio::test]
async fn an_event_can_be_delivered_once_more() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    issue(&sim).await;
    sim.settle_down().await;
    let first = receiver.only();
    sim.pass(seconds(400)).await;

    let event_id = first.event()["event_id"].as_str().unwrap().to_owned();
    assert!(sim.tenant.redeliver(&event_id));
    assert!(!sim.tenant.redeliver("evt_of_nobody"));
    sim.settle_down().await;
    let second = receiver.only();
    assert_eq!(second.body, first.body);
    let secret = sim.tenant.webhook_secret();
    assert_eq!(second.signed_at(&secret), Some(START.unix_timestamp() + 400));
    assert_ne!(second.header("x-osigu-signature"), first.header("x-osigu-signature"));
    let attempts: Vec<_> = sim.tenant.deliveries().iter().map(|delivery| delivery.attempt).collect();
    assert_eq!(attempts, [1, 2]);
}

#[tokio::test]
async fn a_reset_ends_what_is_under_way() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["*"]).await;
    receiver.always(Reply::Status(500));
    issue(&sim).await;
    sim.pass(seconds(1)).await;
    assert_eq!(receiver.take().len(), 1);
    sim.tenant.reset();
    sim.pass(seconds(100 * 3600)).await;
    assert_eq!(receiver.take().len(), 0, "neither the redelivery nor the mail");
    assert_eq!(sim.tenant.deliveries(), []);
}

#[tokio::test]
async fn a_reset_during_a_delivery_lets_time_go_on() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    receiver.always(Reply::Hang);
    issue(&sim).await;
    receiver.arrived().await;
    sim.tenant.reset();
    soon(sim.pass(seconds(3600))).await;
    assert_eq!(sim.clock.now() - START, seconds(3600) + Duration::from_nanos(1));
    assert_eq!(receiver.take().len(), 1);
}

#[tokio::test]
async fn a_sandbox_reset_keeps_the_subscription_and_ends_the_deliveries() {
    let mut sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    receiver.answer([Reply::Status(500)]);
    issue(&sim).await;
    sim.pass(seconds(1)).await;
    let before = receiver.only();
    sim.tenant.wipe();
    sim.pass(seconds(3600)).await;
    assert_eq!(receiver.take().len(), 0);
    sim.log_in().await;
    issue(&sim).await;
    sim.settle_down().await;
    assert_ne!(receiver.only().event()["event_id"], before.event()["event_id"]);
}

#[tokio::test]
async fn a_tenant_that_is_dropped_leaves_nothing_behind() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["*"]).await;
    receiver.always(Reply::Status(500));
    issue(&sim).await;
    sim.settle_down().await;
    assert_eq!(receiver.take().len(), 1);
    let Sim { osigu, tenant, clock, owner, .. } = sim;
    drop(tenant);
    clock.sleep(seconds(100 * 3600)).await;
    assert_eq!(receiver.take().len(), 0);
    let log = osigu.tenant("test", Arc::new(clock.clone())).deliveries();
    assert_eq!(log, []);
    drop(owner);
}

#[tokio::test]
async fn a_simulator_that_is_dropped_during_a_delivery_is_gone() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    receiver.always(Reply::Hang);
    issue(&sim).await;
    let Sim { osigu, tenant, clock, owner, .. } = sim;
    receiver.arrived().await;
    drop((tenant, osigu));
    soon(clock.sleep(seconds(60))).await;
    assert_eq!(clock.now() - START, seconds(60));
    drop(owner);
}

#[tokio::test]
async fn events_of_other_tenants_go_elsewhere() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["*"]).await;
    let other = sim.osigu.tenant("other", Arc::new(sim.clock.clone()));
    assert_ne!(other.webhook_secret(), sim.tenant.webhook_secret());
    let same = sim.tenant.webhook_secret();
    issue(&sim).await;
    sim.settle_down().await;
    assert_eq!(sim.tenant.webhook_secret(), same);
    assert_eq!((receiver.take().len(), other.deliveries().len()), (1, 0));
}

#[tokio::test]
async fn the_clock_of_a_tenant_signs() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.issued"]).await;
    let then: OffsetDateTime = time::macros::datetime!(2027-01-31 08:00 UTC);
    let body = json!({"now": "2027-01-31T08:00:00Z"});
    let (status, answer) = sim.send(reqwest::Method::PUT, "/_simulator/clock", Some(&body)).await;
    assert_eq!(status, 200, "{answer}");
    let mut sim = sim;
    sim.log_in().await;
    issue(&sim).await;
    sim.settle_down().await;
    let arrival = receiver.only();
    assert_eq!(arrival.signed_at(&sim.tenant.webhook_secret()), Some(then.unix_timestamp()));
    assert_eq!(arrival.event()["created_at"], "2027-01-31T08:00:00.000Z");
}
