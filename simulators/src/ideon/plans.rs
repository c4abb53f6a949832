//! Plans (dossier 3.6) and employment classifications (3.7). Their updates are for group installments only.

use serde_json::Value;

use super::{
    errors::Refusal,
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, Record, What},
};

/// What an update of a plan cannot change (\[planput\]).
const FIXED: [&str; 3] = ["product_line", "product_type", "voluntary"];

impl Book {
    /// `create-a-plan`
    pub(super) fn create_a_plan(&mut self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        if self.has(Rule::OnePlan) && !self.periods[period.at].plans.is_empty() {
            return Err(Refusal::value("plan", "the coverage period has a plan"));
        }
        let id = self.new_id(What::Plan);
        let at = self.plans.len();
        let (group, data) = (period.group, content.body);
        self.plans.push(Record { id: id.clone(), period: Some(period.at), data });
        self.file(&id, What::Plan, at, group);
        if self.has(Rule::PlanNotStored) {
            self.lose(&id);
        } else {
            self.periods[period.at].plans.push(at);
        }
        Ok(self.wrapped(call, "plan", self.plan_view(at)))
    }

    /// `update-a-plan`
    pub(super) fn update_a_plan(&mut self, call: &Call) -> Outcome {
        let entry = self.locate(call, What::Plan)?;
        self.installment_only(entry.group, call)?;
        let mut content = self.content(call)?;
        for name in FIXED {
            let differs = content
                .body
                .get(name)
                .is_some_and(|sent| self.plans[entry.at].data.get(name).is_some_and(|known| known != sent));
            if differs && !self.has(Rule::PlanLineChanges) {
                content.refuse(name, format!("{name} cannot change"));
            }
        }
        self.settle(call.operation, content.problems)?;
        let fixed: Vec<_> = FIXED
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), self.plans[entry.at].data.get(name)?.clone())))
            .collect();
        let mut data = std::mem::take(&mut self.plans[entry.at].data);
        self.put(&mut data, content.body);
        for (name, value) in fixed {
            data.entry(name).or_insert(value);
        }
        self.plans[entry.at].data = data;
        Ok(self.wrapped(call, "plan", self.plan_view(entry.at)))
    }

    /// A plan: what was sent, its id, and its period, which is assumed (dossier section 9).
    pub(super) fn plan_view(&self, at: usize) -> Value {
        let plan = &self.plans[at];
        let mut view = plan.data.clone();
        view.insert("id".to_owned(), plan.id.clone().into());
        if let Some(period) = plan.period {
            view.insert("coverage_period_id".to_owned(), self.periods[period].id.clone().into());
        }
        Value::Object(view)
    }

    /// `create-an-employment-classification`
    pub(super) fn create_an_employment_classification(&mut self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let id = self.new_id(What::Classification);
        let at = self.classifications.len();
        self.classifications.push(Record { id: id.clone(), period: None, data: content.body });
        self.file(&id, What::Classification, at, group);
        if self.has(Rule::ClassificationNotStored) {
            self.lose(&id);
        } else {
            self.groups[group].classifications.push(at);
        }
        Ok(self.wrapped(call, "employment_classification", self.classification_view(at)))
    }

    /// `update-an-employment-classification`
    pub(super) fn update_an_employment_classification(&mut self, call: &Call) -> Outcome {
        let entry = self.locate(call, What::Classification)?;
        self.installment_only(entry.group, call)?;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let mut data = std::mem::take(&mut self.classifications[entry.at].data);
        self.put(&mut data, content.body);
        self.classifications[entry.at].data = data;
        Ok(self.wrapped(call, "employment_classification", self.classification_view(entry.at)))
    }

    pub(super) fn classification_view(&self, at: usize) -> Value {
        let classification = &self.classifications[at];
        let mut view = classification.data.clone();
        view.insert("id".to_owned(), classification.id.clone().into());
        Value::Object(view)
    }
}
