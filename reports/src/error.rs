//! What can go wrong while a report is made, written or read.

use std::{io, path::PathBuf};

use evidence::{FoldError, UnknownName};

/// Why there is no report, or why it cannot be relied on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A report was asked for that we do not make.
    #[error("{0}; write `--report KIND` or `--report KIND=PATH`, such as `--report junit=out/junit.xml`")]
    UnknownKind(UnknownName),
    /// `--report junit=`.
    #[error("report `{kind}=` names no file; write `{kind}=PATH`, or `{kind}` alone for the default file")]
    NoPath {
        /// The kind as written.
        kind: String,
    },
    /// The text is not JSON.
    #[error("not JSON: a run record is one JSON document, as in `run.json`")]
    NotJson(#[source] serde_json::Error),
    /// The text is JSON and something else than a run record.
    #[error(
        "not a run record: {0}; expected the `run.json` of a run, where member `format` is `covenant-run`"
    )]
    NotARunRecord(String),
    /// The record was written by a later program.
    #[error(
        "format version {found} is newer than this program reads (it knows up to {known}); use the program that \
         wrote the record, or a later one"
    )]
    NewerFormat {
        /// The version of the record.
        found: u64,
        /// The newest version that we know.
        known: u32,
    },
    /// A member of the record does not fit.
    #[error("the run record is damaged at `{path}`")]
    Member {
        /// Where, such as `scenarios[3].outcome`.
        path: String,
        /// What is wrong there.
        #[source]
        source: serde_json::Error,
    },
    /// A line of `events.ndjson` is not an event.
    #[error("line {line} of the events is not an event of a run")]
    Event {
        /// Counts from 1.
        line: usize,
        /// What is wrong there.
        #[source]
        source: serde_json::Error,
    },
    /// An event cannot follow those before it.
    #[error("line {line} of the events does not fit")]
    Fold {
        /// Counts from 1; the last line where the whole is at fault.
        line: usize,
        /// What is wrong.
        #[source]
        source: FoldError,
    },
    /// The events could not be read.
    #[error("cannot read the events after line {line}")]
    ReadEvents {
        /// The last line that was read.
        line: usize,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A value could not be turned into JSON.
    #[error("cannot write {what} as JSON")]
    Serialize {
        /// Of what.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The JUnit document could not be built, or is not well formed.
    #[error("cannot build the JUnit document: {0}")]
    Junit(String),
    /// A file could not be removed, made, written or read.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What we tried, such as `write the report`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// Something that is no plain file stands where a report is wanted.
    #[error("cannot write the {kind} report to {}: that is {what}; name a file", path.display())]
    NotAFile {
        /// Which report.
        kind: &'static str,
        /// Where.
        path: PathBuf,
        /// Such as `a folder`.
        what: &'static str,
    },
    /// Two reports of different kinds would overwrite each other.
    #[error("the {first} and the {second} report would both be written to {}; give each its own file", path.display())]
    SamePath {
        /// One kind.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The redacted text still holds a secret.
    #[error("the {what} would hold a secret of this run even after redaction; it was not written")]
    Leak {
        /// What was to be written.
        what: String,
    },
    /// What stands on disk is not what the run found.
    #[error("the {kind} report {} disagrees with the run: {what}", path.display())]
    Disagrees {
        /// Which report.
        kind: &'static str,
        /// Where.
        path: PathBuf,
        /// What differs.
        what: String,
    },
}
