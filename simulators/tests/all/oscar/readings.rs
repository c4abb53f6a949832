//! Each other reading of the documents changes what it says, and nothing else.

use std::collections::BTreeSet;

use simulators::{Options, Oscar, Settings};

use crate::{
    oscar::{conversation::hold_long, support::client_builder},
    shared::differences,
};

/// A reading and the steps of the long conversation that it changes.
#[rustfmt::skip]
const TABLE: &[(&str, &[&str])] = &[
    ("enrollment-by-signature", &["signed", "mid-month"]),
    ("enrollment-by-coverage-start", &["starts", "mid-month"]),
    ("duplicate-names-first", &["same-ssn"]),
    ("duplicate-names-list", &["same-ssn"]),
    ("empty-enrollees-is-missing", &["empty-enrollees"]),
    ("open-end-is-null", &["get", "get-added", "get-changed", "get-2"]),
    ("open-end-is-absent", &["get", "get-added", "get-changed", "get-2"]),
    ("update-needs-family", &["add", "get-added", "change", "get-changed"]),
    ("update-answers-family", &["add", "change"]),
    ("binder-open", &["balance", "credit", "cleared"]),
    ("payment-token-needed", &["no-token"]),
    ("person-twice-accepted", &["again", "get-2", "twice", "mid-month"]),
    ("unregistered-refused-in-handshake", &[]),
    ("ids-in-array", &["create", "add", "change", "create-2", "mid-month"]),
    ("created-is-201", &["create", "create-2", "mid-month"]),
    ("unknown-member-is-404", &["unknown"]),
    ("flat-memberships", &["get", "get-added", "get-changed", "get-2"]),
    ("latest-span-only", &["get-2"]),
    ("money-is-text", &["balance", "credit", "cleared"]),
    ("credit-is-negative", &["credit"]),
    ("preference-as-member", &["no-preference", "preferences"]),
    ("preference-as-object", &["no-preference", "preferences"]),
    ("error-under-error", &["errors"]),
    ("error-list", &["errors"]),
    ("field-as-json-pointer", &["refusals"]),
    ("field-as-name", &["cancel", "again", "twice", "minimal", "code", "ssn-letters", "ssn-short", "ssn-long", "same-ssn"]),
    ("application-id-on-escalate-only", &["writing refusals"]),
    ("empty-unauthorized", &[]),
    ("not-effectuated-before-payment", &["get", "get-added", "get-changed", "balance", "credit"]),
    ("terminations", &["cancel", "again", "get-2"]),
    ("file-change-rules", &["add", "get-added", "change", "get-changed"]),
    ("first-of-month-needed", &["mid-month"]),
    ("only-documented-required", &["minimal"]),
    ("lenient-codes", &["code"]),
    ("content-type-not-needed", &["media-type"]),
    ("get-needs-member-info", &["get-added", "unknown"]),
];

const ERRORS: &[&str] = &[
    "cancel",
    "again",
    "twice",
    "signed",
    "starts",
    "minimal",
    "code",
    "ssn-letters",
    "ssn-short",
    "ssn-long",
    "no-policy",
    "no-enrollees",
    "empty-enrollees",
    "no-holder",
    "same-ssn",
    "no-event",
    "unknown",
    "escalate",
    "pending",
];

#[tokio::test]
async fn each_reading_changes_exactly_its_steps() {
    let oscar = Oscar::start(Options::default()).await.unwrap();
    let client = client_builder().build().unwrap();
    let mut wrong = Vec::new();
    for (name, steps) in TABLE {
        let reading = Settings::readings().iter().find(|reading| reading.name == *name).unwrap();
        let (mut base, mut settings) = (Settings::default(), reading.settings());
        // Only where cover ends does anybody have two spans.
        (base.terminations, settings.terminations) =
            (*name == "latest-span-only", settings.terminations || *name == "latest-span-only");
        let usual = hold_long(&oscar, &client, base).await;
        let found = differences(&usual, &hold_long(&oscar, &client, settings).await);
        let steps = match *steps {
            ["errors"] => ERRORS.to_vec(),
            ["refusals"] => ERRORS[..17].to_vec(),
            ["writing refusals"] => ERRORS[..16].to_vec(),
            steps => steps.to_vec(),
        };
        if found != steps {
            wrong.push(format!("{name}: {found:?} instead of {steps:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_reading_and_every_number() {
    let names: Vec<_> = Settings::readings().iter().map(|reading| reading.name).collect();
    assert_eq!(names, TABLE.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let numbers: BTreeSet<_> = Settings::readings().iter().filter_map(|reading| reading.number).collect();
    assert_eq!(numbers, (1..=10).collect());
    assert!(Settings::reading("no-such-reading").is_none());
}

/// The handshake's reading is tried in `security`, this one here: the conversation meets neither.
#[tokio::test]
async fn a_401_may_have_no_body() {
    let settings = Settings::reading("empty-unauthorized").unwrap();
    let fault = Some("refuses-every-certificate".to_owned());
    let oscar = Oscar::start(Options { settings, fault, ..Options::default() }).await.unwrap();
    let response = client_builder().build().unwrap().get(oscar.base_url()).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(response.headers().get("content-type").is_none());
    assert_eq!(response.text().await.unwrap(), "");
}

#[test]
fn the_page_for_developers_names_every_reading_fault_area_and_control_route() {
    let page = include_str!("../../../../docs/simulator-oscar.md");
    let readings = Settings::readings().iter().map(|reading| reading.name);
    let missing: Vec<_> = readings.filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, [""; 0]);
    let areas = Oscar::faults().iter().map(|fault| fault.area);
    let missing: Vec<_> = areas.filter(|area| !page.contains(&format!("\n| {area} | `"))).collect();
    assert_eq!(missing, [""; 0]);
    // Names in backquotes that look like a fault of an area are faults.
    for line in page
        .lines()
        .filter(|line| Oscar::faults().iter().any(|f| line.starts_with(&format!("| {} |", f.area))))
    {
        for name in line.split('`').skip(1).step_by(2) {
            assert!(Oscar::faults().iter().any(|fault| fault.name == name), "{name}");
        }
    }
}
