//! The correct integration.

use integrator::{
    Outcome,
    ideon::{ElectionForm, EnvironmentName, Integration},
};
use rstest::rstest;
use serde_json::{Value, json};

use super::vendor::{Bench, election, group, person, refused};
use crate::vendor::{Next, answer, unavailable};

#[tokio::test]
async fn a_group_is_set_up_step_by_step_and_every_id_goes_into_the_next_step() {
    let bench = Bench::start(None).await;
    let end = bench.set_up().await;
    assert_eq!(end.outcome, Outcome::Ok, "{:?}", end.surfaced);
    let operations: Vec<_> = end.calls.iter().map(|call| call.operation).collect();
    assert_eq!(
        operations,
        [
            "create-a-token",
            "create-a-group",
            "create-a-location",
            "create-a-coverage-period",
            "create-a-plan",
            "create-a-plan",
            "create-a-coverage-period",
            "create-a-plan",
            "create-an-employment-classification",
        ]
    );
    assert_eq!(bench.seen("/locations")[0].path(), "/groups/group-1/locations");
    let periods = bench.seen("/coverage_periods");
    let paths: Vec<_> = periods.iter().map(|seen| seen.path()).collect();
    assert_eq!(
        paths,
        [
            "/groups/group-1/coverage_periods?carrier_name=anthem",
            "/groups/group-1/coverage_periods?carrier_name=guardian"
        ]
    );
    assert_eq!(periods[0].json()["coverage_period"]["enrollment_type"], "member_management");
    let premiums = bench.seen("/plans")[0].json()["plan"]["composite_rate_premiums"].clone();
    assert_eq!(premiums, json!({"employee_only": 1999, "family": 101_950}));

    let end = bench.does("enroll", json!({"group": "acme", "people": [person("ann"), person("ben")]})).await;
    assert_eq!(end.outcome, Outcome::Ok, "{:?}", end.surfaced);
    let subscribers = bench.seen("/subscribers");
    assert_eq!(subscribers.len(), 2);
    let first = subscribers[0].json()["subscriber"].clone();
    assert_eq!(first["location_id"], "location-3");
    assert_eq!(
        first["class"],
        json!({"employment_classification_id": "employment_classification-9", "effective_date": "2026-02-02"})
    );
    assert_eq!(first["employment_details"]["annual_earnings"], 5_201_999);
    let events = bench.events();
    assert_eq!(events.len(), 4);
    assert_eq!(events[0]["coverage_period_id"], "coverage_period-4");
    assert_eq!(events[1]["coverage_period_id"], "coverage_period-7");
    assert_eq!(
        election(&events[0], "medical"),
        json!({"plan_id": "plan-5", "type": "election", "coverages": [
            {"member_id": "subscriber-10", "start_date": "2026-03-01", "status": "employer_sponsored"},
            {"member_id": "dependent-11", "start_date": "2026-03-01", "status": "employer_sponsored"},
        ]})
    );
    assert_eq!(election(&events[1], "vision")["coverages"][0]["volume"], 1999);
}

#[tokio::test]
async fn every_call_but_the_one_for_the_token_carries_the_token() {
    let bench = Bench::start(None).await;
    bench.staffed().await;
    let all = bench.seen("");
    assert_eq!(all[0].header("vericred-api-key"), Some("staging-key"));
    for seen in &all[1..] {
        assert_eq!(seen.header("authorization"), Some("Bearer token-1"), "{}", seen.path());
        assert_eq!(seen.header("vericred-api-key"), None);
        assert_eq!(seen.header("x-tenant"), Some("staging"));
    }
    assert!(bench.production.lock().unwrap().is_empty());
}

#[rstest]
#[case(86_400, 86_100)]
#[case(600, 500)]
#[tokio::test]
async fn a_token_is_renewed_before_it_expires(#[case] life: i64, #[case] renewed: i64) {
    let bench = Bench::start(None).await;
    bench.state.lock().unwrap().token_seconds = life;
    for seconds in [0, renewed - 1, renewed] {
        bench.set_seconds(seconds);
        assert_eq!(bench.integration.token().await.outcome, Outcome::Ok);
    }
    assert_eq!(bench.times("/token"), [0, renewed]);
}

#[tokio::test]
async fn a_token_that_is_taken_back_is_replaced_once() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    bench.trouble("/subscribers", &refused(401, ""), 1);
    let list = json!({"group": "acme"});
    assert_eq!(bench.does("list_subscribers", list.clone()).await.outcome, Outcome::Ok);
    bench.trouble("/subscribers", &refused(401, ""), 9);
    assert_eq!(bench.does("list_subscribers", list).await.outcome, Outcome::Unauthorized);
    assert_eq!(bench.seen("/token").len(), 3);
}

