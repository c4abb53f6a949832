//! Ids of scenarios in few words: all rows of an outline as one.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::one_line;

/// The outlines among the scenarios that there are.
#[derive(Clone, Debug, Default)]
pub struct Outlines {
    /// Ids of the rows, by outline.
    rows: BTreeMap<String, BTreeSet<String>>,
}

impl Outlines {
    /// From the ids of all scenarios.
    pub fn new<I: AsRef<str>>(all: impl IntoIterator<Item = I>) -> Self {
        let mut rows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for id in all {
            if let Some((outline, _)) = id.as_ref().split_once(':') {
                rows.entry(outline.to_owned()).or_default().insert(id.as_ref().to_owned());
            }
        }
        Self { rows }
    }

    /// Ids in their order, with all rows of an outline as `id:*`.
    pub fn shorten<I: AsRef<str>>(&self, ids: impl IntoIterator<Item = I>) -> BTreeSet<String> {
        let ids: BTreeSet<String> = ids.into_iter().map(|id| id.as_ref().to_owned()).collect();
        let short = |id: &String| match id.split_once(':') {
            Some((outline, _)) if self.rows.get(outline).is_some_and(|rows| rows.is_subset(&ids)) => {
                format!("{outline}:*")
            }
            _ => id.clone(),
        };
        ids.iter().map(short).collect()
    }

    /// The same on one line.
    pub(crate) fn line<I: AsRef<str>>(&self, ids: impl IntoIterator<Item = I>) -> String {
        one_line(&self.shorten(ids).into_iter().collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_of_an_outline_are_one_and_some_are_not() {
        let outlines = Outlines::new(["a", "b:1", "b:2", "c:1", "c:2"]);
        assert_eq!(outlines.line(["a", "b:2", "b:1", "c:2"]), "a, b:*, c:2");
    }
}
