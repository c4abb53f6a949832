//! Phrases about calls that are refused for who makes them, and for how.

use std::time::Duration;

use cucumber::{given, then, when};
use serde_json::json;

use super::{calls, fixtures, prescribing};
use crate::{
    Access, Account, Call, Stop, World,
    words::{UnknownWord, find},
};

/// What the steps about refused callers remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The call that was accepted and is sent again.
    call: Option<Call>,
    /// The token that it was accepted with.
    token: Option<String>,
}

/// A call that changes nothing, one for each part of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "reading",
    regex = "the search forms|the sponsor's rules|the test medications|the provider's products|a patient by number|\
             a beneficiary"
)]
pub(crate) enum Reading {
    Forms,
    Rules,
    Medications,
    Products,
    Patients,
    Beneficiary,
}

const READINGS: [(&str, Reading); 6] = [
    ("the search forms", Reading::Forms),
    ("the sponsor's rules", Reading::Rules),
    ("the test medications", Reading::Medications),
    ("the provider's products", Reading::Products),
    ("a patient by number", Reading::Patients),
    ("a beneficiary", Reading::Beneficiary),
];

impl std::str::FromStr for Reading {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&READINGS, word)
    }
}

impl Reading {
    async fn call(self, world: &mut World) -> Result<Call, Stop> {
        let sponsor = fixtures::text(world, "sponsor")?;
        Ok(match self {
            Self::Forms => Call::to("list-search-forms").at("sponsorSlug", sponsor),
            Self::Rules => Call::to("get-sponsor-configuration")
                .at("sponsorSlug", sponsor)
                .query("product_type", "MEDICATION"),
            Self::Medications => Call::to("list-medications").query("query", "MED-SBX"),
            Self::Products => Call::to("list-provider-products").query("product_type", "MEDICATION"),
            Self::Patients => prescribing::known_lookup(world).await?,
            Self::Beneficiary => {
                calls::find(world, "active_beneficiary").await?;
                calls::search(&sponsor, &fixtures::form(world, "active_beneficiary")?)
            }
        })
    }
}

/// Asks for something, and is answered.
#[given(expr = "a call for {reading} that Osigu accepts")]
async fn an_accepted_call(world: &mut World, reading: Reading) -> Result<(), Stop> {
    let call = reading.call(world).await?;
    let token = world.bearer(Account::Main).await?;
    calls::set_up(world, call.clone()).await?;
    world.osigu.failing.call = Some(call);
    world.osigu.failing.token = Some(token);
    Ok(())
}

fn accepted(world: &mut World) -> Result<Call, Stop> {
    let call = world.osigu.failing.call.clone();
    calls::need(world, "a call that Osigu accepts", call)
}

/// What is wrong with how a call says who makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "bearer",
    regex = "without a token|with a token that nobody issued|with its first token|with the client's own credentials"
)]
pub(crate) enum Bearer {
    None,
    Unknown,
    First,
    Credentials,
}

const BEARERS: [(&str, Bearer); 4] = [
    ("without a token", Bearer::None),
    ("with a token that nobody issued", Bearer::Unknown),
    ("with its first token", Bearer::First),
    ("with the client's own credentials", Bearer::Credentials),
];

impl std::str::FromStr for Bearer {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&BEARERS, word)
    }
}

/// Makes the call that was accepted before, saying otherwise who makes it.
#[when(expr = "the same call is made {bearer}")]
async fn the_same_call(world: &mut World, bearer: Bearer) -> Result<(), Stop> {
    let call = accepted(world)?;
    let access = match bearer {
        Bearer::None => Access::Nobody,
        Bearer::Unknown => Access::Token("no-such-token".to_owned()),
        Bearer::First => {
            let token = world.osigu.failing.token.clone();
            Access::Token(calls::need(world, "a token", token)?)
        }
        Bearer::Credentials => {
            let (id, secret) = world.credentials(Account::Main)?;
            Access::Basic { id, secret }
        }
    };
    let index = world.send(call.access(access).expecting(&[401, 403])).await?;
    world.last = Some(index);
    Ok(())
}

/// Makes the call that was accepted before once more, with a token that is valid now.
#[when(expr = "the same call is made with a new token")]
async fn the_same_call_anew(world: &mut World) -> Result<(), Stop> {
    let call = accepted(world)?;
    world.forget_tokens();
    calls::send(world, call).await.map(|_| ())
}

/// Every token so far is worth nothing any more: the hour is over.
#[given(expr = "the token of the client has expired")]
async fn the_token_has_expired(world: &mut World) -> Result<(), Stop> {
    world.osigu_tenant()?;
    world.clock()?.sleep(Duration::from_secs(3600)).await;
    Ok(())
}

/// Osigu has taken every token back.
#[given(expr = "the token of the client was revoked")]
async fn the_token_was_revoked(world: &mut World) -> Result<(), Stop> {
    world.osigu_tenant()?.revoke_tokens();
    Ok(())
}

/// A call that changes something, one for each scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "writing",
    regex = "requests a pre-authorization|starts a dispensation|creates a patient|registers a product"
)]
pub(crate) enum Writing {
    Request,
    Dispensation,
    Patient,
    Product,
}

const WRITINGS: [(&str, Writing); 4] = [
    ("requests a pre-authorization", Writing::Request),
    ("starts a dispensation", Writing::Dispensation),
    ("creates a patient", Writing::Patient),
    ("registers a product", Writing::Product),
];

impl std::str::FromStr for Writing {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&WRITINGS, word)
    }
}

async fn writing(world: &mut World, writing: Writing) -> Result<Call, Stop> {
    Ok(match writing {
        Writing::Request => {
            let line = calls::product_of(world, "MEDICATION").await?;
            let sponsor = fixtures::text(world, "sponsor")?;
            let beneficiary = calls::beneficiary(world)?;
            calls::initiation(&beneficiary, &sponsor, &[line])
        }
        Writing::Dispensation => {
            let (code, beneficiary) = (calls::code(world)?, calls::beneficiary(world)?);
            calls::dispensing(&code, &beneficiary)
        }
        Writing::Patient => prescribing::new_patient(world),
        // Registering again what is registered changes nothing (reading 19).
        Writing::Product => {
            let code = fixtures::text(world, "product")?;
            Call::to("register-provider-product").with(json!({"product_code": code}))
        }
    })
}

/// A client without the scope tries to change something.
#[when(expr = "the read-only client {writing}")]
async fn the_read_only_client_writes(world: &mut World, what: Writing) -> Result<(), Stop> {
    let call = writing(world, what).await?;
    world.osigu.failing.call = Some(call.clone());
    let call = call.access(Access::As(Account::ReadOnly)).expecting(&[401, 403]);
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// A client that may do everything makes the same call.
#[when(expr = "the client with all scopes does the same")]
async fn the_main_client_does(world: &mut World) -> Result<(), Stop> {
    let call = accepted(world)?;
    calls::send(world, call.expecting(&[409])).await.map(|_| ())
}

/// A client without scopes to write reads.
#[when(expr = "the read-only client asks for {reading}")]
async fn the_read_only_client_reads(world: &mut World, reading: Reading) -> Result<(), Stop> {
    let call = reading.call(world).await?.access(Access::As(Account::ReadOnly));
    calls::send(world, call).await.map(|_| ())
}

/// The call was let in: it succeeds, or is refused for what it asks and not for who asks it.
#[then(expr = "the call is let in")]
async fn the_call_is_let_in(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    // A product that is registered may not be registered again (reading 19).
    if world.status(index) == Some(409) && !world.is_simulator() {
        return Ok(());
    }
    world.expect_success(index)
}
