//! A scenario as a pickle, a test case, and what happened in it.

use evidence::{Exchange, ScenarioHead, ScenarioRecord, Severity, StepRecord, StepStatus};
use serde_json::{Value, json};

use super::{
    NOT_RUN, Stream, VERDICT,
    ast::docstring,
    document::{Node, uri},
    status,
};
use crate::{
    ReportError, detail,
    page::{Page, Paint},
    text::{clip, one_line, visible},
    view::{self, View},
};

/// Stands in front of the outcome in the message of the verdict.
pub(super) const OUTCOME: &str = "outcome: ";
/// Stands in front of the names of attachments that are exchanges.
pub(super) const EXCHANGE: &str = "exchange ";
const MESSAGE_CHARS_MAX: usize = 4_000;
const BODY_LINES_MAX: usize = 400;
/// Of one exchange.
const EXCHANGE_CHARS_MAX: usize = 64_000;

/// A scenario that was started.
pub(super) fn finished(
    stream: &mut Stream<'_>,
    view: &View<'_>,
    scenario: &ScenarioRecord,
    node: &Node,
) -> Result<(), ReportError> {
    let case = Case::begin(stream, &scenario.head, &scenario.steps, node, scenario.started_us)?;
    for (step, id) in scenario.steps.iter().zip(&case.steps) {
        // What was not reached took place when the scenario ended.
        let reached = step.status != StepStatus::NotReached;
        let end = scenario.started_us.saturating_add(scenario.duration_us);
        let (start_us, duration_us) = if reached { (step.started_us, step.duration_us) } else { (end, 0) };
        case.step_started(stream, id, start_us)?;
        for exchange in scenario.exchanges.iter().filter(|exchange| exchange.step == Some(step.index)) {
            case.exchange(stream, id, exchange)?;
        }
        let word = match step.status {
            StepStatus::Passed => "PASSED",
            StepStatus::Failed if status(scenario.outcome) == "FAILED" => "FAILED",
            StepStatus::Failed | StepStatus::NotReached => "SKIPPED",
        };
        let message =
            step.message.as_deref().map(|text| clip(&visible(text), MESSAGE_CHARS_MAX).into_owned());
        case.step_finished(stream, id, word, message, start_us, duration_us)?;
    }
    let end_us = scenario.started_us.saturating_add(scenario.duration_us);
    case.step_started(stream, &case.verdict, end_us)?;
    let known = |exchange: &&Exchange| {
        let step = exchange.step.and_then(|step| scenario.steps.iter().find(|known| known.index == step));
        step.is_none()
    };
    for exchange in scenario.exchanges.iter().filter(known) {
        case.exchange(stream, &case.verdict, exchange)?;
    }
    case.findings(stream, view, scenario)?;
    let mut message = format!("{OUTCOME}{}", scenario.outcome);
    if let Some(why) = view::why(scenario) {
        message.push_str(&format!("\n{}", clip(&why, MESSAGE_CHARS_MAX)));
    }
    let word = status(scenario.outcome);
    case.step_finished(stream, &case.verdict, word, Some(message), end_us, 0)?;
    case.end(stream, end_us)
}

/// A scenario that was selected and never started.
pub(super) fn not_run(stream: &mut Stream<'_>, head: &ScenarioHead, node: &Node) -> Result<(), ReportError> {
    let end_us = stream.record.run.duration_ms.saturating_mul(1_000);
    let reason = view::not_run_reason(stream.record);
    let case = Case::begin(stream, head, &[], node, end_us)?;
    case.step_started(stream, &case.verdict, end_us)?;
    let message = format!("{OUTCOME}{NOT_RUN}\n{}", clip(&reason, MESSAGE_CHARS_MAX));
    case.step_finished(stream, &case.verdict, "FAILED", Some(message), end_us, 0)?;
    case.end(stream, end_us)
}

/// A test case that goes on.
struct Case {
    started: String,
    steps: Vec<String>,
    verdict: String,
}

impl Case {
    fn begin(
        stream: &mut Stream<'_>,
        head: &ScenarioHead,
        steps: &[StepRecord],
        node: &Node,
        started_us: u64,
    ) -> Result<Self, ReportError> {
        let pickle_steps: Vec<String> = steps.iter().map(|_| stream.ids.next()).collect();
        let pickle = pickle(head, steps, node, &pickle_steps);
        stream.put("pickle", pickle)?;
        let id = stream.ids.next();
        let test_steps: Vec<String> = steps.iter().map(|_| stream.ids.next()).collect();
        let verdict = stream.ids.next();
        let mut json: Vec<Value> = Vec::new();
        for ((step, id), pickle_step) in steps.iter().zip(&test_steps).zip(&pickle_steps) {
            let mut test_step = json!({ "id": id, "pickleStepId": pickle_step });
            if let Some(definition) = stream.definition(step) {
                test_step["stepDefinitionIds"] = json!([definition]);
                test_step["stepMatchArgumentsLists"] = json!([{ "stepMatchArguments": [] }]);
            }
            json.push(test_step);
        }
        json.push(json!({ "id": verdict, "hookId": VERDICT }));
        let run = stream.record.run.id.as_str();
        stream.put(
            "testCase",
            json!({ "id": id, "pickleId": head.id, "testSteps": json, "testRunStartedId": run }),
        )?;
        let started = stream.ids.next();
        let timestamp = stream.timestamp(started_us);
        stream.put(
            "testCaseStarted",
            json!({ "id": started, "testCaseId": id, "attempt": 0, "timestamp": timestamp }),
        )?;
        Ok(Self { started, steps: test_steps, verdict })
    }

