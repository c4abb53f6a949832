//! A customer's webhook receiver as the subject of a run, and the checklist that a run of Osigu ends with.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::sync::Arc;

use crate::support::{
    Covenant, Ran,
    raw::{RawServer, Reply},
};
use clock::RealClock;
use evidence::LineStatus;
use integrator::osigu::receiver::{Options, Receiver, ReceiverDefect};
use rstest::rstest;
use serde_json::Value;

/// The options that name a receiver; its secret is in `SECRET`.
const RECEIVER: [&str; 4] =
    ["--receiver", "http://127.0.0.1:9/hooks", "--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"];
const SECRET: &str = "whsec_0f1e2d3c4b5a69788796a5b4c3d2e1f0";

#[rstest]
#[case::profile(&["--profile", "osigu-sandbox"], &[], 2, "leave out --profile osigu-sandbox")]
#[case::profile_by_variable(&[], &[("COVENANT_PROFILE", "mock")], 2, "COVENANT_PROFILE")]
#[case::fault(&["--fault", "webhook-unsigned"], &[], 2, "--fault is for the embedded simulators, and --receiver names a subject")]
#[case::defect(&["--integrator-fault", "no-dedupe"], &[], 2, "--integrator-fault is for the embedded simulators")]
#[case::other_vendor(&["oscar"], &[], 2, "leave out oscar")]
#[case::no_secret(&[], &[("OSIGU_WEBHOOK_SECRET", "")], 2, "environment variable OSIGU_WEBHOOK_SECRET is not set, or empty")]
#[case::clear_effects(&["--effects", "http://hooks.example.com/effects"], &[], 7, "`--effects`: http to another machine")]
fn a_receiver_is_judged_alone_and_safely(
    #[case] more: &[&str],
    #[case] variables: &[(&str, &str)],
    #[case] code: i32,
    #[case] words: &str,
) {
    let mut covenant =
        Covenant::new().arg("run").args(RECEIVER).args(more).env("OSIGU_WEBHOOK_SECRET", SECRET);
    for (name, value) in variables {
        covenant = covenant.env(name, value);
    }
    let ran = covenant.run();
    ran.assert_code(code);
    assert!(ran.stderr.contains(words), "{words:?} is missing");
    assert!(!ran.stderr.contains(SECRET) && !ran.out_dir.join("run.json").exists());
}

#[rstest]
#[case::production("https://api.osigu.com/hooks", 7)]
#[case::clear("http://hooks.example.com", 7)]
#[case::password("https://ann:pa55word@hooks.example.com", 7)]
#[case::no_url("hooks", 2)]
fn a_receiver_that_must_not_be_called_is_refused_for_lists_as_well(#[case] url: &str, #[case] code: i32) {
    for command in ["run", "list"] {
        let ran = Covenant::new()
            .args([command, "osigu", "--receiver", url, "--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"])
            .env("OSIGU_WEBHOOK_SECRET", SECRET)
            .run();
        ran.assert_code(code);
        assert!(ran.stderr.contains("--receiver") && !ran.stderr.contains("pa55word"));
    }
}

#[test]
fn there_is_no_option_for_the_secret_of_a_receiver() {
    let ran = Covenant::new()
        .args(["run", "--receiver", "http://127.0.0.1:9", &format!("--receiver-secret={SECRET}")])
        .run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("--receiver-secret-env") && !ran.stderr.contains(SECRET));
}

#[test]
fn a_list_for_a_receiver_shows_its_scenarios_alone() {
    let list = |effects: &[&str]| -> Value {
        let ran = Covenant::new()
            .arg("list")
            .args(RECEIVER)
            .args(effects)
            .args(["--format", "json"])
            .env("OSIGU_WEBHOOK_SECRET", SECRET)
            .run();
        ran.assert_code(0);
        assert!(!ran.stdout.contains(SECRET));
        serde_json::from_str(&ran.stdout).expect("JSON")
    };
    let without = list(&[]);
    assert_eq!(without["profiles"][0]["name"], "receiver");
    assert_eq!(without["profiles"][0]["target"], "receiver");
    let scenarios = |list: &Value| -> Vec<Value> {
        let features = list["features"].as_array().unwrap();
        features.iter().flat_map(|one| one["scenarios"].as_array().unwrap().clone()).collect()
    };
    let all = scenarios(&without);
    assert!(all.len() > 10, "{}", all.len());
    for one in &all {
        let tags = one["tags"].as_array().unwrap();
        assert!(tags.contains(&"receiver".into()) && one["party"] == "integrator", "{one}");
        let counts = tags.contains(&"needs:effects".into());
        let simulated = tags.contains(&"simulated-only".into());
        assert_eq!(one["would_run"], !counts && !simulated, "{one}");
    }
    let with = list(&["--effects", "http://127.0.0.1:9/effects"]);
    assert!(with["summary"]["would_run"].as_u64() > without["summary"]["would_run"].as_u64());
}

