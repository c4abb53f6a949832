//! Chooses scenarios.

use std::collections::HashSet;

use evidence::Vendor;
use regex::Regex;

use crate::{suite::Suite, tag_expression::TagExpression};

/// A scenario by its place in the [`Suite`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScenarioRef {
    /// Index into [`Suite::features`].
    pub feature: usize,
    /// Index into [`Feature::scenarios`](crate::Feature::scenarios).
    pub scenario: usize,
}

/// What to choose. Every part that is given has to agree; the default chooses everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// One of these vendors; none for all.
    pub vendors: Vec<Vendor>,
    /// An expression over all tags of a scenario.
    pub tags: Option<TagExpression>,
    /// Found anywhere in the title (of a row: with its case).
    pub name: Option<Regex>,
    /// One of these ids.
    pub ids: Option<HashSet<String>>,
    /// Only those whose subject is a webhook receiver.
    pub receiver: bool,
}

impl Suite {
    /// The scenarios chosen, in the order of files and lines.
    #[must_use]
    pub fn select(&self, selection: &Selection) -> Vec<ScenarioRef> {
        let Selection { vendors, tags, name, ids, receiver } = selection;
        self.scenarios()
            .filter(|place| {
                let scenario = self.scenario(*place);
                (vendors.is_empty() || vendors.contains(&self.feature(*place).vendor))
                    && tags.as_ref().is_none_or(|tags| tags.matches(&scenario.tags))
                    && name.as_ref().is_none_or(|name| name.is_match(&scenario.name))
                    && ids.as_ref().is_none_or(|ids| ids.contains(&scenario.id))
                    && (!receiver || scenario.receiver)
            })
            .collect()
    }
}
