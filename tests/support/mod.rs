//! Drives the built program as a user does: own folder, clean environment, a time limit. A test that fails while a
//! [`Ran`] or [`Running`] is alive shows the command, the exit code and both streams.
//!
//! ```ignore
//! let ran = Covenant::new().args(["run", "oscar"]).run();
//! ran.assert_code(0);
//! assert_eq!(ran.record().summary.outcomes.failed, 0);
//! ```
#![allow(
    dead_code,
    unreachable_pub,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "each test file is a crate of its own and uses a part of this module, which panics as tests do"
)]

pub mod canaries;
pub mod costs;
pub mod hostile;
pub mod parallel;
pub mod planted;
pub mod raw;
pub mod remote;
mod running;
pub mod simulator;
pub mod table;
pub mod vendors;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use evidence::{Outcome, RunRecord, ScenarioRecord};
pub use running::Running;
use serde_json::Value;
use tempfile::TempDir;

/// No command of a test takes longer; one that does is killed and told as hanging.
const TIME_LIMIT: Duration = Duration::from_secs(180);

/// The program that is tried: the one that Cargo built for the tests, or another build of it that the environment names. CI
/// names the released one, which is some times as fast.
fn program() -> OsString {
    std::env::var_os("COVENANT_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_covenant").into())
}

/// A command line of the built program.
#[derive(Debug)]
pub struct Covenant {
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    folder: Arc<TempDir>,
    time_limit: Duration,
}

impl Default for Covenant {
    fn default() -> Self {
        Self::new()
    }
}

impl Covenant {
    /// The program without arguments, in an empty folder of its own.
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("covenant-test-").expect("a temporary folder");
        Self {
            arguments: Vec::new(),
            variables: Vec::new(),
            folder: Arc::new(folder),
            time_limit: TIME_LIMIT,
        }
    }

    /// One more argument. `run`, `serve` and `report` get an `--out` of their own unless they name one.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, arguments: I) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Another command line in place of this one; folder, files and variables stay.
    #[must_use]
    pub fn instead<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, arguments: I) -> Self {
        self.arguments.clear();
        self.args(arguments)
    }

    /// A variable of the environment, which otherwise has nothing but `PATH` and what a coverage run needs.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// A file in the command's folder; folders on the way are made.
    #[must_use]
    pub fn file(self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a folder in the temporary folder");
        }
        std::fs::write(path, content).expect("a file in the temporary folder");
        self
    }

    /// `covenant.toml` in the command's folder, where the program looks for it.
    #[must_use]
    pub fn config(self, text: impl AsRef<str>) -> Self {
        self.file("covenant.toml", text.as_ref())
    }

    /// Another time limit than the usual one.
    #[must_use]
    pub const fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// The folder in which the command runs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where the reports go unless an argument says otherwise.
    pub fn out_dir(&self) -> PathBuf {
        self.folder().join("out")
    }

    /// Runs the command to its end.
    pub fn run(self) -> Ran {
        self.spawn().wait()
    }

    /// Starts the command; for signals, and for `serve`.
    pub fn spawn(self) -> Running {
        let mut command = std::process::Command::new(program());
        command.args(self.all_arguments()).current_dir(self.folder()).env_clear();
        for kept in ["PATH", "TMPDIR", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let shown = self.shown();
        Running::start(command, shown, self.out_dir(), Arc::clone(&self.folder), self.time_limit)
    }

    fn all_arguments(&self) -> Vec<OsString> {
        let mut arguments = self.arguments.clone();
        let writes = arguments
            .first()
            .is_some_and(|first| ["run", "serve", "report"].iter().any(|word| first == word));
        let says_where = arguments.iter().any(|argument| argument.to_string_lossy().starts_with("--out"))
            || self.variables.iter().any(|(name, _)| name == "COVENANT_OUT");
        let only_tells = arguments.iter().any(|argument| argument == "--help");
        if writes && !says_where && !only_tells {
            arguments.extend(["--out".into(), self.out_dir().into_os_string()]);
        }
        arguments
    }

    fn shown(&self) -> String {
        let variables = self.variables.iter().map(|(name, value)| {
            let value = value.to_string_lossy();
            let value = if value.len() > 80 { "..." } else { &value };
            format!("{}={value:?} ", name.to_string_lossy())
        });
        let arguments = self.all_arguments();
        let arguments: Vec<_> = arguments.iter().map(|argument| format!("{argument:?}")).collect();
        format!("{}covenant {}", variables.collect::<String>(), arguments.join(" "))
    }
}

/// A command that has ended. Its folder lives as long as this.
pub struct Ran {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
    /// Where its reports are unless an argument said otherwise.
    pub out_dir: PathBuf,
    shown: String,
    folder: Arc<TempDir>,
}

impl fmt::Debug for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, stdout, stderr, shown, .. } = self;
        let code = code.map_or_else(|| "none (a signal)".to_owned(), |code| code.to_string());
        write!(f, "$ {shown}\nexit code: {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n---")
    }
}

impl Drop for Ran {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{self:?}");
        }
    }
}

impl Ran {
    /// The folder in which the command ran.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Panics unless the command ended with this code.
    #[track_caller]
    pub fn assert_code(&self, expected: i32) -> &Self {
        assert_eq!(self.code, Some(expected), "the exit code of: {}", self.shown);
        self
    }

    /// A file of the reports' folder, as text.
    #[track_caller]
    pub fn report(&self, name: &str) -> String {
        let path = self.out_dir.join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// `run.json`.
    #[track_caller]
    pub fn record(&self) -> RunRecord {
        let text = self.report("run.json");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("run.json is no run record: {error}"))
    }

    /// `run.json` as plain JSON.
    #[track_caller]
    pub fn record_json(&self) -> Value {
        serde_json::from_str(&self.report("run.json")).expect("run.json is JSON")
    }

    /// The last line on standard error, by key; the first word `covenant:` is left out.
    #[track_caller]
    pub fn last_line(&self) -> BTreeMap<String, String> {
        let line = self.stderr.lines().last().unwrap_or_default();
        let words = line.strip_prefix("covenant: ").unwrap_or_else(|| panic!("no last line, but: {line:?}"));
        let pairs = words.split(' ').map(|word| word.split_once('='));
        let pairs = pairs.map(|pair| pair.unwrap_or_else(|| panic!("no keys and values in {line:?}")));
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }

    /// A number of the last line.
    #[track_caller]
    pub fn counted(&self, key: &str) -> usize {
        let line = self.last_line();
        let value = line.get(key).unwrap_or_else(|| panic!("the last line has no `{key}`: {line:?}"));
        value.parse().unwrap_or_else(|_| panic!("`{key}` of the last line is no number: {value}"))
    }
}

/// Ids of the scenarios of a record that came out so.
pub fn ids(record: &RunRecord, outcome: Outcome) -> BTreeSet<String> {
    record.scenarios.iter().filter(|one| one.outcome == outcome).map(|one| one.head.id.clone()).collect()
}

/// A scenario of a record.
#[track_caller]
pub fn scenario<'a>(record: &'a RunRecord, id: &str) -> &'a ScenarioRecord {
    let found = record.scenarios.iter().find(|one| one.head.id == id);
    found.unwrap_or_else(|| panic!("the record has no scenario `{id}`"))
}

/// A path of the project, whatever the current folder.
pub fn in_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
