//! Sandbox and production: two base URLs, two pairs of credentials, and nothing in common.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use evidence::Header;
use secrecy::{ExposeSecret, SecretString};
use wire::Client;

/// Which of Osigu's environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnvironmentName {
    /// Seeded synthetic data.
    Sandbox,
    /// Real people.
    Production,
}

impl EnvironmentName {
    /// The word that stands in an event's `environment`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
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
    /// Its client id.
    pub client_id: SecretString,
    /// Its client secret.
    pub client_secret: SecretString,
    /// Headers that travel with every request and stand in no evidence.
    pub hidden_headers: Vec<Header>,
}

impl Environment {
    /// The credentials as HTTP Basic has them.
    pub(super) fn basic(&self) -> String {
        let pair = format!("{}:{}", self.client_id.expose_secret(), self.client_secret.expose_secret());
        format!("Basic {}", STANDARD.encode(pair))
    }
}
