//! Phrases about enrollment problems: what Ideon, or a carrier, finds to differ.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};
use simulators::ideon::Severity;

use super::{
    Known, calls,
    fixtures::{self, RESOLVE},
    judging,
    listing::list,
    moving::{self, Member},
    things::{Said, Thing, known, said},
    words::Resource,
};
use crate::{Call, Claim, Stop, World};

/// Opens a problem of the coverage period that phrases speak of, and lets them speak of it.
fn open(
    world: &mut World,
    period: &str,
    member: Option<&str>,
    severity: Severity,
    parameter: &str,
) -> Result<(), Stop> {
    let made = world.ideon_tenant()?.open_problem(period, member, severity, parameter);
    match made {
        Some(id) => {
            let known = Known::by_id(id);
            world.ideon.remember(Resource::Problem, known);
            Ok(())
        }
        None => Err(world.blocked(format!("the simulator could not open a problem of {period}"))),
    }
}

/// A problem that has this value at this place.
pub(super) async fn open_with(world: &mut World, member: &str, text: &str) -> Result<(), Stop> {
    world.ideon_tenant()?;
    let period = calls::id_of(world, Resource::Period).await?;
    let (severity, parameter) = match member {
        "severity" => match Severity::of(text) {
            Some(severity) => (severity, "birth_date"),
            None => return Err(world.internal(format!("no problem is as bad as `{text}`"))),
        },
        "discrepancy.parameter" => (Severity::Failure, text),
        // Who answers for a problem the simulator decides by how bad it is.
        "assignee" if text == "vericred" => (Severity::Info, "birth_date"),
        _ => (Severity::Failure, "birth_date"),
    };
    open(world, &period, None, severity, parameter)
}

/// Ideon finds a problem with somebody's data.
#[given(expr = "an enrollment problem of the {member}")]
async fn a_problem_of(world: &mut World, member: Member) -> Result<(), Stop> {
    world.ideon_tenant()?;
    let period = calls::id_of(world, Resource::Period).await?;
    let id = known(world, member.0)?.id;
    open(world, &period, Some(&id), Severity::Failure, "birth_date")
}

/// Ideon finds a problem.
#[when(expr = "an enrollment problem is opened")]
async fn a_problem_is_opened(world: &mut World) -> Result<(), Stop> {
    let period = known(world, Thing::latest(Resource::Period))?.id;
    open(world, &period, None, Severity::Failure, "birth_date")
}

/// Ideon finds a problem of the first of several coverage periods.
#[when(expr = "an enrollment problem of the first coverage period is opened")]
async fn a_problem_of_the_first_is_opened(world: &mut World) -> Result<(), Stop> {
    let period = known(world, Thing { nth: Some(0), resource: Resource::Period })?.id;
    open(world, &period, None, Severity::Failure, "birth_date")
}

/// What a problem is resolved with.
const RESOLUTION: &str = "Covenant has corrected the data.";

async fn resolve(world: &mut World, id: &str) -> Result<usize, Stop> {
    let call = Call::to(RESOLVE).at("id", id).with(json!({"message": RESOLUTION}));
    moving::perform(world, RESOLVE, call).await
}

/// Two problems: the first one has been resolved. In a real environment the profile's coverage period has both, or one of
/// them is resolved.
#[given(expr = "a resolved and an unresolved enrollment problem")]
async fn one_of_each(world: &mut World) -> Result<(), Stop> {
    if world.is_simulator() {
        let resolved = calls::make(world, Resource::Problem).await?.id;
        let index = resolve(world, &resolved).await?;
        world.set_up(index)?;
        calls::make(world, Resource::Problem).await?;
        return Ok(());
    }
    let period = calls::need_fixture(world, "coverage_period")?;
    let call = Call::to("list-enrollment-problems").at("id", period.clone());
    let body = calls::set_up(world, call).await?;
    let of = |status: &str| -> Vec<String> {
        let all = body["errors"].as_array().into_iter().flatten();
        let found = all.filter(|problem| problem["status"] == json!(status));
        found.filter_map(|problem| problem["id"].as_str()).map(str::to_owned).collect()
    };
    // Another scenario may be about to resolve what it has taken.
    let unresolved = fixtures::take(world, &of("unresolved"))?;
    let (Some(resolved), Some(unresolved)) = (of("resolved").into_iter().next(), unresolved) else {
        let text = "the coverage period of `fixtures.coverage_period` has no two problems, one of which is resolved \
                    and the other of no other scenario of this run";
        return Err(world.not_applicable("missing-fixture", text));
    };
    world.ideon.remember(Resource::Period, Known::by_id(period));
    world.ideon.remember(Resource::Problem, Known::by_id(resolved));
    world.ideon.remember(Resource::Problem, Known::by_id(unresolved));
    Ok(())
}

