//! What a receiver has taken in.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::event::Event;

/// What one event set off: it is stored, for the integration to act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The event's id.
    pub event_id: String,
    /// The event's type, such as `authorization.created`.
    pub event_type: String,
    /// When Osigu says that it was emitted: ISO 8601, as it was sent.
    pub created_at: String,
    /// The request that a decision belongs to, if it is about one.
    pub authorization_request_id: Option<String>,
    /// The authorization that it is about, if it names one.
    pub authorization_id: Option<String>,
    /// Everything that the event says.
    pub data: Map<String, Value>,
}

impl From<&Event> for Effect {
    fn from(event: &Event) -> Self {
        Self {
            event_id: event.event_id.clone(),
            event_type: event.event_type.clone(),
            created_at: event.created_at.clone(),
            authorization_request_id: event.text("authorization_request_id").map(str::to_owned),
            authorization_id: event.text("authorization_id").map(str::to_owned),
            data: event.data.clone(),
        }
    }
}

/// What was taken in so far. Whoever looks for a duplicate and acts holds it for both.
#[derive(Debug, Default)]
pub(super) struct Store {
    seen: HashSet<String>,
    pub(super) effects: Vec<Effect>,
    /// The latest `created_at` of all.
    latest: String,
}

impl Store {
    /// Whether this key was remembered before.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.seen.contains(key)
    }

    /// Remembers a key; false if it was known.
    pub(super) fn remember(&mut self, key: &str) -> bool {
        self.seen.insert(key.to_owned())
    }

    /// Lets an event take effect.
    pub(super) fn act(&mut self, event: &Event) {
        self.effects.push(Effect::from(event));
    }

    /// Whether an event was created before one that was asked about earlier.
    pub(super) fn is_late(&mut self, event: &Event) -> bool {
        // ISO 8601 in UTC sorts as text.
        let late = event.created_at < self.latest;
        if !late {
            self.latest.clone_from(&event.created_at);
        }
        late
    }
}
