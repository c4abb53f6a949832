//! Dispensations of authorizations and prescriptions (2.5, 3.4, A-17 to ).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    authorizations::AuthorizationStatus,
    claims::Dispensed,
    errors::Refusal,
    faults::{ChainRule, Rule},
    fields::{Problems, get, money, seconds, text},
    hooks::events,
    service::Call,
    settings::Names,
    state::{Book, Due},
};
use crate::http::Response;

/// What a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodeType {
    Authorization,
    Prescription,
}

impl CodeType {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Authorization => "AUTHORIZATION",
            Self::Prescription => "PRESCRIPTION",
        }
    }
}

/// `status` of a dispensation (3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DispensationStatus {
    Started,
    Completed,
    Cancelled,
}

impl DispensationStatus {
    fn as_str(self, names: &Names) -> &str {
        match self {
            Self::Started => "STARTED",
            Self::Completed => &names.dispensation_completed,
            Self::Cancelled => &names.dispensation_cancelled,
        }
    }
}

/// A product at the counter.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) product_code: String,
    pub(super) quantity: u32,
    pub(super) unit_cents: i64,
}

/// One code at one counter.
#[derive(Clone, Debug)]
pub(super) struct Dispensation {
    pub(super) dispensation_id: String,
    pub(super) code: String,
    pub(super) code_type: CodeType,
    pub(super) beneficiary_id: String,
    pub(super) sponsor_slug: String,
    /// What may be dispensed; once completed, what was.
    pub(super) products: Vec<Item>,
    pub(super) authorization_id: Option<String>,
    pub(super) prescription_id: Option<String>,
    pub(super) status: DispensationStatus,
    pub(super) demands_otp: bool,
    pub(super) started_at: OffsetDateTime,
    pub(super) completed_at: Option<OffsetDateTime>,
    pub(super) total_cents: i64,
    claim_id: Option<String>,
}

/// What a code stands for.
struct Redemption {
    code_type: CodeType,
    sponsor_slug: String,
    products: Vec<(String, u32)>,
    authorization_id: Option<String>,
    prescription_id: Option<String>,
}

impl Book {
    fn dispensation(&self, call: &Call) -> Result<usize, Refusal> {
        let id = call.param("dispensationId");
        let at = self.dispensations.iter().position(|dispensation| dispensation.dispensation_id == id);
        at.ok_or_else(|| Refusal::new(self.settings.statuses.unknown_resource, "no such dispensation"))
    }

    pub(super) fn start_dispensation(&mut self, call: &Call) -> Result<Response, Refusal> {
        let mut problems = Problems::default();
        let code = problems.text(call.body, "", "code");
        let beneficiary_id = problems.text(call.body, "", "beneficiary_id");
        if !self.settings.unknown_members_ignored {
            problems.unknown(call.body, "", &["code", "beneficiary_id"]);
        }
        problems.result()?;
        self.beneficiary(&beneficiary_id)?;
        let redemption = self.redemption(&code, &beneficiary_id)?;
        let sponsor = self.sponsor(&redemption.sponsor_slug)?;
        let is_authorization = redemption.code_type == CodeType::Authorization;
        let items = redemption.products.iter().map(|(product_code, quantity)| Item {
            product_code: product_code.clone(),
            quantity: *quantity,
            unit_cents: self.unit_cents(product_code),
        });
        let dispensation = Dispensation {
            products: items.collect(),
            dispensation_id: self.id("dsp"),
            code,
            code_type: redemption.code_type,
            beneficiary_id,
            sponsor_slug: redemption.sponsor_slug,
            authorization_id: redemption.authorization_id,
            prescription_id: redemption.prescription_id,
            status: DispensationStatus::Started,
            demands_otp: is_authorization && sponsor.demands_otp,
            started_at: call.now,
            completed_at: None,
            total_cents: 0,
            claim_id: None,
        };
        let body = self.resource(&dispensation);
        if self.has(Rule::DispensationNotStored) {
            return Ok(Response::json(201, body));
        }
        let ends = call.now + self.settings.dispensation_timeout;
        self.schedule(ends, Due::Timeout(dispensation.dispensation_id.clone()));
        self.emit(events::dispensing_started(&dispensation, &self.settings));
        self.dispensations.push(dispensation);
        Ok(Response::json(201, body))
    }

