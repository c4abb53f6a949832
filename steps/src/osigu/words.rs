//! Parameters of phrases that stand for a thing or a choice.

use std::str::FromStr;

use cucumber::Parameter;

use crate::words::{UnknownWord, find};

/// A sponsor of the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "sponsor", regex = "mock sponsor|asynchronous sponsor|settling sponsor")]
pub(crate) enum Sponsor {
    Mock,
    Asynchronous,
    Settling,
}

const SPONSORS: [(&str, Sponsor); 3] = [
    ("mock sponsor", Sponsor::Mock),
    ("asynchronous sponsor", Sponsor::Asynchronous),
    ("settling sponsor", Sponsor::Settling),
];

impl FromStr for Sponsor {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&SPONSORS, word)
    }
}

impl Sponsor {
    /// The name of its fixture.
    pub(super) const fn fixture(self) -> &'static str {
        match self {
            Self::Mock => "sponsor",
            Self::Asynchronous => "async_sponsor",
            Self::Settling => "batch_sponsor",
        }
    }
}

/// Somebody of the environment's test beneficiaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "person",
    regex = "active beneficiary|beneficiary with expired coverage|holder of a family group|unknown beneficiary"
)]
pub(crate) enum Person {
    Active,
    Expired,
    Holder,
    Unknown,
}

const PEOPLE: [(&str, Person); 4] = [
    ("active beneficiary", Person::Active),
    ("beneficiary with expired coverage", Person::Expired),
    ("holder of a family group", Person::Holder),
    ("unknown beneficiary", Person::Unknown),
];

impl FromStr for Person {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&PEOPLE, word)
    }
}

impl Person {
    /// The name of the fixture; none for somebody whom nobody knows.
    pub(super) const fn fixture(self) -> Option<&'static str> {
        match self {
            Self::Active => Some("active_beneficiary"),
            Self::Expired => Some("expired_beneficiary"),
            Self::Holder => Some("family_holder"),
            Self::Unknown => None,
        }
    }
}

/// A type of product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "product_type", regex = "MEDICATION|LAB|IMAGING|PROCEDURE")]
pub(crate) enum ProductType {
    Medication,
    Lab,
    Imaging,
    Procedure,
}

const PRODUCT_TYPES: [(&str, ProductType); 4] = [
    ("MEDICATION", ProductType::Medication),
    ("LAB", ProductType::Lab),
    ("IMAGING", ProductType::Imaging),
    ("PROCEDURE", ProductType::Procedure),
];

impl FromStr for ProductType {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&PRODUCT_TYPES, word)
    }
}

impl ProductType {
    /// As it is written.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Medication => "MEDICATION",
            Self::Lab => "LAB",
            Self::Imaging => "IMAGING",
            Self::Procedure => "PROCEDURE",
        }
    }
}
