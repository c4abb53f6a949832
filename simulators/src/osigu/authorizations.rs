//! Pre-authorizations: requests, their indications, and the authorizations that come of them (2.4, 3.1, 3.2).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    documents::{document, shown_name},
    errors::Refusal,
    faults::Rule,
    fields::{Object, Problems, seconds},
    products::PRODUCT_TYPES,
    service::Call,
    settings::{InactiveCover, MissingIndication, Names},
    state::Book,
};
use crate::http::Response;

/// `status` of a request (3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestStatus {
    PendingIndication,
    PendingSponsor,
    Completed,
}

impl RequestStatus {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::PendingIndication => "PENDING_INDICATION",
            Self::PendingSponsor => "PENDING_SPONSOR",
            Self::Completed => "COMPLETED",
        }
    }
}

/// A product that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) product_code: String,
    pub(super) product_type: String,
    pub(super) quantity: u32,
    pub(super) posology: Option<String>,
}

/// A document of a request.
#[derive(Clone, Debug)]
pub(super) struct Indication {
    pub(super) indication_id: String,
    pub(super) file_type: String,
    pub(super) file_name: String,
}

/// What a provider asks a sponsor.
#[derive(Clone, Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) authorization_request_id: String,
    pub(super) beneficiary_id: String,
    pub(super) sponsor_slug: String,
    pub(super) diagnosis_code: String,
    pub(super) products: Vec<Line>,
    pub(super) status: RequestStatus,
    pub(super) indications: Vec<Indication>,
    created_at: OffsetDateTime,
}

/// `status` of an authorization (3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AuthorizationStatus {
    PendingSponsor,
    Approved,
    Rejected,
    Voided,
    Dispensed,
}

impl AuthorizationStatus {
    pub(super) fn as_str(self, names: &Names) -> &str {
        match self {
            Self::PendingSponsor => "PENDING_SPONSOR",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Voided => &names.voided,
            Self::Dispensed => &names.dispensed,
        }
    }
}

/// What a sponsor says to the products of one type.
#[derive(Clone, Debug)]
pub(super) struct Authorization {
    pub(super) authorization_id: String,
    /// There from the start, though it is shown only with an approval.
    pub(super) authorization_code: String,
    pub(super) authorization_request_id: String,
    pub(super) beneficiary_id: String,
    pub(super) sponsor_slug: String,
    pub(super) diagnosis_code: String,
    pub(super) product_type: String,
    pub(super) products: Vec<Line>,
    pub(super) status: AuthorizationStatus,
    pub(super) rejection_reason: Option<String>,
    /// Known of an approval only.
    pub(super) expires_at: Option<OffsetDateTime>,
    pub(super) sponsor_reference: String,
}

const MEMBERS: [&str; 9] = [
    "beneficiary_id",
    "sponsor_slug",
    "diagnosis_code",
    "products",
    "provider_branch_id",
    "service_type_code",
    "authorization_type",
    "professional_license_number",
    "otp_verification_token",
];

impl Book {
    fn request(&self, call: &Call) -> Result<usize, Refusal> {
        let id = call.param("authorizationRequestId");
        let at = self.requests.iter().position(|request| request.authorization_request_id == id);
        let at =
            at.or_else(|| self.requests.len().checked_sub(1).filter(|_| self.has(Rule::UnknownRequestFound)));
        let status = self.settings.statuses.unknown_resource;
        at.ok_or_else(|| Refusal::new(status, "no such authorization request"))
    }

    /// What the state of something does not allow.
    pub(super) fn wrong_state(&self, message: impl Into<String>) -> Refusal {
        Refusal::new(self.settings.statuses.wrong_state, message)
    }

