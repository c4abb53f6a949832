//! What came of deliveries, by the receiver's own count.

use std::time::Duration;

use cucumber::then;
use evidence::Level;

use super::{delivery, judging::answers};
use crate::{Claim, Stop, World};

/// How long a receiver may go on working after its answer.
const WORK_MAX: Duration = Duration::from_secs(10);
/// How often the count is read meanwhile.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long the right count has to stay as it is: a second effect may come after the first.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

/// The number of effects since they are counted, when it has become what is expected and stayed so, or is over that, or
/// nothing more is to be waited for.
pub(super) async fn settled(world: &mut World, expected: u64) -> Result<u64, Stop> {
    let Some(from) = world.osigu.receiving.counted else {
        return Err(world.internal("effects are counted from a valid event on"));
    };
    let is_embedded = world.receiver().await?.is_embedded();
    let clock = world.clock()?;
    let mut waited = Duration::ZERO;
    let mut is_confirmed = false;
    loop {
        let seen = world.effects().await?.saturating_sub(from);
        // The embedded receiver does what it does before it answers.
        if seen > expected || is_embedded || waited >= WORK_MAX || (seen == expected && is_confirmed) {
            return Ok(seen);
        }
        is_confirmed = seen == expected;
        let wait = if is_confirmed { SETTLED_AFTER } else { LOOK_EVERY };
        clock.sleep(wait).await;
        waited += wait;
    }
}

/// These effects are known; what follows is counted anew.
pub(super) fn count_from_here(world: &mut World, known: u64) {
    let memory = &mut world.osigu.receiving;
    memory.counted = memory.counted.map(|from| from + known);
}

async fn expect(world: &mut World, expected: u64, level: Level) -> Result<(), Stop> {
    let what = delivery(world)?.what;
    expect_after(world, &what, expected, level).await
}

async fn expect_after(world: &mut World, what: &str, expected: u64, level: Level) -> Result<(), Stop> {
    let seen = settled(world, expected).await?;
    if seen == expected {
        return Ok(());
    }
    let index = answers(world)?.last().copied().unwrap_or_default();
    let rule = if seen > expected { "effect-too-many" } else { "effect-missing" };
    let message = format!("after {what} the receiver counts {seen} effect(s) and not {expected}");
    world.report(Claim::about(index, rule, level, expected.to_string(), seen.to_string(), message))
}

/// Since the valid event at the beginning.
#[then(expr = "there is/are {int} effect(s)")]
async fn effects(world: &mut World, expected: u64) -> Result<(), Stop> {
    expect(world, expected, Level::Documented).await
}

/// Where the guide does not say so in so many words: what an integrator does not know it cannot act on.
#[then(expr = "the event has no effect")]
async fn no_effect(world: &mut World) -> Result<(), Stop> {
    expect(world, 0, Level::Inferred).await
}

/// Of the simulator's own delivery nothing is seen but this.
#[then(expr = "the decision has had its effect")]
async fn the_decision_had_its_effect(world: &mut World) -> Result<(), Stop> {
    expect_after(world, "the simulator's decision", 1, Level::Documented).await
}

/// For deliveries that may be accepted or refused.
#[then(expr = "there is one effect for each that was accepted")]
async fn effects_of_accepted(world: &mut World) -> Result<(), Stop> {
    let accepted = answers(world)?.into_iter().filter(|index| world.is_accepted(*index)).count();
    expect(world, accepted as u64, Level::Documented).await
}
