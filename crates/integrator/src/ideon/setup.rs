//! Setting a group up: the group, its locations, a coverage period for each carrier, plans and classifications.

use serde_json::{Value, json};

use super::{
    ClassificationInput, Defect, GroupInput, LocationInput, Operation, PlanInput,
    answer::resource,
    book::{Group, Period, Plan},
    money::Written,
    run::Run,
    words,
};
use crate::{
    LogLevel, Outcome,
    answer::text,
    end::{End, Flow},
};

/// A plan year with one carrier.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanYear<'a> {
    pub(super) carrier_name: &'a str,
    pub(super) start: &'a str,
    pub(super) end: Option<&'a str>,
    pub(super) enrollment_type: &'static str,
}

/// The members of a coverage period that the documents name.
const PERIOD_MEMBERS: [&str; 17] = [
    "id",
    "external_identifier",
    "coverage_start_date",
    "coverage_end_date",
    "distribution_format",
    "group_application_signature",
    "open_enrollment_end_date",
    "open_enrollment_start_date",
    "additional_information",
    "state",
    "carrier_name",
    "carrier_group_number",
    "enrollment_type",
    "next_send_time",
    "term_by_omission",
    "cobra_supported",
    "file_type",
];

impl Run<'_> {
    /// Makes everything that a group needs before its people come.
    pub(super) async fn set_up_group(&mut self, input: &GroupInput) -> Flow {
        let Some((primary, further)) = input.locations.split_first() else {
            return Err(End::asks_for("locations", words::unknown("location", "")));
        };
        let name = &input.external_identifier;
        let group = self.create_group(input, primary).await?;
        self.book.first_group_id.get_or_insert_with(|| group.id.clone());
        self.book.groups.insert(name.clone(), group);
        for location in further {
            self.create_location(name, location).await?;
        }
        for plan in &input.plans {
            self.create_plan(
                name,
                plan,
                &PlanYear {
                    carrier_name: &plan.carrier_name,
                    start: &input.plan_year_start,
                    end: input.plan_year_end.as_deref(),
                    enrollment_type: if input.first_application {
                        "initial_installment"
                    } else {
                        "member_management"
                    },
                },
            )
            .await?;
        }
        for classification in &input.employment_classifications {
            self.create_classification(name, classification).await?;
        }
        Self::done()
    }

    async fn create_group(&mut self, input: &GroupInput, primary: &LocationInput) -> Result<Group, End> {
        // Installments are for groups for which Ideon carries out the first application, and for no others (IDN-286).
        let is_installment = match self.integration.defect {
            Some(Defect::InstallmentForGroupInForce) => true,
            Some(Defect::GroupForFirstApplication) => false,
            _ => input.first_application,
        };
        let operation =
            if is_installment { Operation::CreateGroupInstallment } else { Operation::CreateGroup };
        let body = json!({"group": {
            "external_identifier": input.external_identifier,
            "employer": {"organization_name": input.organization_name, "fein": input.fein},
            "primary_location": location_body(primary),
            "secondary_locations": [],
            "producers_of_record": [],
        }});
        let made = self.must(operation, &[], Some(body)).await?;
        let made = resource(&made, "group");
        let id = self.need("group_id", made)?;
        let location_id = self.need("location_id", resource(made, "primary_location"))?;
        self.stored(operation, &input.external_identifier, &id);
        Ok(Group {
            id,
            primary_location: primary.external_identifier.clone(),
            locations: [(primary.external_identifier.clone(), location_id)].into(),
            plan_year: (input.plan_year_start.clone(), input.plan_year_end.clone()),
            is_installment: input.first_application,
            ..Group::default()
        })
    }

    async fn create_location(&mut self, group: &str, location: &LocationInput) -> Result<(), End> {
        let group_id = self.group(group)?.id.clone();
        let body = json!({"location": location_body(location)});
        let operation = Operation::CreateLocation;
        let made = self.must(operation, &[("id", &group_id)], Some(body)).await?;
        let id = self.need("location_id", resource(&made, "location"))?;
        self.stored(operation, &location.external_identifier, &id);
        self.group_mut(group)?.locations.insert(location.external_identifier.clone(), id);
        Ok(())
    }

    /// The coverage period with this carrier in this plan year; there is one, and it is made when it is first needed
    /// (IDN-304).
    pub(super) async fn period(&mut self, group: &str, year: &PlanYear<'_>) -> Result<String, End> {
        if year.start.is_empty() {
            return Err(End::asks_for("plan_year_start", words::NO_PLAN_YEAR.to_owned()));
        }
        let known = self.group(group)?;
        let is_it = |period: &&Period| match self.integration.defect {
            Some(Defect::PeriodPerPlan) => false,
            Some(Defect::OnePeriodForAllCarriers) => period.start == year.start,
            Some(Defect::RenewsInTheOldPeriod) => period.carrier_name == year.carrier_name,
            _ => period.carrier_name == year.carrier_name && period.start == year.start,
        };
        if let Some(period) = known.periods.iter().find(is_it) {
            return Ok(period.id.clone());
        }
        let group_id = known.id.clone();
        let external_identifier = format!("{group}-{}-{}", year.carrier_name, year.start);
        let mut period = json!({
            "external_identifier": external_identifier,
            "carrier_name": year.carrier_name,
            "coverage_start_date": year.start,
            "enrollment_type": year.enrollment_type,
        });
        if let Some(end) = year.end {
            period["coverage_end_date"] = json!(end);
        }
        let operation = Operation::CreateCoveragePeriod;
        let parameters = [("id", group_id.as_str()), ("carrier_name", year.carrier_name)];
        let made = self.must(operation, &parameters, Some(json!({"coverage_period": period}))).await?;
        let made = self.read_period(&made)?;
        let id = self.need("coverage_period_id", made)?;
        self.stored(operation, &external_identifier, &id);
        if let Some(state) = text(made, "state") {
            self.integration.watch().state(&id, &state);
        }
        self.group_mut(group)?.periods.push(Period {
            id: id.clone(),
            carrier_name: year.carrier_name.to_owned(),
            start: year.start.to_owned(),
            is_complete: false,
            plans: [].into(),
        });
        Ok(id)
    }

    /// The coverage period in an answer. What else it has than we know is no business of ours (IDN-35).
    pub(super) fn read_period<'b>(&self, body: &'b Value) -> Result<&'b Value, End> {
        let period = resource(body, "coverage_period");
        let is_known = |name: &String| PERIOD_MEMBERS.contains(&name.as_str());
        let all_known = period.as_object().is_some_and(|members| members.keys().all(is_known));
        if self.has(Defect::RefusesUnknownMembers) && !all_known {
            return Err(self.unreadable(Some(body.clone())));
        }
        Ok(period)
    }

    /// Adds a plan to the coverage period that it belongs to.
    pub(super) async fn create_plan(
        &mut self,
        group: &str,
        plan: &PlanInput,
        year: &PlanYear<'_>,
    ) -> Result<(), End> {
        let period_id = self.period(group, year).await?;
        let mut body = json!({
            "external_identifier": plan.external_identifier,
            "product_line": plan.product_line,
            "product_type": plan.product_type,
            "description": plan.description,
        });
        if !plan.premiums.is_empty() {
            let written = self.written(Defect::DecimalPremiums);
            body["composite_rate_premiums"] =
                plan.premiums.iter().map(|(tier, money)| (tier.clone(), money.value(written))).collect();
        }
        let operation = Operation::CreatePlan;
        let made = self.must(operation, &[("id", &period_id)], Some(json!({"plan": body}))).await?;
        let id = self.need("plan_id", resource(&made, "plan"))?;
        self.stored(operation, &plan.external_identifier, &id);
        let made = Plan { id, product_line: plan.product_line.clone() };
        let period = self.group_mut(group)?.periods.iter_mut().find(|period| period.id == period_id);
        if let Some(period) = period {
            period.plans.insert(plan.external_identifier.clone(), made);
        }
        Ok(())
    }

    /// How money is written: in cents, but for a defect.
    pub(super) fn written(&self, in_dollars: Defect) -> Written {
        match self.integration.defect {
            Some(defect) if defect == in_dollars => Written::Dollars,
            Some(Defect::LosesACent) => Written::CutOff,
            _ => Written::Cents,
        }
    }

    async fn create_classification(
        &mut self,
        group: &str,
        classification: &ClassificationInput,
    ) -> Result<(), End> {
        let group_id = self.group(group)?.id.clone();
        let body = json!({"employment_classification": {
            "external_identifier": classification.external_identifier,
            "description": classification.description,
            "start_date": classification.start_date,
            "type": classification.kind,
        }});
        let operation = Operation::CreateClassification;
        let made = self.must(operation, &[("id", &group_id)], Some(body)).await?;
        let id = self.need("employment_classification_id", resource(&made, "employment_classification"))?;
        self.stored(operation, &classification.external_identifier, &id);
        let kept = (classification.kind.clone(), id);
        self.group_mut(group)?.classifications.insert(classification.external_identifier.clone(), kept);
        Ok(())
    }

    /// Says that all is there: once for each coverage period (IDN-303).
    pub(super) async fn complete_setup(&mut self, group: &str) -> Flow {
        let periods = self.group(group)?.periods.clone();
        let most = if self.has(Defect::CompletesFirstPeriodOnly) { 1 } else { periods.len() };
        for period in periods.iter().take(most) {
            if !period.is_complete || self.has(Defect::CompletesSetupAgain) {
                self.complete_period(group, &period.id).await?;
            }
        }
        Self::done()
    }

    /// Completes the setup of one coverage period.
    pub(super) async fn complete_period(&mut self, group: &str, id: &str) -> Result<(), End> {
        let made = self.must(Operation::CompleteSetup, &[("id", id)], None).await?;
        if let Some(state) = text(self.read_period(&made)?, "state") {
            self.integration.watch().state(id, &state);
        }
        let period = self.group_mut(group)?.periods.iter_mut().find(|period| period.id == id);
        if let Some(period) = period {
            period.is_complete = true;
        }
        Ok(())
    }

    /// Notes that an id is kept for later steps.
    pub(super) fn stored(&mut self, operation: Operation, external_identifier: &str, id: &str) {
        let fields = [("external_identifier", json!(external_identifier)), ("id", json!(id))];
        self.log(operation, LogLevel::Info, "stored", fields);
    }

    /// Reads a group. That it has errors of its own does not make the reading fail (IDN-27).
    pub(super) async fn read_group(&mut self, group: &str) -> Flow {
        let id = self.group(group)?.id.clone();
        let body = self.must(Operation::RetrieveGroup, &[("id", &id)], None).await?;
        let periods = resource(&body, "group").get("coverage_periods").and_then(Value::as_array);
        let is_whole = |period: &Value| {
            ["next_send_time", "term_by_omission"].iter().all(|name| period.get(name).is_some())
        };
        if self.has(Defect::WantsTypedLists) && !periods.into_iter().flatten().all(is_whole) {
            return Err(self.unreadable(Some(body)));
        }
        Ok(End::silent(Outcome::Ok, body))
    }
}

fn location_body(location: &LocationInput) -> Value {
    json!({
        "type": "physical",
        "external_identifier": location.external_identifier,
        "employer_address": location.employer_address,
    })
}
