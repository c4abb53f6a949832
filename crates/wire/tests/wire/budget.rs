//! The run-wide budget of requests, against servers that count in every way, in virtual time.

use std::{
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::Duration,
};

use clock::{Clock, VirtualClock};
use rstest::rstest;
use time::{OffsetDateTime, macros::datetime};
use wire::{Budget, RateLimit};

const START: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);
const MINUTE: Duration = Duration::from_secs(60);
const JOBS: usize = 8;

fn per_minute(requests: u32) -> RateLimit {
    RateLimit { requests, window: MINUTE }
}

fn seconds(clock: &VirtualClock) -> f64 {
    (clock.now() - START).as_seconds_f64()
}

/// What arrives at a server, and whether it is too much by any way of counting.
#[derive(Debug)]
struct Server {
    clock: VirtualClock,
    arrivals: Mutex<Vec<OffsetDateTime>>,
}

impl Server {
    fn new(clock: &VirtualClock) -> Arc<Self> {
        Arc::new(Self { clock: clock.clone(), arrivals: Mutex::default() })
    }

    fn arrive(&self) {
        self.arrivals.lock().unwrap().push(self.clock.now());
    }

    fn arrived_within(&self, time: Duration) -> usize {
        self.arrivals.lock().unwrap().iter().filter(|at| **at < START + time).count()
    }

    /// Requests that a server refuses which counts the last window before each of them.
    fn over_sliding(&self, limit: RateLimit) -> usize {
        let arrivals = self.arrivals.lock().unwrap();
        let most = limit.requests as usize;
        arrivals
            .iter()
            .skip(most)
            .zip(arrivals.iter())
            .filter(|(late, early)| **late - **early <= limit.window)
            .count()
    }

    /// Requests that a server refuses which counts from minute to minute, for the worst second at which its minutes begin.
    fn over_fixed(&self, limit: RateLimit) -> usize {
        let arrivals = self.arrivals.lock().unwrap();
        let over = |offset: u64| -> usize {
            let window = |at: &OffsetDateTime| {
                let since = *at - START + Duration::from_secs(offset);
                since.whole_milliseconds().div_euclid(limit.window.as_millis() as i128)
            };
            let windows = arrivals.chunk_by(|one, other| window(one) == window(other));
            windows.map(|window| window.len().saturating_sub(limit.requests as usize)).sum()
        };
        (0..60).map(over).max().unwrap_or_default()
    }
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn up_to(&mut self, most: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        most.mul_f64((self.0 >> 40) as f64 / (1_u64 << 24) as f64)
    }
}

/// How the requests of a test travel.
#[derive(Clone, Copy)]
struct Traffic {
    /// The longest time to the server.
    transit: Duration,
    /// The longest time that the server takes.
    processing: Duration,
    /// Every so many requests one is given up while it is on its way. 0 for none.
    gives_up_every: usize,
    /// Whether a request counts as answered as soon as it is sent.
    counts_from_sending: bool,
}

const TRAFFIC: Traffic = Traffic {
    transit: Duration::from_secs(3),
    processing: Duration::from_secs(2),
    gives_up_every: 7,
    counts_from_sending: false,
};

/// One job that sends until the time is up; the number of its requests.
async fn job(
    number: u64,
    clock: VirtualClock,
    budget: Budget,
    server: Arc<Server>,
    traffic: Traffic,
    end: Duration,
) -> usize {
    let _participant = clock.join();
    let mut numbers = Numbers(number);
    let mut sent = 0;
    loop {
        let permit = budget.acquire().await;
        if clock.now() >= START + end {
            return sent;
        }
        sent += 1;
        let permit = if traffic.counts_from_sending {
            drop(permit);
            None
        } else {
            Some(permit)
        };
        if traffic.gives_up_every > 0 && sent % traffic.gives_up_every == 0 {
            let (clock, server, participant) = (clock.clone(), Arc::clone(&server), clock.join());
            let late = numbers.up_to(Duration::from_millis(1_500));
            tokio::spawn(async move {
                clock.sleep(late).await;
                server.arrive();
                drop(participant);
            });
            continue;
        }
        clock.sleep(numbers.up_to(traffic.transit)).await;
        server.arrive();
        clock.sleep(numbers.up_to(traffic.processing)).await;
        drop(permit);
    }
}

