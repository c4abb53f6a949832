//! Lists of many pages, and a carrier's plans.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    AvailabilityInput, Defect, ListInput, Operation,
    answer::{Onward, onward, resource},
    run::Run,
    setup::PlanYear,
    words,
};
use crate::{
    Outcome,
    answer::text,
    end::{End, Flow},
};

/// Items on a page when the user does not say.
const PER_PAGE: usize = 100;
/// Pages that are read at most, should a list have no end.
const PAGES_MAX: usize = 10_000;
/// The pause before each look at a request that a carrier answers.
const POLL: Duration = Duration::from_secs(5);
/// The looks at it before the user is told that the carrier takes longer: ten minutes.
const POLLS_MAX: usize = 120;

impl Run<'_> {
    /// Everything in a list, page by page until none is left (IDN-14).
    async fn all(
        &mut self,
        operation: Operation,
        id: &str,
        member: &str,
        per_page: Option<usize>,
    ) -> Result<Vec<Value>, End> {
        let per_page = per_page.unwrap_or(PER_PAGE).max(1);
        let mut all = Vec::new();
        for page in 1..=PAGES_MAX {
            let (number, size) = (page.to_string(), per_page.to_string());
            let parameters = [("id", id), ("page", number.as_str()), ("per_page", size.as_str())];
            let body = self.must(operation, &parameters, None).await?;
            let Some(items) = body.get(member).and_then(Value::as_array).cloned() else {
                return Err(self.unreadable(Some(body)));
            };
            let count = items.len();
            if self.has(Defect::DropsTheShortPage) && count < per_page {
                break;
            }
            all.extend(items);
            let onward = self.answer().map_or(Onward::Unknown, |answer| onward(answer, all.len()));
            // Where the headers say nothing, only an empty page is surely the last one: a vendor may give less than asked.
            let is_last = count == 0 || onward == Onward::End;
            if is_last || self.has(Defect::FirstPageOnly) {
                break;
            }
        }
        Ok(all)
    }

    /// All subscribers of a group.
    pub(super) async fn list_subscribers(&mut self, input: &ListInput) -> Flow {
        let id = self.group(&input.group)?.id.clone();
        let all = self.all(Operation::ListSubscribers, &id, "subscribers", input.per_page).await?;
        Ok(End::silent(Outcome::Ok, json!({"subscribers": all})))
    }

    /// Asks a carrier for its plans, waits until it has answered, and lists them (IDN-312).
    pub(super) async fn available_plans(&mut self, input: &AvailabilityInput) -> Flow {
        let group = self.group(&input.group)?;
        let (start, end) = group.plan_year.clone();
        let is_installment = group.is_installment;
        let year = PlanYear {
            carrier_name: &input.carrier_name,
            start: &start,
            end: end.as_deref(),
            enrollment_type: if is_installment { "initial_installment" } else { "member_management" },
        };
        let period_id = self.period(&input.group, &year).await?;
        let mut body = json!({"product_line": input.product_line});
        if !input.hios_ids.is_empty() {
            body["hios_ids"] = json!(input.hios_ids);
        }
        let operation = Operation::CreatePlanAvailabilityRequest;
        let made = self.must(operation, &[("id", &period_id)], Some(body)).await?;
        let made = resource(&made, "plan_availability_request");
        let id = self.need("plan_availability_request_id", made)?;
        let status = self.answered(&id, text(made, "status")).await?;
        match status.as_deref() {
            Some("complete") => {}
            _ if self.has(Defect::ListsPlansBeforeComplete) => {}
            Some("error") => return Err(End::told(Outcome::Error, words::CARRIER_FAILED, None)),
            _ => return Err(End::told(Outcome::Waiting, words::STILL_PENDING, None)),
        }
        let all = self.all(Operation::ListAvailablePlans, &id, "available_plans", input.per_page).await?;
        Ok(End::silent(Outcome::Ok, json!({"available_plans": all})))
    }

    /// The status of a request once it is no longer pending, or after the last look.
    async fn answered(&mut self, id: &str, mut status: Option<String>) -> Result<Option<String>, End> {
        let most = match self.integration.defect {
            Some(Defect::ListsPlansBeforeComplete) => 0,
            Some(Defect::PollsOnce) => 1,
            _ => POLLS_MAX,
        };
        for _ in 0..most {
            if status.as_deref() != Some("pending") {
                break;
            }
            self.integration.clock.sleep(POLL).await;
            let operation = Operation::RetrievePlanAvailabilityRequest;
            let read = self.must(operation, &[("id", id)], None).await?;
            status = text(resource(&read, "plan_availability_request"), "status");
        }
        Ok(status)
    }
}
