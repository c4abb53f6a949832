//! A checkup as a person reads it on a terminal.

use super::{Check, CheckState, Checkup, ProfileCheckup};
use crate::{
    page::{Page, Paint},
    terminal::TerminalOptions,
    text::{one_line, plural},
};

/// Columns of the state, and of the name.
const STATE: usize = 9;
const NAME: usize = 22;

/// Renders a checkup for a terminal; `quiet` leaves out what is as it should be.
#[must_use]
pub fn render(checkup: &Checkup, options: &TerminalOptions) -> String {
    let mut page = Page::new(Paint(options.color), options.width);
    for profile in &checkup.profiles {
        of_profile(&mut page, profile, options.quiet);
    }
    let (failed, skipped) = (checkup.count(CheckState::Failed), checkup.count(CheckState::Skipped));
    let prerequisites = plural(failed, "prerequisite", "prerequisites");
    let words = match (failed, skipped) {
        (0, _) => page.paint.green("nothing stands in the way of a run"),
        (_, 0) => page.paint.red(format!("{failed} {prerequisites} failed")),
        _ => page
            .paint
            .red(format!("{failed} {prerequisites} failed, and {skipped} could not be tried because of it")),
    };
    page.line(0, words);
    page.finish()
}

fn of_profile(page: &mut Page, profile: &ProfileCheckup, quiet: bool) {
    let title = format!(
        "profile {} ({} at {})",
        one_line(&profile.profile),
        profile.vendor,
        one_line(&profile.target)
    );
    page.line(0, page.paint.bold(title));
    for check in &profile.checks {
        if !quiet || matches!(check.state, CheckState::Failed | CheckState::Skipped) {
            of_check(page, check);
        }
    }
    page.blank();
}

fn of_check(page: &mut Page, check: &Check) {
    let paint = page.paint;
    let state = format!("{:STATE$}", check.state.word());
    let name = format!("{:NAME$} ", one_line(&check.name));
    let label = format!("{state}{name}");
    let painted = |_: &str| {
        let state = match check.state {
            CheckState::Ok => paint.green(&state),
            CheckState::Failed => paint.red(&state),
            CheckState::Skipped => paint.yellow(&state),
            CheckState::NotApplicable => paint.dim(&state),
        };
        format!("{state}{name}")
    };
    page.hanging(2, &label, painted, &one_line(&check.text));
    if let Some(advice) = &check.advice {
        page.hanging(2, &" ".repeat(STATE + NAME + 1), str::to_owned, &one_line(advice));
    }
}
