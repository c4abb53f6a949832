//! Phrases about webhooks: subscriptions, what sets events off, deliveries and redeliveries.

use std::{iter, time::Duration};

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::json;

use super::{
    State, authorizing::Products, awaiting, calls, dispensing, fixtures, prescribing, settling,
    words::Sponsor,
};
use crate::{
    Call, Claim, Stop, World,
    inbox::{Answering, Arrival},
    signature,
    words::{UnknownWord, find},
};

/// How long an event is waited for: three times what the guide gives a decision.
const PATIENCE: Duration = Duration::from_secs(180);

/// How long after one receiver was told the other one may still be, where it is judged that it was not.
const STRAGGLING: Duration = Duration::from_secs(5);

/// What marks deliveries to the second of two receivers.
const EVERYTHING: &str = "?everything";

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

/// Subscribes our own URL. A vendor may want https even of loopback (reading 17), and then none of ours will do.
async fn subscribe(world: &mut World, url: &str, pattern: &str) -> Result<usize, Stop> {
    let index = calls::send(world, subscription(url, pattern)).await?;
    if !world.is_simulator()
        && url.starts_with("http://")
        && world.status(index).is_some_and(|status| matches!(status, 400 | 422))
    {
        let text =
            "the vendor delivers to https only, and `webhook_url` of the profile is plain http (reading 17)";
        return Err(world.not_applicable("webhook-url-refused", text));
    }
    Ok(index)
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

/// Two subscriptions of this scenario, told apart by their URLs.
#[given(expr = "two receivers, one of {string} and one of everything")]
async fn two_receivers(world: &mut World, pattern: String) -> Result<(), Stop> {
    let url = world.mailbox()?.url().to_owned();
    let index = subscribe(world, &url, &pattern).await?;
    world.set_up(index)?;
    let index = subscribe(world, &format!("{url}{EVERYTHING}"), "*").await?;
    world.set_up(index)
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

/// What sets an event off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "happening",
    regex = "the asynchronous sponsor approves a request|the asynchronous sponsor rejects a request|\
             the sponsor extends an authorization|the sponsor voids an authorization|\
             the provider voids an authorization|an authorization expires|a dispensation is started|\
             a dispensation is completed|a dispensation is voided|a dispensation runs out of time|\
             a prescription is issued|the mail of a prescription is taken|the mail of a prescription bounces|\
             the sponsor pays a batch|the sponsor rejects a batch|the sponsor accepts a part of a batch"
)]
pub(crate) enum Happening {
    SponsorApproves,
    SponsorRejects,
    SponsorExtends,
    SponsorVoids,
    ProviderVoids,
    Expires,
    DispensationStarts,
    DispensationCompletes,
    DispensationIsVoided,
    DispensationTimesOut,
    PrescriptionIssued,
    MailTaken,
    MailBounces,
    BatchPaid,
    BatchRejected,
    BatchPartlyAccepted,
}

const HAPPENINGS: [(&str, Happening); 16] = [
    ("the asynchronous sponsor approves a request", Happening::SponsorApproves),
    ("the asynchronous sponsor rejects a request", Happening::SponsorRejects),
    ("the sponsor extends an authorization", Happening::SponsorExtends),
    ("the sponsor voids an authorization", Happening::SponsorVoids),
    ("the provider voids an authorization", Happening::ProviderVoids),
    ("an authorization expires", Happening::Expires),
    ("a dispensation is started", Happening::DispensationStarts),
    ("a dispensation is completed", Happening::DispensationCompletes),
    ("a dispensation is voided", Happening::DispensationIsVoided),
    ("a dispensation runs out of time", Happening::DispensationTimesOut),
    ("a prescription is issued", Happening::PrescriptionIssued),
    ("the mail of a prescription is taken", Happening::MailTaken),
    ("the mail of a prescription bounces", Happening::MailBounces),
    ("the sponsor pays a batch", Happening::BatchPaid),
    ("the sponsor rejects a batch", Happening::BatchRejected),
    ("the sponsor accepts a part of a batch", Happening::BatchPartlyAccepted),
];

impl std::str::FromStr for Happening {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&HAPPENINGS, word)
    }
}

/// Brings it about.
#[when(expr = "it happens that {happening}")]
async fn it_happens(world: &mut World, happening: Happening) -> Result<(), Stop> {
    let about = match happening {
        Happening::SponsorApproves => requested(awaiting::ask(world, Products::Medication).await?.id),
        Happening::SponsorRejects => requested(awaiting::ask(world, Products::Rejected).await?.id),
        Happening::SponsorExtends
        | Happening::SponsorVoids
        | Happening::ProviderVoids
        | Happening::Expires => authorization(world, happening).await?,
        Happening::DispensationStarts
        | Happening::DispensationCompletes
        | Happening::DispensationIsVoided
        | Happening::DispensationTimesOut => dispensation(world, happening).await?,
        Happening::PrescriptionIssued | Happening::MailTaken | Happening::MailBounces => {
            if happening == Happening::MailBounces {
                world.osigu_tenant()?.mail_bounces_next(1);
            }
            ("prescription_code", prescribing::issue(world).await?)
        }
        Happening::BatchPaid | Happening::BatchRejected | Happening::BatchPartlyAccepted => {
            let outcome = match happening {
                Happening::BatchPaid => settling::Outcome::Paid,
                Happening::BatchRejected => settling::Outcome::Rejected,
                _ => settling::Outcome::PartlyAccepted,
            };
            ("settlement_id", settling::settled(world, outcome).await?)
        }
    };
    world.osigu.subscribing.about = Some(about);
    Ok(())
}

