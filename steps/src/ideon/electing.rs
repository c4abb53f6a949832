//! Phrases about elections and plans, and about what is refused of groups in force and of numbers of carriers.

use cucumber::{then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    bodies::Days,
    calls::{self, Form},
    judging::repeats,
    moving,
    shaping::{self, shaped},
    things::{self, Said, Thing, known, said, set, unwrapped},
    words::{Operation, Resource},
};
use crate::{Claim, Stop, World};

/// A product line of elections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line(&'static str);

const LINES: [&str; 16] = [
    "medical",
    "dental",
    "vision",
    "voluntary_life",
    "non_voluntary_life",
    "accidental_death_dismemberment",
    "voluntary_accidental_death_dismemberment",
    "life_accidental_death_dismemberment",
    "voluntary_life_accidental_death_dismemberment",
    "short_term_disability",
    "long_term_disability",
    "hospital_indemnity",
    "critical_illness",
    "accident",
    "cancer",
    "legal",
];

impl cucumber::Parameter for Line {
    const NAME: &'static str = "line";
    const REGEX: &'static str = "[a-z]+(?:_[a-z]+)*";
}

impl std::str::FromStr for Line {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = LINES.into_iter().find(|line| *line == word);
        found.map(Self).ok_or_else(|| crate::words::UnknownWord(word.to_owned()))
    }
}

async fn elect(world: &mut World, elections: Value) -> Result<usize, Stop> {
    let values = [("plan_elections".to_owned(), elections)];
    let call = shaped(world, Resource::Event, Form::Smallest, &values).await?;
    moving::perform(world, "create-a-qle", call).await
}

/// An election of medical cover in the form of Ideon's other pages, which is an object. The schema of the reference has a
/// string, and so has the simulator: it gets the object's text (reading 30).
async fn elect_in_detail(world: &mut World, election: Value) -> Result<usize, Stop> {
    if world.is_simulator() {
        return elect(world, json!({"medical": election.to_string()})).await;
    }
    let values = [("plan_elections".to_owned(), json!({"medical": election}))];
    let call = shaped(world, Resource::Event, Form::Smallest, &values).await?;
    // The reference's own schema refuses it, and a vendor that does so as well is right.
    let call = call.invalid().expecting(&[400, 422]).allowing(&[201]);
    moving::perform(world, "create-a-qle", call).await
}

/// A life event elects a plan of the coverage period in one product line.
#[when(expr = "a qualifying life event is created with an election of {line}")]
async fn an_election_of(world: &mut World, line: Line) -> Result<(), Stop> {
    let plan = calls::id_of(world, Resource::Plan).await?;
    elect(world, json!({(line.0): plan})).await.map(|_| ())
}

/// Elections as other pages of Ideon show them: an object that names the plan and each member of the family (reading 30).
#[when(expr = "a qualifying life event is created with an election of the plan for the whole family")]
async fn an_election_for_all(world: &mut World) -> Result<(), Stop> {
    let plan = known(world, Thing::latest(Resource::Plan))?.id;
    let mut members = vec![known(world, Thing::latest(Resource::Subscriber))?.id];
    members.extend(world.ideon.all(Resource::Dependent).iter().map(|one| one.id.clone()));
    let start = Days::of(world.now()).start();
    let coverages: Vec<_> = members
        .iter()
        .map(|id| json!({"member_id": id, "start_date": start, "status": "employer_sponsored"}))
        .collect();
    let election = json!({"plan_id": plan, "type": "election", "coverages": coverages});
    elect_in_detail(world, election).await.map(|_| ())
}

/// A waiver as other pages of Ideon show it (reading 30).
#[when(expr = "a qualifying life event is created with a waiver")]
async fn a_waiver(world: &mut World) -> Result<(), Stop> {
    let signed = Days::of(world.now()).signed();
    let waiver =
        json!({"type": "waiver", "waiver_signature_date": signed, "waiver_reason": "other_coverage"});
    elect_in_detail(world, waiver).await.map(|_| ())
}

/// Another plan is elected after the fact.
#[when(expr = "the elections of the qualifying life event are updated to another plan")]
async fn another_plan(world: &mut World) -> Result<(), Stop> {
    let event = known(world, Thing::latest(Resource::Event))?;
    let plan = calls::make(world, Resource::Plan).await?.id;
    world.ideon.remember(Resource::Event, event);
    let values = [("plan_elections".to_owned(), json!({"medical": plan}))];
    shaping::update(world, Thing::latest(Resource::Event), &values).await.map(|_| ())
}

