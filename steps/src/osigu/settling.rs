//! Phrases about settlement batches.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    calls,
    claiming::{self, Action, OutpatientClaim},
    fixtures,
    words::Sponsor,
};
use crate::{
    Call, Claim, Stop, World,
    words::{UnknownWord, find},
};

/// A batch that nobody started.
const UNKNOWN: &str = "stl_00000000000000000000000000";

/// How many pages of candidates are read before one counts as not listed.
const PAGES_MAX: u64 = 20;

/// How often the candidates of a real environment are listed again before one counts as missing.
const LISTED_AGAIN_MAX: usize = 3;

/// What the steps about batches remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The batch that phrases speak of.
    batch: Option<String>,
    /// Claims of the settling sponsor, completed, in the order of their making.
    claims: Vec<OutpatientClaim>,
    /// A claim of the settling sponsor that is still open.
    open: Option<OutpatientClaim>,
    /// A completed claim of another sponsor.
    foreign: Option<OutpatientClaim>,
    /// What the pages of candidates listed.
    candidates: Vec<Value>,
}

/// What a sponsor makes of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "batch_outcome", regex = "pays|rejects|accepts a part of")]
pub(crate) enum Outcome {
    Paid,
    Rejected,
    PartlyAccepted,
}

const OUTCOMES: [(&str, Outcome); 3] =
    [("pays", Outcome::Paid), ("rejects", Outcome::Rejected), ("accepts a part of", Outcome::PartlyAccepted)];

impl std::str::FromStr for Outcome {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&OUTCOMES, word)
    }
}

impl Outcome {
    const fn simulated(self) -> simulators::osigu::Settlement {
        use simulators::osigu::Settlement;
        match self {
            Self::Paid => Settlement::Paid,
            Self::Rejected => Settlement::Rejected,
            Self::PartlyAccepted => Settlement::PartiallyAccepted,
        }
    }
}

/// The month that the scenario's clock shows.
fn period(world: &World) -> String {
    let now = world.now();
    format!("{:04}-{:02}", now.year(), u8::from(now.month()))
}

fn starting(sponsor: &str, period: &str) -> Call {
    Call::to("start-settlement").with(json!({"sponsor_slug": sponsor, "period": period}))
}

async fn start(world: &mut World, sponsor: Sponsor) -> Result<usize, Stop> {
    let sponsor = fixtures::text(world, sponsor.fixture())?;
    let call = starting(&sponsor, &period(world));
    let index = calls::send(world, call).await?;
    if world.is_accepted(index) {
        let id = calls::text(&world.body(index).unwrap_or_default(), "settlement_id");
        world.osigu.settling.batch = Some(id).filter(|id| !id.is_empty());
    }
    Ok(index)
}

fn batch(world: &mut World) -> Result<String, Stop> {
    let known = world.osigu.settling.batch.clone();
    known.ok_or_else(|| world.blocked("no `settlement_id` is known, so nothing can be asked about the batch"))
}

/// A claim of a medication that a sponsor approved, completed.
async fn completed(world: &mut World, sponsor: Sponsor) -> Result<OutpatientClaim, Stop> {
    claiming::opened(world, sponsor).await?;
    let claim = claiming::claim(world)?;
    calls::set_up(world, claiming::call(Action::Completed, &claim.id)).await?;
    Ok(claim)
}

async fn complete_one(world: &mut World) -> Result<(), Stop> {
    let claim = completed(world, Sponsor::Settling).await?;
    world.osigu.settling.claims.push(claim);
    Ok(())
}

/// A claim that waits for settlement.
#[given(expr = "a completed claim")]
async fn a_completed_claim(world: &mut World) -> Result<(), Stop> {
    complete_one(world).await
}

/// A claim of the same sponsor that is not completed.
#[given(expr = "an open claim beside it")]
async fn an_open_claim(world: &mut World) -> Result<(), Stop> {
    claiming::opened(world, Sponsor::Settling).await?;
    world.osigu.settling.open = Some(claiming::claim(world)?);
    Ok(())
}

