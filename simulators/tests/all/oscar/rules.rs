//! What is refused, with which code and field, beside what is accepted; and the 503 and 500 that a tester asks for.

use rstest::rstest;
use serde_json::{Value, json};
use simulators::Settings;
use time::{OffsetDateTime, macros::datetime};

use crate::oscar::support::*;

#[rstest]
#[case::non_numeric_ssn("/enrollees/0/ssn", json!("66612345X"), "INVALID_SSN", "enrollees[0].ssn")]
#[case::ssn_with_hyphens("/enrollees/0/ssn", json!("666-12-3456"), "INVALID_SSN", "enrollees[0].ssn")]
#[case::short_ssn("/enrollees/1/ssn", json!("66612345"), "INVALID_SSN", "enrollees[1].ssn")]
#[case::long_ssn("/enrollees/1/ssn", json!("6661234567"), "INVALID_SSN", "enrollees[1].ssn")]
#[case::empty_ssn("/enrollees/0/ssn", json!(""), "INVALID_SSN", "enrollees[0].ssn")]
#[case::number_as_ssn("/enrollees/0/ssn", json!(666_123_456), "INVALID_FIELD_VALUE", "enrollees[0].ssn")]
#[case::no_policy_info("/policy_info", Value::Null, "MISSING_REQUIRED_FIELD", "policy_info")]
#[case::policy_info_is_text("/policy_info", json!("x"), "INVALID_FIELD_VALUE", "policy_info")]
#[case::no_enrollees("/enrollees", Value::Null, "MISSING_REQUIRED_FIELD", "enrollees")]
#[case::enrollees_is_object("/enrollees", json!({}), "INVALID_FIELD_VALUE", "enrollees")]
#[case::empty_enrollees("/enrollees", json!([]), "MISSING_POLICY_HOLDER", "enrollees")]
#[case::enrollee_is_text("/enrollees/1", json!("x"), "INVALID_FIELD_VALUE", "enrollees[1]")]
#[case::too_many("/enrollees", json!(vec![json!({}); 100]), "INVALID_FIELD_VALUE", "enrollees")]
#[case::no_policy_holder("/enrollees/0/relationship_type", json!("SPOUSE"), "MISSING_POLICY_HOLDER", "enrollees")]
#[case::two_policy_holders("/enrollees/1/relationship_type", json!("POLICY_HOLDER"), "INVALID_FIELD_VALUE",
    "enrollees[1].relationship_type")]
#[case::equal_ssns("/enrollees/1/ssn", json!("666010001"), "DUPLICATE_SSN", "enrollees[1].ssn")]
#[case::unknown_relationship("/enrollees/1/relationship_type", json!("COUSIN"), "INVALID_FIELD_VALUE",
    "enrollees[1].relationship_type")]
#[case::no_first_name(
    "/enrollees/0/first_name",
    Value::Null,
    "MISSING_REQUIRED_FIELD",
    "enrollees[0].first_name"
)]
#[case::blank_name("/enrollees/0/last_name", json!("  "), "INVALID_FIELD_VALUE", "enrollees[0].last_name")]
#[case::bad_birth_date("/enrollees/0/date_of_birth", json!("31.01.1990"), "INVALID_FIELD_VALUE",
    "enrollees[0].date_of_birth")]
#[case::no_such_day("/enrollees/0/coverage_start", json!("2026-02-30"), "INVALID_FIELD_VALUE",
    "enrollees[0].coverage_start")]
#[case::end_before_start("/enrollees/0/coverage_end", json!("2026-06-30"), "INVALID_FIELD_VALUE",
    "enrollees[0].coverage_end")]
#[case::flag_as_text("/enrollees/0/is_tobacco_user", json!("no"), "INVALID_FIELD_VALUE",
    "enrollees[0].is_tobacco_user")]
#[case::bad_email("/enrollees/0/email", json!("nobody"), "INVALID_FIELD_VALUE", "enrollees[0].email")]
#[case::bad_zip("/enrollees/0/residential_address/zipcode", json!("6800"), "INVALID_FIELD_VALUE",
    "enrollees[0].residential_address.zipcode")]
