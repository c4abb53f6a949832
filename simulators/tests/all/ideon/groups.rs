//! Groups, locations, coverage periods, contributions, availability, plans and classifications.

use serde_json::{Value, json};
use simulators::ideon::{PeriodState, Settings};

use crate::ideon::support::{Sim, classification, contribution, group, id, location, period, plan};

#[tokio::test]
async fn a_group_is_read_as_it_was_sent_with_what_was_made_below_it() {
    let sim = Sim::start().await;
    let mut sent = group();
    sent["group"]["secondary_locations"] = json!([location()["location"]]);
    sent["group"]["x_unknown"] = json!(1);
    let made = sim.makes("/groups", &sent).await;
    assert_eq!(made["group"]["employer"], sent["group"]["employer"]);
    assert_eq!(made["group"]["producers_of_record"], json!([]));
    assert!(made["group"]["secondary_locations"][0]["id"].is_string());
    let group_id = id(&made, "group");
    let period_id = sim.period(&group_id, "cigna").await;
    let plan_id = sim.plan(&period_id).await;
    let path = format!("/groups/{group_id}/employment_classifications");
    let class = sim.makes(&path, &classification()).await;
    let added = sim.makes(&format!("/groups/{group_id}/locations"), &location()).await;
    let read = sim.reads(&format!("/groups/{group_id}")).await;
    assert_eq!(read["status"], "pending");
    assert_eq!(read["status_datetime"], "2026-06-25T14:00:00Z");
    assert_eq!(read["errors"], json!([]));
    let read = &read["group"];
    assert_eq!((&read["x_unknown"], &read["group_setup"]), (&json!(1), &json!({})));
    assert_eq!(read["employment_classifications"], json!([class["employment_classification"]]));
    assert_eq!(read["secondary_locations"][1], added["location"]);
    // IDN-Q16, IDN-Q17
    assert_eq!(read["primary_location"].get("type"), None);
    let nested = &read["coverage_periods"][0];
    assert_eq!((&nested["plans"][0]["id"], &nested["state"]), (&json!(plan_id), &json!("initial")));
    for name in ["next_send_time", "term_by_omission", "distribution_format"] {
        assert_eq!(nested.get(name), None, "{name}");
    }
}

#[tokio::test]
async fn an_update_changes_what_was_sent_and_keeps_the_rest() {
    for (reading, kept) in [(None, true), (Some("puts-replace"), false)] {
        let settings = reading.map_or_else(Settings::default, |name| Settings::reading(name).unwrap());
        let sim = Sim::with(settings).await;
        let (group_id, place) = sim.installment().await;
        let mut sent = group();
        sent["group"]["group_setup"] = json!({"carrier_name": "cigna"});
        sent["group"]["employer"]["organization_name"] = json!("New Works");
        sim.put(&format!("/group_installments/{group_id}"), &sent).await;
        let mut again = group();
        again["group"]["secondary_locations"] = json!([]);
        let answer = sim.put(&format!("/group_installments/{group_id}"), &again).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(answer.body["group"].get("group_setup").is_some(), kept);
        assert_eq!(answer.body["group"]["employer"]["organization_name"], "Orchard Works");
        assert_eq!(answer.body["group"]["primary_location"]["id"], place.as_str());
        let listed = sim.reads("/groups").await;
        assert_eq!(listed[0], answer.body);
    }
}

#[tokio::test]
async fn a_coverage_period_has_what_its_answers_need_and_goes_through_its_states() {
    let sim = Sim::start().await;
    let (group_id, _) = sim.group().await;
    let path = format!("/groups/{group_id}/coverage_periods?carrier_name=kaiser");
    let mut sent = period("kaiser");
    sent["coverage_period"].as_object_mut().unwrap().shift_remove("carrier_group_number");
    let made = sim.makes(&path, &sent).await;
    let made = &made["coverage_period"];
    let expected = [
        ("distribution_format", json!("edi")),
        ("open_enrollment_start_date", Value::Null),
        ("open_enrollment_end_date", Value::Null),
        ("carrier_group_number", Value::Null),
        ("enrollment_type", json!("member_management")),
        ("state", json!("initial")),
        ("next_send_time", Value::Null),
        ("term_by_omission", json!(true)),
    ];
    for (name, value) in expected {
        assert_eq!(made[name], value, "{name}");
    }
    let period_id = made["id"].as_str().unwrap();
    let state = || async {
        let read = sim.reads(&format!("/coverage_periods/{period_id}")).await;
        read["coverage_period"]["state"].as_str().unwrap().to_owned()
    };
    let set_up = format!("/coverage_periods/{period_id}/complete_setup");
    assert_eq!(sim.post(&set_up, &json!({})).await.body["coverage_period"]["state"], "configuration");
    assert!(sim.tenant.set_period_state(period_id, PeriodState::Test));
    assert_eq!(sim.post(&set_up, &json!({})).await.status, 200);
    assert_eq!(state().await, "test", "further calls change nothing");
    for next in [PeriodState::Production, PeriodState::Expired] {
        assert!(sim.tenant.set_period_state(period_id, next));
        assert_eq!(state().await, next.word());
    }
    assert!(!sim.tenant.set_period_state(&group_id, PeriodState::Test));
}

