//! What a real vendor may do without a documented finding: every reading of the documents, and every tolerance.

use evidence::Level;
use rstest::rstest;
use serde_json::{Value, json as value};

use crate::common::{check, example, json, strongest};

fn changed(name: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = example(name);
    change(&mut body);
    body
}

#[expect(clippy::unwrap_used, reason = "a test removes from an object")]
fn remove(value: &mut Value, name: &str) {
    value.as_object_mut().unwrap().shift_remove(name);
}

/// Accepted: not even a note.
#[rstest]
#[case::money_as_text("get-balance", 200, value!({
    "overdue_balance": "0.00", "upcoming_due_balance": "329.3", "credit_amount": "-1", "overall_balance_amount": 328.32,
    "monthly_premium": "329.32", "upcoming_due_date": null}))]
#[case::flat_memberships("get-membership", 200, example("get-membership.200/valid-flat"))]
#[case::grace_period("get-membership", 200, example("get-membership.200/valid-grace-period"))]
#[case::other_id_forms("create-membership", 200, example("create-membership.200/valid-other-id-forms"))]
#[case::preference_as_object(
    "get-payment-preferences",
    200,
    example("get-payment-preferences.200/valid-object")
)]
#[case::preference_singular(
    "get-payment-preferences",
    200,
    example("get-payment-preferences.200/valid-singular")
)]
#[case::preference_bare("get-payment-preferences", 200, example("get-payment-preferences.200/valid-bare"))]
#[case::no_preference_yet("get-payment-preferences", 200, value!({"payment_preferences": []}))]
#[case::errors_as_a_list("create-membership", 400, example("error.400/valid-list"))]
#[case::error_as_an_object("create-membership", 400, example("error.400/valid-object"))]
#[case::field_as_a_list("create-membership", 400, example("error.400/valid-field-list"))]
#[case::update_lists_the_family("update-membership", 200, example("update-membership.200/valid-family"))]
#[case::update_lists_what_was_sent(
    "update-membership",
    200,
    example("update-membership.200/valid-dependent")
)]
#[case::wrapped_500("create-membership", 500, value!({"errors": [{"application_id": "a-1"}]}))]
#[case::wrapped_503("create-membership", 503, value!({"error": {"code": 7}}))]
fn an_accepted_form_breaks_nothing(#[case] operation: &str, #[case] status: u16, #[case] body: Value) {
    assert_eq!(check(operation, &json(status, &body)), []);
}

/// Not what we assume, and no more than a weak finding.
#[rstest]
#[case::ids_inside_an_array("create-membership", 200, value!({
    "enrollees": [{"oscar_id": "OSC12345678-01", "application_id": "a-1"}]}))]
#[case::answer_inside_a_list("create-membership", 200, value!([
    {"oscar_id": "OSC12345678-01", "application_id": "a-1"}]))]
#[case::answer_inside_an_envelope("create-membership", 200, value!({
    "data": {"membership": {"oscar_id": "OSC12345678-01", "application_id": "a-1"}}}))]
#[case::end_absent("get-membership", 200, changed("get-membership.200/valid-family", |body| {
    remove(&mut body["memberships"][0]["eligibility_info"], "coverage_end");
}))]
#[case::end_null("get-membership", 200, changed("get-membership.200/valid-family", |body| {
    body["memberships"][0]["eligibility_info"]["coverage_end"] = Value::Null;
}))]
#[case::spans_in_a_list("get-membership", 200, value!({"memberships": [{
    "oscar_id": "OSC12345678-01",
    "coverage_spans": [{"effectuation_status": "EFFECTUATED", "coverage_start": "2026-04-01"}]}]}))]
#[case::memberships_deeper("get-membership", 200, value!({"data": {"memberships": [{"effectuation_status": "EFFECTUATED",
    "coverage_start": "2026-04-01"}]}}))]
