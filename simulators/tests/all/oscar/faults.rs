//! Each fault changes what its summary says, and nothing else.

use std::{collections::BTreeSet, time::Duration};

use simulators::{Options, Oscar, Settings};

use crate::{
    oscar::{conversation::hold, support::client_builder},
    shared::{changes, differences},
};

const GETS: &[&str] = &["get", "get-added", "get-changed"];
const REFUSALS: &[&str] = &[
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
];
/// Every step that needs the family that the creation made.
const FAMILY: &[&str] = &[
    "get",
    "add",
    "get-added",
    "change",
    "get-changed",
    "balance",
    "no-preference",
    "upsert",
    "preferences",
    "cleared",
];
const ACCEPTED: &[&str] = &[
    "status 400 -> 200",
    "- /error_category",
    "- /error_code",
    "- /message",
    "- /field",
    "+ /oscar_id",
    "+ /enrollees",
];
const REFUSED: &[&str] = &[
    "status 200 -> 400",
    "- /oscar_id",
    "- /enrollees",
    "+ /error_category",
    "+ /error_code",
    "+ /message",
    "+ /field",
];

/// A fault, the steps of the conversation that it changes, and the change in the first of them. A change that goes on
/// longer than written here has only its start compared. Without steps stands what this conversation does not touch;
/// the program's own tests see how each of those shows.
#[rustfmt::skip]
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("health-wrong-text", &["health"], &["no JSON"]),
    ("create-without-oscar-id", &["create"], &["- /oscar_id", "- /enrollees/0/oscar_id", "- /enrollees/1/oscar_id"]),
    ("create-without-application-id", &["create"], &["- /application_id"]),
    ("create-oscar-id-is-number", &["create"], &["~ /oscar_id = 96451760", "~ /enrollees/0/oscar_id = 96451760", "~ /enrollees/1/oscar_id = 96451760"]),
    ("create-oscar-id-malformed", &["create"], &[r#"~ /oscar_id = "OSC96451760""#, r#"~ /enrollees/0/oscar_id = "OSC96451760""#, r#"~ /enrollees/1/oscar_id = "OSC96451760""#]),
    ("create-not-stored", FAMILY, &["status 200 -> 400"]),
    ("refuses-valid-create", &["create", "family"], REFUSED),
    ("refuses-optional-parts", &["create", "family"], REFUSED),
    ("refuses-missing-ssn", &[], &[]),
    ("refuses-correction", &[], &[]),
    ("qle-always-needed", &[], &[]),
    ("enrollment-window-too-short", &[], &[]),
    ("enrollment-window-too-long", &[], &[]),
    ("create-repeats-application-id", &["create"], &[r#"~ /application_id = "00000000-0000-4000-8000-000000000001""#]),
    ("create-wrong-status", &["create"], &["status 200 -> 418"]),
    ("create-wrong-content-type", &["create"], &["type application/json -> text/plain"]),
    ("get-without-memberships", GETS, &["- /memberships"]),
    ("get-memberships-is-object", GETS, &["~ /memberships"]),
    ("get-without-effectuation-status", GETS, &["- /memberships/0/eligibility_info/effectuation_status", "- /memberships/1/eligibility_info/effectuation_status"]),
    ("get-effectuation-status-unknown-value", GETS, &[r#"~ /memberships/0/eligibility_info/effectuation_status = "ACTIVE""#, r#"~ /memberships/1/eligibility_info/effectuation_status = "ACTIVE""#]),
    ("get-never-effectuated", GETS, &[r#"~ /memberships/0/eligibility_info/effectuation_status = "UNEFFECTUATED""#, r#"~ /memberships/1/eligibility_info/effectuation_status = "UNEFFECTUATED""#]),
    ("get-without-coverage-start", GETS, &["- /memberships/0/eligibility_info/coverage_start", "- /memberships/1/eligibility_info/coverage_start"]),
    ("get-coverage-start-is-number", GETS, &["~ /memberships/0/eligibility_info/coverage_start = 20260701", "~ /memberships/1/eligibility_info/coverage_start = 20260701"]),
    ("get-shifts-coverage-start", GETS, &[r#"~ /memberships/0/eligibility_info/coverage_start = "2026-07-02""#, r#"~ /memberships/1/eligibility_info/coverage_start = "2026-07-02""#]),
    ("get-wrong-coverage-end", GETS, &[r#"~ /memberships/0/eligibility_info/coverage_end = "2026-12-30""#, r#"~ /memberships/1/eligibility_info/coverage_end = "2026-12-30""#]),
    ("get-email-is-number", GETS, &["~ /memberships/0/member_info/email = 42", "~ /memberships/1/member_info/email = 42"]),
    ("get-date-of-birth-is-american", GETS, &[r#"~ /memberships/0/member_info/date_of_birth = "01/31/1990""#, r#"~ /memberships/1/member_info/date_of_birth = "01/31/1990""#]),
    ("get-family-role-unknown-value", GETS, &[r#"~ /memberships/0/member_info/family_role = "SUBSCRIBER""#]),
    ("get-without-member-ids", GETS, &["- /memberships/0/member_info/oscar_id", "- /memberships/1/member_info/oscar_id"]),
    ("get-unstable-ids", GETS, &[r#"~ /memberships/0/member_info/oscar_id = "OSC90000001-01""#, r#"~ /memberships/1/member_info/oscar_id = "OSC90000001-02""#]),
    ("get-only-the-person-asked", GETS, &["~ /memberships has 1 for 2"]),
    ("get-lists-a-stranger", GETS, &["~ /memberships has 3 for 2"]),
    ("get-mixes-families", &[], &[]),
    ("get-drops-policy-holder-after-update", &["get-added", "get-changed"], &["~ /memberships has 2 for 3"]),
    ("update-without-dependent", &["add"], &["~ /enrollees has 0 for 1"]),
    ("update-dependent-without-oscar-id", &["add"], &["- /enrollees/0/oscar_id"]),
    ("update-dependent-shares-oscar-id", &["add"], &[r#"~ /enrollees/0/oscar_id = "OSC96451760-01""#]),
    ("get-omits-dependent", &["get-added", "get-changed"], &["~ /memberships has 2 for 3"]),
    ("update-not-stored", &["get-changed"], &[r#"~ /memberships/0/member_info/email = "person1@example.com""#]),
    ("refuses-dependent", &["add", "get-added", "get-changed"], REFUSED),
    ("balance-without-overdue", &["balance", "cleared"], &["- /overdue_balance"]),
    ("balance-without-upcoming", &["balance", "cleared"], &["- /upcoming_due_balance"]),
    ("balance-without-credit", &["balance", "cleared"], &["- /credit_amount"]),
    ("balance-without-overall", &["balance", "cleared"], &["- /overall_balance_amount"]),
    ("balance-amount-is-word", &["balance", "cleared"], &[r#"~ /upcoming_due_balance = "plenty""#]),
    ("balance-does-not-add-up", &["balance", "cleared"], &["~ /overall_balance_amount = 330.32"]),
    ("balance-wrong-premium", &["balance", "cleared"], &["~ /monthly_premium = 339.32"]),
    ("preference-autopay-false", &["upsert"], &["~ /is_autopay_enabled = false"]),
    ("preference-autopay-is-text", &["upsert"], &[r#"~ /is_autopay_enabled = "true""#]),
    ("preference-without-autopay", &["upsert"], &["- /is_autopay_enabled"]),
    ("preference-owner-member", &["upsert"], &[r#"~ /payment_method_owner = "MEMBER""#]),
    ("preference-without-owner", &["upsert"], &["- /payment_method_owner"]),
    ("preference-not-stored", &["preferences"], &["~ /payment_preferences has 0 for 1"]),
    ("preferences-shared", &[], &[]),
    ("autopay-stays-on", &[], &[]),
    ("reading-toggles-autopay", &[], &[]),
    ("preferences-empty", &["no-preference", "preferences"], &["- /payment_preferences"]),
    ("preferences-autopay-off", &["preferences"], &["~ /payment_preferences/0/is_autopay_enabled = false"]),
    ("preference-owner-lost", &["preferences"], &["- /payment_preferences/0/payment_method_owner"]),
    ("accepts-non-numeric-ssn", &["ssn-letters"], ACCEPTED),
    ("accepts-short-ssn", &["ssn-short"], ACCEPTED),
    ("accepts-long-ssn", &["ssn-long"], ACCEPTED),
    ("accepts-missing-policy-info", &["no-policy"], ACCEPTED),
    ("accepts-missing-enrollees", &["no-enrollees"], ACCEPTED),
    ("accepts-missing-policy-holder", &["empty-enrollees", "no-holder"], ACCEPTED),
    ("accepts-duplicate-ssn", &["same-ssn"], ACCEPTED),
    ("accepts-missing-qle", &["no-event"], ACCEPTED),
    ("accepts-unknown-qle", &[], &[]),
    ("accepts-malformed-values", &[], &[]),
    ("accepts-incomplete-preference", &[], &[]),
    ("accepts-unknown-member", &["unknown"], &["status 400 -> 200"]),
    ("accepts-missing-member", &[], &[]),
    ("accepts-broken-json", &[], &[]),
    ("error-without-error-code", REFUSALS, &["- /error_code"]),
    ("error-code-is-empty", REFUSALS, &[r#"~ /error_code = """#]),
    ("error-without-field", REFUSALS, &["- /field"]),
    ("error-field-is-number", REFUSALS, &["~ /field = 7"]),
    ("error-names-wrong-field", REFUSALS, &[r#"~ /field = "is_ichra""#]),
    ("error-as-text", REFUSALS, &["type application/json -> text/plain", "no JSON"]),
    ("html-error-page", REFUSALS, &["type application/json -> text/html", "no JSON"]),
    ("actionable-as-422", REFUSALS, &["status 400 -> 422"]),
    ("retry-as-500", &["pending"], &["status 503 -> 500"]),
    ("pending-never-clears", &["cleared"], &["status 200 -> 503"]),
    ("pending-holds-up-everybody", &[], &[]),
    ("retry-carried-out", &[], &[]),
    ("escalate-as-503", &["escalate"], &["status 500 -> 503"]),
    ("escalate-without-application-id", &["escalate"], &["- /application_id"]),
    ("truncated-body", GETS, &["no JSON"]),
    ("trailing-bytes", GETS, &["no JSON"]),
    ("duplicate-member", GETS, &[]),
    ("latin1-body", GETS, &["no JSON"]),
    ("reset-connection", GETS, &["failed timeout=false"]),
    ("not-http", GETS, &["failed timeout=false"]),
    ("slow-answer", GETS, &["failed timeout=true"]),
    ("accepts-any-certificate", &[], &[]),
    ("refuses-every-certificate", &["all"], &["status 200 -> 401", "type text/plain -> application/json", "no JSON"]),
];

#[tokio::test]
async fn each_fault_changes_exactly_its_steps_in_its_way() {
    let oscar = Oscar::start(Options::default()).await.unwrap();
    let client = client_builder().timeout(Duration::from_secs(1)).build().unwrap();
    let settings = || Settings { slow_answer: Duration::from_secs(60), ..Settings::default() };
    let honest = hold(&oscar, &client, None, settings()).await;
    assert_eq!(
        differences(&honest, &hold(&oscar, &client, None, settings()).await),
        [""; 0],
        "a replay is the same"
    );
    let all: Vec<_> = honest.iter().map(|(step, _)| *step).collect();

    let mut wrong = Vec::new();
    for (fault, steps, expected) in TABLE {
        let faulty = hold(&oscar, &client, Some(fault), settings()).await;
        let steps = match *steps {
            ["all"] => all.clone(),
            ["create", "family"] => [&["create"], FAMILY].concat(),
            steps => steps.to_vec(),
        };
        let found = differences(&honest, &faulty);
        if found != steps {
            wrong.push(format!("{fault}: {found:?} instead of {steps:?}"));
        }
        let Some(first) = found.first() else { continue };
        let found = changes(first, &honest, &faulty);
        let agrees = found.len() >= expected.len()
            && (found.len() == expected.len() || expected.len() == 1)
            && found.iter().zip(*expected).all(|(found, expected)| found.starts_with(expected));
        if !agrees {
            wrong.push(format!("{fault}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_fault_and_names_are_kebab_case_and_unique() {
    let names: Vec<_> = Oscar::faults().iter().map(|fault| fault.name).collect();
    assert_eq!(names, TABLE.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(names.len() >= 36, "{}", names.len());
    for fault in Oscar::faults() {
        assert!(
            fault.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(!fault.summary.is_empty() && !fault.summary.ends_with('.'), "{}", fault.name);
    }
}

#[tokio::test]
async fn a_simulator_started_with_a_fault_has_it_for_every_tenant_until_one_is_set() {
    let fault = Some("health-wrong-text".to_owned());
    let oscar = Oscar::start(Options { fault, ..Options::default() }).await.unwrap();
    let client = client_builder().build().unwrap();
    let tenant = oscar.tenant("t", std::sync::Arc::new(clock::RealClock));
    let health = async |tenant: &str| {
        let request = client.get(oscar.base_url()).header("x-covenant-tenant", tenant);
        request.send().await.unwrap().text().await.unwrap()
    };
    assert_eq!(
        (health("t").await, health("other").await),
        ("Service is up".to_owned(), "Service is up".to_owned())
    );
    tenant.set_fault(None).unwrap();
    assert_eq!(health("t").await, "Welcome to Oscar's ICHRA API!");
    tenant.reset();
    assert_eq!(health("t").await, "Service is up");
    assert!(tenant.set_fault(Some("nonsense")).is_err());
}

/// A fault may be combined with any reading: it still changes something and never breaks the simulator.
#[tokio::test]
async fn faults_work_in_the_shapes_of_other_readings() {
    let oscar = Oscar::start(Options::default()).await.unwrap();
    let client = client_builder().build().unwrap();
    for reading in ["flat-memberships", "ids-in-array", "error-list"] {
        let settings = || Settings::reading(reading).unwrap();
        let honest = hold(&oscar, &client, None, settings()).await;
        for (fault, steps, _) in
            TABLE.iter().filter(|(name, steps, _)| *name != "slow-answer" && !steps.is_empty())
        {
            let faulty = hold(&oscar, &client, Some(fault), settings()).await;
            assert!(!differences(&honest, &faulty).is_empty(), "{reading} {fault} {steps:?}");
        }
    }
}
