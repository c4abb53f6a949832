//! Phrases about a platform that integrates the API: it is judged by what it sent and by what it told its user.
//!
//! ```text
//! words        parameters of phrases             company       the group and the people that it is about
//! meeting      what it meets at Ideon            asking        what it is to do with groups and lists
//! covering     what it is to do with coverage    hooking       what hooks tell it
//! telling      what it told its user             watching      how it called
//! sending      which calls it made               following     which ids and values went into them
//! ```
//!
//! The platform knows groups, plans and people by names of its own; the ids of Ideon are its own business, and so the phrases
//! look for them in the answers that it got.

mod asking;
mod company;
mod covering;
mod following;
mod hooking;
mod meeting;
mod sending;
mod telling;
mod watching;
mod words;

use std::{collections::BTreeMap, sync::Arc};

use evidence::{Answer, Header, Intent, Level, Sender};
use integrator::{
    Call, Completed, Outcome,
    ideon::{Defect, Environment, EnvironmentName, Integration, Task, receiver::Receiver},
};
use secrecy::SecretString;
use serde_json::Value;
use simulators::ideon::Tenant;

use crate::{Account, Claim, Stop, World, call::Certificate, profile::Target};

/// What the steps about a platform remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    integration: Option<Arc<Integration>>,
    /// Ideon's other environments, where the scenario has them: one that hears of all that is sent to either of them.
    other: Option<Tenant>,
    /// Where hooks arrive, and what delivers to it.
    receiver: Option<(Receiver, wire::Client)>,
    /// Answers of the receiver.
    acknowledged: Vec<Option<u16>>,
    /// How many events of Ideon's were delivered already.
    delivered: usize,
    /// What it was asked for last.
    end: Option<Completed>,
    /// Its calls, in order, and how many there were before it was asked last.
    calls: Vec<Call>,
    calls_before: usize,
    company: company::Company,
}

fn memory(world: &mut World) -> &mut Memory {
    &mut world.ideon.integration
}

/// The environment that the scenario is about.
fn environment(world: &mut World, name: EnvironmentName) -> Result<Environment, Stop> {
    let api_key: SecretString = world.api_key(Account::Main)?.into();
    let scene = world.scene()?;
    let hidden_headers = scene.tenancy.hidden_headers();
    let Some(client) = scene.target.client(Certificate::Registered) else {
        return Err(world.internal("the target has no client"));
    };
    Ok(Environment { name, client, api_key, hidden_headers })
}

/// The environments that it is not about: the simulator plays them, and nothing is ever sent to a real one.
fn others(world: &mut World, name: EnvironmentName) -> Result<Vec<Environment>, Stop> {
    let clock = world.clock()?;
    let scene = world.scene()?;
    let Some(tenant) = scene.target.other_ideon(scene.recorder.scenario(), clock) else {
        return Err(world.not_applicable("simulated-only", "only a simulator has other environments"));
    };
    let key = tenant.api_key(simulators::ideon::Account::Main);
    world.hide(&key, "{{other_environment_api_key}}");
    let own = environment(world, name)?;
    let header = tenant.header();
    let hidden_headers = vec![Header::new(header.0, header.1)];
    let all = [EnvironmentName::Production, EnvironmentName::Qa, EnvironmentName::Staging];
    let foreign = all.into_iter().filter(|one| *one != name);
    let of = |name| Environment {
        name,
        api_key: key.clone().into(),
        hidden_headers: hidden_headers.clone(),
        ..own.clone()
    };
    let environments = foreign.map(of).collect();
    memory(world).other = Some(tenant);
    Ok(environments)
}

/// Makes the integration that the scenario judges.
fn start(world: &mut World, name: EnvironmentName, others: Vec<Environment>) -> Result<(), Stop> {
    world.ideon_tenant()?;
    let defect = match &world.profile()?.target {
        Target::Simulator { integrator_fault: Some(fault), .. } => match fault.parse::<Defect>() {
            Ok(defect) => Some(defect),
            Err(error) => return Err(world.internal(error.to_string())),
        },
        _ => None,
    };
    let mut environments = others;
    environments.push(environment(world, name)?);
    let clock = world.clock()?;
    let made = Integration::new(environments, name, clock, defect);
    let made = made.map_err(|error| world.internal(error.to_string()))?;
    memory(world).integration = Some(Arc::new(made));
    Ok(())
}

