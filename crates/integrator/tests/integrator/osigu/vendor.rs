//! A small Osigu: enough of it for an integration to show what it does.

use std::sync::{Arc, Mutex};

use clock::{Clock, Participant, VirtualClock};
use evidence::Header;
use integrator::{
    Completed,
    osigu::{
        AuthorizationInput, Defect, DispensationInput, Environment, EnvironmentName, Integration,
        SearchInput, SettlementInput,
    },
};
use serde_json::{Value, json};
use time::OffsetDateTime;
use wire::{Client, ClientOptions};

use crate::vendor::{JUNE, Next, Seen, answer, serve};

pub(crate) const CREDENTIALS: &str = "Basic c2FuZGJveC1pZDpzYW5kYm94LXNlY3JldA==";

/// What the vendor knows.
#[derive(Default)]
pub(crate) struct State {
    /// Changes all ids of beneficiaries, as a reset does.
    pub(crate) generation: u32,
    /// Answers this to the next requests whose path ends so, before anything else.
    pub(crate) troubles: Vec<(&'static str, Next)>,
    pub(crate) token_seconds: Option<u64>,
    pub(crate) forms: Option<Value>,
    tokens: u32,
    requests: Vec<Request>,
    dispensed: bool,
}

struct Request {
    sponsor: String,
    product: Value,
    is_documented: bool,
    status: &'static str,
}

impl Request {
    fn body(&self, id: &str) -> Value {
        let decided = |status: &str| {
            let mut one = json!({"authorization_code": "AUTH-2026-000001", "product_type": self.product["product_type"],
                "status": status, "products": []});
            if status == "REJECTED" {
                one["rejection_reason"] = json!("not covered");
            }
            one
        };
        let authorizations = match (self.status, self.product["product_code"].as_str()) {
            ("COMPLETED", Some("MED-SBX-REJECT")) => vec![decided("REJECTED")],
            ("COMPLETED", _) => vec![decided("APPROVED")],
            _ => Vec::new(),
        };
        json!({"authorization_request_id": id, "status": self.status, "authorizations": authorizations})
    }
}

impl State {
    fn answer(&mut self, seen: &Seen) -> Next {
        let path = seen.path().to_owned();
        if let Some(at) = self.troubles.iter().position(|(end, _)| path.ends_with(end)) {
            return self.troubles.remove(at).1;
        }
        let method = seen.head.split(' ').next().unwrap();
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let parts: Vec<_> = path.split('/').skip(1).collect();
        match (method, parts.as_slice()) {
            ("POST", ["v1", "oauth", "token"]) => {
                self.tokens += 1;
                let seconds = self.token_seconds.unwrap_or(3600);
                let token = format!("token-{}", self.tokens);
                answer(
                    200,
                    json!({"access_token": token, "token_type": "bearer", "expires_in": seconds, "scope": "x"}),
                )
            }
            ("GET", [.., "forms"]) => answer(200, self.forms.clone().unwrap_or_else(national_id)),
            ("POST", [.., "search"]) => match seen.json()["document_number"].as_str() {
                Some(number @ ("1000000001" | "1000000007")) => answer(
                    200,
                    json!({
                        "beneficiary_id": self.beneficiary(), "first_name": "MARIA", "last_name": "GONZALEZ",
                        "coverage": {"plan_code": "GOLD-100", "active": number.ends_with('1'), "effective_until": "2027-01-31"}
                    }),
                ),
                _ => answer(404, json!({"error_code": "071-404", "message": "nobody"})),
            },
            ("GET", [.., "configuration"]) => {
                assert!(query.starts_with("product_type="));
                answer(
                    200,
                    json!({"required_indications": ["MEDICAL_INDICATION"], "required_fields": ["diagnosis_code"],
                    "verification": {"otp": false, "biometric": false}, "evaluation_mode": "SYNC"}),
                )
            }
            ("POST", ["arc", "v1", "authorization-requests"]) => self.create(&seen.json()),
            ("POST", ["arc", "v1", "authorization-requests", id, "indications"]) => {
                self.request(id).is_documented = true;
                answer(201, json!({"indication_id": "ind_1", "file_type": seen.json()["file_type"]}))
            }
            ("POST", ["arc", "v1", "authorization-requests", id, "complete"]) => {
                let request = self.request(id);
                request.status = match request.sponsor.as_str() {
                    _ if !request.is_documented => "PENDING_INDICATION",
                    "async" => "PENDING_SPONSOR",
                    _ => "COMPLETED",
                };
                answer(200, request.body(id))
            }
            ("GET", ["arc", "v1", "authorization-requests", id]) => {
                let request = self.request(id);
                if request.status == "PENDING_SPONSOR" {
                    request.status = "COMPLETED";
                }
                answer(200, request.body(id))
            }
            ("POST", ["dispensing", "v1", "dispensations"]) => {
                if std::mem::replace(&mut self.dispensed, true) {
                    return answer(409, json!({"error_code": "071-409", "message": "used already"}));
                }
                answer(
                    201,
                    json!({"dispensation_id": "dsp_1", "status": "STARTED", "code_type": "AUTHORIZATION",
                    "verification_required": null,
                    "products": [{"product_code": "MED-SBX-001", "quantity": 30, "unit_price": 12.5, "name": "x"}]}),
                )
            }
            ("POST", ["dispensing", .., "complete"]) => {
                answer(200, json!({"dispensation_id": "dsp_1", "status": "COMPLETED", "claim_id": "clm_1"}))
            }
            ("GET", ["ehr", "v1", "patients"]) => answer(200, json!([])),
            ("POST", ["ehr", "v1", "patients"]) => answer(201, json!({"patient_id": "pat_1"})),
            ("POST", ["ehr", "v1", "prescriptions"]) => {
                answer(201, json!({"prescription_id": "rx_1", "prescription_code": "RX-2026-0001"}))
            }
            ("POST", ["arc", "v1", "outpatient-care-claim"]) => {
                answer(201, json!({"claim_id": "clm_1", "status": "OPEN"}))
            }
            ("POST", ["arc", "v1", "outpatient-care-claim", id, "complete"]) => {
                answer(200, json!({"claim_id": id, "status": "COMPLETED"}))
            }
            ("POST", ["v3", "settlements"]) => {
                answer(201, json!({"settlement_id": "stl_1", "status": "OPEN"}))
            }
            ("GET", [.., "pending-authorizations"]) => {
                let page = if query == "page=1" { 1 } else { 0 };
                answer(
                    200,
                    json!({"content": [{"authorization_id": format!("auth_{page}"), "claim_id": "clm_1"}],
                    "page": {"number": page, "total_pages": 2}}),
                )
            }
            ("POST", ["v3", "settlements", _, "authorizations"]) => {
                answer(200, json!({"settlement_id": "stl_1", "attached": seen.json()["authorization_ids"]}))
            }
            ("POST", ["v3", "settlements", _, "dispatch"]) => {
                answer(202, json!({"settlement_id": "stl_1", "status": "SUBMITTED"}))
            }
            _ => answer(404, json!({"error_code": "071-404", "message": "no such path"})),
        }
    }

