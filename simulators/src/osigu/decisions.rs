//! What becomes of an authorization: the sponsor's decision, and how it ends or changes (3.2, A-16, A-38).

use serde_json::json;
use time::OffsetDateTime;

use super::{
    authorizations::{Authorization, AuthorizationRequest, AuthorizationStatus, Line, RequestStatus},
    beneficiaries::Beneficiary,
    errors::Refusal,
    faults::Rule,
    fields::Problems,
    hooks::events,
    service::Call,
    state::{Book, Due},
};
use crate::http::Response;

impl Book {
    /// Why a sponsor rejects an authorization.
    fn objection(&self, authorization: &Authorization) -> Option<String> {
        let covered = self.beneficiary(&authorization.beneficiary_id).is_ok_and(Beneficiary::is_active);
        if !covered && !self.has(Rule::InactiveApproved) {
            return Some("the coverage of the beneficiary is not active".to_owned());
        }
        if authorization.product_type == "LAB" && self.has(Rule::RejectsLab) {
            return Some("laboratory tests are not covered".to_owned());
        }
        let rejected = &self.settings.seeds.rejected_product;
        let concerned = |line: &Line| line.product_code == *rejected;
        let of_request = |other: &Authorization| {
            other.authorization_request_id == authorization.authorization_request_id
                && other.products.iter().any(concerned)
        };
        let whole = self.has(Rule::OneRejectionRejectsAll) && self.authorizations.iter().any(of_request);
        let is_rejected = whole || authorization.products.iter().any(concerned);
        (is_rejected && !self.has(Rule::RejectedApproved))
            .then(|| format!("{rejected} is not covered by the plan"))
    }

    /// Lets the sponsor decide a request that is `PENDING_SPONSOR`, without telling anybody.
    pub(super) fn decide(&mut self, id: &str, at: OffsetDateTime) {
        let undecided = |request: &&mut AuthorizationRequest| {
            request.authorization_request_id == id && request.status == RequestStatus::PendingSponsor
        };
        let Some(request) = self.requests.iter_mut().find(undecided) else { return };
        request.status = RequestStatus::Completed;
        let validity = if self.has(Rule::ValidForADay) {
            std::time::Duration::from_secs(86_400)
        } else {
            self.settings.authorization_validity
        };
        let of_request: Vec<_> = (0..self.authorizations.len())
            .filter(|index| self.authorizations[*index].authorization_request_id == id)
            .collect();
        for index in of_request {
            let reason = self.objection(&self.authorizations[index]);
            let authorization = &mut self.authorizations[index];
            if reason.is_some() {
                authorization.status = AuthorizationStatus::Rejected;
                authorization.rejection_reason = reason;
                continue;
            }
            authorization.status = AuthorizationStatus::Approved;
            authorization.expires_at = Some(at + validity);
            let id = authorization.authorization_id.clone();
            self.schedule(at + validity, Due::Expiry(id));
        }
    }

    /// `Due::Decision`: the sponsor decides, and the decision is told.
    pub(super) fn decide_later(&mut self, id: &str, at: OffsetDateTime) {
        self.decide(id, at);
        self.emit_decision(id, at);
    }

    /// Lets a request read as undecided again, for a fault.
    pub(super) fn reopen_request(&mut self, id: &str) {
        let mut requests = self.requests.iter_mut();
        if let Some(request) = requests.find(|request| request.authorization_request_id == id) {
            request.status = RequestStatus::PendingSponsor;
        }
    }

    fn approved(&mut self, code: &str) -> Option<&mut Authorization> {
        self.authorizations.iter_mut().find(|authorization| {
            authorization.authorization_code == code && authorization.status == AuthorizationStatus::Approved
        })
    }

    pub(super) fn void_authorization(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let reason = problems.optional_text(call.body, "", "reason");
        problems.result()?;
        let code = call.param("authorizationCode");
        let known = self.authorizations.iter().position(|it| it.authorization_code == code);
        let Some(at) = known else {
            return Err(Refusal::new(self.settings.statuses.unknown_resource, "no such authorization"));
        };
        let status = self.authorizations[at].status;
        let voidable = match status {
            AuthorizationStatus::Approved => true,
            AuthorizationStatus::Voided => self.has(Rule::VoidTwice),
            AuthorizationStatus::Dispensed => self.has(Rule::VoidAfterDispensation),
            _ => false,
        };
        if !voidable {
            let status = status.as_str(&self.settings.names);
            return Err(self.wrong_state(format!("the authorization is {status}")));
        }
        let reason = reason.unwrap_or_else(|| "voided by the provider".to_owned());
        if !self.has(Rule::VoidNotStored) {
            self.void(at, "PROVIDER", &reason, call.now);
        }
        let body = json!({"authorization_code": code, "status": self.settings.names.voided});
        Ok(Response::json(200, body))
    }

    fn void(&mut self, index: usize, by: &str, reason: &str, at: OffsetDateTime) {
        self.authorizations[index].status = AuthorizationStatus::Voided;
        let event = events::authorization_voided(&self.authorizations[index], by, reason, at, &self.settings);
        self.emit(event);
    }

    /// `Due::Expiry`
    pub(super) fn expire_authorization(&mut self, id: &str, at: OffsetDateTime) {
        let expired = self.authorizations.iter().position(|authorization| {
            authorization.authorization_id == id
                && authorization.status == AuthorizationStatus::Approved
                && authorization.expires_at.is_some_and(|expires_at| expires_at <= at)
        });
        if let Some(index) = expired.filter(|_| !self.has(Rule::NeverExpires)) {
            self.void(index, "EXPIRY", "the authorization has expired", at);
        }
    }

    /// The sponsor prolongs an approved authorization. Says whether one has that code.
    pub(super) fn update_by_sponsor(&mut self, code: &str, at: OffsetDateTime) -> bool {
        let validity = self.settings.authorization_validity;
        let Some(authorization) = self.approved(code) else { return false };
        let expires_at = authorization.expires_at.unwrap_or(at).max(at) + validity;
        authorization.expires_at = Some(expires_at);
        let updated = authorization.clone();
        self.schedule(expires_at, Due::Expiry(updated.authorization_id.clone()));
        self.emit(events::authorization_updated(&updated, &["expires_at"], &self.settings));
        true
    }

    /// The sponsor voids an approved authorization. Says whether one has that code.
    pub(super) fn void_by_sponsor(&mut self, code: &str, at: OffsetDateTime) -> bool {
        let index = self.authorizations.iter().position(|authorization| {
            authorization.authorization_code == code && authorization.status == AuthorizationStatus::Approved
        });
        if let Some(index) = index {
            self.void(index, "SPONSOR", "voided by the sponsor", at);
        }
        index.is_some()
    }
}
