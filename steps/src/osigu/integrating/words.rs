//! Parameters of phrases about an integration.

use std::str::FromStr;

use cucumber::Parameter;
use integrator::{Outcome, osigu::Decision};

use crate::words::{UnknownWord, find};

/// What an integration tells its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "report",
    regex = "success|an approval|a rejection|a partial approval|that the sponsor has not decided|\
             that the indication is missing|inactive coverage|that nobody was found|that the code is not known|\
             that the code is used already|a refusal|that Osigu is not available|that Osigu does not let it in|\
             that it knows the event already"
)]
pub(crate) struct Report(pub(super) Outcome);

const REPORTS: [(&str, Outcome); 14] = [
    ("success", Outcome::Ok),
    ("an approval", Outcome::Approved),
    ("a rejection", Outcome::Rejected),
    ("a partial approval", Outcome::PartlyApproved),
    ("that the sponsor has not decided", Outcome::PendingSponsor),
    ("that the indication is missing", Outcome::PendingIndication),
    ("inactive coverage", Outcome::Inactive),
    ("that nobody was found", Outcome::NotFound),
    ("that the code is not known", Outcome::NotFound),
    ("that the code is used already", Outcome::Conflict),
    ("a refusal", Outcome::Rejected),
    ("that Osigu is not available", Outcome::GaveUp),
    ("that Osigu does not let it in", Outcome::Unauthorized),
    ("that it knows the event already", Outcome::Duplicate),
];

impl FromStr for Report {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&REPORTS, word).map(Self)
    }
}

/// What an integration holds a request to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "standing", regex = "undecided|approved|rejected|approved in part")]
pub(crate) struct Standing(pub(super) Decision);

const STANDINGS: [(&str, Decision); 4] = [
    ("undecided", Decision::Pending),
    ("approved", Decision::Approved),
    ("rejected", Decision::Rejected),
    ("approved in part", Decision::Partly),
];

impl FromStr for Standing {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&STANDINGS, word).map(Self)
    }
}
