//! One scenario as one testcase.

use evidence::{Outcome, ScenarioHead, ScenarioRecord, Severity, StepStatus};
use junit_report::{Duration, TestCase, TestResult};

use crate::{
    detail,
    page::{Page, Paint},
    text::{clip, one_line},
    view::{self, RunProblem, View},
    xml::cdata,
};

/// A message is one line in a list; the details stand below it.
const MESSAGE_CHARS_MAX: usize = 400;

/// Servers take a file named behind this in the output of a test along; no text of a subject names one.
const ATTACHMENT: &str = "[[ATTACHMENT|";

/// A scenario that was started.
pub(super) fn finished(view: &View<'_>, scenario: &ScenarioRecord, name: String, class: String) -> TestCase {
    let message = message(&view::why(scenario).unwrap_or_default());
    let word = scenario.outcome.word().to_owned();
    let result = match scenario.outcome {
        Outcome::Failed | Outcome::Blocked => {
            TestResult::Failure { type_: word, message, cause: Some(trace(view, scenario)) }
        }
        Outcome::Error => {
            let code = scenario.reason.as_ref().map(|reason| one_line(&reason.code));
            let type_ = code.filter(|code| !code.is_empty()).unwrap_or(word);
            TestResult::Error { type_, message, cause: Some(trace(view, scenario)) }
        }
        Outcome::Waived => {
            TestResult::SkippedWithCause { type_: word, message, cause: Some(trace(view, scenario)) }
        }
        Outcome::NotApplicable => TestResult::SkippedWithCause { type_: word, message, cause: None },
        Outcome::Warned | Outcome::Passed => TestResult::Success,
    };
    // What took a moment does not read as if it had never run.
    let millis = (scenario.duration_us.saturating_add(500) / 1_000).max(u64::from(scenario.duration_us > 0));
    let time = Duration::milliseconds(i64::try_from(millis).unwrap_or(i64::MAX));
    case(name, class, time, result, system_out(view, scenario))
}

/// A scenario that was selected and never started.
pub(super) fn not_run(view: &View<'_>, head: &ScenarioHead, name: String, class: String) -> TestCase {
    let reason = view::not_run_reason(view.record);
    let out =
        format!("outcome: not run\nfeature: {}\nclauses: {}\n", view::place(head), head.clauses.join(", "));
    let result = TestResult::Error { type_: "not-run".to_owned(), message: message(&reason), cause: None };
    case(name, class, Duration::ZERO, result, out)
}

/// The run itself, when something is wrong with it.
pub(super) fn run(problem: &RunProblem, run: &str) -> TestCase {
    let name = format!("The run comes to its end and judges something [{}]", one_line(run));
    let result = TestResult::Error {
        type_: problem.code.to_owned(),
        message: message(&problem.text),
        cause: Some(cdata(&problem.text)),
    };
    case(name, super::RUN_CLASS.to_owned(), Duration::ZERO, result, "outcome: error\n".to_owned())
}

fn case(name: String, class: String, time: Duration, result: TestResult, out: String) -> TestCase {
    TestCase {
        name,
        time,
        result,
        classname: Some(class),
        filepath: None,
        system_out: Some(cdata(&out.replace(ATTACHMENT, "[[ATTACHMENT |"))),
        system_err: None,
    }
}

fn message(text: &str) -> String {
    clip(&one_line(text), MESSAGE_CHARS_MAX).into_owned()
}

fn trace(view: &View<'_>, scenario: &ScenarioRecord) -> String {
    cdata(&detail::plain(view, scenario))
}

/// The outcome on the first line, then the evidence in short.
fn system_out(view: &View<'_>, scenario: &ScenarioRecord) -> String {
    let mut page = Page::new(Paint(false), detail::COLUMNS);
    page.line(0, format_args!("outcome: {}", scenario.outcome));
    page.line(0, format_args!("feature: {}", view::place(&scenario.head)));
    page.line(0, format_args!("profile: {}", view.profile(&scenario.head)));
    page.line(0, format_args!("clauses: {}", one_line(&scenario.head.clauses.join(", "))));
    for step in &scenario.steps {
        let status = match step.status {
            StepStatus::Passed => "passed     ",
            StepStatus::Failed => "failed     ",
            StepStatus::NotReached => "not reached",
        };
        page.line(0, format_args!("{status}  {} {}", step.keyword.trim(), clip(&one_line(&step.text), 200)));
    }
    for exchange in &scenario.exchanges {
        page.line(0, format_args!("exchange {}: {}", exchange.id, view::exchange_line(exchange)));
    }
    // Those of a failed scenario stand in its trace.
    if matches!(scenario.outcome, Outcome::Warned | Outcome::Passed | Outcome::NotApplicable) {
        for finding in scenario.findings.iter().filter(|finding| !finding.counts_as(Severity::Failure)) {
            page.blank();
            detail::finding(&mut page, 0, finding, scenario);
        }
        for note in &scenario.notes {
            page.prose(0, &format!("note: {}", one_line(note)));
        }
    }
    page.finish()
}