    pub(super) fn create_authorization_request(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let beneficiary_id = problems.text(call.body, "", "beneficiary_id");
        let sponsor_slug = problems.text(call.body, "", "sponsor_slug");
        let diagnosis_code = if self.has(Rule::DiagnosisUnneeded) {
            problems.optional_text(call.body, "", "diagnosis_code").unwrap_or_default()
        } else {
            problems.text(call.body, "", "diagnosis_code")
        };
        let products = self.lines(&mut problems, call.body);
        for name in &self.settings.configuration.required_fields {
            problems.text(call.body, "", name);
        }
        if !self.settings.unknown_members_ignored {
            problems.unknown(call.body, "", &MEMBERS);
        }
        problems.result()?;
        self.sponsor(&sponsor_slug)?;
        let beneficiary = self.beneficiary(&beneficiary_id);
        if !self.has(Rule::AnyBeneficiaryInWrites) {
            let active = beneficiary?.is_active();
            if !active && self.settings.inactive_cover == InactiveCover::Refused {
                return Err(Refusal::new(422, "the cover of the beneficiary is not in force"));
            }
        }
        if !self.has(Rule::UnregisteredAccepted) {
            self.check_registered(products.iter().map(|line| line.product_code.as_str()))?;
        }
        let id = self.id("areq");
        let body = json!({
            "authorization_request_id": id,
            "status": RequestStatus::PendingIndication.as_str(),
            "created_at": seconds(call.now),
        });
        if !self.has(Rule::RequestNotStored) {
            self.requests.push(AuthorizationRequest {
                authorization_request_id: id,
                beneficiary_id,
                sponsor_slug,
                diagnosis_code,
                products,
                status: RequestStatus::PendingIndication,
                indications: Vec::new(),
                created_at: call.now,
            });
        }
        Ok(Response::json(self.settings.statuses.create_authorization_request, body))
    }

    fn lines(&self, problems: &mut Problems, body: &Object) -> Vec<Line> {
        let line = |(path, product): (String, &Object)| {
            let product_code = problems.text(product, &path, "product_code");
            let product_type = problems.one_of(product, &path, "product_type", &PRODUCT_TYPES);
            let quantity = if self.has(Rule::AnyQuantity) {
                product
                    .get("quantity")
                    .and_then(Value::as_u64)
                    .and_then(|it| u32::try_from(it).ok())
                    .unwrap_or(1)
            } else {
                problems.count(product, &path, "quantity")
            };
            let posology = problems.optional_text(product, &path, "posology");
            Line { product_code, product_type, quantity, posology }
        };
        let mut list = Problems::default();
        let products = list.objects(body, "", "products");
        let lines = products.into_iter().map(line).collect();
        problems.append(list);
        lines
    }

    pub(super) fn get_authorization_request(&mut self, call: &Call) -> Result<Response, Refusal> {
        let request = self.request(call)?;
        let request = &self.requests[request];
        let mut body = self.outcome(request);
        let mut add = |name: &str, value: Value| body[name] = value;
        add("beneficiary_id", json!(request.beneficiary_id));
        add("sponsor_slug", json!(request.sponsor_slug));
        add("diagnosis_code", json!(request.diagnosis_code));
        let shown = |indication: &Indication| {
            json!({
                "indication_id": indication.indication_id,
                "file_type": indication.file_type,
                "file_name": indication.file_name,
            })
        };
        add("indications", request.indications.iter().map(shown).collect());
        add("created_at", json!(seconds(request.created_at)));
        Ok(Response::json(200, body))
    }

    pub(super) fn attach_indication(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.request(call)?;
        if self.requests[at].status != RequestStatus::PendingIndication && !self.has(Rule::LateIndication) {
            return Err(self.wrong_state("the request is not PENDING_INDICATION any more"));
        }
        let document = document(call)?;
        let indication_id = self.id("ind");
        let body = json!({"indication_id": indication_id, "file_type": document.file_type});
        if !self.has(Rule::IndicationNotStored) {
            let file_name = shown_name(&document).to_owned();
            let file_type = document.file_type;
            self.requests[at].indications.push(Indication { indication_id, file_type, file_name });
        }
        Ok(Response::json(201, body))
    }

