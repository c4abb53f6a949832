//! Phrases about refusals. Each is measured by the same call, accepted, in the same scenario.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::Value;

use super::{
    Control,
    calls::{self, Form},
    changes::Change,
    fixtures,
    spoiling::{self, WrongValue},
    words::{Doing, Operation, Resource},
};
use crate::{Call, Claim, Provoked, Stop, World, words::UnknownWord};

/// The control of refusals: a valid call that is accepted. What it needs is made first where no phrase has.
#[given(expr = "a request to {doing} that Ideon accepts")]
async fn an_accepted_request(world: &mut World, doing: Doing) -> Result<(), Stop> {
    accepted(world, doing.0, Form::Smallest).await
}

/// The same with every member that the reference has, so that each of them can be spoiled.
#[given(expr = "a complete request to {doing} that Ideon accepts")]
async fn a_complete_request(world: &mut World, doing: Doing) -> Result<(), Stop> {
    accepted(world, doing.0, Form::Fullest).await
}

async fn accepted(world: &mut World, operation: &'static Operation, form: Form) -> Result<(), Stop> {
    // What the API cannot make is found by its own way, and what a phrase has made is what the scenario is about.
    let is_found = operation.at.is_some_and(|at| at.maker().is_none());
    let call = if world.is_simulator() || is_found || !world.ideon.current.is_empty() {
        calls::valid(world, operation, form).await?
    } else {
        about_what_is_shared(world, operation, form).await?
    };
    let index = calls::send(world, operation, call, form).await?;
    world.expect_success(index)
}

/// A valid call about what the scenarios of the run made for this: refusals change nothing, and nobody could delete what
/// each of them made for itself. It belongs to an installment, about which every operation may be called.
async fn about_what_is_shared(
    world: &mut World,
    operation: &'static Operation,
    form: Form,
) -> Result<Call, Stop> {
    let target = std::sync::Arc::clone(&world.scene()?.target);
    let mut shared = target.ideon.things.lock().await;
    world.ideon.current.clone_from(&shared);
    calls::id_of(world, Resource::Installment).await?;
    let call = calls::valid(world, operation, form).await;
    shared.clone_from(&world.ideon.current);
    call
}

fn control(world: &mut World) -> Result<Control, Stop> {
    let control = world.ideon.control.clone();
    control.ok_or_else(|| world.internal("this phrase needs a request that Ideon accepts"))
}

/// Sends a call that has to be refused. It leaves the control as it is.
async fn send(world: &mut World, call: Call, doubt: Level) -> Result<(), Stop> {
    world.ideon.doubt = Some(doubt);
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// Makes the call that was accepted before, with one change.
#[when(expr = "the same request is made {change}")]
async fn the_same_request(world: &mut World, change: Change) -> Result<(), Stop> {
    let control = control(world)?;
    let call = change.applied(world, &control).await?;
    // Whether `/rsp` asks for credentials is not documented (reading 29).
    // Nor whether ids in a body are looked up (clause IDN-345).
    let is_open =
        change == Change::UnknownPeriod || control.operation.id == "rsppost" && change.is_about_credentials();
    send(world, call, if is_open { Level::Assumed } else { Level::Documented }).await
}

/// A valid body like the one that was accepted, about somebody or something new, and the call that carries it.
async fn renewed(world: &mut World) -> Result<(Call, Value, &'static str), Stop> {
    let Control { operation, form, .. } = control(world)?;
    if operation.id == fixtures::RESOLVE {
        // The one before is resolved.
        calls::make(world, Resource::Problem).await?;
    }
    let call = calls::valid(world, operation, form).await?;
    match call.json_to_change() {
        Some(body) => Ok((call, body, operation.id)),
        None => Err(world.internal(format!("{} has no body to spoil", operation.id))),
    }
}

/// What is known of a member of a request.
fn known(world: &World, operation: &str, member: &str) -> Level {
    let vendor = world.vendor().and_then(|vendor| requests::for_operation(vendor, operation));
    let list = member.replace(".[0]", "[]");
    vendor.map_or(Level::Assumed, |shape| shape.member_level(&list))
}

/// Makes a call like the one that was accepted before, without a member that has to be there.
#[when(expr = "the same request is made without {string}")]
async fn without_a_member(world: &mut World, member: String) -> Result<(), Stop> {
    let (call, mut body, operation) = renewed(world).await?;
    if !spoiling::remove(&mut body, &member) {
        return Err(world.internal(format!("the valid body of {operation} has no `{member}` to leave out")));
    }
    let doubt = known(world, operation, &member);
    send(world, call.with(body).invalid(), doubt).await
}

/// Makes a call like the one that was accepted before, without two members that have to be there.
#[when(expr = "the same request is made without {string} and without {string}")]
async fn without_two_members(world: &mut World, one: String, other: String) -> Result<(), Stop> {
    let (call, mut body, operation) = renewed(world).await?;
    for member in [&one, &other] {
        if !spoiling::remove(&mut body, member) {
            return Err(
                world.internal(format!("the valid body of {operation} has no `{member}` to leave out"))
            );
        }
    }
    let doubt = known(world, operation, &one).max(known(world, operation, &other));
    send(world, call.with(body).invalid(), doubt).await?;
    world.ideon.left_out = vec![one, other];
    Ok(())
}

/// Makes a call like the one that was accepted before, with a value that a member must not have.
#[when(expr = "the same request is made with {wrong_value} as {string}")]
async fn with_a_wrong_value(world: &mut World, value: WrongValue, member: String) -> Result<(), Stop> {
    let (call, mut body, operation) = renewed(world).await?;
    if !spoiling::replace(&mut body, &member, value.value()) {
        return Err(world.internal(format!("the valid body of {operation} has no `{member}` to spoil")));
    }
    let doubt = known(world, operation, &member);
    send(world, call.with(body).invalid(), doubt).await
}

/// A condition that an environment can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "trouble", regex = "the limit|an unexpected condition|a time-out")]
pub(crate) struct Trouble(Provoked);

impl std::str::FromStr for Trouble {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let table = [
            ("the limit", Provoked::RateLimit),
            ("an unexpected condition", Provoked::Escalate),
            ("a time-out", Provoked::Unavailable),
        ];
        crate::words::find(&table, word).map(Self)
    }
}

