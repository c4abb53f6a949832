//! A customer's webhook receiver on the real clock, over HTTP: each rule that it may break shows, a receiver that says the
//! same to everything passes no refusal, and one that is not there is nobody's fault.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::{collections::BTreeSet, sync::Arc};

use crate::support::{
    Covenant, Ran, ids, in_project,
    parallel::side_by_side,
    raw::{RawServer, Reply},
    remote::{RUNTIME, free_port},
};
use clock::RealClock;
use evidence::{Outcome, RunRecord};
use integrator::osigu::receiver::{Options, Receiver, ReceiverDefect};
use rstest::rstest;
use serde_json::Value;

const SECRET: &str = "whsec_0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// Judges the receiver at a URL; its effects stand at another one, if anywhere.
fn judge(url: &str, effects: Option<&str>, more: &[&str]) -> Ran {
    let mut covenant = Covenant::new()
        .args(["run", "osigu", "--receiver", url, "--receiver-secret-env", "OSIGU_WEBHOOK_SECRET", "-q"])
        .env("OSIGU_WEBHOOK_SECRET", SECRET)
        .args(more);
    if let Some(effects) = effects {
        covenant = covenant.args(["--effects", effects]);
    }
    covenant.run()
}

fn start(defect: Option<ReceiverDefect>) -> Receiver {
    let options = Options {
        secret: SECRET.into(),
        environment: "sandbox".to_owned(),
        clock: Arc::new(RealClock),
        defect,
    };
    RUNTIME.block_on(Receiver::start(options)).expect("a receiver on loopback")
}

/// Scenarios that expect a refusal, which a receiver that takes everything must not pass.
fn refusals(record: &RunRecord) -> BTreeSet<&str> {
    let is_refusal = |text: &str| text.starts_with("the receiver refuses it");
    let refusing = record.scenarios.iter().filter(|one| one.steps.iter().any(|step| is_refusal(&step.text)));
    refusing.map(|one| one.head.id.as_str()).collect()
}

#[rstest]
#[case::with_effects(true)]
#[case::without_effects(false)]
fn a_correct_receiver_conforms_and_what_nobody_counts_is_not_applicable(#[case] counted: bool) {
    let receiver = start(None);
    let effects = receiver.effects_url();
    let ran = judge(&receiver.url(), counted.then_some(&*effects), &[]);
    ran.assert_code(0);
    let record = ran.record();
    assert!(record.scenarios.len() > 30, "only {} scenarios", record.scenarios.len());
    for one in &record.scenarios {
        let has = |tag: &str| one.head.tags.iter().any(|own| own == tag);
        let reason = one.reason.as_ref().map(|reason| reason.code.as_str());
        if has("simulated-only") {
            assert_eq!(
                (one.outcome, reason),
                (Outcome::NotApplicable, Some("simulated-only")),
                "{}",
                one.head.id
            );
        } else if has("needs:effects") && !counted {
            assert_eq!(
                (one.outcome, reason),
                (Outcome::NotApplicable, Some("missing-capability")),
                "{}",
                one.head.id
            );
            let text = &one.reason.as_ref().expect("a reason").text;
            assert!(text.contains("--effects"), "{text}");
        } else {
            assert_eq!(one.outcome, Outcome::Passed, "{}: {reason:?} {:?}", one.head.id, one.findings);
        }
    }
}

#[rstest]
#[case::all_200(200)]
#[case::all_204(204)]
#[case::all_401(401)]
#[case::all_400(400)]
#[case::all_404(404)]
#[case::all_500(500)]
fn a_receiver_that_says_the_same_to_everything_passes_no_refusal(#[case] status: u16) {
    let server = RawServer::start(move |_, _| Reply::json(status, &Value::Null));
    let ran = judge(&format!("{}/hooks", server.base_url()), None, &["--jobs", "8"]);
    ran.assert_code(1);
    let record = ran.record();
    let (refusals, passed) = (refusals(&record), ids(&record, Outcome::Passed));
    assert!(refusals.len() > 10, "{refusals:?}");
    let passed_refusals: Vec<_> = refusals.iter().filter(|id| passed.contains(**id)).collect();
    assert!(passed_refusals.is_empty(), "{passed_refusals:?}");
    if status >= 300 {
        assert_eq!(passed, BTreeSet::new(), "it takes nothing at all");
    }
}

