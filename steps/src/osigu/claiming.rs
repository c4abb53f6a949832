//! Phrases about outpatient claims, opened by hand or made by a dispensation.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{authorizing::Products, calls, fixtures, words::Sponsor};
use crate::{
    Call, Claim, Stop, World,
    words::{UnknownWord, find},
};

/// A claim that nobody opened.
const UNKNOWN: &str = "clm_00000000000000000000000000";

/// What the steps about claims remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The claim that phrases speak of.
    pub(super) claim: Option<OutpatientClaim>,
    /// The request that opened it.
    opening: Option<Value>,
}

/// A claim that exists.
#[derive(Clone, Debug)]
pub(super) struct OutpatientClaim {
    pub(super) id: String,
    /// The authorization that it was made of, where its id is known.
    pub(super) authorization_id: Option<String>,
}

/// Has a medication approved by a sponsor that decides at once.
pub(super) async fn approve(world: &mut World, sponsor: Sponsor) -> Result<(), Stop> {
    let lines = Products::Medication.lines(world).await?;
    let sponsor = fixtures::text(world, sponsor.fixture())?;
    (world.osigu.code, world.osigu.authorization_id) = (None, None);
    calls::authorize(world, &sponsor, lines).await?;
    if world.osigu.code.is_none() {
        let text = "the sponsor approved nothing at once, so nothing can be claimed";
        return Err(if world.is_simulator() {
            world.blocked(text)
        } else {
            world
                .not_applicable("nothing-approved", format!("{text}; other fixtures may lead to an approval"))
        });
    }
    Ok(())
}

/// An authorization that a sponsor of the environment approved.
#[given(expr = "an approved authorization of the {sponsor}")]
async fn an_approved_authorization_of(world: &mut World, sponsor: Sponsor) -> Result<(), Stop> {
    approve(world, sponsor).await
}

/// The request for a claim of what was authorized last.
fn opening(world: &mut World) -> Result<Value, Stop> {
    let request = calls::request(world)?;
    let items: Vec<_> = request
        .products
        .iter()
        .map(|line| {
            json!({
                "product_code": line["product_code"],
                "product_type": line["product_type"],
                "quantity": line["quantity"],
            })
        })
        .collect();
    let mut body = json!({
        "beneficiary_id": request.beneficiary,
        "sponsor_slug": request.sponsor,
        "diagnosis_code": calls::DIAGNOSIS,
        "line_items": items,
    });
    // The outcome of a request need not tell the id, and some countries want none.
    if let Some(id) = &world.osigu.authorization_id {
        body["authorization_id"] = json!(id);
    }
    Ok(body)
}

/// Opens a claim of what was authorized last.
pub(super) async fn open(world: &mut World) -> Result<usize, Stop> {
    let body = opening(world)?;
    let index = calls::send(world, Call::to("create-claim").with(body.clone())).await?;
    let authorization_id = world.osigu.authorization_id.clone();
    if world.is_accepted(index) {
        let id = calls::text(&world.body(index).unwrap_or_default(), "claim_id");
        world.osigu.claiming.claim =
            Some(OutpatientClaim { id, authorization_id }).filter(|claim| !claim.id.is_empty());
        world.osigu.claiming.opening = Some(body);
    } else if authorization_id.is_none() && !world.is_simulator() {
        let text = "the claim was refused, perhaps because it names no authorization: the decision did not tell its \
                    `authorization_id`";
        return Err(world.could_not_judge("authorization-id-unknown", text));
    }
    Ok(index)
}

/// An open claim of a medication that a sponsor approved.
pub(super) async fn opened(world: &mut World, sponsor: Sponsor) -> Result<(), Stop> {
    approve(world, sponsor).await?;
    let index = open(world).await?;
    world.set_up(index)
}

pub(super) fn claim(world: &mut World) -> Result<OutpatientClaim, Stop> {
    let known = world.osigu.claiming.claim.clone();
    known.ok_or_else(|| world.blocked("no `claim_id` is known, so nothing can be asked about the claim"))
}