    /// What a code stands for, if it can be redeemed now for this beneficiary.
    fn redemption(&self, code: &str, beneficiary_id: &str) -> Result<Redemption, Refusal> {
        let statuses = &self.settings.statuses;
        let mut earlier = self.dispensations.iter().filter(|dispensation| dispensation.code == code);
        let blocks = |dispensation: &&Dispensation| match dispensation.status {
            DispensationStatus::Started => Some(409),
            DispensationStatus::Completed => Some(statuses.redeemed_code),
            DispensationStatus::Cancelled => self.has(Rule::CancelledBlocks).then_some(409),
        };
        let blocked = earlier.find_map(|dispensation| blocks(&dispensation));
        if let Some(status) = blocked.filter(|_| !self.has(Rule::SecondDispensationAccepted)) {
            return Err(Refusal::new(status, format!("the code {code} has a dispensation already")));
        }
        let unfit = |message: String| Refusal::new(statuses.unredeemable_code, message);
        let authorization = self
            .authorizations
            .iter()
            .find(|it| it.authorization_code == code && it.status != AuthorizationStatus::PendingSponsor);
        let anybody = self.has(Rule::CodeOfAnybody);
        if let Some(authorization) = authorization {
            if authorization.beneficiary_id != beneficiary_id && !anybody {
                return Err(unfit(format!("the code {code} is another beneficiary's")));
            }
            let redeemable = match authorization.status {
                AuthorizationStatus::Approved => true,
                AuthorizationStatus::Voided => self.has(Rule::VoidedDispensed),
                AuthorizationStatus::Dispensed => self.has(Rule::SecondDispensationAccepted),
                _ => false,
            };
            if !redeemable {
                let status = authorization.status.as_str(&self.settings.names);
                return Err(unfit(format!("the code {code} is {status}")));
            }
            let lines = authorization.products.iter();
            return Ok(Redemption {
                code_type: CodeType::Authorization,
                sponsor_slug: authorization.sponsor_slug.clone(),
                products: lines.map(|line| (line.product_code.clone(), line.quantity)).collect(),
                authorization_id: Some(authorization.authorization_id.clone()),
                prescription_id: None,
            });
        }
        if let Some(prescription) = self.redeemable_prescription(code) {
            // A patient need not be anybody whom a sponsor covers; but a covered patient's code is nobody else's.
            let mut people = self.beneficiaries.iter();
            let patient = people.find(|it| it.document_number == prescription.document_number);
            if patient.is_some_and(|patient| patient.id != beneficiary_id) && !anybody {
                return Err(unfit(format!("the code {code} is another patient's")));
            }
            if prescription.is_redeemed && !self.has(Rule::SecondDispensationAccepted) {
                return Err(Refusal::new(statuses.redeemed_code, format!("the code {code} is redeemed")));
            }
            return Ok(Redemption {
                code_type: CodeType::Prescription,
                sponsor_slug: self.settings.sponsors.mock.clone(),
                products: prescription.products,
                authorization_id: None,
                prescription_id: Some(prescription.prescription_id),
            });
        }
        Err(Refusal::new(statuses.unknown_code, format!("no such code: {code}")))
    }

    fn resource(&self, dispensation: &Dispensation) -> Value {
        let lost = self.has(Rule::QuantityLost);
        let item = |item: &Item| {
            json!({
                "product_code": item.product_code,
                "quantity": if lost { 1 } else { item.quantity },
                "unit_price": money(item.unit_cents),
            })
        };
        let mut code_type = dispensation.code_type;
        if self.has(Rule::WrongCodeType) {
            code_type = match code_type {
                CodeType::Authorization => CodeType::Prescription,
                CodeType::Prescription => CodeType::Authorization,
            };
        }
        json!({
            "dispensation_id": dispensation.dispensation_id,
            "status": dispensation.status.as_str(&self.settings.names),
            "code_type": code_type.as_str(),
            "products": dispensation.products.iter().map(item).collect::<Vec<_>>(),
            "verification_required": dispensation.demands_otp.then_some("OTP"),
        })
    }

