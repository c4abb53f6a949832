//! Subscribers, dependents and life events.

use serde_json::{Value, json};
use simulators::ideon::Settings;

use crate::ideon::support::{Sim, dependent, event, id, subscriber};

#[tokio::test]
async fn a_subscriber_has_what_its_answers_need_though_it_was_not_sent() {
    let sim = Sim::start().await;
    let (group, place) = sim.group().await;
    let mut sent = subscriber(&place);
    sent["subscriber"]["president"] = Value::Null;
    let made = sim.makes(&format!("/groups/{group}/subscribers"), &sent).await;
    for list in ["dependents", "current_qualifying_life_events", "languages", "phone_numbers", "emails"] {
        assert_eq!(made["subscriber"][list], json!([]), "{list}");
    }
    assert_eq!(made["subscriber"]["social_security_number"], "900010001");
    assert_eq!(made["subscriber"].get("president"), None);
}

#[tokio::test]
async fn dependents_inside_a_subscriber_are_made_too_and_updated_apart() {
    let sim = Sim::start().await;
    let (group, place) = sim.group().await;
    let (parent, child) = sim.family(&group, &place).await;
    let mut changed = dependent();
    // The update knows no null here (IDN-Q28).
    changed["dependent"]["name_suffix"] = json!("JR");
    changed["dependent"]["last_name"] = json!("Jones");
    let answer = sim.put(&format!("/dependents/{child}"), &changed).await;
    assert_eq!((answer.status, &answer.body["dependent"]["last_name"]), (201, &json!("Jones")));
    assert_eq!(answer.body["dependent"]["id"], child.as_str());
    // An update of the subscriber leaves the family alone.
    let mut update = subscriber(&place);
    update["subscriber"]["dependents"] = json!([]);
    update["subscriber"]["last_name"] = json!("Jones");
    let answer = sim.put(&format!("/subscribers/{parent}"), &update).await;
    assert_eq!((answer.status, &answer.body["last_name"]), (201, &json!("Jones")));
    for name in ["dependents", "current_qualifying_life_events", "subscriber"] {
        assert_eq!(answer.body.get(name), None, "{name}");
    }
    let read = sim.reads(&format!("/subscribers/{parent}")).await;
    assert_eq!(read["subscriber"]["dependents"][0]["last_name"], "Jones");
    assert_eq!(read["subscriber"]["last_name"], "Jones");
}

#[tokio::test]
async fn life_events_are_listed_newest_first_and_a_later_one_supersedes_the_open_one() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let second = sim.event(&it.subscriber, &it.period, &it.plan).await;
    let other_period = sim.period(&it.group, "beam").await;
    let third = sim.event(&it.subscriber, &other_period, "Hello, world!").await;
    let listed = sim.reads(&format!("/subscribers/{}/qualifying_life_events", it.subscriber)).await;
    let listed: Vec<_> = listed["qualifying_life_events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (event["id"].as_str().unwrap().to_owned(), event["status"].as_str().unwrap().to_owned()))
        .collect();
    let expected =
        [(third.clone(), "pending"), (second.clone(), "pending"), (it.event.clone(), "superseded")];
    assert_eq!(listed, expected.map(|(id, status)| (id, status.to_owned())));
    let read = sim.reads(&format!("/subscribers/{}", it.subscriber)).await;
    let current: Vec<_> = read["subscriber"]["current_qualifying_life_events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(current, [third, second]);
}

#[tokio::test]
async fn an_event_that_was_carried_out_is_pending_again_after_an_update() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    assert!(sim.tenant.transmit(&it.period));
    sim.pass(30).await;
    let path = format!("/subscribers/{}/qualifying_life_events", it.subscriber);
    assert_eq!(sim.reads(&path).await["qualifying_life_events"][0]["status"], "synced");
    let mut changed = event(&it.period, &it.plan);
    changed["qualifying_life_event"]["date"] = json!("2026-07-02");
    let answer = sim.put(&format!("/qualifying_life_events/{}", it.event), &changed).await;
    let shown = &answer.body["qualifying_life_event"];
    assert_eq!(
        (answer.status, &shown["date"], &shown["status"]),
        (201, &json!("2026-07-02"), &json!("pending"))
    );
    assert_eq!(sim.reads(&format!("/subscribers/{}", it.subscriber)).await["status"], "pending");
}

#[tokio::test]
async fn elections_may_be_objects_in_another_reading() {
    let election = json!({"type": "election", "plan_id": "p"});
    for (settings, status) in
        [(Settings::default(), 422), (Settings::reading("elections-as-objects").unwrap(), 201)]
    {
        let sim = Sim::with(settings).await;
        let it = sim.enrolled("cigna").await;
        let path = format!("/subscribers/{}/qualifying_life_events", it.subscriber);
        let mut sent = event(&it.period, "");
        sent["qualifying_life_event"]["plan_elections"]["medical"] = election.clone();
        let answer = sim.post(&path, &sent).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        if status == 201 {
            assert_eq!(answer.body["qualifying_life_event"]["plan_elections"]["medical"], election);
            assert!(!id(&answer.body, "qualifying_life_event").is_empty());
        } else {
            assert_eq!(answer.errors(), [("invalid_type", "qualifying_life_event.plan_elections.medical")]);
        }
    }
}