#[rstest]
#[case(false, 2, 4)]
#[case(true, 2, 3)]
#[case(false, 100, 2)]
#[case(true, 100, 1)]
#[tokio::test]
async fn a_list_is_walked_to_its_end(
    #[case] says_total: bool,
    #[case] per_page: usize,
    #[case] calls: usize,
) {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    let people: Vec<_> = ["a", "b", "c", "d", "e"].map(person).into();
    bench.does("enroll", json!({"group": "acme", "people": people})).await;
    bench.state.lock().unwrap().says_total = says_total;
    let end = bench.does("list_subscribers", json!({"group": "acme", "per_page": per_page})).await;
    assert_eq!(end.body.unwrap()["subscribers"].as_array().unwrap().len(), 5);
    assert_eq!(end.calls.len(), calls);
}

#[tokio::test]
async fn a_429_is_waited_out_and_a_503_is_repeated_four_times() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    bench.trouble("/subscribers", &Next::Later(429, 30), 1);
    bench.trouble("/subscribers", &Next::Answer(429, "{}".to_owned()), 1);
    let list = json!({"group": "acme"});
    assert_eq!(bench.does("list_subscribers", list.clone()).await.outcome, Outcome::Ok);
    assert_eq!(bench.times("/subscribers"), [0, 30, 32]);
    bench.trouble("/subscribers", &unavailable(), 99);
    let end = bench.does("list_subscribers", list).await;
    assert_eq!(end.outcome, Outcome::GaveUp);
    assert_eq!(bench.times("/subscribers")[3..], [32, 33, 35, 39, 47]);
}

#[rstest]
#[case(Next::HangUp, 1, Outcome::Error)]
#[case(Next::Answer(500, "{}".to_owned()), 1, Outcome::Error)]
#[case(unavailable(), 5, Outcome::GaveUp)]
#[case(Next::Later(429, 1), 5, Outcome::GaveUp)]
#[tokio::test]
async fn a_write_that_may_have_been_carried_out_is_not_sent_again(
    #[case] trouble: Next,
    #[case] tries: usize,
    #[case] outcome: Outcome,
) {
    let bench = Bench::start(None).await;
    bench.trouble("/groups", &trouble, 99);
    assert_eq!(bench.set_up().await.outcome, outcome);
    assert_eq!(bench.seen("/groups").len(), tries);
}

#[rstest]
#[case(200)]
#[case(201)]
#[tokio::test]
async fn two_hundred_and_two_hundred_and_one_are_one_as_good_as_the_other(#[case] status: u16) {
    let bench = Bench::start(None).await;
    bench.state.lock().unwrap().created = status;
    bench.state.lock().unwrap().extra_members = true;
    bench.staffed().await;
    let input = json!({"group": "acme", "carrier_name": "anthem", "product_line": "medical", "per_page": 2});
    let end = bench.does("available_plans", input).await;
    assert_eq!(end.outcome, Outcome::Ok);
    assert_eq!(end.body.unwrap()["available_plans"].as_array().unwrap().len(), 5);
    assert_eq!(bench.times("/request-14"), [5, 10]);
    let change = json!({"person": "ann", "set": {"marital_status": "married"}});
    assert_eq!(
        bench.does("update", json!({"group": "acme", "changes": [change]})).await.outcome,
        Outcome::Ok
    );
}

#[tokio::test]
async fn a_carrier_that_takes_too_long_or_fails_is_told() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    bench.state.lock().unwrap().looks_until_complete = 9_999;
    let input = json!({"group": "acme", "carrier_name": "anthem", "product_line": "medical"});
    let end = bench.does("available_plans", input.clone()).await;
    assert_eq!((end.outcome, end.calls.len()), (Outcome::Waiting, 121));
    let failed = json!({"plan_availability_request": {"id": "r", "status": "error"}});
    bench.trouble("/plan_availability_requests", &answer(201, failed), 1);
    assert_eq!(bench.does("available_plans", input).await.outcome, Outcome::Error);
    assert!(bench.seen("/available_plans").is_empty());
}

