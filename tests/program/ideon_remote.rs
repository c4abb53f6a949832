//! Ideon as a remote environment: one that throttles, one of which a profile says little, and one that looks at everything that
//! is sent to it.

use std::collections::BTreeSet;

use crate::support::{
    self, Ran,
    canaries::{Canaries, EVERY_REPORT, assert_clean, everything_written},
    hostile::{MODES, Mode, answer},
    ids,
    parallel::in_parallel,
    raw::{RawServer, Reply, Request, forward},
    remote::ideon::{self, Access, Environment, NO_LIMITS},
    scenario,
};
use evidence::{Outcome, Party, RunRecord, ScenarioRecord};
use regex::Regex;
use rstest::rstest;
use serde_json::{Value, json};
use simulators::ideon::Options;

/// What all of these runs have in common: nobody waits long.
const QUICK: &str = "time_scale = 0.01\n";

fn needs(scenario: &ScenarioRecord, what: &str) -> bool {
    scenario.head.tags.iter().any(|tag| *tag == format!("needs:{what}"))
}

fn is_about_vendor(scenario: &ScenarioRecord) -> bool {
    scenario.head.party == Party::Vendor && !scenario.head.tags.iter().any(|tag| tag == "simulated-only")
}

fn throttling(retry_after: &'static str) -> RawServer {
    RawServer::start(move |_, _| {
        let headers = [("retry-after", retry_after), ("content-type", "application/json")];
        Reply::with_headers(429, &headers, r#"{"errors":[]}"#)
    })
}

#[test]
fn a_throttled_call_is_repeated_as_late_as_it_is_told_and_is_then_no_failure() {
    let server = throttling("1");
    let ran = Access::any()
        .covenant(&server.base_url(), NO_LIMITS)
        .args(["-t", "@id:ideon-authentication-key", "-v"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    let one = scenario(&record, "ideon-authentication-key");
    let reason = one.reason.as_ref().expect("a reason");
    assert_eq!((one.outcome, reason.code.as_str()), (Outcome::Error, "throttled"), "{reason:?}");
    let attempts: Vec<_> = one.exchanges.iter().map(|one| one.attempt).collect();
    assert!(
        attempts.len() > 2 && attempts.iter().zip(1..).all(|(found, wanted)| *found == wanted),
        "{attempts:?}"
    );
    for pair in one.exchanges.windows(2) {
        let ended_us = pair[0].timing.started_us + pair[0].timing.total_us;
        assert!(pair[1].timing.started_us >= ended_us + 1_000_000, "not waited for as long as it was told");
    }
}

#[test]
fn an_environment_that_throttles_everything_breaks_no_promise_and_is_given_up() {
    let server = throttling("0");
    let ran = Access::any()
        .covenant(&server.base_url(), &format!("{QUICK}{NO_LIMITS}"))
        .args(["-t", "@vendor and @happy-path", "--jobs", "16"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    assert_eq!(ids(&record, Outcome::Failed), BTreeSet::new());
    let errors: Vec<_> = record.scenarios.iter().filter(|one| one.outcome == Outcome::Error).collect();
    assert!(errors.len() > 100, "{}", errors.len());
    for one in &errors {
        let code = one.reason.as_ref().map(|reason| reason.code.as_str());
        assert_eq!(code, Some("throttled"), "{}", one.head.id);
    }
    let calls = server.requests().len();
    assert!(calls < errors.len() * 3, "{calls} calls for {} scenarios", errors.len());
}

#[test]
fn what_a_profile_does_not_have_is_not_applicable_and_says_which_key_gives_it() {
    let environment = Environment::start(Options { settings: ideon::settings(None), ..Options::default() });
    let access = environment.access();
    let config = format!(
        "[profiles.remote]\nvendor = \"ideon\"\nbase_url = \"{}\"\napi_key = {{ env = \"API_KEY\" }}\n{QUICK}{NO_LIMITS}",
        environment.ideon.base_url()
    );
    let ran = support::Covenant::new()
        .config(config)
        .env("API_KEY", &access.key)
        .args(["run", "ideon", "--profile", "remote", "--jobs", "8", "-t", "@vendor and not @sad-path"])
        .run();
    ran.assert_code(0);
    let record = ran.record();
    let lacks = [
        ("hooks", "`webhook_listen` and `webhook_url`"),
        ("other-account", "`other_account_api_key`"),
        ("unprivileged-key", "`unprivileged_api_key`"),
        ("bulk-writes", "`bulk-writes` in `capabilities`"),
        ("rate-limit-trigger", "`triggers.rate_limit`"),
        ("unavailable-trigger", "`triggers.unavailable`"),
        ("escalate-trigger", "`triggers.escalate`"),
    ];
    let mut missing_fixtures = 0;
    for one in record.scenarios.iter().filter(|one| is_about_vendor(one)) {
        let reason = one.reason.as_ref();
        let says = |words: &str| reason.is_some_and(|reason| reason.text.contains(words));
        let lacking: Vec<_> = lacks.iter().filter(|(what, _)| needs(one, what)).collect();
        if !lacking.is_empty() {
            assert_eq!(one.outcome, Outcome::NotApplicable, "{}", one.head.id);
            assert!(lacking.iter().any(|(_, key)| says(key)), "{}: {reason:?}", one.head.id);
            assert!(one.exchanges.is_empty(), "{} sent something", one.head.id);
        } else if one.outcome == Outcome::NotApplicable {
            missing_fixtures += 1;
            assert!(says("fixtures.") || says("`other_account_api_key`"), "{}: {reason:?}", one.head.id);
        } else {
            assert_eq!(one.outcome, Outcome::Passed, "{}: {reason:?}", one.head.id);
        }
    }
    assert!(missing_fixtures > 20, "{missing_fixtures} scenarios want a fixture");
    assert!(ids(&record, Outcome::Passed).len() > 100);
}

/// A profile names a group and a coverage period that the environment does not have: it was set up anew, say.
#[test]
fn an_environment_that_does_not_know_the_fixtures_breaks_no_promise() {
    let environment = Environment::start(Options { settings: ideon::settings(None), ..Options::default() });
    let unknown = "9d0c0f5e-3a52-4f0e-8d3f-3f1f0a7b7c11";
    let fixtures: String = ["group", "coverage_period", "census_request", "file_delivery"]
        .map(|name| format!("fixtures.{name} = \"{unknown}\"\n"))
        .concat();
    let ran = environment
        .access()
        .covenant(environment.ideon.base_url(), &format!("{QUICK}{NO_LIMITS}{fixtures}"))
        .args(["--jobs", "8", "-t", "@vendor and @happy-path"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    let told = |id: &String| (id.clone(), scenario(&record, id).findings.clone());
    let failed: Vec<_> = ids(&record, Outcome::Failed).iter().map(told).collect();
    assert!(failed.is_empty(), "blamed for fixtures that it does not have: {failed:#?}");
    assert!(ids(&record, Outcome::Error).len() > 10, "nobody missed the fixtures");
}

/// All texts of a body with this name.
fn texts(body: &Value, name: &str, into: &mut Vec<String>) {
    match body {
        Value::Array(items) => items.iter().for_each(|item| texts(item, name, into)),
        Value::Object(members) => {
            for (member, value) in members {
                match value.as_str() {
                    Some(text) if member == name => into.push(text.to_owned()),
                    _ => texts(value, name, into),
                }
            }
        }
        _ => {}
    }
}

/// A run of the whole suite against an environment of which every request is seen.
fn seen_run() -> (RunRecord, Vec<Request>) {
    let environment = Environment::start(Options { settings: ideon::settings(None), ..Options::default() });
    let base_url = environment.ideon.base_url().to_owned();
    let server = RawServer::start(move |request, _| Reply::Bytes(forward(&base_url, request)));
    let ran = environment
        .access()
        .covenant(&server.base_url(), &format!("{QUICK}{NO_LIMITS}"))
        .args(["-t", "@vendor and not @needs:bulk-writes", "--jobs", "8"])
        .run();
    ran.assert_code(0);
    (ran.record(), server.requests())
}

/// What a real environment keeps can be told by its external identifiers, and is of nobody.
#[test]
fn what_is_made_carries_the_mark_of_the_run_and_is_of_nobody() {
    let (record, requests) = seen_run();
    let made: Vec<_> = requests.iter().filter(|one| one.method == "POST" || one.method == "PUT").collect();
    assert!(made.len() > 300, "{} writes", made.len());
    let mut marks = BTreeSet::new();
    let never_issued = Regex::new("^(666|9[0-9]{2}(0[1-9]|[1-4][0-9]))").expect("a pattern");
    for request in made {
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let of = |name| {
            let mut found = Vec::new();
            texts(&body, name, &mut found);
            found
        };
        for mark in of("external_identifier") {
            let (run, _) =
                mark.strip_prefix("covenant-").unwrap_or_default().split_once('-').unwrap_or_default();
            // A wrong value stands in the place of a right one where that is what is tried.
            let is_mark = !run.is_empty() || mark == "seven" || mark == "covenant-silver";
            assert!(is_mark, "{} {}: {mark}", request.method, request.path);
            marks.insert(run.to_owned());
        }
        for number in of("social_security_number").iter().filter(|number| number.len() == 9) {
            assert!(never_issued.is_match(number), "{} {}: {number}", request.method, request.path);
        }
        for address in of("contact").iter().chain(&of("email")).filter(|text| text.contains('@')) {
            let domain = address.rsplit('@').next().unwrap_or_default();
            assert!(domain.starts_with("example.") || domain.ends_with(".example"), "{address}");
        }
    }
    assert!(record.summary.judged > 300 && marks.len() > 100, "{} marks", marks.len());
}

/// Keeps the numbers and tokens of a request.
fn collect(canaries: &Canaries, request: &Request) {
    let mut numbers = Vec::new();
    texts(&serde_json::from_str(&request.body).unwrap_or_default(), "social_security_number", &mut numbers);
    numbers.iter().filter(|number| number.len() == 9).for_each(|number| canaries.plant("an SSN", number));
    for (_, value) in request.headers.iter().filter(|(name, _)| name == "authorization") {
        canaries.plant("a token", value.trim_start_matches("Bearer "));
    }
}

/// What each scenario needs is made well, by a simulator; every other call is answered in a hostile way.
fn hostile_run(id: &str, mode: Mode) -> (Ran, Canaries) {
    let environment = Environment::start(Options { settings: ideon::settings(None), ..Options::default() });
    let (access, base_url) = (environment.access(), environment.ideon.base_url().to_owned());
    let canaries = Canaries::default();
    canaries.plant("the key", &access.key);
    let known = canaries.clone();
    let server = RawServer::start(move |request, _| {
        collect(&known, request);
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/auth/token" | "/groups") => Reply::Bytes(forward(&base_url, request)),
            _ => answer(mode, &known, request, json!({"group": {}, "subscriber": {}})),
        }
    });
    let ran = access
        .covenant(&server.base_url(), &format!("time_scale = 0.001\n{NO_LIMITS}"))
        .args(["-t", &format!("@id:{id}"), "-v", "--color", "always", "--report", EVERY_REPORT])
        .run();
    (ran, canaries)
}

/// A scenario knows the people and the tokens that it has made, so each meets what it has sent itself.
#[rstest]
#[case::key("ideon-authentication-key", "the key")]
#[case::people("ideon-subscribers-minimal", "an SSN")]
#[case::token("ideon-authentication-token-in-place-of-key", "a token")]
fn a_hostile_ideon_gets_nothing_secret_into_a_report(#[case] id: &str, #[case] name: &str) {
    let outcomes: BTreeSet<_> = in_parallel(&MODES, |mode| {
        let (ran, canaries) = hostile_run(id, *mode);
        assert!(matches!(ran.code, Some(0 | 1 | 5)), "{mode:?}: {:?}", ran.code);
        assert_clean(&ran, &canaries);
        // And there was something to find.
        assert!(canaries.count(name) >= 1, "{mode:?}: nothing carried {name}");
        ran.record().scenarios.iter().map(|one| one.outcome).collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    for outcome in [Outcome::Failed, Outcome::Error] {
        assert!(outcomes.contains(&outcome), "no mode led to {outcome}: {outcomes:?}");
    }
}

#[rstest]
#[case::a_key(r"key-(main|other|unprivileged)-[0-9a-f]{8}")]
// Two parts of a token: what is packed into the HTML report may begin like one.
#[case::a_token(r"eyJ[A-Za-z0-9_-]{8,}\.eyJ")]
#[case::a_bearer(r"Bearer [A-Za-z0-9._-]{16,}")]
fn the_simulated_run_of_ideon_shows_no_key_and_no_token(#[case] pattern: &str) {
    let pattern = Regex::new(pattern).expect("a pattern");
    for (name, bytes) in &*SIMULATED {
        let text = String::from_utf8_lossy(bytes);
        let found = pattern.find(&text).map(|found| found.as_str().to_owned());
        assert_eq!(found, None, "{name} has {pattern}");
    }
}

/// Everything that an honest run writes.
static SIMULATED: std::sync::LazyLock<Vec<(String, Vec<u8>)>> = std::sync::LazyLock::new(|| {
    let ran = support::Covenant::new().args(["run", "ideon", "-v", "--report", EVERY_REPORT]).run();
    ran.assert_code(0);
    assert!(ran.report("run.json").contains("{{token}}"), "no token was hidden, so none was looked for");
    everything_written(&ran)
});
