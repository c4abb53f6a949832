//! Contributions (dossier 3.4): how group and employees share the cost.

use serde_json::Value;

use super::{
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, Record, What},
};

impl Book {
    /// `create-a-contribution`. Its answer does not name the coverage period (IDN-Q20).
    pub(super) fn create_a_contribution(&mut self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let id = self.new_id(What::Contribution);
        let at = self.contributions.len();
        let (group, data) = (period.group, content.body);
        self.contributions.push(Record { id: id.clone(), period: Some(period.at), data });
        self.file(&id, What::Contribution, at, group);
        if self.has(Rule::ContributionNotStored) {
            self.lose(&id);
        } else {
            self.periods[period.at].contributions.push(at);
        }
        Ok(self.wrapped(call, "contribution", self.contribution_view(at, false)))
    }

    /// `list-contributions`
    pub(super) fn list_contributions(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let places = self.listed(&self.periods[period].contributions, self.contributions.len());
        let mut all: Vec<_> = places.iter().map(|at| self.contribution_view(*at, false)).collect();
        if self.has(Rule::LastContributionUnlisted) {
            all.pop();
        }
        Ok(self.wrapped(call, "contributions", Value::Array(all)))
    }

    /// `retrieve-a-contribution`
    pub(super) fn retrieve_a_contribution(&self, call: &Call) -> Outcome {
        let contribution = self.locate(call, What::Contribution)?.at;
        Ok(self.wrapped(call, "contribution", self.contribution_view(contribution, true)))
    }

    /// `update-a-contribution`
    pub(super) fn update_a_contribution(&mut self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Contribution)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let mut data = std::mem::take(&mut self.contributions[at].data);
        self.put(&mut data, content.body);
        self.contributions[at].data = data;
        Ok(self.wrapped(call, "contribution", self.contribution_view(at, true)))
    }

    fn contribution_view(&self, at: usize, names_period: bool) -> Value {
        let contribution = &self.contributions[at];
        let mut view = contribution.data.clone();
        view.insert("id".to_owned(), contribution.id.clone().into());
        if let Some(period) = contribution.period.filter(|_| names_period) {
            view.insert("coverage_period_id".to_owned(), self.periods[period].id.clone().into());
        }
        Value::Object(view)
    }
}
