//! Phrases about an integration of the API: it is judged by what the simulator saw of it, and by what it showed its user,
//! wrote to its log and told its operations team.

use cucumber::{given, then, when};
use evidence::{Intent, Level, Sender};
use integrator::{Completed, OPERATIONS, Outcome};
use schemas::find_somewhere;
use serde_json::Value;
use simulators::{ClientCertificate, Seen};
use time::Duration;

use super::{
    answers, calls,
    defects::Defect,
    people::Listing,
    words::{Ending, Failure, Operation, Relationship},
};
use crate::{Claim, Stop, World};

/// What the steps about an integration remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The operation that it was asked for last.
    completed: Option<Completed>,
    /// How many requests the simulator had seen before.
    seen_before: usize,
    /// Whether it enrolled a member itself, and so has to know that member's id.
    has_enrolled: bool,
}

/// The operation that the integration was asked for last.
fn completed(world: &mut World) -> Result<Completed, Stop> {
    match &world.oscar.integration.completed {
        Some(completed) => Ok(completed.clone()),
        None => Err(world.internal("this phrase needs an operation that the integration was asked for")),
    }
}

/// What the simulator saw of that operation, in order.
fn seen(world: &mut World) -> Result<Vec<Seen>, Stop> {
    let before = world.oscar.integration.seen_before;
    Ok(world.tenant()?.seen().into_iter().skip(before).collect())
}

/// Files something that the integration does not do as the guide wants it.
fn claim(
    world: &mut World,
    rule: &'static str,
    expected: &str,
    actual: &str,
    message: String,
) -> Result<(), Stop> {
    let last = world.exchanges().iter().rposition(|exchange| exchange.sender == Sender::Integrator);
    let exchange = last.unwrap_or_else(|| world.exchanges().len());
    world.report(Claim::about(exchange, rule, Level::Documented, expected, actual, message))
}

fn file(world: &mut World, completed: Completed, intent: Intent) -> Result<(), Stop> {
    let recorded = world.record_integration(&completed.calls, intent);
    world.oscar.integration.completed = Some(completed);
    recorded
}

/// Asks for an enrollment as a user does: the person, and the life event beside it.
async fn enroll(world: &mut World) -> Result<Completed, Stop> {
    let family = calls::new_family(world, 1, 1)?;
    world.oscar.own = Some(family);
    let mut request = world.oscar.families[family].creation();
    let event = request.as_object_mut().and_then(|members| members.shift_remove("qle_info"));
    Ok(world.integration()?.enroll(request, event).await)
}

/// An integration under test, which knows nobody yet.
#[given(expr = "an integration of Oscar's API")]
async fn an_integration(world: &mut World) -> Result<(), Stop> {
    world.integration().map(|_| ())
}

/// An integration under test that has enrolled a member itself.
#[given(expr = "an integration that has enrolled a member")]
async fn an_integration_with_a_member(world: &mut World) -> Result<(), Stop> {
    let enrolled = enroll(world).await?;
    let outcome = enrolled.outcome;
    file(world, enrolled, Intent::Valid)?;
    if outcome != Outcome::Ok {
        let text = format!("the integration could not enroll a member: {}", outcome.name());
        return Err(world.blocked(text));
    }
    world.oscar.integration.has_enrolled = true;
    Ok(())
}

/// The simulator answers the next calls with 503, as if a transaction were pending, or with 500.
#[given(expr = "Oscar answers the next {int} call(s) with {failure}")]
async fn oscar_answers_the_next_calls(world: &mut World, count: u32, failure: Failure) -> Result<(), Stop> {
    failure.tell(world.tenant()?, count);
    Ok(())
}

