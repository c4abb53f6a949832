//! Each defect differs from the correct integration as its name says.

use std::{future::Future, pin::Pin};

use integrator::ideon::Defect;
use rstest::rstest;
use serde_json::{Value, json};

use super::vendor::{Bench, election, group, person, refused};
use crate::vendor::{Next, unavailable};

/// What an integration does, and in one line what was seen of it.
type Story = fn(Bench) -> Pin<Box<dyn Future<Output = String> + Send>>;

macro_rules! stories {
    ($($name:ident($bench:ident) $body:block)+) => {
        $(fn $name($bench: Bench) -> Pin<Box<dyn Future<Output = String> + Send>> {
            Box::pin(async move $body)
        })+
    };
}

fn texts<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    values.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(" ").replace('"', "")
}

stories! {
    a_list(bench) {
        bench.set_up().await;
        let people: Vec<_> = ["a", "b", "c"].map(person).into();
        bench.does("enroll", json!({"group": "acme", "people": people})).await;
        bench.state.lock().unwrap().says_total = true;
        let end = bench.does("list_subscribers", json!({"group": "acme", "per_page": 2})).await;
        let count = end.body.and_then(|body| body["subscribers"].as_array().map(Vec::len));
        format!("{} {count:?}", end.outcome.name())
    }
    a_retry(bench) {
        bench.set_up().await;
        bench.trouble("/subscribers", &unavailable(), 1);
        bench.does("list_subscribers", json!({"group": "acme"})).await;
        let seen = bench.seen("/subscribers");
        let with: Vec<_> = seen.iter().map(|seen| seen.header("authorization").is_some().to_string()).collect();
        with.join(" ")
    }
    two_days(bench) {
        bench.set_up().await;
        for seconds in [86_000, 86_399, 86_401] {
            bench.set_seconds(seconds);
            bench.does("list_subscribers", json!({"group": "acme"})).await;
        }
        format!("{:?}", bench.times("/token"))
    }
    a_short_token(bench) {
        bench.state.lock().unwrap().token_seconds = 3_600;
        bench.set_up().await;
        bench.set_seconds(3_500);
        bench.does("list_subscribers", json!({"group": "acme"})).await;
        format!("{:?}", bench.times("/token"))
    }
    too_many(bench) {
        bench.set_up().await;
        bench.trouble("/subscribers", &Next::Later(429, 30), 2);
        let end = bench.does("list_subscribers", json!({"group": "acme"})).await;
        format!("{} {:?}", end.outcome.name(), bench.times("/subscribers"))
    }
    an_outage(bench) {
        bench.set_up().await;
        bench.trouble("/subscribers", &unavailable(), 99);
        let end = bench.does("list_subscribers", json!({"group": "acme"})).await;
        format!("{} {:?}", end.outcome.name(), bench.times("/subscribers"))
    }
    problems(bench) {
        bench.set_up().await;
        bench.state.lock().unwrap().problems = json!([{"id": "problem-1"}]);
        let first = bench.does("problems", json!({"group": "acme"})).await.outcome.name();
        bench.trouble("/errors", &refused(404, "id"), 2);
        let second = bench.does("problems", json!({"group": "acme"})).await.outcome.name();
        format!("{first} {second}")
    }
    an_environment(bench) {
        let end = bench.set_up().await;
        format!("{}, production saw {}", end.outcome.name(), bench.production.lock().unwrap().len())
    }
    money(bench) {
        bench.staffed().await;
        let premium = bench.seen("/plans")[0].json()["plan"]["composite_rate_premiums"]["employee_only"].clone();
        let record = bench.seen("/subscribers")[0].json()["subscriber"].clone();
        let volume = election(&bench.events()[1], "vision")["coverages"][0]["volume"].clone();
        texts([&premium, &record["employment_details"]["annual_earnings"], &volume])
    }
    plain_success(bench) {
        bench.state.lock().unwrap().created = 200;
        bench.set_up().await.outcome.name().to_owned()
    }
    odd_success(bench) {
        bench.set_up().await;
        let input = json!({"group": "acme", "carrier_name": "anthem", "product_line": "medical"});
        let end = bench.does("available_plans", input).await;
        let count = end.body.and_then(|body| body["available_plans"].as_array().map(Vec::len));
        format!("{} {count:?}, {} looks", end.outcome.name(), bench.seen("/request-10").len())
    }
    more_members(bench) {
        bench.state.lock().unwrap().extra_members = true;
        bench.set_up().await.outcome.name().to_owned()
    }
    a_group(bench) {
        bench.set_up().await;
        bench.does("read_group", json!({"group": "acme"})).await.outcome.name().to_owned()
    }
    ids(bench) {
        bench.staffed().await;
        let seen = bench.seen("/subscribers")[0].clone();
        let record = seen.json()["subscriber"].clone();
        let events = bench.events();
        let elected = election(&events[0], "medical");
        texts([
            &json!(seen.path()),
            &record["location_id"],
            &record["class"]["employment_classification_id"],
            &events[0]["coverage_period_id"],
            &elected["plan_id"],
            &elected["coverages"][0]["member_id"],
            &elected["coverages"][1]["member_id"],
        ])
    }
    two_groups(bench) {
        bench.set_up().await;
        bench.does("set_up_group", group("other", false)).await;
        bench.does("enroll", json!({"group": "other", "people": [person("ann")]})).await;
        bench.seen("/subscribers")[0].path().to_owned()
    }
    in_force(bench) {
        bench.set_up().await;
        format!("{} {}", bench.seen("/groups").len(), bench.seen("/group_installments").len())
    }
    first_application(bench) {
        bench.does("set_up_group", group("acme", true)).await;
        format!("{} {}", bench.seen("/groups").len(), bench.seen("/group_installments").len())
    }
    setups(bench) {
        bench.set_up().await;
        for _ in 0..2 {
            bench.does("complete_setup", json!({"group": "acme"})).await;
        }
        let renewal = json!({"group": "acme", "carrier_name": "anthem", "plan_year_start": "2027-01-01", "plans": []});
        bench.does("renew", renewal).await;
        format!("{} periods, {} setups", bench.seen("/coverage_periods").len(), bench.seen("/complete_setup").len())
    }
    several_people(bench) {
        bench.set_up().await;
        let people: Vec<_> = ["a", "b"].map(person).into();
        let end = bench.does("enroll", json!({"group": "acme", "people": people})).await;
        format!("{} {}", end.outcome.name(), bench.seen("/subscribers").len())
    }
    several_changes(bench) {
        bench.staffed().await;
        let change = |city: &str| json!({"person": "ann", "set": {"work_location": city}});
        let changes = json!({"group": "acme", "changes": [change("1"), change("2")]});
        bench.does("update", changes).await;
        texts(&bench.seen("/subscriber-10").iter().map(|seen| seen.json()["subscriber"]["work_location"].clone()).collect::<Vec<_>>())
    }
    their_order(bench) {
        bench.set_up().await;
        let people: Vec<_> = ["a", "b"].map(person).into();
        bench.does("enroll", json!({"group": "acme", "people": people})).await;
        let sent = bench.seen("/subscribers");
        let names: Vec<_> =
            sent.iter().map(|seen| seen.json()["subscriber"]["external_identifier"].clone()).collect();
        texts(&names)
    }
    cobra_after_all(bench) {
        bench.staffed().await;
        bench.does("terminate", json!({"group": "acme", "person": "ann", "date": "2026-06-30"})).await;
        let cobra = json!({"group": "acme", "person": "ann", "terminated_on": "2026-06-30",
            "elections": [{"plan": "med", "start_date": "2026-07-01"}]});
        bench.does("cobra", cobra).await;
        format!("{} events", bench.events().len())
    }
    two_carriers_of_a_hire(bench) {
        bench.set_up().await;
        bench.does("hire", json!({"group": "acme", "people": [person("ann")]})).await;
        format!("{} events", bench.events().len())
    }
    a_hook(bench) {
        bench.set_up().await;
        bench.integration.take_in(&json!({"type": "coverage_period.state_changed",
            "data": {"coverage_period": {"id": "coverage_period-4", "state": "production"}}}));
        format!("{} looks", bench.integration.catch_up().await.calls.len())
    }
    new_coverage(bench) {
        bench.staffed().await;
        let change = json!({"group": "acme", "person": "ann", "event": "open_enrollment", "date": "2026-06-01",
            "elections": [{"plan": "den", "start_date": "2026-07-01"}]});
        bench.does("change_coverage", change).await;
        format!("{} new, {} updated", bench.events().len(), bench.seen("/qualifying_life_event-12").len())
    }
    a_repair(bench) {
        bench.staffed().await;
        let repair = json!({"group": "acme", "person": "ann", "elections": [{"plan": "med", "start_date": "2026-04-01"}]});
        bench.does("correct_coverage", repair).await;
        format!("{} new, {} updated", bench.events().len(), bench.seen("/qualifying_life_event-12").len())
    }
    a_hire(bench) {
        bench.set_up().await;
        bench.does("hire", json!({"group": "acme", "people": [person("ann")]})).await;
        texts([&bench.events()[0]["date"]])
    }
    cobra(bench) {
        bench.set_up().await;
        let mut ann = person("ann");
        ann["elections"] = json!([{"plan": "med", "start_date": "2026-03-01"}]);
        bench.does("enroll", json!({"group": "acme", "people": [ann]})).await;
        let cobra = json!({"group": "acme", "person": "ann", "terminated_on": "2026-06-30",
            "elections": [{"plan": "med", "start_date": "2026-07-01"}]});
        bench.does("cobra", cobra).await;
        texts(bench.events().iter().skip(1).map(|event| &event["event"]).cloned().collect::<Vec<_>>().iter())
    }
    a_cancellation(bench) {
        bench.staffed().await;
        bench.does("cancel_coverage", json!({"group": "acme", "person": "ann", "plan": "med"})).await;
        texts([&election(&bench.events()[2], "medical")["coverages"][0]["end_date"]])
    }
}

