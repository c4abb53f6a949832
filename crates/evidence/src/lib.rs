//! The nouns of a run: clauses, exchanges, findings, outcomes, events, the run record, and redaction.
//!
//! This room does no I/O and knows neither HTTP clients nor cucumber nor any report format. Everything here is a plain
//! value that serialises to the shapes published in `reports/schema/run-record.schema.json`.

mod checklist;
mod clause;
pub mod curl;
mod drift;
mod event;
mod exchange;
mod exit;
mod finding;
mod fold;
mod level;
mod outcome;
mod record;
pub mod redact;
pub mod synthetic;
mod waiver;

pub use checklist::{Checklist, ChecklistLine, ChecklistLineRecord, ChecklistRecord, LineStatus};
pub use clause::{Clause, Party, UnknownName, Vendor};
pub use drift::{Drift, DriftKind, anywhere};
pub use event::RunEvent;
pub use exchange::{
    Answer, Body, Exchange, FailureKind, Header, Intent, NOT_IN_URLS, NoAnswer, Request, Response, RestsOn,
    Sender, Timing,
};
pub use exit::ExitCode;
pub use finding::{Finding, Severity};
pub use fold::{Fold, FoldError};
pub use level::Level;
pub use outcome::{Outcome, Tally};
pub use record::{
    CatalogueRow, ClauseRecord, FORMAT, FORMAT_VERSION, FeatureRecord, NotCallable, ProfileRecord, Program,
    Reason, RunInfo, RunRecord, ScenarioHead, ScenarioRecord, SourcePlace, StepRecord, StepStatus, Summary,
    TargetKind,
};
pub use waiver::{AppliedWaiver, GivenWaiver, WAIVED, Waiver, WaiverRecord, WaiverState, day};
