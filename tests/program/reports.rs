//! Reports as documents that others read: valid by their published schemas and JUnit's rules, and the same when they are
//! rendered again.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::support::{
    self, Covenant, Ran, ids,
    planted::{feature, green, red, scenario, tagged},
    raw::{RawServer, Reply},
};
use evidence::Outcome;
use jsonschema::{Registry, Validator};
use quick_xml::{Reader, XmlVersion, events::Event};
use regex::Regex;
use rstest::rstest;
use serde_json::{Value, json};

/// A run with a scenario of every outcome that a run against a remote can easily have.
fn of_many_outcomes() -> Ran {
    let server = RawServer::start(|request, _| {
        let text = request.body.clone();
        if request.path == "/" {
            return Reply::new(200, "text/plain", "Welcome to Oscar's ICHRA API!");
        }
        if request.path.ends_with("create-membership") {
            let body = request.json();
            let answer = json!({"oscar_id": "OSC12345678-01", "application_id": "A-1 ]]> <&>\u{1b}[31m"});
            return match body.get("policy_info") {
                // What type a refusal has follows from the guide: a warning.
                None => Reply::new(
                    400,
                    "text/plain",
                    json!({"error_code": "MISSING", "field": "policy_info"}).to_string(),
                ),
                // A family of six is throttled.
                Some(_) if text.matches("external_member_id").count() == 6 => Reply::json(429, &json!({})),
                Some(_) => Reply::json(200, &answer),
            };
        }
        Reply::json(200, &json!({"monthly_premium": 329.32}))
    });
    let refused = scenario(
        "oscar-warned",
        &[
            "Given a request to create a membership that Oscar accepts",
            "When the same request is sent without policy information",
            "Then the call is refused as actionable",
        ],
    );
    let creation = ["Given a new family of 6", "When the membership is created", "Then the call succeeds"];
    let premium = ["When the connection is checked", "Then Oscar answers with its welcome"];
    let scenarios = [
        scenario("oscar-passed", &premium),
        red("oscar-failed").replace(
            "Then the monthly",
            "Then the response has an \"overall_balance_amount\"\n    And the monthly",
        ),
        refused,
        scenario("oscar-error", &creation),
        tagged("oscar-not-applicable", "@simulated-only", &premium).replace("@vendor  ", "@vendor "),
    ];
    let ran = Covenant::new()
        .config(server.config(""))
        .file("features/oscar/planted.feature", feature(&scenarios))
        .args(["run", "--features", "features", "--profile", "raw", "-v"])
        .run();
    ran.assert_code(1);
    ran
}

fn green_run() -> Ran {
    let ran = Covenant::new().args(["run", "-q", "-t", "@happy-path"]).run();
    ran.assert_code(0);
    ran
}

fn red_run() -> Ran {
    let ran = Covenant::new().args(["run", "-q", "--fault", "create-without-oscar-id"]).run();
    ran.assert_code(1);
    ran
}

fn blocked_run() -> Ran {
    let ran = Covenant::new().args(["run", "-q", "--fault", "refuses-valid-create"]).run();
    ran.assert_code(1);
    assert!(ran.counted("blocked") > 0);
    ran
}

/// Interrupted while a scenario hung.
#[cfg(unix)]
fn interrupted_run() -> Ran {
    let server =
        RawServer::start(
            |_, number| if number == 0 { Reply::new(200, "text/plain", "no welcome") } else { Reply::Hold },
        );
    let running = Covenant::new()
        .config(server.config(""))
        .file("features/oscar/planted.feature", feature(&["oscar-a", "oscar-b", "oscar-c"].map(green)))
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1"])
        .spawn();
    server.wait_for_requests(2);
    running.signal("INT");
    let ran = running.wait();
    ran.assert_code(130);
    ran
}

fn validator(name: &str) -> Validator {
    let read = |name: &str| json_of(&support::in_project("reports/schema").join(name));
    let schemas = ["run-record.schema.json", "run-event.schema.json"].map(read);
    among(schemas, &json!({"$ref": read(name)["$id"]}))
}

fn json_of(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A schema that names others by their ids.
fn among(others: impl IntoIterator<Item = Value>, schema: &Value) -> Validator {
    let named = others.into_iter().map(|other| (other["$id"].as_str().expect("an id").to_owned(), other));
    let registry = Registry::new().extend(named).unwrap().prepare().unwrap();
    jsonschema::options().with_registry(&registry).build(schema).expect("a published shape is a schema")
}

#[track_caller]
fn assert_valid(validator: &Validator, instance: &Value, what: &str) {
    let errors: Vec<_> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what} breaks its schema: {}", errors.join("\n"));
}

