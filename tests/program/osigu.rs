//! Osigu as a remote environment that does what a sandbox may do: it throttles, it was reset, it has no second sponsor and
//! reaches nobody with its webhooks. None of that is a broken promise.

use std::collections::BTreeSet;

use crate::support::{
    Ran, ids,
    raw::{RawServer, Reply},
    remote::osigu::{self, Access, FIXTURES, NO_LIMITS, TOKEN_PATH},
    scenario,
};
use evidence::{Outcome, Party, ScenarioRecord};
use rstest::rstest;
use simulators::osigu::{Options, Osigu};

/// A tag expression of these scenarios.
fn tags(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("@id:{id}")).collect::<Vec<_>>().join(" or ")
}

/// An honest simulator without limits, and a run of the suite against it with a profile of these lines.
fn run(profile: &str, arguments: &[&str]) -> (Osigu, Ran) {
    let osigu = osigu::start(Options { settings: osigu::settings(None), ..Options::default() });
    let ran = Access::of(&osigu).covenant(osigu.base_url(), profile).args(arguments).run();
    (osigu, ran)
}

fn needs(scenario: &ScenarioRecord, what: &str) -> bool {
    scenario.head.tags.iter().any(|tag| *tag == format!("needs:{what}"))
}

fn is_about_vendor(scenario: &ScenarioRecord) -> bool {
    scenario.head.party == Party::Vendor && !scenario.head.tags.iter().any(|tag| tag == "simulated-only")
}

