//! One event on its way to one receiver: at least once, with growing pauses, until somebody answers 2xx (dossier 5.5).

use std::{sync::Arc, time::Duration};

use time::OffsetDateTime;
use url::Url;

use super::{
    super::{faults::ChainRule, state::Book},
    event::Sealed,
    signature::{SIGNATURE_HEADER, hex_hmac, signature},
    subscription::Subscription,
};
use crate::delivery::{Packed, Post};

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
pub(in crate::osigu) struct Parcel {
    event: Arc<Sealed>,
    url: Url,
    url_text: String,
    /// Deliveries of the same event to the same URL before this one.
    earlier: u32,
}

/// What is remembered of a delivery until it is over.
pub(in crate::osigu) struct Note {
    event_id: String,
    at: OffsetDateTime,
}

impl Parcel {
    pub(super) fn new(book: &Book, event: Arc<Sealed>, to: &Subscription) -> Self {
        let mut parcel = Self { event, url: to.url.clone(), url_text: to.url_text.clone(), earlier: 0 };
        let before = book.hooks.deliveries.iter().filter(|delivery| parcel.is_of_this(delivery)).count();
        parcel.earlier = u32::try_from(before).unwrap_or(u32::MAX);
        parcel
    }

    fn is_of_this(&self, delivery: &Delivery) -> bool {
        delivery.event_id == self.event.event_id && delivery.url == self.url_text
    }

    fn first_sent(&self, book: &Book) -> Option<OffsetDateTime> {
        book.hooks.deliveries.iter().find(|delivery| self.is_of_this(delivery)).map(|delivery| delivery.at)
    }
}

impl Book {
    /// What is sent now: the same bytes as ever, signed for this moment.
    pub(super) fn pack_delivery(&mut self, parcel: &Parcel, pauses: u32, at: OffsetDateTime) -> Packed<Note> {
        let renamed = (pauses > 0 && self.has(ChainRule::WebhookNewEventId)).then(|| {
            let event_id = self.id("evt");
            parcel.event.renamed(event_id)
        });
        let event = renamed.as_ref().unwrap_or(&parcel.event);
        let secret = self.webhook_secret();
        let seconds = at.unix_timestamp();
        let signature = if self.has(ChainRule::WebhookUnsigned) {
            None
        } else if self.has(ChainRule::WebhookBareHmac) {
            Some(hex_hmac(&secret, &[&event.body]))
        } else if self.has(ChainRule::WebhookOtherBytes) {
            Some(signature(&secret, seconds, &[&event.body[..], b"\n"].concat()))
        } else if self.has(ChainRule::WebhookWrongSecret) {
            Some(signature("whsec_of_somebody_else", seconds, &event.body))
        } else if self.has(ChainRule::WebhookStaleTimestamp) {
            Some(signature(&secret, seconds - STALE_SECONDS, &event.body))
        } else if self.has(ChainRule::WebhookSignatureReused) {
            let first = parcel.first_sent(self).unwrap_or(at);
            Some(signature(&secret, first.unix_timestamp(), &event.body))
        } else {
            Some(signature(&secret, seconds, &event.body))
        };
        let content_type =
            if self.has(ChainRule::WebhookWrongContentType) { "text/plain" } else { "application/json" };
        let mut deadline = self.settings.delivery_deadline;
        if self.has(ChainRule::WebhookWaitsTooLong) {
            deadline *= 6;
        }
        Packed {
            post: Post {
                url: parcel.url.clone(),
                user_agent: "osigu-simulator",
                content_type,
                headers: signature.into_iter().map(|it| (SIGNATURE_HEADER.to_owned(), it)).collect(),
                body: event.body.clone(),
            },
            deadline,
            real_deadline: self.settings.delivery_real_deadline,
            note: Note { event_id: event.event_id.clone(), at },
        }
    }

    /// Files what came of a delivery, and says how long to wait for the next one if there is to be one.
    pub(super) fn conclude_delivery(
        &mut self,
        parcel: &Parcel,
        note: Note,
        outcome: Result<u16, String>,
        pauses: u32,
        elapsed: time::Duration,
    ) -> Option<Duration> {
        let (status, failure) = match outcome {
            Ok(status) => (Some(status), None),
            Err(failure) => (None, Some(failure)),
        };
        let attempt = parcel.earlier.saturating_add(pauses).saturating_add(1);
        let Note { event_id, at } = note;
        let (event_type, url) = (parcel.event.event_type.to_owned(), parcel.url_text.clone());
        self.hooks.file(Delivery { event_id, event_type, url, attempt, at, status, failure });
        let accepted = status.is_some_and(|status| (200..300).contains(&status));
        // The fault goes on once, and not for three days.
        let done = if self.has(ChainRule::RetriesAfterSuccess) { accepted && pauses > 0 } else { accepted };
        if done || self.has(ChainRule::NeverRedelivers) {
            return None;
        }
        let backoff = &self.settings.backoff;
        let doubled = if self.has(ChainRule::RetryDelayConstant) { 0 } else { pauses.min(31) };
        let pause = backoff.first.saturating_mul(1 << doubled).min(backoff.longest);
        let mut give_up_after = backoff.give_up_after;
        if self.has(ChainRule::GivesUpEarly) {
            give_up_after = give_up_after.min(EARLY);
        }
        (elapsed + pause <= give_up_after).then_some(pause)
    }
}
