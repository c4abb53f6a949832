//! Phrases about dispensations and one-time codes.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::calls;
use crate::{Call, Claim, Stop, World};

/// A sponsor of the simulator that demands a one-time code before a dispensation is completed.
const OTP_SPONSOR: &str = "sponsor-otp-sandbox";

/// Starts a dispensation of the code that phrases speak of.
#[when(expr = "the dispensation of the code is started")]
async fn the_dispensation_is_started(world: &mut World) -> Result<(), Stop> {
    calls::start_dispensation(world).await.map(|_| ())
}

/// A dispensation that was started.
#[given(expr = "a started dispensation")]
async fn a_started_dispensation(world: &mut World) -> Result<(), Stop> {
    let index = calls::start_dispensation(world).await?;
    world.set_up(index)
}

/// Starts another dispensation of the same code.
#[when(expr = "another dispensation of the same code is started")]
async fn another_dispensation_is_started(world: &mut World) -> Result<(), Stop> {
    let (code, beneficiary) = (calls::code(world)?, calls::beneficiary(world)?);
    let index = world.send(calls::dispensing(&code, &beneficiary)).await?;
    world.last = Some(index);
    if world.is_accepted(index) {
        let id = calls::text(&world.body(index).unwrap_or_default(), "dispensation_id");
        world.osigu.dispensation = Some(id).filter(|id| !id.is_empty());
    }
    Ok(())
}

/// Starts a dispensation of a code that nobody issued.
#[when(expr = "the dispensation of an unknown code is started")]
async fn an_unknown_code(world: &mut World) -> Result<(), Stop> {
    let beneficiary = calls::beneficiary(world)?;
    let index = world.send(calls::dispensing("AUTH-2026-999999", &beneficiary)).await?;
    world.last = Some(index);
    Ok(())
}

/// Starts a dispensation of the code for somebody else than it was issued for.
#[when(expr = "the dispensation of the code is started for another beneficiary")]
async fn for_another_beneficiary(world: &mut World) -> Result<(), Stop> {
    let (code, own) = (calls::code(world)?, world.osigu.beneficiary.clone());
    calls::find(world, "family_holder").await?;
    let other = calls::beneficiary(world)?;
    world.osigu.beneficiary = own;
    let index = world.send(calls::dispensing(&code, &other)).await?;
    world.last = Some(index);
    Ok(())
}

/// The dispensation has begun: 201, `STARTED`, with the type of its code and what has to be verified.
#[then(expr = "the dispensation has started on an/a {code_type} code")]
async fn the_dispensation_has_started(world: &mut World, kind: CodeType) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let wanted = [("status", "STARTED"), ("code_type", kind.word())];
    for (member, wanted) in wanted {
        let found = calls::text(&body, member);
        if found != wanted {
            let message =
                format!("`{member}` of the dispensation is `{found}`, where it has to be `{wanted}`");
            let claim = Claim::about(index, "dispensation-start", Level::Documented, wanted, found, message);
            world.report(claim.at(format!("/{member}")).of(&["OSX-6"]))?;
        }
    }
    Ok(())
}

/// The dispensation is about what the code was issued for: each product, as much of it.
#[then(expr = "the dispensation is about what was authorized")]
async fn about_what_was_authorized(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let request = calls::request(world)?;
    let lines = body["products"].as_array().cloned().unwrap_or_default();
    for wanted in &request.products {
        let found = lines.iter().find(|line| line["product_code"] == wanted["product_code"]);
        let quantity = found.map(|line| line["quantity"].clone()).unwrap_or_default();
        if quantity.as_f64() != wanted["quantity"].as_f64() {
            let code = calls::text(wanted, "product_code");
            let message = format!(
                "the dispensation has {quantity} of {code}, where {} were authorized",
                wanted["quantity"]
            );
            let claim = Claim::about(
                index,
                "dispensation-products",
                Level::Inferred,
                wanted["quantity"].to_string(),
                quantity.to_string(),
                message,
            );
            world.report(claim.at("/products").of(&["OSX-6"]))?;
        }
    }
    Ok(())
}

/// Hands out something else, or more, than the code was issued for.
#[when(expr = "the dispensation is completed with {excess}")]
async fn completed_with_excess(world: &mut World, excess: Excess) -> Result<(), Stop> {
    let id = calls::dispensation(world)?;
    let mut products = products(world);
    match excess {
        Excess::More => products[0]["quantity"] = json!(31_000),
        Excess::Other => products[0]["product_code"] = json!("MED-SBX-009"),
    }
    let index = world.send(calls::dispensed(&id, &products, None)).await?;
    world.last = Some(index);
    Ok(())
}

/// What was never authorized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "excess", regex = "more than was authorized|another product")]
pub(crate) enum Excess {
    More,
    Other,
}

impl std::str::FromStr for Excess {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(
            &[("more than was authorized", Self::More), ("another product", Self::Other)],
            word,
        )
    }
}

/// The type of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "code_type", regex = "authorization|prescription")]
pub(crate) enum CodeType {
    Authorization,
    Prescription,
}

impl std::str::FromStr for CodeType {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(
            &[("authorization", Self::Authorization), ("prescription", Self::Prescription)],
            word,
        )
    }
}

