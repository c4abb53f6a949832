//! Phrases about what a refusal says.

use cucumber::then;
use evidence::Level;
use serde_json::Value;

use super::calls;
use crate::{Claim, Stop, World};

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