    fn beneficiary(&self) -> String {
        format!("bnf_{}", self.generation)
    }

    fn create(&mut self, body: &Value) -> Next {
        if body["beneficiary_id"] != self.beneficiary() {
            return answer(404, json!({"error_code": "071-404", "message": "unknown beneficiary"}));
        }
        let product = body["products"][0].clone();
        if product["product_code"] == "MED-999" {
            return answer(422, json!({"error_code": "071-104", "message": "Product not registered"}));
        }
        let sponsor = body["sponsor_slug"].as_str().unwrap().to_owned();
        self.requests.push(Request { sponsor, product, is_documented: false, status: "PENDING_INDICATION" });
        let id = format!("areq_{}", self.requests.len());
        answer(201, json!({"authorization_request_id": id, "status": "PENDING_INDICATION"}))
    }

    fn request(&mut self, id: &str) -> &mut Request {
        let number: usize = id.trim_start_matches("areq_").parse().unwrap();
        &mut self.requests[number - 1]
    }
}

fn national_id() -> Value {
    json!([{"form_id": "national-id", "label": "Cédula", "fields": [
        {"key": "document_type", "type": "enum", "values": ["CC", "CE"], "required": true},
        {"key": "document_number", "type": "string", "required": true}
    ]}])
}

/// The integration, the vendor it talks to, and a production that it must not talk to.
pub(crate) struct Bench {
    pub(crate) integration: Integration,
    pub(crate) clock: VirtualClock,
    pub(crate) state: Arc<Mutex<State>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    pub(crate) production: Arc<Mutex<Vec<Seen>>>,
    _taking_part: Participant,
}

impl Bench {
    pub(crate) async fn start(defect: Option<Defect>) -> Self {
        let clock = VirtualClock::new(JUNE);
        let state: Arc<Mutex<State>> = Arc::default();
        let vendor = Arc::clone(&state);
        let (sandbox_url, seen) = serve(clock.clone(), move |seen| vendor.lock().unwrap().answer(seen)).await;
        let refuses = |_: &Seen| answer(401, json!({"error": "invalid_client"}));
        let (production_url, production) = serve(clock.clone(), refuses).await;
        let environment = |name: EnvironmentName, url: &str| Environment {
            name,
            client: Client::new(ClientOptions::new(url.parse().unwrap())).unwrap(),
            client_id: format!("{name}-id").into(),
            client_secret: format!("{name}-secret").into(),
            hidden_headers: vec![Header::new("x-tenant", name.word())],
        };
        let environments = vec![
            environment(EnvironmentName::Production, &production_url),
            environment(EnvironmentName::Sandbox, &sandbox_url),
        ];
        let shared = Arc::new(clock.clone());
        let integration = Integration::new(environments, EnvironmentName::Sandbox, shared, defect).unwrap();
        let _taking_part = clock.join();
        Self { integration, clock, state, seen, production, _taking_part }
    }

