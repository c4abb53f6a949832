//! Phrases about what only Ideon does: it moves coverage periods on, passes data to the carrier, and is answered. A simulator
//! is told to; in a real environment it happens when it happens.

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;
use simulators::ideon::PeriodState;

use super::{
    bodies::{CARRIER, Days, FILE_CARRIER},
    calls::{self, Form},
    shaping,
    things::{Kind, Thing, known, numbered, said, word},
    words::{Operation, Resource},
};
use crate::{Call, Claim, Stop, World};

/// How long, and how often, something is looked at that Ideon decides.
const LOOKS_MAX: u32 = 60;
const BETWEEN_LOOKS: Duration = Duration::from_secs(10);

/// The simulator moves a coverage period to a state.
pub(super) fn move_to(world: &mut World, thing: Thing, state: &str) -> Result<(), Stop> {
    let id = known(world, thing)?.id;
    let Some(word) = PeriodState::of(state) else {
        return Err(world.internal(format!("a coverage period has no state `{state}`")));
    };
    if world.ideon_tenant()?.set_period_state(&id, word) {
        return Ok(());
    }
    Err(world.blocked(format!("the simulator did not move the coverage period {id} to {state}")))
}

/// Ideon has moved the coverage period on.
#[given(expr = "the {thing} moved to {string}")]
async fn it_moved(world: &mut World, thing: Thing, state: String) -> Result<(), Stop> {
    move_to(world, thing, &state)
}

/// Ideon moves the coverage period on.
#[when(expr = "the {thing} moves to {string}")]
async fn it_moves(world: &mut World, thing: Thing, state: String) -> Result<(), Stop> {
    move_to(world, thing, &state)
}

/// Ideon passes what is pending of the coverage period to the carrier, which accepts it.
pub(super) async fn transmit(world: &mut World) -> Result<(), Stop> {
    pass_on(world)?;
    // The carrier takes its time to accept.
    world.clock()?.sleep(Duration::from_secs(3_600)).await;
    Ok(())
}

/// Ideon passes what is pending to the carrier, which has not answered yet.
#[given(expr = "the coverage period is on its way to the carrier")]
async fn is_on_its_way(world: &mut World) -> Result<(), Stop> {
    pass_on(world)
}

fn pass_on(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Period))?.id;
    if !world.ideon_tenant()?.transmit(&id) {
        return Err(world.blocked(format!("the simulator passed nothing of the coverage period {id} on")));
    }
    Ok(())
}

/// The carrier has no answer to what was asked.
#[given(expr = "the carrier cannot answer the plan availability request")]
async fn cannot_answer(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Availability))?.id;
    if world.ideon_tenant()?.fail_availability(&id) {
        return Ok(());
    }
    Err(world.blocked(format!("the simulator does not know the plan availability request {id}")))
}

/// Ideon has passed what is pending to the carrier, which has accepted it.
#[given(expr = "the coverage period was transmitted")]
async fn was_transmitted(world: &mut World) -> Result<(), Stop> {
    transmit(world).await
}

/// Ideon passes what is pending to the carrier, which accepts it.
#[when(expr = "the coverage period is transmitted")]
async fn is_transmitted(world: &mut World) -> Result<(), Stop> {
    transmit(world).await
}

/// All data of the coverage period have been passed, and Ideon has been told so.
#[given(expr = "the setup of the coverage period was completed")]
async fn was_set_up(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Period))?.id;
    let index = shaping::call_at(world, "mark-coverage-period-setup-complete", &id).await?;
    world.set_up(index)
}

/// Ideon is told that all data of one of several coverage periods have been passed.
#[when(expr = "the setup of the second coverage period is completed")]
async fn the_second_is_set_up(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing { nth: Some(1), resource: Resource::Period })?.id;
    shaping::call_at(world, "mark-coverage-period-setup-complete", &id).await.map(|_| ())
}

/// Reads a thing again and again until it is no longer pending.
pub(super) async fn decide(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let pause = world.scaled(BETWEEN_LOOKS)?;
    for _ in 0..LOOKS_MAX {
        shaping::read(world, thing).await?;
        if said(world, thing.resource)?.thing["status"].as_str() != Some("pending") {
            return Ok(());
        }
        world.clock()?.sleep(pause).await;
    }
    if !world.is_simulator() {
        let text = format!("the {} was still pending after ten minutes", word(thing.resource));
        return Err(world.could_not_judge("still-pending", text));
    }
    let index = world.last()?;
    let message = format!("the {} is never decided", word(thing.resource));
    world.report(Claim::about(index, "still-pending", Level::Inferred, "a decision", "pending", message))
}

/// Reads the thing until it is no longer pending.
#[when(expr = "the {thing} is read until it is decided")]
async fn is_read_until_decided(world: &mut World, thing: Thing) -> Result<(), Stop> {
    decide(world, thing).await
}

