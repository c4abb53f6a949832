//! Phrases about what went to the carrier: transmissions of coverages, and the files that carried them.

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    Known,
    bodies::Days,
    calls,
    listing::{List, list},
    moving::{self, Member, Way},
    shaping,
    things::{Thing, known},
    words::Resource,
};
use crate::{Claim, Stop, World};

/// A file that went to the carrier: the simulator is told to send one for somebody with an election, in a real environment the
/// profile names it or its coverage period.
#[given(expr = "a file delivery")]
async fn a_delivery(world: &mut World) -> Result<(), Stop> {
    if !world.is_simulator() {
        return calls::make(world, Resource::Delivery).await.map(|_| ());
    }
    if world.ideon.current(Resource::Period).is_none() {
        moving::period_by(world, Way::File).await?;
    }
    if world.ideon.current(Resource::Event).is_none() {
        calls::id_of(world, Resource::Plan).await?;
        calls::make(world, Resource::Event).await?;
    }
    calls::make(world, Resource::Delivery).await.map(|_| ())
}

/// One more file goes to the carrier, a day later. Only a simulator can be told to send it.
#[given(expr = "another file delivery, a day later")]
async fn another_delivery(world: &mut World) -> Result<(), Stop> {
    world.ideon_tenant()?;
    world.clock()?.sleep(Duration::from_secs(86_400)).await;
    calls::make(world, Resource::Delivery).await.map(|_| ())
}

/// Lists what was sent of a member, by the member's id: subscribers and dependents alike (IDN-365).
#[when(expr = "the coverage transmissions of the {member} are listed")]
async fn of_a_member(world: &mut World, member: Member) -> Result<(), Stop> {
    let id = known(world, member.0)?.id;
    shaping::call_at(world, "list-member-coverage-transmissions", &id).await.map(|_| ())
}

/// The members of the scenario: the subscriber first, and what each of them is.
fn members(world: &mut World) -> Result<Vec<(String, &'static str)>, Stop> {
    let mut all = vec![(known(world, Thing::latest(Resource::Subscriber))?.id, "subscriber")];
    all.extend(world.ideon.all(Resource::Dependent).iter().map(|one| (one.id.clone(), "dependent")));
    Ok(all)
}

fn of<'l>(list: &'l List, id: &str) -> Option<(usize, &'l Value)> {
    list.entries.iter().enumerate().find(|(_, entry)| entry["member_id"].as_str() == Some(id))
}

/// Each member of the family stands in the list once, as the subscriber or as a dependent.
#[then(expr = "the transmissions name the subscriber and the dependents, each as what they are")]
async fn name_each(world: &mut World) -> Result<(), Stop> {
    let members = members(world)?;
    let list = list(world)?;
    for (id, kind) in members {
        let (found, pointer) = match of(&list, &id) {
            Some((at, entry)) => (entry["type"].clone(), format!("{}/{at}/type", list.pointer)),
            None => (Value::Null, list.pointer.clone()),
        };
        if found.as_str() != Some(kind) {
            let message = format!("the {kind} {id} stands in the list as {found}");
            let claim = Claim::about(
                list.index,
                "transmission-member",
                Level::Inferred,
                kind,
                found.to_string(),
                message,
            );
            world.report(claim.of(&["IDN-364"]).at(pointer))?;
        }
    }
    Ok(())
}

/// Each entry has these product lines under its elections, and no others.
#[then(expr = "each transmission has the product lines medical and dental")]
async fn have_both_lines(world: &mut World) -> Result<(), Stop> {
    let list = list(world)?;
    for (number, entry) in list.entries.iter().enumerate() {
        let mut lines: Vec<&str> =
            entry["elections"].as_object().into_iter().flatten().map(|(line, _)| line.as_str()).collect();
        lines.sort_unstable();
        if lines != ["dental", "medical"] {
            let actual = lines.join(", ");
            let message = format!("entry {} of the list has the product lines {actual:?}", number + 1);
            let claim = Claim::about(
                list.index,
                "transmission-lines",
                Level::Inferred,
                "dental, medical",
                actual,
                message,
            );
            world.report(claim.of(&["IDN-364"]).at(format!("{}/{number}/elections", list.pointer)))?;
        }
    }
    Ok(())
}

