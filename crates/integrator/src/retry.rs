//! When to try again.

use std::time::Duration;

use crate::Defect;

/// The waits before the retries; there are as many retries as waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    waits: Vec<Duration>,
}

impl RetryPolicy {
    /// Exponential backoff from one second: 1, 2, 4, 8, 16 for five retries.
    #[must_use]
    pub fn exponential(retries: u32) -> Self {
        Self { waits: (0..retries).map(|number| Duration::from_secs(1 << number.min(31))).collect() }
    }

    /// These waits.
    #[must_use]
    pub const fn of(waits: Vec<Duration>) -> Self {
        Self { waits }
    }

    /// The waits, the first one first.
    #[must_use]
    pub fn waits(&self) -> &[Duration] {
        &self.waits
    }

    /// The policy as a defect distorts it.
    pub(crate) fn distorted(&self, defect: Option<Defect>) -> Self {
        let mut waits = self.waits.clone();
        let mut replace = |index: usize, seconds: u64| {
            if let Some(wait) = waits.get_mut(index) {
                *wait = Duration::from_secs(seconds);
            }
        };
        match defect {
            Some(Defect::NoBackoff) => waits.fill(Duration::ZERO),
            Some(Defect::ConstantDelay) => waits.fill(Duration::from_secs(1)),
            Some(Defect::FirstWaitWrong) => replace(0, 2),
            Some(Defect::SecondWaitWrong) => replace(1, 4),
            Some(Defect::ThirdWaitWrong) => replace(2, 8),
            Some(Defect::SixRetries) => {
                waits.push(waits.last().map_or(Duration::from_secs(1), |last| *last * 2))
            }
            Some(Defect::GivesUpAfterTwo) => waits.truncate(2),
            Some(Defect::NeverRetries) => waits.clear(),
            _ => {}
        }
        Self { waits }
    }
}

impl Default for RetryPolicy {
    /// What Oscar's guide asks for: at most five retries after 1, 2, 4 seconds (and 8 and 16, by continuing the series).
    fn default() -> Self {
        Self::exponential(5)
    }
}