fn integration(world: &mut World) -> Result<Arc<Integration>, Stop> {
    let made = memory(world).integration.clone();
    made.ok_or_else(|| world.internal("this phrase needs a platform that uses Ideon's API"))
}

/// Has the platform do something, and files what it did.
async fn ask(world: &mut World, task: Task) -> Result<(), Stop> {
    let integration = integration(world)?;
    let end = integration.perform(task).await;
    for call in &end.calls {
        if let Some(token) = answer_of(call)["token"].as_str() {
            world.hide(token, "{{token}}");
        }
    }
    let memory = memory(world);
    memory.calls_before = memory.calls.len();
    memory.calls.extend(end.calls.iter().cloned());
    let calls = end.calls.clone();
    memory.end = Some(end);
    world.record_integration(&calls, Intent::Valid)
}

/// The same for what only prepares a scenario.
async fn prepare(world: &mut World, task: Task) -> Result<(), Stop> {
    ask(world, task).await?;
    match end(world)?.outcome {
        Outcome::Ok => Ok(()),
        other => Err(world.blocked(format!("the platform could not prepare the scenario: {}", other.name()))),
    }
}

/// How the last thing ended that the platform was asked for.
fn end(world: &mut World) -> Result<Completed, Stop> {
    let end = memory(world).end.clone();
    end.ok_or_else(|| world.internal("this phrase needs something that the platform was asked for"))
}

/// The calls of one operation, oldest first, without those that are repetitions.
fn calls_of(world: &mut World, operation: &str) -> Vec<Call> {
    let of = |call: &&Call| call.operation == operation && call.attempt == 1;
    memory(world).calls.iter().filter(of).cloned().collect()
}

/// What the platform was asked for last.
fn last_calls(world: &mut World) -> Vec<Call> {
    let memory = memory(world);
    memory.calls[memory.calls_before..].to_vec()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// What a call sent; null where it had no body.
fn sent(call: &Call) -> Value {
    call.sent.request.body.as_ref().map_or(Value::Null, |body| json(&body.text))
}

/// What a call was answered with; null where that is no JSON.
fn answer_of(call: &Call) -> Value {
    match &call.sent.answer {
        Answer::Response(response) => json(&response.body.text),
        Answer::NoAnswer(_) => Value::Null,
    }
}

/// The path of a call, without its query.
fn path(call: &Call) -> String {
    url::Url::parse(&call.sent.request.url).map_or_else(|_| String::new(), |url| url.path().to_owned())
}

/// The life events that the platform has made, in order.
fn events(world: &mut World) -> Vec<Value> {
    calls_of(world, "create-a-qle").iter().map(|call| sent(call)["qualifying_life_event"].clone()).collect()
}

/// An election of a life event by its product line: an object, or the text of one (IDN-Q40).
fn elections(event: &Value) -> BTreeMap<String, Value> {
    let lines = event["plan_elections"].as_object();
    let read = |value: &Value| value.as_str().map_or_else(|| value.clone(), json);
    lines.into_iter().flatten().map(|(line, value)| (line.clone(), read(value))).collect()
}

/// The coverages of all elections of a life event.
fn coverages(event: &Value) -> Vec<Value> {
    let of = |election: Value| election["coverages"].as_array().cloned().unwrap_or_default();
    elections(event).into_values().flat_map(of).collect()
}

/// Files something that the platform does not do as Ideon wants it.
fn claim(
    world: &mut World,
    rule: &'static str,
    expected: &str,
    actual: &str,
    message: String,
) -> Result<(), Stop> {
    let last = world.exchanges().iter().rposition(|exchange| exchange.sender == Sender::Integrator);
    let exchange = last.unwrap_or_else(|| world.exchanges().len());
    world.report(Claim::about(exchange, rule, Level::Documented, expected, actual, message))
}
