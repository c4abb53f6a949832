//! Phrases that break on purpose, so that black-box tests can see what the program makes of it. They exist only with the
//! cargo feature `test-phrases`, which no release has.

use cucumber::given;

use crate::{stop::Stop, world::World};

#[given(expr = "a test phrase that passes")]
async fn passes(_: &mut World) -> Result<(), Stop> {
    Ok(())
}

#[given(expr = "a test phrase that panics")]
async fn panics(_: &mut World) -> Result<(), Stop> {
    #[expect(clippy::panic, reason = "this is what the phrase is for")]
    {
        panic!("planted panic");
    }
}

#[given(expr = "a test phrase that is blocked")]
async fn is_blocked(world: &mut World) -> Result<(), Stop> {
    Err(world.blocked("the planted set-up could not be reached"))
}

#[given(expr = "a test phrase that two understand")]
async fn first_of_two(_: &mut World) -> Result<(), Stop> {
    Ok(())
}

#[given(expr = "a test phrase that {word} understand")]
async fn second_of_two(_: &mut World, _number: String) -> Result<(), Stop> {
    Ok(())
}

/// Runs before each scenario, and panics where a tag asks for it.
pub(crate) fn before(tags: &[String]) {
    #[expect(clippy::panic, reason = "this is what the tag is for")]
    if tags.iter().any(|tag| crate::extra_tags().contains(&tag.as_str())) {
        panic!("planted panic of a hook");
    }
}
