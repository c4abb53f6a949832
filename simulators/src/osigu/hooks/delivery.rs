//! One event on its way to one receiver: at least once, with growing pauses, until somebody answers 2xx (dossier 5.5).

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use clock::{Participant, SharedClock};
use time::OffsetDateTime;
use url::Url;

use super::super::{faults::ChainRule, state::Book};
use super::{
    Hold,
    client::{Post, post},
    event::Sealed,
    signature::{hex_hmac, signature},
    subscription::Subscription,
};
use crate::{server::lock, tenant::Slot};

/// How far behind a stale timestamp is: twice what receivers tolerate.
const STALE_SECONDS: i64 = 600;

/// When redelivery ends that ends too early.
const EARLY: Duration = Duration::from_secs(3600);

/// A delivery that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The event's id; the same at every delivery of it.
    pub event_id: String,
    /// Such as `authorization.created`.
    pub event_type: String,
    /// The subscription's URL as it was written.
    pub url: String,
    /// Counts this event's deliveries to this URL from 1.
    pub attempt: u32,
    /// The tenant's clock when it was sent.
    pub at: OffsetDateTime,
    /// What the receiver answered, or `None` if it did not.
    pub status: Option<u16>,
    /// Why there is no status.
    pub failure: Option<String>,
}

/// An event and where it has to go.
pub(super) struct Errand {
    slot: Weak<Slot<Book>>,
    clock: SharedClock,
    epoch: u64,
    event: Arc<Sealed>,
    url: Url,
    url_text: String,
    /// Deliveries of the same event to the same URL before this errand.
    earlier: u32,
}

/// One delivery, and what follows if nobody takes it.
struct Attempt {
    post: Post,
    event_id: String,
    at: OffsetDateTime,
    deadline: Duration,
    real_deadline: Duration,
}

impl Errand {
    pub(super) fn new(slot: &Arc<Slot<Book>>, book: &Book, event: Arc<Sealed>, to: &Subscription) -> Self {
        let mut errand = Self {
            slot: Arc::downgrade(slot),
            clock: Arc::clone(slot.clock()),
            epoch: book.hooks.epoch,
            event,
            url: to.url.clone(),
            url_text: to.url_text.clone(),
            earlier: 0,
        };
        let before = book.hooks.deliveries.iter().filter(|delivery| errand.is_of_this(delivery)).count();
        errand.earlier = u32::try_from(before).unwrap_or(u32::MAX);
        errand
    }

    /// Delivers until it is done or given up. The guard holds time still while a delivery is under way.
    pub(super) async fn run(self, mut guard: Participant, mut hold: Option<Hold>) {
        let began = self.clock.now();
        let mut pauses = 0;
        loop {
            let Some(attempt) = self.prepare(pauses) else { return };
            let Attempt { post: message, event_id, at, deadline, real_deadline } = attempt;
            let (outcome, late) = self.send(message, deadline, real_deadline).await;
            let Some(pause) = self.conclude(event_id, at, outcome, pauses, began) else { return };
            // An answer that waits, waits for the first delivery only.
            drop(hold.take());
            // The timer is set before time may move on: a receiver that is late may be asleep still.
            let timer = self.clock.timer(pause);
            drop((guard, late));
            guard = timer.await;
            pauses += 1;
        }
    }

    /// What is sent now: the same bytes as ever, signed for this moment.
    fn prepare(&self, pauses: u32) -> Option<Attempt> {
        let slot = self.slot.upgrade()?;
        let mut book = lock(&slot.state);
        if book.hooks.epoch != self.epoch {
            return None;
        }
        let at = slot.now();
        let renamed = (pauses > 0 && book.has(ChainRule::WebhookNewEventId)).then(|| {
            let event_id = book.id("evt");
            self.event.renamed(event_id)
        });
        let event = renamed.as_ref().unwrap_or(&self.event);
        let secret = book.webhook_secret();
        let seconds = at.unix_timestamp();
        let signature = if book.has(ChainRule::WebhookUnsigned) {
            None
        } else if book.has(ChainRule::WebhookBareHmac) {
            Some(hex_hmac(&secret, &[&event.body]))
        } else if book.has(ChainRule::WebhookOtherBytes) {
            Some(signature(&secret, seconds, &[&event.body[..], b"\n"].concat()))
        } else if book.has(ChainRule::WebhookWrongSecret) {
            Some(signature("whsec_of_somebody_else", seconds, &event.body))
        } else if book.has(ChainRule::WebhookStaleTimestamp) {
            Some(signature(&secret, seconds - STALE_SECONDS, &event.body))
        } else if book.has(ChainRule::WebhookSignatureReused) {
            let first = self.first_sent(&book).unwrap_or(at);
            Some(signature(&secret, first.unix_timestamp(), &event.body))
        } else {
            Some(signature(&secret, seconds, &event.body))
        };
        let content_type =
            if book.has(ChainRule::WebhookWrongContentType) { "text/plain" } else { "application/json" };
        let mut deadline = book.settings.delivery_deadline;
        if book.has(ChainRule::WebhookWaitsTooLong) {
            deadline *= 6;
        }
        Some(Attempt {
            post: Post { url: self.url.clone(), content_type, signature, body: event.body.clone() },
            event_id: event.event_id.clone(),
            at,
            deadline,
            real_deadline: book.settings.delivery_real_deadline,
        })
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

    /// Files what came of a delivery, and says how long to wait for the next one if there is to be one.
    fn conclude(
        &self,
        event_id: String,
        at: OffsetDateTime,
        outcome: Result<u16, String>,
        pauses: u32,
        began: OffsetDateTime,
    ) -> Option<Duration> {
        let slot = self.slot.upgrade()?;
        let mut book = lock(&slot.state);
        if book.hooks.epoch != self.epoch {
            return None;
        }
        let (status, failure) = match outcome {
            Ok(status) => (Some(status), None),
            Err(failure) => (None, Some(failure)),
        };
        let attempt = self.earlier.saturating_add(pauses).saturating_add(1);
        let (event_type, url) = (self.event.event_type.to_owned(), self.url_text.clone());
        book.hooks.file(Delivery { event_id, event_type, url, attempt, at, status, failure });
        let accepted = status.is_some_and(|status| (200..300).contains(&status));
        // The fault goes on once, and not for three days.
        let done = if book.has(ChainRule::RetriesAfterSuccess) { accepted && pauses > 0 } else { accepted };
        if done || book.has(ChainRule::NeverRedelivers) {
            return None;
        }
        let backoff = &book.settings.backoff;
        let doubled = if book.has(ChainRule::RetryDelayConstant) { 0 } else { pauses.min(31) };
        let pause = backoff.first.saturating_mul(1 << doubled).min(backoff.longest);
        let mut give_up_after = backoff.give_up_after;
        if book.has(ChainRule::GivesUpEarly) {
            give_up_after = give_up_after.min(EARLY);
        }
        (self.clock.now() + pause - began <= give_up_after).then_some(pause)
    }

    fn is_of_this(&self, delivery: &Delivery) -> bool {
        delivery.event_id == self.event.event_id && delivery.url == self.url_text
    }

    fn first_sent(&self, book: &Book) -> Option<OffsetDateTime> {
        book.hooks.deliveries.iter().find(|delivery| self.is_of_this(delivery)).map(|delivery| delivery.at)
    }
}
