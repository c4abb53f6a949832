//! One event on its way to one receiver, until it is taken or given up.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use clock::{Participant, SharedClock};
use time::OffsetDateTime;

use super::{
    Hold, Packed, Teller,
    client::{Post, post},
};
use crate::{server::lock, tenant::Slot};

/// An event and where it has to go.
pub(super) struct Errand<S: Teller> {
    slot: Weak<Slot<S>>,
    clock: SharedClock,
    epoch: u64,
    parcel: S::Parcel,
}

impl<S: Teller> Errand<S> {
    pub(super) fn new(slot: &Arc<Slot<S>>, epoch: u64, parcel: S::Parcel) -> Self {
        Self { slot: Arc::downgrade(slot), clock: Arc::clone(slot.clock()), epoch, parcel }
    }

    /// Delivers until it is done or given up. The guard holds time still while a delivery is under way.
    pub(super) async fn run(self, mut guard: Participant, mut hold: Option<Hold>) {
        let began = self.clock.now();
        let mut pauses = 0;
        loop {
            let Some(Packed { post: message, deadline, real_deadline, note }) = self.pack(pauses) else {
                return;
            };
            let (outcome, late) = self.send(message, deadline, real_deadline).await;
            let Some(pause) = self.conclude(note, outcome, pauses, began) else { return };
            // An answer that waits, waits for the first delivery only.
            drop(hold.take());
            // The timer is set before time may move on: a receiver that is late may be asleep still.
            let timer = self.clock.timer(pause);
            drop((guard, late));
            guard = timer.await;
            pauses += 1;
        }
    }

    fn pack(&self, pauses: u32) -> Option<Packed<S::Note>> {
        let slot = self.slot.upgrade()?;
        let mut state = lock(&slot.state);
        (state.desk().epoch == self.epoch).then(|| state.pack(&self.parcel, pauses, slot.now()))
    }

    /// Sends a delivery and waits for its answer. If that is late, the guard of the deadline comes with it.
    async fn send(
        &self,
        message: Post,
        deadline: Duration,
        real_deadline: Duration,
    ) -> (Result<u16, String>, Option<Participant>) {
        let late = |what: &str, limit: Duration| Err(format!("no answer within {limit:?}{what}"));
        let answer = tokio::time::timeout(real_deadline, post(message));
        tokio::select! {
            biased;
            answer = answer => (answer.unwrap_or_else(|_| late(" of real time", real_deadline)), None),
            guard = self.clock.timer(deadline) => (late("", deadline), Some(guard)),
        }
    }

    fn conclude(
        &self,
        note: S::Note,
        outcome: Result<u16, String>,
        pauses: u32,
        began: OffsetDateTime,
    ) -> Option<Duration> {
        let slot = self.slot.upgrade()?;
        let mut state = lock(&slot.state);
        if state.desk().epoch != self.epoch {
            return None;
        }
        state.conclude(&self.parcel, note, outcome, pauses, self.clock.now() - began)
    }
}
