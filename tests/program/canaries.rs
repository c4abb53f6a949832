//! Nothing secret and nobody's number in any byte that is written: a hostile Oscar echoes back everything that it was sent,
//! and the partner's private key, in every encoding that it can think of, in green, failing and erroring scenarios.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{collections::BTreeSet, fs, sync::Mutex};

use crate::support::{
    Covenant, Ran,
    canaries::{Canaries, EVERY_REPORT, assert_clean, everything_written, forms},
    hostile::{MODES, Mode, answer, kebab},
    ids,
    planted::{feature, scenario},
    raw::{RawServer, Request},
    simulator::Simulator,
};
use evidence::{Outcome, synthetic};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use regex::Regex;
use rstest::rstest;
use serde_json::{Value, json};

#[test]
fn the_search_finds_every_form() {
    let canaries = Canaries::default();
    canaries.plant("an SSN", "900010001");
    canaries.plant_key("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w+/\n-----END PRIVATE KEY-----\n");
    for (name, value) in canaries.all() {
        for (form, text) in forms(&value) {
            assert!(
                !canaries.found_in("here", format!("..{text}..").as_bytes()).is_empty(),
                "{name} as {form}"
            );
        }
    }
    assert!(
        forms("900010001").len() >= 12
            && canaries.found_in("here", b"900010002 MIGHAgEAMBMGByqGSM48").is_empty()
    );
}

/// Keeps the numbers and tokens of a request.
fn collect(canaries: &Canaries, request: &Request) {
    let body = request.json();
    for enrollee in body["enrollees"].as_array().into_iter().flatten() {
        if let Some(ssn) = enrollee["ssn"].as_str() {
            canaries.plant("an SSN", ssn);
        }
    }
    if let Some(token) = body["payment_token"]["token"].as_str() {
        canaries.plant("the payment token", token);
    }
}

/// What an honest Oscar would say.
fn good(number: usize) -> Value {
    json!({
        "oscar_id": format!("OSC{number:08}-01"),
        "application_id": format!("A-{number}"),
        "enrollees": [],
        "is_autopay_enabled": true,
        "payment_method_owner": "POLICY_HOLDER",
    })
}

/// Who is asked to do what, in the scenarios of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// The hostile answers are those to creations.
    Creation,
    /// Creations are answered well; the hostile answers are those to preferences, which have carried a payment token.
    Preference,
}

/// A certificate and key of a simulator, which nobody else knows.
fn credentials() -> (String, String) {
    let simulator = Simulator::start(&["--tls"]);
    let read = |name: &str| fs::read_to_string(simulator.credentials.join(name)).unwrap();
    (read("client.pem"), read("client.key"))
}

/// A run against the hostile server, in all modes.
fn hostile_run(call: Call, behind_proxy: bool, more: &[&str]) -> (Ran, Canaries) {
    let canaries = Canaries::default();
    let (certificate, key) = credentials();
    canaries.plant_key(&key);
    const PASSWORD: &str = "proxy/pass word+1";
    if behind_proxy {
        canaries.plant("the proxy's password", PASSWORD);
    }
    let known = canaries.clone();
    let people = Mutex::new(Vec::new());
    let server = RawServer::start(move |request, _| {
        let body = request.json();
        let is_creation = request.path.ends_with("create-membership");
        // Each scenario is about one family, and each family meets one mode.
        let mut people = people.lock().unwrap();
        let number = if is_creation {
            let id = body["enrollees"][0]["external_member_id"].to_string();
            people.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                people.push((id, known.without(&["an SSN", "the payment token"])));
                people.len() - 1
            })
        } else {
            body["oscar_id"].as_str().and_then(|id| id[3..11].parse().ok()).unwrap_or(0)
        };
        let mode = match call {
            Call::Preference if is_creation => Mode::Green,
            // Reading 7: a first preference needs a payment token.
            Call::Preference if body.get("payment_token").is_none() => Mode::Refusal,
            _ => MODES[number % MODES.len()],
        };
        let (_, own) = &people[number];
        collect(&known, request);
        collect(own, request);
        answer(mode, own, request, good(number))
    });
    let steps: &[&str] = match call {
        Call::Creation => {
            &["Given a new family of 2", "When the membership is created", "Then the call succeeds"]
        }
        Call::Preference => {
            &["Given an enrolled member", "When autopay is switched on", "Then the call succeeds"]
        }
    };
    let scenarios: Vec<_> =
        MODES.iter().map(|mode| scenario(&format!("oscar-{}", kebab(*mode)), steps)).collect();
    let mut config = server.config(
        "client_certificate = { env = \"CLIENT_CERTIFICATE\" }\nclient_key = { env = \"CLIENT_KEY\" }\n",
    );
    if behind_proxy {
        config.push_str("proxy = { env = \"PROXY\" }\n");
    }
    let password = percent_encode(PASSWORD.as_bytes(), NON_ALPHANUMERIC);
    let ran = Covenant::new()
        .config(config)
        .env("CLIENT_CERTIFICATE", certificate)
        .env("CLIENT_KEY", key)
        .env("PROXY", format!("http://ann:{password}@127.0.0.1:{}", server.port()))
        .file("features/oscar/planted.feature", feature(&scenarios))
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1", "--report", EVERY_REPORT])
        .args(more)
        .run();
    if behind_proxy {
        let authorized = |request: &Request| {
            request
                .headers
                .iter()
                .any(|(name, value)| name == "proxy-authorization" && value.starts_with("Basic "))
        };
        assert!(server.requests().iter().all(authorized), "the proxy was not given its password");
    }
    (ran, canaries)
}

