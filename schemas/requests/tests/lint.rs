//! The lint of the marks finds what it is for: each case breaks one thing.

use requests::{
    lint,
    schema::{Document, SchemaSet},
};
use rstest::rstest;

const BASE: &str = "https://covenant.test/requests/";

fn set_of(schema: &str) -> Result<SchemaSet, requests::Error> {
    let text: &'static str = format!(r#"{{ "$id": "{BASE}oscar/a.json", {schema} }}"#).leak();
    SchemaSet::new(BASE, &[Document { path: "oscar/a.json", text }])
}

const ROOT: &str = r#""x-evidence": "draft", "x-evidence-required": "assumed", "type": "object""#;

#[rstest]
#[case(r#""x-evidence": "draft", "type": "object""#, "the root does not state `x-evidence-required`")]
#[case(
    r#""x-evidence": "sure", "x-evidence-required": "draft", "type": "object""#,
    "`x-evidence` is \"sure\""
)]
#[case(
    r#"$ROOT, "properties": { "a": { "x-evidense": "draft", "type": "string" } }"#,
    "`x-evidense` is not known"
)]
#[case(r#"$ROOT, "properties": { "a": { "x-evidence": "draft" } }"#, "where nothing is asserted")]
#[case(r#"$ROOT, "const": { "x-evidence": "draft" }"#, "inside a value")]
#[case(r#"$ROOT, "properties": { "x-evidence": "draft" }"#, "a schema is an object, true or false")]
#[case(
    r#"$ROOT, "properties": { "ssn": { "type": "string" } }"#,
    "the member `ssn` is not marked `x-sensitive`"
)]
#[case(
    r#"$ROOT, "items": { "properties": { "token": { "type": "string" } } }"#,
    "the member `token` is not marked"
)]
#[case(
    r#"$ROOT, "properties": { "a": { "x-sensitive": "yes", "type": "string" } }"#,
    "`x-sensitive` is true or absent"
)]
#[case(r#"$ROOT, "anyOf": [{ "type": "object", "x-message": "" }]"#, "`x-message` is not a sentence")]
fn a_broken_mark_is_told(#[case] schema: &str, #[case] expected: &str) {
    let said = lint::marks(&set_of(&schema.replace("$ROOT", ROOT)).unwrap());
    assert!(said.len() == 1 && said[0].contains(expected), "{said:?}");
}

#[test]
fn sound_marks_are_not_told() {
    let schema = format!(r#"{ROOT}, "properties": {{ "ssn": {{ "x-sensitive": true, "type": "string" }} }}"#);
    assert_eq!(lint::marks(&set_of(&schema).unwrap()), Vec::<String>::new());
}

#[test]
fn a_reference_to_nowhere_is_told_by_the_lint_or_when_the_set_is_made() {
    let text: &'static str =
        format!(r##"{{ "$id": "{BASE}oscar/a.json", {ROOT}, "$ref": "b.json#/$defs/x" }}"##).leak();
    let documents = [Document { path: "oscar/a.json", text }];
    let told = match SchemaSet::new(BASE, &documents) {
        Ok(set) => lint::marks(&set).join(""),
        Err(error) => error.to_string(),
    };
    assert!(told.contains("b.json"), "{told}");
}

#[test]
fn a_schema_under_another_name_than_its_id_is_refused() {
    let documents = [Document { path: "oscar/a.json", text: r#"{ "$id": "https://covenant.test/b.json" }"# }];
    let error = SchemaSet::new(BASE, &documents).unwrap_err().to_string();
    assert!(error.contains("expected `https://covenant.test/requests/oscar/a.json`"), "{error}");
}

#[test]
fn an_unknown_format_is_refused() {
    let text: &'static str = format!(r#"{{ "$id": "{BASE}oscar/a.json", {ROOT}, "format": "iban" }}"#).leak();
    let set: &'static SchemaSet =
        Box::leak(Box::new(SchemaSet::new(BASE, &[Document { path: "oscar/a.json", text }]).unwrap()));
    assert!(set.compile("oscar/a.json").unwrap_err().to_string().contains("iban"));
}
