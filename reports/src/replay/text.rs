//! A replay as a person reads it on a terminal.

use super::{AnswerDifference, Fate, FindingFate, Manner, Replay, Side, ValueDifference, Verdict};
use crate::{
    page::{Page, Paint},
    terminal::TerminalOptions,
    text::one_line,
};

/// Renders a replay for a terminal. `quiet` leaves the answers out, `verbose` shows also those that say what was recorded.
#[must_use]
pub fn render(replay: &Replay, options: &TerminalOptions) -> String {
    let mut page = Page::new(Paint(options.color), options.width);
    let title = format!("replay of {}: {}", one_line(&replay.scenario), one_line(&replay.name));
    page.line(0, page.paint.bold(title));
    page.field(2, "recorded", &side(&replay.recorded));
    let by = match replay.manner {
        Manner::Steps => "by the scenario's own steps",
        Manner::Requests => "by the recorded requests",
    };
    page.field(2, "replayed", &format!("{}, {by}", side(&replay.replayed)));
    let paint = page.paint;
    let words = format!("{}  ", replay.verdict.words());
    let painted = |label: &str| match replay.verdict {
        Verdict::Fixed | Verdict::StillPassing => paint.green(label),
        Verdict::StillFailing | Verdict::Broken => paint.red(label),
        Verdict::Other | Verdict::NotJudged => paint.yellow(label),
    };
    page.hanging(2, &words, painted, &one_line(&replay.why));
    if !replay.findings.is_empty() {
        page.blank();
        replay.findings.iter().for_each(|finding| of_finding(&mut page, finding));
    }
    if !options.quiet {
        let shown = replay.answers.iter().filter(|answer| options.verbose || says_something(answer));
        shown.for_each(|answer| of_answer(&mut page, answer));
        let same = replay.answers.iter().filter(|answer| !says_something(answer)).count();
        if same > 0 && !options.verbose {
            page.blank();
            let words = match same {
                1 => "1 other call was answered as recorded (-v shows it)".to_owned(),
                more => format!("{more} other calls were answered as recorded (-v shows them)"),
            };
            page.line(2, paint.dim(words));
        }
    }
    page.finish()
}

fn side(side: &Side) -> String {
    format!("{} on {}, run {}", side.outcome, one_line(&side.target), one_line(&side.run))
}

fn of_finding(page: &mut Page, finding: &FindingFate) {
    let word = match finding.fate {
        Fate::Again => "again",
        Fate::Gone => "gone",
        Fate::Undecided => "open",
        Fate::New => "new",
    };
    let call = finding.call.as_ref().map(|call| format!(" at {}", one_line(call))).unwrap_or_default();
    let pointer = match finding.pointer.as_deref() {
        None => String::new(),
        Some("") => ", the body".to_owned(),
        Some(pointer) => format!(", body at {}", one_line(pointer)),
    };
    let rule = match &finding.keyword {
        Some(keyword) => format!("{} `{}`", finding.rule, one_line(keyword)),
        None => finding.rule.clone(),
    };
    let words = format!("{rule}{call}{pointer}: {}", one_line(&finding.message));
    page.field(2, word, &words);
}

fn says_something(answer: &AnswerDifference) -> bool {
    answer.recorded_answer != answer.replayed_answer
        || !answer.values.is_empty()
        || !answer.request_values.is_empty()
}

fn of_answer(page: &mut Page, answer: &AnswerDifference) {
    page.blank();
    let (call, request) = (one_line(&answer.call), one_line(&answer.request));
    let (then, now) = (one_line(&answer.recorded_answer), one_line(&answer.replayed_answer));
    let words = match &answer.unsent {
        Some(why) => format!("{request} was not sent: {}", one_line(why)),
        None if then == now => format!("{request} -> {now}, as recorded"),
        None => format!("{request} -> {now}; recorded: {then}"),
    };
    let paint = page.paint;
    page.hanging(2, &format!("{call}  "), |label| paint.bold(label), &words);
    for value in &answer.request_values {
        of_value(page, "sent", value);
    }
    for value in &answer.values {
        of_value(page, "answered", value);
    }
    let beyond = [
        (answer.more, "more differences"),
        (answer.ids_and_times, "other ids and times, as was to be expected"),
    ];
    for (count, words) in beyond.into_iter().filter(|(count, _)| *count > 0) {
        page.line(4, page.paint.dim(format!("{count} {words}")));
    }
}

fn of_value(page: &mut Page, what: &str, value: &ValueDifference) {
    let pointer = if value.pointer.is_empty() { "the whole" } else { &value.pointer };
    let words =
        format!("{}  {} -> {}", one_line(pointer), one_line(&value.recorded), one_line(&value.replayed));
    page.field(4, what, &words);
}
