//! Drift: what answers hold that no schema names is told by operation and place, and warns where that is asked for.

use std::collections::BTreeSet;

use crate::support::{
    Covenant, Ran,
    raw::{RawServer, Reply},
    scenario,
};
use evidence::{DriftKind, Outcome, RunRecord, Severity, Vendor};
use rstest::rstest;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

const ID: &str = "oscar-create-membership-ids";

/// A run of one scenario against a server that answers with what the schema names, and more.
fn planted(waivers: &str, more: &[&str]) -> Ran {
    let server = RawServer::start(|_, _| {
        let enrollee = json!({"tier\u{1b}[31m|<b>": "gold"});
        let body = json!({
            "oscar_id": "OSC12345678-01",
            "application_id": "APP-1",
            "enrollees": [enrollee],
            "loyalty": {"points": 3},
        });
        Reply::json(200, &body)
    });
    Covenant::new()
        .config(server.config(""))
        .file("waivers.toml", waivers)
        .args(["run", "--profile", "raw", "-t", &format!("@id:{ID}")])
        .args(more)
        .run()
}

/// Kind and place of what a record says no document has.
fn news(record: &RunRecord) -> BTreeSet<(Vendor, String, DriftKind, String)> {
    let news = record.drift.iter().filter(|one| one.kind.is_news());
    news.map(|one| (one.vendor, format!("{} {}", one.operation, one.status), one.kind, one.pointer.clone()))
        .collect()
}

#[test]
fn a_planted_member_is_told_by_operation_and_place_and_judges_nothing() {
    let ran = planted("", &["--report", "html,markdown"]);
    ran.assert_code(0);
    let record = ran.record();
    assert_eq!(scenario(&record, ID).outcome, Outcome::Passed);
    let of = |place: &str| {
        (Vendor::Oscar, "create-membership 200".to_owned(), DriftKind::UnknownMember, place.to_owned())
    };
    assert_eq!(news(&record), [of("/loyalty"), of("/enrollees/*/tier\u{1b}[31m|<b>")].into());
    let one = record.drift.iter().find(|one| one.pointer == "/loyalty").expect("the planted member");
    assert_eq!((one.answers, one.scenarios.as_slice()), (1, [ID.to_owned()].as_slice()));
    assert!(ran.stdout.contains("DRIFT: answers and documents differ (1)"));
    assert!(ran.stdout.contains("create-membership 200: members that no schema names: /enrollees/*/tier"));
    assert!(!ran.stdout.contains('\u{1b}'), "a member's name steers the terminal");
    let summary = ran.report("summary.md");
    assert!(summary.contains("**Drift:**") && !summary.contains("<b>"), "{summary}");
}

#[test]
fn coverage_has_all_of_it() {
    let ran = planted("", &[]);
    let coverage = |format: &str| {
        let shown = Covenant::new().file("run.json", ran.report("run.json"));
        let shown = shown.args(["coverage", "run.json", "--format", format]).run();
        shown.assert_code(0);
        shown.stdout.clone()
    };
    let text = coverage("text");
    assert!(
        text.contains("members of answers that no schema names")
            && text.contains("create-membership 200  /loyalty")
    );
    assert!(coverage("markdown").contains("| create-membership | 200 | /loyalty |"));
    let json: Value = serde_json::from_str(&coverage("json")).expect("the coverage is JSON");
    assert_eq!(json["vendors"][0]["drift"].as_array().map(Vec::len), Some(2));
}

#[test]
fn strict_drift_warns_once_for_each() {
    let ran = planted("", &["--strict-drift"]);
    ran.assert_code(0);
    let record = ran.record();
    let one = scenario(&record, ID);
    assert_eq!(one.outcome, Outcome::Warned);
    let warned = one.findings.iter().filter(|finding| finding.severity == Severity::Warning);
    let warned: Vec<_> =
        warned.map(|finding| (finding.rule.as_str(), finding.instance_pointer.as_deref())).collect();
    assert!(warned.contains(&("undocumented-member", Some("/loyalty"))), "{warned:?}");
    assert_eq!(warned.len(), 2, "{warned:?}");
    planted("", &["--strict-drift", "--fail-on", "warned"]).assert_code(1);
    planted("", &["--fail-on", "warned"]).assert_code(0);
}

#[test]
fn a_warning_that_is_waived_does_not_count() {
    let today = OffsetDateTime::now_utc().date();
    let waiver = format!(
        "[[waiver]]\nscenario = \"{ID}\"\nvendor = \"oscar\"\nprofile = \"raw\"\nrule = \"undocumented-member\"\n\
         reason = \"their next version\"\nowner = \"jane\"\ncreated = {today}\nexpires = {}\n",
        today + Duration::days(30)
    );
    let ran = planted(&waiver, &["--strict-drift", "--fail-on", "warned"]);
    ran.assert_code(0);
    assert_eq!(scenario(&ran.record(), ID).outcome, Outcome::Waived);
}

#[test]
fn the_events_fold_into_the_same_record() {
    let ran = planted("", &["--strict-drift"]);
    let folded = Covenant::new().file("events.ndjson", ran.report("events.ndjson"));
    let folded = folded.args(["report", "events.ndjson"]).run();
    folded.assert_code(0);
    assert_eq!(folded.record(), ran.record());
}

#[rstest]
#[case(Vendor::Oscar)]
#[case(Vendor::Osigu)]
#[case(Vendor::Ideon)]
fn an_honest_simulator_tells_nothing_new(#[case] vendor: Vendor) {
    let ran = Covenant::new().args(["run", vendor.word(), "-q"]).run();
    ran.assert_code(0);
    let found: BTreeSet<String> = news(&ran.record())
        .into_iter()
        .map(|(vendor, operation, kind, place)| {
            assert_eq!(kind, DriftKind::UnknownMember, "{operation} {place}");
            format!("{vendor} {operation} {place}")
        })
        .collect();
    assert_eq!(found, BTreeSet::new());
}

#[test]
fn what_was_never_seen_belongs_to_the_run_and_warns_nobody() {
    let tags = "@id:ideon-groups-ids";
    let ran = Covenant::new().args(["run", "ideon", "-q", "-t", tags, "--strict-drift"]).run();
    ran.assert_code(0);
    let record = ran.record();
    let never: Vec<_> = record.drift.iter().filter(|one| one.kind == DriftKind::NeverSeen).collect();
    assert!(!never.is_empty(), "one scenario has shown everything");
    assert!(never.iter().all(|one| one.scenarios.is_empty() && one.answers > 0 && one.level.is_some()));
    let rules = record.scenarios.iter().flat_map(|one| &one.findings).map(|finding| finding.rule.as_str());
    assert!(rules.collect::<BTreeSet<_>>().into_iter().all(|rule| rule == "undocumented-member"));
}
