//! Phrases that make and update things in a certain shape.

use std::sync::Arc;

use cucumber::{gherkin::Step, given, when};
use serde_json::{Value, json};

use super::{
    Known,
    calls::{self, Form},
    things::{self, Kind, Nth, Thing, known, set, unwrapped, values},
    words::{Operation, Resource},
};
use crate::{Call, Stop, World};

/// The operation that makes a kind of things.
fn maker(world: &mut World, resource: Resource) -> Result<&'static Operation, Stop> {
    match resource.maker() {
        Some(operation) => Ok(operation),
        None => Err(world.internal(format!("no operation makes a {}", things::word(resource)))),
    }
}

/// A valid call that makes a thing, with these values instead of its own.
pub(super) async fn shaped(
    world: &mut World,
    resource: Resource,
    form: Form,
    values: &[(String, Value)],
) -> Result<Call, Stop> {
    let operation = maker(world, resource)?;
    let mut call = calls::valid(world, operation, form).await?;
    let Some(mut body) = call.json_to_change() else {
        return Err(world.internal(format!("{} takes no body", operation.id)));
    };
    let whole = &mut body;
    let inner = if whole.get(resource.key()).is_some() { &mut whole[resource.key()] } else { whole };
    for (member, value) in values {
        set(inner, member, value.clone());
        // The carrier is asked for twice, and both have to agree.
        if let (Resource::Period, "carrier_name", Some(carrier)) = (resource, member.as_str(), value.as_str())
        {
            call.query.retain(|(name, _)| *name != "carrier_name");
            call = call.query("carrier_name", carrier);
        }
    }
    Ok(call.with(body))
}

/// Makes a thing in a shape, as a scenario's set-up.
pub(super) async fn given(
    world: &mut World,
    resource: Resource,
    values: &[(String, Value)],
) -> Result<Known, Stop> {
    let call = shaped(world, resource, Form::Smallest, values).await?;
    let operation = maker(world, resource)?;
    let index = calls::send(world, operation, call, Form::Smallest).await?;
    world.set_up(index)?;
    known(world, Thing::latest(resource))
}

/// Makes a thing in a shape, as what the scenario is about.
async fn made(
    world: &mut World,
    resource: Resource,
    form: Form,
    values: &[(String, Value)],
) -> Result<usize, Stop> {
    let call = shaped(world, resource, form, values).await?;
    let operation = maker(world, resource)?;
    calls::send(world, operation, call, form).await
}

fn one(world: &World, member: String, text: &str) -> Vec<(String, Value)> {
    let value = things::value_on(world.now(), &member, text);
    vec![(member, value)]
}

/// Makes a thing that has this value at this place. What the API cannot make the simulator is told to.
#[given(expr = "a/an/another {kind} with {string} set to {string}")]
async fn a_thing_with(world: &mut World, kind: Kind, member: String, text: String) -> Result<(), Stop> {
    if kind.0 == Resource::Problem {
        return super::problems::open_with(world, &member, &text).await;
    }
    let values = one(world, member, &text);
    given(world, kind.0, &values).await.map(|_| ())
}

/// Makes a thing that has the values of the table.
#[given(expr = "a/an/another {kind} with these values")]
async fn a_thing_with_these(world: &mut World, kind: Kind, step: &Step) -> Result<(), Stop> {
    let values = values(world, step)?;
    given(world, kind.0, &values).await.map(|_| ())
}

/// Makes a thing that has this value at this place, which is what the scenario is about.
#[when(expr = "a/an/another {kind} is created with {string} set to {string}")]
async fn a_thing_is_created_with(
    world: &mut World,
    kind: Kind,
    member: String,
    text: String,
) -> Result<(), Stop> {
    let values = one(world, member, &text);
    made(world, kind.0, Form::Smallest, &values).await.map(|_| ())
}

/// Makes a thing that has the values of the table, which is what the scenario is about.
#[when(expr = "a/an/another {kind} is created with these values")]
async fn a_thing_is_created_with_these(world: &mut World, kind: Kind, step: &Step) -> Result<(), Stop> {
    let values = values(world, step)?;
    made(world, kind.0, Form::Smallest, &values).await.map(|_| ())
}

/// Makes a thing that says everything that the reference has.
#[when(expr = "a/an/another {kind} is created with everything optional")]
async fn a_thing_is_created_in_full(world: &mut World, kind: Kind) -> Result<(), Stop> {
    made(world, kind.0, Form::Fullest, &[]).await.map(|_| ())
}

