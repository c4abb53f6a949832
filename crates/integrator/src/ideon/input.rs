//! What the integration is asked for. Groups, locations, plans, classifications and people are named by the user's own
//! external identifiers; the ids of Ideon are the integration's business.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Money;

/// One operation with its input.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "do", content = "payload")]
pub enum Task {
    /// Gets a token, or has one already.
    #[serde(rename = "ideon.token")]
    Token,
    /// Sets a group up: its locations, coverage periods, plans and classifications.
    #[serde(rename = "ideon.set_up_group")]
    SetUpGroup(GroupInput),
    /// Finds out which plans a carrier offers.
    #[serde(rename = "ideon.available_plans")]
    AvailablePlans(AvailabilityInput),
    /// Adds people with the coverage that they have at the beginning.
    #[serde(rename = "ideon.enroll")]
    Enroll(EnrollmentInput),
    /// Says for each coverage period of a group that all is there.
    #[serde(rename = "ideon.complete_setup")]
    CompleteSetup(GroupRef),
    /// Adds somebody who was hired, with the first elections.
    #[serde(rename = "ideon.hire")]
    Hire(EnrollmentInput),
    /// Changes records of people, without any change of coverage.
    #[serde(rename = "ideon.update")]
    Update(UpdateInput),
    /// Changes the coverage of a family after a life event.
    #[serde(rename = "ideon.change_coverage")]
    ChangeCoverage(CoverageInput),
    /// Repairs what was sent of a life event.
    #[serde(rename = "ideon.correct_coverage")]
    CorrectCoverage(CorrectionInput),
    /// Ends the employment of somebody, and the coverage of the family.
    #[serde(rename = "ideon.terminate")]
    Terminate(TerminationInput),
    /// Continues coverage under COBRA.
    #[serde(rename = "ideon.cobra")]
    Cobra(CobraInput),
    /// Takes coverage back that never took effect.
    #[serde(rename = "ideon.cancel_coverage")]
    CancelCoverage(CancellationInput),
    /// Goes on with a carrier for another plan year.
    #[serde(rename = "ideon.renew")]
    Renew(RenewalInput),
    /// Lists all subscribers of a group.
    #[serde(rename = "ideon.list_subscribers")]
    ListSubscribers(ListInput),
    /// Reads a group.
    #[serde(rename = "ideon.read_group")]
    ReadGroup(GroupRef),
    /// Lists the open enrollment problems of a group.
    #[serde(rename = "ideon.problems")]
    Problems(GroupRef),
    /// Corrects what enrollment problems are about, and resolves them.
    #[serde(rename = "ideon.reconcile")]
    Reconcile(ReconciliationInput),
    /// Asks for hooks about a group. Where they go to is agreed with Ideon outside of the API.
    #[serde(rename = "ideon.subscribe")]
    Subscribe(GroupRef),
    /// Takes in a hook.
    #[serde(rename = "ideon.hook")]
    Hook(HookInput),
    /// Reads what the hooks so far were about.
    #[serde(rename = "ideon.catch_up")]
    CatchUp,
    /// Reads everything that a hook could be about, whether one came or not.
    #[serde(rename = "ideon.poll")]
    Poll,
}

/// A group, by its external identifier.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GroupRef {
    /// The group's external identifier.
    pub group: String,
}

/// A group, and what it offers to its people.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct GroupInput {
    /// The user's own name of the group.
    pub external_identifier: String,
    /// Whether Ideon is to apply for the insurance; otherwise it is in force already.
    #[serde(default)]
    pub first_application: bool,
    /// The employer's name.
    pub organization_name: String,
    /// Nine digits.
    pub fein: String,
    /// The first one is the primary location.
    pub locations: Vec<LocationInput>,
    /// The first day of the plan year.
    pub plan_year_start: String,
    /// Its last day; none for evergreen coverage.
    #[serde(default)]
    pub plan_year_end: Option<String>,
    /// What is offered, by whichever carriers.
    pub plans: Vec<PlanInput>,
    /// How the employees are classified.
    #[serde(default)]
    pub employment_classifications: Vec<ClassificationInput>,
}

/// A place of work.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct LocationInput {
    /// The user's own name of it.
    pub external_identifier: String,
    /// The address, by Ideon's names of its members.
    pub employer_address: Value,
}

/// A plan that is offered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PlanInput {
    /// The user's own name of it.
    pub external_identifier: String,
    /// By Ideon's name of the carrier.
    pub carrier_name: String,
    /// Such as `medical`.
    pub product_line: String,
    /// Such as `preferred_provider_organization`.
    pub product_type: String,
    /// What it is called.
    pub description: String,
    /// Premiums by tier, such as `employee_only`.
    #[serde(default)]
    pub premiums: BTreeMap<String, Money>,
}

/// A class of employees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ClassificationInput {
    /// The user's own name of it.
    pub external_identifier: String,
    /// Who belongs to it.
    pub description: String,
    /// Since when it exists.
    pub start_date: String,
    /// `department`, `division`, `class`, `subgroup` or `region`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Which plans to ask a carrier for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AvailabilityInput {
    /// The group.
    pub group: String,
    /// Of which carrier.
    pub carrier_name: String,
    /// Such as `medical`.
    pub product_line: String,
    /// Only these plans.
    #[serde(default)]
    pub hios_ids: Vec<String>,
    /// Items on each page; 100 when it is not given.
    #[serde(default)]
    pub per_page: Option<usize>,
}

