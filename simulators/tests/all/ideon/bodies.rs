//! What bodies are accepted with a fault of theirs and without.

use serde_json::{Value, json};
use simulators::ideon::Ideon;

use crate::ideon::support::{
    Sim, classification, contribution, dependent, document, event, group, location, period, plan, subscriber,
};

/// Where an operation is called, and a good body of it.
async fn good(sim: &Sim, operation: &str) -> (bool, String, Value) {
    let (group_id, place) = sim.installment().await;
    let period_id = sim.period(&group_id, "anthem").await;
    let plan_id = sim.plan(&period_id).await;
    let (employee, child) = sim.family(&group_id, &place).await;
    let happened = sim.event(&employee, &period_id, &plan_id).await;
    let problem =
        sim.tenant.open_problem(&period_id, None, simulators::ideon::Severity::Info, "coverage").unwrap();
    let asked = sim.tenant.require_document(&period_id, None).unwrap();
    let of_group = |rest: &str| format!("/groups/{group_id}/{rest}");
    let of_period = |rest: &str| format!("/coverage_periods/{period_id}/{rest}");
    let mut named = dependent();
    named["dependent"]["name_suffix"] = json!("JR");
    match operation {
        "create-a-group" => (false, "/groups".to_owned(), group()),
        "create-a-group-installment" => (false, "/group_installments".to_owned(), group()),
        "update-a-group-installment" => (true, format!("/group_installments/{group_id}"), group()),
        "create-a-location" => (false, of_group("locations"), location()),
        "create-a-coverage-period" => {
            (false, of_group("coverage_periods?carrier_name=anthem"), period("anthem"))
        }
        "update-a-coverage-period" => (
            true,
            format!("/coverage_periods/{period_id}"),
            json!({"coverage_period": {"enrollment_type": "renewal",
                "group_application_signature": {"name": "Jo", "date": "2026-06-01"}}}),
        ),
        "create-a-contribution" => (false, of_period("contributions"), contribution()),
        "update-a-contribution" => {
            let made = sim.makes(&of_period("contributions"), &contribution()).await;
            (true, format!("/contributions/{}", made["contribution"]["id"].as_str().unwrap()), contribution())
        }
        "create-a-plan-availability-request" => {
            (false, of_period("plan_availability_requests"), json!({"product_line": "medical"}))
        }
        "create-a-plan" => (false, of_period("plans"), plan()),
        "update-a-plan" => (
            true,
            format!("/plans/{plan_id}"),
            json!({"plan": {"external_identifier": "p", "description": "d", "level": "gold"}}),
        ),
        "create-an-employment-classification" => {
            (false, of_group("employment_classifications"), classification())
        }
        "update-an-employment-classification" => {
            let made = sim.makes(&of_group("employment_classifications"), &classification()).await;
            let id = made["employment_classification"]["id"].as_str().unwrap();
            (true, format!("/employment_classifications/{id}"), classification())
        }
        "create-a-subscriber" => (false, of_group("subscribers"), subscriber(&place)),
        "update-a-subscriber" => (true, format!("/subscribers/{employee}"), subscriber(&place)),
        "create-a-dependent" => (false, format!("/subscribers/{employee}/dependents"), dependent()),
        "update-a-dependent" => (true, format!("/dependents/{child}"), named),
        "create-a-qle" => {
            (false, format!("/subscribers/{employee}/qualifying_life_events"), event(&period_id, &plan_id))
        }
        "update-a-qle" => (true, format!("/qualifying_life_events/{happened}"), event(&period_id, &plan_id)),
        "comment-on-an-enrollment-problem" => {
            (false, format!("/errors/{problem}/comments"), json!({"comment": {"message": "m"}}))
        }
        "resolve-an-enrollment-problem" => {
            (false, format!("/errors/{problem}/resolution"), json!({"message": "m"}))
        }
        "attach-signed-supporting-document" => {
            (true, format!("/supporting_documents/{asked}/current"), document())
        }
        "subscribe-to-group-updates" => (false, of_group("hooks"), json!({})),
        other => panic!("{other}"),
    }
}

