//! A customer's webhook receiver as the subject of a run, and the checklist that a run of Osigu ends with.

mod support;

use std::sync::Arc;

use clock::RealClock;
use evidence::{ChecklistLineRecord, LineStatus};
use integrator::osigu::receiver::{Options, Receiver, ReceiverDefect};
use rstest::rstest;
use serde_json::Value;
use support::{
    Covenant, Ran,
    raw::{RawServer, Reply},
};

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
        Covenant::new().arg("run").args(["--features","/tmp/pl2"]).args(RECEIVER).args(more).env("OSIGU_WEBHOOK_SECRET", SECRET);
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
            .args([command, "osigu","--features","/tmp/pl2", "--receiver", url, "--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"])
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
            .arg("list").args(["--features","/tmp/pl2"])
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
        .args(["run", "osigu", "--features", "/tmp/pl2", "--receiver", &url, "--receiver-secret-env", "OSIGU_WEBHOOK_SECRET"])
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
    let ran = Covenant::new().args(["run", "osigu", "--features", "/tmp/pl2"]).run();
    ran.assert_code(0);
    let (_, checklist) =
        ran.stdout.split_once("GO-LIVE CHECKLIST of osigu: 0 of 8 proved").expect("a checklist");
    assert!(checklist.contains("proves nothing about that of a customer"));
    let record = ran.record();
    let [list] = record.checklists.as_slice() else { panic!("{:?}", record.checklists) };
    let statuses: Vec<_> = list.lines.iter().map(|line| line.status.words()).collect();
    let shown = "shown on the embedded integrator";
    assert_eq!(statuses, [shown, shown, shown, shown, shown, "to attest", shown, "to attest"]);
    let defect = Covenant::new().args(["run", "osigu", "--features", "/tmp/pl2", "--integrator-fault", "no-dedupe"]).run();
    defect.assert_code(1);
    let lines = &defect.record().checklists[0].lines;
    assert_eq!((lines[2].status.words(), lines[6].status.words()), ("open", "open"), "{lines:#?}");
    let oscar = Covenant::new().args(["run", "oscar", "-t", "@clause:OSC-5"]).run();
    assert!(oscar.record().checklists.is_empty() && !oscar.stdout.contains("CHECKLIST"));
}

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
        .args([
            "run",
            "osigu",
            "--features", "/tmp/pl2",
            "--receiver",
            &receiver.url(),
            "--receiver-secret-env",
            "OSIGU_WEBHOOK_SECRET",
        ])
        .env("OSIGU_WEBHOOK_SECRET", SECRET);
    if with_effects {
        covenant = covenant.args(["--effects", &receiver.effects_url()]);
    }
    (covenant.run(), receiver.url())
}

fn line(ran: &Ran, number: usize) -> ChecklistLineRecord {
    ran.record().checklists[0].lines[number - 1].clone()
}

#[test]
fn a_named_receiver_that_keeps_every_rule_proves_its_lines() {
    let (ran, url) = judge(None, true);
    ran.assert_code(0);
    for number in [3, 7] {
        let line = line(&ran, number);
        assert_eq!(line.status, LineStatus::Proved, "{line:#?}");
        assert_eq!(line.subject, Some(format!("webhook receiver {url}")));
        assert!(!line.scenarios.is_empty());
    }
    assert!(ran.stdout.contains("GO-LIVE CHECKLIST of osigu: 2 of 8 proved"));
    // What a client does was asked of nobody.
    let reason = line(&ran, 4).reason.unwrap_or_default();
    assert!(reason.ends_with("of its scenarios were not part of this run"), "{reason}");
}

#[test]
fn a_receiver_whose_effects_nobody_counts_leaves_its_lines_open() {
    let (ran, _) = judge(None, false);
    ran.assert_code(0);
    for number in [3, 7] {
        let line = line(&ran, number);
        assert_eq!(line.status, LineStatus::Open, "{line:#?}");
        assert!(line.reason.as_deref().unwrap_or_default().contains("--effects"), "{line:#?}");
    }
}

#[test]
fn a_named_receiver_that_acts_twice_does_not_conform() {
    let (ran, _) = judge(Some(ReceiverDefect::NoDedupe), true);
    ran.assert_code(1);
    assert_eq!((line(&ran, 3).status, line(&ran, 7).status), (LineStatus::Open, LineStatus::Open));
}
