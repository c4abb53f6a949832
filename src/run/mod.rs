//! `covenant run`: everything is checked before anything is sent; what happened is written whatever happened.

mod finish;
mod progress;
mod recorder;
pub(crate) mod signals;

use std::{collections::HashSet, path::Path, sync::Arc};

use evidence::{ExitCode, Summary, redact::RunSecrets};
use reports::writer::Kind;
use steps::{Plan, Planned, Profile, Target};
use suite::Suite;

pub(crate) use finish::verdict;

use self::{progress::Progress, recorder::Recorder, signals::Signals};
use crate::{
    arguments::{DEFAULT_OUT, FailOn, RunArguments, SelectionArguments, Talk},
    configuration::Resolved,
    failure::{Failure, did_you_mean, listed},
    faults, output,
    report_files::ReportFiles,
    selection::{self, Filter},
    suite_source, waivers,
};

/// Scenarios side by side, where neither the command line nor a profile says.
const JOBS_SIMULATOR: usize = 8;
const JOBS_REMOTE: usize = 4;
/// A receiver of a customer may have one worker; who knows better says so.
const JOBS_RECEIVER: usize = 1;

/// Runs.
pub(crate) fn run(arguments: &RunArguments, talk: Talk, line: Vec<String>) -> ExitCode {
    let (code, summary, id) = match carry_out(arguments, talk, line) {
        Ok(end) => (end.code, end.summary, end.id),
        Err(failure) => {
            output::failure(&failure);
            (failure.code, Summary::default(), String::new())
        }
    };
    output::err(&reports::terminal::last_line(&summary, code, &id));
    code
}

/// How a run that was started ended.
struct End {
    code: ExitCode,
    summary: Summary,
    id: String,
}

fn carry_out(arguments: &RunArguments, talk: Talk, line: Vec<String>) -> Result<End, Failure> {
    // Before the old reports go: they may be what is to be run again.
    let again = again(&arguments.selection, arguments.fail_on);
    let out = arguments.reports.out.as_deref().unwrap_or(Path::new(DEFAULT_OUT));
    let files = ReportFiles::prepare(&arguments.reports, out, &[Kind::Json, Kind::Junit, Kind::Events])?;
    for trouble in &files.trouble {
        output::err(&format!("covenant: {trouble}; the run goes on and ends with exit code 6 at best"));
    }
    match again.and_then(|again| prepare(arguments, again, line)) {
        Ok((plan, secrets)) => execute(plan, &Arc::new(secrets), files, arguments, talk),
        Err(failure) => {
            files.abandon();
            Err(failure)
        }
    }
}

fn again(arguments: &SelectionArguments, fail_on: FailOn) -> Result<Option<HashSet<String>>, Failure> {
    arguments.rerun.as_deref().map(|path| selection::rerun_ids(path, fail_on)).transpose()
}

/// Everything that can be known before anything is sent.
fn prepare(
    arguments: &RunArguments,
    again: Option<HashSet<String>>,
    line: Vec<String>,
) -> Result<(Plan, RunSecrets), Failure> {
    let mut suite =
        suite_source::runnable(arguments.selection.features.as_deref(), &arguments.selection.vendors)?;
    suite.forget_syntax();
    let Resolved { mut profiles, secrets } = selection::profiles(&arguments.selection, &suite)?;
    set_faults(&mut profiles, arguments.fault.as_deref(), arguments.integrator_fault.as_deref())?;
    let vendors: Vec<_> = profiles.iter().map(|profile| profile.vendor).collect();
    let selected = Filter::new(&arguments.selection, &vendors, again)?.apply(&suite, &profiles)?;
    let whole = arguments.selection.features.is_none();
    let waivers = waivers::given(&arguments.waivers, &arguments.selection.config, &suite, whole)?;
    let jobs = jobs(arguments.jobs, &profiles);
    let secrets = selection::run_secrets(&profiles, &secrets);
    let plan = Plan {
        run_id: run_id(arguments.run_id, &profiles)?,
        arguments: line,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        suite: Arc::new(suite),
        profiles,
        selected,
        jobs,
        seed: arguments.seed,
        fail_fast: arguments.fail_fast,
        waivers,
        strict_drift: arguments.strict_drift,
        deadline: arguments.deadline,
    };
    Ok((plan, secrets))
}

