//! The run record: everything that any report needs, as one value.
//!
//! Its published shape is `reports/schema/run-record.schema.json`; members are added, never renamed or removed, within
//! one [`FORMAT_VERSION`].

use serde::{Deserialize, Serialize};

use crate::{
    checklist::ChecklistRecord,
    clause::{Clause, Party, Vendor},
    drift::Drift,
    exchange::Exchange,
    finding::Finding,
    level::Level,
    outcome::{Outcome, Tally},
    waiver::WaiverRecord,
};

/// The value of the record's member `format`.
pub const FORMAT: &str = "covenant-run";
/// The value of the record's member `format_version`.
pub const FORMAT_VERSION: u32 = 1;

/// The whole run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Always [`FORMAT`].
    pub format: String,
    /// See [`FORMAT_VERSION`].
    pub format_version: u32,
    /// When, by which program, whether it came to its end.
    pub run: RunInfo,
    /// How it ended.
    pub summary: Summary,
    /// The targets.
    pub profiles: Vec<ProfileRecord>,
    /// The features with their sources.
    pub features: Vec<FeatureRecord>,
    /// The clauses of the vendors of the run.
    pub clauses: Vec<ClauseRecord>,
    /// The documented operations x statuses of the vendors of the run.
    pub catalogue: Vec<CatalogueRow>,
    /// What the documents of the run's vendors name and nobody can call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_callable: Vec<NotCallable>,
    /// What the run showed of the checklists of its vendors' guides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklists: Vec<ChecklistRecord>,
    /// The waivers that the run was given, and what it showed of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverRecord>,
    /// In what the answers of the run and the documents differ; judges nothing by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<Drift>,
    /// The selected scenarios, in the order of features and lines.
    pub scenarios: Vec<ScenarioRecord>,
    /// Scenarios that were selected and never started (interrupted, `--fail-fast`, `--deadline`).
    pub not_run: Vec<ScenarioHead>,
}

/// When, by which program, whether it came to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunInfo {
    /// Unique for the run; synthetic test data are derived from it.
    pub id: String,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// RFC 3339, UTC; absent while the run is incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<String>,
    /// Milliseconds of wall time.
    pub duration_ms: u64,
    /// Whether every selected scenario came to its end.
    pub complete: bool,
    /// Whether someone stopped it.
    pub interrupted: bool,
    /// Why it is not complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete_reason: Option<String>,
    /// Seed of the scenarios' order; 0 is the order of the files.
    pub seed: u64,
    /// How many scenarios ran side by side at most.
    pub jobs: usize,
    /// Who wrote the record.
    pub program: Program,
    /// The arguments of the program.
    pub arguments: Vec<String>,
}

/// Who wrote the record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// `covenant`.
    pub name: String,
    /// The version of the program.
    pub version: String,
}

/// How the run ended. The exit code is that of the verdict; a report that could not be written can still change the
/// exit code of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The exit code that outcomes and waivers alone lead to.
    pub exit_code: u8,
    /// Scenarios selected.
    pub selected: usize,
    /// Scenarios that said something about their subject.
    pub judged: usize,
    /// Outcomes of those that ended.
    pub outcomes: Tally,
}

/// What kind of target a profile names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// A simulator in this process, on a virtual clock.
    Simulator,
    /// An environment of the vendor (or something that stands in for it), on the real clock.
    Remote,
    /// A webhook receiver of a customer, on the real clock; no API is judged.
    Receiver,
}

/// A target as it was configured, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRecord {
    /// The name in the configuration, or `mock`.
    pub name: String,
    /// Whose API.
    pub vendor: Vendor,
    /// What kind of target.
    pub target: TargetKind,
    /// Where it answers.
    pub base_url: String,
    /// What it can do beyond the plain API.
    pub capabilities: Vec<String>,
    /// The simulator's fault, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// The embedded integrator's fault, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrator_fault: Option<String>,
}

/// A feature file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureRecord {
    /// Relative to the folder of features, with forward slashes.
    pub path: String,
    /// Whose.
    pub vendor: Vendor,
    /// Its title.
    pub name: String,
    /// What stands below the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Line of the title, from 1.
    pub line: usize,
    /// Without `@`.
    pub tags: Vec<String>,
    /// The whole text of the file.
    pub source: String,
}

