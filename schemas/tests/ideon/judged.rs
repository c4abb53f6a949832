//! What is said of Ideon's answers and events.

use evidence::{Body, Header, Level, Response, Vendor};
use rstest::rstest;
use schemas::{Catalogue, Violation};
use serde_json::{Value, json};

use crate::input::OPERATIONS;

fn example(name: &str) -> Value {
    let path = format!("ideon/examples/{name}.json");
    let document = schemas::documents().iter().find(|document| document.path == path);
    serde_json::from_str(document.unwrap_or_else(|| panic!("no {path}")).text).expect("it is JSON")
}

fn answer(operation: &str, status: u16, content_type: Option<&str>, body: &str) -> Vec<Violation> {
    let response = Response {
        status,
        version: "HTTP/1.1".to_owned(),
        headers: content_type.into_iter().map(|value| Header::new("content-type", value)).collect(),
        body: Body::from_bytes(body.as_bytes()),
    };
    schemas::check(Vendor::Ideon, operation, &response)
}

fn check(operation: &str, status: u16, body: &Value) -> Vec<Violation> {
    answer(operation, status, Some("application/json"), &body.to_string())
}

fn strongest(found: &[Violation]) -> Option<Level> {
    found.iter().map(|one| one.level).max()
}

#[test]
fn the_catalogue_has_all_operations_and_all_their_documented_statuses() {
    let catalogue = Catalogue::of(Vendor::Ideon);
    assert_eq!(catalogue.operations().len(), 46);
    assert_eq!(OPERATIONS.len(), 46);
    let rows = catalogue.rows();
    assert_eq!(rows.iter().filter(|row| row.status_level == Level::Documented).count(), 241);
    assert!(rows.iter().all(|row| matches!(row.status_level, Level::Documented | Level::Inferred)));
    for operation in catalogue.operations() {
        let documented =
            operation.rows.iter().filter(|row| row.level == Level::Documented && row.status < 300);
        assert_eq!(documented.count(), 1, "{}", operation.id);
        assert_eq!(operation.success().map(|row| row.level), Some(Level::Documented), "{}", operation.id);
    }
}

#[rstest]
#[case("retrieve-a-contribution", 201, Some(200))]
#[case("list-available-plans", 201, Some(200))]
#[case("update-a-subscriber", 201, Some(200))]
#[case("update-a-coverage-period", 200, Some(201))]
#[case("attach-signed-supporting-document", 200, Some(201))]
#[case("mark-coverage-period-setup-complete", 200, Some(201))]
#[case("create-a-subscriber", 201, None)]
#[case("retrieve-a-subscriber", 200, None)]
#[case("rsppost", 200, None)]
fn where_a_reader_expects_the_other_success_it_is_inferred(
    #[case] operation: &str,
    #[case] documented: u16,
    #[case] other: Option<u16>,
) {
    let rows = &Catalogue::of(Vendor::Ideon).operation(operation).expect("it is there").rows;
    let of = |level| rows.iter().find(|row| row.level == level && row.status < 300).map(|row| row.status);
    assert_eq!(of(Level::Documented), Some(documented));
    assert_eq!(of(Level::Inferred), other);
}

#[rstest]
#[case("GET", "/coverage_periods/1", "retrieve-a-coverage-period")]
#[case("GET", "/coverage_periods/1.834", "create-an-834")]
#[case("GET", "/coverage_periods/1.csv", "create-a-csv")]
#[case("GET", "/coverage_periods/.csv", "retrieve-a-coverage-period")]
#[case("GET", "/coverage_periods/1.pdf", "retrieve-a-coverage-period")]
#[case("GET", "/coverage_periods/1/errors?status=&assignee=", "list-enrollment-problems")]
fn a_file_of_a_period_is_told_from_the_period(
    #[case] method: &str,
    #[case] path: &str,
    #[case] operation: &str,
) {
    let found = Catalogue::of(Vendor::Ideon).find(method, path).map(|operation| operation.id.as_str());
    assert_eq!(found, Some(operation));
}

#[test]
fn a_success_is_judged_by_its_own_shape_though_its_key_is_that_of_a_refusal() {
    let refusal = example("error/valid-documented");
    assert_eq!(check("list-enrollment-problems", 404, &refusal), []);
    assert_eq!(strongest(&check("list-enrollment-problems", 200, &refusal)), Some(Level::Inferred));
    let problems = example("list-enrollment-problems.200/valid-documented");
    assert_eq!(check("list-enrollment-problems", 200, &problems), []);
    assert_eq!(strongest(&check("list-enrollment-problems", 404, &problems)), Some(Level::Inferred));
}

