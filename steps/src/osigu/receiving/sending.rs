//! What is delivered.

use std::time::Duration as StdDuration;

use cucumber::{given, when};
use evidence::Intent;
use serde_json::json;
use time::Duration;

use super::{
    Delivery, delivery,
    delivery::{bytes, spaced},
    effects, event, events, judging,
    words::{Forgery, Side, Writing},
};
use crate::{Call, Stop, World, osigu::calls};

/// A secret that no receiver was given.
const FOREIGN_SECRET: &str = "whsec_of_nobody_7d0c2b";

/// Between the halves of a slow body, on the wall clock.
const BODY_PAUSE: StdDuration = StdDuration::from_millis(400);

/// Between a delivery and its repetition: time enough for another timestamp on a clock of whole seconds.
const REDELIVERY_AFTER: Duration = Duration::milliseconds(1_100);

/// How much earlier an event was created than one that was delivered before it.
const EARLIER: Duration = Duration::seconds(60);

/// Delivers one after another, and remembers the answers as those of one step.
async fn deliver(world: &mut World, deliveries: Vec<Delivery>, intent: Intent) -> Result<(), Stop> {
    world.osigu.receiving.answers.clear();
    world.osigu.receiving.took = Duration::ZERO;
    for delivery in deliveries {
        let began = world.now();
        let outgoing = delivery.outgoing();
        world.osigu.receiving.delivery = Some(delivery);
        let index = world.deliver(outgoing, intent).await?;
        answered(world, began, &[index]).await?;
    }
    Ok(())
}

/// Delivers all at once.
async fn deliver_at_once(world: &mut World, deliveries: Vec<Delivery>) -> Result<(), Stop> {
    world.osigu.receiving.answers.clear();
    world.osigu.receiving.took = Duration::ZERO;
    let began = world.now();
    let outgoing = deliveries.iter().map(Delivery::outgoing).collect();
    world.osigu.receiving.delivery = deliveries.into_iter().next_back();
    let indices = world.deliver_at_once(outgoing, Intent::Valid).await?;
    answered(world, began, &indices).await
}

/// Remembers answers and how long they took: on the scenario's clock where the receiver shares it.
async fn answered(world: &mut World, began: time::OffsetDateTime, indices: &[usize]) -> Result<(), Stop> {
    let took = if world.receiver().await?.is_embedded() {
        world.now() - began
    } else {
        let total_us = indices.iter().map(|index| world.exchanges()[*index].timing.total_us).max();
        Duration::microseconds(i64::try_from(total_us.unwrap_or_default()).unwrap_or(i64::MAX))
    };
    let memory = &mut world.osigu.receiving;
    memory.took = memory.took.max(took);
    memory.answers.extend(indices);
    Ok(())
}

/// These bytes with a good signature of now.
async fn signed(world: &mut World, body: Vec<u8>) -> Result<Delivery, Stop> {
    signed_at(world, body, 0).await
}

async fn signed_at(world: &mut World, body: Vec<u8>, offset_s: i64) -> Result<Delivery, Stop> {
    let subject = world.receiver().await?;
    Ok(Delivery::signed(subject.secret(), world.now().unix_timestamp() + offset_s, body))
}

/// Delivers the event that phrases speak of as it is.
pub(super) async fn deliver_event(world: &mut World, what: &str) -> Result<(), Stop> {
    let event = event(world)?;
    let delivery = signed(world, bytes(&event)).await?.called(what);
    deliver(world, vec![delivery], Intent::Valid).await
}

/// Delivers a valid event of its own.
pub(super) async fn deliver_valid(world: &mut World) -> Result<(), Stop> {
    world.osigu.receiving.event = Some(events::decision(world));
    deliver_event(world, "a valid event").await
}

/// The control of every refusal: a valid event that was accepted. Where it is not, that is for the scenario about valid
/// events to judge.
#[given(expr = "a receiver that accepts a valid event")]
async fn a_receiver_that_accepts(world: &mut World) -> Result<(), Stop> {
    deliver_valid(world).await?;
    judging::control(world)
}

/// The same, and the event had one effect, from which on effects are counted.
#[given(expr = "a receiver on which a valid event has one effect")]
async fn a_receiver_with_an_effect(world: &mut World) -> Result<(), Stop> {
    world.osigu.receiving.counted = Some(world.effects().await?);
    deliver_valid(world).await?;
    judging::control(world)?;
    let seen = effects::settled(world, 1).await?;
    if seen != 1 {
        let text =
            format!("a valid event had {seen} effects and not one, so that no other effect can be judged");
        return Err(world.blocked(text));
    }
    effects::count_from_here(world, 1);
    Ok(())
}

