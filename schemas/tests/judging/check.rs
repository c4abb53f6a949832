//! What must hold for every response.

use evidence::{Level, Vendor};
use rstest::rstest;
use serde_json::json as value;

use crate::common::{check, example, json, response, rules};

#[rstest]
#[case("create-membership", 200, "create-membership.200/valid-family")]
#[case("get-membership", 200, "get-membership.200/valid-family")]
#[case("update-membership", 200, "update-membership.200/valid-dependent")]
#[case("get-balance", 200, "get-balance.200/valid-numbers")]
#[case("upsert-payment-preference", 200, "upsert-payment-preference.200/valid-vendor")]
#[case("get-payment-preferences", 200, "get-payment-preferences.200/valid-list")]
#[case("create-membership", 400, "error.400/valid-flat")]
#[case("get-balance", 401, "error.401/valid-message")]
#[case("get-balance", 500, "error.500/valid-flat")]
#[case("update-membership", 503, "error.503/valid-flat")]
fn a_conforming_response_breaks_nothing(#[case] operation: &str, #[case] status: u16, #[case] body: &str) {
    let body = example(body);
    assert_eq!(check(operation, &json(status, &body)), []);
    assert!(schemas::is_valid(Vendor::Oscar, operation, status, &body));
    assert!(!schemas::is_valid(Vendor::Oscar, operation, 418, &body));
}

#[test]
fn the_welcome_of_the_health_check_is_plain_text() {
    let welcome = b"Welcome to Oscar's ICHRA API!";
    assert_eq!(check("health-check", &response(200, Some("text/plain; charset=utf-8"), welcome)), []);
    let html = check("health-check", &response(200, Some("text/html"), b"<html>It works!</html>"));
    assert_eq!(rules(&html), ["content-type assumed", "schema documented"]);
    assert_eq!(html[1].message, "the health check does not answer with its welcome");
    assert_eq!(html[1].expected, "Welcome to Oscar's ICHRA API!");
}

#[rstest]
#[case(None, b"")]
#[case(Some("text/html"), b"<html>no</html>")]
#[case(Some("application/json"), b"")]
#[case(Some("application/json"), b"{\"message\":\"Unauthorized\"}")]
fn a_401_may_hold_anything(#[case] content_type: Option<&str>, #[case] body: &[u8]) {
    assert_eq!(check("get-balance", &response(401, content_type, body)), []);
}

#[test]
fn json_in_a_401_is_judged_at_its_weak_level() {
    let found = check("get-balance", &response(401, Some("application/json"), b"{\"message\": 17}"));
    assert_eq!(rules(&found), ["schema assumed"]);
    let found = check("get-balance", &response(401, Some("application/json"), b"{\"message\""));
    assert_eq!(rules(&found), ["json-malformed assumed"]);
}

#[rstest]
#[case("create-membership", 201, Level::Assumed)]
#[case("get-membership", 204, Level::Draft)]
#[case("create-membership", 404, Level::Inferred)]
#[case("create-membership", 429, Level::Inferred)]
#[case("create-membership", 302, Level::Inferred)]
#[case("health-check", 503, Level::Inferred)]
fn an_undocumented_status_weighs_what_is_known_of_the_right_one(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] level: Level,
) {
    let found = check(operation, &response(status, None, b""));
    assert_eq!((found[0].rule, found[0].level), ("status-undocumented", level));
    assert_eq!(found[0].actual, status.to_string());
    assert!(found[0].expected.starts_with("one of the statuses 200, 40"), "{}", found[0].expected);
}

#[test]
fn an_undocumented_success_is_judged_by_the_shape_of_the_documented_one() {
    let found = check("create-membership", &json(201, &example("create-membership.200/valid-family")));
    assert_eq!(rules(&found), ["status-undocumented assumed"]);
    let found =
        check("create-membership", &json(201, &value!({"oscar_id": "OSC12345678-01", "enrollees": []})));
    assert_eq!(found[1].message, "`application_id` stands nowhere in the response as text");
    assert_eq!(found[1].level, Level::Documented);
}

