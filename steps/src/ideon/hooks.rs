//! Phrases about hooks: whoever subscribed to a group is told of new states of its coverage periods and of new problems. Where
//! to is agreed outside of the API.

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::Value;

use super::{
    calls,
    things::{Thing, known, said, word},
    words::{Operation, Resource},
};
use crate::{Claim, Stop, World, inbox::Arrival};

/// The word of the event that a page of Ideon shows; that of the other one is not known.
const STATE_CHANGED: &str = "coverage_period.state_changed";

/// The header that was agreed on with the simulator: a page of Ideon says that a receiver may have headers of its own.
const AGREED: (&str, &str) = ("x-covenant-agreed", "yes");

/// How long an event is waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// How long after the last event another one may still come.
const STRAGGLING: Duration = Duration::from_secs(600);

/// What the steps about hooks remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The delivery that phrases speak of.
    delivery: Option<Arrival>,
    /// Whether a delivery was waited for in vain, which has been reported.
    is_missed: bool,
    /// Deliveries that a phrase has accounted for, by their places among all of them.
    expected: Vec<usize>,
}

/// The group is subscribed to, and what Ideon tells arrives here.
#[given(expr = "a receiver that is subscribed to the group")]
async fn a_receiver(world: &mut World) -> Result<(), Stop> {
    let url = world.mailbox()?.url().to_owned();
    if world.is_simulator() && !world.ideon_tenant()?.hook_to(&url, &[AGREED]) {
        return Err(world.blocked(format!("the simulator cannot deliver to {url}")));
    }
    let Some(operation) = Operation::of("subscribe-to-group-updates") else {
        return Err(world.internal("there is no operation `subscribe-to-group-updates`"));
    };
    let index = calls::perform(world, operation).await?;
    world.set_up(index)
}

/// A minute passes, in which nothing happens but what was set off before. Against a real vendor it is a real one.
#[when(expr = "a minute has passed")]
async fn a_minute(world: &mut World) -> Result<(), Stop> {
    let minute = world.scaled(Duration::from_secs(60))?;
    world.clock()?.sleep(minute).await;
    Ok(())
}

/// Whether a delivery tells of a new state of this coverage period. The envelope is known from one page.
fn tells_of_period(arrival: &Arrival, id: &str) -> bool {
    let event = arrival.event();
    event["type"].as_str() == Some(STATE_CHANGED)
        && event["data"]["coverage_period"]["id"].as_str() == Some(id)
}

/// Whether a delivery tells of this problem: the form of the second event is not known, so that the id is looked for
/// anywhere.
fn tells_of_problem(arrival: &Arrival, id: &str) -> bool {
    has_text(&arrival.event(), id)
}

fn has_text(value: &Value, wanted: &str) -> bool {
    match value {
        Value::String(text) => text == wanted,
        Value::Array(items) => items.iter().any(|item| has_text(item, wanted)),
        Value::Object(members) => members.values().any(|member| has_text(member, wanted)),
        _ => false,
    }
}

fn not_delivered(world: &mut World, what: &str, clause: &'static [&'static str]) -> Result<(), Stop> {
    world.ideon.hooks.is_missed = true;
    let index = world.exchanges().len().saturating_sub(1);
    let arrived = world.webhooks()?.len();
    let message = format!("{what} was not delivered; {arrived} other deliveries arrived");
    let actual = format!("{arrived} other deliveries");
    world.report(Claim::about(index, "not-delivered", Level::Draft, what, actual, message).of(clause))
}

/// What arrived is JSON by its own account, and has the header that was agreed on; in a real environment none is known.
fn is_packed_as_agreed(world: &mut World, at: usize) -> Result<(), Stop> {
    let Some(arrival) = world.webhooks()?.get(at).cloned() else { return Ok(()) };
    let header = |name: &str| arrival.received.header(name).unwrap_or_default().to_owned();
    let index = arrival.exchange.unwrap_or_else(|| world.exchanges().len().saturating_sub(1));
    let kind = header("content-type");
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        let message = format!("the delivery says that it is `{kind}`, not JSON");
        let claim = Claim::about(index, "delivery-type", Level::Draft, "application/json", kind, message);
        world.report(claim.of(&["IDN-371"]))?;
    }
    let (name, agreed) = AGREED;
    let found = header(name);
    if world.is_simulator() && found != agreed {
        let message = format!("the delivery lacks the header {name}, which was agreed on");
        let claim = Claim::about(index, "delivery-header", Level::Draft, agreed, found, message);
        world.report(claim.of(&["IDN-371"]))?;
    }
    Ok(())
}

