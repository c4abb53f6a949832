//! The honest simulator breaks nothing, in whatever order and however many scenarios run side by side.

use std::collections::BTreeMap;

use crate::support::{Covenant, Ran};
use evidence::{Outcome, RunRecord};
use rstest::rstest;

fn run(arguments: &[&str]) -> Ran {
    Covenant::new().args(["run", "-q"]).args(arguments).run()
}

fn outcomes(record: &RunRecord) -> BTreeMap<&str, Outcome> {
    record.scenarios.iter().map(|scenario| (scenario.head.id.as_str(), scenario.outcome)).collect()
}

/// The ids in the order in which the scenarios began.
fn order(record: &RunRecord) -> Vec<&str> {
    let mut begun: Vec<_> =
        record.scenarios.iter().map(|scenario| (scenario.started_us, scenario.head.id.as_str())).collect();
    begun.sort_unstable();
    begun.into_iter().map(|(_, id)| id).collect()
}

#[track_caller]
fn all_passed(ran: &Ran) -> RunRecord {
    ran.assert_code(0);
    let record = ran.record();
    assert!(record.run.complete && record.not_run.is_empty());
    for scenario in &record.scenarios {
        assert_eq!(scenario.outcome, Outcome::Passed, "{}: {:?}", scenario.head.id, scenario.reason);
        assert!(scenario.findings.is_empty(), "{}: {:?}", scenario.head.id, scenario.findings);
        assert!(!scenario.exchanges.is_empty(), "{} sent nothing", scenario.head.id);
    }
    assert!(record.scenarios.len() >= 60, "only {} scenarios", record.scenarios.len());
    record
}

#[rstest]
#[case::one_at_a_time("1", "1")]
#[case::sixteen_side_by_side("2", "16")]
#[case::sixteen_in_another_order("3", "16")]
fn the_honest_simulator_breaks_nothing(#[case] seed: &str, #[case] jobs: &str) {
    let plain = run(&[]);
    let ran = run(&["--seed", seed, "--jobs", jobs]);
    let (plain, record) = (all_passed(&plain), all_passed(&ran));
    assert_eq!(outcomes(&record), outcomes(&plain));
    assert_ne!(order(&record), order(&plain), "the seed changes nothing");
    assert_eq!(
        (record.run.seed.to_string(), record.run.jobs.to_string()),
        (seed.to_owned(), jobs.to_owned())
    );
}

/// Scenarios are handed to cucumber in batches; nobody is to notice where one ends.
#[rstest]
#[case::one_at_a_time(1)]
#[case::a_few(4)]
#[case::more_than_a_batch(40)]
fn scenarios_begin_in_their_order_and_as_many_run_side_by_side_as_may(#[case] jobs: usize) {
    let ran = run(&["oscar", "--jobs", &jobs.to_string()]);
    let record = all_passed(&ran);
    let (mut begun, mut under_way, mut most) = (Vec::new(), 0, 0);
    for line in ran.report("events.ndjson").lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        match event["event"].as_str() {
            Some("scenario_started") => {
                begun.push(event["scenario"].as_str().unwrap().to_owned());
                under_way += 1;
                most = most.max(under_way);
            }
            Some("scenario_finished") => under_way -= 1,
            _ => {}
        }
    }
    assert_eq!(most, jobs);
    let places = record.scenarios.iter().enumerate().map(|(place, scenario)| (&scenario.head.id, place));
    let places: BTreeMap<_, _> = places.collect();
    assert!(places.len() > 150, "{} are few batches", places.len());
    for (at, id) in begun.iter().enumerate() {
        // Those that have waited side by side may be overtaken by each other, and by no other one.
        assert!(places[id].abs_diff(at) < jobs, "{id} is number {} and began as number {at}", places[id]);
    }
}

#[rstest]
#[case::oscar("oscar", 65)]
#[case::osigu("osigu", 97 + 18)]
#[case::ideon("ideon", 387)]
fn every_clause_has_scenarios_that_passed_or_a_reason(#[case] vendor: &str, #[case] count: usize) {
    let ran = run(&[vendor]);
    let record = all_passed(&ran);
    let found = outcomes(&record);
    assert_eq!(record.clauses.len(), count);
    for clause in &record.clauses {
        let passed = clause.scenarios.iter().filter(|id| found.get(id.as_str()) == Some(&Outcome::Passed));
        match &clause.reason {
            None => assert!(passed.count() > 0, "{} has neither a scenario nor a reason", clause.id),
            Some(reason) => {
                assert!(clause.scenarios.is_empty(), "{} has scenarios and a reason", clause.id);
                assert!(reason.split_whitespace().count() > 5, "{}: {reason}", clause.id);
            }
        }
    }
}

#[test]
fn two_runs_at_the_same_time_do_not_disturb_each_other() {
    let both =
        [Covenant::new(), Covenant::new()].map(|command| command.args(["run", "-q", "--jobs", "16"]).spawn());
    let [one, other] = both.map(|running| running.wait());
    let (one, other) = (all_passed(&one), all_passed(&other));
    assert_eq!(outcomes(&one), outcomes(&other));
    assert_ne!(one.run.id, other.run.id);
}

#[rstest]
// 1 + 2 + 4 + 8 + 16 seconds of its own, to the millisecond.
#[case::retries("@id:oscar-integrator-retry-gives-up", 31_000)]
// Four days, after which nothing has come any more.
#[case::days("@id:osigu-webhooks-no-redelivery", 4 * 86_400_000)]
fn waiting_takes_no_time_on_the_simulators_clock(#[case] tag: &str, #[case] clock_ms: u64) {
    let ran = run(&["-t", tag]);
    ran.assert_code(0);
    let record = ran.record();
    for scenario in &record.scenarios {
        assert_eq!(scenario.clock_ms, clock_ms, "{}", scenario.head.id);
        assert!(scenario.duration_us < 15_000_000, "{} us of real time", scenario.duration_us);
    }
}