#[rstest]
#[case::green(green_run)]
#[case::red(red_run)]
#[case::many_outcomes(of_many_outcomes)]
#[cfg_attr(unix, case::interrupted(interrupted_run))]
fn records_and_events_are_valid_by_their_published_schemas(#[case] run: fn() -> Ran) {
    let ran = run();
    assert_valid(&validator("run-record.schema.json"), &ran.record_json(), "run.json");
    let events = ran.report("events.ndjson");
    let schema = validator("run-event.schema.json");
    assert!(events.lines().count() > 3);
    for (number, line) in events.lines().enumerate() {
        assert_valid(
            &schema,
            &serde_json::from_str(line).unwrap(),
            &format!("line {} of events.ndjson", number + 1),
        );
    }
    // The schema says no to what is not a record.
    let mut broken = ran.record_json();
    broken["summary"]["outcomes"]["passed"] = json!("many");
    assert!(!validator("run-record.schema.json").is_valid(&broken));
    assert!(!schema.is_valid(&json!({"event": "scenario_started"})));
}

/// The folder of the published shapes that the variable names.
fn shapes() -> PathBuf {
    let folder = std::env::var_os("COVENANT_CONVENTIONS");
    folder.expect("COVENANT_CONVENTIONS names the folder of the published shapes, as .ci/run sets it").into()
}

fn published(name: &str) -> Validator {
    jsonschema::validator_for(&json_of(&shapes().join(name))).expect("a published shape is a schema")
}