#[test]
fn a_throttled_call_is_repeated_as_late_as_it_is_told_and_is_then_no_failure() {
    let server = RawServer::start(|request, _| {
        if request.path == TOKEN_PATH {
            return osigu::token("t0k3n");
        }
        Reply::with_headers(429, &[("retry-after", "1"), ("content-type", "application/json")], "{}")
    });
    let ran = Access::any()
        .covenant(&server.base_url(), &format!("{NO_LIMITS}{FIXTURES}"))
        .args(["-t", "@id:osigu-search-found", "-v"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    let one = scenario(&record, "osigu-search-found");
    let reason = one.reason.as_ref().expect("a reason");
    assert_eq!((one.outcome, reason.code.as_str()), (Outcome::Error, "throttled"), "{reason:?}");
    assert!(reason.text.contains("429") && reason.text.contains("`limits`"), "{}", reason.text);
    let searches: Vec<_> =
        one.exchanges.iter().filter(|one| one.operation.as_deref() == Some("search-beneficiary")).collect();
    let attempts: Vec<_> = searches.iter().map(|one| one.attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 4, 5, 6], "each try stands in the record");
    for pair in searches.windows(2) {
        let ended_us = pair[0].timing.started_us + pair[0].timing.total_us;
        assert!(
            pair[1].timing.started_us >= ended_us + 1_000_000,
            "it was not waited for as long as it was told"
        );
    }
}

#[test]
fn an_environment_that_throttles_everything_breaks_no_promise() {
    let server = RawServer::start(|request, _| {
        if request.path == TOKEN_PATH {
            return osigu::token("t0k3n");
        }
        Reply::with_headers(429, &[("retry-after", "0"), ("content-type", "application/json")], "{}")
    });
    let ran = Access::any()
        .covenant(&server.base_url(), &osigu::profile())
        .args(["-t", "@vendor and not (@id:osigu-oauth-token or @id:osigu-oauth-refused or @id:osigu-oauth-other-grant)"])
        .args(["--jobs", "32"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    assert_eq!(ids(&record, Outcome::Failed), BTreeSet::new());
    for one in record.scenarios.iter().filter(|one| one.outcome == Outcome::Error) {
        assert_eq!(
            one.reason.as_ref().map(|reason| reason.code.as_str()),
            Some("throttled"),
            "{}",
            one.head.id
        );
    }
    assert!(ids(&record, Outcome::Error).len() > 100);
}

/// A sandbox that was reset knows other people than the profile.
#[test]
fn a_sandbox_that_does_not_know_the_fixtures_breaks_no_promise() {
    let profile = osigu::whole_profile().replace("\"100000000", "\"299999999");
    let (_osigu, ran) = run(&profile, &["--jobs", "32"]);
    ran.assert_code(5);
    let record = ran.record();
    let told = |id: &String| (id.clone(), scenario(&record, id).findings.clone());
    let failed: Vec<_> = ids(&record, Outcome::Failed).iter().map(told).collect();
    assert!(failed.is_empty(), "blamed for fixtures that it does not have: {failed:#?}");
    let missing: Vec<_> = record
        .scenarios
        .iter()
        .filter_map(|one| one.reason.as_ref().filter(|reason| reason.code == "fixture-missing"))
        .collect();
    assert!(missing.len() > 50, "only {} say so", missing.len());
    for reason in missing {
        assert!(reason.text.contains("reset") && reason.text.contains("fixtures."), "{}", reason.text);
    }
}

#[test]
fn what_a_profile_does_not_have_is_not_applicable_and_says_which_key_gives_it() {
    let profile = format!(
        "{NO_LIMITS}fixtures.sponsor = \"sponsor-sandbox\"\nfixtures.product = \"MED-SBX-001\"\n\
         fixtures.active_beneficiary = {{ document_type = \"CC\", document_number = \"1000000001\" }}\n"
    );
    let (_osigu, ran) = run(&profile, &["--jobs", "32"]);
    ran.assert_code(0);
    let record = ran.record();
    for one in record.scenarios.iter().filter(|one| is_about_vendor(one)) {
        let reason = one.reason.as_ref();
        let says = |words: &str| reason.is_some_and(|reason| reason.text.contains(words));
        let lacks = [
            ("webhooks", "`webhook_listen`"),
            ("async-sponsor", "`async-sponsor` in `capabilities`"),
            ("read-only-client", "`read_only_client_id`"),
            ("rate-limit-trigger", "`triggers.rate_limit`"),
            ("unavailable-trigger", "`triggers.unavailable`"),
        ];
        let lacking: Vec<_> = lacks.iter().filter(|(what, _)| needs(one, what)).collect();
        if !lacking.is_empty() {
            assert_eq!(one.outcome, Outcome::NotApplicable, "{}", one.head.id);
            assert!(lacking.iter().any(|(_, key)| says(key)), "{}: {reason:?}", one.head.id);
            assert!(one.exchanges.is_empty(), "{} sent something", one.head.id);
        } else if one.outcome == Outcome::NotApplicable {
            assert_eq!(reason.map(|reason| reason.code.as_str()), Some("missing-fixture"), "{}", one.head.id);
            assert!(says("`fixtures."), "{}: {reason:?}", one.head.id);
        } else {
            assert_eq!(one.outcome, Outcome::Passed, "{}: {reason:?}", one.head.id);
        }
    }
    let scenarios = || record.scenarios.iter().filter(|one| is_about_vendor(one));
    assert!(scenarios().filter(|one| needs(one, "webhooks")).count() > 20);
    assert!(scenarios().filter(|one| one.outcome == Outcome::Passed).count() > 50);
}

/// More scenarios than the token endpoint would answer in a minute, and fewer requests than the rest would.
const CHEAP: [&str; 11] = [
    "osigu-search-found",
    "osigu-search-inactive-cover",
    "osigu-search-family-holder",
    "osigu-search-dependents",
    "osigu-search-forms",
    "osigu-sponsors-listed",
    "osigu-sponsors-mock-configuration",
    "osigu-sponsors-async-configuration",
    "osigu-products-test-medications",
    "osigu-products-diagnoses",
    "osigu-products-own",
];

#[rstest]
#[case::one_at_a_time("1")]
#[case::eight_side_by_side("8")]
fn one_token_serves_a_run_and_the_limits_of_the_sandbox_are_kept(#[case] jobs: &str) {
    // With its limits, as the sandbox has them, and a profile that does not speak of limits.
    let osigu = osigu::start(Options::default());
    let ran = Access::of(&osigu)
        .covenant(osigu.base_url(), FIXTURES)
        .args(["-t", &tags(&CHEAP), "--jobs", jobs])
        .run();
    // Nobody says that there is an asynchronous sponsor, so the scenario about it does not apply.
    ran.assert_code(0);
    assert!(ran.counted("passed") > 10, "only {} passed", ran.counted("passed"));
    let requests = osigu::requests(&osigu);
    let tokens = requests.iter().filter(|one| one["path"] == TOKEN_PATH).count();
    assert_eq!(tokens, 1, "{} requests for {tokens} tokens", requests.len());
    assert!(requests.iter().all(|one| one["status"] != 429), "a limit was met");
    assert!(requests.len() > 12 && requests.len() <= 50, "{} requests", requests.len());
}

/// Scenarios about the token itself ask for tokens of their own, and no more than a minute allows.
#[test]
fn scenarios_about_tokens_stay_within_the_limit_of_the_token_endpoint() {
    let osigu = osigu::start(Options::default());
    let about_tokens = ["osigu-oauth-token", "osigu-oauth-refused"];
    let ran = Access::of(&osigu)
        .covenant(osigu.base_url(), FIXTURES)
        .args(["-t", &tags(&about_tokens), "--jobs", "8"])
        .run();
    ran.assert_code(0);
    let requests = osigu::requests(&osigu);
    let tokens = requests.iter().filter(|one| one["path"] == TOKEN_PATH).count();
    assert_eq!(tokens, 9, "1 for the first, 2 for each row of the second");
    assert!(requests.iter().all(|one| one["status"] != 429), "a limit was met");
}
