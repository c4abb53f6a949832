//! The command lines of what looks at runs that were made: coverage, replay, compare, waivers.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use evidence::Vendor;

use super::{Format, WaiverOptions};

const AFTER_COVERAGE: &str = "\
An answer is one status of one operation. It is exercised if an exchange of the run has it, and judged in depth if a
Then step of a scenario that judges the vendor looked at more of it than its status. A clause is judged if a scenario
that cites it came to a verdict.

Exit codes: 0; 4 if less was covered than --min-operations or --min-clauses ask for, or nothing; 2 if there is no run
to look at; 6 if standard output cannot be written.";

/// `covenant coverage`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_COVERAGE)]
pub(crate) struct CoverageArguments {
    /// The run.json, or the events.ndjson, of a run [default: run.json in the folder of --out].
    #[arg(value_name = "RUN.json")]
    pub(crate) run: Option<PathBuf>,
    /// Only this vendor: oscar, osigu, ideon; repeatable [default: all of the run].
    #[arg(long = "vendor", value_name = "VENDOR", value_delimiter = ',')]
    pub(crate) vendors: Vec<Vendor>,
    /// The folder in which the run left its reports [default: target/covenant].
    #[arg(long, value_name = "DIR", env = "COVENANT_OUT")]
    pub(crate) out: Option<PathBuf>,
    /// Text for people (-v names every scenario, -q only what is missing without a reason), Markdown for a job summary,
    /// or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: TableFormat,
    /// Exit code 4 unless at least so many operations were exercised.
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Verdict")]
    pub(crate) min_operations: usize,
    /// Exit code 4 unless at least so many clauses were judged.
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Verdict")]
    pub(crate) min_clauses: usize,
}

const AFTER_REPLAY: &str = "\
Examples:
  covenant replay target/covenant/run.json oscar-balance-adds-up
  covenant replay run.json osigu-search-found --profile osigu-sandbox

Where this program's suite still has the scenario with the same steps, they make the recorded requests again and judge
everything. Else, or with --requests, the recorded requests are sent as they are, with people, credentials and ids of the
new run (docs/replay.md).

Exit codes: 0 fixed, or still passing; 1 still failing, or broken now; 5 something else is found or it could not be
judged; 2 wrong usage or no such scenario; 4 nothing to replay; 6 standard output cannot be written; 7 refused for safety.";

/// `covenant replay`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_REPLAY)]
pub(crate) struct ReplayArguments {
    /// The run.json, or the events.ndjson, of a run.
    #[arg(value_name = "RUN.json")]
    pub(crate) run: PathBuf,
    /// The id of one of its scenarios.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// A profile of the configuration, or `mock`, the embedded simulator [default: that of the record].
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// The configuration with the profiles.
    #[arg(long, value_name = "FILE", env = "COVENANT_CONFIG", default_value = crate::configuration::DEFAULT_FILE)]
    pub(crate) config: PathBuf,
    /// A folder of features (and clauses) instead of the embedded ones.
    #[arg(long, value_name = "DIR", env = "COVENANT_FEATURES")]
    pub(crate) features: Option<PathBuf>,
    /// Send the recorded requests as they are, even if the suite still has the scenario.
    #[arg(long)]
    pub(crate) requests: bool,
    /// Start the simulator with one fault (`covenant serve VENDOR --list-faults` names them).
    #[arg(long, value_name = "NAME")]
    pub(crate) fault: Option<String>,
    /// Start the embedded integrator with one defect.
    #[arg(long, value_name = "NAME")]
    pub(crate) integrator_fault: Option<String>,
    /// Text for people (-v every answer, -q no answers), or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: Format,
}

const AFTER_COMPARE: &str = "\
Kinds, the worst first:
  broken          did not fail, and fails now       gone         not selected any more
  new-failing     fails, and was not judged before  waived       its failing findings are waived now
  blocked         was judged, and cannot be now     new          was not selected before
  not-run         the later run ended before it     recovered    could not be judged, and conforms now
  still-failing   failed, and fails                 fixed        failed, and does not any more
  still-blocked   could not be judged, and cannot
  warned          warns now, or of something else
  not-applicable  was asked, and is not any more

