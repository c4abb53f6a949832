//! Every operation refuses what the documents say it refuses.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use simulators::ideon::{Account, SIMULATE_HEADER, Settings, Severity};

use crate::ideon::support::{NOBODY, Sim, contribution, event, group, subscriber};

/// The operations with an id in the path: method, path, and whether they take a body.
const WITH_ID: [(&str, &str, bool); 42] = [
    ("GET", "/groups/{id}", false),
    ("POST", "/groups/{id}/locations", true),
    ("PUT", "/group_installments/{id}", true),
    ("POST", "/groups/{id}/coverage_periods?carrier_name=anthem", true),
    ("GET", "/coverage_periods/{id}.834", false),
    ("GET", "/coverage_periods/{id}.csv", false),
    ("GET", "/coverage_periods/{id}", false),
    ("PUT", "/coverage_periods/{id}", true),
    ("POST", "/coverage_periods/{id}/complete_setup", false),
    ("POST", "/coverage_periods/{id}/contributions", true),
    ("GET", "/coverage_periods/{id}/contributions", false),
    ("GET", "/contributions/{id}", false),
    ("PUT", "/contributions/{id}", true),
    ("POST", "/coverage_periods/{id}/plan_availability_requests", true),
    ("GET", "/plan_availability_requests/{id}", false),
    ("GET", "/plan_availability_requests/{id}/available_plans", false),
    ("POST", "/coverage_periods/{id}/plans", true),
    ("PUT", "/plans/{id}", true),
    ("POST", "/groups/{id}/employment_classifications", true),
    ("PUT", "/employment_classifications/{id}", true),
    ("POST", "/groups/{id}/subscribers", true),
    ("GET", "/groups/{id}/subscribers", false),
    ("GET", "/subscribers/{id}", false),
    ("PUT", "/subscribers/{id}", true),
    ("POST", "/subscribers/{id}/dependents", true),
    ("PUT", "/dependents/{id}", true),
    ("POST", "/subscribers/{id}/qualifying_life_events", true),
    ("GET", "/subscribers/{id}/qualifying_life_events", false),
    ("PUT", "/qualifying_life_events/{id}", true),
    ("GET", "/coverage_periods/{id}/errors", false),
    ("POST", "/errors/{id}/comments", true),
    ("POST", "/errors/{id}/resolution", true),
    ("GET", "/coverage_periods/{id}/supporting_documents", false),
    ("PUT", "/supporting_documents/{id}/current", true),
    ("GET", "/census_requests/{id}", false),
    ("GET", "/census_requests/{id}/subscribers", false),
    ("GET", "/coverage_periods/{id}/coverage_transmissions", false),
    ("GET", "/members/{id}/coverage_transmissions", false),
    ("GET", "/coverage_periods/{id}/file_deliveries", false),
    ("GET", "/file_deliveries/{id}/coverage_transmissions", false),
    ("POST", "/groups/{id}/hooks", true),
    ("POST", "/groups/{id}/coverage_periods?carrier_name=cigna", true),
];

/// The operations without one.
const WITHOUT_ID: [(&str, &str); 5] = [
    ("POST", "/auth/token"),
    ("POST", "/groups"),
    ("GET", "/groups"),
    ("POST", "/group_installments"),
    ("POST", "/rsp"),
];

fn method(word: &str) -> Method {
    word.parse().unwrap()
}

