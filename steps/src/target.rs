//! A profile that is ready to be called: its clients, and its simulator if it has one.

use std::{collections::HashMap, sync::Arc};

use clock::{RealClock, SharedClock, VirtualClock};
use evidence::{ExitCode, Header, ProfileRecord, TargetKind, Vendor};
use schemas::Catalogue;
use simulators::{Oscar, Tenant};
use time::{OffsetDateTime, macros::datetime};
use wire::{Client, ClientOptions, Identity};

use crate::{
    call::Certificate,
    plan::{RunError, capabilities_of},
    profile::{self, Profile, Remote},
};

/// Where the virtual clock of a scenario stands at its beginning: outside Open Enrollment.
const VIRTUAL_START: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

/// A profile that is ready to be called.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) profile: Profile,
    pub(crate) catalogue: &'static Catalogue,
    pub(crate) base_url: String,
    clients: HashMap<Certificate, Client>,
    simulator: Option<Oscar>,
}

/// What one scenario has of a target to itself.
#[derive(Debug, Default)]
pub(crate) struct Tenancy {
    pub(crate) tenant: Option<Tenant>,
    pub(crate) virtual_clock: Option<VirtualClock>,
}

impl Tenancy {
    /// Headers that only simulators see.
    pub(crate) fn hidden_headers(&self) -> Vec<Header> {
        self.tenant.iter().map(|tenant| Header::new(tenant.header().0, tenant.header().1)).collect()
    }
}

impl Target {
    /// Starts the simulator, if it is one, and builds the clients.
    pub(crate) async fn start(profile: Profile) -> Result<Self, RunError> {
        match profile.target.clone() {
            profile::Target::Simulator { fault, .. } => Self::simulated(profile, fault).await,
            profile::Target::Remote(remote) => Self::remote(profile, &remote),
        }
    }

    async fn simulated(profile: Profile, fault: Option<String>) -> Result<Self, RunError> {
        if profile.vendor != Vendor::Oscar {
            let message = format!("there is no simulator of {} yet (known: oscar)", profile.vendor);
            return Err(RunError { code: ExitCode::Usage, message });
        }
        let options = simulators::Options { fault, tls: true, ..Default::default() };
        let simulator = Oscar::start(options)
            .await
            .map_err(|error| RunError { code: ExitCode::Usage, message: chain(&error) })?;
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
        target.simulator = Some(simulator);
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
        Self { profile, catalogue, base_url, clients: HashMap::new(), simulator: None }
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
        let tenant = simulator.tenant(&tenant_name(scenario), Arc::clone(&shared));
        if honest {
            // Where the integrator is judged, the simulator is the measuring instrument. (No name can be unknown here.)
            tenant.set_fault(None).ok();
        }
        (Tenancy { tenant: Some(tenant), virtual_clock: Some(clock) }, shared)
    }

    pub(crate) fn record(&self) -> ProfileRecord {
        let (target, fault, integrator_fault) = match &self.profile.target {
            profile::Target::Simulator { fault, integrator_fault } => {
                (TargetKind::Simulator, fault.clone(), integrator_fault.clone())
            }
            profile::Target::Remote(_) => (TargetKind::Remote, None, None),
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
