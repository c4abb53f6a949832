//! The waivers of a file as people and programs read them: which hold, for how long, and what a run showed of each.
//!
//! ```text
//! waivers of waivers.toml on 2026-11-28
//!
//! STALE (1)
//!   waivers.toml:12  oscar-balance-adds-up on oscar-staging: rule `balance-sum`
//!     expired on 2026-11-20; it waives nothing: see whether the finding is still there, then renew or remove it
//!     ticket 17 (jane@example.com, since 2026-10-01)
//!
//! 3 waivers: 2 active, 1 stale.
//! ```

use evidence::{GivenWaiver, RunRecord, Waiver, WaiverRecord, WaiverState};
use serde::Serialize;
use time::{Date, macros::format_description};

use crate::{
    ReportError,
    markdown::escape,
    page::{Page, Paint},
    terminal::TerminalOptions,
    text::{one_line, plural},
};

/// So many days before its end a waiver is pointed out.
const SOON_DAYS: i64 = 14;

/// The waivers of a file on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WaiverList {
    /// The file.
    pub file: String,
    /// The day, such as `2026-11-28`.
    pub today: String,
    /// The run that was asked, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<AskedRun>,
    /// In the order of the file.
    pub waivers: Vec<Listed>,
}

/// The run that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskedRun {
    /// Unique for the run.
    pub id: String,
    /// RFC 3339, UTC.
    pub started_at: String,
}

/// A waiver and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The waiver.
    #[serde(flatten)]
    pub given: GivenWaiver,
    /// Whether it holds today.
    pub active: bool,
    /// Days until its last one, that one not counted; below 0 once it has expired.
    pub days_left: i64,
    /// What the run showed of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_run: Option<InRun>,
    /// Whether somebody has to renew or remove it.
    pub stale: bool,
}

/// What a run showed of a waiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InRun {
    /// How it stands there.
    pub state: WaiverState,
    /// How many findings it waives.
    pub findings: usize,
    /// Whether the run was given it; if not, this is what it would have done.
    pub given: bool,
}

impl WaiverList {
    /// Looks at waivers on a day, and in a run if there is one.
    #[must_use]
    pub fn new(file: &str, today: Date, waivers: Vec<GivenWaiver>, run: Option<&RunRecord>) -> Self {
        let listed = |given: GivenWaiver| {
            let in_run = run.map(|record| in_run(&given, record));
            let days_left = days_left(&given.waiver, today);
            let active = days_left >= 0;
            let stale =
                !active || given.unknown_scenario || in_run.as_ref().is_some_and(|run| run.state.is_stale());
            Listed { given, active, days_left, in_run, stale }
        };
        Self {
            file: one_line(file),
            today: today.to_string(),
            run: run.map(|record| AskedRun {
                id: one_line(&record.run.id),
                started_at: one_line(&record.run.started_at),
            }),
            waivers: waivers.into_iter().map(listed).collect(),
        }
    }

    /// The whole as JSON, with a line feed at its end.
    ///
    /// # Errors
    ///
    /// If a value has no JSON form; none has not.
    pub fn json(&self) -> Result<String, ReportError> {
        #[derive(Serialize)]
        struct Document<'c> {
            format: &'static str,
            format_version: u32,
            #[serde(flatten)]
            list: &'c WaiverList,
        }
        let document = Document { format: "covenant-waivers", format_version: 1, list: self };
        let failed = |source| ReportError::Serialize { what: "the waivers", source };
        serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(failed)
    }

    /// Such as `3 waivers: 2 active, 1 stale`.
    fn sums(&self) -> String {
        let all = self.waivers.len();
        let stale = self.waivers.iter().filter(|listed| listed.stale).count();
        match all {
            0 => "no waivers".to_owned(),
            _ => format!("{all} {}: {} active, {stale} stale", plural(all, "waiver", "waivers"), all - stale),
        }
    }
}

impl Listed {
    /// Whether somebody has to renew or remove it.
    #[must_use]
    pub const fn is_stale(&self) -> bool {
        self.stale
    }

