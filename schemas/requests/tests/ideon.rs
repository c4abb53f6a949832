//! What a generator of rows is told of Ideon's requests, and the bodies that it starts from.

use evidence::{Level, Vendor};
use requests::{MemberFact, RequestShape};
use rstest::rstest;
use serde_json::{Value, json};

#[expect(clippy::unwrap_used, reason = "a test names an operation that is there")]
fn shape(operation: &str) -> &'static RequestShape {
    requests::for_operation(Vendor::Ideon, operation).unwrap()
}

#[expect(clippy::unwrap_used, reason = "a test names a member that is there")]
fn fact(operation: &str, path: &str) -> MemberFact {
    shape(operation).facts().into_iter().find(|fact| fact.path == path).unwrap()
}

#[test]
fn twenty_three_operations_have_a_request_and_rsp_has_none_of_json() {
    assert_eq!(requests::shapes(Vendor::Ideon).count(), 23);
    assert!(requests::for_operation(Vendor::Ideon, "rsppost").is_none());
}

#[test]
fn every_shape_has_an_example_that_breaks_nothing() {
    for shape in requests::shapes(Vendor::Ideon) {
        let body = shape.example().unwrap();
        assert_eq!(shape.violations(&body), [], "{}", shape.operation());
    }
    assert!(requests::shapes(Vendor::Osigu).all(|shape| shape.example().is_some()));
}

#[rstest]
#[case("create-a-subscriber", "subscriber", true, &["object"], Level::Documented)]
#[case("create-a-subscriber", "subscriber.gender", true, &[], Level::Documented)]
#[case("create-a-subscriber", "subscriber.president", false, &["string", "null"], Level::Assumed)]
#[case("create-a-subscriber", "subscriber.dependents[].residential_address.zip", true, &["string"], Level::Documented)]
#[case("create-a-subscriber", "subscriber.emails[].contact", true, &["string"], Level::Documented)]
#[case("create-a-subscriber", "subscriber.medicare.coverages[].end_date", false, &["string"], Level::Documented)]
#[case("create-a-coverage-period", "coverage_period.carrier_group_number", false, &["string", "null"], Level::Documented)]
#[case("create-a-plan", "plan.waiting_period.waiting_period", true, &["string"], Level::Documented)]
#[case("create-a-plan", "plan.riders[].identifier", true, &["string"], Level::Inferred)]
#[case("create-a-group", "group.employer.census.employees", true, &["number"], Level::Assumed)]
#[case("create-a-group", "group.insurance_market", false, &["string"], Level::Draft)]
fn each_member_is_told_with_type_and_level(
    #[case] operation: &str,
    #[case] path: &str,
    #[case] required: bool,
    #[case] kinds: &[&str],
    #[case] level: Level,
) {
    let fact = fact(operation, path);
    assert_eq!((fact.required, fact.level), (required, level));
    assert_eq!(fact.kinds, kinds);
}

#[rstest]
#[case("create-a-subscriber", "subscriber.last_name", Level::Documented)]
#[case("create-a-group", "group", Level::Assumed)]
#[case("create-a-group", "group.employer", Level::Draft)]
#[case("create-a-group", "group.employer.fein", Level::Draft)]
#[case("create-a-group", "group.employer.census.employees", Level::Assumed)]
#[case("create-a-group", "group.primary_location.employer_address.city", Level::Draft)]
#[case("create-a-location", "location", Level::Documented)]
#[case("create-a-location", "location.billing_administrator.emails", Level::Assumed)]
fn presence_has_a_level_of_its_own(#[case] operation: &str, #[case] path: &str, #[case] level: Level) {
    let fact = fact(operation, path);
    assert!(fact.required);
    assert_eq!(fact.required_level, level);
}

#[test]
fn what_is_told_of_a_member_is_what_the_schema_finds_of_it() {
    let mut looked_at = 0;
    for shape in requests::shapes(Vendor::Ideon) {
        let body = shape.example().unwrap();
        for fact in shape.facts() {
            let pointer = format!("/{}", fact.path.replace("[]", "/0").replace('.', "/"));
            if body.pointer(&pointer).is_none() {
                continue;
            }
            looked_at += 1;
            let said = |what: &str| format!("{} {} {what}", shape.operation(), fact.path);
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let mut less = body.clone();
            less.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            let missing = shape.violations(&less);
            assert_eq!(missing.first().map(|one| one.keyword.as_str()), fact.required.then_some("required"));
            assert_eq!(missing.first().map(|one| one.level), fact.required.then_some(fact.required_level));
            for (kind, other) in [
                ("null", Value::Null),
                ("number", json!(7)),
                ("string", json!("unheard_of")),
                ("object", json!({})),
            ] {
                let mut changed = body.clone();
                *changed.pointer_mut(&pointer).unwrap() = other.clone();
                let found = shape.violations(&changed);
                let here: Vec<_> = found.iter().filter(|one| one.instance_pointer == pointer).collect();
                let of_kind = fact.kinds.is_empty() || fact.kinds.iter().any(|one| one == kind);
                let of_list = fact.variants.as_ref().is_none_or(|all| all.contains(&other));
                let keyword = match (of_kind, of_list) {
                    (false, _) => Some("type"),
                    (true, false) => Some("enum"),
                    (true, true) => None,
                };
                let seen = here.iter().find(|one| matches!(one.keyword.as_str(), "type" | "enum"));
                assert_eq!(seen.map(|one| one.keyword.as_str()), keyword, "{} {found:?}", said(kind));
                assert!(seen.is_none_or(|one| one.level == fact.level), "{} {found:?}", said(kind));
            }
        }
    }
    assert!(looked_at > 400, "only {looked_at} members were looked at");
}

#[test]
fn examples_name_only_numbers_that_nobody_has() {
    let mut seen = 0;
    for example in requests::example::all(requests::documents()).unwrap() {
        numbers(&example.instance, &mut |number| {
            assert!(evidence::synthetic::is_never_issued(number), "{} has {number}", example.path);
            seen += 1;
        });
    }
    assert!(seen > 20, "only {seen} numbers were looked at");
}

fn numbers(value: &Value, look: &mut dyn FnMut(&str)) {
    match value {
        Value::Object(members) => members.values().for_each(|below| numbers(below, look)),
        Value::Array(items) => items.iter().for_each(|below| numbers(below, look)),
        Value::String(text) if evidence::synthetic::is_well_formed(text) => look(text),
        _ => {}
    }
}
