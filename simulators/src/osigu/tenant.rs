//! The handle of one tenant, for whoever runs in the same process.

use std::{fmt, sync::Arc};

use super::{OsiguService, faults::find, hooks::Delivery, settlements::Settlement, state::Book};
use crate::{
    error::SimulatorError,
    server::lock,
    tenant::{Seen, Slot, TENANT_HEADER},
};

/// One of the two OAuth clients of a tenant's provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// It has every scope.
    Main,
    /// It has `arc:read`, `dispensing:read` and `ehr:read` only.
    ReadOnly,
}

impl Account {
    pub(super) const ALL: [Self; 2] = [Self::Main, Self::ReadOnly];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::ReadOnly => "read-only",
        }
    }

    pub(super) const fn scopes(self) -> &'static str {
        match self {
            Self::Main => "arc:read arc:write dispensing:read dispensing:write ehr:read ehr:write",
            Self::ReadOnly => "arc:read dispensing:read ehr:read",
        }
    }
}

/// What a client shows at the token endpoint, by HTTP Basic.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user name.
    pub client_id: String,
    /// The password.
    pub client_secret: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Credentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// One tenant of a simulator: its state lives as long as this handle.
pub struct Tenant {
    service: Arc<OsiguService>,
    slot: Arc<Slot<Book>>,
}

impl fmt::Debug for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tenant").field("name", &self.slot.name).finish_non_exhaustive()
    }
}

impl Tenant {
    pub(super) const fn new(service: Arc<OsiguService>, slot: Arc<Slot<Book>>) -> Self {
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

    /// Forgets everything, as if it were registered anew; credentials stay as they are, tokens do not.
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

    /// What a client of this tenant's environment shows at the token endpoint.
    #[must_use]
    pub fn credentials(&self, account: Account) -> Credentials {
        lock(&self.slot.state).access.credentials(account)
    }

    /// What the same client of this tenant's provider shows in the other environment, where it has another pair.
    #[must_use]
    pub fn credentials_elsewhere(&self, account: Account) -> Credentials {
        lock(&self.slot.state).access.credentials_elsewhere(account)
    }

    /// The secret that signs every delivery; another one in each environment.
    #[must_use]
    pub fn webhook_secret(&self) -> String {
        lock(&self.slot.state).webhook_secret()
    }

    /// Lets the next calls, those of the token endpoint apart, answer this 5xx.
    pub fn fail_next(&self, calls: u32, status: u16) {
        lock(&self.slot.state).access.fail_next(calls, status);
    }

    /// Lets the next calls of the token endpoint answer this 5xx.
    pub fn fail_tokens_next(&self, calls: u32, status: u16) {
        lock(&self.slot.state).access.fail_tokens_next(calls, status);
    }

    /// Lets the next calls, those of the token endpoint apart, answer 429 however few there were.
    pub fn limit_next(&self, calls: u32, retry_after_s: Option<u32>) {
        lock(&self.slot.state).access.limit_next(calls, retry_after_s);
    }

    /// Lets the next calls of the token endpoint answer 429 however few there were.
    pub fn limit_tokens_next(&self, calls: u32, retry_after_s: Option<u32>) {
        lock(&self.slot.state).access.limit_tokens_next(calls, retry_after_s);
    }

    /// Every token that was issued is a 401 from now on.
    pub fn revoke_tokens(&self) {
        lock(&self.slot.state).access.revoke_tokens();
    }

    /// "The sandbox was reset": all data is gone and seeded anew under other ids. Tokens, limits and webhook subscriptions
    /// stay; what was under way, such as a sponsor's decision or a delivery to be tried again, is not.
    pub fn wipe(&self) {
        self.change(|book, _| book.wipe());
    }

    /// The deliveries that were attempted, in order.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.slot.state).hooks.deliveries.clone()
    }

    /// Delivers an event once more: the same body under the same `event_id`, signed anew. Says whether there is such an event.
    pub fn redeliver(&self, event_id: &str) -> bool {
        self.change(|book, _| book.redeliver(event_id))
    }

    /// Lets the sponsor change an approved authorization (longer validity). Says whether one has that code.
    pub fn emit_authorization_updated(&self, code: &str) -> bool {
        self.change(|book, now| book.update_by_sponsor(code, now))
    }

    /// Lets the sponsor void an approved authorization. Says whether one has that code.
    pub fn emit_authorization_voided_by_sponsor(&self, code: &str) -> bool {
        self.change(|book, now| book.void_by_sponsor(code, now))
    }

    /// Lets the sponsor decide a dispatched batch. Says whether one of that id waits for it.
    pub fn settle(&self, settlement_id: &str, outcome: Settlement) -> bool {
        self.change(|book, now| book.settle(settlement_id, outcome, now))
    }

    /// Lets the next prescription mails bounce.
    pub fn mail_bounces_next(&self, calls: u32) {
        lock(&self.slot.state).prescriptions.bouncing_mails = calls;
    }

    /// What the beneficiary reads on the phone.
    #[must_use]
    pub fn otp_code(&self, otp_id: &str) -> Option<String> {
        lock(&self.slot.state).otp_code(otp_id)
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        self.service.tenants.remove(&self.slot);
        lock(&self.slot.state).hooks.cancel();
    }
}
