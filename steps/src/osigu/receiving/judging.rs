//! What the receiver answered.

use cucumber::then;
use evidence::{Answer, Level};
use time::{Duration, PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description};

use super::{delivery, event, sending};
use crate::{Claim, Stop, World};

/// How a date is written in HTTP.
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// How far apart two clocks may be for 290 and 310 seconds to lie on both sides of 300.
const CLOCKS_APART_MAX: Duration = Duration::seconds(5);

/// The exchanges of the last `When`.
pub(super) fn answers(world: &mut World) -> Result<Vec<usize>, Stop> {
    if world.osigu.receiving.answers.is_empty() {
        return Err(world.internal("this phrase needs an event that was delivered"));
    }
    Ok(world.osigu.receiving.answers.clone())
}

/// What became of a delivery, in a word or two.
pub(super) fn said(world: &World, index: usize) -> String {
    match &world.exchanges()[index].answer {
        Answer::Response(response) => response.status.to_string(),
        Answer::NoAnswer(_) => "no answer".to_owned(),
    }
}

/// The last delivery is the valid one that refusals are measured by.
pub(super) fn control(world: &mut World) -> Result<(), Stop> {
    let index = answers(world)?[0];
    if world.is_accepted(index) {
        world.osigu.receiving.has_control = true;
        return Ok(());
    }
    let text = format!("the receiver did not accept a valid event: {}; {}", said(world, index), hint(world));
    Err(world.blocked(text))
}

/// What to look at if nothing valid is accepted.
fn hint(world: &World) -> &'static str {
    if world.is_simulator() {
        "see the scenario about valid events"
    } else {
        "see that the receiver has the signing secret of this run, takes events of this environment, and has the right time"
    }
}

/// Compares the receiver's clock with ours.
pub(super) fn compare_clocks(world: &mut World) -> Result<(), Stop> {
    let index = answers(world)?[0];
    let exchange = &world.exchanges()[index];
    let date = exchange.response().and_then(|response| response.header("date"));
    let date = date.and_then(|date| PrimitiveDateTime::parse(date, HTTP_DATE).ok());
    let Some(theirs) = date.map(PrimitiveDateTime::assume_utc) else {
        world.osigu.receiving.is_undated = true;
        world.note("the receiver's answer has no date, so that its clock could not be compared with ours");
        return Ok(());
    };
    let ours = world.now();
    if (theirs - ours).abs() <= CLOCKS_APART_MAX {
        return Ok(());
    }
    let text = format!(
        "the receiver's clock is {} s {} ours, so that the age of a timestamp is not the same to both; set the clocks",
        (theirs - ours).abs().whole_seconds(),
        if theirs > ours { "ahead of" } else { "behind" },
    );
    Err(world.could_not_judge("clocks-apart", text))
}

/// Files that the last delivery was answered otherwise than it has to be.
fn wrong(
    world: &mut World,
    index: usize,
    rule: &'static str,
    level: Level,
    expected: &str,
    because: &str,
) -> Result<(), Stop> {
    let (actual, what) = (said(world, index), delivery(world)?.what);
    if world.osigu.receiving.is_undated {
        let text =
            format!("{what} was answered with {actual}, but the receiver does not say what time it has");
        return Err(world.could_not_judge("no-date", text));
    }
    let message = format!("the receiver answered {actual} to {what}; {because}");
    world.report(Claim::about(index, rule, level, expected, actual, message))
}

fn expect_accepted(world: &mut World, level: Level, because: &str) -> Result<(), Stop> {
    for index in answers(world)? {
        if !world.is_accepted(index) {
            wrong(world, index, "delivery-not-accepted", level, "2xx", because)?;
        }
    }
    Ok(())
}

/// Every one of them was answered with 2xx.
#[then(expr = "the receiver accepts it/them/both/all")]
async fn accepted(world: &mut World) -> Result<(), Stop> {
    let because = format!("Osigu takes anything but 2xx for a failed delivery; {}", hint(world));
    expect_accepted(world, Level::Documented, &because)
}