    fn step_started(&self, stream: &mut Stream<'_>, step: &str, at_us: u64) -> Result<(), ReportError> {
        let timestamp = stream.timestamp(at_us);
        stream.put(
            "testStepStarted",
            json!({ "testCaseStartedId": self.started, "testStepId": step, "timestamp": timestamp }),
        )
    }

    fn step_finished(
        &self,
        stream: &mut Stream<'_>,
        step: &str,
        word: &str,
        message: Option<String>,
        started_us: u64,
        duration_us: u64,
    ) -> Result<(), ReportError> {
        let (seconds, nanos) = (duration_us / 1_000_000, duration_us % 1_000_000 * 1_000);
        let mut result = json!({ "status": word, "duration": { "seconds": seconds, "nanos": nanos } });
        if let Some(message) = message {
            result["message"] = message.into();
        }
        let timestamp = stream.timestamp(started_us.saturating_add(duration_us));
        stream.put(
            "testStepFinished",
            json!({
                "testCaseStartedId": self.started,
                "testStepId": step,
                "testStepResult": result,
                "timestamp": timestamp,
            }),
        )
    }

    fn attach(&self, stream: &mut Stream<'_>, step: &str, name: &str, text: &str) -> Result<(), ReportError> {
        stream.put(
            "attachment",
            json!({
                "body": text,
                "contentEncoding": "IDENTITY",
                "mediaType": "text/plain",
                "fileName": name,
                "testCaseStartedId": self.started,
                "testStepId": step,
            }),
        )
    }

    fn exchange(&self, stream: &mut Stream<'_>, step: &str, exchange: &Exchange) -> Result<(), ReportError> {
        let mut page = Page::new(Paint(false), detail::COLUMNS);
        page.line(0, view::exchange_line(exchange));
        detail::whole(&mut page, 0, exchange, BODY_LINES_MAX);
        let name = format!("{EXCHANGE}{}.txt", exchange.id);
        self.attach(stream, step, &name, &clip(&page.finish(), EXCHANGE_CHARS_MAX))
    }

    fn findings(
        &self,
        stream: &mut Stream<'_>,
        view: &View<'_>,
        scenario: &ScenarioRecord,
    ) -> Result<(), ReportError> {
        let mut page = Page::new(Paint(false), detail::COLUMNS);
        detail::heading(&mut page, 0, view, scenario);
        detail::clauses(&mut page, 0, view, scenario);
        for severity in [Severity::Failure, Severity::Warning, Severity::Note] {
            for finding in scenario.findings.iter().filter(|finding| finding.severity == severity) {
                page.blank();
                detail::finding(&mut page, 0, finding, scenario);
            }
        }
        for note in &scenario.notes {
            page.blank();
            page.prose(0, &format!("note: {}", one_line(note)));
        }
        self.attach(stream, &self.verdict, "verdict.txt", &clip(&page.finish(), EXCHANGE_CHARS_MAX))
    }

    fn end(&self, stream: &mut Stream<'_>, at_us: u64) -> Result<(), ReportError> {
        let timestamp = stream.timestamp(at_us);
        stream.put(
            "testCaseFinished",
            json!({ "testCaseStartedId": self.started, "willBeRetried": false, "timestamp": timestamp }),
        )
    }
}

fn pickle(head: &ScenarioHead, steps: &[StepRecord], node: &Node, ids: &[String]) -> Value {
    let mut kind = "Unknown";
    let mut json: Vec<Value> = Vec::new();
    for ((step, id), ast) in steps.iter().zip(ids).zip(&node.steps) {
        kind = match step.keyword.trim() {
            "Given" => "Context",
            "When" => "Action",
            "Then" => "Outcome",
            _ => kind,
        };
        let mut one = json!({ "id": id, "text": visible(&step.text), "type": kind, "astNodeIds": ast });
        if let Some(argument) = argument(step) {
            one["argument"] = argument;
        }
        json.push(one);
    }
    let tag = |(name, id): &(String, String)| json!({ "name": name, "astNodeId": id });
    json!({
        "id": head.id,
        "uri": uri(&head.feature),
        "location": { "line": head.line },
        "name": one_line(&head.name),
        "language": node.language,
        "steps": json,
        "tags": node.tags.iter().map(tag).collect::<Vec<_>>(),
        "astNodeIds": node.ids,
    })
}

fn argument(step: &StepRecord) -> Option<Value> {
    if let Some(text) = &step.docstring {
        let (media_type, content) = docstring(text);
        let mut json = json!({ "content": content });
        if let Some(media_type) = media_type {
            json["mediaType"] = media_type.into();
        }
        return Some(json!({ "docString": json }));
    }
    let row = |cells: &Vec<String>| {
        let cells: Vec<_> = cells.iter().map(|value| json!({ "value": value })).collect();
        json!({ "cells": cells })
    };
    let rows: Vec<_> = step.table.iter().filter(|row| !row.is_empty()).map(row).collect();
    (!rows.is_empty()).then(|| json!({ "dataTable": { "rows": rows } }))
}
