//! Phrases about what belongs together: members and their families, locations, classifications, elections, plans.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    bodies::Days,
    calls::{self, Form},
    compare::difference_at,
    judging::{self, repeats},
    moving,
    shaping::{self, shaped},
    things::{self, Said, Thing, known, numbered, said, set, unwrapped, word},
    words::Resource,
};
use crate::{Claim, Stop, World};

/// A place where somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "workplace", regex = "location|secondary location")]
pub(crate) enum Workplace {
    /// The one that phrases made.
    Location,
    /// The first one that came along with the group.
    Secondary,
}

impl std::str::FromStr for Workplace {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let table = [("location", Self::Location), ("secondary location", Self::Secondary)];
        crate::words::find(&table, word)
    }
}

fn id_of(world: &mut World, workplace: Workplace) -> Result<String, Stop> {
    if workplace == Workplace::Location {
        return Ok(known(world, Thing::latest(Resource::Location))?.id);
    }
    let group = known(world, Thing::latest(Resource::Group))?;
    match group.answer["group"]["secondary_locations"][0]["id"].as_str() {
        Some(id) => Ok(id.to_owned()),
        None => Err(world.blocked("the secondary location of the group has no id")),
    }
}

async fn create_subscriber(world: &mut World, values: &[(String, Value)]) -> Result<usize, Stop> {
    let call = shaped(world, Resource::Subscriber, Form::Smallest, values).await?;
    moving::perform(world, "create-a-subscriber", call).await
}

/// Somebody who works there becomes a subscriber.
#[when(expr = "a subscriber is created at the {workplace}")]
async fn a_subscriber_at(world: &mut World, workplace: Workplace) -> Result<(), Stop> {
    let id = id_of(world, workplace)?;
    create_subscriber(world, &[("location_id".to_owned(), json!(id))]).await.map(|_| ())
}

/// Somebody works elsewhere from now on.
#[when(expr = "the subscriber is moved to the {workplace}")]
async fn is_moved_to(world: &mut World, workplace: Workplace) -> Result<(), Stop> {
    let id = id_of(world, workplace)?;
    let values = [("location_id".to_owned(), json!(id))];
    shaping::update(world, Thing::latest(Resource::Subscriber), &values).await.map(|_| ())
}

/// The answer says that the subscriber works there.
#[then(expr = "the subscriber works at the {workplace}")]
async fn works_at(world: &mut World, workplace: Workplace) -> Result<(), Stop> {
    let id = id_of(world, workplace)?;
    let said = said(world, Resource::Subscriber)?;
    let found = said.thing["location_id"].clone();
    if found.as_str() == Some(id.as_str()) {
        return Ok(());
    }
    let message = format!("the subscriber works at {found}, not at {id}");
    let claim = Claim::about(said.index, "other-value", Level::Inferred, id, found.to_string(), message);
    world.report(claim.at(format!("{}/location_id", said.pointer)))
}

/// Makes a location that does not say in which country it lies.
#[when(expr = "a location is created without a country")]
async fn a_location_without_a_country(world: &mut World) -> Result<(), Stop> {
    // The smallest body of a location says none.
    let call = shaped(world, Resource::Location, Form::Smallest, &[]).await?;
    moving::perform(world, "create-a-location", call).await.map(|_| ())
}

/// A member of a subscriber that names an employment classification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class(&'static str);

impl cucumber::Parameter for Class {
    const NAME: &'static str = "class";
    const REGEX: &'static str = "\"(class|department|division|subgroup)\"";
}

impl std::str::FromStr for Class {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = ["class", "department", "division", "subgroup"];
        let found = known.into_iter().find(|known| *known == word.trim_matches('"'));
        found.map(Self).ok_or_else(|| crate::words::UnknownWord(word.to_owned()))
    }
}

/// Somebody becomes a subscriber who belongs to the classification that phrases speak of.
#[when(expr = "a subscriber is created in the {class} of that classification")]
async fn a_subscriber_in(world: &mut World, class: Class) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Classification))?.id;
    let since = Days::of(world.now()).hired();
    let value = json!({"employment_classification_id": id, "effective_date": since});
    create_subscriber(world, &[(class.0.to_owned(), value)]).await.map(|_| ())
}

/// The family of a subscriber in the last answer.
fn family(said: &Said) -> Vec<Value> {
    said.thing["dependents"].as_array().cloned().unwrap_or_default()
}