/// The same, where the guide does not say it in so many words: what is not acknowledged is delivered again for 72 hours.
#[then(expr = "the receiver acknowledges it/both all the same")]
async fn acknowledged(world: &mut World) -> Result<(), Stop> {
    expect_accepted(world, Level::Inferred, "what is not acknowledged is delivered again for 72 hours")
}

/// 401, beside a valid event that the receiver accepted before.
#[then(expr = "the receiver refuses it as unauthorized")]
async fn refused(world: &mut World) -> Result<(), Stop> {
    if !world.osigu.receiving.has_control {
        return Err(world.internal("a refusal is measured by a valid event that the receiver accepted"));
    }
    for index in answers(world)? {
        match world.status(index) {
            Some(401) => {}
            Some(200..=299) => {
                wrong(world, index, "forgery-accepted", Level::Documented, "401", "Osigu did not send this")?;
            }
            _ => wrong(
                world,
                index,
                "refusal-status",
                Level::Documented,
                "401",
                "Osigu's guide wants 401 for it",
            )?,
        }
    }
    Ok(())
}

/// The control after a refusal: what was refused was the forgery and not the event.
#[then(expr = "the receiver accepts the same event as Osigu sends it")]
async fn the_real_one_is_accepted(world: &mut World) -> Result<(), Stop> {
    event(world)?;
    // The clocks of both were the same all along.
    world.osigu.receiving.is_undated = false;
    sending::deliver_event(world, "an event after a forgery of it").await?;
    expect_accepted(world, Level::Documented, "a forgery must not keep the real event out")
}

/// The control after a refusal where there is no event to be repeated.
#[then(expr = "the receiver still accepts a valid event")]
async fn a_valid_one_is_accepted(world: &mut World) -> Result<(), Stop> {
    sending::deliver_valid(world).await?;
    expect_accepted(world, Level::Documented, "it accepted a valid event before")
}

/// Both are readings of "hex": but the same reading for both, and no failure.
#[then(expr = "the receiver accepts both, or refuses both as unauthorized")]
async fn alike(world: &mut World) -> Result<(), Stop> {
    let answers = answers(world)?;
    let first = answers[0];
    let is_refusal = world.status(first) == Some(401);
    for index in answers {
        let is_alike = if is_refusal { world.status(index) == Some(401) } else { world.is_accepted(index) };
        if !is_alike {
            let because =
                "the digits are the right ones; a receiver may insist on lower case, by refusing the others";
            wrong(
                world,
                index,
                "upper-case-digest",
                Level::Inferred,
                "2xx for both, or 401 for both",
                because,
            )?;
        }
    }
    Ok(())
}

/// Whatever it makes of the delivery, it does not fail over it.
#[then(expr = "the receiver answers without failing")]
async fn without_failing(world: &mut World) -> Result<(), Stop> {
    for index in answers(world)? {
        if !world.status(index).is_some_and(|status| (200..500).contains(&status)) {
            wrong(
                world,
                index,
                "receiver-failed",
                Level::Inferred,
                "2xx or 4xx",
                "nothing that arrives may break it",
            )?;
        }
    }
    Ok(())
}

/// By the clock that scenario and receiver share, or else by ours; each answer for itself.
#[then(expr = "the receiver answers within {int} seconds")]
async fn within(world: &mut World, seconds: i64) -> Result<(), Stop> {
    let index = answers(world)?[0];
    let took = world.osigu.receiving.took;
    if took <= Duration::seconds(seconds) {
        return Ok(());
    }
    let actual = format!("{:.1} s", took.as_seconds_f64());
    let message =
        format!("the receiver took {actual} for its answer; Osigu waits {seconds} s and then delivers again");
    let expected = format!("at most {seconds} s");
    world.report(Claim::about(index, "slow-receiver", Level::Documented, expected, actual, message))
}
