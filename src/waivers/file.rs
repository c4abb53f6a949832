//! `waivers.toml`: from the file to the waivers of a run.
//!
//! The whole file is checked before anything is sent, and everything wrong is told at once, each with its line: a waiver
//! that is misread would either hide a violation or fail to.

use std::{ops::Range, path::Path};

use evidence::{Vendor, Waiver};
use time::{Date, Duration, format_description::BorrowedFormatItem, macros::format_description};
use toml::de::{DeTable, DeValue};

use crate::{
    configuration::reader::{Node, Problems, Section},
    failure::{Failure, listed},
};

/// A waiver holds no longer than this after the day on which it was made.
pub(crate) const DAYS_MAX: i64 = 90;

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const KEYS: [&str; 9] =
    ["scenario", "vendor", "profile", "clause", "rule", "reason", "owner", "created", "expires"];

/// A file of waivers, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct WaiverFile {
    /// As the user named it.
    pub(crate) shown: String,
    /// The whole text.
    pub(crate) source: String,
    /// In the order of the file.
    pub(crate) entries: Vec<Entry>,
}

/// A waiver and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The waiver.
    pub(crate) waiver: Waiver,
    /// The line of its header, from 1.
    pub(crate) line: usize,
    /// From its header to the end of its last value, in bytes.
    pub(crate) span: Range<usize>,
}

impl WaiverFile {
    /// Reads and checks a file, as it is on a day.
    ///
    /// # Errors
    ///
    /// Names everything that is wrong with it, each with its line: with exit 7 if any of it is dangerous, else with 2.
    pub(crate) fn read(path: &Path, today: Date) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let source = std::fs::read_to_string(path).map_err(|error| {
            let what = match error.kind() {
                std::io::ErrorKind::NotFound => {
                    "there is no such file: create it with a section [[waiver]] (docs/waivers.md shows every key), or \
                     leave the option out"
                        .to_owned()
                }
                _ => format!("it cannot be read: {error}"),
            };
            Failure::usage(format!("waivers `{shown}`: {what}"))
        })?;
        Self::parse(shown, source, today)
    }

    /// Checks a text. `shown` names it in messages.
    ///
    /// # Errors
    ///
    /// Those of [`Self::read`].
    pub(crate) fn parse(shown: String, source: String, today: Date) -> Result<Self, Failure> {
        let problems = Problems::new(shown.clone(), &source);
        problems.refuse_pasted_secrets();
        let mut entries = Vec::new();
        match DeTable::parse(&source) {
            Ok(root) => read_root(&Section::root(&problems, root.get_ref()), &source, today, &mut entries),
            Err(error) => {
                let why = error.message().lines().next().unwrap_or_default();
                problems.usage(error.span().unwrap_or(0..0), format!("this is not TOML: {why}"));
            }
        }
        duplicates(&problems, &entries);
        problems.into_result()?;
        Ok(Self { shown, source, entries })
    }

    /// Where an entry stands, such as `waivers.toml:12`.
    pub(crate) fn place(&self, entry: &Entry) -> String {
        format!("{}:{}", self.shown, entry.line)
    }
}

fn read_root(root: &Section<'_, '_>, source: &str, today: Date, entries: &mut Vec<Entry>) {
    root.only(&["waiver"]);
    let Some(node) = root.get("waiver") else { return };
    let DeValue::Array(items) = node.get_ref() else {
        root.problems.usage(node.span(), "write each waiver as a section of its own, [[waiver]]".to_owned());
        return;
    };
    for item in items.iter() {
        let header = item.span().start;
        if !source.get(header..).is_some_and(|rest| rest.starts_with("[[")) {
            let text = "write each waiver as a section of its own, [[waiver]]".to_owned();
            root.problems.usage(item.span(), text);
        } else if let Some(section) = root.section_of("waiver", item) {
            let end = section.entries().iter().map(|(_, _, value)| value.span().end).max();
            let span = header..end.unwrap_or(item.span().end);
            let line = 1 + source.bytes().take(header).filter(|byte| *byte == b'\n').count();
            let waiver = read_waiver(&section, &item.span(), today);
            entries.extend(waiver.map(|waiver| Entry { waiver, line, span }));
        }
    }
}

