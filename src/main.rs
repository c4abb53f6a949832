//! The program: reads what it is told, runs the suites, prints, and ends with an exit code that says what was found.
//!
//! It decides nothing about a subject: phrases and schemas judge, `evidence` rolls outcomes up, `reports` renders. Only
//! `output` prints.

mod arguments;
mod book;
mod compare;
mod completions;
mod configuration;
mod coverage;
mod doctor;
mod failure;
mod faults;
mod guard;
mod lint;
mod list;
mod manual;
mod output;
mod read_run;
mod receiver;
mod replay;
mod report;
mod report_files;
mod run;
mod safety;
mod selection;
mod serve;
mod suite_source;
mod talk;
mod waivers;

use arguments::{Arguments, Command};
use evidence::{ExitCode, Summary};

/// Evidence is many small texts, and the system's allocator takes its time with them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let code = guard::guarded(begin);
    std::process::ExitCode::from(code)
}

fn begin() -> u8 {
    let line: Vec<_> = std::env::args_os().collect();
    let arguments = match Arguments::read(line.iter().cloned()) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, line.get(1).is_some_and(|word| word == "run")),
    };
    // Both TLS stacks of the process use the same cryptography; a second call is refused and changes nothing.
    let _first = rustls::crypto::ring::default_provider().install_default();
    let talk = arguments.talk;
    let code = match &arguments.command {
        Command::Run(run) => {
            let line = line.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
            run::run(run, talk, line)
        }
        Command::List(list) => list::list(list, talk),
        Command::Lint(lint) => lint::lint(lint),
        Command::Serve(serve) => serve::serve(serve),
        Command::Report(report) => report::report(report, talk),
        Command::Coverage(coverage) => coverage::coverage(coverage, talk),
        Command::Book(book) => book::book(book),
        Command::Replay(replay) => replay::replay(replay, talk),
        Command::Doctor(doctor) => doctor::doctor(doctor, talk),
        Command::Completions(completions) => completions::completions(*completions),
        Command::Man(man) => manual::manual(man),
        Command::Compare(compare) => compare::compare(compare, talk),
        Command::Waivers(arguments) => waivers::waivers(arguments, talk),
    };
    code.code()
}

/// What clap has to say: help and version on standard output, errors on standard error.
fn usage(error: &clap::Error, is_run: bool) -> u8 {
    let is_error = error.use_stderr();
    // A reader that has gone away is no error.
    let _said = error.print();
    if is_error && is_run {
        output::err(&reports::terminal::last_line(&Summary::default(), ExitCode::Usage, ""));
    }
    if is_error { ExitCode::Usage.code() } else { ExitCode::Conforms.code() }
}
