//! Phrases about an integration of the API, as a client: it is judged by what the simulator saw of it, and by what it told
//! its user.
//!
//! ```text
//! words        parameters of phrases             asking        Given and When: what the integration is to do, and what it meets
//! telling      what it told its user             watching      what Osigu saw of it
//! ```

mod asking;
mod telling;
mod watching;
mod words;

use std::sync::Arc;

use evidence::{Answer, Intent, Level, Sender};
use integrator::{
    Completed,
    osigu::{Defect, Environment, EnvironmentName, Integration, Task},
};
use serde_json::Value;
use simulators::{
    Seen,
    osigu::{Account, Tenant},
};

use super::State;
use crate::{Claim, Stop, World, call::Certificate, profile::Target, target::Tenant as AnyTenant};

/// What the steps about an integration remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    integration: Option<Arc<Integration>>,
    /// The ends of what it was asked for last.
    ends: Vec<Completed>,
    /// How many requests Osigu had seen before it began at all, and before it was asked last.
    seen_at_first: usize,
    seen_before: usize,
    /// What it has learnt: the beneficiary, its authorization request, a code, and the authorization of that code.
    beneficiary: Option<String>,
    request: Option<String>,
    code: Option<String>,
    authorization: Option<String>,
    /// The authorizations that it has claimed.
    claimed: Vec<String>,
    /// The event that it took in last.
    event: Option<Value>,
}

fn memory(world: &mut World) -> &mut Memory {
    let State { integration, .. } = &mut *world.osigu;
    integration
}

/// One environment, with the credentials that belong to it.
fn environment(world: &mut World, of: fn(&World) -> Option<&Tenant>) -> Result<Option<Environment>, Stop> {
    let Some(tenant) = of(world) else { return Ok(None) };
    let credentials = tenant.credentials(Account::Main);
    let header = tenant.header();
    let hidden_headers = vec![evidence::Header::new(header.0, header.1)];
    world.hide(&credentials.client_secret, "{{client_secret}}");
    let Some(client) = world.scene()?.target.client(Certificate::Registered) else {
        return Err(world.internal("the target has no client"));
    };
    let name = match credentials.client_id.starts_with("production") {
        true => EnvironmentName::Production,
        false => EnvironmentName::Sandbox,
    };
    let (client_id, client_secret) = (credentials.client_id.into(), credentials.client_secret.into());
    Ok(Some(Environment { name, client, client_id, client_secret, hidden_headers }))
}

/// The vendor's other environment, where the scenario has one.
fn other(world: &World) -> Option<&Tenant> {
    world.scene.as_ref()?.tenancy.other.as_ref()
}

/// The environment that the scenario is about.
fn own(world: &World) -> Option<&Tenant> {
    match world.scene.as_ref()?.tenancy.tenant.as_ref()? {
        AnyTenant::Osigu(tenant) => Some(tenant),
        _ => None,
    }
}

/// The integration that this scenario judges, made when it is first asked for.
fn integration(world: &mut World) -> Result<Arc<Integration>, Stop> {
    if let Some(integration) = &memory(world).integration {
        return Ok(Arc::clone(integration));
    }
    let seen = world.osigu_tenant()?.seen().len();
    let defect = match &world.profile()?.target {
        // A name that is none of ours is a defect of the receiver.
        Target::Simulator { integrator_fault: Some(name), .. } => name.parse::<Defect>().ok(),
        _ => None,
    };
    let Some(active) = environment(world, own)? else {
        return Err(world.internal("the scenario has no environment of Osigu's"));
    };
    let name = active.name;
    let mut environments = vec![active];
    environments.extend(environment(world, other)?);
    let clock = world.clock()?;
    let made = Integration::new(environments, name, clock, defect);
    let made = Arc::new(made.map_err(|error| world.internal(error.to_string()))?);
    let memory = memory(world);
    (memory.seen_at_first, memory.seen_before) = (seen, seen);
    memory.integration = Some(Arc::clone(&made));
    Ok(made)
}

/// Has the integration do something, and files what it did.
async fn ask(world: &mut World, task: Task) -> Result<(), Stop> {
    let integration = integration(world)?;
    begin(world)?;
    let end = integration.perform(task).await;
    file(world, vec![end])
}

/// What Osigu sees from now on is the doing of what comes next.
fn begin(world: &mut World) -> Result<(), Stop> {
    memory(world).seen_before = world.osigu_tenant()?.seen().len();
    Ok(())
}

/// Files the exchanges of what the integration did, and what it learnt.
fn file(world: &mut World, ends: Vec<Completed>) -> Result<(), Stop> {
    for end in &ends {
        for call in &end.calls {
            if let Answer::Response(response) = &call.sent.answer
                && let Ok(body) = serde_json::from_str::<Value>(&response.body.text)
                && let Some(token) = body["access_token"].as_str()
            {
                world.hide(token, "{{token}}");
            }
        }
    }
    let calls: Vec<_> = ends.iter().flat_map(|end| end.calls.clone()).collect();
    let memory = memory(world);
    for end in &ends {
        let learnt = |kept: &mut Option<String>, name: &str| {
            if let Some(id) = end.id(name) {
                *kept = Some(id.to_owned());
            }
        };
        learnt(&mut memory.beneficiary, "beneficiary_id");
        learnt(&mut memory.request, "authorization_request_id");
        learnt(&mut memory.authorization, "authorization_id");
        learnt(&mut memory.code, "authorization_code");
        learnt(&mut memory.code, "prescription_code");
    }
    memory.ends = ends;
    world.record_integration(&calls, Intent::Valid)
}

/// How the last thing ended that the integration was asked for.
fn end(world: &mut World) -> Result<Completed, Stop> {
    match memory(world).ends.last() {
        Some(end) => Ok(end.clone()),
        None => Err(world.internal("this phrase needs something that the integration was asked for")),
    }
}

/// An id that the integration has learnt.
fn learnt(world: &mut World, what: &str, id: fn(&Memory) -> &Option<String>) -> Result<String, Stop> {
    let known = id(memory(world)).clone();
    known.ok_or_else(|| {
        world.blocked(format!("the integration has learnt no {what}, so nothing can be done with it"))
    })
}

/// What Osigu saw of what the integration was asked for last.
fn seen(world: &mut World) -> Result<Vec<Seen>, Stop> {
    let before = memory(world).seen_before;
    Ok(world.osigu_tenant()?.seen().into_iter().skip(before).collect())
}

/// What Osigu saw of the integration.
fn seen_of_all(world: &mut World) -> Result<Vec<Seen>, Stop> {
    let before = memory(world).seen_at_first;
    Ok(world.osigu_tenant()?.seen().into_iter().skip(before).collect())
}

/// Whether a request is one of this kind: a method, and how its path ends.
fn is(seen: &Seen, method: &str, end: &str) -> bool {
    let path = seen.path.split('?').next().unwrap_or_default();
    seen.method == method && path.ends_with(end)
}

/// Files something that the integration does not do as the guide wants it.
fn claim(
    world: &mut World,
    rule: &'static str,
    level: Level,
    expected: &str,
    actual: &str,
    message: String,
) -> Result<(), Stop> {
    let last = world.exchanges().iter().rposition(|exchange| exchange.sender == Sender::Integrator);
    let exchange = last.unwrap_or_else(|| world.exchanges().len());
    world.report(Claim::about(exchange, rule, level, expected, actual, message))
}
