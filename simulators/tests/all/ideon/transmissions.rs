//! What goes to the carrier, and what it answers.

use serde_json::{Value, json};
use simulators::ideon::{Settings, Severity};

use crate::ideon::support::Sim;

async fn status(sim: &Sim, path: &str) -> String {
    let read = sim.reads(path).await;
    read["status"].as_str().unwrap_or_else(|| panic!("{read}")).to_owned()
}

#[tokio::test]
async fn what_was_sent_is_submitted_and_then_synced() {
    for (reading, meanwhile) in [(None, "pending"), (Some("families-show-submitted"), "submitted")] {
        let settings = reading.map_or_else(Settings::default, |name| Settings::reading(name).unwrap());
        let sim = Sim::with(settings).await;
        let it = sim.enrolled("cigna").await;
        let (group, family) = (format!("/groups/{}", it.group), format!("/subscribers/{}", it.subscriber));
        let event = async || {
            let listed = sim.reads(&format!("{family}/qualifying_life_events")).await;
            listed["qualifying_life_events"][0]["status"].as_str().unwrap().to_owned()
        };
        let all = async || [status(&sim, &group).await, status(&sim, &family).await, event().await];
        assert_eq!(all().await, ["pending"; 3]);
        assert!(sim.tenant.transmit(&it.period));
        assert_eq!(all().await, [meanwhile, meanwhile, "submitted"]);
        sim.pass(30).await;
        assert_eq!(all().await, ["synced"; 3]);
        assert!(!sim.tenant.transmit(&it.group));
    }
}

#[tokio::test]
async fn an_open_problem_makes_the_carrier_answer_with_errors() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    sim.tenant.open_problem(&it.period, Some(&it.subscriber), Severity::Failure, "gender").unwrap();
    assert!(sim.tenant.transmit(&it.period));
    sim.pass(30).await;
    let read = sim.reads(&format!("/subscribers/{}", it.subscriber)).await;
    assert_eq!(read["status"], "errors");
    assert_eq!(read["subscriber"]["current_qualifying_life_events"][0]["status"], "errors");
}

#[tokio::test]
async fn receipts_tell_each_member_and_line_and_files_come_newest_first() {
    let sim = Sim::start().await;
    let it = sim.enrolled("kaiser").await;
    let of_period = format!("/coverage_periods/{}", it.period);
    assert_eq!(sim.reads(&format!("{of_period}/file_deliveries")).await["file_deliveries"], json!([]));
    assert!(sim.tenant.transmit(&it.period));
    sim.pass(3600).await;
    assert!(sim.tenant.transmit(&it.period));
    let coverage = |sent: &str, at: &str| {
        json!({"plan_id": it.plan, sent: at, "benefit_status": "employer_sponsored",
            "start_date": "2026-07-01", "end_date": "2027-06-30", "volume": 0, "requested_volume": 0})
    };
    let item = |member: &str, kind: &str, at: &str| json!({"member_id": member, "type": kind, "elections": {"medical": coverage("last_sent_at", at)}});
    let (first, second) = ("2026-06-25T14:00:00Z", "2026-06-25T15:00:00Z");
    let sent = sim.reads(&format!("{of_period}/coverage_transmissions")).await;
    let expected = json!([item(&it.subscriber, "subscriber", second), item(&it.child, "dependent", second)]);
    assert_eq!(sent["coverage_transmissions"], expected);
    let files = sim.reads(&format!("{of_period}/file_deliveries")).await;
    let files = files["file_deliveries"].as_array().unwrap();
    let times: Vec<_> = files.iter().map(|file| file["sent_at"].as_str().unwrap()).collect();
    assert_eq!(times, [second, first]);
    let file = files[1]["id"].as_str().unwrap();
    let of_file = sim.reads(&format!("/file_deliveries/{file}/coverage_transmissions")).await;
    let with_file = |mut item: Value| {
        item["file_delivery_id"] = file.into();
        item
    };
    let expected = [item(&it.subscriber, "subscriber", first), item(&it.child, "dependent", first)];
    assert_eq!(of_file["coverage_transmissions"], Value::Array(expected.map(with_file).into()));
    let of_member = sim.reads(&format!("/members/{}/coverage_transmissions", it.child)).await;
    let flat = |at: &str| {
        let mut flat = coverage("sent_at", at);
        flat["product_line"] = json!("medical");
        flat
    };
    assert_eq!(of_member["coverage_transmissions"], json!([flat(second), flat(first)]));
}

#[tokio::test]
async fn a_termination_ends_the_coverages_of_the_family_and_cobra_is_told_apart() {
    for carrier in ["cigna", "kaiser"] {
        let sim = Sim::start().await;
        let it = sim.enrolled(carrier).await;
        assert!(sim.tenant.transmit(&it.period));
        sim.pass(60).await;
        let events = format!("/subscribers/{}/qualifying_life_events", it.subscriber);
        let mut ended = crate::ideon::support::event(&it.period, &it.plan);
        ended["qualifying_life_event"]["event"] = json!("termination_of_employment");
        ended["qualifying_life_event"]["date"] = json!("2026-06-20");
        ended["qualifying_life_event"]["plan_elections"] = json!({});
        sim.makes(&events, &ended).await;
        assert!(sim.tenant.transmit(&it.period));
        let path = format!("/coverage_periods/{}/coverage_transmissions", it.period);
        let sent = async || sim.reads(&path).await["coverage_transmissions"].as_array().unwrap().clone();
        let told = |sent: &[Value], name: &str| -> Vec<String> {
            let of = |item: &Value| item["elections"]["medical"][name].as_str().unwrap().to_owned();
            sent.iter().map(of).collect()
        };
        assert_eq!(told(&sent().await, "end_date"), ["2026-06-20", "2026-06-20"]);
        let csv = async || sim.get(&format!("/coverage_periods/{}.csv", it.period)).await.text;
        assert_eq!(csv().await.lines().count(), 1, "nobody is covered any more");
        sim.pass(60).await;
        ended["qualifying_life_event"]["event"] = json!("cobra");
        ended["qualifying_life_event"]["plan_elections"] = json!({"medical": it.plan});
        sim.makes(&events, &ended).await;
        assert!(sim.tenant.transmit(&it.period));
        assert_eq!(told(&sent().await, "benefit_status"), ["cobra", "cobra"]);
        assert_eq!(told(&sent().await, "end_date"), ["2027-06-30", "2027-06-30"]);
        assert!(csv().await.lines().nth(2).unwrap().ends_with(",2027-06-30,cobra"));
    }
}
