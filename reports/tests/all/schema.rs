//! The published schemas describe exactly what the types emit.

use std::collections::BTreeSet;

use evidence::RunRecord;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::sample;

fn record_schema() -> Value {
    serde_json::from_str(reports::json::RECORD_SCHEMA).unwrap()
}

fn event_schema() -> Value {
    serde_json::from_str(reports::events::EVENT_SCHEMA).unwrap()
}

fn validator(schema: &Value) -> Validator {
    let schemas = [record_schema(), event_schema()];
    let named = schemas.iter().map(|schema| (schema["$id"].as_str().unwrap(), schema.clone()));
    let registry = Registry::new().extend(named).unwrap().prepare().unwrap();
    let root = json!({ "$ref": schema["$id"] });
    jsonschema::options().with_registry(&registry).build(&root).unwrap()
}

fn assert_valid(validator: &Validator, instance: &Value) {
    let errors: Vec<_> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_record_is_valid() {
    let validator = validator(&record_schema());
    let mut empty = sample::record(Vec::new(), Vec::new());
    empty.profiles.clear();
    for record in [empty, sample::minimal(), sample::every_outcome(), sample::full(), sample::hostile()] {
        assert_valid(&validator, &serde_json::to_value(record).unwrap());
    }
}

#[test]
fn every_event_is_valid_and_says_which_it_is() {
    let validator = validator(&event_schema());
    for record in [sample::minimal(), sample::full()] {
        for event in sample::events(&record) {
            let mut event = serde_json::to_value(event).unwrap();
            assert_valid(&validator, &event);
            event["event"] = "unheard_of".into();
            assert!(!validator.is_valid(&event));
        }
    }
}

/// Every object of the instance with its schema, wherever the schema says more than "some object".
fn objects<'i>(schema: &Value, instance: &'i Value, at: &str, found: &mut Vec<(String, Value, &'i Value)>) {
    let schema = resolved(schema);
    match instance {
        Value::Object(members) => {
            let schema = branch(&schema, instance);
            for (name, member) in members {
                let sub = &schema["properties"][name];
                assert!(!sub.is_null(), "{at}/{name} is emitted and not described");
                objects(sub, member, &format!("{at}/{name}"), found);
            }
            found.push((at.to_owned(), schema, instance));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(&schema["items"], item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn resolved(schema: &Value) -> Value {
    let mut schema = schema.clone();
    while let Some(reference) = schema["$ref"].as_str() {
        let (file, pointer) = reference.split_once('#').unwrap();
        let own = file.is_empty() && event_schema().pointer(pointer).is_some();
        let home =
            if own && record_schema().pointer(pointer).is_none() { event_schema() } else { record_schema() };
        schema = home.pointer(pointer).unwrap_or_else(|| panic!("{reference} leads nowhere")).clone();
    }
    schema
}

fn branch(schema: &Value, instance: &Value) -> Value {
    match schema["oneOf"].as_array() {
        None => schema.clone(),
        Some(branches) => {
            let fits = |branch: &&Value| {
                branch["properties"].as_object().unwrap().keys().all(|name| instance.get(name).is_some())
            };
            branches.iter().find(fits).unwrap().clone()
        }
    }
}

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_record_without_any_optional_member_holds_exactly_the_required_ones() {
    let instance = serde_json::to_value(sample::minimal()).unwrap();
    let mut found = Vec::new();
    objects(&record_schema(), &instance, "", &mut found);
    assert!(found.len() > 20, "{}", found.len());
    for (at, schema, object) in found {
        let members: BTreeSet<_> = object.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, names(&schema["required"]), "at {at}");
        assert_eq!(schema["additionalProperties"], json!(false), "at {at}");
    }
}

#[test]
fn a_record_with_every_optional_member_holds_exactly_the_described_ones() {
    let instance = serde_json::to_value(sample::full()).unwrap();
    let mut found = Vec::new();
    objects(&record_schema(), &instance, "", &mut found);
    let first = "/scenarios/0";
    let richest = [
        "",
        "/run",
        "/summary",
        "/summary/outcomes",
        "/profiles/0",
        "/features/0",
        "/clauses/0",
        "/catalogue/0",
        "/not_callable/0",
        "/checklists/0",
        "/checklists/0/lines/0",
        "/waivers/0",
        "/drift/0",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain(
        [
            "",
            "/steps/0",
            "/steps/0/definition",
            "/exchanges/0",
            "/exchanges/0/request",
            "/exchanges/0/request/body",
            "/exchanges/0/answer/response",
            "/exchanges/0/answer/response/body",
            "/exchanges/0/timing",
            "/exchanges/0/rests_on/0",
            "/findings/0",
            "/findings/0/waiver",
            "/reason",
        ]
        .map(|place| format!("{first}{place}")),
    )
    .chain(["/not_run/0".to_owned(), "/scenarios/1/exchanges/0/answer/no_answer".to_owned()]);
    for place in richest {
        let (_, schema, object) =
            found.iter().find(|(at, ..)| *at == place).unwrap_or_else(|| panic!("no {place}"));
        let members: BTreeSet<_> = object.as_object().unwrap().keys().collect();
        let described: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(members, described, "at {place}");
    }
}

#[test]
fn each_required_member_is_required_and_each_other_one_is_not() {
    let validator = validator(&record_schema());
    let instance = serde_json::to_value(sample::full()).unwrap();
    let mut found = Vec::new();
    objects(&record_schema(), &instance, "", &mut found);
    let mut removed = 0;
    for (at, schema, object) in &found {
        let required = names(&schema["required"]);
        for name in object.as_object().unwrap().keys() {
            let mut without = instance.clone();
            without.pointer_mut(at).unwrap().as_object_mut().unwrap().shift_remove(name);
            assert_eq!(validator.is_valid(&without), !required.contains(name), "{at} without {name}");
            if serde_json::from_value::<RunRecord>(without).is_err() {
                assert!(required.contains(name), "{at}/{name} cannot be left out, says the type");
            }
            removed += 1;
        }
        let mut more = instance.clone();
        more.pointer_mut(at).unwrap()["unheard_of"] = json!(1);
        assert!(!validator.is_valid(&more), "{at} takes a member that is not described");
    }
    assert!(removed > 200, "{removed}");
}

#[test]
fn every_member_is_described_in_words() {
    fn walk(schema: &Value, at: &str, counted: &mut usize) {
        match schema {
            Value::Object(members) => {
                if let Some(properties) = members.get("properties").and_then(Value::as_object) {
                    for (name, property) in properties {
                        let words = property["description"].as_str().or_else(|| {
                            property["$ref"].as_str().filter(|target| {
                                ["scenario_head/properties", "given_waiver/properties"]
                                    .iter()
                                    .any(|of| target.contains(of))
                                    || target.ends_with("scenario_id")
                            })
                        });
                        assert!(words.is_some(), "{at}/{name} has no description");
                        *counted += 1;
                    }
                }
                for (name, member) in members {
                    walk(member, &format!("{at}/{name}"), counted);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, at, counted)),
            _ => {}
        }
    }
    let mut counted = 0;
    for schema in [record_schema(), event_schema()] {
        walk(&schema, "", &mut counted);
        for (name, definition) in schema["$defs"].as_object().unwrap() {
            assert!(definition["description"].is_string(), "{name}");
        }
    }
    assert!(counted > 150, "{counted}");
}

#[test]
fn the_words_of_the_enumerations_are_those_of_the_types() {
    let schema = record_schema();
    let listed = |name: &str| names(&schema["$defs"][name]["enum"]);
    let word = |value: Value| value.as_str().unwrap().to_owned();
    let emitted = |values: Vec<Value>| values.into_iter().map(word).collect::<BTreeSet<_>>();
    assert_eq!(listed("outcome"), emitted(evidence::Outcome::ALL.iter().map(|each| json!(each)).collect()));
    assert_eq!(listed("level"), emitted(evidence::Level::ALL.iter().map(|each| json!(each)).collect()));
    assert_eq!(listed("vendor"), emitted(evidence::Vendor::ALL.iter().map(|each| json!(each)).collect()));
    let statuses = names(&schema["$defs"]["checklist_line"]["properties"]["status"]["enum"]);
    assert_eq!(statuses, emitted(evidence::LineStatus::ALL.iter().map(|each| json!(each)).collect()));
    let states = names(&schema["$defs"]["waiver"]["properties"]["state"]["enum"]);
    assert_eq!(states, emitted(evidence::WaiverState::ALL.iter().map(|each| json!(each)).collect()));
    let drifts = names(&schema["$defs"]["drift"]["properties"]["kind"]["enum"]);
    assert_eq!(drifts, emitted(evidence::DriftKind::ALL.iter().map(|each| json!(each)).collect()));
    let senders = names(&schema["$defs"]["exchange"]["properties"]["sender"]["enum"]);
    let known = [evidence::Sender::Harness, evidence::Sender::Integrator, evidence::Sender::Vendor];
    assert_eq!(senders, emitted(known.iter().map(|each| json!(each)).collect()));
    let targets = names(&schema["$defs"]["profile"]["properties"]["target"]["enum"]);
    let known =
        [evidence::TargetKind::Simulator, evidence::TargetKind::Remote, evidence::TargetKind::Receiver];
    assert_eq!(targets, emitted(known.iter().map(|each| json!(each)).collect()));
    let kinds = names(&schema["$defs"]["no_answer"]["properties"]["kind"]["enum"]);
    for kind in &kinds {
        assert!(serde_json::from_value::<evidence::FailureKind>(json!(kind)).is_ok(), "{kind}");
    }
    let error = serde_json::from_value::<evidence::FailureKind>(json!("unheard_of")).unwrap_err().to_string();
    assert_eq!(error.matches('`').count() / 2 - 1, kinds.len(), "{error}");
}
