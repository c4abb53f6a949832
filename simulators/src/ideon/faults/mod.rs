//! The named faults: each is one change of behaviour against the honest simulator.
//!
//! `rules` has what operations do otherwise, `bodies` what they accept, `answers` what becomes of their answers.

mod answers;
mod bodies;
mod rules;

use std::sync::LazyLock;

use serde_json::Value;

pub(super) use self::rules::Rule;
use super::{operations::Operation, settings::Settings};
use crate::{
    error::SimulatorError,
    http::{Order, Response},
};

/// One named defect that the simulator can have.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// A kebab-case name that is unique for ever.
    pub name: &'static str,
    /// The part of the API that it harms.
    pub area: &'static str,
    /// What is different, in the present tense.
    pub summary: &'static str,
    pub(super) defect: Defect,
}

/// How a fault is brought about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Defect {
    /// An operation behaves otherwise; it asks [`Book::has`](super::state::Book::has).
    Rule(Rule),
    /// An operation overlooks offences of a kind in its body.
    Accepts(Operation, Offence),
    /// An operation refuses a value that is on the list of a member of its content.
    Refuses(Operation, &'static str, &'static str),
    /// The JSON of some answers is changed; the number differs at each answer.
    Json(When, fn(&mut Value, u64)),
    /// Some answers are changed above HTTP.
    Answer(When, fn(&mut Response)),
    /// Some answers are harmed below HTTP.
    Order(When, fn(&Settings) -> Order),
}

/// Kinds of offences of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offence {
    Missing,
    Type,
    Value,
}

/// Which answers a fault harms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Successes of an operation.
    Success(Operation),
    /// Every success with this status, of calls with this method.
    Succeeded(&'static str, u16),
    /// Successes of the three operations that answer in pages.
    Paged,
    /// Refusals with this status.
    Refused(u16),
    /// Every refusal.
    AnyRefusal,
    /// Every failure of the server's own.
    AnyFailure,
}

impl When {
    /// Whether an answer is meant.
    pub(super) fn fits(self, operation: Option<Operation>, status: u16) -> bool {
        let succeeded = status < 300;
        match self {
            Self::Success(wanted) => operation == Some(wanted) && succeeded,
            Self::Succeeded(method, wanted) => {
                operation.is_some_and(|operation| operation.method() == method) && status == wanted
            }
            Self::Paged => {
                let paged =
                    [Operation::ListGroups, Operation::ListAvailablePlans, Operation::ListSubscribers];
                succeeded && operation.is_some_and(|operation| paged.contains(&operation))
            }
            Self::Refused(wanted) => status == wanted,
            Self::AnyRefusal => (400..500).contains(&status),
            Self::AnyFailure => status >= 500,
        }
    }
}

/// All faults, by area.
pub(super) static FAULTS: LazyLock<Vec<Fault>> = LazyLock::new(|| {
    let mut faults: Vec<Fault> = rules::FAULTS
        .iter()
        .chain(answers::FAULTS)
        .chain(bodies::FAULTS)
        .chain(bodies::REFUSED_VALUES)
        .copied()
        .collect();
    // Within an area the order of the tables stays.
    let mut areas: Vec<&str> = Vec::new();
    for fault in &faults {
        if !areas.contains(&fault.area) {
            areas.push(fault.area);
        }
    }
    faults.sort_by_key(|fault| areas.iter().position(|area| *area == fault.area));
    faults
});

/// The fault of that name.
pub(super) fn find(name: &str) -> Result<&'static Fault, SimulatorError> {
    let named = FAULTS.iter().find(|fault| fault.name == name);
    named.ok_or_else(|| SimulatorError::unknown_fault(name, FAULTS.iter().map(|fault| fault.name)))
}
