//! Markdown for the summary of a CI job: what went wrong first, and below GitHub's limit whatever the run.
//!
//! ````text
//! # Covenant: does not conform (exit 1)
//!
//! 61 passed, 2 failed, 5 not_applicable, of 68 selected. Run 20261121-100000-abcd, covenant 0.1.0, 877 ms.
//!
//! ## failed (2)
//!
//! ### An enrollment answers with the member's Oscar id …
//!
//! **oscar-create-membership-ids**, features/oscar/membership/create.feature:12, profile mock
//!
//! the response lacks the member \`oscar\_id\`
//!
//! <details><summary>details</summary> … clauses, findings, exchanges, commands … </details>
//!
//! ## All scenarios (68)
//!
//! | outcome | scenario | title | feature |
//! |---|---|---|---|
//! | failed | oscar\-create\-membership\-ids | An enrollment … | features/oscar/… |
//! ````
//!
//! Everything that is not simply passed has a section; sections and rows stand in the order of the outcomes, the worst
//! first. If the room does not suffice, the details of the last ones go, and then the last rows; a line says how many of
//! which outcome.

mod escape;
mod read;

use evidence::{Outcome, RunRecord, ScenarioHead, ScenarioRecord};

pub(crate) use escape::{escape, unescape};
pub(crate) use read::verify;

use crate::{
    detail,
    text::{clip, duration, one_line},
    view::{self, View, counts, run_problem, verdict},
};

/// GitHub takes 1 MiB a step; with room for what else a step writes there.
const BYTES_MAX: usize = 900_000;
/// What sections may take of it; rows get the rest.
const SECTIONS_BYTES_MAX: usize = 500_000;
/// What stands below the rows.
const TAIL_BYTES_MAX: usize = 1_000;
/// Of one scenario; a load test has thousands of exchanges.
const DETAIL_CHARS_MAX: usize = 12_000;
const CELL_CHARS_MAX: usize = 200;
const MESSAGE_CHARS_MAX: usize = 1_000;
/// More of them nobody reads here; run.json has all.
const STALE_WAIVERS_MAX: usize = 50;
/// The same for what no schema names.
const DRIFT_MAX: usize = 20;
const NOT_RUN: &str = "not run";
const ROWS: &str = "| outcome | scenario | title | feature |\n|---|---|---|---|\n";

/// Renders a run as Markdown of less than 900 KB. The same record gives the same bytes.
#[must_use]
pub fn render(record: &RunRecord) -> String {
    let view = View::new(record);
    let mut text = head(record);
    sections(&mut text, &view);
    let rows = rows(record);
    text.push_str(&format!("## All scenarios ({})\n\n{ROWS}", rows.len()));
    let mut shown = 0;
    for row in &rows {
        let line = row.line();
        if text.len() + line.len() > BYTES_MAX - TAIL_BYTES_MAX {
            break;
        }
        text.push_str(&line);
        shown += 1;
    }
    if let Some(line) = cut(&rows[shown..]) {
        text.push_str(&format!("\n{line}\n"));
    }
    text
}

/// The title and the lines below it, which the reader of a report compares as they are.
fn head(record: &RunRecord) -> String {
    let run = &record.run;
    let mut text = format!("# Covenant: {}\n\n", verdict(record));
    let (id, version) = (escape(&clip(&one_line(&run.id), 200)), escape(&one_line(&run.program.version)));
    let took = duration(run.duration_ms.saturating_mul(1_000));
    text.push_str(&format!("{}. Run {id}, covenant {version}, {took}.\n\n", escape(&counts(record))));
    if let Some(problem) = run_problem(record) {
        let problem = escape(&clip(&problem.text, MESSAGE_CHARS_MAX));
        text.push_str(&format!("> **Not a whole run:** {problem}\n\n"));
    }
    for waiver in record.stale_waivers().take(STALE_WAIVERS_MAX) {
        let words = escape(&clip(&one_line(&waiver.words()), MESSAGE_CHARS_MAX));
        text.push_str(&format!("> **Stale waiver:** {words}\n\n"));
    }
    let news: Vec<_> = record.drift.iter().filter(|one| one.kind.is_news()).collect();
    for one in news.iter().take(DRIFT_MAX) {
        let words = escape(&clip(&one_line(&one.words()), MESSAGE_CHARS_MAX));
        text.push_str(&format!("> **Drift:** {words}\n\n"));
    }
    if news.len() > DRIFT_MAX {
        text.push_str(&format!(
            "> **Drift:** {} more; `covenant coverage` has all\n\n",
            news.len() - DRIFT_MAX
        ));
    }
    text
}

