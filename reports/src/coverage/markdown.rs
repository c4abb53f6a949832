//! Coverage as Markdown: for a job summary, and for `docs/coverage.md`.
//!
//! ```markdown
//! ## Oscar: answers
//!
//! | operation | path | status | content type | exercised |
//! |---|---|---|---|---|
//! | health-check | GET `/` (documented) | 200 (assumed) | text/plain (assumed) | in depth: `oscar-health-check` |
//! ```

use std::fmt::Write as _;

use super::{
    AnswerCoverage, ClauseCoverage, ClauseState, Coverage, Depth, OperationCoverage, VendorCoverage, text,
};
use crate::{markdown::escape, shorten::Outlines, text::one_line};

/// Scenarios of an answer that are named; of more only the number is told.
const NAMED_MAX: usize = 8;

/// The whole, with the run in its heading.
#[must_use]
pub fn render(coverage: &Coverage) -> String {
    let run = &coverage.run;
    let mut page = format!(
        "# Coverage\n\nRun `{}` of {}, by covenant {}.\n",
        cell(&run.id),
        cell(&run.started_at),
        cell(&run.program_version)
    );
    if let Some(problem) = &run.problem {
        let _ = write!(page, "\n**{}.**\n", cell(problem));
    }
    page.push_str(&body(coverage));
    coverage.vendors.iter().for_each(|vendor| drift(&mut page, vendor));
    page
}

/// In what the answers of this run and the documents differ. It belongs to the run: the suite as such has none.
fn drift(page: &mut String, vendor: &VendorCoverage) {
    for (kind, words) in text::DRIFTS {
        let of_kind: Vec<_> = vendor.drift.iter().filter(|one| one.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = write!(
            page,
            "\n## Drift of {}: {words}\n\n| operation | status | where | schema |\n|---|---|---|---|\n",
            vendor.vendor
        );
        for one in of_kind {
            let value = one
                .value
                .as_deref()
                .map(|value| format!(" {}", escape(&one_line(value))))
                .unwrap_or_default();
            let (operation, place) = (escape(&one_line(&one.operation)), escape(&one_line(&one.pointer)));
            let _ = writeln!(
                page,
                "| {operation} | {} | {place}{value} | {} |",
                one.status,
                escape(&one_line(&one.schema))
            );
        }
    }
}

/// Everything but the heading: the same for any two runs that covered the same.
#[must_use]
pub fn body(coverage: &Coverage) -> String {
    let mut page = String::from("\n| vendor | operations | answers | clauses |\n|---|---|---|---|\n");
    for vendor in &coverage.vendors {
        let totals = &vendor.totals;
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            vendor.vendor,
            text::operations(totals),
            text::answers(totals),
            text::clauses(totals)
        );
    }
    coverage.vendors.iter().for_each(|vendor| of_vendor(&mut page, vendor));
    page
}

fn of_vendor(page: &mut String, vendor: &VendorCoverage) {
    let outlines = Outlines::new(&vendor.selected);
    if !vendor.clauses.is_empty() {
        let head = "\n\n| clause | party | level | in our words | judged by |\n|---|---|---|---|---|\n";
        let _ = write!(page, "\n## Clauses of {}{head}", vendor.vendor);
        vendor.clauses.iter().for_each(|clause| page.push_str(&clause_row(clause, &outlines)));
    }
    if !vendor.operations.is_empty() {
        let head = "\n\n| operation | path | status | content type | exercised |\n|---|---|---|---|---|\n";
        let _ = write!(page, "\n## Answers of {}{head}", vendor.vendor);
    }
    for operation in &vendor.operations {
        for answer in &operation.answers {
            page.push_str(&answer_row(operation, answer, &outlines));
        }
    }
    untouched(page, vendor);
}

