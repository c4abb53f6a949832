//! What the API cannot make: Ideon does so by itself, the simulator when it is told, and a real environment has it already,
//! named in the profile or found in a list.

use evidence::Vendor;
use serde_json::Value;
use simulators::ideon::Severity;

use super::{
    Known,
    bodies::FILE_CARRIER,
    calls,
    words::{Operation, Resource},
};
use crate::{Stop, World};

/// Lets the simulator make one, or finds one in a real environment.
pub(super) async fn obtain(world: &mut World, resource: Resource) -> Result<Known, Stop> {
    let id =
        if world.is_simulator() { simulated(world, resource).await? } else { found(world, resource).await? };
    Ok(Known::by_id(id))
}

async fn simulated(world: &mut World, resource: Resource) -> Result<String, Stop> {
    if resource == Resource::Delivery {
        return delivery(world).await;
    }
    let period = calls::id_of(world, Resource::Period).await?;
    let tenant = world.ideon_tenant()?;
    let made = match resource {
        Resource::Problem => tenant.open_problem(&period, None, Severity::Failure, "birth_date"),
        Resource::Document => tenant.require_document(&period, None),
        Resource::Census => tenant.run_census(&period),
        _ => None,
    };
    made.ok_or_else(|| {
        world.blocked(format!("the simulator could not make a {} for {period}", resource.words()))
    })
}

/// A file delivery: the simulator sends what is pending, and says which file that was. The list is for scenarios to judge.
async fn delivery(world: &mut World) -> Result<String, Stop> {
    let is_by_file = |period: &Known| period.sent["coverage_period"]["carrier_name"] == FILE_CARRIER;
    if !world.ideon.current(Resource::Period).is_some_and(is_by_file) {
        world.ideon.carrier = Some(FILE_CARRIER);
        calls::make(world, Resource::Period).await?;
    }
    let period = calls::id_of(world, Resource::Period).await?;
    let tenant = world.ideon_tenant()?;
    if !tenant.transmit(&period) {
        return Err(world.blocked(format!("the simulator does not know {period}, so it sends nothing")));
    }
    let file = tenant.latest_file(&period);
    file.ok_or_else(|| world.blocked("the simulator's transmission made no file delivery"))
}

/// Why a call about what the profile names met 404: the environment has no such thing, which breaks no promise.
pub(crate) fn unknown_fixture(world: &World, index: usize) -> Option<String> {
    if world.vendor() != Some(Vendor::Ideon) || world.is_simulator() || world.status(index) != Some(404) {
        return None;
    }
    let url = &world.exchanges()[index].request.url;
    let path = url.split('?').next().unwrap_or_default();
    let profile = &world.scene.as_ref()?.target.profile;
    let is_named = |id: &str| path.split('/').any(|part| part.split('.').next() == Some(id));
    let (name, id) = profile
        .fixtures
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?)))
        .find(|(_, id)| is_named(id))?;
    Some(format!(
        "the environment does not know {id} of `fixtures.{name}`: it may have been set up anew; correct the profile"
    ))
}

async fn found(world: &mut World, resource: Resource) -> Result<String, Stop> {
    // What the profile names belongs to the period that it names.
    let period = calls::need_fixture(world, "coverage_period")?;
    let of = Known::by_id(&period);
    let (named, operation, list) = match resource {
        Resource::Census => {
            let census = calls::need_fixture(world, "census_request")?;
            world.ideon.remember(Resource::Period, of);
            return Ok(census);
        }
        Resource::Delivery => (Some("file_delivery"), "list-file-deliveries", "file_deliveries"),
        Resource::Document => (None, "list-supporting-documents", "supporting_documents"),
        _ => return problem(world, of).await,
    };
    if let Some(id) = named.and_then(|name| calls::fixture(world, name)) {
        world.ideon.remember(Resource::Period, of);
        return Ok(id);
    }
    let first = first_of(world, operation, &period, list).await?;
    world.ideon.remember(Resource::Period, of);
    first.ok_or_else(|| nothing_of(world, resource, &period))
}

fn nothing_of(world: &mut World, resource: Resource, period: &str) -> Stop {
    let text = format!(
        "the coverage period {period} of `fixtures.coverage_period` has no {}, and nothing makes one through the API",
        resource.words()
    );
    world.not_applicable("missing-fixture", text)
}

async fn first_of(
    world: &mut World,
    operation: &str,
    period: &str,
    list: &str,
) -> Result<Option<String>, Stop> {
    let Some(operation) = Operation::of(operation) else {
        return Err(world.internal(format!("there is no operation `{operation}`")));
    };
    let body = calls::set_up(world, crate::Call::to(operation.id).at("id", period)).await?;
    Ok(body[list][0]["id"].as_str().map(str::to_owned))
}

/// The operation that closes a problem.
pub(super) const RESOLVE: &str = "resolve-an-enrollment-problem";

/// A problem that is unresolved and that no other scenario has taken; where there is none, any other.
async fn problem(world: &mut World, period: Known) -> Result<String, Stop> {
    let call = crate::Call::to("list-enrollment-problems").at("id", &period.id);
    let body = calls::set_up(world, call).await?;
    let all: Vec<&Value> = body["errors"].as_array().into_iter().flatten().collect();
    let id_of = |problem: &Value| problem["id"].as_str().map(str::to_owned);
    let unresolved = all.iter().filter(|problem| problem["status"] != "resolved");
    let open: Vec<String> = unresolved.filter_map(|problem| id_of(problem)).collect();
    let fresh = take(world, &open)?;
    world.ideon.is_problem_worn = fresh.is_none();
    let found = fresh.or_else(|| open.first().cloned()).or_else(|| id_of(all.first()?));
    let id = period.id.clone();
    world.ideon.remember(Resource::Period, period);
    found.ok_or_else(|| nothing_of(world, Resource::Problem, &id))
}

/// The first of these problems that no other scenario has taken; it is this one's from now on.
pub(super) fn take(world: &mut World, ids: &[String]) -> Result<Option<String>, Stop> {
    let shared = &world.scene()?.target.ideon;
    let mut taken = shared.taken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(ids.iter().find(|id| taken.insert((*id).clone())).cloned())
}

/// Why a resolution was refused that had to be accepted: whether a problem can be resolved twice is documented nowhere, and
/// only a simulator opens problems at will.
pub(super) fn no_fresh_problem(world: &mut World, operation: &Operation, index: usize) -> Option<Stop> {
    if operation.id != RESOLVE || !world.ideon.is_problem_worn || world.status(index) != Some(422) {
        return None;
    }
    let text = "each enrollment problem of `fixtures.coverage_period` was resolved before, or by another scenario of this \
                run, and this environment resolves none twice";
    Some(world.not_applicable("missing-fixture", text))
}
