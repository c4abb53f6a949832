//! Phrases about the limits on how often Osigu may be called.

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;

use super::{calls, fixtures, tokens};
use crate::{
    Access, Account, Call, Claim, Provoked, Stop, World,
    words::{UnknownWord, find},
};

/// What the steps about limits remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The exchanges of the calls that were made in a row.
    row: Vec<usize>,
    /// The token that was issued last among them: where no more are issued, calls are made with it.
    token: Option<String>,
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "limited", regex = "token request|call")]
pub(crate) enum Limited {
    Token,
    Call,
}

const LIMITED: [(&str, Limited); 2] = [("token request", Limited::Token), ("call", Limited::Call)];

impl std::str::FromStr for Limited {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&LIMITED, word)
    }
}

impl Limited {
    /// The smallest request of its kind.
    fn call(self, world: &mut World) -> Result<Call, Stop> {
        let call = match self {
            Self::Token => tokens::valid(),
            Self::Call => {
                let sponsor = fixtures::text(world, "sponsor")?;
                Call::to("list-search-forms").at("sponsorSlug", sponsor)
            }
        };
        Ok(call)
    }
}

async fn make(world: &mut World, limited: Limited, account: Account) -> Result<usize, Stop> {
    let access = match (limited, account, world.osigu.limiting.token.clone()) {
        (Limited::Call, Account::Main, Some(token)) => Access::Token(token),
        _ => Access::As(account),
    };
    let mut call = limited.call(world)?.access(access);
    if world.is_simulator() {
        // Of a real environment nobody asked for it here: it is waited out, or is nobody's fault.
        call = call.expecting(&[429, 503]);
    }
    calls::send(world, call).await
}

/// Makes so many calls at once, as time stands on a simulator's clock.
#[given(expr = "{int} {limited}(s) within a minute")]
#[when(expr = "{int} {limited}(s) are made within a minute")]
async fn so_many_calls(world: &mut World, count: usize, limited: Limited) -> Result<(), Stop> {
    // A real environment's minute is shared by all scenarios.
    world.osigu_tenant()?;
    world.osigu.limiting.row.clear();
    for _ in 0..count {
        let index = make(world, limited, Account::Main).await?;
        world.osigu.limiting.row.push(index);
        let token = calls::text(&world.body(index).unwrap_or_default(), "access_token");
        if !token.is_empty() {
            world.osigu.limiting.token = Some(token);
        }
    }
    Ok(())
}

/// All of them were accepted.
#[then(expr = "all of them succeed")]
async fn all_succeed(world: &mut World) -> Result<(), Stop> {
    let row = world.osigu.limiting.row.clone();
    for (at, index) in row.iter().enumerate() {
        if world.status(*index) == Some(429) {
            let message = format!("call {} of {} within a minute was answered with 429", at + 1, row.len());
            let expected = "success";
            world.report(Claim::about(
                *index,
                "limit-too-low",
                Level::Documented,
                expected,
                "429",
                message,
            ))?;
        }
        world.expect_success(*index)?;
    }
    Ok(())
}

/// One call more.
#[when(expr = "one more {limited} is made")]
async fn one_more(world: &mut World, limited: Limited) -> Result<(), Stop> {
    make(world, limited, Account::Main).await.map(|_| ())
}

/// One call of somebody else.
#[when(expr = "another client makes a {limited}")]
async fn another_client(world: &mut World, limited: Limited) -> Result<(), Stop> {
    make(world, limited, Account::ReadOnly).await.map(|_| ())
}

/// So many seconds pass. Only a simulator's clock can be moved.
#[given(expr = "{int} seconds pass")]
#[when(expr = "{int} seconds pass")]
async fn seconds_pass(world: &mut World, seconds: u64) -> Result<(), Stop> {
    world.osigu_tenant()?;
    world.clock()?.sleep(Duration::from_secs(seconds)).await;
    Ok(())
}

/// Waits for as long as the refusal asks for. That it asks is not documented.
#[when(expr = "the client waits as long as it is told")]
async fn it_waits(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let Some(wait) = world.retry_after(index) else {
        let message = "the 429 does not say how long to wait";
        let expected = "Retry-After in whole seconds";
        return world.report(Claim::about(index, "retry-after", Level::Assumed, expected, "none", message));
    };
    world.clock()?.sleep(wait).await;
    Ok(())
}

/// A condition that an environment can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "condition", regex = "the rate limit|a failure that passes")]
pub(crate) enum Condition {
    RateLimit,
    Unavailable,
}

const CONDITIONS: [(&str, Condition); 2] =
    [("the rate limit", Condition::RateLimit), ("a failure that passes", Condition::Unavailable)];

impl std::str::FromStr for Condition {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&CONDITIONS, word)
    }
}

impl Condition {
    const fn provoked(self) -> Provoked {
        match self {
            Self::RateLimit => Provoked::RateLimit,
            Self::Unavailable => Provoked::Unavailable,
        }
    }
}

/// A call that is accepted as it is.
#[given(expr = "a/an accepted {limited}")]
async fn an_accepted_call(world: &mut World, limited: Limited) -> Result<(), Stop> {
    let index = make(world, limited, Account::Main).await?;
    world.set_up(index)
}

/// The same call meets a condition: a simulator is told, a real environment is asked by the profile's trigger.
#[when(expr = "one more {limited} meets {condition}")]
async fn one_more_meets(world: &mut World, limited: Limited, condition: Condition) -> Result<(), Stop> {
    if world.is_simulator() {
        let tenant = world.osigu_tenant()?;
        match (limited, condition) {
            (Limited::Call, Condition::RateLimit) => tenant.limit_next(1, None),
            (Limited::Token, Condition::RateLimit) => tenant.limit_tokens_next(1, None),
            (Limited::Call, Condition::Unavailable) => tenant.fail_next(1, 503),
            (Limited::Token, Condition::Unavailable) => tenant.fail_tokens_next(1, 503),
        }
    }
    let call = limited.call(world)?.expecting(&[429, 503]).provoking(condition.provoked());
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}