/// The first problem of the scenario has been resolved.
#[given(expr = "the first enrollment problem was resolved")]
async fn the_first_was_resolved(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing { nth: Some(0), resource: Resource::Problem })?.id;
    let index = resolve(world, &id).await?;
    world.set_up(index)
}

/// The second problem of the scenario is resolved.
#[when(expr = "the second enrollment problem is resolved")]
async fn the_second_is_resolved(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing { nth: Some(1), resource: Resource::Problem })?.id;
    resolve(world, &id).await.map(|_| ())
}

/// What an accepted call of an operation about a thing sent, oldest first.
fn sent_to(world: &World, operation: &str, id: &str) -> Vec<Value> {
    let accepted = world.exchanges().iter().filter(|exchange| {
        exchange.operation.as_deref() == Some(operation)
            && exchange.request.url.contains(id)
            && exchange.status().is_some_and(|status| (200..300).contains(&status))
    });
    let bodies = accepted.filter_map(|exchange| exchange.request.body.as_ref());
    bodies.filter_map(|body| serde_json::from_str(&body.text).ok()).collect()
}

fn carries(world: &mut World, index: usize, pointer: &str, problem: &Value, id: &str) -> Result<(), Stop> {
    let sent = sent_to(world, RESOLVE, id).pop().unwrap_or_default();
    let resolution = &problem["resolution"];
    let is_dated = resolution["created_at"].as_str().is_some_and(|at| !at.is_empty());
    if resolution["message"] == sent["message"] && is_dated {
        return Ok(());
    }
    let message = format!("the resolved problem carries {resolution} as its resolution");
    let claim = Claim::about(
        index,
        "resolution",
        Level::Documented,
        format!("{} and when", sent["message"]),
        resolution.to_string(),
        message,
    );
    world.report(claim.of(&["IDN-358"]).at(format!("{pointer}/resolution")))
}

/// The answer has the resolution in the problem, and when it was made.
#[then(expr = "the enrollment problem carries the resolution")]
async fn carries_the_resolution(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Problem))?.id;
    let Said { index, thing, pointer, .. } = said(world, Resource::Problem)?;
    carries(world, index, &pointer, &thing, &id)
}

/// The entry of a problem in the last list.
fn listed(world: &mut World, thing: Thing) -> Result<Option<(usize, String, Value, String)>, Stop> {
    let id = known(world, thing)?.id;
    let list = list(world)?;
    let at = list.entries.iter().position(|entry| entry["id"].as_str() == Some(id.as_str()));
    let Some(at) = at else {
        let message = format!("the list does not have the enrollment problem {id}");
        let claim = Claim::about(list.index, "not-listed", Level::Documented, id, "not there", message);
        world.report(claim.at(list.pointer))?;
        return Ok(None);
    };
    Ok(Some((list.index, format!("{}/{at}", list.pointer), list.entries[at].clone(), id)))
}

/// The list has the resolution in the problem, and when it was made.
#[then(expr = "the {thing} in the list carries the resolution")]
async fn in_the_list_carries(world: &mut World, thing: Thing) -> Result<(), Stop> {
    match listed(world, thing)? {
        Some((index, pointer, problem, id)) => carries(world, index, &pointer, &problem, &id),
        None => Ok(()),
    }
}

