//! The checklist of a vendor's guide: what is to be confirmed before an integration goes live, and what of it a run showed.
//!
//! A line is about the customer, not about us: only what a *named* subject did proves anything. What the embedded
//! integrator did shows that the line can be judged, and no more.

mod judge;

use serde::{Deserialize, Serialize};

use crate::clause::Vendor;

/// A checklist as its guide gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// Whose guide.
    pub vendor: Vendor,
    /// What it is called.
    pub title: String,
    /// Where it stands: document and section.
    pub source: String,
    /// In the order of the guide.
    pub lines: Vec<ChecklistLine>,
}

/// One line of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistLine {
    /// Counts from 1.
    pub number: u32,
    /// In our own words.
    pub text: String,
    /// The clauses that say the same: where their scenarios pass, the line holds.
    pub clauses: Vec<String>,
    /// What a person has to confirm, where no scenario can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attest: Option<String>,
}

/// What a run showed of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// Every scenario that can be asked of a named subject was, and passed.
    Proved,
    /// Every scenario passed, but the subject was ours: it proves nothing about a customer.
    ShownOnEmbeddedIntegrator,
    /// A person has to confirm it.
    ToAttest,
    /// Something did not pass, was not run or is not applicable.
    Open,
}

impl LineStatus {
    /// All of them, in the order in which documents name them.
    pub const ALL: [Self; 4] = [Self::Proved, Self::ShownOnEmbeddedIntegrator, Self::ToAttest, Self::Open];

    /// As people read it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::ShownOnEmbeddedIntegrator => "shown on the embedded integrator",
            Self::ToAttest => "to attest",
            Self::Open => "open",
        }
    }
}

/// A checklist after a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistRecord {
    /// Whose guide.
    pub vendor: Vendor,
    /// What it is called.
    pub title: String,
    /// Where it stands: document and section.
    pub source: String,
    /// In the order of the guide.
    pub lines: Vec<ChecklistLineRecord>,
}

/// A line after a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistLineRecord {
    /// The line.
    #[serde(flatten)]
    pub line: ChecklistLine,
    /// What the run showed of it.
    pub status: LineStatus,
    /// Whose behaviour it is, where it was proved or shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Of the scenarios that cite its clauses, the ids of those that passed.
    pub scenarios: Vec<String>,
    /// Why it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
