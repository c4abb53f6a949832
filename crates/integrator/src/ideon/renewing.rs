//! Another plan year with a carrier: a coverage period of its own, and a setup of its own.

use super::{Defect, RenewalInput, run::Run, setup::PlanYear};
use crate::end::Flow;

impl Run<'_> {
    /// Makes the coverage period of the new year with its plans, and completes its setup (IDN-303, IDN-304).
    pub(super) async fn renew(&mut self, input: &RenewalInput) -> Flow {
        let year = PlanYear {
            carrier_name: &input.carrier_name,
            start: &input.plan_year_start,
            end: input.plan_year_end.as_deref(),
            enrollment_type: "renewal",
        };
        let period_id = self.period(&input.group, &year).await?;
        for plan in &input.plans {
            self.create_plan(&input.group, plan, &year).await?;
        }
        let group = self.group(&input.group)?;
        let is_open = group.periods.iter().any(|period| period.id == period_id && !period.is_complete);
        if is_open && !self.has(Defect::NoSetupForRenewal) {
            self.complete_period(&input.group, &period_id).await?;
        }
        Self::done()
    }
}