#[tokio::test]
async fn errors_in_a_success_are_data_and_errors_in_a_refusal_are_none() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    bench.state.lock().unwrap().problems = json!([{"id": "problem-1"}]);
    assert_eq!(bench.does("read_group", json!({"group": "acme"})).await.outcome, Outcome::Ok);
    let end = bench.does("problems", json!({"group": "acme"})).await;
    assert_eq!(end.body.unwrap()["problems"].as_array().unwrap().len(), 2, "one of each coverage period");
    bench.trouble("/errors", &refused(404, "id"), 1);
    let end = bench.does("problems", json!({"group": "acme"})).await;
    let surfaced = end.surfaced.unwrap();
    assert_eq!((end.outcome, surfaced.field.as_deref()), (Outcome::NotFound, Some("id")));
    assert!(surfaced.message.contains(": m;"), "{}", surfaced.message);
}

#[tokio::test]
async fn a_first_application_goes_by_installments() {
    let bench = Bench::start(None).await;
    bench.does("set_up_group", group("acme", true)).await;
    assert_eq!((bench.seen("/group_installments").len(), bench.seen("/groups").len()), (1, 0));
    let period = bench.seen("/coverage_periods")[0].json()["coverage_period"].clone();
    assert_eq!(period["enrollment_type"], "initial_installment");
}

#[tokio::test]
async fn the_setup_of_each_coverage_period_is_completed_once_and_that_of_its_renewal_as_well() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    let complete = json!({"group": "acme"});
    bench.does("complete_setup", complete.clone()).await;
    let renewal = json!({"group": "acme", "carrier_name": "anthem", "plan_year_start": "2027-01-01",
        "plans": [{"external_identifier": "med", "carrier_name": "anthem", "product_line": "medical", "description": "d",
            "product_type": "indemnity"}]});
    assert_eq!(bench.does("renew", renewal).await.outcome, Outcome::Ok);
    bench.does("complete_setup", complete).await;
    let paths: Vec<_> = bench.seen("/complete_setup").iter().map(|seen| seen.path().to_owned()).collect();
    assert_eq!(
        paths,
        ["coverage_period-4", "coverage_period-7", "coverage_period-10"]
            .map(|id| format!("/coverage_periods/{id}/complete_setup"))
    );
    let renewed = bench.seen("/coverage_periods")[2].json()["coverage_period"].clone();
    assert_eq!(renewed["enrollment_type"], "renewal");
}

