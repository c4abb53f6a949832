//! Phrases about two receivers with two patterns, told apart by their URLs.

use std::time::Duration;

use cucumber::{given, then};
use evidence::Level;

use super::{about, is_about, subscribe, wait};
use crate::{Claim, Stop, World, inbox::Arrival};

/// How long after one receiver was told the other one may still be, where it is judged that it was not.
const STRAGGLING: Duration = Duration::from_secs(5);

/// What marks deliveries to the second of two receivers.
const EVERYTHING: &str = "?everything";

/// Two subscriptions of this scenario, told apart by their URLs.
#[given(expr = "two receivers, one of {string} and one of everything")]
async fn two_receivers(world: &mut World, pattern: String) -> Result<(), Stop> {
    let url = world.mailbox()?.url().to_owned();
    let index = subscribe(world, &url, &pattern).await?;
    world.set_up(index)?;
    let index = subscribe(world, &format!("{url}{EVERYTHING}"), "*").await?;
    world.set_up(index)
}

fn is_for_everything(arrival: &Arrival) -> bool {
    arrival.received.target.ends_with(EVERYTHING)
}

async fn wait_at(world: &mut World, event_type: &str, everything: bool) -> Result<bool, Stop> {
    let about = about(world)?;
    let which = if everything { "the receiver of everything" } else { "the receiver of the pattern" };
    let what = format!("{event_type} about {} {} at {which}", about.0, about.1);
    let fits =
        |arrival: &Arrival| is_for_everything(arrival) == everything && is_about(arrival, event_type, &about);
    Ok(wait(world, &what, Level::Inferred, &["OSX-16"], fits).await?.is_some())
}

/// Both receivers are told.
#[then(expr = "{string} arrives at both receivers")]
async fn arrives_at_both(world: &mut World, event_type: String) -> Result<(), Stop> {
    wait_at(world, &event_type, true).await?;
    wait_at(world, &event_type, false).await.map(|_| ())
}

/// The receiver of everything is told, the other one is not.
#[then(expr = "{string} arrives at the receiver of everything alone")]
async fn arrives_at_one(world: &mut World, event_type: String) -> Result<(), Stop> {
    let about = about(world)?;
    if !wait_at(world, &event_type, true).await? {
        return Ok(());
    }
    let straggling = world.scaled(STRAGGLING)?;
    world.clock()?.sleep(straggling).await;
    let stray = world
        .webhooks()?
        .into_iter()
        .find(|arrival| !is_for_everything(arrival) && is_about(arrival, &event_type, &about));
    let Some(stray) = stray else { return Ok(()) };
    let message = format!("a receiver was told of {event_type}, to which it did not subscribe");
    let claim = Claim::about(
        stray.exchange.unwrap_or_default(),
        "glob",
        Level::Documented,
        "no delivery",
        event_type,
        message,
    );
    world.report(claim.of(&["OSX-16"]))
}
