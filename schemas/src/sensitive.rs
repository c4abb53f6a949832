//! The members of responses and events whose values are never shown.

use std::{collections::BTreeSet, sync::LazyLock};

use evidence::Vendor;
use serde_json::Value;

use crate::catalogue::schema_set;

static NAMES: LazyLock<[Vec<String>; 3]> = LazyLock::new(|| {
    Vendor::ALL.map(|vendor| {
        let mut names = BTreeSet::new();
        let prefix = format!("{vendor}/");
        for (path, schema) in schema_set().into_iter().flat_map(|set| set.iter()) {
            if path.starts_with(&prefix) {
                collect(schema, &mut names);
            }
        }
        names.into_iter().map(str::to_owned).collect()
    })
});

/// The names of members of a vendor's responses and events whose values are never shown, such as `access_token`, sorted.
/// Those of its requests are told by [`requests::sensitive_members`]; redaction needs both.
#[must_use]
pub fn sensitive_members(vendor: Vendor) -> &'static [String] {
    Vendor::ALL.iter().position(|one| *one == vendor).map_or(&[], |at| &NAMES[at])
}

/// Looks through everything, so that a mark holds in whatever part of a schema it stands.
fn collect<'s>(node: &'s Value, names: &mut BTreeSet<&'s str>) {
    match node {
        Value::Object(keywords) => {
            let properties = keywords.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                if schema.get("x-sensitive") == Some(&Value::Bool(true)) {
                    names.insert(name);
                }
            }
            keywords.values().for_each(|below| collect(below, names));
        }
        Value::Array(items) => items.iter().for_each(|below| collect(below, names)),
        _ => {}
    }
}
