//! Valid bodies of all operations that take one: the smallest that is accepted, in the names of the reference.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::people::Person;

/// The carrier of coverage periods: one that takes a group number of six digits.
pub(super) const CARRIER: &str = "guardian";

/// One that takes such a number too, and that the simulator sends files to.
pub(super) const FILE_CARRIER: &str = "anthem";

/// Days of a plan year, as they are written. The plan year is the next calendar year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Days {
    this: i32,
}

impl Days {
    pub(super) const fn of(now: OffsetDateTime) -> Self {
        Self { this: now.year() }
    }

    pub(super) fn start(&self) -> String {
        format!("{}-01-01", self.this + 1)
    }

    pub(super) fn end(&self) -> String {
        format!("{}-12-31", self.this + 1)
    }

    /// Elections for the plan year begin.
    pub(super) fn enrollment_start(&self) -> String {
        format!("{}-11-01", self.this)
    }

    /// Elections for the plan year are over.
    pub(super) fn enrollment_end(&self) -> String {
        format!("{}-11-30", self.this)
    }

    /// When employees of a scenario were hired.
    pub(super) fn hired(&self) -> String {
        format!("{}-03-01", self.this - 1)
    }

    /// When somebody of a scenario left: in the middle of the plan year.
    pub(super) fn employment_end(&self) -> String {
        format!("{}-06-30", self.this + 1)
    }

    /// A day not long ago on which something was signed.
    pub(super) fn signed(&self) -> String {
        format!("{}-06-01", self.this)
    }
}

/// What a body is made of beside constants. What an operation has no use for is empty.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    /// Our own key.
    pub(super) external: String,
    /// Another one, for the thing inside that has one of its own.
    pub(super) inner: String,
    pub(super) person: Option<Person>,
    /// Ids.
    pub(super) location: String,
    pub(super) period: String,
    pub(super) classification: String,
    pub(super) plan: Option<String>,
    /// The carrier of a coverage period.
    pub(super) carrier: &'static str,
    pub(super) days: Days,
}

pub(super) fn address() -> Value {
    json!({
        "address_line_1": "1 Covenant Way",
        "city": "Kansas City",
        "state": "MO",
        "zip": "64108",
    })
}

/// An employer's number that the tax authority does not give out: it has no prefix 00.
pub(super) fn fein(external: &str) -> String {
    let digits = external.bytes().fold(0_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 9_999_991);
    format!("00{digits:07}")
}

fn group(parts: &Parts) -> Value {
    json!({"group": {
        "external_identifier": parts.external,
        "employer": {
            "organization_name": "Covenant Test Works",
            "fein": fein(&parts.external),
        },
        "primary_location": {
            "type": "physical",
            "external_identifier": parts.inner,
            "employer_address": address(),
        },
        "secondary_locations": [],
        "producers_of_record": [],
    }})
}

fn location(parts: &Parts) -> Value {
    json!({"location": {
        "type": "physical",
        "external_identifier": parts.external,
        "employer_address": address(),
    }})
}

fn contribution() -> Value {
    json!({"contribution": {
        "product_line": "medical",
        "type": "percent",
        "contribution_amounts": {"subscriber": 80},
        "contributor": "employer",
    }})
}

fn classification(parts: &Parts) -> Value {
    json!({"employment_classification": {
        "external_identifier": parts.external,
        "description": "All employees of Covenant Test Works",
        "start_date": parts.days.hired(),
        "type": "class",
    }})
}

fn subscriber(parts: &Parts, person: &Person) -> Value {
    json!({"subscriber": {
        "external_identifier": parts.external,
        "location_id": parts.location,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "social_security_number": person.ssn,
        "birth_date": "1990-01-01",
        "gender": "female",
        "employment_details": {"start_date": parts.days.hired(), "status": "active"},
        "residential_address": address(),
    }})
}

fn dependent(parts: &Parts, person: &Person) -> Value {
    json!({"dependent": {
        "external_identifier": parts.external,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "birth_date": "2016-05-06",
        "gender": "male",
        "subscriber_relationship": "child",
    }})
}

fn event(parts: &Parts) -> Value {
    let elections = parts.plan.as_ref().map_or_else(|| json!({}), |plan| json!({"medical": plan}));
    json!({"qualifying_life_event": {
        "event": "initial_enrollment",
        "date": parts.days.start(),
        "eligibility_start_date": parts.days.start(),
        "coverage_period_id": parts.period,
        "external_identifier": parts.external,
        "plan_elections": elections,
    }})
}

/// The smallest body of an operation; none for one that takes none. Forms are not JSON and stand in [`super::calls`].
pub(super) fn smallest(operation: &str, parts: &Parts) -> Option<Value> {
    Some(match operation {
        "create-a-group" | "create-a-group-installment" | "update-a-group-installment" => group(parts),
        "create-a-location" => location(parts),
        "create-a-coverage-period" => json!({"coverage_period": {
            "external_identifier": parts.external,
            "coverage_start_date": parts.days.start(),
            "carrier_name": parts.carrier,
        }}),
        "update-a-coverage-period" => json!({"coverage_period": {
            "coverage_end_date": parts.days.end(),
        }}),
        "create-a-contribution" | "update-a-contribution" => contribution(),
        "create-a-plan-availability-request" => json!({"product_line": "medical"}),
        "create-a-plan" => json!({"plan": {
            "external_identifier": parts.external,
            "description": "Covenant Test HMO",
            "product_line": "medical",
            "product_type": "health_maintenance_organization",
        }}),
        "update-a-plan" => json!({"plan": {
            "external_identifier": parts.external,
            "description": "Covenant Test HMO, corrected",
        }}),
        "create-an-employment-classification" | "update-an-employment-classification" => {
            classification(parts)
        }
        "create-a-subscriber" | "update-a-subscriber" => subscriber(parts, parts.person.as_ref()?),
        "create-a-dependent" | "update-a-dependent" => dependent(parts, parts.person.as_ref()?),
        "create-a-qle" | "update-a-qle" => event(parts),
        "comment-on-an-enrollment-problem" => json!({"comment": {
            "message": "Covenant looks into it.",
        }}),
        "resolve-an-enrollment-problem" => json!({"message": "Covenant has corrected the data."}),
        "attach-signed-supporting-document" => json!({"supporting_document": {
            "file": FILE,
            "filename": "covenant.pdf",
        }}),
        "subscribe-to-group-updates" => json!({}),
        _ => return None,
    })
}

/// "%PDF-1.4" and a line feed.
pub(super) const FILE: &str = "JVBERi0xLjQK";
