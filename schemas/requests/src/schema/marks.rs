//! Reads the evidence marks that hold where a keyword failed.

use std::borrow::Cow;

use evidence::Level;
use serde_json::Value;

use super::set::SchemaSet;

/// What holds at a keyword of a schema.
#[derive(Debug)]
pub(super) struct Standing<'s> {
    /// File and pointer of the keyword, such as `oscar/error.400.json#/allOf/0/$ref`; refs are followed.
    pub(super) schema_path: String,
    /// The mark on values.
    pub(super) evidence: Level,
    /// The mark on presence.
    pub(super) required: Level,
    /// Whether the value must not be shown.
    pub(super) sensitive: bool,
    /// The clauses that the nearest `x-clauses` names.
    clauses: Vec<String>,
    /// The schema object in which the keyword stands.
    pub(super) holder: Option<&'s Value>,
    file: String,
}

impl<'s> Standing<'s> {
    /// A text beside the keyword, such as `x-message` or `title`.
    pub(super) fn text(&self, name: &str) -> Option<&'s str> {
        self.holder?.get(name)?.as_str()
    }

    /// The clauses that speak of this place, or of its member `member`.
    pub(super) fn clauses(&self, member: Option<&str>) -> Vec<String> {
        let own = member.and_then(|member| self.holder?.get("properties")?.get(member)).and_then(clauses);
        own.unwrap_or_else(|| self.clauses.clone())
    }

    /// How well the presence of `member` is known: by its own mark, or else by the nearest one around.
    pub(super) fn presence_of(&self, set: &SchemaSet, member: &str) -> Level {
        let own = self.holder.and_then(|holder| holder.get("properties")).and_then(|all| all.get(member));
        let mut schema = own;
        let mut file = self.file.clone();
        // A chain of refs ends; the bound only keeps a circle from turning for ever.
        for _ in 0..8 {
            let Some(here) = schema else { break };
            if let Some(level) = mark(here, "x-evidence-required") {
                return level;
            }
            let Some((target, pointer)) =
                here.get("$ref").and_then(Value::as_str).and_then(|reference| set.resolve(&file, reference))
            else {
                break;
            };
            schema = set.get(&target).and_then(|document| document.pointer(&pointer));
            file = target;
        }
        self.required
    }
}

/// The level that a schema object states under `name`.
pub(crate) fn mark(schema: &Value, name: &str) -> Option<Level> {
    schema.get(name)?.as_str()?.parse().ok()
}

/// The clauses that a schema object names.
fn clauses(schema: &Value) -> Option<Vec<String>> {
    let named = schema.get("x-clauses")?.as_array()?;
    Some(named.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Follows an evaluation path (a JSON pointer that goes through `$ref`s) from the root of `file` to the keyword at its
/// end. The mark that comes last on the way is the nearest one, beside a `$ref` or in its target.
pub(super) fn walk<'s>(set: &'s SchemaSet, file: &str, evaluation_path: &str) -> Standing<'s> {
    let mut node = set.get(file);
    let mut at = Standing {
        schema_path: String::new(),
        evidence: Level::Assumed,
        required: Level::Assumed,
        sensitive: false,
        clauses: Vec::new(),
        holder: None,
        file: file.to_owned(),
    };
    let mut pointer = String::new();
    read(node, &mut at);
    for raw in evaluation_path.split('/').skip(1) {
        let segment = unescape(raw);
        let Some(here) = node else { break };
        at.holder = Some(here);
        let next = match here {
            Value::Object(members) => members.get(segment.as_ref()),
            Value::Array(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => None,
        };
        let target = (segment == "$ref")
            .then(|| next.and_then(Value::as_str).and_then(|reference| set.resolve(&at.file, reference)))
            .flatten();
        if let Some((target, within)) = target {
            node = set.get(&target).and_then(|document| document.pointer(&within));
            at.file = target;
            pointer = within;
        } else {
            node = next;
            pointer.push('/');
            pointer.push_str(raw);
        }
        read(node, &mut at);
    }
    at.schema_path = format!("{}#{pointer}", at.file);
    at
}

fn read(node: Option<&Value>, at: &mut Standing<'_>) {
    let Some(schema @ Value::Object(_)) = node else { return };
    at.evidence = mark(schema, "x-evidence").unwrap_or(at.evidence);
    at.required = mark(schema, "x-evidence-required").unwrap_or(at.required);
    if let Some(named) = clauses(schema) {
        at.clauses = named;
    }
    at.sensitive |= schema.get("x-sensitive") == Some(&Value::Bool(true));
}

fn unescape(segment: &str) -> Cow<'_, str> {
    if segment.contains('~') {
        Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(segment)
    }
}
