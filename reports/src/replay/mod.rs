//! What became of a recorded scenario when it was replayed: the verdict, each finding's fate, and what the answers say now.
//!
//! ```text
//! replay of oscar-balance-adds-up: The overall amount is what is overdue and upcoming, less the credit
//!   recorded  failed on mock (simulator with fault `balance-does-not-add-up`), run 5e0c…
//!   replayed  passed on mock (simulator), by the scenario's own steps
//!   FIXED     nothing that was found in the record occurs again
//!
//!   gone      balance-sum at get-balance 1, body at /overall_balance_amount: overdue 0.00 and upcoming 329.32 …
//!
//!   get-balance 1   POST /ichra-api/v1/payments/get-balance -> 200, as recorded
//!     /overall_balance_amount   330.32 -> 329.32
//! ```
//!
//! A finding occurs again if the same rule finds something at the same place (keyword and pointer) of the same call: the n-th
//! of its operation. Its severity does not matter, since a record and a replay may be of different environments.

mod diff;
mod text;
mod verdict;

use evidence::{Exchange, Finding, Outcome, ProfileRecord, RunRecord, ScenarioRecord};
use serde::Serialize;

pub use diff::{AnswerDifference, ValueDifference};
pub use text::render;
pub use verdict::{Fate, FindingFate, Verdict};

use crate::ReportError;

/// A replay, next to what was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Replay {
    /// The scenario's id.
    pub scenario: String,
    /// Its title.
    pub name: String,
    /// What the record has.
    pub recorded: Side,
    /// What the replay came to.
    pub replayed: Side,
    /// How it was replayed.
    pub manner: Manner,
    /// What that amounts to.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub why: String,
    /// Those of the record, then those that are new.
    pub findings: Vec<FindingFate>,
    /// Call by call, in the order of the record; then calls that the record does not have.
    pub answers: Vec<AnswerDifference>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The id of the run.
    pub run: String,
    /// Such as ``mock (simulator with fault `x`)``.
    pub target: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, where findings do not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a scenario is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// By its own steps, which make the recorded requests again and judge everything.
    Steps,
    /// By the recorded requests alone: what only a step can judge is compared with the recorded answer.
    Requests,
}

/// What a replay has to show.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The id of the run.
    pub run: String,
    /// What it was replayed against.
    pub target: ProfileRecord,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, where findings do not say it.
    pub reason: Option<String>,
    /// What was sent and received.
    pub exchanges: Vec<Exchange>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How it was replayed.
    pub manner: Manner,
    /// Where recorded requests were sent: the recorded exchange, and the new one, by their numbers.
    pub pairs: Vec<(u32, u32)>,
    /// Recorded exchanges that were not sent again, by their numbers, and why.
    pub unsent: Vec<(u32, String)>,
    /// The rules that a replay by requests judges by.
    pub rules: &'static [&'static str],
}

impl Replay {
    /// Compares. `renamed` gives a recorded text the names that the new run has for its people.
    #[must_use]
    pub fn of(
        record: &RunRecord,
        recorded: &ScenarioRecord,
        replayed: &Replayed,
        renamed: &dyn Fn(&str) -> String,
    ) -> Self {
        let answers = diff::answers(recorded, replayed, renamed);
        let findings = verdict::fates(recorded, replayed, &answers);
        let (verdict, why) = verdict::verdict(recorded, replayed, &findings);
        let profile = record
            .profiles
            .iter()
            .find(|profile| profile.name == recorded.head.profile && profile.vendor == recorded.head.vendor);
        Self {
            scenario: recorded.head.id.clone(),
            name: recorded.head.name.clone(),
            recorded: Side {
                run: record.run.id.clone(),
                target: profile.map_or_else(|| recorded.head.profile.clone(), crate::view::shown),
                outcome: recorded.outcome,
                reason: recorded.reason.as_ref().map(|reason| reason.text.clone()),
            },
            replayed: Side {
                run: replayed.run.clone(),
                target: crate::view::shown(&replayed.target),
                outcome: replayed.outcome,
                reason: replayed.reason.clone(),
            },
            manner: replayed.manner,
            verdict,
            why,
            findings,
            answers,
        }
    }

    /// For programs.
    ///
    /// # Errors
    ///
    /// If a value has no JSON form; none has not.
    pub fn json(&self) -> Result<String, ReportError> {
        #[derive(Serialize)]
        struct Document<'r> {
            format: &'static str,
            format_version: u32,
            #[serde(flatten)]
            replay: &'r Replay,
        }
        let document = Document { format: "covenant-replay", format_version: 1, replay: self };
        let failed = |source| ReportError::Serialize { what: "the replay", source };
        serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(failed)
    }
}
