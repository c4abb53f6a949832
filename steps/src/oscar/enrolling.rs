//! Phrases that enroll people and add them to a family.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::json;
use time::{Date, Month, OffsetDateTime};

use super::{
    answers, calls,
    people::first_of_month,
    words::{Operation, Part, Relationship, Who},
};
use crate::{Claim, Stop, World};

/// Whether a day lies in the Open Enrollment of the federal individual market, 1 November to 15 January.
fn is_open(day: Date) -> bool {
    match day.month() {
        Month::November | Month::December => true,
        Month::January => day.day() <= 15,
        _ => false,
    }
}

/// Whose date decides is not documented: today's and the signature's are the same here, the start of coverage is not.
fn dates_that_may_decide(now: OffsetDateTime) -> [Date; 2] {
    [now.date(), first_of_month(now.date(), 1)]
}

fn day_of(year: i32, month: Month, day: u8) -> Option<OffsetDateTime> {
    Some(Date::from_calendar_date(year, month, day).ok()?.with_hms(12, 0, 0).ok()?.assume_utc())
}

/// Brings a simulator's clock to a day on which all dates agree; a real one has to stand there.
fn agree(world: &mut World, open: bool) -> Result<(), Stop> {
    let now = world.now();
    if dates_that_may_decide(now).into_iter().all(|day| is_open(day) == open) {
        return Ok(());
    }
    let words = if open { "inside" } else { "outside" };
    let month = if open { Month::November } else { Month::June };
    match day_of(now.year(), month, 15) {
        Some(day) if world.is_simulator() => world.set_date(day),
        _ => {
            let text = format!(
                "today and the next start of coverage do not both lie {words} Open Enrollment (1 November to 15 January), \
                 and whose date decides is not documented"
            );
            Err(world.not_applicable("open-enrollment", text))
        }
    }
}

fn new_own(world: &mut World, size: u32, months_ahead: u32) -> Result<usize, Stop> {
    let family = calls::new_family(world, size, months_ahead)?;
    world.oscar.own = Some(family);
    Ok(family)
}

async fn enroll(world: &mut World, family: usize) -> Result<(), Stop> {
    let index = calls::create(world, family).await?;
    world.set_up(index)
}

/// A simulator's date is moved outside Open Enrollment; against a real vendor the scenario applies only if today and the
/// next start of coverage lie outside.
#[given(expr = "the date lies outside Open Enrollment")]
async fn the_date_lies_outside(world: &mut World) -> Result<(), Stop> {
    agree(world, false)
}

/// Moves the simulator's date, at noon UTC.
#[given(expr = "today is {string}")]
async fn today_is(world: &mut World, date: String) -> Result<(), Stop> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let day = Date::parse(&date, format).ok().and_then(|day| day_of(day.year(), day.month(), day.day()));
    match day {
        Some(day) => world.set_date(day),
        None => Err(world.internal(format!("`{date}` is no date of the form 2026-11-01"))),
    }
}

/// Lets so many months pass on the simulator's clock.
#[given(expr = "{int} month(s) pass")]
async fn months_pass(world: &mut World, months: u32) -> Result<(), Stop> {
    let now = world.now();
    let first = first_of_month(now.date(), months);
    let day = first.replace_day(now.day()).unwrap_or(first);
    world.set_date(now.replace_date(day))
}

/// A person who is to be enrolled because of an ICHRA offer; a simulator's date is moved outside Open Enrollment.
#[given(expr = "a new member outside Open Enrollment with a qualifying life event")]
async fn a_new_member(world: &mut World) -> Result<(), Stop> {
    // With an event an enrollment is as good inside: a real vendor is taken as it is.
    if world.is_simulator() {
        agree(world, false)?;
    }
    new_own(world, 1, 1).map(|_| ())
}

/// A person who is to be enrolled without an event on a day of Open Enrollment, whoever's date decides.
#[given(expr = "a new member during Open Enrollment without a qualifying life event")]
async fn a_new_member_during_open_enrollment(world: &mut World) -> Result<(), Stop> {
    agree(world, true)?;
    a_new_member_with_part(world, Part::NoLifeEvent).await
}

/// A person who is to be enrolled with this code of the list of qualifying life events.
#[given(expr = "a new member with the qualifying life event {string}")]
async fn a_new_member_with_event(world: &mut World, event: String) -> Result<(), Stop> {
    let family = new_own(world, 1, 1)?;
    world.oscar.families[family].event = Some(event);
    Ok(())
}

