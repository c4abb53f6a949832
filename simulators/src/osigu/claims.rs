//! Outpatient claims (dossier 2.7, 3.6, A-24).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    authorizations::AuthorizationStatus,
    errors::Refusal,
    faults::ChainRule,
    fields::{Problems, money, seconds},
    service::Call,
    settings::AutomaticClaim,
    state::Book,
};
use crate::http::Response;

const PRODUCT_TYPES: [&str; 4] = ["MEDICATION", "LAB", "IMAGING", "PROCEDURE"];

/// One tenant's claims.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) all: Vec<Claim>,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimStatus {
    Open,
    Completed,
    Voided,
}

impl ClaimStatus {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Completed => "COMPLETED",
            Self::Voided => "VOIDED",
        }
    }
}

/// What was done and costs something.
#[derive(Clone, Debug)]
pub(super) struct LineItem {
    pub(super) product_code: String,
    product_type: String,
    quantity: u32,
    unit_cents: i64,
}

/// What a provider wants to be paid for.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) id: String,
    pub(super) status: ClaimStatus,
    beneficiary_id: String,
    pub(super) sponsor_slug: String,
    /// The authorization's, or one that the vendor made up (reading 15).
    pub(super) authorization_id: Option<String>,
    diagnosis_code: String,
    pub(super) line_items: Vec<LineItem>,
    pub(super) total_cents: i64,
    /// When it was dispensed, or else when the claim was made.
    pub(super) dispensed_at: OffsetDateTime,
    created_at: OffsetDateTime,
    completed_at: Option<OffsetDateTime>,
    /// The batch that it is in.
    pub(super) settlement_id: Option<String>,
}

/// What a completed dispensation of an authorization claims.
pub(super) struct Dispensed {
    pub(super) authorization_id: String,
    pub(super) beneficiary_id: String,
    pub(super) sponsor_slug: String,
    pub(super) diagnosis_code: String,
    pub(super) product_type: String,
    /// Codes, quantities and unit prices in cents.
    pub(super) products: Vec<(String, u32, i64)>,
    pub(super) total_cents: i64,
    pub(super) at: OffsetDateTime,
}

impl Book {
    /// `create-claim`.
    pub(super) fn create_claim(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let beneficiary_id = problems.text(call.body, "", "beneficiary_id");
        let sponsor_slug = problems.text(call.body, "", "sponsor_slug");
        let authorization_id = problems.optional_text(call.body, "", "authorization_id");
        let diagnosis_code = problems.text(call.body, "", "diagnosis_code");
        let line_items: Vec<_> = problems
            .objects(call.body, "", "line_items")
            .into_iter()
            .map(|(path, item)| LineItem {
                product_code: problems.text(item, &path, "product_code"),
                product_type: problems.one_of(item, &path, "product_type", &PRODUCT_TYPES),
                quantity: problems.count(item, &path, "quantity"),
                unit_cents: 0,
            })
            .map(|item| LineItem { unit_cents: self.unit_cents(&item.product_code), ..item })
            .collect();
        problems.result()?;

        self.sponsor(&sponsor_slug)?;
        self.beneficiary(&beneficiary_id)?;
        if !self.has(ChainRule::ClaimUnregistered) {
            self.check_registered(line_items.iter().map(|item| item.product_code.as_str()))?;
        }
        let authorization_id = match authorization_id {
            Some(id) => {
                self.check_claimable(&id, &beneficiary_id, &sponsor_slug)?;
                Some(id)
            }
            None => self.settings.claim_gets_authorization_id.then(|| self.id("auth")),
        };
        let claim = Claim {
            id: self.id("clm"),
            status: if self.has(ChainRule::ClaimStartsCompleted) {
                ClaimStatus::Completed
            } else {
                ClaimStatus::Open
            },
            beneficiary_id,
            sponsor_slug,
            authorization_id,
            diagnosis_code,
            total_cents: self.total_cents(&line_items),
            line_items,
            dispensed_at: call.now,
            created_at: call.now,
            completed_at: None,
            settlement_id: None,
        };
        let answer = json!({
            "claim_id": claim.id,
            "status": claim.status.as_str(),
            "created_at": seconds(call.now),
        });
        self.claims.all.push(claim);
        Ok(Response::json(201, answer))
    }

    /// Whether a claim may be made of an authorization.
    fn check_claimable(&self, id: &str, beneficiary_id: &str, sponsor_slug: &str) -> Result<(), Refusal> {
        let statuses = &self.settings.statuses;
        let Some(authorization) =
            self.authorizations.iter().find(|authorization| authorization.authorization_id == id)
        else {
            let message = format!("no authorization has the authorization_id {id}");
            return Err(Refusal::new(statuses.unknown_resource, message));
        };
        let unfit = |message: &str| Err(Refusal::new(statuses.unredeemable_code, message));
        if authorization.beneficiary_id != beneficiary_id || authorization.sponsor_slug != sponsor_slug {
            return unfit("the authorization is another beneficiary's, or another sponsor's");
        }
        if authorization.status != AuthorizationStatus::Approved && !self.has(ChainRule::ClaimOfUndecided) {
            return unfit("the authorization is not approved");
        }
        let mut claims = self.claims.all.iter();
        let is_claimed = claims.any(|claim| {
            claim.authorization_id.as_deref() == Some(id) && claim.status != ClaimStatus::Voided
        });
        if is_claimed {
            return Err(Refusal::new(statuses.wrong_state, "the authorization has a claim already"));
        }
        Ok(())
    }

    fn total_cents(&self, line_items: &[LineItem]) -> i64 {
        let quantities_count = !self.has(ChainRule::ClaimAmountWrong);
        let amount =
            |item: &LineItem| item.unit_cents * if quantities_count { i64::from(item.quantity) } else { 1 };
        line_items.iter().map(amount).sum()
    }

