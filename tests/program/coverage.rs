//! `covenant coverage`: what a run covered, and what no scenario touches, as a user sees it.

use std::sync::LazyLock;

use crate::support::{Covenant, Ran};
use serde_json::Value;

/// The record of a run of all of Oscar's suite.
static OSCAR: LazyLock<String> = LazyLock::new(|| {
    let ran = Covenant::new().args(["run", "oscar", "-q"]).run();
    ran.assert_code(0);
    ran.report("run.json")
});

/// `covenant coverage` of that run, with more arguments.
fn coverage(arguments: &[&str]) -> Ran {
    Covenant::new().file("run.json", OSCAR.as_str()).args(["coverage", "run.json"]).args(arguments).run()
}

/// A text as it is before its lines are broken.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_operation_is_exercised_and_every_answer_and_clause_has_a_scenario_or_a_reason() {
    let ran = coverage(&[]);
    ran.assert_code(0);
    for words in [
        "OSCAR (mock)\n  operations  7 of 7 exercised\n",
        " not, each with a reason",
        " without a scenario, each with a reason",
        "\n    health-check               200++  401+\n",
        "\n  what no scenario touches\n",
        "\n      OSC-1     When to go to production is the integrator's own decision;",
    ] {
        assert!(
            ran.stdout.contains(words) || in_one_line(&ran.stdout).contains(words),
            "{words:?} is missing"
        );
    }
    assert!(!ran.stdout.contains("not judged in this run"));
    assert_eq!(ran.stderr, "");
    let quiet = coverage(&["-q"]);
    quiet.assert_code(0);
    assert!(!quiet.stdout.contains("OSC-1 "), "what has a reason is not missing");
}

#[test]
fn a_part_of_the_suite_covers_less_and_says_what_is_missing() {
    let ran = Covenant::new().args(["run", "oscar", "-q", "-t", "@clause:OSC-5"]).run();
    ran.assert_code(0);
    let shown =
        Covenant::new().file("run.json", ran.report("run.json")).args(["coverage", "run.json", "-q"]).run();
    shown.assert_code(0);
    for words in [
        " not judged in this run",
        "no scenario of this run got it, and no reason is recorded",
        " scenarios were not part of this run",
    ] {
        assert!(in_one_line(&shown.stdout).contains(words), "{words:?} is missing");
    }
}

#[test]
fn each_format_tells_the_same() {
    let json = coverage(&["--format", "json"]);
    json.assert_code(0);
    let value: Value = serde_json::from_str(&json.stdout).expect("the coverage is JSON");
    let oscar = &value["vendors"][0];
    let number = |name: &str| oscar["totals"][name].as_u64().expect("a number");
    assert_eq!((number("operations"), number("operations_exercised"), number("clauses")), (7, 7, 65));
    assert_eq!(number("clauses_judged") + number("clauses_with_reason"), 65);
    assert_eq!(number("answers_exercised") + number("answers_with_reason"), number("answers"));
    assert!(number("answers_in_depth") > 0);
    let markdown = coverage(&["--format", "markdown"]);
    markdown.assert_code(0);
    assert!(markdown.stdout.starts_with("# Coverage\n\nRun `"));
    assert!(markdown.stdout.contains("| oscar | 7 of 7 exercised |"));
    let rows = markdown.stdout.lines().filter(|line| line.starts_with("| OSC-")).count();
    assert_eq!(rows, 65);
}

#[test]
fn a_minimum_that_is_not_reached_is_told_and_ends_with_4() {
    coverage(&["--min-operations", "7", "--min-clauses", "50"]).assert_code(0);
    let ran = coverage(&["--min-operations", "8", "--min-clauses", "66"]);
    ran.assert_code(4);
    assert!(ran.stderr.contains("covenant: 7 operations are exercised, and --min-operations asks for 8\n"));
    assert!(ran.stderr.contains(" clauses are judged, and --min-clauses asks for 66\n"));
    let none = coverage(&["--vendor", "ideon"]);
    none.assert_code(4);
    assert!(none.stderr.contains("the run has nothing of ideon"), "{}", none.stderr);
}

#[test]
fn without_a_run_it_says_how_to_make_one() {
    let ran = Covenant::new().arg("coverage").run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("target/covenant/run.json does not exist; `covenant run` makes it"));
    let vendor = Covenant::new().args(["coverage", "oscar"]).run();
    vendor.assert_code(2);
    assert!(vendor.stderr.contains("`covenant coverage --vendor oscar`"), "{}", vendor.stderr);
    let broken = Covenant::new().file("run.json", "{}").args(["coverage", "run.json"]).run();
    broken.assert_code(2);
    assert!(broken.stderr.contains("not a run record"), "{}", broken.stderr);
}

#[test]
fn the_last_run_is_found_where_runs_leave_their_reports() {
    let folder = Covenant::new().file("target/covenant/run.json", OSCAR.as_str()).arg("coverage").run();
    folder.assert_code(0);
    let elsewhere = Covenant::new().file("x/run.json", OSCAR.as_str());
    let elsewhere = elsewhere.env("COVENANT_OUT", "x").args(["coverage", "--vendor", "oscar"]).run();
    elsewhere.assert_code(0);
    let both = Covenant::new().file("y.json", OSCAR.as_str()).env("COVENANT_OUT", "nowhere");
    both.args(["coverage", "y.json"]).run().assert_code(0);
}