/// Asks the integration for an operation with valid data, about the member that it enrolled, or else about one that was
/// enrolled for it.
#[when(expr = "the integration is asked to {operation}")]
async fn the_integration_is_asked(world: &mut World, operation: Operation) -> Result<(), Stop> {
    let integration = world.integration()?;
    let mut id = None;
    if operation.is_about_a_member() && !world.oscar.integration.has_enrolled {
        let family = calls::own(world)?;
        id = Some(calls::holder_id(world, family)?);
    }
    let id = id.as_deref();
    world.oscar.integration.seen_before = world.tenant()?.seen().len();
    let completed = match operation {
        Operation::HealthCheck => integration.health().await,
        Operation::Create => enroll(world).await?,
        Operation::Get => integration.get_membership(id).await,
        Operation::Balance => integration.get_balance(id, None).await,
        Operation::GetPreferences => integration.get_payment_preferences(id).await,
        Operation::Update => {
            let family = calls::own(world)?;
            let person = calls::new_person(world, family, Relationship::Child)?;
            let mut changes = world.oscar.families[family].joining("", &person, None, Listing::Dependent);
            without_id(&mut changes);
            integration.update_membership(id, changes).await
        }
        Operation::SetPreference => {
            let mut preference = calls::preference(world, "", true);
            without_id(&mut preference);
            integration.upsert_payment_preference(id, preference).await
        }
    };
    file(world, completed, Intent::Valid)
}

/// Whose call it is, is for the integration to say.
fn without_id(request: &mut Value) {
    if let Some(members) = request.as_object_mut() {
        members.shift_remove("oscar_id");
    }
}

/// Asks the integration for an enrollment with one defect in the data.
#[when(expr = "the integration is asked to create a membership {defect}")]
async fn the_integration_is_asked_with(world: &mut World, defect: Defect) -> Result<(), Stop> {
    let family = calls::new_family(world, 2, 1)?;
    let request = defect.put_into(world.oscar.families[family].creation());
    world.oscar.integration.seen_before = world.tenant()?.seen().len();
    let completed = world.integration()?.enroll(request, None).await;
    file(world, completed, Intent::Invalid)
}

/// The integration did what it was asked for; or it did not and says so; or it tells its user that the request was refused
/// and can be corrected.
#[then(expr = "the operation {ending}")]
async fn the_operation_ended(world: &mut World, ending: Ending) -> Result<(), Stop> {
    let completed = completed(world)?;
    let (expected, is_right) = match ending {
        Ending::Succeeds => ("done", completed.outcome == Outcome::Ok),
        Ending::Fails => ("failed", matches!(completed.outcome, Outcome::GaveUp | Outcome::Escalated)),
        Ending::IsRejected => ("rejected", completed.outcome == Outcome::Rejected),
    };
    if is_right {
        return Ok(());
    }
    let actual = completed.outcome.name();
    let message = format!("the operation ended as `{actual}`, not as {expected}");
    claim(world, "integration-outcome", expected, actual, message)
}

/// The simulator saw the registered certificate on every connection of the operation.
#[then(expr = "every request came with the registered certificate")]
async fn every_request_came_with_the_certificate(world: &mut World) -> Result<(), Stop> {
    let seen = seen(world)?;
    let other = seen.iter().find(|seen| seen.client_certificate != ClientCertificate::Registered);
    let actual = match other {
        Some(seen) => seen.client_certificate.as_str(),
        None if seen.is_empty() => "no request at all",
        None => return Ok(()),
    };
    let message =
        format!("the integration's request came with another certificate than the registered one: {actual}");
    claim(world, "client-certificate", "the registered certificate", actual, message)
}

/// The body of the first request of the operation, as the simulator saw it.
fn first_body(world: &mut World) -> Result<Value, Stop> {
    let seen = seen(world)?;
    Ok(seen.first().and_then(|seen| serde_json::from_str(&seen.body).ok()).unwrap_or_default())
}

/// The creation has a qualifying life event with its code.
#[then(expr = "the request carries a qualifying life event")]
async fn the_request_carries_an_event(world: &mut World) -> Result<(), Stop> {
    let body = first_body(world)?;
    if body.get("qle_info").is_some_and(|event| answers::text(event, "qualifying_event").is_some()) {
        return Ok(());
    }
    let message =
        "the integration enrolled outside Open Enrollment without a qualifying life event".to_owned();
    claim(world, "qle-not-sent", "`qle_info`", "none", message)
}

