//! Facts about an environment's data, by name.

use std::collections::BTreeMap;

use evidence::Vendor;
use serde_json::Value;

use super::{
    keys::{self, Shape},
    reader::{Node, Section},
};

/// Reads `fixtures`.
pub(super) fn read(section: &Section<'_, '_>, vendor: Vendor) -> BTreeMap<String, Value> {
    let Some(fixtures) = section.section("fixtures") else { return BTreeMap::new() };
    let known = keys::fixtures(vendor);
    fixtures.only(&known.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    fixtures
        .entries()
        .into_iter()
        .filter_map(|(name, _, node)| {
            let (_, shape) = known.iter().find(|(known, _)| *known == name)?;
            let value = match shape {
                Shape::Text => Value::from(fixtures.text_of(&name, node)?),
                Shape::Form => form(&fixtures, &name, node)?,
            };
            Some((name, value))
        })
        .collect()
}

/// A table of texts, at least one.
fn form(fixtures: &Section<'_, '_>, name: &str, node: &Node<'_>) -> Option<Value> {
    let toml::de::DeValue::Table(table) = node.get_ref() else {
        let expected = "a table of the search form's fields, such as \
                        { document_type = \"CC\", document_number = \"1000000001\" }";
        fixtures.wrong_type(name, node, expected, node.get_ref());
        return None;
    };
    let form = fixtures.section_of(name, node)?;
    if table.is_empty() {
        let text = format!("`{}` is empty: it holds the fields of the sponsor's search form", form.path);
        fixtures.problems.usage(node.span(), text);
    }
    form.entries()
        .into_iter()
        .map(|(field, _, node)| {
            let text = form.text_of(&field, node)?;
            Some((field, Value::from(text)))
        })
        .collect::<Option<serde_json::Map<_, _>>>()
        .map(Value::from)
}