/// Makes a thing that Ideon decides about, and waits for the decision.
#[given(expr = "a/an/another {kind} that is decided")]
async fn a_decided_thing(world: &mut World, kind: Kind) -> Result<(), Stop> {
    calls::make(world, kind.0).await?;
    decide(world, Thing::latest(kind.0)).await
}

/// Ideon compares once more, and phrases speak of that census.
#[when(expr = "another census request is run and decided")]
async fn another_census(world: &mut World) -> Result<(), Stop> {
    world.ideon_tenant()?;
    calls::make(world, Resource::Census).await?;
    decide(world, Thing::latest(Resource::Census)).await
}

/// The carrier has answered what it offers.
#[given(expr = "a plan availability request that is complete")]
async fn a_complete_request(world: &mut World) -> Result<(), Stop> {
    calls::make(world, Resource::Availability).await?;
    let thing = Thing::latest(Resource::Availability);
    decide(world, thing).await?;
    let said = said(world, thing.resource)?;
    match said.thing["status"].as_str() {
        Some("complete") => Ok(()),
        other => {
            let text = format!("the carrier's answer is {other:?}, so that no plans can be listed");
            Err(world.blocked(text))
        }
    }
}

/// The member whom a phrase is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member(pub(super) Thing);

impl cucumber::Parameter for Member {
    const NAME: &'static str = "member";
    const REGEX: &'static str = numbered!("subscriber", "dependent");
}

impl std::str::FromStr for Member {
    type Err = crate::words::UnknownWord;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        words.parse().map(Self)
    }
}

/// Somebody no longer works for the group: the life event has been passed.
#[given(expr = "the employment of the subscriber ended")]
async fn the_employment_ended(world: &mut World) -> Result<(), Stop> {
    let end = Days::of(world.now()).employment_end();
    let values = [
        ("event", "termination_of_employment".to_owned()),
        ("date", end.clone()),
        ("eligibility_end_date", end),
    ];
    let mut values: Vec<_> =
        values.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    values.push(("plan_elections".to_owned(), serde_json::json!({})));
    shaping::given(world, Resource::Event, &values).await.map(|_| ())
}

/// How a carrier takes what is passed. The reference does not say it of any; the simulator has carriers of both kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "way", regex = "file|API")]
pub(crate) enum Way {
    File,
    Api,
}

impl std::str::FromStr for Way {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("file", Self::File), ("API", Self::Api)], word)
    }
}

/// A coverage period whose data go to the carrier in this way.
#[given(expr = "a coverage period that is delivered by {way}")]
async fn delivered_by(world: &mut World, way: Way) -> Result<(), Stop> {
    world.ideon_tenant()?;
    period_by(world, way).await
}

/// Makes a coverage period whose data go to the carrier in this way.
pub(super) async fn period_by(world: &mut World, way: Way) -> Result<(), Stop> {
    let (carrier, format) = match way {
        Way::File => (FILE_CARRIER, "edi"),
        Way::Api => (CARRIER, "api"),
    };
    let known =
        shaping::given(world, Resource::Period, &[("carrier_name".to_owned(), carrier.into())]).await?;
    let found = known.answer["coverage_period"]["distribution_format"].clone();
    if found.as_str() == Some(format) {
        return Ok(());
    }
    Err(world.blocked(format!("the coverage period of {carrier} is delivered by {found}, not by {format}")))
}

/// A life event with an election of the coverage period's plan for each of two product lines.
#[given(expr = "a qualifying life event with elections of medical and dental")]
async fn with_two_lines(world: &mut World) -> Result<(), Stop> {
    let medical = calls::make(world, Resource::Plan).await?.id;
    let line = [("product_line".to_owned(), "dental".into())];
    let dental = shaping::given(world, Resource::Plan, &line).await?.id;
    let elections = serde_json::json!({"medical": medical, "dental": dental});
    shaping::given(world, Resource::Event, &[("plan_elections".to_owned(), elections)]).await.map(|_| ())
}

/// The answer to a response in the LDEx standard, and to a subscription, is a text.
#[then(expr = "the answer is the text {string}")]
async fn the_answer_is_the_text(world: &mut World, text: String) -> Result<(), Stop> {
    let index = world.last()?;
    world.expect_success(index)?;
    let found = world.exchanges()[index].response().map(|response| response.body.text.trim().to_owned());
    let found = found.unwrap_or_default();
    // The reference writes a text now and then as JSON would.
    if found.trim_matches('"') == text {
        return Ok(());
    }
    let message = format!("the answer is the text {found:?}, not {text:?}");
    world.report(Claim::about(index, "other-text", Level::Inferred, text, found, message))
}

/// A call of an operation that is known by its id in the catalogue.
pub(super) async fn perform(world: &mut World, operation: &str, call: Call) -> Result<usize, Stop> {
    match Operation::of(operation) {
        Some(operation) => calls::send(world, operation, call, Form::Smallest).await,
        None => Err(world.internal(format!("there is no operation `{operation}`"))),
    }
}
