//! A flat view of a request schema: every member by its dotted path, with what is known of it.

use std::collections::BTreeMap;

use evidence::Level;
use serde_json::Value;

use crate::schema::SchemaSet;

/// What a request schema says of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// How well its name, place and form are known.
    pub(crate) level: Level,
    /// Whether its value is never shown.
    pub(crate) sensitive: bool,
    /// How well it is known that the object around it needs it; none if it may be left out, or only sometimes not.
    pub(crate) required: Option<Level>,
    /// The JSON types that it may have; empty where none is stated.
    pub(crate) kinds: Vec<String>,
    /// The values that it may have, where they are listed.
    pub(crate) variants: Option<Vec<Value>>,
}

/// Members by path: `policy_info.hios_id`, `enrollees[].ssn`.
pub(crate) type Members = BTreeMap<String, Member>;

/// Deeper than any request; keeps a schema that refers to itself from recursing for ever.
const SCHEMA_DEPTH_MAX: usize = 40;

/// All members that the schema in `file` names. Where several places name one, the outermost counts, as the one that
/// knows what it is used for.
pub(crate) fn of(set: &SchemaSet, file: &str) -> Members {
    let mut members = Members::new();
    let mut required = Vec::new();
    if let Some(root) = set.get(file) {
        let around = Around { level: Level::Assumed, required: Level::Assumed, is_certain: true };
        Walk { set, members: &mut members, required: &mut required }.schema(file, root, "", around, 0);
    }
    for (path, level) in required {
        if let Some(member) = members.get_mut(&path) {
            member.required = member.required.max(Some(level));
        }
    }
    members
}

/// What holds where a schema stands.
#[derive(Clone, Copy)]
struct Around {
    level: Level,
    required: Level,
    /// Whether an instance has to satisfy it in any case.
    is_certain: bool,
}

struct Walk<'w> {
    set: &'w SchemaSet,
    members: &'w mut Members,
    required: &'w mut Vec<(String, Level)>,
}

impl<'w> Walk<'w> {
    fn schema(&mut self, file: &str, schema: &Value, prefix: &str, around: Around, depth: usize) {
        let Value::Object(keywords) = schema else { return };
        if depth > SCHEMA_DEPTH_MAX {
            return;
        }
        let around = Around {
            level: mark(schema, "x-evidence").unwrap_or(around.level),
            required: mark(schema, "x-evidence-required").unwrap_or(around.required),
            ..around
        };
        if let Some(member) = self.members.get_mut(prefix) {
            describe(schema, member);
        }
        let properties = keywords.get("properties").and_then(Value::as_object);
        for (name, below) in properties.into_iter().flatten() {
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            let level = mark(below, "x-evidence").unwrap_or(around.level);
            let sensitive = below.get("x-sensitive") == Some(&Value::Bool(true));
            let new = Member { level, sensitive, required: None, kinds: Vec::new(), variants: None };
            self.members.entry(path.clone()).or_insert(new).sensitive |= sensitive;
            self.schema(file, below, &path, around, depth + 1);
        }
        if around.is_certain {
            for name in keywords.get("required").and_then(Value::as_array).into_iter().flatten() {
                let Some(name) = name.as_str() else { continue };
                let own = properties.and_then(|all| all.get(name)).and_then(|own| self.presence(file, own));
                let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
                self.required.push((path, own.unwrap_or(around.required)));
            }
        }
        if let Some(items) = keywords.get("items") {
            self.schema(file, items, &format!("{prefix}[]"), around, depth + 1);
        }
        if let Some((target, referred)) = self.referred(file, schema) {
            self.schema(&target, referred, prefix, around, depth + 1);
        }
        for branch in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.schema(file, branch, prefix, around, depth + 1);
        }
        let sometimes = Around { is_certain: false, ..around };
        for name in ["anyOf", "oneOf"] {
            for branch in keywords.get(name).and_then(Value::as_array).into_iter().flatten() {
                self.schema(file, branch, prefix, sometimes, depth + 1);
            }
        }
        for name in ["then", "else"] {
            if let Some(branch) = keywords.get(name) {
                self.schema(file, branch, prefix, sometimes, depth + 1);
            }
        }
    }

    /// Where the `$ref` of a schema leads: the file and the schema in it.
    fn referred(&self, file: &str, schema: &Value) -> Option<(String, &'w Value)> {
        let set = self.set;
        let (target, pointer) = set.resolve(file, schema.get("$ref")?.as_str()?)?;
        let referred = set.get(&target)?.pointer(&pointer)?;
        Some((target, referred))
    }

    /// How well a member's presence is known by its own mark, or by that of what it refers to.
    fn presence(&self, file: &str, schema: &Value) -> Option<Level> {
        mark(schema, "x-evidence-required").or_else(|| {
            let (_, referred) = self.referred(file, schema)?;
            mark(referred, "x-evidence-required")
        })
    }
}

/// Notes type and values, the outermost that are stated.
fn describe(schema: &Value, member: &mut Member) {
    if member.kinds.is_empty() {
        let several = schema.get("type").and_then(Value::as_array);
        let one = schema.get("type").filter(|kind| kind.is_string());
        let kinds = several.into_iter().flatten().chain(one);
        member.kinds = kinds.filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if member.variants.is_none() {
        let only = schema.get("const").map(|only| vec![only.clone()]);
        member.variants = schema.get("enum").and_then(Value::as_array).cloned().or(only);
    }
}

fn mark(schema: &Value, name: &str) -> Option<Level> {
    schema.get(name)?.as_str()?.parse().ok()
}
