//! What a platform told its user.

use std::collections::BTreeSet;

use cucumber::then;
use serde_json::Value;

use super::{answer_of, calls_of, claim, end, words::Report};
use crate::{Stop, World};

/// How the last thing ended.
#[then(expr = "the platform reports {platform_report}")]
async fn it_reports(world: &mut World, report: Report) -> Result<(), Stop> {
    let actual = end(world)?.outcome;
    if actual == report.0 {
        return Ok(());
    }
    let (expected, actual) = (report.0.name(), actual.name());
    let message = format!("the platform reports `{actual}`, where it should report `{expected}`");
    claim(world, "platform-outcome", expected, actual, message)
}

fn shown(world: &mut World, member: &str) -> Result<Vec<Value>, Stop> {
    let body = end(world)?.body.unwrap_or_default();
    Ok(body[member].as_array().cloned().unwrap_or_default())
}

/// It has everybody whom Ideon has, and nobody twice.
#[then(expr = "the platform has all {int} subscribers, each once")]
async fn it_has_all(world: &mut World, count: usize) -> Result<(), Stop> {
    let made = calls_of(world, "create-a-subscriber");
    let id = |value: &Value| value["subscriber"]["id"].as_str().map(str::to_owned);
    let wanted: BTreeSet<_> = made.iter().filter_map(|call| id(&answer_of(call))).collect();
    if wanted.len() != count {
        return Err(world.blocked(format!("Ideon has {} subscribers, not {count}", wanted.len())));
    }
    let listed = shown(world, "subscribers")?;
    let found: BTreeSet<_> = listed.iter().filter_map(id).collect();
    if found == wanted && listed.len() == count {
        return Ok(());
    }
    let missing = wanted.difference(&found).count();
    let actual = format!("{} entries, {missing} subscribers missing", listed.len());
    let message = format!("the platform does not have all {count} subscribers, each once: {actual}");
    claim(world, "list-incomplete", &format!("{count} subscribers"), &actual, message)
}

/// Its user sees so many problems.
#[then(expr = "the platform shows {int} enrollment problem(s)")]
async fn it_shows_problems(world: &mut World, count: usize) -> Result<(), Stop> {
    let actual = shown(world, "problems")?.len();
    if actual == count {
        return Ok(());
    }
    let message = format!("the platform shows {actual} enrollment problems, and there are {count}");
    claim(world, "problems-shown", &count.to_string(), &actual.to_string(), message)
}

/// Its user can choose among the carrier's plans.
#[then(expr = "the platform shows the carrier's plans")]
async fn it_shows_plans(world: &mut World) -> Result<(), Stop> {
    if !shown(world, "available_plans")?.is_empty() {
        return Ok(());
    }
    let message = "the platform shows no plan, although the carrier has some".to_owned();
    claim(world, "plans-shown", "the carrier's plans", "none", message)
}
