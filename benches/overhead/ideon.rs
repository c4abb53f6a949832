//! Ideon over plain HTTP. What a scenario had the simulator do outside of the API is not done again, so a few answers are
//! refusals here that were none there.

use std::{collections::HashMap, sync::Arc};

use evidence::Vendor;
use serde_json::Value;
use simulators::ideon::{Account, Ideon, Options};

use crate::bare::{Plan, Time, judge_answer, judge_request, request, with_people};

pub(crate) struct Subject {
    simulator: Ideon,
    client: reqwest::Client,
}

impl crate::bare::Subject for Subject {
    const VENDOR: Vendor = Vendor::Ideon;

    async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().tls_certs_only([]).no_proxy().tcp_nodelay(true);
        Self { simulator: Ideon::start(Options::default()).await.unwrap(), client: client.build().unwrap() }
    }

    async fn scenario(&self, plan: &Plan<'_>) {
        let id = &plan.scenario.head.id;
        let time = Time::new();
        let tenant = self.simulator.tenant(id, Arc::new(time.0.clone()));
        let keys = [
            ("{{api_key}}", tenant.api_key(Account::Main)),
            ("{{other_account_api_key}}", tenant.api_key(Account::Other)),
            ("{{unprivileged_api_key}}", tenant.api_key(Account::Unprivileged)),
        ];
        let mut token = String::new();
        let mut people = HashMap::new();
        for exchange in &plan.scenario.exchanges {
            time.set(exchange);
            let shown = |value: &str| {
                let known = keys.iter().find(|(placeholder, _)| *placeholder == value);
                known.map_or_else(|| value.replace("{{token}}", &token), |(_, key)| key.clone())
            };
            let (name, value) = tenant.header();
            let base_url = self.simulator.base_url();
            let mut request = request(&self.client, base_url, exchange, shown).header(name, value);
            if let Some(body) = &exchange.request.body {
                let body = with_people(plan.run, id, &body.text, &mut people);
                judge_request(Self::VENDOR, exchange, &body);
                request = request.body(body);
            }
            let Ok(response) = request.send().await else { continue };
            let status = response.status().as_u16();
            let bytes = response.bytes().await.unwrap();
            if exchange.operation.as_deref() == Some("create-a-token")
                && let Ok(body) = serde_json::from_slice::<Value>(&bytes)
                && let Some(new) = body["token"].as_str()
            {
                new.clone_into(&mut token);
            }
            judge_answer(Self::VENDOR, plan, exchange, status, &bytes);
        }
    }
}
