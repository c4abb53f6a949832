//! The program as its users meet it: help, lists, lint, what it prints and how it ends.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::process::{Command, Stdio};

use crate::support::{
    self, Covenant, Ran,
    planted::{feature, green, red, scenario},
    raw::{RawServer, Reply},
};
use regex::Regex;
use rstest::rstest;
use serde_json::Value;

/// One feature with a scenario that passes and one that fails.
fn mixed() -> Covenant {
    Covenant::new()
        .file("features/oscar/planted.feature", feature(&[green("oscar-green"), red("oscar-red")]))
        .args(["run", "--features", "features"])
}

#[rstest]
#[case::program(&["--help"], &["run", "list", "lint", "serve", "report", "coverage", "replay", "doctor", "completions", "man", "Examples:", "Exit codes", "130", "--color", "-q, --quiet", "-v, --verbose", "COVENANT_"])]
#[case::run(&["run", "--help"], &["[VENDOR]", "--profile", "--config", "-t, --tags", "-n, --name", "-j, --jobs", "--out", "--report", "--features", "--seed", "--fail-fast", "--deadline", "--rerun", "--receiver", "--receiver-secret-env", "--effects", "--fault", "--fail-on", "--min-judged", "COVENANT_TAGS"])]
#[case::list(&["list", "--help"], &["--profile", "--tags", "--format", "text", "json"])]
#[case::lint(&["lint", "--help"], &["--features"])]
#[case::serve(&["serve", "--help"], &["<VENDOR>", "--fault", "--tls", "--port", "--list-faults"])]
#[case::report(&["report", "--help"], &["<RUN.json>", "--report", "--out", "--exit-code"])]
#[case::coverage(&["coverage", "--help"], &["[RUN.json]", "--vendor", "--out", "--format", "--min-operations", "--min-clauses", "in depth", "Exit codes: 0; 4"])]
#[case::replay(&["replay", "--help"], &["<RUN.json>", "<SCENARIO>", "--profile", "--requests", "--fault", "--format", "Exit codes: 0 fixed"])]
#[case::doctor(&["doctor", "--help"], &["--profile", "--config", "--format", "skipped", "Exit codes: 0 nothing", "5 a prerequisite"])]
#[case::completions(&["completions", "--help"], &["<SHELL>", "bash", "zsh", "fish", "powershell", "elvish", "Exit codes: 0; 2"])]
#[case::man(&["man", "--help"], &["--out", "man -l -", "Exit codes: 0; 6"])]
fn help_tells_every_option_on_standard_output(#[case] arguments: &[&str], #[case] words: &[&str]) {
    let ran = Covenant::new().args(arguments).run();
    ran.assert_code(0);
    assert_eq!(ran.stderr, "");
    for word in words {
        assert!(ran.stdout.contains(word), "{word} is missing");
    }
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 110), "a line is too wide");
    assert!(
        !ran.folder().join("out").exists() && !ran.folder().join("target").exists(),
        "help wrote something"
    );
}

#[test]
fn the_version_is_that_of_the_package() {
    let ran = Covenant::new().arg("--version").run();
    ran.assert_code(0);
    assert_eq!(ran.stdout, format!("covenant {}\n", env!("CARGO_PKG_VERSION")));
}

#[rstest]
#[case::nothing(&[], "Usage: covenant")]
#[case::no_such_command(&["rnu"], "unrecognized subcommand 'rnu'")]
#[case::no_such_option(&["run", "--fial-fast"], "--fail-fast")]
#[case::no_such_vendor(&["run", "oscer"], "oscar")]
#[case::no_such_fault_of_ideon(&["run", "ideon", "--fault", "nonsense"], "known")]
#[case::no_number(&["run", "--jobs", "many"], "--jobs")]
#[case::no_time(&["run", "--deadline", "soon"], "15m")]
#[case::no_outcome(&["run", "--fail-on", "passed"], "warned")]
#[case::a_broken_expression(&["run", "-n", "("], "--name")]
#[case::no_such_fault(&["run", "--fault", "create-without-oscar-ids"], "did you mean `create-without-oscar-id`?")]
#[case::no_such_fault_to_serve(&["serve", "oscar", "--fault", "nonsense"], "known")]
#[case::no_such_fault_of_osigu(&["serve", "osigu", "--fault", "webhook-unsignd"], "did you mean `webhook-unsigned`?")]
#[case::no_such_fault_of_ideon(&["serve", "ideon", "--fault", "group-not-store"], "did you mean `group-not-stored`?")]
#[case::certificates_where_there_are_none(&["serve", "osigu", "--tls"], "leave --tls out")]
fn a_mistake_on_the_command_line_is_told_on_standard_error(#[case] arguments: &[&str], #[case] word: &str) {
    let ran = Covenant::new().args(arguments).run();
    ran.assert_code(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(word), "{word} is missing");
    if arguments.first() == Some(&"run") {
        assert_eq!(ran.last_line()["exit"], "2", "the last line is missing");
    }
}

