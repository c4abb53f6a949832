//! Parameters of phrases about deliveries.

use std::str::FromStr;

use cucumber::Parameter;

use crate::words::{UnknownWord, find};

/// What is wrong with a delivery that Osigu never made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "forgery",
    regex = "with a changed body|with a changed timestamp|with the signature of another secret|\
             with the signature of an empty secret|with the signature of another event|with another first digit in its digest|\
             with another last digit in its digest|with half of its digest|with two digits behind its digest|\
             with the digest of other bytes of the same JSON|with a body that is not JSON|without a signature|\
             with an empty signature|without a timestamp|without a digest|with a word for a timestamp|\
             with an empty digest|with a digest that is not hexadecimal|with an unreadable signature|\
             with a bare digest of its body"
)]
pub(crate) enum Forgery {
    ChangedBody,
    ChangedTimestamp,
    OtherSecret,
    EmptySecret,
    OtherEvent,
    FirstDigit,
    LastDigit,
    HalfDigest,
    LongDigest,
    OtherBytes,
    NotJson,
    NoHeader,
    EmptyHeader,
    NoTimestamp,
    NoDigest,
    WordForTimestamp,
    EmptyDigest,
    NotHexadecimal,
    Unreadable,
    BareDigest,
}

const FORGERIES: [(&str, Forgery); 20] = [
    ("with a changed body", Forgery::ChangedBody),
    ("with a changed timestamp", Forgery::ChangedTimestamp),
    ("with the signature of another secret", Forgery::OtherSecret),
    ("with the signature of an empty secret", Forgery::EmptySecret),
    ("with the signature of another event", Forgery::OtherEvent),
    ("with another first digit in its digest", Forgery::FirstDigit),
    ("with another last digit in its digest", Forgery::LastDigit),
    ("with half of its digest", Forgery::HalfDigest),
    ("with two digits behind its digest", Forgery::LongDigest),
    ("with the digest of other bytes of the same JSON", Forgery::OtherBytes),
    ("with a body that is not JSON", Forgery::NotJson),
    ("without a signature", Forgery::NoHeader),
    ("with an empty signature", Forgery::EmptyHeader),
    ("without a timestamp", Forgery::NoTimestamp),
    ("without a digest", Forgery::NoDigest),
    ("with a word for a timestamp", Forgery::WordForTimestamp),
    ("with an empty digest", Forgery::EmptyDigest),
    ("with a digest that is not hexadecimal", Forgery::NotHexadecimal),
    ("with an unreadable signature", Forgery::Unreadable),
    ("with a bare digest of its body", Forgery::BareDigest),
];

impl Forgery {
    /// As a phrase says it.
    pub(super) fn words(self) -> &'static str {
        FORGERIES.iter().find(|(_, forgery)| *forgery == self).map_or("", |(words, _)| words)
    }

    #[cfg(test)]
    pub(super) const fn all() -> &'static [(&'static str, Self)] {
        &FORGERIES
    }
}

impl FromStr for Forgery {
    type Err = UnknownWord;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        find(&FORGERIES, words)
    }
}

/// On which side of now a timestamp lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "side", regex = "ago|ahead of time")]
pub(crate) enum Side {
    Ago,
    Ahead,
}

impl FromStr for Side {
    type Err = UnknownWord;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        find(&[("ago", Self::Ago), ("ahead of time", Self::Ahead)], words)
    }
}

impl Side {
    /// The seconds that such a timestamp differs from now by.
    pub(super) const fn offset_s(self, seconds: i64) -> i64 {
        match self {
            Self::Ago => -seconds,
            Self::Ahead => seconds,
        }
    }

    /// As a phrase says it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Ago => "ago",
            Self::Ahead => "ahead of time",
        }
    }
}

/// How the same JSON can be written otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "writing",
    regex = "line breaks and indentation|escaped letters|a number with a trailing zero|a line break at its end"
)]
pub(crate) enum Writing {
    Spaced,
    Escaped,
    TrailingZero,
    LastBreak,
}

const WRITINGS: [(&str, Writing); 4] = [
    ("line breaks and indentation", Writing::Spaced),
    ("escaped letters", Writing::Escaped),
    ("a number with a trailing zero", Writing::TrailingZero),
    ("a line break at its end", Writing::LastBreak),
];

impl FromStr for Writing {
    type Err = UnknownWord;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        find(&WRITINGS, words)
    }
}
