//! Every operation answers what the documents say of its success.

use reqwest::Method;
use serde_json::{Value, json};
use simulators::ideon::{Account, Severity};

use crate::ideon::support::{
    Sim, classification, contribution, dependent, document, event, group, id, location, plan, subscriber,
};

/// Calls an operation, expects its status and gives its answer.
async fn call(sim: &Sim, status: u16, method: &str, path: &str, body: Option<Value>) -> Value {
    let method: Method = method.parse().unwrap();
    let mut request = sim.of(Account::Main, method.clone(), path);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = sim.send(request).await;
    assert_eq!(answer.status, status, "{method} {path} {}", answer.text);
    let kind = answer.header("content-type").unwrap_or_default().to_owned();
    if answer.body.is_null() {
        assert_eq!(kind, "text/plain", "{method} {path}");
        return answer.text.into();
    }
    assert_eq!(kind, "application/json", "{method} {path}");
    answer.body
}

#[tokio::test]
async fn all_46_operations_succeed_with_their_documented_statuses() {
    let sim = Sim::start().await;
    let token = call(&sim, 201, "POST", "/auth/token", None).await;
    assert_eq!(token["expires_at"], "2026-06-26T14:00:00.000Z");
    call(&sim, 201, "POST", "/groups", Some(group())).await;
    let installment = call(&sim, 201, "POST", "/group_installments", Some(group())).await;
    let (group_id, place) = (id(&installment, "group"), id(&installment["group"], "primary_location"));
    let listed = call(&sim, 200, "GET", "/groups", None).await;
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(listed[1]["group"]["id"], group_id.as_str());
    let read = call(&sim, 200, "GET", &format!("/groups/{group_id}"), None).await;
    assert_eq!((&read["status"], &read["group"]["coverage_periods"]), (&json!("pending"), &json!([])));
    let made = call(&sim, 201, "POST", &format!("/groups/{group_id}/locations"), Some(location())).await;
    assert!(made["location"]["id"].is_string());
    let changed = json!({"group": {"employer": {"organization_name": "Other Works", "fein": "900000002"},
        "external_identifier": "g", "primary_location": group()["group"]["primary_location"]}});
    let updated = call(&sim, 201, "PUT", &format!("/group_installments/{group_id}"), Some(changed)).await;
    assert_eq!(updated["group"]["employer"]["organization_name"], "Other Works");
    assert_eq!(updated["group"]["primary_location"]["id"], place.as_str());
    assert_eq!(updated["group"]["secondary_locations"].as_array().unwrap().len(), 1);

    let body = crate::ideon::support::period("anthem");
    let path = format!("/groups/{group_id}/coverage_periods?carrier_name=anthem");
    let made = call(&sim, 201, "POST", &path, Some(body)).await;
    let period = id(&made, "coverage_period");
    let of_period = format!("/coverage_periods/{period}");
    assert_eq!(call(&sim, 200, "GET", &of_period, None).await, made);
    let changed = json!({"coverage_period": {"open_enrollment_start_date": "2026-06-01"}});
    let updated = call(&sim, 200, "PUT", &of_period, Some(changed)).await;
    assert_eq!(updated["coverage_period"]["open_enrollment_start_date"], "2026-06-01");
    assert_eq!(updated["coverage_period"]["carrier_group_number"], "123456");

    let made = call(&sim, 201, "POST", &format!("{of_period}/contributions"), Some(contribution())).await;
    let of_contribution = format!("/contributions/{}", id(&made, "contribution"));
    let listed = call(&sim, 201, "GET", &format!("{of_period}/contributions"), None).await;
    assert_eq!(listed["contributions"][0], made["contribution"]);
    let read = call(&sim, 201, "GET", &of_contribution, None).await;
    assert_eq!(read["contribution"]["coverage_period_id"], period.as_str());
    call(&sim, 201, "PUT", &of_contribution, Some(contribution())).await;

    let asked = json!({"product_line": "medical"});
    let made = call(&sim, 201, "POST", &format!("{of_period}/plan_availability_requests"), Some(asked)).await;
    let of_request = format!("/plan_availability_requests/{}", id(&made, "plan_availability_request"));
    sim.pass(30).await;
    let read = call(&sim, 201, "GET", &of_request, None).await;
    assert_eq!(read["plan_availability_request"]["status"], "complete");
    let plans = call(&sim, 201, "GET", &format!("{of_request}/available_plans"), None).await;
    assert_eq!(plans["meta"], json!({"total": 12, "page": 1, "per_page": 100}));

    let made = call(&sim, 201, "POST", &format!("{of_period}/plans"), Some(plan())).await;
    let plan_id = id(&made, "plan");
    let changed = json!({"plan": {"external_identifier": "p", "description": "Other"}});
    let updated = call(&sim, 201, "PUT", &format!("/plans/{plan_id}"), Some(changed)).await;
    assert_eq!(updated["plan"]["product_type"], "health_maintenance_organization");
    let path = format!("/groups/{group_id}/employment_classifications");
    let made = call(&sim, 201, "POST", &path, Some(classification())).await;
    let path = format!("/employment_classifications/{}", id(&made, "employment_classification"));
    call(&sim, 201, "PUT", &path, Some(classification())).await;

    let path = format!("/groups/{group_id}/subscribers");
    let made = call(&sim, 201, "POST", &path, Some(subscriber(&place))).await;
    let employee = id(&made, "subscriber");
    let of_employee = format!("/subscribers/{employee}");
    let listed = call(&sim, 200, "GET", &path, None).await;
    assert_eq!(listed["subscribers"][0]["subscriber"], made["subscriber"]);
    let read = call(&sim, 200, "GET", &of_employee, None).await;
    assert_eq!(read["subscriber"], made["subscriber"]);
    let updated = call(&sim, 201, "PUT", &of_employee, Some(subscriber(&place))).await;
    assert_eq!(updated["id"], employee.as_str());
    let made = call(&sim, 201, "POST", &format!("{of_employee}/dependents"), Some(dependent())).await;
    let child = id(&made, "dependent");
    assert_eq!(made["dependent"]["medicare"], json!({"coverages": []}));
    assert_eq!(made["dependent"].get("name_suffix"), None);
    let mut changed = dependent();
    changed["dependent"]["name_suffix"] = json!("JR");
    call(&sim, 201, "PUT", &format!("/dependents/{child}"), Some(changed)).await;
    let path = format!("{of_employee}/qualifying_life_events");
    let made = call(&sim, 201, "POST", &path, Some(event(&period, &plan_id))).await;
    let happened = id(&made, "qualifying_life_event");
    let listed = call(&sim, 200, "GET", &path, None).await;
    assert_eq!(listed["qualifying_life_events"][0], made["qualifying_life_event"]);
    let path = format!("/qualifying_life_events/{happened}");
    call(&sim, 201, "PUT", &path, Some(event(&period, &plan_id))).await;

    let set_up = call(&sim, 200, "POST", &format!("{of_period}/complete_setup"), None).await;
    assert_eq!(set_up["coverage_period"]["state"], "configuration");
    let hooked = call(&sim, 201, "POST", &format!("/groups/{group_id}/hooks"), Some(json!({}))).await;
    assert_eq!(hooked, "Resource Created Successfully");

    let problem = sim.tenant.open_problem(&period, Some(&child), Severity::Failure, "birth_date").unwrap();
    let listed = call(&sim, 200, "GET", &format!("{of_period}/errors"), None).await;
    assert_eq!(listed["errors"][0]["id"], problem.as_str());
    let said = json!({"comment": {"message": "We look into it."}});
    let comment = call(&sim, 201, "POST", &format!("/errors/{problem}/comments"), Some(said)).await;
    assert_eq!(comment["comment"]["error_id"], problem.as_str());
    let census = sim.tenant.run_census(&period).unwrap();
    sim.pass(60).await;
    let path = format!("/errors/{problem}/resolution");
    let resolved = call(&sim, 201, "POST", &path, Some(json!({"message": "It is right now."}))).await;
    assert_eq!(resolved["error"]["status"], "resolved");
    assert_eq!(resolved["error"]["comments"][0], comment["comment"]);
    let asked = sim.tenant.require_document(&period, Some(&happened)).unwrap();
    let listed = call(&sim, 200, "GET", &format!("{of_period}/supporting_documents"), None).await;
    assert_eq!(listed["supporting_documents"][0]["id"], asked.as_str());
    let path = format!("/supporting_documents/{asked}/current");
    let attached = call(&sim, 200, "PUT", &path, Some(document())).await;
    assert_eq!(attached["filename"], "application.pdf");
    let read = call(&sim, 200, "GET", &format!("/census_requests/{census}"), None).await;
    assert_eq!(read["census_request"]["status"], "errors");
    let listed = call(&sim, 200, "GET", &format!("/census_requests/{census}/subscribers"), None).await;
    assert_eq!(listed["subscribers"][0]["subscriber"]["id"], employee.as_str());

    assert!(sim.tenant.transmit(&period));
    let sent = call(&sim, 200, "GET", &format!("{of_period}/coverage_transmissions"), None).await;
    assert_eq!(sent["coverage_transmissions"][1]["type"], "dependent");
    let path = format!("/members/{child}/coverage_transmissions");
    let of_member = call(&sim, 200, "GET", &path, None).await;
    assert_eq!(of_member["coverage_transmissions"][0]["plan_id"], plan_id.as_str());
    let files = call(&sim, 200, "GET", &format!("{of_period}/file_deliveries"), None).await;
    let file = files["file_deliveries"][0]["id"].as_str().unwrap();
    let path = format!("/file_deliveries/{file}/coverage_transmissions");
    let of_file = call(&sim, 200, "GET", &path, None).await;
    assert_eq!(of_file["coverage_transmissions"][0]["file_delivery_id"], file);
    let x12 = call(&sim, 200, "GET", &format!("{of_period}.834"), None).await;
    assert!(x12.as_str().unwrap().starts_with("ISA*"), "{x12}");
    let csv = call(&sim, 200, "GET", &format!("{of_period}.csv"), None).await;
    assert!(csv.as_str().unwrap().starts_with("coverage_period_id,"), "{csv}");
    let taken = sim.send(sim.form("payload=LDEx")).await;
    assert_eq!((taken.status, taken.text.as_str()), (200, "OK"));
    let called: std::collections::BTreeSet<_> = sim
        .tenant
        .seen()
        .into_iter()
        .filter(|seen| seen.status < 300)
        .map(|seen| {
            let path = seen.path.split('?').next().unwrap_or_default().to_owned();
            let plain = path.split('/').map(|part| match part.split_once('.') {
                Some((id, kind)) if id.len() == 36 => format!("#.{kind}"),
                _ if part.len() == 36 => "#".to_owned(),
                _ => part.to_owned(),
            });
            (seen.method, plain.collect::<Vec<_>>().join("/"))
        })
        .collect();
    assert_eq!(called.len(), 46, "{called:?}");
}