Exit codes: 1 if there is any of the kinds that --fail-on names; else 5 if there is `blocked` or `not-run`; 4 if the runs
have no scenario in common; else 0. With --fail-on none 0 whatever was found. 2 if a record cannot be read; 6 if
standard output cannot be written.";

/// `covenant compare`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_COMPARE)]
pub(crate) struct CompareArguments {
    /// The run.json, or the events.ndjson, of the earlier run.
    #[arg(value_name = "OLD.json")]
    pub(crate) old: PathBuf,
    /// The run.json, or the events.ndjson, of the later run.
    #[arg(value_name = "NEW.json")]
    pub(crate) new: PathBuf,
    /// Text for people (-v names every scenario, -q only what is to be mended), Markdown for a job summary, or JSON for
    /// programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: TableFormat,
    /// The kinds of changes that end with exit code 1, or `none`.
    #[arg(
        long,
        value_name = "KIND,...",
        value_delimiter = ',',
        default_value = "broken",
        help_heading = "Verdict"
    )]
    pub(crate) fail_on: Vec<String>,
}

const AFTER_WAIVERS: &str = "\
A waiver is a section [[waiver]] with scenario, vendor, profile, clause or rule (or both), reason, owner, created and
expires, 90 days later at most. It waives that finding and no other; docs/waivers.md has an example.

Exit codes: 0; 8 if one of them has expired, or is stale in the run; 2 if a file cannot be read or something in it is
wrong, with its line; 6 if standard output cannot be written. `explain` and `prune` end with 0 or 2.";

/// `covenant waivers`.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_WAIVERS, args_conflicts_with_subcommands = true)]
pub(crate) struct WaiversArguments {
    /// The run.json, or the events.ndjson, of a run, to see which of them it used.
    #[arg(value_name = "RUN.json")]
    pub(crate) run: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: WaiverOptions,
    /// The configuration beside which waivers.toml is looked for.
    #[arg(long, value_name = "FILE", env = "COVENANT_CONFIG", default_value = crate::configuration::DEFAULT_FILE)]
    pub(crate) config: PathBuf,
    /// Text for people (-q only what has to be renewed or removed), Markdown for a job summary, or JSON for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: TableFormat,
    #[command(subcommand)]
    pub(crate) action: Option<WaiverAction>,
}

/// What else to do with waivers.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum WaiverAction {
    /// Say everything about the waivers of a scenario: what they waive and what not, why, until when.
    Explain(ExplainArguments),
    /// Remove the waivers that have expired, or are stale in a run; nothing else in the file changes.
    Prune(PruneArguments),
}

/// `covenant waivers explain`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The id of the scenario.
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,
    /// The run.json, or the events.ndjson, of a run, to see whether it used them.
    #[arg(value_name = "RUN.json")]
    pub(crate) run: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: WaiverOptions,
    /// The configuration beside which waivers.toml is looked for.
    #[arg(long, value_name = "FILE", env = "COVENANT_CONFIG", default_value = crate::configuration::DEFAULT_FILE)]
    pub(crate) config: PathBuf,
}

/// `covenant waivers prune`.
#[derive(Clone, Debug, Args)]
pub(crate) struct PruneArguments {
    /// The run.json, or the events.ndjson, of a run: what is stale there goes as well.
    #[arg(value_name = "RUN.json")]
    pub(crate) run: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) options: WaiverOptions,
    /// The configuration beside which waivers.toml is looked for.
    #[arg(long, value_name = "FILE", env = "COVENANT_CONFIG", default_value = crate::configuration::DEFAULT_FILE)]
    pub(crate) config: PathBuf,
    /// Say what would be removed, and remove nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// The form of what a command tells about a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// For people.
    Text,
    /// For a job summary.
    Markdown,
    /// For programs.
    Json,
}