    pub(crate) fn trouble(&self, path_end: &'static str, next: &Next, times: usize) {
        let troubles = std::iter::repeat_n((path_end, next.clone()), times);
        self.state.lock().unwrap().troubles.extend(troubles);
    }

    /// What arrived whose path ends so.
    pub(crate) fn seen(&self, path_end: &str) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|seen| seen.path().split('?').next().unwrap().ends_with(path_end))
            .cloned()
            .collect()
    }

    /// Seconds after the beginning at which they arrived.
    pub(crate) fn times(&self, path_end: &str) -> Vec<i64> {
        self.seen(path_end).iter().map(|seen| (seen.at - JUNE).whole_seconds()).collect()
    }

    pub(crate) fn set_seconds(&self, seconds: i64) {
        let at: OffsetDateTime = JUNE + time::Duration::seconds(seconds);
        self.clock.set(at);
    }

    pub(crate) async fn search(&self, document_number: &str) -> Completed {
        self.integration.search(search(document_number)).await
    }

    pub(crate) async fn authorize(&self, sponsor: &str, product_code: &str) -> Completed {
        self.integration.authorize(authorization(sponsor, product_code)).await
    }

    pub(crate) async fn dispense(&self) -> Completed {
        let input =
            DispensationInput { code: "AUTH-2026-000001".to_owned(), beneficiary_id: "bnf_0".to_owned() };
        self.integration.dispense(input).await
    }

    pub(crate) async fn settle(&self) -> Completed {
        let input = SettlementInput {
            sponsor_slug: "sync".to_owned(),
            period: "2026-06".to_owned(),
            authorization_ids: None,
        };
        self.integration.settle(input).await
    }
}

pub(crate) fn search(document_number: &str) -> SearchInput {
    let form = json!({"document_type": "CC", "document_number": document_number});
    SearchInput { sponsor_slug: "sync".to_owned(), form: form.as_object().unwrap().clone() }
}

pub(crate) fn authorization(sponsor: &str, product_code: &str) -> AuthorizationInput {
    AuthorizationInput {
        sponsor_slug: sponsor.to_owned(),
        form: Some(search("1000000001").form),
        products: vec![json!({"product_code": product_code, "product_type": "MEDICATION", "quantity": 30})],
        diagnosis_code: Some("R51".to_owned()),
        ..AuthorizationInput::default()
    }
}

/// An event that a sponsor's decision sets off.
pub(crate) fn event(id: &str, request: &str, environment: &str) -> Value {
    json!({"event_id": id, "event_type": "authorization.created", "environment": environment,
        "data": {"authorization_request_id": request, "authorization_code": "AUTH-2026-000001", "product_type": "MEDICATION"}})
}
