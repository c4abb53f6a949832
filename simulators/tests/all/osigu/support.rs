//! A simulator with one tenant on a virtual clock, and a client.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use clock::{SharedClock, VirtualClock};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use simulators::osigu::{Account, Credentials, Options, Osigu, Settings, Tenant};
use time::{OffsetDateTime, macros::datetime};

pub(crate) use crate::shared::Answer;
use crate::shared::client_builder;

/// The day of the documents' samples.
pub(crate) const START: OffsetDateTime = datetime!(2026-06-25 14:00 UTC);

pub(crate) const TOKEN: &str = "/v1/oauth/token";
pub(crate) const REQUESTS: &str = "/arc/v1/authorization-requests";
pub(crate) const DISPENSATIONS: &str = "/dispensing/v1/dispensations";
pub(crate) const PRODUCTS: &str = "/arc/v1/providers/products";
pub(crate) const MOCK: &str = "sponsor-sandbox";
pub(crate) const ASYNC: &str = "sponsor-async-sandbox";
pub(crate) const OTP: &str = "sponsor-otp-sandbox";

impl Answer {
    /// A string of the body.
    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("{name} in {}", self.body)).to_owned()
    }
}

pub(crate) struct Sim {
    pub(crate) tenant: Tenant,
    pub(crate) clock: VirtualClock,
    pub(crate) client: Client,
    pub(crate) osigu: Osigu,
    token: Mutex<Option<String>>,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        Self::named("test", settings).await
    }

    pub(crate) async fn named(name: &str, settings: Settings) -> Self {
        let osigu = Osigu::start(Options { settings, ..Options::default() }).await.unwrap();
        let clock = VirtualClock::new(START);
        let tenant = osigu.tenant(name, Arc::new(clock.clone()) as SharedClock);
        let client = client_builder().build().unwrap();
        Self { tenant, clock, client, osigu, token: Mutex::default() }
    }

    /// Lets so many seconds pass.
    pub(crate) async fn pass(&self, seconds: u64) {
        clock::Clock::sleep(&self.clock, Duration::from_secs(seconds)).await;
    }

    /// A request of this tenant, without a token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (name, value) = self.tenant.header();
        self.client.request(method, format!("{}{path}", self.osigu.base_url())).header(name, value)
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn ask_token(&self, credentials: &Credentials) -> Answer {
        let request = self.request(Method::POST, TOKEN);
        let request = request.basic_auth(&credentials.client_id, Some(&credentials.client_secret));
        self.send(form(request, "grant_type=client_credentials")).await
    }

    pub(crate) async fn token_of(&self, account: Account) -> String {
        self.ask_token(&self.tenant.credentials(account)).await.text("access_token")
    }

    /// The token of the main account; one for all calls.
    pub(crate) async fn token(&self) -> String {
        let known = self.token.lock().unwrap().clone();
        if let Some(token) = known {
            return token;
        }
        let token = self.token_of(Account::Main).await;
        *self.token.lock().unwrap() = Some(token.clone());
        token
    }

    pub(crate) fn forget_token(&self) {
        *self.token.lock().unwrap() = None;
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let token = self.token().await;
        self.send(self.request(Method::GET, path).bearer_auth(token)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let token = self.token().await;
        self.send(self.request(Method::POST, path).bearer_auth(token).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        let token = self.token().await;
        self.send(self.request(Method::DELETE, path).bearer_auth(token)).await
    }

    /// Posts and expects this status.
    pub(crate) async fn does(&self, status: u16, path: &str, body: &Value) -> Answer {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, status, "{path} {}", answer.text);
        answer
    }

    /// Gets and expects 200.
    pub(crate) async fn reads(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path} {}", answer.text);
        answer.body
    }

    /// The id of a seeded person, by the last digits of the document number.
    pub(crate) async fn beneficiary(&self, number: u32) -> String {
        let body = json!({"document_type": "CC", "document_number": format!("{}", 1_000_000_000 + number)});
        self.does(200, &format!("/v1/sponsors/{MOCK}/search"), &body).await.text("beneficiary_id")
    }

    /// Initiates and gives the id.
    pub(crate) async fn initiate(&self, body: &Value) -> String {
        self.does(201, REQUESTS, body).await.text("authorization_request_id")
    }

    pub(crate) async fn attach(&self, request_id: &str) -> Answer {
        self.does(201, &format!("{REQUESTS}/{request_id}/indications"), &indication()).await
    }

    /// Attaches the indication and completes.
    pub(crate) async fn complete(&self, request_id: &str) -> Value {
        self.attach(request_id).await;
        self.does(200, &format!("{REQUESTS}/{request_id}/complete"), &json!({})).await.body
    }

    /// An approved authorization of one medication: beneficiary and code.
    pub(crate) async fn authorized(&self, sponsor: &str) -> (String, String) {
        let beneficiary = self.beneficiary(1).await;
        let request = self.initiate(&medication(&beneficiary, sponsor)).await;
        let outcome = self.complete(&request).await;
        let code = outcome["authorizations"][0]["authorization_code"].as_str();
        (beneficiary, code.unwrap_or_else(|| panic!("{outcome}")).to_owned())
    }

    /// Starts a dispensation and gives its id.
    pub(crate) async fn dispense(&self, code: &str, beneficiary: &str) -> String {
        self.does(201, DISPENSATIONS, &start(code, beneficiary)).await.text("dispensation_id")
    }
}

/// A form as the body.
pub(crate) fn form(request: RequestBuilder, body: &'static str) -> RequestBuilder {
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

/// A request for these products, each a code and a type.
pub(crate) fn request(beneficiary: &str, sponsor: &str, products: &[(&str, &str)]) -> Value {
    let product = |(code, kind): &(&str, &str)| json!({"product_code": code, "product_type": kind, "quantity": 30, "posology": "1c/8h"});
    json!({
        "beneficiary_id": beneficiary,
        "sponsor_slug": sponsor,
        "diagnosis_code": "R51",
        "products": products.iter().map(product).collect::<Vec<_>>(),
    })
}

pub(crate) fn medication(beneficiary: &str, sponsor: &str) -> Value {
    request(beneficiary, sponsor, &[("MED-042", "MEDICATION")])
}

pub(crate) fn indication() -> Value {
    json!({
        "file_type": "MEDICAL_INDICATION",
        "file_name": "indication.pdf",
        "content_type": "application/pdf",
        "content_base64": "JVBERi0xLjc=",
    })
}

pub(crate) fn start(code: &str, beneficiary: &str) -> Value {
    json!({"code": code, "beneficiary_id": beneficiary})
}

pub(crate) fn dispensed() -> Value {
    json!({"products": [{"product_code": "MED-042", "quantity": 30, "unit_price": 12.50}]})
}