/// A completed claim of a sponsor whose claims the batch is not for.
#[given(expr = "a completed claim of another sponsor")]
async fn a_foreign_claim(world: &mut World) -> Result<(), Stop> {
    let claim = completed(world, Sponsor::Mock).await?;
    world.osigu.settling.foreign = Some(claim);
    Ok(())
}

/// A completed claim that came of a dispensation.
#[given(expr = "a completed claim of a dispensation")]
async fn a_dispensed_claim(world: &mut World) -> Result<(), Stop> {
    claiming::approve(world, Sponsor::Settling).await?;
    let started = calls::start_dispensation(world).await?;
    world.set_up(started)?;
    let index = super::dispensing::complete(world).await?;
    world.set_up(index)?;
    let id = calls::text(&world.body(index).unwrap_or_default(), "claim_id");
    let authorization_id = world.osigu.authorization_id.clone();
    if id.is_empty() && authorization_id.is_none() {
        let text =
            "neither the decision nor the dispensation told an id by which the claim could be looked for";
        return Err(world.not_applicable("claim-id-unknown", text));
    }
    world.osigu.settling.claims.push(OutpatientClaim { id, authorization_id });
    Ok(())
}

/// A batch of the sponsor that settles batches.
#[given(expr = "an open batch")]
async fn an_open_batch(world: &mut World) -> Result<(), Stop> {
    let index = start(world, Sponsor::Settling).await?;
    world.set_up(index)
}

/// The same, as what the scenario is about.
#[when(expr = "a batch is started")]
async fn a_batch_is_started(world: &mut World) -> Result<(), Stop> {
    let index = start(world, Sponsor::Settling).await?;
    world.expect_success(index)
}

/// Starts a batch with what is written for its period.
#[when(expr = "a batch is started for the period {string}")]
async fn a_batch_for(world: &mut World, period: String) -> Result<(), Stop> {
    let sponsor = fixtures::text(world, Sponsor::Settling.fixture())?;
    let index = world.send(starting(&sponsor, &period).invalid()).await?;
    world.last = Some(index);
    Ok(())
}

/// Starts a batch for claims of a sponsor that does not exist.
#[when(expr = "a batch of an unknown sponsor is started")]
async fn a_batch_of_nobody(world: &mut World) -> Result<(), Stop> {
    let call = starting("no-such-sponsor", &period(world)).expecting(&[403]);
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// The new batch is open, and is that sponsor's.
#[then(expr = "the batch is open for its sponsor")]
async fn it_is_open(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let sponsor = fixtures::text(world, Sponsor::Settling.fixture())?;
    for (member, wanted) in [("status", "OPEN"), ("sponsor_slug", sponsor.as_str())] {
        let found = calls::text(&body, member);
        if found != wanted {
            let message = format!("`{member}` of the new batch is `{found}`, where it has to be `{wanted}`");
            let claim = Claim::about(index, "batch-start", Level::Documented, wanted, found, message);
            world.report(claim.at(format!("/{member}")))?;
        }
    }
    Ok(())
}

/// Lists what the batch can take, page by page.
async fn list(world: &mut World) -> Result<usize, Stop> {
    let id = batch(world)?;
    let mut all = Vec::new();
    let mut page = 0;
    loop {
        let mut call = Call::to("list-settlement-candidates").at("settlementId", id.as_str());
        if page > 0 {
            call = call.query("page", page.to_string());
        }
        let index = calls::send(world, call).await?;
        world.set_up(index)?;
        let body = world.body(index).unwrap_or_default();
        let entries = if body.is_array() { &body } else { &body["content"] };
        all.extend(entries.as_array().cloned().unwrap_or_default());
        page += 1;
        if page >= body["page"]["total_pages"].as_u64().unwrap_or(1).min(PAGES_MAX) {
            world.osigu.settling.candidates = all;
            return Ok(index);
        }
    }
}

/// Asks which claims await settlement.
#[when(expr = "the candidates are listed")]
async fn the_candidates_are_listed(world: &mut World) -> Result<(), Stop> {
    list(world).await.map(|_| ())
}

/// A claim of the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "batch_claim", regex = "completed claim|open claim|claim of another sponsor")]
pub(crate) enum Which {
    Completed,
    Open,
    Foreign,
}

const WHICH: [(&str, Which); 3] = [
    ("completed claim", Which::Completed),
    ("open claim", Which::Open),
    ("claim of another sponsor", Which::Foreign),
];

impl std::str::FromStr for Which {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&WHICH, word)
    }
}