/// Eight jobs for ten minutes; the requests of each.
async fn ten_minutes(
    clock: &VirtualClock,
    budget: &Budget,
    server: &Arc<Server>,
    traffic: Traffic,
) -> Vec<usize> {
    // Time stands still until all of them are there.
    let gate = clock.join();
    let jobs: Vec<_> = (0..JOBS as u64)
        .map(|number| {
            let server = Arc::clone(server);
            tokio::spawn(job(number, clock.clone(), budget.clone(), server, traffic, 10 * MINUTE))
        })
        .collect();
    tokio::task::yield_now().await;
    drop(gate);
    let mut sent = Vec::new();
    for job in jobs {
        sent.push(job.await.unwrap());
    }
    sent
}

#[rstest]
#[case::general(50)]
#[case::token(10)]
#[case::alone(1)]
#[tokio::test]
async fn eight_jobs_keep_a_hard_limit_and_use_it(#[case] requests: u32) {
    let (clock, limit) = (VirtualClock::new(START), per_minute(requests));
    let (budget, server) = (Budget::new(limit, Arc::new(clock.clone())), Server::new(&clock));
    let sent = ten_minutes(&clock, &budget, &server, TRAFFIC).await;
    assert_eq!((server.over_sliding(limit), server.over_fixed(limit)), (0, 0));
    let used = server.arrived_within(10 * MINUTE) as f64 / f64::from(requests * 10);
    assert!((0.85..=1.0).contains(&used), "{used}");
    let (least, most) = (sent.iter().min().unwrap(), sent.iter().max().unwrap());
    // A job with quicker answers asks more often.
    assert!(requests < 50 || least * 10 >= most * 7, "all jobs get their share: {sent:?}");
}

#[tokio::test]
async fn the_servers_of_these_tests_notice_a_client_that_counts_from_sending() {
    let (clock, limit) = (VirtualClock::new(START), per_minute(50));
    let (budget, server) = (Budget::new(limit, Arc::new(clock.clone())), Server::new(&clock));
    let careless = Traffic { counts_from_sending: true, transit: Duration::from_secs(6), ..TRAFFIC };
    ten_minutes(&clock, &budget, &server, careless).await;
    assert!(server.over_sliding(limit) > 0 && server.over_fixed(limit) > 0);
}

#[tokio::test]
async fn limits_do_not_hold_each_other_up() {
    let clock = VirtualClock::new(START);
    let (general, token) = (per_minute(50), per_minute(10));
    let general = (Budget::new(general, Arc::new(clock.clone())), Server::new(&clock));
    let token = (Budget::new(token, Arc::new(clock.clone())), Server::new(&clock));
    let gate = clock.join();
    let jobs = [&general, &token].map(|(budget, server)| {
        let (clock, budget, server) = (clock.clone(), budget.clone(), Arc::clone(server));
        tokio::spawn(async move { ten_minutes(&clock, &budget, &server, TRAFFIC).await })
    });
    tokio::task::yield_now().await;
    drop(gate);
    for job in jobs {
        job.await.unwrap();
    }
    for (budget, server) in [&general, &token] {
        let limit = budget.limit();
        assert_eq!((server.over_sliding(limit), server.over_fixed(limit)), (0, 0));
        assert!(server.arrived_within(10 * MINUTE) * 100 >= limit.requests as usize * 10 * 85, "{limit}");
    }
}

/// Takes so many permits and gives each back at once.
async fn use_up(budget: &Budget, requests: u32) {
    for _ in 0..requests {
        drop(budget.acquire().await);
    }
}

