//! A simulator with one tenant on a virtual clock, and what most tests send it.

use std::{sync::Arc, time::Duration};

use clock::{Clock as _, Participant, SharedClock, VirtualClock};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use simulators::ideon::{Account, Ideon, Options, Settings, Tenant};
use time::{OffsetDateTime, macros::datetime};

pub(crate) use crate::shared::Answer;
use crate::shared::client_builder;

pub(crate) const START: OffsetDateTime = datetime!(2026-06-25 14:00 UTC);
/// In the form of an id, and nobody's.
pub(crate) const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

impl Answer {
    /// `error_type` and `parameter` of each error.
    pub(crate) fn errors(&self) -> Vec<(&str, &str)> {
        let errors = self.body["errors"].as_array().unwrap_or_else(|| panic!("{}", self.text));
        errors
            .iter()
            .map(|error| {
                let kind = error["error_type"].as_str().unwrap();
                (kind.strip_prefix("invalid_request.").unwrap_or(kind), error["parameter"].as_str().unwrap())
            })
            .collect()
    }
}

pub(crate) struct Sim {
    pub(crate) tenant: Tenant,
    pub(crate) clock: VirtualClock,
    pub(crate) client: Client,
    pub(crate) ideon: Ideon,
    /// The test takes part in the time that it lets pass.
    _owner: Participant,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let ideon = Ideon::start(Options { settings, ..Options::default() }).await.unwrap();
        let clock = VirtualClock::new(START);
        let tenant = ideon.tenant("test", Arc::new(clock.clone()) as SharedClock);
        let client = client_builder().build().unwrap();
        let owner = clock.join();
        Self { tenant, clock, client, ideon, _owner: owner }
    }

    /// Lets so many seconds pass.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.clock.sleep(Duration::from_secs(seconds)).await;
        // What was due right at its end is through.
        self.clock.sleep(Duration::from_nanos(1)).await;
    }

    /// A request of this tenant, without credentials.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (name, value) = self.tenant.header();
        self.client.request(method, format!("{}{path}", self.ideon.base_url())).header(name, value)
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.unwrap()).await
    }

    /// A request of an account.
    pub(crate) fn of(&self, account: Account, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).header("Vericred-Api-Key", self.tenant.api_key(account))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.of(Account::Main, Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.of(Account::Main, Method::POST, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.of(Account::Main, Method::PUT, path).json(body)).await
    }

    /// A form of the main account for the RSP endpoint.
    pub(crate) fn form(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        let request = self.of(Account::Main, Method::POST, "/rsp");
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    }

    /// Posts and expects 201.
    pub(crate) async fn makes(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 201, "{path} {}", answer.text);
        answer.body
    }

    /// Gets and expects 200 or, where it is documented so, 201.
    pub(crate) async fn reads(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert!(matches!(answer.status, 200 | 201), "{path} {} {}", answer.status, answer.text);
        answer.body
    }

    /// A group in force: its id and that of its location.
    pub(crate) async fn group(&self) -> (String, String) {
        ids_of_group(&self.makes("/groups", &group()).await)
    }

    pub(crate) async fn installment(&self) -> (String, String) {
        ids_of_group(&self.makes("/group_installments", &group()).await)
    }

    pub(crate) async fn period(&self, group: &str, carrier: &str) -> String {
        let path = format!("/groups/{group}/coverage_periods?carrier_name={carrier}");
        id(&self.makes(&path, &period(carrier)).await, "coverage_period")
    }

    pub(crate) async fn plan(&self, period: &str) -> String {
        id(&self.makes(&format!("/coverage_periods/{period}/plans"), &plan()).await, "plan")
    }

    /// A subscriber with a child: the ids of both.
    pub(crate) async fn family(&self, group: &str, location: &str) -> (String, String) {
        let path = format!("/groups/{group}/subscribers");
        let mut body = subscriber(location);
        body["subscriber"]["dependents"] = json!([dependent()["dependent"]]);
        let made = self.makes(&path, &body).await;
        let child = made["subscriber"]["dependents"][0]["id"].as_str().unwrap().to_owned();
        (id(&made, "subscriber"), child)
    }

    pub(crate) async fn event(&self, subscriber: &str, period: &str, plan: &str) -> String {
        let path = format!("/subscribers/{subscriber}/qualifying_life_events");
        id(&self.makes(&path, &event(period, plan)).await, "qualifying_life_event")
    }

    /// A whole enrollment at a carrier.
    pub(crate) async fn enrolled(&self, carrier: &str) -> Enrolled {
        let (group, location) = self.group().await;
        let period = self.period(&group, carrier).await;
        let plan = self.plan(&period).await;
        let (subscriber, child) = self.family(&group, &location).await;
        let event = self.event(&subscriber, &period, &plan).await;
        Enrolled { group, location, period, plan, subscriber, child, event }
    }
}

