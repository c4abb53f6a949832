//! Phrases about refusals. Each is measured by the same call, accepted, in the same scenario.

use cucumber::then;
use evidence::Level;
use serde_json::Value;

use super::calls;
use crate::{Claim, Stop, World};

/// How well it is known that an operation answers with one of these statuses: what the catalogue says of the best known.
pub(super) fn level_of(world: &mut World, operation: &str, statuses: &[u16]) -> Result<Level, Stop> {
    let catalogue = world.scene()?.target.catalogue;
    let levels = statuses.iter().filter_map(|status| catalogue.row(operation, *status)).map(|row| row.level);
    Ok(levels.max().unwrap_or(Level::Assumed))
}

fn operation_of(world: &World, index: usize) -> String {
    world.exchanges().get(index).and_then(|exchange| exchange.operation.clone()).unwrap_or_default()
}

/// The last call was refused with one of these statuses.
pub(super) fn refused(world: &mut World, statuses: &[u16]) -> Result<(), Stop> {
    let index = world.last()?;
    if world.osigu.control.is_none() {
        return Err(world.internal("a refusal needs a call that was accepted before it"));
    }
    let operation = operation_of(world, index);
    // With which status it is refused may be a guess; that something is refused which nobody may do is not a mere guess.
    let known = level_of(world, &operation, statuses)?;
    let level = if world.is_accepted(index) { known.max(Level::Inferred) } else { known };
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

/// The refusal names this code; where its body has it is not documented, so it is looked for everywhere.
#[then(expr = "the refusal carries the error code {string}")]
async fn the_refusal_carries_the_code(world: &mut World, code: String) -> Result<(), Stop> {
    let index = world.last()?;
    let body = world.body(index).unwrap_or_default();
    let found = schemas::find_somewhere(&body, "error_code").map(|(pointer, code)| (pointer, code.clone()));
    match found {
        Some((_, Value::String(found))) if found == code => Ok(()),
        Some((pointer, found)) => {
            let message = format!("the refusal carries the error code {found} where `{code}` is documented");
            let claim =
                Claim::about(index, "error-code", Level::Documented, code, found.to_string(), message);
            world.report(claim.at(pointer))
        }
        None => {
            // Another of Osigu's pages calls the member `code`.
            let elsewhere = schemas::find_somewhere(&body, "code").is_some_and(|(_, found)| *found == code);
            let level = if elsewhere { Level::Assumed } else { Level::Documented };
            let message = format!("the refusal carries no `error_code`, where `{code}` is documented");
            world.report(Claim::about(index, "error-code", level, code, "none", message))
        }
    }
}

/// The refusal says what went wrong, for programs and for people. How is not documented.
#[then(expr = "the refusal says why")]
async fn the_refusal_says_why(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let body = world.body(index).unwrap_or_default();
    for member in ["error_code", "message"] {
        if calls::text(&body, member).is_empty() {
            let message = format!("the refusal has no `{member}`");
            let claim = Claim::about(index, "refusal-body", Level::Assumed, "a text", "none", message);
            world.report(claim.at(format!("/{member}")))?;
        }
    }
    Ok(())
}
