//! Phrases about what an answer says of a thing: what was sent comes back, ids are the vendor's own, states are what they
//! have to be.

use cucumber::then;
use evidence::Level;
use serde_json::Value;

use super::{
    compare::{bare_number, difference, difference_at},
    things::{Said, Thing, at, known, pointer, said, unwrapped, value, without, word},
    words::Resource,
};
use crate::{Claim, Stop, World};

/// The answer has all that was sent of the thing, unaltered. That it has it is documented by the shape of the answer, that it
/// is the same is not said anywhere.
#[then(expr = "the {thing} comes back as sent")]
async fn comes_back_as_sent(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let known = known(world, thing)?;
    let said = said(world, thing.resource)?;
    let sent = unwrapped(thing.resource, &known.sent);
    repeats(world, &said, thing.resource, &sent, "was sent")
}

/// The call has the documented status of a success; another one of success is noted (reading 25).
#[then(expr = "the call is answered with {int}")]
async fn is_answered_with(world: &mut World, status: u16) -> Result<(), Stop> {
    let index = world.last()?;
    world.expect_success(index)?;
    let found = world.status(index).unwrap_or_default();
    if found == status {
        return Ok(());
    }
    let message = format!("the call succeeds with {found}, and is documented with {status}");
    let claim = Claim::about(
        index,
        "success-status",
        Level::Inferred,
        status.to_string(),
        found.to_string(),
        message,
    );
    world.report(claim.of(&["IDN-380"]))
}

/// The answer has all that the last update of the thing sent.
#[then(expr = "the {thing} comes back as updated")]
async fn comes_back_as_updated(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let sent = updated(world, thing)?;
    let said = said(world, thing.resource)?;
    repeats(world, &said, thing.resource, &sent, "was updated")
}

/// What the last accepted update of a thing sent.
pub(super) fn updated(world: &mut World, thing: Thing) -> Result<Value, Stop> {
    let known = known(world, thing)?;
    let bodies = world.exchanges().iter().rev().filter(|exchange| {
        exchange.request.method == "PUT"
            && exchange.request.url.contains(&known.id)
            && exchange.status().is_some_and(|status| (200..300).contains(&status))
    });
    let body = bodies.filter_map(|exchange| exchange.request.body.as_ref()).next();
    match body.and_then(|body| serde_json::from_str::<Value>(&body.text).ok()) {
        Some(body) => Ok(unwrapped(thing.resource, &body)),
        None => Err(world.blocked(format!("no update of the {} was accepted", word(thing.resource)))),
    }
}

/// Files where an answer does not repeat what it should.
pub(super) fn repeats(
    world: &mut World,
    said: &Said,
    resource: Resource,
    sent: &Value,
    how: &str,
) -> Result<(), Stop> {
    let found = difference_at(world, said.index, &said.pointer, sent, &said.thing);
    let Some(found) = found else { return Ok(()) };
    let message = format!(
        "the {} does not come back as it {how}: {} is {} and was {}",
        word(resource),
        found.pointer,
        found.found,
        found.sent
    );
    let claim = Claim::about(said.index, "not-as-sent", Level::Inferred, found.sent, found.found, message);
    world.report(claim.at(format!("{}{}", said.pointer, found.pointer)))
}

/// What an update did not mention is as it was when the thing was made. Whether a PUT merges is documented nowhere.
#[then(expr = "the rest of the {thing} is as it was")]
async fn the_rest_is_as_it_was(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let made = unwrapped(thing.resource, &known(world, thing)?.sent);
    let rest = without(&made, &updated(world, thing)?);
    let said = said(world, thing.resource)?;
    let found = difference_at(world, said.index, &said.pointer, &rest, &said.thing);
    let Some(found) = found else { return Ok(()) };
    let message = format!(
        "the update did not mention {} of the {}, which was {} and is {} now",
        found.pointer,
        word(thing.resource),
        found.sent,
        found.found
    );
    let claim = Claim::about(said.index, "rest-altered", Level::Assumed, found.sent, found.found, message);
    world.report(claim.at(format!("{}{}", said.pointer, found.pointer)))
}

/// The answer gives the thing an id of the vendor's making that no other thing of the scenario has.
#[then(expr = "the {thing} has an id of its own")]
async fn has_an_id_of_its_own(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let said = said(world, thing.resource)?;
    let id = said.thing["id"].clone();
    is_own(world, &said, &id, &format!("{}/id", said.pointer), thing.resource)
}

