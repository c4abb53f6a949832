//! What is generated judges at the documented level as the reference's own schemas do. Two things are excepted: the type that
//! is none (IDN-Q26), and the elections, which another page contradicts (IDN-Q40).

use std::collections::BTreeMap;

use evidence::{Level, Vendor};
use jsonschema::Validator;
use requests::schema::CompiledSchema;
use schemas::Catalogue;
use serde_json::{Value, json};

use crate::{files, input::OPERATIONS};

/// A documented schema as it stands, but for the type that is none, which is left out.
fn original(schema: &Value) -> (Validator, bool) {
    let mut schema = schema.clone();
    let president = "/properties/subscriber/properties/president";
    let is_broken =
        schema.pointer(&format!("{president}/type")).is_some_and(|kind| kind == &json!([null, "null"]));
    if is_broken {
        *schema.pointer_mut(president).expect("it is there") = json!({});
    }
    (jsonschema::draft4::new(&schema).expect("a schema of the reference compiles"), is_broken)
}

/// Whether nothing documented is broken.
fn accepts(ours: &CompiledSchema, instance: &Value) -> bool {
    ours.defects(instance).iter().all(|defect| defect.level < Level::Documented)
}

/// Every neighbour of `value` with one change: a member left out, or a value of each other kind in some place.
fn neighbours(value: &Value) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    let mut pointers = Vec::new();
    collect(value, String::new(), &mut pointers);
    for pointer in pointers {
        let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
        let mut less = value.clone();
        if let Some(Value::Object(around)) = less.pointer_mut(parent).filter(|_| !pointer.is_empty()) {
            around.shift_remove(name);
            out.push((format!("without {pointer}"), less));
        }
        for other in [
            json!(null),
            json!(7),
            json!(7.5),
            json!(true),
            json!("unheard_of"),
            json!(""),
            json!([]),
            json!({}),
        ] {
            let mut changed = value.clone();
            let shown = other.to_string();
            *changed.pointer_mut(&pointer).expect("it is there") = other;
            out.push((format!("{shown} at {pointer}"), changed));
        }
    }
    out
}

fn collect(value: &Value, pointer: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, below)| collect(below, format!("{pointer}/{name}"), out))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, below)| collect(below, format!("{pointer}/{at}"), out))
        }
        _ => {}
    }
    out.push(pointer);
}

/// Compares one pair over an example and its neighbours; how many were refused.
fn compare(what: &str, schema: &Value, example: &Value, ours: &CompiledSchema) -> usize {
    let (theirs, is_repaired) = original(schema);
    assert!(theirs.is_valid(example), "{what}: the reference refuses its own example");
    assert!(accepts(ours, example), "{what}: {:?}", ours.defects(example));
    let mut refused = 0;
    for (change, instance) in neighbours(example) {
        if is_repaired && change.contains("/president") || change.contains("/plan_elections/") {
            continue;
        }
        let expected = theirs.is_valid(&instance);
        assert_eq!(accepts(ours, &instance), expected, "{what}: {change}: {:?}", ours.defects(&instance));
        refused += usize::from(!expected);
    }
    refused
}

#[test]
fn every_answer_is_judged_as_its_documented_schema_judges_it() {
    let set = schemas::schema_set().expect("the set is whole");
    let mut compiled: BTreeMap<&str, CompiledSchema> = BTreeMap::new();
    let (mut pairs, mut refused) = (0, 0);
    for operation in OPERATIONS.iter() {
        for answer in &operation.responses {
            let row = Catalogue::of(Vendor::Ideon).row(&operation.id, answer.status);
            let row = row.unwrap_or_else(|| panic!("{} lacks {}", operation.id, answer.status));
            assert_eq!(row.level, Level::Documented, "{} {}", operation.id, answer.status);
            assert_eq!(row.content_type, answer.content_type, "{} {}", operation.id, answer.status);
            let path = row.schema.as_deref().expect("every row has a schema");
            let (Some(schema), Some(example)) = (&answer.schema, &answer.example) else { continue };
            let ours = compiled.entry(path).or_insert_with(|| set.compile(path).expect("it compiles"));
            refused += compare(&format!("{} {}", operation.id, answer.status), schema, example, ours);
            pairs += 1;
        }
    }
    assert_eq!(pairs, 224);
    assert!(refused > 10_000, "only {refused} neighbours were refused");
}

#[test]
fn every_request_is_judged_as_its_documented_schema_judges_it() {
    let set = requests::schema_set().expect("the set is whole");
    let (mut pairs, mut refused) = (0, 0);
    for operation in OPERATIONS.iter().filter(|operation| files::request(operation).is_some()) {
        let shape = requests::for_operation(Vendor::Ideon, &operation.id).expect("a shape");
        let Some(schema) = operation.asked() else { continue };
        let example = operation.request.as_ref().and_then(|request| request.example.as_ref());
        let ours = set.compile(shape.path()).expect("it compiles");
        refused += compare(&operation.id, schema, example.expect("an example"), &ours);
        pairs += 1;
    }
    assert_eq!(pairs, 20);
    assert!(refused > 3_000, "only {refused} neighbours were refused");
}
