//! `covenant compare`: what broke between two runs and what was mended, as a user sees it.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::sync::LazyLock;

use crate::support::{Covenant, Ran};
use evidence::{Outcome, Reason, RunRecord, ScenarioRecord, Severity};
use rstest::rstest;
use serde_json::Value;

const TAGS: &str = "@clause:OSC-31 or @clause:OSC-5";
const FAULT: &str = "balance-does-not-add-up";
const HIT: &str = "oscar-balance-adds-up";

fn run(more: &[&str]) -> Ran {
    Covenant::new().args(["run", "oscar", "-q", "-t", TAGS]).args(more).run()
}

/// The record and the events of a run in which all is well.
static GOOD: LazyLock<(RunRecord, String)> = LazyLock::new(|| {
    let ran = run(&[]);
    ran.assert_code(0);
    (ran.record(), ran.report("events.ndjson"))
});

/// The record of a run with a fault of the simulator.
static BAD: LazyLock<RunRecord> = LazyLock::new(|| {
    let ran = run(&["--fault", FAULT]);
    ran.assert_code(1);
    ran.record()
});

fn compare(old: &RunRecord, new: &RunRecord, more: &[&str]) -> Ran {
    let text = |record| serde_json::to_string(record).expect("a record is JSON");
    Covenant::new()
        .file("old.json", text(old))
        .file("new.json", text(new))
        .args(["compare", "old.json", "new.json"])
        .args(more)
        .run()
}

/// The comparison as a program reads it.
#[track_caller]
fn compared(old: &RunRecord, new: &RunRecord) -> Value {
    let ran = compare(old, new, &["--format", "json", "--fail-on", "none"]);
    ran.assert_code(0);
    serde_json::from_str(&ran.stdout).expect("the comparison is JSON")
}

