//! Whether a stream of messages says what the record says.

use std::collections::HashMap;

use evidence::{RunRecord, StepStatus};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    NOT_RUN, VERDICT,
    case::{EXCHANGE, OUTCOME},
    status, success,
};
use crate::{
    same,
    text::{clip, one_line},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestCase {
    id: String,
    pickle_id: String,
    test_steps: Vec<TestStep>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TestStep {
    id: String,
    hook_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CaseStarted {
    id: String,
    test_case_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StepFinished {
    test_case_started_id: String,
    test_step_id: String,
    test_step_result: StepResult,
}

#[derive(Deserialize)]
struct StepResult {
    status: String,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    test_case_started_id: String,
    file_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CaseFinished {
    test_case_started_id: String,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
}

#[derive(Deserialize)]
struct RunFinished {
    success: bool,
}

/// What a test case told, in the order of its steps.
#[derive(Debug, Default)]
struct Told {
    scenario: String,
    /// Steps that are declared, by id.
    declared: Vec<(String, bool)>,
    steps: Vec<String>,
    verdict: Option<(String, String)>,
    exchanges: usize,
    ended: bool,
}

/// Compares messages with the record: the run, each scenario with its outcome, the status of each of its steps, and how
/// many exchanges are attached, in this order.
///
/// # Errors
///
/// What differs.
pub(crate) fn verify(text: &str, record: &RunRecord) -> Result<(), String> {
    let mut reader = Reader::default();
    for (at, line) in text.lines().enumerate() {
        reader.line(line).map_err(|what| format!("its line {} cannot be read back: {what}", at + 1))?;
    }
    if !text.ends_with('\n') || reader.finished != Some(success(record)) {
        return Err("it has no end of the run, or another".to_owned());
    }
    if reader.run.as_ref() != Some(&record.run.id) {
        return Err("it is that of another run".to_owned());
    }
    let ids = record.scenarios.iter().map(|scenario| &scenario.head).chain(&record.not_run);
    let ids: Vec<_> = ids.map(|head| head.id.as_str()).collect();
    let pickles: Vec<_> = reader.pickles.iter().map(String::as_str).collect();
    same::list(&ids, &pickles)?;
    let told: Vec<_> = reader.told.iter().map(|told| told.scenario.as_str()).collect();
    same::list(&ids, &told)?;
    let expected = record.scenarios.iter().map(|scenario| {
        let steps = scenario.steps.iter().map(|step| match step.status {
            StepStatus::Passed => "PASSED",
            StepStatus::Failed if status(scenario.outcome) == "FAILED" => "FAILED",
            StepStatus::Failed | StepStatus::NotReached => "SKIPPED",
        });
        let verdict = (status(scenario.outcome), scenario.outcome.word());
        (verdict, steps.collect::<Vec<_>>(), scenario.exchanges.len())
    });
    let expected = expected.chain(record.not_run.iter().map(|_| (("FAILED", NOT_RUN), Vec::new(), 0)));
    for (told, ((word, outcome), steps, exchanges)) in reader.told.iter().zip(expected) {
        let id = clip(&one_line(&told.scenario), 200).into_owned();
        let verdict = told.verdict.as_ref().map(|(word, outcome)| (word.as_str(), outcome.as_str()));
        if verdict != Some((word, outcome)) || !told.ended {
            return Err(format!("scenario `{id}` is {outcome} and stands there as something else"));
        }
        if told.steps != steps || told.declared.len() != steps.len() + 1 {
            return Err(format!("scenario `{id}` has other steps"));
        }
        if told.exchanges != exchanges {
            return Err(format!("scenario `{id}` has {} exchanges, of {exchanges}", told.exchanges));
        }
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Reader {
    run: Option<String>,
    finished: Option<bool>,
    pickles: Vec<String>,
    /// Pickle and steps of a test case, by its id.
    cases: HashMap<String, (String, Vec<(String, bool)>)>,
    told: Vec<Told>,
    /// By the id of the start.
    places: HashMap<String, usize>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let members: Map<String, Value> = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let mut members = members.into_iter();
        let (Some((name, message)), None) = (members.next(), members.next()) else {
            return Err("it is not one message".to_owned());
        };
        if self.finished.is_some() {
            return Err("it follows the end of the run".to_owned());
        }
        match name.as_str() {
            "testRunStarted" => self.run = Some(read::<Identified>(message)?.id),
            "testRunFinished" => self.finished = Some(read::<RunFinished>(message)?.success),
            "pickle" => self.pickles.push(read::<Identified>(message)?.id),
            "testCase" => {
                let case: TestCase = read(message)?;
                let steps = case.test_steps.into_iter();
                let steps = steps.map(|step| (step.id, step.hook_id.as_deref() == Some(VERDICT))).collect();
                self.cases.insert(case.id, (case.pickle_id, steps));
            }
            "testCaseStarted" => {
                let started: CaseStarted = read(message)?;
                let (scenario, declared) =
                    self.cases.remove(&started.test_case_id).ok_or("it starts no test case that there is")?;
                self.places.insert(started.id, self.told.len());
                self.told.push(Told { scenario, declared, ..Told::default() });
            }
            "testStepFinished" => {
                let finished: StepFinished = read(message)?;
                let told = self.told(&finished.test_case_started_id)?;
                let next = told.steps.len() + usize::from(told.verdict.is_some());
                let step = told.declared.get(next).filter(|(id, _)| *id == finished.test_step_id);
                let result = finished.test_step_result;
                match step {
                    None => return Err("it ends a step out of turn".to_owned()),
                    Some((_, false)) => told.steps.push(result.status),
                    Some((_, true)) => {
                        let first = result.message.lines().next().unwrap_or_default();
                        let outcome = first.strip_prefix(OUTCOME).unwrap_or_default().to_owned();
                        told.verdict = Some((result.status, outcome));
                    }
                }
            }
            "attachment" => {
                let attachment: Attachment = read(message)?;
                let is_exchange = attachment.file_name.starts_with(EXCHANGE);
                self.told(&attachment.test_case_started_id)?.exchanges += usize::from(is_exchange);
            }
            "testCaseFinished" => {
                let finished: CaseFinished = read(message)?;
                self.told(&finished.test_case_started_id)?.ended = true;
            }
            _ => {}
        }
        Ok(())
    }

    fn told(&mut self, started: &str) -> Result<&mut Told, String> {
        let place = self.places.get(started).copied();
        place
            .and_then(|place| self.told.get_mut(place))
            .ok_or_else(|| "it belongs to no test case".to_owned())
    }
}

fn read<T: serde::de::DeserializeOwned>(message: Value) -> Result<T, String> {
    serde_json::from_value(message).map_err(|error| error.to_string())
}
