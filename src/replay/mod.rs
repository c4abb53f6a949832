//! `covenant replay`: a recorded scenario once more, and whether what was found is still there.

mod requests;
mod scenario;
mod steps;

use std::sync::Arc;

use ::steps::{Profile, Rederived, Target, Visitor};
use evidence::{ExitCode, Party, RunRecord, ScenarioRecord, redact::RunSecrets};
use reports::{
    replay::{self, Manner, Replay, Replayed},
    writer::Encoding,
};
use suite::{ScenarioRef, Suite};
use tokio_util::sync::CancellationToken;

use crate::{
    arguments::{Format, ReplayArguments, Talk},
    configuration::Resolved,
    doctor::tell,
    failure::Failure,
    output, read_run,
    run::{self, signals::Signals},
    selection, suite_source,
    suite_source::chain,
};

/// Replays.
pub(crate) fn replay(arguments: &ReplayArguments, talk: Talk) -> ExitCode {
    output::ended(carry_out(arguments, talk))
}

/// Everything that a replay needs, known before anything is sent.
struct Order {
    record: RunRecord,
    /// Index of the scenario in the record.
    at: usize,
    suite: Arc<Suite>,
    /// Where the suite has the same scenario.
    same: Option<ScenarioRef>,
    profile: Profile,
    secrets: Arc<RunSecrets>,
    run_id: String,
    manner: Manner,
}

impl Order {
    fn recorded(&self) -> &ScenarioRecord {
        &self.record.scenarios[self.at]
    }
}

/// What a replay came to, and what ends it with a code of its own.
struct Done {
    replayed: Replayed,
    safety: Option<String>,
    internal: Option<String>,
}

fn carry_out(arguments: &ReplayArguments, talk: Talk) -> Result<ExitCode, Failure> {
    let order = order(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new(ExitCode::Internal, format!("the threads of the replay cannot be started: {error}"))
    })?;
    let signals = Signals::watch(&runtime, "covenant: interrupted: stopping; once more ends at once")?;
    let done = runtime.block_on(send(&order, &signals.stop));
    runtime.shutdown_background();
    let done = done?;
    if signals.stop.is_cancelled() {
        return Err(Failure::new(ExitCode::Interrupted, "interrupted before the scenario was through"));
    }
    let rederived = rederived(&order);
    let replay = Replay::of(&order.record, order.recorded(), &done.replayed, &|text| rederived.renamed(text));
    let (text, encoding) = match arguments.format {
        Format::Text => (replay::render(&replay, &talk.terminal()), Encoding::Plain),
        Format::Json => {
            let text = replay.json().map_err(|error| Failure::new(ExitCode::Internal, chain(&error)))?;
            (text, Encoding::Json)
        }
    };
    tell(&text, encoding, &order.secrets)?;
    let mut code = replay.verdict.exit_code();
    for (text, worse) in [(done.safety, ExitCode::Safety), (done.internal, ExitCode::Internal)] {
        if let Some(text) = text {
            output::err(&format!("covenant: {text}"));
            code = code.worse(worse);
        }
    }
    Ok(if output::stdout_failed() { code.worse(ExitCode::Report) } else { code })
}

async fn send(order: &Order, stop: &CancellationToken) -> Result<Done, Failure> {
    match (order.manner, order.same) {
        (Manner::Steps, Some(same)) => self::steps::replay(order, same, stop).await,
        _ => tokio::select! {
            biased;
            () = stop.cancelled() => Err(Failure::new(ExitCode::Interrupted, "interrupted before the scenario was through")),
            done = requests::replay(order) => done,
        },
    }
}

fn rederived(order: &Order) -> Rederived {
    let recorded = order.recorded();
    Rederived::new(&order.record.run.id, &order.run_id, &recorded.head.id, &order.profile)
}

fn order(arguments: &ReplayArguments) -> Result<Order, Failure> {
    let record = read_run::read(&arguments.run)?;
    let at = scenario::find(&record, &arguments.scenario, &arguments.run)?;
    let recorded = &record.scenarios[at];
    let suite = suite_source::runnable(arguments.features.as_deref(), &[recorded.head.vendor])?;
    let same = scenario::same(&suite, recorded);
    let manner = manner(arguments, recorded, same.is_some())?;
    let name = arguments.profile.as_deref().unwrap_or(&recorded.head.profile);
    let vendors = [recorded.head.vendor];
    let Resolved { mut profiles, secrets } =
        selection::profile_named(name, &vendors, &arguments.config, &suite_source::vendors(&suite))?;
    run::set_faults(&mut profiles, arguments.fault.as_deref(), arguments.integrator_fault.as_deref())?;
    let secrets = Arc::new(selection::run_secrets(&profiles, &secrets));
    let Some(profile) = profiles.into_iter().next() else {
        return Err(Failure::usage(format!("profile `{name}` is of no vendor of the record")));
    };
    // On a simulator the same people come again; a real vendor that has seen them would refuse them.
    let run_id = match profile.target {
        Target::Simulator { .. } => record.run.id.clone(),
        _ => uuid::Uuid::new_v4().to_string(),
    };
    Ok(Order { at, suite: Arc::new(suite), same, profile, secrets, run_id, manner, record })
}

/// The scenario's own steps, where they are those of the record; else the recorded requests.
fn manner(arguments: &ReplayArguments, recorded: &ScenarioRecord, is_same: bool) -> Result<Manner, Failure> {
    if is_same && !arguments.requests {
        return Ok(Manner::Steps);
    }
    let id = &recorded.head.id;
    if recorded.head.party == Party::Integrator {
        let why = if arguments.requests {
            "--requests sends what Covenant sent"
        } else {
            "the suite has other steps now"
        };
        return Err(Failure::usage(format!(
            "`{id}` judges an integrator, which sends by itself: only the scenario's own steps can replay it, and {why}"
        )));
    }
    if recorded.exchanges.is_empty() {
        let text = format!("`{id}` has no exchange in the record, so there is nothing to send again");
        return Err(Failure::new(ExitCode::NothingJudged, text));
    }
    Ok(Manner::Requests)
}

fn visitor(order: &Order) -> Visitor {
    Visitor {
        run_id: order.run_id.clone(),
        name: order.recorded().head.id.clone(),
        suite: Arc::clone(&order.suite),
        secrets: Arc::clone(&order.secrets),
    }
}
