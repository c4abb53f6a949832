//! Outcomes of a scenario and how many there were of each.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of a scenario. The order is that of the roll-up: the first that applies wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A finding at the failing level, in any step.
    Failed,
    /// We could not judge.
    Error,
    /// A set-up step could not reach its state, without a failing finding.
    Blocked,
    /// Only findings below the failing level.
    Warned,
    /// Its failing findings are all waived.
    Waived,
    /// The profile lacks a capability, fixture, credential or subject.
    NotApplicable,
    /// The rest.
    Passed,
}

impl Outcome {
    /// All outcomes in roll-up order.
    pub const ALL: [Self; 7] = [
        Self::Failed,
        Self::Error,
        Self::Blocked,
        Self::Warned,
        Self::Waived,
        Self::NotApplicable,
        Self::Passed,
    ];

    /// The word that stands in reports and on the last line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Error => "error",
            Self::Blocked => "blocked",
            Self::Warned => "warned",
            Self::Waived => "waived",
            Self::NotApplicable => "not_applicable",
            Self::Passed => "passed",
        }
    }

    /// Whether the subject was judged at all: it conforms, or it does not.
    #[must_use]
    pub const fn is_judged(self) -> bool {
        match self {
            Self::Failed | Self::Warned | Self::Waived | Self::Passed => true,
            Self::Error | Self::Blocked | Self::NotApplicable => false,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How many scenarios had each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// See [`Outcome::Passed`].
    pub passed: usize,
    /// See [`Outcome::Failed`].
    pub failed: usize,
    /// See [`Outcome::Error`].
    pub error: usize,
    /// See [`Outcome::Blocked`].
    pub blocked: usize,
    /// See [`Outcome::Warned`].
    pub warned: usize,
    /// See [`Outcome::Waived`].
    pub waived: usize,
    /// See [`Outcome::NotApplicable`].
    pub not_applicable: usize,
}

impl Tally {
    /// How many had this outcome.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> usize {
        match outcome {
            Outcome::Failed => self.failed,
            Outcome::Error => self.error,
            Outcome::Blocked => self.blocked,
            Outcome::Warned => self.warned,
            Outcome::Waived => self.waived,
            Outcome::NotApplicable => self.not_applicable,
            Outcome::Passed => self.passed,
        }
    }

    /// Counts one more.
    pub const fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Failed => &mut self.failed,
            Outcome::Error => &mut self.error,
            Outcome::Blocked => &mut self.blocked,
            Outcome::Warned => &mut self.warned,
            Outcome::Waived => &mut self.waived,
            Outcome::NotApplicable => &mut self.not_applicable,
            Outcome::Passed => &mut self.passed,
        };
        *count += 1;
    }

    /// All that ended.
    #[must_use]
    pub fn total(&self) -> usize {
        Outcome::ALL.iter().map(|outcome| self.of(*outcome)).sum()
    }

    /// Those that said something about the subject.
    #[must_use]
    pub fn judged(&self) -> usize {
        Outcome::ALL.iter().filter(|outcome| outcome.is_judged()).map(|outcome| self.of(*outcome)).sum()
    }
}

impl FromIterator<Outcome> for Tally {
    fn from_iter<I: IntoIterator<Item = Outcome>>(outcomes: I) -> Self {
        let mut tally = Self::default();
        outcomes.into_iter().for_each(|outcome| tally.add(outcome));
        tally
    }
}
