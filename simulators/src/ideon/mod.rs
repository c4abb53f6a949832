//! Ideon's Enrollments API: a stateful simulator of 46 operations and of the events of a group.
//!
//! Time is the tenant's clock: what falls due by itself (the answer of a carrier, a census, the next attempt of a delivery)
//! is scheduled in the state and happens when the clock gets there, in the order of its times.

mod access;
mod availability;
mod census;
mod check;
mod contributions;
mod control;
mod documents;
mod effects;
mod errors;
mod export;
mod faults;
mod groups;
mod hooks;
mod operations;
mod paging;
mod periods;
mod plans;
mod problems;
mod qles;
mod rsp;
mod service;
pub mod settings;
mod state;
mod subscribers;
mod tenant;
mod transmissions;

use std::{fmt, sync::Arc};

use clock::SharedClock;
use tokio::{runtime::Handle, sync::oneshot};

use self::state::Book;
pub use self::{
    faults::Fault,
    hooks::Delivery,
    periods::PeriodState,
    problems::Severity,
    service::SIMULATE_HEADER,
    settings::{RateLimit, Reading, Settings},
    tenant::{Account, Tenant},
};
use crate::{
    control::serve,
    delivery::Dispatcher,
    error::{SimulatorError, StartError},
    front::Front,
    http::{Request, Response},
    server::{Backend, Service, lock},
    tenant::{DEFAULT_TENANT, TENANT_HEADER, Tenants},
};

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

/// A running simulator of Ideon. Dropping it closes its port and every connection.
pub struct Ideon {
    inner: Arc<IdeonService>,
    front: Front,
    base_url: String,
}

impl fmt::Debug for Ideon {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ideon").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Ideon {
    /// Starts a simulator on 127.0.0.1. It has to be called on a tokio runtime, which then serves the connections and
    /// delivers the events.
    ///
    /// # Errors
    /// An unknown fault, or a port that is taken.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let fault = options.fault.as_deref().map(faults::find).transpose()?;
        let settings = Arc::new(options.settings);
        let fresh = {
            let settings = Arc::clone(&settings);
            move |name: &str| Book::new(name, Arc::clone(&settings), fault)
        };
        let dispatcher = Dispatcher::new(Handle::current());
        let inner = Arc::new(IdeonService { tenants: Tenants::new(fresh), settings, fault, dispatcher });
        let service = Arc::clone(&inner) as Arc<dyn Service>;
        let backend = Backend::start(service).await.map_err(SimulatorError::Server)?;
        let port = options.port.unwrap_or(0);
        let front = Front::start(port, None, backend).await;
        let front = front.map_err(|source| SimulatorError::Bind { port, source })?;
        let base_url = format!("http://127.0.0.1:{}", front.address.port());
        Ok(Self { inner, front, base_url })
    }

    /// `http://127.0.0.1:PORT`; no slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The key of an account of the tenant of requests that name none.
    #[must_use]
    pub fn api_key(&self, account: Account) -> String {
        lock(&self.inner.tenants.find(Some(DEFAULT_TENANT)).state).access.key(account).to_owned()
    }

    /// Registers a tenant with its own clock. Its state goes when the tenant is dropped.
    ///
    /// The name goes into a header, so it has to be visible ASCII; `default` is taken by requests that name no tenant.
    /// A tenant of the same name loses its state to the new one.
    #[must_use]
    pub fn tenant(&self, name: &str, clock: SharedClock) -> Tenant {
        self.register(name, clock, Arc::clone(&self.inner.settings))
    }

    /// Registers a tenant that follows other settings than the rest.
    #[must_use]
    pub fn tenant_with(&self, name: &str, clock: SharedClock, settings: Settings) -> Tenant {
        self.register(name, clock, Arc::new(settings))
    }

    /// The tenant of requests that name none: on the real clock, with the settings of the simulator. It is always there.
    #[must_use]
    pub fn default_tenant(&self) -> Tenant {
        Tenant::new(Arc::clone(&self.inner), self.inner.tenants.find(None))
    }

    fn register(&self, name: &str, clock: SharedClock, settings: Arc<Settings>) -> Tenant {
        let book = Book::new(name, settings, self.inner.fault);
        Tenant::new(Arc::clone(&self.inner), self.inner.tenants.register(name, clock, book))
    }

    /// All faults, by area.
    #[must_use]
    pub fn faults() -> &'static [Fault] {
        &faults::FAULTS
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

/// What all connections share.
struct IdeonService {
    tenants: Tenants<Book>,
    settings: Arc<Settings>,
    fault: Option<&'static Fault>,
    dispatcher: Dispatcher,
}

impl Service for IdeonService {
    fn answer(&self, request: Request) -> Response {
        let slot = self.tenants.find(request.header(TENANT_HEADER));
        let mut response = serve(&slot, request);
        if let Some(order) = self.dispatcher.wake(&slot) {
            response.order = Some(order);
        }
        response
    }

    fn held(&self, ticket: u64) -> Option<oneshot::Receiver<()>> {
        self.dispatcher.held(ticket)
    }
}
