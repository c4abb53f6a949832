//! A small Ideon: enough of it for an integration to show what it does.

use std::sync::{Arc, Mutex};

use clock::{Clock, Participant, VirtualClock};
use evidence::Header;
use integrator::{
    Completed,
    ideon::{Defect, Environment, EnvironmentName, Integration, Task},
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use wire::{Client, ClientOptions};

use crate::vendor::{JUNE, Next, Seen, answer, serve};

/// What the vendor knows.
pub(crate) struct State {
    /// Answers this to the next requests whose path ends so, before anything else.
    pub(crate) troubles: Vec<(&'static str, Next)>,
    pub(crate) token_seconds: i64,
    /// The status of a write, and of those reads that have the same.
    pub(crate) created: u16,
    pub(crate) says_total: bool,
    pub(crate) extra_members: bool,
    pub(crate) looks_until_complete: u32,
    pub(crate) period_state: &'static str,
    pub(crate) problems: Value,
    tokens: u32,
    made: u32,
    subscribers: Vec<Value>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            troubles: Vec::new(),
            token_seconds: 86_400,
            created: 201,
            says_total: false,
            extra_members: false,
            looks_until_complete: 2,
            period_state: "initial",
            problems: json!([]),
            tokens: 0,
            made: 0,
            subscribers: Vec::new(),
        }
    }
}

impl State {
    fn answer(&mut self, seen: &Seen) -> Next {
        let whole = seen.path().to_owned();
        let (path, query) = whole.split_once('?').unwrap_or((&whole, ""));
        if let Some(at) = self.troubles.iter().position(|(end, _)| path.ends_with(end)) {
            return self.troubles.remove(at).1;
        }
        let method = seen.head.split(' ').next().unwrap();
        let parts: Vec<_> = path.split('/').skip(1).collect();
        if let ["auth", "token"] = parts.as_slice() {
            if seen.header("vericred-api-key") != Some("staging-key") {
                return unauthorized();
            }
            self.tokens += 1;
            let expires_at = (seen.at + Duration::seconds(self.token_seconds)).format(&Rfc3339).unwrap();
            return answer(
                self.created,
                json!({"token": format!("token-{}", self.tokens), "expires_at": expires_at}),
            );
        }
        if seen.header("authorization") != Some(&format!("Bearer token-{}", self.tokens)) {
            return unauthorized();
        }
        match (method, parts.as_slice()) {
            ("POST", ["groups" | "group_installments"]) => {
                let mut group = seen.json()["group"].clone();
                group["id"] = json!(self.id("group"));
                group["primary_location"]["id"] = json!(self.id("location"));
                self.made("group", group)
            }
            ("POST", ["groups", _, "locations"]) => self.make("location", seen),
            ("POST", ["groups", _, "coverage_periods"]) => self.make("coverage_period", seen),
            ("POST", ["groups", _, "employment_classifications"]) => {
                self.make("employment_classification", seen)
            }
            ("POST", ["groups", _, "subscribers"]) => {
                let body = seen.json();
                if body.get("subscriber").is_none() {
                    return refused(422, "subscriber");
                }
                let mut subscriber = body["subscriber"].clone();
                subscriber["id"] = json!(self.id("subscriber"));
                let mut dependents = subscriber["dependents"].as_array().cloned().unwrap_or_default();
                for dependent in &mut dependents {
                    dependent["id"] = json!(self.id("dependent"));
                }
                dependents.reverse();
                subscriber["dependents"] = json!(dependents);
                self.subscribers.push(subscriber.clone());
                self.made("subscriber", subscriber)
            }
            ("GET", ["groups", _, "subscribers"]) => {
                self.page("subscribers", &self.subscribers.clone(), query)
            }
            ("POST", ["groups", _, "hooks"]) => Next::Answer(self.created, "Created".to_owned()),
            ("GET", ["groups", id]) => answer(
                200,
                json!({"status": "errors", "status_datetime": "2026-06-15T12:00:00Z", "errors": [{"id": "problem-1"}],
                    "group": {"id": id, "coverage_periods": [{"id": "coverage_period-3", "plans": []}]}}),
            ),
            ("POST", ["coverage_periods", _, "plans"]) => self.make("plan", seen),
            ("POST", ["coverage_periods", id, "complete_setup"]) => {
                answer(200, json!({"coverage_period": {"id": id, "state": self.period_state}}))
            }
            ("GET", ["coverage_periods", id]) => {
                answer(200, json!({"coverage_period": {"id": id, "state": self.period_state}}))
            }
            ("GET", ["coverage_periods", "unknown" | "", "errors"]) => refused(404, "id"),
            ("GET", ["coverage_periods", _, "errors"]) => answer(200, json!({"errors": self.problems})),
            ("POST", ["coverage_periods", _, "plan_availability_requests"]) => {
                let id = self.id("request");
                answer(self.created, json!({"plan_availability_request": {"id": id, "status": "pending"}}))
            }
            ("GET", ["plan_availability_requests", id]) => {
                self.looks_until_complete = self.looks_until_complete.saturating_sub(1);
                let status = if self.looks_until_complete == 0 { "complete" } else { "pending" };
                answer(self.created, json!({"plan_availability_request": {"id": id, "status": status}}))
            }
            ("GET", ["plan_availability_requests", _, "available_plans"]) => {
                let plans: Vec<_> = if self.looks_until_complete == 0 {
                    (1..=5).map(|number| json!({"hios_id": number.to_string()})).collect()
                } else {
                    Vec::new()
                };
                self.page("available_plans", &plans, query)
            }
            ("PUT", ["subscribers", id]) => {
                let mut subscriber = seen.json()["subscriber"].clone();
                subscriber["id"] = json!(id);
                answer(self.created, subscriber)
            }
            ("POST", ["subscribers", _, "dependents"]) => self.make("dependent", seen),
            ("POST", ["subscribers", _, "qualifying_life_events"]) => {
                self.make("qualifying_life_event", seen)
            }
            ("PUT", ["qualifying_life_events", _]) => answer(self.created, seen.json()),
            ("POST", ["errors", _, "comments" | "resolution"]) => answer(self.created, json!({"id": "x"})),
            _ => refused(404, "id"),
        }
    }

