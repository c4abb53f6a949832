//! The request shape of an operation.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, OnceLock},
};

use evidence::{Level, RestsOn, Vendor};
use include_dir::{Dir, include_dir};
use serde_json::{Map, Value};

use crate::{
    Error, MemberFact, Overrides,
    members::{self, Members},
    schema::{CompiledSchema, Defect, Document, SchemaSet},
};

/// The folders of this room, one a vendor; a vendor that stands not here has no shapes.
static FOLDERS: [(Vendor, Dir<'static>); 3] = [
    (Vendor::Oscar, include_dir!("$CARGO_MANIFEST_DIR/oscar")),
    (Vendor::Osigu, include_dir!("$CARGO_MANIFEST_DIR/osigu")),
    (Vendor::Ideon, include_dir!("$CARGO_MANIFEST_DIR/ideon")),
];

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| Document::of_vendors(&FOLDERS));

static SET: LazyLock<Result<SchemaSet, Error>> =
    LazyLock::new(|| SchemaSet::new("https://covenant.test/requests/", &DOCUMENTS));

static SHAPES: LazyLock<Vec<RequestShape>> = LazyLock::new(|| {
    let Ok(set) = &*SET else { return Vec::new() };
    set.iter()
        .filter(|(path, _)| !path.contains("/shared/"))
        .filter_map(|(path, _)| RequestShape::new(set, path))
        .collect()
});

static SENSITIVE: LazyLock<[Vec<String>; 3]> =
    LazyLock::new(|| Vendor::ALL.map(|vendor| sensitive_members_with(vendor, &Overrides::default())));

/// All embedded files, schemas and examples, with their paths, such as `oscar/create-membership.json`.
#[must_use]
pub fn documents() -> &'static [Document] {
    &DOCUMENTS
}

/// The schemas of all requests.
///
/// # Errors
///
/// An embedded file is broken.
pub fn schema_set() -> Result<&'static SchemaSet, Error> {
    SET.as_ref().map_err(Clone::clone)
}

/// The shape of an operation's request body; none for an operation without a body, or an unknown one.
#[must_use]
pub fn for_operation(vendor: Vendor, operation: &str) -> Option<&'static RequestShape> {
    SHAPES.iter().find(|shape| shape.vendor == vendor && shape.operation == operation)
}

/// All shapes of a vendor.
pub fn shapes(vendor: Vendor) -> impl Iterator<Item = &'static RequestShape> {
    SHAPES.iter().filter(move |shape| shape.vendor == vendor)
}

/// The dotted paths of all members that a vendor's requests have, sorted.
#[must_use]
pub fn known_members(vendor: Vendor) -> Vec<&'static str> {
    let all: BTreeSet<_> =
        shapes(vendor).flat_map(|shape| shape.members.keys().map(String::as_str)).collect();
    all.into_iter().collect()
}

/// The names of members whose values are never shown, such as `ssn` and `token`, sorted.
#[must_use]
pub fn sensitive_members(vendor: Vendor) -> &'static [String] {
    Vendor::ALL.iter().position(|one| *one == vendor).map_or(&[], |at| &SENSITIVE[at])
}

/// The same, with the names that a profile gives to such members.
#[must_use]
pub fn sensitive_members_with(vendor: Vendor, overrides: &Overrides) -> Vec<String> {
    let mut names = BTreeSet::new();
    for (path, member) in shapes(vendor).flat_map(|shape| &shape.members) {
        if member.sensitive {
            names.insert(path.rsplit('.').next().unwrap_or(path).to_owned());
            names.extend(overrides.name_of(path).map(str::to_owned));
        }
    }
    names.into_iter().collect()
}

/// Compiles every schema that this room has for these vendors. What is compiled then is not compiled again.
///
/// # Errors
///
/// The first one that is broken.
pub fn verify(vendors: &[Vendor]) -> Result<(), Error> {
    schema_set()?;
    let mut asked = SHAPES.iter().filter(|shape| vendors.contains(&shape.vendor));
    asked.try_for_each(|shape| shape.compiled().as_ref().map(drop).map_err(Clone::clone))
}

/// What the body of an operation's request looks like.
#[derive(Debug)]
pub struct RequestShape {
    vendor: Vendor,
    operation: String,
    path: String,
    set: &'static SchemaSet,
    members: Members,
    compiled: OnceLock<Result<CompiledSchema, Error>>,
}

