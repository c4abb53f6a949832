//! Waivers: what is known and accepted does not fail, everything else does, and what is not needed any more is told.

use crate::support::{self, Covenant, Ran, scenario};
use evidence::{Outcome, WaiverState};
use rstest::rstest;
use serde_json::Value;
use time::{Date, Duration, OffsetDateTime};

const ONLY_HIT: &str = "@id:oscar-balance-adds-up";
const FAULT: &str = "balance-does-not-add-up";
const HIT: &str = "oscar-balance-adds-up";
const RULE: &str = "rule = \"balance-sum\"";

fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

/// A waiver of a scenario on a profile, made ten days ago, that holds for some more days.
fn waiver_of(id: &str, profile: &str, subject: &str, days: i64) -> String {
    let (created, expires) = (today() - Duration::days(10), today() + Duration::days(days));
    format!(
        "[[waiver]]\nscenario = \"{id}\"\nvendor = \"oscar\"\nprofile = \"{profile}\"\n{subject}\n\
         reason = \"ticket 4711 & <b>more</b>\"\nowner = \"jane@example.com\"\ncreated = {created}\nexpires = {expires}\n"
    )
}

fn waiver(subject: &str) -> String {
    waiver_of(HIT, "mock", subject, 30)
}

/// A run of the one scenario, with these waivers in its folder.
fn run(waivers: &str, more: &[&str]) -> Ran {
    Covenant::new().file("waivers.toml", waivers).args(["run", "oscar", "-t", ONLY_HIT]).args(more).run()
}

fn broken(waivers: &str, more: &[&str]) -> Ran {
    run(waivers, &[&["--fault", FAULT], more].concat())
}

fn outcome(ran: &Ran) -> Outcome {
    scenario(&ran.record(), HIT).outcome
}

fn states(ran: &Ran) -> Vec<WaiverState> {
    ran.record().waivers.iter().map(|waiver| waiver.state).collect()
}

#[rstest]
#[case::by_rule(RULE)]
#[case::by_clause("clause = \"OSC-31\"")]
#[case::by_both("clause = \"OSC-31\"\nrule = \"balance-sum\"")]
fn a_waived_finding_does_not_fail(#[case] subject: &str) {
    broken("", &[]).assert_code(1);
    let ran = broken(&waiver(subject), &["--report", "html,markdown,ctrf,messages,github,har"]);
    ran.assert_code(0);
    assert_eq!((ran.counted("waived"), ran.counted("failed"), ran.counted("judged")), (1, 0, 1));
    assert_eq!(states(&ran), [WaiverState::Used]);
    let record = ran.record();
    let one = scenario(&record, HIT);
    assert_eq!(one.outcome, Outcome::Waived);
    assert!(one.findings.iter().all(|finding| finding.waiver.is_some()), "{:?}", one.findings);
    let expires = (today() + Duration::days(30)).to_string();
    let words = format!("waived until {expires} by jane@example.com: ticket 4711");
    assert!(ran.stdout.contains("WAIVED (1)") && ran.stdout.contains(&words));
    let junit = ran.report("junit.xml");
    assert!(junit.contains(&format!("<skipped type=\"waived\" message=\"{words}")), "{junit}");
    let summary = ran.report("summary.md").replace('\\', "");
    assert!(summary.contains("## waived (1)") && summary.contains(&words), "{summary}");
    let line = summary.lines().find(|line| line.starts_with("waived until")).expect("the reason");
    assert!(line.contains("&lt;b&gt;more"), "a waiver's text is markup: {line}");
}

#[rstest]
#[case::another_rule(waiver("rule = \"schema\""), WaiverState::MatchesNothing)]
#[case::another_clause(waiver("clause = \"OSC-3\""), WaiverState::MatchesNothing)]
#[case::rule_and_clause_do_not_agree(
    waiver("rule = \"balance-sum\"\nclause = \"OSC-3\""),
    WaiverState::MatchesNothing
)]
#[case::expired(waiver_of(HIT, "mock", RULE, -1), WaiverState::Expired)]
#[case::another_profile(waiver_of(HIT, "oscar-staging", RULE, 9), WaiverState::NotSelected)]
#[case::another_scenario(waiver_of("oscar-create-membership-ids", "mock", RULE, 9), WaiverState::NotSelected)]
fn a_finding_that_no_waiver_speaks_of_fails(#[case] waivers: String, #[case] state: WaiverState) {
    let ran = broken(&waivers, &[]);
    ran.assert_code(1);
    assert_eq!((outcome(&ran), states(&ran)), (Outcome::Failed, vec![state]));
    let told = ran.stderr.contains("covenant: waivers.toml:1: waiver of ");
    assert_eq!(told, state.is_stale(), "{}", ran.stderr);
}

