//! The token that all calls share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use clock::{Clock, Participant};
use time::{Duration, OffsetDateTime};
use tokio::sync::oneshot;

use super::run::Refusal;

/// Osigu's pages ask to keep a token about 50 minutes of its 60.
const LIFETIME: Duration = Duration::minutes(50);

/// How a request for a token ended.
pub(super) type Fetched = Result<String, Refusal>;

/// One token, and at most one request for it under way.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    is_flying: bool,
    waiting: Vec<Waiting>,
}

/// Somebody who waits, and whether it has left its part in the clock meanwhile.
#[derive(Debug)]
struct Waiting {
    sender: oneshot::Sender<Landed>,
    has_left: bool,
}

/// What those who wait hear in the end.
#[derive(Debug)]
pub(super) struct Landed {
    pub(super) fetched: Fetched,
    /// The part in the clock that it had left. It counts from the end on, not from when that is heard of, or time could run
    /// on between the two.
    pub(super) part: Option<Participant>,
}

#[derive(Debug)]
struct Kept {
    token: String,
    fresh_until: OffsetDateTime,
}

/// What a call that needs a token does.
pub(super) enum Turn<'a> {
    /// It takes this one.
    Take(String),
    /// It asks for one.
    Ask(Flight<'a>),
    /// It waits for the call that asks.
    Wait(oneshot::Receiver<Landed>),
}

impl Tokens {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the caller does now. One that takes part in the clock beside others leaves it while it waits.
    pub(super) fn turn(&self, now: OffsetDateTime, takes_part: bool) -> Turn<'_> {
        let mut state = self.lock();
        if let Some(kept) = state.kept.as_ref().filter(|kept| now < kept.fresh_until) {
            return Turn::Take(kept.token.clone());
        }
        if state.is_flying {
            let (sender, receiver) = oneshot::channel();
            state.waiting.push(Waiting { sender, has_left: takes_part });
            return Turn::Wait(receiver);
        }
        state.is_flying = true;
        Turn::Ask(Flight { tokens: self })
    }

    /// The token that is kept, if it is still fresh.
    pub(super) fn kept(&self, now: OffsetDateTime) -> Option<String> {
        let state = self.lock();
        state.kept.as_ref().filter(|kept| now < kept.fresh_until).map(|kept| kept.token.clone())
    }

    /// Keeps a token until then.
    pub(super) fn keep(&self, token: String, fresh_until: OffsetDateTime) {
        self.lock().kept = Some(Kept { token, fresh_until });
    }

    /// Drops a token that the vendor no longer takes, unless it was replaced already.
    pub(super) fn drop_token(&self, token: &str) {
        let mut state = self.lock();
        if state.kept.as_ref().is_some_and(|kept| kept.token == token) {
            state.kept = None;
        }
    }

    /// Drops whatever is kept.
    pub(super) fn clear(&self) {
        self.lock().kept = None;
    }
}

/// Until when a token is used: 50 minutes, or five sixths of its life when that is less.
pub(super) fn fresh_until(
    asked_at: OffsetDateTime,
    expires_in_s: Option<i64>,
    lifetime: Option<Duration>,
) -> OffsetDateTime {
    let own = expires_in_s.map(|seconds| Duration::seconds(seconds.clamp(0, 86_400) * 5 / 6));
    let most = lifetime.unwrap_or(LIFETIME);
    asked_at + own.map_or(most, |own| own.min(most))
}

/// The one request for a token that is under way. Whoever waits hears how it ends, even if it is given up.
pub(super) struct Flight<'a> {
    tokens: &'a Tokens,
}

impl Flight<'_> {
    /// It is over; all who wait share its end, so that a failure is not repeated by each of them.
    pub(super) fn land(self, fetched: &Fetched, clock: &dyn Clock) {
        let waiting = std::mem::take(&mut self.tokens.lock().waiting);
        for Waiting { sender, has_left } in waiting {
            let part = has_left.then(|| clock.join());
            // Who is gone does not wait.
            sender.send(Landed { fetched: fetched.clone(), part }).ok();
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let mut state = self.tokens.lock();
        state.is_flying = false;
        state.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

    #[rstest]
    #[case(Some(3600), 3000)]
    #[case(Some(86_399), 3000)]
    #[case(Some(600), 500)]
    #[case(Some(0), 0)]
    #[case(Some(-5), 0)]
    #[case(Some(i64::MAX), 3000)]
    #[case(None, 3000)]
    fn a_token_is_used_for_50_minutes_or_five_sixths_of_its_life(
        #[case] expires_in_s: Option<i64>,
        #[case] seconds: i64,
    ) {
        assert_eq!(fresh_until(NOON, expires_in_s, None), NOON + Duration::seconds(seconds));
    }

    #[test]
    fn one_asks_and_the_others_wait_for_its_end() {
        let tokens = Tokens::default();
        let Turn::Ask(flight) = tokens.turn(NOON, false) else { panic!("the first asks") };
        let Turn::Wait(mut second) = tokens.turn(NOON, false) else { panic!("the second waits") };
        let Turn::Wait(mut third) = tokens.turn(NOON, true) else { panic!("the third waits") };
        flight.land(&Ok("t-1".to_owned()), &clock::VirtualClock::new(NOON));
        let (second, third) = (second.try_recv().unwrap(), third.try_recv().unwrap());
        assert_eq!((second.fetched.unwrap(), third.fetched.unwrap()), ("t-1".to_owned(), "t-1".to_owned()));
        assert!(second.part.is_none() && third.part.is_some());
        assert!(matches!(tokens.turn(NOON, false), Turn::Ask(_)), "nothing was kept");
        tokens.keep("t-1".to_owned(), NOON + LIFETIME);
        assert!(matches!(tokens.turn(NOON + Duration::seconds(2999), false), Turn::Take(_)));
        assert!(matches!(tokens.turn(NOON + Duration::seconds(3000), false), Turn::Ask(_)));
    }

    #[test]
    fn a_request_that_is_given_up_wakes_those_who_wait() {
        let tokens = Tokens::default();
        let Turn::Ask(flight) = tokens.turn(NOON, false) else { panic!("the first asks") };
        let Turn::Wait(mut second) = tokens.turn(NOON, false) else { panic!("the second waits") };
        drop(flight);
        assert!(second.try_recv().is_err());
        assert!(matches!(tokens.turn(NOON, false), Turn::Ask(_)));
    }

    #[test]
    fn only_the_token_that_was_refused_is_dropped() {
        let tokens = Tokens::default();
        tokens.keep("new".to_owned(), NOON + LIFETIME);
        tokens.drop_token("old");
        assert_eq!(tokens.kept(NOON).as_deref(), Some("new"));
        tokens.drop_token("new");
        assert_eq!(tokens.kept(NOON), None);
    }
}
