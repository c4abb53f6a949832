//! The command line.

mod records;

use std::{path::PathBuf, time::Duration};

use clap::{
    Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    builder::{BoolishValueParser, Resettable},
};
use evidence::Vendor;
use reports::junit::Flavor;

pub(crate) use self::records::{
    CompareArguments, CoverageArguments, ExplainArguments, PruneArguments, ReplayArguments, TableFormat,
    WaiverAction, WaiversArguments,
};
use crate::configuration::values;

const AFTER_HELP: &str = "\
Examples:
  covenant run                                   every suite against the embedded simulators
  covenant run oscar --profile oscar-staging     the Oscar suite against a profile of covenant.toml
  covenant run -t '@happy-path and not @simulated-only' --report junit=out/junit.xml
  covenant run --rerun target/covenant/run.json  only what did not pass
  covenant run oscar --fault update-not-stored   what a red run looks like
  covenant list --profile oscar-staging          what would run there, and why the rest would not
  covenant run osigu --receiver https://hooks.example.com/osigu --receiver-secret-env SECRET
                                                 a customer's webhook receiver, and only it
  covenant coverage                              what the last run covered, and what nothing touches
  covenant waivers                               what is known and accepted, and for how long
  covenant compare old/run.json target/covenant/run.json
                                                 what broke since an earlier run, and what was mended
  covenant serve oscar --tls --port 8444         a simulator to develop against
  covenant book --out book                       the suite as pages that a vendor can be sent
  covenant replay run.json oscar-balance-adds-up whether what one scenario found is fixed
  covenant doctor --profile oscar-staging        whether a run there could work: name, TLS, credentials, clock
  covenant completions bash                      completions of a shell; `covenant man` is the manual

Exit codes (docs/exit-codes.md):
  0  conforms                       5    could not judge everything
  1  does not conform               6    a report could not be written
  2  usage or configuration error   7    refused for safety
  3  the suite itself is broken     8    only a waiver is stale or expired
  4  nothing selected or judged     70   internal error      130  interrupted

Most options can be given as environment variables, such as COVENANT_TAGS or
COVENANT_FAIL_ON. A variable that is set and empty counts as not set.";

/// The folder of reports, unless the command line names another.
pub(crate) const DEFAULT_OUT: &str = "target/covenant";

/// Says whether a health-insurance API keeps what its guide promises: Oscar ICHRA Connect, Osigu and Ideon Enrollments.
#[derive(Clone, Debug, Parser)]
#[command(name = "covenant", version, after_help = AFTER_HELP, max_term_width = 110, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) talk: Talk,
}

/// How much is said, and in which colours.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Talk {
    /// Colours in the output; NO_COLOR in the environment turns `auto` off.
    #[arg(long, global = true, value_name = "WHEN", env = "COVENANT_COLOR", default_value = "auto")]
    pub(crate) color: Color,
    /// Only what did not pass, and the last line.
    #[arg(short, long, global = true, env = "COVENANT_QUIET", value_parser = BoolishValueParser::new(), conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// More: whole exchanges, and every scenario by name.
    #[arg(short, long, global = true, env = "COVENANT_VERBOSE", value_parser = BoolishValueParser::new())]
    pub(crate) verbose: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the suites and judge every answer.
    Run(Box<RunArguments>),
    /// Show what would run, and why the rest would not; sends nothing.
    List(Box<ListArguments>),
    /// Check the suite: features, clauses, phrases, schemas.
    Lint(LintArguments),
    /// Serve a vendor's simulator until interrupted.
    Serve(ServeArguments),
    /// Render the reports of an earlier run again.
    Report(ReportArguments),
    /// Show what a run covered: operations, answers and clauses, and what no scenario touches.
    Coverage(CoverageArguments),
    /// Write the suite as pages that a vendor can be sent; sends nothing.
    Book(BookArguments),
    /// Send the requests of one recorded scenario again: is what was found fixed, or still there.
    Replay(ReplayArguments),
    /// Check what a run against a profile needs: name, TLS, credentials, clock, fixtures; changes nothing.
    Doctor(DoctorArguments),
    /// Write the completions of a shell to standard output.
    Completions(CompletionsArguments),
    /// Write the manual, as a man page, to standard output or into a folder.
    Man(ManArguments),
    /// Compare two runs: what broke, what was mended, what is new, gone or cannot be judged any more.
    Compare(CompareArguments),
    /// List what is known and accepted, explain it, or prune what is stale.
    Waivers(WaiversArguments),
}