/// The ids of a whole enrollment.
pub(crate) struct Enrolled {
    pub(crate) group: String,
    pub(crate) location: String,
    pub(crate) period: String,
    pub(crate) plan: String,
    pub(crate) subscriber: String,
    pub(crate) child: String,
    pub(crate) event: String,
}

/// The id of what a body wraps.
pub(crate) fn id(body: &Value, wrapper: &str) -> String {
    body[wrapper]["id"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
}

fn ids_of_group(body: &Value) -> (String, String) {
    (id(body, "group"), id(&body["group"], "primary_location"))
}

pub(crate) fn address() -> Value {
    json!({"address_line_1": "50 Orchard Street", "city": "Kansas City", "state": "MO", "zip": "64108", "country_code": "USA"})
}

pub(crate) fn group() -> Value {
    json!({"group": {
        "external_identifier": "covenant-group-1",
        "employer": {"organization_name": "Orchard Works", "fein": "900000001"},
        "primary_location": {
            "type": "physical",
            "external_identifier": "covenant-location-1",
            "employer_address": address(),
        },
    }})
}

pub(crate) fn location() -> Value {
    json!({"location": {
        "type": "physical",
        "external_identifier": "covenant-location-2",
        "employer_address": address(),
    }})
}

pub(crate) fn period(carrier: &str) -> Value {
    json!({"coverage_period": {
        "external_identifier": "covenant-period-1",
        "coverage_start_date": "2026-07-01",
        "coverage_end_date": "2027-06-30",
        "carrier_name": carrier,
        "carrier_group_number": "123456",
    }})
}

pub(crate) fn contribution() -> Value {
    json!({"contribution": {
        "product_line": "medical",
        "type": "percent",
        "contribution_amounts": {"subscriber": 80, "dependent": 50},
        "contributor": "employer",
    }})
}

pub(crate) fn plan() -> Value {
    json!({"plan": {
        "product_line": "medical",
        "external_identifier": "covenant-plan-1",
        "description": "Open Access",
        "product_type": "health_maintenance_organization",
        "level": "gold",
    }})
}

pub(crate) fn classification() -> Value {
    json!({"employment_classification": {
        "external_identifier": "covenant-class-1",
        "description": "All of them",
        "start_date": "2026-01-01",
        "type": "class",
    }})
}

pub(crate) fn subscriber(location: &str) -> Value {
    json!({"subscriber": {
        "location_id": location,
        "birth_date": "1980-01-01",
        "employment_details": {"start_date": "2020-01-01", "status": "active"},
        "external_identifier": "covenant-subscriber-1",
        "first_name": "Jo",
        "last_name": "Smith",
        "gender": "female",
        "residential_address": address(),
        "social_security_number": "900010001",
    }})
}

pub(crate) fn dependent() -> Value {
    json!({"dependent": {
        "external_identifier": "covenant-dependent-1",
        "first_name": "Sam",
        "last_name": "Smith, Jr.",
        "gender": "male",
        "birth_date": "2015-05-05",
        "subscriber_relationship": "child",
        "social_security_number": "900010002",
        "name_suffix": null,
    }})
}

pub(crate) fn event(period: &str, plan: &str) -> Value {
    json!({"qualifying_life_event": {
        "event": "initial_enrollment",
        "date": "2026-07-01",
        "eligibility_start_date": "2026-07-01",
        "coverage_period_id": period,
        "plan_elections": {"medical": plan},
    }})
}

pub(crate) fn document() -> Value {
    json!({"supporting_document": {
        "file": "JVBERi0xLjc=",
        "filename": "application.pdf",
        "data": {"signatures": {"group": {"name": "Jane Doe", "date": "2026-06-25"}}},
    }})
}
