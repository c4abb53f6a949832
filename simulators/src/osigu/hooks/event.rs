//! An event and its envelope (dossier 5.1).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::super::{
    faults::ChainRule,
    fields::{milliseconds, seconds},
    settings::Environment,
    state::Book,
};

/// What happened, before it has an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::osigu) struct Event {
    /// One of the thirteen of 5.2.
    pub(in crate::osigu) event_type: &'static str,
    pub(in crate::osigu) data: Value,
}

impl Event {
    pub(in crate::osigu) const fn new(event_type: &'static str, data: Value) -> Self {
        Self { event_type, data }
    }
}

/// An event in its envelope. Every delivery of it has these bytes.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) event_id: String,
    pub(super) event_type: &'static str,
    pub(super) envelope: Value,
    pub(super) body: Vec<u8>,
}

impl Sealed {
    fn new(event_id: String, event_type: &'static str, envelope: Value) -> Self {
        // A `Value` has string keys only, so writing it cannot fail.
        let body = serde_json::to_vec(&envelope).unwrap_or_default();
        Self { event_id, event_type, envelope, body }
    }

    /// The same event under another id, as it must never be.
    pub(super) fn renamed(&self, event_id: String) -> Self {
        let mut envelope = self.envelope.clone();
        envelope["event_id"] = event_id.clone().into();
        Self::new(event_id, self.event_type, envelope)
    }
}

impl Book {
    /// Puts an event into its envelope; the clock says when it was emitted.
    pub(super) fn seal(&mut self, event: Event, now: OffsetDateTime) -> Sealed {
        let mut event_id = self.id("evt");
        if self.has(ChainRule::EventIdsRepeat)
            && let Some(first) = self.hooks.events.front()
        {
            event_id.clone_from(&first.event_id);
        }
        let environment = match self.settings.environment {
            right if !self.has(ChainRule::WebhookWrongEnvironment) => right,
            Environment::Sandbox => Environment::Production,
            Environment::Production => Environment::Sandbox,
        };
        let created_at =
            if self.has(ChainRule::EventWithoutMilliseconds) { seconds(now) } else { milliseconds(now) };
        let provider = &self.settings.provider;
        let mut envelope = json!({
            "event_id": event_id,
            "event_type": event.event_type,
            "created_at": created_at,
            "api_version": "2026-01-01",
            "environment": environment.as_str(),
            "provider": {"provider_id": provider.id, "provider_slug": provider.slug},
            "data": event.data,
        });
        if self.has(ChainRule::EventWithoutProvider)
            && let Some(envelope) = envelope.as_object_mut()
        {
            envelope.shift_remove("provider");
        }
        Sealed::new(event_id, event.event_type, envelope)
    }
}