/// Which scenarios, against what.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "What runs, against what")]
pub(crate) struct SelectionArguments {
    /// Only these vendors: oscar, osigu, ideon.
    #[arg(value_name = "VENDOR")]
    pub(crate) vendors: Vec<Vendor>,
    /// A profile of the configuration, or `mock` (the default), the embedded simulators; one for each vendor.
    #[arg(long = "profile", value_name = "NAME", env = "COVENANT_PROFILE", value_delimiter = ',')]
    pub(crate) profiles: Vec<String>,
    /// The configuration with the profiles.
    #[arg(long, value_name = "FILE", env = "COVENANT_CONFIG", default_value = crate::configuration::DEFAULT_FILE)]
    pub(crate) config: PathBuf,
    /// Only scenarios whose tags match: a Cucumber tag expression, such as '@sad-path and not @clause:OSC-4'.
    #[arg(short, long, value_name = "EXPRESSION", env = "COVENANT_TAGS")]
    pub(crate) tags: Option<String>,
    /// Only scenarios whose title matches this regular expression.
    #[arg(short, long, value_name = "REGEX", env = "COVENANT_NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) receiver: ReceiverArguments,
    /// Only what did not pass in an earlier run: its run.json or events.ndjson.
    #[arg(long, value_name = "RUN.json", env = "COVENANT_RERUN")]
    pub(crate) rerun: Option<PathBuf>,
    /// A folder of features (and clauses) instead of the embedded ones.
    #[arg(long, value_name = "DIR", env = "COVENANT_FEATURES")]
    pub(crate) features: Option<PathBuf>,
}

/// A subject of a customer, judged instead of a vendor's API.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ReceiverArguments {
    /// Judge a receiver of Osigu's webhooks, and only it: an https URL, or an http one on loopback.
    #[arg(
        long,
        value_name = "URL",
        env = "COVENANT_RECEIVER",
        help_heading = "A webhook receiver as the subject"
    )]
    pub(crate) receiver: Option<String>,
    /// The environment variable with the secret by which the receiver checks signatures.
    #[arg(
        long,
        value_name = "NAME",
        env = "COVENANT_RECEIVER_SECRET_ENV",
        help_heading = "A webhook receiver as the subject"
    )]
    pub(crate) receiver_secret_env: Option<String>,
    /// A URL that answers {"count": n}, how many effects deliveries have had; scenarios that count them are not
    /// applicable without it, and run one by one with it.
    #[arg(
        long,
        value_name = "URL",
        env = "COVENANT_EFFECTS",
        help_heading = "A webhook receiver as the subject"
    )]
    pub(crate) effects: Option<String>,
}

