//! The wall clock.

use std::time::Duration;

use time::OffsetDateTime;

use crate::{Clock, Participant, Wait};

/// The wall clock and tokio's timers.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    fn sleep(&self, duration: Duration) -> Wait<()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn timer(&self, duration: Duration) -> Wait<Participant> {
        Box::pin(async move {
            tokio::time::sleep(duration).await;
            Participant::inert()
        })
    }

    fn join(&self) -> Participant {
        Participant::inert()
    }
}
