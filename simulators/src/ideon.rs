//! A stand-in until the simulator of Ideon is merged: the same names, and no answers.

use clock::SharedClock;

use crate::{SimulatorError, StartError, TENANT_HEADER, tenant::Seen};

/// Everything about Ideon that no document states.
#[derive(Clone, Debug, Default)]
pub struct Settings {}

/// How a simulator is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The fault that every tenant begins with.
    pub fault: Option<String>,
    /// The port on 127.0.0.1, or `None` for a free one.
    pub port: Option<u16>,
    /// What is assumed.
    pub settings: Settings,
}

/// An account of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// The usual one.
    Main,
    /// Another one.
    Other,
    /// One that may do nothing.
    Unprivileged,
}

/// A running simulator of Ideon.
#[derive(Debug)]
pub struct Ideon {}

impl Ideon {
    /// Starts a simulator.
    ///
    /// # Errors
    ///
    /// None.
    pub async fn start(_options: Options) -> Result<Self, StartError> {
        Ok(Self {})
    }

    /// Where it would answer.
    #[must_use]
    pub fn base_url(&self) -> &str {
        "http://127.0.0.1:9"
    }

    /// A tenant.
    #[must_use]
    pub fn tenant(&self, name: &str, _clock: SharedClock) -> Tenant {
        Tenant { name: name.to_owned() }
    }
}

/// One tenant.
#[derive(Debug)]
pub struct Tenant {
    name: String,
}

impl Tenant {
    /// The header that makes a request this tenant's.
    #[must_use]
    pub fn header(&self) -> (&'static str, &str) {
        (TENANT_HEADER, &self.name)
    }

    /// Requests that arrived.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        Vec::new()
    }

    /// Sets the fault.
    ///
    /// # Errors
    ///
    /// None.
    pub fn set_fault(&self, _name: Option<&str>) -> Result<(), SimulatorError> {
        Ok(())
    }

    /// The key of an account.
    #[must_use]
    pub fn api_key(&self, account: Account) -> String {
        format!("{account:?}")
    }

    /// Opens a problem.
    #[must_use]
    pub fn open_problem(
        &self,
        _period: &str,
        _member: Option<&str>,
        _severity: &str,
        _parameter: &str,
    ) -> Option<String> {
        None
    }

    /// Runs a census.
    #[must_use]
    pub fn run_census(&self, _period: &str) -> Option<String> {
        None
    }

    /// Asks for a document.
    #[must_use]
    pub fn require_document(&self, _period: &str, _qle: Option<&str>) -> Option<String> {
        None
    }

    /// Sends what is pending to the carrier.
    pub fn transmit(&self, _period: &str) -> bool {
        false
    }

    /// Moves a coverage period on.
    pub fn set_period_state(&self, _period: &str, _state: &str) -> bool {
        false
    }

    /// Where hooks are delivered.
    pub fn hook_to(&self, _url: &str, _headers: &[(String, String)]) {}

    /// Lets the next calls answer this 5xx.
    pub fn fail_next(&self, _calls: u32, _status: u16) {}

    /// Lets the next calls answer 429.
    pub fn limit_next(&self, _calls: u32, _retry_after_s: Option<u32>) {}
}
