//! What is known of coverage periods and their problems, and what the user has heard of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// Something that the user is told once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// A coverage period is in another state.
    State {
        /// The coverage period.
        coverage_period_id: String,
        /// The state in which it is now, by Ideon's word.
        state: String,
    },
    /// There is a new enrollment problem.
    Problem {
        /// The coverage period.
        coverage_period_id: String,
        /// The problem.
        problem_id: String,
    },
}

/// What is known.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The state of each coverage period of ours.
    pub(super) states: BTreeMap<String, String>,
    /// Problems that the user has heard of.
    pub(super) problems: BTreeSet<String>,
    /// Coverage periods that hooks were about, and that were not read since.
    pub(super) marked: BTreeSet<String>,
    /// Hooks that came before, as they were.
    pub(super) hooks: BTreeSet<String>,
    /// What the user was told.
    pub(super) notices: Vec<Notice>,
}

impl Watch {
    /// A coverage period is in this state; returns whether that is new.
    pub(super) fn state(&mut self, id: &str, state: &str) -> bool {
        let before = self.states.insert(id.to_owned(), state.to_owned());
        let is_new = before.is_some_and(|before| before != state);
        if is_new {
            self.tell_state(id, state);
        }
        is_new
    }

    pub(super) fn tell_state(&mut self, id: &str, state: &str) {
        self.notices.push(Notice::State { coverage_period_id: id.to_owned(), state: state.to_owned() });
    }

    /// There is this problem; returns whether that is new.
    pub(super) fn problem(&mut self, period_id: &str, id: &str) -> bool {
        let is_new = self.problems.insert(id.to_owned());
        if is_new {
            self.tell_problem(period_id, id);
        }
        is_new
    }

    pub(super) fn tell_problem(&mut self, period_id: &str, id: &str) {
        let (coverage_period_id, problem_id) = (period_id.to_owned(), id.to_owned());
        self.notices.push(Notice::Problem { coverage_period_id, problem_id });
    }
}