    fn id(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}-{}", self.made)
    }

    fn make(&mut self, what: &str, seen: &Seen) -> Next {
        let mut resource = seen.json()[what].clone();
        resource["id"] = json!(self.id(what));
        if what == "coverage_period" {
            resource["state"] = json!(self.period_state);
        }
        self.made(what, resource)
    }

    fn made(&mut self, what: &str, mut resource: Value) -> Next {
        if self.extra_members {
            resource["added_later"] = json!([1, {"two": null}]);
        }
        answer(self.created, json!({what: resource}))
    }

    fn page(&self, what: &str, all: &[Value], query: &str) -> Next {
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(known, _)| *known == name).map(|(_, value)| value.parse::<usize>().unwrap()).unwrap()
        };
        let (page, size) = (parameter("page"), parameter("per_page"));
        let items: Vec<_> = all.iter().skip((page - 1) * size).take(size).cloned().collect();
        let body = json!({what: items}).to_string();
        let status = if what == "subscribers" { 200 } else { self.created };
        match self.says_total {
            true => Next::With(status, format!("total: {}", all.len()), body),
            false => Next::Answer(status, body),
        }
    }
}

pub(crate) fn refused(status: u16, parameter: &str) -> Next {
    let error = json!({"error_type": "invalid_request.x", "message": "m", "parameter": parameter});
    answer(status, json!({"errors": [error]}))
}

fn unauthorized() -> Next {
    refused(401, "")
}

