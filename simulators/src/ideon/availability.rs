//! Plan availability requests and available plans (dossier 3.5): a query that the carrier answers later.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, What},
};
use crate::{
    http::Response,
    values::{Object, text},
};

/// The product lines that a carrier can be asked for; of any other the query fails, which is assumed.
const PRODUCT_LINES: [&str; 16] = [
    "medical",
    "dental",
    "vision",
    "voluntary_life",
    "non_voluntary_life",
    "accidental_death_dismemberment",
    "voluntary_accidental_death_dismemberment",
    "life_accidental_death_dismemberment",
    "voluntary_life_accidental_death_dismemberment",
    "short_term_disability",
    "long_term_disability",
    "hospital_indemnity",
    "critical_illness",
    "accident",
    "cancer",
    "legal",
];

/// Plans that a carrier offers of a product line when no HIOS id is asked for.
const OFFERED: usize = 12;

/// A query to the carrier.
#[derive(Clone, Debug)]
pub(super) struct Availability {
    id: String,
    data: Object,
    /// When the carrier answers.
    answered_at: OffsetDateTime,
    /// A tester wants the query to fail.
    fails: bool,
}

impl Book {
    /// `create-a-plan-availability-request`. Its body is not wrapped (IDN-Q14).
    pub(super) fn create_a_plan_availability_request(&mut self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let id = self.new_id(What::Availability);
        let at = self.availabilities.len();
        let after = Duration::try_from(self.settings.availability_after).unwrap_or(Duration::MAX);
        let fails = text(&content.body, "product_line").is_some_and(|line| !PRODUCT_LINES.contains(&line));
        let answered_at = call.now.saturating_add(after);
        self.availabilities.push(Availability { id: id.clone(), data: content.body, answered_at, fails });
        self.file(&id, What::Availability, at, period.group);
        let answer = self.wrapped(call, "plan_availability_request", self.availability_view(at, call.now));
        if self.has(Rule::AvailabilityNotStored) {
            self.lose(&id);
        }
        Ok(answer)
    }

    /// `retrieve-a-plan-availability-request`
    pub(super) fn retrieve_a_plan_availability_request(&self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Availability)?.at;
        Ok(self.wrapped(call, "plan_availability_request", self.availability_view(at, call.now)))
    }

    /// `list-available-plans`: none before the carrier has answered, which is assumed.
    pub(super) fn list_available_plans(&self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Availability)?.at;
        let is_complete = self.availability_status(at, call.now) == "complete";
        let plans = if is_complete { self.offers(at) } else { Vec::new() };
        let page = self.page(call, plans.len())?;
        let shown = &plans[page.start..page.end];
        let mut response = Response::json(
            self.success(call.operation),
            json!({
                "meta": {"total": page.total, "page": page.page, "per_page": page.per_page},
                "available_plans": shown,
            }),
        );
        self.tell_page(&mut response, page, call);
        Ok(response)
    }

    /// Lets a query fail. Says whether there is such a one.
    pub(super) fn fail_availability(&mut self, id: &str) -> bool {
        let entry = self.entry(id).filter(|entry| entry.what == What::Availability);
        entry.map(|entry| self.availabilities[entry.at].fails = true).is_some()
    }

    fn availability_status(&self, at: usize, now: OffsetDateTime) -> &'static str {
        let availability = &self.availabilities[at];
        let waits = now < availability.answered_at && !self.has(Rule::AvailabilityAtOnce);
        if waits || self.has(Rule::AvailabilityStaysPending) {
            "pending"
        } else if availability.fails && !self.has(Rule::AvailabilityNeverFails) {
            "error"
        } else {
            "complete"
        }
    }

    fn availability_view(&self, at: usize, now: OffsetDateTime) -> Value {
        let availability = &self.availabilities[at];
        let mut view = availability.data.clone();
        view.insert("id".to_owned(), availability.id.clone().into());
        view.insert("status".to_owned(), self.availability_status(at, now).into());
        Value::Object(view)
    }

    /// What the carrier offers: the plans asked for by HIOS id, or a dozen.
    fn offers(&self, at: usize) -> Vec<Value> {
        let data = &self.availabilities[at].data;
        let line = text(data, "product_line").unwrap_or_default();
        let asked: Vec<&str> = match data.get("hios_ids").and_then(Value::as_array) {
            Some(ids) if !ids.is_empty() && !self.has(Rule::HiosIdsIgnored) => {
                ids.iter().filter_map(Value::as_str).collect()
            }
            _ => Vec::new(),
        };
        let offer = |number: usize, hios_id: String| {
            let kind = ["HMO", "PPO", "EPO", "POS"][number % 4];
            json!({
                "plan_name": format!("Signature {kind} {line} {}", number + 1),
                "plan_type": kind,
                "contract_code": format!("CVNT-{:03}", number + 1),
                "hios_id": hios_id,
            })
        };
        if asked.is_empty() {
            return (0..OFFERED).map(|number| offer(number, format!("49116CA{number:07}"))).collect();
        }
        asked.into_iter().enumerate().map(|(number, id)| offer(number, id.to_owned())).collect()
    }
}
