//! Phrases about sponsors that decide later: what is told at once, when the decision comes, and whose it is.

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{AuthorizationRequest, authorizing::Products, calls, fixtures, subscribing, words::Sponsor};
use crate::{Claim, Stop, World, inbox::Arrival};

/// The two events that tell a decision.
const DECISIONS: [&str; 2] = ["authorization.created", "authorization.rejected"];

/// "About 30 seconds" is no sooner than this (OSG-24).
const SOONEST: Duration = Duration::from_secs(5);

/// And no later than this: the guide has a receiver see it within about a minute.
const LATEST: Duration = Duration::from_secs(60);

/// How much longer a real vendor may take: networks are slow, and "about" is no number.
const REMOTE_GRACE: u32 = 2;

/// What the steps about decisions remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The decision that arrived last.
    decision: Option<Arrival>,
}

/// Opens a request to the asynchronous sponsor, attaches what it wants to see, and completes it.
pub(super) async fn ask(world: &mut World, products: Products) -> Result<AuthorizationRequest, Stop> {
    let lines = products.lines(world).await?;
    let sponsor = fixtures::text(world, Sponsor::Asynchronous.fixture())?;
    calls::authorize(world, &sponsor, lines).await?;
    calls::request(world)
}

/// A request that the asynchronous sponsor has begun to look at.
#[given(expr = "a request for {products} that waits for the asynchronous sponsor")]
async fn a_request_that_waits(world: &mut World, products: Products) -> Result<(), Stop> {
    ask(world, products).await.map(|_| ())
}

/// The answer decides nothing: it may list placeholders (reading 14), and neither an approval nor a rejection.
#[then(expr = "nothing is decided yet")]
async fn nothing_is_decided(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    for (at, one) in body["authorizations"].as_array().into_iter().flatten().enumerate() {
        let status = calls::text(one, "status");
        if matches!(status.as_str(), "APPROVED" | "REJECTED") {
            let late = read_late(world, index)?;
            if let Some(late) = late {
                let text = format!(
                    "an authorization is {status}, but this was read {:.1} s after the request was complete, when the \
                     sponsor may have decided; run it again when the environment answers faster",
                    late.as_secs_f64()
                );
                return Err(world.could_not_judge("read-late", text));
            }
            let message =
                format!("the asynchronous sponsor has not decided, and an authorization is {status}");
            let claim =
                Claim::about(index, "decided-at-once", Level::Documented, "no decision", status, message);
            return world.report(claim.at(format!("/authorizations/{at}/status")).of(&["OSG-22"]));
        }
    }
    Ok(())
}

/// How long after the complete call a real environment answered another one, if that is so long that the sponsor may have
/// decided meanwhile.
fn read_late(world: &mut World, index: usize) -> Result<Option<Duration>, Stop> {
    let completed = calls::request(world)?.completed.filter(|completed| *completed != index);
    let Some(completed) = completed.filter(|_| !world.is_simulator()) else { return Ok(None) };
    let soonest = world.scaled(SOONEST)?;
    let ended_us = |at: usize| {
        let timing = &world.exchanges()[at].timing;
        timing.started_us + timing.total_us
    };
    let later = Duration::from_micros(ended_us(index).saturating_sub(ended_us(completed)));
    Ok(Some(later).filter(|later| *later >= soonest))
}

/// Waits for the decision about a request. Where nobody else's events can arrive, any decision is taken for it, so that a
/// phrase can say what is wrong with one that names another request.
async fn wait_for_decision(
    world: &mut World,
    request: &AuthorizationRequest,
) -> Result<Option<Arrival>, Stop> {
    let alone = world.is_simulator() && world.osigu.other_request.is_none();
    let fits = |arrival: &Arrival| {
        DECISIONS.contains(&arrival.text("event_type").as_str())
            && (alone || calls::text(&arrival.event()["data"], "authorization_request_id") == request.id)
    };
    let what = format!("the decision about {}", request.id);
    let found = subscribing::wait(world, &what, Level::Documented, &["OSG-23"], fits).await?;
    if let Some(arrival) = &found {
        learn(world, arrival);
    }
    Ok(found)
}