#[test]
fn a_fault_is_for_simulators_only() {
    let server = RawServer::start(|_, _| Reply::json(500, &Value::Null));
    let ran = Covenant::new()
        .config(server.config(""))
        .args(["run", "--profile", "raw", "--fault", "create-without-oscar-id"])
        .run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("--fault") && ran.stderr.contains("raw"));
    assert_eq!(server.requests().len(), 0);
}

#[cfg(not(feature = "test-phrases"))]
#[rstest]
#[case::phrase("Given a test phrase that passes", "")]
#[case::phrase_that_panics("Given a test phrase that panics", "")]
#[case::phrase_of_two("Given a test phrase that two understand", "")]
#[case::tag("Given an enrolled member", "@test-hook-panics")]
fn phrases_that_break_on_purpose_are_not_in_this_build(#[case] step: &str, #[case] tags: &str) {
    let steps = [step, "When the connection is checked", "Then the call succeeds"];
    let text = feature(&[support::planted::tagged("oscar-a", tags, &steps)]);
    let ran = Covenant::new()
        .file("features/oscar/planted.feature", text)
        .args(["run", "--features", "features"])
        .run();
    ran.assert_code(3);
    let told =
        if tags.is_empty() { "no phrase understands" } else { "the tag `@test-hook-panics` is not known" };
    assert!(ran.stderr.contains(told), "{told} is missing");
    let lint = Covenant::new().arg("lint").run();
    lint.assert_code(0);
    assert!(!lint.stdout.contains("test phrase"));
}

#[test]
fn a_list_shows_what_would_run_and_why_the_rest_would_not() {
    let server = RawServer::start(|_, _| Reply::json(500, &Value::Null));
    let text = Covenant::new().config(server.config("")).args(["list", "--profile", "raw"]).run();
    text.assert_code(0);
    for words in [
        "features/oscar/step-1-connectivity/health-check.feature: Check the connection (2 of 2 would run, profile raw)",
        "  + oscar-connection-welcome  The health check greets a registered certificate",
        "not applicable: judges an integrator",
        "not applicable: profile `raw` does not say `unregistered_certificate`",
        "not applicable: profile `raw` does not say `triggers.retry`",
        "not applicable: only a simulator can produce",
    ] {
        assert!(text.stdout.contains(words), "{words:?} is missing");
    }
    let json = Covenant::new()
        .config(server.config(""))
        .args(["list", "--profile", "raw", "--format", "json"])
        .run();
    let list: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((list["format"].as_str(), list["format_version"].as_u64()), (Some("covenant-list"), Some(1)));
    assert_eq!(list["profiles"][0]["target"], "remote");
    let scenarios: Vec<&Value> = list["features"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["scenarios"].as_array().unwrap())
        .collect();
    let count = |would_run: bool| scenarios.iter().filter(|one| one["would_run"] == would_run).count();
    assert_eq!(list["summary"]["would_run"], count(true));
    assert_eq!(list["summary"]["not_applicable"], count(false));
    assert_eq!(list["summary"]["selected"], scenarios.len());
    assert!(count(true) > 40 && count(false) > 20);
    for one in &scenarios {
        assert_eq!(one["would_run"] == false, one["reason"]["code"].is_string(), "{one}");
        assert!(
            one["id"].is_string()
                && one["line"].as_u64() > Some(0)
                && !one["clauses"].as_array().unwrap().is_empty()
        );
    }
    // The other vendors' scenarios: this profile says nothing of them.
    let left_out = list["summary"]["scenarios"].as_u64().unwrap() - scenarios.len() as u64;
    assert_eq!(list["summary"]["left_out"], left_out);
    let line = format!(
        "{} would run, {} not applicable, {left_out} left out by the filter",
        count(true),
        count(false)
    );
    assert!(text.stdout.lines().any(|one| one.starts_with(&line)), "{line:?} is missing");
    assert_eq!(server.requests().len(), 0, "a list sends nothing");
}

#[test]
fn a_list_obeys_the_filters_of_a_run() {
    let ran = Covenant::new()
        .args(["list", "oscar", "-t", "@clause:OSC-5", "-n", "registered", "--format", "json"])
        .run();
    ran.assert_code(0);
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(list["features"][0]["scenarios"][0]["id"], "oscar-connection-welcome");
    assert_eq!(list["summary"]["would_run"], 1);
    let nothing = Covenant::new().args(["list", "-t", "@clause:OSC-999"]).run();
    nothing.assert_code(4);
    assert!(nothing.stderr.contains("no scenario has the tag @clause:OSC-999"));
}

