//! What a platform is asked to do with groups and lists.

use cucumber::{given, when};
use integrator::ideon::{
    AvailabilityInput, EnrollmentInput, GroupInput, ListInput, RecordChange, RenewalInput, Task, UpdateInput,
};
use serde_json::json;

use super::{
    ask,
    company::{self, Line},
    prepare,
};
use crate::{Stop, World, ideon::bodies::CARRIER};

fn new_group(world: &mut World, first_application: bool) -> Result<GroupInput, Stop> {
    let premium = company::money(world, "512")?;
    company::new_group(world, first_application, premium)
}

/// The platform has a group whose insurance is in force, with locations, plans of two carriers and a class of employees.
#[given(expr = "the platform has set a/another group up")]
async fn a_group_was_set_up(world: &mut World) -> Result<(), Stop> {
    let group = new_group(world, false)?;
    prepare(world, Task::SetUpGroup(group)).await
}

/// Asks for such a group.
#[when(expr = "the platform sets a group up")]
async fn a_group_is_set_up(world: &mut World) -> Result<(), Stop> {
    let group = new_group(world, false)?;
    ask(world, Task::SetUpGroup(group)).await
}

/// Asks for a group that applies for the first time, by Ideon.
#[when(expr = "the platform sets a group up that Ideon applies for")]
async fn an_installment_is_set_up(world: &mut World) -> Result<(), Stop> {
    let group = new_group(world, true)?;
    ask(world, Task::SetUpGroup(group)).await
}

/// The same, before the scenario.
#[given(expr = "the platform has set a group up that Ideon applies for")]
async fn an_installment_was_set_up(world: &mut World) -> Result<(), Stop> {
    let group = new_group(world, true)?;
    prepare(world, Task::SetUpGroup(group)).await
}

/// Asks for a group that offers its plans at these monthly premiums, in dollars.
#[when(expr = "the platform sets a group up with a premium of {word} dollars")]
async fn a_group_with_premiums(world: &mut World, dollars: String) -> Result<(), Stop> {
    let premium = company::money(world, &dollars)?;
    let group = company::new_group(world, false, premium)?;
    ask(world, Task::SetUpGroup(group)).await
}

/// So many employees, each with a child and with plans of both carriers, asked for in one go.
async fn enrollment(world: &mut World, count: usize) -> Result<Task, Stop> {
    let group = company::group_ref(world)?.group;
    let mut people = Vec::new();
    for _ in 0..count {
        people.push(company::new_employee(world)?);
    }
    Ok(Task::Enroll(EnrollmentInput { group, people }))
}

/// An employee of the group is known to Ideon, with a child and with plans of both carriers.
#[given(expr = "the platform has enrolled an employee")]
async fn an_employee_was_enrolled(world: &mut World) -> Result<(), Stop> {
    let task = enrollment(world, 1).await?;
    prepare(world, task).await
}

/// Asks to add one.
#[when(expr = "the platform enrolls an employee")]
async fn an_employee_is_enrolled(world: &mut World) -> Result<(), Stop> {
    let task = enrollment(world, 1).await?;
    ask(world, task).await
}

/// So many are known.
#[given(expr = "the platform has enrolled {int} employees")]
async fn employees_were_enrolled(world: &mut World, count: usize) -> Result<(), Stop> {
    let task = enrollment(world, count).await?;
    prepare(world, task).await
}

/// Asks to add so many.
#[when(expr = "the platform enrolls {int} employees")]
async fn employees_are_enrolled(world: &mut World, count: usize) -> Result<(), Stop> {
    let task = enrollment(world, count).await?;
    ask(world, task).await
}

/// Asks to add an employee with such earnings, in dollars.
#[when(expr = "the platform enrolls an employee who earns {word} dollars a year")]
async fn an_employee_who_earns(world: &mut World, dollars: String) -> Result<(), Stop> {
    let mut person = company::new_employee(world)?;
    person.annual_earnings = Some(company::money(world, &dollars)?);
    let group = company::group_ref(world)?.group;
    ask(world, Task::Enroll(EnrollmentInput { group, people: vec![person] })).await
}