/// Ids by kind.
fn ids(comparison: &Value, kind: &str) -> Vec<String> {
    let changes = comparison["changes"].as_array().expect("a list of changes");
    let of_kind = changes.iter().filter(|change| change["kind"] == kind);
    let ids: Vec<_> = of_kind.map(|change| change["id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(comparison["counts"][kind], ids.len(), "the count of {kind}");
    ids
}

/// The record with its scenario changed.
fn with(record: &RunRecord, change: impl FnOnce(&mut ScenarioRecord)) -> RunRecord {
    let mut record = record.clone();
    let one = record.scenarios.iter_mut().find(|one| one.head.id == HIT);
    change(one.expect("the scenario is in the run"));
    record
}

/// The record with another outcome of its scenario, for a reason.
fn ended(record: &RunRecord, outcome: Outcome) -> RunRecord {
    with(record, |scenario| {
        scenario.outcome = outcome;
        scenario.findings.clear();
        scenario.reason = Some(Reason { code: "throttled".to_owned(), text: "too many requests".to_owned() });
    })
}

/// The record without its scenario.
fn without(record: &RunRecord) -> RunRecord {
    let mut record = record.clone();
    record.scenarios.retain(|one| one.head.id != HIT);
    record
}

/// The record of a run that was interrupted before its scenario.
fn interrupted(record: &RunRecord) -> RunRecord {
    let mut record = record.clone();
    let at = record.scenarios.iter().position(|one| one.head.id == HIT).expect("the scenario");
    record.not_run.push(record.scenarios.remove(at).head);
    (record.run.complete, record.run.interrupted) = (false, true);
    record.run.incomplete_reason = Some("interrupted".to_owned());
    record
}

#[test]
fn what_broke_is_told_with_its_new_finding_and_ends_with_1() {
    let ran = compare(&GOOD.0, &BAD, &[]);
    ran.assert_code(1);
    for words in [
        "BROKEN (",
        HIT,
        "was passed, is failed",
        "new       failure: ",
        "the runs judged different targets of oscar: mock then, mock (simulator with fault",
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is missing");
    }
    assert!(ran.stderr.contains("broken, and --fail-on has `broken`\n"), "{}", ran.stderr);
}

#[test]
fn what_was_mended_is_told_with_the_finding_that_went() {
    let ran = compare(&BAD, &GOOD.0, &[]);
    ran.assert_code(0);
    assert!(ran.stdout.contains("FIXED (") && ran.stdout.contains("gone      failure: "));
    assert_eq!(ran.stderr, "");
    let quiet = compare(&BAD, &GOOD.0, &["-q"]);
    assert!(!quiet.stdout.contains("FIXED") && quiet.stdout.contains(" fixed, "), "{}", quiet.stdout);
}

#[test]
fn two_runs_that_found_the_same_differ_in_nothing() {
    // People, ids and dates of the two differ.
    let again = run(&["--fault", FAULT, "--seed", "7"]).record();
    let same = compared(&BAD, &again);
    let failing = ids(&same, "still-failing");
    assert!(failing.contains(&HIT.to_owned()));
    let changes = same["changes"].as_array().unwrap();
    assert_eq!(changes.len(), failing.len(), "something else changed: {changes:?}");
    for change in changes {
        assert!(change.get("new_findings").is_none() && change.get("gone_findings").is_none(), "{change}");
    }
    assert_eq!(same["same_targets"], true);
    assert!(same.get("cautions").is_none(), "{}", same["cautions"]);
    compare(&BAD, &again, &[]).assert_code(0);
    compare(&BAD, &again, &["--fail-on", "broken,still-failing"]).assert_code(1);
}

#[test]
fn a_scenario_that_fails_for_another_reason_says_so() {
    let other = with(&BAD, |scenario| {
        let finding = scenario.findings.iter_mut().find(|finding| finding.severity == Severity::Failure);
        finding.unwrap().rule = "another-rule".to_owned();
    });
    let comparison = compared(&BAD, &other);
    let change = comparison["changes"].as_array().unwrap().iter().find(|change| change["id"] == HIT).unwrap();
    assert_eq!(change["kind"], "still-failing");
    assert_eq!(change["new_findings"][0]["rule"], "another-rule");
    assert_eq!(change["gone_findings"][0]["rule"], "balance-sum");
}

#[rstest]
#[case::broken(&GOOD.0, &BAD, "broken", 1)]
#[case::broken_after_an_error(&ended(&GOOD.0, Outcome::Error), &BAD, "broken", 1)]
#[case::blocked_by_an_error(&GOOD.0, &ended(&GOOD.0, Outcome::Error), "blocked", 5)]
#[case::blocked_instead_of_failed(&BAD, &ended(&BAD, Outcome::Blocked), "blocked", 5)]
#[case::still_blocked(&ended(&GOOD.0, Outcome::Error), &ended(&GOOD.0, Outcome::Blocked), "still-blocked", 0)]
#[case::not_run(&GOOD.0, &interrupted(&GOOD.0), "not-run", 5)]
#[case::gone(&GOOD.0, &without(&GOOD.0), "gone", 0)]
#[case::new(&without(&GOOD.0), &GOOD.0, "new", 0)]
#[case::new_and_failing(&without(&BAD), &BAD, "new-failing", 0)]
#[case::fixed(&BAD, &GOOD.0, "fixed", 0)]
#[case::recovered(&ended(&GOOD.0, Outcome::Error), &GOOD.0, "recovered", 0)]
#[case::recovered_from_an_interruption(&interrupted(&GOOD.0), &GOOD.0, "recovered", 0)]
#[case::waived(&BAD, &ended(&BAD, Outcome::Waived), "waived", 0)]
#[case::not_applicable(&GOOD.0, &ended(&GOOD.0, Outcome::NotApplicable), "not-applicable", 0)]
fn each_kind_is_told_and_can_end_with_1(
    #[case] old: &RunRecord,
    #[case] new: &RunRecord,
    #[case] kind: &str,
    #[case] code: i32,
) {
    assert!(ids(&compared(old, new), kind).contains(&HIT.to_owned()), "it is not {kind}");
    compare(old, new, &[]).assert_code(code);
    compare(old, new, &["--fail-on", kind]).assert_code(1);
}

#[test]
fn a_scenario_that_is_waived_in_both_runs_is_no_change() {
    let waived = ended(&GOOD.0, Outcome::Waived);
    assert_eq!(compared(&waived, &waived)["changes"].as_array().map(Vec::len), Some(0));
}

#[test]
fn an_interrupted_run_says_so_and_nothing_of_it_is_gone() {
    let ran = compare(&GOOD.0, &interrupted(&GOOD.0), &[]);
    ran.assert_code(5);
    assert!(ran.stdout.contains("the later run is not whole: the run did not come to its end"));
    assert!(ran.stdout.contains("NOT RUN (1)") && !ran.stdout.contains("GONE"));
    assert!(ran.stderr.contains("covenant: 1 not run: nothing is known of what became of it\n"));
}

#[test]
fn another_profile_of_the_vendor_is_compared_and_told() {
    let mut staging = BAD.clone();
    staging.profiles[0].name = "oscar-staging".to_owned();
    staging.scenarios.iter_mut().for_each(|one| one.head.profile = "oscar-staging".to_owned());
    let ran = compare(&GOOD.0, &staging, &[]);
    ran.assert_code(1);
    assert!(ran.stdout.contains("caution: the runs judged different targets of oscar: mock then"));
    assert!(ran.stdout.contains("was passed on mock, is failed on oscar-staging"));
}

#[test]
fn runs_without_a_scenario_in_common_are_no_comparison() {
    let osigu = Covenant::new().args(["run", "osigu", "-q", "-t", "@clause:OSG-11"]).run().record();
    let ran = compare(&GOOD.0, &osigu, &[]);
    ran.assert_code(4);
    assert!(ran.stdout.contains("different targets of osigu: nothing then, mock now"), "{}", ran.stdout);
    assert!(ran.stderr.contains("no scenario in common"));
}

#[test]
fn events_are_read_as_the_record_is() {
    let ran = Covenant::new()
        .file("old.ndjson", &GOOD.1)
        .file("new.json", serde_json::to_string(&*BAD).unwrap())
        .args(["compare", "old.ndjson", "new.json"])
        .run();
    ran.assert_code(1);
    assert_eq!(ran.stdout, compare(&GOOD.0, &BAD, &[]).stdout);
}

#[test]
fn markdown_has_a_table_of_each_kind() {
    let ran = compare(&GOOD.0, &BAD, &["--format", "markdown"]);
    ran.assert_code(1);
    assert!(ran.stdout.starts_with("# Comparison: "));
    assert!(ran.stdout.contains("\n## broken ("));
    assert!(ran.stdout.contains("| passed | failed | new: failure: "), "{}", ran.stdout);
}

#[rstest]
#[case(&["--fail-on", "brokn"], "did you mean `broken`?")]
#[case(&["--fail-on", "none,broken"], "none stands alone")]
fn a_wrong_kind_is_a_usage_error(#[case] more: &[&str], #[case] words: &str) {
    let ran = compare(&GOOD.0, &GOOD.0, more);
    ran.assert_code(2);
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
}

#[test]
fn a_record_that_is_none_is_named() {
    let ran = Covenant::new().file("a.json", "{}").args(["compare", "a.json", "b.json"]).run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("a.json"), "{}", ran.stderr);
}