fn clause_row(clause: &ClauseCoverage, outlines: &Outlines) -> String {
    let reason = || clause.reason.as_deref().map(cell).unwrap_or_default();
    let judged = match clause.state {
        ClauseState::Judged if clause.outcomes.failed > 0 => {
            format!("{} failed: {}", clause.outcomes.failed, code(&clause.scenarios, outlines))
        }
        ClauseState::Judged => code(&clause.scenarios, outlines),
        ClauseState::NotJudged => format!("not judged: {}", reason()),
        ClauseState::WithoutScenario => format!("no scenario: {}", reason()),
    };
    format!(
        "| {} | {} | {} | {} | {judged} |\n",
        cell(&clause.id),
        clause.party,
        clause.level,
        cell(&clause.text)
    )
}

fn answer_row(operation: &OperationCoverage, answer: &AnswerCoverage, outlines: &Outlines) -> String {
    let shown = match answer.depth {
        Depth::NotExercised => format!("not exercised: {}", escaped(&text::reason(answer.reason.as_deref()))),
        Depth::Exercised => format!("status and shape: {}", named(&answer.scenarios, outlines)),
        Depth::InDepth => format!("in depth: {}", named(&answer.in_depth, outlines)),
    };
    let kind = answer.content_type.as_deref().map_or_else(|| "any".to_owned(), cell);
    format!(
        "| {} | {} `{}` ({}) | {} ({}) | {kind} ({}) | {shown} |\n",
        cell(&operation.operation),
        cell(&operation.method),
        cell(&operation.path),
        operation.path_level,
        answer.status,
        answer.status_level,
        answer.content_type_level
    )
}

/// Such as `` `oscar-health-check` ``. How often a scenario gets an answer is not told: where many callers meet a limit at
/// once it is a matter of chance.
fn named(scenarios: &[String], outlines: &Outlines) -> String {
    if outlines.shorten(scenarios).len() > NAMED_MAX {
        return format!("{} scenarios", scenarios.len());
    }
    code(scenarios, outlines)
}

/// The reverse, as far as the tables before it do not say it at a glance.
fn untouched(page: &mut String, vendor: &VendorCoverage) {
    let answers = vendor.untouched_answers();
    let nothing =
        answers.is_empty() && vendor.not_callable.is_empty() && vendor.outside_the_catalogue.is_empty();
    if nothing && vendor.totals.clauses_not_judged() == 0 {
        return;
    }
    let _ = write!(page, "\n## What no scenario of {} touches\n\n", vendor.vendor);
    for operation in vendor.untouched_operations() {
        let _ = writeln!(page, "* nothing of `{}` was exercised", cell(&operation.operation));
    }
    for one in &answers {
        let statuses: Vec<_> = one
            .statuses
            .iter()
            .map(|(status, operations)| match operations.len() {
                // The table has the names of many.
                many if many > NAMED_MAX => format!("{status} of {many} operations"),
                _ => format!("{status} of {}", cell(&operations.join(", "))),
            })
            .collect();
        let _ = writeln!(page, "* {}: {}", statuses.join("; "), escaped(&text::reason(one.reason)));
    }
    for operation in &vendor.not_callable {
        let (name, title) = (cell(&operation.operation), cell(&operation.title));
        let _ = writeln!(page, "* `{name}` ({title}) cannot be called: {}", cell(&operation.reason));
    }
    for answer in &vendor.outside_the_catalogue {
        let operation = cell(&answer.operation);
        let _ = writeln!(
            page,
            "* {} of `{operation}` was met and does not stand in the catalogue",
            answer.status
        );
    }
    for clause in vendor.clauses_that_are(ClauseState::NotJudged) {
        let reason = clause.reason.as_deref().map(cell).unwrap_or_default();
        let _ = writeln!(page, "* {} was not judged: {reason}", cell(&clause.id));
    }
}

fn code(ids: &[String], outlines: &Outlines) -> String {
    let ids = outlines.shorten(ids).into_iter().map(|id| format!("`{}`", cell(&id)));
    ids.collect::<Vec<_>>().join(", ")
}

/// Text in a cell of a table, or in a line.
fn cell(text: &str) -> String {
    escaped(&one_line(text))
}

/// Without what could end a cell or begin HTML.
fn escaped(line: &str) -> String {
    line.replace('|', "\\|").replace('<', "&lt;")
}