    /// `get-claim`: with its line items and the files of its authorization.
    pub(super) fn get_claim(&mut self, call: &Call) -> Result<Response, Refusal> {
        let claim = &self.claims.all[self.find_claim(call)?];
        let line_items: Vec<_> = claim
            .line_items
            .iter()
            .map(|item| {
                json!({
                    "product_code": item.product_code,
                    "product_type": item.product_type,
                    "quantity": item.quantity,
                    "unit_price": money(item.unit_cents),
                })
            })
            .collect();
        let mut answer = json!({
            "claim_id": claim.id,
            "status": claim.status.as_str(),
            "beneficiary_id": claim.beneficiary_id,
            "sponsor_slug": claim.sponsor_slug,
            "authorization_id": claim.authorization_id,
            "diagnosis_code": claim.diagnosis_code,
            "line_items": line_items,
            "files": self.inherited_files(claim),
            "total_amount": money(claim.total_cents),
            "created_at": seconds(claim.created_at),
        });
        if let Some(at) = claim.completed_at {
            answer["completed_at"] = seconds(at).into();
        }
        Ok(Response::json(200, answer))
    }

    fn inherited_files(&self, claim: &Claim) -> Value {
        let authorization = claim.authorization_id.as_ref().and_then(|id| {
            self.authorizations.iter().find(|authorization| authorization.authorization_id == *id)
        });
        let request = authorization.and_then(|authorization| {
            self.requests
                .iter()
                .find(|request| request.authorization_request_id == authorization.authorization_request_id)
        });
        let indications = request.map(|request| request.indications.as_slice()).unwrap_or_default();
        indications
            .iter()
            .map(|indication| {
                json!({
                    "indication_id": indication.indication_id,
                    "file_type": indication.file_type,
                    "file_name": indication.file_name,
                })
            })
            .collect()
    }

    /// `complete-claim`.
    pub(super) fn complete_claim(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.find_claim(call)?;
        let status = self.claims.all[at].status;
        let accepted = match status {
            ClaimStatus::Open => true,
            ClaimStatus::Completed => self.has(ChainRule::ClaimCompleteTwice),
            ClaimStatus::Voided => self.has(ChainRule::ClaimCompleteAfterVoid),
        };
        if !accepted {
            return Err(self.not_in(status));
        }
        let stored = !self.has(ChainRule::ClaimCompleteNotStored);
        let claim = &mut self.claims.all[at];
        if stored {
            claim.status = ClaimStatus::Completed;
            claim.completed_at = Some(call.now);
        }
        let answer = json!({
            "claim_id": claim.id,
            "status": ClaimStatus::Completed.as_str(),
            "completed_at": seconds(call.now),
            "total_amount": money(claim.total_cents),
        });
        Ok(Response::json(200, answer))
    }

    /// `void-claim`.
    pub(super) fn void_claim(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.find_claim(call)?;
        let status = self.claims.all[at].status;
        let accepted = match status {
            ClaimStatus::Open => true,
            ClaimStatus::Completed => self.has(ChainRule::ClaimVoidAfterComplete),
            ClaimStatus::Voided => false,
        };
        if !accepted {
            return Err(self.not_in(status));
        }
        let stored = !self.has(ChainRule::ClaimVoidNotStored);
        let claim = &mut self.claims.all[at];
        if stored {
            claim.status = ClaimStatus::Voided;
        }
        Ok(Response::json(200, json!({"claim_id": claim.id, "status": ClaimStatus::Voided.as_str()})))
    }

    fn not_in(&self, status: ClaimStatus) -> Refusal {
        let message = format!("the claim is {}; it has to be OPEN", status.as_str());
        Refusal::new(self.settings.statuses.wrong_state, message)
    }

    fn find_claim(&self, call: &Call) -> Result<usize, Refusal> {
        let id = call.param("claimId");
        let found = self.claims.all.iter().position(|claim| claim.id == id);
        let taken = found
            .or_else(|| (self.has(ChainRule::UnknownClaimFound) && !self.claims.all.is_empty()).then_some(0));
        taken.ok_or_else(|| {
            Refusal::new(self.settings.statuses.unknown_resource, format!("no claim has the claim_id {id}"))
        })
    }

    /// Creates the claim of a dispensation and gives its id; `None` if a fault keeps it from being created.
    pub(super) fn create_automatic_claim(&mut self, dispensed: Dispensed) -> Option<String> {
        if self.has(ChainRule::NoAutomaticClaim) {
            return None;
        }
        let open =
            self.has(ChainRule::AutomaticClaimOpen) || self.settings.automatic_claim == AutomaticClaim::Open;
        let at = dispensed.at;
        let line_items: Vec<_> = dispensed
            .products
            .into_iter()
            .map(|(product_code, quantity, unit_cents)| {
                let product_type = dispensed.product_type.clone();
                LineItem { product_code, product_type, quantity, unit_cents }
            })
            .collect();
        let total_cents = if self.has(ChainRule::ClaimAmountWrong) {
            self.total_cents(&line_items)
        } else {
            dispensed.total_cents
        };
        let claim = Claim {
            id: self.id("clm"),
            status: if open { ClaimStatus::Open } else { ClaimStatus::Completed },
            beneficiary_id: dispensed.beneficiary_id,
            sponsor_slug: dispensed.sponsor_slug,
            authorization_id: Some(dispensed.authorization_id),
            diagnosis_code: dispensed.diagnosis_code,
            line_items,
            total_cents,
            dispensed_at: at,
            created_at: at,
            completed_at: (!open).then_some(at),
            settlement_id: None,
        };
        let id = claim.id.clone();
        self.claims.all.push(claim);
        Some(id)
    }
}
