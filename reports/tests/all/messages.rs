//! Cucumber Messages: documents, pickles, statuses, attachments.

use reports::messages;
use rstest::rstest;
use serde_json::Value;

use crate::{features, sample};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The messages of one kind.
fn all(text: &str, kind: &str) -> Vec<Value> {
    lines(text).iter().filter_map(|line| line.get(kind).cloned()).collect()
}

/// The node with this id, wherever it is in the document.
fn node<'v>(value: &'v Value, id: &str) -> Option<&'v Value> {
    if value.get("id").and_then(Value::as_str) == Some(id) {
        return Some(value);
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| node(item, id)),
        Value::Object(members) => members.values().find_map(|member| node(member, id)),
        _ => None,
    }
}

fn texts(ids: &Value, document: &Value) -> Vec<String> {
    let of = |id: &Value| {
        let node = node(document, id.as_str().unwrap()).unwrap();
        let text = ["text", "name"].iter().find_map(|member| node.get(*member));
        text.map_or_else(|| node["cells"][0]["value"].as_str().unwrap(), |text| text.as_str().unwrap())
            .to_owned()
    };
    ids.as_array().unwrap().iter().map(of).collect()
}

#[test]
fn a_pickle_points_to_its_scenario_its_row_and_its_steps() {
    let text = messages::render(&features::record()).unwrap();
    let document = &all(&text, "gherkinDocument")[0];
    let pickles = all(&text, "pickle");
    let shown: Vec<_> = pickles
        .iter()
        .map(|pickle| {
            let steps = pickle["steps"].as_array().unwrap().iter();
            let steps: Vec<_> = steps.map(|step| texts(&step["astNodeIds"], document).join(" + ")).collect();
            (pickle["id"].as_str().unwrap(), texts(&pickle["astNodeIds"], document).join(" + "), steps)
        })
        .collect();
    let row = |case: &str| {
        let of_row = |text: &str| format!("{text} + {case}");
        vec![
            "a tenant".to_owned(),
            "the year is over".to_owned(),
            of_row("the event is <event>"),
            of_row("it is late"),
        ]
    };
    let plain = ["a tenant", "a table", "the body is", "the call succeeds"].map(str::to_owned).to_vec();
    assert_eq!(
        shown,
        [
            ("oscar-plain", "A membership is created".to_owned(), plain),
            ("oscar-rows:birth", "An event is <event> + birth".to_owned(), row("birth")),
            ("oscar-rows:move", "An event is <event> + move".to_owned(), row("move")),
        ]
    );
    let tags = |pickle: &Value| -> Vec<String> {
        let tags = pickle["tags"].as_array().unwrap().iter();
        tags.map(|tag| {
            let name = tag["name"].as_str().unwrap();
            assert_eq!(node(document, tag["astNodeId"].as_str().unwrap()).unwrap()["name"], name);
            name.to_owned()
        })
        .collect()
    };
    assert_eq!(tags(&pickles[0]), ["@oscar", "@happy-path", "@id:oscar-plain"]);
    assert_eq!(tags(&pickles[1]), ["@oscar", "@happy-path", "@id:oscar-rows", "@clause:OSC-12", "@sad-path"]);
}