#[test]
fn other_undocumented_answers_are_looked_at_only_if_they_call_themselves_json() {
    assert_eq!(rules(&check("create-membership", &response(404, Some("text/html"), b"<html>"))).len(), 1);
    let found = check("create-membership", &response(404, Some("application/problem+json"), b"{\"a\":"));
    assert_eq!(rules(&found), ["status-undocumented inferred", "json-malformed inferred"]);
    assert_eq!(rules(&check("create-membership", &json(404, &value!({"anything": 1})))).len(), 1);
}

#[rstest]
#[case("create-membership", 200, "text/html", Level::Documented)]
#[case("get-membership", 200, "text/html", Level::Draft)]
#[case("create-membership", 400, "text/plain", Level::Inferred)]
fn a_wrong_content_type_weighs_what_is_known_of_the_right_one(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] content_type: &str,
    #[case] level: Level,
) {
    let stem = if status == 200 {
        format!("{operation}.200/valid-family")
    } else {
        "error.400/valid-flat".to_owned()
    };
    let body = example(&stem).to_string();
    let found = check(operation, &response(status, Some(content_type), body.as_bytes()));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].level), ("content-type", level));
    assert_eq!((found[0].expected.as_str(), found[0].actual.as_str()), ("application/json", content_type));
    let found = check(operation, &response(status, None, body.as_bytes()));
    assert_eq!(found[0].actual, "no content type");
}

#[rstest]
#[case("application/json; charset=utf-8", 0)]
#[case("APPLICATION/JSON;Charset=\"UTF-8\"", 0)]
#[case("application/json; charset=latin1", 1)]
fn of_a_content_type_only_the_media_type_and_a_foreign_charset_count(
    #[case] content_type: &str,
    #[case] count: usize,
) {
    let body = example("get-balance.200/valid-numbers").to_string();
    assert_eq!(check("get-balance", &response(200, Some(content_type), body.as_bytes())).len(), count);
}

#[rstest]
#[case(b"".as_slice(), "an empty body")]
#[case(b"<!doctype html><title>Bad Gateway</title>", "an HTML page titled `Bad Gateway`")]
#[case(b"OK", "plain text")]
#[case(b"{\"oscar_id\": \"OSC1", "JSON that is cut short at byte 17 (line 1, column 18)")]
fn a_body_that_is_no_json_is_named(#[case] body: &[u8], #[case] actual: &str) {
    for (operation, status, level) in [
        ("create-membership", 200, Level::Documented),
        ("get-membership", 200, Level::Documented),
        ("get-membership", 400, Level::Documented),
        ("get-membership", 500, Level::Inferred),
        ("get-membership", 503, Level::Inferred),
    ] {
        let found = check(operation, &response(status, Some("application/json"), body));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].rule, found[0].level, found[0].actual.as_str()),
            ("json-malformed", level, actual)
        );
        assert_eq!(found[0].message, format!("the body is no JSON: it is {actual}"));
    }
}

#[test]
fn a_duplicate_member_is_named_and_the_rest_still_judged() {
    let body = br#"{"error_category":"ACTIONABLE","error_code":"A","error_code":7,"message":"m","field":"f","application_id":null}"#;
    let found = check("get-balance", &response(400, Some("application/json"), body));
    assert_eq!(rules(&found), ["json-duplicate-member inferred", "schema documented", "schema assumed"]);
    assert_eq!(found[0].instance_pointer.as_deref(), Some("/error_code"));
    assert_eq!(found[1].message, "`error_code` stands nowhere in the response as text");
}

#[test]
fn bytes_after_the_end_are_told_and_the_value_still_judged() {
    let mut body = example("get-balance.200/valid-numbers").to_string();
    body.push_str("\n{\"debug\":1}");
    let found = check("get-balance", &response(200, Some("application/json"), body.as_bytes()));
    assert_eq!(rules(&found), ["json-trailing-bytes documented"]);
    assert!(found[0].actual.starts_with("11 more bytes at byte "), "{}", found[0].actual);
}

#[test]
fn a_byte_order_mark_is_told_and_the_value_still_judged() {
    let body = format!("\u{feff}{}", example("get-balance.200/valid-numbers"));
    let found = check("get-balance", &response(200, Some("application/json"), body.as_bytes()));
    assert_eq!(rules(&found), ["json-malformed inferred"]);
}