impl CodeType {
    const fn word(self) -> &'static str {
        match self {
            Self::Authorization => "AUTHORIZATION",
            Self::Prescription => "PRESCRIPTION",
        }
    }
}

/// The sponsor demands no verification for this dispensation.
#[then(expr = "no verification is required")]
async fn no_verification_is_required(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = &body["verification_required"];
    if found.is_null() {
        return Ok(());
    }
    let message = format!("the mock sponsor requires a verification: {found}");
    let claim =
        Claim::about(index, "verification-required", Level::Documented, "null", found.to_string(), message);
    world.report(claim.at("/verification_required").of(&["OSG-18", "OSG-19"]))
}

/// The products of the start, each once, as its completion wants them.
fn products(world: &World) -> Value {
    let started = world.exchanges().iter().rposition(|exchange| {
        exchange.operation.as_deref() == Some("start-dispensation")
            && exchange.status().is_some_and(|status| (200..300).contains(&status))
    });
    let body = started.and_then(|index| world.body(index)).unwrap_or_default();
    body["products"].clone()
}

/// Hands out what was authorized, or prescribed.
pub(super) async fn complete(world: &mut World) -> Result<usize, Stop> {
    let id = calls::dispensation(world)?;
    let (products, token) = (products(world), world.osigu.otp.token.clone());
    calls::send(world, calls::dispensed(&id, &products, token.as_deref())).await
}

/// Hands out what was authorized, or prescribed.
#[when(expr = "the dispensation is completed")]
async fn the_dispensation_is_completed(world: &mut World) -> Result<(), Stop> {
    complete(world).await.map(|_| ())
}

/// The same, before the scenario's own matter.
#[given(expr = "a completed dispensation")]
async fn a_completed_dispensation(world: &mut World) -> Result<(), Stop> {
    let started = calls::start_dispensation(world).await?;
    world.set_up(started)?;
    let index = complete(world).await?;
    world.set_up(index)
}

/// Cancels the dispensation.
#[given(expr = "the dispensation is voided")]
async fn the_dispensation_was_voided(world: &mut World) -> Result<(), Stop> {
    let index = void(world).await?;
    world.set_up(index)
}

/// The same, as what the scenario is about.
#[when(expr = "the dispensation is voided")]
async fn the_dispensation_is_voided(world: &mut World) -> Result<(), Stop> {
    void(world).await.map(|_| ())
}

async fn void(world: &mut World) -> Result<usize, Stop> {
    let id = calls::dispensation(world)?;
    calls::send(world, Call::to("void-dispensation").at("dispensationId", id)).await
}

/// Reads the dispensation.
#[when(expr = "the dispensation is read")]
async fn the_dispensation_is_read(world: &mut World) -> Result<(), Stop> {
    let id = calls::dispensation(world)?;
    calls::send(world, Call::to("get-dispensation").at("dispensationId", id)).await.map(|_| ())
}

/// Asks whether the dispensation has to be verified, and is.
#[when(expr = "the verification status is read")]
async fn the_verification_status_is_read(world: &mut World) -> Result<(), Stop> {
    let id = calls::dispensation(world)?;
    let call = Call::to("get-dispensation-verification-status").at("dispensationId", id);
    calls::send(world, call).await.map(|_| ())
}

/// The completed dispensation made a claim, as those of authorizations do, or none, as those of prescriptions do.
#[then(expr = "the dispensation has {outcome_claim}")]
async fn the_dispensation_has_made(world: &mut World, outcome: OutcomeClaim) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let claim = &body["claim_id"];
    let has_claim = claim.as_str().is_some_and(|id| !id.is_empty());
    let wants_claim = outcome == OutcomeClaim::Made;
    if has_claim == wants_claim {
        return Ok(());
    }
    let message = if wants_claim {
        "completing the dispensation of an authorization made no claim"
    } else {
        "completing the dispensation of a prescription made a claim"
    };
    let wanted = if wants_claim { "a claim_id" } else { "null" };
    // That the answer is where to see it is our reading.
    let found =
        Claim::about(index, "claim-of-dispensation", Level::Inferred, wanted, claim.to_string(), message);
    world.report(found.at("/claim_id").of(&["OSX-7"]))
}

/// Whether a claim exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "outcome_claim", regex = "made a claim|made no claim")]
pub(crate) enum OutcomeClaim {
    Made,
    NotMade,
}

impl std::str::FromStr for OutcomeClaim {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("made a claim", Self::Made), ("made no claim", Self::NotMade)], word)
    }
}

/// An authorization of a sponsor that demands a one-time code. Only the simulator has one that we know.
#[given(expr = "an approved authorization of a sponsor that demands a one-time code")]
async fn an_authorization_with_otp(world: &mut World) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let product = calls::product_of(world, "MEDICATION").await?;
    calls::find(world, "active_beneficiary").await?;
    calls::authorize(world, OTP_SPONSOR, vec![product]).await?;
    if world.osigu.code.is_none() {
        return Err(world.blocked("the sponsor approved nothing, so there is no code"));
    }
    Ok(())
}

