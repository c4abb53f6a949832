//! Phrases about webhooks: subscriptions, and what a delivery says.
//!
//! `happening` sets events off, `patterns` tells two receivers apart, `redelivery` is about deliveries that come again.

mod happening;
mod patterns;
mod redelivery;

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::json;

use super::{State, calls, fixtures};
use crate::{
    Call, Claim, Stop, World,
    inbox::Arrival,
    signature,
    words::{UnknownWord, find},
};

/// How long an event is waited for: three times what the guide gives a decision.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the steps about webhooks remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// What the next event is about: a member of its `data` and the value there.
    about: Option<(&'static str, String)>,
    /// The delivery that phrases speak of; none once an event has not arrived, which has been told.
    delivery: Option<Arrival>,
    /// The delivery that they spoke of before.
    earlier: Option<Arrival>,
    /// Whether the scenario moved to the provider's production environment.
    pub(super) in_production: bool,
}

impl State {
    /// What the environment that the scenario talks to calls itself in events.
    pub(crate) const fn environment(&self) -> &'static str {
        if self.subscribing.in_production { "production" } else { "sandbox" }
    }
}

fn subscription(url: &str, pattern: &str) -> Call {
    Call::to("subscribe-webhook").with(json!({"url": url, "event_types": [pattern]}))
}

/// Subscribes our own URL. A vendor may want https even of loopback (reading 17), and then none of ours will do; one that
/// refuses other calls as well says nothing of our URL by refusing this one.
async fn subscribe(world: &mut World, url: &str, pattern: &str) -> Result<usize, Stop> {
    let index = calls::send(world, subscription(url, pattern)).await?;
    if !world.is_simulator()
        && url.starts_with("http://")
        && world.status(index).is_some_and(|status| matches!(status, 400 | 422))
        && serves_something(world).await?
    {
        let text =
            "the vendor delivers to https only, and `webhook_url` of the profile is plain http (reading 17)";
        return Err(world.not_applicable("webhook-url-refused", text));
    }
    Ok(index)
}

/// Whether a call that needs a token only is accepted.
async fn serves_something(world: &mut World) -> Result<bool, Stop> {
    let sponsor = fixtures::text(world, "sponsor")?;
    let call = Call::to("list-search-forms").at("sponsorSlug", sponsor);
    let index = world.send(call).await?;
    Ok(world.is_accepted(index))
}

/// Lets events that fit a pattern be delivered to this scenario.
#[given(expr = "a subscription to {string}")]
async fn a_subscription(world: &mut World, pattern: String) -> Result<(), Stop> {
    let url = world.mailbox()?.url().to_owned();
    let index = subscribe(world, &url, &pattern).await?;
    world.set_up(index)
}

/// The same, as what the scenario is about.
#[when(expr = "{string} is subscribed to")]
async fn is_subscribed_to(world: &mut World, pattern: String) -> Result<(), Stop> {
    let url = world.mailbox()?.url().to_owned();
    subscribe(world, &url, &pattern).await.map(|_| ())
}

/// A URL that no webhook may go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "unfit_url", regex = "a plain http URL|an ftp URL|a URL without a host|a text that is no URL")]
pub(crate) enum UnfitUrl {
    PlainHttp,
    Ftp,
    NoHost,
    NoUrl,
}

const UNFIT_URLS: [(&str, UnfitUrl); 4] = [
    ("a plain http URL", UnfitUrl::PlainHttp),
    ("an ftp URL", UnfitUrl::Ftp),
    ("a URL without a host", UnfitUrl::NoHost),
    ("a text that is no URL", UnfitUrl::NoUrl),
];

impl std::str::FromStr for UnfitUrl {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&UNFIT_URLS, word)
    }
}

/// Asks for deliveries to a URL that is not https. The host belongs to nobody.
#[when(expr = "deliveries to {unfit_url} are subscribed to")]
async fn an_unfit_url(world: &mut World, unfit: UnfitUrl) -> Result<(), Stop> {
    let url = match unfit {
        UnfitUrl::PlainHttp => "http://receiver.example.com/osigu/webhooks",
        UnfitUrl::Ftp => "ftp://receiver.example.com/osigu/webhooks",
        UnfitUrl::NoHost => "https://",
        UnfitUrl::NoUrl => "receiver",
    };
    let index = world.send(subscription(url, "authorization.*").invalid()).await?;
    world.last = Some(index);
    Ok(())
}

/// Waits for a delivery that fits. Where none comes, that is a finding, unless no delivery has come at all from a real
/// vendor: then it may be our own address that it does not reach.
pub(super) async fn wait(
    world: &mut World,
    what: &str,
    level: Level,
    clauses: &'static [&'static str],
    fits: impl Fn(&Arrival) -> bool,
) -> Result<Option<Arrival>, Stop> {
    let patience = world.scaled(PATIENCE)?;
    if let Some(found) = world.wait_for_webhook(patience, fits).await? {
        return Ok(world.webhooks()?.into_iter().nth(found));
    }
    let arrivals = world.webhooks()?;
    if arrivals.is_empty() && !world.is_simulator() {
        let text = format!(
            "{what} did not arrive within {} s, and nothing else did: see that `webhook_url` of the profile leads to \
             `webhook_listen` of this machine, and that Osigu delivers to it",
            patience.as_secs()
        );
        return Err(world.could_not_judge("no-webhook", text));
    }
    let seen: Vec<_> = arrivals.iter().map(shown).collect();
    let actual = if seen.is_empty() { "no webhook".to_owned() } else { seen.join("; ") };
    let message = format!("{what} did not arrive within {} s; what arrived: {actual}", patience.as_secs());
    let claim = Claim {
        rule: "webhook-missing",
        level,
        clauses,
        exchange: None,
        pointer: None,
        expected: what.to_owned(),
        actual,
        message,
    };
    world.report(claim).map(|()| None)
}