/// The receiver's clock, as the `Date` of its answer gives it, is not more than a few seconds off.
#[given(expr = "the receiver's clock agrees with ours")]
async fn the_clock_agrees(world: &mut World) -> Result<(), Stop> {
    judging::compare_clocks(world)
}

/// What the simulator decides later is delivered to the receiver under test, by the simulator itself.
#[given(expr = "the receiver is subscribed to decisions")]
async fn is_subscribed(world: &mut World) -> Result<(), Stop> {
    let url = world.receiver().await?.url().to_owned();
    let subscription = json!({"url": url, "event_types": ["authorization.*"]});
    calls::set_up(world, Call::to("subscribe-webhook").with(subscription)).await.map(|_| ())
}

/// Delivers an event that is signed now over its own bytes.
#[when(expr = "a valid event is delivered")]
async fn a_valid_event(world: &mut World) -> Result<(), Stop> {
    deliver_valid(world).await
}

/// The envelope is the same for every type; the data are those that Osigu documents for it.
#[when(expr = "an event of type {word} is delivered")]
async fn an_event_of_a_type(world: &mut World, event_type: String) -> Result<(), Stop> {
    world.osigu.receiving.event = Some(events::event(world, &event_type));
    deliver_event(world, &format!("an event of type {event_type}")).await
}

/// The event is one that Osigu could send, but this delivery is not Osigu's.
#[when(expr = "an event is delivered {forgery}")]
async fn a_forged_event(world: &mut World, forgery: Forgery) -> Result<(), Stop> {
    let event = events::decision(world);
    // What an eavesdropper would have: the signature of the valid event before.
    let other = delivery(world)?;
    let subject = world.receiver().await?;
    world.hide(FOREIGN_SECRET, "{{foreign_webhook_secret}}");
    let at = world.now().unix_timestamp();
    let forged = Delivery::forged(forgery, subject.secret(), FOREIGN_SECRET, at, &event, &other);
    world.osigu.receiving.event = Some(event);
    deliver(world, vec![forged], Intent::Invalid).await
}

/// The signature is good; its timestamp lies that far from now.
#[when(expr = "an event is delivered that was signed {int} seconds {side}")]
async fn an_event_signed_then(world: &mut World, seconds: i64, side: Side) -> Result<(), Stop> {
    let event = events::decision(world);
    let delivery = signed_at(world, bytes(&event), side.offset_s(seconds)).await?;
    let delivery = delivery.called(format!("an event that was signed {seconds} seconds {}", side.words()));
    world.osigu.receiving.event = Some(event);
    deliver(world, vec![delivery], Intent::Valid).await
}

/// JSON may be written in many ways; the signature is good for these bytes.
#[when(expr = "an event is delivered whose JSON has {writing}")]
async fn an_event_written_otherwise(world: &mut World, writing: Writing) -> Result<(), Stop> {
    let mut event = events::decision(world);
    event["data"]["additional_data"] = json!({"city": "Bogotá", "amount": 12.5});
    let plain = event.to_string();
    let body = match writing {
        Writing::Spaced => spaced(&event),
        Writing::Escaped => plain.replace('á', "\\u00e1").into_bytes(),
        Writing::TrailingZero => plain.replace("12.5", "12.50").into_bytes(),
        Writing::LastBreak => format!("{plain}\n").into_bytes(),
    };
    let delivery =
        signed(world, body).await?.called("an event in other bytes than those that JSON libraries write");
    world.osigu.receiving.event = Some(event);
    deliver(world, vec![delivery], Intent::Valid).await
}

/// Two events, so that it can be seen whether both are treated alike.
#[when(expr = "two events are delivered with their digests in upper case")]
async fn events_in_upper_case(world: &mut World) -> Result<(), Stop> {
    let mut deliveries = Vec::new();
    for _ in 0..2 {
        let event = events::decision(world);
        let mut delivery =
            signed(world, bytes(&event)).await?.called("an event with its digest in upper case");
        delivery.signature = delivery.signature.map(|header| match header.split_once("v1=") {
            Some((before, digest)) => format!("{before}v1={}", digest.to_uppercase()),
            None => header,
        });
        world.osigu.receiving.event = Some(event);
        deliveries.push(delivery);
    }
    deliver(world, deliveries, Intent::Valid).await
}

