//! From a request to an answer: which operation, whether it is let in, what a fault makes of the answer.

use serde_json::Value;
use time::OffsetDateTime;

use super::{
    access::Admitted,
    errors::Refusal,
    faults::Defect,
    fields::{Object, get},
    idempotency::Known,
    operations::{Operation, fit},
    state::Book,
};
use crate::http::{Request, Response, http_date, pairs};

/// The values of a path by their names in the template.
type Params = Vec<(String, String)>;

/// One call of an operation.
pub(super) struct Call<'a> {
    pub(super) operation: Operation,
    params: Params,
    query: Vec<(String, String)>,
    /// Empty without a body, and for one that is multipart.
    pub(super) body: &'a Object,
    pub(super) raw: &'a [u8],
    pub(super) content_type: &'a str,
    pub(super) now: OffsetDateTime,
}

impl Call<'_> {
    /// A value of the path by its name in the template, such as `claimId`; empty if the template has none.
    pub(super) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A value of the query string.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A member of the body that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        get(self.body, name)
    }
}

impl Book {
    /// Answers one request of this tenant.
    pub(super) fn answer(&mut self, request: &Request, now: OffsetDateTime) -> Response {
        self.advance(now);
        let (mut response, operation) = self.honest(request, now);
        self.harm(&mut response, operation);
        response.headers.push(("date", http_date(now)));
        response
    }

    fn honest(&mut self, request: &Request, now: OffsetDateTime) -> (Response, Option<Operation>) {
        let (operation, params) = match self.route(request) {
            Ok(found) => found,
            Err(response) => return (*response, None),
        };
        if operation == Operation::Token {
            return (self.token(request, now), Some(operation));
        }
        let Admitted { account, told } = match self.admit(request, operation, now) {
            Ok(admitted) => admitted,
            Err(response) => return (*response, Some(operation)),
        };
        let mut response = match self.look_up(request, account, now) {
            Known::Same(response) => *response,
            Known::Other(refusal) => refusal.response(&self.settings),
            Known::New => {
                let outcome = self.perform(operation, params, request, now);
                let response = outcome.unwrap_or_else(|refusal| refusal.response(&self.settings));
                self.remember(request, account, &response, now);
                response
            }
        };
        response.headers.extend(told);
        (response, Some(operation))
    }

    /// The operation of a request and the values of its path, or a 404 or 405.
    fn route(&self, request: &Request) -> Result<(Operation, Params), Box<Response>> {
        let path = request.path();
        let mut allowed = Vec::new();
        for operation in Operation::ALL {
            let Some(values) = fit(self.settings.paths.of(*operation), path) else { continue };
            if operation.method() == request.method {
                let decoded = |(name, value): (&str, &str)| {
                    let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                    (name.to_owned(), value.into_owned())
                };
                return Ok((*operation, values.into_iter().map(decoded).collect()));
            }
            allowed.push(operation.method());
        }
        if allowed.is_empty() {
            return Err(Box::new(Refusal::new(404, "no such path").response(&self.settings)));
        }
        let mut response = Refusal::new(405, "method not allowed").response(&self.settings);
        response.headers.push(("allow", allowed.join(", ")));
        Err(Box::new(response))
    }

    fn perform(
        &mut self,
        operation: Operation,
        params: Params,
        request: &Request,
        now: OffsetDateTime,
    ) -> Result<Response, Refusal> {
        let content_type = request.header("content-type").unwrap_or_default();
        let is_multipart = content_type.to_ascii_lowercase().starts_with("multipart/");
        let body = if operation.method() != "POST" || is_multipart || request.body.is_empty() {
            Object::new()
        } else {
            match serde_json::from_slice(&request.body) {
                Ok(Value::Object(body)) => body,
                Ok(_) => return Err(Refusal::new(400, "the body must be a JSON object")),
                Err(error) => return Err(Refusal::new(400, format!("the body is not JSON: {error}"))),
            }
        };
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        let query = pairs(query);
        let call = Call { operation, params, query, body: &body, raw: &request.body, content_type, now };
        self.operate(&call)
    }

    fn operate(&mut self, call: &Call) -> Result<Response, Refusal> {
        match call.operation {
            // It is answered before, since it needs no token.
            Operation::Token => Err(Refusal::new(404, "no such path")),
            Operation::SendOtp => self.send_otp(call),
            Operation::ValidateOtp => self.validate_otp(call),
            Operation::ListSponsors => self.list_sponsors(call),
            Operation::GetSponsorConfiguration => self.get_sponsor_configuration(call),
            Operation::ListSearchForms => self.list_search_forms(call),
            Operation::SearchBeneficiary => self.search_beneficiary(call),
            Operation::GetDependents => self.get_dependents(call),
            Operation::CreateAuthorizationRequest => self.create_authorization_request(call),
            Operation::GetAuthorizationRequest => self.get_authorization_request(call),
            Operation::AttachIndication => self.attach_indication(call),
            Operation::CompleteAuthorizationRequest => self.complete_authorization_request(call),
            Operation::VoidAuthorization => self.void_authorization(call),
            Operation::StartDispensation => self.start_dispensation(call),
            Operation::GetDispensation => self.get_dispensation(call),
            Operation::CompleteDispensation => self.complete_dispensation(call),
            Operation::VoidDispensation => self.void_dispensation(call),
            Operation::GetDispensationVerificationStatus => self.get_dispensation_verification_status(call),
            Operation::CreatePatient => self.create_patient(call),
            Operation::FindPatient => self.find_patient(call),
            Operation::CreatePrescription
            | Operation::CreatePrescriptionV11
            | Operation::CreatePrescriptionV2 => self.create_prescription(call),
            Operation::CreateClaim => self.create_claim(call),
            Operation::GetClaim => self.get_claim(call),
            Operation::CompleteClaim => self.complete_claim(call),
            Operation::VoidClaim => self.void_claim(call),
            Operation::StartSettlement => self.start_settlement(call),
            Operation::GetSettlement => self.get_settlement(call),
            Operation::ListSettlementCandidates => self.list_settlement_candidates(call),
            Operation::AttachClaims => self.attach_claims(call),
            Operation::UploadSettlementDocument => self.upload_settlement_document(call),
            Operation::DispatchSettlement => self.dispatch_settlement(call),
            Operation::ListMedications => self.list_medications(call),
            Operation::ListDiagnoses => self.list_diagnoses(call),
            Operation::ListProducts => self.list_products(call),
            Operation::ListProviderProducts => self.list_provider_products(call),
            Operation::RegisterProviderProduct => self.register_provider_product(call),
            Operation::RemoveProviderProduct => self.remove_provider_product(call),
            Operation::SubscribeWebhook => self.subscribe_webhook(call),
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
