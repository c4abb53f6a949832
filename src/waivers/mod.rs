//! Waivers: reading them for a run, and `covenant waivers`, which lists, explains and prunes them.

mod file;
mod prune;

use std::path::{Path, PathBuf};

use evidence::{ExitCode, GivenWaiver, RunRecord};
use reports::waivers::{self, Explained, Listed, WaiverList};
use suite::Suite;
use time::{Date, OffsetDateTime};

pub(crate) use file::WaiverFile;

use self::file::Entry;
use crate::{
    arguments::{
        ExplainArguments, PruneArguments, TableFormat, Talk, WaiverAction, WaiverOptions, WaiversArguments,
    },
    failure::{Failure, did_you_mean},
    output, read_run, suite_source,
    suite_source::chain,
};

/// The file that is read if it exists and `--waivers` names no other.
const DEFAULT_FILE: &str = "waivers.toml";

/// The day on which the program runs, UTC: the only place that asks.
fn today() -> Date {
    OffsetDateTime::now_utc().date()
}

/// The file that is meant: the one that is named, else one beside the configuration, else one in the current folder.
fn find(options: &WaiverOptions, config: &Path) -> Option<PathBuf> {
    let beside = config.parent().unwrap_or(Path::new("")).join(DEFAULT_FILE);
    let usual = [beside, PathBuf::from(DEFAULT_FILE)];
    options.waivers.clone().or_else(|| usual.into_iter().find(|path| path.exists()))
}

/// The waivers of a run. `whole` says whether the suite is the embedded one, so that an id that it has not is a mistake.
///
/// # Errors
///
/// The file cannot be read, or something in it is wrong.
pub(crate) fn given(
    options: &WaiverOptions,
    config: &Path,
    suite: &Suite,
    whole: bool,
) -> Result<Vec<GivenWaiver>, Failure> {
    let Some(path) = find(options, config) else { return Ok(Vec::new()) };
    let file = WaiverFile::read(&path, today())?;
    Ok(file.entries.iter().map(|entry| as_given(&file, entry, suite, whole)).collect())
}

fn as_given(file: &WaiverFile, entry: &Entry, suite: &Suite, whole: bool) -> GivenWaiver {
    let waiver = entry.waiver.clone();
    let unknown_scenario = whole && suite.by_id(&waiver.scenario).is_none();
    GivenWaiver { waiver, place: file.place(entry), unknown_scenario }
}

/// Lists, explains or prunes.
///
/// A list ends with 8 if one of them has to be renewed or removed, as a run does.
pub(crate) fn waivers(arguments: &WaiversArguments, talk: Talk) -> ExitCode {
    let done = match &arguments.action {
        None => list(arguments, talk),
        Some(WaiverAction::Explain(arguments)) => explain(arguments, talk),
        Some(WaiverAction::Prune(arguments)) => prune(arguments),
    };
    match done {
        Ok(code) if output::stdout_failed() => code.worse(ExitCode::Report),
        Ok(code) => code,
        Err(failure) => {
            output::failure(&failure);
            failure.code
        }
    }
}

/// What all of the commands look at.
struct Looked {
    path: Option<PathBuf>,
    file: WaiverFile,
    suite: Suite,
    list: WaiverList,
}

fn look(options: &WaiverOptions, config: &Path, run: Option<&Path>) -> Result<Looked, Failure> {
    let today = today();
    let path = find(options, config);
    let file = path.as_deref().map_or_else(
        || Ok(WaiverFile { shown: DEFAULT_FILE.to_owned(), ..WaiverFile::default() }),
        |path| WaiverFile::read(path, today),
    )?;
    let suite = suite_source::sound(None, &[])?;
    let record: Option<RunRecord> = run.map(read_run::read).transpose()?;
    let entries = file.entries.iter().map(|entry| as_given(&file, entry, &suite, true));
    let list = WaiverList::new(&file.shown, today, entries.collect(), record.as_ref());
    Ok(Looked { path, file, suite, list })
}

fn list(arguments: &WaiversArguments, talk: Talk) -> Result<ExitCode, Failure> {
    let looked = look(&arguments.options, &arguments.config, arguments.run.as_deref())?;
    let text = match arguments.format {
        TableFormat::Text => waivers::render(&looked.list, &talk.terminal()),
        TableFormat::Markdown => waivers::markdown(&looked.list),
        TableFormat::Json => {
            looked.list.json().map_err(|error| Failure::new(ExitCode::Internal, chain(&error)))?
        }
    };
    output::out(&text);
    let stale = looked.list.waivers.iter().any(Listed::is_stale);
    Ok(if stale { ExitCode::StaleWaiver } else { ExitCode::Conforms })
}

fn explain(arguments: &ExplainArguments, talk: Talk) -> Result<ExitCode, Failure> {
    let Looked { file, suite, list, .. } =
        look(&arguments.options, &arguments.config, arguments.run.as_deref())?;
    let of_it: Vec<_> =
        list.waivers.iter().filter(|one| one.given.waiver.scenario == arguments.scenario).collect();
    if of_it.is_empty() {
        let known = list.waivers.iter().map(|one| one.given.waiver.scenario.as_str());
        let hint = did_you_mean(&arguments.scenario, known);
        let text = format!("{} has no waiver of a scenario `{}`{hint}", file.shown, arguments.scenario);
        return Err(Failure::usage(text));
    }
    let title = suite.by_id(&arguments.scenario).map(|one| suite.scenario(one).name.clone());
    let clause = |id: &str| suite.clause(id).map(|clause| clause.text.clone());
    let explained: Vec<_> = of_it
        .into_iter()
        .map(|listed| Explained {
            listed,
            title: title.clone(),
            clause: listed.given.waiver.clause.as_deref().and_then(clause),
        })
        .collect();
    output::out(&waivers::explain(&explained, &talk.terminal()));
    Ok(ExitCode::Conforms)
}

fn prune(arguments: &PruneArguments) -> Result<ExitCode, Failure> {
    let looked = look(&arguments.options, &arguments.config, arguments.run.as_deref())?;
    let Some(path) = &looked.path else {
        output::out_line(&format!("nothing to prune: {DEFAULT_FILE} does not exist"));
        return Ok(ExitCode::Conforms);
    };
    let stale = |(_, listed): &(&Entry, &Listed)| listed.is_stale();
    let gone: Vec<_> = looked.file.entries.iter().zip(&looked.list.waivers).filter(stale).collect();
    if gone.is_empty() {
        output::out_line(&format!("nothing to prune in {}", looked.file.shown));
        return Ok(ExitCode::Conforms);
    }
    if !arguments.dry_run {
        let entries: Vec<_> = gone.iter().map(|(entry, _)| *entry).collect();
        prune::write(path, &looked.file, &entries, today())?;
    }
    let done = if arguments.dry_run { "would remove" } else { "removed" };
    for (_, listed) in gone {
        output::out_line(&format!("{done} {}", waivers::line(listed)));
    }
    Ok(ExitCode::Conforms)
}
