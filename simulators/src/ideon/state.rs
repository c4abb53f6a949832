//! One tenant's state: what was made, by whom, what falls due when, and the ids.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::{
    access::Access,
    availability::Availability,
    census::Census,
    documents::Document,
    errors::Refusal,
    faults::{Defect, Fault, Rule},
    groups::Group,
    hooks::Hooks,
    periods::Period,
    problems::EnrollmentProblem,
    qles::Qle,
    service::Call,
    settings::Settings,
    subscribers::{Dependent, Subscriber},
    tenant::Account,
    transmissions::{FileDelivery, Transmission},
};
use crate::values::Object;

/// What an id can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Group,
    Location,
    Period,
    Contribution,
    Availability,
    Plan,
    Classification,
    Subscriber,
    Dependent,
    Qle,
    Problem,
    Document,
    Census,
    FileDelivery,
}

impl What {
    const fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Location => "location",
            Self::Period => "coverage period",
            Self::Contribution => "contribution",
            Self::Availability => "plan availability request",
            Self::Plan => "plan",
            Self::Classification => "employment classification",
            Self::Subscriber => "subscriber",
            Self::Dependent => "dependent",
            Self::Qle => "qualifying life event",
            Self::Problem => "error",
            Self::Document => "supporting document",
            Self::Census => "census request",
            Self::FileDelivery => "file delivery",
        }
    }
}

/// Something that was made: what it is, its place among its kind, and whose group it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) what: What,
    pub(super) at: usize,
    pub(super) group: usize,
}

/// A resource that is not more than what was sent.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: String,
    /// The coverage period; a classification has none.
    pub(super) period: Option<usize>,
    pub(super) data: Object,
}

/// Where something stands with the carrier (dossier section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Pending,
    Submitted,
    Synced,
    Errors,
    Superseded,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Submitted => "submitted",
            Self::Synced => "synced",
            Self::Errors => "errors",
            Self::Superseded => "superseded",
        }
    }
}

/// A status and since when it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) status: Status,
    pub(super) since: OffsetDateTime,
}

impl Standing {
    pub(super) const fn pending(since: OffsetDateTime) -> Self {
        Self { status: Status::Pending, since }
    }

    pub(super) fn becomes(&mut self, status: Status, now: OffsetDateTime) {
        if self.status != status {
            *self = Self { status, since: now };
        }
    }
}

/// What happens by itself at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The census request at this place is done.
    Census(usize),
    /// The carrier answers what was transmitted of the coverage period at this place.
    Answer(usize),
}

/// One tenant's state.
pub(super) struct Book {
    pub(super) tenant: String,
    pub(super) settings: Arc<Settings>,
    pub(super) fault: Option<&'static Fault>,
    /// The fault after a reset.
    fault_at_start: Option<&'static Fault>,
    counters: BTreeMap<&'static str, u64>,
    due: BTreeMap<(OffsetDateTime, u64), Due>,
    index: HashMap<String, Entry>,

    /// Keys, limits and what a tester asked to fail.
    pub(super) access: Access,
    pub(super) groups: Vec<Group>,
    pub(super) periods: Vec<Period>,
    pub(super) contributions: Vec<Record>,
    pub(super) availabilities: Vec<Availability>,
    pub(super) plans: Vec<Record>,
    pub(super) classifications: Vec<Record>,
    pub(super) subscribers: Vec<Subscriber>,
    pub(super) dependents: Vec<Dependent>,
    pub(super) qles: Vec<Qle>,
    pub(super) problems: Vec<EnrollmentProblem>,
    pub(super) documents: Vec<Document>,
    pub(super) censuses: Vec<Census>,
    pub(super) transmissions: Vec<Transmission>,
    /// The transmissions of each member.
    pub(super) sent_of: HashMap<String, Vec<usize>>,
    pub(super) files: Vec<FileDelivery>,
    /// Events and their deliveries.
    pub(super) hooks: Hooks,
}

impl Book {
    pub(super) fn new(tenant: &str, settings: Arc<Settings>, fault: Option<&'static Fault>) -> Self {
        Self {
            tenant: tenant.to_owned(),
            access: Access::new(tenant),
            settings,
            fault,
            fault_at_start: fault,
            counters: BTreeMap::new(),
            due: BTreeMap::new(),
            index: HashMap::new(),
            groups: Vec::new(),
            periods: Vec::new(),
            contributions: Vec::new(),
            availabilities: Vec::new(),
            plans: Vec::new(),
            classifications: Vec::new(),
            subscribers: Vec::new(),
            dependents: Vec::new(),
            qles: Vec::new(),
            problems: Vec::new(),
            documents: Vec::new(),
            censuses: Vec::new(),
            transmissions: Vec::new(),
            sent_of: HashMap::new(),
            files: Vec::new(),
            hooks: Hooks::default(),
        }
    }

