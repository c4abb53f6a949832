//! Example instances that stand beside the schemas: `examples/SCHEMA/valid-*.json` and `examples/SCHEMA/invalid-*.json`.
//! A schema in a folder of its own, such as `events/authorization.created.json`, has its examples below the same folder.
//!
//! A valid one is the instance itself. An invalid one is wrapped with why it is wrong and what is found:
//! `{ "why": "…", "expect": [{ "pointer": "/a", "keyword": "type", "level": "assumed" }], "instance": … }`.

use evidence::Level;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Error,
    schema::{CompiledSchema, Document, SchemaSet},
};

/// A defect that an invalid example has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Where in the instance: a JSON pointer.
    pub pointer: String,
    /// The JSON Schema keyword.
    pub keyword: String,
    /// How well the rule is known.
    pub level: Level,
    /// The missing member, where the keyword is `required`.
    #[serde(default)]
    pub member: Option<String>,
}

/// An instance and what a schema says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file.
    pub path: &'static str,
    /// The schema that it belongs to, such as `oscar/error.400.json`.
    pub schema: String,
    /// The defects that are found, in order; none in a valid example.
    pub expect: Vec<Expect>,
    /// The instance.
    pub instance: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapper {
    why: String,
    expect: Vec<Expect>,
    instance: Value,
}

/// All examples among `documents`.
///
/// # Errors
///
/// A file is not JSON, is neither `valid-*` nor `invalid-*`, or an invalid one expects nothing or says not why.
pub fn all(documents: &'static [Document]) -> Result<Vec<Example>, Error> {
    documents.iter().filter(|document| document.is_example()).map(read).collect()
}

fn read(document: &'static Document) -> Result<Example, Error> {
    let broken = |reason: String| Error::Document { path: document.path.to_owned(), reason };
    let not_json = |error: serde_json::Error| broken(error.to_string());
    let (vendor, rest) =
        document.path.split_once("/examples/").ok_or_else(|| broken("it is no example".to_owned()))?;
    let (stem, name) =
        rest.rsplit_once('/').ok_or_else(|| broken("it stands in no schema's folder".to_owned()))?;
    let schema = format!("{vendor}/{stem}.json");
    if name.starts_with("valid-") {
        let instance = serde_json::from_str(document.text).map_err(not_json)?;
        return Ok(Example { path: document.path, schema, expect: Vec::new(), instance });
    }
    if !name.starts_with("invalid-") {
        return Err(broken("its name starts neither with `valid-` nor with `invalid-`".to_owned()));
    }
    let wrapper: Wrapper = serde_json::from_str(document.text).map_err(not_json)?;
    if wrapper.expect.is_empty() || wrapper.why.trim().is_empty() {
        return Err(broken("an invalid example says why, and what is found".to_owned()));
    }
    Ok(Example { path: document.path, schema, expect: wrapper.expect, instance: wrapper.instance })
}

/// Where examples and schemas disagree, in sentences: a schema without a valid or an invalid example, an example without
/// schema, and one that is judged otherwise than it says.
///
/// # Errors
///
/// An example or a schema is broken.
pub fn disagreements(set: &'static SchemaSet, documents: &'static [Document]) -> Result<Vec<String>, Error> {
    let examples = all(documents)?;
    let mut said = Vec::new();
    for (path, _) in set.iter().filter(|(path, _)| !path.contains("/shared/")) {
        let own = || examples.iter().filter(|example| example.schema == path);
        if own().all(|example| !example.expect.is_empty()) {
            said.push(format!("`{path}` has no valid example"));
        }
        if own().all(|example| example.expect.is_empty()) {
            said.push(format!("`{path}` has no invalid example"));
        }
        let schema = set.compile(path)?;
        said.extend(own().filter_map(|example| disagreement(&schema, example)));
    }
    let orphans = examples.iter().filter(|example| set.get(&example.schema).is_none());
    said.extend(orphans.map(|example| format!("`{}` has no schema `{}`", example.path, example.schema)));
    Ok(said)
}

fn disagreement(schema: &CompiledSchema, example: &Example) -> Option<String> {
    let found: Vec<Expect> = schema
        .defects(&example.instance)
        .into_iter()
        .map(|defect| Expect {
            member: (defect.keyword == "required")
                .then(|| defect.expected.trim_start_matches("a member `").trim_end_matches('`').to_owned()),
            pointer: defect.instance_pointer,
            keyword: defect.keyword,
            level: defect.level,
        })
        .collect();
    (found != example.expect).then(|| {
        format!("`{}` is judged otherwise: expected {:?}, found {found:?}", example.path, example.expect)
    })
}
