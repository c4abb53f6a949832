//! Synthetic families and the requests about them. Each value is derived from the run and the scenario, so that a replay
//! finds the same people, and looks synthetic to whoever reads it.

use evidence::synthetic;
use serde_json::{Map, Value, json};
use time::{Date, Month, OffsetDateTime};

use super::words::{Part, Relationship};
use crate::seeds::Seeds;

/// A test plan of Oscar's own onboarding cases.
const PLAN: &str = "12345NE1234567-00";
/// The premium of an enrollment whose scenario names none.
pub(super) const PREMIUM: &str = "329.32";

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// Counts the people of a scenario from 1.
    pub(super) number: u32,
    pub(super) relationship: Relationship,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) ssn: Option<String>,
    pub(super) external_member_id: String,
    pub(super) coverage_start: Date,
    /// As Oscar gave it.
    pub(super) oscar_id: Option<String>,
}

/// A family and its enrollment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Family {
    /// The policy holder first.
    pub(super) members: Vec<Person>,
    pub(super) external_policy_id: String,
    /// A decimal text such as `329.32`.
    pub(super) premium: String,
    pub(super) signed: OffsetDateTime,
    /// The code of the qualifying life event, if one is sent.
    pub(super) event: Option<String>,
    pub(super) part: Option<Part>,
    /// As Oscar gave it.
    pub(super) application_id: Option<String>,
}

/// Who is listed in an update by which somebody joins, see reading 5. The order is that in which a real vendor is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Listing {
    /// The new dependent alone.
    #[default]
    Dependent,
    /// Everyone, the known ones with their Oscar ids.
    Family,
    /// Everyone, with what Oscar's file integration wants said of each change.
    FamilyWithChanges,
}

impl Listing {
    /// What to try where this one was refused.
    pub(super) const fn next(self) -> Option<Self> {
        match self {
            Self::Dependent => Some(Self::Family),
            Self::Family => Some(Self::FamilyWithChanges),
            Self::FamilyWithChanges => None,
        }
    }
}

impl Person {
    /// The n-th person of a scenario.
    pub(super) fn new(
        seeds: Seeds<'_>,
        number: u32,
        relationship: Relationship,
        coverage_start: Date,
    ) -> Self {
        let external_member_id = synthetic::member_id(seeds.run, seeds.scenario, number);
        let (first_name, last_name) = seeds.names(number);
        Self {
            number,
            relationship,
            first_name,
            last_name,
            ssn: Some(seeds.ssn(number)),
            external_member_id,
            coverage_start,
            oscar_id: None,
        }
    }

    const fn date_of_birth(&self) -> &'static str {
        match self.relationship {
            Relationship::Holder => "1990-01-01",
            Relationship::Spouse => "1991-02-03",
            Relationship::Child | Relationship::Ward => "2016-05-06",
        }
    }

    /// As an element of `enrollees`, with everything that an addition needs.
    pub(super) fn enrollee(&self) -> Value {
        let sex = if self.number.is_multiple_of(2) { "MALE" } else { "FEMALE" };
        let mut members = json!({
            "external_member_id": self.external_member_id,
            "relationship_type": self.relationship.code(),
            "first_name": self.first_name,
            "last_name": self.last_name,
            "ssn": self.ssn,
            "sex": sex,
            "date_of_birth": self.date_of_birth(),
            "is_tobacco_user": false,
            "is_requesting_coverage": true,
            "coverage_start": self.coverage_start.to_string(),
            "email": format!("{}@example.com", self.external_member_id),
            // 555-0100 to 555-0199 are nobody's.
            "phone_number": format!("40255501{:02}", self.number % 100),
            "residential_address": {
                "address_line_1": "123 First St", "city": "Bennington", "state": "NE", "zipcode": "68007",
            },
        });
        if let (None, Some(members)) = (&self.ssn, members.as_object_mut()) {
            members.shift_remove("ssn");
        }
        members
    }
}