/// `covenant run`.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    /// Scenarios that run side by side [default: 8 on simulators, 1 on a receiver, 4 elsewhere; a profile can lower it].
    #[arg(short, long, value_name = "N", env = "COVENANT_JOBS", help_heading = "How it runs", value_parser = jobs)]
    pub(crate) jobs: Option<usize>,
    /// Shuffle the scenarios by this number; 0 keeps the order of the files.
    #[arg(long, value_name = "N", env = "COVENANT_SEED", help_heading = "How it runs", default_value_t = 0)]
    pub(crate) seed: u64,
    /// The id of the run instead of a random one, for simulators: people and ids of the run follow from it, so that a run can
    /// be shown that is the same tomorrow.
    #[arg(long, value_name = "UUID", hide = true)]
    pub(crate) run_id: Option<uuid::Uuid>,
    /// Start no further scenario after the first that is failed, error or blocked.
    #[arg(long, env = "COVENANT_FAIL_FAST", help_heading = "How it runs", value_parser = BoolishValueParser::new())]
    pub(crate) fail_fast: bool,
    /// Stop the run after this time, such as 90s, 15m or 1h; what was not judged by then is exit code 5.
    #[arg(long, value_name = "TIME", env = "COVENANT_DEADLINE", help_heading = "How it runs", value_parser = values::duration)]
    pub(crate) deadline: Option<Duration>,
    /// Start the simulator with one fault (`covenant serve VENDOR --list-faults` names them).
    #[arg(long, value_name = "NAME", env = "COVENANT_FAULT", help_heading = "How it runs")]
    pub(crate) fault: Option<String>,
    /// Start the embedded integrator with one defect.
    #[arg(long, value_name = "NAME", env = "COVENANT_INTEGRATOR_FAULT", help_heading = "How it runs")]
    pub(crate) integrator_fault: Option<String>,
    /// The mildest outcome that ends the run with exit code 1.
    #[arg(
        long,
        value_name = "OUTCOME",
        env = "COVENANT_FAIL_ON",
        help_heading = "Verdict",
        default_value = "failed"
    )]
    pub(crate) fail_on: FailOn,
    /// Exit code 4 unless at least so many scenarios were judged.
    #[arg(
        long,
        value_name = "N",
        env = "COVENANT_MIN_JUDGED",
        help_heading = "Verdict",
        default_value_t = 0
    )]
    pub(crate) min_judged: usize,
    /// Members and values of answers that no schema names warn, instead of being told only.
    #[arg(long, env = "COVENANT_STRICT_DRIFT", help_heading = "Verdict", value_parser = BoolishValueParser::new())]
    pub(crate) strict_drift: bool,
    #[command(flatten)]
    pub(crate) waivers: WaiverOptions,
    #[command(flatten)]
    pub(crate) reports: ReportOptions,
}

/// What is known and accepted.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WaiverOptions {
    /// Findings that are known and accepted until a day [default: waivers.toml beside the configuration or in the current
    /// folder, if there is one].
    #[arg(long, value_name = "FILE", env = "COVENANT_WAIVERS", help_heading = "Verdict")]
    pub(crate) waivers: Option<PathBuf>,
}

/// Where reports go.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Reports")]
pub(crate) struct ReportOptions {
    /// The folder of the reports [default: target/covenant; of `covenant report`: that of the record].
    #[arg(long, value_name = "DIR", env = "COVENANT_OUT")]
    pub(crate) out: Option<PathBuf>,
    /// Where a report goes, such as junit=out/junit.xml; kinds: json, junit, events, html, messages, ctrf, markdown,
    /// github, har; repeatable; github without a path is printed as well [default: run.json, junit.xml and events.ndjson
    /// in the folder].
    #[arg(long = "report", value_name = "KIND[=PATH]", env = "COVENANT_REPORT", value_delimiter = ',')]
    pub(crate) reports: Vec<String>,
    /// What reads the JUnit report: jenkins (and all who read that), or gitlab, which links each test to its feature.
    #[arg(long, value_name = "SERVER", env = "COVENANT_JUNIT_FLAVOR", default_value_t = Flavor::Jenkins)]
    pub(crate) junit_flavor: Flavor,
}

/// The mildest outcome that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A documented promise is broken.
    Failed,
    /// Something below a documented promise is broken, too.
    Warned,
}

/// `covenant list`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) selection: SelectionArguments,
    /// Text for people or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
}