/// Keeps the code of an approval.
fn learn(world: &mut World, arrival: &Arrival) {
    let data = &arrival.event()["data"];
    let learned = |member| Some(calls::text(data, member)).filter(|text| !text.is_empty());
    if arrival.text("event_type") == "authorization.created" {
        world.osigu.code = learned("authorization_code");
        world.osigu.authorization_id = learned("authorization_id");
    }
    world.osigu.awaiting.decision = Some(arrival.clone());
}

/// The sponsor's decision about the request that phrases speak of has been told.
#[given(expr = "the decision arrives")]
#[when(expr = "the decision arrives")]
async fn the_decision_arrives(world: &mut World) -> Result<(), Stop> {
    let request = calls::request(world)?;
    wait_for_decision(world, &request).await.map(|_| ())
}

/// The decision that arrived last, and its exchange. Where none did, that has been told, and there is nothing left to judge.
fn decision(world: &World) -> Option<(usize, Arrival)> {
    let arrival = world.osigu.awaiting.decision.clone()?;
    Some((arrival.exchange?, arrival))
}

/// The decision came after the answer to the complete call, some time later, and within about a minute.
#[then(expr = "it came about 30 seconds after the answer")]
async fn it_came_in_time(world: &mut World) -> Result<(), Stop> {
    let Some((index, arrival)) = decision(world) else { return Ok(()) };
    let request = calls::request(world)?;
    let (Some(answered), Some(completed)) = (request.completed_at, request.completed) else {
        return Err(world.internal("this phrase needs a request that was completed"));
    };
    let is_simulator = world.is_simulator();
    let grace = if is_simulator { 1 } else { REMOTE_GRACE };
    let (soonest, latest) = (world.scaled(SOONEST)?, world.scaled(LATEST)? * grace);
    let took = (arrival.at - answered).as_seconds_f64();
    let timing = &world.exchanges()[completed].timing;
    let began = world.exchanges()[index].timing.started_us;
    let message = if began < timing.started_us + timing.total_us {
        "the decision was told before the complete call was answered".to_owned()
    } else if took < soonest.as_secs_f64() {
        format!(
            "the decision was told {took:.1} s after the complete call, as if the sponsor decided at once"
        )
    } else if took > latest.as_secs_f64() {
        format!(
            "the decision was told {took:.1} s after the complete call, which is more than about a minute"
        )
    } else {
        return Ok(());
    };
    let wanted = format!("{} to {} s after the answer", soonest.as_secs_f64(), latest.as_secs_f64());
    let claim =
        Claim::about(index, "decision-time", Level::Documented, wanted, format!("{took:.1} s"), message);
    world.report(claim.of(&["OSG-24"]))
}

/// The decision is an approval, or a rejection. Which product a real sponsor approves is not documented.
#[then(expr = "it is told as {string}")]
async fn it_is_told_as(world: &mut World, wanted: String) -> Result<(), Stop> {
    let Some((index, arrival)) = decision(world) else { return Ok(()) };
    told_as(world, index, &arrival, &wanted)
}

fn told_as(world: &mut World, index: usize, arrival: &Arrival, wanted: &str) -> Result<(), Stop> {
    let found = arrival.text("event_type");
    if found == wanted {
        return Ok(());
    }
    let message = format!("the decision is told as {found}, where {wanted} is what the products lead to");
    if !world.is_simulator() {
        let text =
            format!("{message}; give the profile other `fixtures.product` and `fixtures.rejected_product`");
        return Err(world.not_applicable("other-decision", text));
    }
    let claim = Claim::about(index, "decision", Level::Assumed, wanted, found, message);
    world.report(claim.at("/event_type"))
}

/// The event names this request, its beneficiary and its sponsor, and no product that was not asked for.
#[then(expr = "it names the request, its beneficiary, its sponsor and its products")]
async fn it_names_the_request(world: &mut World) -> Result<(), Stop> {
    let Some((index, arrival)) = decision(world) else { return Ok(()) };
    let request = calls::request(world)?;
    names(world, index, &arrival, &request)
}