    /// How it stands, in words.
    fn standing(&self) -> String {
        let expires = &self.given.waiver.expires;
        let mut parts = vec![match self.days_left {
            left if left < 0 => format!("expired on {expires}"),
            0 => "expires today".to_owned(),
            left => format!(
                "active, expires in {left} {} ({expires})",
                plural(left.unsigned_abs() as usize, "day", "days")
            ),
        }];
        if self.given.unknown_scenario {
            parts.push("the suite has no such scenario".to_owned());
        }
        if let Some(run) = &self.in_run
            && run.state != WaiverState::UnknownScenario
        {
            parts.push(in_words(run));
        }
        parts.join("; ")
    }

    /// What is to be done about it.
    fn advice(&self) -> Option<&'static str> {
        if !self.active {
            return WaiverState::Expired.advice();
        }
        let unknown = self.given.unknown_scenario.then_some(WaiverState::UnknownScenario);
        unknown.or(self.in_run.as_ref().map(|run| run.state)).and_then(WaiverState::advice)
    }
}

/// Such as `used: it waived 2 findings of the run`.
fn in_words(run: &InRun) -> String {
    let findings = format!("{} {}", run.findings, plural(run.findings, "finding", "findings"));
    match (run.state, run.given) {
        (WaiverState::Used, true) => format!("used: it waived {findings} of the run"),
        (WaiverState::Used, false) => format!("the run was not given it: it would waive {findings}"),
        (WaiverState::Expired, _) => "it did not hold any more when the run began".to_owned(),
        (state, true) => format!("{} in the run", state.words()),
        (state, false) => format!("{} in the run, which was not given it", state.words()),
    }
}

fn days_left(waiver: &Waiver, today: Date) -> i64 {
    let last = Date::parse(&waiver.expires, format_description!("[year]-[month]-[day]"));
    last.map_or(-1, |last| (last - today).whole_days())
}

/// What the run says of a waiver; what it would say, if it was given none like it.
fn in_run(given: &GivenWaiver, record: &RunRecord) -> InRun {
    let told = record.waivers.iter().find(|one| one.given.waiver == given.waiver);
    let is_given = told.is_some();
    let WaiverRecord { state, findings, .. } = told.cloned().unwrap_or_else(|| given.clone().tried(record));
    InRun { state, findings, given: is_given }
}

/// Such as ``waivers.toml:12  oscar-balance-adds-up on oscar-staging: rule `balance-sum` ``.
fn heading(listed: &Listed) -> String {
    let GivenWaiver { waiver, place, .. } = &listed.given;
    let Waiver { scenario, profile, .. } = waiver;
    one_line(&format!("{place}  {scenario} on {profile}: {}", waiver.subject()))
}

/// A waiver on one line.
#[must_use]
pub fn line(listed: &Listed) -> String {
    format!("{}: {}", heading(listed), one_line(&listed.standing()))
}

/// Renders a list for a terminal; `quiet` only what has to be renewed or removed.
#[must_use]
pub fn render(list: &WaiverList, options: &TerminalOptions) -> String {
    let mut page = Page::new(Paint(options.color), options.width);
    let run = list.run.as_ref().map(|run| format!(", in run {} of {}", run.id, run.started_at));
    page.prose(0, &format!("waivers of {} on {}{}", list.file, list.today, run.unwrap_or_default()));
    let paint = page.paint;
    for (stale, title) in [(true, "STALE"), (false, "ACTIVE")] {
        let count = list.waivers.iter().filter(|listed| listed.stale == stale).count();
        if count == 0 || (options.quiet && !stale) {
            continue;
        }
        page.blank();
        let title = format!("{title} ({count})");
        page.line(0, if stale { paint.red(title) } else { paint.green(title) });
        list.waivers.iter().filter(|listed| listed.stale == stale).for_each(|listed| row(&mut page, listed));
    }
    page.blank();
    page.line(0, format_args!("{}.", list.sums()));
    page.finish()
}

fn row(page: &mut Page, listed: &Listed) {
    let paint = page.paint;
    let waiver = &listed.given.waiver;
    page.line(2, paint.bold(heading(listed)));
    let standing = listed.standing();
    let soon = listed.active && listed.days_left <= SOON_DAYS;
    let painted = |label: &str| if soon { paint.yellow(label) } else { label.to_owned() };
    page.hanging(4, if soon { "soon: " } else { "" }, painted, &standing);
    if let Some(advice) = listed.advice() {
        page.prose(4, advice);
    }
    page.prose(4, &format!("{} ({}, since {})", waiver.reason, waiver.owner, waiver.created));
}

