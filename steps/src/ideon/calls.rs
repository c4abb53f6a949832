//! Builds and sends the calls of a scenario, makes what they need first, and learns the ids that come back.

use futures::future::LocalBoxFuture;
use serde_json::Value;

use super::{
    Control, Known,
    bodies::{self, CARRIER, Days, Parts},
    fixtures, full, people, things,
    words::{Operation, Resource},
};
use crate::{Call, Stop, World};

/// How much a valid body says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// What has to be said, and little more.
    #[default]
    Smallest,
    /// Every member that the reference has.
    Fullest,
}

/// Sends a call and lets phrases speak of it. One that is accepted is what refusals are measured by.
pub(super) async fn send(
    world: &mut World,
    operation: &'static Operation,
    call: Call,
    form: Form,
) -> Result<usize, Stop> {
    let index = world.send(call.clone()).await?;
    world.last = Some(index);
    if world.is_accepted(index) {
        learn(world, operation, &call, index);
        world.ideon.control = Some(Control { operation, call, form });
    } else if let Some(stop) = fixtures::no_fresh_problem(world, operation, index) {
        return Err(stop);
    } else if let Some(resource) = operation.makes {
        world.ideon.nameless.insert(resource);
    }
    Ok(index)
}

/// Makes a valid call of an operation, and what it needs before.
pub(super) async fn perform(world: &mut World, operation: &'static Operation) -> Result<usize, Stop> {
    let call = valid(world, operation, Form::Smallest).await?;
    send(world, operation, call, Form::Smallest).await
}

/// A call that sets a scenario up has to be accepted; whether it is right is for the scenarios about it to judge.
pub(super) async fn set_up(world: &mut World, call: Call) -> Result<Value, Stop> {
    let index = world.send(call).await?;
    world.set_up(index)?;
    Ok(world.body(index).unwrap_or_default())
}

/// A valid call of an operation; what it needs is made first where no phrase has.
pub(super) async fn valid(
    world: &mut World,
    operation: &'static Operation,
    form: Form,
) -> Result<Call, Stop> {
    if operation.of_installments && world.ideon.current(Resource::Group).is_none() {
        make(world, Resource::Installment).await?;
    }
    let mut call = Call::to(operation.id);
    if let Some(resource) = operation.at {
        call = call.at("id", id_of(world, resource).await?);
    }
    if operation.id == "create-a-coverage-period" {
        call = call.query("carrier_name", world.ideon.carrier.unwrap_or(CARRIER));
    }
    if operation.id == "rsppost" {
        // Neither field nor content is documented (reading 29).
        return Ok(call.with_form(vec![("rsp", "covenant".to_owned())]));
    }
    Ok(match body(world, operation, form).await? {
        Some(body) => call.with(body),
        None => call,
    })
}

/// A valid body of an operation, about somebody or something new; none for one that takes none.
pub(super) async fn body(
    world: &mut World,
    operation: &'static Operation,
    form: Form,
) -> Result<Option<Value>, Stop> {
    let (mut location, mut period, mut classification) = (String::new(), String::new(), String::new());
    let (mut person, mut plan) = (None, None);
    let is_full = form == Form::Fullest;
    match operation.id {
        "create-a-subscriber" | "update-a-subscriber" => {
            location = self::location(world).await?;
            if is_full {
                classification = id_of(world, Resource::Classification).await?;
            }
            person = Some(people::new_person(world)?);
        }
        "create-a-dependent" | "update-a-dependent" => person = Some(people::new_person(world)?),
        "create-a-group"
        | "create-a-group-installment"
        | "update-a-group-installment"
        | "create-a-location"
            if is_full =>
        {
            person = Some(people::new_person(world)?);
        }
        "create-a-qle" | "update-a-qle" => {
            period = id_of(world, Resource::Period).await?;
            if is_full {
                id_of(world, Resource::Plan).await?;
            }
            plan = world.ideon.current(Resource::Plan).map(|plan| plan.id.clone());
        }
        _ => {}
    }
    let parts = Parts {
        external: people::external(world),
        inner: people::external(world),
        person,
        location,
        period,
        classification,
        plan,
        carrier: world.ideon.carrier.unwrap_or(CARRIER),
        days: Days::of(world.now()),
    };
    Ok(match form {
        Form::Smallest => bodies::smallest(operation.id, &parts),
        Form::Fullest => full::fullest(operation.id, &parts),
    })
}

