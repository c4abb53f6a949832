//! Phrases about deliveries that fail and come again.

use std::{iter, time::Duration};

use cucumber::{given, then};
use evidence::Level;

use super::{PATIENCE, delivery, last_two, wait};
use crate::{
    Claim, Stop, World,
    inbox::{Answering, Arrival},
    signature,
};

/// On a simulator the next delivery is this scenario's. In a real environment it may be another scenario's, so that the
/// first delivery of each event is answered so.
fn answer_next(world: &mut World, answer: Answering) -> Result<(), Stop> {
    let mailbox = world.mailbox()?;
    if world.is_simulator() {
        mailbox.answer_next([answer]);
    } else {
        mailbox.answer_first_of_each(answer);
    }
    Ok(())
}

/// The next delivery is answered with this status.
#[given(expr = "the next delivery is answered with {int}")]
async fn answered_with(world: &mut World, status: u16) -> Result<(), Stop> {
    answer_next(world, Answering::Status(status))
}

/// The next delivery is answered well, but so late.
#[given(expr = "the next delivery is answered after {int} seconds")]
async fn answered_late(world: &mut World, seconds: u64) -> Result<(), Stop> {
    answer_next(world, Answering::Late(Duration::from_secs(seconds)))
}

/// No delivery is taken.
#[given(expr = "every delivery is refused")]
async fn every_delivery_is_refused(world: &mut World) -> Result<(), Stop> {
    world.osigu_tenant()?;
    world.mailbox()?.answer_next(iter::repeat_n(Answering::Status(500), 10_000));
    Ok(())
}

/// Whether one delivery follows another with the same event, under whatever id.
fn is_repeated(later: &Arrival, first: &Arrival) -> bool {
    let (again, before) = (later.event(), first.event());
    later.wall > first.wall
        && again["event_type"] == before["event_type"]
        && again["data"] == before["data"]
        && later.received.target == first.received.target
}

/// The event that was delivered before is delivered once more. When a real vendor does it is not documented, so that its
/// not coming soon says nothing.
#[then(expr = "the event arrives again")]
async fn the_event_arrives_again(world: &mut World) -> Result<(), Stop> {
    let Some((_, mut first)) = delivery(world) else { return Ok(()) };
    if !world.is_simulator() {
        // Events of other scenarios arrive as well, and one of them may have got the answer that was meant for this one.
        let failed = |arrival: &Arrival| arrival.status >= 300 || !arrival.late.is_zero();
        first = world.webhooks()?.into_iter().find(failed).unwrap_or(first);
        let patience = world.scaled(PATIENCE)?;
        let again = world.wait_for_webhook(patience, |arrival| is_repeated(arrival, &first)).await?;
        if again.is_none() {
            let text = format!(
                "no delivery followed the failed one within {} s; after what time one does is not documented",
                patience.as_secs()
            );
            return Err(world.not_applicable("redelivery-later", text));
        }
    }
    let what = format!("the redelivery of {}", first.text("event_type"));
    let again = |arrival: &Arrival| is_repeated(arrival, &first);
    let found = wait(world, &what, Level::Documented, &["OSG-60", "OSX-15"], again).await?;
    world.osigu.subscribing.delivery = found;
    world.osigu.subscribing.earlier = Some(first);
    Ok(())
}

/// A redelivery is known by the id of the event, and says the same.
#[then(expr = "it is the same event")]
async fn it_is_the_same_event(world: &mut World) -> Result<(), Stop> {
    let Some((index, last, first)) = last_two(world) else { return Ok(()) };
    let (wanted, found) = (first.text("event_id"), last.text("event_id"));
    if wanted != found {
        let message = format!("the redelivery has the event_id {found}, and the first delivery had {wanted}");
        let claim = Claim::about(index, "redelivery-new-id", Level::Documented, wanted, found, message);
        world.report(claim.at("/event_id").of(&["OSG-60"]))?;
    } else if first.received.body != last.received.body {
        let message = "the redelivery has another body than the first delivery";
        let claim =
            Claim::about(index, "redelivery-body", Level::Assumed, "the same bytes", "others", message);
        world.report(claim)?;
    }
    Ok(())
}