/// Renders a list as Markdown.
#[must_use]
pub fn markdown(list: &WaiverList) -> String {
    let cell = |text: &str| escape(&one_line(text));
    let mut page = format!("# Waivers: {}\n\nOf {} on {}", cell(&list.sums()), cell(&list.file), list.today);
    if let Some(run) = &list.run {
        page.push_str(&format!(", in run {} of {}", cell(&run.id), cell(&run.started_at)));
    }
    page.push_str(".\n\n| scenario | profile | about | how it stands | reason | owner | created |\n");
    page.push_str("|---|---|---|---|---|---|---|\n");
    for listed in &list.waivers {
        let waiver = &listed.given.waiver;
        let standing = listed.standing();
        let cells = [
            &waiver.scenario,
            &waiver.profile,
            &waiver.subject(),
            &standing,
            &waiver.reason,
            &waiver.owner,
            &waiver.created,
        ];
        let cells: Vec<_> = cells.into_iter().map(|text| cell(text)).collect();
        page.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    page
}

/// A waiver with what the suite says of it.
#[derive(Clone, Debug)]
pub struct Explained<'l> {
    /// The waiver.
    pub listed: &'l Listed,
    /// The title of its scenario.
    pub title: Option<String>,
    /// What its clause says.
    pub clause: Option<String>,
}

/// Renders everything about some waivers for a terminal.
#[must_use]
pub fn explain(waivers: &[Explained<'_>], options: &TerminalOptions) -> String {
    let mut page = Page::new(Paint(options.color), options.width);
    for Explained { listed, title, clause } in waivers {
        let waiver = &listed.given.waiver;
        page.blank();
        page.line(0, page.paint.bold(heading(listed)));
        if let Some(title) = title {
            page.field(2, "title", title);
        }
        page.field(2, "waives", &what(waiver));
        if let Some(clause) = clause {
            page.field(2, "clause", clause);
        }
        page.field(2, "not", "any other finding of this scenario: that still fails it");
        page.field(2, "reason", &waiver.reason);
        page.field(2, "owner", &waiver.owner);
        page.field(2, "days", &format!("{} to {}, both included", waiver.created, waiver.expires));
        page.field(2, "state", &listed.standing());
        if let Some(advice) = listed.advice() {
            page.field(2, "to do", advice);
        }
    }
    page.finish()
}

fn what(waiver: &Waiver) -> String {
    match (&waiver.clause, &waiver.rule) {
        (Some(clause), Some(rule)) => format!("findings of rule `{rule}` that speak of {clause}"),
        (Some(clause), None) => format!("findings that speak of {clause}, whatever their rule"),
        (None, Some(rule)) => format!("findings of rule `{rule}`, whatever they speak of"),
        (None, None) => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    fn list(expires: &str) -> WaiverList {
        let waiver = Waiver {
            scenario: "oscar-balance-adds-up".to_owned(),
            vendor: evidence::Vendor::Oscar,
            profile: "mock".to_owned(),
            clause: None,
            rule: Some("balance-sum".to_owned()),
            reason: "ticket | 17".to_owned(),
            owner: "jane".to_owned(),
            created: "2026-11-01".to_owned(),
            expires: expires.to_owned(),
        };
        let given = GivenWaiver { waiver, place: "waivers.toml:3".to_owned(), unknown_scenario: false };
        WaiverList::new("waivers.toml", date!(2026 - 11 - 28), vec![given], None)
    }

    #[rstest]
    #[case("2026-11-27", "expired on 2026-11-27", true)]
    #[case("2026-11-28", "expires today", false)]
    #[case("2026-11-29", "active, expires in 1 day (2026-11-29)", false)]
    #[case("2027-01-01", "active, expires in 34 days (2027-01-01)", false)]
    fn days_are_counted(#[case] expires: &str, #[case] expected: &str, #[case] stale: bool) {
        let list = list(expires);
        assert_eq!((list.waivers[0].standing().as_str(), list.waivers[0].is_stale()), (expected, stale));
        assert!(render(&list, &TerminalOptions::default()).contains(expected));
        assert!(markdown(&list).contains("| ticket \\| 17 |"), "{}", markdown(&list));
    }
}
