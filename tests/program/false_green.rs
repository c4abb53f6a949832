//! Never a false green: each way in which a run could say "passed" though nothing, or not everything, was judged.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{fs, path::Path};

use crate::support::{
    self, Covenant, Ran, ids,
    planted::{self, feature, green, red, scenario},
    raw::{RawServer, Reply},
    scenario as of,
    simulator::Simulator,
};
use evidence::{Outcome, StepStatus};
use rstest::rstest;
use serde_json::{Value, json};

/// The program, told to run one feature file.
fn with_feature(text: &str) -> Covenant {
    Covenant::new().args(["run", "--features", "features"]).file("features/oscar/planted.feature", text)
}

/// Refused before it began: this code, all of these texts on standard error, no report.
#[track_caller]
fn assert_refused(ran: &Ran, code: i32, texts: &[&str]) {
    ran.assert_code(code);
    for text in texts {
        assert!(ran.stderr.contains(text), "standard error does not say {text:?}");
    }
    assert_eq!(ran.last_line()["exit"], code.to_string());
    assert_eq!((ran.counted("passed"), ran.counted("selected")), (0, 0));
    for report in ["run.json", "junit.xml", "events.ndjson"] {
        assert!(!ran.out_dir.join(report).exists(), "{report} is there though nothing ran");
    }
}

#[test]
fn an_undefined_phrase_is_named_with_its_place_and_the_nearest_phrase() {
    let text = feature(&[green("oscar-a"), scenario("oscar-b", &["When the conection is checked"])]);
    let line = text.lines().position(|line| line.contains("conection")).unwrap() + 1;
    let ran = with_feature(&text).run();
    let place = format!(
        "features/oscar/planted.feature:{line}: no phrase understands `When the conection is checked`"
    );
    assert_refused(&ran, 3, &[&place, "did you mean `When the connection is checked` (steps/src/oscar/"]);
}

#[test]
fn a_keyword_that_does_not_fit_its_phrase_is_undefined_too() {
    let ran = with_feature(&feature(&[scenario("oscar-a", &["Given the connection is checked"])])).run();
    assert_refused(
        &ran,
        3,
        &["no phrase understands `Given the connection is checked`", "When the connection"],
    );
}

#[rstest]
#[case::cut_short("@oscar\nFeature: Planted\n  Words.\n\n  Scenario Outline", 5)]
#[case::no_feature("  @id:oscar-a\n  Scenario: Nothing above it\n", 2)]
#[case::misspelt_scenario(
    "@oscar\nFeature: Planted\n  Words.\n\n  @id:oscar-a\n  Scenaro: It holds\n    When x\n",
    6
)]
#[case::table_cut(
    "@oscar\nFeature: Planted\n  Words.\n\n  @id:oscar-a\n  Scenario: It holds\n    When x\n      | a | b\n",
    8
)]
fn a_broken_feature_file_is_named_with_line_and_reason(#[case] text: &str, #[case] line: usize) {
    let ran = with_feature(text).file("features/oscar/sound.feature", feature(&[green("oscar-sound")])).run();
    assert_refused(&ran, 3, &[&format!("features/oscar/planted.feature:{line}: ")]);
}

#[rstest]
#[case::bytes(b"@oscar\nFeature: \xff\xfe\n".as_slice(), "UTF-8")]
#[case::nothing(b"".as_slice(), "planted.feature")]
fn a_feature_file_that_cannot_be_read_is_not_skipped(#[case] bytes: &[u8], #[case] reason: &str) {
    let ran = Covenant::new()
        .args(["run", "--features", "features"])
        .file("features/oscar/planted.feature", bytes)
        .file("features/oscar/sound.feature", feature(&[green("oscar-sound")]))
        .run();
    assert_refused(&ran, 3, &["features/oscar/planted.feature", reason]);
}

#[test]
fn an_empty_folder_selects_nothing() {
    let command = Covenant::new().args(["run", "--features", "features"]);
    fs::create_dir_all(command.folder().join("features/oscar")).unwrap();
    assert_refused(&command.run(), 4, &["folder features holds no `.feature` file"]);
}

