//! Which server reads a document.

use std::{fmt, str::FromStr};

use evidence::UnknownName;

/// What servers want differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flavor {
    /// Valid against the schema of Jenkins' xUnit plugin; other servers read it, too.
    #[default]
    Jenkins,
    /// With the attribute `file` of a testcase, by which GitLab links it to its feature.
    Gitlab,
}

impl Flavor {
    /// All flavors.
    pub const ALL: [Self; 2] = [Self::Jenkins, Self::Gitlab];

    /// The word used on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Jenkins => "jenkins",
            Self::Gitlab => "gitlab",
        }
    }
}

impl fmt::Display for Flavor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Flavor {
    type Err = UnknownName;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|flavor| flavor.word() == word)
            .ok_or_else(|| UnknownName::new("JUnit flavor", word, Self::ALL.map(Self::word)))
    }
}
