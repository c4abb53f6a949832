//! The outline of a schema: which members and values it names, for finding what a vendor says that no schema does.
//!
//! It is read from the schema once. Everything that a schema says of a place counts, whichever branch says it: `allOf`,
//! `anyOf`, `oneOf`, `then`, `else` and whatever a `$ref` leads to. What stands below `not` and `if` names nothing.

use std::collections::{HashMap, HashSet};

use evidence::Level;
use requests::schema::SchemaSet;
use serde_json::Value;

/// Deeper than this no schema of ours goes; it ends those that refer to themselves.
const DEPTH_MAX: usize = 16;
/// `$ref`s in a row that are followed.
const REFERENCES_MAX: usize = 16;
/// How definitions are named that hold if a member stands at any depth.
const SOMEWHERE: &str = "somewhere_";

/// The outline of one schema.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    nodes: Vec<Node>,
    members: Vec<Member>,
    /// Names that are known wherever they stand.
    anywhere: HashSet<String>,
}

/// What is known of the values of one place.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// The members that are named, by index into [`Outline::members`].
    named: HashMap<String, usize>,
    /// Members of any other name.
    others: Option<usize>,
    /// The items of an array.
    items: Option<usize>,
    /// The values that are named; none where a value is free.
    values: Option<Vec<Value>>,
    /// Whether the values must not be shown.
    pub(crate) sensitive: bool,
}

/// A member that a schema names.
#[derive(Debug)]
pub(crate) struct Member {
    /// Such as `/memberships/*/id`.
    pub(crate) pattern: String,
    /// How well its value is known.
    pub(crate) level: Level,
    /// Whether every branch names it, so that it is missed where it is never seen.
    pub(crate) certain: bool,
    /// The member of whose value it is one; none at the top.
    pub(crate) parent: Option<usize>,
    node: usize,
}

/// Where a part of a schema stands, and what holds there.
#[derive(Clone, Debug)]
struct Part<'s> {
    file: String,
    schema: &'s Value,
    level: Level,
    certain: bool,
    sensitive: bool,
}

impl Outline {
    /// Reads a schema.
    pub(crate) fn of(set: &SchemaSet, path: &str) -> Self {
        let mut outline = Self::default();
        let root = set.get(path).map(|schema| Part {
            file: path.to_owned(),
            schema,
            level: Level::Assumed,
            certain: true,
            sensitive: false,
        });
        outline.node(set, root.into_iter().collect(), "", None, 0);
        outline
    }

    /// All members, a parent before its children.
    pub(crate) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Makes the node of a place of which these parts speak.
    fn node(
        &mut self,
        set: &SchemaSet,
        parts: Vec<Part<'_>>,
        pattern: &str,
        parent: Option<usize>,
        depth: usize,
    ) -> usize {
        let at = self.nodes.len();
        self.nodes.push(Node::default());
        let mut spread = Vec::new();
        for part in parts {
            self.spread(set, part, &mut spread, 0);
        }
        self.nodes[at].sensitive = spread.iter().any(|part| part.sensitive);
        self.nodes[at].values = values(&spread);
        if depth < DEPTH_MAX {
            self.children(set, &spread, at, (pattern, parent), depth);
        }
        at
    }

    fn children(
        &mut self,
        set: &SchemaSet,
        spread: &[Part<'_>],
        at: usize,
        (pattern, parent): (&str, Option<usize>),
        depth: usize,
    ) {
        for (name, parts) in named(spread) {
            let pattern = format!("{pattern}/{}", name.replace('~', "~0").replace('/', "~1"));
            let best = parts.iter().map(|part| stated(part.schema, "x-evidence").unwrap_or(part.level)).max();
            let certain = parts.iter().any(|part| part.certain);
            let index = self.members.len();
            let level = best.unwrap_or(Level::Assumed);
            self.members.push(Member { pattern: pattern.clone(), level, certain, parent, node: 0 });
            let node = self.node(set, parts, &pattern, Some(index), depth + 1);
            self.members[index].node = node;
            self.nodes[at].named.insert(name, index);
        }
        for keyword in ["additionalProperties", "items"] {
            let parts = below(spread, keyword);
            if parts.is_empty() {
                continue;
            }
            let node = Some(self.node(set, parts, &format!("{pattern}/*"), parent, depth + 1));
            match keyword {
                "items" => self.nodes[at].items = node,
                _ => self.nodes[at].others = node,
            }
        }
    }

    /// All parts that a part is made of.
    fn spread<'s>(&mut self, set: &'s SchemaSet, part: Part<'s>, into: &mut Vec<Part<'s>>, followed: usize) {
        let schema = part.schema;
        let level = stated(schema, "x-evidence").unwrap_or(part.level);
        let sensitive = part.sensitive || schema.get("x-sensitive") == Some(&Value::Bool(true));
        let part = Part { level, sensitive, ..part };
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(name) = reference.and_then(|text| text.rsplit('/').next()?.strip_prefix(SOMEWHERE)) {
            self.anywhere.insert(name.to_owned());
        } else if let Some((file, pointer)) = reference.and_then(|text| set.resolve(&part.file, text))
            && followed < REFERENCES_MAX
            && let Some(schema) = set.get(&file).and_then(|document| document.pointer(&pointer))
        {
            self.spread(set, Part { file, schema, ..part.clone() }, into, followed + 1);
        }
        for (keyword, is_certain) in
            [("allOf", true), ("anyOf", false), ("oneOf", false), ("then", false), ("else", false)]
        {
            let certain = part.certain && is_certain;
            let branches: &[Value] = match schema.get(keyword) {
                Some(Value::Array(branches)) => branches,
                Some(branch) => std::slice::from_ref(branch),
                None => &[],
            };
            for schema in branches {
                self.spread(set, Part { schema, certain, ..part.clone() }, into, followed + 1);
            }
        }
        into.push(part);
    }
}