/// The request is about the id that Oscar's answer to the enrollment gave.
#[then(expr = "the request carries the Oscar id of the enrollment")]
async fn the_request_carries_the_id(world: &mut World) -> Result<(), Stop> {
    let creation = Some(Operation::Create.id());
    let at = world.exchanges().iter().position(|exchange| exchange.operation.as_deref() == creation);
    let answer = at.and_then(|at| world.body(at)).unwrap_or_default();
    let expected = answers::text(&answer, "oscar_id").unwrap_or_default().to_owned();
    let body = first_body(world)?;
    let actual = answers::text(&body, "oscar_id").unwrap_or("none").to_owned();
    if !expected.is_empty() && actual == expected {
        return Ok(());
    }
    let message = format!("the integration's request is about {actual}, but the enrollment gave {expected}");
    claim(world, "oscar-id-not-used", &expected, &actual, message)
}

/// A text of the last answer that the integration got.
fn answered(completed: &Completed, name: &str) -> Option<String> {
    let body = completed.calls.iter().rev().find_map(|call| match &call.sent.answer {
        evidence::Answer::Response(response) => serde_json::from_str::<Value>(&response.body.text).ok(),
        evidence::Answer::NoAnswer(_) => None,
    })?;
    let (_, value) = find_somewhere(&body, name)?;
    value.as_str().map(str::to_owned)
}

/// Whether a log entry has that text in that field.
fn is_logged(completed: &Completed, name: &str, text: &str) -> bool {
    completed.logs.iter().any(|entry| entry.fields.get(name).and_then(Value::as_str) == Some(text))
}

/// The application id of the answer is stored, or stands in the log.
#[then(expr = "the integration has kept the application id")]
async fn the_integration_kept_the_id(world: &mut World) -> Result<(), Stop> {
    let completed = completed(world)?;
    let stored = world.integration()?.stored().application_ids;
    let expected = answered(&completed, "application_id").unwrap_or_default();
    if !expected.is_empty()
        && (stored.contains(&expected) || is_logged(&completed, "application_id", &expected))
    {
        return Ok(());
    }
    let message = format!("the integration has neither stored nor logged the application id {expected}");
    claim(world, "application-id-lost", &expected, "not kept", message)
}

