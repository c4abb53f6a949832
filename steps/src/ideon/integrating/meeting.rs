//! The platform under test, and what it meets at Ideon. All of it is a matter of the simulator.

use std::time::Duration;

use cucumber::given;
use integrator::ideon::EnvironmentName;
use simulators::ideon::{Severity, settings::Success};

use super::{answer_of, calls_of, others, start, words::Host};
use crate::{Stop, World};

/// A platform under test, which knows nothing yet.
#[given(expr = "a platform that uses Ideon's API")]
async fn a_platform(world: &mut World) -> Result<(), Stop> {
    start(world, EnvironmentName::Staging, Vec::new())
}

/// A platform under test that has credentials of all three environments, and is to use one.
#[given(expr = "a platform that knows Ideon's three environments and is set to {ideon_host}")]
async fn a_platform_of_all(world: &mut World, host: Host) -> Result<(), Stop> {
    world.ideon_tenant()?;
    let others = others(world, host.0)?;
    start(world, host.0, others)
}

/// Ideon fails.
#[given(expr = "Ideon answers the next {int} call(s) with {int}")]
async fn ideon_fails(world: &mut World, calls: u32, status: u16) -> Result<(), Stop> {
    world.ideon_tenant()?.fail_next(calls, status);
    Ok(())
}

/// Ideon finds that there were too many, and says when there may be another.
#[given(expr = "Ideon refuses the next {int} call(s) with 429 for {int} seconds")]
async fn ideon_limits(world: &mut World, calls: u32, seconds: u32) -> Result<(), Stop> {
    world.ideon_tenant()?.limit_next(calls, Some(seconds));
    Ok(())
}

/// Ideon finds that there were too many, and does not say when there may be another.
#[given(expr = "Ideon refuses the next {int} call(s) with 429")]
async fn ideon_limits_silently(world: &mut World, calls: u32) -> Result<(), Stop> {
    world.ideon_tenant()?.limit_next(calls, None);
    Ok(())
}

/// Every success is 200, also where the reference has 201.
#[given(expr = "Ideon answers every success with 200")]
async fn plain_success(world: &mut World) -> Result<(), Stop> {
    world.ideon_tenant()?.change_settings(|settings| settings.success = Success::Plain);
    Ok(())
}

/// Answers have members that no page documents, and lists have items of another form.
#[given(expr = "Ideon's answers have members and items that no page documents")]
async fn extra_members(world: &mut World) -> Result<(), Stop> {
    world.ideon_tenant()?.change_settings(|settings| settings.extra_members = true);
    Ok(())
}

/// Tokens live for less than the day that a page of Ideon names; `expires_at` says so.
#[given(expr = "a token of Ideon's lives for {int} minutes")]
async fn short_tokens(world: &mut World, minutes: u64) -> Result<(), Stop> {
    let life = Duration::from_secs(60 * minutes);
    world.ideon_tenant()?.change_settings(|settings| settings.token_life = life);
    Ok(())
}

/// Time passes, on the clock that simulator and platform share.
#[given(expr = "{int} hour(s) and {int} minute(s) pass")]
async fn time_passes(world: &mut World, hours: u64, minutes: u64) -> Result<(), Stop> {
    world.ideon_tenant()?;
    world.clock()?.sleep(Duration::from_secs(60 * (60 * hours + minutes))).await;
    Ok(())
}

/// Ideon has lost what the platform has made.
#[given(expr = "Ideon no longer knows what the platform has made")]
async fn ideon_is_reset(world: &mut World) -> Result<(), Stop> {
    world.ideon_tenant()?.reset();
    Ok(())
}

/// The ids of the platform's coverage periods, oldest first.
pub(super) fn period_ids(world: &mut World) -> Vec<String> {
    let made = calls_of(world, "create-a-coverage-period");
    let id = |answer: serde_json::Value| answer["coverage_period"]["id"].as_str().map(str::to_owned);
    made.iter().filter_map(|call| id(answer_of(call))).collect()
}

/// The first of the platform's coverage periods.
pub(super) fn first_period(world: &mut World) -> Result<String, Stop> {
    let first = period_ids(world).into_iter().next();
    first.ok_or_else(|| world.blocked("the platform has made no coverage period"))
}

/// Ideon has found that a coverage period of the platform's differs from what the carrier has.
#[given(expr = "Ideon has opened an enrollment problem")]
async fn a_problem(world: &mut World) -> Result<(), Stop> {
    let id = first_period(world)?;
    match world.ideon_tenant()?.open_problem(&id, None, Severity::Failure, "birth_date") {
        Some(_) => Ok(()),
        None => Err(world.blocked("the simulator has opened no enrollment problem")),
    }
}
