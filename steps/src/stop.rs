//! Why a step ends its scenario.

use std::fmt;

use evidence::Reason;

/// The end of a scenario before its last step. Only a [`World`](crate::World) makes one, and files it first, so that
/// a step that fails without having said why is told apart: that is an error of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop(pub(crate) Verdict);

/// What the end means for the outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A failing finding has been filed.
    Failed(String),
    /// We could not judge.
    Error(Reason),
    /// A set-up step could not reach its state.
    Blocked(Reason),
    /// The profile lacks something.
    NotApplicable(Reason),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Verdict::Failed(message) => f.write_str(message),
            Verdict::Error(reason) | Verdict::Blocked(reason) | Verdict::NotApplicable(reason) => {
                f.write_str(&reason.text)
            }
        }
    }
}

impl std::error::Error for Stop {}