#[rstest]
#[case::features_without_scenarios("@oscar\nFeature: Planted\n  Words.\n")]
#[case::an_outline_without_rows(
    "@oscar\nFeature: Planted\n  Words.\n\n  @id:oscar-a @clause:OSC-5 @happy-path @vendor\n  Scenario Outline: It holds <case>\n    \
     When the connection is checked\n\n    Examples:\n      | case |\n"
)]
fn a_feature_that_would_run_nothing_is_broken(#[case] text: &str) {
    assert_refused(&with_feature(text).run(), 3, &["features/oscar/planted.feature"]);
}

#[test]
fn a_folder_that_is_missing_is_a_usage_error() {
    let ran = Covenant::new().args(["run", "--features", "nowhere"]).run();
    assert_refused(&ran, 2, &["folder of features nowhere does not exist"]);
    let ran = Covenant::new().args(["run", "--features", "file"]).file("file", "x").run();
    assert_refused(&ran, 2, &["file is not a folder"]);
}

#[rstest]
#[case::tags(&["-t", "@clause:OSC-5 and @sad-path and not @vendor"], "--tags '@clause:OSC-5 and @sad-path and not @vendor'")]
#[case::name(&["-n", "no title reads like this"], "--name 'no title reads like this'")]
fn a_filter_that_matches_nothing_selects_nothing(#[case] filter: &[&str], #[case] named: &str) {
    let ran = Covenant::new().arg("run").args(filter).run();
    assert_refused(&ran, 4, &["nothing is selected", named]);
}

#[rstest]
#[case::alone("@sad-pth", 4, "did you mean @sad-path?")]
#[case::far_from_all("@zzzzzzzz", 4, "no scenario has the tag @zzzzzzzz")]
#[case::beside_one_that_selects("@happy-path or @sad-pth", 2, "did you mean @sad-path?")]
#[case::below_a_not("not @simulated-onyl", 2, "did you mean @simulated-only?")]
#[case::broken("@happy-path and (", 2, "column 18")]
fn an_unknown_tag_is_told_with_what_was_meant(#[case] tags: &str, #[case] code: i32, #[case] hint: &str) {
    assert_refused(&Covenant::new().args(["run", "-t", tags]).run(), code, &[hint]);
}

#[test]
fn an_unknown_tag_in_a_feature_is_told_with_what_was_meant() {
    let text = feature(&[planted::tagged("oscar-a", "@simulated-onyl", &["When the connection is checked"])]);
    let ran = with_feature(&text).run();
    assert_refused(
        &ran,
        3,
        &["features/oscar/planted.feature:5: ", "`@simulated-onyl`", "did you mean `@simulated-only`?"],
    );
}

#[rstest]
#[case::english("Wen the connection is checked")]
#[case::doubled("WWhen the connection is checked")]
#[case::lower_case("when the connection is checked")]
#[case::glued("Whenthe connection is checked")]
fn a_scenario_that_lost_its_steps_to_a_misspelt_keyword_is_broken(#[case] step: &str) {
    let ran = with_feature(&feature(&[scenario("oscar-a", &[step])])).run();
    assert_refused(&ran, 3, &["features/oscar/planted.feature:6: ", "no steps", "would never run"]);
}

#[test]
fn a_misspelt_keyword_above_real_steps_is_found_as_well() {
    let steps = ["Givn an enrolled member", "When the connection is checked", "Then the call succeeds"];
    let ran = with_feature(&feature(&[scenario("oscar-a", &steps)])).run();
    assert_refused(&ran, 3, &["`Givn an enrolled member`", "did you mean `Given ...`?"]);
}