fn chosen(world: &mut World, which: Which) -> Result<OutpatientClaim, Stop> {
    let memory = &world.osigu.settling;
    let found = match which {
        Which::Completed => memory.claims.last(),
        Which::Open => memory.open.as_ref(),
        Which::Foreign => memory.foreign.as_ref(),
    };
    match found.cloned() {
        Some(found) => Ok(found),
        // The claim that phrases about claims speak of.
        None if which == Which::Completed => claiming::claim(world),
        None => calls::need(world, "a claim", None),
    }
}

/// Whether a candidate is that claim.
fn is_claim(entry: &Value, claim: &OutpatientClaim) -> bool {
    let (id, authorization) = (calls::text(entry, "claim_id"), calls::text(entry, "authorization_id"));
    (!claim.id.is_empty() && id == claim.id)
        || claim.authorization_id.as_ref().is_some_and(|own| *own == authorization)
}

/// The list has the claim.
#[then(expr = "the {batch_claim} is a candidate")]
async fn is_a_candidate(world: &mut World, which: Which) -> Result<(), Stop> {
    let mut index = world.last()?;
    let claim = chosen(world, which)?;
    // Claims that others attach meanwhile move those behind them to pages that were read already.
    for _ in 0..LISTED_AGAIN_MAX {
        let is_listed = world.osigu.settling.candidates.iter().any(|entry| is_claim(entry, &claim));
        if is_listed || world.is_simulator() {
            break;
        }
        index = list(world).await?;
    }
    let all = world.osigu.settling.candidates.clone();
    if all.iter().any(|entry| is_claim(entry, &claim)) {
        return Ok(());
    }
    let message = format!("the completed claim {} is no candidate of its sponsor's batch", claim.id);
    let actual = Value::Array(all).to_string();
    // That the claim of a dispensation is complete from the start is our reading.
    let came_of_dispensation = world.osigu.dispensation.is_some();
    let level = if came_of_dispensation { Level::Assumed } else { Level::Documented };
    world.report(Claim::about(index, "candidate-missing", level, claim.id, actual, message))
}

/// The list does not have the claim.
#[then(expr = "the {batch_claim} is no candidate")]
async fn is_no_candidate(world: &mut World, which: Which) -> Result<(), Stop> {
    let index = world.last()?;
    let claim = chosen(world, which)?;
    let all = world.osigu.settling.candidates.clone();
    let Some(entry) = all.iter().find(|entry| is_claim(entry, &claim)) else { return Ok(()) };
    let message = format!("the claim {} is a candidate, and must not be", claim.id);
    // Of claims of other sponsors and of open ones it is documented, of those in a batch it is not.
    let level = if which == Which::Completed { Level::Inferred } else { Level::Documented };
    world.report(Claim::about(index, "candidate-unfit", level, "not listed", entry.to_string(), message))
}

