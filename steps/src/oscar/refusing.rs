//! Phrases about refusals. Each is measured by the same request without its defect, which was accepted in the same scenario.

use cucumber::{given, then, when};
use evidence::Level;
use schemas::find_somewhere;
use serde_json::Value;

use super::{
    Control, Draft, answers, calls,
    defects::Defect,
    words::{Failure, Operation},
};
use crate::{Claim, Stop, World};

/// The operation of the request that refusals are measured by.
pub(super) fn control(world: &mut World) -> Result<Operation, Stop> {
    match &world.oscar.control {
        Some(control) => Ok(control.operation),
        None => Err(world.internal("this phrase needs a request that Oscar accepts")),
    }
}

/// What the request was about that was sent last, and its defect.
fn sent(world: &mut World) -> Result<(Operation, Draft, Option<Defect>), Stop> {
    match &world.oscar.control {
        Some(control) => Ok((control.operation, control.draft.clone(), control.defect)),
        None => Err(world.internal("this phrase needs a request that Oscar accepts")),
    }
}

/// New people for the next request, if it needs any.
fn renew(world: &mut World, defect: Option<Defect>) -> Result<(Operation, Draft), Stop> {
    let operation = control(world)?;
    let draft = calls::draft(world, operation)?;
    world.oscar.control = Some(Control { operation, draft: draft.clone(), defect });
    Ok((operation, draft))
}

/// The control of every refusal: a valid request that was accepted. A member is enrolled first where the call is about one.
#[given(expr = "a request to {operation} that Oscar accepts")]
async fn a_request_that_oscar_accepts(world: &mut World, operation: Operation) -> Result<(), Stop> {
    if operation.is_about_a_member() {
        let family = calls::new_family(world, 1, 1)?;
        world.oscar.own = Some(family);
        let index = calls::create(world, family).await?;
        world.set_up(index)?;
    }
    let draft = calls::draft(world, operation)?;
    let about = draft.clone();
    let index = calls::valid(world, operation, |world| calls::body(world, operation, &about)).await?;
    world.expect_success(index)?;
    calls::learn(world, &draft, index);
    world.oscar.control = Some(Control { operation, draft, defect: None });
    Ok(())
}

async fn send_with(world: &mut World, defect: Defect) -> Result<usize, Stop> {
    let (operation, draft) = renew(world, Some(defect))?;
    let valid = calls::body(world, operation, &draft)?.unwrap_or_default();
    let call = calls::call(operation, None);
    let call = match defect.raw(&valid) {
        Some(text) => call.with_raw(text),
        None => call.with(defect.put_into(valid)).invalid(),
    };
    world.send(call).await
}

/// Sends what was accepted before, with one defect. A creation or an addition is about new people.
#[when(expr = "the same request is sent {defect}")]
async fn the_same_request_is_sent(world: &mut World, defect: Defect) -> Result<(), Stop> {
    let index = send_with(world, defect).await?;
    world.last = Some(index);
    Ok(())
}

/// Sends the request of before once more, about the same people and without its defect; 503 answers are waited out as the
/// guide has it.
#[when(expr = "the same/corrected request is sent again")]
async fn the_request_is_sent_again(world: &mut World) -> Result<(), Stop> {
    let (operation, draft, _) = sent(world)?;
    let about = draft.clone();
    let index = calls::valid(world, operation, |world| calls::body(world, operation, &about)).await?;
    calls::learn(world, &draft, index);
    Ok(())
}

/// Sends the request, about new people, into a condition that the environment is asked for: a simulator is told, a real one
/// by the profile's trigger.
#[when(expr = "the same request meets {failure}")]
async fn the_same_request_meets(world: &mut World, failure: Failure) -> Result<(), Stop> {
    let condition = failure.0;
    let (operation, draft) = renew(world, None)?;
    let body = calls::body(world, operation, &draft)?;
    if world.is_simulator() {
        failure.tell(world.tenant()?, 1);
    }
    let index = world.send(calls::call(operation, body).provoking(condition)).await?;
    world.last = Some(index);
    Ok(())
}

