//! `covenant doctor`: whether a run against a profile could work, one line a prerequisite, before anybody runs it.

mod api;
mod clock;
mod fixtures;
mod network;

use std::sync::Arc;

use evidence::ExitCode;
use reports::{
    doctor::{self, Check, CheckState, Checkup, ProfileCheckup},
    writer::{Encoding, RedactingWriter},
};
use steps::{Limits, Profile, Target, Visit, Visitor};
use suite::Suite;

use crate::{
    arguments::{DoctorArguments, Format, Talk},
    configuration::{MOCK, Resolved},
    failure::Failure,
    output,
    run::signals::Signals,
    selection, suite_source,
    suite_source::chain,
};

/// Looks at the profiles.
pub(crate) fn doctor(arguments: &DoctorArguments, talk: Talk) -> ExitCode {
    output::ended(carry_out(arguments, talk))
}

fn carry_out(arguments: &DoctorArguments, talk: Talk) -> Result<ExitCode, Failure> {
    let suite = Arc::new(suite_source::sound(None, &[])?);
    let Resolved { profiles, secrets } = resolve(arguments, &suite)?;
    let secrets = Arc::new(selection::run_secrets(&profiles, &secrets));
    let visitor = || Visitor {
        run_id: uuid::Uuid::new_v4().to_string(),
        name: "doctor".to_owned(),
        suite: Arc::clone(&suite),
        secrets: Arc::clone(&secrets),
    };
    let (checkup, safety) = look_at_all(profiles, visitor)?;
    let (text, encoding) = match arguments.format {
        Format::Text => (doctor::render(&checkup, &talk.terminal()), Encoding::Plain),
        Format::Json => {
            let text = checkup.json().map_err(|error| Failure::new(ExitCode::Internal, chain(&error)))?;
            (text, Encoding::Json)
        }
    };
    tell(&text, encoding, &secrets)?;
    if let Some(refusal) = safety {
        return Err(Failure::new(ExitCode::Safety, format!("refused for safety: {refusal}")));
    }
    let code =
        if checkup.count(CheckState::Failed) == 0 { ExitCode::Conforms } else { ExitCode::CouldNotJudge };
    Ok(if output::stdout_failed() { code.worse(ExitCode::Report) } else { code })
}

/// One after the other; and the first thing that was refused for safety.
fn look_at_all(
    profiles: Vec<Profile>,
    visitor: impl Fn() -> Visitor,
) -> Result<(Checkup, Option<String>), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Failure::new(ExitCode::Internal, format!("the threads of the doctor cannot be started: {error}"))
    })?;
    let signals = Signals::watch(&runtime, "covenant: interrupted: stopping")?;
    let interrupted = "interrupted before all prerequisites were looked at";
    let looked_at = runtime.block_on(async {
        let (mut checkup, mut safety) = (Checkup::default(), None);
        for profile in profiles {
            tokio::select! {
                biased;
                () = signals.stop.cancelled() => {
                    return Err(Failure::new(ExitCode::Interrupted, interrupted));
                }
                (looked_at, refused) = examine(profile, visitor()) => {
                    checkup.profiles.push(looked_at);
                    safety = safety.or(refused);
                }
            }
        }
        Ok((checkup, safety))
    });
    runtime.shutdown_background();
    looked_at
}

/// Writes to standard output, through the one writer that redacts.
pub(crate) fn tell(
    text: &str,
    encoding: Encoding,
    secrets: &evidence::redact::RunSecrets,
) -> Result<(), Failure> {
    let mut writer = RedactingWriter::new(Vec::new(), "standard output", encoding, secrets);
    writer.write_text(text).map_err(|error| Failure::new(ExitCode::Report, chain(&error)))?;
    output::out(&String::from_utf8_lossy(&writer.into_inner()));
    Ok(())
}

/// Reads all profiles, and tells at once everything that is wrong with any of them. Two of the same vendor are welcome here.
fn resolve(arguments: &DoctorArguments, suite: &Suite) -> Result<Resolved, Failure> {
    let in_suite = suite_source::vendors(suite);
    let mut names = arguments.profiles.clone();
    if names.is_empty() {
        names.push(MOCK.to_owned());
    }
    let mut all = Resolved { profiles: Vec::new(), secrets: Vec::new() };
    let mut failures: Vec<Failure> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            continue;
        }
        match selection::profile_named(name, &[], &arguments.config, &in_suite) {
            Ok(Resolved { profiles, secrets }) => {
                all.profiles.extend(profiles);
                all.secrets.extend(secrets);
            }
            Err(failure) => failures.push(failure),
        }
    }
    let Some(first) = failures.first() else { return Ok(all) };
    let code = failures.iter().fold(first.code, |code, failure| code.worse(failure.code));
    let mut lines: Vec<String> = Vec::new();
    for line in failures.into_iter().flat_map(|failure| failure.lines) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    Err(Failure { code, lines })
}

