//! Which ids and values went into a platform's calls.

use cucumber::then;
use serde_json::Value;

use super::{
    answer_of, calls_of, claim,
    company::{self, Line},
    coverages, elections, events, path, sent,
    words::Id,
};
use crate::{Stop, World};

/// The ids that an operation gave, by the external identifiers that were sent; the latest last.
fn given(world: &mut World, operation: &str, wrapper: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pair = |call: &integrator::Call| {
        let external = text(&sent(call)[wrapper]["external_identifier"]);
        (external, text(&answer_of(call)[wrapper]["id"]))
    };
    calls_of(world, operation).iter().map(pair).collect()
}

/// The last id that an operation gave.
fn latest(world: &mut World, operation: &str, wrapper: &str) -> String {
    given(world, operation, wrapper).pop().map(|(_, id)| id).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The ids of the family in the answer that made it: the employee, then the dependents.
fn family(world: &mut World) -> (String, Vec<String>) {
    let made = calls_of(world, "create-a-subscriber").pop().map(|call| answer_of(&call)).unwrap_or_default();
    let dependents = made["subscriber"]["dependents"].as_array().cloned().unwrap_or_default();
    (text(&made["subscriber"]["id"]), dependents.iter().map(|one| text(&one["id"])).collect())
}

/// Which id Ideon gave, and which ones stand where it belongs.
fn traced(world: &mut World, id: Id) -> Result<(String, Vec<String>), Stop> {
    let group = company::group(world)?.external_identifier;
    let subscriber = calls_of(world, "create-a-subscriber").pop();
    let record = subscriber.as_ref().map(|call| sent(call)["subscriber"].clone()).unwrap_or_default();
    let events = events(world);
    Ok(match id {
        Id::Group => {
            let id = latest(world, "create-a-group", "group");
            let used =
                subscriber.iter().map(|call| path(call).split('/').nth(2).unwrap_or_default().to_owned());
            (id, used.collect())
        }
        Id::Location => (latest(world, "create-a-location", "location"), vec![text(&record["location_id"])]),
        Id::Classification => {
            let id = latest(world, "create-an-employment-classification", "employment_classification");
            (id, vec![text(&record["class"]["employment_classification_id"])])
        }
        Id::Period => {
            let periods = given(world, "create-a-coverage-period", "coverage_period");
            let first = periods.into_iter().find(|(name, _)| name.starts_with(&group));
            let id = first.map(|(_, id)| id).unwrap_or_default();
            let medical = events.iter().filter(|event| elections(event).contains_key("medical"));
            (id, medical.map(|event| text(&event["coverage_period_id"])).collect())
        }
        Id::Plan => {
            let plans = given(world, "create-a-plan", "plan");
            let name = company::plan_name(&group, Line::Medical);
            let id =
                plans.into_iter().find(|(known, _)| *known == name).map(|(_, id)| id).unwrap_or_default();
            let elected = events.iter().filter_map(|event| elections(event).remove("medical"));
            (id, elected.map(|election| text(&election["plan_id"])).collect())
        }
        Id::Subscriber => {
            let (id, _) = family(world);
            let used = named(&events, &id);
            (id, used)
        }
        Id::Dependent => {
            let (_, dependents) = family(world);
            let id = dependents.into_iter().next().unwrap_or_default();
            let used = named(&events, &id);
            (id, used)
        }
    })
}

/// For each election the id, if a coverage names that member, or else all that it names.
fn named(events: &[Value], id: &str) -> Vec<String> {
    let all = events.iter().flat_map(|event| elections(event).into_values());
    let members = |election: Value| {
        let coverages = election["coverages"].as_array().cloned().unwrap_or_default();
        let members: Vec<_> = coverages.iter().map(|coverage| text(&coverage["member_id"])).collect();
        if members.iter().any(|member| member == id) { id.to_owned() } else { members.join(" and ") }
    };
    all.map(members).collect()
}

/// The id that Ideon gave the platform in one step went into the next one, wherever it belongs.
#[then(expr = "the id of the {platform_id} went into the next step")]
async fn the_id_went_on(world: &mut World, id: Id) -> Result<(), Stop> {
    let (wanted, used) = traced(world, id)?;
    if wanted.is_empty() {
        return Err(world.blocked("Ideon gave the platform no such id"));
    }
    let actual = match used.iter().find(|used| **used != wanted) {
        None if used.is_empty() => "nothing".to_owned(),
        None => return Ok(()),
        Some(other) => other.clone(),
    };
    let message = format!("the platform sends {actual} where the id {wanted} belongs");
    claim(world, "id-not-kept", &wanted, &actual, message)
}

/// Values that are money are whole numbers of cents.
fn are_cents(world: &mut World, what: &str, wanted: u64, values: &[Value]) -> Result<(), Stop> {
    let actual = match values.iter().find(|value| value.as_u64() != Some(wanted)) {
        None if values.is_empty() => "nothing".to_owned(),
        None => return Ok(()),
        Some(value) => value.to_string(),
    };
    let message = format!("{what} is to be sent as {wanted} cents, and was sent as {actual}");
    claim(world, "cents", &wanted.to_string(), &actual, message)
}

/// The earnings of the employee who was added last.
#[then(expr = "the annual earnings were sent as {int} cents")]
async fn earnings_in_cents(world: &mut World, cents: u64) -> Result<(), Stop> {
    let record = calls_of(world, "create-a-subscriber").pop().map(|call| sent(&call)).unwrap_or_default();
    let earnings = record["subscriber"]["employment_details"]["annual_earnings"].clone();
    are_cents(world, "annual earnings", cents, &[earnings])
}

/// The volume of each coverage that has one.
#[then(expr = "the volume was sent as {int} cents")]
async fn volume_in_cents(world: &mut World, cents: u64) -> Result<(), Stop> {
    let all = events(world);
    let volumes: Vec<_> =
        all.iter().flat_map(coverages).filter_map(|coverage| coverage.get("volume").cloned()).collect();
    are_cents(world, "volume", cents, &volumes)
}

/// The premiums of all plans.
#[then(expr = "the premiums were sent as {int} cents")]
async fn premiums_in_cents(world: &mut World, cents: u64) -> Result<(), Stop> {
    let plans = calls_of(world, "create-a-plan");
    let of = |call: &integrator::Call| {
        let premiums = sent(call)["plan"]["composite_rate_premiums"].as_object().cloned().unwrap_or_default();
        premiums.into_iter().map(|(_, value)| value)
    };
    let premiums: Vec<_> = plans.iter().flat_map(of).collect();
    are_cents(world, "a premium", cents, &premiums)
}
