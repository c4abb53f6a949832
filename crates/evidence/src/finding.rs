//! A finding: one thing that is wrong, and everything a reader needs to see it.

use serde::{Deserialize, Serialize};

use crate::{level::Level, waiver::AppliedWaiver};

/// What a finding does to its scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Told, and nothing more.
    Note,
    /// The scenario is `warned`.
    Warning,
    /// The scenario is `failed`.
    Failure,
}

impl Severity {
    /// How much a finding of this level weighs: everything against a simulator; against a real vendor only what is
    /// documented fails, what is drafted or inferred warns, and a guess of ours is a note.
    #[must_use]
    pub const fn of(level: Level, against_simulator: bool) -> Self {
        if against_simulator {
            return Self::Failure;
        }
        match level {
            Level::Documented => Self::Failure,
            Level::Draft | Level::Inferred => Self::Warning,
            Level::Assumed => Self::Note,
        }
    }

    /// The word that stands in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }
}

/// One thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that was broken, in kebab-case and stable: `schema`, `status-undocumented`, `json-malformed`, ...
    pub rule: String,
    /// What it does to the scenario.
    pub severity: Severity,
    /// The weakest of the evidence levels of the mark in the schema, of the phrase and of the clause.
    pub level: Level,
    /// The clauses it speaks about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// The exchange, by its number in the scenario.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<u32>,
    /// The step, counting from 0; filled in when the events are folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Where in the body: a JSON pointer; empty for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_pointer: Option<String>,
    /// Where in the schema: file and JSON pointer, such as `oscar/create-membership.200.json#/properties/oscar_id/type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_path: Option<String>,
    /// The JSON Schema keyword.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// What the contract says.
    pub expected: String,
    /// What was there; sensitive values masked.
    pub actual: String,
    /// The whole in one sentence for a person.
    pub message: String,
    /// Microseconds of wall time from the start of the run.
    #[serde(default)]
    pub at_us: u64,
    /// The waiver by which it does to its scenario nothing of what its severity says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Box<AppliedWaiver>>,
}

impl Finding {
    /// Whether it does this to its scenario: it has the severity and nobody has waived it.
    #[must_use]
    pub fn counts_as(&self, severity: Severity) -> bool {
        self.severity == severity && self.waiver.is_none()
    }
}