/// The integration, the vendor it talks to, and a production that it must not talk to.
pub(crate) struct Bench {
    pub(crate) integration: Arc<Integration>,
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
        let (staging_url, seen) = serve(clock.clone(), move |seen| vendor.lock().unwrap().answer(seen)).await;
        let (production_url, production) = serve(clock.clone(), |_: &Seen| unauthorized()).await;
        let environment = |name: EnvironmentName, url: &str| Environment {
            name,
            client: Client::new(ClientOptions::new(url.parse().unwrap())).unwrap(),
            api_key: format!("{name}-key").into(),
            hidden_headers: vec![Header::new("x-tenant", name.word())],
        };
        let environments = vec![
            environment(EnvironmentName::Production, &production_url),
            environment(EnvironmentName::Staging, &staging_url),
        ];
        let shared = Arc::new(clock.clone());
        let integration = Integration::new(environments, EnvironmentName::Staging, shared, defect).unwrap();
        let _taking_part = clock.join();
        Self { integration: Arc::new(integration), clock, state, seen, production, _taking_part }
    }

    pub(crate) async fn does(&self, what: &str, payload: Value) -> Completed {
        let task: Task =
            serde_json::from_value(json!({"do": format!("ideon.{what}"), "payload": payload})).unwrap();
        self.integration.perform(task).await
    }

    /// Sets the group `acme` up: two locations, two carriers, three plans, one class.
    pub(crate) async fn set_up(&self) -> Completed {
        self.does("set_up_group", group("acme", false)).await
    }

    /// The group, with one employee and a child who are covered by both carriers.
    pub(crate) async fn staffed(&self) {
        self.set_up().await;
        let end = self.does("enroll", json!({"group": "acme", "people": [person("ann")]})).await;
        assert!(end.calls.iter().all(|call| call.sent.status().is_some()));
    }

    pub(crate) fn trouble(&self, path_end: &'static str, next: &Next, times: usize) {
        let troubles = std::iter::repeat_n((path_end, next.clone()), times);
        self.state.lock().unwrap().troubles.extend(troubles);
    }

    /// What arrived whose path, without the query, ends so.
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
        let at: OffsetDateTime = JUNE + Duration::seconds(seconds);
        self.clock.set(at);
    }

    /// The life events that were sent, each as it was sent.
    pub(crate) fn events(&self) -> Vec<Value> {
        let seen = self.seen("/qualifying_life_events");
        seen.iter().map(|seen| seen.json()["qualifying_life_event"].clone()).collect()
    }
}

/// An election as it stands in the text of its product line.
pub(crate) fn election(event: &Value, line: &str) -> Value {
    serde_json::from_str(event["plan_elections"][line].as_str().unwrap()).unwrap()
}

fn address() -> Value {
    json!({"address_line_1": "50 Orchard Street", "city": "Kansas City", "state": "MO", "zip": "64108"})
}

fn plan(name: &str, carrier: &str, line: &str) -> Value {
    json!({"external_identifier": name, "carrier_name": carrier, "product_line": line, "description": name,
        "product_type": "indemnity", "premiums": {"employee_only": "19.99", "family": "1019.50"}})
}

pub(crate) fn group(name: &str, first_application: bool) -> Value {
    json!({
        "external_identifier": name, "first_application": first_application, "organization_name": "Acme", "fein": "900000001",
        "locations": [
            {"external_identifier": "head", "employer_address": address()},
            {"external_identifier": "branch", "employer_address": address()},
        ],
        "plan_year_start": "2026-01-01",
        "plans": [plan("med", "anthem", "medical"), plan("den", "anthem", "dental"), plan("vis", "guardian", "vision")],
        "employment_classifications": [
            {"external_identifier": "staff", "description": "Staff", "start_date": "2019-01-01", "type": "class"}
        ],
    })
}

pub(crate) fn person(name: &str) -> Value {
    json!({
        "external_identifier": name, "first_name": "Ann", "last_name": "Lee", "birth_date": "1990-04-11", "gender": "female",
        "social_security_number": "900010001", "residential_address": address(), "location": "branch",
        "classification": {"external_identifier": "staff", "effective_date": "2026-02-02"},
        "employment_start_date": "2026-02-02", "annual_earnings": "52019.99",
        "dependents": [{"external_identifier": format!("{name}-child"), "first_name": "Bo", "last_name": "Lee",
            "birth_date": "2015-01-01", "gender": "male", "subscriber_relationship": "child"}],
        "elections": [
            {"plan": "med", "start_date": "2026-03-01"},
            {"plan": "vis", "start_date": "2026-03-01", "volume": "19.99"},
        ],
    })
}