#[test]
fn a_waiver_holds_on_its_last_day() {
    broken(&waiver_of(HIT, "mock", RULE, 0), &[]).assert_code(0);
}

#[test]
fn what_no_longer_fails_is_told_and_ends_with_8() {
    let ran = run(&waiver(RULE), &["--report", "markdown"]);
    ran.assert_code(8);
    assert_eq!((outcome(&ran), states(&ran)), (Outcome::Passed, vec![WaiverState::NoLongerFails]));
    let words = "waivers.toml:1: waiver of oscar-balance-adds-up (rule `balance-sum`) on mock, owner jane@example.com: \
                 no longer fails: its scenario finds nothing wrong; remove it";
    assert!(ran.stderr.contains(&format!("covenant: {words}\n")), "{}", ran.stderr);
    assert!(ran.stdout.contains("STALE WAIVERS (1)") && ran.stdout.contains("1 waiver is stale"));
    assert!(ran.report("summary.md").contains("**Stale waiver:**"));
    assert_eq!(ran.record().summary.exit_code, 8);
}

#[test]
fn what_matches_nothing_ends_with_8_where_the_rest_is_waived() {
    let ran = broken(&format!("{}\n{}", waiver(RULE), waiver("rule = \"schema\"")), &[]);
    ran.assert_code(8);
    assert_eq!(states(&ran), [WaiverState::Used, WaiverState::MatchesNothing]);
    assert!(ran.stderr.contains("waivers.toml:11: waiver of"), "{}", ran.stderr);
}

#[test]
fn an_expired_waiver_ends_with_8_even_if_nothing_is_wrong() {
    let ran = run(&waiver_of(HIT, "mock", RULE, -1), &[]);
    ran.assert_code(8);
    assert_eq!(states(&ran), [WaiverState::Expired]);
    assert!(ran.stderr.contains(&format!("expired on {}", today() - Duration::DAY)), "{}", ran.stderr);
}

#[test]
fn an_unknown_scenario_is_told_unless_the_suite_is_another() {
    let ran = run(&waiver_of("oscar-balance-add-up", "mock", RULE, 9), &[]);
    ran.assert_code(8);
    assert_eq!(states(&ran), [WaiverState::UnknownScenario]);
    let features = support::in_project("features");
    let features = features.to_str().expect("a path that is text");
    let ran = run(&waiver_of("oscar-balance-add-up", "mock", RULE, 9), &["--features", features]);
    ran.assert_code(0);
    assert_eq!(states(&ran), [WaiverState::NotSelected]);
}

#[test]
fn a_waiver_of_what_was_not_judged_is_not_stale() {
    let config = "[profiles.down]\nvendor = \"oscar\"\nbase_url = \"http://127.0.0.1:1\"\n";
    for days in [9, -1] {
        let ran = Covenant::new()
            .config(config)
            .file("waivers.toml", waiver_of(HIT, "down", RULE, days))
            .args(["run", "oscar", "--profile", "down", "-t", ONLY_HIT])
            .run();
        ran.assert_code(5);
        assert_eq!((outcome(&ran), states(&ran)), (Outcome::Error, vec![WaiverState::NotJudged]));
        assert!(!ran.stderr.contains("waiver of"), "{}", ran.stderr);
    }
}

#[test]
fn another_finding_of_the_same_scenario_still_fails() {
    const ID: &str = "oscar-create-membership-ids";
    let with = |rules: &[&str]| {
        let waivers = rules.iter().map(|rule| waiver_of(ID, "mock", &format!("rule = \"{rule}\""), 9));
        Covenant::new()
            .file("waivers.toml", waivers.collect::<String>())
            .args(["run", "oscar", "-t", "@id:oscar-create-membership-ids"])
            .args(["--fault", "create-without-application-id"])
            .run()
    };
    // Without a waiver the schema ends the scenario; with one the step behind it has its say.
    let ran = with(&["schema"]);
    ran.assert_code(1);
    let record = ran.record();
    let one = scenario(&record, ID);
    let told: Vec<_> =
        one.findings.iter().map(|finding| (finding.rule.as_str(), finding.waiver.is_some())).collect();
    assert_eq!(one.outcome, Outcome::Failed);
    assert_eq!(told, [("schema", true), ("schema", true), ("member-missing", false)]);
    assert_eq!(states(&ran), [WaiverState::Used]);
    assert!(ran.stdout.contains("failure   the response has no `application_id`"));
    assert!(ran.stdout.contains("waived    the body has no member `application_id`"));
    let both = with(&["schema", "member-missing"]);
    both.assert_code(0);
    assert_eq!(scenario(&both.record(), ID).outcome, Outcome::Waived);
}

