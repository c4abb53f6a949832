//! What many scenarios have in common is said once.

use evidence::{Drift, DriftKind, Outcome, RunRecord, ScenarioRecord, Severity};

use super::{TerminalOptions, brief, title};
use crate::{
    detail,
    page::Page,
    text::{one_line, wrap},
    view::{self, View, not_run_reason},
};

/// So many ids stand below a reason; the rest are counted, and stand in run.json.
const IDS_MAX: usize = 10;
/// So many answers are told of which something is not documented.
const DRIFT_MAX: usize = 5;

/// Scenarios with the same key, in the order in which the first of each came.
fn by<'r, K: PartialEq>(
    scenarios: impl Iterator<Item = &'r ScenarioRecord>,
    key: impl Fn(&'r ScenarioRecord) -> K,
) -> Vec<(K, Vec<&'r ScenarioRecord>)> {
    let mut groups: Vec<(K, Vec<&'r ScenarioRecord>)> = Vec::new();
    for scenario in scenarios {
        let key = key(scenario);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(scenario),
            None => groups.push((key, vec![scenario])),
        }
    }
    groups
}

/// `error` and `blocked`: what happened, what to do, whom it hit, and one example.
pub(super) fn not_judged(page: &mut Page, view: &View<'_>, options: TerminalOptions) {
    for (outcome, words) in [
        (Outcome::Error, "ERROR: could not judge"),
        (Outcome::Blocked, "BLOCKED: a set-up step did not get there"),
    ] {
        let count = view.with(outcome).count();
        if count == 0 {
            continue;
        }
        title(page, words, count, |paint, line| paint.red(line));
        let groups = by(view.with(outcome), |scenario| {
            (
                scenario.reason.as_ref().map(|reason| one_line(&reason.code)),
                view::why(scenario).unwrap_or_default(),
            )
        });
        for ((code, why), members) in groups {
            page.blank();
            let paint = page.paint;
            let label = format!("{:>4} x ", members.len());
            page.hanging(0, &label, |label| paint.bold(label), &why);
            let indent = label.len();
            if let Some(code) = code {
                page.line(indent, paint.dim(format_args!("({code})")));
            }
            if options.quiet {
                ids(page, indent, members.iter().map(|member| member.head.id.as_str()), false);
                continue;
            }
            for member in members.iter().take(shown_of(&members, options)) {
                let place = view::place(&member.head);
                page.line(indent, format_args!("{}  {}", one_line(&member.head.id), paint.dim(place)));
            }
            more(page, indent, members.len().saturating_sub(shown_of(&members, options)));
            let Some(example) = members.first() else { continue };
            page.blank();
            let of = if members.len() > 1 { "for example, " } else { "" };
            page.prose(indent, &format!("{of}{}", one_line(&example.head.name)));
            if let Some(step) = view::ended_by(example) {
                let words = format!("{} {} (line {})", step.keyword.trim(), one_line(&step.text), step.line);
                page.field(indent, "ended by", &words);
                if let Some(message) = step.message.as_deref().filter(|message| one_line(message) != why) {
                    page.prose(indent + 10, message);
                }
            }
            for finding in &example.findings {
                page.blank();
                detail::finding(page, indent, finding, example);
            }
            detail::exchanges(page, indent, example, options.amount());
        }
    }
}

/// Selected, and never started.
pub(super) fn not_run(page: &mut Page, view: &View<'_>, options: TerminalOptions) {
    let heads = &view.record.not_run;
    if heads.is_empty() {
        return;
    }
    title(page, "NOT RUN", heads.len(), |paint, line| paint.red(line));
    page.prose(2, &not_run_reason(view.record));
    ids(page, 2, heads.iter().map(|head| head.id.as_str()), options.verbose);
}

/// Known violations that someone accepted.
pub(super) fn waived(page: &mut Page, view: &View<'_>, _options: TerminalOptions) {
    let count = view.with(Outcome::Waived).count();
    if count == 0 {
        return;
    }
    title(page, "WAIVED", count, |paint, line| paint.yellow(line));
    for scenario in view.with(Outcome::Waived) {
        brief(page, scenario);
    }
}

/// Waivers that somebody has to renew or remove.
pub(super) fn stale_waivers(page: &mut Page, record: &RunRecord) {
    let count = record.stale_waivers().count();
    if count == 0 {
        return;
    }
    title(page, "STALE WAIVERS", count, |paint, line| paint.red(line));
    for waiver in record.stale_waivers() {
        page.hanging(2, "- ", str::to_owned, &one_line(&waiver.words()));
    }
}