/// People to add.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct EnrollmentInput {
    /// To which group.
    pub group: String,
    /// Whom, in order.
    pub people: Vec<PersonInput>,
}

/// An employee with the family.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PersonInput {
    /// The user's own name of the employee.
    pub external_identifier: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// `male`, `female` or `unknown`.
    pub gender: String,
    /// Nine digits.
    pub social_security_number: String,
    /// By Ideon's names of its members.
    pub residential_address: Value,
    /// The user's own name of the place of work; the primary location when it is not given.
    #[serde(default)]
    pub location: Option<String>,
    /// The class that the employee belongs to.
    #[serde(default)]
    pub classification: Option<ClassificationRef>,
    /// The first day of work.
    pub employment_start_date: String,
    /// Dollars a year.
    #[serde(default)]
    pub annual_earnings: Option<Money>,
    /// Dependents of the employee.
    #[serde(default)]
    pub dependents: Vec<DependentInput>,
    /// What is elected.
    #[serde(default)]
    pub elections: Vec<ElectionInput>,
}

/// A class of employees, and since when somebody belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ClassificationRef {
    /// The user's own name of it.
    pub external_identifier: String,
    /// Since when.
    pub effective_date: String,
}

/// A member of an employee's family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct DependentInput {
    /// The user's own name of the dependent.
    pub external_identifier: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// `male`, `female` or `unknown`.
    pub gender: String,
    /// Such as `child`.
    pub subscriber_relationship: String,
    /// Nine digits.
    #[serde(default)]
    pub social_security_number: Option<String>,
}

/// A plan that a family elects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ElectionInput {
    /// The user's own name of the plan.
    pub plan: String,
    /// The first day of coverage.
    pub start_date: String,
    /// Dollars that are insured, where the plan insures an amount.
    #[serde(default)]
    pub volume: Option<Money>,
}

/// Changes of records, in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct UpdateInput {
    /// The group.
    pub group: String,
    /// The changes.
    pub changes: Vec<RecordChange>,
}

/// A change of one employee's record.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RecordChange {
    /// The employee, by the user's own name.
    pub person: String,
    /// Members of the subscriber and their new values, by Ideon's names.
    pub set: Map<String, Value>,
}

/// New coverage after a life event.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CoverageInput {
    /// The group.
    pub group: String,
    /// The employee, by the user's own name.
    pub person: String,
    /// What happened, such as `marriage`, by Ideon's name of it.
    pub event: String,
    /// When it happened.
    pub date: String,
    /// Who joins the family.
    #[serde(default)]
    pub new_dependents: Vec<DependentInput>,
    /// What is elected now.
    pub elections: Vec<ElectionInput>,
}

/// A repair of the life event that was sent last for a plan.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CorrectionInput {
    /// The group.
    pub group: String,
    /// The employee, by the user's own name.
    pub person: String,
    /// The elections as they should have been.
    pub elections: Vec<ElectionInput>,
}

/// The end of an employment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TerminationInput {
    /// The group.
    pub group: String,
    /// The employee, by the user's own name.
    pub person: String,
    /// The last day of employment and of coverage.
    pub date: String,
}

/// Coverage that goes on under COBRA.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CobraInput {
    /// The group.
    pub group: String,
    /// The employee, by the user's own name.
    pub person: String,
    /// The last day of employment; it is told first where it has not been told.
    pub terminated_on: String,
    /// What goes on.
    pub elections: Vec<ElectionInput>,
}

/// Coverage that never took effect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CancellationInput {
    /// The group.
    pub group: String,
    /// The employee, by the user's own name.
    pub person: String,
    /// The user's own name of the plan.
    pub plan: String,
}

/// Another plan year with a carrier.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct RenewalInput {
    /// The group.
    pub group: String,
    /// By Ideon's name of the carrier.
    pub carrier_name: String,
    /// The first day of the new plan year.
    pub plan_year_start: String,
    /// Its last day; none for evergreen coverage.
    #[serde(default)]
    pub plan_year_end: Option<String>,
    /// What is offered in the new year.
    pub plans: Vec<PlanInput>,
}

/// Which list to read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListInput {
    /// The group.
    pub group: String,
    /// Items on each page; 100 when it is not given.
    #[serde(default)]
    pub per_page: Option<usize>,
}

/// What to correct because of enrollment problems.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ReconciliationInput {
    /// The group.
    pub group: String,
    /// The corrections; problems of everybody else are left open.
    pub corrections: Vec<RecordChange>,
    /// What Ideon is told.
    pub message: String,
}

/// A hook as it came.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct HookInput {
    /// Its body.
    pub hook: Value,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_task_is_read_from_json_and_money_from_a_text() {
        let read = |task| serde_json::from_value::<Task>(task);
        assert_eq!(read(json!({"do": "ideon.poll"})).unwrap(), Task::Poll);
        let plan = |premium: Value| {
            json!({"external_identifier": "p", "carrier_name": "anthem", "product_line": "medical", "description": "d",
                "product_type": "indemnity", "premiums": {"employee_only": premium}})
        };
        let renewal = |premium| {
            json!({"do": "ideon.renew", "payload": {"group": "g", "carrier_name": "anthem", "plan_year_start": "2027-01-01",
                "plans": [plan(premium)]}})
        };
        let Task::Renew(input) = read(renewal(json!("512.07"))).unwrap() else { panic!("not a renewal") };
        assert_eq!(input.plans[0].premiums["employee_only"].cents(), 51_207);
        assert!(read(renewal(json!(512.07))).is_err(), "a binary fraction is no exact amount");
    }
}
