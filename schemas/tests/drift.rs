//! What an answer holds that no schema names is found by place, and nothing that one names is.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use evidence::{Body, DriftKind, Header, Level, Response, Vendor};
use rstest::rstest;
use serde_json::{Value, json};

fn answer(status: u16, body: &Value) -> Response {
    Response {
        status,
        version: "HTTP/1.1".to_owned(),
        headers: vec![Header::new("content-type", "application/json")],
        body: Body::from_bytes(body.to_string().as_bytes()),
    }
}

/// Kinds, places and values of what is strange.
fn strange(
    vendor: Vendor,
    operation: &str,
    status: u16,
    body: &Value,
) -> Vec<(DriftKind, String, Option<String>)> {
    let checked = schemas::check_and_look(vendor, operation, &answer(status, body));
    let looked = checked.looked.unwrap();
    assert_eq!(looked.status, status);
    looked.strange.into_iter().map(|one| (one.kind, one.pointer, one.value)).collect()
}

#[rstest]
#[case::at_the_top(json!({"oscar_id": "x", "application_id": "y", "enrollees": [], "tier": 1}), &["/tier"])]
#[case::in_a_list(
    json!({"oscar_id": "x", "enrollees": [{"tier": {"deep": 1}}, {"tier": 2}]}),
    &["/enrollees/*/tier"]
)]
#[case::odd_names(json!({"a/b~c": 1}), &["/a~1b~0c"])]
#[case::names_that_may_stand_anywhere(json!({"enrollees": [{"application_id": "y"}]}), &[])]
#[case::not_an_object(json!([1, "x", null]), &[])]
fn a_member_that_no_schema_names_is_found(#[case] body: Value, #[case] expected: &[&str]) {
    let found = strange(Vendor::Oscar, "create-membership", 200, &body);
    let places: Vec<_> = found.iter().map(|(_, place, _)| place.as_str()).collect();
    assert_eq!(places, expected);
    assert!(found.iter().all(|(kind, _, value)| *kind == DriftKind::UnknownMember && value.is_none()));
}

#[test]
fn a_value_that_no_schema_names_is_found() {
    let claim = |status: Value| json!({"claim_id": "c", "status": status, "line_items": []});
    let found = strange(Vendor::Osigu, "get-claim", 200, &claim(json!("FROZEN")));
    let value = Some("\"FROZEN\" (string)".to_owned());
    assert_eq!(found, [(DriftKind::UnknownValue, "/status".to_owned(), value)]);
    for known in [json!("OPEN"), json!("VOIDED"), Value::Null] {
        assert_eq!(strange(Vendor::Osigu, "get-claim", 200, &claim(known)), []);
    }
}

#[test]
fn a_hostile_body_is_told_in_part() {
    let body: Value = (0..10_000)
        .map(|n| (format!("m{n}{}", "x".repeat(300)), json!(n)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let found = strange(Vendor::Oscar, "create-membership", 200, &body);
    assert_eq!(found.len(), 100);
    assert!(found.iter().all(|(_, place, _)| place.chars().count() < 260), "{}", found[0].1);
}

#[test]
fn documented_members_stand_behind_their_parents() {
    let mut documented = 0;
    for vendor in Vendor::ALL {
        for operation in schemas::Catalogue::of(vendor).operations() {
            for row in &operation.rows {
                let members = schemas::members(vendor, &operation.id, row.status);
                for (at, member) in members.iter().enumerate() {
                    assert!(member.pointer.starts_with('/'));
                    assert!(member.parent.is_none_or(|parent| parent < at), "{}", member.pointer);
                    documented += usize::from(member.level == Level::Documented && member.certain);
                }
            }
        }
    }
    assert!(documented > 1_000, "{documented}");
}

#[test]
fn an_answer_without_a_schema_has_no_outline() {
    let checked = schemas::check_and_look(Vendor::Oscar, "health-check", &answer(200, &json!("Welcome")));
    assert!(checked.looked.is_none_or(|looked| looked.seen.is_empty() && looked.strange.is_empty()));
    assert!(schemas::members(Vendor::Oscar, "no-such-operation", 200).is_empty());
}
