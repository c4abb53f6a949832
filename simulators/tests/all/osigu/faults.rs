//! Each fault changes what its summary says, where it says so.

use std::{collections::BTreeSet, time::Duration};

use simulators::osigu::{Options, Osigu, Settings};

use crate::{
    osigu::conversation::hold,
    shared::{changes, client_builder, differences, wrong_row},
};

/// A fault, the first step of the conversation that it changes, and the first change in it.
#[rustfmt::skip] // A table.
const TABLE: &[(&str, &str, &str)] = &[
    ("token-not-json", "token", "type application/json -> application/x-www-form-urlencoded"),
    ("token-expires-in-text", "token", r#"~ /expires_in = "3600""#),
    ("token-type-capital", "token", r#"~ /token_type = "Bearer""#),
    ("token-without-scope", "token", "- /scope"),
    ("token-without-access-token", "token", "- /access_token"),
    ("token-without-lifetime", "token", "- /expires_in"),
    ("token-lives-half-an-hour", "token", "~ /expires_in = 1800"),
    ("token-expires-early", "after-a-quarter", "status 200 -> 401"),
    ("token-works-once", "reader-registers", "status 403 -> 401"),
    ("new-token-ends-others", "first-token-lives", "status 200 -> 401"),
    ("accepts-credentials-in-body", "token-in-body", "status 401 -> 200"),
    ("accepts-wrong-secret", "token-wrong-secret", "status 401 -> 200"),
    ("accepts-other-environment", "token-other-environment", "status 401 -> 200"),
    ("accepts-any-grant", "token-other-grant", "status 400 -> 200"),
    ("wrong-secret-as-400", "token-wrong-secret", "status 401 -> 400"),
    ("no-token-limit", "token-burst", "~ /good = 21"),
    ("token-limit-is-20", "token-burst", "~ /good = 20"),
    ("token-limit-is-5", "token-burst", "~ /good = 5"),
    ("no-general-limit", "burst", "~ /good = 52"),
    ("general-limit-is-25", "burst", "~ /good = 25"),
    ("limits-share-a-count", "burst-after-token", "~ /good = 49"),
    ("limit-as-503", "token-burst", r#"~ /last = "503 Retry-After 60""#),
    ("limit-without-retry-after", "token-burst", r#"~ /last = "429 Retry-After ""#),
    ("failure-as-422", "failure", r#"~ /last = "422"#),
    ("scope-not-enforced", "reader-registers", "status 403 -> 201"),
    ("read-only-client-writes-dispensations", "reader-dispenses", "status 403 -> 404"),
    ("missing-scope-as-401", "reader-registers", "status 403 -> 401"),
    ("mock-sponsor-demands-otp", "configuration", "~ /verification/otp = true"),
    ("mock-sponsor-demands-biometric", "configuration", "~ /verification/biometric = true"),
    ("mock-sponsor-is-async", "configuration", r#"~ /evaluation_mode = "ASYNC""#),
    ("rejects-lab", "configuration-lab", "status 200 -> 422"),
    ("async-sponsor-missing", "first-token-lives", "~  has 3 for 4"),
    ("unknown-sponsor-found", "configuration-unknown", "status 404 -> 200"),
    ("unaffiliated-sponsor-accepted", "configuration-unaffiliated", "status 403 -> 200"),
    ("configuration-without-indications", "configuration", "- /required_indications"),
    ("configuration-always-sync", "configuration-async", r#"~ /evaluation_mode = "SYNC""#),
    ("unknown-beneficiary-200", "search-unknown", "status 404 -> 200"),
    ("unknown-beneficiary-as-400", "search-unknown", "status 404 -> 400"),
    ("inactive-cover-as-404", "search-expired", "status 200 -> 404"),
    ("inactive-cover-active-true", "search-expired", "~ /coverage/active = true"),
    ("family-lost", "search-holder", "- /dependants"),
    ("beneficiary-id-unstable", "search-expired", r#"~ /beneficiary_id = "bnf_013CDBD21077QDPED3BC3VDHB2""#),
    ("forms-empty", "forms", "~  has 0 for 2"),
    ("forms-without-fields", "forms", "- /0/fields"),
    ("search-without-coverage", "search-expired", "- /coverage"),
    ("search-without-beneficiary-id", "search-expired", "- /beneficiary_id"),
    ("coverage-active-in-text", "search-expired", r#"~ /coverage/active = "true""#),
    ("coverage-date-american", "search-expired", r#"~ /coverage/effective_until = "01/31/2027""#),
    ("beneficiary-id-is-number", "search-expired", "~ /beneficiary_id = 4711"),
    ("search-finds-somebody-else", "search-expired", r#"~ /last_name = "STRANGER""#),
    ("complete-without-indication-decides", "complete-bare", r#"~ /status = "COMPLETED""#),
    ("indication-not-stored", "complete", r#"~ /status = "PENDING_INDICATION""#),
    ("late-indication-accepted", "attach-late", "status 409 -> 201"),
    ("request-not-stored", "complete-bare", "status 200 -> 404"),
    ("unknown-request-found", "read-unknown", "status 404 -> 200"),
    ("diagnosis-unneeded", "no-diagnosis", "status 422 -> 201"),
    ("any-quantity-accepted", "no-quantity", "status 422 -> 201"),
    ("any-beneficiary-accepted", "unknown-beneficiary", "status 404 -> 201"),
    ("inactive-cover-approved", "complete-uncovered", r#"~ /authorizations/0/status = "APPROVED""#),
    ("rejected-product-approved", "complete-mixed", r#"~ /authorizations/0/status = "APPROVED""#),
    ("one-rejection-rejects-all", "complete-mixed", "- /authorizations/1/authorization_code"),
    ("authorization-products-lost", "complete", "~ /authorizations/0/products has 0 for 1"),
    ("authorization-codes-repeat", "complete-mixed", r#"~ /authorizations/1/authorization_code = "AUTH-2026-417659""#),
    ("authorization-valid-for-a-day", "complete", r#"~ /authorizations/0/expires_at = "2026-06-26T15:19:04Z""#),
    ("authorization-never-expires", "dispense-expired", "status 422 -> 201"),
    ("double-complete-accepted", "complete-again", "status 409 -> 200"),
    ("void-not-stored", "void-again", "status 409 -> 200"),
    ("void-twice-accepted", "void-again", "status 409 -> 200"),
    ("void-after-dispensation-accepted", "void-redeemed", "status 409 -> 200"),
    ("void-answers-approved", "void", r#"~ /status = "APPROVED""#),
    ("request-starts-completed", "initiate-bare", r#"~ /status = "COMPLETED""#),
    ("request-without-id", "initiate-bare", "- /authorization_request_id"),
    ("completes-with-wrong-request-status", "complete", r#"~ /status = "DONE""#),
    ("decision-in-other-words", "complete", r#"~ /authorizations/0/status = "DENIED""#),
    ("rejection-without-reason", "complete-mixed", "- /authorizations/0/rejection_reason"),
    ("authorization-without-code", "complete", "- /authorizations/0/authorization_code"),
    ("authorization-without-expiry", "complete", "- /authorizations/0/expires_at"),
    ("authorization-quantity-off", "complete", "~ /authorizations/0/products/0/quantity = 31"),
    ("read-disagrees-with-complete", "read", r#"~ /status = "PENDING_INDICATION""#),
    ("otp-destination-unmasked", "send", r#"~ /masked_destination = "+57 300 555 01 42""#),
    ("wrong-otp-accepted", "validate-wrong", "status 422 -> 200"),
    ("otp-never-expires", "validate-late", "status 422 -> 200"),
    ("otp-of-anybody-accepted", "dispensed-with-other-code", "status 422 -> 200"),
    ("otp-unneeded", "dispensed-with-other-code", "status 422 -> 200"),
    ("otp-without-id", "send", "- /otp_id"),
    ("otp-without-token", "validate-other", "- /otp_verification_token"),
    ("second-dispensation-accepted", "dispense-again", "status 409 -> 201"),
    ("second-dispensation-as-422", "dispense-again", "status 409 -> 422"),
    ("second-dispensation-as-500", "dispense-again", "status 409 -> 500"),
    ("dispensation-code-type-wrong", "dispense-then-void", r#"~ /code_type = "PRESCRIPTION""#),
    ("dispensation-of-other-beneficiary-accepted", "dispense-to-other", "status 422 -> 201"),
    ("dispensation-not-stored", "dispensation-void", "status 200 -> 404"),
    ("dispensation-quantity-lost", "dispense-then-void", "~ /products/0/quantity = 1"),
    ("voided-code-dispensed", "dispense-voided", "status 422 -> 201"),
    ("cancelled-dispensation-blocks", "dispense-slowly", "status 201 -> 409"),
    ("any-product-dispensed", "dispensed-more", "status 422 -> 200"),
    ("dispensation-total-wrong", "dispensed", "~ /total_amount = 12.5"),
    ("dispensation-completed-twice", "dispensed-again", "status 409 -> 200"),
    ("authorization-stays-approved", "read-redeemed", r#"~ /authorizations/0/status = "APPROVED""#),
    ("dispensation-void-not-stored", "dispensation-voided", r#"~ /status = "STARTED""#),
    ("dispensation-voided-late", "dispensation-void-late", "status 409 -> 200"),
    ("dispensation-never-times-out", "dispensation-timed-out", r#"~ /status = "STARTED""#),
    ("dispensation-starts-completed", "dispense-then-void", r#"~ /status = "COMPLETED""#),
    ("dispensation-without-id", "dispense-then-void", "- /dispensation_id"),
    ("dispensation-id-unknown", "dispense-then-void", r#"~ /dispensation_id = "dsp_01HX0000000000000000000001""#),
    ("dispensation-without-code-type", "dispense-then-void", "- /code_type"),
    ("dispensation-without-verification", "dispense-then-void", "- /verification_required"),
    ("unit-price-in-text", "dispense-then-void", r#"~ /products/0/unit_price = "12.50""#),
    ("dispensation-without-claim-id", "dispensed", "- /claim_id"),
    ("dispensation-started-is-200", "dispense-then-void", "status 201 -> 200"),
    ("unregistered-product-accepted", "unregistered", "status 422 -> 201"),
    ("unregistered-product-other-code", "unregistered", r#"~ /error_code = "071-422""#),
    ("unregistered-product-as-400", "no-diagnosis", "status 422 -> 400"),
    ("uncatalogued-product-registered", "register-uncatalogued", "status 422 -> 201"),
    ("registration-not-stored", "register-again", r#"~ /registered_at = "2026-06-25T15:18:03Z""#),
    ("registration-without-date", "register", "- /registered_at"),
    ("removal-not-stored", "removed", "~ /content has 1 for 0"),
    ("removal-erases-history", "read-history", "status 200 -> 404"),
    ("removal-is-200", "remove", "status 204 -> 200"),
    ("list-ignores-filter", "registered", "~ /content has 15 for 1"),
    ("list-without-page", "second-page", "- /page"),
    ("sandbox-medications-missing", "medications", "~ /content has 2 for 14"),
    ("catalogue-ignores-query", "medications-found", "~ /content has 14 for 1"),
    ("catalogue-ignores-type", "reader-reads", "~ /content has 15 for 3"),
    ("diagnoses-missing", "diagnoses", "~ /content has 0 for 1"),
    ("always-first-page", "second-page", r#"~ /content/0/product_code = "MED-SBX-001""#),
    ("catalogue-bare-list", "medications", r#"~  = [{"product_code""#),
    ("error-without-error-code", "no-token", "- /error_code"),
    ("error-without-message", "no-token", "- /message"),
    ("error-code-is-number", "no-token", "~ /error_code = 71"),
    ("error-as-html", "token-wrong-secret", "type application/json -> text/html"),
    ("error-as-text", "token-wrong-secret", "type application/json -> text/plain"),
    ("error-is-200", "token-wrong-secret", "status 401 -> 200"),
    ("not-found-as-500", "configuration-unknown", "status 404 -> 500"),
    ("conflict-as-400", "attach-late", "status 409 -> 400"),
    ("teapot", "configuration", "status 200 -> 418"),
    ("json-as-text", "configuration", "type application/json -> text/plain"),
    ("truncated-body", "configuration", "no JSON"),
    ("trailing-bytes", "configuration", "no JSON"),
    ("duplicate-member", "search-expired", ""),
    ("latin1-body", "search-expired", "no JSON"),
    ("reset-connection", "configuration", "failed timeout=false"),
    ("not-http", "configuration", "failed timeout=false"),
    ("slow-answer", "configuration", "failed timeout=true"),
    ("accepts-no-token", "no-token", "status 401 -> 200"),
    ("accepts-unknown-token", "unknown-token", "status 401 -> 200"),
    ("accepts-expired-token", "expired-token", "status 401 -> 200"),
    ("refuses-every-token", "reader-reads", "status 200 -> 401"),
];

/// Areas whose faults the tests of the webhooks and of what goes with them look at.
const ELSEWHERE: [&str; 5] = ["webhooks", "async", "prescriptions", "claims", "settlements"];

fn settings() -> Settings {
    Settings { slow_answer: Duration::from_secs(60), ..Settings::default() }
}

/// What of these rows is not as it says, as rows that would be.
async fn wrong_rows(rows: &[(&str, &str, &str)]) -> Vec<String> {
    let osigu = Osigu::start(Options::default()).await.unwrap();
    let client = client_builder().build().unwrap();
    let impatient = client_builder().timeout(Duration::from_millis(300)).build().unwrap();
    let limits: Vec<_> = Osigu::faults().iter().filter(|it| it.area == "limits").map(|it| it.name).collect();
    let honest = hold(&osigu, &client, None, settings(), true).await;
    let again = hold(&osigu, &client, None, settings(), true).await;
    let replay = differences(&honest, &again);
    let replay: Vec<_> = replay.iter().map(|step| (step, changes(step, &honest, &again))).collect();
    assert!(replay.is_empty(), "a replay is the same, but for {replay:?}");
    let mut wrong = Vec::new();
    for row in rows {
        let fault = row.0;
        let client = if fault == "slow-answer" { &impatient } else { &client };
        let faulty = hold(&osigu, client, Some(fault), settings(), limits.contains(&fault)).await;
        wrong.extend(wrong_row(*row, &honest, &faulty));
    }
    wrong
}

/// Four simulators at once: each waits for its own answers most of the time.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_first_shows_where_it_says_and_a_replay_without_one_is_the_same() {
    let parts: Vec<_> =
        TABLE.chunks(TABLE.len().div_ceil(4)).map(|rows| tokio::spawn(wrong_rows(rows))).collect();
    let mut wrong = Vec::new();
    for part in parts {
        wrong.extend(part.await.unwrap());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_fault_of_its_areas_and_names_are_kebab_case_and_unique() {
    let here = Osigu::faults().iter().filter(|fault| !ELSEWHERE.contains(&fault.area));
    let names: Vec<_> = here.map(|fault| fault.name).collect();
    assert_eq!(names, TABLE.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
    let all: Vec<_> = Osigu::faults().iter().map(|fault| fault.name).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert!(all.len() >= 50, "{}", all.len());
    for fault in Osigu::faults() {
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(fault.name.bytes().all(kebab), "{}", fault.name);
        assert!(!fault.summary.is_empty() && !fault.summary.ends_with('.'), "{}", fault.name);
    }
}

#[tokio::test]
async fn a_simulator_started_with_a_fault_has_it_until_another_one_is_set_and_after_a_reset() {
    let fault = Some("forms-empty".to_owned());
    let osigu = Osigu::start(Options { fault, ..Options::default() }).await.unwrap();
    let tenant = osigu.tenant("t", std::sync::Arc::new(clock::RealClock));
    let token = |tenant: &simulators::osigu::Tenant| tenant.credentials(simulators::osigu::Account::Main);
    let client = client_builder().build().unwrap();
    let forms = async || {
        let (name, value) = tenant.header();
        let known = token(&tenant);
        let request = client.post(format!("{}/v1/oauth/token", osigu.base_url())).header(name, value);
        let request = request.basic_auth(known.client_id, Some(known.client_secret));
        let request = crate::osigu::support::form(request, "grant_type=client_credentials");
        let answer: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
        let path = format!("{}/v1/sponsors/sponsor-sandbox/forms", osigu.base_url());
        let request =
            client.get(path).header(name, value).bearer_auth(answer["access_token"].as_str().unwrap());
        request.send().await.unwrap().json::<Vec<serde_json::Value>>().await.unwrap().len()
    };
    assert_eq!(forms().await, 0);
    tenant.set_fault(None).unwrap();
    assert_eq!(forms().await, 2);
    tenant.reset();
    assert_eq!(forms().await, 0);
    let unknown = tenant.set_fault(Some("form-empty")).unwrap_err().to_string();
    assert!(unknown.contains("did you mean `forms-empty`"), "{unknown}");
}
