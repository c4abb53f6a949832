//! Annotations for GitHub Actions: workflow commands that point at the lines of features.
//!
//! ```text
//! ::error file=features/oscar/membership/create.feature,line=12,title=failed%3A An enrollment answers …::the response lacks …
//! ::notice title=Covenant::does not conform (exit 1)%0A61 passed, 2 failed, …%0Aannotated: 2 of 2
//! ```
//!
//! GitHub obeys such lines where a step **prints** them, and shows at most ten errors of a step. So there are at most ten,
//! the worst first, and the notice counts the rest. What is annotated: a run that did not come to its end or judged
//! nothing (without a place), then `failed`, `error`, `blocked`, and what never started. What is `warned`, `waived` or
//! `not_applicable` is only counted.
//!
//! Text of a subject cannot end a command, nor begin another: `%`, line ends, and in properties `:` and `,` are written as
//! the runner asks.

mod read;

use evidence::{Outcome, RunRecord, ScenarioHead, ScenarioRecord, Severity};
use sha2::{Digest as _, Sha256};

pub(crate) use read::verify;

use crate::{
    text::{clip, one_line},
    view::{self, View, run_problem, verdict},
};

/// GitHub shows no more of one step.
const ERRORS_MAX: usize = 10;
const MESSAGE_CHARS_MAX: usize = 800;
const TITLE_CHARS_MAX: usize = 200;
/// Stands in front of a scenario's id in its annotation.
const SCENARIO: &str = "scenario: ";
/// What an annotation without a scenario says in its place.
const OF_RUN: &str = "covenant.run";

/// Renders the annotations of a run, a line each. The same record gives the same bytes.
#[must_use]
pub fn render(record: &RunRecord) -> String {
    let all = annotated(record);
    let view = View::new(record);
    let mut text = String::new();
    for wrong in all.iter().take(ERRORS_MAX) {
        text.push_str(&wrong.command(&view));
        text.push('\n');
    }
    text.push_str(&notice(record, all.len()));
    text.push('\n');
    text
}

/// A word that ends what [`silence`] begins. It depends on the times of the run, so nobody who answered a request in it
/// can know it.
fn token(record: &RunRecord) -> String {
    let mut hash = Sha256::new();
    hash.update(record.run.id.as_bytes());
    hash.update(record.run.duration_ms.to_le_bytes());
    for scenario in &record.scenarios {
        hash.update(scenario.started_us.to_le_bytes());
        hash.update(scenario.duration_us.to_le_bytes());
        for exchange in &scenario.exchanges {
            hash.update(exchange.timing.total_us.to_le_bytes());
        }
    }
    hash.finalize().iter().take(16).fold("covenant-".to_owned(), |word, byte| format!("{word}{byte:02x}"))
}

/// Text of a run as a step may print it where GitHub obeys commands: between two lines that tell the runner to obey
/// nothing in between.
#[must_use]
pub fn silence(record: &RunRecord, text: &str) -> String {
    let token = token(record);
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("::stop-commands::{token}\n{text}{newline}::{token}::\n")
}

/// What an error annotation speaks of.
enum Wrong<'r> {
    Run(String),
    Ended(&'r ScenarioRecord),
    Never(&'r ScenarioHead, String),
}

fn annotated(record: &RunRecord) -> Vec<Wrong<'_>> {
    let mut all: Vec<_> = run_problem(record).map(|problem| Wrong::Run(problem.text)).into_iter().collect();
    for outcome in [Outcome::Failed, Outcome::Error, Outcome::Blocked] {
        let with = record.scenarios.iter().filter(|scenario| scenario.outcome == outcome);
        all.extend(with.map(Wrong::Ended));
    }
    let never = |head| Wrong::Never(head, view::not_run_reason(record));
    all.extend(record.not_run.iter().map(never));
    all
}

impl Wrong<'_> {
    /// Outcome and id, by which an annotation is recognised.
    fn identity(&self) -> (&'static str, String) {
        match self {
            Self::Run(_) => ("run", OF_RUN.to_owned()),
            Self::Ended(scenario) => (scenario.outcome.word(), one_line(&scenario.head.id)),
            Self::Never(head, _) => ("not run", one_line(&head.id)),
        }
    }

    fn command(&self, view: &View<'_>) -> String {
        let (word, id) = self.identity();
        let (head, why, detail) = match self {
            Self::Run(text) => (None, text.clone(), Vec::new()),
            Self::Never(head, reason) => (Some(*head), reason.clone(), Vec::new()),
            Self::Ended(scenario) => {
                (Some(&scenario.head), view::why(scenario).unwrap_or_default(), detail(scenario))
            }
        };
        let title = head.map_or_else(
            || "Covenant: the run".to_owned(),
            |head| format!("{word}: {}", clip(&one_line(&head.name), TITLE_CHARS_MAX)),
        );
        let mut lines = vec![clip(&one_line(&why), MESSAGE_CHARS_MAX).into_owned()];
        lines.extend(detail);
        if let Some(head) = head {
            lines.push(format!("profile: {}", clip(&view.profile(head), MESSAGE_CHARS_MAX)));
        }
        lines.push(format!("{SCENARIO}{id}"));
        let place = head.map_or_else(String::new, |head| {
            let file = format!("features/{}", one_line(&head.feature));
            format!("file={},line={},", property(&file), head.line)
        });
        format!("::error {place}title={}::{}", property(&title), data(&lines.join("\n")))
    }
}

/// What was expected and found, by the finding that decided, and the clauses.
fn detail(scenario: &ScenarioRecord) -> Vec<String> {
    let mut lines = Vec::new();
    let decided = scenario.findings.iter().find(|finding| finding.counts_as(Severity::Failure));
    if let Some(finding) = decided.filter(|_| scenario.outcome == Outcome::Failed) {
        for (label, text) in [("expected", &finding.expected), ("actual", &finding.actual)] {
            lines.push(format!("{label}: {}", clip(&one_line(text), MESSAGE_CHARS_MAX)));
        }
        if let Some(place) = view::finding_place(finding, scenario) {
            lines.push(format!("where: {}", clip(&place, MESSAGE_CHARS_MAX)));
        }
    }
    let clauses = one_line(&scenario.head.clauses.join(", "));
    if !clauses.is_empty() {
        lines.push(format!("clauses: {}", clip(&clauses, MESSAGE_CHARS_MAX)));
    }
    lines
}

fn notice(record: &RunRecord, wrong: usize) -> String {
    let lines = [
        verdict(record),
        view::counts(record),
        format!("annotated: {} of {wrong}; the reports of the run have all", wrong.min(ERRORS_MAX)),
    ];
    format!("::notice title=Covenant::{}", data(&lines.join("\n")))
}

/// Text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Undoes [`data`] and [`property`].
pub(crate) fn unescape(text: &str) -> String {
    let text = text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r");
    text.replace("%25", "%")
}

/// A line of plain text as an error without a place.
pub(crate) fn plain_error(text: &str) -> String {
    format!("::error title=Covenant::{}", data(text))
}
