//! What is remembered of sponsors and beneficiaries, for a short time and never beyond a reset of the vendor's data.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

/// Osigu's pages ask for a short time for configurations and name none.
const LIFETIME: Duration = Duration::minutes(5);

/// What a beneficiary was found by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FoundBy {
    pub(super) sponsor_slug: String,
    pub(super) form: Map<String, Value>,
}

#[derive(Debug)]
struct Kept<T> {
    value: T,
    until: OffsetDateTime,
}

#[derive(Debug, Default)]
struct State {
    forms: HashMap<String, Kept<Value>>,
    configurations: HashMap<(String, String), Kept<Value>>,
    beneficiaries: Vec<Kept<(FoundBy, String)>>,
}

/// Search forms, configurations, and ids of beneficiaries whose cover was active.
#[derive(Debug, Default)]
pub(super) struct Caches {
    state: Mutex<State>,
}

impl Caches {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn forms(&self, sponsor_slug: &str, now: OffsetDateTime) -> Option<Value> {
        let state = self.lock();
        state.forms.get(sponsor_slug).filter(|kept| now < kept.until).map(|kept| kept.value.clone())
    }

    pub(super) fn keep_forms(&self, sponsor_slug: &str, forms: Value, now: OffsetDateTime) {
        let kept = Kept { value: forms, until: now + LIFETIME };
        self.lock().forms.insert(sponsor_slug.to_owned(), kept);
    }

    pub(super) fn configuration(&self, of: &(String, String), now: OffsetDateTime) -> Option<Value> {
        let state = self.lock();
        state.configurations.get(of).filter(|kept| now < kept.until).map(|kept| kept.value.clone())
    }

    pub(super) fn keep_configuration(&self, of: (String, String), value: Value, now: OffsetDateTime) {
        self.lock().configurations.insert(of, Kept { value, until: now + LIFETIME });
    }

    /// The id of the beneficiary that was found by this.
    pub(super) fn beneficiary(&self, by: &FoundBy, now: OffsetDateTime) -> Option<String> {
        let state = self.lock();
        let found = state.beneficiaries.iter().find(|kept| now < kept.until && kept.value.0 == *by);
        found.map(|kept| kept.value.1.clone())
    }

    /// What the beneficiary with this id was found by, however long ago.
    pub(super) fn found_by(&self, beneficiary_id: &str) -> Option<FoundBy> {
        let state = self.lock();
        let found = state.beneficiaries.iter().find(|kept| kept.value.1 == beneficiary_id);
        found.map(|kept| kept.value.0.clone())
    }

    pub(super) fn keep_beneficiary(&self, by: FoundBy, beneficiary_id: &str, now: OffsetDateTime) {
        let mut state = self.lock();
        state.beneficiaries.retain(|kept| kept.value.0 != by);
        state.beneficiaries.push(Kept { value: (by, beneficiary_id.to_owned()), until: now + LIFETIME });
    }

    /// The cover is no longer active, or the beneficiary is gone.
    pub(super) fn drop_beneficiary(&self, by: &FoundBy) {
        self.lock().beneficiaries.retain(|kept| kept.value.0 != *by);
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        *self.lock() = State::default();
    }
}