#[tokio::test]
async fn an_update_of_a_period_keeps_carrier_and_start_and_checks_the_group_number() {
    let sim = Sim::start().await;
    let (group_id, _) = sim.installment().await;
    let period_id = sim.period(&group_id, "humana").await;
    let path = format!("/coverage_periods/{period_id}");
    let sent = json!({"coverage_period": {"carrier_name": "cigna", "enrollment_type": "renewal"}});
    let answer = sim.put(&path, &sent).await;
    assert_eq!(answer.status, 200);
    let period = &answer.body["coverage_period"];
    assert_eq!((&period["carrier_name"], &period["enrollment_type"]), (&json!("humana"), &json!("renewal")));
    assert_eq!(period["coverage_start_date"], "2026-07-01");
    let answer = sim.put(&path, &json!({"coverage_period": {"carrier_group_number": "1"}})).await;
    assert_eq!(answer.errors(), [("invalid_value", "group.group_setup.carrier_group_number")]);
}

#[tokio::test]
async fn contributions_are_listed_read_and_updated() {
    let sim = Sim::start().await;
    let (group_id, _) = sim.group().await;
    let period_id = sim.period(&group_id, "cigna").await;
    let path = format!("/coverage_periods/{period_id}/contributions");
    let made = sim.makes(&path, &contribution()).await;
    // IDN-Q20
    assert_eq!(made["contribution"].get("coverage_period_id"), None);
    let mut other = contribution();
    other["contribution"]["product_line"] = json!("dental");
    sim.makes(&path, &other).await;
    let listed = sim.reads(&path).await;
    assert_eq!(listed["contributions"].as_array().unwrap().len(), 2);
    let path = format!("/contributions/{}", id(&made, "contribution"));
    let mut changed = contribution();
    changed["contribution"]["type"] = json!("fixed");
    let answer = sim.put(&path, &changed).await;
    assert_eq!((answer.status, &answer.body["contribution"]["type"]), (201, &json!("fixed")));
    assert_eq!(sim.reads(&path).await, answer.body);
}

#[tokio::test]
async fn a_carrier_is_asked_for_plans_and_may_fail() {
    let sim = Sim::start().await;
    let (group_id, _) = sim.group().await;
    let period_id = sim.period(&group_id, "cigna").await;
    let path = format!("/coverage_periods/{period_id}/plan_availability_requests");
    let ask = async |body: Value| {
        let made = sim.makes(&path, &body).await;
        assert_eq!(made["plan_availability_request"]["status"], "pending");
        format!("/plan_availability_requests/{}", id(&made, "plan_availability_request"))
    };
    let good = ask(json!({"product_line": "dental", "hios_ids": ["49116CA0070430"]})).await;
    let unknown = ask(json!({"product_line": "pet"})).await;
    let failing = ask(json!({"product_line": "medical"})).await;
    assert!(sim.tenant.fail_availability(failing.rsplit('/').next().unwrap()));
    let status = async |path: &str| {
        sim.reads(path).await["plan_availability_request"]["status"].as_str().unwrap().to_owned()
    };
    sim.pass(29).await;
    assert_eq!(status(&good).await, "pending");
    sim.pass(1).await;
    assert_eq!(
        [status(&good).await, status(&unknown).await, status(&failing).await],
        ["complete", "error", "error"]
    );
    let plans = sim.reads(&format!("{good}/available_plans")).await;
    assert_eq!(plans["available_plans"].as_array().unwrap().len(), 1);
    assert_eq!(plans["available_plans"][0]["hios_id"], "49116CA0070430");
    assert_eq!(sim.reads(&format!("{failing}/available_plans")).await["available_plans"], json!([]));
}

#[tokio::test]
async fn plans_come_back_as_sent_with_an_id() {
    let sim = Sim::start().await;
    let (group_id, _) = sim.group().await;
    let period_id = sim.period(&group_id, "cigna").await;
    let made = sim.makes(&format!("/coverage_periods/{period_id}/plans"), &plan()).await;
    let mut expected = plan()["plan"].clone();
    expected["id"] = made["plan"]["id"].clone();
    expected["coverage_period_id"] = json!(period_id);
    assert_eq!(made["plan"], expected);
}

#[tokio::test]
async fn the_carriers_of_query_and_body_may_differ_in_another_reading() {
    let sim = Sim::with(Settings::reading("carrier-names-may-differ").unwrap()).await;
    let (group_id, _) = sim.group().await;
    let path = format!("/groups/{group_id}/coverage_periods?carrier_name=guardian");
    let made = sim.makes(&path, &period("cigna")).await;
    assert_eq!(made["coverage_period"]["carrier_name"], "cigna");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coverage_period_has_as_many_plans_as_are_made_unless_a_fault_allows_one() {
    let sim = Sim::start().await;
    let (group, _) = sim.group().await;
    for (fault, second) in [(None, 201), (Some("one-plan-a-period"), 422)] {
        sim.tenant.set_fault(fault).unwrap();
        let path = format!("/coverage_periods/{}/plans", sim.period(&group, "guardian").await);
        for status in [201, second] {
            let made = sim.post(&path, &plan()).await;
            assert_eq!(made.status, status, "{fault:?}");
        }
    }
}
