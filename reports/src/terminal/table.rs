//! How many scenarios of each vendor and area had which outcome.

use std::collections::BTreeMap;

use evidence::{Outcome, RunRecord, ScenarioHead, Tally, Vendor};
use unicode_width::UnicodeWidthStr;

use crate::{page::Page, text::one_line, view::area};

/// In the order in which a reader looks for them.
const COLUMNS: [(Outcome, &str); 7] = [
    (Outcome::Passed, "passed"),
    (Outcome::Failed, "failed"),
    (Outcome::Error, "error"),
    (Outcome::Blocked, "blocked"),
    (Outcome::Warned, "warned"),
    (Outcome::Waived, "waived"),
    (Outcome::NotApplicable, "n/a"),
];

#[derive(Clone, Copy, Debug, Default)]
struct Row {
    tally: Tally,
    not_run: usize,
}

/// The table; areas in the order of their names. The column "not run" is there only if something was not.
pub(super) fn table(page: &mut Page, record: &RunRecord) {
    let mut rows: BTreeMap<(Vendor, String), Row> = BTreeMap::new();
    let key = |head: &ScenarioHead| (head.vendor, one_line(area(head)));
    for scenario in &record.scenarios {
        rows.entry(key(&scenario.head)).or_default().tally.add(scenario.outcome);
    }
    for head in &record.not_run {
        rows.entry(key(head)).or_default().not_run += 1;
    }
    if rows.is_empty() {
        return;
    }
    let total = rows.values().fold(Row::default(), |mut sum, row| {
        for outcome in Outcome::ALL {
            for _ in 0..row.tally.of(outcome) {
                sum.tally.add(outcome);
            }
        }
        sum.not_run += row.not_run;
        sum
    });
    let with_not_run = total.not_run > 0;
    let columns = |line: &mut String, row: &Row| {
        for (outcome, title) in COLUMNS {
            line.push_str(&number(row.tally.of(outcome), title.len()));
        }
        if with_not_run {
            line.push_str(&number(row.not_run, "not run".len()));
        }
        line.push_str(&format!("  {:>5}", row.tally.total() + row.not_run));
    };
    let vendor_width =
        rows.keys().map(|(vendor, _)| vendor.word().len()).max().unwrap_or(0).max("vendor".len());
    let area_width = rows.keys().map(|(_, area)| area.width()).max().unwrap_or(0).clamp("area".len(), 40);

    let mut head = format!("{:<vendor_width$}  {:<area_width$}", "vendor", "area");
    for (_, title) in COLUMNS {
        head.push_str(&format!("  {title}"));
    }
    if with_not_run {
        head.push_str("  not run");
    }
    head.push_str("  total");
    page.blank();
    page.line(0, page.paint.bold(&head));
    for ((vendor, area), row) in &rows {
        let area = crate::text::clip_columns(area, area_width);
        let fill = area_width.saturating_sub(area.width());
        let mut line = format!("{:<vendor_width$}  {area}{:fill$}", vendor.word(), "");
        columns(&mut line, row);
        page.line(0, line);
    }
    if rows.len() > 1 {
        let mut line = format!("{:<width$}", "all", width = vendor_width + 2 + area_width);
        columns(&mut line, &total);
        page.line(0, page.paint.bold(&line));
    }
}

/// A nought is a dot: what is there stands out.
fn number(count: usize, width: usize) -> String {
    if count == 0 { format!("  {:>width$}", ".") } else { format!("  {count:>width$}") }
}
