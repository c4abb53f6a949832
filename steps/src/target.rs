//! A profile that is ready to be called: its clients, and its simulator if it has one.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use clock::{RealClock, SharedClock, VirtualClock};
use evidence::{ExitCode, Header, ProfileRecord, TargetKind, Vendor};
use schemas::Catalogue;
use simulators::{Oscar, ideon, ideon::Ideon, osigu, osigu::Osigu};
use time::{OffsetDateTime, macros::datetime};
use wire::{Budget, Client, ClientOptions, Identity, Permit};

use crate::{
    access::{TOKEN, Token},
    call::{Account, Certificate},
    inbox::Inbox,
    plan::{RunError, capabilities_of},
    profile::{self, Profile, Remote},
};

/// Where the virtual clock of a scenario stands at its beginning: outside Open Enrollment.
const VIRTUAL_START: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

/// How many scenarios in a row wait a throttling environment out in vain before those after them give up at once.
const GIVEN_UP_MAX: u32 = 8;

/// A profile that is ready to be called.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) profile: Profile,
    pub(crate) catalogue: &'static Catalogue,
    pub(crate) base_url: String,
    clients: HashMap<Certificate, Client>,
    simulator: Option<Simulator>,
    /// Bearer tokens of the run, where tokens are rationed.
    pub(crate) tokens: tokio::sync::Mutex<HashMap<Account, Token>>,
    /// What all jobs may send together; none where nothing is limited.
    general: Option<Budget>,
    token: Option<Budget>,
    /// How many scenarios in a row gave up because they were throttled, with nobody served in between.
    given_up: AtomicU32,
    /// Where webhooks arrive; none where they cannot.
    pub(crate) inbox: Option<Inbox>,
    /// What the run has made of Ideon's for refusals to be about, where nobody can delete it again.
    pub(crate) ideon: crate::ideon::Shared,
}

/// The simulator of a vendor.
#[derive(Debug)]
enum Simulator {
    Oscar(Box<Oscar>),
    Osigu(Box<Osigu>),
    Ideon(Box<Ideon>),
}

/// A scenario's own part of a simulator.
#[derive(Debug)]
pub(crate) enum Tenant {
    Oscar(simulators::Tenant),
    Osigu(osigu::Tenant),
    Ideon(ideon::Tenant),
}

impl Tenant {
    pub(crate) fn header(&self) -> (&'static str, &str) {
        match self {
            Self::Oscar(tenant) => tenant.header(),
            Self::Osigu(tenant) => tenant.header(),
            Self::Ideon(tenant) => tenant.header(),
        }
    }

    fn make_honest(&self) {
        // No name can be unknown here.
        match self {
            Self::Oscar(tenant) => tenant.set_fault(None).ok(),
            Self::Osigu(tenant) => tenant.set_fault(None).ok(),
            Self::Ideon(tenant) => tenant.set_fault(None).ok(),
        };
    }
}

/// What one scenario has of a target to itself.
#[derive(Debug, Default)]
pub(crate) struct Tenancy {
    pub(crate) tenant: Option<Tenant>,
    /// The scenario's part of the vendor's other environment, where it needs one.
    pub(crate) other: Option<osigu::Tenant>,
    pub(crate) virtual_clock: Option<VirtualClock>,
}

impl Tenancy {
    /// Headers that only simulators see.
    pub(crate) fn hidden_headers(&self) -> Vec<Header> {
        self.tenant.iter().map(|tenant| Header::new(tenant.header().0, tenant.header().1)).collect()
    }
}

impl Target {
    /// Starts the simulator, if it is one, builds the clients and opens the door for webhooks.
    pub(crate) async fn start(profile: Profile) -> Result<Self, RunError> {
        let mut target = Self::without_inbox(profile).await?;
        target.open_inbox().await?;
        Ok(target)
    }

    /// The same for whoever waits for no webhook.
    pub(crate) async fn without_inbox(profile: Profile) -> Result<Self, RunError> {
        Ok(match profile.target.clone() {
            profile::Target::Simulator { fault, .. } => match profile.vendor {
                Vendor::Oscar => Self::oscar(profile, fault).await?,
                Vendor::Osigu => Self::osigu(profile, fault).await?,
                Vendor::Ideon => Self::ideon(profile, fault).await?,
            },
            profile::Target::Remote(remote) => Self::remote(profile, &remote)?,
            // Its client is made with its path, by the scenario that delivers to it.
            profile::Target::Receiver(receiver) => {
                let base_url = receiver.url.to_string();
                Self::without_clients(profile, base_url)
            }
        })
    }

