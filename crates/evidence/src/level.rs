//! Evidence levels: how well a fact about a vendor is known.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::clause::UnknownName;

/// How we know a fact. The order is that of strength: `Assumed < Inferred < Draft < Documented`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Stated nowhere; a guess of ours, so that work can go on.
    Assumed,
    /// Follows from stated facts.
    Inferred,
    /// Stated in an official but older or secondary publication.
    Draft,
    /// Stated in the vendor's own current document.
    Documented,
}

impl Level {
    /// All levels, weakest first.
    pub const ALL: [Self; 4] = [Self::Assumed, Self::Inferred, Self::Draft, Self::Documented];

    /// The word that stands in schemas, clause files and reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Inferred => "inferred",
            Self::Draft => "draft",
            Self::Documented => "documented",
        }
    }

    /// The weaker of two levels: what a statement is worth that rests on both.
    #[must_use]
    pub fn weaker(self, other: Self) -> Self {
        self.min(other)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Level {
    type Err = UnknownName;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|level| level.word() == word)
            .ok_or_else(|| UnknownName::new("evidence level", word, Self::ALL.map(Self::word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_by_strength_and_the_weaker_one_wins() {
        assert!(Level::Documented > Level::Draft && Level::Draft > Level::Inferred);
        assert_eq!(Level::Documented.weaker(Level::Assumed), Level::Assumed);
    }

    #[test]
    fn an_unknown_level_names_the_known_ones() {
        let text = "sure".parse::<Level>().unwrap_err().to_string();
        assert_eq!(text, "evidence level `sure` is not known (known: assumed, inferred, draft, documented)");
    }
}
