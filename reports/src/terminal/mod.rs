//! What a person reads at the end of a run: failures first, then what could not be judged, then the rest in short.
//!
//! ```text
//! FAILED (1)
//!
//! 1) An enrollment answers with the member's Oscar id and an application id
//!    id        oscar-create-membership-ids
//!    feature   features/oscar/membership/create.feature:12
//!    profile   mock (simulator with fault `drop-oscar-id`)
//!
//!    OSC-12    The answer to an enrollment carries the member's Oscar id.
//!              documented: testing guide, step 2
//!
//!    ended by  And the response has an "oscar_id" (line 17)
//!
//!    failure   the response lacks the member `oscar_id`
//!      where     exchange 1, the whole body
//!      expected  a member `oscar_id`
//!      actual    application_id
//!
//!    exchange 1   POST /memberships -> 200 application/json, 41 bytes, in 12 ms
//!      > {"enrollees": …
//!      < {"application_id": …
//!      to repeat it:
//!      curl …
//! ```
//!
//! Whatever a subject sent stands here as harmless text: characters that could steer the terminal are shown as `\u{..}`.

mod checklist;
mod groups;
mod last_line;
mod table;

use std::collections::HashMap;

use evidence::{Outcome, RunRecord, ScenarioRecord, Severity};

pub use last_line::{last_line, progress_line};

use crate::{
    detail::{self, Amount},
    page::{Page, Paint},
    text::{one_line, plural, wrap},
    view::{self, RunProblem, View, run_problem},
};

/// How the report is laid out.
#[derive(Clone, Copy, Debug)]
pub struct TerminalOptions {
    /// Whether to use the colours of a terminal.
    pub color: bool,
    /// Columns of the terminal; taken as at least 40 and at most 400.
    pub width: usize,
    /// Whole exchanges, long bodies, every scenario by name.
    pub verbose: bool,
    /// A line or two for each scenario that is not right, and no table.
    pub quiet: bool,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { color: false, width: 100, verbose: false, quiet: false }
    }
}

impl TerminalOptions {
    const fn amount(self) -> Amount {
        if self.verbose { Amount::LONG } else { Amount::SHORT }
    }
}

/// Renders the report of a run for a person.
#[must_use]
pub fn render(record: &RunRecord, options: &TerminalOptions) -> String {
    let view = View::new(record);
    let mut page = Page::new(Paint(options.color), options.width);
    let problem = run_problem(record);
    if let Some(problem) = &problem {
        banner(&mut page, problem);
    }
    failed(&mut page, &view, *options);
    groups::not_judged(&mut page, &view, *options);
    groups::not_run(&mut page, &view, *options);
    warned(&mut page, &view, *options);
    if !options.quiet {
        groups::waived(&mut page, &view, *options);
    }
    groups::stale_waivers(&mut page, record);
    if !options.quiet {
        groups::notes(&mut page, &view, *options);
        groups::drift(&mut page, record, *options);
        groups::not_applicable(&mut page, &view, *options);
        if options.verbose {
            passed(&mut page, &view);
        }
        table::table(&mut page, record);
        checklist::checklists(&mut page, record, options.verbose);
    }
    verdict(&mut page, record, problem.as_ref());
    page.finish()
}

/// The title of a part, with how many scenarios stand in it.
fn title(page: &mut Page, words: &str, count: usize, painted: impl Fn(Paint, String) -> String) {
    page.blank();
    let line = painted(page.paint, format!("{words} ({count})"));
    page.line(0, line);
}

fn banner(page: &mut Page, problem: &RunProblem) {
    let paint = page.paint;
    let label = match problem.code {
        "incomplete" => "INCOMPLETE: ",
        _ => "NOTHING JUDGED: ",
    };
    page.hanging(0, label, |label| paint.red(label), &problem.text);
}

fn failed(page: &mut Page, view: &View<'_>, options: TerminalOptions) {
    let count = view.with(Outcome::Failed).count();
    if count == 0 {
        return;
    }
    title(page, "FAILED", count, |paint, line| paint.red(line));
    let mut told = HashMap::new();
    for (nth, scenario) in view.with(Outcome::Failed).enumerate() {
        let like = if options.verbose {
            None
        } else {
            Cause::of(scenario).map(|cause| *told.entry(cause).or_insert(nth + 1))
        };
        match like {
            _ if options.quiet => brief(page, scenario),
            Some(first) if first != nth + 1 => {
                page.blank();
                let indent = numbered(page, nth + 1, scenario);
                let place = view::place(&scenario.head);
                page.line(indent, format_args!("{}  {place}", page.paint.bold(one_line(&scenario.head.id))));
                let why = view::why(scenario).unwrap_or_default();
                page.prose(indent, &format!("as in {first}): {why}"));
            }
            _ => {
                page.blank();
                let indent = numbered(page, nth + 1, scenario);
                detail::heading(page, indent, view, scenario);
                detail::body(page, indent, view, scenario, options.amount());
            }
        }
    }
}

