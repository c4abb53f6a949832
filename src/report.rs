//! `covenant report`: the reports of an earlier run again, from its record or its events.

use std::path::{Path, PathBuf};

use evidence::{ExitCode, redact::RunSecrets};
use reports::writer::{Kind, Redacted, ReportSpec};

use crate::{
    arguments::{FailOn, ReportArguments, Talk},
    failure::Failure,
    output, read_run,
    report_files::ReportFiles,
    run::verdict,
    suite_source::chain,
};

/// Renders the reports of a run again.
///
/// Ends with 0 when they are written, with the verdict of the run only if asked to: whoever renders does not judge. The
/// last line repeats the verdict.
pub(crate) fn report(arguments: &ReportArguments, talk: Talk) -> ExitCode {
    output::ended(carry_out(arguments, talk))
}

fn carry_out(arguments: &ReportArguments, talk: Talk) -> Result<ExitCode, Failure> {
    // Before old reports go: it may be one of them.
    let record = read_run::read(&arguments.run)?;
    refuse_to_overwrite(arguments)?;
    let always: &[Kind] = if arguments.reports.reports.is_empty() { &[Kind::Json, Kind::Junit] } else { &[] };
    let mut files =
        ReportFiles::prepare(&arguments.reports, &out(arguments), &without_source(arguments, always))?;
    let secrets = RunSecrets::new([], []);
    let run =
        Redacted::new(record, &secrets).map_err(|error| Failure::new(ExitCode::Report, chain(&error)))?;
    files.write(&run, &secrets);
    let record = run.record();
    output::out(&files.printed(record, reports::terminal::render(record, &talk.terminal())));
    if !talk.quiet {
        files.places().iter().for_each(|place| output::err(&format!("covenant: {place}")));
    }
    let verdict = verdict(record, FailOn::Failed, 0);
    let mut code = if arguments.exit_code { verdict } else { ExitCode::Conforms };
    if !files.trouble.is_empty() || output::stdout_failed() {
        code = code.worse(ExitCode::Report);
    }
    files.trouble.iter().for_each(|text| output::err(&format!("covenant: report: {text}")));
    let shown = if code == ExitCode::Conforms { verdict } else { code };
    output::err(&reports::terminal::last_line(&record.summary, shown, &record.run.id));
    Ok(code)
}

/// Beside the record, so that an older run does not take the place of the last one.
fn out(arguments: &ReportArguments) -> PathBuf {
    let beside = || arguments.run.parent().unwrap_or(Path::new("")).to_owned();
    arguments.reports.out.clone().unwrap_or_else(beside)
}

/// The default kinds whose default file is not the one that is being read.
fn without_source(arguments: &ReportArguments, kinds: &[Kind]) -> Vec<Kind> {
    let default = |kind: Kind| ReportSpec { kind, path: None }.path_in(&out(arguments));
    kinds.iter().copied().filter(|kind| !same_file(&default(*kind), &arguments.run)).collect()
}

fn refuse_to_overwrite(arguments: &ReportArguments) -> Result<(), Failure> {
    for text in &arguments.reports.reports {
        let Ok(spec) = ReportSpec::parse(text) else { continue };
        if spec.kind == Kind::Events {
            let text =
                "--report events: events are written while a run happens, and cannot be rendered again";
            return Err(Failure::usage(text));
        }
        if same_file(&spec.path_in(&out(arguments)), &arguments.run) {
            let text =
                format!("--report {text} would overwrite {}, which is being read", arguments.run.display());
            return Err(Failure::usage(text));
        }
    }
    Ok(())
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