/// What can be done with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "claim_action", regex = "read|completed|voided")]
pub(crate) enum Action {
    Read,
    Completed,
    Voided,
}

const ACTIONS: [(&str, Action); 3] =
    [("read", Action::Read), ("completed", Action::Completed), ("voided", Action::Voided)];

impl std::str::FromStr for Action {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&ACTIONS, word)
    }
}

/// The call that does something with a claim.
pub(super) fn call(action: Action, id: &str) -> Call {
    let operation = match action {
        Action::Read => "get-claim",
        Action::Completed => "complete-claim",
        Action::Voided => "void-claim",
    };
    Call::to(operation).at("claimId", id)
}

/// A claim that can be changed, completed and voided.
#[given(expr = "an open claim")]
async fn an_open_claim(world: &mut World) -> Result<(), Stop> {
    opened(world, Sponsor::Mock).await
}

/// Opens a claim of what was authorized.
#[when(expr = "an outpatient claim is created")]
async fn a_claim_is_created(world: &mut World) -> Result<(), Stop> {
    let index = open(world).await?;
    world.expect_success(index)
}

/// Another claim to which something was done: that it can be done at all is what a refusal is measured by.
#[given(expr = "another claim that was {claim_action}")]
async fn another_claim(world: &mut World, action: Action) -> Result<(), Stop> {
    let own = (world.osigu.claiming.claim.take(), world.osigu.claiming.opening.take());
    opened(world, Sponsor::Mock).await?;
    let id = claim(world)?.id;
    calls::set_up(world, call(action, &id)).await?;
    (world.osigu.claiming.claim, world.osigu.claiming.opening) = own;
    Ok(())
}

/// Something was done to the claim before.
#[given(expr = "the claim was {claim_action}")]
async fn the_claim_was(world: &mut World, action: Action) -> Result<(), Stop> {
    let id = claim(world)?.id;
    calls::set_up(world, call(action, &id)).await.map(|_| ())
}

/// Does something with the claim.
#[when(expr = "the claim is {claim_action}")]
async fn the_claim_is(world: &mut World, action: Action) -> Result<(), Stop> {
    let id = claim(world)?.id;
    calls::send(world, call(action, &id)).await.map(|_| ())
}

/// The same with a claim that nobody opened.
#[when(expr = "an unknown claim is {claim_action}")]
async fn an_unknown_claim_is(world: &mut World, action: Action) -> Result<(), Stop> {
    let index = world.send(call(action, UNKNOWN)).await?;
    world.last = Some(index);
    Ok(())
}

/// The state of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "claim_state", regex = "OPEN|COMPLETED|VOIDED")]
pub(crate) enum State {
    Open,
    Completed,
    Voided,
}

const STATES: [(&str, State); 3] =
    [("OPEN", State::Open), ("COMPLETED", State::Completed), ("VOIDED", State::Voided)];

impl std::str::FromStr for State {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&STATES, word)
    }
}

/// What the last answer says of the claim's state. Only the first answer is printed with it, and the name of a voided claim's
/// state is printed nowhere.
#[then(expr = "the claim reads {claim_state}")]
async fn the_claim_reads(world: &mut World, state: State) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let wanted = STATES.iter().find(|(_, known)| *known == state).map_or("", |(word, _)| *word);
    let found = calls::text(&body, "status");
    if found == wanted {
        return Ok(());
    }
    let is_creation = world.exchanges()[index].operation.as_deref() == Some("create-claim");
    let level = match state {
        State::Voided => Level::Assumed,
        State::Open if is_creation => Level::Documented,
        State::Open | State::Completed => Level::Inferred,
    };
    let message = format!("the claim is `{found}`, where it has to be `{wanted}`");
    let claim = Claim::about(index, "claim-status", level, wanted, found, message);
    world.report(claim.at("/status"))
}

