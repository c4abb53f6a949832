//! When to try again.

use std::time::Duration;

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
}
