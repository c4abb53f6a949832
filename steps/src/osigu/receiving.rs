//! Phrases about a receiver of Osigu's webhooks: deliveries as Osigu makes them, and deliveries that Osigu never made.
//!
//! A refusal counts only beside an event that the same receiver accepted in the same scenario, and effects are counted
//! from such an event on: a receiver that answers everything alike passes no refusal.
//!
//! ```text
//! events       events with the data that Osigu documents    delivery     an event on its way: bytes and signature
//! words        parameters of phrases                         sending      Given and When
//! judging      what the receiver answered                    effects      what came of it
//! ```

mod delivery;
mod effects;
mod events;
mod judging;
mod sending;
mod words;

use serde_json::Value;
use time::Duration;

use self::delivery::Delivery;
use crate::{Stop, World};

/// What the steps about a receiver remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// How many ids were made.
    ids: u64,
    /// A valid event was accepted; refusals are measured by it.
    has_control: bool,
    /// The event that phrases speak of, as Osigu would send it.
    event: Option<Value>,
    /// The last delivery.
    delivery: Option<Delivery>,
    /// The exchanges of the last `When`.
    answers: Vec<usize>,
    /// How long the slowest of these answers took.
    took: Duration,
    /// The number of effects that phrases count from.
    counted: Option<u64>,
    /// The receiver does not say what time it is, so that a timestamp's age may look otherwise to it.
    is_undated: bool,
}

/// The event that phrases speak of.
fn event(world: &mut World) -> Result<Value, Stop> {
    match &world.osigu.receiving.event {
        Some(event) => Ok(event.clone()),
        None => Err(world.internal("this phrase needs an event that was delivered")),
    }
}

/// The last delivery.
fn delivery(world: &mut World) -> Result<Delivery, Stop> {
    match &world.osigu.receiving.delivery {
        Some(delivery) => Ok(delivery.clone()),
        None => Err(world.internal("this phrase needs an event that was delivered")),
    }
}
