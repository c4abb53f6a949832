//! The same for Osigu: the client's secret, alone and with its id as HTTP Basic has them, the tokens, the webhook secret and
//! the document numbers of the sandbox's people stand nowhere, though a hostile Osigu echoes them in answers and webhooks.

use std::collections::BTreeSet;

use crate::support::{
    Covenant, Ran,
    canaries::{Canaries, EVERY_REPORT, assert_clean, everything_written},
    hostile::{MODES, Mode, answer},
    ids,
    parallel::in_parallel,
    raw::{RawServer, Reply, Request, forward, post_raw},
    remote::osigu::{self, Access, TOKEN_PATH, token},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use evidence::Outcome;
use regex::Regex;
use rstest::rstest;
use serde_json::json;
use simulators::osigu::{Credentials, Options};

/// With every character that some encoding changes.
const CLIENT_SECRET: &str = "cl13nt/s3cr3t+of=the run&\"x";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOnRydWV9.c2lnbmVkLWJ5LW5vYm9keQ";
const WEBHOOK_SECRET: &str = "whsec_5d41402abc4b2a76b9719d911017c592";
const DOCUMENT_NUMBER: &str = "7300451926";

/// Whether id and secret are those of the client.
fn is_real(canaries: &Canaries, both: &str) -> bool {
    let decoded = STANDARD.decode(both).unwrap_or_default();
    let text = String::from_utf8_lossy(&decoded);
    let is_secret = |(name, value): &(String, String)| name == "the client's secret" && text.ends_with(value);
    text.contains(':') && canaries.all().iter().any(is_secret) && !text.starts_with("nobody:")
}

/// Keeps what a request carries that nobody else may see.
fn collect(canaries: &Canaries, request: &Request) {
    for (name, value) in &request.headers {
        if name != "authorization" {
            continue;
        }
        match value.split_once(' ') {
            // A wrong secret is made up, and nobody's.
            Some(("Basic", both)) if is_real(canaries, both) => canaries.plant("id and secret", both),
            Some(("Basic", _)) => {}
            Some(("Bearer", token)) => canaries.plant("a token", token),
            _ => panic!("an authorization of another kind: {value}"),
        }
    }
    if let Some(number) = request.json()["document_number"].as_str() {
        canaries.plant("a document number", number);
    }
}

/// All that is known before anything is sent.
fn planted() -> Canaries {
    let canaries = Canaries::default();
    canaries.plant("the client's secret", CLIENT_SECRET);
    canaries.plant("the webhook secret", WEBHOOK_SECRET);
    canaries.plant("a document number", DOCUMENT_NUMBER);
    canaries
}

fn access() -> Access {
    let client = Credentials { client_id: "clinic".to_owned(), client_secret: CLIENT_SECRET.to_owned() };
    Access { client, webhook_secret: WEBHOOK_SECRET.to_owned(), ..Access::any() }
}

fn profile() -> String {
    format!("time_scale = 0.001\n{}", osigu::profile().replace("1000000001", DOCUMENT_NUMBER))
}

/// What is answered in a hostile way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    /// The token endpoint.
    Token,
    /// Every other one; tokens are given out as they should be.
    Others,
}

fn hostile_run(endpoint: Endpoint, mode: Mode) -> (Ran, Canaries) {
    let canaries = planted();
    let known = canaries.clone();
    let server = RawServer::start(move |request, _| {
        collect(&known, request);
        let is_token = request.path == TOKEN_PATH;
        if is_token && (endpoint == Endpoint::Others || mode == Mode::Green) {
            known.plant("a token", TOKEN);
        }
        if is_token && endpoint == Endpoint::Others {
            return token(TOKEN);
        }
        let good = if is_token {
            // In the other modes nobody can know which part of the answer is meant as a token.
            let token = if mode == Mode::Green { TOKEN } else { "no-secret" };
            json!({"access_token": token, "token_type": "bearer", "expires_in": 3600, "scope": "arc:read"})
        } else {
            json!({"beneficiary_id": "ben_1", "coverage": {"active": true, "plan_name": TOKEN}})
        };
        answer(mode, &known, request, good)
    });
    let tags = match endpoint {
        Endpoint::Token => "@id:osigu-oauth-token or @id:osigu-oauth-refused or @id:osigu-search-found",
        Endpoint::Others => {
            "@id:osigu-search-found or @id:osigu-search-unknown or @id:osigu-oauth-token-opens-calls"
        }
    };
    let ran = access()
        .covenant(&server.base_url(), &profile())
        .args(["-t", tags, "--jobs", "1", "-v", "--color", "always", "--report", EVERY_REPORT])
        .run();
    (ran, canaries)
}

