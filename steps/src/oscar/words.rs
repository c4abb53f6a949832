//! Parameters of phrases that stand for a thing or a choice.

use std::str::FromStr;

use cucumber::Parameter;

use crate::{
    Provoked,
    words::{UnknownWord, find},
};

/// An operation, as something that one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "operation",
    regex = "check the connection|create a membership|get the membership|update the membership|get the balance|\
             set the payment preference|get the payment preferences"
)]
pub(crate) enum Operation {
    HealthCheck,
    Create,
    Get,
    Update,
    Balance,
    SetPreference,
    GetPreferences,
}

const OPERATIONS: [(&str, Operation); 7] = [
    ("check the connection", Operation::HealthCheck),
    ("create a membership", Operation::Create),
    ("get the membership", Operation::Get),
    ("update the membership", Operation::Update),
    ("get the balance", Operation::Balance),
    ("set the payment preference", Operation::SetPreference),
    ("get the payment preferences", Operation::GetPreferences),
];

impl FromStr for Operation {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&OPERATIONS, word)
    }
}

impl Operation {
    /// The id in the catalogue.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::HealthCheck => "health-check",
            Self::Create => "create-membership",
            Self::Get => "get-membership",
            Self::Update => "update-membership",
            Self::Balance => "get-balance",
            Self::SetPreference => "upsert-payment-preference",
            Self::GetPreferences => "get-payment-preferences",
        }
    }

    /// Whether it needs somebody who is enrolled.
    pub(super) const fn is_about_a_member(self) -> bool {
        !matches!(self, Self::HealthCheck | Self::Create)
    }
}

/// Somebody whom a scenario knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "who",
    regex = "the policy holder|the new dependent|the spouse|the child|the whole family|the other member"
)]
pub(crate) enum Who {
    Holder,
    NewDependent,
    Spouse,
    Child,
    WholeFamily,
    Other,
}

const PEOPLE: [(&str, Who); 6] = [
    ("the policy holder", Who::Holder),
    ("the new dependent", Who::NewDependent),
    ("the spouse", Who::Spouse),
    ("the child", Who::Child),
    ("the whole family", Who::WholeFamily),
    ("the other member", Who::Other),
];

impl FromStr for Who {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&PEOPLE, word)
    }
}

/// What somebody is to the policy holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "relationship", regex = "spouse|child|ward")]
pub(crate) enum Relationship {
    Holder,
    Spouse,
    Child,
    Ward,
}

impl FromStr for Relationship {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&[("spouse", Self::Spouse), ("child", Self::Child), ("ward", Self::Ward)], word)
    }
}

impl Relationship {
    /// The value of `relationship_type`.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Holder => "POLICY_HOLDER",
            Self::Spouse => "SPOUSE",
            Self::Child => "CHILD",
            Self::Ward => "WARD",
        }
    }
}

/// Something that can be read of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "reading", regex = "membership|balance|payment preferences")]
pub(crate) enum Reading {
    Membership,
    Balance,
    Preferences,
}

impl FromStr for Reading {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let table = [
            ("membership", Self::Membership),
            ("balance", Self::Balance),
            ("payment preferences", Self::Preferences),
        ];
        find(&table, word)
    }
}

impl Reading {
    pub(super) const fn operation(self) -> Operation {
        match self {
            Self::Membership => Operation::Get,
            Self::Balance => Operation::Balance,
            Self::Preferences => Operation::GetPreferences,
        }
    }
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "switch", regex = "on|off")]
pub(crate) enum Switch {
    On,
    Off,
}

impl FromStr for Switch {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&[("on", Self::On), ("off", Self::Off)], word)
    }
}

impl Switch {
    pub(super) const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

/// An end of a period of cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "edge", regex = "starts|ends")]
pub(crate) enum Edge {
    Starts,
    Ends,
}

impl FromStr for Edge {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&[("starts", Self::Starts), ("ends", Self::Ends)], word)
    }
}

/// How an operation of an integration ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "ending", regex = "succeeds|fails|is rejected")]
pub(crate) enum Ending {
    Succeeds,
    Fails,
    IsRejected,
}

impl FromStr for Ending {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&[("succeeds", Self::Succeeds), ("fails", Self::Fails), ("is rejected", Self::IsRejected)], word)
    }
}

/// A failure of the vendor that a call is meant to meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "failure", regex = "a transient failure|an internal error")]
pub(crate) struct Failure(pub(super) Provoked);

impl FromStr for Failure {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&[("a transient failure", Provoked::Retry), ("an internal error", Provoked::Escalate)], word)
            .map(Self)
    }
}

impl Failure {
    /// Tells a simulator to answer so many calls with it.
    pub(super) fn tell(self, simulator: &simulators::Tenant, calls: u32) {
        match self.0 {
            Provoked::Retry => simulator.pend_next(calls),
            Provoked::Escalate => simulator.fail_next(calls),
            // No word of this parameter: Oscar documents neither.
            Provoked::RateLimit | Provoked::Unavailable => {}
        }
    }
}

/// A part of an enrollment that may be there, or be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "part",
    regex = "a writing agent|a servicing agent|an employer|no SSN|no qualifying life event"
)]
pub(crate) enum Part {
    WritingAgent,
    ServicingAgent,
    Employer,
    NoSsn,
    NoLifeEvent,
}

impl FromStr for Part {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let table = [
            ("a writing agent", Self::WritingAgent),
            ("a servicing agent", Self::ServicingAgent),
            ("an employer", Self::Employer),
            ("no SSN", Self::NoSsn),
            ("no qualifying life event", Self::NoLifeEvent),
        ];
        find(&table, word)
    }
}

/// A client certificate that is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "certificate",
    regex = "no client certificate|a client certificate that is not registered|an expired client certificate"
)]
pub(crate) struct Presented(pub(super) crate::Certificate);

impl FromStr for Presented {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        use crate::Certificate::{Expired, None, Unregistered};
        [None, Unregistered, Expired]
            .into_iter()
            .find(|certificate| certificate.words() == word)
            .map(Self)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every alternative of an expression is a word that can be read.
    fn all_read<T: FromStr<Err = UnknownWord> + cucumber::Parameter>() -> usize {
        let words: Vec<_> = T::REGEX.split('|').collect();
        for word in &words {
            assert!(word.parse::<T>().is_ok(), "{word}");
        }
        words.len()
    }

    #[test]
    fn every_word_that_a_phrase_lets_through_can_be_read() {
        assert_eq!(all_read::<Operation>(), OPERATIONS.len());
        assert_eq!(all_read::<Who>(), PEOPLE.len());
        assert_eq!(all_read::<Relationship>(), 3);
        assert_eq!(all_read::<Reading>(), 3);
        assert_eq!(all_read::<Switch>(), 2);
        assert_eq!(all_read::<Part>(), 5);
        assert_eq!(all_read::<Edge>(), 2);
        assert_eq!(all_read::<Ending>(), 3);
        assert_eq!(all_read::<Failure>(), 2);
        assert_eq!(all_read::<Presented>(), 3);
        assert!("buy a hat".parse::<Operation>().is_err());
    }
}
