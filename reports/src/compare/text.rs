//! A comparison as a person reads it on a terminal.
//!
//! ```text
//! earlier  run 5e0c… of 2026-11-21T10:00:00Z (covenant 0.1.0)
//! later    run 77ab… of 2026-11-22T10:00:00Z (covenant 0.1.0)
//! caution: the runs judged different targets of oscar: mock then, oscar-staging (https://…) now
//!
//! BROKEN (1): did not fail, and fails now
//!   oscar-balance-adds-up  features/oscar/step-5-get-balance/amounts.feature:34
//!     The overall amount is what is overdue and upcoming, less the credit
//!     was passed, is failed
//!     new      failure: overdue 0.00 and upcoming 329.32 less the credit 0.00 make 329.32, not 330.32
//!
//! 1 broken, 2 fixed, 101 unchanged.
//! ```

use super::{Change, ComparedFinding, ComparedRun, Comparison, Kind};
use crate::{
    page::{Page, Paint},
    shorten::Outlines,
    terminal::TerminalOptions,
};

/// So many findings of a scenario are told; a broken body can have hundreds.
pub(super) const FINDINGS_MAX: usize = 5;
/// So many ids of a group that is only named are shown without `-v`.
const IDS_MAX: usize = 20;

/// Renders a comparison for a terminal. `verbose` names every scenario, `quiet` leaves out what nobody has to mend.
#[must_use]
pub fn render(comparison: &Comparison, options: &TerminalOptions) -> String {
    let mut page = Page::new(Paint(options.color), options.width);
    page.hanging(0, "earlier  ", str::to_owned, &run(&comparison.old));
    page.hanging(0, "later    ", str::to_owned, &run(&comparison.new));
    let paint = page.paint;
    for caution in &comparison.cautions {
        page.hanging(0, "caution: ", |label| paint.yellow(label), caution);
    }
    for kind in Kind::ALL {
        if comparison.count(kind) > 0 && !(options.quiet && kind.is_good()) {
            group(&mut page, comparison, kind, options);
        }
    }
    page.blank();
    let sums = format!("{}.", comparison.sums());
    let sums = if comparison.count(Kind::Broken) + comparison.count(Kind::NewFailing) > 0 {
        paint.red(sums)
    } else {
        paint.bold(sums)
    };
    page.line(0, sums);
    page.finish()
}

pub(super) fn run(run: &ComparedRun) -> String {
    format!("run {} of {} (covenant {})", run.id, run.started_at, run.program_version)
}

fn group(page: &mut Page, comparison: &Comparison, kind: Kind, options: &TerminalOptions) {
    page.blank();
    let title = format!("{} ({}): {}", kind.words().to_uppercase(), comparison.count(kind), kind.meaning());
    let title = match kind {
        Kind::Broken | Kind::NewFailing | Kind::Blocked | Kind::NotRun => page.paint.red(title),
        Kind::Fixed | Kind::Recovered => page.paint.green(title),
        _ => page.paint.yellow(title),
    };
    page.line(0, title);
    if kind.in_detail() {
        comparison.of_kind(kind).for_each(|change| detail(page, change, options));
    } else {
        names(page, comparison, kind, options);
    }
}

fn detail(page: &mut Page, change: &Change, options: &TerminalOptions) {
    page.line(2, format_args!("{}  {}", page.paint.bold(&change.id), page.paint.dim(&change.place)));
    page.prose(4, &change.name);
    page.line(4, ends(change));
    if change.new_findings.is_empty()
        && let Some(why) = &change.why
    {
        page.field(4, "because", why);
    }
    let max = if options.verbose { usize::MAX } else { FINDINGS_MAX };
    told(page, "new", &change.new_findings, max);
    told(page, "gone", &change.gone_findings, max);
    if change.kept_findings > 0 && !(change.new_findings.is_empty() && change.gone_findings.is_empty()) {
        page.field(4, "as before", &format!("{} more", change.kept_findings));
    }
}

/// Such as `was passed, is failed`; the profiles too, where they differ.
pub(super) fn ends(change: &Change) -> String {
    let (old, new) = (change.old.words(), change.new.words());
    match (&change.old_profile, &change.new_profile) {
        (Some(before), Some(now)) if before != now => {
            format!("was {old} on {before}, is {new} on {now}")
        }
        _ => format!("was {old}, is {new}"),
    }
}

fn told(page: &mut Page, label: &str, findings: &[ComparedFinding], max: usize) {
    for finding in findings.iter().take(max) {
        page.field(4, label, &sentence(finding));
    }
    if findings.len() > max {
        page.field(4, label, &format!("and {} more findings (--format json has all)", findings.len() - max));
    }
}

/// Such as `failure: the response lacks the member (create-membership, body at /members/*, OSC-12)`.
pub(super) fn sentence(finding: &ComparedFinding) -> String {
    let pointer = finding.pointer.as_deref().filter(|pointer| !pointer.is_empty());
    let place = [finding.operation.clone(), pointer.map(|pointer| format!("body at {pointer}"))];
    let place: Vec<_> = place.into_iter().flatten().chain(finding.clauses.iter().cloned()).collect();
    let place = if place.is_empty() { String::new() } else { format!(" ({})", place.join(", ")) };
    format!("{}: {}{place}", finding.severity.word(), finding.message)
}

fn names(page: &mut Page, comparison: &Comparison, kind: Kind, options: &TerminalOptions) {
    let mut ids: Vec<String> = comparison.of_kind(kind).map(|change| change.id.clone()).collect();
    if !options.verbose {
        ids = Outlines::new(ids.clone()).shorten(ids).into_iter().collect();
    }
    let shown = if options.verbose || ids.len() == IDS_MAX + 1 { ids.len() } else { IDS_MAX.min(ids.len()) };
    page.prose(2, &ids[..shown].join(", "));
    if ids.len() > shown {
        page.line(
            2,
            page.paint.dim(format_args!("... and {} more (all of them with -v)", ids.len() - shown)),
        );
    }
}