const UNDER_A_RULE: &str = r#"@oscar
Feature: Planted
  A feature that is there for the program's own tests.

  Background:
    Given an enrolled member

  Rule: The first rule
    Background:
      Given another enrolled member

    @id:oscar-under-rule @clause:OSC-5 @happy-path @vendor
    Scenario: A scenario under a rule holds
      When the connection is checked
      Then the call succeeds

    @id:oscar-rows @clause:OSC-5 @happy-path @vendor
    Scenario Outline: A family of <people> is greeted
      Given an enrolled family of <people>
      When the connection is checked
      Then the call succeeds

      Examples: Small
        | case  | people |
        | one   | 1      |
        | two   | 2      |

      Examples: Large
        | case  | people |
        | three | 3      |

  Rule: The second rule
    @id:oscar-second-rule @clause:OSC-5 @happy-path @vendor
    Scenario: A scenario under the second rule does not hold
      When the balance is read
      Then the monthly premium is "1.00"
"#;

#[test]
fn scenarios_under_rules_and_every_row_of_an_outline_run_with_their_backgrounds() {
    let ran = with_feature(UNDER_A_RULE).run();
    ran.assert_code(1);
    let record = ran.record();
    let all: Vec<_> = record.scenarios.iter().map(|one| one.head.id.as_str()).collect();
    assert_eq!(
        all,
        ["oscar-under-rule", "oscar-rows:one", "oscar-rows:two", "oscar-rows:three", "oscar-second-rule"]
    );
    assert_eq!(ids(&record, Outcome::Failed), ["oscar-second-rule".to_owned()].into());
    assert_eq!((ran.counted("passed"), ran.counted("judged"), ran.counted("selected")), (4, 5, 5));
    let row = of(&record, "oscar-rows:three");
    let steps: Vec<_> =
        row.steps.iter().map(|step| (step.background, step.text.as_str(), step.status)).collect();
    assert_eq!(
        steps,
        [
            (true, "an enrolled member", StepStatus::Passed),
            (true, "another enrolled member", StepStatus::Passed),
            (false, "an enrolled family of 3", StepStatus::Passed),
            (false, "the connection is checked", StepStatus::Passed),
            (false, "the call succeeds", StepStatus::Passed),
        ]
    );
    let calls: Vec<_> = row.exchanges.iter().filter_map(|exchange| exchange.operation.as_deref()).collect();
    assert_eq!(calls, ["create-membership", "create-membership", "create-membership", "health-check"]);
    let second = of(&record, "oscar-second-rule");
    assert_eq!(second.steps[0].text, "an enrolled member");
    assert_eq!(second.steps.iter().filter(|step| step.background).count(), 1);
}

#[test]
fn scenarios_behind_a_background_that_fails_are_not_passed() {
    let ran = with_feature(UNDER_A_RULE).args(["--fault", "create-without-oscar-id"]).run();
    ran.assert_code(1);
    let record = ran.record();
    assert_eq!((ran.counted("passed"), ran.counted("selected")), (0, 5));
    for one in &record.scenarios {
        assert!(
            matches!(one.outcome, Outcome::Failed | Outcome::Blocked),
            "{} is {}",
            one.head.id,
            one.outcome
        );
        assert_eq!(one.steps[0].status, StepStatus::Failed, "{}", one.head.id);
        assert!(one.steps[1..].iter().all(|step| step.status == StepStatus::NotReached), "{}", one.head.id);
    }
    let junit = ran.report("junit.xml");
    assert_eq!(junit.matches("<failure ").count(), 5, "{junit}");
}

#[test]
fn a_run_in_which_nothing_applies_is_not_green() {
    let server = RawServer::start(|_, _| Reply::json(500, &Value::Null));
    let ran = Covenant::new()
        .config(server.config(""))
        .args(["run", "--profile", "raw", "-t", "@integrator"])
        .run();
    ran.assert_code(4);
    assert!(ran.counted("selected") > 0);
    assert_eq!(ran.counted("not_applicable"), ran.counted("selected"));
    assert_eq!(ran.counted("judged"), 0);
    assert_eq!(server.requests().len(), 0, "something was sent");
    let junit = ran.report("junit.xml");
    assert_eq!(junit.matches("<skipped").count(), ran.counted("selected"));
    let record = ran.record();
    assert!(
        record.scenarios.iter().all(|one| one.reason.as_ref().is_some_and(|why| why.code == "no-integrator"))
    );
}

