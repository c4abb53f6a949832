//! `covenant coverage`: what a run covered, and what no scenario touches.

use std::path::{Path, PathBuf};

use evidence::{ExitCode, Vendor};
use reports::coverage::{self, Coverage, Totals};

use crate::{
    arguments::{CoverageArguments, DEFAULT_OUT, TableFormat, Talk},
    failure::Failure,
    output, read_run,
    suite_source::chain,
};

/// Shows the coverage of a run.
///
/// Ends with 4 if less was covered than asked for, as a run does that judged too little.
pub(crate) fn coverage(arguments: &CoverageArguments, talk: Talk) -> ExitCode {
    output::ended(carry_out(arguments, talk))
}

fn carry_out(arguments: &CoverageArguments, talk: Talk) -> Result<ExitCode, Failure> {
    let path = record(arguments)?;
    let record = read_run::read(&path)?;
    let coverage = Coverage::of(&record, &arguments.vendors);
    if coverage.vendors.is_empty() {
        let wanted: Vec<_> = arguments.vendors.iter().map(|vendor| vendor.word()).collect();
        let text = format!("{}: the run has nothing of {}", path.display(), wanted.join(", "));
        return Err(Failure::new(ExitCode::NothingJudged, text));
    }
    let text = match arguments.format {
        TableFormat::Text => coverage::render(&coverage, &talk.terminal()),
        TableFormat::Markdown => coverage::markdown::render(&coverage),
        TableFormat::Json => {
            coverage.json().map_err(|error| Failure::new(ExitCode::Internal, chain(&error)))?
        }
    };
    output::out(&text);
    let missing = missing(arguments, &coverage.totals());
    missing.iter().for_each(|line| output::err(&format!("covenant: {line}")));
    let code = if missing.is_empty() { ExitCode::Conforms } else { ExitCode::NothingJudged };
    Ok(if output::stdout_failed() { code.worse(ExitCode::Report) } else { code })
}

/// The record that is meant.
fn record(arguments: &CoverageArguments) -> Result<PathBuf, Failure> {
    let Some(path) = &arguments.run else {
        let path = arguments.out.as_deref().unwrap_or(Path::new(DEFAULT_OUT)).join("run.json");
        if path.exists() {
            return Ok(path);
        }
        return Err(Failure::usage(format!(
            "no run to look at: {} does not exist; `covenant run` makes it, or name the run.json of another run",
            path.display()
        )));
    };
    if let Some(vendor) = path.to_str().and_then(|word| word.parse::<Vendor>().ok())
        && !path.exists()
    {
        return Err(Failure::usage(format!(
            "{vendor} is a vendor, and the run.json of a run is wanted; `covenant coverage --vendor {vendor}` shows that \
             vendor's part of the last run"
        )));
    }
    Ok(path.clone())
}

/// What was asked for at least and is not there.
fn missing(arguments: &CoverageArguments, totals: &Totals) -> Vec<String> {
    let below = |option: &str, wanted: usize, found: usize, what: &str| {
        (found < wanted).then(|| format!("{found} {what}, and {option} asks for {wanted}"))
    };
    let operations = below(
        "--min-operations",
        arguments.min_operations,
        totals.operations_exercised,
        "operations are exercised",
    );
    let clauses = below("--min-clauses", arguments.min_clauses, totals.clauses_judged, "clauses are judged");
    operations.into_iter().chain(clauses).collect()
}
