//! Events of a group for whoever subscribed to it (dossier section 6): a coverage period has another state, or new
//! problems. Where they go, and with which headers, is agreed outside of the API. Whoever does not take one is told again a
//! few times, which is assumed; nothing is signed.

use std::{mem, sync::Arc, time::Duration};

use serde_json::{Value, json};
use time::OffsetDateTime;
use url::Url;

use super::{faults::Rule, periods::PeriodState, state::Book};
use crate::delivery::{Desk, Packed, Post, Teller};

/// Events and deliveries that a tenant remembers; older ones are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Where events go.
#[derive(Clone, Debug)]
struct Receiver {
    url: Url,
    headers: Vec<(String, String)>,
}

/// A delivery that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Such as `coverage_period.state_changed`.
    pub event_type: String,
    /// Where it went.
    pub url: String,
    /// Counts this event's deliveries from 1.
    pub attempt: u32,
    /// The tenant's clock when it was sent.
    pub at: OffsetDateTime,
    /// What the receiver answered, or `None` if it did not.
    pub status: Option<u16>,
    /// Why there is no status.
    pub failure: Option<String>,
}

/// An event that goes to the receiver.
pub(super) struct Parcel {
    event: Arc<Value>,
    to: Receiver,
}

/// What happened, and what is under way, of one tenant.
#[derive(Default)]
pub(super) struct Hooks {
    desk: Desk,
    receiver: Option<Receiver>,
    outbox: Vec<Arc<Value>>,
    /// The bodies of the events, oldest first, whether anybody was there to be told or not.
    pub(super) happened: Vec<Arc<Value>>,
    /// Those that are over, oldest first.
    pub(super) deliveries: Vec<Delivery>,
}

impl Hooks {
    /// Lets events go there from now on. Says whether it is an address that they can go to.
    pub(super) fn go_to(&mut self, url: &str, headers: &[(&str, &str)]) -> bool {
        let Some(url) = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return false;
        };
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.receiver = Some(Receiver { url, headers: headers.collect() });
        true
    }

    /// Ends what is under way, and what was just about to start.
    pub(super) fn cancel(&mut self) {
        self.desk.cancel();
        self.outbox.clear();
    }

    fn tell(&mut self, event: Value) {
        let event = Arc::new(event);
        if self.happened.len() < REMEMBERED_MAX {
            self.happened.push(Arc::clone(&event));
        }
        self.outbox.push(event);
    }
}

impl Book {
    /// Whether anybody hears of a group.
    fn is_hooked(&self, group: usize) -> bool {
        self.groups[group].is_hooked || self.has(Rule::HookOfAllGroups)
    }

    /// A period has another state than before.
    pub(super) fn tell_state(&mut self, period: usize, before: PeriodState) {
        if !self.is_hooked(self.periods[period].group) || self.has(Rule::StateHookMissing) {
            return;
        }
        let mut view = self.period_view(period);
        // The page of notifications shows these two members always.
        for member in ["external_identifier", "coverage_end_date"] {
            if view.get(member).is_none() {
                view[member] = Value::Null;
            }
        }
        if self.has(Rule::HookOfOtherPeriod) {
            view["id"] = "00000000-0000-4000-8000-000000000000".into();
        }
        if self.has(Rule::HookWithOldState) {
            view["state"] = before.word().into();
        }
        let kind = if self.has(Rule::HookOfOtherType) {
            "coverage_period.updated"
        } else {
            "coverage_period.state_changed"
        };
        let mut event = json!({"type": kind, "data": {"coverage_period": view}});
        if self.has(Rule::HookWithoutData) {
            event = json!({"type": kind});
        }
        self.tell(event);
    }

    /// A period has new problems.
    pub(super) fn tell_problems(&mut self, period: usize, problems: &[usize]) {
        if !self.is_hooked(self.periods[period].group) || self.has(Rule::ProblemHookMissing) {
            return;
        }
        let mut errors: Vec<_> = problems.iter().map(|at| self.problem_view(*at)).collect();
        if self.has(Rule::HookWithoutProblems) {
            errors.clear();
        }
        if self.has(Rule::HookOfOtherProblem) {
            errors.iter_mut().for_each(|error| error["id"] = "00000000-0000-4000-8000-000000000000".into());
        }
        let event = json!({"type": self.settings.problem_event_type, "data": {"errors": errors}});
        self.tell(event);
    }

    fn tell(&mut self, event: Value) {
        if self.has(Rule::HookTwice) {
            self.hooks.tell(event.clone());
        }
        self.hooks.tell(event);
    }
}

impl Teller for Book {
    type Parcel = Parcel;
    type Note = OffsetDateTime;

    fn desk(&mut self) -> &mut Desk {
        &mut self.hooks.desk
    }

    fn advance(&mut self, now: OffsetDateTime) {
        self.advance(now);
    }

    fn next_due(&self) -> Option<OffsetDateTime> {
        self.next_due()
    }

    fn parcels(&mut self, _: OffsetDateTime) -> Vec<Parcel> {
        let outbox = mem::take(&mut self.hooks.outbox);
        let Some(to) = &self.hooks.receiver else { return Vec::new() };
        outbox.into_iter().map(|event| Parcel { event, to: to.clone() }).collect()
    }

    fn pack(&mut self, parcel: &Parcel, _: u32, at: OffsetDateTime) -> Packed<OffsetDateTime> {
        let mut headers = parcel.to.headers.clone();
        if self.has(Rule::HookWithoutHeaders) {
            headers.clear();
        }
        let content_type = if self.has(Rule::HookAsText) { "text/plain" } else { "application/json" };
        Packed {
            post: Post {
                url: parcel.to.url.clone(),
                user_agent: "ideon-simulator",
                content_type,
                headers,
                body: parcel.event.to_string().into_bytes(),
            },
            deadline: self.settings.delivery_deadline,
            real_deadline: self.settings.delivery_real_deadline,
            note: at,
        }
    }

    fn conclude(
        &mut self,
        parcel: &Parcel,
        at: OffsetDateTime,
        outcome: Result<u16, String>,
        pauses: u32,
        _: time::Duration,
    ) -> Option<Duration> {
        let (status, failure) = match outcome {
            Ok(status) => (Some(status), None),
            Err(failure) => (None, Some(failure)),
        };
        let attempt = pauses.saturating_add(1);
        if self.hooks.deliveries.len() < REMEMBERED_MAX {
            let event_type = parcel.event["type"].as_str().unwrap_or_default().to_owned();
            let url = parcel.to.url.to_string();
            self.hooks.deliveries.push(Delivery { event_type, url, attempt, at, status, failure });
        }
        let backoff = self.settings.backoff;
        let accepted = status.is_some_and(|status| (200..300).contains(&status));
        if accepted || attempt >= backoff.attempts_max {
            return None;
        }
        Some(backoff.first.saturating_mul(1 << pauses.min(16)))
    }
}
