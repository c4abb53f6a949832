//! Phrases that read something of a member, and those about a membership that was read.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::Value;

use super::{
    answers, calls,
    people::Person,
    words::{Edge, Operation, Reading, Who},
};
use crate::{Claim, Stop, World};

async fn read_own(world: &mut World, reading: Reading) -> Result<usize, Stop> {
    let family = calls::own(world)?;
    let id = calls::holder_id(world, family)?;
    calls::read(world, reading.operation(), family, &id).await
}

/// Something of the member was read, by the policy holder's id, and the call was accepted.
#[given(expr = "the {reading} is/are read")]
async fn something_was_read(world: &mut World, reading: Reading) -> Result<(), Stop> {
    let index = read_own(world, reading).await?;
    world.set_up(index)
}

/// Reads something of the member, by the policy holder's id.
#[when(expr = "the {reading} is/are read")]
async fn something_is_read(world: &mut World, reading: Reading) -> Result<(), Stop> {
    read_own(world, reading).await?;
    Ok(())
}

/// Reads something of the other member.
#[when(expr = "the {reading} of the other member is/are read")]
async fn something_of_the_other_is_read(world: &mut World, reading: Reading) -> Result<(), Stop> {
    let Some(family) = world.oscar.other else {
        return Err(world.internal("this phrase needs another member"));
    };
    let id = calls::holder_id(world, family)?;
    calls::read(world, reading.operation(), family, &id).await?;
    Ok(())
}

/// Reads the membership by somebody's own id; where the enrollment did not tell it, it is looked up first.
#[when(expr = "the membership is read with the id of {who}")]
async fn the_membership_is_read_with(world: &mut World, who: Who) -> Result<(), Stop> {
    let family = calls::own(world)?;
    if calls::people(world, who)?.iter().any(|person| person.oscar_id.is_none()) {
        let index = read_own(world, Reading::Membership).await?;
        world.set_up(index)?;
    }
    let id = calls::people(world, who)?.remove(0).oscar_id;
    let Some(id) = id else {
        return Err(
            world.blocked("no Oscar id is known of that person, so the membership cannot be read by it")
        );
    };
    calls::read(world, Operation::Get, family, &id).await?;
    Ok(())
}

/// The elements of `memberships` in the last answer.
fn elements(world: &mut World) -> Result<(usize, String, Vec<Value>), Stop> {
    let (index, body) = world.answer()?;
    if let Some((pointer, elements)) = answers::memberships(&body) {
        return Ok((index, pointer, elements.clone()));
    }
    let message = "the response has no array `memberships`";
    let claim = Claim::about(index, "memberships-missing", Level::Documented, "an array", "none", message);
    world.report(claim.of(&["OSC-17"]))?;
    Ok((index, String::new(), Vec::new()))
}

/// How a person is called in a message.
fn called(person: &Person) -> String {
    format!("{} {} ({})", person.first_name, person.last_name, person.relationship.code())
}

/// Each element of a person, or a finding that there is none.
fn elements_of(world: &mut World, person: &Person) -> Result<(usize, Vec<(String, Value)>), Stop> {
    let (index, pointer, elements) = elements(world)?;
    let found: Vec<_> = answers::elements_of(&elements, person)
        .into_iter()
        .map(|(at, element)| (format!("{pointer}/{at}"), element.clone()))
        .collect();
    if found.is_empty() {
        let message =
            format!("`memberships` has {} element(s), and none is {}", elements.len(), called(person));
        let expected = format!("an element of {}, known by Oscar id or by name", called(person));
        let claim = Claim::about(index, "member-not-listed", Level::Documented, expected, "none", message);
        world.report(claim.at(pointer))?;
    }
    Ok((index, found))
}

/// Each of them has an element in `memberships`, known by Oscar id or by name.
#[then(expr = "the membership lists {who}")]
async fn the_membership_lists(world: &mut World, who: Who) -> Result<(), Stop> {
    for person in calls::people(world, who)? {
        elements_of(world, &person)?;
    }
    Ok(())
}

/// Each element of `memberships` is somebody of the family that was asked about.
#[then(expr = "the membership lists nobody else")]
async fn the_membership_lists_nobody_else(world: &mut World) -> Result<(), Stop> {
    let (index, pointer, elements) = elements(world)?;
    let family =
        world.oscar.asked.map(|family| world.oscar.families[family].members.clone()).unwrap_or_default();
    for (at, element) in elements.iter().enumerate() {
        if family
            .iter()
            .any(|person| answers::shows_id_of(element, person) || answers::is_about(element, person))
        {
            continue;
        }
        let id = answers::text(element, "oscar_id").unwrap_or("without an Oscar id").to_owned();
        let message = format!("`memberships` has an element of somebody who is not of this family: {id}");
        let expected = "only people of the family";
        let claim = Claim::about(index, "stranger-listed", Level::Inferred, expected, id, message);
        world.report(claim.at(format!("{pointer}/{at}")))?;
    }
    Ok(())
}

/// Why a value is wrong: what it has to be, and how well that is known.
struct Wrong {
    expected: String,
    level: Level,
}