/// The candidate shows the total of what was dispensed.
#[then(expr = "the candidate shows what was dispensed")]
async fn it_shows_its_total(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let claim = chosen(world, Which::Completed)?;
    let dispensed = world.exchanges().iter().rposition(|exchange| {
        exchange.operation.as_deref() == Some("start-dispensation")
            && exchange.status().is_some_and(|status| (200..300).contains(&status))
    });
    let body = dispensed.and_then(|index| world.body(index)).unwrap_or_default();
    let price = |line: &Value| {
        line["quantity"].as_f64().unwrap_or_default() * line["unit_price"].as_f64().unwrap_or_default()
    };
    let wanted: f64 = body["products"].as_array().into_iter().flatten().map(price).sum();
    let candidates = world.osigu.settling.candidates.clone();
    let entry = candidates.into_iter().find(|entry| is_claim(entry, &claim)).unwrap_or_default();
    if entry["total_amount"].as_f64().is_some_and(|found| (found - wanted).abs() < 0.005) {
        return Ok(());
    }
    let message =
        format!("the candidate's total is {}, and {wanted:.2} was dispensed", entry["total_amount"]);
    let (wanted, found) = (format!("{wanted:.2}"), entry["total_amount"].to_string());
    world.report(Claim::about(index, "candidate-total", Level::Inferred, wanted, found, message))
}

/// The id by which a claim joins a batch: the candidate's, or else that of its authorization (reading 15).
async fn joining_id(world: &mut World, which: Which) -> Result<String, Stop> {
    let claim = chosen(world, which)?;
    if which == Which::Completed {
        if world.osigu.settling.candidates.is_empty() {
            list(world).await?;
        }
        let listed = world.osigu.settling.candidates.iter().find(|entry| is_claim(entry, &claim));
        if let Some(id) =
            listed.map(|entry| calls::text(entry, "authorization_id")).filter(|id| !id.is_empty())
        {
            return Ok(id);
        }
    }
    claim.authorization_id.ok_or_else(|| {
        let text = "the claim is no candidate and the decision did not tell an `authorization_id`, so that the claim \
                    cannot be named (reading 15)";
        if world.is_simulator() { world.blocked(text) } else { world.not_applicable("authorization-id-unknown", text) }
    })
}

async fn attaching(world: &mut World, which: Which) -> Result<Call, Stop> {
    let authorization = joining_id(world, which).await?;
    let id = batch(world)?;
    Ok(Call::to("attach-claims").at("settlementId", id).with(json!({"authorization_ids": [authorization]})))
}

/// Adds a claim to the batch.
#[given(expr = "the {batch_claim} was attached")]
async fn was_attached(world: &mut World, which: Which) -> Result<(), Stop> {
    let call = attaching(world, which).await?;
    calls::set_up(world, call).await.map(|_| ())
}

/// The same, as what the scenario is about.
#[when(expr = "the {batch_claim} is attached")]
async fn is_attached(world: &mut World, which: Which) -> Result<(), Stop> {
    let call = attaching(world, which).await?;
    calls::send(world, call).await.map(|_| ())
}

/// Adds an authorization that nobody issued.
#[when(expr = "an unknown authorization is attached")]
async fn an_unknown_one_is_attached(world: &mut World) -> Result<(), Stop> {
    let id = batch(world)?;
    let body = json!({"authorization_ids": ["auth_00000000000000000000000000"]});
    let index = world.send(Call::to("attach-claims").at("settlementId", id).with(body)).await?;
    world.last = Some(index);
    Ok(())
}

/// Adds a document to the batch.
#[when(expr = "a document of the batch is uploaded")]
async fn a_document_is_uploaded(world: &mut World) -> Result<(), Stop> {
    let id = batch(world)?;
    let call = Call::to("upload-settlement-document").at("settlementId", id).with(json!({
        "file_type": "INVOICE",
        "file_name": "invoice.pdf",
        "content_type": "application/pdf",
        // "%PDF-1.4" and a line feed.
        "content_base64": "JVBERi0xLjQK",
    }));
    calls::send(world, call).await.map(|_| ())
}

