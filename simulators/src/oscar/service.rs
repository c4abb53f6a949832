//! From a request to an answer: who asks, which operation, what stands in the way, what a fault makes of it.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    errors::{self, Problem},
    faults::{Defect, Rule},
    fields::{get, text},
    settings::UnauthorizedBody,
    state::{Book, Counter},
};
use crate::http::{Request, Response, http_date};

/// The request header with which a caller over HTTP asks one API call for a RETRY (`retry`) or an ESCALATE (`escalate`)
/// answer (U25). It is no part of Oscar's API.
pub const SIMULATE_HEADER: &str = "x-simulate";

const WELCOME: &str = "Welcome to Oscar's ICHRA API!";

/// The seven operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Health,
    CreateMembership,
    GetMembership,
    UpdateMembership,
    GetBalance,
    UpsertPaymentPreference,
    GetPaymentPreferences,
}

impl Operation {
    const fn writes(self) -> bool {
        matches!(self, Self::CreateMembership | Self::UpdateMembership | Self::UpsertPaymentPreference)
    }
}

/// What an answer is, for the faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Success(Operation),
    Refused,
    Retry,
    Escalate,
    /// 401, 404, 405, 415: no fault changes them.
    Other,
}

/// One call of an operation.
pub(super) struct Call<'a> {
    pub(super) body: &'a Map<String, Value>,
    pub(super) now: OffsetDateTime,
    /// New on every writing call (U31).
    pub(super) application_id: Option<String>,
}

/// An ACTIONABLE answer.
pub(super) struct Refusal(pub(super) Vec<Problem>);

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// What a caller asked to meet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    Pending,
    Unavailable,
    Internal,
    /// The header asks for something that is not known.
    Unknown,
}

impl Book {
    /// Whether the current fault is this one.
    pub(super) fn has(&self, rule: Rule) -> bool {
        matches!(self.fault.map(|fault| fault.defect), Some(Defect::Rule(known)) if known == rule)
    }

    /// The problems that the current fault does not accept.
    pub(super) fn still_refused(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        if let Some(Defect::Accepts(trigger)) = self.fault.map(|fault| fault.defect) {
            problems.retain(|problem| problem.trigger != trigger);
        }
        problems
    }

    /// Answers one request of this tenant.
    pub(super) fn answer(&mut self, request: &Request, now: OffsetDateTime) -> Response {
        let (mut response, when) = self.honest(request, now);
        self.harm(&mut response, when);
        response.headers.push(("date", http_date(now)));
        response
    }

    fn honest(&mut self, request: &Request, now: OffsetDateTime) -> (Response, When) {
        let trusted = request.client.is_trusted() || self.has(Rule::AnyCertificate);
        if !trusted || self.has(Rule::NoCertificate) {
            return (self.unauthorized(), When::Other);
        }
        let Some(operation) = self.route(request.path()) else {
            return (errors::generic(404, "no such path"), When::Other);
        };
        let is_health = operation == Operation::Health;
        let (allowed, fits) = if is_health {
            ("GET, HEAD", matches!(request.method.as_str(), "GET" | "HEAD"))
        } else {
            ("POST", request.method == "POST")
        };
        if !fits {
            let mut response = errors::generic(405, "method not allowed");
            response.headers.push(("allow", allowed.to_owned()));
            return (response, When::Other);
        }
        if is_health {
            return (Response::text(200, WELCOME), When::Success(operation));
        }
        if self.settings.content_type_needed && !is_json(request.header("content-type")) {
            return (errors::generic(415, "send application/json"), When::Other);
        }
        self.operate(operation, request, now)
    }

    fn operate(&mut self, operation: Operation, request: &Request, now: OffsetDateTime) -> (Response, When) {
        let application_id = operation.writes().then(|| self.uuid(Counter::Application));
        let mut body = serde_json::from_slice::<Value>(&request.body);
        if body.is_err() && self.has(Rule::BrokenJson) {
            body = serde_json::from_slice(&[&request.body[..], b"}"].concat());
        }
        let obstacle = self.obstacle(request, body.as_ref().ok());
        let on_errors = match self.settings.application_ids {
            super::settings::ApplicationIds::WritesAndEscalate => application_id.clone(),
            super::settings::ApplicationIds::EscalateOnly => None,
        };
        match obstacle {
            Some(passing @ (Obstacle::Pending | Obstacle::Unavailable)) => {
                if self.has(Rule::RetryCarriedOut) {
                    // The caller is told nothing of how that ended.
                    let _unsaid = self.perform(operation, &body, now, application_id);
                }
                let answer = if passing == Obstacle::Pending { errors::retry } else { errors::unavailable };
                return (answer(&self.settings, on_errors.as_deref()), When::Retry);
            }
            Some(Obstacle::Internal) => {
                let id = application_id.unwrap_or_else(|| self.uuid(Counter::Application));
                return (errors::escalate(&self.settings, &id), When::Escalate);
            }
            Some(Obstacle::Unknown) => {
                let message = format!("{SIMULATE_HEADER}: unknown value (known: retry, escalate)");
                return (errors::generic(400, &message), When::Other);
            }
            None => {}
        }
        match self.perform(operation, &body, now, application_id) {
            Ok(body) => (Response::json(self.success(operation), body), When::Success(operation)),
            Err(Refusal(problems)) => {
                (errors::refused(&self.settings, &problems, on_errors.as_deref()), When::Refused)
            }
        }
    }

