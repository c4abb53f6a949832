//! The data of the thirteen events (dossier 5.3, A-33).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    super::{
        authorizations::Authorization,
        dispensations::Dispensation,
        faults::ChainRule,
        fields::{money, seconds},
        prescriptions::Prescription,
        settings::{EventDetails, Settings},
        settlements::Settlement,
        state::Book,
    },
    Event,
};

/// Whether members that no document prints are part of the data.
fn is_proposed(settings: &Settings) -> bool {
    settings.event_details == EventDetails::Proposed
}

/// Adds members to an object.
fn with(mut data: Value, more: Value) -> Value {
    if let (Value::Object(data), Value::Object(more)) = (&mut data, more) {
        data.extend(more);
    }
    data
}

/// Takes members out of an object.
fn without(mut data: Value, names: &[&str]) -> Value {
    if let Some(data) = data.as_object_mut() {
        data.retain(|name, _| !names.contains(&name.as_str()));
    }
    data
}

fn authorization_data(authorization: &Authorization) -> Value {
    let products: Vec<_> = authorization
        .products
        .iter()
        .map(|product| {
            let mut told = json!({"product_code": product.product_code, "quantity": product.quantity});
            if let Some(posology) = &product.posology {
                told["posology"] = posology.as_str().into();
            }
            told
        })
        .collect();
    json!({
        "authorization_id": authorization.authorization_id,
        "authorization_code": authorization.authorization_code,
        "authorization_request_id": authorization.authorization_request_id,
        "beneficiary_id": authorization.beneficiary_id,
        "sponsor_slug": authorization.sponsor_slug,
        "product_type": authorization.product_type,
        "products": products,
        "expires_at": authorization.expires_at.map(seconds),
        "sponsor_reference": authorization.sponsor_reference,
        "additional_data": {},
    })
}

/// `authorization.created`: the sponsor approved.
pub(in crate::osigu) fn authorization_created(authorization: &Authorization) -> Event {
    Event::new("authorization.created", authorization_data(authorization))
}

/// `authorization.rejected`: the sponsor denied.
pub(in crate::osigu) fn authorization_rejected(authorization: &Authorization, settings: &Settings) -> Event {
    let reason = authorization.rejection_reason.as_deref().unwrap_or("not covered by the plan");
    let data = if is_proposed(settings) {
        let data = without(authorization_data(authorization), &["authorization_code", "expires_at"]);
        with(data, json!({"rejection_reason": reason}))
    } else {
        json!({
            "authorization_request_id": authorization.authorization_request_id,
            "rejection_reason": reason,
        })
    };
    Event::new("authorization.rejected", data)
}

/// `authorization.updated`: the sponsor changed these members.
pub(in crate::osigu) fn authorization_updated(
    authorization: &Authorization,
    changes: &[&str],
    settings: &Settings,
) -> Event {
    let mut data = authorization_data(authorization);
    if is_proposed(settings) {
        data["changes"] = json!(changes);
    }
    Event::new("authorization.updated", data)
}

/// `authorization.voided`, by `PROVIDER`, `SPONSOR` or `EXPIRY`.
pub(in crate::osigu) fn authorization_voided(
    authorization: &Authorization,
    voided_by: &str,
    void_reason: &str,
    at: OffsetDateTime,
    settings: &Settings,
) -> Event {
    let mut data = json!({
        "authorization_id": authorization.authorization_id,
        "authorization_code": authorization.authorization_code,
        "authorization_request_id": authorization.authorization_request_id,
    });
    if is_proposed(settings) {
        let more = json!({
            "beneficiary_id": authorization.beneficiary_id,
            "voided_by": voided_by,
            "void_reason": void_reason,
            "voided_at": seconds(at),
        });
        data = with(data, more);
    }
    Event::new("authorization.voided", data)
}

fn dispensation_data(dispensation: &Dispensation, settings: &Settings) -> Value {
    let products: Vec<_> = dispensation
        .products
        .iter()
        .map(|product| json!({"product_code": product.product_code, "quantity": product.quantity}))
        .collect();
    json!({
        "dispensation_id": dispensation.dispensation_id,
        "code": dispensation.code,
        "code_type": dispensation.code_type.as_str(),
        "beneficiary_id": dispensation.beneficiary_id,
        "sponsor_slug": dispensation.sponsor_slug,
        "pharmacy": {
            "provider_slug": settings.provider.slug,
            "branch_id": settings.provider.branch_id,
        },
        "products": products,
    })
}

/// `dispensing.started`.
pub(in crate::osigu) fn dispensing_started(dispensation: &Dispensation, settings: &Settings) -> Event {
    let started = json!({"started_at": seconds(dispensation.started_at)});
    Event::new("dispensing.started", with(dispensation_data(dispensation, settings), started))
}

