//! Events of a group, delivered to a receiver of our own.

use serde_json::{Value, json};
use simulators::ideon::{PeriodState, Severity};

use crate::{
    ideon::support::{Enrolled, Sim},
    osigu_hooks::receiver::{Receiver, Reply},
};

/// A group whose events go to a receiver.
async fn hooked(sim: &Sim) -> (Enrolled, Receiver) {
    let it = sim.enrolled("cigna").await;
    sim.makes(&format!("/groups/{}/hooks", it.group), &json!({})).await;
    let receiver = Receiver::start(&sim.clock).await;
    assert!(sim.tenant.hook_to(&receiver.url, &[("x-agreed", "yes")]));
    (it, receiver)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_of_a_state_and_each_problem_is_told_once_with_the_agreed_headers() {
    let sim = Sim::start().await;
    let (it, receiver) = hooked(&sim).await;
    let set_up = format!("/coverage_periods/{}/complete_setup", it.period);
    sim.post(&set_up, &json!({})).await;
    sim.post(&set_up, &json!({})).await;
    assert!(sim.tenant.set_period_state(&it.period, PeriodState::Configuration));
    sim.pass(1).await;
    assert_eq!(sim.tenant.deliveries().len(), 1, "{:?}", sim.tenant.deliveries());
    let arrival = receiver.only();
    assert_eq!(arrival.request_line, "POST /hooks?of=test HTTP/1.1");
    assert_eq!(arrival.header("x-agreed"), Some("yes"));
    assert_eq!(arrival.header("content-type"), Some("application/json"));
    let read = sim.reads(&format!("/coverage_periods/{}", it.period)).await;
    assert_eq!(arrival.event(), json!({"type": "coverage_period.state_changed", "data": read}));

    let problem = sim.tenant.open_problem(&it.period, Some(&it.child), Severity::Warning, "gender").unwrap();
    sim.pass(1).await;
    let event = receiver.only().event();
    assert_eq!(
        (&event["type"], &event["data"]["errors"][0]["id"]),
        (&json!("coverage_period.errors_created"), &json!(problem))
    );
    assert_eq!(sim.tenant.hooks().len(), 2);
    let told: Vec<_> = sim.tenant.deliveries().into_iter().map(|it| (it.attempt, it.status)).collect();
    assert_eq!(told, [(1, Some(200)), (1, Some(200))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_nobody_subscribed_to_tell_nothing_and_without_an_address_nothing_goes_out() {
    let sim = Sim::start().await;
    let (it, receiver) = hooked(&sim).await;
    let (other, _) = sim.group().await;
    let period = sim.period(&other, "beam").await;
    assert!(sim.tenant.set_period_state(&period, PeriodState::Test));
    sim.pass(100).await;
    assert!(receiver.take().is_empty());
    let sim = Sim::start().await;
    let alone = sim.enrolled("cigna").await;
    sim.makes(&format!("/groups/{}/hooks", alone.group), &Value::Object(serde_json::Map::new())).await;
    assert!(sim.tenant.set_period_state(&alone.period, PeriodState::Test));
    assert_eq!((sim.tenant.hooks().len(), sim.tenant.deliveries().len()), (1, 0));
    assert!(!sim.tenant.hook_to("nowhere", &[]));
    assert!(!it.event.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_failed_is_tried_again_with_doubled_pauses_and_then_given_up() {
    let sim = Sim::start().await;
    let (it, receiver) = hooked(&sim).await;
    receiver.answer([Reply::Status(500), Reply::HangUp]);
    assert!(sim.tenant.set_period_state(&it.period, PeriodState::Test));
    sim.pass(3600).await;
    let seconds = |arrivals: &[crate::osigu_hooks::receiver::Arrival]| -> Vec<i64> {
        arrivals.windows(2).map(|pair| (pair[1].at - pair[0].at).whole_seconds()).collect()
    };
    let arrivals = receiver.take();
    assert_eq!(seconds(&arrivals), [10, 20]);
    assert_eq!(arrivals[0].body, arrivals[2].body);
    receiver.always(Reply::Status(503));
    assert!(sim.tenant.set_period_state(&it.period, PeriodState::Production));
    sim.pass(7200).await;
    assert_eq!(seconds(&receiver.take()), [10, 20, 40, 80, 160]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_what_is_under_way() {
    let sim = Sim::start().await;
    let (it, receiver) = hooked(&sim).await;
    receiver.always(Reply::Status(503));
    assert!(sim.tenant.set_period_state(&it.period, PeriodState::Test));
    sim.pass(1).await;
    assert_eq!(receiver.take().len(), 1);
    sim.tenant.reset();
    sim.pass(3600).await;
    assert!(receiver.take().is_empty());
    assert_eq!(sim.reads("/groups").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_deliveries_show_at_the_receiver() {
    let sim = Sim::start().await;
    let (it, receiver) = hooked(&sim).await;
    let mut next = PeriodState::ALL[1..].iter();
    for (fault, agreed, kind) in
        [("hook-without-headers", None, "application/json"), ("hook-as-text", Some("yes"), "text/plain")]
    {
        sim.tenant.set_fault(Some(fault)).unwrap();
        assert!(sim.tenant.set_period_state(&it.period, *next.next().unwrap()));
        sim.pass(1).await;
        let arrival = receiver.only();
        assert_eq!((arrival.header("x-agreed"), arrival.header("content-type")), (agreed, Some(kind)));
    }
}
