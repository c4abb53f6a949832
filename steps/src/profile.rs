//! A profile: a named target with all that a run needs to reach it, secrets resolved.

use std::{collections::BTreeMap, time::Duration};

use evidence::Vendor;
use requests::Overrides;
use secrecy::SecretString;
use wire::{Identity, RateLimit};

/// A named target. The program reads it from `covenant.toml`; `mock` needs no file.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name in the configuration, or `mock`.
    pub name: String,
    /// Whose API it is.
    pub vendor: Vendor,
    /// Where requests go.
    pub target: Target,
    /// What the environment can do beyond the plain API; scenarios with `@needs:` ask for it.
    pub capabilities: Vec<String>,
    /// Facts about the environment's data, by name.
    pub fixtures: BTreeMap<String, serde_json::Value>,
    /// Real paths by operation, where ours are guesses (`overrides.paths`).
    pub paths: BTreeMap<String, String>,
    /// Real member names where ours are guesses (`overrides.members`).
    pub overrides: Overrides,
    /// Headers by which this environment lets a tester provoke a condition: `retry`, `escalate`, `rate_limit`,
    /// `unavailable`.
    pub triggers: BTreeMap<String, Trigger>,
    /// How many scenarios may run side by side, if the profile limits it.
    pub jobs: Option<usize>,
    /// How many requests the environment allows; all jobs share them.
    pub limits: Limits,
    /// Factor on the vendor's documented delays; 1 unless the environment shortens them.
    pub time_scale: f64,
    /// How long an exchange may take.
    pub timeout: Duration,
    /// Social security numbers of the vendor's own test range, if the vendor refuses those that are never issued.
    pub ssn_range: Option<SsnRange>,
}

/// Where requests go.
#[derive(Clone, Debug)]
pub enum Target {
    /// The simulator in this process, on a virtual clock, with the embedded integrator.
    Simulator {
        /// The simulator's fault; none for the honest one.
        fault: Option<String>,
        /// The embedded integrator's defect; none for the correct one.
        integrator_fault: Option<String>,
    },
    /// An environment of the vendor, on the real clock.
    Remote(Box<Remote>),
    /// A webhook receiver of a customer, on the real clock; nothing else is judged then.
    Receiver(Box<NamedReceiver>),
}

/// How many requests an environment allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// On all endpoints but the token endpoint.
    pub general: Option<RateLimit>,
    /// On the token endpoint.
    pub token: Option<RateLimit>,
}

/// What an OAuth client shows to get a token.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// The `client_id`.
    pub id: SecretString,
    /// The `client_secret`.
    pub secret: SecretString,
}

/// How the vendor's webhooks reach this process.
#[derive(Clone, Debug)]
pub struct WebhookInbox {
    /// The address to bind, such as `127.0.0.1:8099`.
    pub listen: std::net::SocketAddr,
    /// Where the vendor delivers to, which must end up at `listen`; a path of its own is appended for each scenario.
    pub url: url::Url,
}

/// A webhook receiver of a customer.
#[derive(Clone, Debug)]
pub struct NamedReceiver {
    /// Where deliveries go.
    pub url: url::Url,
    /// The secret that it checks signatures with.
    pub secret: SecretString,
    /// A URL that answers `{"count": n}`, the number of effects that deliveries have had.
    pub effects: Option<url::Url>,
}

/// How to reach an environment.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Where it answers; paths of the catalogue are appended.
    pub base_url: url::Url,
    /// The client certificate registered with the vendor.
    pub identity: Option<Identity>,
    /// A client certificate that the vendor has not registered.
    pub unregistered: Option<Identity>,
    /// A client certificate that has expired.
    pub expired: Option<Identity>,
    /// The OAuth client of a vendor that issues tokens.
    pub client: Option<ClientCredentials>,
    /// Another OAuth client, which may only read.
    pub read_only_client: Option<ClientCredentials>,
    /// The API key of a vendor that knows its customers by one.
    pub api_key: Option<SecretString>,
    /// The API key of another account, which sees nothing of the first one's.
    pub other_account_api_key: Option<SecretString>,
    /// The API key of an account that may do nothing.
    pub unprivileged_api_key: Option<SecretString>,
    /// The secret with which the vendor signs its webhooks.
    pub webhook_secret: Option<SecretString>,
    /// How the vendor's webhooks reach this process.
    pub webhook_inbox: Option<WebhookInbox>,
    /// A certificate authority to trust besides the public ones, as PEM.
    pub ca_certificate: Option<String>,
    /// A proxy for all requests.
    pub proxy: Option<url::Url>,
}

/// A header that makes an environment provoke a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The header's name.
    pub header: String,
    /// Its value.
    pub value: String,
}

/// A range of social security numbers, as nine digits each, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SsnRange {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

impl Profile {
    /// The profile that needs no configuration: an honest simulator and a correct integrator.
    #[must_use]
    pub fn mock(vendor: Vendor) -> Self {
        Self {
            name: "mock".to_owned(),
            vendor,
            target: Target::Simulator { fault: None, integrator_fault: None },
            capabilities: Vec::new(),
            fixtures: BTreeMap::new(),
            paths: BTreeMap::new(),
            overrides: Overrides::default(),
            triggers: BTreeMap::new(),
            jobs: None,
            limits: Limits::default(),
            time_scale: 1.0,
            // Generous for a server in the same process, and short where its fault is that it does not answer.
            timeout: Duration::from_secs(10),
            ssn_range: None,
        }
    }

    /// Whether the target is a simulator in this process.
    #[must_use]
    pub const fn is_simulator(&self) -> bool {
        matches!(self.target, Target::Simulator { .. })
    }
}
