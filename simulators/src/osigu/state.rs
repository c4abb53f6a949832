//! One tenant's state: what is seeded and made, what falls due when, and the ids.

use std::{collections::BTreeMap, sync::Arc};

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    access::Access,
    authorizations::{Authorization, AuthorizationRequest},
    beneficiaries::Beneficiary,
    claims::Claims,
    dispensations::Dispensation,
    faults::{AnyRule, Defect, Fault},
    hooks::{Event, Hooks},
    idempotency::Remembered,
    otp::Otp,
    prescriptions::Prescriptions,
    products::{Product, Registration},
    settings::Settings,
    settlements::Settlements,
};

/// One tenant's state.
pub(super) struct Book {
    pub(super) tenant: String,
    pub(super) settings: Arc<Settings>,
    pub(super) fault: Option<&'static Fault>,
    /// The fault after a reset.
    fault_at_start: Option<&'static Fault>,
    /// How often the data was wiped; ids depend on it.
    wipes: u32,
    counters: BTreeMap<&'static str, u64>,
    due: BTreeMap<(OffsetDateTime, u64), Due>,

    /// Tokens, limits and what a tester asked to fail. A wipe leaves it alone.
    pub(super) access: Access,
    pub(super) remembered: Vec<Remembered>,

    pub(super) catalogue: Vec<Product>,
    pub(super) registrations: Vec<Registration>,
    pub(super) beneficiaries: Vec<Beneficiary>,
    pub(super) otps: Vec<Otp>,
    pub(super) requests: Vec<AuthorizationRequest>,
    pub(super) authorizations: Vec<Authorization>,
    pub(super) dispensations: Vec<Dispensation>,
    pub(super) prescriptions: Prescriptions,
    pub(super) claims: Claims,
    pub(super) settlements: Settlements,
    /// Subscriptions, events, deliveries.
    pub(super) hooks: Hooks,
}

/// What happens by itself at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The sponsor decides the request of this id.
    Decision(String),
    /// The authorization of this id expires unless it was redeemed.
    Expiry(String),
    /// The dispensation of this id is cancelled unless it was completed.
    Timeout(String),
    /// The prescription of this id is mailed.
    Mail(String),
    /// The sponsor accepts the batch of this id.
    Settlement(String),
    /// An event is told late.
    Event(Box<Event>),
}

impl Book {
    pub(super) fn new(tenant: &str, settings: Arc<Settings>, fault: Option<&'static Fault>) -> Self {
        let mut book = Self {
            tenant: tenant.to_owned(),
            access: Access::new(tenant, settings.environment),
            settings,
            fault,
            fault_at_start: fault,
            wipes: 0,
            counters: BTreeMap::new(),
            due: BTreeMap::new(),
            remembered: Vec::new(),
            catalogue: Vec::new(),
            registrations: Vec::new(),
            beneficiaries: Vec::new(),
            otps: Vec::new(),
            requests: Vec::new(),
            authorizations: Vec::new(),
            dispensations: Vec::new(),
            prescriptions: Prescriptions::default(),
            claims: Claims::default(),
            settlements: Settlements::default(),
            hooks: Hooks::default(),
        };
        book.seed();
        book
    }

    /// Forgets everything, as if the tenant were registered anew.
    pub(super) fn reset(&mut self) {
        *self = Self::new(&self.tenant, Arc::clone(&self.settings), self.fault_at_start);
    }

    /// "The sandbox was reset": data is seeded anew under other ids. Tokens, limits, subscriptions and the log of
    /// deliveries stay; nothing is due any more.
    pub(super) fn wipe(&mut self) {
        let mut new = Self::empty_like(self);
        std::mem::swap(&mut new.access, &mut self.access);
        std::mem::swap(&mut new.hooks, &mut self.hooks);
        new.hooks.wipe();
        new.seed();
        *self = new;
    }

    fn empty_like(old: &Self) -> Self {
        let mut new = Self::new(&old.tenant, Arc::clone(&old.settings), old.fault_at_start);
        new.fault = old.fault;
        new.wipes = old.wipes + 1;
        new.counters.clear();
        new.catalogue.clear();
        new.registrations.clear();
        new.beneficiaries.clear();
        new
    }

    fn seed(&mut self) {
        self.seed_products();
        self.seed_beneficiaries();
    }

    /// Whether the current fault is this one.
    pub(super) fn has(&self, rule: impl Into<AnyRule>) -> bool {
        matches!(self.fault.map(|fault| fault.defect), Some(Defect::Rule(known)) if known == rule.into())
    }

    /// The next number of its kind, from 1. Each kind counts apart, so that a fault disturbs no other ids.
    pub(super) fn count(&mut self, kind: &'static str) -> u64 {
        let count = self.counters.entry(kind).or_default();
        *count += 1;
        *count
    }

    /// Bytes that depend on the tenant, on how often it was wiped, and on what is asked for.
    pub(super) fn bytes(&self, what: &str) -> [u8; 32] {
        Sha256::digest(format!("{}\n{}\n{what}", self.tenant, self.wipes)).into()
    }

    /// A new id: the prefix, `_`, and 26 characters in the shape of a ULID.
    pub(super) fn id(&mut self, prefix: &'static str) -> String {
        let count = self.count(prefix);
        format!("{prefix}_{}", ulid(&self.bytes(&format!("{prefix} {count}"))))
    }

    /// A new human code: `AUTH-2026-001234` of kind `AUTH`, the year of `now`, and six digits.
    pub(super) fn code(&mut self, kind: &'static str, digits: u32, now: OffsetDateTime) -> String {
        let space = 10_u64.pow(digits);
        let start = self.bytes(kind)[..8].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let number = (start % space + self.count(kind)) % space;
        format!("{kind}-{:04}-{number:0width$}", now.year(), width = digits as usize)
    }

    /// Lets something happen by itself at a time.
    pub(super) fn schedule(&mut self, at: OffsetDateTime, due: Due) {
        let order = self.count("due");
        self.due.insert((at, order), due);
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
                Due::Decision(id) => self.decide_later(&id, at),
                Due::Expiry(id) => self.expire_authorization(&id, at),
                Due::Timeout(id) => self.time_out_dispensation(&id, at),
                Due::Mail(id) => self.mail_prescription(&id, at),
                Due::Event(event) => self.emit(*event),
                Due::Settlement(id) => self.settle_by_itself(&id, at),
            }
        }
    }
}

/// 26 characters in the shape of a ULID.
pub(super) fn ulid(bytes: &[u8; 32]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let tail = bytes[..24].iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    "01".chars().chain(tail).collect()
}