#[rstest]
#[case::creations(Call::Creation, false, &[])]
#[case::creations_told_at_length(Call::Creation, false, &["-v"])]
#[case::preferences_told_at_length(Call::Preference, false, &["-v"])]
#[case::behind_a_proxy(Call::Preference, true, &["-v", "--color", "always"])]
fn a_hostile_subject_gets_nothing_secret_into_a_report(
    #[case] call: Call,
    #[case] proxy: bool,
    #[case] more: &[&str],
) {
    let (ran, canaries) = hostile_run(call, proxy, more);
    ran.assert_code(1);
    assert_clean(&ran, &canaries);
    // And it was a hard test: there was something to find, in scenarios of every kind.
    assert!(canaries.count("an SSN") >= MODES.len(), "{:?}", canaries.all());
    assert!(canaries.count("a line of the key") >= 2);
    assert_eq!(canaries.count("the payment token") >= MODES.len(), call == Call::Preference);
    let record = ran.record();
    assert_eq!(record.scenarios.len(), MODES.len());
    assert!(ids(&record, Outcome::Passed).len() + ids(&record, Outcome::Warned).len() >= 1, "none is green");
    assert!(ids(&record, Outcome::Failed).len() >= 3 && ids(&record, Outcome::Error).len() >= 3);
    let report = ran.report("run.json");
    for placeholder in ["[redacted:client_key]", "{{ssn:1}}"] {
        assert!(report.contains(placeholder), "{placeholder} stands nowhere");
    }
    assert_eq!(report.contains("[redacted:proxy]"), proxy);
    if call == Call::Preference {
        assert!(report.contains("{{token:1}}"));
    }
    // Rendering again must not bring anything back.
    let again = Covenant::new()
        .arg("report")
        .arg(ran.out_dir.join("run.json"))
        .args(["-v", "--report", EVERY_REPORT])
        .run();
    let found: Vec<_> =
        everything_written(&again).iter().flat_map(|(name, bytes)| canaries.found_in(name, bytes)).collect();
    assert!(found.is_empty(), "{found:#?}");
    let folded = Covenant::new().arg("report").arg(ran.out_dir.join("events.ndjson")).arg("-v").run();
    folded.assert_code(0);
    assert_clean_folded(&folded, &canaries);
}

#[track_caller]
fn assert_clean_folded(ran: &Ran, canaries: &Canaries) {
    let found: Vec<_> =
        everything_written(ran).iter().flat_map(|(name, bytes)| canaries.found_in(name, bytes)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_simulated_run_shows_nobodys_number_either() {
    // The simulator's requests are not seen from here, but numbers and tokens are derived from the run and its scenarios.
    let ran = Covenant::new().args(["run", "-v", "--report", EVERY_REPORT]).run();
    ran.assert_code(0);
    let record = ran.record();
    let numbers: BTreeSet<String> = record
        .scenarios
        .iter()
        .flat_map(|one| (1..=8).map(|nth| synthetic::ssn(&record.run.id, &one.head.id, nth)))
        .collect();
    assert!(numbers.len() > 1_000);
    assert!(ran.report("run.json").contains("{{ssn:1}}"));
    let digits = Regex::new("[0-9]{9,}").unwrap();
    // What has the digits of anybody's number by chance: times to the nanosecond, identifiers, and what is packed (it is
    // searched unpacked, too).
    let chance = Regex::new(concat!(
        r#""(nanos|seconds|start|stop)" ?: ?[0-9]+|data-block="[a-z0-9-]+">[^<]*"#,
        "|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|covenant-[a-z-]*[0-9a-f]{12}|[a-z]{2,5}_[0-9A-Z]{26}",
    ))
    .unwrap();
    for (name, bytes) in everything_written(&ran) {
        let text = String::from_utf8_lossy(&bytes);
        let text = chance.replace_all(&text, "");
        for run in digits.find_iter(&text) {
            let found =
                (0..=run.len() - 9).map(|at| &run.as_str()[at..at + 9]).find(|nine| numbers.contains(*nine));
            assert_eq!(found, None, "{name} has a number");
        }
        for secret in ["covenant-test-token-", "PRIVATE KEY"] {
            assert!(!text.contains(secret), "{name} has {secret:?}");
        }
    }
}