impl Family {
    /// A family whose coverage starts on the first of a month, so many months ahead: a policy holder, then a spouse, then
    /// children. Numbers of its people follow `people`.
    pub(super) fn new(
        seeds: Seeds<'_>,
        people: u32,
        size: u32,
        now: OffsetDateTime,
        months_ahead: u32,
    ) -> Self {
        let starts = first_of_month(now.date(), months_ahead);
        let members = (0..size)
            .map(|at| {
                let relationship = match at {
                    0 => Relationship::Holder,
                    1 => Relationship::Spouse,
                    _ => Relationship::Child,
                };
                Person::new(seeds, people + 1 + at, relationship, starts)
            })
            .collect::<Vec<_>>();
        let policy = synthetic::member_id(seeds.run, seeds.scenario, 1_000_000 + people);
        Self {
            members,
            external_policy_id: policy.replacen("covenant-", "covenant-policy-", 1),
            premium: PREMIUM.to_owned(),
            signed: now,
            event: Some("HRAS".to_owned()),
            part: None,
            application_id: None,
        }
    }

    fn starts(&self) -> Date {
        self.members.first().map_or_else(|| self.signed.date(), |holder| holder.coverage_start)
    }

    /// The last day of the plan year.
    pub(super) fn plan_year_end(&self) -> Date {
        let year = self.starts().year();
        Date::from_calendar_date(year, Month::December, 31).unwrap_or(Date::MAX)
    }

    fn policy_info(&self) -> Value {
        json!({
            "plan_year": format!("{:04}", self.starts().year()),
            "hios_id": PLAN,
            "monthly_premium": self.premium,
            "external_policy_id": self.external_policy_id,
        })
    }

    fn qle_info(&self, event: &str) -> Value {
        json!({"qualifying_event": event, "qualifying_event_date": self.signed.date().to_string()})
    }

    /// The body of the creation.
    pub(super) fn creation(&self) -> Value {
        let mut body = Map::new();
        body.insert("is_ichra".to_owned(), json!(true));
        body.insert("date_signed".to_owned(), json!(timestamp(self.signed)));
        match self.part {
            Some(Part::WritingAgent) => {
                let agent = json!({"first_name": "Testa", "last_name": "Broker", "npn": "1002001234"});
                body.insert("writing_agent".to_owned(), agent);
            }
            Some(Part::ServicingAgent) => {
                body.insert(
                    "servicing_agent".to_owned(),
                    json!({"npn": "1002001234", "email": "broker@example.com"}),
                );
            }
            Some(Part::Employer) => {
                let employer = json!({"employer_name": "Covenant Test Works", "employer_tin": "900010001"});
                body.insert("employer_info".to_owned(), employer);
            }
            Some(Part::NoSsn | Part::NoLifeEvent) | None => {}
        }
        body.insert("policy_info".to_owned(), self.policy_info());
        if let Some(event) = &self.event {
            body.insert("qle_info".to_owned(), self.qle_info(event));
        }
        body.insert("enrollees".to_owned(), self.members.iter().map(Person::enrollee).collect());
        Value::Object(body)
    }

    /// The body of an update by which somebody joins, with a new premium if there is one.
    pub(super) fn joining(
        &self,
        holder_id: &str,
        person: &Person,
        premium: Option<&str>,
        listing: Listing,
    ) -> Value {
        let mut enrollees = Vec::new();
        if listing != Listing::Dependent {
            for known in &self.members {
                let mut enrollee = known.enrollee();
                if let Some(oscar_id) = &known.oscar_id {
                    enrollee["oscar_id"] = json!(oscar_id);
                }
                if listing == Listing::FamilyWithChanges {
                    if known.relationship == Relationship::Holder {
                        enrollee["change_type"] = json!("CHANGE");
                        enrollee["change_effective_date"] = json!(person.coverage_start.to_string());
                        enrollee["additional_maintenance_reason"] = json!("ADDING_DEPENDENT");
                    } else {
                        enrollee["change_type"] = json!("NO_OP");
                    }
                }
                enrollees.push(enrollee);
            }
        }
        let mut joins = person.enrollee();
        if listing == Listing::FamilyWithChanges {
            joins["change_type"] = json!("ADDITION");
        }
        enrollees.push(joins);
        let event = match person.relationship {
            Relationship::Spouse => "GAIN_A_DEPENDENT_THROUGH_MARRIAGE",
            _ => "GAIN_A_DEPENDENT_THROUGH_COURT_ORDER",
        };
        let mut body =
            json!({"oscar_id": holder_id, "qle_info": self.qle_info(event), "enrollees": enrollees});
        if let (Some(premium), Some(members)) = (premium, body.as_object_mut()) {
            let changed = Self { premium: premium.to_owned(), ..self.clone() };
            members.insert("policy_info".to_owned(), changed.policy_info());
        }
        body
    }
}

