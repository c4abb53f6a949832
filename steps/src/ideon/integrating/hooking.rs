//! What hooks tell a platform. They are the simulator's; the steps deliver them, since the order and the number of deliveries
//! are what the scenarios are about.

use std::sync::Arc;

use cucumber::{given, then, when};
use evidence::{Intent, Level};
use integrator::ideon::{Notice, Task, receiver::Receiver};
use simulators::ideon::PeriodState;
use wire::{Client, ClientOptions, Outgoing};

use super::{ask, claim, company, end, integration, meeting::first_period, memory, prepare, words::Order};
use crate::{Claim, Stop, World};

/// The operation under which deliveries are recorded.
const DELIVERY: &str = "webhook-delivery";

/// The platform has asked for hooks about its group, and its receiver waits for them.
#[given(expr = "the platform is subscribed to the group")]
async fn it_is_subscribed(world: &mut World) -> Result<(), Stop> {
    let group = company::group_ref(world)?;
    prepare(world, Task::Subscribe(group)).await?;
    let integration = integration(world)?;
    let receiver = match Receiver::start(Arc::clone(&integration)).await {
        Ok(receiver) => receiver,
        Err(error) => {
            return Err(world.could_not_judge("receiver", format!("the receiver did not start: {error}")));
        }
    };
    let client = receiver.url().parse().map(ClientOptions::new).ok().and_then(|it| Client::new(it).ok());
    let Some(client) = client else { return Err(world.internal("the embedded receiver has no URL")) };
    memory(world).delivered = world.ideon_tenant()?.hooks().len();
    memory(world).receiver = Some((receiver, client));
    Ok(())
}

/// Ideon moves the platform's first coverage period on.
#[given(expr = "Ideon moves the platform's coverage period to {word}")]
async fn it_moves(world: &mut World, word: String) -> Result<(), Stop> {
    let id = first_period(world)?;
    let Some(state) = PeriodState::of(&word) else {
        return Err(world.internal(format!("a coverage period has no state `{word}`")));
    };
    match world.ideon_tenant()?.set_period_state(&id, state) {
        true => Ok(()),
        false => Err(world.blocked(format!("the simulator does not know the coverage period {id}"))),
    }
}

/// What happened since the last delivery is delivered, in this order, and answered.
#[when(expr = "the hooks about it reach the platform {hook_order}")]
async fn they_reach_it(world: &mut World, order: Order) -> Result<(), Stop> {
    let done = memory(world).delivered;
    let all = world.ideon_tenant()?.hooks();
    let mut hooks: Vec<_> = all.iter().skip(done).cloned().collect();
    if hooks.is_empty() {
        return Err(world.blocked("nothing has happened that a hook could tell of"));
    }
    match order {
        Order::Forward => {}
        Order::Backward => hooks.reverse(),
        Order::Twice => hooks = hooks.into_iter().flat_map(|hook| [hook.clone(), hook]).collect(),
    }
    memory(world).delivered = all.len();
    let Some(client) = memory(world).receiver.as_ref().map(|(_, client)| client.clone()) else {
        return Err(world.internal("this phrase needs a platform that is subscribed"));
    };
    for hook in hooks {
        let mut outgoing = Outgoing::new("POST", "");
        outgoing.headers.push(evidence::Header::new("content-type", "application/json"));
        outgoing.body = Some(hook.to_string().into_bytes());
        let exchange = world.exchange(&client, outgoing, DELIVERY, Intent::Valid).await?;
        let status = exchange.status();
        world.scene()?.keep(exchange);
        memory(world).acknowledged.push(status);
    }
    // What a hook is about is read afterwards.
    ask(world, Task::CatchUp).await
}

/// The platform looks at everything that a hook could be about.
#[when(expr = "the platform looks by itself")]
async fn it_looks(world: &mut World) -> Result<(), Stop> {
    ask(world, Task::Poll).await
}

/// No delivery was refused.
#[then(expr = "the platform accepted every delivery")]
async fn it_accepted_all(world: &mut World) -> Result<(), Stop> {
    let answers = memory(world).acknowledged.clone();
    let is_accepted = |status: &Option<u16>| status.is_some_and(|status| (200..300).contains(&status));
    let actual = match answers.iter().find(|status| !is_accepted(status)) {
        None if !answers.is_empty() => return Ok(()),
        None => "no delivery".to_owned(),
        Some(None) => "no answer".to_owned(),
        Some(Some(status)) => status.to_string(),
    };
    let message = format!("the platform's receiver does not accept every delivery: {actual}");
    let exchange = world.exchanges().len().saturating_sub(1);
    world.report(Claim::about(exchange, "hook-refused", Level::Documented, "a success", actual, message))
}

/// What the platform takes the state of its first coverage period to be.
#[then(expr = "the platform holds its coverage period to be in {word}")]
async fn it_holds(world: &mut World, state: String) -> Result<(), Stop> {
    let id = first_period(world)?;
    let held = integration(world)?.state(&id).unwrap_or_else(|| "none".to_owned());
    if held == state {
        return Ok(());
    }
    let message = format!("the platform holds its coverage period to be in `{held}`, and it is in `{state}`");
    claim(world, "held-state", &state, &held, message)
}

fn told(world: &mut World, what: &str, is_it: impl Fn(&Notice) -> bool) -> Result<(), Stop> {
    // So that a platform that did nothing is not asked what it said.
    end(world)?;
    let count = integration(world)?.notices().into_iter().filter(is_it).count();
    if count == 1 {
        return Ok(());
    }
    let message = format!("the platform told its user {count} times of {what}");
    claim(world, "told", "once", &count.to_string(), message)
}

/// Its user has heard of this state once.
#[then(expr = "its user heard once that the coverage period is in {word}")]
async fn heard_of_state(world: &mut World, wanted: String) -> Result<(), Stop> {
    let id = first_period(world)?;
    let is_it = |notice: &Notice| matches!(notice, Notice::State { coverage_period_id, state } if *coverage_period_id == id && *state == wanted);
    told(world, &format!("the state {wanted}"), is_it)
}

/// Its user has heard of the problem once.
#[then(expr = "its user heard once of the enrollment problem")]
async fn heard_of_problem(world: &mut World) -> Result<(), Stop> {
    let id = first_period(world)?;
    let is_it = |notice: &Notice| matches!(notice, Notice::Problem { coverage_period_id, .. } if *coverage_period_id == id);
    told(world, "the enrollment problem", is_it)
}
