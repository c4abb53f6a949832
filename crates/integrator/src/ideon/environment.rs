//! The three environments: production, QA and staging. Each has a host and API keys of its own.

use std::fmt;

use evidence::Header;
use secrecy::SecretString;
use wire::Client;

/// Which of Ideon's environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnvironmentName {
    /// Real people; carriers are told.
    Production,
    /// Real people are allowed; carriers are told nothing.
    Qa,
    /// No real people; carriers are told nothing.
    Staging,
}

impl EnvironmentName {
    /// The word for it, such as `staging`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Qa => "qa",
            Self::Staging => "staging",
        }
    }
}

impl fmt::Display for EnvironmentName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// One environment, with all that belongs to it alone.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Which it is.
    pub name: EnvironmentName,
    /// Sends to its base URL.
    pub client: Client,
    /// The key of the account there.
    pub api_key: SecretString,
    /// Headers that travel with every request and stand in no evidence.
    pub hidden_headers: Vec<Header>,
}
