//! How many requests an environment allows, and a budget that all jobs of a run share.
//!
//! A vendor says "50 requests a minute" and not which minute it means: a fixed one by its own clock, or any 60 seconds. The
//! [`Budget`] keeps both. It has as many slots as the limit has requests; a request takes a slot before it is sent, and the
//! slot is free again one window after its answer was there. Whenever the request arrived, it was before its answer, so
//! two requests of one slot arrive more than a window apart, however late each of them is. A margin of [`MARGIN_PERCENT`]
//! covers what no answer tells: requests that were given up and arrive all the same, and clocks that run at
//! different rates.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use clock::{Participant, SharedClock, Wait};
use time::OffsetDateTime;

/// By how much the budget's window is longer than the limit's.
const MARGIN_PERCENT: u32 = 3;
/// A longer sleep is taken in parts, so that no deadline leaves the calendar.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// So many requests in so much time. Displayed as `50/min` or `1500/5min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many requests, at least one.
    pub requests: u32,
    /// In which time.
    pub window: Duration,
}

impl RateLimit {
    /// How long so many requests take at least, if a [`Budget`] of this limit is all that holds them up.
    #[must_use]
    pub fn earliest_finish(self, requests: usize) -> Duration {
        let windows = requests.saturating_sub(1) / self.slots();
        self.kept_window().saturating_mul(u32::try_from(windows).unwrap_or(u32::MAX))
    }

    fn slots(self) -> usize {
        usize::try_from(self.requests).unwrap_or(usize::MAX).max(1)
    }

    fn margin(self) -> Duration {
        (self.window / 100).saturating_mul(MARGIN_PERCENT)
    }

    /// The window that a budget keeps.
    fn kept_window(self) -> Duration {
        self.window.saturating_add(self.margin())
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.window.as_millis();
        let units = [(3_600_000, "h"), (60_000, "min"), (1_000, "s")];
        let (unit, word) =
            units.into_iter().find(|(unit, _)| milliseconds.is_multiple_of(*unit)).unwrap_or((1, "ms"));
        match milliseconds / unit {
            1 => write!(f, "{}/{word}", self.requests),
            count => write!(f, "{}/{count}{word}", self.requests),
        }
    }
}

/// A run-wide budget of requests; clones share it.
///
/// Who waits is served in the order of asking. All time comes from the clock; on a virtual one, waiting here is sleeping.
#[derive(Clone, Debug)]
pub struct Budget {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    limit: RateLimit,
    clock: SharedClock,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The latest time that was seen.
    seen: OffsetDateTime,
    /// Nobody sends before.
    not_before: OffsetDateTime,
    next_ticket: u64,
    waiting: BTreeMap<u64, Waiter>,
    /// Slots of requests that are not yet answered.
    under_way: usize,
    /// When the slots are free that are neither idle nor under way, in ascending order.
    free_at: VecDeque<OffsetDateTime>,
}

#[derive(Debug)]
struct Waiter {
    waker: Waker,
    /// Holds virtual time from being woken to being polled, or a turn could be missed.
    woken: Option<Participant>,
}

impl Budget {
    /// A budget of which nothing has been used.
    #[must_use]
    pub fn new(limit: RateLimit, clock: SharedClock) -> Self {
        let now = clock.now();
        let state = State {
            seen: now,
            not_before: now,
            next_ticket: 0,
            waiting: BTreeMap::new(),
            under_way: 0,
            free_at: VecDeque::new(),
        };
        Self { shared: Arc::new(Shared { limit, clock, state: Mutex::new(state) }) }
    }

    /// The limit that it keeps.
    #[must_use]
    pub fn limit(&self) -> RateLimit {
        self.shared.limit
    }

    /// Waits until a request may be sent. The request counts as under way until the [`Permit`] is dropped: keep it until
    /// the answer is there.
    ///
    /// The place in the queue is taken when the future is first polled. Dropping the future gives it up, and whoever waits
    /// behind moves up.
    pub fn acquire(&self) -> Acquire {
        Acquire { shared: Arc::clone(&self.shared), ticket: None, sleep: None }
    }

