//! A clock that moves only when everyone who takes part is waiting.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use time::OffsetDateTime;

use crate::{Clock, Wait};

/// A queue of deadlines. Time jumps to the earliest one as soon as every participant sleeps.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    now: OffsetDateTime,
    /// Guards that are held; the owner of the clock is always one participant more if there is none.
    joined: usize,
    next_ticket: u64,
    waiting: BTreeMap<(OffsetDateTime, u64), Waiter>,
}

#[derive(Debug)]
struct Waiter {
    is_timer: bool,
    waker: Option<Waker>,
}

impl VirtualClock {
    /// A clock that stands at `start`, with one participant: whoever owns the scenario.
    #[must_use]
    pub fn new(start: OffsetDateTime) -> Self {
        let state = State { now: start, joined: 0, next_ticket: 0, waiting: BTreeMap::new() };
        Self { shared: Arc::new(Shared { state: Mutex::new(state) }) }
    }

    /// Jumps to another time, forwards or backwards, as when a scenario states its date. Deadlines that are then past
    /// fire at once.
    pub fn set(&self, now: OffsetDateTime) {
        let mut state = self.shared.lock();
        state.now = now;
        let due: Vec<_> = state.waiting.range(..=(now, u64::MAX)).map(|(key, _)| *key).collect();
        state.fire(due);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fire(&mut self, keys: Vec<(OffsetDateTime, u64)>) {
        for key in keys {
            let Some(waiter) = self.waiting.remove(&key) else { continue };
            if waiter.is_timer {
                // The guard that the timer hands out counts from now on, or time could run on before it is polled.
                self.joined += 1;
            }
            if let Some(waker) = waiter.waker {
                waker.wake();
            }
        }
    }

    /// Moves to the earliest deadline if nobody is busy.
    fn advance_if_idle(&mut self) {
        let asleep = self.waiting.values().filter(|waiter| !waiter.is_timer).count();
        if asleep == 0 || asleep < self.joined.max(1) {
            return;
        }
        let Some(((deadline, _), _)) = self.waiting.first_key_value() else { return };
        let deadline = *deadline;
        self.now = self.now.max(deadline);
        let due = self.waiting.range(..=(deadline, u64::MAX)).map(|(key, _)| *key).collect();
        self.fire(due);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> OffsetDateTime {
        self.shared.lock().now
    }

    fn sleep(&self, duration: Duration) -> Wait<()> {
        Box::pin(Sleep {
            shared: Arc::clone(&self.shared),
            duration,
            is_timer: false,
            key: None,
            done: false,
        })
    }

    fn timer(&self, duration: Duration) -> Wait<Participant> {
        let shared = Arc::clone(&self.shared);
        // The deadline counts from this call, not from the first poll.
        let mut sleep =
            Sleep { shared: Arc::clone(&shared), duration, is_timer: true, key: None, done: false };
        sleep.register(None);
        Box::pin(async move {
            sleep.await;
            Participant { shared: Some(shared) }
        })
    }

    fn join(&self) -> Participant {
        self.shared.lock().joined += 1;
        Participant { shared: Some(Arc::clone(&self.shared)) }
    }
}

/// Holds time still while it lives and its holder does not sleep.
#[derive(Debug)]
#[must_use = "time moves on as soon as this is dropped"]
pub struct Participant {
    shared: Option<Arc<Shared>>,
}

impl Participant {
    /// A guard that guards nothing, for clocks that nobody can hold back.
    pub const fn inert() -> Self {
        Self { shared: None }
    }
}

impl Drop for Participant {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            let mut state = shared.lock();
            state.joined = state.joined.saturating_sub(1);
            state.advance_if_idle();
        }
    }
}

struct Sleep {
    shared: Arc<Shared>,
    duration: Duration,
    is_timer: bool,
    key: Option<(OffsetDateTime, u64)>,
    done: bool,
}

