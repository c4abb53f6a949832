//! Events of a group for whoever subscribed to it (dossier section 6).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{faults::Rule, state::Book};

/// What happened, and what is under way, of one tenant.
#[derive(Default)]
pub(super) struct Hooks {
    /// The bodies of the events, oldest first.
    pub(super) happened: Vec<Value>,
}

impl Hooks {
    pub(super) fn cancel(&mut self) {
        self.happened.clear();
    }
}

impl Book {
    /// A period has another state.
    pub(super) fn tell_state(&mut self, period: usize, now: OffsetDateTime) {
        let _ = now;
        let group = self.periods[period].group;
        if self.groups[group].is_hooked && !self.has(Rule::StateHookMissing) {
            let period = self.period_view(period);
            self.hooks
                .happened
                .push(json!({"type": "coverage_period.state_changed", "data": {"coverage_period": period}}));
        }
    }

    /// A period has new problems.
    pub(super) fn tell_problems(&mut self, period: usize, problems: &[usize], now: OffsetDateTime) {
        let _ = now;
        let group = self.periods[period].group;
        if self.groups[group].is_hooked && !self.has(Rule::ProblemHookMissing) {
            let errors: Vec<_> = problems.iter().map(|at| self.problem_view(*at)).collect();
            let kind = self.settings.problem_event_type.as_str();
            self.hooks.happened.push(json!({"type": kind, "data": {"errors": errors}}));
        }
    }
}