/// What was sent of the subscriber names the plan that was elected.
#[then(expr = "the transmission of the subscriber names the plan")]
async fn names_the_plan(world: &mut World) -> Result<(), Stop> {
    let subscriber = known(world, Thing::latest(Resource::Subscriber))?.id;
    let plan = known(world, Thing::latest(Resource::Plan))?.id;
    let list = list(world)?;
    let entry = of(&list, &subscriber).map(|(_, entry)| entry.clone()).unwrap_or_default();
    let found = entry["elections"]["medical"]["plan_id"].clone();
    if found.as_str() == Some(plan.as_str()) {
        return Ok(());
    }
    let message = format!("the transmission names the plan {found}, not {plan}");
    let claim = Claim::about(list.index, "other-plan", Level::Inferred, plan, found.to_string(), message);
    world.report(claim.at(list.pointer))
}

/// Each entry names the plan that was elected.
#[then(expr = "each entry of the list names the plan")]
async fn each_names_the_plan(world: &mut World) -> Result<(), Stop> {
    let plan = known(world, Thing::latest(Resource::Plan))?.id;
    let list = list(world)?;
    if list.entries.is_empty() {
        let message = "nothing was sent of the member";
        world.report(Claim::about(list.index, "other-plan", Level::Inferred, plan, "nothing", message))?;
        return Ok(());
    }
    for (number, entry) in list.entries.iter().enumerate() {
        let found = entry["plan_id"].to_string();
        if entry["plan_id"] != json!(plan) {
            let message = format!("entry {} of the list names the plan {found}, not {plan}", number + 1);
            let claim =
                Claim::about(list.index, "other-plan", Level::Inferred, plan.as_str(), found, message);
            world.report(claim.at(format!("{}/{number}/plan_id", list.pointer)))?;
        }
    }
    Ok(())
}

/// Each entry is one coverage: its product line stands in it, and no elections around it (IDN-Q22).
#[then(expr = "each entry of the list is one product line, medical or dental")]
async fn each_is_one_line(world: &mut World) -> Result<(), Stop> {
    let list = list(world)?;
    let mut lines: Vec<&str> =
        list.entries.iter().filter_map(|entry| entry["product_line"].as_str()).collect();
    lines.sort_unstable();
    let is_flat = list.entries.iter().all(|entry| entry.get("elections").is_none());
    if lines == ["dental", "medical"] && is_flat {
        return Ok(());
    }
    let actual = lines.join(", ");
    let message = format!("the entries are not one product line each: {actual:?}");
    let claim =
        Claim::about(list.index, "transmission-flat", Level::Inferred, "dental, medical", actual, message);
    world.report(claim.of(&["IDN-364"]).at(list.pointer))
}

/// What was sent last of each member and product line has ended with the employment.
#[then(expr = "each coverage of the family has ended")]
async fn each_has_ended(world: &mut World) -> Result<(), Stop> {
    let end = Days::of(world.now()).employment_end();
    let members = members(world)?;
    let list = list(world)?;
    for (id, kind) in members {
        let entry = of(&list, &id).map(|(_, entry)| entry.clone()).unwrap_or_default();
        let elections = entry["elections"].as_object().cloned().unwrap_or_default();
        let late = elections.iter().find(|(_, one)| {
            // Written as dates are, a later one is larger.
            one["end_date"].as_str().is_none_or(|found| found > end.as_str())
        });
        if late.is_some() || elections.is_empty() {
            let actual = late.map_or_else(
                || "no coverage".to_owned(),
                |(line, one)| format!("{line} until {}", one["end_date"]),
            );
            let message =
                format!("the coverage of the {kind} {id} has not ended with the employment: {actual}");
            let claim =
                Claim::about(list.index, "coverage-goes-on", Level::Draft, end.as_str(), actual, message);
            world.report(claim.of(&["IDN-348"]).at(list.pointer.clone()))?;
        }
    }
    Ok(())
}

/// Each entry says that it went with the file whose list it is.
#[then(expr = "each entry of the list names the file delivery")]
async fn each_names_the_delivery(world: &mut World) -> Result<(), Stop> {
    let Known { id, .. } = known(world, Thing::latest(Resource::Delivery))?;
    let list = list(world)?;
    for (number, entry) in list.entries.iter().enumerate() {
        if entry["file_delivery_id"] != json!(id) {
            let actual = entry["file_delivery_id"].to_string();
            let message = format!("entry {} of the list names the file delivery {actual}", number + 1);
            let claim =
                Claim::about(list.index, "other-delivery", Level::Inferred, id.as_str(), actual, message);
            world.report(claim.at(format!("{}/{number}/file_delivery_id", list.pointer)))?;
        }
    }
    Ok(())
}