/// The members of a body that hold a string, by JSON pointer.
fn strings(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, below)| strings(below, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, below)| strings(below, &format!("{at}/{index}"), found));
        }
        Value::String(_) => found.push(at.to_owned()),
        _ => {}
    }
}

/// Bodies that may have the offence.
fn bad(offence: &str, body: &Value) -> Vec<Value> {
    if offence == "accepts-missing-members-" {
        return vec![json!({})];
    }
    let mut places = Vec::new();
    strings(body, "", &mut places);
    let wrong = if offence == "accepts-wrong-types-" { json!(true) } else { json!("of no list") };
    let mut bodies = vec![json!([])];
    bodies.extend(places.iter().map(|place| {
        let mut body = body.clone();
        *body.pointer_mut(place).unwrap() = wrong.clone();
        body
    }));
    bodies
}

#[tokio::test]
async fn what_a_body_must_not_have_is_refused_and_accepted_with_the_fault_for_it() {
    let offences = [
        ("accepts-missing-members-", "required_parameter_missing"),
        ("accepts-wrong-types-", "invalid_type"),
        ("accepts-unknown-enum-values-", "invalid_value"),
    ];
    for fault in Ideon::faults().iter().filter(|fault| fault.area == "bodies") {
        let Some((prefix, kind)) = offences.iter().find(|(prefix, _)| fault.name.starts_with(prefix)) else {
            continue;
        };
        let sim = Sim::start().await;
        let (is_update, path, body) = good(&sim, &fault.name[prefix.len()..]).await;
        let send = async |body: &Value| {
            if is_update { sim.put(&path, body).await } else { sim.post(&path, body).await }
        };
        let answer = send(&body).await;
        assert!(answer.status < 300, "{} {}", fault.name, answer.text);
        let mut refused = Vec::new();
        for body in bad(prefix, &body) {
            let answer = send(&body).await;
            if answer.status == 422 && answer.errors().iter().all(|(found, _)| found == kind) {
                refused.push(body);
            }
        }
        assert!(!refused.is_empty(), "{}: nothing of it is refused", fault.name);
        sim.tenant.set_fault(Some(fault.name)).unwrap();
        let mut accepted = 0;
        for body in refused {
            accepted += usize::from(send(&body).await.status < 300);
        }
        assert!(accepted > 0, "{} accepts nothing", fault.name);
    }
}

#[tokio::test]
async fn what_a_fault_refuses_is_accepted_without_it() {
    let sim = Sim::start().await;
    for (fault, operation, pointer, value) in [
        ("refuses-renewal", "create-a-coverage-period", "/coverage_period/enrollment_type", "renewal"),
        ("refuses-legal-contribution", "create-a-contribution", "/contribution/product_line", "legal"),
        ("refuses-indemnity-plan", "create-a-plan", "/plan/product_type", "indemnity"),
        (
            "refuses-region",
            "create-an-employment-classification",
            "/employment_classification/type",
            "region",
        ),
        ("refuses-widowed", "create-a-subscriber", "/subscriber/marital_status", "widowed"),
        ("refuses-unknown-gender", "create-a-subscriber", "/subscriber/gender", "unknown"),
        (
            "refuses-hyphenated-ethnicity",
            "create-a-subscriber",
            "/subscriber/race_ethnicity",
            "black_non-hispanic",
        ),
        (
            "refuses-court-order",
            "create-a-dependent",
            "/dependent/subscriber_relationship",
            "court_ordered_dependent",
        ),
        ("refuses-re-hire", "create-a-qle", "/qualifying_life_event/event", "re_hire"),
    ] {
        sim.tenant.set_fault(None).unwrap();
        let (_, path, mut body) = good(&sim, operation).await;
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = json!(value);
        let answer = sim.post(&path, &body).await;
        assert_eq!(answer.status, 201, "{fault} {}", answer.text);
        sim.tenant.set_fault(Some(fault)).unwrap();
        let answer = sim.post(&path, &body).await;
        let parameter = pointer[1..].replace('/', ".");
        assert_eq!((answer.status, answer.errors()), (422, vec![("invalid_value", parameter.as_str())]));
    }
}