/// The call that was accepted before meets a condition: a simulator is told, a real environment is asked by the profile's
/// trigger.
#[when(expr = "the same request meets {trouble}")]
async fn meets(world: &mut World, trouble: Trouble) -> Result<(), Stop> {
    let Control { call, .. } = control(world)?;
    if world.is_simulator() {
        let tenant = world.ideon_tenant()?;
        match trouble.0 {
            Provoked::RateLimit => tenant.limit_next(1, None),
            Provoked::Escalate => tenant.fail_next(1, 500),
            Provoked::Retry | Provoked::Unavailable => tenant.fail_next(1, 503),
        }
    }
    send(world, call.expecting(&[429, 500, 503]).provoking(trouble.0), Level::Documented).await
}

/// Makes the call that was accepted before. Only a simulator can be told to answer with any status.
#[when(expr = "the same request is made to a simulator that is told to answer {int}")]
async fn as_told(world: &mut World, status: u16) -> Result<(), Stop> {
    let Control { call, .. } = control(world)?;
    world.ideon_tenant()?;
    let call = call.header(simulators::ideon::SIMULATE_HEADER, status.to_string());
    send(world, call.expecting(&[404, 500, 501, 502, 503]).impatient(), Level::Documented).await
}

/// Goes where the API has nothing.
#[when(expr = "a path is called that the API does not have")]
async fn an_unknown_path(world: &mut World) -> Result<(), Stop> {
    let Control { call, .. } = control(world)?;
    send(world, call.elsewhere("/covenant/nothing"), Level::Documented).await
}

/// The errors of the last refusal; none where it was no refusal, which has been reported, or is a reading.
fn errors(world: &mut World) -> Result<Option<(usize, Vec<Value>)>, Stop> {
    let index = world.last()?;
    if world.status(index).is_none_or(|status| status < 400) {
        return Ok(None);
    }
    let body = world.body(index).unwrap_or_default();
    Ok(Some((index, body["errors"].as_array().cloned().unwrap_or_default())))
}

/// Whether a text has the form of an `error_type`: words joined by dots.
fn is_error_type(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    text.split('.').count() > 1 && text.split('.').all(is_word)
}

/// The refusal has one error, and it has type, message and parameter.
fn one_error(world: &mut World) -> Result<Option<(usize, Value)>, Stop> {
    let Some((index, errors)) = errors(world)? else { return Ok(None) };
    if errors.len() != 1 {
        let message = format!("the refusal of one offence has {} errors", errors.len());
        let found = errors.len().to_string();
        // That each offence is one error is our reading; that there is none at all is no envelope.
        let level = if errors.is_empty() { Level::Inferred } else { Level::Assumed };
        world.report(
            Claim::about(index, "refusal-errors", level, "one error", found, message).at("/errors"),
        )?;
    }
    let error = errors.into_iter().next().unwrap_or_default();
    for member in ["error_type", "message", "parameter"] {
        let text = error[member].as_str();
        let is_right = match member {
            "error_type" => text.is_some_and(is_error_type),
            "message" => text.is_some_and(|text| !text.is_empty()),
            _ => text.is_some(),
        };
        if !is_right {
            let found = error[member].to_string();
            let message = format!("the error of the refusal has {found} as `{member}`");
            let expected = if member == "error_type" { "words joined by dots" } else { "a text" };
            let claim = Claim::about(index, "refusal-error", Level::Inferred, expected, found, message);
            world.report(claim.of(&["IDN-23"]).at(format!("/errors/0/{member}")))?;
        }
    }
    Ok(Some((index, error)))
}