/// The shape of HAR: a file for each of its objects, which name each other.
fn published_har() -> Validator {
    let folder = shapes().join("har");
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let documents = files.map(|file| {
        let path = file.expect("an entry of a folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let mut document = json_of(&path);
        document["$id"] = json!(format!("https://har.test/{name}"));
        document
    });
    let draft = "http://json-schema.org/draft-06/schema#";
    among(documents, &json!({"$schema": draft, "$ref": "https://har.test/har.json"}))
}

#[rstest]
#[case::green(green_run)]
#[case::red(red_run)]
#[case::many_outcomes(of_many_outcomes)]
#[case::blocked(blocked_run)]
#[cfg_attr(unix, case::interrupted(interrupted_run))]
#[ignore = "needs the published shapes: .ci/run has them and runs these"]
fn messages_ctrf_and_har_of_a_run_are_valid_by_the_published_shapes(#[case] run: fn() -> Ran) {
    let ran = run();
    let record = ran.out_dir.join("run.json");
    let again = Covenant::new().arg("report").arg(record).args(["-q", "--report", "messages,ctrf,har"]).run();
    again.assert_code(0);
    let messages = again.report("messages.ndjson");
    let envelope = published("cucumber-messages.schema.json");
    assert!(messages.lines().count() > 10);
    for (number, line) in messages.lines().enumerate() {
        let what = format!("line {} of messages.ndjson", number + 1);
        assert_valid(&envelope, &serde_json::from_str(line).unwrap(), &what);
    }
    let ctrf: Value = serde_json::from_str(&again.report("ctrf.json")).unwrap();
    let document = published("ctrf-schema-0.0.json");
    assert_valid(&document, &ctrf, "ctrf.json");
    let har: Value = serde_json::from_str(&again.report("run.har")).unwrap();
    let archive = published_har();
    assert_valid(&archive, &har, "run.har");
    // The shapes say no to what is none of them.
    let mut broken = ctrf;
    broken["results"]["tests"][0]["status"] = json!("blue");
    assert!(!document.is_valid(&broken));
    let mut broken = har;
    broken["log"]["entries"] = json!([{"startedDateTime": "2026-01-01T00:00:00Z"}]);
    assert!(!archive.is_valid(&broken));
    broken["log"]["entries"] = json!("none");
    assert!(!archive.is_valid(&broken));
    assert!(!envelope.is_valid(&json!({"testCaseStarted": {"id": 1}})));
}

#[rstest]
#[case::green(green_run)]
#[case::red(red_run)]
#[case::many_outcomes(of_many_outcomes)]
#[cfg_attr(unix, case::interrupted(interrupted_run))]
fn reports_are_rendered_again_to_the_same_bytes(#[case] run: fn() -> Ran) {
    let ran = run();
    let again = Covenant::new().arg("report").arg(ran.out_dir.join("run.json")).run();
    again.assert_code(0);
    assert_eq!(again.report("run.json"), ran.report("run.json"), "run.json");
    assert_eq!(again.report("junit.xml"), ran.report("junit.xml"), "junit.xml");
    assert_eq!(again.last_line(), ran.last_line(), "the verdict is repeated");
    let folded =
        Covenant::new().arg("report").arg(ran.out_dir.join("events.ndjson")).arg("--exit-code").run();
    assert_eq!(folded.code, ran.code, "with --exit-code it is that of the run");
    assert_eq!(folded.report("run.json"), ran.report("run.json"), "run.json from the events");
    assert_eq!(folded.report("junit.xml"), ran.report("junit.xml"), "junit.xml from the events");
}

#[test]
fn the_terminal_says_the_same_again() {
    let ran = of_many_outcomes();
    let again = Covenant::new().arg("report").arg(ran.out_dir.join("run.json")).arg("-v").run();
    assert_eq!(again.stdout, ran.stdout);
}

#[rstest]
#[case::missing("nowhere.json", "no such file")]
#[case::no_json("note.txt", "not JSON")]
#[case::another_document("other.json", "other.json")]
#[case::a_later_format("later.json", "version")]
fn what_is_no_record_is_refused(#[case] name: &str, #[case] words: &str) {
    let later = json!({"format": "covenant-run", "format_version": 999});
    let ran = Covenant::new()
        .file("note.txt", "hello")
        .file("other.json", "{\"a\": 1}")
        .file("later.json", later.to_string())
        .args(["report", name])
        .run();
    ran.assert_code(2);
    assert!(ran.stderr.contains(words) && ran.stderr.contains(name), "{words:?} or the name is missing");
    assert!(!ran.out_dir.join("junit.xml").exists());
}

#[test]
fn a_record_is_not_overwritten_by_its_own_rendering() {
    let ran = green_run();
    let record = ran.report("run.json");
    let prepared = || Covenant::new().file("out/run.json", &record).args(["report", "out/run.json"]);
    let again = prepared().run();
    again.assert_code(0);
    assert_eq!(again.report("run.json"), record);
    assert_eq!(again.report("junit.xml"), ran.report("junit.xml"));
    let refused = prepared().args(["--report", "junit=out/run.json"]).run();
    refused.assert_code(2);
    assert_eq!(refused.report("run.json"), record, "the record is gone");
}

/// A testcase of JUnit.
#[derive(Debug, Default)]
struct Case {
    class: String,
    name: String,
    /// `failure`, `error` or `skipped` with its type and message.
    verdicts: Vec<(String, String, String)>,
}

/// Reads JUnit by our own words of Jenkins' rules, and panics where it breaks one.
fn junit(text: &str) -> Vec<Case> {
    let attributes_of: [(&str, &[&str]); 9] = [
        ("testsuites", &["name", "time", "tests", "failures", "errors"]),
        (
            "testsuite",
            &[
                "name",
                "tests",
                "failures",
                "errors",
                "group",
                "time",
                "skipped",
                "timestamp",
                "hostname",
                "id",
                "package",
                "file",
                "log",
                "url",
                "version",
            ],
        ),
        ("testcase", &["name", "time", "classname", "group"]),
        ("failure", &["type", "message"]),
        ("error", &["type", "message"]),
        ("skipped", &["type", "message"]),
        ("system-out", &[]),
        ("properties", &[]),
        ("property", &["name", "value"]),
    ];
    let below = [
        ("testsuites", ""),
        ("testsuite", "testsuites"),
        ("testcase", "testsuite"),
        ("failure", "testcase"),
        ("error", "testcase"),
        ("skipped", "testcase"),
        ("properties", "testsuite"),
        ("property", "properties"),
    ];
    let time = Regex::new(r"^[0-9]+(\.[0-9]{1,3})?$").unwrap();
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(allowed), "a character that XML 1.0 does not have");
    assert!(
        text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
            || text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    );
    let mut reader = Reader::from_str(text);
    let (mut cases, mut open) = (Vec::<Case>::new(), Vec::<String>::new());
    let mut counts: Vec<[usize; 4]> = Vec::new();
    let mut total = [0; 3];
    loop {
        let event = reader.read_event().expect("XML");
        let (start, is_empty) = match &event {
            Event::Eof => break,
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Text(text) => {
                let inside = open.last().is_some_and(|name| {
                    ["failure", "error", "skipped", "system-out"].contains(&name.as_str())
                });
                let text = String::from_utf8_lossy(text);
                assert!(inside || text.trim().is_empty(), "text where none belongs: {text:?}");
                continue;
            }
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            _ => continue,
        };
        let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
        let parent = open.last().cloned().unwrap_or_default();
        let may_stand = below.contains(&(name.as_str(), parent.as_str()))
            || name == "system-out" && ["testcase", "testsuite"].contains(&parent.as_str());
        assert!(may_stand, "<{name}> stands in <{parent}>");
        let known = attributes_of
            .iter()
            .find(|(element, _)| *element == name)
            .unwrap_or_else(|| panic!("<{name}>"))
            .1;
        let value = |wanted: &str| {
            let found =
                start.attributes().map(Result::unwrap).find(|one| one.key.as_ref() == wanted.as_bytes());
            found.map(|one| one.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned())
        };
        for attribute in start.attributes() {
            let key = String::from_utf8(attribute.unwrap().key.as_ref().to_vec()).unwrap();
            assert!(known.contains(&key.as_str()), "<{name}> has `{key}`");
        }
        if let Some(seconds) = value("time") {
            assert!(time.is_match(&seconds), "time {seconds:?}");
        }
        let number = |key: &str| {
            value(key).unwrap_or_else(|| panic!("<{name}> has no `{key}`")).parse::<usize>().unwrap()
        };
        match name.as_str() {
            "testsuites" => total = ["tests", "failures", "errors"].map(number),
            "testsuite" => counts.push(["tests", "failures", "errors", "skipped"].map(number)),
            "testcase" => {
                let (class, name) = (value("classname").unwrap(), value("name").unwrap());
                cases.push(Case { class, name, verdicts: Vec::new() });
            }
            "failure" | "error" | "skipped" => {
                let (kind, message) =
                    (value("type").unwrap_or_default(), value("message").unwrap_or_default());
                assert!(!message.is_empty(), "<{name}> has no message");
                cases.last_mut().unwrap().verdicts.push((name.clone(), kind, message));
            }
            _ => {}
        }
        if !is_empty {
            open.push(name);
        }
    }
    let names: BTreeSet<_> = cases.iter().map(|case| (&case.class, &case.name)).collect();
    assert_eq!(names.len(), cases.len(), "two testcases have one name");
    assert!(cases.iter().all(|case| case.verdicts.len() <= 1));
    let of = |kind: &str| {
        cases.iter().filter(|case| case.verdicts.first().is_some_and(|one| one.0 == kind)).count()
    };
    let expected = [cases.len(), of("failure"), of("error"), of("skipped")];
    let summed = counts.iter().fold([0; 4], |sum, one| [0, 1, 2, 3].map(|at| sum[at] + one[at]));
    assert_eq!(summed, expected, "the counts of the suites");
    assert_eq!(total[..], expected[..3], "the counts of the whole");
    cases
}

