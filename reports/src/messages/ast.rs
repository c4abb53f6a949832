//! The document of a feature from its source.

use std::collections::HashMap;

use evidence::{ScenarioHead, StepRecord};
use gherkin::{Background, Examples, Feature, GherkinEnv, LineCol, Rule, Scenario, Step, Table};
use serde_json::{Value, json};

use super::{
    Ids,
    document::{Document, Node, uri},
};

/// A document of a source; none if the source cannot be read, or does not hold all of these scenarios and steps.
pub(super) fn parse(
    path: &str,
    source: &str,
    scenarios: &[(&ScenarioHead, &[StepRecord])],
    ids: &mut Ids,
) -> Option<Document> {
    let feature = Feature::parse(source, GherkinEnv::default()).ok()?;
    let mut builder = Builder::new(source, ids);
    let json = builder.feature(&feature);
    let nodes: Option<Vec<_>> = scenarios.iter().map(|(head, steps)| builder.node(head, steps)).collect();
    let json = json!({ "uri": uri(path), "feature": json, "comments": builder.comments() });
    Some(Document { json, nodes: nodes? })
}

/// A scenario, or a row of an outline, as it stands at its line.
struct Found {
    ids: Vec<String>,
    /// Of the row, which its steps name, too.
    row: Option<String>,
    tags: Vec<(String, String)>,
}