/// A redelivery is signed for its own time, or a receiver would have to refuse it as stale.
#[then(expr = "it is signed anew")]
async fn it_is_signed_anew(world: &mut World) -> Result<(), Stop> {
    let Some((index, last, first)) = last_two(world) else { return Ok(()) };
    let time = |arrival: &Arrival| {
        let header = arrival.received.header(signature::HEADER)?;
        signature::parts(header)?.0.parse::<i64>().ok()
    };
    let (before, now) = (time(&first), time(&last));
    if before < now {
        return Ok(());
    }
    let message = "the redelivery is signed for the time of the first delivery";
    let shown = |time: Option<i64>| time.map_or_else(|| "none".to_owned(), |time| format!("t={time}"));
    let expected = format!("later than {}", shown(before));
    let claim = Claim::about(index, "redelivery-signature", Level::Inferred, expected, shown(now), message);
    world.report(claim.of(&["OSX-11", "OSX-15"]))
}

/// The first delivery of the event that phrases speak of, and all that repeated it so far.
fn deliveries(world: &mut World) -> Result<Vec<Arrival>, Stop> {
    let Some((_, first)) = delivery(world) else { return Ok(Vec::new()) };
    let mut all = world.webhooks()?;
    all.retain(|arrival| arrival.wall == first.wall || is_repeated(arrival, &first));
    Ok(all)
}

/// Each pause between the first so many deliveries is longer than the one before.
#[then(expr = "the pauses between its first {int} deliveries grow")]
async fn the_pauses_grow(world: &mut World, count: usize) -> Result<(), Stop> {
    let Some((_, first)) = delivery(world) else { return Ok(()) };
    let mut all = vec![first];
    while all.len() < count {
        let last = all[all.len() - 1].clone();
        let what = format!("delivery {} of {}", all.len() + 1, last.text("event_type"));
        let again = |arrival: &Arrival| is_repeated(arrival, &last);
        match wait(world, &what, Level::Documented, &["OSX-15"], again).await? {
            Some(next) => all.push(next),
            None => return Ok(()),
        }
    }
    let pauses: Vec<_> = all.windows(2).map(|pair| (pair[1].at - pair[0].at).as_seconds_f64()).collect();
    if pauses.windows(2).all(|pair| pair[1] > pair[0]) {
        return Ok(());
    }
    let index = all.last().and_then(|arrival| arrival.exchange).unwrap_or_default();
    let actual = pauses.iter().map(|pause| format!("{pause} s")).collect::<Vec<_>>().join(", ");
    let message = format!("the pauses between deliveries do not grow: {actual}");
    world.report(Claim::about(index, "backoff", Level::Documented, "growing pauses", actual, message))
}

/// Deliveries go on for so long after the first one, and not for longer.
#[then(expr = "its deliveries end after about {int} hours")]
async fn its_deliveries_end(world: &mut World, hours: i64) -> Result<(), Stop> {
    let all = deliveries(world)?;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Ok(()) };
    let lasted = last.at - first.at;
    // One more pause may have been too many.
    if (hours - 2..=hours).contains(&lasted.whole_hours()) && lasted <= time::Duration::hours(hours) {
        return Ok(());
    }
    let index = last.exchange.unwrap_or_default();
    let actual = format!("{:.1} h", lasted.as_seconds_f64() / 3600.0);
    let message = format!("deliveries of an event that nobody takes went on for {actual}");
    let expected = format!("about {hours} h");
    world.report(Claim::about(index, "backoff-end", Level::Documented, expected, actual, message))
}

/// The event was delivered once and never again.
#[then(expr = "the event arrived once")]
async fn the_event_arrived_once(world: &mut World) -> Result<(), Stop> {
    let all = deliveries(world)?;
    let [_, second, ..] = all.as_slice() else { return Ok(()) };
    let index = second.exchange.unwrap_or_default();
    let message = format!("the event was taken at its first delivery, and delivered {} times", all.len());
    // "At least once": a vendor may repeat an event for other reasons.
    world.report(Claim::about(
        index,
        "redelivered-after-success",
        Level::Inferred,
        "1 delivery",
        all.len().to_string(),
        message,
    ))
}