/// Makes one more of a kind.
#[when(expr = "another {kind} is created")]
async fn another_is_created(world: &mut World, kind: Kind) -> Result<(), Stop> {
    made(world, kind.0, Form::Smallest, &[]).await.map(|_| ())
}

/// A kind of which a scenario makes many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "many", regex = "groups|subscribers")]
pub(crate) enum Many {
    Groups,
    Subscribers,
}

impl std::str::FromStr for Many {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("groups", Self::Groups), ("subscribers", Self::Subscribers)], word)
    }
}

impl Many {
    pub(super) const fn resource(self) -> Resource {
        match self {
            Self::Groups => Resource::Group,
            Self::Subscribers => Resource::Subscriber,
        }
    }
}

/// Makes so many of a kind: subscribers of one group, or groups.
#[given(expr = "{int} {many}")]
async fn so_many(world: &mut World, count: usize, many: Many) -> Result<(), Stop> {
    for _ in 0..count {
        given(world, many.resource(), &[]).await?;
    }
    Ok(())
}

/// What can come along with a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "companions", regex = "dependent|dependents|secondary location|secondary locations")]
pub(crate) enum Companions {
    Dependents,
    Locations,
}

impl std::str::FromStr for Companions {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let table = [("dependent", Self::Dependents), ("secondary location", Self::Locations)];
        crate::words::find(&table, word.strip_suffix('s').unwrap_or(word))
    }
}

/// So many companions, as the member of the thing that has them.
async fn along(
    world: &mut World,
    count: usize,
    companions: Companions,
) -> Result<Vec<(String, Value)>, Stop> {
    let (name, operation, key) = match companions {
        Companions::Dependents => ("dependents", "create-a-dependent", "dependent"),
        Companions::Locations => ("secondary_locations", "create-a-location", "location"),
    };
    let Some(operation) = Operation::of(operation) else {
        return Err(world.internal(format!("there is no operation `{operation}`")));
    };
    let mut all = Vec::new();
    for _ in 0..count {
        let body = calls::body(world, operation, Form::Smallest).await?.unwrap_or_default();
        all.push(body[key].clone());
    }
    Ok(vec![(name.to_owned(), json!(all))])
}

/// Makes a thing with others that come along in the same call.
#[given(expr = "a/an/another {kind} with {int} {companions}")]
async fn a_thing_with_others(
    world: &mut World,
    kind: Kind,
    count: usize,
    companions: Companions,
) -> Result<(), Stop> {
    let values = along(world, count, companions).await?;
    let known = given(world, kind.0, &values).await?;
    learn_family(world, kind.0, &known);
    Ok(())
}

/// The same, as what the scenario is about.
#[when(expr = "a/an/another {kind} is created with {int} {companions}")]
async fn a_thing_is_created_with_others(
    world: &mut World,
    kind: Kind,
    count: usize,
    companions: Companions,
) -> Result<(), Stop> {
    let values = along(world, count, companions).await?;
    let index = made(world, kind.0, Form::Smallest, &values).await?;
    if world.is_accepted(index)
        && let Some(known) = world.ideon.current(kind.0).cloned()
    {
        learn_family(world, kind.0, &known);
    }
    Ok(())
}

/// Dependents who came along can be spoken of as those who came later.
fn learn_family(world: &mut World, resource: Resource, known: &Known) {
    if resource != Resource::Subscriber {
        return;
    }
    let sent = unwrapped(resource, &known.sent);
    let answer = unwrapped(resource, &known.answer);
    for dependent in sent["dependents"].as_array().into_iter().flatten() {
        let external = &dependent["external_identifier"];
        let family = answer["dependents"].as_array().into_iter().flatten();
        let found = family.into_iter().find(|one| one["external_identifier"] == *external);
        let Some(id) = found.and_then(|one| one["id"].as_str()) else { continue };
        let learnt = Known {
            id: id.to_owned(),
            sent: Arc::new(json!({"dependent": dependent})),
            answer: Arc::new(json!({"dependent": found})),
        };
        world.ideon.remember(Resource::Dependent, learnt);
    }
}

