//! From a request to an answer: who asks, which operation, what stands in the way, what a fault makes of it.
//!
//! The looks come in this order: failures that a tester asked for, 401, 429, 403, an unknown path (404) or method (405),
//! an unknown resource (404), an unreadable body (400), its content (422).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    errors::{Kind, Problem, Refusal},
    faults::{Defect, Rule},
    operations::{Operation, fit},
    rsp,
    settings::{InstallmentOnly, Success},
    state::Book,
    tenant::Account,
};
use crate::http::{Request, Response, http_date, pairs};

/// The request header with which a caller asks one call for a documented refusal or failure that nothing else brings
/// about: its value is the status, such as `503`. It is no part of Ideon's API.
pub const SIMULATE_HEADER: &str = "x-simulate";

/// What an operation comes to.
pub(super) type Outcome = Result<Response, Refusal>;

/// One call of an operation.
pub(super) struct Call<'a> {
    pub(super) operation: Operation,
    /// The id of the path; empty if it has none.
    pub(super) id: &'a str,
    query: Vec<(String, String)>,
    pub(super) raw: &'a [u8],
    pub(super) account: Account,
    pub(super) now: OffsetDateTime,
    /// The address without the query, for links.
    pub(super) url: &'a str,
    pub(super) content_type: &'a str,
    pub(super) accept: &'a str,
    /// Whether the client said beforehand how long the body is.
    pub(super) has_length: bool,
}