/// One line of the table of all scenarios.
struct Row<'r> {
    word: &'static str,
    head: &'r ScenarioHead,
}

impl Row<'_> {
    fn line(&self) -> String {
        let cell = |text: &str| escape(&clip(&one_line(text), CELL_CHARS_MAX));
        let head = self.head;
        let (title, place) = (cell(&head.name), cell(&view::place(head)));
        format!("| {} | {} | {title} | {place} |\n", self.word, id(head))
    }
}

/// An id as it stands in a cell; long ones are none of ours.
fn id(head: &ScenarioHead) -> String {
    escape(&clip(&one_line(&head.id), MESSAGE_CHARS_MAX))
}

fn ordered(record: &RunRecord) -> impl Iterator<Item = &ScenarioRecord> {
    let with = |outcome| record.scenarios.iter().filter(move |scenario| scenario.outcome == outcome);
    Outcome::ALL.into_iter().flat_map(with)
}

/// All scenarios, the worst first; what never started follows what could not be judged.
fn rows(record: &RunRecord) -> Vec<Row<'_>> {
    let ended = ordered(record).map(|scenario| Row { word: scenario.outcome.word(), head: &scenario.head });
    let mut rows: Vec<_> = ended.collect();
    let judged = rows.iter().position(|row| !["failed", "error", "blocked"].contains(&row.word));
    let at = judged.unwrap_or(rows.len());
    rows.splice(at..at, record.not_run.iter().map(|head| Row { word: NOT_RUN, head }));
    rows
}

/// What is not shown, by outcome; none if all is.
fn cut(rows: &[Row<'_>]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let words = Outcome::ALL.map(Outcome::word).into_iter().chain([NOT_RUN]);
    let of = |word| (rows.iter().filter(|row| row.word == word).count(), word);
    let parts: Vec<_> = words
        .map(of)
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    Some(format!(
        "**Cut:** {} more rows have no room here: {}. run.json and the other reports have them.",
        rows.len(),
        escape(&parts.join(", "))
    ))
}

/// A section for each outcome that asks for a look.
fn sections(text: &mut String, view: &View<'_>) {
    let mut left_out = 0;
    for outcome in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Passed) {
        let count = view.with(outcome).count();
        if count == 0 {
            continue;
        }
        text.push_str(&format!("## {} ({count})\n\n", escape(outcome.word())));
        for scenario in view.with(outcome) {
            let section = section(view, scenario);
            if left_out > 0 || text.len() + section.len() > SECTIONS_BYTES_MAX {
                left_out += 1;
            } else {
                text.push_str(&section);
            }
        }
    }
    if left_out > 0 {
        text.push_str(&left_out_line(left_out));
    }
}

fn left_out_line(count: usize) -> String {
    format!("**Cut:** the details of {count} more of these have no room here; run.json has them.\n\n")
}

fn section(view: &View<'_>, scenario: &ScenarioRecord) -> String {
    let head = &scenario.head;
    let title = escape(&clip(&one_line(&head.name), CELL_CHARS_MAX));
    let place = escape(&clip(&view::place(head), CELL_CHARS_MAX));
    let profile = escape(&clip(&view.profile(head), CELL_CHARS_MAX));
    let mut text = format!("### {title}\n\n**{}**, {place}, profile {profile}\n\n", id(head));
    if let Some(why) = view::why(scenario) {
        text.push_str(&format!("{}\n\n", escape(&clip(&why, MESSAGE_CHARS_MAX))));
    }
    if scenario.outcome != Outcome::NotApplicable {
        let plain = detail::plain(view, scenario);
        let plain = clip(plain.trim_end(), DETAIL_CHARS_MAX);
        let fence = escape::fence(&plain);
        text.push_str(&format!(
            "<details><summary>details</summary>\n\n{fence}text\n{plain}\n{fence}\n\n</details>\n\n"
        ));
    }
    text
}