/// Asks to add an employee whose life is insured for such a volume, in dollars.
#[when(expr = "the platform enrolls an employee who is insured for {word} dollars")]
async fn an_employee_who_is_insured(world: &mut World, dollars: String) -> Result<(), Stop> {
    let mut person = company::new_employee(world)?;
    let volume = company::money(world, &dollars)?;
    for election in person.elections.iter_mut().filter(|election| election.volume.is_some()) {
        election.volume = Some(volume);
    }
    let group = company::group_ref(world)?.group;
    ask(world, Task::Enroll(EnrollmentInput { group, people: vec![person] })).await
}

/// Asks to change an employee's record so often: where the work is done, first here and then there.
#[when(expr = "the platform sends {int} changes of the employee's record")]
async fn changes_are_sent(world: &mut World, count: usize) -> Result<(), Stop> {
    let person = company::employee(world)?.external_identifier;
    let group = company::group_ref(world)?.group;
    let change = |number: usize| RecordChange {
        person: person.clone(),
        set: [("work_location".to_owned(), json!(format!("Room {number}")))].into_iter().collect(),
    };
    let changes = (1..=count).map(change).collect();
    ask(world, Task::Update(UpdateInput { group, changes })).await
}

/// Asks to say that all is there that Ideon needs.
#[given(expr = "the platform has completed the group's setup")]
async fn the_setup_was_completed(world: &mut World) -> Result<(), Stop> {
    let group = company::group_ref(world)?;
    prepare(world, Task::CompleteSetup(group)).await
}

/// The same; how it ends is for the scenario to judge.
#[when(expr = "the platform completes the group's setup")]
#[when(expr = "the platform completes the group's setup once more")]
async fn the_setup_is_completed(world: &mut World) -> Result<(), Stop> {
    let group = company::group_ref(world)?;
    ask(world, Task::CompleteSetup(group)).await
}

/// Asks to go on with the first carrier for another year.
#[when(expr = "the platform renews the plans of a carrier for another year")]
async fn a_carrier_is_renewed(world: &mut World) -> Result<(), Stop> {
    let group = company::group(world)?;
    let premium = company::money(world, "540")?;
    let year: i32 = group.plan_year_start.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
    let mut plans = company::plans(&group.external_identifier, &[Line::Medical], premium);
    for plan in &mut plans {
        plan.external_identifier.push_str("-renewed");
    }
    let input = RenewalInput {
        group: group.external_identifier,
        carrier_name: CARRIER.to_owned(),
        plan_year_start: format!("{}-01-01", year + 1),
        plan_year_end: Some(format!("{}-12-31", year + 1)),
        plans,
    };
    ask(world, Task::Renew(input)).await
}

/// Asks which plans the carrier has; the carrier takes its time.
#[when(expr = "the platform asks which plans a carrier has")]
async fn plans_are_asked_for(world: &mut World) -> Result<(), Stop> {
    let input = AvailabilityInput {
        group: company::group_ref(world)?.group,
        carrier_name: CARRIER.to_owned(),
        product_line: "medical".to_owned(),
        hios_ids: Vec::new(),
        per_page: None,
    };
    ask(world, Task::AvailablePlans(input)).await
}

async fn list(world: &mut World, per_page: Option<usize>) -> Result<(), Stop> {
    let group = company::group_ref(world)?.group;
    ask(world, Task::ListSubscribers(ListInput { group, per_page })).await
}

/// Asks for all subscribers.
#[when(expr = "the platform lists the subscribers")]
async fn all_subscribers_are_listed(world: &mut World) -> Result<(), Stop> {
    list(world, None).await
}

/// Asks for all subscribers, so many to a page.
#[when(expr = "the platform lists the subscribers, {int} to a page")]
async fn subscribers_are_listed(world: &mut World, per_page: usize) -> Result<(), Stop> {
    list(world, Some(per_page)).await
}

/// Asks how the group is.
#[when(expr = "the platform reads the group")]
async fn the_group_is_read(world: &mut World) -> Result<(), Stop> {
    let group = company::group_ref(world)?;
    ask(world, Task::ReadGroup(group)).await
}

/// Asks for the enrollment problems that are open.
#[when(expr = "the platform lists the enrollment problems")]
async fn problems_are_listed(world: &mut World) -> Result<(), Stop> {
    let group = company::group_ref(world)?;
    ask(world, Task::Problems(group)).await
}