/// A transaction of the member is pending for the next two calls about that person.
#[given(expr = "a transaction of the member is pending")]
async fn a_transaction_is_pending(world: &mut World) -> Result<(), Stop> {
    let family = calls::own(world)?;
    let id = calls::holder_id(world, family)?;
    if world.tenant()?.pend_member(&id, 2) {
        return Ok(());
    }
    Err(world.blocked("the simulator does not know the member whose transaction is to be pending"))
}

/// Sends the request of before once, and takes the answer as it comes.
#[when(expr = "the same request is sent a single time")]
async fn sent_a_single_time(world: &mut World) -> Result<(), Stop> {
    let (operation, draft, _) = sent(world)?;
    let body = calls::body(world, operation, &draft)?;
    let index = world.send(calls::call(operation, body).impatient()).await?;
    world.last = Some(index);
    Ok(())
}

/// The call that was made last was accepted without a retry.
#[then(expr = "the call succeeds at the first try")]
async fn the_call_succeeds_at_once(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    world.expect_success(index)?;
    let tries = world.exchanges()[index].attempt;
    if tries == 1 {
        return Ok(());
    }
    let message = format!("the call was held up and took {tries} tries");
    world.report(Claim::about(index, "held-up", Level::Inferred, "1 try", tries.to_string(), message))
}

/// What answers a provoked condition: 503 or 500.
fn provoked(world: &mut World, wanted: u16, trigger: &str) -> Result<(), Stop> {
    let index = world.last()?;
    let status = world.status(index);
    if status == Some(wanted) {
        return Ok(());
    }
    let operation = world.exchanges()[index].operation.clone().unwrap_or_default();
    let actual = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    if world.is_accepted(index) && !world.is_simulator() {
        let text = format!("{operation} answered {actual}: the profile's trigger `{trigger}` had no effect");
        return Err(world.could_not_judge("trigger-without-effect", text));
    }
    let message = format!("{operation} answered {actual} where {wanted} was provoked");
    world.report(Claim::about(
        index,
        "provoked-status",
        Level::Documented,
        wanted.to_string(),
        actual,
        message,
    ))
}

/// The call met a 503, the RETRY category.
#[then(expr = "Oscar asks to try again later")]
async fn oscar_asks_to_try_again(world: &mut World) -> Result<(), Stop> {
    provoked(world, 503, "retry")
}

/// The call met a 500, the ESCALATE category.
#[then(expr = "the call fails inside Oscar")]
async fn the_call_fails_inside(world: &mut World) -> Result<(), Stop> {
    provoked(world, 500, "escalate")
}

/// The defect was refused with a 400. Where a guess of ours may be why it was not, that is found out before anybody is
/// blamed.
#[then(expr = "the call is refused as actionable")]
async fn the_call_is_refused(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let (operation, _, defect) = sent(world)?;
    let Some(defect) = defect else { return Err(world.internal("this phrase needs a defect")) };
    let status = world.status(index).unwrap_or_default();
    let is_real = !world.is_simulator();
    match status {
        400 => Ok(()),
        200..=299 => accepted(world, index, operation, defect).await,
        404 if is_real && defect == Defect::UnknownMember => Ok(()),
        404 | 405 if is_real && rests_on_its_path(world, index) => {
            let text = format!(
                "{} answered {status}; its path is a guess of ours, say the real one under `overrides` in the profile",
                operation.id()
            );
            Err(world.could_not_judge("guessed-path", text))
        }
        _ => {
            let message = format!("{} answered {status} to a request {}", operation.id(), defect.words());
            let level = defect.actionable(operation);
            world.report(Claim::about(index, "refusal-status", level, "400", status.to_string(), message))
        }
    }
}