#[test]
fn a_receiver_that_is_not_there_is_nobodys_fault() {
    let url = format!("http://127.0.0.1:{}/hooks", free_port());
    let ran = judge(&url, Some(&format!("{url}/effects")), &["--jobs", "8"]);
    ran.assert_code(5);
    let record = ran.record();
    for outcome in [Outcome::Passed, Outcome::Failed, Outcome::Warned] {
        assert_eq!(ids(&record, outcome), BTreeSet::new(), "{outcome}");
    }
    let codes: BTreeSet<_> =
        record.scenarios.iter().filter_map(|one| Some(one.reason.as_ref()?.code.as_str())).collect();
    assert!(codes.contains("receiver-not-reached"), "{codes:?}");
}

/// Defects that are not judged here.
const NOT_HERE: [ReceiverDefect; 5] = [
    // Only a clock that is shared with the receiver tells 300 seconds from 301.
    ReceiverDefect::Tolerance299,
    ReceiverDefect::Tolerance301,
    // Each of its answers takes 11 seconds of real time.
    ReceiverDefect::SlowReceiver,
    // Servers that say the same to everything have a test of their own.
    ReceiverDefect::Answers401ToEverything,
    ReceiverDefect::Answers200ToEverything,
];

/// What the guide does not say in so many words: it is told, and fails no customer.
const GUESSES: [ReceiverDefect; 5] = [
    ReceiverDefect::FailsOnUpperCaseHex,
    ReceiverDefect::FailsOnDuplicate,
    ReceiverDefect::RefusesUnknownEvents,
    ReceiverDefect::ActsOnUnknownEvents,
    ReceiverDefect::FailsOnMalformedJson,
];

/// The scenarios that a defect shows in, as a tag expression, from the table of the embedded receiver.
fn selection(defect: ReceiverDefect) -> String {
    let text = std::fs::read_to_string(in_project("tests/faults/osigu-integrator.toml"));
    let table: toml::Table = text.expect("a table of defects").parse().expect("it is TOML");
    let failed = table.get(defect.name()).and_then(|row| row.get("failed")).and_then(toml::Value::as_array);
    let failed =
        failed.unwrap_or_else(|| panic!("no row of {defect}: COVENANT_BLESS=1 cargo test --test faults"));
    let outlines: BTreeSet<_> = failed
        .iter()
        .filter_map(toml::Value::as_str)
        .map(|id| format!("@id:{}", id.split(':').next().unwrap_or(id)))
        .collect();
    outlines.into_iter().collect::<Vec<_>>().join(" or ")
}

#[test]
fn each_defect_of_a_receiver_shows_on_the_real_clock_as_well() {
    let visible: Vec<_> =
        ReceiverDefect::all().iter().copied().filter(|defect| !NOT_HERE.contains(defect)).collect();
    // Whoever counts effects waits for those that do not come.
    let told = side_by_side(8, &visible, |defect| {
        let receiver = start(Some(*defect));
        let effects = receiver.effects_url();
        let ran = judge(&receiver.url(), Some(&effects), &["-t", &selection(*defect), "--fail-fast"]);
        let findings: usize = ran.record().scenarios.iter().map(|one| one.findings.len()).sum();
        (*defect, ran.code, findings)
    });
    let (guesses, rules): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|(defect, ..)| GUESSES.contains(defect));
    let unseen: Vec<_> = rules.iter().filter(|(_, code, _)| *code != Some(1)).collect();
    assert!(unseen.is_empty(), "not seen from outside: {unseen:?}");
    let unfit: Vec<_> =
        guesses.iter().filter(|(_, code, findings)| *code != Some(0) || *findings == 0).collect();
    assert!(unfit.is_empty(), "neither red nor unnoticed: {unfit:?}");
}