fn read_waiver(section: &Section<'_, '_>, header: &Range<usize>, today: Date) -> Option<Waiver> {
    let needed = |key: &str, what: &str| {
        if section.get(key).is_none() {
            let text = format!("this waiver lacks `{key}`, {what}");
            section.problems.usage(header.clone(), text);
        }
    };
    section.only(&KEYS);
    needed("scenario", "the id of the scenario, as `covenant list` names it");
    needed("vendor", "one of oscar, osigu, ideon");
    needed("profile", "the profile against which the finding is accepted");
    needed("reason", "why it is accepted");
    needed("owner", "who answers for it");
    needed("created", "the day on which it was accepted, such as 2026-11-28");
    needed("expires", &format!("the last day on which it holds, {DAYS_MAX} days after `created` at most"));
    let vendor = section.text("vendor").and_then(|word| vendor(section, word));
    let clause = section.text("clause").map(str::to_owned);
    let rule = section.text("rule").map(str::to_owned);
    if section.get("clause").is_none() && section.get("rule").is_none() {
        let text = "this waiver lacks `clause` or `rule`: it would waive whatever the scenario finds; the report names \
                    both of each finding";
        section.problems.usage(header.clone(), text.to_owned());
    }
    if let (Some(clause), Some(vendor)) = (&clause, vendor) {
        check_clause(section, clause, vendor);
    }
    let (created, expires) = (day(section, "created"), day(section, "expires"));
    if let (Some(created), Some(expires)) = (created, expires) {
        check_days(section, created, expires, today);
    }
    Some(Waiver {
        scenario: section.text("scenario")?.to_owned(),
        vendor: vendor?,
        profile: section.text("profile")?.to_owned(),
        clause,
        rule,
        reason: section.text("reason")?.to_owned(),
        owner: section.text("owner")?.to_owned(),
        created: created?.to_string(),
        expires: expires?.to_string(),
    })
}

fn vendor(section: &Section<'_, '_>, word: &str) -> Option<Vendor> {
    word.parse().map_err(|error| section.problems.usage(section.span("vendor"), format!("{error}"))).ok()
}

