//! From a parsed feature to its scenarios.

use std::sync::Arc;

use evidence::{Party, Vendor};
use gherkin::{Rule, Step};

use crate::{
    model::{Category, Feature, Scenario},
    outline::{self, Budget, Expanded, TooLarge},
    raw::Raw,
    tags::Tag,
};

/// Makes the feature with all its scenarios, outlines expanded.
pub(crate) fn feature(
    path: String,
    vendor: Vendor,
    source: Arc<str>,
    gherkin: gherkin::Feature,
) -> Result<Feature, TooLarge> {
    let raw = Raw::new(&source);
    let mut budget = Budget::new();
    let mut scenarios = Vec::new();
    let rules = gherkin.rules.iter().map(Some);
    for rule in [None].into_iter().chain(rules) {
        let parsed = rule.map_or(&gherkin.scenarios, |rule| &rule.scenarios);
        for outline in parsed {
            for expanded in outline::expand(outline, &raw, &mut budget)? {
                let background = background(&gherkin, rule);
                budget.spend_on(&background)?;
                scenarios.push(scenario(&path, &gherkin.tags, rule, expanded, background));
            }
        }
    }
    Ok(Feature {
        path,
        vendor,
        name: gherkin.name.clone(),
        description: gherkin.description.clone(),
        line: gherkin.position.line,
        tags: gherkin.tags.clone(),
        source,
        gherkin,
        scenarios,
    })
}

fn background(feature: &gherkin::Feature, rule: Option<&Rule>) -> Vec<Step> {
    feature
        .background
        .iter()
        .chain(rule.and_then(|rule| rule.background.as_ref()))
        .flat_map(|background| background.steps.iter().cloned())
        .collect()
}

fn scenario(
    path: &str,
    feature_tags: &[String],
    rule: Option<&Rule>,
    expanded: Expanded,
    background: Vec<Step>,
) -> Scenario {
    let Expanded { scenario, case } = expanded;
    let tags = effective([feature_tags, rule.map_or(&[], |rule| rule.tags.as_slice()), &scenario.tags]);
    let mut built = Scenario {
        id: String::new(),
        name: scenario.name.clone(),
        line: scenario.position.line,
        rule: rule.map(|rule| rule.name.clone()),
        tags: Vec::new(),
        clauses: Vec::new(),
        party: Party::Vendor,
        category: Category::HappyPath,
        needs: Vec::new(),
        simulated_only: false,
        receiver: false,
        background,
        steps: scenario.steps,
    };
    for tag in &tags {
        match Tag::of(tag) {
            // The nearest one counts: the scenario's own stands behind those of its feature.
            Tag::Id(id) => id.clone_into(&mut built.id),
            Tag::Clause(clause) => built.clauses.push(clause.to_owned()),
            Tag::Needs(capability) => built.needs.push(capability.to_owned()),
            Tag::SimulatedOnly => built.simulated_only = true,
            Tag::Receiver => built.receiver = true,
            Tag::Party(party) => built.party = party,
            Tag::Category(category) => built.category = category,
            Tag::Vendor(_) | Tag::Unknown => {}
        }
    }
    built.tags = tags;
    if built.id.is_empty() {
        built.id = format!("{path}:{}", built.line);
    } else if let Some(case) = case {
        built.id = format!("{}:{case}", built.id);
    }
    built
}

/// All tags in order, each once.
pub(crate) fn effective<'t>(groups: impl IntoIterator<Item = &'t [String]>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in groups.into_iter().flatten() {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}