/// An event in a sentence: its type and the ids of what it is about.
fn shown(arrival: &Arrival) -> String {
    let event = arrival.event();
    let ids: Vec<_> = event["data"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, value)| value.is_string() && (name.ends_with("_id") || name.ends_with("_code")))
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    format!("{} ({})", arrival.text("event_type"), ids.join(", "))
}

fn about(world: &mut World) -> Result<(&'static str, String), Stop> {
    let about = world.osigu.subscribing.about.clone();
    calls::need(world, "something that happened", about)
}

fn is_about(arrival: &Arrival, event_type: &str, about: &(&'static str, String)) -> bool {
    arrival.text("event_type") == event_type && calls::text(&arrival.event()["data"], about.0) == about.1
}

/// An event of this type about what happened has been delivered.
#[then(expr = "the event {string} arrives")]
async fn the_event_arrives(world: &mut World, event_type: String) -> Result<(), Stop> {
    let about = about(world)?;
    let what = format!("{event_type} about {} {}", about.0, about.1);
    // When an event comes is documented of decisions only.
    let fits = |arrival: &Arrival| is_about(arrival, &event_type, &about);
    let found = wait(world, &what, Level::Inferred, &[], fits).await?;
    let before = std::mem::replace(&mut world.osigu.subscribing.delivery, found);
    world.osigu.subscribing.earlier = before;
    Ok(())
}

/// The delivery that phrases speak of, and its exchange. Where none arrived, that has been told, and there is nothing left to
/// judge.
fn delivery(world: &World) -> Option<(usize, Arrival)> {
    let arrival = world.osigu.subscribing.delivery.clone()?;
    Some((arrival.exchange?, arrival))
}

/// The same, and the delivery before it.
fn last_two(world: &World) -> Option<(usize, Arrival, Arrival)> {
    let (index, last) = delivery(world)?;
    Some((index, last, world.osigu.subscribing.earlier.clone()?))
}

/// The signature of the delivery is the digest of its time and its very bytes under the secret of the subscription.
#[then(expr = "the delivery is signed over its time and its bytes")]
async fn the_delivery_is_signed(world: &mut World) -> Result<(), Stop> {
    let Some((index, arrival)) = delivery(world) else { return Ok(()) };
    let Some(secret) = world.webhook_secret()? else {
        return Err(world.not_applicable("missing-credential", "the profile does not say `webhook_secret`"));
    };
    let header = arrival.received.header(signature::HEADER).unwrap_or_default();
    let signed = signature::parts(header)
        .is_some_and(|(at, digest)| signature::digest(&secret, at, &arrival.received.body) == digest);
    if signed {
        return Ok(());
    }
    let message = "the signature of the delivery is not the HMAC-SHA256 of its time and its body";
    let expected = "t=<unix seconds>,v1=<hex>";
    let claim = Claim::about(index, "webhook-signature", Level::Documented, expected, header, message);
    world.report(claim.of(&["OSX-11"]))
}

/// The delivery names the type of its body.
#[then(expr = "the delivery says that it is JSON")]
async fn the_delivery_is_json(world: &mut World) -> Result<(), Stop> {
    let Some((index, arrival)) = delivery(world) else { return Ok(()) };
    let found = arrival.received.header("content-type").unwrap_or_default().to_owned();
    let essence = found.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let message = format!("the delivery says of its body that it is `{found}`");
    let expected = "application/json";
    world.report(Claim::about(index, "webhook-content-type", Level::Documented, expected, found, message))
}

/// The event says which environment it comes from.
#[then(expr = "the event says that it comes from {string}")]
async fn the_event_comes_from(world: &mut World, wanted: String) -> Result<(), Stop> {
    let Some((index, arrival)) = delivery(world) else { return Ok(()) };
    let found = arrival.text("environment");
    if found == wanted {
        return Ok(());
    }
    let message = format!("the event says that it comes from `{found}`");
    let claim = Claim::about(index, "webhook-environment", Level::Documented, wanted, found, message);
    world.report(claim.at("/environment"))
}

/// Two events of the scenario have two ids: the id is what a receiver knows a repeated one by.
#[then(expr = "the two events have two ids")]
async fn two_ids(world: &mut World) -> Result<(), Stop> {
    let Some((index, last, first)) = last_two(world) else { return Ok(()) };
    let (found, before) = (last.text("event_id"), first.text("event_id"));
    if found != before {
        return Ok(());
    }
    let message = "two events have the same event_id, so a receiver takes the second for a repetition";
    let expected = format!("another one than {before}");
    let claim = Claim::about(index, "event-id-reused", Level::Documented, expected, found, message);
    world.report(claim.at("/event_id"))
}
