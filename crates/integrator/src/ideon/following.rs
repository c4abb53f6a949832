//! What becomes of coverage periods: by hooks, which are hints, and by looking.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Defect, Integration, Notice, Operation, run::Run, words};
use crate::{
    LogLevel, Outcome,
    answer::{children, text},
    end::{End, Flow},
};

/// Takes in a hook: marks what it is about, so that it is read later. A hook carries no number and no time, so neither
/// what it says nor the order in which it comes tells what holds now; and nothing says that it comes once.
pub(super) fn take_in(integration: &Integration, hook: &Value) -> Option<bool> {
    text(hook, "type")?;
    let data = &hook["data"];
    let period = &data["coverage_period"];
    let problems = data.get("errors").map(children).unwrap_or_default();
    let about = text(period, "id").into_iter();
    let about: BTreeSet<_> =
        about.chain(problems.iter().filter_map(|problem| text(problem, "coverage_period_id"))).collect();
    let mut watch = integration.watch();
    match integration.defect {
        Some(Defect::HookRepeatCountsTwice) => {
            if let (Some(id), Some(state)) = (text(period, "id"), text(period, "state")) {
                watch.states.insert(id.clone(), state.clone());
                watch.tell_state(&id, &state);
            }
            for problem in problems {
                if let (Some(of), Some(id)) = (text(problem, "coverage_period_id"), text(problem, "id")) {
                    watch.problems.insert(id.clone());
                    watch.tell_problem(&of, &id);
                }
            }
        }
        Some(Defect::HookOrderAssumed) => {
            if let (Some(id), Some(state)) = (text(period, "id"), text(period, "state")) {
                watch.state(&id, &state);
                return Some(watch.hooks.insert(hook.to_string()));
            }
        }
        _ => {}
    }
    watch.marked.extend(about);
    Some(watch.hooks.insert(hook.to_string()))
}

impl Run<'_> {
    /// A hook that reaches the integration by other ways than its receiver.
    pub(super) fn hook(&self, hook: &Value) -> End {
        match take_in(self.integration, hook) {
            Some(_) => End { outcome: Outcome::Ok, surfaced: None, body: None },
            None => End::told(Outcome::Ignored, words::NO_HOOK, None),
        }
    }

    /// Asks for hooks about a group.
    pub(super) async fn subscribe(&mut self, group: &str) -> Flow {
        let id = self.group(group)?.id.clone();
        self.must(Operation::SubscribeToHooks, &[("id", &id)], Some(json!({}))).await?;
        Self::done()
    }

    /// Reads what hooks were about.
    pub(super) async fn catch_up(&mut self) -> Flow {
        let mut marked = std::mem::take(&mut self.integration.watch().marked);
        if self.has(Defect::DropsHooks) {
            marked.clear();
        }
        self.look_at(marked).await
    }

    /// Reads everything, so that nothing is missed where no hook comes (IDN-373).
    pub(super) async fn poll(&mut self) -> Flow {
        if self.has(Defect::TrustsHooksAlone) {
            return self.catch_up().await;
        }
        self.integration.watch().marked.clear();
        let all = self.book.groups.values().flat_map(|group| &group.periods);
        let all = all.map(|period| period.id.clone()).collect();
        self.look_at(all).await
    }

    async fn look_at(&mut self, ids: BTreeSet<String>) -> Flow {
        let before = self.integration.watch().notices.len();
        let ours = self.book.groups.values().flat_map(|group| &group.periods);
        let ours: BTreeSet<_> = ours.map(|period| period.id.clone()).collect();
        // What is not ours is nothing to be told of.
        for id in ids.intersection(&ours) {
            if let Err(end) = self.look(id).await {
                // It is looked at again the next time.
                self.integration.watch().marked.extend(ids.iter().cloned());
                return Err(end);
            }
        }
        let notices: Vec<Notice> = self.integration.watch().notices[before..].to_vec();
        for notice in &notices {
            let fields = [("told", json!(notice))];
            self.log(Operation::RetrieveCoveragePeriod, LogLevel::Info, "notice", fields);
        }
        Ok(End::silent(Outcome::Ok, json!({"notices": notices})))
    }

    async fn look(&mut self, id: &str) -> Result<(), End> {
        let read = self.must(Operation::RetrieveCoveragePeriod, &[("id", id)], None).await?;
        if let Some(state) = text(self.read_period(&read)?, "state") {
            self.integration.watch().state(id, &state);
        }
        for problem in self.problems_of(id).await? {
            if let Some(problem_id) = text(&problem, "id") {
                self.integration.watch().problem(id, &problem_id);
            }
        }
        Ok(())
    }
}
