//! A fixed conversation with a simulator, written down so that two can be compared.

use std::{sync::Arc, time::Duration};

use clock::{Clock, SharedClock, VirtualClock};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use simulators::osigu::{Account, Environment, Osigu, Settings, Tenant};

use crate::osigu::support::{
    ASYNC, DISPENSATIONS, MOCK, OTP, PRODUCTS, REQUESTS, START, TOKEN, dispensed, form, indication,
    medication, request, start,
};
use crate::shared::Transcript;

/// Holds the conversation with a fresh tenant of a fixed name, so that ids are the same each time; on request it ends
/// with bursts of calls.
pub(crate) async fn hold(
    osigu: &Osigu,
    client: &Client,
    fault: Option<&str>,
    settings: Settings,
    bursts: bool,
) -> Transcript {
    let clock = VirtualClock::new(START);
    let other = Settings { environment: Environment::Production, ..settings.clone() };
    let other = osigu.tenant_with("conversation", Arc::new(clock.clone()) as SharedClock, other);
    let other = other.credentials(Account::Main);
    let tenant = osigu.tenant_with("conversation", Arc::new(clock.clone()) as SharedClock, settings);
    tenant.set_fault(fault).unwrap();
    let token = String::new();
    let mut talk = Talk { osigu, client, tenant: &tenant, clock, token, calls: 0, steps: Vec::new() };
    talk.tokens(&other.client_id, &other.client_secret).await;
    talk.lookup().await;
    talk.catalogues().await;
    talk.authorizations().await;
    talk.dispensations().await;
    talk.codes().await;
    talk.refusals().await;
    if bursts {
        talk.limits().await;
    }
    talk.steps
}

struct Talk<'a> {
    osigu: &'a Osigu,
    client: &'a Client,
    tenant: &'a Tenant,
    clock: VirtualClock,
    token: String,
    calls: u32,
    steps: Transcript,
}

fn text_of<'a>(body: &'a Value, pointer: &str) -> &'a str {
    // A fault may have taken it away; then the later steps meet an id that nobody has.
    body.pointer(pointer).and_then(Value::as_str).unwrap_or("nobody")
}