/// Lets the sponsor send a one-time code to the beneficiary.
#[given(expr = "a one-time code is sent")]
#[when(expr = "a one-time code is sent")]
async fn a_code_is_sent(world: &mut World) -> Result<(), Stop> {
    send_code(world).await
}

async fn send_code(world: &mut World) -> Result<(), Stop> {
    let beneficiary = calls::beneficiary(world)?;
    let sponsor = world
        .osigu
        .request
        .as_ref()
        .map_or_else(|| OTP_SPONSOR.to_owned(), |request| request.sponsor.clone());
    let call = Call::to("send-otp").with(json!({
        "beneficiary_id": beneficiary,
        "sponsor_slug": sponsor,
        "channel": "SMS",
    }));
    let index = calls::send(world, call).await?;
    let id = calls::text(&world.body(index).unwrap_or_default(), "otp_id");
    world.osigu.otp.id = Some(id).filter(|id| !id.is_empty());
    Ok(())
}

/// The destination is shown masked: most of it is not there.
#[then(expr = "the destination is masked")]
async fn the_destination_is_masked(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let shown = calls::text(&body, "masked_destination");
    // A masked mail address or telephone number shows stars, and few of its own characters.
    let is_masked = shown.contains('*') && shown.chars().filter(char::is_ascii_digit).count() < 8;
    if is_masked {
        return Ok(());
    }
    world.hide_plain(&shown, "{{destination}}");
    let message = "the destination of the one-time code is not masked";
    let claim = Claim::about(
        index,
        "destination-unmasked",
        Level::Documented,
        "a masked destination",
        "digits in the clear",
        message,
    );
    world.report(claim.at("/masked_destination").of(&["OSX-18"]))
}

/// The code can be used for about so long.
#[then(expr = "the one-time code is valid for about {int} seconds")]
async fn the_code_is_valid_for(world: &mut World, seconds: u64) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = body["expires_in"].as_u64().unwrap_or_default();
    if found.abs_diff(seconds) <= seconds / 2 {
        return Ok(());
    }
    let message = format!("the one-time code is valid for {found} s, where about {seconds} s are usual");
    let claim = Claim::about(
        index,
        "otp-lifetime",
        Level::Inferred,
        format!("about {seconds}"),
        found.to_string(),
        message,
    );
    world.report(claim.at("/expires_in").of(&["OSX-18"]))
}

fn validation(id: &str, code: &str) -> Call {
    Call::to("validate-otp").with(json!({"otp_id": id, "code": code}))
}

async fn validate(world: &mut World, code: impl Fn(&str) -> String) -> Result<usize, Stop> {
    let id = world.osigu.otp.id.clone();
    let id = calls::need(world, "a one-time code that was sent", id)?;
    let Some(real) = world.osigu_tenant()?.otp_code(&id) else {
        return Err(world.blocked("the simulator sent no one-time code"));
    };
    world.hide_plain(&real, "{{otp}}");
    let index = calls::send(world, validation(&id, &code(&real))).await?;
    if world.is_accepted(index) {
        let token = calls::text(&world.body(index).unwrap_or_default(), "otp_verification_token");
        world.osigu.otp.token = Some(token).filter(|token| !token.is_empty());
    }
    Ok(index)
}

/// Exchanges the code that the beneficiary reads on the telephone for a token. Only a simulator shows us that code.
#[given(expr = "the one-time code is confirmed")]
#[when(expr = "the one-time code is confirmed")]
async fn the_code_is_confirmed(world: &mut World) -> Result<(), Stop> {
    validate(world, str::to_owned).await.map(|_| ())
}

/// A token that somebody else's one-time code was exchanged for.
#[given(expr = "the one-time code of another beneficiary is confirmed")]
async fn the_code_of_another(world: &mut World) -> Result<(), Stop> {
    let own = world.osigu.beneficiary.clone();
    calls::find(world, "family_holder").await?;
    send_code(world).await?;
    validate(world, str::to_owned).await?;
    world.osigu.beneficiary = own;
    Ok(())
}

/// Tries a code that was not sent.
#[when(expr = "a wrong one-time code is tried")]
async fn a_wrong_code_is_tried(world: &mut World) -> Result<(), Stop> {
    let control = world.osigu.control.clone();
    let wrong = |real: &str| {
        let first = real.chars().next().and_then(|digit| digit.to_digit(10)).unwrap_or_default();
        format!("{}{}", (first + 1) % 10, real.get(1..).unwrap_or_default())
    };
    validate(world, wrong).await?;
    world.osigu.control = control;
    Ok(())
}

/// So much time passes. Only a simulator's clock can be moved.
#[given(expr = "{int} minute(s) pass")]
async fn minutes_pass(world: &mut World, minutes: u64) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let clock = world.clock()?;
    clock.sleep(std::time::Duration::from_secs(minutes * 60)).await;
    Ok(())
}

/// So many days pass.
#[given(expr = "{int} day(s) pass")]
#[when(expr = "{int} day(s) pass")]
async fn days_pass(world: &mut World, days: u64) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let clock = world.clock()?;
    clock.sleep(std::time::Duration::from_secs(days * 86_400)).await;
    Ok(())
}
