//! How a platform calls: with which credentials, where to, and how soon again.

use cucumber::then;
use integrator::Call;
use time::Duration;

use super::{answer_of, claim, last_calls, memory};
use crate::{Stop, World};

fn has_header(call: &Call, names: &[&str]) -> bool {
    call.sent.request.headers.iter().any(|header| names.contains(&header.name.as_str()))
}

/// Every call has a key or a token, the repeated ones as well.
#[then(expr = "every call of the platform carried credentials")]
async fn all_carried_credentials(world: &mut World) -> Result<(), Stop> {
    let calls = &memory(world).calls;
    let bare = calls.iter().find(|call| !has_header(call, &["vericred-api-key", "authorization"]));
    let actual = match bare {
        Some(call) => format!("none with {}", call.operation),
        None if calls.is_empty() => "no call".to_owned(),
        None => return Ok(()),
    };
    let message = format!("a call of the platform carries no credentials: {actual}");
    claim(world, "credentials-missing", "credentials with every call", &actual, message)
}

/// Ideon refused none of its tokens.
#[then(expr = "no call of the platform came with an expired token")]
async fn no_expired_token(world: &mut World) -> Result<(), Stop> {
    let calls = &memory(world).calls;
    let with_token = calls.iter().filter(|call| has_header(call, &["authorization"]));
    let refused = with_token.filter(|call| call.sent.status() == Some(401)).count();
    let has_renewed = calls.iter().filter(|call| call.operation == "create-a-token").count() > 1;
    let actual = match (refused, has_renewed) {
        (0, true) => return Ok(()),
        (0, false) => "no token was renewed".to_owned(),
        (count, _) => format!("{count} calls were refused"),
    };
    let message = format!("the platform does not renew its token in time: {actual}");
    claim(world, "token-not-renewed", "a new token in time", &actual, message)
}

/// The environments that it is not set to heard nothing of it.
#[then(expr = "only the environment that it is set to heard of it")]
async fn one_environment_heard(world: &mut World) -> Result<(), Stop> {
    let Some(foreign) = memory(world).other.as_ref().map(|tenant| tenant.seen().len()) else {
        return Err(world.internal("this phrase needs a platform that knows several environments"));
    };
    let own = world.ideon_tenant()?.seen().len();
    let actual = match (own, foreign) {
        (1.., 0) => return Ok(()),
        (0, _) => "this environment heard nothing".to_owned(),
        (_, foreign) => format!("{foreign} calls went to another environment"),
    };
    let message = format!("the platform does not keep to the environment that it is set to: {actual}");
    claim(world, "environment", "one environment", &actual, message)
}

/// The last call with its repetitions.
fn tries(world: &mut World) -> Vec<Call> {
    let calls = last_calls(world);
    let Some(last) = calls.last() else { return Vec::new() };
    let same =
        |call: &&Call| call.operation == last.operation && call.sent.request.url == last.sent.request.url;
    let mut tries: Vec<_> = calls.iter().rev().take_while(same).cloned().collect();
    tries.reverse();
    tries
}

fn pauses(tries: &[Call]) -> Vec<Duration> {
    tries.windows(2).map(|pair| pair[1].started_clock - pair[0].started_clock).collect()
}

fn written(pauses: &[Duration]) -> String {
    let all: Vec<_> = pauses.iter().map(|pause| format!("{} s", pause.whole_seconds())).collect();
    if all.is_empty() { "no repetition".to_owned() } else { all.join(", ") }
}

/// No repetition came sooner than Ideon asked for.
#[then(expr = "the platform waited for at least {int} seconds before each repetition")]
async fn it_waited(world: &mut World, seconds: i64) -> Result<(), Stop> {
    let pauses = pauses(&tries(world));
    if !pauses.is_empty() && pauses.iter().all(|pause| *pause >= Duration::seconds(seconds)) {
        return Ok(());
    }
    let actual = written(&pauses);
    let message = format!("the platform does not wait as long as Ideon asks for: {actual}");
    claim(world, "retry-after", &format!("{seconds} s"), &actual, message)
}

/// It waited before each repetition, and no pause was shorter than the one before it.
#[then(expr = "the platform waited longer before each repetition")]
async fn it_waited_longer(world: &mut World) -> Result<(), Stop> {
    let pauses = pauses(&tries(world));
    let is_positive = pauses.iter().all(|pause| *pause > Duration::ZERO);
    if pauses.len() > 1 && is_positive && pauses.is_sorted() {
        return Ok(());
    }
    let actual = written(&pauses);
    let message = format!("the platform does not give Ideon time to recover: {actual}");
    claim(world, "backoff", "growing pauses", &actual, message)
}

/// It came to an end; how often it tries is for the platform to choose.
#[then(expr = "the platform tried its last call {int} to {int} times")]
async fn it_tried(world: &mut World, least: usize, most: usize) -> Result<(), Stop> {
    let count = tries(world).len();
    if (least..=most).contains(&count) {
        return Ok(());
    }
    let message = format!("the platform sent its last call {count} times, not {least} to {most}");
    claim(world, "tries", &format!("{least} to {most}"), &count.to_string(), message)
}

/// Nothing was listed before the carrier had answered.
#[then(expr = "the platform listed the plans after the request was complete")]
async fn it_listed_after(world: &mut World) -> Result<(), Stop> {
    let calls = last_calls(world);
    let listed = calls.iter().position(|call| call.operation == "list-available-plans");
    let complete = calls
        .iter()
        .position(|call| answer_of(call)["plan_availability_request"]["status"].as_str() == Some("complete"));
    let actual = match (complete, listed) {
        (Some(complete), Some(listed)) if complete < listed => return Ok(()),
        (_, None) => "no list",
        _ => "a list before that",
    };
    let message = format!("the platform is to list the plans when the carrier has answered: {actual}");
    claim(world, "listed-too-early", "a list after the answer", actual, message)
}