/// IDN-Q24, IDN-Q30, IDN-Q31: what the text leaves open turns nobody red.
#[rstest]
#[case("create-a-location", 201, json!({ "location": {} }))]
#[case("create-a-plan", 201, json!({ "plan": {} }))]
#[case("list-groups", 200, json!([7]))]
#[case("list-subscribers", 200, json!({ "subscribers": [{}] }))]
#[case("list-available-plans", 201, json!({ "meta": {}, "available_plans": [{}] }))]
#[case("list-member-coverage-transmissions", 200, json!({ "coverage_transmissions": [{ "elections": {} }] }))]
#[case("retrieve-a-group", 404, json!({ "errors": ["no such group"] }))]
#[case("create-a-subscriber", 503, json!("later"))]
#[case("update-a-group-installment", 404, json!({ "message": "no" }))]
fn what_the_text_leaves_open_is_at_most_an_inference(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] body: Value,
) {
    let found = check(operation, status, &body);
    assert!(strongest(&found).is_some_and(|level| level <= Level::Inferred), "{found:?}");
}

#[rstest]
#[case("subscribe-to-group-updates", 201, Some("text/plain"), "Resource Created Successfully")]
#[case("subscribe-to-group-updates", 201, None, "")]
#[case("rsppost", 200, Some("text/html"), "OK")]
#[case("rsppost", 200, None, "OK\n")]
#[case("rsppost", 413, None, "Payload too large")]
#[case("create-an-834", 200, Some("text/plain"), "ISA*00*")]
#[case("create-a-csv", 200, Some("text/plain; charset=utf-8"), "\"quoted\"")]
#[case("create-a-group", 429, Some("text/html"), "<html></html>")]
fn words_are_no_json_and_break_nothing(
    #[case] operation: &str,
    #[case] status: u16,
    #[case] content_type: Option<&str>,
    #[case] body: &str,
) {
    assert_eq!(answer(operation, status, content_type, body), []);
}

#[rstest]
#[case(Some("text/html"), "<html></html>")]
#[case(Some("text/plain"), "Welcome")]
#[case(Some("application/json"), "{}")]
#[case(None, "")]
fn the_text_that_the_reference_has_to_the_letter_is_no_other(
    #[case] content_type: Option<&str>,
    #[case] body: &str,
) {
    let found = answer("rsppost", 200, content_type, body);
    assert!(found.iter().any(|one| one.level == Level::Documented), "{found:?}");
}

#[test]
fn nothing_of_a_person_is_in_a_finding() {
    let found = check("update-a-subscriber", 201, &json!({ "social_security_number": 666_222_222 }));
    assert!(!found.is_empty() && !format!("{found:?}").contains("666222222"), "{found:?}");
    let mut problem = example("resolve-an-enrollment-problem.201/valid-documented");
    problem["error"]["discrepancy"]["carrier"] = json!(666_123_456);
    let found = check("resolve-an-enrollment-problem", 201, &problem);
    assert!(!found.is_empty() && !format!("{found:?}").contains("666123456"), "{found:?}");
}

fn event(body: &Value) -> Vec<String> {
    let found = schemas::check_event(Vendor::Ideon, &Body::from_bytes(body.to_string().as_bytes()));
    found.iter().map(|one| format!("{} {}", one.rule, one.level)).collect()
}

#[test]
fn the_two_events_need_no_members_of_another_vendors_envelope() {
    let types = schemas::event_types(Vendor::Ideon);
    assert_eq!(types, ["coverage_period.errors_created", "coverage_period.state_changed"]);
    let changed = example("events/coverage_period.state_changed/valid-draft");
    assert_eq!(event(&changed), Vec::<String>::new());
    let opened = example("events/coverage_period.errors_created/valid-assumed");
    assert_eq!(event(&opened), Vec::<String>::new());
}

#[rstest]
#[case(json!({ "type": "group.deleted", "data": {} }), &["event-type-unknown assumed"])]
#[case(json!({ "event_type": "coverage_period.state_changed", "data": {} }), &["schema draft"])]
#[case(json!({ "type": "coverage_period.state_changed", "data": {} }), &["schema draft"])]
#[case(json!({ "type": "coverage_period.errors_created", "data": { "errors": [] } }), &["schema assumed"])]
#[case(json!([]), &["schema draft"])]
fn an_event_weighs_as_much_as_is_known_of_it(#[case] body: Value, #[case] expected: &[&str]) {
    assert_eq!(event(&body), expected);
}

#[test]
fn a_delivery_that_is_no_json_breaks_what_a_page_beside_the_reference_says() {
    let found = schemas::check_event(Vendor::Ideon, &Body::from_bytes(b"<html></html>"));
    assert_eq!(
        found.iter().map(|one| (one.rule, one.level)).collect::<Vec<_>>(),
        [("json-malformed", Level::Draft)]
    );
}