    fn perform(
        &mut self,
        operation: Operation,
        body: &Result<Value, serde_json::Error>,
        now: OffsetDateTime,
        application_id: Option<String>,
    ) -> Result<Value, Refusal> {
        let body = match body {
            Ok(Value::Object(body)) => body,
            Ok(_) => return Err(Problem::malformed("the body must be a JSON object").into()),
            Err(error) => return Err(Problem::malformed(format!("the body is not JSON: {error}")).into()),
        };
        let call = Call { body, now, application_id };
        match operation {
            Operation::Health => Ok(Value::Null),
            Operation::CreateMembership => self.create(&call),
            Operation::GetMembership => self.get_membership(&call),
            Operation::UpdateMembership => self.update_membership(&call),
            Operation::GetBalance => self.get_balance(&call),
            Operation::UpsertPaymentPreference => self.upsert_payment_preference(&call),
            Operation::GetPaymentPreferences => self.get_payment_preferences(&call),
        }
    }

    /// What stands in the way of this call: asked for by its header, by the tenant's triggers or by the member's.
    fn obstacle(&mut self, request: &Request, body: Option<&Value>) -> Option<Obstacle> {
        let never_clears = self.has(Rule::PendingNeverClears);
        match request.header(SIMULATE_HEADER) {
            None => {}
            Some("escalate") => return Some(Obstacle::Internal),
            Some("retry") if never_clears => {
                self.pending_calls = self.pending_calls.max(1);
            }
            Some("retry") => return Some(Obstacle::Unavailable),
            Some(_) => return Some(Obstacle::Unknown),
        }
        if take(&mut self.failing_calls, false) {
            return Some(Obstacle::Internal);
        }
        if take(&mut self.pending_calls, never_clears) {
            return Some(Obstacle::Pending);
        }
        if self.has(Rule::PendingForEverybody)
            && let Some(family) = self.families.iter_mut().find(|family| family.pending_calls > 0)
        {
            take(&mut family.pending_calls, never_clears);
            return Some(Obstacle::Pending);
        }
        let named = body.and_then(Value::as_object).and_then(|body| {
            let info = get(body, "member_info").and_then(Value::as_object);
            info.and_then(|info| text(info, "oscar_id")).or_else(|| text(body, "oscar_id"))
        });
        if let Some((family, _)) = named.and_then(|oscar_id| self.find(oscar_id))
            && take(&mut self.families[family].pending_calls, never_clears)
        {
            return Some(Obstacle::Pending);
        }
        None
    }

    fn route(&self, path: &str) -> Option<Operation> {
        let paths = &self.settings.paths;
        let operations = [
            ("/", Operation::Health),
            (&*paths.create_membership, Operation::CreateMembership),
            (&*paths.get_membership, Operation::GetMembership),
            (&*paths.update_membership, Operation::UpdateMembership),
            (&*paths.get_balance, Operation::GetBalance),
            (&*paths.upsert_payment_preference, Operation::UpsertPaymentPreference),
            (&*paths.get_payment_preferences, Operation::GetPaymentPreferences),
        ];
        operations.into_iter().find(|(known, _)| *known == path).map(|(_, operation)| operation)
    }

    fn success(&self, operation: Operation) -> u16 {
        let statuses = &self.settings.statuses;
        match operation {
            Operation::Health => 200,
            Operation::CreateMembership => statuses.create_membership,
            Operation::GetMembership => statuses.get_membership,
            Operation::UpdateMembership => statuses.update_membership,
            Operation::GetBalance => statuses.get_balance,
            Operation::UpsertPaymentPreference => statuses.upsert_payment_preference,
            Operation::GetPaymentPreferences => statuses.get_payment_preferences,
        }
    }

    fn unauthorized(&self) -> Response {
        match self.settings.unauthorized_body {
            UnauthorizedBody::Message => Response::json(401, json!({"message": "Unauthorized"})),
            UnauthorizedBody::Empty => Response::new(401),
        }
    }

    fn harm(&mut self, response: &mut Response, when: When) {
        let Some(fault) = self.fault else { return };
        match fault.defect {
            Defect::Json(concerned, change) if concerned == when => {
                let count = self.count(Counter::HarmedAnswer);
                if let Some(body) = response.json_mut() {
                    change(body, count);
                }
            }
            Defect::Answer(concerned, change) if concerned == when => change(response),
            Defect::Order(concerned, order) if concerned == when => {
                response.order = Some(order(&self.settings))
            }
            _ => {}
        }
    }
}

/// Counts a trigger down, unless it stays for ever.
const fn take(calls: &mut u32, never_clears: bool) -> bool {
    let met = *calls > 0;
    if met && !never_clears {
        *calls -= 1;
    }
    met
}

fn is_json(content_type: Option<&str>) -> bool {
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}