fn dispatching(id: &str) -> Call {
    Call::to("dispatch-settlement").at("settlementId", id)
}

/// Submits the batch to the sponsor.
#[given(expr = "the batch was dispatched")]
async fn it_was_dispatched(world: &mut World) -> Result<(), Stop> {
    let id = batch(world)?;
    calls::set_up(world, dispatching(&id)).await.map(|_| ())
}

/// The same, as what the scenario is about.
#[when(expr = "the batch is dispatched")]
async fn it_is_dispatched(world: &mut World) -> Result<(), Stop> {
    let id = batch(world)?;
    calls::send(world, dispatching(&id)).await.map(|_| ())
}

/// Reads the batch.
#[when(expr = "the batch is read")]
async fn the_batch_is_read(world: &mut World) -> Result<(), Stop> {
    let id = batch(world)?;
    calls::send(world, Call::to("get-settlement").at("settlementId", id)).await.map(|_| ())
}

/// Reads a batch that nobody started.
#[when(expr = "an unknown batch is read")]
async fn an_unknown_batch_is_read(world: &mut World) -> Result<(), Stop> {
    let index = world.send(Call::to("get-settlement").at("settlementId", UNKNOWN)).await?;
    world.last = Some(index);
    Ok(())
}

/// The sponsor has the batch, or has decided it already.
#[then(expr = "the batch is submitted or decided")]
async fn it_is_submitted(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = calls::text(&body, "status");
    if matches!(found.as_str(), "SUBMITTED" | "ACCEPTED" | "REJECTED" | "PARTIALLY_ACCEPTED") {
        return Ok(());
    }
    let message = format!("the dispatched batch is `{found}`");
    let expected = "SUBMITTED, or what the sponsor decided";
    // The states are documented, that the answer shows them is our reading.
    let claim = Claim::about(index, "batch-status", Level::Inferred, expected, found, message);
    world.report(claim.at("/status").of(&["OSX-9"]))
}

/// The batch is in this state.
#[then(expr = "the batch reads {string}")]
async fn the_batch_reads(world: &mut World, wanted: String) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = calls::text(&body, "status");
    if found == wanted {
        return Ok(());
    }
    let message = format!("the batch is `{found}`, where it has to be `{wanted}`");
    let claim = Claim::about(index, "batch-status", Level::Inferred, wanted, found, message);
    world.report(claim.at("/status").of(&["OSX-9"]))
}

/// The sponsor decides the batch; a simulator is told to.
#[when(expr = "the sponsor {batch_outcome} the batch")]
async fn the_sponsor_decides(world: &mut World, outcome: Outcome) -> Result<(), Stop> {
    let id = batch(world)?;
    decide(world, &id, outcome)
}

fn decide(world: &mut World, id: &str, outcome: Outcome) -> Result<(), Stop> {
    if world.osigu_tenant()?.settle(id, outcome.simulated()) {
        return Ok(());
    }
    Err(world.blocked("the simulator knows no dispatched batch of that id"))
}

/// Has a batch of two claims dispatched and decided, and gives its id.
pub(super) async fn settled(world: &mut World, outcome: Outcome) -> Result<String, Stop> {
    world.osigu_tenant()?;
    complete_one(world).await?;
    complete_one(world).await?;
    let index = start(world, Sponsor::Settling).await?;
    world.set_up(index)?;
    let id = batch(world)?;
    list(world).await?;
    let ids: Vec<_> =
        world.osigu.settling.candidates.iter().map(|entry| calls::text(entry, "authorization_id")).collect();
    if ids.is_empty() {
        return Err(world.blocked("the batch has no candidates, so nothing can be settled"));
    }
    let attach =
        Call::to("attach-claims").at("settlementId", id.as_str()).with(json!({"authorization_ids": ids}));
    calls::set_up(world, attach).await?;
    calls::set_up(world, dispatching(&id)).await?;
    decide(world, &id, outcome)?;
    Ok(id)
}