/// A vendor that has seen the people of a run refuses them the next time, and would be blamed for it.
fn run_id(asked: Option<uuid::Uuid>, profiles: &[Profile]) -> Result<String, Failure> {
    let remote = profiles.iter().find(|profile| !matches!(profile.target, Target::Simulator { .. }));
    match (asked, remote) {
        (Some(_), Some(profile)) => Err(Failure::usage(format!(
            "--run-id is for simulators, and profile `{}` is none: its people would be those of an earlier run",
            profile.name
        ))),
        (asked, _) => Ok(asked.unwrap_or_else(uuid::Uuid::new_v4).to_string()),
    }
}

/// The command line decides; else a profile can lower what is usual for its kind of target.
fn jobs(asked: Option<usize>, profiles: &[Profile]) -> usize {
    let usual = |profile: &Profile| {
        profile.jobs.unwrap_or(match profile.target {
            Target::Simulator { .. } => JOBS_SIMULATOR,
            Target::Remote(_) => JOBS_REMOTE,
            Target::Receiver(_) => JOBS_RECEIVER,
        })
    };
    let limit = profiles.iter().filter_map(|profile| profile.jobs).min();
    match (asked, limit) {
        (Some(asked), Some(limit)) => asked.min(limit),
        (Some(asked), None) => asked,
        (None, _) => profiles.iter().map(usual).min().unwrap_or(JOBS_SIMULATOR),
    }
}

/// Gives the simulators and the embedded integrator the faults that the command line names.
pub(crate) fn set_faults(
    profiles: &mut [Profile],
    fault: Option<&str>,
    integrator_fault: Option<&str>,
) -> Result<(), Failure> {
    for (option, wanted) in [("--fault", fault), ("--integrator-fault", integrator_fault)] {
        let Some(name) = wanted else { continue };
        let is_simulator = option == "--fault";
        let names = |profile: &Profile| -> Vec<&'static str> {
            if is_simulator {
                faults::of_simulator(profile.vendor).into_iter().map(|fault| fault.name).collect()
            } else {
                faults::of_integrator(profile.vendor)
            }
        };
        if let Some(remote) = profiles.iter().find(|profile| !profile.is_simulator())
            && profiles.iter().all(|profile| !profile.is_simulator())
        {
            let other = match &remote.target {
                Target::Receiver(_) => "--receiver names a subject of a customer".to_owned(),
                _ => format!("profile `{}` is none", remote.name),
            };
            return Err(Failure::usage(format!(
                "{option} is for the embedded simulators, and {other}: leave out one of the two"
            )));
        }
        let known: Vec<_> =
            profiles.iter().filter(|profile| profile.is_simulator()).flat_map(names).collect();
        if !known.contains(&name) {
            let hint = did_you_mean(name, known.iter().copied());
            return Err(Failure::usage(format!(
                "{option} `{name}` is not known{hint}; {}",
                where_listed(is_simulator, &known, profiles)
            )));
        }
        for profile in profiles.iter_mut() {
            let knows = names(profile).contains(&name);
            if let Target::Simulator { fault, integrator_fault } = &mut profile.target
                && knows
            {
                *(if is_simulator { fault } else { integrator_fault }) = Some(name.to_owned());
            }
        }
    }
    Ok(())
}

/// There are many faults of simulators, and few of the integrator.
fn where_listed(is_simulator: bool, known: &[&str], profiles: &[Profile]) -> String {
    if is_simulator {
        let simulated = profiles.iter().filter(|profile| profile.is_simulator());
        let commands: Vec<_> =
            simulated.map(|profile| format!("`covenant serve {} --list-faults`", profile.vendor)).collect();
        let list = if commands.len() == 1 { "lists" } else { "list" };
        format!("{} {list} them", commands.join(" and "))
    } else {
        format!("known: {}", listed(known.iter().copied()))
    }
}

