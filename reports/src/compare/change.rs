//! What became of a scenario between two runs.

use std::{fmt, str::FromStr};

use evidence::{Outcome, UnknownName};
use serde::{Serialize, Serializer};

use super::Side;

/// The code of the reason of a scenario that had begun when its run was stopped.
const INTERRUPTED: &str = "interrupted";

/// How a scenario ended in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The run did not select it.
    Absent,
    /// The run selected it and ended before it.
    NotRun,
    /// It came to an outcome.
    Ended(Outcome),
}

impl State {
    pub(super) fn of(side: Side<'_>) -> Self {
        match side {
            Side::NotRun(_) => Self::NotRun,
            Side::Ended(scenario) if scenario.outcome == Outcome::Error => {
                let cut_off = scenario.reason.as_ref().is_some_and(|reason| reason.code == INTERRUPTED);
                if cut_off { Self::NotRun } else { Self::Ended(Outcome::Error) }
            }
            Side::Ended(scenario) => Self::Ended(scenario.outcome),
        }
    }

    /// Whether something was said of the subject.
    pub(super) const fn is_judged(self) -> bool {
        matches!(self, Self::Ended(outcome) if outcome.is_judged())
    }

    /// The word that stands in documents: that of the outcome, `not_run` or `absent`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::NotRun => "not_run",
            Self::Ended(outcome) => outcome.word(),
        }
    }

    /// As people read it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Absent => "not in the run",
            Self::NotRun => "not run",
            Self::Ended(Outcome::NotApplicable) => "not applicable",
            Self::Ended(outcome) => outcome.word(),
        }
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// What became of a scenario. The order is that in which a reader wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It did not fail and fails now.
    Broken,
    /// It fails, and the earlier run does not say how it was.
    NewFailing,
    /// It was judged and cannot be judged now: `error` or `blocked`.
    Blocked,
    /// The later run ended before it.
    NotRun,
    /// It failed and fails.
    StillFailing,
    /// It could not be judged and cannot be judged.
    StillBlocked,
    /// It warns now, or of something else.
    Warned,
    /// It was asked and is not applicable now.
    NotApplicable,
    /// The later run did not select it.
    Gone,
    /// Its failing findings are waived now.
    Waived,
    /// The earlier run did not select it; it does not fail.
    New,
    /// It could not be judged and conforms now.
    Recovered,
    /// It failed, warned or was waived and is better now.
    Fixed,
}

impl Kind {
    /// All kinds, the worst first.
    pub const ALL: [Self; 13] = [
        Self::Broken,
        Self::NewFailing,
        Self::Blocked,
        Self::NotRun,
        Self::StillFailing,
        Self::StillBlocked,
        Self::Warned,
        Self::NotApplicable,
        Self::Gone,
        Self::Waived,
        Self::New,
        Self::Recovered,
        Self::Fixed,
    ];

    /// The word used on the command line and in documents.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::NewFailing => "new-failing",
            Self::Blocked => "blocked",
            Self::NotRun => "not-run",
            Self::StillFailing => "still-failing",
            Self::StillBlocked => "still-blocked",
            Self::Warned => "warned",
            Self::NotApplicable => "not-applicable",
            Self::Gone => "gone",
            Self::Waived => "waived",
            Self::New => "new",
            Self::Recovered => "recovered",
            Self::Fixed => "fixed",
        }
    }

    /// As people read it, behind a number.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NewFailing => "new and failing",
            Self::Blocked => "now blocked",
            Self::NotRun => "not run",
            Self::StillFailing => "still failing",
            Self::StillBlocked => "still blocked",
            Self::Warned => "now warned",
            Self::NotApplicable => "not applicable any more",
            Self::Waived => "now waived",
            other => other.word(),
        }
    }

    /// What it means, for the title of a group.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Broken => "did not fail, and fails now",
            Self::NewFailing => "fails, and the earlier run does not say how it was",
            Self::Blocked => "was judged, and cannot be judged now",
            Self::NotRun => "selected, and the later run ended before it",
            Self::StillFailing => "failed, and fails",
            Self::StillBlocked => "could not be judged, and cannot be judged",
            Self::Warned => "warns now, or of something else",
            Self::NotApplicable => "was asked, and is not asked of this target",
            Self::Gone => "the later run did not select it",
            Self::Waived => "its failing findings are waived now",
            Self::New => "the earlier run did not select it",
            Self::Recovered => "could not be judged, and conforms now",
            Self::Fixed => "failed, warned or was waived, and is better now",
        }
    }

    /// Whether each scenario of it is told in detail: where there is something to mend.
    pub(super) const fn in_detail(self) -> bool {
        !matches!(self, Self::NotRun | Self::NotApplicable | Self::Gone | Self::New | Self::Recovered)
    }

    /// Whether it is left out of a quiet account: nobody has to do anything.
    pub(super) const fn is_good(self) -> bool {
        matches!(self, Self::Gone | Self::Waived | Self::New | Self::Recovered | Self::Fixed)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Kind {
    type Err = UnknownName;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|kind| kind.word() == word);
        known.ok_or_else(|| UnknownName::new("kind of change", word, Self::ALL.map(Self::word)))
    }
}