/// The claim shows the line items that it was opened with.
#[then(expr = "the claim shows its line items")]
async fn it_shows_its_items(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let sent = world.osigu.claiming.opening.clone();
    let sent = calls::need(world, "a claim that was opened", sent)?;
    let items = |body: &Value| {
        let mut items: Vec<_> = body["line_items"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| format!("{} x {}", item["quantity"], calls::text(item, "product_code")))
            .collect();
        items.sort();
        items.join(", ")
    };
    let (wanted, found) = (items(&sent), items(&body));
    if wanted == found {
        return Ok(());
    }
    let message = format!("the claim shows the line items {found}, and was opened with {wanted}");
    let claim = Claim::about(index, "claim-line-items", Level::Inferred, wanted, found, message);
    world.report(claim.at("/line_items"))
}

/// The claim shows the files that the authorization's request had. That it does is documented, under which name is not.
#[then(expr = "the claim shows the files of its authorization")]
async fn it_shows_its_files(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = schemas::find_somewhere(&body, "files").map(|(_, files)| files.clone()).unwrap_or_default();
    if found.as_array().is_some_and(|files| !files.is_empty()) {
        return Ok(());
    }
    let message = "the claim shows none of the files that were attached to the request";
    let expected = "the indication";
    world.report(Claim::about(index, "claim-files", Level::Assumed, expected, found.to_string(), message))
}

/// Reads the claim that the completed dispensation made.
#[when(expr = "the claim of the dispensation is read")]
async fn the_automatic_claim_is_read(world: &mut World) -> Result<(), Stop> {
    let completed = world.exchanges().iter().rposition(|exchange| {
        exchange.operation.as_deref() == Some("complete-dispensation")
            && exchange.status().is_some_and(|status| (200..300).contains(&status))
    });
    let body = completed.and_then(|index| world.body(index)).unwrap_or_default();
    let id = calls::text(&body, "claim_id");
    if id.is_empty() {
        if !world.is_simulator() {
            let text =
                "the answer to the completed dispensation has no `claim_id`, a name that is a guess of ours";
            return Err(world.not_applicable("claim-id-unknown", text));
        }
        let index = completed.unwrap_or_default();
        let message = "the completed dispensation of an authorization made no claim";
        let claim =
            Claim::about(index, "claim-of-dispensation", Level::Inferred, "a claim_id", "none", message);
        world.report(claim.at("/claim_id").of(&["OSX-7"]))?;
        return Ok(());
    }
    let authorization_id = world.osigu.authorization_id.clone();
    world.osigu.claiming.claim = Some(OutpatientClaim { id: id.clone(), authorization_id });
    calls::send(world, call(Action::Read, &id)).await.map(|_| ())
}

/// A claim that a dispensation made has nothing left to complete. No page says so.
#[then(expr = "the claim is completed already")]
async fn it_is_complete(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = calls::text(&body, "status");
    if found == "COMPLETED" {
        return Ok(());
    }
    let message = format!("the claim of a dispensation is `{found}`");
    let claim = Claim::about(index, "claim-status", Level::Assumed, "COMPLETED", found, message);
    world.report(claim.at("/status"))
}

/// The claim's total is that of what was handed out: each quantity at its price.
#[then(expr = "the claim is about what was dispensed")]
async fn it_is_about_what_was_dispensed(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let sent = world.exchanges().iter().rev().find_map(|exchange| {
        let is_completion = exchange.operation.as_deref() == Some("complete-dispensation");
        let text = exchange.request.body.as_ref().filter(|_| is_completion)?.text.clone();
        serde_json::from_str::<Value>(&text).ok()
    });
    let sent = calls::need(world, "a dispensation that was completed", sent)?;
    let (mut total, mut items) = (0.0, Vec::new());
    for line in sent["products"].as_array().into_iter().flatten() {
        total +=
            line["quantity"].as_f64().unwrap_or_default() * line["unit_price"].as_f64().unwrap_or_default();
        items.push(calls::text(line, "product_code"));
    }
    let shown: Vec<_> = body["line_items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| calls::text(item, "product_code"))
        .collect();
    if let Some(lost) = items.iter().find(|code| !shown.contains(code)) {
        let message = format!("{lost} was dispensed, and the claim does not list it");
        let found = shown.join(", ");
        let claim = Claim::about(index, "claim-line-items", Level::Inferred, lost.as_str(), found, message);
        world.report(claim.at("/line_items"))?;
    }
    let found = body["total_amount"].as_f64();
    if found.is_some_and(|found| (found - total).abs() < 0.005) {
        return Ok(());
    }
    let message = format!("the claim's total is {}, and {total:.2} was dispensed", body["total_amount"]);
    let (wanted, found) = (format!("{total:.2}"), body["total_amount"].to_string());
    let claim = Claim::about(index, "claim-total", Level::Assumed, wanted, found, message);
    world.report(claim.at("/total_amount"))
}

/// What is wrong with a new claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "claim_defect",
    regex = "of an unregistered medication|for an unknown beneficiary|to an unknown sponsor|without line items|\
             with an empty list of line items|with a quantity of zero|without a beneficiary|\
             of an authorization that nobody issued|of an authorization that has a claim"
)]
pub(crate) enum Defect {
    Unregistered,
    UnknownBeneficiary,
    UnknownSponsor,
    NoItems,
    EmptyItems,
    ZeroQuantity,
    NoBeneficiary,
    UnknownAuthorization,
    ClaimedTwice,
}