/// `dispensing.completed`.
pub(in crate::osigu) fn dispensing_completed(dispensation: &Dispensation, settings: &Settings) -> Event {
    let products: Vec<_> = dispensation
        .products
        .iter()
        .map(|product| {
            json!({
                "product_code": product.product_code,
                "quantity": product.quantity,
                "unit_price": money(product.unit_cents),
            })
        })
        .collect();
    let more = json!({
        "products": products,
        "authorization_id": dispensation.authorization_id,
        "prescription_id": dispensation.prescription_id,
        "total_amount": money(dispensation.total_cents),
    });
    let mut data = with(dispensation_data(dispensation, settings), more);
    if is_proposed(settings) {
        data["completed_at"] = dispensation.completed_at.map(seconds).into();
    }
    Event::new("dispensing.completed", data)
}

/// `dispensing.cancelled`: voided at the counter, or timed out.
pub(in crate::osigu) fn dispensing_cancelled(
    dispensation: &Dispensation,
    reason: &str,
    at: OffsetDateTime,
    settings: &Settings,
) -> Event {
    let mut data = dispensation_data(dispensation, settings);
    if is_proposed(settings) {
        data = with(data, json!({"cancelled_at": seconds(at), "cancellation_reason": reason}));
    }
    Event::new("dispensing.cancelled", data)
}

/// `prescription.issued`.
pub(in crate::osigu) fn prescription_issued(prescription: &Prescription, settings: &Settings) -> Event {
    let diagnoses: Vec<_> =
        prescription.diagnosis_codes.iter().map(|code| json!({"diagnosis_code": code})).collect();
    let medications: Vec<_> = prescription
        .medications
        .iter()
        .map(|medication| {
            let mut shown = json!({
                "product_code": medication.product_code,
                "quantity": medication.quantity,
                "posology": medication.posology,
            });
            if let Some(days) = medication.duration_days {
                shown["duration_days"] = days.into();
            }
            shown
        })
        .collect();
    let data = json!({
        "prescription_id": prescription.id,
        "prescription_code": prescription.code,
        "version": prescription.version,
        "patient": prescription.patient.abridged(),
        "doctor": {
            "doctor_id": prescription.doctor_id,
            "medical_board_registration": settings.provider.doctor_registration,
        },
        "diagnoses": diagnoses,
        "medications": medications,
        "issued_at": seconds(prescription.issued_at),
    });
    Event::new("prescription.issued", data)
}

/// `prescription.email_delivered`: the destination's mail server took it.
pub(in crate::osigu) fn prescription_email_delivered(
    prescription: &Prescription,
    email: &str,
    at: OffsetDateTime,
) -> Event {
    let data = json!({
        "prescription_id": prescription.id,
        "prescription_code": prescription.code,
        "email": email,
        "delivered_at": seconds(at),
    });
    Event::new("prescription.email_delivered", data)
}

/// `prescription.email_failed`: it bounced.
pub(in crate::osigu) fn prescription_email_failed(
    prescription: &Prescription,
    email: &str,
    at: OffsetDateTime,
    settings: &Settings,
) -> Event {
    let mut data =
        json!({"prescription_id": prescription.id, "prescription_code": prescription.code, "email": email});
    if is_proposed(settings) {
        data = with(data, json!({"failed_at": seconds(at), "failure_reason": "mailbox unavailable"}));
    }
    Event::new("prescription.email_failed", data)
}

/// A batch that the sponsor has decided.
pub(in crate::osigu) struct Settled<'a> {
    pub(in crate::osigu) settlement_id: &'a str,
    pub(in crate::osigu) sponsor_slug: &'a str,
    pub(in crate::osigu) period: &'a str,
    pub(in crate::osigu) outcome: Settlement,
    pub(in crate::osigu) total_cents: i64,
    /// Ids, and whether the claim was accepted.
    pub(in crate::osigu) claims: Vec<(&'a str, bool)>,
}

/// `settlement.paid`, `.rejected` or `.partially_accepted`.
pub(in crate::osigu) fn settled(settled: &Settled, book: &Book) -> Event {
    let event_type = match settled.outcome {
        Settlement::Paid if book.has(ChainRule::SettlementEventWrong) => "settlement.accepted",
        Settlement::Paid => "settlement.paid",
        Settlement::Rejected => "settlement.rejected",
        Settlement::PartiallyAccepted => "settlement.partially_accepted",
    };
    let mut data = json!({"settlement_id": settled.settlement_id});
    if is_proposed(&book.settings) {
        let more = json!({
            "sponsor_slug": settled.sponsor_slug,
            "period": settled.period,
            "status": settled.outcome.status(),
            "total_amount": money(settled.total_cents),
        });
        data = with(data, more);
        if settled.outcome == Settlement::PartiallyAccepted {
            data["claims"] = settled.claims.iter().map(|(id, accepted)| told_claim(id, *accepted)).collect();
        }
    }
    Event::new(event_type, data)
}

fn told_claim(id: &str, is_accepted: bool) -> Value {
    let mut told = json!({"claim_id": id, "status": if is_accepted { "ACCEPTED" } else { "REJECTED" }});
    if !is_accepted {
        told["rejection_reason"] = "not covered by the sponsor".into();
    }
    told
}
