//! Valid bodies with every member that the reference has: what the rows about single members spoil.

use serde_json::{Map, Value, json};

use super::{
    bodies::{self, CARRIER, FILE, Parts, fein, smallest},
    people::Person,
};

/// Nobody's mail, and a number that is never given out.
const MAIL: &str = "covenant@example.com";
const PHONE: &str = "+12025550123";

/// The lines of a plan's coverage.
pub(super) const PRODUCT_LINES: [&str; 16] = [
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

/// The body of an operation with every member; none for one that takes none.
pub(super) fn fullest(operation: &str, parts: &Parts) -> Option<Value> {
    Some(match operation {
        "create-a-group" | "create-a-group-installment" | "update-a-group-installment" => {
            group(parts, parts.person.as_ref()?)
        }
        "create-a-location" => json!({"location": location(&parts.external, parts.person.as_ref()?)}),
        "create-a-coverage-period" => {
            let mut period = period(parts);
            period.insert("carrier_name".to_owned(), json!(parts.carrier));
            json!({"coverage_period": period})
        }
        "update-a-coverage-period" => json!({"coverage_period": period(parts)}),
        "create-a-contribution" | "update-a-contribution" => contribution(),
        "create-a-plan-availability-request" => {
            json!({"product_line": "medical", "hios_ids": ["12345NE1234567"]})
        }
        "create-a-plan" => {
            let mut plan = plan(parts);
            plan.insert("policy_premium_method".to_owned(), json!("4_tier_composite"));
            plan.insert("product_type".to_owned(), json!("health_maintenance_organization"));
            json!({"plan": plan})
        }
        "update-a-plan" => json!({"plan": plan(parts)}),
        "create-an-employment-classification" | "update-an-employment-classification" => {
            json!({"employment_classification": {
                "external_identifier": parts.external,
                "carrier_identifier": "A001",
                "description": "All employees of Covenant Test Works",
                "start_date": parts.days.hired(),
                "end_date": parts.days.end(),
                "type": "class",
            }})
        }
        "create-a-subscriber" => {
            let mut subscriber = subscriber(parts, parts.person.as_ref()?);
            let dependent = json!({
                "external_identifier": parts.inner,
                "first_name": "Testa",
                "last_name": "Covenant",
                "birth_date": "2016-05-06",
                "gender": "male",
                "subscriber_relationship": "child",
            });
            subscriber.insert("dependents".to_owned(), json!([dependent]));
            json!({"subscriber": subscriber})
        }
        "update-a-subscriber" => json!({"subscriber": subscriber(parts, parts.person.as_ref()?)}),
        "create-a-dependent" | "update-a-dependent" => dependent(parts, parts.person.as_ref()?),
        "create-a-qle" | "update-a-qle" => event(parts),
        "attach-signed-supporting-document" => document(parts),
        _ => return smallest(operation, parts),
    })
}

fn address() -> Value {
    let mut address = bodies::address();
    address["address_line_2"] = json!("Suite 2");
    address["fips_county_code"] = json!("29095");
    address["country_code"] = json!("USA");
    address
}

fn contacts(kind: &str, contact: &str) -> Value {
    json!([{"type": kind, "contact": contact}])
}

fn agency(parts: &Parts, person: &Person) -> Value {
    json!({
        "name": "Covenant Test Agency",
        "national_producer_number": "1234567",
        "social_security_number": person.ssn,
        "fein": fein(&parts.inner),
        "state_license_number": "MO-12345",
        "carrier_producer_identifier": "P-100",
        "address": address(),
    })
}

fn administrator(person: &Person) -> Value {
    json!({
        "first_name": person.first_name,
        "last_name": person.last_name,
        "address": address(),
        "emails": contacts("work", MAIL),
        "phone_numbers": contacts("work", PHONE),
    })
}

fn location(external: &str, person: &Person) -> Value {
    json!({
        "type": "physical",
        "external_identifier": external,
        "employer_address": address(),
        "mailing_address": address(),
        "billing_administrator": administrator(person),
        "benefit_administrator": administrator(person),
    })
}

fn group(parts: &Parts, person: &Person) -> Value {
    let mut general_agency = agency(parts, person);
    general_agency["representative"] =
        json!({"first_name": person.first_name, "last_name": person.last_name});
    json!({"group": {
        "external_identifier": parts.external,
        "general_agency": general_agency,
        "producer_agency": agency(parts, person),
        "group_setup": {
            "group_application_signature": signature(parts, person),
            "carrier_name": CARRIER,
        },
        "insurance_market": "small_group",
        "employer": {
            "organization_name": "Covenant Test Works",
            "standard_industrial_classification_code": "7372",
            "fein": fein(&parts.external),
            "established_date": "2001-01-01",
            "employer_type": "corporation",
            "census": {
                "employees": 20,
                "full_time_equivalent_employees": 18,
                "eligible_employees": 15,
            },
            "member_of_association": false,
            "subject_to_family_medical_leave_act": false,
            "leave_of_absence_medical_coverage_months": "three",
            "leave_of_absence_personal_coverage_months": "three",
            "wage_frequency": "monthly",
            "hours_required_for_eligibility": 30,
            "employed_20_or_more_for_half_of_previous_year": false,
            "employed_20_or_more_for_twenty_weeks_of_previous_year": false,
            "current_coverages": [],
        },
        "primary_location": location(&parts.inner, person),
        "secondary_locations": [],
        "producers_of_record": [],
    }})
}

fn signature(parts: &Parts, person: &Person) -> Value {
    json!({
        "name": format!("{} {}", person.first_name, person.last_name),
        "title": "Director of Human Resources",
        "date": parts.days.signed(),
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn period(parts: &Parts) -> Map<String, Value> {
    object(json!({
        "external_identifier": parts.external,
        "coverage_start_date": parts.days.start(),
        "coverage_end_date": parts.days.end(),
        "group_application_signature": {
            "name": "Testa Covenant",
            "title": "Director of Human Resources",
            "date": parts.days.signed(),
        },
        "open_enrollment_start_date": parts.days.enrollment_start(),
        "open_enrollment_end_date": parts.days.enrollment_end(),
        "additional_information": {},
        "carrier_group_number": "123456",
        "enrollment_type": "initial_installment",
    }))
}

fn contribution() -> Value {
    json!({"contribution": {
        "product_line": "medical",
        "type": "percent",
        "contribution_amounts": {
            "subscriber": 80,
            "dependent": 50,
            "spouse": 50,
            "child": 50,
            "family": 50,
        },
        "contributor": "employer",
        "carrier": CARRIER,
        "benefit_level": "HMO A",
        "level": "gold",
        "calchoice_contribution_method": "lowest_cost_hmo",
    }})
}

fn plan(parts: &Parts) -> Map<String, Value> {
    object(json!({
        "product_line": "medical",
        "external_identifier": parts.external,
        "plan_identifier": "44147126",
        "description": "Covenant Test HMO",
        "composite_rate_premiums": {
            "employee_only": 50_000,
            "employee_plus_children": 75_000,
            "employee_plus_spouse": 80_000,
            "family": 100_000,
        },
        "riders": [{"identifier": "587AR", "identifier_type": "benefit"}],
        "self_administered": false,
        "employer_contribution": {
            "type": "percent",
            "subscriber_amount": 80,
            "dependent_amount": 50,
            "method": "lowest_cost_hmo",
        },
        "taxation": "pre",
        "months_after_rehire_eligibility": "three",
        "hsa": false,
        "infertility_opt_in_rider": false,
        "abortion_opt_out_rider": false,
        "plan_calendar": "plan_year",
        "waiting_period": {"coverage_start": "first_of_following_month", "waiting_period": "30_days"},
        "level": "gold",
        "chiropractic_rider_carrier_identifiers": [{"identifier": "ABC123", "identifier_type": "benefit"}],
        "carrier": CARRIER,
    }))
}

fn medicare(parts: &Parts) -> Value {
    json!({
        "medicare_beneficiary_identifier": "1EG4TE5MK73",
        "eligibility": "disability",
        "eligibility_start_date": parts.days.hired(),
        "enrolled": true,
        "coverages": [{"type": "medical", "start_date": parts.days.hired(), "end_date": parts.days.end()}],
    })
}

/// What subscribers and dependents have in common.
fn member(parts: &Parts, person: &Person) -> Map<String, Value> {
    object(json!({
        "external_identifier": parts.external,
        "first_name": person.first_name,
        "middle_name": "T",
        "last_name": person.last_name,
        "name_prefix": "MX",
        "name_suffix": "JR",
        "social_security_number": person.ssn,
        "gender": "unknown",
        "race_ethnicity": "not_provided",
        "citizenship_status": "us_citizen",
        "handicapped": false,
        "height": 62,
        "weight": 123,
        "tobacco_use": false,
        "substance_abuse": false,
        "languages": [{"language": "english", "language_proficiency": "reading"}],
        "emails": contacts("personal", MAIL),
        "phone_numbers": contacts("home", PHONE),
        "residential_address": address(),
        "mailing_address": address(),
        "medicare": medicare(parts),
    }))
}

fn subscriber(parts: &Parts, person: &Person) -> Map<String, Value> {
    let class = || json!({"employment_classification_id": parts.classification, "effective_date": parts.days.hired()});
    let mut subscriber = member(parts, person);
    subscriber.extend(object(json!({
        "location_id": parts.location,
        "birth_date": "1990-01-01",
        "division": class(),
        "department": class(),
        "class": class(),
        "subgroup": class(),
        "administrative": "non_administrative",
        "bargaining": "non_bargaining",
        "employment_details": {
            "start_date": parts.days.hired(),
            "end_date": parts.days.end(),
            "retirement_date": parts.days.end(),
            "status": "active",
            "annual_earnings": 5_000_000,
            "earnings_effective_date": parts.days.hired(),
            "wage_frequency": "monthly",
            "hours_per_week": 40,
            "compensation": "salary",
            "title": "Tester",
        },
        "executive": "non_executive",
        "exempt": "non_exempt",
        "highly_compensated": false,
        "key_employee": false,
        "management": "non_management",
        "marital_status": "single",
        "owner": false,
        "president": "vice_president",
        "salary_grade": "A",
        "union": "non_union",
        "work_location": "254A",
    })));
    subscriber
}

fn dependent(parts: &Parts, person: &Person) -> Value {
    let mut dependent = member(parts, person);
    dependent.extend(object(json!({
        "birth_date": "2016-05-06",
        "subscriber_relationship": "child",
        "student_status": "full_time",
        "schools": [{
            "name": "Covenant Test School",
            "emails": contacts("work", MAIL),
            "phone_numbers": contacts("work", PHONE),
            "address": address(),
        }],
    })));
    json!({"dependent": dependent})
}

fn event(parts: &Parts) -> Value {
    let elected = parts.plan.as_deref().unwrap_or(&parts.inner);
    let elections: Map<_, _> =
        PRODUCT_LINES.iter().map(|line| ((*line).to_owned(), json!(elected))).collect();
    json!({"qualifying_life_event": {
        "event": "initial_enrollment",
        "date": parts.days.start(),
        "received_date": parts.days.signed(),
        "enrollment_signature_date": parts.days.signed(),
        "external_identifier": parts.external,
        "eligibility_start_date": parts.days.start(),
        "eligibility_end_date": parts.days.end(),
        "coverage_period_id": parts.period,
        "plan_elections": elections,
    }})
}

fn document(parts: &Parts) -> Value {
    let signature = || json!({"name": "Testa Covenant", "title": "Tester", "date": parts.days.signed()});
    json!({"supporting_document": {
        "file": FILE,
        "filename": "covenant.pdf",
        "data": {"signatures": {"group": signature(), "member": signature(), "broker": signature()}},
    }})
}

#[cfg(test)]
mod tests {
    use evidence::Vendor;
    use time::macros::datetime;

    use super::*;
    use crate::ideon::bodies::Days;

    fn parts() -> Parts {
        let text = |text: &str| text.to_owned();
        Parts {
            external: text("covenant-1"),
            inner: text("covenant-2"),
            person: Some(Person {
                first_name: text("Testa"),
                last_name: text("Covenant"),
                ssn: text("900010001"),
            }),
            location: text("location"),
            period: text("period"),
            classification: text("classification"),
            plan: Some(text("plan")),
            carrier: CARRIER,
            days: Days::of(datetime!(2026-06-15 12:00 UTC)),
        }
    }

    /// Whether a body has a member at a path such as `plan.riders[].identifier`, in the first item of each list.
    fn has(body: &Value, path: &str) -> bool {
        let pointer = format!("/{}", path.replace("[]", "/0").replace('.', "/"));
        body.pointer(&pointer).is_some()
    }

    #[test]
    fn both_bodies_of_each_operation_have_its_shape() {
        for shape in requests::shapes(Vendor::Ideon) {
            for (form, body) in [
                ("smallest", smallest(shape.operation(), &parts())),
                ("fullest", fullest(shape.operation(), &parts())),
            ] {
                let body = body.unwrap_or_default();
                assert_eq!(shape.violations(&body), [], "{} {form}", shape.operation());
            }
        }
    }

    #[test]
    fn the_fullest_body_has_every_member_outside_of_what_other_operations_show() {
        // What no document describes of groups, and what the bodies of dependents have.
        let is_elsewhere = |path: &str| {
            [".producers_of_record[]", ".secondary_locations[]", ".current_coverages[]", ".dependents[]."]
                .iter()
                .any(|elsewhere| path.contains(elsewhere))
        };
        for shape in requests::shapes(Vendor::Ideon) {
            let body = fullest(shape.operation(), &parts()).unwrap_or_default();
            let missing: Vec<_> = shape
                .facts()
                .into_iter()
                .map(|fact| fact.path)
                .filter(|path| !is_elsewhere(path) && !has(&body, path))
                .collect();
            assert_eq!(missing, Vec::<String>::new(), "{}", shape.operation());
        }
    }
}
