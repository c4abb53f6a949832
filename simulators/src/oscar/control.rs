//! What only this simulator can be told: pending transactions, internal errors, payments.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{Fault, faults::FAULTS, fields::cents, find_fault, state::Book};
use crate::{
    control::{Route, Vendor, calls, string},
    error::SimulatorError,
    http::{Request, Response},
};

impl Vendor for Book {
    const ROUTES: &'static [Route] = &[
        Route {
            method: "POST",
            path: "/pending",
            members: &["calls", "oscar_id"],
            does: r#"{"calls": 2, "oscar_id": "…"}: the next calls (of that member's family) answer 503"#,
        },
        Route {
            method: "POST",
            path: "/internal-error",
            members: &["calls"],
            does: r#"{"calls": 1}: the next calls answer 500"#,
        },
        Route {
            method: "POST",
            path: "/payment",
            members: &["oscar_id", "amount"],
            does: r#"{"oscar_id": "…", "amount": "100.00"}: pays for a family"#,
        },
    ];

    fn answer(&mut self, request: &Request, now: OffsetDateTime) -> Response {
        self.answer(request, now)
    }

    fn reset(&mut self) {
        self.reset();
    }

    fn set_fault(&mut self, name: Option<&str>) -> Result<Option<&'static str>, SimulatorError> {
        self.fault = name.map(find_fault).transpose()?;
        Ok(self.fault.map(|fault| fault.name))
    }

    fn faults() -> Vec<[&'static str; 3]> {
        FAULTS.iter().map(|fault: &Fault| [fault.name, fault.area, fault.summary]).collect()
    }

    fn control(&mut self, path: &str, body: &Map<String, Value>, _: OffsetDateTime) -> Result<Value, String> {
        match path {
            "/pending" => {
                let calls = calls(body)?;
                let oscar_id = match body.get("oscar_id") {
                    None | Some(Value::Null) => None,
                    Some(_) => Some(string(body, "oscar_id")?),
                };
                let Some(oscar_id) = oscar_id else {
                    self.pending_calls = calls;
                    return Ok(json!({"pending": calls}));
                };
                match self.pend(&oscar_id, calls) {
                    true => Ok(json!({"pending": calls, "oscar_id": oscar_id})),
                    false => Err(format!("nobody has the oscar_id `{oscar_id}`")),
                }
            }
            "/internal-error" => {
                self.failing_calls = calls(body)?;
                Ok(json!({"internal_error": self.failing_calls}))
            }
            _ => {
                let cents = body.get("amount").and_then(cents);
                let cents = cents.ok_or("`amount`: wants an amount such as \"100.00\"")?;
                let oscar_id = string(body, "oscar_id")?;
                match self.pay(&oscar_id, cents) {
                    true => Ok(json!({"paid_cents": cents, "oscar_id": oscar_id})),
                    false => Err(format!("nobody has the oscar_id `{oscar_id}`")),
                }
            }
        }
    }
}

impl Book {
    /// Lets the next calls for this family answer 503. Says whether anybody has that id.
    pub(super) fn pend(&mut self, oscar_id: &str, calls: u32) -> bool {
        let Some((family, _)) = self.find(oscar_id) else { return false };
        self.families[family].pending_calls = calls;
        true
    }

    /// Takes a payment for a family. Says whether anybody has that id.
    pub(super) fn pay(&mut self, oscar_id: &str, cents: i64) -> bool {
        let Some((family, _)) = self.find(oscar_id) else { return false };
        let settings = Arc::clone(&self.settings);
        self.families[family].pay(cents, &settings);
        true
    }
}
