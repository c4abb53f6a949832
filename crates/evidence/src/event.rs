//! What a run says while it happens: one JSON object a line in `events.ndjson`.

use serde::{Deserialize, Serialize};

use crate::{
    checklist::Checklist,
    drift::Drift,
    exchange::Exchange,
    finding::Finding,
    outcome::Outcome,
    record::{
        CatalogueRow, ClauseRecord, FeatureRecord, NotCallable, ProfileRecord, Reason, RunInfo, ScenarioHead,
        StepRecord,
    },
    waiver::GivenWaiver,
};

/// One event. The member `event` says which; folding all of them in order gives the run record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RunEvent {
    /// The first: all that is known before anything is sent.
    RunStarted {
        /// The run.
        run: Box<RunInfo>,
        /// Its targets.
        profiles: Vec<ProfileRecord>,
        /// Its features.
        features: Vec<FeatureRecord>,
        /// The clauses of its vendors.
        clauses: Vec<ClauseRecord>,
        /// The catalogue of its vendors.
        catalogue: Vec<CatalogueRow>,
        /// What the documents of its vendors name and nobody can call.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_callable: Vec<NotCallable>,
        /// The checklists of its vendors' guides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        checklists: Vec<Checklist>,
        /// The waivers that it was given.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waivers: Vec<GivenWaiver>,
        /// The scenarios selected, in the order of features and lines.
        selected: Vec<ScenarioHead>,
    },
    /// A scenario begins.
    ScenarioStarted {
        /// Its id.
        scenario: String,
        /// Microseconds from the start of the run.
        at_us: u64,
    },
    /// A request was sent and answered, or not.
    Exchange {
        /// The scenario's id.
        scenario: String,
        /// The exchange.
        exchange: Box<Exchange>,
    },
    /// Something is wrong.
    Finding {
        /// The scenario's id.
        scenario: String,
        /// The finding.
        finding: Box<Finding>,
    },
    /// Something is worth telling.
    Note {
        /// The scenario's id.
        scenario: String,
        /// The note.
        text: String,
    },
    /// A step ended, or was not reached.
    Step {
        /// The scenario's id.
        scenario: String,
        /// The step.
        step: Box<StepRecord>,
    },
    /// A scenario ended.
    ScenarioFinished {
        /// Its id.
        scenario: String,
        /// Microseconds from the start of the run.
        at_us: u64,
        /// Milliseconds that passed on its own clock.
        clock_ms: u64,
        /// What became of it.
        outcome: Outcome,
        /// Why, where findings do not say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// The last.
    RunFinished {
        /// RFC 3339, UTC.
        finished_at: String,
        /// Milliseconds of wall time.
        duration_ms: u64,
        /// Whether someone stopped it.
        interrupted: bool,
        /// Why it is not complete; absent where it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incomplete_reason: Option<String>,
        /// In what answers and documents differ, over the whole run.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        drift: Vec<Drift>,
    },
}
