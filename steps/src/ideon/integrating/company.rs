//! A group with two carriers, two places of work and a class of employees, and its people: all of it synthetic.

use integrator::ideon::{
    ClassificationInput, ClassificationRef, DependentInput, ElectionInput, GroupInput, GroupRef,
    LocationInput, Money, PersonInput, PlanInput, UnreadableMoney,
};

use super::memory;
use crate::{
    Stop, World,
    ideon::{
        bodies::{CARRIER, Days, FILE_CARRIER, address, fein},
        people,
    },
};

/// A product line that is insured for an amount, with the other carrier.
const LIFE: &str = "voluntary_life";
/// A product line that nobody elects at first.
const DENTAL: &str = "dental";

/// What the scenario is about.
#[derive(Debug, Default)]
pub(super) struct Company {
    group: Option<GroupInput>,
    people: Vec<PersonInput>,
}

/// A product line of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Medical,
    Dental,
    Life,
}

impl Line {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Dental => DENTAL,
            Self::Life => LIFE,
        }
    }
}

pub(super) fn money(world: &mut World, dollars: &str) -> Result<Money, Stop> {
    dollars.parse().map_err(|error: UnreadableMoney| world.internal(error.to_string()))
}

fn days(world: &World) -> Days {
    Days::of(world.now())
}

/// A plan of the group, by its product line.
pub(super) fn plan_name(group: &str, line: Line) -> String {
    format!("{group}-{}", line.word())
}

/// What is offered in a plan year: two product lines by one carrier, and one by another.
pub(super) fn plans(group: &str, lines: &[Line], premium: Money) -> Vec<PlanInput> {
    let plan = |line: &Line| PlanInput {
        external_identifier: plan_name(group, *line),
        carrier_name: if *line == Line::Life { FILE_CARRIER } else { CARRIER }.to_owned(),
        product_line: line.word().to_owned(),
        product_type: "preferred_provider_organization".to_owned(),
        description: format!("Covenant {}", line.word()),
        premiums: [("employee_only".to_owned(), premium)].into(),
    };
    lines.iter().map(plan).collect()
}

/// A new group, of which phrases speak from now on.
pub(super) fn new_group(
    world: &mut World,
    first_application: bool,
    premium: Money,
) -> Result<GroupInput, Stop> {
    let name = people::external(world);
    let days = days(world);
    let location = |place: &str| LocationInput {
        external_identifier: format!("{name}-{place}"),
        employer_address: address(),
    };
    let group = GroupInput {
        first_application,
        organization_name: "Covenant Test Works".to_owned(),
        fein: fein(&name),
        locations: vec![location("office"), location("branch")],
        plan_year_start: days.start(),
        plan_year_end: Some(days.end()),
        plans: plans(&name, &[Line::Medical, Line::Dental, Line::Life], premium),
        employment_classifications: vec![ClassificationInput {
            external_identifier: format!("{name}-staff"),
            description: "All employees of the branch".to_owned(),
            start_date: days.hired(),
            kind: "class".to_owned(),
        }],
        external_identifier: name,
    };
    let company = &mut memory(world).company;
    company.group = Some(group.clone());
    company.people.clear();
    Ok(group)
}

/// The group that phrases speak of.
pub(super) fn group(world: &mut World) -> Result<GroupInput, Stop> {
    let group = memory(world).company.group.clone();
    group.ok_or_else(|| world.internal("this phrase needs a group that the platform has set up"))
}

/// A reference to it.
pub(super) fn group_ref(world: &mut World) -> Result<GroupRef, Stop> {
    Ok(GroupRef { group: group(world)?.external_identifier })
}

/// The employee that phrases speak of: the one who was thought of last.
pub(super) fn employee(world: &mut World) -> Result<PersonInput, Stop> {
    let person = memory(world).company.people.last().cloned();
    person.ok_or_else(|| world.internal("this phrase needs an employee whom the platform has added"))
}

/// A new employee of the branch, with a child, who elects a plan of each carrier.
pub(super) fn new_employee(world: &mut World) -> Result<PersonInput, Stop> {
    let group = group(world)?;
    let name = people::external(world);
    let (person, days) = (people::new_person(world)?, days(world));
    let child = dependent(world, &name, "child")?;
    let (earnings, insured) = (money(world, "52000")?, money(world, "50000")?);
    let of_group = |thing: &str| format!("{}-{thing}", group.external_identifier);
    let employee = PersonInput {
        first_name: person.first_name,
        last_name: person.last_name,
        birth_date: "1985-04-11".to_owned(),
        gender: "female".to_owned(),
        social_security_number: person.ssn,
        residential_address: address(),
        location: Some(of_group("branch")),
        classification: Some(ClassificationRef {
            external_identifier: of_group("staff"),
            effective_date: days.hired(),
        }),
        employment_start_date: days.hired(),
        annual_earnings: Some(earnings),
        dependents: vec![child],
        elections: vec![
            election(&group, Line::Medical, &days.start()),
            ElectionInput { volume: Some(insured), ..election(&group, Line::Life, &days.start()) },
        ],
        external_identifier: name,
    };
    memory(world).company.people.push(employee.clone());
    Ok(employee)
}

/// A new member of a family.
pub(super) fn dependent(world: &mut World, family: &str, relationship: &str) -> Result<DependentInput, Stop> {
    let person = people::new_person(world)?;
    let birth_date = if relationship == "child" { "2015-09-01" } else { "1984-02-29" };
    Ok(DependentInput {
        external_identifier: format!("{family}-{relationship}"),
        first_name: person.first_name,
        last_name: person.last_name,
        birth_date: birth_date.to_owned(),
        gender: "male".to_owned(),
        subscriber_relationship: relationship.to_owned(),
        social_security_number: Some(person.ssn),
    })
}

/// An election of one of the group's plans.
pub(super) fn election(group: &GroupInput, line: Line, start_date: &str) -> ElectionInput {
    ElectionInput {
        plan: plan_name(&group.external_identifier, line),
        start_date: start_date.to_owned(),
        volume: None,
    }
}

/// The external identifiers of the group's employees, in the order in which they were thought of.
pub(super) fn employees(world: &mut World) -> Vec<String> {
    memory(world).company.people.iter().map(|person| person.external_identifier.clone()).collect()
}
