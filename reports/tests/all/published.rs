//! Reports against the published shapes of their formats where these are beside the checkout, and always against the
//! same rules in our own words.

use std::path::Path;

use evidence::RunRecord;
use jsonschema::Validator;
use reports::{ctrf, messages};
use serde_json::Value;

use crate::{features, sample};

fn records() -> Vec<RunRecord> {
    let empty = sample::record(Vec::new(), Vec::new());
    vec![
        empty,
        sample::minimal(),
        sample::every_outcome(),
        sample::full(),
        sample::hostile(),
        sample::retried(),
        features::record(),
    ]
}

/// In the folder that `COVENANT_CONVENTIONS` names, where it has to be then; else beside the checkout, or beside the
/// folder of checkouts, if it is there.
fn published(name: &str) -> Option<Validator> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = match std::env::var_os("COVENANT_CONVENTIONS") {
        Some(folder) => Path::new(&folder).join(name),
        None => {
            let places = ["..", "../.."].map(|up| project.join(up).join("shared/conventions").join(name));
            places.into_iter().find(|path| path.is_file())?
        }
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let schema: Value = serde_json::from_str(&text).unwrap();
    Some(jsonschema::validator_for(&schema).unwrap())
}

#[track_caller]
fn assert_valid(validator: &Validator, instance: &Value) {
    let errors: Vec<_> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{instance}");
}

#[test]
fn every_message_is_valid_by_the_published_schema() {
    let Some(validator) = published("cucumber-messages.schema.json") else { return };
    for record in records() {
        for line in messages::render(&record).unwrap().lines() {
            assert_valid(&validator, &serde_json::from_str(line).unwrap());
        }
    }
    assert!(!validator.is_valid(&serde_json::json!({ "pickle": {} })));
}

#[test]
fn every_ctrf_document_is_valid_by_the_published_schema() {
    let Some(validator) = published("ctrf-schema-0.0.json") else { return };
    for record in records() {
        assert_valid(&validator, &serde_json::from_str(&ctrf::render(&record).unwrap()).unwrap());
    }
    assert!(!validator.is_valid(&serde_json::json!({ "results": {} })));
}

/// Messages that we write, with the members that each must have.
const MESSAGES: [(&str, &str); 14] = [
    ("meta", "protocolVersion implementation runtime os cpu"),
    ("source", "uri data mediaType"),
    ("gherkinDocument", "uri feature comments"),
    ("hook", "id name type sourceReference"),
    ("stepDefinition", "id pattern sourceReference"),
    ("testRunStarted", "id timestamp"),
    ("pickle", "id uri location name language steps tags astNodeIds"),
    ("testCase", "id pickleId testSteps testRunStartedId"),
    ("testCaseStarted", "id testCaseId attempt timestamp"),
    ("testStepStarted", "testCaseStartedId testStepId timestamp"),
    ("attachment", "body contentEncoding mediaType fileName testCaseStartedId testStepId"),
    ("testStepFinished", "testCaseStartedId testStepId testStepResult timestamp"),
    ("testCaseFinished", "testCaseStartedId willBeRetried timestamp"),
    ("testRunFinished", "success timestamp testRunStartedId"),
];

#[test]
fn every_message_has_its_members_and_no_other() {
    for record in records() {
        for line in messages::render(&record).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let (name, message) = line.as_object().unwrap().iter().next().unwrap();
            let (_, members) = MESSAGES.iter().find(|(known, _)| known == name).unwrap();
            for member in members.split(' ') {
                assert!(message.get(member).is_some(), "{name} without {member}");
            }
            for member in message.as_object().unwrap().keys() {
                let known = members.split(' ').any(|known| known == member);
                assert!(known || (name == "testRunFinished" && member == "message"), "{name}.{member}");
            }
            if let Some(timestamp) = message.get("timestamp") {
                assert!(
                    timestamp["seconds"].is_i64() && timestamp["nanos"].as_u64().unwrap() < 1_000_000_000
                );
            }
        }
    }
}

#[test]
fn every_ctrf_test_has_its_members() {
    for record in records() {
        let document: Value = serde_json::from_str(&ctrf::render(&record).unwrap()).unwrap();
        assert_eq!(document["reportFormat"], "CTRF");
        let version = document["specVersion"].as_str().unwrap();
        assert_eq!(version.split('.').filter(|part| part.parse::<u32>().is_ok()).count(), 3);
        let summary = &document["results"]["summary"];
        let tests = document["results"]["tests"].as_array().unwrap();
        let count = |status: &str| tests.iter().filter(|test| test["status"] == status).count() as u64;
        for status in ["passed", "failed", "skipped", "pending", "other"] {
            assert_eq!(summary[status], count(status), "{status}");
        }
        assert_eq!(summary["tests"], tests.len());
        assert!(summary["start"].is_i64() && summary["stop"].is_i64());
        for test in tests {
            assert!(!test["name"].as_str().unwrap().is_empty() && test["duration"].is_u64());
            assert!(test["testId"].as_str().is_some_and(|id| !id.is_empty()));
        }
    }
}