/// The id of the location in which subscribers work: one that a phrase made, or the group's primary one.
pub(super) async fn location(world: &mut World) -> Result<String, Stop> {
    if let Some(location) = world.ideon.current(Resource::Location) {
        return Ok(location.id.clone());
    }
    id_of(world, Resource::Group).await?;
    let group = world.ideon.current(Resource::Group).map(|group| group.answer.clone()).unwrap_or_default();
    match group["group"]["primary_location"]["id"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => id_of(world, Resource::Location).await,
    }
}

/// The id of the thing that phrases speak of, made first where no phrase has.
pub(super) async fn id_of(world: &mut World, resource: Resource) -> Result<String, Stop> {
    if let Some(known) = world.ideon.current(resource) {
        return Ok(known.id.clone());
    }
    make(world, resource).await.map(|known| known.id)
}

/// Makes a thing, and whatever it belongs to where that is not there; phrases speak of it from now on.
pub(super) fn make(world: &mut World, resource: Resource) -> LocalBoxFuture<'_, Result<Known, Stop>> {
    Box::pin(async move {
        let Some(operation) = resource.maker() else {
            let known = fixtures::obtain(world, resource).await?;
            world.ideon.remember(resource, known.clone());
            return Ok(known);
        };
        let call = valid(world, operation, Form::Smallest).await?;
        let index = world.send(call.clone()).await?;
        world.set_up(index)?;
        learn(world, operation, &call, index);
        let known = world.ideon.current(resource).cloned();
        known.ok_or_else(|| missing(world, resource))
    })
}

/// Why a thing that a phrase speaks of is not there: its maker gave no id, or no phrase made it.
pub(super) fn missing(world: &mut World, resource: Resource) -> Stop {
    let maker = resource.maker().filter(|_| world.ideon.nameless.contains(&resource));
    let has_family = resource == Resource::Dependent && world.ideon.current(Resource::Subscriber).is_some();
    let text = match maker {
        Some(operation) => format!("no answer to {} that accepts it has an id", operation.id),
        // Who comes along with a subscriber is known from that one's answer.
        None if has_family => "no answer about the subscriber shows a dependent with an id".to_owned(),
        None => {
            let text = format!("this phrase needs a {} made before it", things::word(resource));
            return world.internal(text);
        }
    };
    if world.is_simulator() { world.blocked(text) } else { world.could_not_judge("no-id", text) }
}

/// Remembers what an accepted call made.
fn learn(world: &mut World, operation: &Operation, call: &Call, index: usize) {
    let Some(resource) = operation.makes else { return };
    let answer = world.json(index).unwrap_or_default();
    let Some(id) = answer[resource.key()]["id"].as_str().map(str::to_owned) else {
        world.ideon.nameless.insert(resource);
        return;
    };
    let known = Known { id, sent: call.json().cloned().unwrap_or_default(), answer };
    world.ideon.remember(resource, known);
}

/// A fixture of the profile, which is an id.
pub(super) fn fixture(world: &mut World, name: &str) -> Option<String> {
    let value = world.profile().ok()?.fixtures.get(name)?;
    value.as_str().map(str::to_owned)
}

/// A fixture without which the scenario says nothing about the environment.
pub(super) fn need_fixture(world: &mut World, name: &str) -> Result<String, Stop> {
    match fixture(world, name) {
        Some(id) => Ok(id),
        None => Err(world.missing_fixture(name)),
    }
}