/// The answer has so many dependents, and no two of them have the same id.
#[then(expr = "the subscriber has {int} dependent(s), each with an id of its own")]
async fn has_dependents(world: &mut World, count: usize) -> Result<(), Stop> {
    let said = said(world, Resource::Subscriber)?;
    let family = family(&said);
    let mut ids: Vec<&str> = family.iter().filter_map(|one| one["id"].as_str()).collect();
    ids.extend(said.thing["id"].as_str());
    ids.sort_unstable();
    ids.dedup();
    // The subscriber's own id is one of them.
    if family.len() == count && ids.len() == count + 1 && !ids.contains(&"") {
        return Ok(());
    }
    let message = format!(
        "the subscriber has {} dependents, and {} ids are theirs; {count} were passed",
        family.len(),
        ids.len().saturating_sub(1)
    );
    let (expected, actual) = (count.to_string(), family.len().to_string());
    let claim = Claim::about(said.index, "family", Level::Documented, expected, actual, message);
    world.report(claim.of(&["IDN-327", "IDN-339"]).at(format!("{}/dependents", said.pointer)))
}

/// The family reads as it was passed with the subscriber.
#[then(expr = "the dependents of the subscriber are as they were")]
async fn the_family_is_as_it_was(world: &mut World) -> Result<(), Stop> {
    let sent = unwrapped(Resource::Subscriber, &known(world, Thing::latest(Resource::Subscriber))?.sent);
    let said = said(world, Resource::Subscriber)?;
    let family = Said {
        index: said.index,
        thing: json!({"dependents": said.thing["dependents"]}),
        answer: Value::Null,
        pointer: said.pointer,
    };
    repeats(world, &family, Resource::Subscriber, &json!({"dependents": sent["dependents"]}), "was sent")
}

/// Where the last answer shows things of a kind inside another one.
fn inside(resource: Resource) -> Option<&'static str> {
    Some(match resource {
        Resource::Dependent => "dependents",
        Resource::Event => "current_qualifying_life_events",
        Resource::Period => "coverage_periods",
        Resource::Classification => "employment_classifications",
        Resource::Location => "secondary_locations",
        _ => return None,
    })
}

/// A thing inside the last answer: where it stands, and what is said of it.
fn shown(world: &mut World, thing: Thing) -> Result<(Said, Option<Value>, String), Stop> {
    let id = known(world, thing)?.id;
    let Some(member) = inside(thing.resource) else {
        return Err(
            world.internal(format!("no answer shows a {} inside another thing", word(thing.resource)))
        );
    };
    let outer = match thing.resource {
        Resource::Dependent | Resource::Event => Resource::Subscriber,
        _ => Resource::Group,
    };
    let said = said(world, outer)?;
    let all = said.thing[member].as_array().cloned().unwrap_or_default();
    let at = all.iter().position(|one| one["id"].as_str() == Some(id.as_str()));
    let pointer = match at {
        Some(at) => format!("{}/{member}/{at}", said.pointer),
        None => format!("{}/{member}", said.pointer),
    };
    Ok((said, at.map(|at| all[at].clone()), pointer))
}

/// How well it is known that a thing shows inside another.
const fn level(resource: Resource) -> Level {
    match resource {
        Resource::Period => Level::Documented,
        Resource::Classification => Level::Inferred,
        // That these show is our guess.
        _ => Level::Assumed,
    }
}

/// The answer shows the thing inside; none, and a finding, where it does not.
fn need_shown(world: &mut World, thing: Thing) -> Result<Option<(Said, Value, String)>, Stop> {
    let (said, found, pointer) = shown(world, thing)?;
    if let Some(found) = found {
        return Ok(Some((said, found, pointer)));
    }
    let id = known(world, thing)?.id;
    let message = format!("the answer does not show the {} {id}", word(thing.resource));
    let claim = Claim::about(said.index, "not-shown", level(thing.resource), id, "not there", message);
    world.report(claim.at(pointer))?;
    Ok(None)
}

/// What shows what belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "whole", regex = "group|subscriber")]
pub(crate) enum Whole {
    Group,
    Subscriber,
}

impl std::str::FromStr for Whole {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("group", Self::Group), ("subscriber", Self::Subscriber)], word)
    }
}

/// A thing that shows inside a group or a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part(Thing);

impl cucumber::Parameter for Part {
    const NAME: &'static str = "part";
    const REGEX: &'static str = numbered!(
        "dependent",
        "qualifying life event",
        "coverage period",
        "employment classification",
        "location"
    );
}