impl Talk<'_> {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (name, value) = self.tenant.header();
        self.client.request(method, format!("{}{path}", self.osigu.base_url())).header(name, value)
    }

    async fn pass(&self, seconds: u64) {
        self.clock.sleep(Duration::from_secs(seconds)).await;
    }

    /// Sends as one step, and gives the body.
    async fn send(&mut self, step: &'static str, request: RequestBuilder) -> Value {
        self.calls += 1;
        if self.calls.is_multiple_of(20) {
            self.pass(61).await;
        }
        let (answer, body) = match request.send().await {
            Err(error) => (format!("failed: timeout={}", error.is_timeout()), Value::Null),
            Ok(response) => {
                let status = response.status().as_u16();
                let kind =
                    response.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
                let kind = kind.unwrap_or_default();
                match response.bytes().await {
                    Err(_) => (format!("{status} {kind} cut"), Value::Null),
                    Ok(bytes) => {
                        let text = match std::str::from_utf8(&bytes) {
                            Ok(text) => text.to_owned(),
                            Err(_) => format!("not UTF-8: {}", String::from_utf8_lossy(&bytes)),
                        };
                        let body = serde_json::from_str(&text).unwrap_or_default();
                        (format!("{status} {kind} {text}"), body)
                    }
                }
            }
        };
        self.steps.push((step, answer));
        body
    }

    async fn get(&mut self, step: &'static str, path: &str) -> Value {
        let request = self.request(Method::GET, path).bearer_auth(&self.token);
        self.send(step, request).await
    }

    async fn post(&mut self, step: &'static str, path: &str, body: &Value) -> Value {
        let request = self.request(Method::POST, path).bearer_auth(&self.token).json(body);
        self.send(step, request).await
    }

    async fn ask(&mut self, step: &'static str, id: &str, secret: &str, body: &'static str) -> Value {
        let request = self.request(Method::POST, TOKEN).basic_auth(id, Some(secret));
        self.send(step, form(request, body)).await
    }

    async fn tokens(&mut self, other_id: &str, other_secret: &str) {
        let grant = "grant_type=client_credentials";
        let main = self.tenant.credentials(Account::Main);
        let (id, secret) = (main.client_id.as_str(), main.client_secret.as_str());
        let answer = self.ask("token", id, secret, grant).await;
        let first = text_of(&answer, "/access_token").to_owned();
        self.ask("token-wrong-secret", id, "wrong", grant).await;
        self.ask("token-other-environment", other_id, other_secret, grant).await;
        self.ask("token-other-grant", id, secret, "grant_type=password").await;
        let body = format!("{grant}&client_id={id}&client_secret={secret}");
        let in_body = self.request(Method::POST, TOKEN).body(body);
        let in_body = in_body.header("content-type", "application/x-www-form-urlencoded");
        self.send("token-in-body", in_body).await;
        self.pass(61).await;
        let without = self.request(Method::GET, "/v1/sponsors");
        self.send("no-token", without).await;
        self.token = "made-up".to_owned();
        self.get("unknown-token", "/v1/sponsors").await;
        let reader = self.tenant.credentials(Account::ReadOnly);
        let answer = self.ask("token-read-only", &reader.client_id, &reader.client_secret, grant).await;
        self.token = text_of(&answer, "/access_token").to_owned();
        self.get("reader-reads", "/arc/v1/products?product_type=LAB").await;
        self.post("reader-registers", PRODUCTS, &json!({"product_code": "LAB-TSH"})).await;
        self.post("reader-dispenses", DISPENSATIONS, &start("AUTH-2026-000000", "nobody")).await;
        let answer = self.ask("token-again", id, secret, grant).await;
        self.token = first;
        self.get("first-token-lives", "/v1/sponsors").await;
        self.get("second-use", "/v1/sponsors").await;
        self.pass(900).await;
        self.get("after-a-quarter", "/v1/sponsors").await;
        self.pass(3600).await;
        self.get("expired-token", "/v1/sponsors").await;
        drop(answer);
        let answer = self.ask("fresh-token", id, secret, grant).await;
        self.token = text_of(&answer, "/access_token").to_owned();
    }

    async fn search(&mut self, step: &'static str, number: u32) -> String {
        let body = json!({"document_type": "CC", "document_number": format!("{}", 1_000_000_000 + number)});
        let answer = self.post(step, &format!("/v1/sponsors/{MOCK}/search"), &body).await;
        text_of(&answer, "/beneficiary_id").to_owned()
    }

    async fn lookup(&mut self) {
        self.get("sponsors", "/v1/sponsors").await;
        for (step, slug, kind) in [
            ("configuration", MOCK, "MEDICATION"),
            ("configuration-lab", MOCK, "LAB"),
            ("configuration-async", ASYNC, "MEDICATION"),
            ("configuration-unknown", "nobody", "MEDICATION"),
            ("configuration-unaffiliated", "sponsor-unaffiliated", "MEDICATION"),
        ] {
            self.get(step, &format!("/arc/v1/sponsors/{slug}/configuration?product_type={kind}")).await;
        }
        self.get("forms", &format!("/v1/sponsors/{MOCK}/forms")).await;
        self.search("search-expired", 7).await;
        self.search("search-unknown", 999).await;
        let holder = self.search("search-holder", 3).await;
        self.get("dependents", &format!("/v1/beneficiaries/{holder}/dependents")).await;
    }

    async fn catalogues(&mut self) {
        self.get("medications", "/medical-catalogs/v1/medications").await;
        self.get("medications-found", "/medical-catalogs/v1/medications?query=paracetamol").await;
        self.get("diagnoses", "/medical-catalogs/v1/diagnoses?query=R51").await;
        self.get("products", "/arc/v1/products?product_type=LAB").await;
        self.get("second-page", &format!("{PRODUCTS}?size=5&page=1")).await;
        let new = json!({"product_code": "LAB-TSH"});
        self.post("register", PRODUCTS, &new).await;
        self.pass(61).await;
        self.post("register-again", PRODUCTS, &new).await;
        self.get("registered", &format!("{PRODUCTS}?product_type=LAB&query=tsh")).await;
        self.post("register-uncatalogued", PRODUCTS, &json!({"product_code": "NOTHING"})).await;
        let remove = self.request(Method::DELETE, &format!("{PRODUCTS}/LAB-TSH")).bearer_auth(&self.token);
        self.send("remove", remove).await;
        self.get("removed", &format!("{PRODUCTS}?product_type=LAB&query=tsh")).await;
    }

    /// Initiates, attaches and completes; gives the ids of request and code.
    async fn authorize(&mut self, steps: [&'static str; 3], body: &Value) -> (String, String) {
        let made = self.post(steps[0], REQUESTS, body).await;
        let id = text_of(&made, "/authorization_request_id").to_owned();
        self.post(steps[1], &format!("{REQUESTS}/{id}/indications"), &indication()).await;
        let outcome = self.post(steps[2], &format!("{REQUESTS}/{id}/complete"), &json!({})).await;
        (id, text_of(&outcome, "/authorizations/0/authorization_code").to_owned())
    }

    async fn authorizations(&mut self) {
        let maria = self.search("search", 1).await;
        let made = self.post("initiate-bare", REQUESTS, &medication(&maria, MOCK)).await;
        let id = text_of(&made, "/authorization_request_id").to_owned();
        self.post("complete-bare", &format!("{REQUESTS}/{id}/complete"), &json!({})).await;
        let steps = ["initiate", "attach", "complete"];
        let (id, code) = self.authorize(steps, &medication(&maria, MOCK)).await;
        self.get("read", &format!("{REQUESTS}/{id}")).await;
        self.post("attach-late", &format!("{REQUESTS}/{id}/indications"), &indication()).await;
        self.post("complete-again", &format!("{REQUESTS}/{id}/complete"), &json!({})).await;
        self.get("read-unknown", &format!("{REQUESTS}/areq_nobody")).await;
        self.post("void", &format!("/arc/v1/authorizations/{code}/void"), &json!({})).await;
        self.post("void-again", &format!("/arc/v1/authorizations/{code}/void"), &json!({})).await;
        self.post("dispense-voided", DISPENSATIONS, &start(&code, &maria)).await;
        let mixed = [("MED-SBX-REJECT", "MEDICATION"), ("LAB-HEMO", "LAB"), ("CONS-GEN", "PROCEDURE")];
        let steps = ["initiate-mixed", "attach-mixed", "complete-mixed"];
        self.authorize(steps, &request(&maria, MOCK, &mixed)).await;
        let expired = self.search("search-uncovered", 8).await;
        let steps = ["initiate-uncovered", "attach-uncovered", "complete-uncovered"];
        self.authorize(steps, &medication(&expired, MOCK)).await;
        let steps = ["initiate-async", "attach-async", "complete-async"];
        let (id, _) = self.authorize(steps, &medication(&maria, ASYNC)).await;
        self.pass(31).await;
        self.get("read-async", &format!("{REQUESTS}/{id}")).await;
        // The product goes, what was authorized with it stays.
        let remove = self.request(Method::DELETE, &format!("{PRODUCTS}/MED-042")).bearer_auth(&self.token);
        self.send("remove-used", remove).await;
        self.get("read-history", &format!("{REQUESTS}/{id}")).await;
        self.post("register-used", PRODUCTS, &json!({"product_code": "MED-042"})).await;
    }

    async fn dispensations(&mut self) {
        let maria = self.search("search-to-dispense", 1).await;
        let steps = ["initiate-to-dispense", "attach-to-dispense", "complete-to-dispense"];
        let (request, code) = self.authorize(steps, &medication(&maria, MOCK)).await;
        let other = self.search("search-other", 2).await;
        self.post("dispense-to-other", DISPENSATIONS, &start(&code, &other)).await;
        let started = self.post("dispense-then-void", DISPENSATIONS, &start(&code, &maria)).await;
        let id = text_of(&started, "/dispensation_id").to_owned();
        self.post("dispensation-void", &format!("{DISPENSATIONS}/{id}/void"), &json!({})).await;
        self.get("dispensation-voided", &format!("{DISPENSATIONS}/{id}")).await;
        let started = self.post("dispense-slowly", DISPENSATIONS, &start(&code, &maria)).await;
        let id = text_of(&started, "/dispensation_id").to_owned();
        self.pass(901).await;
        self.get("dispensation-timed-out", &format!("{DISPENSATIONS}/{id}")).await;
        let started = self.post("dispense", DISPENSATIONS, &start(&code, &maria)).await;
        let id = text_of(&started, "/dispensation_id").to_owned();
        self.post("dispense-again", DISPENSATIONS, &start(&code, &maria)).await;
        self.get("verification", &format!("{DISPENSATIONS}/{id}/verification-status")).await;
        let mut more = dispensed();
        more["products"][0]["quantity"] = json!(31);
        self.post("dispensed-more", &format!("{DISPENSATIONS}/{id}/complete"), &more).await;
        self.post("dispensed", &format!("{DISPENSATIONS}/{id}/complete"), &dispensed()).await;
        self.post("dispensed-again", &format!("{DISPENSATIONS}/{id}/complete"), &dispensed()).await;
        self.post("dispensation-void-late", &format!("{DISPENSATIONS}/{id}/void"), &json!({})).await;
        self.post("dispense-redeemed", DISPENSATIONS, &start(&code, &maria)).await;
        self.get("read-redeemed", &format!("{REQUESTS}/{request}")).await;
        self.post("void-redeemed", &format!("/arc/v1/authorizations/{code}/void"), &json!({})).await;
        self.post("dispense-unknown", DISPENSATIONS, &start("AUTH-2026-X", &maria)).await;
    }

    async fn code(&mut self, step: &'static str, beneficiary: &str) -> (String, String) {
        let body = json!({"beneficiary_id": beneficiary, "sponsor_slug": OTP, "channel": "SMS"});
        let sent = self.post(step, "/v1/otp/send", &body).await;
        let id = text_of(&sent, "/otp_id").to_owned();
        let code = self.tenant.otp_code(&id).unwrap_or_default();
        (id, code)
    }

    async fn codes(&mut self) {
        let maria = self.search("search-for-code", 1).await;
        let steps = ["initiate-with-code", "attach-with-code", "complete-with-code"];
        let (_, code) = self.authorize(steps, &medication(&maria, OTP)).await;
        let started = self.post("dispense-with-code", DISPENSATIONS, &start(&code, &maria)).await;
        let path = format!("{DISPENSATIONS}/{}/complete", text_of(&started, "/dispensation_id"));
        let (id, right) = self.code("send", &maria).await;
        let wrong = if right == "000000" { "000001" } else { "000000" };
        self.post("validate-wrong", "/v1/otp/validate", &json!({"otp_id": id, "code": wrong})).await;
        self.pass(301).await;
        self.post("validate-late", "/v1/otp/validate", &json!({"otp_id": id, "code": right})).await;
        let other = self.search("search-other-for-code", 2).await;
        let (id, right) = self.code("send-other", &other).await;
        let body = json!({"otp_id": id, "code": right});
        let validated = self.post("validate-other", "/v1/otp/validate", &body).await;
        let mut done = dispensed();
        done["otp_verification_token"] = json!(text_of(&validated, "/otp_verification_token"));
        self.post("dispensed-with-other-code", &path, &done).await;
        self.post("dispensed-without-code", &path, &dispensed()).await;
        let (id, right) = self.code("send-again", &maria).await;
        let validated =
            self.post("validate", "/v1/otp/validate", &json!({"otp_id": id, "code": right})).await;
        done["otp_verification_token"] = json!(text_of(&validated, "/otp_verification_token"));
        self.post("dispensed-with-code", &path, &done).await;
    }

    async fn refusals(&mut self) {
        let maria = self.search("search-for-refusals", 1).await;
        let good = medication(&maria, MOCK);
        let but = |pointer: &str, value: Value| {
            let mut body = good.clone();
            *body.pointer_mut(pointer).unwrap() = value;
            body
        };
        self.post("no-diagnosis", REQUESTS, &but("/diagnosis_code", Value::Null)).await;
        self.post("no-quantity", REQUESTS, &but("/products/0/quantity", json!(0))).await;
        self.post("unknown-beneficiary", REQUESTS, &but("/beneficiary_id", json!("bnf_nobody"))).await;
        let unregistered = json!("MED-SBX-UNREGISTERED");
        self.post("unregistered", REQUESTS, &but("/products/0/product_code", unregistered)).await;
        self.get("no-such-path", "/v1/nothing").await;
        for (step, product) in [("key", "PROC-ECG"), ("key-again", "PROC-ECG"), ("key-reused", "LAB-TSH")] {
            let request = self.request(Method::POST, PRODUCTS).bearer_auth(&self.token);
            let request =
                request.header("idempotency-key", "0a4f5b9c").json(&json!({"product_code": product}));
            self.pass(1).await;
            self.send(step, request).await;
        }
        let (_, code) =
            self.authorize(["initiate-to-expire", "attach-to-expire", "complete-to-expire"], &good).await;
        self.pass(30 * 86_400).await;
        let main = self.tenant.credentials(Account::Main);
        let grant = "grant_type=client_credentials";
        let answer = self.ask("token-a-month-later", &main.client_id, &main.client_secret, grant).await;
        self.token = text_of(&answer, "/access_token").to_owned();
        self.post("dispense-expired", DISPENSATIONS, &start(&code, &maria)).await;
    }

    /// Sends so many equal requests; the step tells how many were answered how, and what the last one said.
    async fn burst(&mut self, step: &'static str, count: u32, request: impl Fn(&Self) -> RequestBuilder) {
        self.pass(61).await;
        let (mut good, mut last) = (0, String::new());
        for _ in 0..count {
            let response = request(self).send().await.unwrap();
            good += u32::from(response.status().is_success());
            let retry = response.headers().get("retry-after").map(|it| it.to_str().unwrap().to_owned());
            last = format!("{} Retry-After {}", response.status().as_u16(), retry.unwrap_or_default());
        }
        self.steps.push((step, format!("200 burst {{\"good\": {good}, \"last\": \"{last}\"}}")));
    }

    async fn limits(&mut self) {
        self.tenant.fail_next(1, 503);
        self.burst("failure", 1, |talk| talk.request(Method::GET, "/v1/sponsors").bearer_auth(&talk.token))
            .await;
        let main = self.tenant.credentials(Account::Main);
        self.burst("token-burst", 21, |talk| {
            let request = talk.request(Method::POST, TOKEN);
            let request = request.basic_auth(&main.client_id, Some(&main.client_secret));
            form(request, "grant_type=client_credentials")
        })
        .await;
        for _ in 0..5 {
            let grant = "grant_type=client_credentials";
            self.pass(13).await;
            let answer = self.ask("token-refresh", &main.client_id, &main.client_secret, grant).await;
            self.token = text_of(&answer, "/access_token").to_owned();
        }
        self.burst("burst", 52, |talk| talk.request(Method::GET, "/v1/sponsors").bearer_auth(&talk.token))
            .await;
        // Token requests and others have counts of their own.
        self.pass(61).await;
        let grant = "grant_type=client_credentials";
        self.ask("token-before-burst", &main.client_id, &main.client_secret, grant).await;
        let mut good = 0;
        for _ in 0..50 {
            let request = self.request(Method::GET, "/v1/sponsors").bearer_auth(&self.token);
            good += u32::from(request.send().await.unwrap().status().is_success());
        }
        self.steps.push(("burst-after-token", format!("200 burst {{\"good\": {good}}}")));
    }
}