/// The form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `covenant lint`.
#[derive(Clone, Debug, Args)]
pub(crate) struct LintArguments {
    /// A folder of features (and clauses) instead of the embedded ones.
    #[arg(long, value_name = "DIR", env = "COVENANT_FEATURES")]
    pub(crate) features: Option<PathBuf>,
}

/// `covenant serve`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeArguments {
    /// Whose simulator.
    pub(crate) vendor: Vendor,
    /// Serve with one named fault.
    #[arg(long, value_name = "NAME", env = "COVENANT_FAULT")]
    pub(crate) fault: Option<String>,
    /// Ask for client certificates, as the vendor does; the certificates are written as PEM files.
    #[arg(long)]
    pub(crate) tls: bool,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Where the PEM files go [default: credentials/VENDOR in the folder of --out].
    #[arg(long, value_name = "DIR", requires = "tls")]
    pub(crate) credentials: Option<PathBuf>,
    /// The folder for what the program writes.
    #[arg(long, value_name = "DIR", env = "COVENANT_OUT", default_value = DEFAULT_OUT)]
    pub(crate) out: PathBuf,
    /// List the faults of the simulator and end.
    #[arg(long, conflicts_with_all = ["fault", "tls"])]
    pub(crate) list_faults: bool,
}

/// `covenant report`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReportArguments {
    /// The run.json, or the events.ndjson, of a run.
    #[arg(value_name = "RUN.json")]
    pub(crate) run: PathBuf,
    #[command(flatten)]
    pub(crate) reports: ReportOptions,
    /// End with the exit code of the run, not with 0, when the reports are written.
    #[arg(long, help_heading = "Verdict")]
    pub(crate) exit_code: bool,
}

const AFTER_BOOK: &str = "\
A page for each API: its scenarios in words, the statements that they judge, and what is not tested and why. Each page is
one file that needs no network.

Exit codes: 0; 2 if there is no such folder of features; 3 if the suite is not sound; 4 if it has nothing of the vendor;
6 if a page cannot be written.";

/// `covenant book`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_BOOK)]
pub(crate) struct BookArguments {
    /// Only these vendors: oscar, osigu, ideon.
    #[arg(value_name = "VENDOR")]
    pub(crate) vendors: Vec<Vendor>,
    /// The folder of the pages; index.html leads to the others.
    #[arg(long, value_name = "DIR", default_value = "target/covenant/book")]
    pub(crate) out: PathBuf,
    /// A folder of features (and clauses) instead of the embedded ones.
    #[arg(long, value_name = "DIR", env = "COVENANT_FEATURES")]
    pub(crate) features: Option<PathBuf>,
}

const AFTER_DOCTOR: &str = "\
Examples:
  covenant doctor --profile oscar-staging
  covenant doctor --profile osigu-sandbox --profile ideon-staging --format json

What depends on a prerequisite that failed is skipped, and named as skipped. Requests are documented reads alone, through
the same client, limits and safety as those of a run.

Exit codes: 0 nothing stands in the way of a run; 5 a prerequisite failed; 2 the configuration cannot be used or a
credential is missing; 6 standard output cannot be written; 7 refused for safety.";

/// `covenant doctor`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_DOCTOR)]
pub(crate) struct DoctorArguments {
    /// A profile of the configuration, or `mock` (the default), the embedded simulators; repeatable.
    #[arg(long = "profile", value_name = "NAME", env = "COVENANT_PROFILE", value_delimiter = ',')]
    pub(crate) profiles: Vec<String>,
    /// The configuration with the profiles.
    #[arg(long, value_name = "FILE", env = "COVENANT_CONFIG", default_value = crate::configuration::DEFAULT_FILE)]
    pub(crate) config: PathBuf,
    /// Text for people (-q only what failed), or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
}

const AFTER_COMPLETIONS: &str = "\
Where they go:
  bash        covenant completions bash > ~/.local/share/bash-completion/completions/covenant
  zsh         covenant completions zsh > ~/.zfunc/_covenant    (a folder of $fpath)
  fish        covenant completions fish > ~/.config/fish/completions/covenant.fish
  powershell  covenant completions powershell >> $PROFILE
  elvish      covenant completions elvish >> ~/.config/elvish/rc.elv

