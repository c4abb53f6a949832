//! What Osigu does after a call: it tells subscribers, and things happen by themselves as time goes by.
//!
//! ```text
//! operation ─emit─────► outbox ─┐
//!          ─schedule─► due ─────┴─wake─► tasks on the tenant's clock ─► receivers
//! ```
//!
//! An operation runs under its tenant's lock and only notes what it sets off. [`Dispatcher::wake`](crate::delivery::Dispatcher::wake) starts a task for each
//! delivery before the answer leaves; each holds the clock from then on, so that time cannot run past it. What is due
//! later waits on a timer, which holds nothing. A reset, or the end of the tenant, ends every task.

mod delivery;
mod event;
pub(in crate::osigu) mod events;
mod later;
mod signature;
mod subscription;

use std::{collections::VecDeque, mem, sync::Arc, time::Duration};

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

pub use self::delivery::Delivery;
pub(in crate::osigu) use self::event::Event;
use self::{
    delivery::{Note, Parcel},
    event::Sealed,
    subscription::Subscription,
};
use super::{faults::ChainRule, state::Book};
use crate::delivery::{Desk, Packed, Teller};

/// Events and deliveries that a tenant remembers; older ones are forgotten.
const REMEMBERED_MAX: usize = 10_000;

impl Teller for Book {
    type Parcel = Parcel;
    type Note = Note;

    fn desk(&mut self) -> &mut Desk {
        &mut self.hooks.desk
    }

    fn advance(&mut self, now: OffsetDateTime) {
        self.advance(now);
    }

    fn next_due(&self) -> Option<OffsetDateTime> {
        self.next_due()
    }

    fn parcels(&mut self, now: OffsetDateTime) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        for outgoing in mem::take(&mut self.hooks.outbox) {
            let event = match outgoing {
                Outgoing::New(event) => {
                    let sealed = Arc::new(self.seal(event, now));
                    self.hooks.remember(Arc::clone(&sealed));
                    sealed
                }
                Outgoing::Again(sealed) => sealed,
            };
            if self.has(ChainRule::EventNeverSent) {
                continue;
            }
            let everything = self.has(ChainRule::GlobIgnored);
            let wants = |it: &&Subscription| everything || it.wants(event.event_type);
            let subscriptions = self.hooks.subscriptions.iter().filter(wants);
            parcels.extend(subscriptions.map(|it| Parcel::new(self, Arc::clone(&event), it)));
        }
        parcels
    }

    fn pack(&mut self, parcel: &Parcel, pauses: u32, at: OffsetDateTime) -> Packed<Note> {
        self.pack_delivery(parcel, pauses, at)
    }

    fn conclude(
        &mut self,
        parcel: &Parcel,
        note: Note,
        outcome: Result<u16, String>,
        pauses: u32,
        elapsed: time::Duration,
    ) -> Option<Duration> {
        self.conclude_delivery(parcel, note, outcome, pauses, elapsed)
    }
}

/// What has to go out.
enum Outgoing {
    New(Event),
    Again(Arc<Sealed>),
}

/// Who is told, what was told, and what is still under way, of one tenant.
#[derive(Default)]
pub(in crate::osigu) struct Hooks {
    pub(in crate::osigu) desk: Desk,
    subscriptions: Vec<Subscription>,
    outbox: Vec<Outgoing>,
    events: VecDeque<Arc<Sealed>>,
    /// Those that are over, oldest first.
    pub(in crate::osigu) deliveries: Vec<Delivery>,
}

impl Hooks {
    /// Ends what is under way, and what was just about to start.
    pub(in crate::osigu) fn cancel(&mut self) {
        self.desk.cancel();
        self.outbox.clear();
    }

    /// "The sandbox was reset": nothing is under way any more; subscriptions and the log stay.
    pub(in crate::osigu) fn wipe(&mut self) {
        self.cancel();
        self.events.clear();
    }

    fn remember(&mut self, event: Arc<Sealed>) {
        if self.events.len() >= REMEMBERED_MAX {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    fn file(&mut self, delivery: Delivery) {
        if self.deliveries.len() >= REMEMBERED_MAX {
            self.deliveries.remove(0);
        }
        self.deliveries.push(delivery);
    }
}

impl Book {
    /// Tells the subscribers as soon as the call is answered.
    pub(in crate::osigu) fn emit(&mut self, event: Event) {
        self.hooks.outbox.push(Outgoing::New(event));
    }

    /// Delivers an event that was emitted before once more, to whoever wants it. Says whether there is one.
    pub(in crate::osigu) fn redeliver(&mut self, event_id: &str) -> bool {
        let event = self.hooks.events.iter().find(|event| event.event_id == event_id).cloned();
        let is_known = event.is_some();
        self.hooks.outbox.extend(event.map(Outgoing::Again));
        is_known
    }

    /// What deliveries of this tenant are signed with.
    pub(in crate::osigu) fn webhook_secret(&self) -> String {
        let of = format!("webhook secret\n{}\n{}", self.tenant, self.settings.environment.as_str());
        format!("whsec_{}", signature::hex(&Sha256::digest(of)[..20]))
    }
}
