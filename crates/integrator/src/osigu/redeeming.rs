//! Dispensing a code, and prescribing.

use serde_json::{Value, json};

use super::{
    Defect, DispensationInput, Operation, PrescriptionInput,
    answer::Class,
    run::{End, Flow, Run},
    words,
};
use crate::{
    LogLevel, Outcome,
    answer::{children, text},
};

impl Run<'_> {
    pub(super) async fn dispense(&mut self, input: &DispensationInput) -> Flow {
        let body = json!({"code": input.code, "beneficiary_id": input.beneficiary_id});
        let started = match self.call(Operation::StartDispensation, &[], Some(body)).await {
            Ok(started) => started,
            Err(refusal) if refusal.class == Class::Conflict && self.has(Defect::TakesConflictForDone) => {
                return Ok(End { outcome: Outcome::Ok, surfaced: None, body: refusal.body });
            }
            Err(refusal) => return Err(self.refused(refusal)),
        };
        let id = self.need("dispensation_id", &started)?;
        if let Some(kind) = text(&started, "verification_required") {
            let fields = [("verification", json!(kind))];
            self.log(Operation::StartDispensation, LogLevel::Info, "verification_required", fields);
            return Err(End::told(Outcome::VerificationRequired, words::VERIFY_FIRST, Some(started)));
        }
        if self.has(Defect::LeavesDispensationStarted) {
            return Ok(End::silent(Outcome::Ok, started));
        }
        let products = started.get("products").map(children).unwrap_or_default();
        let products: Vec<_> = products.into_iter().map(delivered).collect();
        let parameters = [("dispensationId", id.as_str())];
        let body = json!({"products": products});
        let completed = self.must(Operation::CompleteDispensation, &parameters, Some(body)).await?;
        self.learn("claim_id", &completed);
        Ok(End::silent(Outcome::Ok, completed))
    }

    pub(super) async fn prescribe(&mut self, input: &PrescriptionInput) -> Flow {
        let patient_id = match (&input.patient_id, &input.patient) {
            (Some(id), _) => id.clone(),
            (None, Some(patient)) => self.patient(patient).await?,
            (None, None) => return Err(End::asks_for("patient", words::NO_PATIENT.to_owned())),
        };
        let body = json!({
            "patient_id": patient_id,
            "diagnoses": input.diagnoses,
            "medications": input.medications,
        });
        let issued = self.must(Operation::CreatePrescription, &[], Some(body)).await?;
        self.need("prescription_code", &issued)?;
        self.learn("prescription_id", &issued);
        Ok(End::silent(Outcome::Ok, issued))
    }

    /// The patient with that document, registered if nobody has it.
    async fn patient(&mut self, patient: &Value) -> Result<String, End> {
        if let Some(number) = text(patient, "document_number") {
            let found = self.must(Operation::FindPatient, &[("document_number", &number)], None).await?;
            let list = found.as_array().map_or_else(|| vec![&found], |list| list.iter().collect());
            let same = |one: &&&Value| {
                let kinds = (text(one, "document_type"), text(patient, "document_type"));
                kinds.0.is_none() || kinds.0 == kinds.1
            };
            if let Some(id) = list.iter().find(same).and_then(|one| self.learn("patient_id", one)) {
                return Ok(id);
            }
        }
        let created = self.must(Operation::CreatePatient, &[], Some(patient.clone())).await?;
        self.need("patient_id", &created)
    }
}

/// A line of the started dispensation as it is delivered: whole.
fn delivered(line: &Value) -> Value {
    let mut product = json!({});
    for member in ["product_code", "quantity", "unit_price"] {
        if let Some(value) = line.get(member) {
            product[member] = value.clone();
        }
    }
    product
}