/// An id is there, is not our own key, and belongs to nothing else.
fn is_own(world: &mut World, said: &Said, id: &Value, pointer: &str, resource: Resource) -> Result<(), Stop> {
    let what = word(resource);
    let text = id.as_str().unwrap_or_default();
    let mut wrong = None;
    if text.is_empty() {
        wrong = Some(("id-missing", format!("the {what} has no id")));
    } else if Some(text) == said.thing["external_identifier"].as_str() {
        wrong = Some(("id-not-own", format!("the id of the {what} is the key that we gave it")));
    } else if let Some(other) = other_with(world, text, resource) {
        wrong = Some(("id-twice", format!("the id of the {what} is that of {other} as well")));
    }
    let Some((rule, message)) = wrong else { return Ok(()) };
    let claim =
        Claim::about(said.index, rule, Level::Documented, "an id of its own", id.to_string(), message);
    world.report(claim.at(pointer))
}

/// What else of the scenario has this id.
fn other_with(world: &World, id: &str, resource: Resource) -> Option<&'static str> {
    let is_itself = |other: Resource| {
        other == resource || (resource == Resource::Installment && other == Resource::Group)
    };
    world.ideon.all.iter().find_map(|(other, things)| {
        let same = things.iter().filter(|known| known.id == id).count();
        (same > usize::from(is_itself(*other))).then(|| word(*other))
    })
}

/// Each location of a group has an id, and no two have the same one.
#[then(expr = "each location of the {thing} has an id of its own")]
async fn each_location_has_an_id(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let sent = unwrapped(thing.resource, &known(world, thing)?.sent);
    let said = said(world, thing.resource)?;
    let wanted = sent["secondary_locations"].as_array().map_or(0, Vec::len);
    let found = said.thing["secondary_locations"].as_array().cloned().unwrap_or_default();
    if found.len() != wanted {
        let message = format!("{wanted} secondary locations were sent, and {} came back", found.len());
        let (expected, actual) = (wanted.to_string(), found.len().to_string());
        let claim = Claim::about(said.index, "locations-lost", Level::Documented, expected, actual, message);
        return world.report(claim.at(format!("{}/secondary_locations", said.pointer)));
    }
    let mut ids = vec![said.thing["id"].clone()];
    let places = std::iter::once(("/primary_location".to_owned(), &said.thing["primary_location"]));
    let places: Vec<_> = places
        .chain(found.iter().enumerate().map(|(at, one)| (format!("/secondary_locations/{at}"), one)))
        .collect();
    for (place, location) in places {
        let id = location["id"].clone();
        let is_good = id.as_str().is_some_and(|id| !id.is_empty()) && !ids.contains(&id);
        if !is_good {
            let message = format!("a location of the group has no id of its own: {id}");
            let claim = Claim::about(
                said.index,
                "location-id",
                Level::Documented,
                "an id of its own",
                id.to_string(),
                message,
            );
            world.report(claim.at(format!("{}{place}/id", said.pointer)))?;
        }
        ids.push(id);
    }
    Ok(())
}

/// The thing has the id that it got when it was made.
#[then(expr = "the {thing} keeps its id")]
async fn keeps_its_id(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let known = known(world, thing)?;
    let said = said(world, thing.resource)?;
    let found = said.thing["id"].clone();
    if found.as_str() == Some(known.id.as_str()) {
        return Ok(());
    }
    let message = format!("the {} {} answers with the id {found}", word(thing.resource), known.id);
    let claim = Claim::about(said.index, "id-changed", Level::Inferred, known.id, found.to_string(), message);
    world.report(claim.at(format!("{}/id", said.pointer)))
}

/// A member has the value that the answer had in which the thing was made.
#[then(expr = "the {thing} keeps its {string}")]
async fn keeps_its(world: &mut World, thing: Thing, member: String) -> Result<(), Stop> {
    let before = at(&unwrapped(thing.resource, &known(world, thing)?.answer), &member).clone();
    let said = said(world, thing.resource)?;
    let found = at(&said.thing, &member).clone();
    if found == before && !before.is_null() {
        return Ok(());
    }
    let message = format!("{member} of the {} was {before} and is {found}", word(thing.resource));
    let claim = Claim::about(
        said.index,
        "member-altered",
        Level::Inferred,
        before.to_string(),
        found.to_string(),
        message,
    );
    world.report(claim.at(format!("{}{}", said.pointer, pointer(&member))))
}

/// The answer has this value at this place of the thing; `nothing` is null, or no such member.
#[then(expr = "the {thing} has {string} set to {string}")]
async fn has_set_to(world: &mut World, thing: Thing, member: String, text: String) -> Result<(), Stop> {
    let said = said(world, thing.resource)?;
    let expected = value(&member, &text);
    let found = at(&said.thing, &member).clone();
    if difference(&expected, &found).is_none() {
        return Ok(());
    }
    let message = format!("{member} of the {} is {found}, not {expected}", word(thing.resource));
    let claim = Claim::about(
        said.index,
        "other-value",
        Level::Inferred,
        expected.to_string(),
        found.to_string(),
        message,
    );
    world.report(claim.at(format!("{}{}", said.pointer, pointer(&member))))
}