/// A run of one passing and one failing scenario, or of the passing one alone.
fn colored(is_red: bool) -> Covenant {
    let mut scenarios = vec![green("oscar-green")];
    scenarios.extend(is_red.then(|| red("oscar-red")));
    with_feature(&feature(&scenarios))
}

#[rstest]
#[case::green_becomes_6(false, 6)]
#[case::red_stays_1(true, 1)]
fn a_report_that_cannot_be_written_is_never_green_and_never_hides_a_violation(
    #[case] is_red: bool,
    #[case] code: i32,
) {
    // A folder stands in the way of one report; a file, where a folder would have to be made, in that of another.
    for path in
        ["junit=in-the-way", "json=file/run.json", "junit=/proc/nowhere/junit.xml", "events=in-the-way"]
    {
        let ran = colored(is_red).file("in-the-way/x", "x").file("file", "x").args(["--report", path]).run();
        ran.assert_code(code);
        assert_eq!(ran.last_line()["exit"], code.to_string(), "{path}");
        let place = path.split_once('=').unwrap().1;
        let place = if place.starts_with('/') { "/proc/nowhere" } else { place };
        let place = place.strip_suffix("/run.json").unwrap_or(place);
        assert!(ran.stderr.contains(place), "{path} is not named");
        assert_eq!(ran.counted("selected"), if is_red { 2 } else { 1 }, "{path}");
    }
}

#[test]
fn a_report_of_an_unknown_kind_is_refused_with_the_known_ones() {
    let ran = colored(false).args(["--report", "jnuit=x.xml"]).run();
    assert_refused(&ran, 2, &["jnuit", "junit", "json", "events"]);
}

#[rstest]
#[case::usage(&["run", "--features", "nowhere"], 2)]
#[case::unknown_profile(&["run", "--profile", "nowhere"], 2)]
#[case::unknown_fault(&["run", "--fault", "no-such-fault"], 2)]
#[case::broken_suite(&["run", "--features", "broken"], 3)]
#[case::nothing_selected(&["run", "-t", "@nothing"], 4)]
#[case::other_reports_too(&["run", "-t", "@nothing", "--report", "junit=elsewhere/ci.xml"], 4)]
fn yesterdays_reports_are_gone_whatever_becomes_of_todays_run(#[case] arguments: &[&str], #[case] code: i32) {
    let ran = Covenant::new()
        .file("out/junit.xml", "yesterday")
        .file("out/run.json", "yesterday")
        .file("out/events.ndjson", "yesterday")
        .file("elsewhere/ci.xml", "yesterday")
        .file("broken/oscar/x.feature", "nonsense")
        .args(arguments)
        .run();
    ran.assert_code(code);
    let elsewhere = arguments.iter().any(|argument| argument.contains("elsewhere"));
    assert_eq!(
        ran.folder().join("elsewhere/ci.xml").exists(),
        !elsewhere,
        "only what is asked for is removed"
    );
    for report in ["run.json", "events.ndjson", "junit.xml"] {
        // Where a report goes elsewhere, the file of that name in the folder is no report of this run.
        let stays = elsewhere && report == "junit.xml";
        assert_eq!(ran.out_dir.join(report).exists(), stays, "{report}");
    }
}

#[test]
fn a_run_to_be_repeated_is_read_before_old_reports_go() {
    let first = colored(true).run();
    first.assert_code(1);
    let again = Covenant::new()
        .args(["run", "--features", "features", "--rerun", "out/run.json"])
        .file("features/oscar/planted.feature", feature(&[green("oscar-green"), red("oscar-red")]))
        .file("out/run.json", first.report("run.json"))
        .run();
    again.assert_code(1);
    assert_eq!(again.counted("selected"), 1);
    assert_eq!(again.record().scenarios[0].head.id, "oscar-red");
    assert_ne!(again.last_line()["run"], first.last_line()["run"]);
}

