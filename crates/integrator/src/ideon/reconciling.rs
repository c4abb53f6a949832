//! Enrollment problems: what Ideon found to differ, and what is done about it.

use serde_json::{Value, json};

use super::{
    Defect, Operation, ReconciliationInput,
    run::{Refusal, Run},
};
use crate::{
    LogLevel, Outcome,
    answer::text,
    end::{End, Flow},
};

impl Run<'_> {
    /// The open problems of all coverage periods of a group.
    pub(super) async fn problems(&mut self, group: &str) -> Flow {
        let periods = self.group(group)?.periods.clone();
        let mut all = Vec::new();
        for period in &periods {
            all.extend(self.problems_of(&period.id).await?);
        }
        Ok(End::silent(Outcome::Ok, json!({"problems": all})))
    }

    /// The open problems of a coverage period. They stand under the key that refusals use as well; the status tells the two
    /// apart (IDN-27).
    pub(super) async fn problems_of(&mut self, period_id: &str) -> Result<Vec<Value>, End> {
        let parameters = [("id", period_id), ("status", "unresolved")];
        let body = match self.call(Operation::ListProblems, &parameters, None).await {
            Ok(body) => body,
            Err(Refusal { body: Some(body), .. }) if self.has(Defect::RefusalAsProblems) => body,
            Err(refusal) => return Err(self.refused(refusal)),
        };
        match body.get("errors").and_then(Value::as_array) {
            Some(problems) => Ok(problems.clone()),
            None => Err(self.unreadable(Some(body))),
        }
    }

    /// Corrects the records that problems are about, says so, and resolves the problems.
    pub(super) async fn reconcile(&mut self, input: &ReconciliationInput) -> Flow {
        let periods = self.group(&input.group)?.periods.clone();
        let mut problems = Vec::new();
        for period in &periods {
            problems.extend(self.problems_of(&period.id).await?);
        }
        let mut resolved = Vec::new();
        for change in &input.corrections {
            let member = self.member(&input.group, &change.person)?;
            let is_theirs =
                |id: &String| *id == member.id || member.dependents.values().any(|known| known == id);
            let concerns = |problem: &&Value| text(problem, "member_id").is_some_and(|id| is_theirs(&id));
            let theirs: Vec<String> =
                problems.iter().filter(concerns).filter_map(|problem| text(problem, "id")).collect();
            if theirs.is_empty() {
                continue;
            }
            self.change(&input.group, change).await?;
            for id in theirs {
                let comment = json!({"comment": {"message": input.message}});
                self.must(Operation::CommentOnProblem, &[("id", &id)], Some(comment)).await?;
                let resolution = json!({"message": input.message});
                self.must(Operation::ResolveProblem, &[("id", &id)], Some(resolution)).await?;
                let fields = [("id", json!(id))];
                self.log(Operation::ResolveProblem, LogLevel::Info, "problem", fields);
                resolved.push(id);
            }
        }
        Ok(End::silent(Outcome::Ok, json!({"resolved": resolved})))
    }
}
