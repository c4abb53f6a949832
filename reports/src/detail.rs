//! One scenario with all that a reader needs to see what is wrong and to repeat it. The terminal and JUnit share it.

use evidence::{Answer, Body, Exchange, Finding, ScenarioRecord, Sender, Severity};

use crate::{
    page::{Page, Paint},
    text::{body_lines, clip, one_line, visible},
    view::{self, View},
};

/// Longer commands stand in the record only.
const CURL_CHARS_MAX: usize = 6_000;

/// Columns of a page for a file.
pub(crate) const COLUMNS: usize = 120;

/// How much is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    /// Lines of a body.
    pub(crate) body_lines_max: usize,
    /// Whole exchanges: all of them, or those that findings speak of.
    pub(crate) every_exchange: bool,
}

impl Amount {
    /// What is enough for most.
    pub(crate) const SHORT: Self = Self { body_lines_max: 20, every_exchange: false };
    /// For `-v`.
    pub(crate) const LONG: Self = Self { body_lines_max: 200, every_exchange: true };
}

/// A whole scenario without colours, as a file shows it.
pub(crate) fn plain(view: &View<'_>, scenario: &ScenarioRecord) -> String {
    let mut page = Page::new(Paint(false), COLUMNS);
    page.line(0, one_line(&scenario.head.name));
    heading(&mut page, 0, view, scenario);
    body(&mut page, 0, view, scenario, Amount::SHORT);
    page.finish()
}

/// Id, place and profile.
pub(crate) fn heading(page: &mut Page, indent: usize, view: &View<'_>, scenario: &ScenarioRecord) {
    let head = &scenario.head;
    page.field(indent, "id", &one_line(&head.id));
    page.field(indent, "feature", &view::place(head));
    if let Some(rule) = &head.rule {
        page.field(indent, "rule", &one_line(rule));
    }
    page.field(indent, "profile", &view.profile(head));
}

/// Clauses, the step that ended it, findings, exchanges, commands.
pub(crate) fn body(
    page: &mut Page,
    indent: usize,
    view: &View<'_>,
    scenario: &ScenarioRecord,
    amount: Amount,
) {
    clauses(page, indent, view, scenario);
    ended_by(page, indent, scenario);
    if let Some(reason) = &scenario.reason {
        page.blank();
        page.hanging(indent, "reason    ", str::to_owned, &one_line(&reason.text));
        page.line(indent + 10, page.paint.dim(format_args!("({})", one_line(&reason.code))));
    }
    findings(page, indent, scenario);
    exchanges(page, indent, scenario, amount);
    for note in &scenario.notes {
        page.blank();
        page.hanging(indent, "note      ", str::to_owned, &one_line(note));
    }
}

/// The words of the clauses that a scenario and its findings speak of.
pub(crate) fn clauses(page: &mut Page, indent: usize, view: &View<'_>, scenario: &ScenarioRecord) {
    let mut ids: Vec<&str> = scenario.head.clauses.iter().map(String::as_str).collect();
    for id in scenario.findings.iter().flat_map(|finding| &finding.clauses) {
        if !ids.contains(&id.as_str()) {
            ids.push(id);
        }
    }
    if !ids.is_empty() {
        page.blank();
    }
    for id in ids {
        let label = format!("{:<10}", format!("{} ", one_line(id)));
        let paint = page.paint;
        match view.clause(id) {
            Some(clause) => {
                page.hanging(indent, &label, |label| paint.bold(label), &one_line(&clause.text));
                let source = format!("{}: {}", clause.level, one_line(&clause.source));
                page.line(indent + label.chars().count(), paint.dim(source));
            }
            None => {
                page.hanging(indent, &label, |label| paint.bold(label), "(its words are not in the record)")
            }
        }
    }
}

fn ended_by(page: &mut Page, indent: usize, scenario: &ScenarioRecord) {
    let Some(step) = view::ended_by(scenario) else { return };
    page.blank();
    let background = if step.background { ", in the background" } else { "" };
    let words = format!("{} {} (line {}{background})", step.keyword.trim(), one_line(&step.text), step.line);
    page.hanging(indent, "ended by  ", str::to_owned, &words);
    if let Some(message) = &step.message {
        page.prose(indent + 10, message);
    }
}

fn findings(page: &mut Page, indent: usize, scenario: &ScenarioRecord) {
    // What decided the outcome stands first.
    for severity in [Severity::Failure, Severity::Warning, Severity::Note] {
        for finding in scenario.findings.iter().filter(|finding| finding.severity == severity) {
            page.blank();
            self::finding(page, indent, finding, scenario);
        }
    }
}

