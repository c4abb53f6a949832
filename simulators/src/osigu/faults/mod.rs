//! The named faults: each is one change of behaviour against the honest simulator.
//!
//! `api` has those of the synchronous operations, `chain` those of prescriptions, claims, settlements and webhooks.

mod api;
mod chain;

use std::sync::LazyLock;

use serde_json::Value;

pub(super) use self::{api::Rule, chain::ChainRule};
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
    Rule(AnyRule),
    /// The JSON of some answers is changed; the number differs at each answer.
    Json(When, fn(&mut Value, u64)),
    /// Some answers are changed above HTTP.
    Answer(When, fn(&mut Response)),
    /// Some answers are harmed below HTTP.
    Order(When, fn(&Settings) -> Order),
}

/// Which answers a fault harms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Successes of an operation.
    Success(Operation),
    /// Refusals with this status.
    Refused(u16),
    /// Refusals of an operation.
    RefusedBy(Operation, u16),
    /// Every refusal.
    AnyRefusal,
}

impl When {
    /// Whether an answer is meant.
    pub(super) fn fits(self, operation: Option<Operation>, status: u16) -> bool {
        match self {
            Self::Success(wanted) => operation == Some(wanted) && status < 300,
            Self::Refused(wanted) => status == wanted,
            Self::RefusedBy(wanted, refused) => operation == Some(wanted) && status == refused,
            Self::AnyRefusal => (400..500).contains(&status),
        }
    }
}

/// Behaviour that an operation asks for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnyRule {
    Api(Rule),
    Chain(ChainRule),
}

impl From<Rule> for AnyRule {
    fn from(rule: Rule) -> Self {
        Self::Api(rule)
    }
}

impl From<ChainRule> for AnyRule {
    fn from(rule: ChainRule) -> Self {
        Self::Chain(rule)
    }
}

/// All faults, by area.
pub(super) static FAULTS: LazyLock<Vec<Fault>> =
    LazyLock::new(|| api::FAULTS.iter().chain(chain::FAULTS).copied().collect());

/// The fault of that name.
pub(super) fn find(name: &str) -> Result<&'static Fault, SimulatorError> {
    let named = FAULTS.iter().find(|fault| fault.name == name);
    named.ok_or_else(|| SimulatorError::unknown_fault(name, FAULTS.iter().map(|fault| fault.name)))
}

const fn json(
    area: &'static str,
    name: &'static str,
    summary: &'static str,
    when: When,
    change: fn(&mut Value, u64),
) -> Fault {
    Fault { name, area, summary, defect: Defect::Json(when, change) }
}
