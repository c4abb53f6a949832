//! What a platform is asked to do with coverage.

use cucumber::{given, when};
use integrator::ideon::{
    CancellationInput, CobraInput, CorrectionInput, CoverageInput, EnrollmentInput, Task, TerminationInput,
};

use super::{
    ask,
    company::{self, Line},
    prepare,
};
use crate::{Stop, World, ideon::bodies::Days};

fn days(world: &World) -> Days {
    Days::of(world.now())
}

/// Asks to add an employee who was hired some time ago.
#[when(expr = "the platform hires an employee")]
async fn an_employee_is_hired(world: &mut World) -> Result<(), Stop> {
    let person = company::new_employee(world)?;
    let group = company::group_ref(world)?.group;
    ask(world, Task::Hire(EnrollmentInput { group, people: vec![person] })).await
}

/// Asks for new coverage: the employee has married, and the family elects another plan of a carrier that it has already.
#[when(expr = "the platform sends new coverage after a marriage")]
async fn new_coverage_is_sent(world: &mut World) -> Result<(), Stop> {
    let (group, person) = (company::group(world)?, company::employee(world)?.external_identifier);
    let spouse = company::dependent(world, &person, "spouse")?;
    let days = days(world);
    let input = CoverageInput {
        elections: vec![company::election(&group, Line::Dental, &days.start())],
        group: group.external_identifier,
        person,
        event: "marriage".to_owned(),
        date: days.signed(),
        new_dependents: vec![spouse],
    };
    ask(world, Task::ChangeCoverage(input)).await
}

/// Asks to repair what was sent: the coverage began on another day.
#[when(expr = "the platform repairs the coverage that it has sent")]
async fn coverage_is_repaired(world: &mut World) -> Result<(), Stop> {
    let (group, person) = (company::group(world)?, company::employee(world)?.external_identifier);
    let start = days(world).start().replace("-01-01", "-02-01");
    let input = CorrectionInput {
        elections: vec![company::election(&group, Line::Medical, &start)],
        group: group.external_identifier,
        person,
    };
    ask(world, Task::CorrectCoverage(input)).await
}

fn termination(world: &mut World) -> Result<TerminationInput, Stop> {
    Ok(TerminationInput {
        group: company::group_ref(world)?.group,
        person: company::employee(world)?.external_identifier,
        date: days(world).employment_end(),
    })
}

/// Asks to end an employment.
#[given(expr = "the platform has ended the employment")]
async fn an_employment_was_ended(world: &mut World) -> Result<(), Stop> {
    let input = termination(world)?;
    prepare(world, Task::Terminate(input)).await
}

/// Asks to continue the medical coverage under COBRA.
#[when(expr = "the platform continues the coverage under COBRA")]
async fn coverage_is_continued(world: &mut World) -> Result<(), Stop> {
    let (group, person) = (company::group(world)?, company::employee(world)?.external_identifier);
    let end = days(world).employment_end();
    let start = end.replace("-06-30", "-07-01");
    let input = CobraInput {
        elections: vec![company::election(&group, Line::Medical, &start)],
        group: group.external_identifier,
        person,
        terminated_on: end,
    };
    ask(world, Task::Cobra(input)).await
}

/// Asks to take medical coverage back that was sent in error.
#[when(expr = "the platform takes the medical coverage back")]
async fn coverage_is_taken_back(world: &mut World) -> Result<(), Stop> {
    let (group, person) = (company::group(world)?, company::employee(world)?.external_identifier);
    let plan = company::plan_name(&group.external_identifier, Line::Medical);
    let group = group.external_identifier;
    ask(world, Task::CancelCoverage(CancellationInput { group, person, plan })).await
}