impl std::str::FromStr for Part {
    type Err = crate::words::UnknownWord;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        words.parse().map(Self)
    }
}

/// The answer shows the thing inside.
#[then(expr = "the {whole} shows the {part}")]
async fn shows_the(world: &mut World, _whole: Whole, part: Part) -> Result<(), Stop> {
    need_shown(world, part.0).map(|_| ())
}

/// The answer does not show the thing, which belongs to somebody else.
#[then(expr = "the {whole} does not show the {part}")]
async fn does_not_show_the(world: &mut World, _whole: Whole, part: Part) -> Result<(), Stop> {
    let (said, found, pointer) = shown(world, part.0)?;
    let Some(found) = found else { return Ok(()) };
    let message = format!("the answer shows a {} that belongs to another one", word(part.0.resource));
    let actual = found["id"].to_string();
    let claim = Claim::about(said.index, "shown-elsewhere", Level::Inferred, "not there", actual, message);
    world.report(claim.at(pointer))
}

fn shows(world: &mut World, thing: Thing, wanted: &Value) -> Result<(), Stop> {
    let Some((said, found, pointer)) = need_shown(world, thing)? else { return Ok(()) };
    let difference = difference_at(world, said.index, &pointer, wanted, &found);
    let Some(difference) = difference else { return Ok(()) };
    let message = format!(
        "the answer shows {} of the {} as {}, not {}",
        difference.pointer,
        word(thing.resource),
        difference.found,
        difference.sent
    );
    let claim = Claim::about(
        said.index,
        "shown-otherwise",
        Level::Inferred,
        difference.sent,
        difference.found,
        message,
    );
    world.report(claim.at(format!("{pointer}{}", difference.pointer)))
}

/// The answer shows the thing with all that was sent of it.
#[then(expr = "the {whole} shows the {part} as sent")]
async fn shows_as_sent(world: &mut World, _whole: Whole, part: Part) -> Result<(), Stop> {
    let sent = unwrapped(part.0.resource, &known(world, part.0)?.sent);
    shows(world, part.0, &sent)
}

/// The answer shows the thing with all that its last update sent.
#[then(expr = "the {whole} shows the {part} as updated")]
async fn shows_as_updated(world: &mut World, _whole: Whole, part: Part) -> Result<(), Stop> {
    let sent = judging::updated(world, part.0)?;
    shows(world, part.0, &sent)
}

/// The answer shows the thing with this value at this place.
#[then(expr = "the {whole} shows the {part} with {string} set to {string}")]
async fn shows_with(
    world: &mut World,
    _whole: Whole,
    part: Part,
    member: String,
    text: String,
) -> Result<(), Stop> {
    let mut wanted = json!({});
    set(&mut wanted, &member, things::value(&member, &text));
    shows(world, part.0, &wanted)
}

/// The coverage period inside the group has each plan that was made of it (IDN-Q17: an example shows the member, no schema does).
#[then(expr = "the group shows the plans of the coverage period")]
async fn shows_the_plans(world: &mut World) -> Result<(), Stop> {
    let period = Thing::latest(Resource::Period);
    let Some((said, found, pointer)) = need_shown(world, period)? else { return Ok(()) };
    let plans: Vec<_> = world.ideon.all(Resource::Plan).iter().map(|plan| plan.id.clone()).collect();
    let shown: Vec<&str> =
        found["plans"].as_array().into_iter().flatten().filter_map(|plan| plan["id"].as_str()).collect();
    let lost: Vec<_> = plans.iter().filter(|id| !shown.contains(&id.as_str())).cloned().collect();
    if lost.is_empty() && shown.len() == plans.len() {
        return Ok(());
    }
    let message = format!("the coverage period shows {} plans, and {} were made", shown.len(), plans.len());
    let (expected, actual) = (plans.join(", "), shown.join(", "));
    let claim = Claim::about(said.index, "plans-lost", Level::Assumed, expected, actual, message);
    world.report(claim.at(format!("{pointer}/plans")))
}

/// A group in force with a coverage period and a plan, one subscriber, and the first elections.
#[given(expr = "a group that is loaded")]
async fn a_loaded_group(world: &mut World) -> Result<(), Stop> {
    calls::make(world, Resource::Group).await?;
    calls::make(world, Resource::Plan).await?;
    calls::make(world, Resource::Subscriber).await?;
    calls::make(world, Resource::Event).await.map(|_| ())
}