/// A person whose enrollment has, or lacks, an optional part.
#[given(expr = "a new member with {part}")]
async fn a_new_member_with_part(world: &mut World, part: Part) -> Result<(), Stop> {
    let family = new_own(world, 1, 1)?;
    let family = &mut world.oscar.families[family];
    family.part = Some(part);
    match part {
        Part::NoSsn => family.members.iter_mut().for_each(|person| person.ssn = None),
        Part::NoLifeEvent => family.event = None,
        Part::WritingAgent | Part::ServicingAgent | Part::Employer => {}
    }
    Ok(())
}

/// A policy holder, a spouse, and children who are to be enrolled together.
#[given(expr = "a new family of {int}")]
async fn a_new_family(world: &mut World, size: u32) -> Result<(), Stop> {
    new_own(world, size, 1).map(|_| ())
}

/// A member whose enrollment was accepted; coverage starts on the first of the next month.
#[given(expr = "an enrolled member")]
async fn an_enrolled_member(world: &mut World) -> Result<(), Stop> {
    let family = new_own(world, 1, 1)?;
    enroll(world, family).await
}

/// A member whose enrollment with this total premium, a decimal text, was accepted.
#[given(expr = "an enrolled member with a monthly premium of {string}")]
async fn an_enrolled_member_with_premium(world: &mut World, premium: String) -> Result<(), Stop> {
    let family = new_own(world, 1, 1)?;
    world.oscar.families[family].premium = premium;
    enroll(world, family).await
}

/// A member whose coverage starts on the first of a month, so many months ahead.
#[given(expr = "an enrolled member whose coverage starts in {int} month(s)")]
async fn an_enrolled_member_later(world: &mut World, months: u32) -> Result<(), Stop> {
    let family = new_own(world, 1, months)?;
    enroll(world, family).await
}

/// A policy holder, a spouse, and children whose enrollment was accepted.
#[given(expr = "an enrolled family of {int}")]
async fn an_enrolled_family(world: &mut World, size: u32) -> Result<(), Stop> {
    let family = new_own(world, size, 1)?;
    enroll(world, family).await
}

/// A second member, in a family of their own; phrases go on to speak of the first.
#[given(expr = "another enrolled member")]
async fn another_enrolled_member(world: &mut World) -> Result<(), Stop> {
    let family = calls::new_family(world, 1, 1)?;
    world.oscar.other = Some(family);
    enroll(world, family).await
}

/// Sends the creation.
#[when(expr = "the membership is created")]
async fn the_membership_is_created(world: &mut World) -> Result<(), Stop> {
    let family = calls::own(world)?;
    calls::create(world, family).await?;
    Ok(())
}

/// Adds somebody by an update that was accepted: the dependent alone, or the whole family where a real vendor wants it.
#[given(expr = "a {relationship} is added")]
async fn somebody_was_added(world: &mut World, relationship: Relationship) -> Result<(), Stop> {
    let index = calls::add(world, relationship, None).await?;
    world.set_up(index)
}

/// Sends an update that adds somebody.
#[when(expr = "a {relationship} is added")]
async fn somebody_is_added(world: &mut World, relationship: Relationship) -> Result<(), Stop> {
    calls::add(world, relationship, None).await?;
    Ok(())
}

/// Adds somebody by an update that states a new total premium, and that was accepted.
#[given(expr = "a {relationship} is added with a new monthly premium of {string}")]
async fn somebody_was_added_with_premium(
    world: &mut World,
    relationship: Relationship,
    premium: String,
) -> Result<(), Stop> {
    let index = calls::add(world, relationship, Some(&premium)).await?;
    world.set_up(index)
}

/// The answer has a member of that name with text in it, wherever it stands.
#[then(expr = "the response has a/an {string}")]
async fn the_response_has(world: &mut World, name: String) -> Result<(), Stop> {
    let index = world.last()?;
    let body = world.body(index).unwrap_or_default();
    if answers::text(&body, &name).is_some() {
        return Ok(());
    }
    let actual = match schemas::find_somewhere(&body, &name) {
        Some((pointer, value)) => format!("{value} at {pointer}"),
        None => "no such member".to_owned(),
    };
    let message = format!("the response has no `{name}` with text in it: {actual}");
    let expected = format!("`{name}`, a text that is not empty");
    world.report(Claim::about(index, "member-missing", Level::Documented, expected, actual, message))
}