/// The operation that updates a kind of things, and the members that its request cannot do without.
fn updater(resource: Resource) -> Option<(&'static str, &'static [&'static str])> {
    Some(match resource {
        Resource::Group | Resource::Installment => (
            "update-a-group-installment",
            &[
                "external_identifier",
                "employer.organization_name",
                "employer.fein",
                "primary_location.type",
                "primary_location.external_identifier",
                "primary_location.employer_address",
            ],
        ),
        Resource::Period => ("update-a-coverage-period", &[]),
        Resource::Contribution => {
            ("update-a-contribution", &["product_line", "type", "contribution_amounts", "contributor"])
        }
        Resource::Plan => ("update-a-plan", &["external_identifier", "description"]),
        Resource::Classification => (
            "update-an-employment-classification",
            &["external_identifier", "description", "start_date", "type"],
        ),
        Resource::Subscriber => (
            "update-a-subscriber",
            &[
                "location_id",
                "birth_date",
                "employment_details.start_date",
                "employment_details.status",
                "external_identifier",
                "gender",
                "last_name",
                "residential_address",
                "social_security_number",
            ],
        ),
        Resource::Dependent => (
            "update-a-dependent",
            &["external_identifier", "last_name", "gender", "subscriber_relationship", "birth_date"],
        ),
        Resource::Event => (
            "update-a-qle",
            &["event", "date", "eligibility_start_date", "coverage_period_id", "plan_elections"],
        ),
        _ => return None,
    })
}

/// Updates a thing: what the request cannot do without is as it was when the thing was made, but for these values.
pub(super) async fn update(
    world: &mut World,
    thing: Thing,
    values: &[(String, Value)],
) -> Result<usize, Stop> {
    let known = known(world, thing)?;
    let operation = updater(thing.resource).and_then(|(id, needed)| Some((Operation::of(id)?, needed)));
    let Some((operation, needed)) = operation else {
        return Err(world.internal(format!("no operation updates a {}", things::word(thing.resource))));
    };
    let made = unwrapped(thing.resource, &known.sent);
    let mut body = json!({});
    for member in needed {
        set(&mut body, member, things::at(&made, member).clone());
    }
    for (member, value) in values {
        set(&mut body, member, value.clone());
    }
    let call = Call::to(operation.id).at("id", known.id).with(json!({(thing.resource.key()): body}));
    // Some updates are for installments only, and then a 403 says nothing about our key (reading 21).
    let call = if operation.of_installments { call.expecting(&[403]) } else { call };
    calls::send(world, operation, call, Form::Smallest).await
}

/// Updates a thing by one value.
#[when(expr = "the {thing} is updated with {string} set to {string}")]
async fn is_updated_with(world: &mut World, thing: Thing, member: String, text: String) -> Result<(), Stop> {
    let values = one(world, member, &text);
    update(world, thing, &values).await.map(|_| ())
}

/// Updates a thing by the values of the table.
#[when(expr = "the {thing} is updated with these values")]
async fn is_updated_with_these(world: &mut World, thing: Thing, step: &Step) -> Result<(), Stop> {
    let values = values(world, step)?;
    update(world, thing, &values).await.map(|_| ())
}

/// Reads one of several things.
#[when(expr = "the {nth} {kind} is read")]
async fn one_of_several_is_read(world: &mut World, nth: Nth, kind: Kind) -> Result<(), Stop> {
    read(world, Thing { nth: Some(nth.0), resource: kind.0 }).await.map(|_| ())
}

/// Reads a thing once more.
#[when(expr = "the {thing} is read again")]
async fn is_read_again(world: &mut World, thing: Thing) -> Result<(), Stop> {
    read(world, thing).await.map(|_| ())
}

/// Reads a thing by its id.
pub(super) async fn read(world: &mut World, thing: Thing) -> Result<usize, Stop> {
    let operation = match thing.resource {
        Resource::Group | Resource::Installment => "retrieve-a-group",
        Resource::Period => "retrieve-a-coverage-period",
        Resource::Contribution => "retrieve-a-contribution",
        Resource::Availability => "retrieve-a-plan-availability-request",
        Resource::Subscriber => "retrieve-a-subscriber",
        Resource::Census => "retrieve-a-census-request",
        other => return Err(world.internal(format!("no operation reads one {}", things::word(other)))),
    };
    let id = known(world, thing)?.id;
    call_at(world, operation, &id).await
}

/// Sends a call of an operation that takes an id and no body.
pub(super) async fn call_at(world: &mut World, operation: &str, id: &str) -> Result<usize, Stop> {
    let Some(operation) = Operation::of(operation) else {
        return Err(world.internal(format!("there is no operation `{operation}`")));
    };
    calls::send(world, operation, Call::to(operation.id).at("id", id), Form::Smallest).await
}