fn check_clause(section: &Section<'_, '_>, clause: &str, vendor: Vendor) {
    let number = |prefix: &str| clause.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
    let is_of_vendor = vendor.clause_prefixes().iter().any(|prefix| {
        number(prefix)
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if !is_of_vendor {
        let prefixes: Vec<_> = vendor.clause_prefixes().iter().map(|prefix| format!("{prefix}-1")).collect();
        let known = listed(prefixes.iter().map(String::as_str));
        let text = format!("`{clause}` is no clause of {vendor} (they are named as in {known})");
        section.problems.usage(section.span("clause"), text);
    }
}

/// A day, written as a date of TOML or as text.
fn day(section: &Section<'_, '_>, key: &str) -> Option<Date> {
    let node: &Node<'_> = section.get(key)?;
    let text = match node.get_ref() {
        DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => moment.to_string(),
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(_) => String::new(),
        other => {
            section.wrong_type(key, node, "a day such as 2026-11-28", other);
            return None;
        }
    };
    let day = Date::parse(&text, &DAY).ok();
    if day.is_none() {
        let name = section.name(key);
        section
            .problems
            .usage(node.span(), format!("`{name}` is no day: write it as 2026-11-28, without a time"));
    }
    day
}

fn check_days(section: &Section<'_, '_>, created: Date, expires: Date, today: Date) {
    // It may be tomorrow already where the waiver was written.
    if created > today + Duration::DAY {
        let text = format!(
            "`created` is {created}, which is still to come (today is {today}): a waiver begins when it is made"
        );
        section.problems.usage(section.span("created"), text);
    }
    let days = (expires - created).whole_days();
    if days < 0 {
        let text = format!("`expires` is {expires}, before `created`, {created}");
        section.problems.usage(section.span("expires"), text);
    } else if days > DAYS_MAX {
        let last = created.checked_add(Duration::days(DAYS_MAX)).unwrap_or(Date::MAX);
        let text = format!(
            "`expires` is {days} days after `created`, and a waiver holds for {DAYS_MAX} at most: until {last}; to renew it \
             then, look at the finding again and set both"
        );
        section.problems.usage(section.span("expires"), text);
    }
}

/// Two waivers of one thing would each be renewed without the other.
fn duplicates(problems: &Problems<'_>, entries: &[Entry]) {
    for (at, entry) in entries.iter().enumerate() {
        let is_same = |other: &&Entry| {
            let (one, other) = (&entry.waiver, &other.waiver);
            one.is_for(&other.scenario, other.vendor, &other.profile)
                && one.clause == other.clause
                && one.rule == other.rule
        };
        if let Some(first) = entries[..at].iter().find(is_same) {
            let Waiver { scenario, profile, .. } = &entry.waiver;
            let text = format!(
                "`{scenario}` on {profile} has a waiver of {} already, in line {}: remove one of the two",
                entry.waiver.subject(),
                first.line
            );
            problems.usage(entry.span.clone(), text);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    const GOOD: &str = r#"# What we live with.

[[waiver]]
scenario = "oscar-balance-adds-up"
vendor = "oscar"
profile = "oscar-staging"
rule = "balance-sum"
reason = "ticket 17"
owner = "jane@example.com"
created = 2026-11-01
expires = "2027-01-30"
"#;

    fn parse(source: &str) -> Result<WaiverFile, Failure> {
        WaiverFile::parse("waivers.toml".to_owned(), source.to_owned(), date!(2026 - 11 - 28))
    }

    #[test]
    fn a_waiver_is_read_with_its_place() {
        let file = parse(GOOD).unwrap();
        let [entry] = file.entries.as_slice() else { panic!("{:?}", file.entries) };
        assert_eq!((entry.line, file.place(entry)), (3, "waivers.toml:3".to_owned()));
        assert_eq!(entry.waiver.created, "2026-11-01");
        assert_eq!(entry.waiver.expires, "2027-01-30");
        let text = &GOOD[entry.span.clone()];
        assert!(text.starts_with("[[waiver]]") && text.ends_with("\"2027-01-30\""), "{text}");
        assert!(parse("").unwrap().entries.is_empty());
    }

    #[rstest]
    #[case("rule = ", "ruel = ", ":7: unknown key `waiver.ruel`", "did you mean `rule`?")]
    #[case("owner = \"jane@example.com\"\n", "", ":3: this waiver lacks `owner`", "")]
    #[case("rule = \"balance-sum\"\n", "", ":3: this waiver lacks `clause` or `rule`", "")]
    #[case("\"oscar\"", "\"oskar\"", ":5: vendor `oskar` is not known", "known: oscar, osigu, ideon")]
    #[case("rule = \"balance-sum\"", "clause = \"OSG-3\"", ":7: `OSG-3` is no clause of oscar", "OSC-1")]
    #[case("2026-11-01", "2026-11-31", "not TOML", "")]
    #[case("2026-11-01", "\"2026-11-31\"", ":10: `waiver.created` is no day", "2026-11-28")]
    #[case("2026-11-01", "2026-11-01T10:00:00Z", ":10: `waiver.created` is no day", "without a time")]
    #[case("2026-11-01", "17", ":10: `waiver.created` must be a day", "not a number")]
    #[case("2026-11-01", "2026-12-01", ":10: `created` is 2026-12-01, which is still to come", "2026-11-28")]
    #[case("2027-01-30", "2027-01-31", ":11: `expires` is 91 days after `created`", "until 2027-01-30")]
    #[case("2027-01-30", "2026-10-30", ":11: `expires` is 2026-10-30, before `created`", "")]
    #[case("\"ticket 17\"", "\" \"", ":8: `waiver.reason` is empty", "")]
    #[case("[[waiver]]", "[waiver]", "write each waiver as a section of its own, [[waiver]]", "")]
    #[case("[[waiver]]", "[[waivers]]", ":3: unknown key `waivers`", "did you mean `waiver`?")]
    fn what_is_wrong_is_told_with_its_line(
        #[case] from: &str,
        #[case] to: &str,
        #[case] expected: &str,
        #[case] and: &str,
    ) {
        assert!(GOOD.contains(from));
        let failure = parse(&GOOD.replacen(from, to, 1)).unwrap_err();
        assert_eq!(failure.code, evidence::ExitCode::Usage);
        let text = failure.to_string();
        assert!(text.contains(expected) && text.contains(and), "{text}");
    }

    #[test]
    fn a_second_waiver_of_the_same_thing_is_refused_with_both_lines() {
        let twice = format!("{GOOD}\n{}", GOOD.replace("ticket 17", "ticket 18"));
        let text = parse(&twice).unwrap_err().to_string();
        assert!(text.contains("waivers.toml:15: `oscar-balance-adds-up` on oscar-staging"), "{text}");
        assert!(text.contains("in line 3"), "{text}");
        let other = format!("{GOOD}\n{}", GOOD.replace("balance-sum", "schema"));
        assert_eq!(parse(&other).unwrap().entries.len(), 2);
    }

    #[test]
    fn inline_tables_are_refused() {
        let text = parse("waiver = [{ scenario = \"a\" }]\n").unwrap_err().to_string();
        assert!(text.contains("[[waiver]]"), "{text}");
    }
}