impl Sleep {
    fn register(&mut self, waker: Option<Waker>) {
        let mut state = self.shared.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        let key = (state.now + self.duration, ticket);
        state.waiting.insert(key, Waiter { is_timer: self.is_timer, waker });
        self.key = Some(key);
        state.advance_if_idle();
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(key) = self.key else {
            self.register(Some(context.waker().clone()));
            return Poll::Pending;
        };
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        if let Some(waiter) = state.waiting.get_mut(&key) {
            waiter.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        drop(state);
        self.done = true;
        Poll::Ready(())
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let (Some(key), false) = (self.key, self.done) else { return };
        let mut state = self.shared.lock();
        if state.waiting.remove(&key).is_none() && self.is_timer {
            // It had fired, and nobody is left to take its guard.
            state.joined = state.joined.saturating_sub(1);
        }
        state.advance_if_idle();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use time::macros::datetime;

    use super::*;

    const START: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

    fn elapsed(clock: &VirtualClock) -> i64 {
        (clock.now() - START).whole_seconds()
    }

    #[tokio::test]
    async fn a_lone_sleeper_moves_time_to_its_deadline_at_once() {
        let clock = VirtualClock::new(START);
        for wait in [1, 2, 4, 8, 16] {
            clock.sleep(Duration::from_secs(wait)).await;
        }
        assert_eq!(elapsed(&clock), 31);
    }

    #[tokio::test]
    async fn time_stands_still_while_another_participant_is_busy() {
        let clock = VirtualClock::new(START);
        let (mine, other) = (clock.join(), clock.join());
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep(Duration::from_secs(5)).await;
                drop(mine);
            }
        });
        tokio::task::yield_now().await;
        assert_eq!(elapsed(&clock), 0, "the other participant has not slept yet");
        drop(other);
        sleeper.await.unwrap();
        assert_eq!(elapsed(&clock), 5);
    }

    #[tokio::test]
    async fn deadlines_fire_in_order_whatever_the_order_of_the_sleepers() {
        let clock = VirtualClock::new(START);
        let log = Arc::new(Mutex::new(Vec::new()));
        let guards: Vec<_> = (0..3).map(|_| clock.join()).collect();
        let tasks: Vec<_> = [7_u64, 3, 5]
            .into_iter()
            .zip(guards)
            .map(|(wait, guard)| {
                let (clock, log) = (clock.clone(), Arc::clone(&log));
                tokio::spawn(async move {
                    clock.sleep(Duration::from_secs(wait)).await;
                    log.lock().unwrap().push(elapsed(&clock));
                    drop(guard);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*log.lock().unwrap(), [3, 5, 7]);
    }

    #[tokio::test]
    async fn a_timer_never_moves_time_by_itself_and_holds_it_while_it_works() {
        let clock = VirtualClock::new(START);
        let work = Arc::new(AtomicUsize::new(0));
        let task = tokio::spawn({
            let (clock, work) = (clock.clone(), Arc::clone(&work));
            let timer = clock.timer(Duration::from_secs(30));
            async move {
                let guard = timer.await;
                tokio::task::yield_now().await;
                assert_eq!(elapsed(&clock), 30, "time waits for the delivery");
                work.store(1, Ordering::SeqCst);
                drop(guard);
            }
        });
        tokio::task::yield_now().await;
        assert_eq!(elapsed(&clock), 0);
        clock.sleep(Duration::from_secs(60)).await;
        assert_eq!(work.load(Ordering::SeqCst), 1, "the delivery was over before the longer sleep ended");
        assert_eq!(elapsed(&clock), 60);
        task.await.unwrap();
    }

    #[tokio::test]
    async fn a_sleep_that_is_given_up_does_not_hold_the_others() {
        let clock = VirtualClock::new(START);
        let (first, second) = (clock.join(), clock.join());
        let mut given_up = clock.sleep(Duration::from_secs(1));
        let waker = Waker::noop();
        assert!(given_up.as_mut().poll(&mut Context::from_waker(waker)).is_pending());
        drop(given_up);
        drop(first);
        clock.sleep(Duration::from_secs(9)).await;
        assert_eq!(elapsed(&clock), 9);
        drop(second);
    }

    #[tokio::test]
    async fn setting_the_date_fires_what_is_then_due() {
        let clock = VirtualClock::new(START);
        let timer = clock.timer(Duration::from_secs(30));
        clock.set(START + Duration::from_secs(3600));
        drop(timer.await);
        assert_eq!(elapsed(&clock), 3600);
    }
}
