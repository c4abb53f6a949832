//! Tenants: one scenario's state, clock and request log, apart from all others.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use clock::{RealClock, SharedClock};
use time::{Duration, OffsetDateTime};

use crate::{http::ClientCertificate, server::lock};

/// The request header that names the tenant. It is no part of any vendor's API.
pub const TENANT_HEADER: &str = "x-covenant-tenant";
/// The tenant of requests that name none. It is always there.
pub(crate) const DEFAULT_TENANT: &str = "default";

/// Requests that a tenant remembers; older ones are forgotten.
const SEEN_MAX: usize = 10_000;
/// Tenants that were made only because a request named them; beyond it the one made first goes.
const UNREGISTERED_MAX: usize = 256;

/// A request that arrived, and how it was answered. Control calls are not among them.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Counts this tenant's requests from 1, in the order in which they were answered.
    pub order: u64,
    /// The tenant's clock when the request arrived.
    pub at: OffsetDateTime,
    /// The method in upper case.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// Names in lower case, in the order sent; without hop-by-hop headers.
    pub headers: Vec<(String, String)>,
    /// The body; bytes that are not UTF-8 are replaced.
    pub body: String,
    /// The status of the answer, also where a fault below HTTP kept it from the client.
    pub status: u16,
    /// What the client showed of a certificate.
    pub client_certificate: ClientCertificate,
}

#[derive(Default)]
struct Log {
    seen: VecDeque<Seen>,
    count: u64,
}

/// One tenant.
pub(crate) struct Slot<S> {
    pub(crate) name: String,
    clock: SharedClock,
    offset: Mutex<Duration>,
    log: Mutex<Log>,
    pub(crate) state: Mutex<S>,
}

impl<S> Slot<S> {
    fn new(name: &str, clock: SharedClock, state: S) -> Arc<Self> {
        let (offset, log) = (Mutex::default(), Mutex::default());
        Arc::new(Self { name: name.to_owned(), clock, offset, log, state: Mutex::new(state) })
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        let now = self.clock.now();
        now.checked_add(*lock(&self.offset)).unwrap_or(now)
    }

    /// What its time runs on. Durations are the clock's, times are [`Self::now`].
    pub(crate) const fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Lets this tenant's time go on from `now`.
    pub(crate) fn set_now(&self, now: OffsetDateTime) {
        *lock(&self.offset) = now - self.clock.now();
    }

    pub(crate) fn reset_clock(&self) {
        *lock(&self.offset) = Duration::ZERO;
    }

    /// Files a request; its order is given here.
    pub(crate) fn remember(&self, mut seen: Seen) {
        let mut log = lock(&self.log);
        log.count += 1;
        seen.order = log.count;
        if log.seen.len() >= SEEN_MAX {
            log.seen.pop_front();
        }
        log.seen.push_back(seen);
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        lock(&self.log).seen.iter().cloned().collect()
    }

    pub(crate) fn forget_seen(&self) {
        *lock(&self.log) = Log::default();
    }
}

struct Entry<S> {
    slot: Arc<Slot<S>>,
    /// When a request made it; `None` if the program registered it.
    made_by_request: Option<u64>,
}

/// All tenants of one simulator.
pub(crate) struct Tenants<S> {
    default: Arc<Slot<S>>,
    named: RwLock<HashMap<String, Entry<S>>>,
    made: AtomicU64,
    fresh: Box<dyn Fn(&str) -> S + Send + Sync>,
}

impl<S> Tenants<S> {
    /// `fresh` makes the state of a tenant that no one registered.
    pub(crate) fn new(fresh: impl Fn(&str) -> S + Send + Sync + 'static) -> Self {
        let default = Slot::new(DEFAULT_TENANT, Arc::new(RealClock), fresh(DEFAULT_TENANT));
        Self { default, named: RwLock::default(), made: AtomicU64::new(0), fresh: Box::new(fresh) }
    }

    /// Registers a tenant with fresh state; one of the same name is replaced.
    pub(crate) fn register(&self, name: &str, clock: SharedClock, state: S) -> Arc<Slot<S>> {
        let slot = Slot::new(name, clock, state);
        let entry = Entry { slot: Arc::clone(&slot), made_by_request: None };
        self.named.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), entry);
        slot
    }

    /// Forgets a tenant, unless another one took its name.
    pub(crate) fn remove(&self, slot: &Arc<Slot<S>>) {
        let mut named = self.named.write().unwrap_or_else(PoisonError::into_inner);
        if named.get(&slot.name).is_some_and(|entry| Arc::ptr_eq(&entry.slot, slot)) {
            named.remove(&slot.name);
        }
    }

    /// The tenant that a request names. One that nobody registered is made on the spot, on the real clock.
    pub(crate) fn find(&self, name: Option<&str>) -> Arc<Slot<S>> {
        let Some(name) = name.filter(|name| !name.is_empty() && *name != DEFAULT_TENANT) else {
            return Arc::clone(&self.default);
        };
        if let Some(entry) = self.named.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(&entry.slot);
        }
        let slot = Slot::new(name, Arc::new(RealClock), (self.fresh)(name));
        let mut named = self.named.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = named.get(name) {
            return Arc::clone(&entry.slot);
        }
        let oldest = named.iter().filter_map(|(name, entry)| Some((entry.made_by_request?, name))).min();
        let count = named.values().filter(|entry| entry.made_by_request.is_some()).count();
        if let (true, Some((_, oldest))) = (count >= UNREGISTERED_MAX, oldest) {
            let oldest = oldest.clone();
            named.remove(&oldest);
        }
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        named.insert(name.to_owned(), Entry { slot: Arc::clone(&slot), made_by_request: Some(made) });
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenants() -> Tenants<String> {
        Tenants::new(|name: &str| format!("fresh {name}"))
    }

    #[test]
    fn tenants_that_only_requests_made_are_bounded_and_registered_ones_stay() {
        let tenants = tenants();
        let kept = tenants.register("kept", Arc::new(RealClock), "mine".to_owned());
        for number in 0..UNREGISTERED_MAX + 50 {
            tenants.find(Some(&format!("t{number}")));
        }
        assert_eq!(tenants.named.read().unwrap().len(), UNREGISTERED_MAX + 1);
        assert!(Arc::ptr_eq(&kept, &tenants.find(Some("kept"))));
        assert!(!tenants.named.read().unwrap().contains_key("t0"), "the first one made went first");
    }

    #[test]
    fn removing_a_replaced_tenant_leaves_its_successor() {
        let tenants = tenants();
        let old = tenants.register("a", Arc::new(RealClock), "old".to_owned());
        let new = tenants.register("a", Arc::new(RealClock), "new".to_owned());
        tenants.remove(&old);
        assert!(Arc::ptr_eq(&new, &tenants.find(Some("a"))));
        tenants.remove(&new);
        assert_eq!(*lock(&tenants.find(Some("a")).state), "fresh a");
    }

    #[test]
    fn a_clock_that_was_set_goes_on_from_there() {
        let slot = Slot::new("a", Arc::new(RealClock), ());
        let then = time::macros::datetime!(2026-11-02 08:00 UTC);
        slot.set_now(then);
        let now = slot.now();
        assert!(now >= then && now < then + Duration::minutes(1), "{now}");
    }
}