fn names(
    world: &mut World,
    index: usize,
    arrival: &Arrival,
    request: &AuthorizationRequest,
) -> Result<(), Stop> {
    let data = &arrival.event()["data"];
    let is_approval = arrival.text("event_type") == "authorization.created";
    // What a rejection holds besides its reason is printed nowhere.
    let other = if is_approval { Level::Documented } else { Level::Assumed };
    let chain = [
        ("authorization_request_id", &request.id, if is_approval { other } else { Level::Inferred }),
        ("beneficiary_id", &request.beneficiary, other),
        ("sponsor_slug", &request.sponsor, other),
    ];
    for (member, wanted, level) in chain {
        let found = calls::text(data, member);
        if found != *wanted {
            let message =
                format!("the decision names the {member} `{found}`, and the request is about `{wanted}`");
            let claim = Claim::about(index, "decision-of-another", level, wanted, found, message);
            world.report(claim.at(format!("/data/{member}")).of(&["OSG-23"]))?;
        }
    }
    let codes = |lines: &[Value]| {
        let mut codes: Vec<_> = lines
            .iter()
            .map(|line| (calls::text(line, "product_code"), line["quantity"].to_string()))
            .collect();
        codes.sort();
        codes
    };
    let told = codes(data["products"].as_array().map(Vec::as_slice).unwrap_or_default());
    let asked = codes(&request.products);
    if told == asked {
        return Ok(());
    }
    let (wanted, found) = (json!(asked).to_string(), json!(told).to_string());
    let message = format!("the decision is about the products {found}, and the request asked for {wanted}");
    let claim = Claim::about(index, "decision-of-another", other, wanted, found, message);
    world.report(claim.at("/data/products").of(&["OSG-23"]))
}

/// A rejection says why.
#[then(expr = "it says why")]
async fn it_says_why(world: &mut World) -> Result<(), Stop> {
    let Some((index, arrival)) = decision(world) else { return Ok(()) };
    let data = &arrival.event()["data"];
    if !calls::text(data, "rejection_reason").trim().is_empty() {
        return Ok(());
    }
    let found = data["rejection_reason"].to_string();
    let message = "the rejection does not say why";
    let claim = Claim::about(index, "rejection-without-reason", Level::Documented, "a text", found, message);
    world.report(claim.at("/data/rejection_reason"))
}

/// A read of the request says what the event said. That it does is not spelled out, but both speak of one decision.
#[then(expr = "the request reads as the decision told")]
async fn the_request_reads_so(world: &mut World) -> Result<(), Stop> {
    let Some((_, arrival)) = decision(world) else { return Ok(()) };
    let (index, body) = world.answer()?;
    let data = &arrival.event()["data"];
    let code = calls::text(data, "authorization_code");
    let is_approval = arrival.text("event_type") == "authorization.created";
    let wanted = if is_approval { "APPROVED" } else { "REJECTED" };
    let agrees = |one: &Value| {
        calls::text(one, "status") == wanted
            && (!is_approval || calls::text(one, "authorization_code") == code)
    };
    let all = body["authorizations"].as_array().cloned().unwrap_or_default();
    if calls::text(&body, "status") == "COMPLETED" && all.iter().any(agrees) {
        return Ok(());
    }
    let expected =
        if is_approval { format!("COMPLETED, {code} APPROVED") } else { "COMPLETED, REJECTED".to_owned() };
    let actual = json!({"status": body["status"], "authorizations": all}).to_string();
    let message = format!("after {} the request reads otherwise: {actual}", arrival.text("event_type"));
    world.report(Claim::about(index, "decision-not-read", Level::Inferred, expected, actual, message))
}

/// Both requests of the scenario are decided: each event names its own request, and the decision fits what it asked for.
#[then(expr = "each of the two requests gets its own decision")]
async fn each_gets_its_own(world: &mut World) -> Result<(), Stop> {
    let rejected = fixtures::text(world, "rejected_product")?;
    let other = world.osigu.other_request.clone();
    let both = [calls::need(world, "two requests", other)?, calls::request(world)?];
    for request in both {
        let Some(arrival) = wait_for_decision(world, &request).await? else { return Ok(()) };
        let index = arrival.exchange.unwrap_or_default();
        let is_unwanted = request.products.iter().any(|line| calls::text(line, "product_code") == rejected);
        told_as(world, index, &arrival, DECISIONS[usize::from(is_unwanted)])?;
        names(world, index, &arrival, &request)?;
    }
    Ok(())
}
