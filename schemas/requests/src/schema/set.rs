//! A set of embedded schema files that refer to each other, and one of them compiled.

use std::collections::BTreeMap;

use evidence::Vendor;
use include_dir::Dir;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use super::defects::{self, Defect};
use crate::Error;

/// An embedded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path below the room, such as `oscar/error.400.json`.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Document {
    /// All text files of a directory and of those below it, by path. `parent` stands before each path.
    #[must_use]
    pub fn all_in(parent: &str, dir: &'static Dir<'static>) -> Vec<Self> {
        let mut found = Vec::new();
        collect(parent, dir, &mut found);
        found.sort_by_key(|document| document.path);
        found
    }

    /// All text files of a room that has one folder for each vendor.
    #[must_use]
    pub fn of_vendors(folders: &'static [(Vendor, Dir<'static>)]) -> Vec<Self> {
        folders.iter().flat_map(|(vendor, folder)| Self::all_in(vendor.word(), folder)).collect()
    }

    /// Whether it is a schema: a JSON file that is not an example.
    #[must_use]
    pub fn is_schema(&self) -> bool {
        self.path.ends_with(".json") && !self.is_example()
    }

    /// Whether it is an example instance.
    #[must_use]
    pub fn is_example(&self) -> bool {
        self.path.contains("/examples/")
    }
}

fn collect(parent: &str, dir: &'static Dir<'static>, found: &mut Vec<Document>) {
    for file in dir.files() {
        if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            // Leaked once for each embedded file, and only while the static that holds the list is made.
            let path: &'static str = format!("{parent}/{}", name.replace('\\', "/")).leak();
            found.push(Document { path, text });
        }
    }
    for below in dir.dirs() {
        collect(parent, below, found);
    }
}

/// Schema files by path, with a registry in which their `$ref`s resolve. Nothing outside of it is ever fetched.
pub struct SchemaSet {
    base: &'static str,
    files: BTreeMap<String, Value>,
    registry: Registry<'static>,
}

impl std::fmt::Debug for SchemaSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SchemaSet")
            .field("base", &self.base)
            .field("files", &self.files.keys())
            .finish_non_exhaustive()
    }
}

impl SchemaSet {
    /// Reads the schemas among `documents`. A file's `$id` is `base` and its path, such as
    /// `https://covenant.test/requests/` and `oscar/get-balance.json`.
    ///
    /// # Errors
    ///
    /// A file is not JSON, or its `$id` is not that of its place.
    pub fn new(base: &'static str, documents: &[Document]) -> Result<Self, Error> {
        let mut files = BTreeMap::new();
        for document in documents.iter().filter(|document| document.is_schema()) {
            let broken = |reason: String| Error::Document { path: document.path.to_owned(), reason };
            let value: Value =
                serde_json::from_str(document.text).map_err(|error| broken(error.to_string()))?;
            let id = format!("{base}{}", document.path);
            if value["$id"] != json!(id) {
                return Err(broken(format!("its `$id` is {}, expected `{id}`", value["$id"])));
            }
            files.insert(document.path.to_owned(), value);
        }
        let registry = Registry::new()
            .extend(files.iter().map(|(path, value)| (format!("{base}{path}"), value.clone())))
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| Error::Schema { path: base.to_owned(), reason: error.to_string() })?;
        Ok(Self { base, files, registry })
    }

    /// A schema by its path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Value> {
        self.files.get(path)
    }

    /// All schemas, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.files.iter().map(|(path, value)| (path.as_str(), value))
    }

    /// Where a `$ref` in `file` leads: the path of a file and a JSON pointer in it.
    #[must_use]
    pub fn resolve(&self, file: &str, reference: &str) -> Option<(String, String)> {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let target = if path.is_empty() {
            file.to_owned()
        } else {
            let mut parts: Vec<&str> = file.split('/').collect();
            parts.pop();
            for part in path.split('/') {
                match part {
                    "." => {}
                    ".." => {
                        parts.pop();
                    }
                    name => parts.push(name),
                }
            }
            parts.join("/")
        };
        self.files.get(&target)?.pointer(pointer)?;
        Some((target, pointer.to_owned()))
    }

    /// Compiles one schema: formats are asserted, unknown formats and `$ref`s to nowhere are refused.
    ///
    /// # Errors
    ///
    /// There is no such file, or it does not compile.
    pub fn compile(&'static self, path: &str) -> Result<CompiledSchema, Error> {
        let broken = |reason: String| Error::Schema { path: path.to_owned(), reason };
        if !self.files.contains_key(path) {
            let known: Vec<_> = self.files.keys().map(String::as_str).collect();
            return Err(broken(format!("there is no such file (known: {})", known.join(", "))));
        }
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_registry(&self.registry)
            .build(&json!({ "$ref": format!("{}{path}", self.base) }))
            .map_err(|error| broken(format!("{error} (at `{}`)", error.schema_path())))?;
        Ok(CompiledSchema { set: self, path: path.to_owned(), validator })
    }
}

/// A schema that is ready to judge.
#[derive(Debug)]
pub struct CompiledSchema {
    pub(super) set: &'static SchemaSet,
    pub(super) path: String,
    pub(super) validator: Validator,
}

impl CompiledSchema {
    /// The path of its file, such as `oscar/error.400.json`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether an instance satisfies it, at every level of evidence. Cheap: nothing is collected.
    #[must_use]
    pub fn is_valid(&self, instance: &Value) -> bool {
        self.validator.is_valid(instance)
    }

    /// Everything in which an instance does not satisfy it, the best known first.
    #[must_use]
    pub fn defects(&self, instance: &Value) -> Vec<Defect> {
        if self.is_valid(instance) { Vec::new() } else { defects::of(self, instance) }
    }
}
