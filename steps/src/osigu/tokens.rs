//! Phrases about tokens.

use cucumber::{given, then, when};
use evidence::Level;

use super::calls;
use crate::{Access, Account, Call, Claim, Stop, World, access::TOKEN};

/// What is wrong with a request for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "token_defect",
    regex = "a wrong secret|an unknown client|no credentials|the credentials in the body|another grant type"
)]
pub(crate) enum TokenDefect {
    WrongSecret,
    UnknownClient,
    NoCredentials,
    CredentialsInBody,
    OtherGrant,
}

const DEFECTS: [(&str, TokenDefect); 5] = [
    ("a wrong secret", TokenDefect::WrongSecret),
    ("an unknown client", TokenDefect::UnknownClient),
    ("no credentials", TokenDefect::NoCredentials),
    ("the credentials in the body", TokenDefect::CredentialsInBody),
    ("another grant type", TokenDefect::OtherGrant),
];

impl std::str::FromStr for TokenDefect {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&DEFECTS, word)
    }
}

/// The request for a token as it is documented.
pub(super) fn valid() -> Call {
    Call::to(TOKEN).with_form(vec![("grant_type", "client_credentials".to_owned())])
}

/// Asks for a token with the client's credentials.
#[when(expr = "a token is requested")]
#[given(expr = "a token request that Osigu accepts")]
async fn a_token_is_requested(world: &mut World) -> Result<(), Stop> {
    let index = calls::send(world, valid()).await?;
    world.expect_success(index)
}

/// Asks for a token with a request that has one defect.
#[when(expr = "a token is requested with {token_defect}")]
async fn a_token_is_requested_with(world: &mut World, defect: TokenDefect) -> Result<(), Stop> {
    let (id, secret) = world.credentials(Account::Main)?;
    let call = match defect {
        TokenDefect::WrongSecret => {
            valid().access(Access::Basic { id, secret: format!("not-{}", secret.len()) })
        }
        TokenDefect::UnknownClient => valid().access(Access::Basic { id: "nobody".to_owned(), secret }),
        TokenDefect::NoCredentials => valid().access(Access::Nobody),
        TokenDefect::CredentialsInBody => {
            world.hide(&secret, "{{client_secret}}");
            let fields = vec![
                ("grant_type", "client_credentials".to_owned()),
                ("client_id", id),
                ("client_secret", secret),
            ];
            Call::to(TOKEN).with_form(fields).access(Access::Nobody)
        }
        TokenDefect::OtherGrant => Call::to(TOKEN).with_form(vec![("grant_type", "password".to_owned())]),
    };
    let index = world.send(call.invalid().expecting(&[400, 401, 403])).await?;
    world.last = Some(index);
    Ok(())
}

/// The token of the last answer opens a call.
#[then(expr = "the token opens a call")]
async fn the_token_opens_a_call(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let token = calls::text(&body, "access_token");
    if token.is_empty() {
        return Err(world.blocked("there is no token to call with"));
    }
    let sponsor = super::fixtures::text(world, "sponsor")?;
    let call = Call::to("list-search-forms").at("sponsorSlug", sponsor).access(Access::Token(token));
    let used = world.send(call.expecting(&[401, 403])).await?;
    if world.is_accepted(used) {
        return Ok(());
    }
    let status = world.status(used).map_or_else(|| "nothing".to_owned(), |status| status.to_string());
    let message = format!("a call with the token just issued was answered with {status}");
    // A vendor may let a newer token end the older ones, and other scenarios of a run ask for theirs meanwhile.
    let level = if world.is_simulator() { Level::Documented } else { Level::Inferred };
    world.report(Claim::about(index, "token-refused", level, "the call succeeds", status, message))
}

/// The token lives so long that a client may keep it for 50 minutes.
#[then(expr = "the token lives for {int} seconds")]
async fn the_token_lives_for(world: &mut World, seconds: u64) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let found = body["expires_in"].as_u64();
    if found == Some(seconds) {
        return Ok(());
    }
    let actual = body["expires_in"].to_string();
    let message = format!("the token lives for {actual} seconds where {seconds} are the default");
    // The default is documented; that this client has it is not.
    let claim = Claim::about(index, "token-lifetime", Level::Inferred, seconds.to_string(), actual, message);
    world.report(claim.at("/expires_in").of(&["OSX-1"]))
}
