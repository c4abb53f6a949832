//! CTRF, the Common Test Report Format: one JSON document for tools that collect results of any test framework.
//!
//! ```json
//! {"reportFormat":"CTRF","specVersion":"0.0.0","results":{
//!   "tool":{"name":"covenant","version":"0.1.0"},
//!   "summary":{"tests":68,"passed":62,"failed":2,"skipped":4,"pending":0,"other":0,"start":1795255200123,…},
//!   "tests":[{"name":"An enrollment answers …","status":"failed","rawStatus":"failed","duration":12,"testId":"oscar-…",
//!             "message":"the response lacks …","trace":"…","filePath":"features/oscar/…","line":12,"steps":[…]},…]}}
//! ```
//!
//! | outcome | `status` |
//! |---|---|
//! | `passed`, `warned` | `passed` |
//! | `failed`, `error`, `blocked`, selected and never started | `failed` |
//! | `waived`, `not_applicable` | `skipped` |
//!
//! `rawStatus` is the outcome itself (`not_run` for what never started), so nothing is lost. The format has no word for
//! "could not judge"; it stands as `failed`, since a gate that looks at `failed` only must not take it for green. For the
//! same reason a run that did not come to its end, or judged nothing, has one more test, `covenant.run`.

mod read;

use std::collections::BTreeSet;

use evidence::{Outcome, RunRecord, ScenarioHead, ScenarioRecord, StepStatus};
use serde_json::{Value, json};

pub(crate) use read::verify;

use crate::{
    ReportError, detail,
    instants::Instants,
    text::{clip, one_line},
    view::{self, RunProblem, View, run_problem},
};

/// The version of the format that the documents follow.
const SPEC_VERSION: &str = "0.0.0";
/// The id of what concerns the run as a whole.
const RUN_TEST: &str = "covenant.run";
/// The raw status of a scenario that never started.
const NOT_RUN: &str = "not_run";
const MESSAGE_CHARS_MAX: usize = 1_000;
/// A load test has thousands of exchanges.
const TRACE_CHARS_MAX: usize = 100_000;

/// Renders a run as CTRF. The same record gives the same bytes.
///
/// # Errors
///
/// If a value has no JSON form; no record holds one.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let view = View::new(record);
    let instants = Instants::of(record);
    let mut tests: Vec<Value> =
        record.scenarios.iter().map(|scenario| finished(&view, instants, scenario)).collect();
    tests.extend(record.not_run.iter().map(|head| not_run(&view, head)));
    tests.extend(run_problem(record).map(|problem| of_run(&problem)));
    let suites: BTreeSet<_> = heads(record).map(|head| head.feature.as_str()).collect();
    let counts = Counts::of(record);
    let stop = record.run.duration_ms.saturating_mul(1_000);
    let run = &record.run;
    let document = json!({
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "timestamp": instants.rfc3339_ms(stop),
        "generatedBy": one_line(&run.program.name),
        "results": {
            "tool": { "name": "covenant", "version": one_line(&run.program.version) },
            "summary": {
                "tests": counts.tests,
                "passed": counts.passed,
                "failed": counts.failed,
                "skipped": counts.skipped,
                "pending": 0,
                "other": 0,
                "suites": suites.len(),
                "start": instants.unix_ms(0),
                "stop": instants.unix_ms(stop),
                "duration": run.duration_ms,
                "extra": {
                    "run": run.id,
                    "complete": run.complete,
                    "exitCode": record.summary.exit_code,
                    "selected": record.summary.selected,
                    "judged": record.summary.judged,
                    "outcomes": record.summary.outcomes,
                },
            },
            "tests": tests,
        },
    });
    let failed = |source| ReportError::Serialize { what: "the CTRF document", source };
    let mut text = serde_json::to_string_pretty(&document).map_err(failed)?;
    text.push('\n');
    Ok(text)
}

fn heads(record: &RunRecord) -> impl Iterator<Item = &ScenarioHead> {
    record.scenarios.iter().map(|scenario| &scenario.head).chain(&record.not_run)
}

/// What the format calls an outcome.
const fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed | Outcome::Warned => "passed",
        Outcome::Failed | Outcome::Error | Outcome::Blocked => "failed",
        Outcome::Waived | Outcome::NotApplicable => "skipped",
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Counts {
    fn of(record: &RunRecord) -> Self {
        let mut counts = Self::default();
        let never = record.not_run.len() + usize::from(run_problem(record).is_some());
        let outcomes = record.scenarios.iter().map(|scenario| status(scenario.outcome));
        for status in outcomes.chain(std::iter::repeat_n("failed", never)) {
            counts.tests += 1;
            match status {
                "passed" => counts.passed += 1,
                "failed" => counts.failed += 1,
                _ => counts.skipped += 1,
            }
        }
        counts
    }
}

fn finished(view: &View<'_>, instants: Instants, scenario: &ScenarioRecord) -> Value {
    let mut test = common(view, &scenario.head);
    let stop_us = scenario.started_us.saturating_add(scenario.duration_us);
    test["status"] = status(scenario.outcome).into();
    test["rawStatus"] = scenario.outcome.word().into();
    test["duration"] = (scenario.duration_us.saturating_add(500) / 1_000).into();
    test["start"] = instants.unix_ms(scenario.started_us).into();
    test["stop"] = instants.unix_ms(stop_us).into();
    if let Some(why) = view::why(scenario) {
        test["message"] = clip(&why, MESSAGE_CHARS_MAX).into();
    }
    if !matches!(scenario.outcome, Outcome::Passed | Outcome::NotApplicable) {
        test["trace"] = clip(&detail::plain(view, scenario), TRACE_CHARS_MAX).into();
    }
    test["steps"] = scenario
        .steps
        .iter()
        .map(|step| {
            let status = match (step.status, status(scenario.outcome)) {
                (StepStatus::Passed, _) => "passed",
                (StepStatus::Failed, "failed") => "failed",
                (StepStatus::Failed | StepStatus::NotReached, _) => "skipped",
            };
            let name = format!("{} {}", step.keyword.trim(), clip(&one_line(&step.text), MESSAGE_CHARS_MAX));
            json!({ "name": name, "status": status, "extra": { "line": step.line } })
        })
        .collect();
    test
}

fn not_run(view: &View<'_>, head: &ScenarioHead) -> Value {
    let mut test = common(view, head);
    test["status"] = "failed".into();
    test["rawStatus"] = NOT_RUN.into();
    test["duration"] = 0.into();
    test["message"] = clip(&view::not_run_reason(view.record), MESSAGE_CHARS_MAX).into();
    test
}

fn of_run(problem: &RunProblem) -> Value {
    json!({
        "testId": RUN_TEST,
        "name": "The run comes to its end and judges something",
        "status": "failed",
        "rawStatus": problem.code,
        "duration": 0,
        "message": clip(&problem.text, MESSAGE_CHARS_MAX),
    })
}

fn common(view: &View<'_>, head: &ScenarioHead) -> Value {
    let mut suite = vec![one_line(&head.feature)];
    suite.extend(head.rule.as_deref().map(one_line));
    let mut labels = json!({ "vendor": head.vendor, "party": head.party, "profile": view.profile(head) });
    if !head.clauses.is_empty() {
        labels["clauses"] = head.clauses.iter().map(|clause| one_line(clause)).collect();
    }
    json!({
        "testId": head.id,
        "name": one_line(&head.name),
        "type": "contract",
        "suite": suite,
        "filePath": format!("features/{}", one_line(&head.feature)),
        "line": head.line,
        "tags": head.tags.iter().map(|tag| one_line(tag)).collect::<Vec<_>>(),
        "labels": labels,
    })
}
