//! Phrases that make things and call operations with what is valid.

use cucumber::{given, when};

use super::{
    calls,
    words::{Done, Resource},
};
use crate::{Stop, World};

/// Makes a thing, with the smallest request that is accepted, and first whatever it belongs to where no phrase has. What
/// the API cannot make the simulator is told to, and in a real environment it is found by the profile's fixtures.
#[given(expr = "a/an/another {resource}")]
async fn a_thing(world: &mut World, resource: Resource) -> Result<(), Stop> {
    calls::make(world, resource).await.map(|_| ())
}

/// Makes a valid call, and first whatever it needs where no phrase has.
#[when(expr = "{done}")]
async fn it_is_done(world: &mut World, done: Done) -> Result<(), Stop> {
    calls::perform(world, done.0).await.map(|_| ())
}