#[test]
fn junit_tells_each_outcome_in_its_own_way() {
    let ran = of_many_outcomes();
    let record = ran.record();
    for (outcome, id) in [
        (Outcome::Passed, "oscar-passed"),
        (Outcome::Failed, "oscar-failed"),
        (Outcome::Warned, "oscar-warned"),
        (Outcome::Error, "oscar-error"),
        (Outcome::NotApplicable, "oscar-not-applicable"),
    ] {
        assert_eq!(ids(&record, outcome), [id.to_owned()].into(), "{outcome}");
    }
    let text = ran.report("junit.xml");
    let cases = junit(&text);
    assert_eq!(cases.len(), 5);
    let verdict = |id: &str| {
        let case =
            cases.iter().find(|case| case.name.contains(id)).unwrap_or_else(|| panic!("{id}: {cases:?}"));
        case.verdicts.first().map(|(element, kind, _)| format!("{element} {kind}"))
    };
    assert_eq!(verdict("oscar-passed"), None);
    assert_eq!(verdict("oscar-warned"), None);
    assert_eq!(verdict("oscar-failed").as_deref(), Some("failure failed"));
    assert_eq!(verdict("oscar-error").as_deref(), Some("error throttled"));
    assert!(verdict("oscar-not-applicable").is_some_and(|text| text.starts_with("skipped")));
    assert!(text.contains("outcome: warned"), "the warning leaves no note");
}