#[rstest]
fn a_hostile_osigu_gets_nothing_secret_into_a_report(
    #[values(Endpoint::Token, Endpoint::Others)] endpoint: Endpoint,
) {
    let outcomes: BTreeSet<_> = in_parallel(&MODES, |mode| {
        let (ran, canaries) = hostile_run(endpoint, *mode);
        assert!(matches!(ran.code, Some(0 | 1 | 5)), "{mode:?}: {:?}", ran.code);
        assert_clean(&ran, &canaries);
        // And there was something to find.
        assert!(canaries.count("id and secret") >= 1, "{mode:?}: {:?}", canaries.all());
        let searched = endpoint == Endpoint::Others || *mode == Mode::Green;
        assert!(!searched || canaries.count("a token") >= 1, "{mode:?}: nothing carried a token");
        let record = ran.record();
        record.scenarios.iter().map(|one| one.outcome).collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    for outcome in [Outcome::Failed, Outcome::Error] {
        assert!(outcomes.contains(&outcome), "no mode led to {outcome}: {outcomes:?}");
    }
}

/// Between the program and a simulator stands somebody who tells all that he heard in a webhook of his own.
#[test]
fn a_hostile_webhook_gets_nothing_secret_into_a_report() {
    let simulator = osigu::start(Options { settings: osigu::settings(None), ..Options::default() });
    let access = Access::of(&simulator);
    let canaries = Canaries::default();
    canaries.plant("the client's secret", &access.client.client_secret);
    canaries.plant("the webhook secret", &access.webhook_secret);
    let (known, base_url) = (canaries.clone(), simulator.base_url().to_owned());
    let mailbox = std::sync::Mutex::new(String::new());
    let server = RawServer::start(move |request, _| {
        collect(&known, request);
        if let Some(url) = request.json()["url"].as_str() {
            *mailbox.lock().expect("nobody panicked") = url.to_owned();
        }
        let answer = forward(&base_url, request);
        if request.path.ends_with("/dispensations") {
            let url = mailbox.lock().expect("nobody panicked").clone();
            let path =
                url.trim_start_matches("http://").split_once('/').map(|(_, path)| path).unwrap_or_default();
            let event = json!({"event_type": known.all(), "data": known.echo(), "environment": known.echo()})
                .to_string();
            let text = format!(
                "POST /{path} HTTP/1.1\r\nhost: here\r\n{}x-osigu-signature: t=1,v1={}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{event}",
                known.headers(),
                known.all().first().map(|(_, value)| value.clone()).unwrap_or_default(),
                event.len()
            );
            post_raw(&url, &text);
        }
        Reply::Bytes(answer)
    });
    let ran = access
        .covenant(&server.base_url(), &osigu::whole_profile())
        .args(["-t", "@id:osigu-webhooks-signed", "-v", "--report", EVERY_REPORT])
        .run();
    ran.assert_code(1);
    let record = ran.record();
    assert_eq!(ids(&record, Outcome::Failed).len(), 1);
    assert!(ran.report("run.json").contains("webhook:"), "the webhook is not in the record");
    for name in ["id and secret", "a token", "a document number", "the webhook secret"] {
        assert!(canaries.count(name) >= 1, "{name} was not to be found");
    }
    assert_clean(&ran, &canaries);
}

#[test]
fn the_simulated_run_of_osigu_shows_no_token_no_secret_and_no_document_number() {
    let ran = Covenant::new().args(["run", "osigu", "-v", "--report", EVERY_REPORT]).run();
    ran.assert_code(0);
    let forbidden = [
        // Two parts of a token: what is packed into the HTML report may begin like one.
        r"eyJ[A-Za-z0-9_-]{8,}\.eyJ",
        r"whsec_[A-Za-z0-9]",
        r"Basic [A-Za-z0-9+/]{16,}",
        r"Bearer [A-Za-z0-9._-]{16,}",
        // The people of the sandbox.
        r"\b10000000(0[1-9]|10)\b",
    ]
    .map(|pattern| Regex::new(pattern).expect("a pattern"));
    for (name, bytes) in everything_written(&ran) {
        let text = String::from_utf8_lossy(&bytes);
        for pattern in &forbidden {
            let found = pattern.find(&text).map(|found| {
                let around = text.get(found.start().saturating_sub(120)..found.end()).unwrap_or_default();
                around.to_owned()
            });
            assert_eq!(found, None, "{name} has {pattern}");
        }
    }
    assert!(ran.report("run.json").contains("{{token}}"), "no token was hidden, so none was looked for");
}