    pub(super) fn get_dispensation(&mut self, call: &Call) -> Result<Response, Refusal> {
        let dispensation = &self.dispensations[self.dispensation(call)?];
        let mut body = self.resource(dispensation);
        body["code"] = json!(dispensation.code);
        body["beneficiary_id"] = json!(dispensation.beneficiary_id);
        body["started_at"] = json!(seconds(dispensation.started_at));
        if let Some(completed_at) = dispensation.completed_at {
            body["completed_at"] = json!(seconds(completed_at));
            body["total_amount"] = money(dispensation.total_cents);
            body["claim_id"] = json!(dispensation.claim_id);
        }
        Ok(Response::json(200, body))
    }

    pub(super) fn get_dispensation_verification_status(&mut self, call: &Call) -> Result<Response, Refusal> {
        let it = &self.dispensations[self.dispensation(call)?];
        let verified = it.status == DispensationStatus::Completed
            || !it.demands_otp
            || self.is_verified(&it.beneficiary_id, &it.sponsor_slug, None, call.now);
        let required = it.demands_otp.then_some("OTP");
        Ok(Response::json(200, json!({"verification_required": required, "verified": verified})))
    }

    pub(super) fn complete_dispensation(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.dispensation(call)?;
        let dispensation = self.dispensations[at].clone();
        let redone = match dispensation.status {
            DispensationStatus::Started => false,
            DispensationStatus::Completed => self.has(Rule::DispensedTwice),
            DispensationStatus::Cancelled => false,
        };
        if dispensation.status != DispensationStatus::Started && !redone {
            let status = dispensation.status.as_str(&self.settings.names);
            return Err(Refusal::new(self.settings.statuses.wrong_state, format!("it is {status}")));
        }
        let items = self.dispensed(call, &dispensation)?;
        let token = text(call.body, "otp_verification_token");
        let verified = |token| {
            self.is_verified(&dispensation.beneficiary_id, &dispensation.sponsor_slug, Some(token), call.now)
        };
        let verified = !dispensation.demands_otp || token.is_some_and(verified);
        if !verified && !self.has(Rule::OtpUnneeded) {
            return Err(Refusal::invalid_member("otp_verification_token", "wants the token of a valid OTP"));
        }
        let authorization = dispensation.authorization_id.as_ref();
        let authorization =
            authorization.and_then(|id| self.authorizations.iter().position(|it| it.authorization_id == *id));
        if let Some(authorization) = authorization {
            let it = &self.authorizations[authorization];
            if it.status != AuthorizationStatus::Approved && !redone {
                let status = it.status.as_str(&self.settings.names);
                let message = format!("the authorization is {status}");
                return Err(Refusal::new(self.settings.statuses.wrong_state, message));
            }
            if !self.has(Rule::StaysApproved) {
                self.authorizations[authorization].status = AuthorizationStatus::Dispensed;
            }
        }
        let quantity =
            |item: &Item| if self.has(Rule::TotalIgnoresQuantity) { 1 } else { i64::from(item.quantity) };
        let total_cents = items.iter().map(|item| item.unit_cents.saturating_mul(quantity(item))).sum();
        let done = &mut self.dispensations[at];
        done.status = DispensationStatus::Completed;
        done.products = items;
        done.completed_at = Some(call.now);
        done.total_cents = total_cents;
        let claim_id = self.settle_up(at, authorization, call.now);
        self.dispensations[at].claim_id = claim_id.clone();
        let done = self.dispensations[at].clone();
        self.emit(events::dispensing_completed(&done, &self.settings));
        let body = json!({
            "dispensation_id": done.dispensation_id,
            "status": done.status.as_str(&self.settings.names),
            "code_type": done.code_type.as_str(),
            "claim_id": claim_id,
            "total_amount": money(total_cents),
            "completed_at": seconds(call.now),
        });
        Ok(Response::json(200, body))
    }