const DEFECTS: [(&str, Defect); 9] = [
    ("of an unregistered medication", Defect::Unregistered),
    ("for an unknown beneficiary", Defect::UnknownBeneficiary),
    ("to an unknown sponsor", Defect::UnknownSponsor),
    ("without line items", Defect::NoItems),
    ("with an empty list of line items", Defect::EmptyItems),
    ("with a quantity of zero", Defect::ZeroQuantity),
    ("without a beneficiary", Defect::NoBeneficiary),
    ("of an authorization that nobody issued", Defect::UnknownAuthorization),
    ("of an authorization that has a claim", Defect::ClaimedTwice),
];

impl std::str::FromStr for Defect {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&DEFECTS, word)
    }
}

/// Opens a claim with one defect, which has to be refused. It is made of another authorization than the claim before it.
#[when(expr = "a claim is created {claim_defect}")]
async fn a_defective_claim(world: &mut World, defect: Defect) -> Result<(), Stop> {
    if defect != Defect::ClaimedTwice {
        approve(world, Sponsor::Mock).await?;
    }
    let mut body = opening(world)?;
    let mut without = |name: &str| {
        if let Some(members) = body.as_object_mut() {
            members.shift_remove(name);
        }
    };
    match defect {
        Defect::NoItems => without("line_items"),
        Defect::NoBeneficiary => without("beneficiary_id"),
        Defect::Unregistered => {
            body["line_items"][0]["product_code"] = json!(fixtures::text(world, "unregistered_product")?);
        }
        Defect::UnknownBeneficiary => body["beneficiary_id"] = json!("bnf_00000000000000000000000000"),
        Defect::UnknownSponsor => body["sponsor_slug"] = json!("no-such-sponsor"),
        Defect::EmptyItems => body["line_items"] = json!([]),
        Defect::ZeroQuantity => body["line_items"][0]["quantity"] = json!(0),
        Defect::UnknownAuthorization => body["authorization_id"] = json!("auth_00000000000000000000000000"),
        Defect::ClaimedTwice => {}
    }
    let index = world.send(Call::to("create-claim").with(body).invalid().expecting(&[403])).await?;
    world.last = Some(index);
    Ok(())
}

/// Opens a claim of an authorization that the provider voided meanwhile.
#[when(expr = "a claim is created of an authorization that was voided")]
async fn a_claim_of_a_voided_one(world: &mut World) -> Result<(), Stop> {
    approve(world, Sponsor::Mock).await?;
    if world.osigu.authorization_id.is_none() {
        let text = "the decision did not tell its `authorization_id`, which the claim would have to name";
        return Err(world.not_applicable("authorization-id-unknown", text));
    }
    let code = calls::code(world)?;
    let void = Call::to("void-authorization")
        .at("authorizationCode", code)
        .with(json!({"reason": "ordered by mistake"}));
    calls::set_up(world, void).await?;
    let body = opening(world)?;
    let index = world.send(Call::to("create-claim").with(body).invalid()).await?;
    world.last = Some(index);
    Ok(())
}
