//! A simulator with one tenant on a virtual clock, a client with a token, and the calls that the tests share.

use std::{sync::Arc, time::Duration};

use clock::{Clock as _, Participant, SharedClock, VirtualClock};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use simulators::osigu::{Account, Options, Osigu, Settings, Tenant};
use time::{OffsetDateTime, macros::datetime};

use crate::{osigu_hooks::receiver::Receiver, shared::client_builder};

pub(crate) const START: OffsetDateTime = datetime!(2026-06-25 14:00 UTC);
pub(crate) const SPONSOR: &str = "sponsor-sandbox";
pub(crate) const ASYNC_SPONSOR: &str = "sponsor-async-sandbox";
pub(crate) const BATCH_SPONSOR: &str = "sponsor-sandbox-do";
pub(crate) const PRODUCT: &str = "MED-SBX-001";
pub(crate) const REJECTED: &str = "MED-SBX-REJECT";

pub(crate) const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub(crate) struct Sim {
    pub(crate) osigu: Osigu,
    pub(crate) tenant: Tenant,
    pub(crate) clock: VirtualClock,
    /// The scenario: time stands still while it works.
    pub(crate) owner: Participant,
    pub(crate) client: Client,
    token: String,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::with(settings()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let osigu = Osigu::start(Options { settings, ..Options::default() }).await.unwrap();
        let clock = VirtualClock::new(START);
        let owner = clock.join();
        let tenant = osigu.tenant("test", Arc::new(clock.clone()) as SharedClock);
        let client = client_builder().build().unwrap();
        let mut sim = Self { osigu, tenant, clock, owner, client, token: String::new() };
        sim.log_in().await;
        sim
    }

    /// Gets a token. It is needed again after an hour.
    pub(crate) async fn log_in(&mut self) {
        let credentials = self.tenant.credentials(Account::Main);
        let (name, value) = self.tenant.header();
        let response = self
            .client
            .post(format!("{}/v1/oauth/token", self.osigu.base_url()))
            .header(name, value)
            .header("content-type", "application/x-www-form-urlencoded")
            .basic_auth(credentials.client_id, Some(credentials.client_secret))
            .body("grant_type=client_credentials")
            .send()
            .await
            .unwrap();
        let answer: Value = response.json().await.unwrap();
        self.token = answer["access_token"].as_str().expect("a token").to_owned();
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let (name, value) = self.tenant.header();
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.osigu.base_url()))
            .header(name, value)
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.send(Method::GET, path, None).await
    }

    /// Posts and expects a success.
    pub(crate) async fn ok(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    /// Reads and expects 200.
    pub(crate) async fn read(&self, path: &str) -> Value {
        let (status, answer) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Posts and expects a refusal with this status; gives its code.
    pub(crate) async fn refused(&self, path: &str, body: &Value, expected: u16) -> String {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(status, expected, "{path}: {answer}");
        answer["error_code"].as_str().expect("an error_code").to_owned()
    }

    /// Lets time pass. What was due in it, or right at its end, is through.
    pub(crate) async fn pass(&self, duration: Duration) {
        self.clock.sleep(duration).await;
        self.clock.sleep(Duration::from_nanos(1)).await;
    }

    /// Lets what is under way get through. Time does not move but for a nanosecond.
    pub(crate) async fn settle_down(&self) {
        self.clock.sleep(Duration::from_nanos(1)).await;
    }

    /// A receiver that is subscribed to these.
    pub(crate) async fn receiver(&self, event_types: &[&str]) -> Receiver {
        let receiver = Receiver::start(&self.clock).await;
        self.subscribe(&receiver.url, event_types).await;
        receiver
    }

    pub(crate) async fn subscribe(&self, url: &str, event_types: &[&str]) -> Value {
        self.ok("/webhooks/v1/subscriptions", &json!({"url": url, "event_types": event_types})).await
    }

    pub(crate) async fn beneficiary(&self, sponsor: &str) -> String {
        let inputs = json!({"document_type": "CC", "document_number": "1000000001"});
        let found = self.ok(&format!("/v1/sponsors/{sponsor}/search"), &inputs).await;
        text(&found, "beneficiary_id")
    }

    /// A request with its indication, not yet completed.
    pub(crate) async fn request(&self, sponsor: &str, product: &str) -> String {
        let beneficiary_id = self.beneficiary(sponsor).await;
        let body = json!({
            "beneficiary_id": beneficiary_id,
            "sponsor_slug": sponsor,
            "diagnosis_code": "R51",
            "products": [{"product_code": product, "product_type": "MEDICATION", "quantity": 30, "posology": "1c/8h"}],
        });
        let request = self.ok("/arc/v1/authorization-requests", &body).await;
        let id = text(&request, "authorization_request_id");
        let file = json!({
            "file_type": "MEDICAL_INDICATION",
            "file_name": "indication.pdf",
            "content_type": "application/pdf",
            "content_base64": "JVBERi0=",
        });
        self.ok(&format!("/arc/v1/authorization-requests/{id}/indications"), &file).await;
        id
    }

    pub(crate) async fn complete(&self, request_id: &str) -> Value {
        self.ok(&format!("/arc/v1/authorization-requests/{request_id}/complete"), &json!({})).await
    }

    /// An approved authorization: its id and code.
    pub(crate) async fn approved(&self, sponsor: &str) -> (String, String) {
        let request_id = self.request(sponsor, PRODUCT).await;
        let outcome = self.complete(&request_id).await;
        let authorization = &outcome["authorizations"][0];
        (text(authorization, "authorization_id"), text(authorization, "authorization_code"))
    }

    /// A started dispensation's id.
    pub(crate) async fn started(&self, sponsor: &str, code: &str) -> String {
        let beneficiary_id = self.beneficiary(sponsor).await;
        let body = json!({"code": code, "beneficiary_id": beneficiary_id});
        text(&self.ok("/dispensing/v1/dispensations", &body).await, "dispensation_id")
    }

    /// Dispenses a code and gives the answer of the complete call.
    pub(crate) async fn dispense(&self, sponsor: &str, code: &str) -> Value {
        let id = self.started(sponsor, code).await;
        let products = json!([{"product_code": PRODUCT, "quantity": 30, "unit_price": 12.5}]);
        self.ok(&format!("/dispensing/v1/dispensations/{id}/complete"), &json!({"products": products})).await
    }

    pub(crate) async fn patient(&self) -> String {
        text(&self.ok("/ehr/v1/patients", &patient("1000000001")).await, "patient_id")
    }

    /// A claim without authorization.
    pub(crate) async fn claim(&self, sponsor: &str, product: &str) -> String {
        let beneficiary_id = self.beneficiary(sponsor).await;
        text(&self.ok(CLAIMS, &claim(&beneficiary_id, sponsor, product)).await, "claim_id")
    }

    /// A completed claim's id and authorization id.
    pub(crate) async fn completed_claim(&self, sponsor: &str, product: &str) -> (String, String) {
        let claim_id = self.claim(sponsor, product).await;
        self.ok(&format!("{CLAIMS}/{claim_id}/complete"), &json!({})).await;
        let read = self.read(&format!("{CLAIMS}/{claim_id}")).await;
        (claim_id, text(&read, "authorization_id"))
    }

    pub(crate) async fn batch(&self, sponsor: &str) -> String {
        let body = json!({"sponsor_slug": sponsor, "period": "2026-06"});
        text(&self.ok("/v3/settlements", &body).await, "settlement_id")
    }
}

pub(crate) const CLAIMS: &str = "/arc/v1/outpatient-care-claim";

/// The defaults, but for the limit of requests, which is not what is tested here.
pub(crate) fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.limits.general_per_minute = 100_000;
    settings
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} wanted: {value}")).to_owned()
}

pub(crate) fn patient(document_number: &str) -> Value {
    json!({
        "first_name": "Ana",
        "last_name": "Prueba",
        "document_type": "CC",
        "document_number": document_number,
        "date_of_birth": "1990-04-11",
    })
}

pub(crate) fn prescription(patient_id: &str) -> Value {
    json!({
        "patient_id": patient_id,
        "diagnoses": [{"diagnosis_code": "R51"}],
        "medications":
            [{"product_code": PRODUCT, "quantity": 30, "posology": "1 tablet every 8h", "duration_days": 10}],
    })
}

pub(crate) fn claim(beneficiary_id: &str, sponsor: &str, product: &str) -> Value {
    json!({
        "beneficiary_id": beneficiary_id,
        "sponsor_slug": sponsor,
        "diagnosis_code": "R51",
        "line_items": [{"product_code": product, "product_type": "MEDICATION", "quantity": 2}],
    })
}