#[rstest]
#[case::green(green_run)]
#[case::red(red_run)]
#[case::blocked(blocked_run)]
#[cfg_attr(unix, case::interrupted(interrupted_run))]
fn junit_keeps_the_rules_of_jenkins(#[case] run: fn() -> Ran) {
    let ran = run();
    let record = ran.record();
    let cases = junit(&ran.report("junit.xml"));
    let problem_of_the_run = usize::from(!record.run.complete);
    assert_eq!(cases.len(), ran.counted("selected") + problem_of_the_run);
    let of_type = |kind: &str| {
        cases
            .iter()
            .filter(|case| case.verdicts.iter().any(|one| one.0 == "failure" && one.1 == kind))
            .count()
    };
    assert_eq!((of_type("failed"), of_type("blocked")), (ran.counted("failed"), ran.counted("blocked")));
}

#[test]
fn a_record_carries_what_later_reports_need() {
    let ran = red_run();
    let record = ran.record();
    let listed = Covenant::new().args(["list", "--format", "json"]).run();
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(record.features.len(), listed["features"].as_array().unwrap().len());
    for one in &record.features {
        let on_disk = std::fs::read_to_string(support::in_project("features").join(&one.path)).unwrap();
        assert_eq!(one.source, on_disk, "{}", one.path);
    }
    let clauses = std::fs::read_dir(support::in_project("features/clauses")).unwrap();
    let clauses = clauses.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    assert_eq!(record.clauses.len(), clauses.map(|text| text.matches("[[clause]]\n").count()).sum::<usize>());
    assert!(record.catalogue.iter().any(|row| row.operation == "get-balance" && row.status == 200));
    let failed = record.scenarios.iter().find(|one| one.outcome == Outcome::Failed).unwrap();
    assert!(!failed.findings.is_empty() && !failed.exchanges.is_empty());
    for step in record.scenarios.iter().flat_map(|one| &one.steps) {
        if let Some(place) = &step.definition {
            let path = support::in_project(&place.path);
            assert!(
                Path::new(&place.path).starts_with("steps") && path.exists(),
                "{} is no source",
                place.path
            );
        }
    }
    assert_eq!(record.profiles[0].fault.as_deref(), Some("create-without-oscar-id"));
    let machine = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    assert!(
        machine.is_empty() || !ran.report("run.json").contains(&machine),
        "a path of this machine is in the record"
    );
}

#[test]
fn every_report_of_a_run_can_be_asked_for_and_made_again() {
    const KINDS: &str = "html,messages,ctrf,markdown,github,har";
    let ran = Covenant::new()
        .args(["run", "oscar", "-q", "--fault", "create-without-oscar-id", "--report", KINDS])
        .args(["--junit-flavor", "gitlab"])
        .run();
    ran.assert_code(1);
    let files = [
        "messages.ndjson",
        "ctrf.json",
        "summary.md",
        "annotations.txt",
        "run.har",
        "report.html",
        "junit.xml",
    ];
    let again = Covenant::new()
        .arg("report")
        .arg(ran.out_dir.join("run.json"))
        .args(["-q", "--report", KINDS, "--report", "junit", "--junit-flavor", "gitlab"])
        .run();
    again.assert_code(0);
    for file in files {
        let found = std::fs::read(again.out_dir.join(file)).unwrap();
        assert!(found == std::fs::read(ran.out_dir.join(file)).unwrap(), "{file} differs");
    }
    assert!(ran.report("junit.xml").contains("<testcase name="));
    // What GitHub obeys is what we wrote: the rest stands where it is told to obey nothing.
    let annotations = ran.report("annotations.txt");
    assert!(ran.stdout.ends_with(&annotations), "{}", ran.stdout);
    assert!(ran.stdout.starts_with("::stop-commands::covenant-"), "{}", ran.stdout);
    let error = annotations.lines().next().unwrap();
    assert!(error.starts_with("::error file=features/oscar/"), "{error}");
}

#[test]
fn annotations_that_are_put_elsewhere_are_not_printed() {
    let ran = Covenant::new()
        .args(["run", "oscar", "-q", "--fault", "create-without-oscar-id", "--report", "github=here.txt"])
        .run();
    ran.assert_code(1);
    assert!(!ran.stdout.contains("::"), "{}", ran.stdout);
    assert!(std::fs::read_to_string(ran.folder().join("here.txt")).unwrap().contains("::error "));
}
