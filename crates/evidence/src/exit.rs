//! Exit codes: the one signal that CI reads.

use crate::outcome::{Outcome, Tally};

/// What the program's exit code says. `docs/exit-codes.md` is the page for users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ExitCode {
    /// The subject conforms.
    Conforms = 0,
    /// It does not.
    DoesNotConform = 1,
    /// Wrong usage or configuration; nothing was sent.
    Usage = 2,
    /// The suite itself is broken; found before anything was sent.
    BrokenSuite = 3,
    /// Nothing was selected, or nothing was judged.
    NothingJudged = 4,
    /// Not everything could be judged.
    CouldNotJudge = 5,
    /// A report could not be written, or disagrees with the record.
    Report = 6,
    /// Refused for safety.
    Safety = 7,
    /// Only a waiver is stale or expired.
    StaleWaiver = 8,
    /// An error of ours.
    Internal = 70,
    /// Interrupted; reports are written and marked incomplete.
    Interrupted = 130,
}

impl ExitCode {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The verdict that outcomes alone lead to: 1 before 5 before 4 before 0. A run of which scenarios never started
    /// (without an interruption) could not judge everything.
    #[must_use]
    pub fn of_outcomes(tally: &Tally, not_run: usize) -> Self {
        let count = |outcome| tally.of(outcome);
        if count(Outcome::Failed) > 0 {
            Self::DoesNotConform
        } else if count(Outcome::Error) + count(Outcome::Blocked) > 0 || not_run > 0 {
            Self::CouldNotJudge
        } else if tally.judged() == 0 {
            Self::NothingJudged
        } else {
            Self::Conforms
        }
    }

    /// Of two ends of one run, the one that the process reports:
    /// 70, then 130, then 1 > 5 > 4 > 8 > 6 > 0. Codes that end a run before it begins win over all but 70.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if self.rank() <= other.rank() { self } else { other }
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Internal => 0,
            Self::Safety => 1,
            Self::Usage => 2,
            Self::BrokenSuite => 3,
            Self::Interrupted => 4,
            Self::DoesNotConform => 5,
            Self::CouldNotJudge => 6,
            Self::NothingJudged => 7,
            Self::StaleWaiver => 8,
            Self::Report => 9,
            Self::Conforms => 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&[Outcome::Passed, Outcome::Failed, Outcome::Error], ExitCode::DoesNotConform)]
    #[case(&[Outcome::Passed, Outcome::Blocked], ExitCode::CouldNotJudge)]
    #[case(&[Outcome::Error], ExitCode::CouldNotJudge)]
    #[case(&[Outcome::NotApplicable], ExitCode::NothingJudged)]
    #[case(&[], ExitCode::NothingJudged)]
    #[case(&[Outcome::Warned, Outcome::NotApplicable], ExitCode::Conforms)]
    fn outcomes_lead_to_one_exit_code(#[case] outcomes: &[Outcome], #[case] expected: ExitCode) {
        let tally = outcomes.iter().copied().collect();
        assert_eq!(ExitCode::of_outcomes(&tally, 0), expected);
    }

    #[test]
    fn scenarios_that_never_started_are_not_conformity() {
        let tally = [Outcome::Passed].into_iter().collect();
        assert_eq!(ExitCode::of_outcomes(&tally, 1), ExitCode::CouldNotJudge);
    }

    #[test]
    fn a_full_disk_never_hides_a_violation() {
        assert_eq!(ExitCode::Report.worse(ExitCode::DoesNotConform), ExitCode::DoesNotConform);
        assert_eq!(ExitCode::Report.worse(ExitCode::Conforms), ExitCode::Report);
        assert_eq!(ExitCode::Interrupted.worse(ExitCode::DoesNotConform), ExitCode::Interrupted);
        assert_eq!(ExitCode::Internal.worse(ExitCode::Interrupted), ExitCode::Internal);
    }
}
