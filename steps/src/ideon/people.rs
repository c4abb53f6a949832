//! Synthetic people, and keys by which what is made is recognised as a run's. Each value is derived from the run and the
//! scenario, so that a replay finds the same ones.

use evidence::synthetic;

use crate::{Stop, World, seeds::Seeds};

/// Somebody who is, or is to become, a subscriber or a dependent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) ssn: String,
}

/// Somebody whom nobody of the run has met. The number stays out of the evidence.
pub(super) fn new_person(world: &mut World) -> Result<Person, Stop> {
    let number = world.skip_taken(world.ideon.people, 1)? + 1;
    world.ideon.people = number;
    let (run, scenario, ssn_range) = world.people_seeds()?;
    let seeds = Seeds { run: &run, scenario: &scenario, ssn_range };
    let ((first_name, last_name), ssn) = (seeds.names(number), seeds.ssn(number));
    world.hide(&ssn, &format!("{{{{ssn:{number}}}}}"));
    Ok(Person { first_name, last_name, ssn })
}

/// A key of ours for something that is about to be made: recognisable as the run's, and used once.
pub(super) fn external(world: &mut World) -> String {
    world.ideon.made += 1;
    let (run, scenario) = world.seeds();
    format!("{}-{}", synthetic::member_id(run, scenario, 0), world.ideon.made)
}