#[test]
fn a_document_has_everything_of_its_source() {
    let text = messages::render(&features::record()).unwrap();
    let document = &all(&text, "gherkinDocument")[0];
    let feature = &document["feature"];
    assert_eq!(feature["name"], "Create a membership");
    assert_eq!(feature["description"].as_str().unwrap().trim(), "Text below the title.");
    let kinds: Vec<_> = feature["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|child| child.as_object().unwrap().keys().next().unwrap().as_str())
        .collect();
    assert_eq!(kinds, ["background", "scenario", "rule"]);
    let comments: Vec<_> =
        document["comments"].as_array().unwrap().iter().map(|one| &one["location"]["line"]).collect();
    assert_eq!(comments, [1, 34]);
    let steps = &feature["children"][1]["scenario"]["steps"];
    assert_eq!(steps[0]["dataTable"]["rows"][1]["cells"][1]["value"], "TX");
    assert_eq!(steps[0]["dataTable"]["rows"][1]["location"]["line"], 13);
    assert_eq!(steps[1]["docString"]["mediaType"], "json");
    assert_eq!(steps[1]["docString"]["content"], "{\n  \"a\": 1\n}");
    let examples = &feature["children"][2]["rule"]["children"][1]["scenario"]["examples"][0];
    let rows: Vec<_> =
        examples["tableBody"].as_array().unwrap().iter().map(|row| &row["location"]["line"]).collect();
    assert_eq!(rows, [35, 37]);
    assert_eq!(feature["tags"][1]["location"]["line"], 2);
    assert_eq!(feature["tags"][1]["location"]["column"], 8);
    assert_eq!(all(&text, "source")[0]["data"], features::SOURCE);
    let pickle = &all(&text, "pickle")[0];
    assert_eq!(pickle["steps"][2]["argument"]["docString"]["content"], "{\n  \"a\": 1\n}");
    assert_eq!(pickle["steps"][1]["argument"]["dataTable"]["rows"][0]["cells"][0]["value"], "field");
}

/// The statuses of the steps of each test case, the verdict last, and the outcome that the verdict names.
fn statuses(text: &str) -> Vec<(Vec<String>, String)> {
    let mut all: Vec<(Vec<String>, String)> = Vec::new();
    for line in lines(text) {
        if line.get("testCaseStarted").is_some() {
            all.push((Vec::new(), String::new()));
        }
        if let Some(finished) = line.get("testStepFinished") {
            let result = &finished["testStepResult"];
            let case = all.last_mut().unwrap();
            case.0.push(result["status"].as_str().unwrap().to_owned());
            case.1 =
                result["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
        }
    }
    all
}

#[test]
fn what_follows_a_failure_is_skipped() {
    let text = messages::render(&features::record()).unwrap();
    let statuses = statuses(&text);
    assert_eq!(statuses[1].0, ["PASSED", "PASSED", "FAILED", "SKIPPED", "FAILED"]);
    assert_eq!(statuses[1].1, "outcome: failed");
    assert_eq!(statuses[2], (vec!["PASSED".to_owned(); 5], "outcome: warned".to_owned()));
    let end = &all(&text, "testRunFinished")[0];
    assert_eq!(end["success"], false);
}

#[test]
fn each_outcome_has_a_status_and_keeps_its_name() {
    let text = messages::render(&sample::every_outcome()).unwrap();
    let verdicts: Vec<_> = statuses(&text)
        .into_iter()
        .map(|(steps, outcome)| format!("{} {outcome}", steps.last().unwrap()))
        .collect();
    assert_eq!(
        verdicts,
        [
            "FAILED outcome: failed",
            "FAILED outcome: error",
            "FAILED outcome: blocked",
            "PASSED outcome: warned",
            "SKIPPED outcome: waived",
            "SKIPPED outcome: not_applicable",
            "PASSED outcome: passed",
            "FAILED outcome: not run",
        ]
    );
    assert!(!text.contains("UNDEFINED") && !text.contains("AMBIGUOUS"));
    assert!(all(&text, "testRunFinished")[0]["message"].as_str().unwrap().contains("interrupted by Ctrl-C"));
}

#[test]
fn an_exchange_is_attached_to_its_step() {
    let text = messages::render(&features::record()).unwrap();
    let attachments = all(&text, "attachment");
    let exchange: Vec<_> =
        attachments.iter().filter(|one| one["fileName"].as_str().unwrap().starts_with("exchange ")).collect();
    assert_eq!(exchange.len(), 1);
    let body = exchange[0]["body"].as_str().unwrap();
    assert!(body.starts_with("POST /ichra/v1/memberships -> 200 application/json"), "{body}");
    assert!(body.contains("<   \"a\": 1") && body.contains("curl -sS"), "{body}");
    let case = &all(&text, "testCase")[0];
    assert_eq!(exchange[0]["testStepId"], case["testSteps"][2]["id"]);
    assert_eq!(case["testSteps"][2]["stepDefinitionIds"].as_array().unwrap().len(), 1);
    assert_eq!(all(&text, "stepDefinition").len(), 1);
}

/// Every reference leads to something that was told before.
fn assert_references(text: &str) {
    let mut known = std::collections::HashSet::new();
    for line in lines(text) {
        let (kind, message) = line.as_object().unwrap().iter().next().unwrap();
        let mut ids = Vec::new();
        collect(message, &mut ids, &mut known);
        for (member, id) in ids {
            assert!(known.contains(&id), "{member} `{id}` of a {kind} leads nowhere");
        }
    }
}

fn collect(value: &Value, found: &mut Vec<(String, String)>, known: &mut std::collections::HashSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found, known)),
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("id", Value::String(id)) => {
                        known.insert(id.clone());
                    }
                    (name, Value::String(id)) if name.ends_with("Id") => {
                        found.push((name.to_owned(), id.clone()));
                    }
                    (name, Value::Array(ids)) if name.ends_with("Ids") => {
                        let ids = ids.iter().map(|id| (name.to_owned(), id.as_str().unwrap().to_owned()));
                        found.extend(ids);
                    }
                    (_, member) => collect(member, found, known),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere_even_without_a_source() {
    for record in [features::record(), sample::every_outcome(), sample::full(), sample::hostile()] {
        assert_references(&messages::render(&record).unwrap());
    }
}

#[rstest]
#[case::unreadable("no feature at all")]
#[case::another("Feature: Another\n  Scenario: s\n    Given nothing\n")]
fn a_source_that_does_not_hold_the_scenarios_is_not_relied_on(#[case] source: &str) {
    let mut record = features::record();
    record.features[0].source = source.to_owned();
    let text = messages::render(&record).unwrap();
    assert_references(&text);
    assert_eq!(all(&text, "pickle").len(), 3);
    assert_eq!(all(&text, "gherkinDocument")[0]["feature"]["children"].as_array().unwrap().len(), 3);
}

#[test]
fn the_same_record_gives_the_same_bytes_and_a_large_body_stays_out() {
    let record = sample::hostile();
    let text = messages::render(&record).unwrap();
    assert!(text == messages::render(&record.clone()).unwrap());
    assert!(text.len() < 500_000, "{}", text.len());
}