#[case::bad_sex("/enrollees/0/sex", json!("F"), "INVALID_FIELD_VALUE", "enrollees[0].sex")]
#[case::bad_plan("/policy_info/hios_id", json!("12345NE1234567"), "INVALID_FIELD_VALUE", "policy_info.hios_id")]
#[case::bad_premium("/policy_info/monthly_premium", json!("329,32"), "INVALID_FIELD_VALUE",
    "policy_info.monthly_premium")]
#[case::no_event("/qle_info", Value::Null, "QLE_REQUIRED", "qle_info")]
#[case::unknown_event("/qle_info/qualifying_event", json!("WEDDING"), "INVALID_QLE", "qle_info.qualifying_event")]
#[case::event_without_date(
    "/qle_info/qualifying_event_date",
    Value::Null,
    "MISSING_REQUIRED_FIELD",
    "qle_info.qualifying_event_date"
)]
#[case::agent_without_name(
    "/writing_agent/last_name",
    Value::Null,
    "MISSING_REQUIRED_FIELD",
    "writing_agent.last_name"
)]
#[case::no_ichra_flag("/is_ichra", Value::Null, "MISSING_REQUIRED_FIELD", "is_ichra")]
#[case::signature_without_offset("/date_signed", json!("2026-06-14T09:22:47"), "INVALID_FIELD_VALUE", "date_signed")]
#[tokio::test]
async fn a_creation_with_one_defect_is_refused_and_without_it_accepted(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] code: &str,
    #[case] field: &str,
) {
    let sim = Sim::start().await;
    let good = creation(&[holder(1), person(2, "CHILD")]);
    let (status, answer) = sim.post(CREATE, &but(&good, pointer, &value)).await;
    assert_eq!(status, 400, "{answer}");
    assert_eq!((&answer["error_code"], &answer["field"]), (&json!(code), &json!(field)), "{answer}");
    assert_eq!(answer["application_id"].as_str().unwrap().len(), 36);
    sim.ok(CREATE, &good).await;
}

#[rstest]
#[case::window_opens(datetime!(2026-11-01 00:00 UTC), true)]
#[case::day_before(datetime!(2026-10-31 23:59 UTC), false)]
#[case::new_year(datetime!(2027-01-01 00:00 UTC), true)]
#[case::last_day(datetime!(2027-01-15 23:59 UTC), true)]
#[case::day_after(datetime!(2027-01-16 00:00 UTC), false)]
#[tokio::test]
async fn open_enrollment_needs_no_event(#[case] now: OffsetDateTime, #[case] is_open: bool) {
    let sim = Sim::start().await;
    sim.clock.set(now);
    let body = but(&creation(&[holder(1)]), "/qle_info", &Value::Null);
    let (status, answer) = sim.post(CREATE, &body).await;
    assert_eq!(status == 200, is_open, "{answer}");
}

#[rstest]
#[case::text("nonsense")]
#[case::empty("")]
#[case::cut("{\"is_ichra\": true")]
#[case::list("[]")]
#[case::number("7")]
#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused(#[case] body: &'static str) {
    let sim = Sim::start().await;
    let request = sim.client.post(sim.url(CREATE)).header("content-type", "application/json").body(body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!((&answer["error_code"], &answer["field"]), (&json!("MALFORMED_REQUEST"), &Value::Null));
}

