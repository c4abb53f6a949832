//! Clauses: single checkable statements of a vendor's guide, and who has to keep them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::level::Level;

/// A word that names nothing we know, with what it could have been.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} `{word}` is not known (known: {})", known.join(", "))]
pub struct UnknownName {
    kind: &'static str,
    word: String,
    known: Vec<&'static str>,
}

impl UnknownName {
    /// Says that `word` is not one of the `known` names of this `kind`.
    pub fn new(kind: &'static str, word: &str, known: impl IntoIterator<Item = &'static str>) -> Self {
        Self { kind, word: word.to_owned(), known: known.into_iter().collect() }
    }
}

/// The company whose API it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// Oscar ICHRA Connect.
    Oscar,
    /// Osigu.
    Osigu,
    /// Ideon Enrollments.
    Ideon,
}

impl Vendor {
    /// All vendors, in the order in which reports list them.
    pub const ALL: [Self; 3] = [Self::Oscar, Self::Osigu, Self::Ideon];

    /// The word used in tags, paths and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Oscar => "oscar",
            Self::Osigu => "osigu",
            Self::Ideon => "ideon",
        }
    }

    /// The prefixes of this vendor's clause ids, such as `OSC` in `OSC-12`.
    #[must_use]
    pub const fn clause_prefixes(self) -> &'static [&'static str] {
        match self {
            Self::Oscar => &["OSC"],
            Self::Osigu => &["OSG", "OSX"],
            Self::Ideon => &["IDN"],
        }
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Vendor {
    type Err = UnknownName;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|vendor| vendor.word() == word)
            .ok_or_else(|| UnknownName::new("vendor", word, Self::ALL.map(Self::word)))
    }
}

/// Who has to keep a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The vendor's API.
    Vendor,
    /// The customer's client or webhook receiver.
    Integrator,
    /// People; no scenario can judge them.
    Operator,
}

impl Party {
    /// The word used in tags and clause files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Integrator => "integrator",
            Self::Operator => "operator",
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One checkable statement of a guide, in our own words, with an id that is never reused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// For example `OSC-12`.
    pub id: String,
    /// Whose document it stands in. Filled in by the reader of the file, not by the file.
    #[serde(default = "default_vendor", skip_deserializing)]
    pub vendor: Vendor,
    /// Who has to keep it.
    pub party: Party,
    /// How we know it.
    pub level: Level,
    /// The statement, in our own words, one sentence in the present tense.
    pub text: String,
    /// Where it stands: document and section, such as `testing guide, step 2`.
    pub source: String,
    /// Why no scenario judges it; absent where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

const fn default_vendor() -> Vendor {
    Vendor::Oscar
}
