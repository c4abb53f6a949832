//! Phrases of all vendors.

use cucumber::then;
use evidence::{Level, Vendor};

use crate::{Claim, Stop, World};

/// The last call was accepted, whatever the exact status of its success.
#[then(expr = "the call succeeds")]
async fn the_call_succeeds(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    world.expect_success(index)
}

/// How well it is known that an operation answers with one of these statuses: what the catalogue says of the best known.
fn level_of(world: &mut World, operation: &str, statuses: &[u16]) -> Result<Level, Stop> {
    let catalogue = world.scene()?.target.catalogue;
    let levels = statuses.iter().filter_map(|status| catalogue.row(operation, *status)).map(|row| row.level);
    Ok(levels.max().unwrap_or(Level::Assumed))
}

/// Whether a call was accepted that a refusal can be measured by.
fn has_control(world: &World) -> bool {
    match world.vendor() {
        Some(Vendor::Osigu) => world.osigu.has_control(),
        Some(Vendor::Ideon) => world.ideon.has_control(),
        _ => false,
    }
}

/// The last call was refused with one of these statuses. Each refusal is measured by a call that was accepted in the same
/// scenario.
pub(crate) fn refused(world: &mut World, statuses: &[u16]) -> Result<(), Stop> {
    let index = world.last()?;
    if !has_control(world) {
        return Err(world.internal("a refusal needs a call that was accepted before it"));
    }
    let operation = world.exchanges().get(index).and_then(|exchange| exchange.operation.clone());
    let Some(operation) = operation else {
        // Where no operation is, the general words about paths and methods say what comes.
        return world.expect_refusal(index, statuses, Level::Documented, "what no operation has");
    };
    let doubt = world.ideon.doubt();
    // With which status it is refused may be a guess; that something is refused which nobody may do is not a mere guess.
    let known = level_of(world, &operation, statuses)?;
    let level = if world.is_accepted(index) { known.max(Level::Inferred) } else { known }.weaker(doubt);
    world.expect_refusal(index, statuses, level, "what must be refused")
}

/// The last call was refused with this status.
#[then(expr = "the call is refused with {int}")]
async fn the_call_is_refused(world: &mut World, status: u16) -> Result<(), Stop> {
    refused(world, &[status])
}

/// The last call was refused with one of these statuses, where the documents leave room.
#[then(expr = "the call is refused with {int} or {int}")]
async fn the_call_is_refused_either_way(world: &mut World, one: u16, other: u16) -> Result<(), Stop> {
    refused(world, &[one, other])
}

/// The call met the condition that it was to meet.
#[then(expr = "the call meets {int}")]
async fn the_call_meets(world: &mut World, wanted: u16) -> Result<(), Stop> {
    let index = world.last()?;
    let status = world.status(index).unwrap_or_default();
    if status == wanted {
        return Ok(());
    }
    if world.is_accepted(index) && !world.is_simulator() {
        let text = format!("the call was answered with {status}: the trigger of the profile had no effect");
        return Err(world.could_not_judge("trigger-without-effect", text));
    }
    let message = format!("the call was answered with {status} where {wanted} was provoked");
    let (wanted, status) = (wanted.to_string(), status.to_string());
    world.report(Claim::about(index, "provoked-status", Level::Inferred, wanted, status, message))
}
