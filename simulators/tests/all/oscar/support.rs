//! A simulator with one tenant on a virtual clock, and a client.

use std::sync::Arc;

use clock::{SharedClock, VirtualClock};
use reqwest::Client;
use serde_json::{Value, json};
use simulators::{Options, Oscar, Settings, Tenant};
use time::{OffsetDateTime, macros::datetime};

pub(crate) use crate::shared::client_builder;

/// A Monday outside Open Enrollment.
pub(crate) const START: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

pub(crate) const CREATE: &str = "/ichra-api/v1/memberships/create-membership";
pub(crate) const GET: &str = "/ichra-api/v1/memberships/get-membership";
pub(crate) const UPDATE: &str = "/ichra-api/v1/memberships/update-membership";
pub(crate) const BALANCE: &str = "/ichra-api/v1/payments/get-balance";
pub(crate) const UPSERT: &str = "/ichra-api/v1/payments/upsert-payment-preference";
pub(crate) const PREFERENCES: &str = "/ichra-api/v1/payments/get-payment-preferences";

pub(crate) struct Sim {
    pub(crate) tenant: Tenant,
    pub(crate) clock: VirtualClock,
    pub(crate) client: Client,
    pub(crate) oscar: Oscar,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let oscar = Oscar::start(Options { settings, ..Options::default() }).await.unwrap();
        let clock = VirtualClock::new(START);
        let tenant = oscar.tenant("test", Arc::new(clock.clone()) as SharedClock);
        Self { tenant, clock, client: client_builder().build().unwrap(), oscar }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.oscar.base_url())
    }

    /// Posts JSON as the tenant; gives the status and the body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (name, value) = self.tenant.header();
        let request = self.client.post(self.url(path)).header(name, value).json(body);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    /// Posts and expects 200.
    pub(crate) async fn ok(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(status, 200, "{path} {answer}");
        answer
    }

    /// Posts and expects an ACTIONABLE refusal; gives its code and field.
    pub(crate) async fn refused(&self, path: &str, body: &Value) -> (String, Value) {
        let (status, answer) = self.post(path, body).await;
        assert_eq!((status, &answer["error_category"]), (400, &json!("ACTIONABLE")), "{path} {answer}");
        (answer["error_code"].as_str().unwrap().to_owned(), answer["field"].clone())
    }

    /// Enrolls a holder and gives the id.
    pub(crate) async fn enroll(&self, number: u32) -> String {
        let answer = self.ok(CREATE, &creation(&[holder(number)])).await;
        answer["oscar_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn memberships(&self, oscar_id: &str) -> Vec<Value> {
        let answer = self.ok(GET, &json!({"member_info": {"oscar_id": oscar_id}})).await;
        answer["memberships"].as_array().unwrap().clone()
    }
}

/// A synthetic person; numbers give different SSNs from area 666.
pub(crate) fn person(number: u32, relationship: &str) -> Value {
    json!({
        "external_member_id": format!("m-{number}"),
        "relationship_type": relationship,
        "first_name": format!("Test{number}"),
        "last_name": "Person",
        "ssn": format!("66601{number:04}"),
        "sex": "FEMALE",
        "date_of_birth": "1990-01-31",
        "is_tobacco_user": false,
        "is_requesting_coverage": true,
        "coverage_start": "2026-07-01",
        "email": format!("person{number}@example.com"),
        "phone_number": "5551230000",
        "residential_address":
            {"address_line_1": "1 Test Street", "city": "Bennington", "state": "NE", "zipcode": "68007"},
    })
}

pub(crate) fn holder(number: u32) -> Value {
    person(number, "POLICY_HOLDER")
}

pub(crate) fn creation(enrollees: &[Value]) -> Value {
    json!({
        "is_ichra": true,
        "date_signed": "2026-06-14T09:22:47+00:00",
        "writing_agent": {"first_name": "Test", "last_name": "Agent", "npn": "123530000"},
        "policy_info": {
            "plan_year": "2026",
            "hios_id": "12345NE1234567-00",
            "monthly_premium": "329.32",
            "external_policy_id": "test-policy-1",
        },
        "qle_info": {"qualifying_event": "HRAS", "qualifying_event_date": "2026-06-01"},
        "employer_info": {"employer_name": "Test Employer", "employer_tin": "900000000"},
        "enrollees": enrollees,
    })
}

pub(crate) fn update(oscar_id: &str, enrollees: &[Value]) -> Value {
    json!({"oscar_id": oscar_id, "enrollees": enrollees})
}

pub(crate) fn preference(oscar_id: &str) -> Value {
    json!({
        "oscar_id": oscar_id,
        "is_autopay_enabled": true,
        "payment_method_owner": "VENDOR",
        "payment_token": {"token": "tok-test", "type": "ACH"},
    })
}

/// A copy of a body with one member set, or removed by null at a JSON pointer's end.
pub(crate) fn but(body: &Value, pointer: &str, value: &Value) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    match parent {
        Value::Array(list) => list[name.parse::<usize>().unwrap()] = value.clone(),
        parent => {
            let parent = parent.as_object_mut().unwrap();
            if value.is_null() {
                parent.remove(name);
            } else {
                parent.insert(name.to_owned(), value.clone());
            }
        }
    }
    body
}
