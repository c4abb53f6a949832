//! One tenant's families, contracts and counters.

use std::sync::Arc;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use time::{Date, Month};

use super::{
    Fault,
    fields::{cents, date, get, text},
    settings::{CoverageEnd, Settings},
};

/// `effectuation_status` (4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Uneffectuated,
    Effectuated,
    Cancelled,
    Terminated,
    Reinstated,
}

impl Status {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Uneffectuated => "UNEFFECTUATED",
            Self::Effectuated => "EFFECTUATED",
            Self::Cancelled => "CANCELLED",
            Self::Terminated => "TERMINATED",
            Self::Reinstated => "REINSTATED",
        }
    }

    pub(super) const fn is_ended(self) -> bool {
        matches!(self, Self::Cancelled | Self::Terminated)
    }
}

/// A period of cover of one person.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) start: Date,
    /// As requested, or as a cancellation or termination set it.
    pub(super) end: Option<Date>,
    /// What a reinstatement brings back.
    pub(super) original_end: Option<Date>,
    pub(super) status: Status,
}

/// A covered person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) oscar_id: String,
    /// What the requests said, without cover and change members.
    pub(super) data: Map<String, Value>,
    /// Never empty; the latest last.
    pub(super) spans: Vec<Span>,
}

impl Person {
    pub(super) fn relationship(&self) -> &str {
        text(&self.data, "relationship_type").unwrap_or("POLICY_HOLDER")
    }

    pub(super) fn is_policy_holder(&self) -> bool {
        self.relationship() == "POLICY_HOLDER"
    }

    pub(super) fn is_covered(&self) -> bool {
        self.spans.last().is_some_and(|span| !span.status.is_ended())
    }
}

/// How a family pays.
#[derive(Clone, Debug)]
pub(super) struct Preference {
    pub(super) id: String,
    pub(super) is_autopay_enabled: bool,
    pub(super) owner: String,
}

/// A contract and the people on it.
#[derive(Clone, Debug)]
pub(super) struct Family {
    /// `OSC` and eight digits.
    pub(super) stem: String,
    pub(super) people: Vec<Person>,
    pub(super) policy: Map<String, Value>,
    /// The premium in cents, and from which day on.
    pub(super) premiums: Vec<(Date, i64)>,
    pub(super) enrolled: Date,
    /// What was paid beside the binder, in cents.
    pub(super) paid: i64,
    pub(super) preference: Option<Preference>,
    pub(super) pending_calls: u32,
    pub(super) updated: bool,
}

impl Family {
    pub(super) fn holder(&self) -> Option<&Person> {
        self.people.iter().find(|person| person.is_policy_holder()).or_else(|| self.people.first())
    }

    /// The policy holder's id; for a family without anyone the first id of its stem.
    pub(super) fn holder_id(&self) -> String {
        self.holder().map_or_else(|| format!("{}-01", self.stem), |holder| holder.oscar_id.clone())
    }

    pub(super) fn find(&self, oscar_id: &str) -> Option<usize> {
        self.people.iter().position(|person| person.oscar_id == oscar_id)
    }

    /// The person that an enrollee without an id stands for: same SSN, or same external id.
    pub(super) fn find_same(&self, enrollee: &Map<String, Value>) -> Option<usize> {
        let same = |person: &Person, name: &str| {
            get(enrollee, name).is_some_and(|value| get(&person.data, name) == Some(value))
        };
        self.people.iter().position(|person| same(person, "ssn") || same(person, "external_member_id"))
    }

    pub(super) fn next_id(&self) -> String {
        format!("{}-{:02}", self.stem, self.people.len() + 1)
    }

    pub(super) fn set_policy(&mut self, policy: &Map<String, Value>, today: Date) {
        for (name, value) in policy.iter().filter(|(_, value)| !value.is_null()) {
            self.policy.insert(name.clone(), value.clone());
        }
        if let Some(premium) = get(policy, "monthly_premium").and_then(cents) {
            self.premiums.push((today, premium));
        }
    }

    /// 31 December of the plan year, or of the year in which cover starts if that is later.
    pub(super) fn plan_year_end(&self, start: Date) -> Date {
        let year = text(&self.policy, "plan_year").and_then(|year| year.parse().ok()).unwrap_or(start.year());
        Date::from_calendar_date(year.max(start.year()), Month::December, 31).unwrap_or(Date::MAX)
    }

    /// The last day of a span, whatever the request left open.
    pub(super) fn last_day(&self, span: &Span) -> Date {
        span.end.unwrap_or_else(|| self.plan_year_end(span.start))
    }