#[tokio::test]
async fn new_coverage_is_a_new_event_and_a_repair_is_an_update() {
    let bench = Bench::start(None).await;
    bench.staffed().await;
    let marriage = json!({"group": "acme", "person": "ann", "event": "marriage", "date": "2026-06-01",
        "new_dependents": [{"external_identifier": "sam", "first_name": "Sam", "last_name": "Lee", "birth_date": "1990-01-01",
            "gender": "male", "subscriber_relationship": "spouse"}],
        "elections": [{"plan": "den", "start_date": "2026-07-01"}]});
    assert_eq!(bench.does("change_coverage", marriage).await.outcome, Outcome::Ok);
    let events = bench.events();
    assert_eq!(
        (events.len(), &events[2]["event"], &events[2]["date"]),
        (3, &json!("marriage"), &json!("2026-06-01"))
    );
    let members: Vec<Value> = election(&events[2], "dental")["coverages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|coverage| coverage["member_id"].clone())
        .collect();
    assert_eq!(members, ["subscriber-10", "dependent-11", "dependent-14"]);
    let repair =
        json!({"group": "acme", "person": "ann", "elections": [{"plan": "den", "start_date": "2026-06-01"}]});
    assert_eq!(bench.does("correct_coverage", repair).await.outcome, Outcome::Ok);
    assert_eq!(bench.events().len(), 3);
    let repaired = bench.seen("/qualifying_life_event-15")[0].json()["qualifying_life_event"].clone();
    assert_eq!(
        (&repaired["event"], &repaired["eligibility_start_date"]),
        (&json!("marriage"), &json!("2026-06-01"))
    );
}

#[tokio::test]
async fn a_hire_a_termination_and_cobra_follow_their_rules() {
    let bench = Bench::start(None).await;
    bench.set_up().await;
    bench.does("hire", json!({"group": "acme", "people": [person("ann")]})).await;
    let cobra = json!({"group": "acme", "person": "ann", "terminated_on": "2026-06-30",
        "elections": [{"plan": "med", "start_date": "2026-07-01"}]});
    assert_eq!(bench.does("cobra", cobra).await.outcome, Outcome::Ok);
    let told: Vec<_> =
        bench.events().iter().map(|event| format!("{} {}", event["event"], event["date"])).collect();
    assert_eq!(
        told,
        [
            r#""new_hire" "2026-02-02""#,
            r#""new_hire" "2026-02-02""#,
            r#""termination_of_employment" "2026-06-30""#,
            r#""termination_of_employment" "2026-06-30""#,
            r#""cobra" "2026-07-01""#,
        ]
    );
    let ended = election(&bench.events()[2], "medical")["coverages"][0].clone();
    assert_eq!((&ended["start_date"], &ended["end_date"]), (&json!("2026-03-01"), &json!("2026-06-30")));
    assert_eq!(election(&bench.events()[4], "medical")["coverages"][0]["status"], "cobra");
}

#[tokio::test]
async fn a_termination_that_was_told_is_not_told_again_for_cobra() {
    let bench = Bench::start(None).await;
    bench.staffed().await;
    bench.does("terminate", json!({"group": "acme", "person": "ann", "date": "2026-06-30"})).await;
    let cobra = json!({"group": "acme", "person": "ann", "terminated_on": "2026-06-30",
        "elections": [{"plan": "med", "start_date": "2026-07-01"}]});
    bench.does("cobra", cobra).await;
    assert_eq!(bench.events().len(), 5);
}

#[tokio::test]
async fn coverage_that_never_took_effect_ends_on_the_day_before_it_starts() {
    let bench = Bench::start(None).await;
    bench.staffed().await;
    let cancellation = json!({"group": "acme", "person": "ann", "plan": "med"});
    assert_eq!(bench.does("cancel_coverage", cancellation.clone()).await.outcome, Outcome::Ok);
    let coverage = election(&bench.events()[2], "medical")["coverages"][0].clone();
    assert_eq!(
        (&coverage["start_date"], &coverage["end_date"]),
        (&json!("2026-03-01"), &json!("2026-02-28"))
    );
    assert_eq!(bench.does("cancel_coverage", cancellation).await.outcome, Outcome::Rejected, "it is gone");
}

#[tokio::test]
async fn problems_are_corrected_commented_on_and_resolved() {
    let bench = Bench::start(None).await;
    bench.staffed().await;
    let problem = |id: &str, member: &str| json!({"id": id, "member_id": member, "coverage_period_id": "coverage_period-4"});
    bench.trouble(
        "/coverage_period-4/errors",
        &answer(200, json!({"errors": [problem("p-1", "dependent-11"), problem("p-2", "somebody")]})),
        1,
    );
    let input = json!({"group": "acme", "message": "corrected",
        "corrections": [{"person": "ann", "set": {"birth_date": "1990-04-12"}}]});
    let end = bench.does("reconcile", input).await;
    assert_eq!(end.body.unwrap()["resolved"], json!(["p-1"]));
    assert_eq!(bench.seen("/subscriber-10")[0].json()["subscriber"]["birth_date"], "1990-04-12");
    assert_eq!(bench.seen("/comments")[0].json(), json!({"comment": {"message": "corrected"}}));
    assert_eq!(bench.seen("/p-1/resolution")[0].json(), json!({"message": "corrected"}));
}

#[tokio::test]
async fn what_was_never_set_up_is_asked_for_before_anything_is_sent() {
    let bench = Bench::start(None).await;
    let end = bench.does("list_subscribers", json!({"group": "acme"})).await;
    let surfaced = end.surfaced.unwrap();
    assert_eq!((end.outcome, surfaced.field.as_deref()), (Outcome::Rejected, Some("group")));
    assert_eq!(surfaced.message, "there is no group `acme`; it has to be set up first");
    assert!(end.calls.is_empty());
}

#[tokio::test]
async fn elections_are_objects_where_an_environment_wants_them() {
    let bench = Bench::start(None).await;
    let environment = bench.integration.environment().clone();
    let clock = std::sync::Arc::new(bench.clock.clone());
    let integration = Integration::new(vec![environment], EnvironmentName::Staging, clock, None).unwrap();
    let integration = integration.with_election_form(ElectionForm::Object);
    integration.set_up_group(serde_json::from_value(group("acme", false)).unwrap()).await;
    let people = json!({"group": "acme", "people": [person("ann")]});
    integration.enroll(serde_json::from_value(people).unwrap()).await;
    assert_eq!(bench.events()[0]["plan_elections"]["medical"]["plan_id"], "plan-5");
}

#[tokio::test]
async fn an_environment_that_is_not_configured_is_no_integration() {
    let clock = std::sync::Arc::new(clock::RealClock);
    let error = Integration::new(Vec::new(), EnvironmentName::Qa, clock, None).unwrap_err();
    assert!(
        error.to_string().starts_with("environment `qa` is not configured (configured: none)"),
        "{error}"
    );
}