impl RequestShape {
    fn new(set: &'static SchemaSet, path: &str) -> Option<Self> {
        let (vendor, file) = path.split_once('/')?;
        Some(Self {
            vendor: vendor.parse().ok()?,
            operation: file.strip_suffix(".json")?.to_owned(),
            path: path.to_owned(),
            set,
            members: members::of(set, path),
            compiled: OnceLock::new(),
        })
    }

    /// The operation, such as `create-membership`.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The path of the schema, such as `oscar/create-membership.json`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    fn compiled(&self) -> &Result<CompiledSchema, Error> {
        self.compiled.get_or_init(|| self.set.compile(&self.path))
    }

    /// Whether a body has this shape, at every level of evidence.
    #[must_use]
    pub fn is_valid(&self, body: &Value) -> bool {
        self.compiled().as_ref().is_ok_and(|schema| schema.is_valid(body))
    }

    /// Everything in which a body has not this shape, the best known first. The body has the names of this project: judge
    /// it before [`RequestShape::rename`].
    #[must_use]
    pub fn violations(&self, body: &Value) -> Vec<Defect> {
        match self.compiled() {
            Ok(schema) => schema.defects(body),
            // Found by `verify` before anything is sent; still no reason to let a body pass unjudged.
            Err(error) => vec![Defect {
                instance_pointer: String::new(),
                schema_path: format!("{}#", self.path),
                keyword: "$schema".to_owned(),
                level: Level::Documented,
                clauses: Vec::new(),
                expected: "a schema that compiles".to_owned(),
                actual: error.to_string(),
                message: error.to_string(),
            }],
        }
    }

    /// What the schema says of each member, by path.
    #[must_use]
    pub fn facts(&self) -> Vec<MemberFact> {
        self.members.iter().map(|(path, member)| MemberFact::new(path, member)).collect()
    }

    /// A body of this shape with synthetic people in it: the first valid example beside the schema, by the name of its file.
    #[must_use]
    pub fn example(&self) -> Option<Value> {
        let folder = format!("{}/examples/{}/valid-", self.vendor, self.operation);
        let document = DOCUMENTS.iter().find(|document| document.path.starts_with(&folder))?;
        serde_json::from_str(document.text).ok()
    }

    /// How well the member at a dotted path is known. A member that the shape does not name is a guess.
    #[must_use]
    pub fn member_level(&self, dotted: &str) -> Level {
        self.members.get(dotted).map_or(Level::Assumed, |member| member.level)
    }

    /// The members in `body` that are known less than documented, each once, in the order of the body.
    #[must_use]
    pub fn rests_on(&self, body: &Value) -> Vec<RestsOn> {
        self.rests_on_with(body, &Overrides::default())
    }

    /// The same, without members whose name the profile states: its owner vouches for them. The body still has the names
    /// of this project.
    #[must_use]
    pub fn rests_on_with(&self, body: &Value, overrides: &Overrides) -> Vec<RestsOn> {
        let mut found = Vec::new();
        self.guesses(body, "", overrides, &mut found);
        found
    }

    fn guesses(&self, value: &Value, path: &str, overrides: &Overrides, found: &mut Vec<RestsOn>) {
        match value {
            Value::Object(members) => {
                for (name, below) in members {
                    let path = join(path, name);
                    let level = self.member_level(&path);
                    let what = format!("member {path}");
                    if level < Level::Documented
                        && overrides.name_of(&path).is_none()
                        && !found.iter().any(|one| one.what == what)
                    {
                        found.push(RestsOn { what, level });
                    }
                    self.guesses(below, &path, overrides, found);
                }
            }
            Value::Array(items) => {
                let path = format!("{path}[]");
                for item in items {
                    self.guesses(item, &path, overrides, found);
                }
            }
            _ => {}
        }
    }

    /// Gives members the names that the profile states.
    #[must_use]
    pub fn rename(&self, body: Value, overrides: &Overrides) -> Value {
        if overrides.is_empty() { body } else { renamed(body, "", overrides) }
    }
}

fn renamed(value: Value, path: &str, overrides: &Overrides) -> Value {
    match value {
        Value::Object(members) => {
            let mut out = Map::with_capacity(members.len());
            for (name, below) in members {
                let path = join(path, &name);
                let below = renamed(below, &path, overrides);
                out.insert(overrides.name_of(&path).map_or(name, str::to_owned), below);
            }
            Value::Object(out)
        }
        Value::Array(items) => {
            let path = format!("{path}[]");
            Value::Array(items.into_iter().map(|item| renamed(item, &path, overrides)).collect())
        }
        scalar => scalar,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