/// What is wrong, apart from the scenario that met it: the first of those with one cause is told in full.
#[derive(PartialEq, Eq, Hash)]
struct Cause<'r> {
    rule: &'r str,
    operation: Option<&'r str>,
    schema_path: Option<&'r str>,
    pointer: Option<&'r str>,
    clauses: &'r [String],
}

impl<'r> Cause<'r> {
    fn of(scenario: &'r ScenarioRecord) -> Option<Self> {
        let finding = scenario.findings.iter().find(|finding| finding.counts_as(Severity::Failure))?;
        let exchange = scenario.exchanges.iter().find(|exchange| Some(exchange.id) == finding.exchange);
        Some(Self {
            rule: &finding.rule,
            operation: exchange.and_then(|exchange| exchange.operation.as_deref()),
            schema_path: finding.schema_path.as_deref(),
            pointer: finding.instance_pointer.as_deref(),
            clauses: &finding.clauses,
        })
    }
}

fn warned(page: &mut Page, view: &View<'_>, options: TerminalOptions) {
    let count = view.with(Outcome::Warned).count();
    if count == 0 {
        return;
    }
    title(page, "WARNED", count, |paint, line| paint.yellow(line));
    for (nth, scenario) in view.with(Outcome::Warned).enumerate() {
        if options.quiet {
            brief(page, scenario);
            continue;
        }
        page.blank();
        let indent = numbered(page, nth + 1, scenario);
        detail::heading(page, indent, view, scenario);
        if options.verbose {
            detail::body(page, indent, view, scenario, options.amount());
            continue;
        }
        // What is waived as well, so that nobody takes the scenario for better than it is.
        for finding in scenario.findings.iter().filter(|finding| finding.severity > Severity::Note) {
            page.blank();
            detail::finding(page, indent, finding, scenario);
        }
    }
}

fn passed(page: &mut Page, view: &View<'_>) {
    let count = view.with(Outcome::Passed).count();
    if count == 0 {
        return;
    }
    title(page, "PASSED", count, |paint, line| paint.green(line));
    for scenario in view.with(Outcome::Passed) {
        page.line(2, progress_line(scenario));
    }
}

/// The title of a scenario with its number; returns the indentation of what stands below it.
fn numbered(page: &mut Page, nth: usize, scenario: &ScenarioRecord) -> usize {
    let label = format!("{nth}) ");
    page.hanging(0, &label, str::to_owned, &one_line(&scenario.head.name));
    label.len()
}

/// Two lines for one scenario.
fn brief(page: &mut Page, scenario: &ScenarioRecord) {
    let head = &scenario.head;
    page.line(
        2,
        format_args!(
            "{}  {}  {}",
            page.paint.bold(one_line(&head.id)),
            view::place(head),
            one_line(&head.name)
        ),
    );
    if let Some(why) = view::why(scenario) {
        page.prose(4, &why);
    }
}

/// One sentence that says what the exit code says.
fn verdict(page: &mut Page, record: &RunRecord, problem: Option<&RunProblem>) {
    let outcomes: evidence::Tally = record.scenarios.iter().map(|scenario| scenario.outcome).collect();
    let judged = outcomes.judged();
    let scenarios = |count: usize| format!("{count} {}", plural(count, "scenario", "scenarios"));
    let mut sentences = Vec::new();
    if outcomes.failed > 0 {
        sentences.push(format!(
            "Does not conform: {} of {} judged failed.",
            outcomes.failed,
            scenarios(judged)
        ));
    }
    let open = outcomes.error + outcomes.blocked;
    if open > 0 {
        let begin = if outcomes.failed > 0 { "Besides, " } else { "Could not judge everything: " };
        let were = plural(open, "scenario has", "scenarios have");
        sentences.push(format!(
            "{begin}{open} {were} no verdict (error {}, blocked {}).",
            outcomes.error, outcomes.blocked
        ));
    }
    match problem {
        Some(problem) => sentences.push(sentence(&problem.text)),
        None if sentences.is_empty() && outcomes.warned > 0 => {
            let warned = scenarios(outcomes.warned);
            sentences.push(format!("Conforms, with warnings in {warned}: {} judged.", scenarios(judged)));
        }
        None if sentences.is_empty() => sentences.push(format!("Conforms: {} judged.", scenarios(judged))),
        None => {}
    }
    let stale = record.stale_waivers().count();
    if stale > 0 {
        let them =
            plural(stale, "waiver is stale: renew or remove it.", "waivers are stale: renew or remove them.");
        sentences.push(format!("{stale} {them}"));
    }
    page.blank();
    let text = sentences.join(" ");
    let paint = page.paint;
    for line in wrap(&text, page.room(0)) {
        let line = if outcomes.failed > 0 || open > 0 || problem.is_some() {
            paint.red(line)
        } else if outcomes.warned + stale > 0 {
            paint.yellow(line)
        } else {
            paint.green(line)
        };
        page.line(0, line);
    }
}

fn sentence(fragment: &str) -> String {
    let mut chars = fragment.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).chain(['.']).collect()).unwrap_or_default()
}