/// A clause and the scenarios that cite it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseRecord {
    /// Whose.
    pub vendor: Vendor,
    /// Its id, such as `OSC-12`.
    pub id: String,
    /// Who has to keep it.
    pub party: Party,
    /// How we know it.
    pub level: Level,
    /// In our own words.
    pub text: String,
    /// Where it stands.
    pub source: String,
    /// Why no scenario judges it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Ids of all scenarios of the suite that cite it, selected or not.
    pub scenarios: Vec<String>,
}

impl RunRecord {
    /// The waivers that somebody has to renew or remove.
    pub fn stale_waivers(&self) -> impl Iterator<Item = &WaiverRecord> {
        self.waivers.iter().filter(|waiver| waiver.state.is_stale())
    }
}

impl ClauseRecord {
    /// Joins a clause with the scenarios that cite it.
    #[must_use]
    pub fn new(clause: &Clause, scenarios: Vec<String>) -> Self {
        let Clause { id, vendor, party, level, text, source, reason } = clause.clone();
        Self { vendor, id, party, level, text, source, reason, scenarios }
    }
}

/// One documented status of one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueRow {
    /// Whose.
    pub vendor: Vendor,
    /// Such as `create-membership`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with `{name}` for parameters.
    pub path: String,
    /// How well the path is known.
    pub path_level: Level,
    /// The status code.
    pub status: u16,
    /// How well it is known that this operation answers so.
    pub status_level: Level,
    /// The media type, if the answer has a body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// How well the media type is known.
    pub content_type_level: Level,
    /// The file of the schema, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Why not even a run of the whole suite against the simulator gets this answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_exercised: Option<String>,
}

/// An operation that a vendor's documents name, and of which too little is known to call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCallable {
    /// Whose.
    pub vendor: Vendor,
    /// Such as `update-authorization`.
    pub operation: String,
    /// Such as `Change an authorization`.
    pub title: String,
    /// What is missing.
    pub reason: String,
}

/// What is known of a scenario before it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioHead {
    /// From its `@id:` tag; an outline's row adds `:` and the value of its `case` column.
    pub id: String,
    /// Its title; an outline's row adds its case in brackets.
    pub name: String,
    /// Path of its feature.
    pub feature: String,
    /// Its line, from 1: of the title, or of the outline's row.
    pub line: usize,
    /// Title of its `Rule`, if it stands under one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Whose API.
    pub vendor: Vendor,
    /// Whom it judges.
    pub party: Party,
    /// Name of the profile it runs against.
    pub profile: String,
    /// All its tags, inherited ones included, without `@`.
    pub tags: Vec<String>,
    /// The clauses it cites.
    pub clauses: Vec<String>,
}

/// Why an outcome is what it is, where findings do not say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable and in kebab-case: `unreachable`, `tls`, `throttled`, `credentials`, `guessed-request-refused`,
    /// `missing-capability`, `setup`, `panic`, `interrupted`, ...
    pub code: String,
    /// For a person: what happened and what to do.
    pub text: String,
}

/// A scenario that was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// What was known before.
    #[serde(flatten)]
    pub head: ScenarioHead,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, where findings do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Microseconds of wall time from the start of the run.
    pub started_us: u64,
    /// Microseconds of wall time.
    pub duration_us: u64,
    /// Milliseconds that passed on the scenario's own clock.
    pub clock_ms: u64,
    /// All its steps, those of backgrounds first.
    pub steps: Vec<StepRecord>,
    /// What was sent and received.
    pub exchanges: Vec<Exchange>,
    /// What was wrong.
    pub findings: Vec<Finding>,
    /// What is worth telling and judges nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// It ran to its end.
    Passed,
    /// It ended its scenario.
    Failed,
    /// The scenario had ended before it.
    NotReached,
}

/// A place in our sources or in a feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePlace {
    /// The file, relative to the project.
    pub path: String,
    /// From 1.
    pub line: u32,
}

/// A step that was, or would have been, executed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Counts from 0 within the scenario.
    pub index: usize,
    /// `Given`, `When`, `Then`, `And` or `But`, as written.
    pub keyword: String,
    /// The rest of the line.
    pub text: String,
    /// Its line in the feature, from 1.
    pub line: usize,
    /// Whether it stands in a `Background`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
    /// The table below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<Vec<String>>,
    /// The text block below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docstring: Option<String>,
    /// Where its phrase is defined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<SourcePlace>,
    /// Whether its phrase looks at the status of an answer and at nothing else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub status_only: bool,
    /// What became of it.
    pub status: StepStatus,
    /// Why it ended the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Microseconds of wall time from the start of the run; 0 where it was not reached.
    pub started_us: u64,
    /// Microseconds of wall time.
    pub duration_us: u64,
}
