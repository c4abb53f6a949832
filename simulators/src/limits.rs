//! How many requests a client may send in a span of time.

use std::collections::VecDeque;

use time::{Duration, OffsetDateTime};

/// What the limits of several vendors count in.
pub(crate) const MINUTE: Duration = Duration::minutes(1);

/// What the span of a rate limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The time before each request.
    Sliding,
    /// The time from the first request on, and then anew.
    Fixed,
}

/// One client's requests of the last span.
#[derive(Default)]
pub(crate) struct Bucket(VecDeque<OffsetDateTime>);

/// What a bucket has left, and after how many seconds it has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    pub(crate) reset_s: i64,
}

impl Bucket {
    /// Counts a request; the error is for one too many.
    pub(crate) fn take(
        &mut self,
        limit: u32,
        span: Duration,
        window: Window,
        now: OffsetDateTime,
    ) -> Result<Left, Left> {
        match window {
            // A clock that was set back must not lock anybody out.
            _ if self.0.back().is_some_and(|last| *last > now) => self.0.retain(|at| *at <= now),
            Window::Sliding => {
                while self.0.front().is_some_and(|first| now - *first >= span) {
                    self.0.pop_front();
                }
            }
            Window::Fixed if self.0.front().is_some_and(|first| now - *first >= span) => self.0.clear(),
            Window::Fixed => {}
        }
        let used = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        if used < limit {
            self.0.push_back(now);
        }
        let free = self.0.front().map_or(now, |first| *first + span) - now;
        let reset_s = (free.whole_milliseconds().max(1) + 999) / 1000;
        let reset_s = i64::try_from(reset_s).unwrap_or(60);
        let left = Left { limit, remaining: limit.saturating_sub(used + 1), reset_s };
        if used < limit { Ok(left) } else { Err(left) }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    const START: OffsetDateTime = datetime!(2026-06-25 14:00 UTC);

    fn at(seconds: i64) -> OffsetDateTime {
        START + Duration::seconds(seconds)
    }

    #[test]
    fn a_sliding_minute_frees_a_place_sixty_seconds_after_each_request() {
        let mut bucket = Bucket::default();
        assert_eq!(bucket.take(2, MINUTE, Window::Sliding, at(0)).unwrap().remaining, 1);
        assert_eq!(bucket.take(2, MINUTE, Window::Sliding, at(30)).unwrap().remaining, 0);
        assert_eq!(bucket.take(2, MINUTE, Window::Sliding, at(59)).unwrap_err().reset_s, 1);
        assert!(bucket.take(2, MINUTE, Window::Sliding, at(60)).is_ok());
        assert_eq!(bucket.take(2, MINUTE, Window::Sliding, at(60)).unwrap_err().reset_s, 30);
    }

    #[test]
    fn a_fixed_minute_frees_all_places_at_once() {
        let mut bucket = Bucket::default();
        for second in [0, 59] {
            assert!(bucket.take(2, MINUTE, Window::Fixed, at(second)).is_ok());
        }
        assert_eq!(bucket.take(2, MINUTE, Window::Fixed, at(59)).unwrap_err().reset_s, 1);
        for _ in 0..2 {
            assert!(bucket.take(2, MINUTE, Window::Fixed, at(60)).is_ok());
        }
    }

    #[rstest]
    fn waiting_as_long_as_it_is_told_is_enough(#[values(Window::Sliding, Window::Fixed)] window: Window) {
        let mut bucket = Bucket::default();
        let now = at(0) + Duration::milliseconds(250);
        assert!(bucket.take(1, MINUTE, window, now).is_ok());
        let left = bucket.take(1, MINUTE, window, at(10)).unwrap_err();
        assert!(bucket.take(1, MINUTE, window, at(10) + Duration::seconds(left.reset_s)).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let mut bucket = Bucket::default();
        assert!(bucket.take(1, MINUTE, Window::Sliding, at(1000)).is_ok());
        assert!(bucket.take(1, MINUTE, Window::Sliding, at(0)).is_ok());
    }
}