/// The refusal has one error, of this type and about this parameter.
fn says(
    world: &mut World,
    kind: Option<&str>,
    parameter: Option<&str>,
    clauses: &'static [&'static str],
) -> Result<(), Stop> {
    let Some((index, error)) = one_error(world)? else { return Ok(()) };
    for (member, wanted) in [("error_type", kind), ("parameter", parameter)] {
        let Some(wanted) = wanted else { continue };
        let found = error[member].as_str().unwrap_or_default();
        // The reference writes `[<index>]` for the place in a list.
        if found == wanted || found.replace("<index>", "0") == wanted {
            continue;
        }
        let message =
            format!("the error of the refusal has `{found}` as `{member}` where `{wanted}` is expected");
        let claim = Claim::about(index, "refusal-error", Level::Inferred, wanted, found, message);
        world.report(claim.of(clauses).at(format!("/errors/0/{member}")))?;
    }
    Ok(())
}

/// The refusal has the form that all have: one error with a type, a message and a parameter.
#[then(expr = "the refusal is one error")]
async fn is_one_error(world: &mut World) -> Result<(), Stop> {
    one_error(world).map(|_| ())
}

/// The refusal speaks of the credentials.
#[then(expr = "the refusal says that the credentials are unknown")]
async fn unknown_credentials(world: &mut World) -> Result<(), Stop> {
    says(world, Some("invalid_request.unauthorized"), None, &["IDN-24"])
}

/// The refusal speaks of the id.
#[then(expr = "the refusal says that the id is unknown")]
async fn unknown_id(world: &mut World) -> Result<(), Stop> {
    says(world, Some("invalid_request.resource_not_found"), Some("id"), &["IDN-25"])
}

/// The refusal names a member that is missing, by its dotted path.
#[then(expr = "the refusal names {string} as missing")]
async fn names_as_missing(world: &mut World, member: String) -> Result<(), Stop> {
    says(world, Some("invalid_request.required_parameter_missing"), Some(&member), &["IDN-26"])
}

/// The refusal has an error for each member that was left out. That each offence is one error is our reading.
#[then(expr = "the refusal names both members as missing")]
async fn names_both(world: &mut World) -> Result<(), Stop> {
    let Some((index, errors)) = errors(world)? else { return Ok(()) };
    for wanted in world.ideon.left_out.clone() {
        let is_named = |error: &Value| {
            error["error_type"] == "invalid_request.required_parameter_missing"
                && error["parameter"].as_str() == Some(wanted.as_str())
        };
        if !errors.iter().any(is_named) {
            let told: Vec<&str> = errors.iter().filter_map(|error| error["parameter"].as_str()).collect();
            let message = format!("the refusal does not say that `{wanted}` is missing");
            let (level, told) = (Level::Assumed, told.join(", "));
            let claim = Claim::about(index, "refusal-errors", level, wanted.as_str(), told, message);
            world.report(claim.of(&["IDN-26"]).at("/errors"))?;
        }
    }
    Ok(())
}

/// The refusal names the member that is wrong, by its dotted path. Of which type the error is then is not documented.
#[then(expr = "the refusal names {string}")]
async fn names(world: &mut World, member: String) -> Result<(), Stop> {
    says(world, None, Some(&member), &["IDN-23"])
}

/// The answer is a text that begins so.
#[then(expr = "the answer is a text that begins with {string}")]
async fn begins_with(world: &mut World, beginning: String) -> Result<(), Stop> {
    let index = world.last()?;
    // That it was accepted has been reported, or is a reading.
    if world.is_accepted(index) {
        return Ok(());
    }
    let text = world.exchanges()[index].response().map(|response| response.body.text.clone());
    let text = text.unwrap_or_default();
    if text.starts_with(&beginning) {
        return Ok(());
    }
    let message = format!(
        "the answer is the text `{}` where one is documented that begins with `{beginning}`",
        crate::world::shorten(&text)
    );
    world.report(Claim::about(index, "text", Level::Documented, beginning, text, message))
}
