//! Parameters of phrases about a platform.

use std::str::FromStr;

use cucumber::Parameter;
use integrator::{Outcome, ideon::EnvironmentName};

use crate::words::{UnknownWord, find};

/// What a platform tells its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "platform_report", regex = "success|that Ideon does not know it|that Ideon is not available")]
pub(crate) struct Report(pub(super) Outcome);

const REPORTS: [(&str, Outcome); 3] = [
    ("success", Outcome::Ok),
    ("that Ideon does not know it", Outcome::NotFound),
    ("that Ideon is not available", Outcome::GaveUp),
];

impl FromStr for Report {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&REPORTS, word).map(Self)
    }
}

/// An environment of Ideon's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "ideon_host", regex = "production|QA|staging")]
pub(crate) struct Host(pub(super) EnvironmentName);

const HOSTS: [(&str, EnvironmentName); 3] = [
    ("production", EnvironmentName::Production),
    ("QA", EnvironmentName::Qa),
    ("staging", EnvironmentName::Staging),
];

impl FromStr for Host {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&HOSTS, word).map(Self)
    }
}

/// A thing of which Ideon gave the platform an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "platform_id",
    regex = "group|location|coverage period|plan|classification|subscriber|dependent"
)]
pub(crate) enum Id {
    Group,
    Location,
    Period,
    Plan,
    Classification,
    Subscriber,
    Dependent,
}

const IDS: [(&str, Id); 7] = [
    ("group", Id::Group),
    ("location", Id::Location),
    ("coverage period", Id::Period),
    ("plan", Id::Plan),
    ("classification", Id::Classification),
    ("subscriber", Id::Subscriber),
    ("dependent", Id::Dependent),
];

impl FromStr for Id {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&IDS, word)
    }
}

/// How hooks are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "hook_order", regex = "in order|in reverse order|twice each")]
pub(crate) enum Order {
    Forward,
    Backward,
    Twice,
}

impl FromStr for Order {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known =
            [("in order", Self::Forward), ("in reverse order", Self::Backward), ("twice each", Self::Twice)];
        find(&known, word)
    }
}