/// The first day of a month, so many months after the one of `day`.
pub(super) fn first_of_month(day: Date, months_ahead: u32) -> Date {
    let mut first = day.replace_day(1).unwrap_or(day);
    for _ in 0..months_ahead {
        let (year, month) = (first.year(), first.month());
        let year = if month == Month::December { year + 1 } else { year };
        first = Date::from_calendar_date(year, month.next(), 1).unwrap_or(first);
    }
    first
}

/// RFC 3339 in seconds, with the offset written out as Oscar's example has it.
fn timestamp(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!("{}T{:02}:{:02}:{:02}+00:00", at.date(), at.hour(), at.minute(), at.second())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    const SEEDS: Seeds<'_> = Seeds { run: "run", scenario: "scenario", ssn_range: None };
    const NOW: OffsetDateTime = datetime!(2026-06-15 12:00:07 UTC);

    #[test]
    fn a_creation_and_an_update_are_valid_requests() {
        let mut family = Family::new(SEEDS, 0, 3, NOW, 1);
        let creation = requests::for_operation(evidence::Vendor::Oscar, "create-membership").unwrap();
        for part in [None, Some(Part::WritingAgent), Some(Part::ServicingAgent), Some(Part::Employer)] {
            family.part = part;
            assert_eq!(creation.violations(&family.creation()), [], "{part:?}");
        }
        let update = requests::for_operation(evidence::Vendor::Oscar, "update-membership").unwrap();
        for (at, member) in family.members.iter_mut().enumerate() {
            member.oscar_id = Some(format!("OSC12345678-{:02}", at + 1));
        }
        let joining = Person::new(SEEDS, 4, Relationship::Ward, date!(2026 - 07 - 01));
        let mut listing = Some(Listing::default());
        while let Some(one) = listing {
            let body = family.joining("OSC12345678-01", &joining, Some("400.00"), one);
            assert_eq!(update.violations(&body), [], "{one:?}");
            listing = one.next();
        }
    }

    #[test]
    fn people_repeat_for_the_same_scenario_and_differ_within_it() {
        let family = Family::new(SEEDS, 0, 6, NOW, 1);
        assert_eq!(family, Family::new(SEEDS, 0, 6, NOW, 1));
        let names: std::collections::HashSet<_> =
            family.members.iter().map(|one| (&one.first_name, &one.last_name)).collect();
        assert_eq!(names.len(), 6);
        assert!(family.members.iter().all(|one| one.first_name.chars().all(char::is_alphabetic)));
        let other = Family::new(Seeds { scenario: "other", ..SEEDS }, 0, 6, NOW, 1);
        assert_ne!(family.external_policy_id, other.external_policy_id);
    }

    #[rstest]
    #[case(date!(2026 - 06 - 15), 1, date!(2026 - 07 - 01))]
    #[case(date!(2026 - 12 - 31), 1, date!(2027 - 01 - 01))]
    #[case(date!(2026 - 11 - 30), 2, date!(2027 - 01 - 01))]
    #[case(date!(2026 - 06 - 15), 0, date!(2026 - 06 - 01))]
    fn coverage_starts_on_the_first_of_a_month(
        #[case] day: Date,
        #[case] ahead: u32,
        #[case] expected: Date,
    ) {
        assert_eq!(first_of_month(day, ahead), expected);
    }

    #[test]
    fn the_signature_has_the_form_of_the_example() {
        assert_eq!(timestamp(datetime!(2026-03-10 11:22:47.5 +02:00)), "2026-03-10T09:22:47+00:00");
    }
}