/// The comment comes back in words that were sent.
#[then(expr = "the comment comes back as sent")]
async fn the_comment_comes_back(world: &mut World) -> Result<(), Stop> {
    let (index, answer) = world.answer()?;
    let id = known(world, Thing::latest(Resource::Problem))?.id;
    let sent = sent_to(world, "comment-on-an-enrollment-problem", &id).pop().unwrap_or_default();
    let said = Said { index, thing: answer["comment"].clone(), answer, pointer: "/comment".to_owned() };
    judging::repeats(world, &said, Resource::Problem, &sent["comment"], "was commented on")
}

/// The comment says what the documented example says of one: the reference leaves open whether it has to.
#[then(expr = "the comment has an id, names its problem and says that the partner sent it")]
async fn the_comment_says_whose(world: &mut World) -> Result<(), Stop> {
    let (index, answer) = world.answer()?;
    let problem = known(world, Thing::latest(Resource::Problem))?.id;
    for (member, wanted) in [("id", None), ("error_id", Some(problem.as_str())), ("sent_by", Some("partner"))]
    {
        let found = &answer["comment"][member];
        let is_right =
            found.as_str().is_some_and(|text| !text.is_empty() && wanted.is_none_or(|wanted| text == wanted));
        if !is_right {
            let level = if found.is_null() { Level::Assumed } else { Level::Inferred };
            let message = format!("the comment has {found} as its {member}");
            let expected = wanted.unwrap_or("an id");
            let claim = Claim::about(index, "comment-member", level, expected, found.to_string(), message);
            world.report(claim.of(&["IDN-209"]).at(format!("/comment/{member}")))?;
        }
    }
    Ok(())
}

/// The list has each comment on the problem that the scenario has made.
#[then(expr = "the {thing} in the list shows each comment")]
async fn shows_each_comment(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let Some((index, pointer, problem, id)) = listed(world, thing)? else { return Ok(()) };
    let shown: Vec<&Value> = problem["comments"].as_array().into_iter().flatten().collect();
    let mut messages: Vec<&Value> = shown.iter().map(|comment| &comment["message"]).collect();
    for sent in sent_to(world, "comment-on-an-enrollment-problem", &id) {
        let wanted = &sent["comment"]["message"];
        match messages.iter().position(|message| *message == wanted) {
            Some(at) => {
                messages.remove(at);
            }
            None => {
                let message = format!("the problem in the list does not show the comment {wanted}");
                let actual = problem["comments"].to_string();
                let claim = Claim::about(
                    index,
                    "comment-lost",
                    Level::Documented,
                    wanted.to_string(),
                    actual,
                    message,
                );
                world.report(claim.of(&["IDN-357"]).at(format!("{pointer}/comments")))?;
            }
        }
    }
    Ok(())
}

/// The list has no comment on the problem.
#[then(expr = "the {thing} in the list shows no comment")]
async fn shows_no_comment(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let Some((index, pointer, problem, _)) = listed(world, thing)? else { return Ok(()) };
    if problem["comments"].as_array().is_none_or(Vec::is_empty) {
        return Ok(());
    }
    let message = "a problem that nobody commented on shows a comment";
    let actual = problem["comments"].to_string();
    let claim = Claim::about(index, "comment-elsewhere", Level::Inferred, "no comment", actual, message);
    world.report(claim.of(&["IDN-357"]).at(format!("{pointer}/comments")))
}