    /// `coverage_end` as answers show it; `None` leaves the member out.
    pub(super) fn coverage_end(&self, span: &Span, settings: &Settings) -> Option<Value> {
        match (span.end, settings.coverage_end) {
            (Some(end), _) => Some(Value::String(end.to_string())),
            (None, CoverageEnd::PlanYearEnd) => Some(Value::String(self.last_day(span).to_string())),
            (None, CoverageEnd::Null) => Some(Value::Null),
            (None, CoverageEnd::Absent) => None,
        }
    }
}

/// One tenant's state.
pub(super) struct Book {
    pub(super) tenant: String,
    pub(super) settings: Arc<Settings>,
    pub(super) fault: Option<&'static Fault>,
    /// The fault after a reset.
    fault_at_start: Option<&'static Fault>,
    pub(super) families: Vec<Family>,
    pub(super) pending_calls: u32,
    pub(super) failing_calls: u32,
    /// External ids of people whose creation was refused, for the fault that remembers them.
    pub(super) refused: Vec<String>,
    counters: [u64; 4],
}

/// What is counted. Ids are derived from the counts, so that a replay finds the same ones; each has its own count, so
/// that a fault disturbs no others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Counter {
    Family,
    Application,
    Preference,
    HarmedAnswer,
}

impl Book {
    pub(super) fn new(tenant: &str, settings: Arc<Settings>, fault: Option<&'static Fault>) -> Self {
        Self {
            tenant: tenant.to_owned(),
            settings,
            fault,
            fault_at_start: fault,
            families: Vec::new(),
            pending_calls: 0,
            failing_calls: 0,
            refused: Vec::new(),
            counters: [0; 4],
        }
    }

    pub(super) fn reset(&mut self) {
        *self = Self::new(&self.tenant, Arc::clone(&self.settings), self.fault_at_start);
    }

    /// The next number, from 1.
    pub(super) const fn count(&mut self, counter: Counter) -> u64 {
        let count = &mut self.counters[counter as usize];
        *count += 1;
        *count
    }

    fn bytes(&mut self, counter: Counter) -> [u8; 32] {
        let count = self.count(counter);
        Sha256::digest(format!("{}\n{counter:?}\n{count}", self.tenant)).into()
    }

    /// A new UUID of version 4's form.
    pub(super) fn uuid(&mut self, counter: Counter) -> String {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.bytes(counter)[..16]);
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    /// A stem that no family has.
    pub(super) fn stem(&mut self) -> String {
        loop {
            let bytes = self.bytes(Counter::Family);
            let number = bytes[..8].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
            let stem = format!("OSC{:08}", 10_000_000 + number % 90_000_000);
            if self.families.iter().all(|family| family.stem != stem) {
                return stem;
            }
        }
    }

    /// The family and the person of an id.
    pub(super) fn find(&self, oscar_id: &str) -> Option<(usize, usize)> {
        let family = self.families.iter().position(|family| oscar_id.starts_with(&family.stem))?;
        Some((family, self.families[family].find(oscar_id)?))
    }

    /// Whether somebody with that SSN is covered now, and where.
    pub(super) fn covered(&self, ssn: &str) -> Option<(usize, usize)> {
        self.families.iter().enumerate().find_map(|(at, family)| {
            let has = |person: &Person| person.is_covered() && text(&person.data, "ssn") == Some(ssn);
            Some((at, family.people.iter().position(has)?))
        })
    }

    /// A new period of cover as an enrollee asks for it.
    pub(super) fn span(&self, enrollee: &Map<String, Value>, otherwise: Date) -> Span {
        let end = date(enrollee, "coverage_end");
        let status = if self.settings.auto_effectuate { Status::Effectuated } else { Status::Uneffectuated };
        Span { start: date(enrollee, "coverage_start").unwrap_or(otherwise), end, original_end: end, status }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(tenant: &str) -> Book {
        Book::new(tenant, Arc::new(Settings::default()), None)
    }

    #[test]
    fn ids_have_the_documented_form_and_depend_on_the_tenant_only() {
        let (mut first, mut again, mut other) = (book("a"), book("a"), book("b"));
        let ids = [first.stem(), first.stem(), first.uuid(Counter::Application)];
        assert_eq!(ids, [again.stem(), again.stem(), again.uuid(Counter::Application)]);
        assert_ne!(ids[0], other.stem());
        assert_ne!(ids[0], ids[1]);
        assert!(ids[0].len() == 11 && ids[0][3..].bytes().all(|byte| byte.is_ascii_digit()), "{}", ids[0]);
        assert_eq!((ids[2].len(), &ids[2][14..15]), (36, "4"));
    }

    #[test]
    fn a_reset_starts_the_ids_again() {
        let mut book = book("a");
        let stem = book.stem();
        book.reset();
        assert_eq!(book.stem(), stem);
    }
}
