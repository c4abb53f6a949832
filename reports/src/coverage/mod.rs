//! What a run covered: operations x statuses and clauses, by vendor; and the reverse, what no scenario touches.
//!
//! An answer of the catalogue is one of three:
//!
//! * **judged in depth**: a `Then` step of a scenario that judged the vendor looked at more of it than its status. A step
//!   is about the last call before it, and about the last call that it makes itself (to read back, say). What its phrase
//!   looks at stands in the record ([`evidence::StepRecord::status_only`]).
//! * **exercised**: an exchange of the run has it. Its status, media type, JSON and shape were judged, as those of every
//!   answer are, and nothing more; or it was judged in a scenario whose subject is a client.
//! * **not exercised**, with the reason that the record has, or without one: a hole, unless the run was a part of the suite.
//!
//! A clause is *judged* if a scenario that cites it came to a verdict, *not judged* if none did in this run, and *without a
//! scenario* if the suite says why it has none.

mod depth;
mod measure;
mod text;

pub mod markdown;

use evidence::{Drift, Level, NotCallable, Party, RunRecord, Tally, Vendor};
use serde::Serialize;

pub use text::render;

use crate::ReportError;

/// What a run covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Which run.
    pub run: CoveredRun,
    /// By vendor, in the order of vendors.
    pub vendors: Vec<VendorCoverage>,
}

/// Which run it was; the rest of it stands in its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveredRun {
    /// Unique for the run.
    pub id: String,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// The version of the program that ran it.
    pub program_version: String,
    /// Why the run as a whole shows less than it could: it did not come to its end, or judged nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What a run covered of one vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VendorCoverage {
    /// Whose.
    pub vendor: Vendor,
    /// The targets, such as ``mock (simulator with fault `x`)``.
    pub targets: Vec<String>,
    /// The sums of what follows.
    pub totals: Totals,
    /// In the order of the catalogue.
    pub operations: Vec<OperationCoverage>,
    /// In the order of the clause file.
    pub clauses: Vec<ClauseCoverage>,
    /// Answers of known operations with statuses that the catalogue does not have.
    pub outside_the_catalogue: Vec<OutsideAnswer>,
    /// Operations that are named somewhere and cannot be called.
    pub not_callable: Vec<NotCallable>,
    /// In what the answers and the documents differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drift: Vec<Drift>,
    /// Ids of the scenarios that were selected.
    #[serde(skip)]
    pub(crate) selected: Vec<String>,
}

/// Sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Operations of the catalogue.
    pub operations: usize,
    /// Those of which an answer of the catalogue was exercised.
    pub operations_exercised: usize,
    /// Operations x statuses of the catalogue.
    pub answers: usize,
    /// Those that a document lists.
    pub answers_documented: usize,
    /// Those that were exercised, in depth or not.
    pub answers_exercised: usize,
    /// Those that a document lists and that were exercised.
    pub answers_documented_exercised: usize,
    /// Those that were judged in depth.
    pub answers_in_depth: usize,
    /// Those that were not exercised and of which the record says why.
    pub answers_with_reason: usize,
    /// Clauses.
    pub clauses: usize,
    /// Those that a scenario of the run judged.
    pub clauses_judged: usize,
    /// Those without a scenario, of which the suite says why.
    pub clauses_with_reason: usize,
    /// Scenarios that were selected.
    pub scenarios: usize,
    /// Those that came to a verdict.
    pub scenarios_judged: usize,
}

/// What a run covered of one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OperationCoverage {
    /// Such as `create-membership`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with `{name}` for parameters.
    pub path: String,
    /// How well the path is known.
    pub path_level: Level,
    /// In the order of the catalogue.
    pub answers: Vec<AnswerCoverage>,
}

/// How far an answer of the catalogue was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// No exchange of the run has it.
    NotExercised,
    /// Its status and its shape.
    Exercised,
    /// More than those.
    InDepth,
}

/// What a run covered of one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerCoverage {
    /// The status code.
    pub status: u16,
    /// How well it is known that the operation answers so.
    pub status_level: Level,
    /// The media type, if the answer has a body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// How well the media type is known.
    pub content_type_level: Level,
    /// How far it was looked at.
    pub depth: Depth,
    /// In how many exchanges.
    pub times: usize,
    /// Ids of the scenarios that got it, in the order of the record.
    pub scenarios: Vec<String>,
    /// Ids of those that judged it in depth.
    pub in_depth: Vec<String>,
    /// Why it was not exercised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What became of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseState {
    /// A scenario that cites it came to a verdict.
    Judged,
    /// None did in this run.
    NotJudged,
    /// None cites it, and the suite says why.
    WithoutScenario,
}

/// What a run covered of one clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseCoverage {
    /// Such as `OSC-12`.
    pub id: String,
    /// Who has to keep it.
    pub party: Party,
    /// How we know it.
    pub level: Level,
    /// In our own words.
    pub text: String,
    /// What became of it.
    pub state: ClauseState,
    /// Outcomes of those of its scenarios that were part of the run.
    pub outcomes: Tally,
    /// Ids of those of its scenarios that came to a verdict, in the order of the suite.
    pub scenarios: Vec<String>,
    /// Why it was not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An answer of a known operation with a status that the catalogue does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutsideAnswer {
    /// The operation.
    pub operation: String,
    /// The status code.
    pub status: u16,
    /// In how many exchanges.
    pub times: usize,
    /// Ids of the scenarios that got it.
    pub scenarios: Vec<String>,
}

