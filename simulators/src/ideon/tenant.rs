//! A tenant's handle: what the program knows and does of it, apart from the API.

use std::{fmt, sync::Arc};

use serde_json::Value;

use super::{
    IdeonService,
    faults::find,
    hooks::Delivery,
    periods::PeriodState,
    problems::Severity,
    settings::Settings,
    state::{Book, What},
};
use crate::{
    error::SimulatorError,
    server::lock,
    tenant::{Seen, Slot, TENANT_HEADER},
};

/// An account of a tenant. Accounts do not see each other's groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// May do everything.
    Main,
    /// Another one that may do everything.
    Other,
    /// Recognised, but may do nothing.
    Unprivileged,
}

impl Account {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Main, Self::Other, Self::Unprivileged];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Other => "other",
            Self::Unprivileged => "unprivileged",
        }
    }

    /// The claim `account_id` of its tokens.
    pub(super) const fn number(self) -> u64 {
        match self {
            Self::Main => 11,
            Self::Other => 12,
            Self::Unprivileged => 13,
        }
    }
}

/// One tenant of a simulator: its state lives as long as this handle.
pub struct Tenant {
    service: Arc<IdeonService>,
    slot: Arc<Slot<Book>>,
}

impl fmt::Debug for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tenant").field("name", &self.slot.name).finish_non_exhaustive()
    }
}

impl Tenant {
    pub(super) const fn new(service: Arc<IdeonService>, slot: Arc<Slot<Book>>) -> Self {
        Self { service, slot }
    }

    /// The name it was registered under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.slot.name
    }

    /// The header, name and value, that makes a request this tenant's.
    #[must_use]
    pub fn header(&self) -> (&'static str, &str) {
        (TENANT_HEADER, &self.slot.name)
    }

    /// The requests that arrived for it, in the order of their answers; the latest 10 000.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.slot.seen()
    }

    /// Changes the state, after what fell due meanwhile; then events are delivered.
    fn change<T>(&self, change: impl FnOnce(&mut Book, time::OffsetDateTime) -> T) -> T {
        let now = self.slot.now();
        let changed = {
            let mut book = lock(&self.slot.state);
            book.advance(now);
            change(&mut book, now)
        };
        // No answer is there that could wait.
        let _order = self.service.dispatcher.wake(&self.slot);
        changed
    }

    /// Forgets everything, as if it were registered anew; keys stay as they are.
    pub fn reset(&self) {
        lock(&self.slot.state).reset();
        self.slot.reset_clock();
        self.slot.forget_seen();
        // No answer is there that could wait.
        let _order = self.service.dispatcher.wake(&self.slot);
    }

    /// Sets this tenant's fault, or makes it honest, whatever fault the simulator was started with.
    ///
    /// # Errors
    /// No fault has that name.
    pub fn set_fault(&self, name: Option<&str>) -> Result<(), SimulatorError> {
        let fault = name.map(find).transpose()?;
        lock(&self.slot.state).fault = fault;
        Ok(())
    }

    /// Changes what this tenant assumes, for the calls that follow.
    pub fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(Arc::make_mut(&mut lock(&self.slot.state).settings));
    }

    /// The key of an account: the value of `Vericred-Api-Key`.
    #[must_use]
    pub fn api_key(&self, account: Account) -> String {
        lock(&self.slot.state).access.key(account).to_owned()
    }

    /// Lets the next calls, those of `create-a-token` apart, answer this 5xx.
    pub fn fail_next(&self, calls: u32, status: u16) {
        lock(&self.slot.state).access.fail_next(calls, status);
    }

    /// Lets the next calls of `create-a-token` answer this 5xx.
    pub fn fail_tokens_next(&self, calls: u32, status: u16) {
        lock(&self.slot.state).access.fail_tokens_next(calls, status);
    }

    /// Lets the next calls, those of `create-a-token` apart, answer 429 however few there were.
    pub fn limit_next(&self, calls: u32, retry_after_s: Option<u32>) {
        lock(&self.slot.state).access.limit_next(calls, retry_after_s);
    }

    /// Lets the events of groups that were subscribed to go there, with these headers: what is agreed with Ideon outside of
    /// the API. Only this machine is called. Says whether it is an address that they can go to.
    pub fn hook_to(&self, url: &str, headers: &[(&str, &str)]) -> bool {
        self.change(|book, _| book.hooks.go_to(url, headers))
    }

    /// The bodies of all events so far, oldest first, whether anybody was there to be told or not.
    #[must_use]
    pub fn hooks(&self) -> Vec<Value> {
        self.change(|book, _| book.hooks.happened.iter().map(|event| Value::clone(event)).collect())
    }

    /// The deliveries that were attempted, in order.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.slot.state).hooks.deliveries.clone()
    }

    /// Brings a coverage period into a state, whatever the one before; whoever subscribed to its group is told of a change.
    /// Says whether there is such a period.
    pub fn set_period_state(&self, period_id: &str, state: PeriodState) -> bool {
        self.change(|book, _| {
            let period = book.entry(period_id).filter(|entry| entry.what == What::Period);
            period.map(|entry| book.change_period(entry.at, state)).is_some()
        })
    }

    /// Opens an enrollment problem of a coverage period, about a subscriber or dependent or about the group; whoever
    /// subscribed to the group is told. `parameter` is one of the documented differences, such as `birth_date`. Gives its id,
    /// or nothing if period, member or parameter is not known.
    #[must_use]
    pub fn open_problem(
        &self,
        period_id: &str,
        member_id: Option<&str>,
        severity: Severity,
        parameter: &str,
    ) -> Option<String> {
        self.change(|book, now| book.open_problem(period_id, member_id, severity, parameter, now))
    }

    /// Compares a coverage period with its carrier: the census request is pending for a minute, then `synced` or `errors`.
    /// It closes the problems of members who were changed since. Gives its id, if there is such a period.
    #[must_use]
    pub fn run_census(&self, period_id: &str) -> Option<String> {
        self.change(|book, now| book.run_census(period_id, now))
    }

    /// Asks for a supporting document, of a life event if one is named. Gives its id, if period and event are known.
    #[must_use]
    pub fn require_document(&self, period_id: &str, qle_id: Option<&str>) -> Option<String> {
        self.change(|book, now| book.require_document(period_id, qle_id, now))
    }

    /// Sends a coverage period to its carrier: life events become `submitted`, coverage transmissions are made, and of a
    /// period with the format `edi` a file delivery; half a minute later group, families and life events are `synced`, or
    /// `errors` where a problem is open. Says whether there is such a period.
    pub fn transmit(&self, period_id: &str) -> bool {
        self.change(|book, now| book.transmit(period_id, now))
    }

    /// The id of the file in which a coverage period went to its carrier last, if there is such a period and file.
    #[must_use]
    pub fn latest_file(&self, period_id: &str) -> Option<String> {
        self.change(|book, _| book.latest_file(period_id))
    }

    /// Lets a plan availability request end in `error`. Says whether there is such a request.
    pub fn fail_availability(&self, request_id: &str) -> bool {
        self.change(|book, _| book.fail_availability(request_id))
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        self.service.tenants.remove(&self.slot);
        lock(&self.slot.state).hooks.cancel();
    }
}