    pub(super) fn complete_authorization_request(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.request(call)?;
        let id = self.requests[at].authorization_request_id.clone();
        if self.requests[at].status != RequestStatus::PendingIndication {
            if self.has(Rule::DoubleCompleteAccepted) {
                return Ok(Response::json(200, self.outcome(&self.requests[at])));
            }
            return Err(self.wrong_state("the request was completed before"));
        }
        let lacks = |file_type: &&String| {
            !self.requests[at].indications.iter().any(|indication| indication.file_type == **file_type)
        };
        let missing = self.settings.configuration.required_indications.iter().find(lacks).cloned();
        if let Some(missing) = missing.filter(|_| !self.has(Rule::IndicationUnneeded)) {
            return match self.settings.missing_indication {
                MissingIndication::Pending => Ok(Response::json(200, self.outcome(&self.requests[at]))),
                MissingIndication::Refused => {
                    Err(Refusal::new(422, format!("the indication {missing} is not attached")))
                }
            };
        }
        let sponsor = self.sponsor(&self.requests[at].sponsor_slug)?;
        self.split(at, call.now);
        self.requests[at].status = RequestStatus::PendingSponsor;
        if sponsor.is_async {
            self.sponsor_will_decide(&id, call.now);
        } else {
            self.decide(&id, call.now);
            if self.settings.event_on_sync_decision {
                self.emit_decision(&id, call.now);
            }
        }
        let request = self.requests.iter().find(|request| request.authorization_request_id == id);
        Ok(Response::json(200, request.map_or(Value::Null, |request| self.outcome(request))))
    }

    /// One undecided authorization for each product type of a request.
    fn split(&mut self, at: usize, now: OffsetDateTime) {
        let request = self.requests[at].clone();
        let mut types: Vec<&str> = Vec::new();
        for line in &request.products {
            if !types.contains(&line.product_type.as_str()) {
                types.push(&line.product_type);
            }
        }
        for product_type in types {
            let lines = request.products.iter().filter(|line| line.product_type == product_type);
            let mut authorization_code = self.code("AUTH", 6, now);
            if self.has(Rule::CodesRepeat)
                && let Some(first) = self.authorizations.first()
            {
                authorization_code.clone_from(&first.authorization_code);
            }
            let authorization = Authorization {
                authorization_id: self.id("auth"),
                authorization_code,
                authorization_request_id: request.authorization_request_id.clone(),
                beneficiary_id: request.beneficiary_id.clone(),
                sponsor_slug: request.sponsor_slug.clone(),
                diagnosis_code: request.diagnosis_code.clone(),
                product_type: product_type.to_owned(),
                products: lines.cloned().collect(),
                status: AuthorizationStatus::PendingSponsor,
                rejection_reason: None,
                expires_at: None,
                sponsor_reference: self.code("SPX", 3, now),
            };
            self.authorizations.push(authorization);
        }
    }

    /// The outcome object of 2.4.
    pub(super) fn outcome(&self, request: &AuthorizationRequest) -> Value {
        let of_request = self.authorizations.iter().filter(|authorization| {
            authorization.authorization_request_id == request.authorization_request_id
        });
        let shown = of_request.filter(|authorization| {
            authorization.status != AuthorizationStatus::PendingSponsor || self.settings.placeholders
        });
        let shown: Vec<_> = shown.map(|authorization| self.shown(authorization)).collect();
        json!({
            "authorization_request_id": request.authorization_request_id,
            "status": request.status.as_str(),
            "authorizations": shown,
        })
    }

    fn shown(&self, authorization: &Authorization) -> Value {
        use AuthorizationStatus::{PendingSponsor, Rejected};
        let mut body = Object::new();
        let mut add = |name: &str, value: Value| body.insert(name.to_owned(), value);
        if self.settings.authorization_id_in_outcome {
            add("authorization_id", json!(authorization.authorization_id));
        }
        let has_code = match authorization.status {
            PendingSponsor => false,
            Rejected => self.settings.rejected_has_code,
            _ => true,
        };
        if has_code {
            add("authorization_code", json!(authorization.authorization_code));
        }
        add("product_type", json!(authorization.product_type));
        add("status", json!(authorization.status.as_str(&self.settings.names)));
        if let Some(reason) = &authorization.rejection_reason {
            add("rejection_reason", json!(reason));
        }
        if let Some(expires_at) = authorization.expires_at {
            add("expires_at", json!(seconds(expires_at)));
        }
        let line = |line: &Line| json!({"product_code": line.product_code, "quantity": line.quantity});
        let lost = self.has(Rule::AuthorizedProductsLost);
        add("products", authorization.products.iter().filter(|_| !lost).map(line).collect());
        Value::Object(body)
    }
}
