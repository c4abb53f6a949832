//! Lines for scripts and logs.

use evidence::{ExitCode, ScenarioRecord, Summary};

use crate::{
    text::{clip, duration, one_line},
    view,
};

/// The last line on stderr. Its keys and their order are stable:
/// `covenant: exit=1 passed=61 failed=2 error=0 blocked=0 warned=1 waived=0 not_applicable=4 judged=64 selected=68 run=…`
///
/// `exit` is the exit code of the process, which a report that could not be written makes another one than that of the
/// summary.
#[must_use]
pub fn last_line(summary: &Summary, exit: ExitCode, run: &str) -> String {
    let outcomes = &summary.outcomes;
    // A value without spaces, whatever the record says.
    let run: String = one_line(run).split(' ').collect::<Vec<_>>().join("_");
    format!(
        "covenant: exit={} passed={} failed={} error={} blocked={} warned={} waived={} not_applicable={} judged={} \
         selected={} run={}",
        exit.code(),
        outcomes.passed,
        outcomes.failed,
        outcomes.error,
        outcomes.blocked,
        outcomes.warned,
        outcomes.waived,
        outcomes.not_applicable,
        summary.judged,
        summary.selected,
        if run.is_empty() { "-" } else { &run },
    )
}

/// One plain line for a scenario that ended, for logs that have no bar; what is not right says why.
/// `passed  oscar-create-membership-ids  Title (12 ms)`
#[must_use]
pub fn progress_line(scenario: &ScenarioRecord) -> String {
    let head = &scenario.head;
    let mut line = format!(
        "{:<6}  {}  {} ({})",
        scenario.outcome.word(),
        one_line(&head.id),
        clip(&one_line(&head.name), 200),
        duration(scenario.duration_us)
    );
    if let Some(why) = view::why(scenario) {
        line.push_str(": ");
        line.push_str(&clip(&why, 200));
    }
    line
}
