//! `covenant completions`: what a shell completes a command line with.

use evidence::ExitCode;

use crate::{
    arguments::{CompletionsArguments, description},
    output,
};

/// Writes the completions of a shell to standard output.
pub(crate) fn completions(arguments: CompletionsArguments) -> ExitCode {
    output::out(&script(arguments.shell));
    if output::stdout_failed() { ExitCode::Report } else { ExitCode::Conforms }
}

fn script(shell: clap_complete::Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut description(), "covenant", &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
