//! Real and virtual time behind one trait.
//!
//! It knows nothing of what is being waited for. A scenario against a simulator owns one [`VirtualClock`], shared by the
//! simulator, the integrator and the steps, so that waiting 1 + 2 + 4 + 8 + 16 seconds is exact and takes no time. A
//! scenario against a real subject uses [`RealClock`].

mod real;
mod virtual_clock;

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

pub use real::RealClock;
use time::OffsetDateTime;
pub use virtual_clock::{Participant, VirtualClock};

/// A future that owns what it waits for.
pub type Wait<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// A clock that several parties share.
pub type SharedClock = Arc<dyn Clock>;

/// Where a room gets the time from, and how it waits.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time in UTC.
    fn now(&self) -> OffsetDateTime;

    /// Waits as an active participant: on a virtual clock, time may move on while all participants are in here.
    fn sleep(&self, duration: Duration) -> Wait<()>;

    /// Waits in the background (a delivery that is due later): it never holds time back, and when it fires its holder
    /// is a participant until it drops the guard.
    fn timer(&self, duration: Duration) -> Wait<Participant>;

    /// Counts the caller as a participant until the guard is dropped. A clock always counts at least one.
    fn join(&self) -> Participant;
}