#[tokio::test]
async fn who_asks_first_is_served_first() {
    let clock = VirtualClock::new(START);
    let budget = Budget::new(per_minute(3), Arc::new(clock.clone()));
    use_up(&budget, 3).await;
    let served = Arc::new(Mutex::new(Vec::new()));
    let gate = clock.join();
    let mut jobs = Vec::new();
    for number in 0..20 {
        let (clock, budget, served) = (clock.clone(), budget.clone(), Arc::clone(&served));
        jobs.push(tokio::spawn(async move {
            let _participant = clock.join();
            let permit = budget.acquire().await;
            served.lock().unwrap().push(number);
            drop(permit);
        }));
        tokio::task::yield_now().await;
    }
    drop(gate);
    for job in jobs {
        job.await.unwrap();
    }
    assert_eq!(*served.lock().unwrap(), (0..20).collect::<Vec<_>>());
    assert!((seconds(&clock) - 7.0 * 61.8).abs() < 0.001, "three at a time: {}", seconds(&clock));
}

#[tokio::test]
async fn a_waiter_that_gives_up_loses_nothing_and_those_behind_move_up() {
    let clock = VirtualClock::new(START);
    let budget = Budget::new(per_minute(2), Arc::new(clock.clone()));
    use_up(&budget, 1).await;
    clock.sleep(Duration::from_secs(5)).await;
    use_up(&budget, 1).await;
    let gate = clock.join();
    let (mut first, participant) = (Box::pin(budget.acquire()), clock.join());
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let behind = tokio::spawn({
        let (clock, budget) = (clock.clone(), budget.clone());
        async move {
            let _participant = clock.join();
            drop(budget.acquire().await);
            seconds(&clock)
        }
    });
    tokio::task::yield_now().await;
    drop(budget.acquire());
    clock.sleep(Duration::from_secs(10)).await;
    drop(first);
    drop(participant);
    // Nobody yields here: time must wait until the one behind has seen that it is the first.
    clock.sleep(Duration::from_secs(600)).await;
    drop(gate);
    let turn = behind.await.unwrap();
    assert!((turn - 61.8).abs() < 0.001, "served at {turn} s");
}

#[tokio::test]
async fn a_request_that_is_never_answered_holds_its_own_slot_and_no_other() {
    let clock = VirtualClock::new(START);
    let budget = Budget::new(per_minute(2), Arc::new(clock.clone()));
    let hanging = budget.acquire().await;
    for turn in 0..5 {
        drop(budget.acquire().await);
        assert!((seconds(&clock) - f64::from(turn) * 61.8).abs() < 0.001, "{}", seconds(&clock));
    }
    drop(hanging);
}

#[tokio::test]
async fn after_a_429_nobody_sends_before_its_time_is_over() {
    for (retry_after, expected) in [(Some(Duration::from_secs(30)), 31.8), (None, 61.8)] {
        let clock = VirtualClock::new(START);
        let budget = Budget::new(per_minute(50), Arc::new(clock.clone()));
        let refused = budget.acquire().await;
        budget.throttled(retry_after);
        drop(refused);
        drop(budget.acquire().await);
        assert!((seconds(&clock) - expected).abs() < 0.001, "{} s", seconds(&clock));
        use_up(&budget, 98).await;
        let whole = expected + 2.0 * 61.8;
        assert!(
            (whole - 5.0..whole + 2.0).contains(&seconds(&clock)),
            "the rate goes on: {} s",
            seconds(&clock)
        );
    }
}

#[tokio::test]
async fn who_waits_when_the_429_comes_waits_for_it_too() {
    let clock = VirtualClock::new(START);
    let budget = Budget::new(per_minute(1), Arc::new(clock.clone()));
    use_up(&budget, 1).await;
    let gate = clock.join();
    let waiting = tokio::spawn({
        let (clock, budget) = (clock.clone(), budget.clone());
        async move {
            let _participant = clock.join();
            drop(budget.acquire().await);
            seconds(&clock)
        }
    });
    tokio::task::yield_now().await;
    budget.throttled(Some(Duration::from_secs(300)));
    drop(gate);
    let turn = waiting.await.unwrap();
    assert!((turn - 301.8).abs() < 0.001, "served at {turn} s");
}