#[test]
fn what_is_waived_is_not_run_again() {
    let first = Covenant::new()
        .file("waivers.toml", waiver(RULE))
        .args(["run", "oscar", "-q", "-t", ONLY_HIT, "--fault", FAULT])
        .run();
    let again = Covenant::new().file("old.json", first.report("run.json"));
    let again = again.args(["run", "oscar", "--rerun", "old.json"]).run();
    again.assert_code(4);
    assert!(again.stderr.contains("passed, was waived or was not applicable"), "{}", again.stderr);
}

#[test]
fn the_events_fold_into_the_same_record() {
    let ran = broken(&format!("{}\n{}", waiver(RULE), waiver("rule = \"schema\"")), &[]);
    let folded = Covenant::new()
        .file("events.ndjson", ran.report("events.ndjson"))
        .args(["report", "events.ndjson", "--exit-code"])
        .run();
    folded.assert_code(8);
    assert_eq!(folded.record(), ran.record());
    assert_eq!(folded.report("junit.xml"), ran.report("junit.xml"));
}

#[test]
fn the_file_is_named_or_stands_beside_the_configuration() {
    let command = || Covenant::new().args(["run", "oscar", "-q", "-t", ONLY_HIT, "--fault", FAULT]);
    command().file("a/w.toml", waiver(RULE)).args(["--waivers", "a/w.toml"]).run().assert_code(0);
    command().file("a/w.toml", waiver(RULE)).env("COVENANT_WAIVERS", "a/w.toml").run().assert_code(0);
    command().file("c/waivers.toml", waiver(RULE)).args(["--config", "c/covenant.toml"]).run().assert_code(0);
    let other = command().file("waivers.toml", waiver(RULE)).file("none.toml", "");
    other.args(["--waivers", "none.toml"]).run().assert_code(1);
    let missing = command().args(["--waivers", "gone.toml"]).run();
    missing.assert_code(2);
    assert!(missing.stderr.contains("waivers `gone.toml`: there is no such file"), "{}", missing.stderr);
}

#[rstest]
#[case::too_long("expires = ", "expires = 2999-01-01 #", "days after `created`")]
#[case::unknown_key("owner", "ownr", "unknown key `waiver.ownr`")]
#[case::no_owner("owner = \"jane@example.com\"", "", "waivers.toml:1: this waiver lacks `owner`")]
#[case::no_day("created = ", "created = \"soon\" #", "waivers.toml:8: `waiver.created` is no day")]
fn a_wrong_file_ends_the_run_before_anything_is_sent(
    #[case] from: &str,
    #[case] to: &str,
    #[case] words: &str,
) {
    let ran = run(&waiver(RULE).replace(from, to), &[]);
    ran.assert_code(2);
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    assert_eq!(ran.counted("selected"), 0);
    assert!(!ran.out_dir.join("run.json").exists());
}

#[test]
fn a_secret_in_the_file_is_refused() {
    let pasted = waiver(RULE).replace("ticket 4711", "-----BEGIN PRIVATE KEY-----");
    run(&pasted, &[]).assert_code(7);
}

/// `covenant waivers` in a folder with these waivers and the record of a run.
fn waivers(text: &str, record: Option<&Ran>, arguments: &[&str]) -> Ran {
    let command = Covenant::new().file("waivers.toml", text);
    let command = match record {
        Some(ran) => command.file("run.json", ran.report("run.json")),
        None => command,
    };
    command.arg("waivers").args(arguments).run()
}