/// What became of a scenario; none if it came out as before. `other_findings` says whether the later run has findings that
/// the earlier one has not.
pub(super) const fn kind(old: State, new: State, other_findings: bool) -> Option<Kind> {
    use Outcome::{Blocked, Error, Failed, NotApplicable, Passed, Waived, Warned};
    use State::{Absent, Ended, NotRun};
    Some(match (old, new) {
        (Absent, Absent) => return None,
        (_, Absent) => Kind::Gone,
        (_, NotRun) => Kind::NotRun,
        (Ended(Failed), Ended(Failed)) => Kind::StillFailing,
        (Absent | NotRun, Ended(Failed)) => Kind::NewFailing,
        (Ended(_), Ended(Failed)) => Kind::Broken,
        (Absent, Ended(_)) => Kind::New,
        (Ended(outcome), Ended(Error | Blocked)) if outcome.is_judged() => Kind::Blocked,
        (_, Ended(Error | Blocked)) => Kind::StillBlocked,
        (Ended(NotApplicable), Ended(NotApplicable)) => return None,
        (_, Ended(NotApplicable)) => Kind::NotApplicable,
        (Ended(Waived), Ended(Waived)) => return None,
        (_, Ended(Waived)) => Kind::Waived,
        (Ended(Failed), Ended(Passed | Warned)) => Kind::Fixed,
        (Ended(Error | Blocked | NotApplicable) | NotRun, Ended(Passed | Warned)) => Kind::Recovered,
        (Ended(Warned), Ended(Warned)) if !other_findings => return None,
        (_, Ended(Warned)) => Kind::Warned,
        (Ended(Passed), Ended(Passed)) => return None,
        (Ended(Warned | Waived), Ended(Passed)) => Kind::Fixed,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{State::*, *};

    #[rstest]
    #[case(Ended(Outcome::Passed), Ended(Outcome::Failed), Some(Kind::Broken))]
    #[case(Ended(Outcome::Waived), Ended(Outcome::Failed), Some(Kind::Broken))]
    #[case(Ended(Outcome::Error), Ended(Outcome::Failed), Some(Kind::Broken))]
    #[case(NotRun, Ended(Outcome::Failed), Some(Kind::NewFailing))]
    #[case(Absent, Ended(Outcome::Failed), Some(Kind::NewFailing))]
    #[case(Ended(Outcome::Failed), Ended(Outcome::Failed), Some(Kind::StillFailing))]
    #[case(Ended(Outcome::Failed), Ended(Outcome::Error), Some(Kind::Blocked))]
    #[case(Ended(Outcome::Passed), Ended(Outcome::Blocked), Some(Kind::Blocked))]
    #[case(Ended(Outcome::Blocked), Ended(Outcome::Error), Some(Kind::StillBlocked))]
    #[case(Ended(Outcome::Failed), NotRun, Some(Kind::NotRun))]
    #[case(Absent, NotRun, Some(Kind::NotRun))]
    #[case(Ended(Outcome::Failed), Absent, Some(Kind::Gone))]
    #[case(Ended(Outcome::Failed), Ended(Outcome::NotApplicable), Some(Kind::NotApplicable))]
    #[case(Ended(Outcome::NotApplicable), Ended(Outcome::NotApplicable), None)]
    #[case(Ended(Outcome::Failed), Ended(Outcome::Waived), Some(Kind::Waived))]
    #[case(Ended(Outcome::Waived), Ended(Outcome::Waived), None)]
    #[case(Ended(Outcome::Waived), Ended(Outcome::Passed), Some(Kind::Fixed))]
    #[case(Ended(Outcome::Failed), Ended(Outcome::Warned), Some(Kind::Fixed))]
    #[case(Ended(Outcome::Passed), Ended(Outcome::Warned), Some(Kind::Warned))]
    #[case(Ended(Outcome::Warned), Ended(Outcome::Warned), None)]
    #[case(NotRun, Ended(Outcome::Passed), Some(Kind::Recovered))]
    #[case(Ended(Outcome::Blocked), Ended(Outcome::Passed), Some(Kind::Recovered))]
    #[case(Absent, Ended(Outcome::Error), Some(Kind::New))]
    #[case(Ended(Outcome::Passed), Ended(Outcome::Passed), None)]
    fn two_ends_make_one_kind(#[case] old: State, #[case] new: State, #[case] expected: Option<Kind>) {
        assert_eq!(kind(old, new, false), expected);
    }

    #[test]
    fn another_warning_is_told() {
        let warned = Ended(Outcome::Warned);
        assert_eq!(kind(warned, warned, true), Some(Kind::Warned));
    }

    #[test]
    fn words_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
        assert!("brokn".parse::<Kind>().unwrap_err().to_string().contains("known: broken, "));
    }
}
