//! Control routes: how somebody outside this process sets a simulator up and looks into it.
//!
//! They lie under `/_simulator/`, apart from the vendor's API, answer any client that passes the handshake, and concern
//! the tenant that the header `x-covenant-tenant` names. These every vendor has; each adds its own ([`Vendor::ROUTES`]).
//!
//! ```text
//! GET  /_simulator/                                          the routes
//! POST /_simulator/reset                                     forgets state, log, triggers, fault and clock of the tenant
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
    error::SimulatorError,
    http::{Request, Response},
    server::lock,
    tenant::{Seen, Slot},
};

const PREFIX: &str = "/_simulator";

/// A control route.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Below `/_simulator`.
    pub(crate) path: &'static str,
    /// The members that its body may have; without any there is no body.
    pub(crate) members: &'static [&'static str],
    pub(crate) does: &'static str,
}

const SHARED: &[Route] = &[
    Route { method: "GET", path: "/", members: &[], does: "the routes" },
    Route {
        method: "POST",
        path: "/reset",
        members: &[],
        does: "forgets state, log, triggers, fault and clock of the tenant",
    },
    Route {
        method: "PUT",
        path: "/fault",
        members: &["name"],
        does: r#"{"name": "…"} or {"name": null}: sets the fault"#,
    },
    Route {
        method: "PUT",
        path: "/clock",
        members: &["now"],
        does: r#"{"now": "2026-11-02T08:00:00Z"}: lets the tenant's time go on from there"#,
    },
    Route { method: "GET", path: "/requests", members: &[], does: "the requests that arrived" },
    Route { method: "GET", path: "/faults", members: &[], does: "the faults" },
];

/// One tenant's state, as front and control routes know it.
pub(crate) trait Vendor {
    /// The routes that only this vendor has.
    const ROUTES: &'static [Route];

    /// Answers one request of the vendor's API.
    fn answer(&mut self, request: &Request, now: OffsetDateTime) -> Response;

    /// Forgets everything, as if the tenant were registered anew.
    fn reset(&mut self);

    /// Sets the fault, and gives its name again.
    fn set_fault(&mut self, name: Option<&str>) -> Result<Option<&'static str>, SimulatorError>;