/// The checks of one profile, as they are made.
pub(crate) struct Examination {
    profile: Profile,
    checks: Vec<Check>,
}

impl Examination {
    fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// The first of these that is not there.
    fn failed<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        let is_bad = |name: &str| {
            let states = self.checks.iter().filter(|check| check.name == name).map(|check| check.state);
            states.into_iter().any(|state| matches!(state, CheckState::Failed | CheckState::Skipped))
        };
        // What was skipped is no reason by itself: the one that failed comes before it.
        names.iter().copied().find(|name| is_bad(name))
    }

    fn finish(self) -> ProfileCheckup {
        let target = match &self.profile.target {
            Target::Simulator { .. } => "the embedded simulator".to_owned(),
            Target::Remote(remote) => remote.base_url.to_string(),
            Target::Receiver(receiver) => receiver.url.to_string(),
        };
        ProfileCheckup {
            profile: self.profile.name,
            vendor: self.profile.vendor,
            target,
            checks: self.checks,
        }
    }
}

async fn examine(profile: Profile, visitor: Visitor) -> (ProfileCheckup, Option<String>) {
    let mut examination = Examination { profile, checks: Vec::new() };
    let mut safety = None;
    if examination.profile.is_simulator() {
        simulator(&mut examination, visitor).await;
    } else {
        configuration(&mut examination);
        network::examine(&mut examination).await;
        match network::obstacle(&examination) {
            Some(because) => api::skip(&mut examination, because),
            None => safety = environment(&mut examination, visitor).await,
        }
        api::webhooks(&mut examination).await;
    }
    (examination.finish(), safety)
}

/// What only an environment that is reached can show.
async fn environment(examination: &mut Examination, visitor: Visitor) -> Option<String> {
    match Visit::begin(examination.profile.clone(), visitor).await {
        Ok(mut visit) => {
            api::examine(examination, &mut visit).await;
            visit.safety()
        }
        Err(error) => {
            let advice = "mend what the message names, then ask again";
            examination.add(Check::failed("credentials", error.message, advice));
            None
        }
    }
}

/// `mock` needs nothing, and is looked at all the same.
async fn simulator(examination: &mut Examination, visitor: Visitor) {
    let nothing = "`mock` needs neither configuration nor network nor credentials";
    examination.add(Check::not_applicable("configuration", nothing));
    match Visit::begin(examination.profile.clone(), visitor).await {
        Ok(mut visit) => {
            examination.add(Check::ok("simulator", "it starts"));
            api::read_simulator(examination, &mut visit).await;
        }
        Err(error) => {
            let advice = "see that this machine lets programs listen on loopback";
            examination.add(Check::failed("simulator", error.message, advice));
        }
    }
}

fn configuration(examination: &mut Examination) {
    let fixtures = examination.profile.fixtures.len();
    let fixtures = match fixtures {
        0 => "no fixtures".to_owned(),
        1 => "1 fixture".to_owned(),
        more => format!("{more} fixtures"),
    };
    let text = format!("the profile is whole, its credentials could be read, and it names {fixtures}");
    examination.add(Check::ok("configuration", text));
    examination.add(Check::ok("limits", limits(&examination.profile)));
}

/// What a run would keep.
fn limits(profile: &Profile) -> String {
    let Limits { general, token } = profile.limits;
    let rates = [("requests", general), ("tokens", token)];
    let rates: Vec<_> =
        rates.into_iter().filter_map(|(what, rate)| Some(format!("{} {what}", rate?))).collect();
    let rates = if rates.is_empty() {
        "no rate is to be kept".to_owned()
    } else {
        format!("{} are kept", rates.join(" and "))
    };
    let jobs = profile.jobs.map_or_else(
        || "no limit of scenarios side by side".to_owned(),
        |jobs| format!("at most {jobs} scenarios side by side"),
    );
    format!("{rates}; {jobs}")
}