/// What a walk finds; a place is a pointer with `*` for any position.
pub(crate) trait Visitor {
    /// A member that the schema names.
    fn seen(&mut self, member: usize);
    /// A member that it does not name.
    fn unknown_member(&mut self, place: &str, name: &str);
    /// A value that is none of those that it names.
    fn unknown_value(&mut self, place: &str, value: &Value, node: &Node);
}

impl Outline {
    /// Goes through a value once.
    pub(crate) fn walk(&self, value: &Value, visitor: &mut impl Visitor) {
        if !self.nodes.is_empty() {
            self.at(0, value, &mut String::new(), visitor);
        }
    }

    fn at(&self, node: usize, value: &Value, place: &mut String, visitor: &mut impl Visitor) {
        let node = &self.nodes[node];
        let length = place.len();
        match value {
            Value::Object(members) if !node.named.is_empty() || node.others.is_some() => {
                for (name, member) in members {
                    let known = node.named.get(name).copied();
                    if known.is_none() && node.others.is_none() {
                        if !self.anywhere.contains(name) {
                            visitor.unknown_member(place, name);
                        }
                        continue;
                    }
                    if let Some(index) = known {
                        visitor.seen(index);
                        place.push_str(
                            &self.members[index].pattern[parent_length(&self.members[index].pattern)..],
                        );
                        self.at(self.members[index].node, member, place, visitor);
                    } else if let Some(others) = node.others {
                        place.push_str("/*");
                        self.at(others, member, place, visitor);
                    }
                    place.truncate(length);
                }
            }
            Value::Array(items) => {
                let Some(node) = node.items else { return };
                place.push_str("/*");
                items.iter().for_each(|item| self.at(node, item, place, visitor));
                place.truncate(length);
            }
            Value::Object(_) => {}
            scalar => {
                let is_unknown = |values: &Vec<Value>| !values.contains(scalar);
                if !scalar.is_null() && node.values.as_ref().is_some_and(is_unknown) {
                    visitor.unknown_value(place, scalar, node);
                }
            }
        }
    }
}

/// Where the last segment of a pointer begins.
fn parent_length(pattern: &str) -> usize {
    pattern.rfind('/').unwrap_or(0)
}

/// The level that a schema object states.
fn stated(schema: &Value, name: &str) -> Option<Level> {
    schema.get(name)?.as_str()?.parse().ok()
}

/// The members that parts name, in the order of the schema, each with all that speaks of it.
fn named<'s>(spread: &[Part<'s>]) -> Vec<(String, Vec<Part<'s>>)> {
    let mut all: Vec<(String, Vec<Part<'s>>)> = Vec::new();
    for part in spread {
        let Some(Value::Object(properties)) = part.schema.get("properties") else { continue };
        for (name, schema) in properties {
            let of_member = Part { schema, ..part.clone() };
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, parts)) => parts.push(of_member),
                None => all.push((name.clone(), vec![of_member])),
            }
        }
    }
    all
}

/// What parts say below a keyword. Where everything is allowed, nothing is named.
fn below<'s>(spread: &[Part<'s>], keyword: &str) -> Vec<Part<'s>> {
    let of = |part: &Part<'s>| {
        let schema = part.schema.get(keyword).filter(|schema| **schema != Value::Bool(false))?;
        Some(Part { schema, ..part.clone() })
    };
    let mut parts: Vec<_> = spread.iter().filter_map(of).collect();
    if keyword == "items" {
        let first = |part: &Part<'s>| {
            let items = part.schema.get("prefixItems").and_then(Value::as_array)?;
            Some(items.iter().map(|schema| Part { schema, ..part.clone() }).collect::<Vec<_>>())
        };
        parts.extend(spread.iter().filter_map(first).flatten());
    }
    parts
}

/// The values that parts name between them; none if a part that could be the one leaves them free.
fn values(spread: &[Part<'_>]) -> Option<Vec<Value>> {
    let mut all = Vec::new();
    let (mut bound, mut free) = (false, false);
    for part in spread {
        let named = match (part.schema.get("enum"), part.schema.get("const")) {
            (Some(Value::Array(values)), _) => values.as_slice(),
            (_, Some(value)) => std::slice::from_ref(value),
            _ => {
                free |= !part.certain && leaves_free(part.schema);
                continue;
            }
        };
        bound |= part.certain;
        all.extend(named.iter().cloned());
    }
    (!all.is_empty() && (bound || !free)).then_some(all)
}

/// Whether a branch says of what kind a value is, and not which value; that it may be null says nothing of the others.
fn leaves_free(schema: &Value) -> bool {
    let kind = schema.get("type").is_some_and(|kind| kind != "null");
    kind || ["pattern", "format", "minLength", "maxLength"]
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
}