struct Builder<'s> {
    lines: Vec<&'s str>,
    language: String,
    ids: &'s mut Ids,
    /// By line.
    found: HashMap<usize, Found>,
    /// By line.
    steps: HashMap<usize, String>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s str, ids: &'s mut Ids) -> Self {
        let lines: Vec<_> = source.lines().collect();
        let language = lines.iter().take_while(|line| line.trim().is_empty() || line.trim().starts_with('#'));
        let language = language.filter_map(|line| {
            line.trim().trim_start_matches('#').trim().strip_prefix("language:").map(str::trim)
        });
        let language = language.last().unwrap_or("en").to_owned();
        Self { lines, language, ids, found: HashMap::new(), steps: HashMap::new() }
    }

    /// What a scenario of the record is. The steps of an outline name the row as well; those of a background do not.
    fn node(&self, head: &ScenarioHead, steps: &[StepRecord]) -> Option<Node> {
        let found = self.found.get(&head.line)?;
        let steps: Option<Vec<_>> = steps
            .iter()
            .map(|step| {
                let mut ids = vec![self.steps.get(&step.line)?.clone()];
                ids.extend(found.row.clone().filter(|_| !step.background));
                Some(ids)
            })
            .collect();
        Some(Node {
            ids: found.ids.clone(),
            steps: steps?,
            tags: found.tags.clone(),
            language: self.language.clone(),
        })
    }

    fn feature(&mut self, feature: &Feature) -> Value {
        let tags = self.tags(&feature.tags);
        let mut children = self.children(feature.background.as_ref(), &feature.scenarios, &tags);
        for rule in &feature.rules {
            children.push(json!({ "rule": self.rule(rule, &tags) }));
        }
        json!({
            "location": location(feature.position),
            "tags": self.json_tags(&tags, feature.position),
            "language": self.language,
            "keyword": feature.keyword.trim(),
            "name": feature.name,
            "description": feature.description.as_deref().unwrap_or_default(),
            "children": children,
        })
    }

    fn rule(&mut self, rule: &Rule, inherited: &[(String, String)]) -> Value {
        let id = self.ids.next();
        let own = self.tags(&rule.tags);
        let all = [inherited, &own].concat();
        json!({
            "id": id,
            "location": location(rule.position),
            "tags": self.json_tags(&own, rule.position),
            "keyword": rule.keyword.trim(),
            "name": rule.name,
            "description": rule.description.as_deref().unwrap_or_default(),
            "children": self.children(rule.background.as_ref(), &rule.scenarios, &all),
        })
    }

    fn children(
        &mut self,
        background: Option<&Background>,
        scenarios: &[Scenario],
        inherited: &[(String, String)],
    ) -> Vec<Value> {
        let mut children = Vec::new();
        if let Some(background) = background {
            children.push(json!({ "background": {
                "id": self.ids.next(),
                "location": location(background.position),
                "keyword": background.keyword.trim(),
                "name": background.name,
                "description": background.description.as_deref().unwrap_or_default(),
                "steps": self.steps(&background.steps),
            }}));
        }
        children.extend(
            scenarios.iter().map(|scenario| json!({ "scenario": self.scenario(scenario, inherited) })),
        );
        children
    }

    fn scenario(&mut self, scenario: &Scenario, inherited: &[(String, String)]) -> Value {
        let id = self.ids.next();
        let own = self.tags(&scenario.tags);
        let all = [inherited, &own].concat();
        let steps = self.steps(&scenario.steps);
        let examples: Vec<_> =
            scenario.examples.iter().map(|examples| self.examples(examples, &id, &all)).collect();
        if scenario.examples.is_empty() {
            let found = Found { ids: vec![id.clone()], row: None, tags: all };
            self.found.insert(scenario.position.line, found);
        }
        json!({
            "id": id,
            "location": location(scenario.position),
            "tags": self.json_tags(&own, scenario.position),
            "keyword": scenario.keyword.trim(),
            "name": scenario.name,
            "description": scenario.description.as_deref().unwrap_or_default(),
            "steps": steps,
            "examples": examples,
        })
    }

    fn examples(&mut self, examples: &Examples, scenario: &str, inherited: &[(String, String)]) -> Value {
        let id = self.ids.next();
        let own = self.tags(&examples.tags);
        let all = [inherited, &own].concat();
        let mut json = json!({
            "id": id,
            "location": location(examples.position),
            "tags": self.json_tags(&own, examples.position),
            "keyword": examples.keyword.trim(),
            "name": examples.name.as_deref().unwrap_or_default(),
            "description": examples.description.as_deref().unwrap_or_default(),
            "tableBody": [],
        });
        if let Some(table) = &examples.table {
            let mut rows = self.rows(table);
            for (line, id, _) in rows.iter().skip(1) {
                let ids = vec![scenario.to_owned(), id.clone()];
                self.found.insert(*line, Found { ids, row: Some(id.clone()), tags: all.clone() });
            }
            let mut rows = rows.drain(..).map(|(_, _, row)| row);
            if let Some(header) = rows.next() {
                json["tableHeader"] = header;
            }
            json["tableBody"] = rows.collect();
        }
        json
    }

    fn steps(&mut self, steps: &[Step]) -> Vec<Value> {
        let mut all = Vec::new();
        for step in steps {
            let id = self.ids.next();
            self.steps.insert(step.position.line, id.clone());
            let mut json = json!({
                "id": id,
                "location": location(step.position),
                "keyword": format!("{} ", step.keyword.trim()),
                "text": step.value,
            });
            if let Some(table) = &step.table {
                let rows: Vec<_> = self.rows(table).into_iter().map(|(_, _, row)| row).collect();
                json["dataTable"] = json!({ "location": location(table.position), "rows": rows });
            }
            if let Some(text) = &step.docstring {
                let (media_type, content) = docstring(text);
                let line = step.position.line + 1;
                json["docString"] =
                    json!({ "location": { "line": line }, "content": content, "delimiter": "\"\"\"" });
                if let Some(media_type) = media_type {
                    json["docString"]["mediaType"] = media_type.into();
                }
            }
            all.push(json);
        }
        all
    }

    /// Line, id and message of each row. Where a row stands, only the source knows: there may be comments in between.
    fn rows(&mut self, table: &Table) -> Vec<(usize, String, Value)> {
        let first = table.position.line.max(1);
        let lines = self.lines.iter().enumerate().skip(first - 1);
        let lines: Vec<usize> = lines
            .filter(|(_, line)| line.trim_start().starts_with('|'))
            .map(|(at, _)| at + 1)
            .take(table.rows.len())
            .collect();
        let mut rows = Vec::new();
        for (at, cells) in table.rows.iter().enumerate() {
            let (line, id) = (lines.get(at).copied().unwrap_or(first + at), self.ids.next());
            let cells: Vec<_> =
                cells.iter().map(|value| json!({ "location": { "line": line }, "value": value })).collect();
            let row = json!({ "id": id, "location": { "line": line }, "cells": cells });
            rows.push((line, id, row));
        }
        rows
    }

    /// Names with `@`, each with an id.
    fn tags(&mut self, tags: &[String]) -> Vec<(String, String)> {
        tags.iter().map(|tag| (format!("@{}", tag.trim_start_matches('@')), self.ids.next())).collect()
    }

    fn json_tags(&self, tags: &[(String, String)], of: LineCol) -> Vec<Value> {
        let tag = |(name, id): &(String, String)| {
            let (line, column) = self.place_of_tag(name, of.line);
            json!({ "id": id, "name": name, "location": { "line": line, "column": column } })
        };
        tags.iter().map(tag).collect()
    }

    /// Above what it is a tag of.
    fn place_of_tag(&self, name: &str, of: usize) -> (usize, usize) {
        let above = self.lines.iter().enumerate().take(of.saturating_sub(1)).rev();
        let above = above.take_while(|(_, line)| {
            let line = line.trim_start();
            line.is_empty() || line.starts_with(['@', '#'])
        });
        for (at, line) in above {
            let mut column = 1;
            for word in line.split(' ') {
                if word.trim() == name {
                    return (at + 1, column);
                }
                column += word.chars().count() + 1;
            }
        }
        (of, 1)
    }

    fn comments(&self) -> Vec<Value> {
        let mut in_docstring = false;
        let mut comments = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let text = line.trim_start();
            if text.starts_with("\"\"\"") || text.starts_with("```") {
                in_docstring = !in_docstring;
            } else if text.starts_with('#') && !in_docstring {
                comments.push(json!({ "location": { "line": at + 1, "column": 1 }, "text": line }));
            }
        }
        comments
    }
}

fn location(position: LineCol) -> Value {
    json!({ "line": position.line.max(1), "column": position.col.max(1) })
}

/// The media type and the text of a docstring. The parser leaves the type in the first line, and then the indentation.
pub(super) fn docstring(text: &str) -> (Option<&str>, String) {
    let (first, rest) = text.split_once('\n').unwrap_or(("", text));
    let media_type = Some(first.trim()).filter(|first| !first.is_empty());
    let depth = |line: &str| line.len() - line.trim_start().len();
    let indent = rest.lines().filter(|line| !line.trim().is_empty()).map(depth).min().unwrap_or(0);
    let lines: Vec<_> = rest.lines().map(|line| line.get(indent..).unwrap_or_default()).collect();
    (media_type, lines.join("\n").trim_end_matches('\n').to_owned())
}