#[test]
fn a_repetition_of_a_run_without_anything_to_repeat_selects_nothing() {
    let first = colored(false).run();
    first.assert_code(0);
    let again =
        colored(false).file("yesterday.json", first.report("run.json")).args(["--rerun", "yesterday.json"]);
    assert_refused(&again.run(), 4, &["nothing to run again"]);
}

#[test]
fn a_repetition_whose_scenarios_are_gone_is_refused() {
    let first = colored(true).run();
    let again = with_feature(&feature(&[green("oscar-green")]))
        .file("yesterday.json", first.report("run.json"))
        .args(["--rerun", "yesterday.json"]);
    assert_refused(&again.run(), 2, &["oscar-red"]);
    let nothing = colored(true).args(["--rerun", "nowhere.json"]).run();
    assert_refused(&nothing, 2, &["nowhere.json", "no such file"]);
}

/// A port on loopback that nothing listens on.
fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn a_subject_that_cannot_be_reached_is_not_judged_and_the_reason_says_what_to_do() {
    let port = closed_port();
    let config = format!("[profiles.gone]\nvendor = \"oscar\"\nbase_url = \"http://127.0.0.1:{port}\"\n");
    let ran = Covenant::new().config(config).args(["run", "--profile", "gone"]).run();
    ran.assert_code(5);
    assert_eq!((ran.counted("passed"), ran.counted("failed")), (0, 0));
    assert!(ran.counted("error") > 0);
    let record = ran.record();
    let one = of(&record, "oscar-connection-welcome");
    let reason = one.reason.as_ref().unwrap();
    assert_eq!((one.outcome, reason.code.as_str()), (Outcome::Error, "connection-refused"));
    assert!(
        reason.text.contains("refused") && reason.text.contains("check host and port of `base_url`"),
        "{reason:?}"
    );
    assert!(ran.stdout.contains("the connection was refused"), "the terminal does not say so");
    assert!(ran.report("junit.xml").contains("<error "), "JUnit has no error");
}

#[rstest]
#[case::unregistered("unregistered")]
#[case::of_another_authority("foreign")]
#[case::expired("expired")]
fn a_wrong_client_certificate_is_an_error_and_no_verdict(#[case] certificate: &str) {
    let simulator = Simulator::start(&["--tls"]);
    let filter = ["run", "--profile", "sim", "-t", "@happy-path"];
    let ran = Covenant::new().config(simulator.config(Some(certificate), "")).args(filter).run();
    ran.assert_code(5);
    assert_eq!((ran.counted("passed"), ran.counted("failed"), ran.counted("judged")), (0, 0, 0));
    let record = ran.record();
    let reason = of(&record, "oscar-connection-welcome").reason.clone().unwrap();
    assert!(reason.text.contains("certificate"), "{reason:?}");
    let right = Covenant::new().config(simulator.config(Some("client"), "")).args(filter).run();
    right.assert_code(0);
}

/// The `.feature` files below a folder.
fn feature_files(folder: &Path) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            if path.is_dir() {
                feature_files(&path)
            } else {
                usize::from(path.to_string_lossy().ends_with(".feature"))
            }
        })
        .sum()
}

#[rstest]
#[case::embedded(&[])]
#[case::from_disk(&["--features"])]
fn features_found_are_as_many_as_files_on_disk(#[case] more: &[&str]) {
    let folder = support::in_project("features");
    let mut command = Covenant::new().args(["list", "--format", "json"]).args(more);
    if !more.is_empty() {
        command = command.arg(&folder);
    }
    let ran = command.run();
    ran.assert_code(0);
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    let features = list["features"].as_array().unwrap();
    assert_eq!(features.len(), feature_files(&folder));
    assert!(features.len() > 15);
    let scenarios: usize = features.iter().map(|one| one["scenarios"].as_array().unwrap().len()).sum();
    assert_eq!(list["summary"]["scenarios"], scenarios);
    assert_eq!(list["summary"]["would_run"], scenarios);
    assert!(scenarios >= 60);
}

