//! What a body rests on, and how a profile's overrides change it.

use evidence::{Level, Vendor};
use requests::{Overrides, RequestShape};
use rstest::rstest;
use serde_json::{Value, json};

#[expect(clippy::unwrap_used, reason = "a test names an operation that is there")]
fn shape(operation: &str) -> &'static RequestShape {
    requests::for_operation(Vendor::Oscar, operation).unwrap()
}

fn rests_on(operation: &str, body: &Value) -> Vec<String> {
    shape(operation).rests_on(body).into_iter().map(|one| format!("{}: {}", one.what, one.level)).collect()
}

#[rstest]
#[case("create-membership", "policy_info", Level::Documented)]
#[case("create-membership", "enrollees", Level::Documented)]
#[case("create-membership", "enrollees[].relationship_type", Level::Documented)]
#[case("create-membership", "writing_agent.first_name", Level::Documented)]
#[case("create-membership", "writing_agent.npn", Level::Assumed)]
#[case("create-membership", "enrollees[].ssn", Level::Assumed)]
#[case("create-membership", "enrollees[].residential_address.zipcode", Level::Assumed)]
#[case("create-membership", "is_ichra", Level::Assumed)]
#[case("create-membership", "never_heard_of", Level::Assumed)]
#[case("update-membership", "enrollees[].relationship_type", Level::Assumed)]
#[case("update-membership", "writing_agent.first_name", Level::Assumed)]
#[case("update-membership", "enrollees[].oscar_id", Level::Inferred)]
#[case("get-membership", "member_info.oscar_id", Level::Draft)]
#[case("get-membership", "oscar_id", Level::Assumed)]
#[case("upsert-payment-preference", "payment_token", Level::Documented)]
#[case("upsert-payment-preference", "payment_token.token", Level::Assumed)]
#[case("upsert-payment-preference", "is_autopay_enabled", Level::Inferred)]
#[case("get-balance", "as_of_date", Level::Assumed)]
fn a_member_is_known_as_well_as_the_dossier_says(
    #[case] operation: &str,
    #[case] member: &str,
    #[case] level: Level,
) {
    assert_eq!(shape(operation).member_level(member), level);
}

#[test]
fn a_body_rests_on_its_guessed_members_each_named_once() {
    let body = json!({
        "policy_info": { "hios_id": "12345NE1234567-00" },
        "enrollees": [
            { "relationship_type": "POLICY_HOLDER", "ssn": "666123456" },
            { "relationship_type": "CHILD", "ssn": "900010001" }
        ]
    });
    assert_eq!(
        rests_on("create-membership", &body),
        ["member policy_info.hios_id: assumed", "member enrollees[].ssn: assumed"]
    );
}

#[test]
fn documented_members_alone_rest_on_nothing() {
    let body = json!({ "policy_info": {}, "enrollees": [{ "relationship_type": "POLICY_HOLDER" }] });
    assert_eq!(rests_on("create-membership", &body), Vec::<String>::new());
}

#[test]
fn an_overridden_member_has_its_real_name_and_is_no_guess_any_more() {
    let overrides = Overrides::new([("enrollees[].ssn", "social_security_number"), ("is_ichra", "ichra")]);
    overrides.check(Vendor::Oscar).unwrap();
    let shape = shape("create-membership");
    let body = json!({ "is_ichra": true, "enrollees": [{ "ssn": "666123456", "sex": "MALE" }] });
    let rests_on: Vec<_> = shape.rests_on_with(&body, &overrides).into_iter().map(|one| one.what).collect();
    assert_eq!(rests_on, ["member enrollees[].sex"]);
    assert_eq!(
        shape.rename(body, &overrides),
        json!({ "ichra": true, "enrollees": [{ "social_security_number": "666123456", "sex": "MALE" }] })
    );
}

#[test]
fn the_order_of_members_survives_renaming() {
    let overrides = Overrides::new([("policy_info.hios_id", "hios")]);
    let body = json!({ "policy_info": { "plan_year": "2026", "hios_id": "x", "monthly_premium": "1" } });
    let text = shape("create-membership").rename(body, &overrides).to_string();
    assert_eq!(text, r#"{"policy_info":{"plan_year":"2026","hios":"x","monthly_premium":"1"}}"#);
}

#[test]
fn an_override_of_nothing_is_refused_with_the_nearest_name() {
    let error = Overrides::new([("enrollees[].snn", "x")]).check(Vendor::Oscar).unwrap_err().to_string();
    assert_eq!(
        error,
        "no request of oscar has a member `enrollees[].snn`; did you mean `enrollees[].ssn`?; \
         a path looks like `enrollees[].ssn`"
    );
}

#[test]
fn sensitive_members_are_named_with_what_a_profile_calls_them() {
    assert_eq!(requests::sensitive_members(Vendor::Oscar), ["ssn", "token"]);
    let overrides = Overrides::new([("enrollees[].ssn", "social_security_number")]);
    assert_eq!(
        requests::sensitive_members_with(Vendor::Oscar, &overrides),
        ["social_security_number", "ssn", "token"]
    );
    assert_eq!(
        requests::sensitive_members(Vendor::Ideon),
        ["file", "medicare_beneficiary_identifier", "social_security_number"]
    );
}

#[test]
fn a_sensitive_value_stands_in_no_violation() {
    let body = json!({ "enrollees": [{ "relationship_type": "POLICY_HOLDER", "ssn": "66612345X" }] });
    let violations = shape("create-membership").violations(&body);
    let about_it: Vec<_> =
        violations.iter().filter(|one| one.instance_pointer == "/enrollees/0/ssn").collect();
    assert_eq!(about_it.len(), 1);
    assert_eq!(about_it[0].actual, "[masked] (string)");
    assert_eq!(
        about_it[0].message,
        "`/enrollees/0/ssn` is [masked] (string), expected nine digits without hyphens"
    );
    assert!(!format!("{violations:?}").contains("66612345X"));
}

#[test]
fn an_operation_without_a_body_has_no_shape() {
    assert!(requests::for_operation(Vendor::Oscar, "health-check").is_none());
    assert!(requests::for_operation(Vendor::Osigu, "create-membership").is_none());
}