/// The elections in the answer are those that the request had.
#[then(expr = "the elections come back as sent")]
async fn the_elections_come_back(world: &mut World) -> Result<(), Stop> {
    let (index, answer) = world.answer()?;
    let body = world.exchanges()[index].request.body.as_ref().map(|body| body.text.clone());
    let sent: Value = body.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let key = Resource::Event.key();
    let said = Said {
        index,
        thing: answer[key]["plan_elections"].clone(),
        answer,
        pointer: format!("/{key}/plan_elections"),
    };
    repeats(world, &said, Resource::Event, &sent[key]["plan_elections"], "was sent")
}

/// Elections come back as they were sent, where the vendor takes such ones at all: its pages do not agree (reading 30).
#[then(expr = "the elections come back as sent, or such elections are refused")]
async fn come_back_or_refused(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    if matches!(world.status(index), Some(400 | 422)) && !world.is_simulator() {
        return Ok(());
    }
    the_elections_come_back(world).await
}

/// The life event of somebody who was hired: its day is the first of the employment.
#[when(expr = "a qualifying life event is created on the day of hire")]
async fn on_the_day_of_hire(world: &mut World) -> Result<(), Stop> {
    let subscriber = known(world, Thing::latest(Resource::Subscriber))?;
    let hired = subscriber.sent["subscriber"]["employment_details"]["start_date"].clone();
    let values = [("event".to_owned(), json!("new_hire")), ("date".to_owned(), hired)];
    let call = shaped(world, Resource::Event, Form::Smallest, &values).await?;
    moving::perform(world, "create-a-qle", call).await.map(|_| ())
}

/// What an update of a plan is not allowed to alter.
#[when(expr = "the plan is updated with {string} set to {string}, against the rules")]
async fn against_the_rules(world: &mut World, member: String, text: String) -> Result<(), Stop> {
    let plan = known(world, Thing::latest(Resource::Plan))?;
    let sent = unwrapped(Resource::Plan, &plan.sent);
    let mut body = json!({
        "external_identifier": sent["external_identifier"],
        "description": sent["description"],
    });
    set(&mut body, &member, json!(text));
    let call = crate::Call::to("update-a-plan").at("id", plan.id).with(json!({"plan": body}));
    let Some(operation) = Operation::of("update-a-plan") else {
        return Err(world.internal("there is no operation `update-a-plan`"));
    };
    calls::send(world, operation, call.expecting(&[400, 403, 422]), Form::Smallest).await.map(|_| ())
}

/// The update was refused, or it left the member as it was.
#[then(expr = "the plan keeps its {string}, or the update is refused")]
async fn keeps_or_refused(world: &mut World, member: String) -> Result<(), Stop> {
    let index = world.last()?;
    if matches!(world.status(index), Some(400 | 403 | 422)) {
        return Ok(());
    }
    let sent = unwrapped(Resource::Plan, &known(world, Thing::latest(Resource::Plan))?.sent);
    let said = said(world, Resource::Plan)?;
    let (expected, found) = (things::at(&sent, &member), things::at(&said.thing, &member));
    if expected == found {
        return Ok(());
    }
    let message = format!("{member} of the plan was {expected} and became {found}");
    let claim = Claim::about(
        said.index,
        "fixed-member",
        Level::Draft,
        expected.to_string(),
        found.to_string(),
        message,
    );
    world.report(claim.of(&["IDN-321"]).at(format!("{}/{member}", said.pointer)))
}

/// An update that is meant for installments was refused of a group in force. Which status that has is documented nowhere
/// (reading 21), and that the API enforces what it asks of its callers is our inference (IDN-Q57).
#[then(expr = "the update is refused outside of an installment")]
async fn refused_outside(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let what = "an update of a group that is in no installment";
    world.expect_refusal(index, &[422, 403], Level::Inferred, what)
}

/// A number in a form that the carrier does not have was refused, and the refusal names its place as the reference has it,
/// odd as that is (IDN-Q52).
#[then(expr = "the group number is refused")]
async fn the_number_is_refused(world: &mut World) -> Result<(), Stop> {
    const DOCUMENTED: &str = "group.group_setup.carrier_group_number";
    let index = world.last()?;
    world.expect_refusal(
        index,
        &[422],
        Level::Documented,
        "a group number that the carrier does not have",
    )?;
    let body = world.body(index).unwrap_or_default();
    let parameters: Vec<&str> = body["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|error| error["parameter"].as_str())
        .collect();
    if parameters.contains(&DOCUMENTED) {
        return Ok(());
    }
    let is_own = parameters.contains(&"coverage_period.carrier_group_number");
    let level = if is_own { Level::Inferred } else { Level::Documented };
    let actual = parameters.join(", ");
    let message = format!("the refusal names {actual:?} as its place, not {DOCUMENTED:?}");
    let claim = Claim::about(index, "refusal-parameter", level, DOCUMENTED, actual, message);
    world.report(claim.of(&["IDN-299"]).at("/errors/0/parameter"))
}