    /// Name, area and summary of each fault.
    fn faults() -> Vec<[&'static str; 3]>;

    /// Carries out one of [`Self::ROUTES`] by its path. The error is a sentence for the caller.
    fn control(
        &mut self,
        path: &str,
        body: &Map<String, Value>,
        now: OffsetDateTime,
    ) -> Result<Value, String>;
}

/// Answers a request, be it of the API or of a control route, and files the former.
pub(crate) fn serve<V: Vendor>(slot: &Slot<V>, request: Request) -> Response {
    if is_control(request.path()) {
        return obey(slot, &request).unwrap_or_else(|refused| *refused);
    }
    let at = slot.now();
    let mut state = lock(&slot.state);
    let response = state.answer(&request, at);
    let seen = Seen {
        order: 0,
        at,
        method: request.method,
        path: request.target,
        headers: request.headers,
        body: String::from_utf8_lossy(&request.body).into_owned(),
        status: response.status,
        client_certificate: request.client,
    };
    // Filed under the same lock, so that the log has the order of the answers.
    slot.remember(seen);
    response
}

fn is_control(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn routes<V: Vendor>() -> impl Iterator<Item = &'static Route> {
    SHARED.iter().chain(V::ROUTES)
}

/// Carries out a control call, or says what is wrong with it.
fn obey<V: Vendor>(slot: &Slot<V>, request: &Request) -> Result<Response, Box<Response>> {
    let route = find::<V>(request)?;
    let body = body(route, &request.body).map_err(|message| refused(&message))?;
    let refused = |message: String| refused(&message);
    let done = match (route.method, route.path) {
        ("GET", "/") => {
            let route = |route: &Route| json!({"method": route.method, "path": format!("{PREFIX}{}", route.path), "does": route.does});
            json!({"routes": routes::<V>().map(route).collect::<Vec<_>>()})
        }
        ("POST", "/reset") => {
            lock(&slot.state).reset();
            slot.reset_clock();
            slot.forget_seen();
            json!({"reset": slot.name})
        }
        ("PUT", "/fault") => {
            let name = fault_name(&body).map_err(refused)?;
            let set = lock(&slot.state).set_fault(name.as_deref());
            json!({"fault": set.map_err(|unknown| refused(unknown.to_string()))?})
        }
        ("PUT", "/clock") => {
            let now = OffsetDateTime::parse(&string(&body, "now").map_err(refused)?, &Rfc3339);
            let now =
                now.map_err(|_| refused("`now`: wants a time such as 2026-11-02T08:00:00Z".to_owned()))?;
            slot.set_now(now);
            json!({"now": timestamp(slot.now())})
        }
        ("GET", "/requests") => requests(&slot.seen()),
        ("GET", "/faults") => {
            let fault =
                |[name, area, summary]: [&str; 3]| json!({"name": name, "area": area, "summary": summary});
            json!({"faults": V::faults().into_iter().map(fault).collect::<Vec<_>>()})
        }
        (_, path) => {
            let now = slot.now();
            lock(&slot.state).control(path, &body, now).map_err(refused)?
        }
    };
    Ok(Response::json(200, done))
}

fn find<V: Vendor>(request: &Request) -> Result<&'static Route, Box<Response>> {
    let rest = request.path().strip_prefix(PREFIX).unwrap_or_default();
    let rest = if rest.is_empty() { "/" } else { rest };
    let known: Vec<_> = routes::<V>().filter(|route| route.path == rest).collect();
    if let Some(route) = known.iter().find(|route| route.method == request.method) {
        return Ok(route);
    }
    let Some(route) = known.first() else {
        let known: Vec<_> =
            routes::<V>().map(|route| format!("{} {PREFIX}{}", route.method, route.path)).collect();
        let message = format!("no control route {rest} (known: {})", known.join(", "));
        return Err(Box::new(Response::json(404, json!({"message": message}))));
    };
    let mut response = Response::json(405, json!({"message": format!("call it with {}", route.method)}));
    response.headers.push(("allow", route.method.to_owned()));
    Err(Box::new(response))
}

fn body(route: &Route, body: &[u8]) -> Result<Map<String, Value>, String> {
    if route.members.is_empty() {
        return Ok(Map::new());
    }
    let body: Value =
        serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    let Value::Object(body) = body else { return Err("the body must be a JSON object".to_owned()) };
    match body.keys().find(|name| !route.members.contains(&name.as_str())) {
        Some(unknown) => Err(format!("unknown member `{unknown}` (known: {})", route.members.join(", "))),
        None => Ok(body),
    }
}

fn fault_name(body: &Map<String, Value>) -> Result<Option<String>, String> {
    match body.get("name") {
        None => Err("`name` is required; null makes the simulator honest".to_owned()),
        Some(Value::Null) => Ok(None),
        Some(_) => string(body, "name").map(Some),
    }
}

/// A string member of a control call's body.
pub(crate) fn string(body: &Map<String, Value>, name: &str) -> Result<String, String> {
    body.get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| format!("`{name}`: wants a string"))
}

/// The member `calls` of a control call's body.
pub(crate) fn calls(body: &Map<String, Value>) -> Result<u32, String> {
    let calls = body.get("calls").and_then(Value::as_u64).and_then(|calls| calls.try_into().ok());
    calls.ok_or_else(|| "`calls`: wants a number of calls, 0 or more".to_owned())
}

fn refused(message: &str) -> Box<Response> {
    Box::new(Response::json(400, json!({"message": message})))
}

pub(crate) fn timestamp(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_else(|_| time.to_string())
}

fn requests(seen: &[Seen]) -> Value {
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
    json!({"requests": seen.iter().map(request).collect::<Vec<_>>()})
}