#[test]
fn a_receiver_that_refuses_everything_proves_no_line_and_is_named_in_every_report() {
    let server = RawServer::start(|_, _| Reply::json(401, &Value::Null));
    let url = format!("{}/hooks", server.base_url());
    let ran = Covenant::new()
        .args(["run", "osigu", "--receiver", &url, "--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"])
        .env("OSIGU_WEBHOOK_SECRET", SECRET)
        .run();
    ran.assert_code(1);
    assert!(ran.stderr.lines().next().unwrap().contains(&format!("webhook receiver {url}, nobody counts")));
    assert!(ran.stdout.contains("GO-LIVE CHECKLIST of osigu: 0 of 8 proved"));
    let record = ran.record_json();
    assert_eq!(record["profiles"][0]["target"], "receiver");
    assert_eq!(record["profiles"][0]["base_url"], url);
    assert_eq!(record["run"]["jobs"], 1);
    assert_eq!(ran.counted("passed"), 0, "401 to everything passed something");
    assert!(ran.report("junit.xml").contains(&format!("receiver (webhook receiver {url})")));
    for report in ["run.json", "junit.xml", "events.ndjson"] {
        assert!(!ran.report(report).contains(SECRET), "{report} holds the secret");
    }
    assert!(!ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET));
}

#[test]
fn a_run_of_osigu_ends_with_its_checklist() {
    let ran = Covenant::new().args(["run", "osigu"]).run();
    ran.assert_code(0);
    let (_, checklist) =
        ran.stdout.split_once("GO-LIVE CHECKLIST of osigu: 0 of 8 proved").expect("a checklist");
    assert!(checklist.contains("proves nothing about that of a customer"));
    let record = ran.record();
    let [list] = record.checklists.as_slice() else { panic!("{:?}", record.checklists) };
    let statuses: Vec<_> = list.lines.iter().map(|line| line.status.words()).collect();
    let shown = "shown on the embedded integrator";
    assert_eq!(statuses, [shown, shown, shown, shown, shown, "to attest", shown, "to attest"]);
    let defect = Covenant::new()
        .args(["run", "osigu", "-t", "@clause:OSG-91", "--integrator-fault", "no-dedupe"])
        .run();
    defect.assert_code(1);
    let line = &defect.record().checklists[0].lines[6];
    assert_eq!(line.status.words(), "open", "{line:#?}");
    assert!(line.reason.as_deref().is_some_and(|reason| reason.ends_with(" failed")), "{line:#?}");
    let oscar = Covenant::new().args(["run", "oscar", "-t", "@clause:OSC-5"]).run();
    assert!(oscar.record().checklists.is_empty() && !oscar.stdout.contains("CHECKLIST"));
}

/// A suite of three scenarios: those of the program take minutes on the real clock.
const FEATURE: &str = "\
@osigu
Feature: Receive webhooks
  A receiver takes what Osigu delivers.

  @id:osigu-planted-valid @clause:OSG-82 @clause:OSG-84 @happy-path @integrator @receiver
  Scenario: A valid event is accepted
    When a valid event is delivered
    Then the receiver accepts it

  @id:osigu-planted-exact @clause:OSG-82 @sad-path @integrator @receiver @simulated-only
  Scenario: An event that is too old by a second is refused
    Given a receiver that accepts a valid event
    When an event is delivered that was signed 301 seconds ago
    Then the receiver refuses it as unauthorized

  @id:osigu-planted-once @clause:OSG-91 @happy-path @integrator @receiver @needs:effects
  Scenario: A delivery that comes again has no second effect
    Given a receiver on which a valid event has one effect
    When a valid event is delivered
    And the same delivery comes again
    Then there is 1 effect
";
const CHECKLIST: &str = "\
title = \"Go-live checklist\"
source = \"sandbox guide\"

