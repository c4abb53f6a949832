//! Coverage as a person reads it on a terminal.
//!
//! ```text
//! OSCAR (mock)
//!   operations  7 of 7 exercised
//!   answers     33 of 41 exercised (30 of 32 documented ones), 21 of them judged in depth; 8 not, each with a reason
//!   clauses     50 of 65 judged by 104 scenarios; 15 without a scenario, each with a reason
//!
//!   answers of each operation: ++ judged in depth, + status and shape only, - not exercised
//!     health-check               200++  401+
//!     get-balance                200++  400++  401+   500+   503+   404-
//!
//!   clauses that were judged, by how many scenarios and by which
//!     OSC-3     vendor       2  oscar-health-check, oscar-health-check-root
//!
//!   what no scenario touches
//!     answers that were not exercised
//!       404 of get-membership, update-membership, get-balance
//!           the simulator follows the newer documents …
//!     clauses without a scenario
//!       OSC-1   When to go to production is the integrator's own decision; …
//! ```

use evidence::DriftKind;

use super::{
    AnswerCoverage, ClauseCoverage, ClauseState, Coverage, Depth, OperationCoverage, Totals, VendorCoverage,
};
use crate::{
    page::{Page, Paint},
    shorten::Outlines,
    terminal::TerminalOptions,
    text::{clip_columns, one_line, plural},
};

/// Columns of a cell such as `200++`.
const CELL: usize = 7;
/// Columns of the id of a clause.
const LABEL: usize = 10;

/// Renders coverage for a terminal. `verbose` shows every scenario of a clause, `quiet` only sums and what is missing
/// without a reason.
#[must_use]
pub fn render(coverage: &Coverage, options: &TerminalOptions) -> String {
    let mut page = Page::new(Paint(options.color), options.width);
    let run = &coverage.run;
    let words = format!(
        "coverage of run {} of {} (covenant {})",
        one_line(&run.id),
        one_line(&run.started_at),
        one_line(&run.program_version)
    );
    page.line(0, words);
    if let Some(problem) = &run.problem {
        page.hanging(0, "", str::to_owned, problem);
    }
    if coverage.vendors.is_empty() {
        page.line(0, "the run has nothing of these vendors");
    }
    for vendor in &coverage.vendors {
        of_vendor(&mut page, vendor, options);
    }
    page.finish()
}

fn of_vendor(page: &mut Page, vendor: &VendorCoverage, options: &TerminalOptions) {
    page.blank();
    let title = format!("{} ({})", vendor.vendor.word().to_uppercase(), vendor.targets.join(", "));
    page.line(0, page.paint.bold(title));
    let totals = &vendor.totals;
    page.hanging(2, "operations  ", str::to_owned, &operations(totals));
    page.hanging(2, "answers     ", str::to_owned, &answers(totals));
    page.hanging(2, "clauses     ", str::to_owned, &clauses(totals));
    if !options.quiet {
        matrix(page, &vendor.operations);
        judged(page, vendor, options);
    }
    untouched(page, vendor, options.quiet);
    drift(page, vendor, options.quiet);
}

/// In what answers and documents differ; if only the news are wanted, without what was never seen.
fn drift(page: &mut Page, vendor: &VendorCoverage, only_news: bool) {
    for (kind, words) in DRIFTS {
        let mut of_kind = vendor.drift.iter().filter(|one| one.kind == kind).peekable();
        if of_kind.peek().is_none() || (only_news && !kind.is_news()) {
            continue;
        }
        page.blank();
        page.line(2, page.paint.bold(words));
        for one in of_kind {
            let value = one.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
            let label = format!("{} {}  ", one_line(&one.operation), one.status);
            page.hanging(4, &label, str::to_owned, &one_line(&format!("{}{value}", one.pointer)));
        }
    }
}

/// The titles of what differs.
pub(super) const DRIFTS: [(DriftKind, &str); 3] = [
    (DriftKind::UnknownMember, "members of answers that no schema names"),
    (DriftKind::UnknownValue, "values of answers that no schema names"),
    (DriftKind::NeverSeen, "documented members that no answer had"),
];

/// Such as `7 of 7 exercised`.
pub(super) fn operations(totals: &Totals) -> String {
    format!("{} of {} exercised", totals.operations_exercised, totals.operations)
}

/// Such as `33 of 41 exercised (30 of 32 documented ones), 21 of them judged in depth; 8 not, each with a reason`.
pub(super) fn answers(totals: &Totals) -> String {
    let mut words = format!(
        "{} of {} exercised ({} of {} documented ones), {} of them judged in depth",
        totals.answers_exercised,
        totals.answers,
        totals.answers_documented_exercised,
        totals.answers_documented,
        totals.answers_in_depth
    );
    let unexplained = totals.answers_unexplained();
    match (totals.answers_with_reason, unexplained) {
        (0, 0) => {}
        (explained, 0) => words.push_str(&format!("; {explained} not, each with a reason")),
        (0, unexplained) => words.push_str(&format!("; {unexplained} not, without a reason")),
        (explained, unexplained) => {
            words.push_str(&format!("; {explained} not, with a reason; {unexplained} not, without one"));
        }
    }
    words
}

/// Such as `50 of 65 judged by 104 scenarios; 15 without a scenario, each with a reason`.
pub(super) fn clauses(totals: &Totals) -> String {
    let judged = totals.scenarios_judged;
    let mut words = format!(
        "{} of {} judged by {judged} {}",
        totals.clauses_judged,
        totals.clauses,
        plural(judged, "scenario", "scenarios")
    );
    if totals.clauses_with_reason > 0 {
        words.push_str(&format!("; {} without a scenario, each with a reason", totals.clauses_with_reason));
    }
    if totals.clauses_not_judged() > 0 {
        words.push_str(&format!("; {} not judged in this run", totals.clauses_not_judged()));
    }
    words
}