/// One finding of a scenario.
pub(crate) fn finding(page: &mut Page, indent: usize, finding: &Finding, scenario: &ScenarioRecord) {
    let paint = page.paint;
    let word = if finding.waiver.is_some() { evidence::WAIVED } else { finding.severity.word() };
    let label = format!("{:<10}", format!("{word} "));
    let painted = |label: &str| match finding.severity {
        Severity::Failure if finding.waiver.is_none() => paint.red(label),
        Severity::Failure | Severity::Warning => paint.yellow(label),
        Severity::Note => paint.dim(label),
    };
    page.hanging(indent, &label, painted, &one_line(&finding.message));
    let inner = indent + 2;
    if let Some(place) = view::finding_place(finding, scenario) {
        page.field(inner, "where", &place);
    }
    page.field(inner, "expected", &one_line(&finding.expected));
    page.field(inner, "actual", &one_line(&finding.actual));
    page.field(inner, "level", finding.level.word());
    match (&finding.schema_path, &finding.keyword) {
        (Some(path), Some(keyword)) => {
            page.field(inner, "schema", &format!("{} (keyword `{}`)", one_line(path), one_line(keyword)));
        }
        (Some(path), None) => page.field(inner, "schema", &one_line(path)),
        (None, _) => page.field(inner, "rule", &one_line(&finding.rule)),
    }
    if !finding.clauses.is_empty() {
        page.field(inner, "clauses", &one_line(&finding.clauses.join(", ")));
    }
    if let Some(waiver) = &finding.waiver {
        page.field(inner, "waiver", &one_line(&waiver.words()));
    }
}

/// A line for each exchange; those that matter whole, with the command that repeats them.
pub(crate) fn exchanges(page: &mut Page, indent: usize, scenario: &ScenarioRecord, amount: Amount) {
    let cited = view::cited(scenario);
    if !scenario.exchanges.is_empty() {
        page.blank();
    }
    for exchange in &scenario.exchanges {
        let label = format!("exchange {:<3} ", exchange.id);
        let paint = page.paint;
        page.hanging(indent, &label, |label| paint.bold(label), &view::exchange_line(exchange));
        if amount.every_exchange || cited.contains(&exchange.id) {
            whole(page, indent + 2, exchange, amount.body_lines_max);
        }
    }
}

/// One exchange with its bodies and the command that repeats it.
pub(crate) fn whole(page: &mut Page, indent: usize, exchange: &Exchange, lines_max: usize) {
    if !exchange.rests_on.is_empty() {
        let guesses: Vec<_> = exchange
            .rests_on
            .iter()
            .map(|guess| format!("{} ({})", one_line(&guess.what), guess.level))
            .collect();
        page.field(indent, "rests on", &guesses.join(", "));
    }
    if let Some(body) = &exchange.request.body {
        message_body(page, indent, '>', body, lines_max);
    }
    match &exchange.answer {
        Answer::Response(response) => message_body(page, indent, '<', &response.body, lines_max),
        Answer::NoAnswer(failure) => {
            page.field(indent, "because", &one_line(&failure.message));
            page.field(indent, "advice", &one_line(&failure.advice));
        }
    }
    if exchange.sender == Sender::Vendor {
        // Where it went to is gone with the run.
        return;
    }
    let repeat = match view::delivery(exchange) {
        Some(_) => "to repeat it, as long as its signature is not too old:",
        None => "to repeat it:",
    };
    page.line(indent, page.paint.dim(repeat));
    let command = evidence::curl::command(&exchange.request, &exchange.curl_options);
    let command = visible(&command);
    if command.chars().nth(CURL_CHARS_MAX).is_some() {
        page.line(indent, clip(&one_line(&command), 200));
        page.line(indent, page.paint.dim("(the whole request stands in this exchange in run.json)"));
    } else {
        for line in command.lines() {
            page.line(indent, line);
        }
    }
}

fn message_body(page: &mut Page, indent: usize, direction: char, body: &Body, lines_max: usize) {
    let columns = page.room(indent + 2);
    for line in body_lines(&body.text, lines_max, columns) {
        page.line(indent, format_args!("{} {line}", page.paint.dim(direction)));
    }
    if body.cut {
        let told =
            format!("(of its {} bytes the first {} are kept as evidence)", body.bytes, body.text.len());
        page.line(indent, format_args!("{} {}", page.paint.dim(direction), page.paint.dim(&told)));
    }
}