#[test]
fn waivers_are_listed_with_the_days_that_are_left() {
    let two = format!("{}\n{}", waiver(RULE), waiver_of(HIT, "mock", "rule = \"schema\"", -1));
    let ran = waivers(&two, None, &[]);
    ran.assert_code(8);
    for words in [
        "ACTIVE (1)",
        "active, expires in 30 days",
        "STALE (1)",
        "expired on ",
        "2 waivers: 1 active, 1 stale.",
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is missing");
    }
    waivers(&waiver(RULE), None, &[]).assert_code(0);
    let markdown = waivers(&two, None, &["--format", "markdown"]);
    assert!(markdown.stdout.starts_with("# Waivers: 2 waivers: 1 active, 1 stale\n"), "{}", markdown.stdout);
    let json = waivers(&two, None, &["--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).expect("the list is JSON");
    assert_eq!(
        (&json["waivers"][0]["days_left"], &json["waivers"][1]["active"]),
        (&30.into(), &false.into())
    );
    let none = Covenant::new().arg("waivers").run();
    none.assert_code(0);
    assert!(none.stdout.contains("no waivers."), "{}", none.stdout);
}

#[test]
fn a_list_says_what_a_run_showed_of_each() {
    let used = broken(&waiver(RULE), &[]);
    let ran = waivers(&waiver(RULE), Some(&used), &["run.json"]);
    ran.assert_code(0);
    assert!(ran.stdout.contains("used: it waived 1 finding of the run"), "{}", ran.stdout);
    let without = broken("", &[]);
    let would = waivers(&waiver(RULE), Some(&without), &["run.json"]);
    assert!(would.stdout.contains("the run was not given it: it would waive 1 finding"), "{}", would.stdout);
    let mended = run(&waiver(RULE), &[]);
    let stale = waivers(&waiver(RULE), Some(&mended), &["run.json"]);
    stale.assert_code(8);
    assert!(stale.stdout.contains("no longer fails in the run"), "{}", stale.stdout);
    let other = waivers(&waiver("rule = \"schema\""), Some(&without), &["run.json"]);
    other.assert_code(8);
    assert!(other.stdout.contains("matches nothing in the run, which was not given it"), "{}", other.stdout);
}

#[test]
fn a_waiver_is_explained_by_its_scenario() {
    let ran = waivers(&waiver(RULE), None, &["explain", HIT]);
    ran.assert_code(0);
    for words in ["findings of rule `balance-sum`", "any other finding", "The overall amount", "ticket 4711"]
    {
        assert!(ran.stdout.contains(words), "{words:?} is missing");
    }
    let unknown = waivers(&waiver(RULE), None, &["explain", "oscar-balance-add-up"]);
    unknown.assert_code(2);
    assert!(unknown.stderr.contains("did you mean `oscar-balance-adds-up`?"), "{}", unknown.stderr);
}

#[test]
fn pruning_removes_what_is_stale_and_nothing_else() {
    let head = "# Ours.\n\n";
    let kept = format!("# Keep me.\n{}", waiver(RULE));
    let expired = format!("# About to go.\n{}", waiver_of(HIT, "mock", "clause = \"OSC-28\"", -1));
    let stale = waiver("rule = \"schema\"");
    let text = format!("{head}{kept}\n{expired}\n{stale}");
    let file = |ran: &Ran| std::fs::read_to_string(ran.folder().join("waivers.toml")).expect("the waivers");

    let dry = waivers(&text, None, &["prune", "--dry-run"]);
    dry.assert_code(0);
    assert!(dry.stdout.starts_with("would remove waivers.toml:15"), "{}", dry.stdout);
    assert_eq!(file(&dry), text);

    let by_day = waivers(&text, None, &["prune"]);
    by_day.assert_code(0);
    assert!(by_day.stdout.starts_with("removed waivers.toml:15"), "{}", by_day.stdout);
    assert_eq!(by_day.stdout.lines().count(), 1);
    assert_eq!(file(&by_day), format!("{head}{kept}\n{stale}"));

    let run = broken(&waiver(RULE), &[]);
    let by_run = waivers(&text, Some(&run), &["prune", "run.json"]);
    by_run.assert_code(0);
    assert_eq!(by_run.stdout.lines().count(), 2, "{}", by_run.stdout);
    assert_eq!(file(&by_run), format!("{head}{kept}\n"));

    let nothing = waivers(&kept, None, &["prune"]);
    nothing.assert_code(0);
    assert!(nothing.stdout.contains("nothing to prune"), "{}", nothing.stdout);
    assert_eq!(file(&nothing), kept);
}

#[test]
fn a_comparison_knows_what_is_waived_now() {
    let (before, after) = (broken("", &[]), broken(&waiver(RULE), &[]));
    let ran = Covenant::new()
        .file("old.json", before.report("run.json"))
        .file("new.json", after.report("run.json"))
        .args(["compare", "old.json", "new.json"])
        .run();
    ran.assert_code(0);
    assert!(ran.stdout.contains("NOW WAIVED (1)"), "{}", ran.stdout);
}
