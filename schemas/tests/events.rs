//! Osigu's events: all thirteen, what each must hold, and what is no event at all.

use evidence::{Body, Level, Vendor};
use rstest::rstest;
use schemas::Violation;
use serde_json::{Value, json};

#[expect(clippy::unwrap_used, reason = "a test names a file that is there")]
fn example(event_type: &str) -> Value {
    let path = format!("osigu/examples/events/{event_type}/valid-event.json");
    let document = schemas::documents().iter().find(|document| document.path == path).unwrap();
    serde_json::from_str(document.text).unwrap()
}

fn check(event: &Value) -> Vec<Violation> {
    schemas::check_event(Vendor::Osigu, &Body::from_bytes(event.to_string().as_bytes()))
}

fn rules(found: &[Violation]) -> Vec<String> {
    found.iter().map(|one| format!("{} {}", one.rule, one.level)).collect()
}

#[test]
fn osigu_has_thirteen_events_and_oscar_none() {
    assert_eq!(
        schemas::event_types(Vendor::Osigu),
        [
            "authorization.created",
            "authorization.rejected",
            "authorization.updated",
            "authorization.voided",
            "dispensing.cancelled",
            "dispensing.completed",
            "dispensing.started",
            "prescription.email_delivered",
            "prescription.email_failed",
            "prescription.issued",
            "settlement.paid",
            "settlement.partially_accepted",
            "settlement.rejected",
        ]
    );
    assert!(schemas::event_types(Vendor::Oscar).is_empty());
    let found = schemas::check_event(Vendor::Oscar, &Body::from_bytes(b"{}"));
    assert_eq!(rules(&found), ["event-type-unknown assumed"]);
}

#[test]
fn the_sample_of_every_event_breaks_nothing() {
    for event_type in schemas::event_types(Vendor::Osigu) {
        assert_eq!(check(&example(event_type)), [], "{event_type}");
    }
}

#[test]
fn every_event_is_judged_by_the_shape_of_its_data_too() {
    for event_type in schemas::event_types(Vendor::Osigu) {
        let mut event = example(event_type);
        event["data"] = json!({});
        let found = check(&event);
        assert!(!found.is_empty(), "{event_type}");
        assert!(found.iter().all(|one| one.instance_pointer.as_deref() == Some("/data")), "{found:?}");
        let path = format!("osigu/events/{event_type}.json#/");
        assert!(found.iter().all(|one| one.schema_path.as_ref().unwrap().starts_with(&path)), "{found:?}");
    }
}

#[test]
fn an_event_of_a_type_that_no_document_names_is_told_with_the_known_ones() {
    let mut event = example("authorization.created");
    event["event_type"] = json!("authorization.expired");
    let found = check(&event);
    assert_eq!(rules(&found), ["event-type-unknown inferred"]);
    assert!(found[0].message.contains("authorization.expired"), "{}", found[0]);
    assert!(found[0].expected.contains("settlement.partially_accepted"), "{}", found[0].expected);
}

#[rstest]
#[case("envelope")]
#[case("osigu/events/authorization.created")]
#[case("../events/authorization.created")]
fn the_name_of_a_file_is_no_event_type(#[case] name: &str) {
    let mut event = example("authorization.created");
    event["event_type"] = json!(name);
    assert!(rules(&check(&event)).contains(&"event-type-unknown inferred".to_owned()));
}

#[rstest]
#[case("event_id")]
#[case("event_type")]
#[case("created_at")]
#[case("api_version")]
#[case("environment")]
#[case("data")]
#[case("provider")]
fn each_member_of_the_envelope_is_documented(#[case] member: &str) {
    let mut event = example("authorization.created");
    event.as_object_mut().unwrap().remove(member);
    let found = check(&event);
    assert_eq!(rules(&found), ["schema documented"], "{found:?}");
    assert_eq!(found[0].expected, format!("a member `{member}`"));
    assert_eq!(found[0].clauses, ["OSX-10"]);
}

#[rstest]
#[case(b"" as &[u8], &["json-malformed documented"])]
#[case(b"{\"event_type\": ", &["json-malformed documented"])]
#[case(b"<html></html>", &["json-malformed documented"])]
#[case(b"[]", &["schema documented"])]
#[case(b"null", &["schema documented"])]
fn what_is_no_json_object_is_no_event(#[case] bytes: &[u8], #[case] expected: &[&str]) {
    assert_eq!(rules(&schemas::check_event(Vendor::Osigu, &Body::from_bytes(bytes))), expected);
}

#[test]
fn json_that_is_not_strict_is_told_and_judged_all_the_same() {
    let text = example("settlement.paid").to_string();
    let twice = text.replacen("{\"event_id\":", "{\"event_id\":\"evt_1\",\"event_id\":", 1);
    let found = schemas::check_event(Vendor::Osigu, &Body::from_bytes(twice.as_bytes()));
    assert_eq!(rules(&found), ["json-duplicate-member inferred"]);
    let found = schemas::check_event(Vendor::Osigu, &Body::from_bytes(format!("{text} x").as_bytes()));
    assert_eq!(rules(&found), ["json-trailing-bytes documented"]);
    let mut cut = Body::from_bytes(&text.as_bytes()[..40]);
    cut.incomplete = true;
    assert_eq!(rules(&schemas::check_event(Vendor::Osigu, &cut)), ["body-incomplete documented"]);
}

#[rstest]
#[case("2026-06-25", &["schema documented", "schema inferred"])]
#[case("2026-06-25T14:22:11.789", &["schema documented", "schema inferred"])]
#[case("2026-06-25T14:22:11.789+02:00", &["schema inferred"])]
#[case("2026-06-25T14:22:11Z", &["schema inferred"])]
#[case("2026-02-30T14:22:11.789Z", &["schema documented"])]
#[case("2026-06-25T14:22:11.789123Z", &["schema inferred"])]
fn a_time_has_the_documented_format(#[case] time: &str, #[case] expected: &[&str]) {
    let mut event = example("authorization.created");
    event["created_at"] = json!(time);
    let found = check(&event);
    let seen: Vec<_> = rules(&found).into_iter().filter(|rule| expected.contains(&rule.as_str())).collect();
    assert_eq!(seen.len(), found.len(), "{found:?}");
    assert_eq!(
        found.first().map(|one| one.level),
        expected
            .first()
            .map(|rule| { if rule.ends_with("documented") { Level::Documented } else { Level::Inferred } })
    );
}

#[test]
fn more_members_break_nothing() {
    let mut event = example("dispensing.started");
    event["trace"] = json!("1");
    event["data"]["counter"] = json!(7);
    assert_eq!(check(&event), []);
}