/// Judges a member of each person's elements. Several elements of one person are several spans of cover: one of them has to
/// be right.
fn judge_each(
    world: &mut World,
    who: Who,
    (name, rule): (&str, &'static str),
    judge: impl Fn(&Person, Option<&str>) -> Result<(), Wrong>,
) -> Result<(), Stop> {
    for person in calls::people(world, who)? {
        let (index, found) = elements_of(world, &person)?;
        let mut first = None;
        for (pointer, element) in &found {
            let value = answers::text(element, name);
            match judge(&person, value) {
                Ok(()) => {
                    first = None;
                    break;
                }
                Err(wrong) if first.is_none() => first = Some((wrong, pointer, element, value)),
                Err(_) => {}
            }
        }
        let Some((wrong, pointer, element, value)) = first else { continue };
        let found = schemas::find_somewhere(element, name).filter(|(_, value)| !value.is_null());
        let (actual, level) = match (value, &found) {
            (Some(text), _) => (text.to_owned(), wrong.level),
            // How a value is written is known from a draft at best.
            (None, Some((_, other))) => (other.to_string(), wrong.level.weaker(Level::Draft)),
            (None, None) => ("no such text".to_owned(), wrong.level),
        };
        let below = found.map(|(below, _)| below).unwrap_or_default();
        let message = format!("{name} of {} is {actual}, not {}", called(&person), wrong.expected);
        let claim = Claim::about(index, rule, level, wrong.expected, actual, message);
        world.report(claim.at(format!("{pointer}{below}")))?;
    }
    Ok(())
}

/// The status of each of them is this one. That staging effectuates at once is inferred from the order of the guide; that
/// there is a status is documented.
#[then(expr = "the effectuation status of {who} is {string}")]
async fn the_effectuation_status_is(world: &mut World, who: Who, status: String) -> Result<(), Stop> {
    judge_each(world, who, ("effectuation_status", "effectuation-status"), |_, value| {
        if value == Some(status.as_str()) {
            return Ok(());
        }
        let level = if value.is_some() { Level::Inferred } else { Level::Documented };
        Err(Wrong { expected: status.clone(), level })
    })
}

/// The cover of each of them starts on the day that was asked for, or ends with the plan year, since no request gives
/// another end. Of a real vendor an end that is null or absent is accepted too.
#[then(expr = "the coverage of {who} {edge} as enrolled")]
async fn the_coverage_is_as_enrolled(world: &mut World, who: Who, edge: Edge) -> Result<(), Stop> {
    match edge {
        Edge::Starts => the_coverage_starts(world, who),
        Edge::Ends => the_coverage_ends(world, who),
    }
}

fn the_coverage_starts(world: &mut World, who: Who) -> Result<(), Stop> {
    judge_each(world, who, ("coverage_start", "coverage-start"), |person, value| {
        let expected = person.coverage_start.to_string();
        if value.map(answers::day) == Some(expected.as_str()) {
            return Ok(());
        }
        Err(Wrong { expected, level: level_of_day(value) })
    })
}

/// How well it is known that a day is wrong: that it is written as `2026-07-01` stands in a draft only.
fn level_of_day(value: Option<&str>) -> Level {
    let is_other_form = value.is_some_and(|value| !answers::is_day(answers::day(value)));
    if is_other_form { Level::Draft } else { Level::Documented }
}

fn the_coverage_ends(world: &mut World, who: Who) -> Result<(), Stop> {
    let family = if who == Who::Other { world.oscar.other } else { world.oscar.own };
    let Some(family) = family else { return Err(world.internal("this phrase needs a member")) };
    let expected = world.oscar.families[family].plan_year_end().to_string();
    let is_simulator = world.is_simulator();
    judge_each(world, who, ("coverage_end", "coverage-end"), |_, value| match value {
        Some(value) if answers::day(value) == expected => Ok(()),
        Some(_) => Err(Wrong { expected: expected.clone(), level: level_of_day(value) }),
        None if is_simulator => Err(Wrong { expected: expected.clone(), level: Level::Assumed }),
        None => Ok(()),
    })
}

/// The membership shows somebody, known by name, under the Oscar id that the enrollment or the update gave.
#[then(expr = "the Oscar id of {who} is unchanged")]
async fn the_oscar_id_is_unchanged(world: &mut World, who: Who) -> Result<(), Stop> {
    judge_each(world, who, ("oscar_id", "oscar-id-changed"), |person, value| match &person.oscar_id {
        Some(id) if value != Some(id.as_str()) => Err(Wrong { expected: id.clone(), level: Level::Inferred }),
        _ => Ok(()),
    })
}

/// The last answer says the same as the one before it to the same call: ids, states and dates, or autopay settings.
#[then(expr = "the answer is the same as before")]
async fn the_answer_is_the_same(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let operation = world.exchanges()[index].operation.clone();
    let is_same_call = |at: &usize| world.exchanges()[*at].operation == operation;
    let Some(before) = (0..index).rev().find(is_same_call).and_then(|at| world.body(at)) else {
        return Err(world.internal("this phrase needs an answer to the same call before the last one"));
    };
    let (was, is) = if operation.as_deref() == Some(Operation::Get.id()) {
        (format!("{:?}", answers::cover_of(&before)), format!("{:?}", answers::cover_of(&body)))
    } else {
        (format!("{:?}", answers::settings_of(&before)), format!("{:?}", answers::settings_of(&body)))
    };
    if was == is {
        return Ok(());
    }
    let message = format!("reading changed what was read: it was {was} and is {is}");
    world.report(Claim::about(index, "read-not-repeatable", Level::Inferred, was, is, message))
}

/// The membership shows this mail address of each of them. That data other than the guide's can be updated and read back is
/// our reading of how the two calls belong together.
#[then(expr = "the email of {who} is {string}")]
async fn the_email_is(world: &mut World, who: Who, email: String) -> Result<(), Stop> {
    judge_each(world, who, ("email", "email"), |_, value| {
        if value == Some(email.as_str()) {
            return Ok(());
        }
        Err(Wrong { expected: email.clone(), level: Level::Assumed })
    })
}
