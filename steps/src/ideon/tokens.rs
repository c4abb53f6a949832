//! Phrases about tokens, which stand in for the key of an account for a day.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cucumber::{given, then, when};
use evidence::Level;
use serde_json::Value;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    calls::{self, Form},
    things::{Thing, known},
    words::{Operation, Resource},
};
use crate::{Access, Account, Call, Claim, Stop, World};

/// How long before and after the end of a token's life a call is made.
const MARGIN: Duration = Duration::minutes(5);

/// What the steps about tokens remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The tokens of the scenario, oldest first.
    tokens: Vec<String>,
}

async fn fetch(world: &mut World, account: Account) -> Result<(), Stop> {
    let index = world.send(Call::to("create-a-token").access(Access::As(account))).await?;
    world.set_up(index)?;
    match world.body(index).unwrap_or_default()["token"].as_str() {
        Some(token) => {
            world.ideon.tokens.tokens.push(token.to_owned());
            Ok(())
        }
        None => Err(world.blocked("the answer has no token")),
    }
}

/// A token that was fetched with the key of the account.
#[given(expr = "a/another token")]
async fn a_token(world: &mut World) -> Result<(), Stop> {
    fetch(world, Account::Main).await
}

/// One more token, in another second than the one before: two tokens of one second may be the same.
#[given(expr = "another token, a second later")]
async fn a_later_token(world: &mut World) -> Result<(), Stop> {
    world.clock()?.sleep(std::time::Duration::from_secs(1)).await;
    fetch(world, Account::Main).await
}

/// A token that was fetched with the key of another account.
#[given(expr = "a token of another account")]
async fn a_token_of_another(world: &mut World) -> Result<(), Stop> {
    fetch(world, Account::Other).await
}

/// One of the scenario's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "which_token", regex = "the token|the first token")]
pub(crate) enum WhichToken {
    Latest,
    First,
}

impl std::str::FromStr for WhichToken {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("the token", Self::Latest), ("the first token", Self::First)], word)
    }
}

fn access(world: &mut World, which: WhichToken) -> Result<Access, Stop> {
    let tokens = &world.ideon.tokens.tokens;
    let token = if which == WhichToken::First { tokens.first() } else { tokens.last() };
    match token {
        Some(token) => Ok(Access::Token(token.clone())),
        None => Err(world.internal("this phrase needs a token that was fetched before it")),
    }
}

/// Lists the groups with a token and without a key.
#[when(expr = "the groups are listed with {which_token} alone")]
async fn are_listed_with(world: &mut World, which: WhichToken) -> Result<(), Stop> {
    let access = access(world, which)?;
    let Some(operation) = Operation::of("list-groups") else {
        return Err(world.internal("there is no operation `list-groups`"));
    };
    let call = Call::to(operation.id).access(access).expecting(&[401]);
    calls::send(world, operation, call, Form::Smallest).await.map(|_| ())
}

/// Reads the group with the token and without a key.
#[when(expr = "the group is read with the token alone")]
async fn is_read_with(world: &mut World) -> Result<(), Stop> {
    let access = access(world, WhichToken::Latest)?;
    let id = known(world, Thing::latest(Resource::Group))?.id;
    let call = Call::to("retrieve-a-group").at("id", id).access(access).expecting(&[401]);
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// The claims of a JWT, which anybody can read.
fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The token is a JWT that says the same end of its life as the answer beside it.
#[then(expr = "the token carries the instant at which it expires")]
async fn carries_its_end(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let claim = |pointer: &str, expected: String, actual: String, message: String| {
        Claim::about(index, "token-end", Level::Documented, expected, actual, message)
            .of(&["IDN-6"])
            .at(pointer.to_owned())
    };
    let written = body["expires_at"].as_str().unwrap_or_default().to_owned();
    let Ok(end) = OffsetDateTime::parse(&written, &Rfc3339) else {
        let message = "the token's `expires_at` is no instant with a zone".to_owned();
        return world.report(claim("/expires_at", "an instant".to_owned(), written, message));
    };
    let token = body["token"].as_str().unwrap_or_default();
    let Some(exp) = claims(token).and_then(|claims| claims["exp"].as_f64()) else {
        let message = "the token is no JWT with a claim `exp`".to_owned();
        return world.report(claim("/token", "a JWT with exp".to_owned(), "none".to_owned(), message));
    };
    // An `exp` is in whole seconds.
    let off = exp - end.unix_timestamp() as f64;
    if off.abs() <= 1.0 {
        return Ok(());
    }
    let message = format!("the token's own end is {off} s off the one in `expires_at`");
    world.report(claim("/token", end.unix_timestamp().to_string(), exp.to_string(), message))
}

/// The token's life as its answer tells it, from now.
fn left(world: &mut World) -> Result<Duration, Stop> {
    let now = world.now();
    let told = world
        .exchanges()
        .iter()
        .rev()
        .find(|exchange| exchange.operation.as_deref() == Some("create-a-token"));
    let body = told.and_then(|exchange| exchange.response()).map(|response| response.body.text.clone());
    let body: Value = body.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let end = body["expires_at"].as_str().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    match end {
        Some(end) => Ok(end - now),
        None => Err(world.blocked("the answer does not say when the token expires")),
    }
}

async fn sleep(world: &mut World, time: Duration) -> Result<(), Stop> {
    world.ideon_tenant()?;
    world.clock()?.sleep(time.unsigned_abs()).await;
    Ok(())
}

/// Time passes until shortly before the token's end, which has to be a day away. Only a simulator's clock can be moved.
#[when(expr = "the day of the token is nearly over")]
async fn is_nearly_over(world: &mut World) -> Result<(), Stop> {
    let left = left(world)?;
    if (left - Duration::DAY).abs() > MARGIN {
        let index = world.exchanges().len().saturating_sub(1);
        let message = format!("the token lives {} s, not a day", left.whole_seconds());
        let actual = format!("{} s", left.whole_seconds());
        world.report(Claim::about(index, "token-life", Level::Draft, "86400 s", actual, message))?;
    }
    sleep(world, Duration::DAY - MARGIN).await
}

/// Time passes until shortly after the token's end.
#[when(expr = "the day of the token is over")]
async fn is_over(world: &mut World) -> Result<(), Stop> {
    sleep(world, MARGIN * 2).await
}