impl Coverage {
    /// What the run covered of these vendors; of all of the run if none is named.
    #[must_use]
    pub fn of(record: &RunRecord, vendors: &[Vendor]) -> Self {
        measure::coverage(record, vendors)
    }

    /// The sums of all vendors.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.vendors.iter().fold(Totals::default(), |sum, vendor| sum.plus(&vendor.totals))
    }

    /// The whole as JSON, with a line feed at its end.
    ///
    /// # Errors
    ///
    /// If a value has no JSON form; none has not.
    pub fn json(&self) -> Result<String, ReportError> {
        #[derive(Serialize)]
        struct Document<'c> {
            format: &'static str,
            format_version: u32,
            #[serde(flatten)]
            coverage: &'c Coverage,
        }
        let document = Document { format: "covenant-coverage", format_version: 1, coverage: self };
        let failed = |source| ReportError::Serialize { what: "the coverage", source };
        serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(failed)
    }
}

impl Totals {
    const fn plus(self, other: &Self) -> Self {
        Self {
            operations: self.operations + other.operations,
            operations_exercised: self.operations_exercised + other.operations_exercised,
            answers: self.answers + other.answers,
            answers_documented: self.answers_documented + other.answers_documented,
            answers_exercised: self.answers_exercised + other.answers_exercised,
            answers_documented_exercised: self.answers_documented_exercised
                + other.answers_documented_exercised,
            answers_in_depth: self.answers_in_depth + other.answers_in_depth,
            answers_with_reason: self.answers_with_reason + other.answers_with_reason,
            clauses: self.clauses + other.clauses,
            clauses_judged: self.clauses_judged + other.clauses_judged,
            clauses_with_reason: self.clauses_with_reason + other.clauses_with_reason,
            scenarios: self.scenarios + other.scenarios,
            scenarios_judged: self.scenarios_judged + other.scenarios_judged,
        }
    }

    /// Answers that were not exercised, and nothing says why.
    #[must_use]
    pub const fn answers_unexplained(&self) -> usize {
        self.answers.saturating_sub(self.answers_exercised + self.answers_with_reason)
    }

    /// Clauses with scenarios of which none judged them in this run.
    #[must_use]
    pub const fn clauses_not_judged(&self) -> usize {
        self.clauses.saturating_sub(self.clauses_judged + self.clauses_with_reason)
    }
}

impl VendorCoverage {
    /// Operations of which no answer of the catalogue was exercised.
    pub fn untouched_operations(&self) -> impl Iterator<Item = &OperationCoverage> {
        self.operations.iter().filter(|operation| !operation.is_exercised())
    }

    /// Answers that were not exercised, by reason (none where nothing says why), in the order in which the reasons come
    /// first; each answer as its status and the operations.
    #[must_use]
    pub fn untouched_answers(&self) -> Vec<UntouchedAnswers<'_>> {
        let mut all: Vec<UntouchedAnswers<'_>> = Vec::new();
        for operation in &self.operations {
            for answer in operation.answers.iter().filter(|answer| answer.depth == Depth::NotExercised) {
                let reason = answer.reason.as_deref();
                let known = all.iter().position(|one| one.reason == reason);
                let at = known.unwrap_or_else(|| {
                    all.push(UntouchedAnswers { reason, statuses: Vec::new() });
                    all.len() - 1
                });
                all[at].add(answer.status, &operation.operation);
            }
        }
        // What nothing explains stands first: it is what a reader looks for.
        all.sort_by_key(|one| one.reason.is_some());
        all
    }

    /// Clauses in this state.
    pub fn clauses_that_are(&self, state: ClauseState) -> impl Iterator<Item = &ClauseCoverage> {
        self.clauses.iter().filter(move |clause| clause.state == state)
    }
}

/// Answers that were not exercised for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntouchedAnswers<'c> {
    /// Why; none where nothing says it.
    pub reason: Option<&'c str>,
    /// Each status with the operations that did not give it.
    pub statuses: Vec<(u16, Vec<&'c str>)>,
}

impl<'c> UntouchedAnswers<'c> {
    fn add(&mut self, status: u16, operation: &'c str) {
        match self.statuses.iter_mut().find(|(known, _)| *known == status) {
            Some((_, operations)) => operations.push(operation),
            None => self.statuses.push((status, vec![operation])),
        }
    }

    /// How many answers.
    #[must_use]
    pub fn count(&self) -> usize {
        self.statuses.iter().map(|(_, operations)| operations.len()).sum()
    }
}

impl OperationCoverage {
    /// Whether an answer of the catalogue was exercised.
    #[must_use]
    pub fn is_exercised(&self) -> bool {
        self.answers.iter().any(|answer| answer.depth > Depth::NotExercised)
    }
}
