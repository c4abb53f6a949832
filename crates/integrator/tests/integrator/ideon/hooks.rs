//! Hooks: they may come twice, in any order, or not at all.

use std::sync::Arc;

use integrator::{
    Outcome,
    ideon::{Defect, Notice, receiver::Receiver},
};
use rstest::rstest;
use serde_json::{Value, json};
use wire::{Client, ClientOptions, Outgoing};

use super::vendor::Bench;

async fn deliver(receiver: &Receiver, body: &str) -> Option<u16> {
    let client = Client::new(ClientOptions::new(receiver.url().parse().unwrap())).unwrap();
    let outgoing = Outgoing {
        method: "POST".to_owned(),
        path: String::new(),
        body: Some(body.as_bytes().to_vec()),
        ..Outgoing::default()
    };
    client.send(outgoing).await.status()
}

fn changed(state: &str) -> Value {
    json!({"type": "coverage_period.state_changed",
        "data": {"coverage_period": {"id": "coverage_period-4", "state": state}}})
}

fn opened() -> Value {
    json!({"type": "coverage_period.errors_created",
        "data": {"errors": [{"id": "p-1", "coverage_period_id": "coverage_period-4"}]}})
}

/// What the user was told, in one line.
fn told(bench: &Bench) -> String {
    let words = bench.integration.notices().into_iter().map(|notice| match notice {
        Notice::State { state, .. } => state,
        Notice::Problem { problem_id, .. } => problem_id,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_hook_is_acknowledged_at_once_and_what_it_is_about_is_read_afterwards() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    let receiver = Receiver::start(Arc::clone(&bench.integration)).await.unwrap();
    assert_eq!(bench.does("subscribe", json!({"group": "acme"})).await.outcome, Outcome::Ok);
    let calls = bench.seen("").len();
    assert_eq!(deliver(&receiver, &changed("configuration").to_string()).await, Some(200));
    assert_eq!((bench.seen("").len(), told(&bench).as_str()), (calls, ""));
    bench.state.lock().unwrap().period_state = "configuration";
    assert_eq!(bench.integration.catch_up().await.outcome, Outcome::Ok);
    assert_eq!(told(&bench), "configuration");
    assert_eq!(bench.integration.state("coverage_period-4").as_deref(), Some("configuration"));
    assert!(bench.integration.catch_up().await.calls.is_empty(), "there is nothing left to read");
}

#[rstest]
#[case("", 400)]
#[case("[]", 400)]
#[case(r#"{"data": {}}"#, 400)]
#[case(r#"{"type": "some.later_event", "data": null}"#, 200)]
#[tokio::test]
async fn what_is_no_hook_is_refused_and_unknown_events_are_taken(#[case] body: &str, #[case] status: u16) {
    let bench = Bench::start(None).await;
    let receiver = Receiver::start(Arc::clone(&bench.integration)).await.unwrap();
    assert_eq!(deliver(&receiver, body).await, Some(status));
}

#[tokio::test]
async fn a_hook_about_a_foreign_coverage_period_is_not_looked_at() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    bench.integration.take_in(&json!({"type": "x", "data": {"coverage_period": {"id": "foreign"}}}));
    assert!(bench.integration.catch_up().await.calls.is_empty());
}

/// A period goes on to production, and a problem is opened; the first hook comes last, and each comes twice.
#[rstest]
#[case(None, "production p-1 production", "200 200 200 200")]
#[case(
    Some(Defect::HookOrderAssumed),
    "production configuration production p-1 production",
    "200 200 200 200"
)]
#[case(Some(Defect::RefusesRepeatedHook), "production p-1 production", "200 409 200 409")]
#[case(
    Some(Defect::HookRepeatCountsTwice),
    "production production configuration configuration p-1 p-1 production production",
    "200 200 200 200"
)]
#[tokio::test]
async fn hooks_come_twice_and_out_of_order(
    #[case] defect: Option<Defect>,
    #[case] expected: &str,
    #[case] answers: &str,
) {
    let bench = Bench::start(defect).await;
    bench.set_up().await;
    bench.state.lock().unwrap().period_state = "production";
    bench.state.lock().unwrap().problems = json!([{"id": "p-1", "coverage_period_id": "coverage_period-4"}]);
    let receiver = Receiver::start(Arc::clone(&bench.integration)).await.unwrap();
    let mut statuses = Vec::new();
    for state in ["production", "configuration"] {
        for _ in 0..2 {
            statuses.push(deliver(&receiver, &changed(state).to_string()).await.unwrap().to_string());
        }
    }
    for _ in 0..2 {
        bench.integration.take_in(&opened());
    }
    bench.integration.catch_up().await;
    bench.integration.poll().await;
    assert_eq!((told(&bench).as_str(), statuses.join(" ").as_str()), (expected, answers));
}

#[rstest]
#[case(None, "production production")]
#[case(Some(Defect::TrustsHooksAlone), "")]
#[tokio::test]
async fn what_no_hook_tells_is_found_by_looking(#[case] defect: Option<Defect>, #[case] expected: &str) {
    let bench = Bench::start(defect).await;
    bench.set_up().await;
    bench.state.lock().unwrap().period_state = "production";
    bench.integration.poll().await;
    bench.integration.poll().await;
    assert_eq!(told(&bench), expected);
}
