//! Problems, comments, resolutions, documents and census requests.

use serde_json::{Value, json};
use simulators::ideon::{Settings, Severity};

use crate::ideon::support::{NOBODY, Sim, document, subscriber};

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_problem_shows_on_the_family_and_in_the_list_until_it_is_resolved() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let problem =
        sim.tenant.open_problem(&it.period, Some(&it.child), Severity::Failure, "birth_date").unwrap();
    let read = sim.reads(&format!("/subscribers/{}", it.subscriber)).await;
    assert_eq!((&read["status"], ids(&read["errors"])), (&json!("errors"), vec![problem.as_str()]));
    let shown = &read["errors"][0];
    assert_eq!((&shown["member_id"], &shown["status"]), (&json!(it.child), &json!("unresolved")));
    assert_eq!(
        shown["discrepancy"],
        json!({"parameter": "birth_date", "carrier": "1970-01-01", "platform": "2015-05-05"})
    );
    let path = format!("/errors/{problem}/comments");
    let comment = sim.makes(&path, &json!({"comment": {"message": "We ask the group."}})).await;
    assert_eq!(comment["comment"]["sent_by"], "partner");
    sim.pass(60).await;
    let path = format!("/errors/{problem}/resolution");
    let resolved = sim.makes(&path, &json!({"message": "Corrected."})).await;
    assert_eq!(
        resolved["error"]["resolution"],
        json!({"message": "Corrected.", "created_at": "2026-06-25T14:01:00Z", "resolved_by": "partner"})
    );
    assert_eq!(resolved["error"]["comments"], json!([comment["comment"]]));
    let again = sim.makes(&path, &json!({"message": "Again."})).await;
    assert_eq!(again["error"]["resolution"]["message"], "Corrected.");
    let read = sim.reads(&format!("/subscribers/{}", it.subscriber)).await;
    assert_eq!(read["status"], "synced");
    assert_eq!(sim.tenant.open_problem(&it.period, Some(NOBODY), Severity::Info, "coverage"), None);
    assert_eq!(sim.tenant.open_problem(&it.period, None, Severity::Info, "shoe_size"), None);
}

#[tokio::test]
async fn the_filters_filter_and_an_empty_one_does_not() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let open = |severity| sim.tenant.open_problem(&it.period, None, severity, "coverage").unwrap();
    let (ours, theirs) = (open(Severity::Warning), open(Severity::Info));
    sim.makes(&format!("/errors/{ours}/resolution"), &json!({"message": "Done."})).await;
    let all = vec![ours.as_str(), theirs.as_str()];
    for (query, expected) in [
        ("", all.clone()),
        ("?status=&assignee=", all),
        ("?status=resolved", vec![ours.as_str()]),
        ("?status=unresolved", vec![theirs.as_str()]),
        ("?assignee=partner", vec![ours.as_str()]),
        ("?assignee=vericred&status=unresolved", vec![theirs.as_str()]),
        ("?assignee=vericred&status=resolved", vec![]),
        ("?status=odd", vec![]),
    ] {
        let listed = sim.reads(&format!("/coverage_periods/{}/errors{query}", it.period)).await;
        assert_eq!(ids(&listed["errors"]), expected, "{query}");
    }
    for (reading, status) in [("unknown-filter-422", 422), ("unknown-filter-400", 400)] {
        let sim = Sim::with(Settings::reading(reading).unwrap()).await;
        let it = sim.enrolled("cigna").await;
        let answer = sim.get(&format!("/coverage_periods/{}/errors?assignee=odd", it.period)).await;
        assert_eq!((answer.status, answer.errors()[0].1), (status, "assignee"));
    }
}

#[tokio::test]
async fn a_census_takes_a_minute_and_closes_what_was_corrected() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let path = format!("/coverage_periods/{}/errors", it.period);
    let census = |id: String| {
        let path = format!("/census_requests/{id}");
        let sim = &sim;
        async move { sim.reads(&path).await["census_request"].clone() }
    };
    let clean = sim.tenant.run_census(&it.period).unwrap();
    assert_eq!(census(clean.clone()).await["status"], "pending");
    sim.pass(60).await;
    assert_eq!(census(clean).await["status"], "synced");
    let problem = sim
        .tenant
        .open_problem(&it.period, Some(&it.subscriber), Severity::Failure, "social_security_number")
        .unwrap();
    let first = sim.tenant.run_census(&it.period).unwrap();
    sim.pass(60).await;
    let shown = census(first.clone()).await;
    assert_eq!((&shown["status"], ids(&shown["errors"])), (&json!("errors"), vec![problem.as_str()]));
    let listed = sim.reads(&path).await;
    assert_eq!(ids(&listed["errors"][0]["census_requests"]), [first.as_str()]);
    // IDN-Q21
    assert_eq!(listed["errors"][0]["census_requests"][0].get("errors"), None);
    sim.put(&format!("/subscribers/{}", it.subscriber), &subscriber(&it.location)).await;
    let second = sim.tenant.run_census(&it.period).unwrap();
    sim.pass(60).await;
    assert_eq!(census(second).await["status"], "synced");
    let listed = sim.reads(&path).await;
    assert_eq!(listed["errors"][0]["resolution"]["resolved_by"], "vericred");
    let path = format!("/census_requests/{first}/subscribers");
    let listed = sim.reads(&path).await;
    assert_eq!(listed["subscribers"][0]["subscriber"]["id"], it.subscriber.as_str());
}

#[tokio::test]
async fn a_document_is_unsubmitted_until_its_signed_version_is_there() {
    let sim = Sim::start().await;
    let it = sim.enrolled("cigna").await;
    let asked = sim.tenant.require_document(&it.period, Some(&it.event)).unwrap();
    let path = format!("/coverage_periods/{}/supporting_documents", it.period);
    let listed = sim.reads(&path).await;
    let shown = &listed["supporting_documents"][0];
    assert_eq!((&shown["id"], &shown["status"]), (&json!(asked), &json!("unsubmitted")));
    assert_eq!((&shown["document_type"], &shown["created_at"]), (&json!("form"), &json!("2026-06-25")));
    assert_eq!(shown["qualifying_life_event_id"], it.event.as_str());
    let attach = format!("/supporting_documents/{asked}/current");
    let mut broken = document();
    broken["supporting_document"]["file"] = json!("no Base64!");
    let answer = sim.put(&attach, &broken).await;
    assert_eq!((answer.status, answer.errors()), (422, vec![("invalid_value", "supporting_document.file")]));
    let answer = sim.put(&attach, &document()).await;
    let mut expected = document()["supporting_document"].clone();
    expected.as_object_mut().unwrap().shift_remove("file");
    assert_eq!((answer.status, &answer.body), (200, &expected));
    let listed = sim.reads(&path).await;
    assert_eq!(listed["supporting_documents"][0]["status"], "submitted");
    assert!(listed["supporting_documents"][0]["completed_document_url"].is_string());
}