[[line]]
number = 1
text = \"The receiver checks signatures in time.\"
clauses = [\"OSG-82\", \"OSG-84\"]

[[line]]
number = 2
text = \"What is played again has no second effect.\"
clauses = [\"OSG-91\"]

[[line]]
number = 3
text = \"The client retries.\"
clauses = [\"OSG-87\"]
";

/// The clauses that the planted features cite.
fn clauses() -> String {
    let clause = |id: &str| {
        format!(
            "[[clause]]\nid = \"{id}\"\nparty = \"integrator\"\nlevel = \"documented\"\ntext = \"It does.\"\nsource = \
             \"sandbox guide\"\n\n"
        )
    };
    ["OSG-82", "OSG-84", "OSG-87", "OSG-91"].map(clause).concat()
}

/// A client of whom nothing is asked here.
const CLIENT: &str = "\
@osigu
Feature: Retry
  A client tries again.

  @id:osigu-planted-retry @clause:OSG-87 @error-handling @integrator
  Scenario: A client tries again
    When a valid event is delivered
    Then the receiver accepts it
";

/// Judges a receiver that runs in this process, on the real clock, as it would a customer's.
fn judge(defect: Option<ReceiverDefect>, with_effects: bool) -> (Ran, String) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let options = Options {
        secret: SECRET.into(),
        environment: "sandbox".to_owned(),
        clock: Arc::new(RealClock),
        defect,
    };
    let receiver = runtime.block_on(Receiver::start(options)).unwrap();
    let mut covenant = Covenant::new()
        .file("features/osigu/receiver.feature", FEATURE)
        .file("features/osigu/client.feature", CLIENT)
        .file("features/clauses/osigu.toml", clauses())
        .file("features/checklists/osigu.toml", CHECKLIST)
        .args(["run", "--features", "features", "--receiver", &receiver.url()])
        .args(["--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"])
        .env("OSIGU_WEBHOOK_SECRET", SECRET);
    if with_effects {
        covenant = covenant.args(["--effects", &receiver.effects_url()]);
    }
    (covenant.run(), receiver.url())
}

/// Status and reason of the lines of the checklist.
fn lines(ran: &Ran) -> Vec<(LineStatus, String)> {
    let list = ran.record().checklists.remove(0);
    list.lines.into_iter().map(|line| (line.status, line.reason.unwrap_or_default())).collect()
}

#[test]
fn a_named_receiver_that_keeps_every_rule_proves_its_lines() {
    let (ran, url) = judge(None, true);
    ran.assert_code(0);
    let record = ran.record();
    let lines = &record.checklists[0].lines;
    for (line, scenario) in lines.iter().zip(["osigu-planted-valid", "osigu-planted-once"]) {
        assert_eq!(line.status, LineStatus::Proved, "{line:#?}");
        assert_eq!(line.subject, Some(format!("webhook receiver {url}")));
        assert_eq!(line.scenarios, [scenario]);
    }
    assert!(ran.stdout.contains("GO-LIVE CHECKLIST of osigu: 2 of 3 proved"));
    // What a client does was asked of nobody.
    assert_eq!(lines[2].reason.as_deref(), Some("osigu-planted-retry was not part of this run"));
    assert_eq!(ran.counted("selected"), 3);
}

#[test]
fn a_receiver_whose_effects_nobody_counts_leaves_their_line_open() {
    let (ran, _) = judge(None, false);
    ran.assert_code(0);
    let [(first, _), (second, reason), _] = &lines(&ran)[..] else { panic!("three lines") };
    assert_eq!((*first, *second), (LineStatus::Proved, LineStatus::Open));
    assert!(
        reason.contains("osigu-planted-once is not applicable") && reason.contains("--effects"),
        "{reason}"
    );
}

#[test]
fn a_named_receiver_that_acts_twice_does_not_conform() {
    let (ran, _) = judge(Some(ReceiverDefect::NoDedupe), true);
    ran.assert_code(1);
    assert_eq!(lines(&ran)[1], (LineStatus::Open, "osigu-planted-once failed".to_owned()));
}

const LARGE: &str = "\
@osigu
Feature: Load
  A large delivery.

  @id:osigu-planted-large @clause:OSG-82 @clause:OSG-84 @clause:OSG-87 @clause:OSG-91 @happy-path @integrator @receiver
  Scenario: An event of a megabyte is accepted
    When an event is delivered whose body has 1 MB
    Then the receiver accepts it
";

#[test]
fn deliveries_go_to_the_very_url_and_a_large_one_is_cut_in_the_record() {
    let server = RawServer::start(|_, _| Reply::json(200, &Value::Null));
    let url = format!("{}/hooks/", server.base_url());
    let ran = Covenant::new()
        .file("features/osigu/large.feature", LARGE)
        .file("features/clauses/osigu.toml", clauses())
        .args(["run", "--features", "features", "--receiver", &url])
        .args(["--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"])
        .env("OSIGU_WEBHOOK_SECRET", SECRET)
        .run();
    assert_eq!(ran.counted("selected"), 1, "{ran:?}");
    let requests = server.requests();
    assert!(!requests.is_empty() && requests.iter().all(|one| one.path == "/hooks/"), "{requests:#?}");
    assert!(requests.iter().any(|one| one.body.len() == 1_000_000), "what is sent is whole");
    let record = ran.record();
    let bodies = record.scenarios[0].exchanges.iter().filter_map(|one| one.request.body.as_ref());
    let large = bodies.max_by_key(|body| body.bytes).unwrap();
    assert_eq!((large.bytes, large.text.len(), large.cut), (1_000_000, 256 * 1024, true));
    assert!(ran.report("run.json").len() < 1_000_000);
}
