//! What the integration remembers: the ids of Ideon, by the user's own names, and what it has sent.

use std::collections::BTreeMap;

use serde_json::Value;

/// Everything that is remembered.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// By external identifier.
    pub(super) groups: BTreeMap<String, Group>,
    /// The id of the group that was made first.
    pub(super) first_group_id: Option<String>,
}

/// A group.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) id: String,
    /// Whether Ideon carries out the first application.
    pub(super) is_installment: bool,
    /// First and last day.
    pub(super) plan_year: (String, Option<String>),
    /// The external identifier of the primary location.
    pub(super) primary_location: String,
    /// Ids by external identifier.
    pub(super) locations: BTreeMap<String, String>,
    /// In the order in which they were made.
    pub(super) periods: Vec<Period>,
    /// Kind and id by external identifier.
    pub(super) classifications: BTreeMap<String, (String, String)>,
    /// By external identifier.
    pub(super) members: BTreeMap<String, Member>,
}

/// A coverage period.
#[derive(Clone, Debug)]
pub(super) struct Period {
    pub(super) id: String,
    pub(super) carrier_name: String,
    pub(super) start: String,
    pub(super) is_complete: bool,
    /// By external identifier.
    pub(super) plans: BTreeMap<String, Plan>,
}

/// A plan.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) product_line: String,
}

/// A plan, and the coverage period that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) period_id: String,
    pub(super) plan: Plan,
}

/// An employee with the family.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    pub(super) id: String,
    /// The record as it was sent last, without its dependents.
    pub(super) record: Value,
    /// Ids by external identifier.
    pub(super) dependents: BTreeMap<String, String>,
    /// What is in force or was, by the external identifier of its plan.
    pub(super) coverages: BTreeMap<String, Coverage>,
    /// In the order in which they were sent.
    pub(super) events: Vec<SentEvent>,
    /// The last day of employment, once it was told.
    pub(super) terminated_on: Option<String>,
}

/// Coverage of a family under one plan.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    pub(super) start_date: String,
}

/// A life event that was sent.
#[derive(Clone, Debug)]
pub(super) struct SentEvent {
    pub(super) id: String,
    pub(super) period_id: String,
    /// What was sent of it.
    pub(super) body: Value,
}

impl Group {
    /// The plan that the user names so. A renewed plan has its old name in two years; the latest goes before.
    pub(super) fn plan(&self, external_identifier: &str) -> Option<Found> {
        self.periods.iter().rev().find_map(|period| {
            let plan = period.plans.get(external_identifier)?.clone();
            Some(Found { period_id: period.id.clone(), plan })
        })
    }
}
