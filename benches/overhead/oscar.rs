//! Oscar behind mutual TLS.

use std::{collections::HashMap, sync::Arc};

use evidence::{Answer, Vendor};

use crate::bare::{Plan, Time, judge_answer, judge_request, request, with_people};

pub(crate) struct Subject {
    simulator: simulators::Oscar,
    clients: Clients,
}

struct Clients {
    registered: reqwest::Client,
    none: reqwest::Client,
    expired: reqwest::Client,
}

impl Clients {
    fn new(simulator: &simulators::Oscar) -> Self {
        let credentials = simulator.credentials();
        let client = |identity: Option<&simulators::Identity>| {
            let ca = reqwest::Certificate::from_pem(credentials.ca.as_bytes()).unwrap();
            let mut builder = reqwest::Client::builder().tls_certs_only([ca]).no_proxy().tcp_nodelay(true);
            if let Some(identity) = identity {
                let pem = format!("{}\n{}", identity.certificate, identity.key);
                builder = builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).unwrap());
            }
            builder.build().unwrap()
        };
        // reqwest takes the process's provider here, as the program's own client takes ring explicitly.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            registered: client(Some(&credentials.registered)),
            none: client(None),
            expired: client(Some(&credentials.expired)),
        }
    }
}

impl crate::bare::Subject for Subject {
    const VENDOR: Vendor = Vendor::Oscar;

    async fn start() -> Self {
        let options = simulators::Options { tls: true, ..Default::default() };
        let simulator = simulators::Oscar::start(options).await.unwrap();
        let clients = Clients::new(&simulator);
        Self { simulator, clients }
    }

    async fn scenario(&self, plan: &Plan<'_>) {
        let id = &plan.scenario.head.id;
        let time = Time::new();
        let tenant = self.simulator.tenant(id, Arc::new(time.0.clone()));
        let mut people = HashMap::new();
        for exchange in &plan.scenario.exchanges {
            time.set(exchange);
            let (client, expected) = match &exchange.answer {
                Answer::Response(response) if response.status == 401 => (&self.clients.none, 401),
                Answer::Response(response) => (&self.clients.registered, response.status),
                Answer::NoAnswer(_) => (&self.clients.expired, 0),
            };
            match expected {
                503 => tenant.pend_next(1),
                500 => tenant.fail_next(1),
                _ => {}
            }
            let (name, value) = tenant.header();
            let base_url = self.simulator.base_url();
            let mut request = request(client, base_url, exchange, str::to_owned).header(name, value);
            if let Some(body) = &exchange.request.body {
                let body = with_people(plan.run, id, &body.text, &mut people);
                judge_request(Self::VENDOR, exchange, &body);
                request = request.body(body);
            }
            let Ok(response) = request.send().await else { continue };
            let status = response.status().as_u16();
            let bytes = response.bytes().await.unwrap();
            judge_answer(Self::VENDOR, plan, exchange, status, &bytes);
        }
    }
}