/// A new state of the coverage period that phrases speak of has arrived.
#[then(expr = "a change of the coverage period is delivered")]
async fn a_change_is_delivered(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Period))?.id;
    let patience = world.scaled(PATIENCE)?;
    let found = world.wait_for_webhook(patience, |arrival| tells_of_period(arrival, &id)).await?;
    let Some(at) = found else {
        return not_delivered(world, "a change of the coverage period", &["IDN-369", "IDN-371"]);
    };
    world.ideon.hooks.delivery = world.webhooks()?.get(at).cloned();
    world.ideon.hooks.expected.push(at);
    is_packed_as_agreed(world, at)
}

/// The problem that phrases speak of has arrived.
#[then(expr = "the enrollment problem is delivered")]
async fn the_problem_is_delivered(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Problem))?.id;
    let patience = world.scaled(PATIENCE)?;
    let found = world.wait_for_webhook(patience, |arrival| tells_of_problem(arrival, &id)).await?;
    let Some(at) = found else {
        return not_delivered(world, "the new enrollment problem", &["IDN-370"]);
    };
    world.ideon.hooks.delivery = world.webhooks()?.get(at).cloned();
    world.ideon.hooks.expected.push(at);
    is_packed_as_agreed(world, at)
}

/// So many new states of the coverage period have arrived, and no two deliveries tell of the same one.
#[then(expr = "{int} change(s) of the {thing} is/are delivered, each once")]
async fn so_many_changes(world: &mut World, count: usize, thing: Thing) -> Result<(), Stop> {
    let id = known(world, thing)?.id;
    let arrivals = world.webhooks()?;
    let mut states = Vec::new();
    for (at, arrival) in arrivals.iter().enumerate() {
        if tells_of_period(arrival, &id) {
            states.push(arrival.event()["data"]["coverage_period"]["state"].to_string());
            world.ideon.hooks.expected.push(at);
        }
    }
    let mut different = states.clone();
    different.sort_unstable();
    different.dedup();
    if states.len() == count && different.len() == count {
        return Ok(());
    }
    let index = arrivals.last().and_then(|arrival| arrival.exchange);
    let index = index.unwrap_or_else(|| world.exchanges().len().saturating_sub(1));
    let actual = states.join(", ");
    let message = format!("the {} changed {count} times, and delivered were: {actual}", word(thing.resource));
    let expected = format!("{count} different states");
    let claim = Claim::about(index, "deliveries", Level::Draft, expected, actual, message);
    world.report(claim.of(&["IDN-369"]))
}

/// Nothing has arrived, and nothing more arrives, but what phrases before were about.
#[then(expr = "nothing else is delivered")]
async fn nothing_else(world: &mut World) -> Result<(), Stop> {
    let straggling = world.scaled(STRAGGLING)?;
    world.clock()?.sleep(straggling).await;
    let arrivals = world.webhooks()?;
    let expected = world.ideon.hooks.expected.clone();
    let Some((_, stray)) = arrivals.iter().enumerate().find(|(at, _)| !expected.contains(at)) else {
        return Ok(());
    };
    let index = stray.exchange.unwrap_or_default();
    let actual = crate::world::shorten(&stray.event().to_string());
    let message = "something was delivered that is of another group, or was delivered before";
    let claim = Claim::about(index, "stray-delivery", Level::Assumed, "nothing else", actual, message);
    world.report(claim.of(&["IDN-372"]))
}

/// What was delivered of the coverage period is what it reads now.
#[then(expr = "the delivery agrees with what was read")]
async fn agrees_with_what_was_read(world: &mut World) -> Result<(), Stop> {
    let Some(delivery) = world.ideon.hooks.delivery.clone() else {
        return match world.ideon.hooks.is_missed {
            true => Ok(()),
            false => Err(world.internal("this phrase needs a delivery")),
        };
    };
    let said = said(world, Resource::Period)?;
    let told = delivery.event()["data"]["coverage_period"].clone();
    for member in ["id", "external_identifier", "coverage_start_date", "coverage_end_date", "state"] {
        // The page that shows the delivery breaks off, so that only what is there is compared.
        let (told, read) = (&told[member], &said.thing[member]);
        if !told.is_null() && told != read {
            let message =
                format!("the delivery has {told} as {member}, and the coverage period reads {read}");
            let index = delivery.exchange.unwrap_or(said.index);
            let claim = Claim::about(
                index,
                "delivery-differs",
                Level::Draft,
                read.to_string(),
                told.to_string(),
                message,
            );
            world.report(claim.of(&["IDN-371"]).at(format!("/data/coverage_period/{member}")))?;
        }
    }
    Ok(())
}