fn requested(id: String) -> (&'static str, String) {
    ("authorization_request_id", id)
}

/// An authorization of the mock sponsor, and what becomes of it.
async fn authorization(world: &mut World, happening: Happening) -> Result<(&'static str, String), Stop> {
    let code = approve(world).await?;
    let is_told = match happening {
        Happening::SponsorExtends => world.osigu_tenant()?.emit_authorization_updated(&code),
        Happening::SponsorVoids => world.osigu_tenant()?.emit_authorization_voided_by_sponsor(&code),
        Happening::Expires => {
            world.osigu_tenant()?;
            world.clock()?.sleep(Duration::from_secs(31 * 86_400)).await;
            true
        }
        _ => {
            let call = Call::to("void-authorization")
                .at("authorizationCode", code.as_str())
                .with(json!({"reason": "ordered by mistake"}));
            calls::set_up(world, call).await?;
            true
        }
    };
    if !is_told {
        return Err(world.blocked("the simulator does not know the authorization that it approved"));
    }
    Ok(("authorization_code", code))
}

/// Lets the mock sponsor approve a medication, and gives its code.
async fn approve(world: &mut World) -> Result<String, Stop> {
    let lines = Products::Medication.lines(world).await?;
    let sponsor = fixtures::text(world, Sponsor::Mock.fixture())?;
    calls::authorize(world, &sponsor, lines).await?;
    calls::code(world)
}

/// A dispensation of such a code, and what becomes of it.
async fn dispensation(world: &mut World, happening: Happening) -> Result<(&'static str, String), Stop> {
    approve(world).await?;
    let started = calls::start_dispensation(world).await?;
    world.set_up(started)?;
    let id = calls::dispensation(world)?;
    match happening {
        Happening::DispensationCompletes => {
            let index = dispensing::complete(world).await?;
            world.set_up(index)?;
        }
        Happening::DispensationIsVoided => {
            let call = Call::to("void-dispensation").at("dispensationId", id.as_str());
            calls::set_up(world, call).await?;
        }
        Happening::DispensationTimesOut => {
            world.osigu_tenant()?;
            world.clock()?.sleep(Duration::from_secs(16 * 60)).await;
        }
        _ => {}
    }
    Ok(("dispensation_id", id))
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
    let patience = PATIENCE.mul_f64(world.profile()?.time_scale);
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
        let patience = PATIENCE.mul_f64(world.profile()?.time_scale);
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

fn is_for_everything(arrival: &Arrival) -> bool {
    arrival.received.target.ends_with(EVERYTHING)
}

async fn wait_at(world: &mut World, event_type: &str, everything: bool) -> Result<bool, Stop> {
    let about = about(world)?;
    let which = if everything { "the receiver of everything" } else { "the receiver of the pattern" };
    let what = format!("{event_type} about {} {} at {which}", about.0, about.1);
    let fits =
        |arrival: &Arrival| is_for_everything(arrival) == everything && is_about(arrival, event_type, &about);
    Ok(wait(world, &what, Level::Inferred, &["OSX-16"], fits).await?.is_some())
}

/// Both receivers are told.
#[then(expr = "{string} arrives at both receivers")]
async fn arrives_at_both(world: &mut World, event_type: String) -> Result<(), Stop> {
    wait_at(world, &event_type, true).await?;
    wait_at(world, &event_type, false).await.map(|_| ())
}

/// The receiver of everything is told, the other one is not.
#[then(expr = "{string} arrives at the receiver of everything alone")]
async fn arrives_at_one(world: &mut World, event_type: String) -> Result<(), Stop> {
    let about = about(world)?;
    if !wait_at(world, &event_type, true).await? {
        return Ok(());
    }
    let straggling = STRAGGLING.mul_f64(world.profile()?.time_scale);
    world.clock()?.sleep(straggling).await;
    let stray = world
        .webhooks()?
        .into_iter()
        .find(|arrival| !is_for_everything(arrival) && is_about(arrival, &event_type, &about));
    let Some(stray) = stray else { return Ok(()) };
    let message = format!("a receiver was told of {event_type}, to which it did not subscribe");
    let claim = Claim::about(
        stray.exchange.unwrap_or_default(),
        "glob",
        Level::Documented,
        "no delivery",
        event_type,
        message,
    );
    world.report(claim.of(&["OSX-16"]))
}
