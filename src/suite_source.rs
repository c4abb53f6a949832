//! The suite that a command works on: loaded, and refused if it is not sound.

use std::{path::Path, thread};

use evidence::{ExitCode, Vendor};
use suite::{LintContext, LoadError, Loaded, Problem, Suite};

use crate::failure::Failure;

/// A suite and everything that is wrong with it.
#[derive(Debug)]
pub(crate) struct Linted {
    /// The suite.
    pub(crate) suite: Suite,
    /// By file and line.
    pub(crate) problems: Vec<Problem>,
}

/// Loads the embedded suite, or that of a folder, and lints it: files, features, clauses, and the phrases of these vendors,
/// of all if there are none.
///
/// # Errors
///
/// The folder is missing or is none (exit 2), or holds no feature (exit 4).
pub(crate) fn lint(folder: Option<&Path>, vendors: &[Vendor]) -> Result<Linted, Failure> {
    let vendors = asked(vendors);
    let Loaded { suite, mut problems } = thread::scope(|scope| {
        scope.spawn(|| steps::warm_up(vendors));
        let mut loaded = load(folder)?;
        loaded.problems.extend(loaded.suite.lint(&context()));
        Ok::<_, Failure>(loaded)
    })?;
    problems.extend(steps::lint(&suite, vendors));
    Ok(Linted { suite, problems })
}

/// The vendors that a command is about: those that it names, or all.
const fn asked(vendors: &[Vendor]) -> &[Vendor] {
    if vendors.is_empty() { &Vendor::ALL } else { vendors }
}

fn load(folder: Option<&Path>) -> Result<Loaded, Failure> {
    let Some(folder) = folder else { return Ok(Suite::embedded()) };
    Suite::from_dir(folder).map_err(|error| {
        let code = match error {
            LoadError::Empty { .. } => ExitCode::NothingJudged,
            _ => ExitCode::Usage,
        };
        Failure::new(code, chain(&error))
    })
}

/// The words behind `@needs:` that the phrases know, and the tags of test phrases.
fn context() -> LintContext {
    let words = |vendor: Vendor| {
        let known = steps::capabilities().iter();
        known
            .filter(move |capability| capability.vendor.is_none_or(|own| own == vendor))
            .map(|known| known.word)
    };
    let context = LintContext::default().with_extra_tags(steps::extra_tags().iter().copied());
    Vendor::ALL.into_iter().fold(context, |context, vendor| context.with_capabilities(vendor, words(vendor)))
}

/// Loads a suite and refuses it if anything is wrong, in phrases with those of these vendors, of all if there are none:
/// what is not going to run is not worth the time that its expressions take.
///
/// # Errors
///
/// Lists every problem: with exit 7 if any of them is unsafe, else with 3.
pub(crate) fn sound(folder: Option<&Path>, vendors: &[Vendor]) -> Result<Suite, Failure> {
    let Linted { suite, problems } = lint(folder, vendors)?;
    refuse(&problems).map_or(Ok(suite), Err)
}

/// The same for a suite that is about to run: every schema of these vendors compiles, too. That takes about as long, and
/// happens meanwhile.
///
/// # Errors
///
/// As [`sound`]; with 3 if a schema is broken.
pub(crate) fn runnable(folder: Option<&Path>, vendors: &[Vendor]) -> Result<Suite, Failure> {
    thread::scope(|scope| {
        let schemas = scope.spawn(|| schemas::verify(asked(vendors)));
        let suite = sound(folder, vendors)?;
        let verified = schemas.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        verified.map_err(|error| Failure::new(ExitCode::BrokenSuite, chain(&error)))?;
        Ok(suite)
    })
}

/// The failure that problems amount to; none if there are none.
pub(crate) fn refuse(problems: &[Problem]) -> Option<Failure> {
    if problems.is_empty() {
        return None;
    }
    let unsafe_ones = problems.iter().any(|problem| problem.safety);
    let code = if unsafe_ones { ExitCode::Safety } else { ExitCode::BrokenSuite };
    Some(Failure { code, lines: problems.iter().map(ToString::to_string).collect() })
}

/// The vendors that have features, in the order in which reports list them.
pub(crate) fn vendors(suite: &Suite) -> Vec<Vendor> {
    Vendor::ALL
        .into_iter()
        .filter(|vendor| suite.features.iter().any(|feature| feature.vendor == *vendor))
        .collect()
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