#[rstest]
#[case::everything(&[])]
#[case::one_vendor(&["oscar"])]
fn as_many_scenarios_run_as_are_listed(#[case] vendors: &[&str]) {
    let listed = Covenant::new().arg("list").args(vendors).args(["--format", "json"]).run();
    let list: Value = serde_json::from_str(&listed.stdout).unwrap();
    let ran = Covenant::new().arg("run").args(vendors).arg("-q").run();
    ran.assert_code(0);
    assert_eq!(list["summary"]["selected"], ran.counted("selected"));
    assert_eq!(ran.record().scenarios.len(), ran.counted("selected"));
    assert_eq!(ran.report("junit.xml").matches("<testcase ").count(), ran.counted("selected"));
}

#[rstest]
#[case::met(1, 0)]
#[case::not_met(2, 4)]
fn a_run_that_judged_less_than_was_asked_for_is_not_green(#[case] least: usize, #[case] code: i32) {
    let ran = colored(false).args(["--min-judged", &least.to_string()]).run();
    ran.assert_code(code);
    assert_eq!(ran.stderr.contains("1 judged, and --min-judged asks for 2"), code == 4);
}

#[rstest]
#[case::by_default(&[], 0)]
#[case::tightened(&["--fail-on", "warned"], 1)]
fn a_run_of_warnings_fails_where_that_is_asked_for(#[case] more: &[&str], #[case] code: i32) {
    // What type a refusal has follows from the guide and does not stand there: a warning against a real vendor.
    let server = RawServer::start(|request, _| match request.json().get("policy_info") {
        Some(_) => {
            Reply::json(200, &json!({"oscar_id": "OSC1-01", "application_id": "A-1", "enrollees": []}))
        }
        None => Reply::new(
            400,
            "text/plain",
            json!({"error_code": "MISSING", "field": "policy_info"}).to_string(),
        ),
    });
    let ran = Covenant::new()
        .config(server.config(""))
        .args(["run", "--profile", "raw", "-n", "An enrollment without policy information is refused"])
        .args(more)
        .run();
    ran.assert_code(code);
    assert_eq!((ran.counted("warned"), ran.counted("failed"), ran.counted("selected")), (1, 0, 1));
    assert_eq!(ran.stderr.contains("1 warned, and --fail-on warned is set"), code == 1);
}

#[test]
fn the_first_failure_ends_a_run_that_is_to_fail_fast_and_the_rest_is_not_passed() {
    let mut scenarios = vec![green("oscar-first"), red("oscar-second")];
    scenarios.extend((3..30).map(|number| green(&format!("oscar-later-{number}"))));
    let ran = with_feature(&feature(&scenarios)).args(["--fail-fast", "--jobs", "1"]).run();
    ran.assert_code(1);
    let record = ran.record();
    assert_eq!(ids(&record, Outcome::Failed), ["oscar-second".to_owned()].into());
    assert!(!record.run.complete && !record.run.interrupted);
    assert!(!record.not_run.is_empty(), "everything ran");
    assert_eq!(record.scenarios.len() + record.not_run.len(), 29);
    assert_eq!(ran.counted("selected"), 29);
    let junit = ran.report("junit.xml");
    assert!(
        junit.matches("<error ").count() >= record.not_run.len(),
        "what never ran is not an error in JUnit"
    );
}

#[test]
fn a_deadline_ends_a_run_that_hangs_and_what_was_not_judged_is_not_passed() {
    let server = RawServer::start(|_, _| Reply::Hold);
    let ran = Covenant::new()
        .config(server.config(""))
        .args(["run", "--profile", "raw", "-t", "@clause:OSC-5", "--deadline", "300ms"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    assert!(!record.run.complete && !record.run.interrupted);
    assert_eq!(record.summary.outcomes.passed, 0);
    assert!(ran.counted("selected") > 0);
    assert!(ran.stdout.contains("deadline"), "the terminal does not say why the run is incomplete");
    assert!(ran.report("junit.xml").contains("<error "), "JUnit is green");
}
