//! What is changed about a call that was accepted, so that it has to be refused: who makes it, where it goes, what it is.

use std::{str::FromStr, time::Duration};

use cucumber::Parameter;
use evidence::synthetic;
use serde_json::Value;

use super::{Control, calls};
use crate::{
    Access, Account, Call, Stop, World,
    access::IDEON_TOKEN,
    words::{UnknownWord, find},
};

/// One thing that is changed, in the words that follow "the same request is made".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "change",
    regex = "without credentials|with a key that nobody has|with a token that nobody issued|\
             with a token that has expired|by another account|by an account without permission|\
             for an id that nobody has|with a method that is not there|as malformed JSON|without a body|\
             as a text|as JSON|as a broken form|as a form without a value|larger than what is read|\
             without telling its length|for an answer as JSON|without its query|with an unknown word in its query|\
             about a coverage period that nobody has"
)]
pub(crate) enum Change {
    Nobody,
    UnknownKey,
    UnknownToken,
    ExpiredToken,
    OtherAccount,
    Unprivileged,
    UnknownId,
    OtherMethod,
    MalformedJson,
    NoBody,
    Text,
    Json,
    BrokenForm,
    EmptyForm,
    TooLarge,
    Chunked,
    WantsJson,
    NoQuery,
    UnknownQuery,
    UnknownPeriod,
}

const CHANGES: [(&str, Change); 20] = [
    ("without credentials", Change::Nobody),
    ("with a key that nobody has", Change::UnknownKey),
    ("with a token that nobody issued", Change::UnknownToken),
    ("with a token that has expired", Change::ExpiredToken),
    ("by another account", Change::OtherAccount),
    ("by an account without permission", Change::Unprivileged),
    ("for an id that nobody has", Change::UnknownId),
    ("with a method that is not there", Change::OtherMethod),
    ("as malformed JSON", Change::MalformedJson),
    ("without a body", Change::NoBody),
    ("as a text", Change::Text),
    ("as JSON", Change::Json),
    ("as a broken form", Change::BrokenForm),
    ("as a form without a value", Change::EmptyForm),
    ("larger than what is read", Change::TooLarge),
    ("without telling its length", Change::Chunked),
    ("for an answer as JSON", Change::WantsJson),
    ("without its query", Change::NoQuery),
    ("with an unknown word in its query", Change::UnknownQuery),
    ("about a coverage period that nobody has", Change::UnknownPeriod),
];

impl FromStr for Change {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&CHANGES, word)
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// More than a simulator reads, and little enough to be sent often.
const LARGE_BYTES: usize = 300 << 10;

impl Change {
    /// Whether it is about who calls.
    pub(super) const fn is_about_credentials(self) -> bool {
        matches!(
            self,
            Self::Nobody
                | Self::UnknownKey
                | Self::UnknownToken
                | Self::ExpiredToken
                | Self::OtherAccount
                | Self::Unprivileged
        )
    }

    /// The call that was accepted, with this change. What it makes anew is about somebody or something new.
    pub(super) async fn applied(self, world: &mut World, control: &Control) -> Result<Call, Stop> {
        let call = match self {
            Self::MalformedJson
            | Self::NoBody
            | Self::Text
            | Self::NoQuery
            | Self::UnknownQuery
            | Self::UnknownPeriod => calls::valid(world, control.operation, control.form).await?,
            _ => control.call.clone(),
        };
        Ok(match self {
            Self::Nobody => call.access(Access::Nobody).expecting(&[401]),
            Self::UnknownKey => call.access(Access::Key("covenant-unknown-key".to_owned())).expecting(&[401]),
            Self::UnknownToken => {
                call.access(Access::Token("covenant.unknown.token".to_owned())).expecting(&[401])
            }
            Self::ExpiredToken => {
                let token = expired_token(world).await?;
                call.access(Access::Token(token)).expecting(&[401])
            }
            Self::OtherAccount => call.access(Access::As(Account::Other)).expecting(&[403, 404]),
            Self::Unprivileged => call.access(Access::As(Account::Unprivileged)).expecting(&[403]),
            Self::UnknownId => call.moved("id", unknown_id(world)).expecting(&[404]),
            // No operation has it, and a vendor that had it could do no more than change what this scenario made.
            Self::OtherMethod => call.by("PATCH").invalid(),
            Self::MalformedJson => {
                let mut text = call.json().map(|body| body.to_string()).unwrap_or_default();
                text.pop();
                call.with_raw(text)
            }
            Self::NoBody => call.with_raw(String::new()),
            Self::Text => call.with_raw("\"a text\""),
            Self::Json => call.with_raw("{}"),
            Self::BrokenForm => call.with_raw("rsp=%zz").header("content-type", FORM),
            Self::EmptyForm => call.with_raw("rsp=").header("content-type", FORM),
            Self::TooLarge => {
                let body = format!("rsp={}", "x".repeat(LARGE_BYTES));
                call.with_raw(body).header("content-type", FORM)
            }
            Self::Chunked => call.chunked().invalid(),
            Self::NoQuery => Call { query: Vec::new(), ..call }.invalid(),
            Self::UnknownQuery => {
                let query = call.query.iter().map(|(name, _)| (*name, "no_such_word".to_owned())).collect();
                Call { query, ..call }.invalid()
            }
            Self::UnknownPeriod => {
                let mut body = call.json_to_change().unwrap_or_default();
                body["qualifying_life_event"]["coverage_period_id"] = Value::from(unknown_id(world));
                call.with(body).invalid().expecting(&[404])
            }
            Self::WantsJson => call.header("accept", "application/json").invalid(),
        })
    }
}

/// An id in the vendor's form that nobody has.
pub(super) fn unknown_id(world: &World) -> String {
    let (run, scenario) = world.seeds();
    let id = synthetic::member_id(run, scenario, 0);
    let digits = id.rsplit('-').next().unwrap_or_default();
    format!("00000000-0000-4000-8000-{digits:0>12}")
}

/// A token of the account whose day is over; only a simulator's clock gets there.
async fn expired_token(world: &mut World) -> Result<String, Stop> {
    world.ideon_tenant()?;
    let body = calls::set_up(world, Call::to(IDEON_TOKEN)).await?;
    let Some(token) = body["token"].as_str().map(str::to_owned) else {
        return Err(world.blocked("the answer has no token, so none can expire"));
    };
    world.clock()?.sleep(Duration::from_secs(24 * 60 * 60 + 1)).await;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_that_a_phrase_lets_through_can_be_read() {
        let words: Vec<_> = Change::REGEX.split('|').collect();
        assert_eq!(words.len(), CHANGES.len());
        for word in words {
            assert!(word.parse::<Change>().is_ok(), "{word}");
        }
    }
}