const IDS: &str = "/groups/group-1/subscribers location-3 employment_classification-9 coverage_period-4 plan-5 \
                   subscriber-10 dependent-11";

#[rstest]
#[case(Defect::NoCredentialsOnReads, a_group, "ok", "unauthorized")]
#[case(Defect::NoCredentialsOnRetry, a_retry, "true true", "true false false")]
#[case(Defect::NeverRenewsToken, two_days, "[0, 86399]", "[0]")]
#[case(Defect::AssumesADay, a_short_token, "[0, 3500]", "[0]")]
#[case(Defect::FirstPageOnly, a_list, "ok Some(3)", "ok Some(2)")]
#[case(Defect::DropsTheShortPage, a_list, "ok Some(3)", "ok Some(2)")]
#[case(Defect::NoRetryAfter429, too_many, "ok [0, 30, 60]", "gave_up [0]")]
#[case(Defect::IgnoresRetryAfter, too_many, "ok [0, 30, 60]", "ok [0, 1, 3]")]
#[case(Defect::HammersWithoutWaiting, an_outage, "gave_up [0, 1, 3, 7, 15]", "gave_up [0, 0, 0, 0, 0]")]
#[case(
    Defect::NeverGivesUp,
    an_outage,
    "gave_up [0, 1, 3, 7, 15]",
    "gave_up [0, 1, 3, 7, 15, 23, 31, 39, 47, 55, 63, 71]"
)]
#[case(Defect::ErrorsKeyMeansFailure, problems, "ok not_found", "rejected not_found")]
#[case(Defect::RefusalAsProblems, problems, "ok not_found", "ok ok")]
#[case(Defect::HardCodedHost, an_environment, "ok, production saw 0", "unauthorized, production saw 1")]
#[case(Defect::DecimalPremiums, money, "1999 5201999 1999", "19.99 5201999 1999")]
#[case(Defect::DecimalEarnings, money, "1999 5201999 1999", "1999 52019.99 1999")]
#[case(Defect::DecimalVolume, money, "1999 5201999 1999", "1999 5201999 19.99")]
#[case(Defect::LosesACent, money, "1999 5201999 1999", "1998 5201999 1998")]
#[case(Defect::Refuses200OfAWrite, plain_success, "ok", "error")]
#[case(Defect::Refuses201OfARead, odd_success, "ok Some(5), 2 looks", "error None, 1 looks")]
#[case(Defect::ListsPlansBeforeComplete, odd_success, "ok Some(5), 2 looks", "ok Some(0), 0 looks")]
#[case(Defect::PollsOnce, odd_success, "ok Some(5), 2 looks", "waiting None, 1 looks")]
#[case(Defect::RefusesUnknownMembers, more_members, "ok", "error")]
#[case(Defect::WantsTypedLists, a_group, "ok", "error")]
#[case(Defect::LocationByOwnName, ids, IDS, &IDS.replace("location-3", "branch"))]
#[case(Defect::AlwaysPrimaryLocation, ids, IDS, &IDS.replace("location-3", "location-2"))]
#[case(Defect::ClassificationByOwnName, ids, IDS, &IDS.replace("employment_classification-9", "staff"))]
#[case(Defect::MixesUpPeriods, ids, IDS, &IDS.replace("period-4", "period-7"))]
#[case(Defect::PlanByOwnName, ids, IDS, &IDS.replace("plan-5", "med"))]
#[case(Defect::SubscriberByOwnName, ids, IDS, &IDS.replace("subscriber-10", "ann"))]
#[case(Defect::DependentByOwnName, ids, IDS, &IDS.replace("dependent-11", "ann-child"))]
#[case(Defect::MixesUpGroups, two_groups, "/groups/group-10/subscribers", "/groups/group-1/subscribers")]
#[case(Defect::InstallmentForGroupInForce, in_force, "1 0", "0 1")]
#[case(Defect::GroupForFirstApplication, first_application, "0 1", "1 0")]
#[case(Defect::CompletesFirstPeriodOnly, setups, "3 periods, 3 setups", "3 periods, 2 setups")]
#[case(Defect::CompletesSetupAgain, setups, "3 periods, 3 setups", "3 periods, 5 setups")]
#[case(Defect::NoSetupForRenewal, setups, "3 periods, 3 setups", "3 periods, 2 setups")]
#[case(Defect::PeriodPerPlan, setups, "3 periods, 3 setups", "4 periods, 4 setups")]
#[case(Defect::OnePeriodForAllCarriers, setups, "3 periods, 3 setups", "2 periods, 2 setups")]
#[case(Defect::RenewsInTheOldPeriod, setups, "3 periods, 3 setups", "2 periods, 2 setups")]
#[case(Defect::BatchesSubscribers, several_people, "ok 2", "rejected 1")]
#[case(Defect::ChangesOutOfOrder, several_changes, "1 2", "2 1")]
#[case(Defect::UpdatesQleForNewCoverage, new_coverage, "3 new, 0 updated", "2 new, 1 updated")]
#[case(Defect::NewQleForRepair, a_repair, "2 new, 1 updated", "3 new, 0 updated")]
#[case(Defect::HireDateIsToday, a_hire, "2026-02-02", "2026-06-15")]
#[case(Defect::CobraWithoutTermination, cobra, "termination_of_employment cobra", "cobra")]
#[case(
    Defect::CobraBeforeTermination,
    cobra,
    "termination_of_employment cobra",
    "cobra termination_of_employment"
)]
#[case(Defect::CancelsOnTheStartDay, a_cancellation, "2026-02-28", "2026-03-01")]
#[case(Defect::OneQleForTwoPeriods, two_carriers_of_a_hire, "2 events", "1 events")]
#[case(Defect::SubscribersOutOfOrder, their_order, "a b", "b a")]
#[case(Defect::TerminatesAgainForCobra, cobra_after_all, "5 events", "7 events")]
#[case(Defect::DropsHooks, a_hook, "2 looks", "0 looks")]
#[tokio::test]
async fn a_defect_changes_what_is_seen(
    #[case] defect: Defect,
    #[case] story: Story,
    #[case] correct: &str,
    #[case] broken: &str,
) {
    assert_eq!(story(Bench::start(None).await).await, correct);
    assert_eq!(story(Bench::start(Some(defect)).await).await, broken);
}