/// Each enrollee has an Oscar id that no other has: from the answer to the creation, or else from the membership.
#[then(expr = "every enrollee has an Oscar id of their own")]
async fn every_enrollee_has_an_id(world: &mut World) -> Result<(), Stop> {
    world.answer()?;
    let family = calls::own(world)?;
    if world.oscar.families[family].members.iter().any(|person| person.oscar_id.is_none()) {
        let id = calls::holder_id(world, family)?;
        let index = calls::read(world, Operation::Get, family, &id).await?;
        world.expect_success(index)?;
    }
    let index = world.last()?;
    let size = world.oscar.families[family].members.len();
    let mut ids = calls::known_ids(world, family);
    ids.sort();
    ids.dedup();
    if ids.len() == size {
        return Ok(());
    }
    let message = format!("{size} people were enrolled, and {} different Oscar ids came back", ids.len());
    let (expected, actual) = (format!("{size} Oscar ids"), ids.join(", "));
    world.report(Claim::about(index, "ids-not-own", Level::Inferred, expected, actual, message))
}

/// Oscar id and application id are others than those of the other member's enrollment.
#[then(expr = "the ids differ from those of the other member")]
async fn the_ids_differ(world: &mut World) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    let (Some(own), Some(other)) = (world.oscar.own, world.oscar.other) else {
        return Err(world.internal("this phrase needs two enrollments"));
    };
    let ids = |family: usize| {
        let family = &world.oscar.families[family];
        let oscar_id = family.members.first().and_then(|holder| holder.oscar_id.clone());
        [("oscar_id", oscar_id), ("application_id", family.application_id.clone())]
    };
    let shared: Vec<_> = ids(own)
        .into_iter()
        .zip(ids(other))
        .filter(|((_, own), (_, other))| own.is_some() && own == other)
        .map(|((name, id), _)| (name, id.unwrap_or_default()))
        .collect();
    for (name, id) in shared {
        let message = format!("two enrollments have the {name} {id} in common");
        let expected = format!("another {name} for each enrollment");
        world.report(Claim::about(index, "ids-not-own", Level::Inferred, expected, id, message))?;
    }
    Ok(())
}

/// The answer to the update names the new dependent, or shows an Oscar id that the family did not have.
#[then(expr = "the response contains the new dependent")]
async fn the_response_contains_the_dependent(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    for person in calls::people(world, Who::NewDependent)? {
        if answers::is_about(&body, &person) || person.oscar_id.is_some() {
            continue;
        }
        let expected = "the new dependent, by name or by a new Oscar id";
        let message = "the response of the update does not contain the new dependent";
        let claim = Claim::about(index, "dependent-missing", Level::Documented, expected, "neither", message);
        world.report(claim.of(&["OSC-23"]))?;
    }
    Ok(())
}

/// The answer to the update shows an Oscar id for the new dependent that the family did not have.
#[then(expr = "the new dependent has a resolved Oscar id")]
async fn the_dependent_has_an_id(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let person = calls::people(world, Who::NewDependent)?.remove(0);
    if person.oscar_id.is_some() {
        return Ok(());
    }
    let actual = answers::texts(&body, "oscar_id").join(", ");
    let actual = if actual.is_empty() { "no Oscar id".to_owned() } else { format!("only {actual}") };
    let message = format!("the response of the update shows no Oscar id of the new dependent: {actual}");
    let expected = "an Oscar id that the family did not have";
    // That there is an id is documented, that nobody else has it follows from what ids are for.
    let shares =
        answers::part_about(&body, &person).is_some_and(|part| answers::text(part, "oscar_id").is_some());
    let level = if shares { Level::Inferred } else { Level::Documented };
    world
        .report(Claim::about(index, "dependent-without-id", level, expected, actual, message).of(&["OSC-24"]))
}

/// Changes the policy holder's mail address by an update that was accepted.
#[given(expr = "the email of the policy holder is changed to {string}")]
async fn the_email_was_changed(world: &mut World, email: String) -> Result<(), Stop> {
    let family = calls::own(world)?;
    let id = calls::holder_id(world, family)?;
    let body = json!({"oscar_id": id, "enrollees": [{"oscar_id": id, "email": email}]});
    let index = calls::valid(world, Operation::Update, |_| Ok(Some(body.clone()))).await?;
    world.set_up(index)
}
