//! Phrases of all vendors.

use cucumber::then;

use crate::{Stop, World};

/// The last call was accepted, whatever the exact status of its success.
#[then(expr = "the call succeeds")]
async fn the_call_succeeds(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    world.expect_success(index)
}
