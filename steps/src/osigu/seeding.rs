//! Phrases about the sandbox as such: its people, its resets, and the environment beside it.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{calls, fixtures, tokens};
use crate::{Access, Account, Claim, Profile, Stop, Target, World, target::Tenant};

/// What the steps about the sandbox remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The searches for the test beneficiaries.
    searches: Vec<usize>,
    /// The id that the beneficiary had before the reset.
    before: Option<String>,
}

/// Searches for each of the people that the simulator is seeded with.
#[when(expr = "the {int} test beneficiaries are searched for")]
async fn the_test_beneficiaries(world: &mut World, count: u32) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let sponsor = fixtures::text(world, "sponsor")?;
    world.osigu.seeding.searches.clear();
    for nth in 1..=count {
        let form = json!({"document_type": "CC", "document_number": format!("{}", 1_000_000_000 + nth)});
        let index = calls::send(world, calls::search(&sponsor, &form)).await?;
        world.osigu.seeding.searches.push(index);
    }
    Ok(())
}

/// All of them were found, each under an id of their own.
#[then(expr = "each of them is found under an id of their own")]
async fn each_is_found(world: &mut World) -> Result<(), Stop> {
    let mut ids = Vec::new();
    for index in world.osigu.seeding.searches.clone() {
        world.expect_success(index)?;
        let id = calls::text(&world.body(index).unwrap_or_default(), "beneficiary_id");
        if ids.contains(&id) {
            let message = format!("two test beneficiaries have the id {id}");
            let expected = "an id of their own";
            world.report(Claim::about(
                index,
                "beneficiary-twice",
                Level::Documented,
                expected,
                &id,
                message,
            ))?;
        }
        ids.push(id);
    }
    Ok(())
}

/// A kind of people, and how its members are known.
type Kind = (&'static str, fn(&Value) -> bool);

/// Some have coverage in force, some have not, some have a family.
#[then(expr = "active coverage, expired coverage and family groups are among them")]
async fn all_kinds(world: &mut World) -> Result<(), Stop> {
    let searches = world.osigu.seeding.searches.clone();
    let bodies: Vec<_> = searches.iter().filter_map(|index| world.body(*index)).collect();
    let index = searches.last().copied().unwrap_or_default();
    let kinds: [Kind; 3] = [
        ("active coverage", |body| body["coverage"]["active"] == json!(true)),
        ("expired coverage", |body| body["coverage"]["active"] == json!(false)),
        ("a family group", |body| body["dependants"].as_array().is_some_and(|list| !list.is_empty())),
    ];
    for (kind, is_one) in kinds {
        if !bodies.iter().any(is_one) {
            let message = format!("none of the {} test beneficiaries has {kind}", bodies.len());
            world.report(Claim::about(index, "beneficiaries", Level::Documented, kind, "nobody", message))?;
        }
    }
    Ok(())
}

/// Osigu resets the sandbox, without notice.
#[given(expr = "the sandbox is reset")]
#[when(expr = "the sandbox is reset")]
async fn the_sandbox_is_reset(world: &mut World) -> Result<(), Stop> {
    world.osigu.seeding.before = world.osigu.beneficiary.as_ref().map(|person| person.id.clone());
    world.osigu_tenant()?.wipe();
    Ok(())
}

/// The same person has another id than before the reset.
#[then(expr = "the beneficiary has another id than before")]
async fn another_id(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let before = world.osigu.seeding.before.clone();
    let before = calls::need(world, "an id from before the reset", before)?;
    let found = calls::text(&body, "beneficiary_id");
    if found != before {
        return Ok(());
    }
    let message = "the reset left the beneficiary's id as it was";
    let claim = Claim::about(index, "id-after-reset", Level::Assumed, "another id", found, message);
    world.report(claim.at("/beneficiary_id"))
}

/// One of the vendor's environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "environment", regex = "sandbox|production")]
pub(crate) enum Environment {
    Sandbox,
    Production,
}

impl std::str::FromStr for Environment {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("sandbox", Self::Sandbox), ("production", Self::Production)], word)
    }
}

/// The scenario's calls go to this environment, and the other one stands beside it. Production is one that the simulator
/// plays: nothing is ever sent to the real one.
#[given(expr = "the {environment} environment")]
async fn the_environment(world: &mut World, environment: Environment) -> Result<(), Stop> {
    world.osigu_tenant()?;
    let clock = world.clock()?;
    let scene = world.scene()?;
    let fault = match &scene.target.profile {
        Profile { target: Target::Simulator { fault, .. }, .. } => fault.clone(),
        Profile { .. } => None,
    };
    let production = scene.target.other_environment(scene.recorder.scenario(), clock);
    let Some(production) = production else {
        return Err(world.not_applicable("simulated-only", "only a simulator has another environment"));
    };
    // It is honest where the integrator is judged; here it is the vendor.
    if production.set_fault(fault.as_deref()).is_err() {
        return Err(world.internal("the simulator does not know its own fault"));
    }
    let tenancy = &mut world.scene()?.tenancy;
    if environment == Environment::Sandbox {
        tenancy.other = Some(production);
        return Ok(());
    }
    if let Some(Tenant::Osigu(sandbox)) = tenancy.tenant.replace(Tenant::Osigu(production)) {
        tenancy.other = Some(sandbox);
    }
    world.osigu.subscribing.in_production = true;
    world.forget_tokens();
    Ok(())
}

/// Asks for a token with the pair of credentials that the same client has in the other environment.
#[when(expr = "a token is requested with the credentials of the other environment")]
async fn with_the_other_credentials(world: &mut World) -> Result<(), Stop> {
    let other = world.osigu_tenant()?.credentials_elsewhere(simulators::osigu::Account::Main);
    let (own, _) = world.credentials(Account::Main)?;
    if own == other.client_id {
        return Err(world.internal("both environments have the same client"));
    }
    let access = Access::Basic { id: other.client_id, secret: other.client_secret };
    let call = tokens::valid().access(access).expecting(&[400, 401, 403]);
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}