    /// Opens the door for the vendor's webhooks, if there can be any.
    async fn open_inbox(&mut self) -> Result<(), RunError> {
        let (listen, url) = match &self.profile.target {
            profile::Target::Simulator { .. } if self.profile.vendor != Vendor::Oscar => {
                ((std::net::Ipv4Addr::LOCALHOST, 0).into(), None)
            }
            profile::Target::Remote(remote) => match &remote.webhook_inbox {
                Some(inbox) => (inbox.listen, Some(inbox.url.clone())),
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        // Where Ideon delivers to is agreed outside of the API: one address for all scenarios.
        let shared = self.profile.vendor == Vendor::Ideon && !self.profile.is_simulator();
        let inbox = Inbox::open(listen, url, shared).await.map_err(|error| RunError {
            code: ExitCode::Usage,
            message: format!(
                "profile `{}`: webhooks cannot be received at {listen}: {error}; choose another `webhook_listen`",
                self.profile.name
            ),
        })?;
        self.inbox = Some(inbox);
        Ok(())
    }

    async fn osigu(profile: Profile, fault: Option<String>) -> Result<Self, RunError> {
        let options = osigu::Options { fault, ..Default::default() };
        let simulator = Osigu::start(options).await.map_err(|error| failure(&error))?;
        let base_url = simulator.base_url().to_owned();
        let mut target = Self::without_clients(profile, base_url);
        target.add_client(Certificate::Registered, None, None, None)?;
        target.simulator = Some(Simulator::Osigu(Box::new(simulator)));
        Ok(target)
    }

    async fn ideon(profile: Profile, fault: Option<String>) -> Result<Self, RunError> {
        let options = ideon::Options { fault, ..Default::default() };
        let simulator = Ideon::start(options).await.map_err(|error| failure(&error))?;
        let base_url = simulator.base_url().to_owned();
        let mut target = Self::without_clients(profile, base_url);
        target.add_client(Certificate::Registered, None, None, None)?;
        target.simulator = Some(Simulator::Ideon(Box::new(simulator)));
        Ok(target)
    }

    async fn oscar(profile: Profile, fault: Option<String>) -> Result<Self, RunError> {
        let options = simulators::Options { fault, tls: true, ..Default::default() };
        let simulator = Oscar::start(options).await.map_err(|error| failure(&error))?;
        let credentials = simulator.credentials();
        let ca = Some(credentials.ca.clone());
        let identity = |identity: &simulators::Identity| {
            Some(Identity {
                certificate_pem: identity.certificate.clone(),
                key_pem: identity.key.clone().into(),
            })
        };
        let identities = [
            (Certificate::Registered, identity(&credentials.registered)),
            (Certificate::None, None),
            (Certificate::Unregistered, identity(&credentials.unregistered)),
            (Certificate::Expired, identity(&credentials.expired)),
        ];
        let base_url = simulator.base_url().to_owned();
        let mut target = Self::without_clients(profile, base_url);
        for (certificate, identity) in identities {
            target.add_client(certificate, identity, ca.clone(), None)?;
        }
        target.simulator = Some(Simulator::Oscar(Box::new(simulator)));
        Ok(target)
    }

    fn remote(profile: Profile, remote: &Remote) -> Result<Self, RunError> {
        let mut target = Self::without_clients(profile, remote.base_url.to_string());
        let mut add = |certificate, identity: &Option<Identity>| {
            target.add_client(
                certificate,
                identity.clone(),
                remote.ca_certificate.clone(),
                remote.proxy.clone(),
            )
        };
        add(Certificate::Registered, &remote.identity)?;
        add(Certificate::None, &None)?;
        for (certificate, identity) in
            [(Certificate::Unregistered, &remote.unregistered), (Certificate::Expired, &remote.expired)]
        {
            if identity.is_some() {
                add(certificate, identity)?;
            }
        }
        Ok(target)
    }

    fn without_clients(profile: Profile, base_url: String) -> Self {
        let catalogue = Catalogue::of(profile.vendor);
        let budget = |limit: Option<wire::RateLimit>| {
            limit.filter(|_| !profile.is_simulator()).map(|limit| Budget::new(limit, Arc::new(RealClock)))
        };
        let (general, token) = (budget(profile.limits.general), budget(profile.limits.token));
        Self {
            profile,
            catalogue,
            base_url,
            clients: HashMap::new(),
            simulator: None,
            tokens: tokio::sync::Mutex::default(),
            general,
            token,
            inbox: None,
            given_up: AtomicU32::new(0),
            ideon: crate::ideon::Shared::default(),
        }
    }

    fn add_client(
        &mut self,
        certificate: Certificate,
        identity: Option<Identity>,
        extra_ca_pem: Option<String>,
        proxy: Option<url::Url>,
    ) -> Result<(), RunError> {
        let failed = |what: &dyn std::error::Error| RunError {
            code: ExitCode::Usage,
            message: format!("profile `{}`: {}", self.profile.name, chain(what)),
        };
        let base_url = url::Url::parse(&self.base_url).map_err(|error| failed(&error))?;
        let mut options = ClientOptions::new(base_url);
        options.identity = identity;
        options.extra_ca_pem = extra_ca_pem;
        options.timeout = self.profile.timeout;
        options.proxy = proxy;
        // Only a server of ours is known not to close an idle connection under a request.
        options.reuse_connections = self.profile.is_simulator();
        let client = Client::new(options).map_err(|error| failed(&error))?;
        self.clients.insert(certificate, client);
        Ok(())
    }

    /// The client that presents this certificate, if the profile has one.
    pub(crate) fn client(&self, certificate: Certificate) -> Option<Client> {
        self.clients.get(&certificate).cloned()
    }

    /// A scenario's own part of the target, and the clock that it shares with it.
    pub(crate) fn tenancy(&self, scenario: &str, honest: bool) -> (Tenancy, SharedClock) {
        let Some(simulator) = &self.simulator else {
            return (Tenancy::default(), Arc::new(RealClock));
        };
        let clock = VirtualClock::new(VIRTUAL_START);
        let shared: SharedClock = Arc::new(clock.clone());
        let name = tenant_name(scenario);
        let tenant = match simulator {
            Simulator::Oscar(oscar) => Tenant::Oscar(oscar.tenant(&name, Arc::clone(&shared))),
            Simulator::Osigu(osigu) => Tenant::Osigu(osigu.tenant(&name, Arc::clone(&shared))),
            Simulator::Ideon(ideon) => Tenant::Ideon(ideon.tenant(&name, Arc::clone(&shared))),
        };
        if honest {
            // Where the integrator is judged, the simulator is the measuring instrument.
            tenant.make_honest();
        }
        (Tenancy { tenant: Some(tenant), other: None, virtual_clock: Some(clock) }, shared)
    }

    /// A scenario's part of the vendor's other environment: production, as the simulator plays it, honest.
    pub(crate) fn other_environment(&self, scenario: &str, clock: SharedClock) -> Option<osigu::Tenant> {
        let Some(Simulator::Osigu(osigu)) = &self.simulator else { return None };
        let settings =
            osigu::Settings { environment: osigu::Environment::Production, ..osigu::Settings::default() };
        let tenant = osigu.tenant_with(&format!("{}-production", tenant_name(scenario)), clock, settings);
        tenant.set_fault(None).ok();
        Some(tenant)
    }

    /// A scenario's part of Ideon's other environments, honest: one that stands for all of them.
    pub(crate) fn other_ideon(&self, scenario: &str, clock: SharedClock) -> Option<ideon::Tenant> {
        let Some(Simulator::Ideon(ideon)) = &self.simulator else { return None };
        let tenant = ideon.tenant(&format!("{}-elsewhere", tenant_name(scenario)), clock);
        tenant.set_fault(None).ok();
        Some(tenant)
    }

    /// Waits until another request may be sent without breaking a limit that all jobs share.
    /// The request counts as under way until what is returned is dropped.
    pub(crate) async fn within_limits(&self, operation: &str) -> Option<Permit> {
        match self.budget(operation) {
            Some(budget) => Some(budget.acquire().await),
            None => None,
        }
    }

    /// The environment said that we were too fast.
    pub(crate) fn throttled(&self, operation: &str, wait: std::time::Duration) {
        if let Some(budget) = self.budget(operation) {
            budget.throttled(Some(wait));
        }
    }

    /// Whether waiting may help: an environment that has let nobody in for so long is not waited for again and again.
    pub(crate) fn may_wait_out(&self) -> bool {
        self.given_up.load(Ordering::Relaxed) < GIVEN_UP_MAX
    }

    /// Somebody gave up waiting, or was served.
    pub(crate) fn was_served(&self, is_served: bool) {
        if is_served {
            self.given_up.store(0, Ordering::Relaxed);
        } else {
            self.given_up.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn budget(&self, operation: &str) -> Option<&Budget> {
        if operation == TOKEN { self.token.as_ref() } else { self.general.as_ref() }
    }

    pub(crate) fn record(&self) -> ProfileRecord {
        let (target, fault, integrator_fault) = match &self.profile.target {
            profile::Target::Simulator { fault, integrator_fault } => {
                (TargetKind::Simulator, fault.clone(), integrator_fault.clone())
            }
            profile::Target::Remote(_) => (TargetKind::Remote, None, None),
            profile::Target::Receiver(_) => (TargetKind::Receiver, None, None),
        };
        ProfileRecord {
            name: self.profile.name.clone(),
            vendor: self.profile.vendor,
            target,
            base_url: self.base_url.clone(),
            capabilities: capabilities_of(&self.profile).into_iter().map(str::to_owned).collect(),
            fault,
            integrator_fault,
        }
    }
}

fn failure(error: &dyn std::error::Error) -> RunError {
    RunError { code: ExitCode::Usage, message: chain(error) }
}

/// A scenario's id as a header can carry it.
fn tenant_name(scenario: &str) -> String {
    scenario.chars().map(|c| if c.is_ascii_alphanumeric() || "-_:.".contains(c) { c } else { '-' }).collect()
}

/// An error with all its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
