//! What an integration told its user, and what it holds to be decided.

use cucumber::then;
use evidence::{Answer, Level};
use integrator::Completed;
use serde_json::Value;

use super::{
    claim, end, integration, learnt, memory,
    words::{Report, Standing},
};
use crate::{Stop, World};

/// Everything that it was asked for last ended so.
#[then(expr = "the integration reports {report}")]
async fn the_integration_reports(world: &mut World, report: Report) -> Result<(), Stop> {
    let outcomes: Vec<_> = memory(world).ends.iter().map(|end| end.outcome).collect();
    let expected = report.0.name();
    let actual = match outcomes.iter().find(|outcome| **outcome != report.0) {
        Some(other) => other.name(),
        None if outcomes.is_empty() => "nothing",
        None => return Ok(()),
    };
    let message = format!("the integration reports `{actual}`, where it should report `{expected}`");
    claim(world, "integration-outcome", Level::Documented, expected, actual, message)
}

/// What it keeps as the sponsor's decision.
#[then(expr = "the integration holds its request to be {standing}")]
async fn the_integration_holds(world: &mut World, standing: Standing) -> Result<(), Stop> {
    let request = learnt(world, "authorization_request_id", |memory| &memory.request)?;
    let held = integration(world)?.decision(&request);
    if held == standing.0 {
        return Ok(());
    }
    let (expected, actual) = (standing.0.word(), held.word());
    let message = format!("the integration holds {request} to be `{actual}`, and it is `{expected}`");
    claim(world, "integration-decision", Level::Documented, expected, actual, message)
}

/// The last answer that has a member of this name at its top or in one of its authorizations.
fn answered(completed: &Completed, name: &str) -> Option<String> {
    completed.calls.iter().rev().find_map(|call| {
        let Answer::Response(response) = &call.sent.answer else { return None };
        let body: Value = serde_json::from_str(&response.body.text).ok()?;
        schemas::find_somewhere(&body, name)?.1.as_str().map(str::to_owned)
    })
}

/// The user is shown what the vendor said, as it is and within the message.
fn is_shown(world: &mut World, rule: &'static str, name: &str, expected: Option<String>) -> Result<(), Stop> {
    let surfaced = end(world)?.surfaced.unwrap_or_default();
    let shown = if name == "error_code" { &surfaced.error_code } else { &surfaced.rejection_reason };
    let expected = match expected {
        Some(expected) if !expected.is_empty() => expected,
        _ => return Err(world.blocked(format!("Osigu said no `{name}`, so none can be shown"))),
    };
    if shown.as_ref() == Some(&expected) && surfaced.message.contains(&expected) {
        return Ok(());
    }
    let actual = shown.clone().unwrap_or_else(|| "nothing".to_owned());
    let message = format!("the user is not shown the `{name}` {expected}, but {actual}");
    claim(world, rule, Level::Documented, &expected, &actual, message)
}

/// The user is shown the `error_code` of the refusal, and a message that names it.
#[then(expr = "the user is shown the error code of the refusal")]
async fn the_code_is_shown(world: &mut World) -> Result<(), Stop> {
    let expected = answered(&end(world)?, "error_code");
    is_shown(world, "error-code-not-shown", "error_code", expected)
}

/// The user is shown this code.
#[then(expr = "the user is shown the error code {string}")]
async fn this_code_is_shown(world: &mut World, code: String) -> Result<(), Stop> {
    is_shown(world, "error-code-not-shown", "error_code", Some(code))
}

/// The user is shown the `rejection_reason` that an answer or an event gave.
#[then(expr = "the user is shown the reason of the rejection")]
async fn the_reason_is_shown(world: &mut World) -> Result<(), Stop> {
    let name = "rejection_reason";
    let answered = answered(&end(world)?, name);
    let told = memory(world).event.as_ref().and_then(|event| event["data"][name].as_str()).map(str::to_owned);
    is_shown(world, "rejection-reason-not-shown", name, answered.or(told))
}