/// Phrases read on in what the judge has read; of what JSON leaves open they make their own reading.
#[rstest]
#[case::right(br#"{"total": 1.50, "of": ["\u00e9", null, -0, 12345678901234567890]}"#, true)]
#[case::of_a_wrong_shape(b"[1, 2]", true)]
#[case::duplicate_members(br#"{"a": 1, "a": 2}"#, false)]
#[case::more_behind_it(b"{} {}", false)]
#[case::byte_order_mark(b"\xef\xbb\xbf{}", false)]
#[case::not_utf8(b"{\"a\": \"\xff\"}", false)]
#[case::no_json(b"{", false)]
fn the_value_of_a_body_is_handed_on_where_nothing_is_left_open(#[case] body: &[u8], #[case] is_plain: bool) {
    let answer = response(200, Some("application/json"), body);
    let handed_on = schemas::check_and_look(Vendor::Oscar, "get-balance", &answer).value;
    let expected = is_plain.then(|| serde_json::from_slice::<serde_json::Value>(body).unwrap());
    assert_eq!(handed_on, expected);
}

#[test]
fn a_body_that_did_not_arrive_whole_is_one_violation() {
    let mut cut = response(200, Some("application/json"), b"{\"oscar_id\"");
    cut.body.incomplete = true;
    let found = check("create-membership", &cut);
    assert_eq!(rules(&found), ["body-incomplete documented"]);
    assert_eq!(found[0].actual, "the connection ended after 11 bytes");
    let mut long = response(200, Some("application/json"), b"{\"oscar_id\"");
    long.body.over_limit = true;
    assert_eq!(rules(&check("create-membership", &long)), ["body-over-limit inferred"]);
}

#[test]
fn a_violation_says_where_in_body_and_schema_what_was_expected_and_what_was_there() {
    let mut body = example("get-membership.200/valid-family");
    body["memberships"][1]["member_info"]["first_name"] = value!(17);
    let found = check("get-membership", &json(200, &body));
    assert_eq!(found.len(), 1);
    let one = &found[0];
    assert_eq!(one.instance_pointer.as_deref(), Some("/memberships/1/member_info/first_name"));
    assert_eq!(
        one.schema_path.as_deref(),
        Some("oscar/get-membership.200.json#/$defs/member_info/properties/first_name/type")
    );
    assert_eq!(one.keyword.as_deref(), Some("type"));
    assert_eq!((one.expected.as_str(), one.actual.as_str()), ("a string", "17 (number)"));
    assert_eq!(one.message, "`/memberships/1/member_info/first_name` is 17 (number), expected a string");
}

#[test]
fn a_schema_path_leads_into_the_shared_file() {
    let mut body = example("create-membership.200/valid-family");
    body["enrollees"][0]["oscar_id"] = value!("OSC1");
    let found = check("create-membership", &json(200, &body));
    assert_eq!(
        found[0].schema_path.as_deref(),
        Some("oscar/shared/definitions.json#/$defs/oscar_id/allOf/0/pattern")
    );
    assert_eq!(found[0].level, Level::Inferred);
    assert_eq!(found[0].expected, "an Oscar id such as OSC12345678-01");
}

#[test]
fn a_sensitive_value_stands_in_no_violation() {
    let mut body = example("get-membership.200/valid-family");
    body["memberships"][0]["member_info"]["ssn"] = value!(666_123_456);
    let found = check("get-membership", &json(200, &body));
    assert_eq!(found[0].actual, "[masked] (number)");
    let body = value!({"payment_preferences": {"account_number": "000111222333"}});
    let found = check("get-payment-preferences", &json(200, &body));
    assert!(found.iter().any(|one| one.message == "the response repeats payment data in full"));
    assert!(!format!("{found:?}").contains("000111222333"));
}

#[test]
fn an_unknown_operation_is_told() {
    let found = check("delete-membership", &response(200, None, b""));
    assert_eq!(rules(&found), ["operation-unknown assumed"]);
    assert!(found[0].expected.contains("create-membership, get-membership"));
}