#[test]
fn a_vendor_that_a_folder_has_no_features_of_is_told() {
    let feature =
        std::fs::read(support::in_project("features/oscar/step-1-connectivity/health-check.feature"));
    let ran = Covenant::new()
        .file("suite/oscar/step-1-connectivity/health-check.feature", feature.unwrap())
        .args(["run", "ideon", "--features", "suite"])
        .run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("has no features for ideon"), "{}", ran.stderr);
}

#[test]
fn the_suite_that_is_built_in_is_sound() {
    let ran = Covenant::new().arg("lint").run();
    ran.assert_code(0);
    let line =
        Regex::new(r"^suite is sound: \d+ features, \d+ scenarios, 567 clauses, \d+ phrases\n$").unwrap();
    assert!(line.is_match(&ran.stdout), "{}", ran.stdout);
    let folder = support::in_project("features");
    let from_disk = Covenant::new().args(["lint", "--features"]).arg(folder).run();
    from_disk.assert_code(0);
    assert_eq!(from_disk.stdout, ran.stdout);
}

#[test]
fn lint_tells_every_problem_at_once() {
    let text = feature(&[
        scenario("oscar-a", &["When nobody understands this", "Then the call succeeds"]),
        green("oscar-a").replace("OSC-5", "OSC-999"),
    ]);
    let ran = Covenant::new()
        .file("features/oscar/planted.feature", text)
        .args(["lint", "--features", "features"])
        .run();
    ran.assert_code(3);
    for words in
        ["planted.feature:7: no phrase understands", "clause `OSC-999`", "the id `oscar-a` stands already"]
    {
        assert!(ran.stdout.contains(words), "{words:?} is missing");
    }
    let problems = ran.stdout.lines().count();
    assert!(ran.stderr.contains(&format!("the suite is not sound: {problems} problems")), "{}", ran.stderr);
}

const LAST_LINE: &str = r"^covenant: exit=\d+ passed=\d+ failed=\d+ error=\d+ blocked=\d+ warned=\d+ waived=\d+ not_applicable=\d+ judged=\d+ selected=\d+ run=(-|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$";

#[rstest]
#[case::red(&[], 1)]
#[case::quiet(&["-q"], 1)]
#[case::verbose(&["-v"], 1)]
#[case::green(&["-n", "oscar-green"], 0)]
#[case::nothing(&["-n", "oscar-blue"], 4)]
#[case::wrong(&["--jobs", "0"], 2)]
fn the_last_line_has_its_keys_in_their_order(#[case] more: &[&str], #[case] code: i32) {
    let ran = mixed().args(more).run();
    ran.assert_code(code);
    let line = ran.stderr.lines().last().unwrap();
    assert!(Regex::new(LAST_LINE).unwrap().is_match(line), "{line}");
    assert_eq!(ran.last_line()["exit"], code.to_string());
    assert!(ran.stderr.ends_with('\n'));
    let sum = ["passed", "failed", "error", "blocked", "warned", "waived", "not_applicable"];
    assert_eq!(sum.iter().map(|key| ran.counted(key)).sum::<usize>(), ran.counted("selected"));
}

#[test]
fn a_failure_is_told_with_everything_that_is_needed_to_repeat_it() {
    let ran = mixed().run();
    ran.assert_code(1);
    let page = &ran.stdout;
    for words in [
        "FAILED (1)",
        "oscar-red",
        "features/oscar/planted.feature:11",
        "OSC-5",
        "Then the monthly premium is \"1.00\" (line 14)",
        "expected  1.00",
        "/monthly_premium",
        "POST /ichra-api/v1/payments/get-balance -> 200",
        "curl -sS -X 'POST'",
        "--cert \"$CLIENT_CERTIFICATE\" --key \"$CLIENT_KEY\"",
        "Does not conform: 1 of 2 scenarios judged failed.",
    ] {
        assert!(page.contains(words), "{words:?} is missing");
    }
    let quiet = mixed().arg("-q").run();
    assert!(quiet.stdout.contains("FAILED (1)"));
    assert_eq!(quiet.stderr.lines().count(), 1, "quiet is not quiet: {}", quiet.stderr);
    let verbose = mixed().arg("-v").run();
    assert!(verbose.stdout.contains("oscar-green") && verbose.stdout.len() > page.len());
}

#[test]
fn progress_is_one_plain_line_a_scenario_where_there_is_no_terminal() {
    let ran = mixed().run();
    let lines: Vec<_> = ran
        .stderr
        .lines()
        .filter(|line| line.starts_with("passed ") || line.starts_with("failed "))
        .collect();
    assert_eq!(lines.len(), 2, "{}", ran.stderr);
    assert!(ran.stderr.lines().next().unwrap().contains("2 scenarios of oscar on profile mock"));
    for report in ["run.json", "junit.xml", "events.ndjson"] {
        assert!(
            ran.stderr.contains(&ran.out_dir.join(report).display().to_string()),
            "{report} is not named"
        );
    }
}

