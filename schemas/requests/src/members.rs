//! A flat view of a request schema: every member by its dotted path, with what is known of it.

use std::collections::BTreeMap;

use evidence::Level;
use serde_json::Value;

use crate::schema::SchemaSet;

/// What a request schema says of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// How well its name, place and form are known.
    pub(crate) level: Level,
    /// Whether its value is never shown.
    pub(crate) sensitive: bool,
}

/// Members by path: `policy_info.hios_id`, `enrollees[].ssn`.
pub(crate) type Members = BTreeMap<String, Member>;

/// Deeper than any request; keeps a schema that refers to itself from recursing for ever.
const SCHEMA_DEPTH_MAX: usize = 40;

/// All members that the schema in `file` names. Where several places name one, the outermost counts, as the one that
/// knows what it is used for.
pub(crate) fn of(set: &SchemaSet, file: &str) -> Members {
    let mut members = Members::new();
    if let Some(root) = set.get(file) {
        Walk { set, members: &mut members }.schema(file, root, "", Level::Assumed, 0);
    }
    members
}

struct Walk<'w> {
    set: &'w SchemaSet,
    members: &'w mut Members,
}

impl Walk<'_> {
    fn schema(&mut self, file: &str, schema: &Value, prefix: &str, around: Level, depth: usize) {
        let Value::Object(keywords) = schema else { return };
        if depth > SCHEMA_DEPTH_MAX {
            return;
        }
        let level = level_of(schema).unwrap_or(around);
        if let Some(Value::Object(properties)) = keywords.get("properties") {
            for (name, below) in properties {
                let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                let own = level_of(below).unwrap_or(level);
                let sensitive = below.get("x-sensitive") == Some(&Value::Bool(true));
                let known = self.members.entry(path.clone()).or_insert(Member { level: own, sensitive });
                known.sensitive |= sensitive;
                self.schema(file, below, &path, own, depth + 1);
            }
        }
        if let Some(items) = keywords.get("items") {
            self.schema(file, items, &format!("{prefix}[]"), level, depth + 1);
        }
        if let Some((target, pointer)) = keywords
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.set.resolve(file, reference))
            && let Some(referred) = self.set.get(&target).and_then(|document| document.pointer(&pointer))
        {
            self.schema(&target, referred, prefix, level, depth + 1);
        }
        for name in ["allOf", "anyOf", "oneOf"] {
            for branch in keywords.get(name).and_then(Value::as_array).into_iter().flatten() {
                self.schema(file, branch, prefix, level, depth + 1);
            }
        }
        for name in ["then", "else"] {
            if let Some(branch) = keywords.get(name) {
                self.schema(file, branch, prefix, level, depth + 1);
            }
        }
    }
}

fn level_of(schema: &Value) -> Option<Level> {
    schema.get("x-evidence")?.as_str()?.parse().ok()
}
