//! Phrases about how often an account may call.

use std::time::Duration;

use cucumber::{given, then, when};
use evidence::Level;

use crate::{Access, Account, Call, Claim, Stop, World};

/// What the steps about limits remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The exchanges of the calls that were made in a row.
    row: Vec<usize>,
}

async fn make(world: &mut World, account: Account) -> Result<usize, Stop> {
    let call = Call::to("list-groups").access(Access::As(account)).expecting(&[429]);
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(index)
}

/// The simulator limits its accounts to fewer calls than the 1500 that Ideon allows, so that the limit is reached soon.
#[given(expr = "an account that may make {int} calls in five minutes")]
async fn a_limited_account(world: &mut World, calls: u32) -> Result<(), Stop> {
    world.ideon_tenant()?.change_settings(|settings| settings.rate_limit.calls = calls);
    Ok(())
}

/// Makes so many calls at once, as time stands on a simulator's clock.
#[when(expr = "it makes {int} call(s)")]
async fn it_makes(world: &mut World, calls: usize) -> Result<(), Stop> {
    world.ideon.limiting.row.clear();
    for _ in 0..calls {
        let index = make(world, Account::Main).await?;
        world.ideon.limiting.row.push(index);
    }
    Ok(())
}

/// None of the calls met the limit.
#[then(expr = "all of its calls are accepted")]
async fn all_are_accepted(world: &mut World) -> Result<(), Stop> {
    let row = world.ideon.limiting.row.clone();
    for (at, index) in row.iter().enumerate() {
        if world.status(*index) == Some(429) {
            let message = format!("call {} of {} was answered with 429", at + 1, row.len());
            let claim = Claim::about(*index, "limit-too-low", Level::Documented, "success", "429", message);
            world.report(claim)?;
        }
        world.expect_success(*index)?;
    }
    Ok(())
}

/// Somebody else makes one.
#[when(expr = "another account makes a call")]
async fn another_account(world: &mut World) -> Result<(), Stop> {
    make(world, Account::Other).await.map(|_| ())
}

/// Time passes. Only a simulator's clock can be moved.
#[when(expr = "{int} minutes have passed")]
async fn minutes_have_passed(world: &mut World, minutes: u64) -> Result<(), Stop> {
    world.ideon_tenant()?;
    world.clock()?.sleep(Duration::from_secs(60 * minutes)).await;
    Ok(())
}
