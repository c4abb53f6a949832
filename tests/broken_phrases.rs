//! Phrases and hooks that break: what is wrong with Covenant itself is never taken for a verdict. Needs
//! `--features test-phrases`; `program/basics.rs` shows that the phrases are absent without it.
#![cfg(feature = "test-phrases")]

mod support;

use evidence::{Outcome, StepStatus};
use rstest::rstest;
use support::{
    Covenant, Ran, ids,
    planted::{feature, green, red, scenario, tagged},
    scenario as of,
};

fn run(scenarios: &[String]) -> Ran {
    run_with(scenarios, &[])
}

/// A scenario that would pass but for its first step.
fn then_green(id: &str, first: &str) -> String {
    scenario(id, &[first, "When the connection is checked", "Then the call succeeds"])
}

fn run_with(scenarios: &[String], more: &[&str]) -> Ran {
    Covenant::new()
        .file("features/oscar/planted.feature", feature(scenarios))
        .args(["run", "--features", "features"])
        .args(more)
        .run()
}

#[test]
fn an_ambiguous_phrase_is_refused_with_all_that_understand_it() {
    let ran =
        run(&[green("oscar-green"), then_green("oscar-two", "Given a test phrase that two understand")]);
    ran.assert_code(3);
    assert!(ran.stderr.contains("features/oscar/planted.feature:12: "), "no place is named");
    assert!(ran.stderr.contains("more than one phrase"), "{}", ran.stderr);
    for phrase in ["`a test phrase that two understand`", "`a test phrase that {word} understand`"] {
        assert!(ran.stderr.contains(phrase), "{phrase} is not named");
    }
    assert_eq!(ran.stderr.matches("steps/src/test_phrases.rs:").count(), 2, "both places are named");
    assert!(!ran.out_dir.join("run.json").exists());
    assert_eq!(ran.counted("selected"), 0);
}

#[test]
fn a_phrase_of_the_same_feature_that_is_not_ambiguous_runs() {
    let ran = run(&[then_green("oscar-a", "Given a test phrase that passes")]);
    ran.assert_code(0);
    assert_eq!(ran.counted("passed"), 1);
}

#[rstest]
#[case::one_after_the_other("1")]
#[case::side_by_side("8")]
fn a_panic_in_a_step_is_an_error_of_ours_and_spares_the_other_scenarios(#[case] jobs: &str) {
    let mut scenarios = vec![
        green("oscar-before"),
        scenario(
            "oscar-panics",
            &[
                "Given an enrolled member",
                "And a test phrase that panics",
                "When the connection is checked",
                "Then the call succeeds",
            ],
        ),
    ];
    scenarios.extend((1..=5).map(|number| green(&format!("oscar-after-{number}"))));
    let ran = run_with(&scenarios, &["--jobs", jobs]);
    ran.assert_code(70);
    assert_eq!((ran.counted("passed"), ran.counted("error"), ran.counted("selected")), (6, 1, 7));
    let record = ran.record();
    assert!(record.run.complete, "the other scenarios ran to their ends");
    assert_eq!(ids(&record, Outcome::Error), ["oscar-panics".to_owned()].into());
    let one = of(&record, "oscar-panics");
    let reason = one.reason.as_ref().unwrap();
    assert_eq!(reason.code, "internal");
    assert!(reason.text.contains("planted panic"), "{reason:?}");
    let statuses: Vec<_> = one.steps.iter().map(|step| step.status).collect();
    assert_eq!(
        statuses,
        [StepStatus::Passed, StepStatus::Failed, StepStatus::NotReached, StepStatus::NotReached]
    );
    assert_eq!(one.exchanges.len(), 1, "what was seen before the panic is lost");
    assert!(ran.report("junit.xml").contains("<error type=\"internal\""), "JUnit does not tell the error");
    assert!(ran.stderr.contains("covenant: internal error"), "standard error does not tell it");
    assert!(!ran.stdout.contains("Conforms"), "the terminal calls it conformity");
}

#[test]
fn a_panic_outweighs_a_violation_and_does_not_hide_it() {
    let ran = run(&[then_green("oscar-panics", "Given a test phrase that panics"), red("oscar-red")]);
    ran.assert_code(70);
    assert_eq!((ran.counted("failed"), ran.counted("error")), (1, 1));
}

#[test]
fn a_failing_hook_is_an_error_of_ours_and_spares_the_other_scenarios() {
    let ran = run(&[
        green("oscar-before"),
        tagged(
            "oscar-hook",
            "@test-hook-panics",
            &["When the connection is checked", "Then the call succeeds"],
        ),
        green("oscar-after"),
    ]);
    ran.assert_code(70);
    assert_eq!((ran.counted("passed"), ran.counted("error"), ran.counted("selected")), (2, 1, 3));
    let record = ran.record();
    let one = of(&record, "oscar-hook");
    let reason = one.reason.as_ref().unwrap();
    assert_eq!((one.outcome, reason.code.as_str()), (Outcome::Error, "internal"));
    assert!(reason.text.contains("hook") && reason.text.contains("planted panic of a hook"), "{reason:?}");
    assert!(
        one.steps.iter().all(|step| step.status == StepStatus::NotReached),
        "a step ran after its hook failed"
    );
    assert_eq!(one.steps.len(), 2);
    assert!(one.exchanges.is_empty());
}

#[test]
fn a_set_up_that_is_not_reached_blocks_its_scenario() {
    let ran =
        run(&[green("oscar-before"), then_green("oscar-blocked", "Given a test phrase that is blocked")]);
    ran.assert_code(5);
    assert_eq!((ran.counted("passed"), ran.counted("blocked"), ran.counted("judged")), (1, 1, 1));
    assert!(ran.report("junit.xml").contains("<failure type=\"blocked\""));
}