    /// Tells that the server answered 429. Nobody sends before `retry_after` is over (without one: before a whole window
    /// is), and a little longer, because the header counts whole seconds. Somebody else may share the limit, so the server's
    /// window is then taken as full and as emptying evenly: the rate goes on, one request after the other.
    pub fn throttled(&self, retry_after: Option<Duration>) {
        let limit = self.shared.limit;
        let wait = retry_after.map_or(limit.kept_window(), |wait| wait.saturating_add(limit.margin()));
        let mut state = self.shared.lock();
        let start = later(state.seen, wait);
        state.not_before = state.not_before.max(start);
        let idle = state.idle(limit);
        let apart = limit.kept_window() / limit.requests.max(1);
        let known = std::iter::repeat_n(start, idle).chain(state.free_at.drain(..)).collect::<Vec<_>>();
        let mut turn = start;
        for free_at in known {
            state.free_at.push_back(free_at.max(turn));
            turn = later(turn, apart);
        }
    }
}

/// Leave to send one request. Dropped when its answer is there, or when it was given up.
#[derive(Debug)]
#[must_use = "the request counts as answered as soon as this is dropped"]
pub struct Permit {
    shared: Arc<Shared>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let free_at = later(state.seen, self.shared.limit.kept_window());
        let place = state.free_at.partition_point(|other| *other <= free_at);
        state.free_at.insert(place, free_at);
        state.under_way = state.under_way.saturating_sub(1);
    }
}

impl Shared {
    /// The state as of now.
    fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.see(self.clock.now());
        state
    }
}

impl State {
    fn see(&mut self, now: OffsetDateTime) {
        // A wall clock that is set back must not keep everybody waiting for the difference.
        let back = self.seen - now;
        if back.is_positive() {
            self.not_before = self.not_before.saturating_sub(back);
            self.free_at.iter_mut().for_each(|free_at| *free_at = free_at.saturating_sub(back));
        }
        self.seen = now;
        while self.free_at.front().is_some_and(|free_at| *free_at <= now) {
            self.free_at.pop_front();
        }
    }

    fn idle(&self, limit: RateLimit) -> usize {
        limit.slots().saturating_sub(self.under_way + self.free_at.len())
    }

    /// When a ticket's turn is, at the earliest: later if slots are still under way. In the past or now means now.
    fn turn(&self, ticket: u64, limit: RateLimit) -> OffsetDateTime {
        let ahead = self.waiting.range(..ticket).count();
        let idle = self.idle(limit);
        let free = match ahead.checked_sub(idle) {
            None => self.seen,
            Some(place) => {
                let known = self.free_at.get(place).copied();
                known.unwrap_or_else(|| later(self.seen, limit.kept_window()))
            }
        };
        free.max(self.not_before)
    }
}

fn later(moment: OffsetDateTime, wait: Duration) -> OffsetDateTime {
    moment.saturating_add(time::Duration::try_from(wait).unwrap_or(time::Duration::MAX))
}

/// What [`Budget::acquire`] waits for.
#[must_use = "nothing happens before this is awaited"]
pub struct Acquire {
    shared: Arc<Shared>,
    ticket: Option<u64>,
    /// The turn that is slept for.
    sleep: Option<(OffsetDateTime, Wait<()>)>,
}

impl fmt::Debug for Acquire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acquire").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}

impl Future for Acquire {
    type Output = Permit;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Permit> {
        let shared = Arc::clone(&self.shared);
        loop {
            let mut state = shared.lock();
            let ticket = *self.ticket.get_or_insert_with(|| {
                state.next_ticket += 1;
                state.next_ticket
            });
            let (now, turn) = (state.seen, state.turn(ticket, shared.limit));
            if turn <= now {
                let waiter = state.waiting.remove(&ticket);
                state.under_way += 1;
                drop(state);
                drop(waiter);
                self.ticket = None;
                return Poll::Ready(Permit { shared });
            }
            let waiter = Waiter { waker: context.waker().clone(), woken: None };
            let earlier = state.waiting.insert(ticket, waiter);
            drop(state);
            if self.sleep.as_ref().is_none_or(|(known, _)| *known != turn) {
                let wait = Duration::try_from(turn - now).unwrap_or_default().min(LONGEST_SLEEP);
                self.sleep = Some((turn, shared.clock.sleep(wait)));
            }
            let slept = match &mut self.sleep {
                Some((_, sleep)) => sleep.as_mut().poll(context),
                None => Poll::Ready(()),
            };
            // Only now that this one sleeps may time go on.
            drop(earlier);
            if slept.is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
        }
    }
}

impl Drop for Acquire {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.shared.lock();
        let given_up = state.waiting.remove(&ticket);
        let mut wakers = Vec::new();
        for (_, waiter) in state.waiting.range_mut(ticket..) {
            waiter.woken.get_or_insert_with(|| self.shared.clock.join());
            wakers.push(waiter.waker.clone());
        }
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
        drop(given_up);
    }
}