/// Somebody else has used the limit up in the last minute. Each request that is too many is refused and tells when the next
/// will not be.
#[tokio::test]
async fn a_limit_that_somebody_else_has_used_up_refuses_once() {
    let (clock, limit) = (VirtualClock::new(START), per_minute(50));
    let budget = Budget::new(limit, Arc::new(clock.clone()));
    let mut counted: Vec<_> =
        (0..50).map(|turn| START - MINUTE + Duration::from_millis(500 + 1_200 * turn)).collect();
    let (mut refused, mut accepted) = (0, 0);
    while clock.now() < START + 5 * MINUTE {
        let permit = budget.acquire().await;
        let oldest = counted[counted.len() - 50];
        let free_in = oldest + MINUTE - clock.now();
        if free_in.is_positive() {
            refused += 1;
            let seconds = free_in.as_seconds_f64().ceil();
            budget.throttled(Some(Duration::from_secs_f64(seconds)));
        } else {
            accepted += 1;
            counted.push(clock.now());
        }
        drop(permit);
    }
    assert_eq!(refused, 1);
    assert!(accepted >= 230, "{accepted}");
}

#[tokio::test]
async fn no_retry_after_breaks_the_budget() {
    let clock = VirtualClock::new(START);
    let budget = Budget::new(per_minute(50), Arc::new(clock.clone()));
    let gate = clock.join();
    budget.throttled(Some(Duration::MAX));
    let mut never = Box::pin(budget.acquire());
    let context = &mut Context::from_waker(Waker::noop());
    assert!(matches!(never.as_mut().poll(context), Poll::Pending));
    drop(gate);
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_nobody_waiting_for_the_difference() {
    let clock = VirtualClock::new(START);
    let budget = Budget::new(per_minute(1), Arc::new(clock.clone()));
    use_up(&budget, 1).await;
    clock.set(START - Duration::from_secs(3_600));
    drop(budget.acquire().await);
    assert!((seconds(&clock) + 3_600.0 - 61.8).abs() < 0.001, "{}", seconds(&clock));
}

#[rstest]
#[case(per_minute(50), 0, 0.0)]
#[case(per_minute(50), 1, 0.0)]
#[case(per_minute(50), 50, 0.0)]
#[case(per_minute(50), 51, 61.8)]
#[case(per_minute(50), 412, 494.4)]
#[case(per_minute(10), 30, 123.6)]
#[case(RateLimit { requests: 0, window: MINUTE }, 2, 61.8)]
#[case(RateLimit { requests: 1_500, window: Duration::from_secs(300) }, 1_501, 309.0)]
fn the_earliest_finish_is_that_of_the_schedule(
    #[case] limit: RateLimit,
    #[case] requests: usize,
    #[case] expected: f64,
) {
    assert!((limit.earliest_finish(requests).as_secs_f64() - expected).abs() < 0.001);
}

#[tokio::test]
async fn a_single_job_without_latency_finishes_when_the_limit_lets_it() {
    for requests in [1, 50, 51, 137] {
        let clock = VirtualClock::new(START);
        let budget = Budget::new(per_minute(50), Arc::new(clock.clone()));
        use_up(&budget, requests).await;
        let promised = budget.limit().earliest_finish(requests as usize).as_secs_f64();
        assert!((seconds(&clock) - promised).abs() < 0.001, "{requests}: {} s", seconds(&clock));
    }
}

#[rstest]
#[case(50, 60_000, "50/min")]
#[case(1_500, 300_000, "1500/5min")]
#[case(10, 1_000, "10/s")]
#[case(5, 90_000, "5/90s")]
#[case(100, 3_600_000, "100/h")]
#[case(3, 1_500, "3/1500ms")]
fn a_limit_is_shown_as_it_is_written(
    #[case] requests: u32,
    #[case] milliseconds: u64,
    #[case] expected: &str,
) {
    let limit = RateLimit { requests, window: Duration::from_millis(milliseconds) };
    assert_eq!(limit.to_string(), expected);
}