fn has_color(ran: &Ran) -> bool {
    ran.stdout.contains('\u{1b}')
}

#[test]
fn colors_are_for_who_asks_for_them() {
    assert!(!has_color(&mixed().run()), "a pipe is no terminal");
    assert!(has_color(&mixed().args(["--color", "always"]).run()));
    assert!(
        has_color(&mixed().env("NO_COLOR", "1").args(["--color", "always"]).run()),
        "the option says more than NO_COLOR"
    );
    assert!(!has_color(&mixed().env("NO_COLOR", "1").run()));
    assert!(!has_color(&mixed().env("COVENANT_COLOR", "always").args(["--color", "never"]).run()));
    assert!(has_color(&mixed().env("COVENANT_COLOR", "always").run()));
}

#[test]
fn variables_mirror_options_and_empty_ones_are_none() {
    let ran = mixed()
        .env("COVENANT_NAME", "oscar-green")
        .env("COVENANT_TAGS", "")
        .env("COVENANT_PROFILE", "")
        .run();
    ran.assert_code(0);
    assert_eq!(ran.counted("selected"), 1);
    let wins = mixed().env("COVENANT_NAME", "oscar-green").args(["--name", "oscar-red"]).run();
    wins.assert_code(1);
    let listed = mixed().env("COVENANT_REPORT", "json=a/run.json,junit=a/junit.xml").run();
    listed.assert_code(1);
    assert!(listed.folder().join("a/run.json").exists() && listed.folder().join("a/junit.xml").exists());
}

#[test]
fn reports_go_where_they_are_asked_to_go() {
    let ran = mixed().args(["--report", "junit=ci/one.xml", "--report", "junit=ci/two.xml"]).run();
    ran.assert_code(1);
    let read = |name: &str| std::fs::read_to_string(ran.folder().join(name)).unwrap();
    assert_eq!(read("ci/one.xml"), read("ci/two.xml"));
    assert!(ran.out_dir.join("run.json").exists() && !ran.out_dir.join("junit.xml").exists());
    let same = mixed().args(["--report", "junit=one", "--report", "json=./one"]).run();
    same.assert_code(2);
}

/// Runs with a standard output that nobody reads any more.
fn with_closed_stdout(prepared: &Covenant, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_covenant"))
        .args(arguments)
        .current_dir(prepared.folder())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
}

#[rstest]
#[case::list(&["list"], 0)]
#[case::lint(&["lint"], 0)]
#[case::help(&["--help"], 0)]
#[case::faults(&["serve", "oscar", "--list-faults"], 0)]
#[case::run(&["run", "--features", "features", "--out", "out"], 1)]
fn a_reader_who_leaves_early_is_no_error(#[case] arguments: &[&str], #[case] code: i32) {
    let prepared = mixed();
    let (ended, stderr) = with_closed_stdout(&prepared, arguments);
    assert_eq!(ended, Some(code), "{stderr}");
    assert!(!stderr.contains("panicked") && !stderr.contains("internal error"), "{stderr}");
    if arguments[0] == "run" {
        assert!(stderr.lines().last().unwrap().starts_with("covenant: exit=1 "), "{stderr}");
        assert!(prepared.folder().join("out/junit.xml").exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_not_green() {
    for (arguments, code) in
        [(&["list"][..], 6), (&["run", "--features", "features", "-n", "oscar-green", "--out", "out"], 6)]
    {
        let prepared = mixed();
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = Command::new(env!("CARGO_BIN_EXE_covenant"))
            .args(arguments)
            .current_dir(prepared.folder())
            .stdin(Stdio::null())
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(code), "{stderr}");
        assert!(stderr.contains("standard output cannot be written"), "{stderr}");
    }
}

#[test]
fn the_order_of_a_run_is_that_of_its_seed_and_its_verdict_is_not() {
    let scenarios: Vec<_> = (0..12).map(|number| green(&format!("oscar-number-{number}"))).collect();
    let order = |seed: &str| {
        let ran = Covenant::new()
            .file("features/oscar/planted.feature", feature(&scenarios))
            .args(["run", "--features", "features", "--jobs", "1", "--seed", seed])
            .run();
        ran.assert_code(0);
        let events = ran.report("events.ndjson");
        let started = events.lines().filter(|line| line.contains("\"event\":\"scenario_started\""));
        let ids: Vec<String> = started
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["scenario"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids.len(), 12);
        // The record keeps the order of the files, whatever the order of the run.
        let record = ran.record();
        assert_eq!(record.scenarios[11].head.id, "oscar-number-11");
        ids
    };
    let (files, one, again, other) = (order("0"), order("7"), order("7"), order("8"));
    assert_eq!(files[0], "oscar-number-0");
    assert_eq!(one, again);
    assert_ne!(one, files);
    assert_ne!(one, other);
}