#[case::new_status("get-membership", 200, changed("get-membership.200/valid-family", |body| {
    body["memberships"][0]["eligibility_info"]["effectuation_status"] = value!("DELINQUENCY");
}))]
#[case::nobody_yet("get-membership", 200, value!({"memberships": []}))]
#[case::balance_in_an_envelope("get-balance", 200, value!({"balance": example("get-balance.200/valid-numbers")}))]
#[case::money_as_object("get-balance", 200, changed("get-balance.200/valid-numbers", |body| {
    body["credit_amount"] = value!({"amount": "0", "currency": "USD"});
}))]
#[case::three_decimals("get-balance", 200, changed("get-balance.200/valid-numbers", |body| {
    body["credit_amount"] = value!(0.125);
}))]
#[case::other_owner("upsert-payment-preference", 200, changed("upsert-payment-preference.200/valid-vendor", |body| {
    body["payment_method_owner"] = value!("EMPLOYER");
}))]
#[case::preference_in_an_envelope("upsert-payment-preference", 200, value!({
    "payment_preference": {"is_autopay_enabled": true, "payment_method_owner": "VENDOR"}}))]
#[case::plain_update("update-membership", 200, value!({"dependents": [{"oscar_id": "OSC12345678-02"}]}))]
#[case::bare_error("create-membership", 400, value!({"error_code": "A1", "field": "ssn"}))]
#[case::null_field("create-membership", 400, value!({"error_code": "A1", "field": null}))]
#[case::details("create-membership", 400, value!({"details": [{"error_code": "A1", "field": "ssn"}]}))]
#[case::bare_500("create-membership", 500, value!({"application_id": "a-1"}))]
#[case::empty_503("create-membership", 503, value!({}))]
#[case::created("create-membership", 201, example("create-membership.200/valid-family"))]
fn another_reading_is_never_a_documented_finding(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] body: Value,
) {
    let found = check(operation, &json(status, &body));
    assert!(!found.is_empty(), "a simulator that does so would go unnoticed");
    assert!(strongest(&found) < Some(Level::Documented), "{found:#?}");
}

/// Whatever is dropped or mistyped in what our simulator answers is noticed. Members that may be absent or of any type
/// are the exceptions, each with its reason.
#[rstest]
#[case("create-membership", 200, "create-membership.200/valid-family", &[])]
#[case("update-membership", 200, "update-membership.200/valid-dependent", &[])]
// The e-mail address is optional in a request, so a person may have none.
#[case("get-membership", 200, "get-membership.200/valid-family", &["email"])]
#[case("get-balance", 200, "get-balance.200/valid-numbers", &[])]
#[case("upsert-payment-preference", 200, "upsert-payment-preference.200/valid-vendor", &[])]
#[case("get-payment-preferences", 200, "get-payment-preferences.200/valid-list", &[])]
#[case("create-membership", 400, "error.400/valid-flat", &[])]
// `field` is said of ACTIONABLE errors only.
#[case("create-membership", 500, "error.500/valid-flat", &["field"])]
#[case("create-membership", 503, "error.503/valid-flat", &["field"])]
fn every_member_that_is_dropped_or_mistyped_is_noticed(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] name: &str,
    #[case] may_be_absent: &[&str],
) {
    let body = example(name);
    let mut pointers = Vec::new();
    members(&body, String::new(), &mut pointers);
    assert!(pointers.len() >= 3);
    for pointer in pointers {
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        let mut mistyped = body.clone();
        *mistyped.pointer_mut(&pointer).unwrap() = value!({"not": "this"});
        assert!(!check(operation, &json(status, &mistyped)).is_empty(), "{pointer} mistyped");
        if member.parse::<usize>().is_err() && !may_be_absent.contains(&member) {
            let mut dropped = body.clone();
            remove(dropped.pointer_mut(parent).unwrap(), member);
            assert!(!check(operation, &json(status, &dropped)).is_empty(), "{pointer} dropped");
        }
    }
}

fn members(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(all) => {
            for (name, below) in all {
                found.push(format!("{pointer}/{name}"));
                members(below, format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (at, below) in items.iter().enumerate() {
                found.push(format!("{pointer}/{at}"));
                members(below, format!("{pointer}/{at}"), found);
            }
        }
        _ => {}
    }
}