/// What was worth telling and judges nothing.
pub(super) fn notes(page: &mut Page, view: &View<'_>, options: TerminalOptions) {
    let mut notes: Vec<(String, Vec<&str>)> = Vec::new();
    let mut add = |note: String, id| match notes.iter_mut().find(|(known, _)| *known == note) {
        Some((_, ids)) => ids.push(id),
        None => notes.push((note, vec![id])),
    };
    for scenario in &view.record.scenarios {
        for note in &scenario.notes {
            add(one_line(note), scenario.head.id.as_str());
        }
        for finding in scenario.findings.iter().filter(|finding| finding.severity == Severity::Note) {
            add(format!("{} ({})", one_line(&finding.message), finding.level), scenario.head.id.as_str());
        }
    }
    if notes.is_empty() {
        return;
    }
    title(page, "NOTES", notes.len(), |paint, line| paint.bold(line));
    for (note, of) in notes {
        page.hanging(2, "- ", str::to_owned, &note);
        ids(page, 4, of.into_iter(), options.verbose);
    }
}

/// What answers hold that no schema names, on a line for each answer; with `-v` what no answer holds, too.
pub(super) fn drift(page: &mut Page, record: &RunRecord, options: TerminalOptions) {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    let is_shown = |one: &&Drift| options.verbose || one.kind.is_news();
    for one in record.drift.iter().filter(is_shown) {
        let words = match one.kind {
            DriftKind::UnknownMember => "members that no schema names",
            DriftKind::UnknownValue => "values that no schema names",
            DriftKind::NeverSeen => "documented members that no answer had",
        };
        let label = format!("{} {}: {words}: ", one_line(&one.operation), one.status);
        let value = one.value.as_ref().map(|value| format!(" {value}")).unwrap_or_default();
        let place = one_line(&format!("{}{value}", one.pointer));
        match lines.iter_mut().find(|(known, _)| *known == label) {
            Some((_, places)) => places.push(place),
            None => lines.push((label, vec![place])),
        }
    }
    if lines.is_empty() {
        return;
    }
    title(page, "DRIFT: answers and documents differ", lines.len(), |paint, line| paint.bold(line));
    let max = if options.verbose || lines.len() == DRIFT_MAX + 1 { lines.len() } else { DRIFT_MAX };
    for (label, places) in lines.iter().take(max) {
        page.hanging(2, "- ", str::to_owned, &format!("{label}{}", places.join(", ")));
    }
    if lines.len() > max {
        let more = format!("... and {} more (`covenant coverage` has all)", lines.len() - max);
        page.line(2, page.paint.dim(more));
    }
}

/// Why scenarios were not asked of this subject.
pub(super) fn not_applicable(page: &mut Page, view: &View<'_>, options: TerminalOptions) {
    let count = view.with(Outcome::NotApplicable).count();
    if count == 0 {
        return;
    }
    title(page, "NOT APPLICABLE", count, |paint, line| paint.bold(line));
    for (why, members) in
        by(view.with(Outcome::NotApplicable), |scenario| view::why(scenario).unwrap_or_default())
    {
        page.hanging(0, &format!("{:>4} x ", members.len()), str::to_owned, &why);
        if options.verbose {
            ids(page, 7, members.iter().map(|member| member.head.id.as_str()), true);
        }
    }
}

fn shown_of(members: &[&ScenarioRecord], options: TerminalOptions) -> usize {
    // One more line that says "and 1 more" is no shorter than the one itself.
    if options.verbose || members.len() == IDS_MAX + 1 { members.len() } else { IDS_MAX.min(members.len()) }
}

fn ids<'i>(page: &mut Page, indent: usize, ids: impl ExactSizeIterator<Item = &'i str>, all: bool) {
    let count = ids.len();
    let shown = if all || count == IDS_MAX + 1 { count } else { IDS_MAX.min(count) };
    let named: Vec<_> = ids.take(shown).map(one_line).collect();
    let paint = page.paint;
    for line in wrap(&named.join(", "), page.room(indent).max(20)) {
        page.line(indent, paint.dim(line));
    }
    more(page, indent, count - shown);
}

fn more(page: &mut Page, indent: usize, count: usize) {
    if count > 0 {
        page.line(
            indent,
            page.paint.dim(format_args!("... and {count} more (all of them with -v, and in run.json)")),
        );
    }
}