#[rstest]
#[case(GET, json!({"member_info": {"oscar_id": "OSC12345678-01"}}), "MEMBER_NOT_FOUND", "member_info.oscar_id")]
#[case(GET, json!({}), "MISSING_REQUIRED_FIELD", "oscar_id")]
#[case(GET, json!({"member_info": {}}), "MISSING_REQUIRED_FIELD", "member_info.oscar_id")]
#[case(GET, json!({"member_info": 1}), "INVALID_FIELD_VALUE", "member_info")]
#[case(GET, json!({"oscar_id": 7}), "INVALID_FIELD_VALUE", "oscar_id")]
#[case(UPDATE, json!({"oscar_id": "OSC12345678-01", "enrollees": []}), "MEMBER_NOT_FOUND", "oscar_id")]
#[case(BALANCE, json!({"oscar_id": "OSC12345678-01"}), "MEMBER_NOT_FOUND", "oscar_id")]
#[case(UPSERT, json!({"oscar_id": "nobody"}), "MEMBER_NOT_FOUND", "oscar_id")]
#[case(PREFERENCES, json!({"oscar_id": null}), "MISSING_REQUIRED_FIELD", "oscar_id")]
#[tokio::test]
async fn an_unknown_member_is_refused(
    #[case] path: &str,
    #[case] body: Value,
    #[case] code: &str,
    #[case] field: &str,
) {
    let sim = Sim::start().await;
    sim.enroll(1).await;
    assert_eq!(sim.refused(path, &body).await, (code.to_owned(), json!(field)));
}

#[rstest]
#[case::no_enrollees(json!({}), "MISSING_REQUIRED_FIELD", "enrollees")]
#[case::strangers_id(json!({"enrollees": [{"oscar_id": "OSC12345678-02"}]}), "MEMBER_NOT_FOUND",
    "enrollees[0].oscar_id")]
#[case::second_holder(json!({"enrollees": [holder(7)]}), "INVALID_FIELD_VALUE", "enrollees[0].relationship_type")]
#[case::incomplete_dependent(json!({"enrollees": [{"relationship_type": "CHILD"}]}), "MISSING_REQUIRED_FIELD",
    "enrollees[0].external_member_id")]
#[case::change_of_nobody(json!({"enrollees": [but(&person(7, "CHILD"), "/change_type", &json!("CHANGE"))]}),
    "MISSING_REQUIRED_FIELD", "enrollees[0].oscar_id")]
#[case::termination(json!({"enrollees": [but(&person(7, "CHILD"), "/change_type", &json!("TERMINATION"))]}),
    "INVALID_FIELD_VALUE", "enrollees[0].change_type")]
#[case::unknown_change(json!({"enrollees": [but(&person(7, "CHILD"), "/change_type", &json!("SWAP"))]}),
    "MISSING_REQUIRED_FIELD", "enrollees[0].oscar_id")]
#[case::equal_ssns(json!({"enrollees": [person(7, "CHILD"), but(&person(8, "CHILD"), "/ssn", &json!("666010007"))]}),
    "DUPLICATE_SSN", "enrollees[1].ssn")]
#[case::covered_elsewhere(json!({"enrollees": [person(2, "SPOUSE")]}), "EXISTING_MEMBERSHIP", "enrollees[0].ssn")]
#[case::bad_reason(json!({"enrollees": [but(&person(7, "CHILD"), "/additional_maintenance_reason", &json!("WHIM"))]}),
    "INVALID_FIELD_VALUE", "enrollees[0].additional_maintenance_reason")]
#[tokio::test]
async fn an_update_with_one_defect_is_refused_and_changes_nothing(
    #[case] mut body: Value,
    #[case] code: &str,
    #[case] field: &str,
) {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.enroll(2).await;
    body["oscar_id"] = json!(id);
    assert_eq!(sim.refused(UPDATE, &body).await, (code.to_owned(), json!(field)));
    assert_eq!(sim.memberships(&id).await.len(), 1);
    sim.ok(UPDATE, &update(&id, &[person(9, "CHILD")])).await;
}

#[rstest]
#[case("/is_autopay_enabled", Value::Null, "MISSING_REQUIRED_FIELD", "is_autopay_enabled")]
#[case("/is_autopay_enabled", json!("true"), "INVALID_FIELD_VALUE", "is_autopay_enabled")]
#[case("/payment_method_owner", Value::Null, "MISSING_REQUIRED_FIELD", "payment_method_owner")]
#[case("/payment_method_owner", json!("BANK"), "INVALID_FIELD_VALUE", "payment_method_owner")]
#[case("/payment_token", json!("tok"), "INVALID_FIELD_VALUE", "payment_token")]
#[case("/payment_token", json!({}), "MISSING_REQUIRED_FIELD", "payment_token.token")]
#[case("/payment_token/type", json!("CARD"), "INVALID_FIELD_VALUE", "payment_token.type")]
#[tokio::test]
async fn a_preference_with_one_defect_is_refused(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] code: &str,
    #[case] field: &str,
) {
    let sim = Sim::start().await;
    let good = preference(&sim.enroll(1).await);
    assert_eq!(sim.refused(UPSERT, &but(&good, pointer, &value)).await, (code.to_owned(), json!(field)));
    sim.ok(UPSERT, &good).await;
}