Exit codes: 0; 2 for a shell that is not known; 6 if standard output cannot be written.";

/// `covenant completions`.
#[derive(Clone, Copy, Debug, Args)]
#[command(after_help = AFTER_COMPLETIONS)]
pub(crate) struct CompletionsArguments {
    /// The shell that is to complete.
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

const AFTER_MAN: &str = "\
Examples:
  covenant man | man -l -                         read it here
  covenant man --out ~/.local/share/man/man1      install it: a page for the program, and one for each command

Exit codes: 0; 6 if a page cannot be written.";

/// `covenant man`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_MAN)]
pub(crate) struct ManArguments {
    /// A folder for one page a command, instead of one page with all of them on standard output.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=1_000) => Ok(jobs),
        _ => Err("the number of scenarios side by side goes from 1 to 1000".to_owned()),
    }
}

impl Arguments {
    /// Reads the command line and the variables that mirror it.
    ///
    /// # Errors
    ///
    /// What clap has to say, `--help` and `--version` included.
    pub(crate) fn read<I>(arguments: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = std::ffi::OsString>,
    {
        let mut command = without_empty_mirrors(Self::command());
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// The command line as it is the same on every machine: without what the environment says now.
pub(crate) fn description() -> clap::Command {
    fn without_values(command: clap::Command) -> clap::Command {
        command.mut_args(|argument| argument.hide_env_values(true)).mut_subcommands(without_values)
    }
    without_values(Arguments::command())
}

/// CI systems set variables to nothing where a person leaves them out: an empty mirror is none.
fn without_empty_mirrors(command: clap::Command) -> clap::Command {
    command
        .mut_args(|argument| {
            let empty =
                argument.get_env().is_some_and(|name| std::env::var_os(name).is_some_and(|v| v.is_empty()));
            if empty { argument.env(Resettable::Reset) } else { argument.hide_env_values(true) }
        })
        .mut_subcommands(without_empty_mirrors)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::read(std::iter::once("covenant").chain(line.split_whitespace()).map(Into::into))
    }

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_run_takes_vendors_profiles_and_reports_in_any_number() {
        let line = "run oscar osigu --profile a --profile b,mock --report junit=x.xml --report json -j 3 --deadline 15m";
        let Command::Run(run) = read(line).unwrap().command else { panic!("not a run") };
        assert_eq!(run.selection.vendors, [Vendor::Oscar, Vendor::Osigu]);
        assert_eq!(run.selection.profiles, ["a", "b", "mock"]);
        assert_eq!(run.reports.reports, ["junit=x.xml", "json"]);
        assert_eq!((run.jobs, run.deadline), (Some(3), Some(Duration::from_secs(900))));
        assert_eq!((run.seed, run.min_judged, run.fail_on), (0, 0, FailOn::Failed));
        assert_eq!(run.reports.out, None);
    }

    #[rstest]
    #[case("run oskar")]
    #[case("run --jobs 0")]
    #[case("run --deadline soon")]
    #[case("run --fail-on passed")]
    #[case("run --unknown")]
    #[case("run -q -v")]
    #[case("serve")]
    #[case("serve oscar --credentials x")]
    #[case("report")]
    #[case("")]
    fn a_wrong_line_is_a_usage_error(#[case] line: &str) {
        let error = read(line).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
    }

    #[test]
    fn help_names_every_exit_code_and_gives_examples() {
        let help = read("--help").unwrap_err();
        assert_eq!(help.exit_code(), 0);
        for word in ["Examples:", "Exit codes", "conforms", "130", "70", "covenant run", "COVENANT_"] {
            assert!(help.to_string().contains(word), "{word} is missing:\n{help}");
        }
    }
}
