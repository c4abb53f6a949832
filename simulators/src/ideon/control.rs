//! What only this simulator can be told: failures, limits, and what no operation of the API brings about.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    faults::{FAULTS, find},
    hooks::Delivery,
    periods::PeriodState,
    problems::{PARAMETERS, Severity},
    state::{Book, What},
    tenant::Account,
};
use crate::{
    control::{Route, Vendor, calls, string, timestamp},
    error::SimulatorError,
    http::{Request, Response},
};

const fn post(path: &'static str, members: &'static [&'static str], does: &'static str) -> Route {
    Route { method: "POST", path, members, does }
}

const fn get(path: &'static str, does: &'static str) -> Route {
    Route { method: "GET", path, members: &[], does }
}

impl Vendor for Book {
    const ROUTES: &'static [Route] = &[
        get("/credentials", "the API keys of the tenant's three accounts"),
        post("/failure", &["calls", "status"], r#"{"calls": 2, "status": 503}: the next calls answer that"#),
        post(
            "/limit",
            &["calls", "retry_after_s"],
            r#"{"calls": 2, "retry_after_s": 5}: the next calls answer 429"#,
        ),
        post(
            "/period-state",
            &["coverage_period_id", "state"],
            r#"{"coverage_period_id": "…", "state": "production"}: the period has that state"#,
        ),
        post(
            "/open-problem",
            &["coverage_period_id", "member_id", "severity", "parameter"],
            r#"{"coverage_period_id": "…", "member_id": "…" or null, "severity": "failure", "parameter": "birth_date"}: a problem is reported"#,
        ),
        post(
            "/run-census",
            &["coverage_period_id"],
            r#"{"coverage_period_id": "…"}: the carrier's records are compared"#,
        ),
        post(
            "/require-document",
            &["coverage_period_id", "qualifying_life_event_id"],
            r#"{"coverage_period_id": "…", "qualifying_life_event_id": "…" or null}: a document is asked for"#,
        ),
        post(
            "/transmit",
            &["coverage_period_id"],
            r#"{"coverage_period_id": "…"}: what is pending goes to the carrier"#,
        ),
        post(
            "/hook-to",
            &["url", "headers"],
            r#"{"url": "http://127.0.0.1:9000/", "headers": {"x-key": "…"}}: events go there"#,
        ),
        get("/events", "the events of groups that were subscribed to"),
        get("/deliveries", "the deliveries that were attempted"),
        post(
            "/fail-availability",
            &["plan_availability_request_id"],
            r#"{"plan_availability_request_id": "…"}: the query of the carrier fails"#,
        ),
    ];

    fn answer(&mut self, request: &Request, now: OffsetDateTime) -> Response {
        self.answer(request, now)
    }

    fn reset(&mut self) {
        self.reset();
    }

    fn set_fault(&mut self, name: Option<&str>) -> Result<Option<&'static str>, SimulatorError> {
        self.fault = name.map(find).transpose()?;
        Ok(self.fault.map(|fault| fault.name))
    }

    fn faults() -> Vec<[&'static str; 3]> {
        FAULTS.iter().map(|fault| [fault.name, fault.area, fault.summary]).collect()
    }

    fn control(
        &mut self,
        path: &str,
        body: &Map<String, Value>,
        now: OffsetDateTime,
    ) -> Result<Value, String> {
        self.advance(now);
        let period = || string(body, "coverage_period_id");
        match path {
            "/credentials" => {
                let keys = Account::ALL
                    .map(|account| (account.as_str().to_owned(), self.access.key(account).into()));
                Ok(Value::Object(keys.into_iter().collect()))
            }
            "/failure" => {
                let (calls, status) = (calls(body)?, body.get("status").and_then(Value::as_u64));
                let status =
                    status.and_then(|it| u16::try_from(it).ok()).filter(|it| (500..600).contains(it));
                let status = status.ok_or("`status`: wants a number from 500 to 599")?;
                self.access.fail_next(calls, status);
                Ok(json!({"failing": calls, "status": status}))
            }
            "/limit" => {
                let calls = calls(body)?;
                let seconds = optional(body, "retry_after_s");
                let seconds = seconds.map(|it| it.as_u64().and_then(|it| u32::try_from(it).ok()));
                let seconds = match seconds {
                    Some(None) => return Err("`retry_after_s`: wants a number of seconds".to_owned()),
                    seconds => seconds.flatten(),
                };
                self.access.limit_next(calls, seconds);
                Ok(json!({"limited": calls, "retry_after_s": seconds}))
            }
            "/period-state" => {
                let id = period()?;
                let word = string(body, "state")?;
                let state = PeriodState::of(&word).ok_or_else(|| {
                    format!("`state`: wants one of {}", PeriodState::ALL.map(PeriodState::word).join(", "))
                })?;
                let entry = self.entry(&id).filter(|entry| entry.what == What::Period);
                let entry = entry.ok_or_else(|| no_period(&id))?;
                self.change_period(entry.at, state);
                Ok(json!({"coverage_period_id": id, "state": word}))
            }
            "/open-problem" => {
                let id = period()?;
                let member = optional_text(body, "member_id")?;
                let word = string(body, "severity")?;
                let severity = Severity::of(&word).ok_or_else(|| {
                    format!("`severity`: wants one of {}", Severity::ALL.map(Severity::word).join(", "))
                })?;
                let parameter = string(body, "parameter")?;
                if !PARAMETERS.contains(&parameter.as_str()) {
                    return Err(format!("`parameter`: wants one of {}", PARAMETERS.join(", ")));
                }
                let problem = self.open_problem(&id, member, severity, &parameter, now);
                problem
                    .map(|id| json!({"error_id": id}))
                    .ok_or_else(|| format!("no coverage period `{id}` is known that the member belongs to"))
            }
            "/run-census" => {
                let id = period()?;
                let census = self.run_census(&id, now);
                census.map(|id| json!({"census_request_id": id})).ok_or_else(|| no_period(&id))
            }
            "/require-document" => {
                let id = period()?;
                let event = optional_text(body, "qualifying_life_event_id")?;
                let document = self.require_document(&id, event, now);
                document.map(|id| json!({"supporting_document_id": id})).ok_or_else(|| {
                    format!("no coverage period `{id}` is known that the life event belongs to")
                })
            }
            "/transmit" => {
                let id = period()?;
                if self.transmit(&id, now) { Ok(json!({"transmitted": id})) } else { Err(no_period(&id)) }
            }
            "/hook-to" => {
                let url = string(body, "url")?;
                let headers = match optional(body, "headers") {
                    None => Vec::new(),
                    Some(headers) => agreed(headers).ok_or("`headers`: wants an object of strings")?,
                };
                let done = self.hooks.go_to(&url, &headers);
                done.then(|| json!({"hooked": url}))
                    .ok_or_else(|| "`url`: wants an http or https URL".to_owned())
            }
            "/events" => {
                Ok(json!({"events": self.hooks.happened.iter().map(|it| &**it).collect::<Vec<_>>()}))
            }
            "/deliveries" => {
                let delivery = |delivery: &Delivery| {
                    json!({
                        "event_type": delivery.event_type,
                        "url": delivery.url,
                        "attempt": delivery.attempt,
                        "at": timestamp(delivery.at),
                        "status": delivery.status,
                        "failure": delivery.failure,
                    })
                };
                Ok(json!({"deliveries": self.hooks.deliveries.iter().map(delivery).collect::<Vec<_>>()}))
            }
            _ => {
                let id = string(body, "plan_availability_request_id")?;
                let done = self.fail_availability(&id);
                let unknown = || format!("no plan availability request has the id `{id}`");
                done.then(|| json!({"failing": id})).ok_or_else(unknown)
            }
        }
    }
}

/// Names and values of headers.
fn agreed(headers: &Value) -> Option<Vec<(&str, &str)>> {
    headers.as_object()?.iter().map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect()
}

fn no_period(id: &str) -> String {
    format!("no coverage period has the id `{id}`")
}

/// A member that is there and not null.
fn optional<'b>(body: &'b Map<String, Value>, name: &str) -> Option<&'b Value> {
    body.get(name).filter(|value| !value.is_null())
}

fn optional_text<'b>(body: &'b Map<String, Value>, name: &str) -> Result<Option<&'b str>, String> {
    match optional(body, name) {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| format!("`{name}`: wants a string or null")),
    }
}