/// Each problem says how bad it is, how it stands, and who answers for it; the shape of each of these is the schema's matter.
/// The schema leaves severity and assignee open, and a text of the reference says that there is a severity.
#[then(expr = "each entry of the list has a severity, a status and an assignee")]
async fn each_says_how_it_stands(world: &mut World) -> Result<(), Stop> {
    let wanted: [(&str, &[&str], &'static [&'static str]); 3] = [
        ("severity", &["info", "warning", "failure"], &["IDN-384", "IDN-355"]),
        ("status", &["resolved", "unresolved", "returned"], &["IDN-355"]),
        ("assignee", &["partner", "vericred"], &["IDN-355"]),
    ];
    let list = list(world)?;
    for (number, entry) in list.entries.iter().enumerate() {
        for (member, values, clauses) in wanted {
            let found = &entry[member];
            if found.as_str().is_some_and(|text| values.contains(&text)) {
                continue;
            }
            let level = if member == "assignee" { Level::Inferred } else { Level::Documented };
            let message = format!("entry {} of the list has {found} as its {member}", number + 1);
            let claim = Claim::about(
                list.index,
                "problem-member",
                level,
                values.join(", "),
                found.to_string(),
                message,
            );
            world.report(claim.of(clauses).at(format!("{}/{number}/{member}", list.pointer)))?;
        }
    }
    Ok(())
}

/// The problem that phrases speak of, among those that the last answer shows of a thing.
fn shown(world: &mut World) -> Result<(usize, Option<usize>, Value), Stop> {
    let id = known(world, Thing::latest(Resource::Problem))?.id;
    let (index, answer) = world.answer()?;
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    let at = errors.iter().position(|problem| problem["id"].as_str() == Some(id.as_str()));
    Ok((index, at, at.map(|at| errors[at].clone()).unwrap_or_default()))
}

/// A group, or a subscriber, is shown with the problem.
#[then(expr = "the {thing} shows the enrollment problem")]
async fn shows_the_problem(world: &mut World, _thing: Thing) -> Result<(), Stop> {
    let (index, at, _) = shown(world)?;
    if at.is_some() {
        return Ok(());
    }
    let message = "the problem does not show among the `errors` of the answer";
    let claim = Claim::about(index, "problem-lost", Level::Documented, "the problem", "not there", message);
    world.report(claim.at("/errors"))
}

/// A subscriber is shown without the problem, which is somebody else's.
#[then(expr = "the {thing} does not show the enrollment problem")]
async fn does_not_show_the_problem(world: &mut World, _thing: Thing) -> Result<(), Stop> {
    let (index, at, _) = shown(world)?;
    let Some(at) = at else { return Ok(()) };
    let message = "a problem of somebody else shows among the `errors` of the answer";
    let claim = Claim::about(index, "problem-elsewhere", Level::Inferred, "not there", "there", message);
    world.report(claim.at(format!("/errors/{at}")))
}

/// The problem says whose it is.
#[then(expr = "the enrollment problem names the {member}")]
async fn names_the_member(world: &mut World, member: Member) -> Result<(), Stop> {
    let id = known(world, member.0)?.id;
    let (index, at, problem) = shown(world)?;
    let found = problem["member_id"].clone();
    if found.as_str() == Some(id.as_str()) {
        return Ok(());
    }
    let message = format!("the problem names {found}, not the member {id}");
    let claim = Claim::about(index, "other-member", Level::Draft, id, found.to_string(), message);
    world.report(claim.of(&["IDN-334"]).at(format!("/errors/{}/member_id", at.unwrap_or_default())))
}

/// The census shows what it found to differ, and of whom.
#[then(expr = "the census request shows a problem with the {string} of the {member}")]
async fn the_census_shows(world: &mut World, parameter: String, member: Member) -> Result<(), Stop> {
    let id = known(world, member.0)?.id;
    let said = said(world, Resource::Census)?;
    let problems = said.thing["errors"].as_array().into_iter().flatten();
    let found = problems.into_iter().any(|problem| {
        problem["member_id"].as_str() == Some(id.as_str())
            && problem["discrepancy"]["parameter"].as_str() == Some(parameter.as_str())
    });
    if found {
        return Ok(());
    }
    let message = format!("the census shows no problem with the {parameter} of {id}");
    let actual = said.thing["errors"].to_string();
    let claim = Claim::about(said.index, "census-problem", Level::Draft, parameter, actual, message);
    world.report(claim.at(format!("{}/errors", said.pointer)))
}
