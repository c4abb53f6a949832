//! The handle of one tenant, for whoever runs in the same process.

use std::{fmt, sync::Arc};

use super::{OscarService, find_fault, state::Book};
use crate::{
    error::SimulatorError,
    server::lock,
    tenant::{Seen, Slot, TENANT_HEADER},
};

/// One tenant of a simulator: its state lives as long as this handle.
pub struct Tenant {
    service: Arc<OscarService>,
    slot: Arc<Slot<Book>>,
}

impl fmt::Debug for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tenant").field("name", &self.slot.name).finish_non_exhaustive()
    }
}

impl Tenant {
    pub(super) const fn new(service: Arc<OscarService>, slot: Arc<Slot<Book>>) -> Self {
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

    /// Lets the next calls answer 503 RETRY, whoever the member is. Health checks do not count.
    pub fn pend_next(&self, calls: u32) {
        lock(&self.slot.state).pending_calls = calls;
    }

    /// Lets the next calls that name somebody of this family answer 503 RETRY. Says whether anybody has that id.
    pub fn pend_member(&self, oscar_id: &str, calls: u32) -> bool {
        lock(&self.slot.state).pend(oscar_id, calls)
    }

    /// Lets the next calls answer 500 ESCALATE. Health checks do not count.
    pub fn fail_next(&self, calls: u32) {
        lock(&self.slot.state).failing_calls = calls;
    }

    /// Takes a payment of so many cents for a family, which also effectuates its cover. Says whether anybody has that id.
    pub fn pay(&self, oscar_id: &str, cents: u32) -> bool {
        lock(&self.slot.state).pay(oscar_id, cents.into())
    }

    /// Sets this tenant's fault, or makes it honest, whatever fault the simulator was started with.
    ///
    /// # Errors
    /// No fault has that name.
    pub fn set_fault(&self, name: Option<&str>) -> Result<(), SimulatorError> {
        let fault = name.map(find_fault).transpose()?;
        lock(&self.slot.state).fault = fault;
        Ok(())
    }

    /// Forgets everything, as if it were registered anew.
    pub fn reset(&self) {
        lock(&self.slot.state).reset();
        self.slot.reset_clock();
        self.slot.forget_seen();
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        self.service.tenants.remove(&self.slot);
    }
}
