//! Control routes: how somebody outside this process sets a simulator up and looks into it.
//!
//! They lie under `/_simulator/`, apart from the vendor's API, answer with any client certificate or none (that passes
//! the handshake), and concern the tenant that the header `x-covenant-tenant` names.
//!
//! ```text
//! GET  /_simulator/                                          the routes
//! POST /_simulator/reset                                     forgets state, log, triggers, fault and clock of the tenant
//! POST /_simulator/pending         {"calls": 2, "oscar_id"?} the next calls (of that member's family) answer 503
//! POST /_simulator/internal-error  {"calls": 1}              the next calls answer 500
//! POST /_simulator/payment         {"oscar_id", "amount"}    pays for a family
//! PUT  /_simulator/fault           {"name": "…" or null}     sets the fault
//! PUT  /_simulator/clock           {"now": "2026-11-02T08:00:00Z"}  lets the tenant's time go on from there
//! GET  /_simulator/requests                                  the requests that arrived
//! GET  /_simulator/faults                                    the faults
//! ```
//!
//! A good call answers 200 with JSON, a bad one 400 with `{"message": …}`.

use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    http::{Request, Response},
    tenant::Seen,
};

const PREFIX: &str = "/_simulator";

const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/", "the routes"),
    ("POST", "/reset", "forgets state, log, triggers, fault and clock of the tenant"),
    (
        "POST",
        "/pending",
        r#"{"calls": 2, "oscar_id": "…"}: the next calls (of that member's family) answer 503"#,
    ),
    ("POST", "/internal-error", r#"{"calls": 1}: the next calls answer 500"#),
    ("POST", "/payment", r#"{"oscar_id": "…", "amount": "100.00"}: pays for a family"#),
    ("PUT", "/fault", r#"{"name": "…"} or {"name": null}: sets the fault"#),
    ("PUT", "/clock", r#"{"now": "2026-11-02T08:00:00Z"}: lets the tenant's time go on from there"#),
    ("GET", "/requests", "the requests that arrived"),
    ("GET", "/faults", "the faults"),
];

/// A control call that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Routes,
    Reset,
    Pending { calls: u32, oscar_id: Option<String> },
    InternalError { calls: u32 },
    Payment { oscar_id: String, cents: i64 },
    Fault(Option<String>),
    Clock(OffsetDateTime),
    Requests,
    Faults,
}

pub(crate) fn is_control(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reads a control call, or says what is wrong with it.
pub(crate) fn parse(request: &Request) -> Result<Command, Box<Response>> {
    let rest = request.path().strip_prefix(PREFIX).unwrap_or_default();
    let rest = if rest.is_empty() { "/" } else { rest };
    let known: Vec<_> = ROUTES.iter().filter(|(_, path, _)| *path == rest).collect();
    if known.is_empty() {
        let known: Vec<_> =
            ROUTES.iter().map(|(method, path, _)| format!("{method} {PREFIX}{path}")).collect();
        let message = format!("no control route {rest} (known: {})", known.join(", "));
        return Err(Box::new(Response::json(404, json!({"message": message}))));
    }
    if let Some((method, ..)) = known.iter().find(|(method, ..)| *method != request.method) {
        let mut response = Response::json(405, json!({"message": format!("call it with {method}")}));
        response.headers.push(("allow", (*method).to_owned()));
        return Err(Box::new(response));
    }
    match rest {
        "/" => Ok(Command::Routes),
        "/reset" => Ok(Command::Reset),
        "/requests" => Ok(Command::Requests),
        "/faults" => Ok(Command::Faults),
        _ => with_body(rest, &request.body).map_err(|message| Box::new(refused(&message))),
    }
}

fn with_body(route: &str, body: &[u8]) -> Result<Command, String> {
    let body: Value =
        serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    let Value::Object(body) = body else { return Err("the body must be a JSON object".to_owned()) };
    let allowed: &[&str] = match route {
        "/pending" => &["calls", "oscar_id"],
        "/internal-error" => &["calls"],
        "/payment" => &["oscar_id", "amount"],
        "/fault" => &["name"],
        _ => &["now"],
    };
    if let Some(unknown) = body.keys().find(|name| !allowed.contains(&name.as_str())) {
        return Err(format!("unknown member `{unknown}` (known: {})", allowed.join(", ")));
    }
    match route {
        "/pending" => {
            let oscar_id = match body.get("oscar_id") {
                None | Some(Value::Null) => None,
                Some(_) => Some(string(&body, "oscar_id")?),
            };
            Ok(Command::Pending { calls: calls(&body)?, oscar_id })
        }
        "/internal-error" => Ok(Command::InternalError { calls: calls(&body)? }),
        "/payment" => {
            let amount = body.get("amount").and_then(crate::oscar::cents);
            let cents = amount.ok_or("`amount`: wants an amount such as \"100.00\"")?;
            Ok(Command::Payment { oscar_id: string(&body, "oscar_id")?, cents })
        }
        "/fault" => match body.get("name") {
            None => Err("`name` is required; null makes the simulator honest".to_owned()),
            Some(Value::Null) => Ok(Command::Fault(None)),
            Some(_) => Ok(Command::Fault(Some(string(&body, "name")?))),
        },
        _ => {
            let now = OffsetDateTime::parse(&string(&body, "now")?, &Rfc3339);
            now.map(Command::Clock).map_err(|_| "`now`: wants a time such as 2026-11-02T08:00:00Z".to_owned())
        }
    }
}

fn string(body: &Map<String, Value>, name: &str) -> Result<String, String> {
    body.get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| format!("`{name}`: wants a string"))
}

fn calls(body: &Map<String, Value>) -> Result<u32, String> {
    let calls = body.get("calls").and_then(Value::as_u64).and_then(|calls| calls.try_into().ok());
    calls.ok_or_else(|| "`calls`: wants a number of calls, 0 or more".to_owned())
}

pub(crate) fn done(body: Value) -> Response {
    Response::json(200, body)
}

pub(crate) fn refused(message: &str) -> Response {
    Response::json(400, json!({"message": message}))
}

pub(crate) fn routes() -> Response {
    let route = |(method, path, does): &(&str, &str, &str)| json!({"method": method, "path": format!("{PREFIX}{path}"), "does": does});
    done(json!({"routes": ROUTES.iter().map(route).collect::<Vec<_>>()}))
}

pub(crate) fn timestamp(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_else(|_| time.to_string())
}

pub(crate) fn requests(seen: &[Seen]) -> Response {
    let request = |seen: &Seen| {
        let headers: Vec<_> = seen.headers.iter().map(|(name, value)| json!([name, value])).collect();
        json!({
            "order": seen.order,
            "at": timestamp(seen.at),
            "method": seen.method,
            "path": seen.path,
            "headers": headers,
            "body": seen.body,
            "status": seen.status,
            "client_certificate": seen.client_certificate.as_str(),
        })
    };
    done(json!({"requests": seen.iter().map(request).collect::<Vec<_>>()}))
}
