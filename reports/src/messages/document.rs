//! The document of a feature, and where its scenarios are in it.

use evidence::{FeatureRecord, ScenarioHead, StepRecord};
use serde_json::{Value, json};

use super::{Ids, ast};
use crate::text::one_line;

/// What a scenario is in its document.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// The scenario, and the row of its outline.
    pub(super) ids: Vec<String>,
    /// For each of its steps: the step, and the row of its outline.
    pub(super) steps: Vec<Vec<String>>,
    /// Names with `@`, and the nodes that they are.
    pub(super) tags: Vec<(String, String)>,
    pub(super) language: String,
}

/// A feature as Cucumber sees it.
pub(super) struct Document {
    /// The message.
    pub(super) json: Value,
    /// In the order of the scenarios.
    pub(super) nodes: Vec<Node>,
}

/// The name of a feature's source.
pub(super) fn uri(path: &str) -> String {
    format!("features/{}", one_line(path))
}

impl Document {
    /// From the source of the feature. A source that cannot be read, or does not hold these scenarios (which a damaged
    /// record may have), is replaced by what the scenarios themselves say.
    pub(super) fn new(
        path: &str,
        feature: Option<&FeatureRecord>,
        scenarios: &[(&ScenarioHead, &[StepRecord])],
        ids: &mut Ids,
    ) -> Self {
        feature
            .and_then(|feature| ast::parse(path, &feature.source, scenarios, ids))
            .unwrap_or_else(|| from_scenarios(path, feature, scenarios, ids))
    }
}

fn from_scenarios(
    path: &str,
    feature: Option<&FeatureRecord>,
    scenarios: &[(&ScenarioHead, &[StepRecord])],
    ids: &mut Ids,
) -> Document {
    let mut nodes = Vec::new();
    let mut children = Vec::new();
    for (head, steps) in scenarios {
        let id = ids.next();
        let mut node = Node { ids: vec![id.clone()], language: "en".to_owned(), ..Node::default() };
        let mut json_steps = Vec::new();
        for step in *steps {
            let id = ids.next();
            json_steps.push(json!({
                "id": id,
                "location": { "line": step.line },
                "keyword": format!("{} ", step.keyword.trim()),
                "text": one_line(&step.text),
            }));
            node.steps.push(vec![id]);
        }
        for tag in &head.tags {
            node.tags.push((format!("@{}", one_line(tag)), ids.next()));
        }
        let tag = |(name, id): &(String, String)| json!({ "id": id, "name": name, "location": { "line": head.line.saturating_sub(1).max(1) } });
        children.push(json!({ "scenario": {
            "id": id,
            "location": { "line": head.line },
            "tags": node.tags.iter().map(tag).collect::<Vec<_>>(),
            "keyword": "Scenario",
            "name": one_line(&head.name),
            "description": "",
            "steps": json_steps,
            "examples": [],
        }}));
        nodes.push(node);
    }
    let json = json!({
        "uri": uri(path),
        "feature": {
            "location": { "line": feature.map_or(1, |feature| feature.line) },
            "tags": [],
            "language": "en",
            "keyword": "Feature",
            "name": feature.map_or_else(String::new, |feature| one_line(&feature.name)),
            "description": "",
            "children": children,
        },
        "comments": [],
    });
    Document { json, nodes }
}