    /// Forgets everything, as if the tenant were registered anew.
    pub(super) fn reset(&mut self) {
        *self = Self::new(&self.tenant, Arc::clone(&self.settings), self.fault_at_start);
    }

    /// Whether the current fault is this one.
    pub(super) fn has(&self, rule: Rule) -> bool {
        matches!(self.fault, Some(Fault { defect: Defect::Rule(known), .. }) if *known == rule)
    }

    /// The next number of its kind, from 1. Each kind counts apart, so that a fault disturbs no other ids.
    pub(super) fn count(&mut self, kind: &'static str) -> u64 {
        let count = self.counters.entry(kind).or_default();
        *count += 1;
        *count
    }

    /// A new id in the shape of a random UUID. It depends on the tenant and on how many of its kind there were.
    pub(super) fn new_id(&mut self, what: What) -> String {
        let count = self.count(what.word());
        derived_id(&self.tenant, &format!("{} {count}", what.word()))
    }

    /// Files something under its id.
    pub(super) fn file(&mut self, id: &str, what: What, at: usize, group: usize) {
        self.index.insert(id.to_owned(), Entry { what, at, group });
    }

    /// Whether a group is this account's.
    pub(super) fn sees(&self, account: Account, group: usize) -> bool {
        self.groups[group].account == account || self.has(Rule::AccountsSeeEachOther)
    }

    /// The place of what the path of a call names, or why there is none.
    pub(super) fn locate(&self, call: &Call, wanted: What) -> Result<Entry, Refusal> {
        if !self.settings.forbidden_first && call.account == Account::Unprivileged {
            let known = self.index.get(call.id).is_some_and(|entry| entry.what == wanted);
            return Err(if known { Refusal::forbidden() } else { Refusal::unknown(wanted.word()) });
        }
        if let Some(entry) = self.index.get(call.id).filter(|entry| entry.what == wanted) {
            if self.sees(call.account, entry.group) {
                return Ok(*entry);
            }
            if self.settings.other_account == 403 {
                return Err(Refusal::forbidden());
            }
        }
        if self.has(Rule::UnknownIsLatest)
            && let Some(entry) = self.latest(wanted, call.account)
        {
            return Ok(entry);
        }
        Err(Refusal::unknown(wanted.word()))
    }

    /// The latest thing of a kind that an account made.
    fn latest(&self, wanted: What, account: Account) -> Option<Entry> {
        let own = |entry: &&Entry| entry.what == wanted && self.sees(account, entry.group);
        self.index.values().filter(own).max_by_key(|entry| entry.at).copied()
    }

    /// The place of something that a body names, if it belongs to that group.
    pub(super) fn of_group(&self, id: &str, wanted: What, group: usize) -> Option<usize> {
        let entry = self.index.get(id)?;
        (entry.what == wanted && entry.group == group).then_some(entry.at)
    }

    /// The places that a list shows, of so many of their kind.
    pub(super) fn listed<'p>(&self, own: &'p [usize], all: usize) -> Cow<'p, [usize]> {
        if self.has(Rule::ListsMixParents) { (0..all).collect() } else { Cow::Borrowed(own) }
    }

    /// Whatever has an id, whoever made it.
    pub(super) fn entry(&self, id: &str) -> Option<Entry> {
        self.index.get(id).copied()
    }

    /// Forgets an id, as a fault does that keeps nothing.
    pub(super) fn lose(&mut self, id: &str) {
        self.index.remove(id);
    }

    /// Lets something happen by itself after a while.
    pub(super) fn schedule(&mut self, now: OffsetDateTime, after: std::time::Duration, due: Due) {
        let after = Duration::try_from(after).unwrap_or(Duration::MAX);
        let order = self.count("due");
        self.due.insert((now.saturating_add(after), order), due);
    }

    /// When something happens by itself next.
    pub(super) fn next_due(&self) -> Option<OffsetDateTime> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    /// Lets happen what is due, each thing at its own time.
    pub(super) fn advance(&mut self, now: OffsetDateTime) {
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((at, _), due) = entry.remove_entry();
            match due {
                Due::Census(census) => self.finish_census(census, at),
                Due::Answer(period) => self.carrier_answers(period, at),
            }
        }
    }
}

/// The id of a tenant's thing.
pub(super) fn derived_id(tenant: &str, what: &str) -> String {
    uuid(&Sha256::digest(format!("{tenant}\n{what}")).into())
}

/// The shape of a random UUID.
fn uuid(bytes: &[u8; 32]) -> String {
    let mut bytes = *bytes;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = |range: std::ops::Range<usize>| -> String {
        bytes[range].iter().map(|byte| format!("{byte:02x}")).collect()
    };
    format!("{}-{}-{}-{}-{}", hex(0..4), hex(4..6), hex(6..8), hex(8..10), hex(10..16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_shape_of_a_random_uuid() {
        assert_eq!(uuid(&[0xff; 32]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