/// A member that may hold anything makes up for the size; 1 MB is a million bytes.
#[when(expr = "an event is delivered whose body has {int} MB")]
async fn a_large_event(world: &mut World, megabytes: usize) -> Result<(), Stop> {
    let mut event = events::decision(world);
    let missing = (megabytes * 1_000_000).saturating_sub(event.to_string().len() + r#""note":"""#.len());
    event["data"]["additional_data"] = json!({"note": "x".repeat(missing)});
    let delivery = signed(world, bytes(&event)).await?.called(format!("an event of {megabytes} MB"));
    world.osigu.receiving.event = Some(event);
    deliver(world, vec![delivery], Intent::Valid).await
}

/// Half of the body, a pause in real time, and the rest.
#[when(expr = "an event is delivered whose body comes slowly")]
async fn a_slow_event(world: &mut World) -> Result<(), Stop> {
    let event = events::decision(world);
    let mut delivery = signed(world, bytes(&event)).await?.called("an event whose body came slowly");
    delivery.body_pause = Some(BODY_PAUSE);
    world.osigu.receiving.event = Some(event);
    deliver(world, vec![delivery], Intent::Valid).await
}

/// Each of them is another event.
#[when(expr = "{int} events are delivered at once")]
async fn events_at_once(world: &mut World, count: usize) -> Result<(), Stop> {
    let mut deliveries = Vec::new();
    for _ in 0..count {
        let event = events::decision(world);
        deliveries.push(signed(world, bytes(&event)).await?.called(format!("one of {count} events at once")));
    }
    deliver_at_once(world, deliveries).await
}

/// The same bytes under the same signature.
#[when(expr = "the same delivery comes again")]
async fn the_same_delivery(world: &mut World) -> Result<(), Stop> {
    let again = delivery(world)?.called("the same delivery once more");
    deliver(world, vec![again], Intent::Valid).await
}

/// As Osigu delivers what was not acknowledged: the same event, signed anew.
#[when(expr = "the same event comes again with a fresh signature")]
async fn the_same_event(world: &mut World) -> Result<(), Stop> {
    let clock = world.clock()?;
    clock.sleep(REDELIVERY_AFTER.unsigned_abs()).await;
    deliver_event(world, "the same event with a fresh signature").await
}

/// Delivers one event two times, side by side.
#[when(expr = "an event is delivered twice at once")]
async fn an_event_twice(world: &mut World) -> Result<(), Stop> {
    let event = events::decision(world);
    let delivery = signed(world, bytes(&event)).await?.called("an event that came twice at once");
    world.osigu.receiving.event = Some(event);
    deliver_at_once(world, vec![delivery.clone(), delivery]).await
}

/// It has an id of its own, and is about the authorization of the last event.
#[when(expr = "another event about the same authorization is delivered")]
async fn another_event(world: &mut World) -> Result<(), Stop> {
    let first = event(world)?;
    let second = events::about_the_same(world, &first, "authorization.updated");
    world.osigu.receiving.event = Some(second);
    deliver_event(world, "another event about the same authorization").await
}

/// Its `created_at` lies before that of the last event, which was about something else.
#[when(expr = "an event is delivered that is older than the last one")]
async fn an_older_event(world: &mut World) -> Result<(), Stop> {
    let mut older = events::decision(world);
    events::earlier(world, &mut older, EARLIER);
    world.osigu.receiving.event = Some(older);
    deliver_event(world, "an event that is older than the last one").await
}

/// The update, which is the later of the two, comes first.
#[when(expr = "the update of an authorization is delivered before its creation")]
async fn update_before_creation(world: &mut World) -> Result<(), Stop> {
    let mut creation = events::decision(world);
    events::earlier(world, &mut creation, EARLIER);
    let update = events::about_the_same(world, &creation, "authorization.updated");
    let update = signed(world, bytes(&update)).await?.called("an update before its creation");
    let delivery = signed(world, bytes(&creation)).await?.called("a creation after its update");
    world.osigu.receiving.event = Some(creation);
    deliver(world, vec![update, delivery], Intent::Valid).await
}

/// Signed with the secret of this receiver all the same.
#[when(expr = "an event of the other environment is delivered")]
async fn of_the_other_environment(world: &mut World) -> Result<(), Stop> {
    let mut event = events::decision(world);
    event["environment"] = if world.environment() == "production" { "sandbox" } else { "production" }.into();
    world.osigu.receiving.event = Some(event);
    deliver_event(world, "an event of the other environment").await
}

/// Osigu sends none; the signature is good.
#[when(expr = "a signed body is delivered that is not JSON")]
async fn not_json(world: &mut World) -> Result<(), Stop> {
    let delivery = signed(world, b"{\"event_id\":".to_vec()).await?.called("a signed body that is not JSON");
    deliver(world, vec![delivery], Intent::Invalid).await
}
