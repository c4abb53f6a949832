//! Oscar ICHRA Connect: a stateful simulator of its seven operations.

mod balance;
mod codes;
mod control;
mod effects;
mod errors;
mod faults;
mod fields;
mod memberships;
mod payments;
mod rules;
mod service;
pub mod settings;
mod state;
mod tenant;

use std::{fmt, sync::Arc};

use clock::SharedClock;
pub use faults::Fault;
pub use service::SIMULATE_HEADER;
pub use tenant::Tenant;

use self::{faults::FAULTS, settings::Settings, state::Book};
use crate::{
    control::serve,
    error::{SimulatorError, StartError},
    front::{Doors, Front, Tls, acceptor},
    http::{Request, Response},
    pki::{Credentials, Pki},
    server::{Backend, Service},
    tenant::{TENANT_HEADER, Tenants},
};

/// How a simulator is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The fault that every tenant begins with.
    pub fault: Option<String>,
    /// Whether clients speak TLS and show a certificate.
    pub tls: bool,
    /// The port on 127.0.0.1, or `None` for a free one.
    pub port: Option<u16>,
    /// What is assumed.
    pub settings: Settings,
}

/// A running simulator of Oscar. Dropping it closes its port and every connection.
pub struct Oscar {
    inner: Arc<OscarService>,
    front: Front,
    base_url: String,
    credentials: Credentials,
}

impl fmt::Debug for Oscar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Oscar").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Oscar {
    /// Starts a simulator on 127.0.0.1. It has to be called on a tokio runtime, which then serves the connections.
    ///
    /// # Errors
    /// An unknown fault, a port that is taken, or certificates that cannot be made.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let fault = options.fault.as_deref().map(find_fault).transpose()?;
        let settings = Arc::new(options.settings);
        let pki = Pki::make().map_err(SimulatorError::Certificates)?;
        let tls = if options.tls {
            // A fault of a tenant cannot reach the handshake, which knows no tenant; that of the whole simulator does.
            let doors = if matches!(fault.map(|fault| fault.name), Some("accepts-any-certificate")) {
                Doors::Open
            } else if settings.unregistered_certificate == settings::UnregisteredCertificate::RefusedHandshake
            {
                Doors::RegisteredOnly
            } else {
                Doors::Usual
            };
            Some(Tls { acceptor: acceptor(&pki, doors)?, registered: pki.registered })
        } else {
            None
        };
        let fresh = {
            let settings = Arc::clone(&settings);
            move |name: &str| Book::new(name, Arc::clone(&settings), fault)
        };
        let inner = Arc::new(OscarService { tenants: Tenants::new(fresh), settings, fault });
        let backend =
            Backend::start(Arc::clone(&inner) as Arc<dyn Service>).await.map_err(SimulatorError::Server)?;
        let port = options.port.unwrap_or(0);
        let front =
            Front::start(port, tls, backend).await.map_err(|source| SimulatorError::Bind { port, source })?;
        let port = front.address.port();
        let base_url = if options.tls {
            format!("https://localhost:{port}")
        } else {
            format!("http://127.0.0.1:{port}")
        };
        Ok(Self { inner, front, base_url, credentials: pki.credentials })
    }

    /// `http://127.0.0.1:PORT`, or `https://localhost:PORT` with TLS; no slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The certificates and keys for clients. They are of use only with TLS.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Registers a tenant with its own clock. Its state goes when the tenant is dropped.
    ///
    /// The name goes into a header, so it has to be visible ASCII; `default` is taken by requests that name no tenant.
    /// A tenant of the same name loses its state to the new one.
    #[must_use]
    pub fn tenant(&self, name: &str, clock: SharedClock) -> Tenant {
        self.register(name, clock, Arc::clone(&self.inner.settings))
    }

    /// Registers a tenant that follows other settings than the rest. What the handshake does is not a tenant's to say.
    #[must_use]
    pub fn tenant_with(&self, name: &str, clock: SharedClock, settings: Settings) -> Tenant {
        self.register(name, clock, Arc::new(settings))
    }

    fn register(&self, name: &str, clock: SharedClock, settings: Arc<Settings>) -> Tenant {
        let book = Book::new(name, settings, self.inner.fault);
        Tenant::new(Arc::clone(&self.inner), self.inner.tenants.register(name, clock, book))
    }

    /// All faults, by area.
    #[must_use]
    pub fn faults() -> &'static [Fault] {
        FAULTS
    }

    /// The errors of TLS handshakes that failed on this side, oldest first; at most 1000.
    #[must_use]
    pub fn handshakes_refused(&self) -> Vec<String> {
        self.front.refusals()
    }

    /// How many wiremock servers were started so far; they are replaced every thousand requests.
    #[must_use]
    pub fn servers_started(&self) -> usize {
        self.front.servers_started()
    }

    /// Closes every connection and waits until the port is free.
    pub async fn shutdown(mut self) {
        self.front.shutdown().await;
    }
}

fn find_fault(name: &str) -> Result<&'static Fault, SimulatorError> {
    FAULTS
        .iter()
        .find(|fault| fault.name == name)
        .ok_or_else(|| SimulatorError::unknown_fault(name, FAULTS.iter().map(|fault| fault.name)))
}

/// What all connections share.
struct OscarService {
    tenants: Tenants<Book>,
    settings: Arc<Settings>,
    fault: Option<&'static Fault>,
}

impl Service for OscarService {
    fn answer(&self, request: Request) -> Response {
        serve(&self.tenants.find(request.header(TENANT_HEADER)), request)
    }
}