fn matrix(page: &mut Page, operations: &[OperationCoverage]) {
    if operations.is_empty() {
        return;
    }
    page.blank();
    page.hanging(
        2,
        "",
        str::to_owned,
        "answers of each operation: ++ judged in depth, + status and shape only, - not exercised",
    );
    let name = |operation: &OperationCoverage| one_line(&operation.operation);
    let width = operations.iter().map(|operation| name(operation).chars().count()).max().unwrap_or_default();
    let room = page.room(4 + width + 2);
    let per_line = (room / CELL).max(1);
    for operation in operations {
        for (nth, cells) in operation.answers.chunks(per_line).enumerate() {
            let label = if nth == 0 { name(operation) } else { String::new() };
            let cells: String = cells.iter().map(|answer| cell(page.paint, answer)).collect();
            page.line(4, format_args!("{label:<width$}  {cells}"));
        }
    }
}

fn cell(paint: Paint, answer: &AnswerCoverage) -> String {
    let (mark, painted) = match answer.depth {
        Depth::InDepth => ("++", paint.green("++")),
        Depth::Exercised => ("+", paint.green("+")),
        Depth::NotExercised if answer.reason.is_some() => ("-", paint.yellow("-")),
        Depth::NotExercised => ("-", paint.red("-")),
    };
    let status = answer.status.to_string();
    let fill = CELL.saturating_sub(status.len() + mark.len());
    format!("{status}{painted}{:fill$}", "")
}

fn judged(page: &mut Page, vendor: &VendorCoverage, options: &TerminalOptions) {
    let mut clauses = vendor.clauses_that_are(ClauseState::Judged).peekable();
    if clauses.peek().is_none() {
        return;
    }
    page.blank();
    page.line(2, "clauses that were judged, by how many scenarios and by which");
    let outlines = Outlines::new(&vendor.selected);
    for clause in clauses {
        let count = clause.scenarios.len();
        let label = format!("{:<LABEL$}{:<10} {count:>3}  ", one_line(&clause.id), clause.party.word());
        let ids = scenarios(clause, &outlines);
        if options.verbose {
            page.hanging(4, &label, str::to_owned, &ids);
        } else {
            let room = page.room(4 + label.len());
            page.line(4, format_args!("{label}{}", clip_columns(&ids, room)));
        }
    }
}

/// Such as `oscar-health-check, oscar-refused:*`; what did not pass stands in front.
fn scenarios(clause: &ClauseCoverage, outlines: &Outlines) -> String {
    let ids = outlines.line(&clause.scenarios);
    match clause.outcomes.failed {
        0 => ids,
        failed => format!("{failed} failed: {ids}"),
    }
}

fn untouched(page: &mut Page, vendor: &VendorCoverage, only_unexplained: bool) {
    let mut begun = false;
    let mut heading = |page: &mut Page, words: &str| {
        page.blank();
        if !begun {
            begun = true;
            page.line(2, page.paint.bold("what no scenario touches"));
        }
        page.line(4, words);
    };
    let mut operations = vendor.untouched_operations().peekable();
    if operations.peek().is_some() {
        heading(page, "operations of which nothing was exercised");
        operations.for_each(|operation| page.line(6, one_line(&operation.operation)));
    }
    let answers: Vec<_> = vendor.untouched_answers();
    let shown = || answers.iter().filter(|one| !only_unexplained || one.reason.is_none());
    if shown().next().is_some() {
        heading(page, "answers that were not exercised");
    }
    for one in shown() {
        for (status, operations) in &one.statuses {
            page.hanging(6, &format!("{status} of "), str::to_owned, &one_line(&operations.join(", ")));
        }
        page.hanging(10, "", str::to_owned, &reason(one.reason));
    }
    reasons(page, &mut heading, "clauses that this run did not judge", vendor, ClauseState::NotJudged);
    if only_unexplained {
        return;
    }
    reasons(page, &mut heading, "clauses without a scenario", vendor, ClauseState::WithoutScenario);
    if !vendor.not_callable.is_empty() {
        heading(page, "operations that the documents name and nobody can call");
    }
    for operation in &vendor.not_callable {
        page.line(6, one_line(&operation.operation));
        page.hanging(10, "", str::to_owned, &one_line(&operation.reason));
    }
    if !vendor.outside_the_catalogue.is_empty() {
        heading(page, "answers that were met and do not stand in the catalogue");
    }
    for answer in &vendor.outside_the_catalogue {
        let operation = one_line(&answer.operation);
        let times = plural(answer.times, "time", "times");
        page.line(6, format_args!("{} of {operation}, {} {times}", answer.status, answer.times));
    }
}

/// What is said where the record does not say why.
pub(super) fn reason(reason: Option<&str>) -> String {
    reason.map_or_else(|| "no scenario of this run got it, and no reason is recorded".to_owned(), one_line)
}

fn reasons(
    page: &mut Page,
    heading: &mut impl FnMut(&mut Page, &str),
    title: &str,
    vendor: &VendorCoverage,
    state: ClauseState,
) {
    let mut clauses = vendor.clauses_that_are(state).peekable();
    if clauses.peek().is_some() {
        heading(page, title);
    }
    for clause in clauses {
        let label = format!("{:<LABEL$}", one_line(&clause.id));
        page.hanging(6, &label, str::to_owned, &one_line(clause.reason.as_deref().unwrap_or_default()));
    }
}
