//! What only this simulator can be told: failures, limits, what a sponsor does, a reset of the sandbox.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    faults::{FAULTS, find},
    settlements::Settlement,
    state::Book,
    tenant::Account,
};
use crate::{
    control::{Route, Vendor, calls, string},
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
        get("/credentials", "the tenant's client credentials and webhook secret"),
        post(
            "/failure",
            &["calls", "status", "token"],
            r#"{"calls": 2, "status": 503}: the next calls answer that; with "token": true, those of the token endpoint"#,
        ),
        post(
            "/limit",
            &["calls", "retry_after_s", "token"],
            r#"{"calls": 2, "retry_after_s": 5}: the next calls answer 429; with "token": true, those of the token endpoint"#,
        ),
        post("/revoke-tokens", &[], "every token that was issued is a 401"),
        post("/wipe", &[], "the sandbox is reset: all data is seeded anew under other ids"),
        get("/deliveries", "the deliveries that were attempted"),
        post("/redeliver", &["event_id"], r#"{"event_id": "…"}: delivers an event once more"#),
        post(
            "/update-authorization",
            &["code"],
            r#"{"code": "…"}: the sponsor prolongs an approved authorization"#,
        ),
        post(
            "/void-authorization",
            &["code"],
            r#"{"code": "…"}: the sponsor voids an approved authorization"#,
        ),
        post(
            "/settle",
            &["settlement_id", "outcome"],
            r#"{"settlement_id": "…", "outcome": "paid", "rejected" or "partially-accepted"}: the sponsor decides a batch"#,
        ),
        post("/bounce-mail", &["calls"], r#"{"calls": 1}: the next prescription mails bounce"#),
        post("/otp-code", &["otp_id"], r#"{"otp_id": "…"}: what the beneficiary reads on the phone"#),
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
        match path {
            "/credentials" => {
                let shown = |account: Account| {
                    let known = self.access.credentials(account);
                    json!({"client_id": known.client_id, "client_secret": known.client_secret})
                };
                let (main, read_only) = (shown(Account::Main), shown(Account::ReadOnly));
                Ok(json!({"main": main, "read_only": read_only, "webhook_secret": self.webhook_secret()}))
            }
            "/failure" => {
                let (calls, status) = (calls(body)?, body.get("status").and_then(Value::as_u64));
                let status =
                    status.and_then(|status| u16::try_from(status).ok()).filter(|it| (500..600).contains(it));
                let status = status.ok_or("`status`: wants a number from 500 to 599")?;
                match flag(body, "token")? {
                    true => self.access.fail_tokens_next(calls, status),
                    false => self.access.fail_next(calls, status),
                }
                Ok(json!({"failing": calls, "status": status}))
            }
            "/limit" => {
                let calls = calls(body)?;
                let retry_after_s = match body.get("retry_after_s") {
                    None | Some(Value::Null) => None,
                    Some(value) => {
                        let seconds = value.as_u64().and_then(|seconds| u32::try_from(seconds).ok());
                        Some(seconds.ok_or("`retry_after_s`: wants a number of seconds")?)
                    }
                };
                match flag(body, "token")? {
                    true => self.access.limit_tokens_next(calls, retry_after_s),
                    false => self.access.limit_next(calls, retry_after_s),
                }
                Ok(json!({"limited": calls, "retry_after_s": retry_after_s}))
            }
            "/revoke-tokens" => {
                self.access.revoke_tokens();
                Ok(json!({"revoked": true}))
            }
            "/wipe" => {
                self.wipe();
                Ok(json!({"wiped": self.tenant}))
            }
            "/deliveries" => Ok(self.told_deliveries()),
            "/redeliver" => {
                let event_id = string(body, "event_id")?;
                let done = self.redeliver(&event_id);
                told(done, "redelivered", &event_id, "event has the event_id")
            }
            "/update-authorization" => {
                let code = string(body, "code")?;
                let done = self.update_by_sponsor(&code, now);
                told(done, "updated", &code, "approved authorization has the code")
            }
            "/void-authorization" => {
                let code = string(body, "code")?;
                let done = self.void_by_sponsor(&code, now);
                told(done, "voided", &code, "approved authorization has the code")
            }
            "/settle" => {
                let id = string(body, "settlement_id")?;
                let outcome = match string(body, "outcome")?.as_str() {
                    "paid" => Settlement::Paid,
                    "rejected" => Settlement::Rejected,
                    "partially-accepted" => Settlement::PartiallyAccepted,
                    _ => return Err("`outcome`: wants paid, rejected or partially-accepted".to_owned()),
                };
                let done = self.settle(&id, outcome, now);
                told(done, "settled", &id, "dispatched, undecided batch has the settlement_id")
            }
            "/bounce-mail" => {
                self.prescriptions.bouncing_mails = calls(body)?;
                Ok(json!({"bouncing": self.prescriptions.bouncing_mails}))
            }
            _ => {
                let id = string(body, "otp_id")?;
                let code = self.otp_code(&id).ok_or_else(|| format!("no OTP has the otp_id `{id}`"))?;
                Ok(json!({"otp_id": id, "code": code}))
            }
        }
    }
}

fn flag(body: &Map<String, Value>, name: &str) -> Result<bool, String> {
    match body.get(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(format!("`{name}`: wants true or false")),
    }
}

fn told(done: bool, what: &str, id: &str, otherwise: &str) -> Result<Value, String> {
    if done { Ok(json!({what: id})) } else { Err(format!("no {otherwise} `{id}`")) }
}

impl Book {
    fn told_deliveries(&self) -> Value {
        let delivery = |delivery: &super::Delivery| {
            json!({
                "event_id": delivery.event_id,
                "event_type": delivery.event_type,
                "url": delivery.url,
                "attempt": delivery.attempt,
                "at": crate::control::timestamp(delivery.at),
                "status": delivery.status,
                "failure": delivery.failure,
            })
        };
        json!({"deliveries": self.hooks.deliveries.iter().map(delivery).collect::<Vec<_>>()})
    }
}