fn rests_on_its_path(world: &World, index: usize) -> bool {
    world.exchanges()[index].rests_on.iter().any(|guess| guess.what.starts_with("path of "))
}

/// Files that a defect was accepted, unless the vendor may not read the member that we put it into.
async fn accepted(world: &mut World, index: usize, operation: Operation, defect: Defect) -> Result<(), Stop> {
    let level = defect.refused(operation);
    let is_real = !world.is_simulator();
    if is_real
        && level == Level::Documented
        && defect.is_of_the_ssn()
        && !reads_the_ssn(world, defect).await?
    {
        let text = format!(
            "an enrollment {} was accepted, and so was every other defect of an SSN: the vendor may not read the member \
             `enrollees[].ssn`, whose name is a guess of ours; say the real one under `overrides.members` in the profile",
            defect.words()
        );
        return Err(world.could_not_judge("guessed-member-unread", text));
    }
    let status = world.status(index).unwrap_or_default();
    let message = format!("{} accepted a request {}", operation.id(), defect.words());
    let rule = "accepted-what-must-be-refused";
    world.report(Claim::about(index, rule, level, "a refusal, 400", status.to_string(), message))
}

/// Whether another defect of an SSN is refused, or the profile vouches for the member's name.
async fn reads_the_ssn(world: &mut World, defect: Defect) -> Result<bool, Stop> {
    if world.profile()?.overrides.name_of("enrollees[].ssn").is_some() {
        return Ok(true);
    }
    for other in Defect::OF_THE_SSN.into_iter().filter(|other| *other != defect) {
        let index = send_with(world, other).await?;
        if world.status(index) == Some(400) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The level at which the body of the last refusal is judged; `None` where there is none to judge, because a real vendor
/// answered otherwise and that was filed, or is a reading.
fn refusal(world: &mut World) -> Result<Option<(usize, Value, Level)>, Stop> {
    let index = world.last()?;
    let (operation, _, defect) = sent(world)?;
    let level = defect.map_or(Level::Documented, |defect| defect.actionable(operation));
    let is_refusal = world.status(index).is_some_and(|status| (400..500).contains(&status));
    Ok(is_refusal.then(|| (index, world.body(index).unwrap_or_default(), level)))
}

/// The refusal has an error code, a text that is not empty, wherever it stands.
#[then(expr = "the refusal carries an error code")]
async fn the_refusal_carries_a_code(world: &mut World) -> Result<(), Stop> {
    let Some((index, body, level)) = refusal(world)? else { return Ok(()) };
    if answers::text(&body, "error_code").is_some() {
        return Ok(());
    }
    let message = "the refusal has no `error_code`";
    world.report(Claim::about(index, "error-code-missing", level, "a text", "none", message))
}

/// The refusal has a field, and it names this member. That there is one is documented, how it is written is not: the
/// member's name is looked for in it.
#[then(expr = "the refusal names the field {string}")]
async fn the_refusal_names_the_field(world: &mut World, name: String) -> Result<(), Stop> {
    let Some((index, body, level)) = refusal(world)? else { return Ok(()) };
    let Some((pointer, field)) = find_somewhere(&body, "field") else {
        let message = "the refusal has no `field`";
        return world.report(Claim::about(index, "field-missing", level, name, "none", message));
    };
    let mut names = vec![name.clone()];
    let overrides = &world.profile()?.overrides;
    names.extend(
        overrides
            .iter()
            .filter(|(path, _)| path.rsplit('.').next() == Some(name.as_str()))
            .map(|(_, real)| real.to_owned()),
    );
    let written = match field {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if names.iter().any(|name| written.contains(name.as_str())) {
        return Ok(());
    }
    // A null may say that no single member is at fault.
    let level = if field.is_null() { Level::Inferred } else { Level::Assumed }.weaker(level);
    let message = format!("the refusal's `field` does not name `{name}`: {written}");
    world.report(Claim::about(index, "field", level, name, written, message).at(pointer))
}