    /// The products of a complete call: some of those that were started, and no more of each.
    fn dispensed(&self, call: &Call, dispensation: &Dispensation) -> Result<Vec<Item>, Refusal> {
        let mut problems = Problems::default();
        let mut items: Vec<Item> = Vec::new();
        for (path, object) in problems.objects(call.body, "", "products") {
            let product_code = problems.text(object, &path, "product_code");
            let quantity = problems.count(object, &path, "quantity");
            let unit_cents = problems.amount(object, &path, "unit_price");
            let started = dispensation.products.iter().find(|item| item.product_code == product_code);
            match started {
                _ if product_code.is_empty() || self.has(Rule::AnyProductDispensed) => {}
                None => problems.add(&path, "product_code", "is not in this dispensation"),
                Some(_) if items.iter().any(|item| item.product_code == product_code) => {
                    problems.add(&path, "product_code", "is listed twice");
                }
                Some(item) if quantity > item.quantity => {
                    problems.add(&path, "quantity", format!("wants at most {}", item.quantity));
                }
                Some(_) => {}
            }
            items.push(Item { product_code, quantity, unit_cents });
        }
        if let Some(token) = get(call.body, "otp_verification_token")
            && !token.is_string()
        {
            problems.add("", "otp_verification_token", "wants a text");
        }
        if !self.settings.unknown_members_ignored {
            problems.unknown(call.body, "", &["products", "otp_verification_token"]);
        }
        problems.result()?;
        Ok(items)
    }

    /// Redeems a prescription, or creates the claim of an authorization.
    fn settle_up(&mut self, at: usize, authorization: Option<usize>, now: OffsetDateTime) -> Option<String> {
        let done = self.dispensations[at].clone();
        if let Some(prescription_id) = &done.prescription_id {
            self.redeem_prescription(prescription_id, now);
            if !self.has(ChainRule::PrescriptionCreatesClaim) {
                return None;
            }
        }
        let authorization = authorization.map(|index| &self.authorizations[index]);
        let line = |item: &Item| (item.product_code.clone(), item.quantity, item.unit_cents);
        let claim = Dispensed {
            authorization_id: authorization.map(|it| it.authorization_id.clone()).unwrap_or_default(),
            beneficiary_id: done.beneficiary_id,
            sponsor_slug: done.sponsor_slug,
            diagnosis_code: authorization.map(|it| it.diagnosis_code.clone()).unwrap_or_default(),
            product_type: authorization.map_or("MEDICATION", |it| &it.product_type).to_owned(),
            products: done.products.iter().map(line).collect(),
            total_cents: done.total_cents,
            at: now,
        };
        self.create_automatic_claim(claim)
    }

    pub(super) fn void_dispensation(&mut self, call: &Call) -> Result<Response, Refusal> {
        let at = self.dispensation(call)?;
        let voidable = match self.dispensations[at].status {
            DispensationStatus::Started => true,
            DispensationStatus::Completed => self.has(Rule::DispensationVoidedLate),
            DispensationStatus::Cancelled => false,
        };
        if !voidable {
            let status = self.dispensations[at].status.as_str(&self.settings.names);
            return Err(Refusal::new(self.settings.statuses.wrong_state, format!("it is {status}")));
        }
        let id = self.dispensations[at].dispensation_id.clone();
        if !self.has(Rule::DispensationVoidNotStored) {
            self.cancel(at, "cancelled by the pharmacy", call.now);
        }
        let status = &self.settings.names.dispensation_cancelled;
        Ok(Response::json(200, json!({"dispensation_id": id, "status": status})))
    }

    fn cancel(&mut self, index: usize, reason: &str, at: OffsetDateTime) {
        self.dispensations[index].status = DispensationStatus::Cancelled;
        let event = events::dispensing_cancelled(&self.dispensations[index], reason, at, &self.settings);
        self.emit(event);
    }

    /// `Due::Timeout`
    pub(super) fn time_out_dispensation(&mut self, id: &str, at: OffsetDateTime) {
        let started = self.dispensations.iter().position(|dispensation| {
            dispensation.dispensation_id == id && dispensation.status == DispensationStatus::Started
        });
        if let Some(index) = started.filter(|_| !self.has(Rule::NeverTimesOut)) {
            self.cancel(index, "timed out", at);
        }
    }
}