fn execute(
    plan: Plan,
    secrets: &Arc<RunSecrets>,
    files: ReportFiles,
    arguments: &RunArguments,
    talk: Talk,
) -> Result<End, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new(ExitCode::Internal, format!("the threads of the run cannot be started: {error}"))
    })?;
    let signals = Signals::watch(
        &runtime,
        "covenant: interrupted: stopping, then writing the reports; once more ends at once without them",
    )?;
    if !talk.quiet {
        output::err(&opening(&plan));
    }
    let id = plan.run_id.clone();
    let progress = Progress::new(talk, plan.selected.len());
    let recorder = Recorder::new(files, progress, Arc::clone(secrets)).map_err(|error| {
        Failure::new(
            ExitCode::Internal,
            format!("the thread that records the run cannot be started: {error}"),
        )
    })?;
    let recorder = Arc::new(recorder);
    let sink: Arc<dyn steps::EventSink> = Arc::clone(&recorder) as _;
    let ended = runtime.block_on(steps::run(plan, Arc::clone(secrets), sink, signals.stop.clone()));
    let recorded = recorder.finish();
    let end = match (ended, recorded.record) {
        (Ok(ended), Some(record)) => {
            let finish = finish::Finish {
                files: recorded.files,
                secrets,
                fail_on: arguments.fail_on,
                min_judged: arguments.min_judged,
                internal: ended.internal.or(recorded.internal),
                safety: ended.safety,
            };
            let (code, summary) = finish.write(record, talk);
            Ok(End { code, summary, id })
        }
        (Ok(ended), None) => {
            let text = ended.internal.or(recorded.internal);
            Err(Failure::new(ExitCode::Internal, text.unwrap_or_else(|| "the run told nothing".to_owned())))
        }
        (Err(error), _) => Err(Failure::new(error.code, error.message)),
    };
    // Servers may still hold connections open; nothing of theirs is wanted any more.
    runtime.shutdown_background();
    end
}

/// What is about to happen, in one line.
fn opening(plan: &Plan) -> String {
    let targets: Vec<_> =
        plan.profiles.iter().map(|profile| target(profile, &plan.suite, &plan.selected)).collect();
    let order = if plan.seed == 0 {
        "in the order of the files".to_owned()
    } else {
        format!("shuffled by --seed {}", plan.seed)
    };
    format!("covenant: run {}: {}; {} side by side, {order}", plan.run_id, targets.join(", "), plan.jobs)
}

fn target(profile: &Profile, suite: &Suite, selected: &[Planned]) -> String {
    let of_vendor = |planned: &&Planned| suite.feature(planned.scenario).vendor == profile.vendor;
    let count = selected.iter().filter(of_vendor).count();
    let place = match &profile.target {
        Target::Simulator { fault, integrator_fault } => {
            let faults: Vec<_> =
                fault.iter().chain(integrator_fault).map(|name| format!("`{name}`")).collect();
            if faults.is_empty() {
                "embedded simulator".to_owned()
            } else {
                format!("embedded simulator with fault {}", faults.join(" and "))
            }
        }
        Target::Remote(remote) => remote.base_url.to_string(),
        Target::Receiver(receiver) => {
            let effects = match &receiver.effects {
                Some(url) => format!("effects counted at {url}"),
                None => "nobody counts its effects".to_owned(),
            };
            format!("webhook receiver {}, {effects}", receiver.url)
        }
    };
    format!("{count} scenarios of {} on profile {} ({place})", profile.vendor, profile.name)
}

#[cfg(test)]
mod tests {
    use evidence::Vendor;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, &[None], 8)]
    #[case(None, &[Some(3)], 3)]
    #[case(Some(16), &[None], 16)]
    #[case(Some(16), &[Some(3)], 3)]
    #[case(Some(2), &[Some(3)], 2)]
    fn a_profile_limits_how_many_scenarios_run_side_by_side(
        #[case] asked: Option<usize>,
        #[case] limits: &[Option<usize>],
        #[case] expected: usize,
    ) {
        let profiles: Vec<_> =
            limits.iter().map(|limit| Profile { jobs: *limit, ..Profile::mock(Vendor::Oscar) }).collect();
        assert_eq!(jobs(asked, &profiles), expected);
    }

    #[rstest]
    #[case::by_itself(None, None, 1)]
    #[case::whoever_knows_better(Some(4), None, 4)]
    #[case::effects_are_counted(Some(4), Some(1), 1)]
    fn a_receiver_is_asked_one_thing_at_a_time(
        #[case] asked: Option<usize>,
        #[case] limit: Option<usize>,
        #[case] expected: usize,
    ) {
        let receiver = steps::NamedReceiver {
            url: url::Url::parse("https://hooks.example.com").unwrap(),
            secret: "secret".to_owned().into(),
            effects: None,
        };
        let target = Target::Receiver(Box::new(receiver));
        let profile = Profile { target, jobs: limit, ..Profile::mock(Vendor::Osigu) };
        assert_eq!(jobs(asked, &[profile]), expected);
    }
}
