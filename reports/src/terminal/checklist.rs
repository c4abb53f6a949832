//! The checklist of a vendor's guide, line by line: what is proved, and what is missing.
//!
//! ```text
//! GO-LIVE CHECKLIST of osigu: 1 of 8 proved
//!   1  open        Every happy path passes in the sandbox.
//!                  none of its scenarios was part of this run
//!   3  proved      The receiver verifies signatures and answers in time.
//!                  by 14 scenarios of webhook receiver https://hooks.example.com/osigu
//!   6  to attest   Secrets are kept in a secrets manager.
//! ```

use evidence::{ChecklistLineRecord, ChecklistRecord, LineStatus, RunRecord};

use crate::{
    page::{Page, Paint},
    text::{one_line, plural},
};

/// One after the other; nothing where the run has none.
pub(super) fn checklists(page: &mut Page, record: &RunRecord, verbose: bool) {
    record.checklists.iter().for_each(|checklist| one(page, checklist, verbose));
}

fn one(page: &mut Page, checklist: &ChecklistRecord, verbose: bool) {
    let lines = &checklist.lines;
    let count = |status| lines.iter().filter(|line| line.status == status).count();
    let proved = count(LineStatus::Proved);
    page.blank();
    let title = format!(
        "{} of {}: {proved} of {} proved",
        one_line(&checklist.title).to_uppercase(),
        checklist.vendor,
        lines.len()
    );
    page.line(0, page.paint.bold(title));
    let width = lines.iter().map(|line| line.status.words().len()).max().unwrap_or_default();
    for line in lines {
        let words = format!("{:<width$}", line.status.words());
        let label = format!("{:>3}  {words}  ", line.line.number);
        let paint = page.paint;
        let painted = |label: &str| label.replacen(&words, &status(paint, line.status, &words), 1);
        page.hanging(0, &label, painted, &one_line(&line.line.text));
        for detail in details(line, verbose) {
            page.hanging(label.chars().count(), "", str::to_owned, &detail);
        }
    }
    if count(LineStatus::ShownOnEmbeddedIntegrator) > 0 {
        page.prose(2, "What was shown on the embedded integrator proves nothing about that of a customer.");
    }
}

fn status(paint: Paint, status: LineStatus, words: &str) -> String {
    match status {
        LineStatus::Proved => paint.green(words),
        LineStatus::ShownOnEmbeddedIntegrator | LineStatus::ToAttest => paint.yellow(words),
        LineStatus::Open => paint.red(words),
    }
}

/// What stands below a line.
fn details(line: &ChecklistLineRecord, verbose: bool) -> Vec<String> {
    let mut details = Vec::new();
    let count = line.scenarios.len();
    match line.status {
        LineStatus::Proved => {
            let subject = line.subject.as_deref().map(one_line).unwrap_or_default();
            details.push(format!("by {count} {} of {subject}", plural(count, "scenario", "scenarios")));
        }
        LineStatus::ShownOnEmbeddedIntegrator => {}
        LineStatus::ToAttest => {
            details.extend(line.line.attest.as_deref().filter(|_| verbose).map(one_line));
        }
        LineStatus::Open => details.extend(line.reason.as_deref().map(one_line)),
    }
    if verbose && count > 0 {
        details.push(format!("passed: {}", one_line(&line.scenarios.join(", "))));
    }
    details
}
