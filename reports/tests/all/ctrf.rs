//! CTRF: statuses, counts, what a consumer sees of a scenario.

use evidence::Outcome;
use reports::ctrf;
use rstest::rstest;
use serde_json::Value;

use crate::sample;

fn render(record: &evidence::RunRecord) -> Value {
    serde_json::from_str(&ctrf::render(record).unwrap()).unwrap()
}

#[test]
fn each_outcome_has_a_status_and_keeps_its_name() {
    let document = render(&sample::every_outcome());
    let tests: Vec<_> = document["results"]["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|test| {
            let text = |member: &str| test[member].as_str().unwrap();
            (text("testId"), text("status"), text("rawStatus"))
        })
        .collect();
    assert_eq!(
        tests,
        [
            ("oscar-create-membership-ids", "failed", "failed"),
            ("oscar-health", "failed", "error"),
            ("oscar-update", "failed", "blocked"),
            ("oscar-balance", "passed", "warned"),
            ("oscar-dates", "skipped", "waived"),
            ("oscar-expired", "skipped", "not_applicable"),
            ("oscar-get", "passed", "passed"),
            ("oscar-late", "failed", "not_run"),
            ("covenant.run", "failed", "incomplete"),
        ]
    );
    let summary = &document["results"]["summary"];
    let counts =
        ["tests", "passed", "failed", "skipped", "pending", "other"].map(|name| summary[name].as_u64());
    assert_eq!(counts, [9, 2, 5, 2, 0, 0].map(Some));
}

#[test]
fn a_failed_test_says_why_and_where() {
    let document = render(&sample::every_outcome());
    let test = &document["results"]["tests"][0];
    assert_eq!(test["message"], "the response lacks the member `oscar_id`");
    assert_eq!(test["filePath"], "features/oscar/membership/create.feature");
    assert_eq!((test["line"].as_u64(), test["duration"].as_u64()), (Some(12), Some(12)));
    assert!(test["trace"].as_str().unwrap().contains("to repeat it:"), "{test}");
    let steps: Vec<_> = test["steps"].as_array().unwrap().iter().map(|step| &step["status"]).collect();
    assert_eq!(steps, ["passed", "passed", "failed", "skipped"]);
    assert_eq!(test["labels"]["clauses"][0], "OSC-12");
}

#[rstest]
#[case(Vec::new(), 1)]
#[case(vec![Outcome::NotApplicable], 1)]
#[case(vec![Outcome::Passed], 0)]
fn a_run_that_judged_nothing_is_not_green(#[case] outcomes: Vec<Outcome>, #[case] failed: u64) {
    let scenarios = outcomes.into_iter().map(|outcome| sample::scenario("one", "One", outcome)).collect();
    let document = render(&sample::record(scenarios, Vec::new()));
    assert_eq!(document["results"]["summary"]["failed"], failed);
}

#[test]
fn hostile_text_is_shown_and_does_not_act() {
    let text = ctrf::render(&sample::hostile()).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let test = &document["results"]["tests"][0];
    for member in ["name", "message", "trace"] {
        let shown = test[member].as_str().unwrap();
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{member}: {shown}");
        assert!(!shown.contains('\u{202e}') && shown.contains("]]>"), "{member}: {shown}");
    }
    assert!(text.len() < 300_000, "{}", text.len());
}