#[tokio::test]
async fn a_bad_balance_date_is_refused() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let refused = sim.refused(BALANCE, &json!({"oscar_id": id, "as_of_date": "soon"})).await;
    assert_eq!(refused, ("INVALID_FIELD_VALUE".to_owned(), json!("as_of_date")));
}

#[tokio::test]
async fn the_file_flows_rules_govern_updates_where_set() {
    let sim = Sim::with(Settings::reading("file-change-rules").unwrap()).await;
    let id = sim.enroll(1).await;
    let kept = json!({"oscar_id": id, "change_type": "NO_OP"});
    let mut body = update(&id, &[kept.clone(), person(2, "CHILD")]);
    assert_eq!(sim.refused(UPDATE, &body).await.0, "QLE_REQUIRED");
    body["qle_info"] = json!({"qualifying_event": "BIRTH", "qualifying_event_date": "2026-06-10"});
    let alone = but(&body, "/enrollees", &json!([person(2, "CHILD")]));
    assert_eq!(sim.refused(UPDATE, &alone).await.0, "MISSING_POLICY_HOLDER");
    sim.ok(UPDATE, &body).await;
    let bare = json!({"oscar_id": id, "email": "new@example.com"});
    let child = json!({"oscar_id": id.replace("-01", "-02"), "change_type": "NO_OP"});
    let (_, field) = sim.refused(UPDATE, &update(&id, &[bare, child])).await;
    assert_eq!(field, "enrollees[0].change_effective_date");
}

#[tokio::test]
async fn the_next_calls_can_be_made_pending_for_anyone() {
    let sim = Sim::start().await;
    sim.tenant.pend_next(2);
    for _ in 0..2 {
        let (status, answer) = sim.post(CREATE, &creation(&[holder(1)])).await;
        assert_eq!(status, 503);
        assert_eq!(
            (&answer["error_category"], &answer["error_code"]),
            (&json!("RETRY"), &json!("PENDING_TRANSACTION"))
        );
    }
    sim.enroll(1).await;
}

#[tokio::test]
async fn a_members_calls_can_be_made_pending() {
    let sim = Sim::start().await;
    let (mine, other) = (sim.enroll(1).await, sim.enroll(2).await);
    assert!(sim.tenant.pend_member(&mine, 1));
    assert!(!sim.tenant.pend_member("OSC00000000-01", 1));
    sim.memberships(&other).await;
    assert_eq!(sim.post(UPDATE, &update(&mine, &[])).await.0, 503);
    sim.memberships(&mine).await;
}

#[tokio::test]
async fn an_internal_error_carries_an_application_id() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.tenant.fail_next(1);
    let (status, answer) = sim.post(GET, &json!({"oscar_id": id})).await;
    assert_eq!((status, &answer["error_category"]), (500, &json!("ESCALATE")));
    assert_eq!(answer["application_id"].as_str().unwrap().len(), 36);
    sim.memberships(&id).await;
}

#[rstest]
#[case("retry", 503)]
#[case("escalate", 500)]
#[case("explode", 400)]
#[tokio::test]
async fn a_header_asks_for_one_error(#[case] value: &str, #[case] status: u16) {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let (name, tenant) = sim.tenant.header();
    let request = sim.client.post(sim.url(GET)).header(name, tenant).header("x-simulate", value);
    let response = request.json(&json!({"oscar_id": id})).send().await.unwrap();
    assert_eq!(response.status(), status);
    sim.memberships(&id).await;
}