#[tokio::test]
async fn without_credentials_every_operation_answers_401() {
    let sim = Sim::start().await;
    let paths = WITH_ID.iter().map(|(method, path, _)| (*method, *path)).chain(WITHOUT_ID);
    for (word, path) in paths {
        let path = path.replace("{id}", NOBODY);
        for request in [
            sim.request(method(word), &path),
            sim.request(method(word), &path).header("Vericred-Api-Key", "unknown"),
            sim.request(method(word), &path).bearer_auth("a.b.c"),
        ] {
            let answer = sim.send(request).await;
            assert_eq!(answer.status, 401, "{word} {path} {}", answer.text);
            if path == "/rsp" {
                assert_eq!(answer.text, "Unauthorized - action requires user authentication.");
            } else {
                assert_eq!(answer.errors(), [("unauthorized", "Vericred-Api-Key")], "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_without_permission_gets_403_before_the_resource_is_looked_at() {
    let sim = Sim::start().await;
    let paths = WITH_ID.iter().map(|(method, path, _)| (*method, *path)).chain(WITHOUT_ID);
    for (word, path) in paths {
        let path = path.replace("{id}", NOBODY);
        let answer = sim.send(sim.of(Account::Unprivileged, method(word), &path)).await;
        let expected = match (word, path.as_str()) {
            ("POST", "/auth/token") => 201,
            ("GET", "/groups") => 200,
            _ => 403,
        };
        assert_eq!(answer.status, expected, "{word} {path} {}", answer.text);
        match path.as_str() {
            "/rsp" => assert!(answer.text.starts_with("Forbidden - "), "{}", answer.text),
            "/groups" if word == "GET" => assert_eq!(answer.body, json!([])),
            _ if expected == 403 => assert_eq!(answer.errors()[0].0, "forbidden"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_nobody_has_and_what_another_account_has_is_404_before_the_body_is_read() {
    let sim = Sim::start().await;
    let it = sim.enrolled("anthem").await;
    let problem = sim.tenant.open_problem(&it.period, None, Severity::Info, "coverage").unwrap();
    for (word, path, has_body) in WITH_ID {
        let mut ids = vec![NOBODY];
        let kind = path.split(['/', '{']).nth(1).unwrap();
        ids.extend(match kind {
            "groups" | "group_installments" => Some(it.group.as_str()),
            "coverage_periods" => Some(it.period.as_str()),
            "plans" => Some(it.plan.as_str()),
            "subscribers" => Some(it.subscriber.as_str()),
            "dependents" | "members" => Some(it.child.as_str()),
            "qualifying_life_events" => Some(it.event.as_str()),
            "errors" => Some(problem.as_str()),
            _ => None,
        });
        for id in ids {
            let path = path.replace("{id}", id);
            let mut request = sim.of(Account::Other, method(word), &path);
            if has_body {
                request = request.body("{");
            }
            let answer = sim.send(request).await;
            assert_eq!(answer.status, 404, "{word} {path} {}", answer.text);
            assert_eq!(answer.errors(), [("resource_not_found", "id")], "{path}");
        }
    }
    // An id of another kind is no id either.
    assert_eq!(sim.get(&format!("/groups/{}", it.period)).await.status, 404);
}

#[tokio::test]
async fn an_unreadable_body_is_400_and_one_without_content_422() {
    let sim = Sim::start().await;
    let it = sim.enrolled("anthem").await;
    let (group, place) = sim.installment().await;
    let period = sim.period(&group, "anthem").await;
    let plan = sim.plan(&period).await;
    let paths = [
        ("POST", "/groups".to_owned(), "group"),
        ("POST", "/group_installments".to_owned(), "group"),
        ("PUT", format!("/group_installments/{group}"), "group"),
        ("POST", format!("/groups/{group}/locations"), "location"),
        ("POST", format!("/groups/{group}/coverage_periods?carrier_name=cigna"), "coverage_period"),
        ("PUT", format!("/coverage_periods/{period}"), "coverage_period"),
        ("POST", format!("/coverage_periods/{period}/contributions"), "contribution"),
        ("POST", format!("/coverage_periods/{period}/plan_availability_requests"), "product_line"),
        ("POST", format!("/coverage_periods/{period}/plans"), "plan"),
        ("PUT", format!("/plans/{plan}"), "plan"),
        ("POST", format!("/groups/{group}/employment_classifications"), "employment_classification"),
        ("POST", format!("/groups/{group}/subscribers"), "subscriber"),
        ("PUT", format!("/subscribers/{}", it.subscriber), "subscriber"),
        ("POST", format!("/subscribers/{}/dependents", it.subscriber), "dependent"),
        ("PUT", format!("/dependents/{}", it.child), "dependent"),
        ("POST", format!("/subscribers/{}/qualifying_life_events", it.subscriber), "qualifying_life_event"),
        ("PUT", format!("/qualifying_life_events/{}", it.event), "qualifying_life_event"),
    ];
    for (word, path, member) in &paths {
        for body in ["{", "", "{}}", "\u{0}"] {
            let answer = sim.send(sim.of(Account::Main, method(word), path).body(body)).await;
            assert_eq!(answer.status, 400, "{word} {path} {body:?} {}", answer.text);
            assert_eq!(answer.errors(), [("malformed", "body")], "{path}");
        }
        let answer = sim.send(sim.of(Account::Main, method(word), path).json(&json!({}))).await;
        assert_eq!(answer.status, 422, "{word} {path} {}", answer.text);
        assert_eq!(answer.errors(), [("required_parameter_missing", *member)], "{path}");
        let answer = sim.send(sim.of(Account::Main, method(word), path).json(&json!([1]))).await;
        assert_eq!((answer.status, answer.errors()[0].0), (422, "invalid_type"), "{path} {}", answer.text);
    }
    assert_eq!(sim.get(&format!("/groups/{group}/subscribers")).await.body["subscribers"], json!([]));
    let _ = place;
}

#[tokio::test]
async fn each_offence_of_a_body_is_told_with_its_path() {
    let sim = Sim::start().await;
    let (group_id, place) = sim.group().await;
    let mut body = subscriber(&place);
    body["subscriber"].as_object_mut().unwrap().shift_remove("last_name");
    body["subscriber"]["gender"] = json!("both");
    body["subscriber"]["employment_details"]["status"] = Value::Null;
    body["subscriber"]["height"] = json!("tall");
    body["subscriber"]["residential_address"]["country_code"] = json!("CAN");
    body["subscriber"]["location_id"] = json!(NOBODY);
    body["subscriber"]["dependents"] = json!([{}, {"last_name": 1}]);
    let answer = sim.post(&format!("/groups/{group_id}/subscribers"), &body).await;
    assert_eq!(answer.status, 422);
    let mut errors = answer.errors();
    errors.sort_by_key(|(_, parameter)| *parameter);
    let dependents: Vec<_> = errors.extract_if(.., |it| it.1.contains("dependents")).collect();
    assert_eq!(
        errors,
        [
            ("invalid_value", "subscriber.employment_details.status"),
            ("invalid_value", "subscriber.gender"),
            ("invalid_type", "subscriber.height"),
            ("required_parameter_missing", "subscriber.last_name"),
            ("invalid_value", "subscriber.location_id"),
            ("invalid_value", "subscriber.residential_address.country_code"),
        ]
    );
    assert!(dependents.contains(&("required_parameter_missing", "subscriber.dependents.[0].last_name")));
    assert!(dependents.contains(&("invalid_type", "subscriber.dependents.[1].last_name")));
    assert_eq!(dependents.len(), 10, "{dependents:?}");
    assert_eq!(sim.get(&format!("/groups/{group_id}/subscribers")).await.body["subscribers"], json!([]));
}

#[tokio::test]
async fn rules_that_no_schema_states_are_told_like_the_others() {
    let sim = Sim::start().await;
    let it = sim.enrolled("anthem").await;
    let periods = format!("/groups/{}/coverage_periods", it.group);
    let (other_group, other_place) = sim.group().await;
    let other_period = sim.period(&other_group, "cigna").await;
    let other_plan = sim.plan(&other_period).await;
    let mut fein = group();
    fein["group"]["employer"]["fein"] = json!("12-3456789");
    let mut number = crate::ideon::support::period("anthem");
    number["coverage_period"]["carrier_group_number"] = json!("12345");
    let mut class = subscriber(&it.location);
    class["subscriber"]["class"] =
        json!({"employment_classification_id": it.group, "effective_date": "2026-01-01"});
    let events = format!("/subscribers/{}/qualifying_life_events", it.subscriber);
    let subscribers = format!("/groups/{}/subscribers", it.group);
    for (path, body, error) in [
        ("/groups".to_owned(), fein, ("invalid_value", "group.employer.fein")),
        (
            format!("{periods}?carrier_name=anthem"),
            number,
            ("invalid_value", "group.group_setup.carrier_group_number"),
        ),
        (
            format!("{periods}?carrier_name=nobody"),
            crate::ideon::support::period("anthem"),
            ("invalid_value", "carrier_name"),
        ),
        (
            format!("{periods}?carrier_name=cigna"),
            crate::ideon::support::period("anthem"),
            ("invalid_value", "carrier_name"),
        ),
        (subscribers.clone(), class, ("invalid_value", "subscriber.class.employment_classification_id")),
        (subscribers, subscriber(&other_place), ("invalid_value", "subscriber.location_id")),
        (
            events.clone(),
            event(&other_period, "a plan"),
            ("invalid_value", "qualifying_life_event.coverage_period_id"),
        ),
        (
            events.clone(),
            event(&it.period, &other_plan),
            ("invalid_value", "qualifying_life_event.plan_elections.medical"),
        ),
        (
            events.clone(),
            event(&it.period, NOBODY),
            ("invalid_value", "qualifying_life_event.plan_elections.medical"),
        ),
    ] {
        let answer = sim.post(&path, &body).await;
        assert_eq!((answer.status, answer.errors()), (422, vec![error]), "{path} {}", answer.text);
    }
    let answer = sim.post(&periods, &crate::ideon::support::period("anthem")).await;
    assert_eq!((answer.status, answer.errors()), (400, vec![("malformed", "carrier_name")]));
    // Only what has the form of an id is looked up.
    let text = json!({"plan_id": it.plan, "type": "election"}).to_string();
    for election in ["Hello, world!", &text] {
        assert_eq!(sim.post(&events, &event(&it.period, election)).await.status, 201);
    }
}

#[rstest]
#[case("PUT", "/coverage_periods/{period}", "coverage_period")]
#[case("PUT", "/plans/{plan}", "plan")]
#[case("PUT", "/group_installments/{group}", "group")]
#[tokio::test]
async fn what_only_an_installment_may_update_is_refused_elsewhere(
    #[case] word: &str,
    #[case] path: &str,
    #[case] member: &str,
    #[values(422, 403)] status: u16,
) {
    let mut settings = Settings::default();
    if status == 403 {
        settings = Settings::reading("group-only-update-403").unwrap();
    }
    let sim = Sim::with(settings).await;
    let it = sim.enrolled("anthem").await;
    let path = path.replace("{period}", &it.period).replace("{plan}", &it.plan).replace("{group}", &it.group);
    let body = json!({"coverage_period": {}, "plan": {"external_identifier": "p", "description": "d"},
        "group": group()["group"]});
    let answer = sim.send(sim.of(Account::Main, method(word), &path).json(&body)).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.errors()[0].1, member);
}

#[tokio::test]
async fn an_update_of_a_plan_cannot_change_its_product_line() {
    let sim = Sim::start().await;
    let (group, _) = sim.installment().await;
    let period = sim.period(&group, "cigna").await;
    let path = format!("/plans/{}", sim.plan(&period).await);
    let plan =
        |line: &str| json!({"plan": {"external_identifier": "p", "description": "d", "product_line": line}});
    let answer = sim.put(&path, &plan("dental")).await;
    assert_eq!((answer.status, answer.errors()), (422, vec![("invalid_value", "plan.product_line")]));
    assert_eq!(sim.put(&path, &plan("medical")).await.status, 201);
}

#[tokio::test]
async fn unknown_paths_are_404_and_unknown_methods_405_with_what_is_allowed() {
    let sim = Sim::start().await;
    let answer = sim.get("/nowhere").await;
    assert_eq!((answer.status, answer.errors()), (404, vec![("resource_not_found", "path")]));
    let answer = sim.send(sim.of(Account::Main, Method::DELETE, "/groups")).await;
    assert_eq!((answer.status, answer.errors()), (405, vec![("method_not_allowed", "method")]));
    assert_eq!(answer.header("allow"), Some("POST, GET"));
}

#[tokio::test]
async fn a_tester_may_ask_for_any_refusal_or_failure() {
    let sim = Sim::start().await;
    let (group, _) = sim.group().await;
    let period = sim.period(&group, "cigna").await;
    let made = sim.makes(&format!("/coverage_periods/{period}/contributions"), &contribution()).await;
    let path = format!("/contributions/{}", made["contribution"]["id"].as_str().unwrap());
    for status in [400_u16, 401, 403, 404, 422, 429, 500, 502, 503] {
        let request = sim.of(Account::Main, Method::GET, &path).header(SIMULATE_HEADER, status);
        let answer = sim.send(request).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.errors().len(), 1);
    }
    let request = sim.of(Account::Main, Method::GET, &path).header(SIMULATE_HEADER, "200");
    assert_eq!(sim.send(request).await.status, 400);
    assert_eq!(sim.get(&path).await.status, 201);
}