/// Where a kind of things says how it stands, and which clauses speak of it.
pub(super) const fn standing(resource: Resource) -> (&'static str, &'static [&'static str]) {
    match resource {
        Resource::Group | Resource::Installment => ("status", &["IDN-280", "IDN-281"]),
        Resource::Period => ("state", &["IDN-290", "IDN-291"]),
        Resource::Availability => ("status", &["IDN-310"]),
        Resource::Subscriber => ("status", &["IDN-332", "IDN-333"]),
        Resource::Event => ("status", &["IDN-343"]),
        Resource::Problem => ("status", &["IDN-355", "IDN-358"]),
        Resource::Census => ("status", &["IDN-361"]),
        _ => ("status", &[]),
    }
}

/// How the thing stands, by the last answer. Groups and subscribers say it beside themselves.
#[then(expr = "the {thing} is {string}")]
async fn the_status_is(world: &mut World, thing: Thing, status: String) -> Result<(), Stop> {
    let said = said(world, thing.resource)?;
    let (member, clauses) = standing(thing.resource);
    let is_beside = matches!(thing.resource, Resource::Group | Resource::Installment | Resource::Subscriber);
    let (found, pointer) = if is_beside {
        (said.answer[member].clone(), format!("/{member}"))
    } else {
        (said.thing[member].clone(), format!("{}/{member}", said.pointer))
    };
    if found.as_str() == Some(status.as_str()) {
        return Ok(());
    }
    let message = format!("the {} is {found}, not \"{status}\"", word(thing.resource));
    let claim = Claim::about(said.index, "standing", Level::Documented, status, found.to_string(), message);
    world.report(claim.of(clauses).at(pointer))
}

/// The number by which the carrier knows the group is the one that was sent, with or without what a delivery adds to it.
#[then(expr = "the coverage period has the group number of the carrier")]
async fn has_the_group_number(world: &mut World) -> Result<(), Stop> {
    let period = Thing::latest(Resource::Period);
    let sent = unwrapped(period.resource, &known(world, period)?.sent)["carrier_group_number"].clone();
    let said = said(world, period.resource)?;
    let found = said.thing["carrier_group_number"].clone();
    let same = found.as_str().map(bare_number) == sent.as_str().map(bare_number);
    if same {
        return Ok(());
    }
    let message = format!("the group number {sent} was accepted, and comes back as {found}");
    let claim = Claim::about(
        said.index,
        "group-number",
        Level::Inferred,
        sent.to_string(),
        found.to_string(),
        message,
    );
    world.report(claim.at(format!("{}/carrier_group_number", said.pointer)))
}

/// The thing says that it is of the coverage period that phrases speak of.
#[then(expr = "the {thing} belongs to the coverage period")]
async fn belongs_to_the_period(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let period = known(world, Thing::latest(Resource::Period))?.id;
    let said = said(world, thing.resource)?;
    let found = said.thing["coverage_period_id"].clone();
    if found.as_str() == Some(period.as_str()) {
        return Ok(());
    }
    let message = format!("the {} says that it is of the coverage period {found}", word(thing.resource));
    let claim =
        Claim::about(said.index, "other-period", Level::Documented, period, found.to_string(), message);
    world.report(claim.at(format!("{}/coverage_period_id", said.pointer)))
}

/// The last two answers of the same operation, whole.
#[then(expr = "both answers are the same")]
async fn both_answers_are_the_same(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let operation = world.exchanges()[index].operation.clone();
    let before = world.exchanges()[..index].iter().rposition(|exchange| exchange.operation == operation);
    let Some(before) = before else {
        return Err(world.internal("this phrase needs two answers of the same operation"));
    };
    let earlier = world.body(before).unwrap_or_default();
    if earlier == body {
        return Ok(());
    }
    let message = "the same call answers otherwise, though nothing has happened between";
    let (expected, actual) = (earlier.to_string(), body.to_string());
    world.report(Claim::about(index, "answers-differ", Level::Inferred, expected, actual, message))
}

/// An update answers with the record itself (IDN-Q15).
#[then(expr = "the answer is the subscriber without a wrapper")]
async fn without_a_wrapper(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let known = known(world, Thing::latest(Resource::Subscriber))?;
    if body["id"].as_str() == Some(known.id.as_str()) && body.get("subscriber").is_none() {
        return Ok(());
    }
    let message = "the answer is not the bare subscriber";
    let claim = Claim::about(
        index,
        "wrapped",
        Level::Documented,
        "the members of the subscriber, at the top",
        crate::world::shorten(&body.to_string()),
        message,
    );
    world.report(claim.of(&["IDN-171"]))
}
