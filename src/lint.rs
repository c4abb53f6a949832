//! `covenant lint`: whether the suite is sound.

use evidence::{ExitCode, Vendor};

use crate::{arguments::LintArguments, output, suite_source};

/// Lints and prints every problem, or that there is none.
pub(crate) fn lint(arguments: &LintArguments) -> ExitCode {
    let linted = match suite_source::lint(arguments.features.as_deref(), &[]) {
        Ok(linted) => linted,
        Err(failure) => {
            output::failure(&failure);
            return failure.code;
        }
    };
    if let Err(error) = schemas::verify(&Vendor::ALL) {
        output::err(&format!("covenant: {}", suite_source::chain(&error)));
        return ExitCode::BrokenSuite;
    }
    let suite = &linted.suite;
    if let Some(failure) = suite_source::refuse(&linted.problems) {
        failure.lines.iter().for_each(|line| output::out_line(line));
        let count = failure.lines.len();
        let problems = if count == 1 { "problem" } else { "problems" };
        output::err(&format!("covenant: the suite is not sound: {count} {problems}"));
        return failure.code;
    }
    if suite.has_embedded_clauses() {
        output::err(
            "covenant: the folder has no clauses/ of its own: its features were held against the embedded clauses",
        );
    }
    output::out_line(&format!(
        "suite is sound: {} features, {} scenarios, {} clauses, {} phrases",
        suite.features.len(),
        suite.scenarios().count(),
        suite.clauses.len(),
        steps::phrases().len()
    ));
    if output::stdout_failed() { ExitCode::Report } else { ExitCode::Conforms }
}