impl Call<'_> {
    /// A value of the query string.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Book {
    /// Answers one request of this tenant.
    pub(super) fn answer(&mut self, request: &Request, now: OffsetDateTime) -> Response {
        self.advance(now);
        let route = route(request);
        let operation = route.as_ref().ok().map(|(operation, _)| *operation);
        let mut response = match self.honest(request, route, now) {
            Ok(response) => response,
            Err(refusal) if request.path() == "/rsp" => rsp::refused(refusal),
            Err(refusal) => refusal.response(&self.settings),
        };
        if self.settings.extra_members && response.status < 300 {
            super::effects::extra_members(&mut response);
        }
        self.harm(&mut response, operation);
        response.headers.push(("date", http_date(now)));
        response
    }

    fn honest(
        &mut self,
        request: &Request,
        route: Result<(Operation, &str), Refusal>,
        now: OffsetDateTime,
    ) -> Outcome {
        let operation = route.as_ref().ok().map(|(operation, _)| *operation);
        if let Some(wanted) = request.header(SIMULATE_HEADER) {
            let status = wanted.trim().parse().ok().filter(|status| (400..600).contains(status));
            let status = status.ok_or_else(|| {
                Refusal::malformed(SIMULATE_HEADER, "wants a status from 400 to 599, such as 503")
            })?;
            return Err(Refusal::of_status(status));
        }
        if let Some(refusal) = self.obstacle(operation) {
            return Err(refusal);
        }
        let account = self.admit(request, operation, now)?;
        let (operation, id) = route?;
        let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let host = request.header("host").unwrap_or("localhost");
        let call = Call {
            operation,
            id: &id,
            query: pairs(query),
            raw: &request.body,
            account,
            now,
            url: &format!("http://{host}{}", request.path()),
            content_type: request.header("content-type").unwrap_or_default(),
            accept: request.header("accept").unwrap_or_default(),
            has_length: request.has_length,
        };
        self.operate(&call)
    }

    fn operate(&mut self, call: &Call) -> Outcome {
        match call.operation {
            Operation::CreateAToken => self.create_a_token(call.account, call.now),
            Operation::CreateAGroup => self.create_a_group(call, false),
            Operation::ListGroups => self.list_groups(call),
            Operation::RetrieveAGroup => self.retrieve_a_group(call),
            Operation::CreateALocation => self.create_a_location(call),
            Operation::CreateAGroupInstallment => self.create_a_group(call, true),
            Operation::UpdateAGroupInstallment => self.update_a_group_installment(call),
            Operation::CreateACoveragePeriod => self.create_a_coverage_period(call),
            Operation::CreateAn834 => self.create_an_834(call),
            Operation::CreateACsv => self.create_a_csv(call),
            Operation::RetrieveACoveragePeriod => self.retrieve_a_coverage_period(call),
            Operation::UpdateACoveragePeriod => self.update_a_coverage_period(call),
            Operation::MarkCoveragePeriodSetupComplete => self.mark_coverage_period_setup_complete(call),
            Operation::CreateAContribution => self.create_a_contribution(call),
            Operation::ListContributions => self.list_contributions(call),
            Operation::RetrieveAContribution => self.retrieve_a_contribution(call),
            Operation::UpdateAContribution => self.update_a_contribution(call),
            Operation::CreateAPlanAvailabilityRequest => self.create_a_plan_availability_request(call),
            Operation::RetrieveAPlanAvailabilityRequest => self.retrieve_a_plan_availability_request(call),
            Operation::ListAvailablePlans => self.list_available_plans(call),
            Operation::CreateAPlan => self.create_a_plan(call),
            Operation::UpdateAPlan => self.update_a_plan(call),
            Operation::CreateAnEmploymentClassification => self.create_an_employment_classification(call),
            Operation::UpdateAnEmploymentClassification => self.update_an_employment_classification(call),
            Operation::CreateASubscriber => self.create_a_subscriber(call),
            Operation::ListSubscribers => self.list_subscribers(call),
            Operation::RetrieveASubscriber => self.retrieve_a_subscriber(call),
            Operation::UpdateASubscriber => self.update_a_subscriber(call),
            Operation::CreateADependent => self.create_a_dependent(call),
            Operation::UpdateADependent => self.update_a_dependent(call),
            Operation::CreateAQle => self.create_a_qle(call),
            Operation::ListQles => self.list_qles(call),
            Operation::UpdateAQle => self.update_a_qle(call),
            Operation::ListEnrollmentProblems => self.list_enrollment_problems(call),
            Operation::CommentOnAnEnrollmentProblem => self.comment_on_an_enrollment_problem(call),
            Operation::ResolveAnEnrollmentProblem => self.resolve_an_enrollment_problem(call),
            Operation::ListSupportingDocuments => self.list_supporting_documents(call),
            Operation::AttachSignedSupportingDocument => self.attach_signed_supporting_document(call),
            Operation::RetrieveACensusRequest => self.retrieve_a_census_request(call),
            Operation::ListCensusRequestSubscribers => self.list_census_request_subscribers(call),
            Operation::ListCoverageTransmissions => self.list_coverage_transmissions(call),
            Operation::ListMemberCoverageTransmissions => self.list_member_coverage_transmissions(call),
            Operation::ListFileDeliveries => self.list_file_deliveries(call),
            Operation::ListFileCoverageTransmissions => self.list_file_coverage_transmissions(call),
            Operation::SubscribeToGroupUpdates => self.subscribe_to_group_updates(call),
            Operation::Rsppost => self.rsppost(call),
        }
    }

    /// The status of an operation's success, as documented or as a reading has it (IDN-Q8, IDN-Q9, reading 25).
    pub(super) fn success(&self, operation: Operation) -> u16 {
        let documented = operation.success();
        let plain = match self.settings.success {
            Success::Documented => false,
            Success::GetsAnswer200 => operation.method() == "GET",
            Success::PutsAnswer200 => operation.method() == "PUT",
            Success::Plain => true,
        };
        if plain { 200 } else { documented }
    }

    /// The success of a call with `{name: value}`.
    pub(super) fn wrapped(&self, call: &Call, name: &str, value: Value) -> Response {
        Response::json(self.success(call.operation), json!({name: value}))
    }

    /// Refuses the update of what only a group installment may update (IDN-Q57, reading 21).
    pub(super) fn installment_only(&self, group: usize, call: &Call) -> Result<(), Refusal> {
        if self.groups[group].is_installment || self.has(Rule::AnyGroupUpdates) {
            return Ok(());
        }
        match self.settings.installment_only {
            InstallmentOnly::Accepted => Ok(()),
            InstallmentOnly::Refused(status) => {
                let message = "the update is for group installments only";
                let kind = if status == 403 { Kind::Forbidden } else { Kind::Value };
                let parameter = call.operation.wrapper().unwrap_or("id");
                Err(Refusal {
                    status,
                    problems: vec![Problem::new(kind, parameter, message)],
                    headers: Vec::new(),
                })
            }
        }
    }

    fn harm(&mut self, response: &mut Response, operation: Option<Operation>) {
        let Some(fault) = self.fault else { return };
        match fault.defect {
            Defect::Json(when, change) if when.fits(operation, response.status) => {
                let count = self.count("harm");
                if let Some(body) = response.json_mut() {
                    change(body, count);
                }
            }
            Defect::Answer(when, change) if when.fits(operation, response.status) => change(response),
            Defect::Order(when, order) if when.fits(operation, response.status) => {
                response.order = Some(order(&self.settings));
            }
            _ => {}
        }
    }
}

/// The operation of a request and the id of its path, or a 404 or 405.
fn route(request: &Request) -> Result<(Operation, &str), Refusal> {
    let path = request.path();
    let mut allowed = Vec::new();
    for operation in Operation::ALL {
        let Some(id) = fit(operation.path(), path) else { continue };
        if operation.method() == request.method {
            return Ok((*operation, id.unwrap_or_default()));
        }
        allowed.push(operation.method());
    }
    if allowed.is_empty() {
        return Err(Refusal::new(404, Problem::new(Kind::NotFound, "path", "no such path")));
    }
    let mut refusal = Refusal::of_status(405);
    refusal.headers.push(("allow", allowed.join(", ")));
    Err(refusal)
}