/// What a refusal said, by name: its error code and its field.
fn refused(completed: &Completed) -> [(&'static str, String); 2] {
    ["error_code", "field"].map(|name| (name, answered(completed, name).unwrap_or_default()))
}

/// The error code and the field of the answer were read: they stand in what the user is shown, or in the log.
#[then(expr = "the error code and the field of the refusal were parsed")]
async fn code_and_field_were_parsed(world: &mut World) -> Result<(), Stop> {
    let completed = completed(world)?;
    let surfaced = completed.surfaced.clone().unwrap_or_default();
    for (name, expected) in refused(&completed) {
        let shown = if name == "field" { &surfaced.field } else { &surfaced.error_code };
        if !expected.is_empty()
            && (shown.as_ref() == Some(&expected) || is_logged(&completed, name, &expected))
        {
            continue;
        }
        let message = format!("the integration did not read the `{name}` {expected} of the refusal");
        claim(world, "refusal-not-parsed", &expected, "not read", message)?;
    }
    Ok(())
}

/// The user is shown the error code and the field of the answer, and a message that names them.
#[then(expr = "the user is shown the error code and the field")]
async fn the_user_is_shown(world: &mut World) -> Result<(), Stop> {
    let completed = completed(world)?;
    let surfaced = completed.surfaced.clone().unwrap_or_default();
    for (name, expected) in refused(&completed) {
        let shown = if name == "field" { &surfaced.field } else { &surfaced.error_code };
        if !expected.is_empty() && shown.as_ref() == Some(&expected) && surfaced.message.contains(&expected) {
            continue;
        }
        let actual = shown.clone().unwrap_or_else(|| "nothing".to_owned());
        let message = format!("the user is not told the `{name}` {expected} of the refusal, but {actual}");
        claim(world, "refusal-not-shown", &expected, &actual, message)?;
    }
    Ok(())
}

/// The simulator saw so many requests of the operation.
#[then(expr = "the request was sent {int} time(s)")]
async fn the_request_was_sent(world: &mut World, times: usize) -> Result<(), Stop> {
    let count = seen(world)?.len();
    if count == times {
        return Ok(());
    }
    let message = format!("the integration sent its request {count} time(s), not {times}");
    claim(world, "tries", &times.to_string(), &count.to_string(), message)
}

/// The times between one try and the next, as the simulator saw them.
fn waits(world: &mut World) -> Result<Vec<Duration>, Stop> {
    Ok(seen(world)?.windows(2).map(|pair| pair[1].at - pair[0].at).collect())
}

/// So long after the try before it, to the millisecond, came that retry.
#[then(expr = "the wait before retry {int} was {int} second(s)")]
async fn the_wait_was(world: &mut World, retry: usize, seconds: i64) -> Result<(), Stop> {
    let waits = waits(world)?;
    let wait = retry.checked_sub(1).and_then(|at| waits.get(at));
    if wait.is_some_and(|wait| wait.whole_milliseconds() == i128::from(seconds) * 1_000) {
        return Ok(());
    }
    let actual =
        wait.map_or_else(|| "no such retry".to_owned(), |wait| format!("{:.3} s", wait.as_seconds_f64()));
    let message = format!("the wait before retry {retry} is to be {seconds} s: {actual}");
    claim(world, "backoff", &format!("{seconds} s"), &actual, message)
}

/// Oscar's guide fixes the first three waits; the others are told and not judged.
#[then(expr = "the later waits are reported")]
async fn the_later_waits_are_reported(world: &mut World) -> Result<(), Stop> {
    for (at, wait) in waits(world)?.into_iter().enumerate().skip(3) {
        let seconds = wait.as_seconds_f64();
        world.note(format!(
            "the wait before retry {} was {seconds:.3} s, which the guide leaves open",
            at + 1
        ));
    }
    Ok(())
}

/// Method, path and body of every try are those of the first one.
#[then(expr = "every try carried the same bytes")]
async fn every_try_carried_the_same(world: &mut World) -> Result<(), Stop> {
    let seen = seen(world)?;
    let same = |one: &Seen, other: &Seen| {
        (&one.method, &one.path, &one.body) == (&other.method, &other.path, &other.body)
    };
    let Some(at) = seen.iter().position(|one| !same(one, &seen[0])) else { return Ok(()) };
    let message = format!("try {} of the request is another one than the first", at + 1);
    claim(world, "retry-differs", "the same method, path and body", "another request", message)
}

/// The application id of the answer stands in the log.
#[then(expr = "the application id of the failure is in the log")]
async fn the_failure_is_logged(world: &mut World) -> Result<(), Stop> {
    let completed = completed(world)?;
    let expected = answered(&completed, "application_id").unwrap_or_default();
    if !expected.is_empty() && is_logged(&completed, "application_id", &expected) {
        return Ok(());
    }
    let message = format!("the integration did not log the application id {expected} of the failure");
    claim(world, "application-id-not-logged", &expected, "not logged", message)
}

/// The operations team is told.
#[then(expr = "operations are alerted")]
async fn operations_are_alerted(world: &mut World) -> Result<(), Stop> {
    if completed(world)?.alerts.iter().any(|alert| alert.to == OPERATIONS) {
        return Ok(());
    }
    let message = "the integration did not alert its operations team".to_owned();
    claim(world, "no-alert", "an alert to operations", "none", message)
}
