//! Patients and prescriptions (dossier 2.6, 3.5).

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    errors::Refusal,
    faults::ChainRule,
    fields::{Object, Problems, get, parse_date, seconds, text},
    hooks::events,
    operations::Operation,
    products::diagnosis,
    service::Call,
    state::{Book, Due},
};
use crate::http::Response;

/// Members of a patient (2.6); all are needed.
const PATIENT_MEMBERS: [&str; 5] =
    ["first_name", "last_name", "document_type", "document_number", "date_of_birth"];

/// One tenant's patients and prescriptions.
#[derive(Default)]
pub(super) struct Prescriptions {
    /// So many of the next mails bounce.
    pub(super) bouncing_mails: u32,
    patients: Vec<Patient>,
    issued: Vec<Prescription>,
}

/// Somebody whom a doctor treats.
#[derive(Clone, Debug)]
pub(super) struct Patient {
    pub(super) id: String,
    /// What the request said, and nothing else.
    data: Object,
}

impl Patient {
    fn of(&self, name: &str) -> &str {
        text(&self.data, name).unwrap_or_default()
    }

    /// Where mail goes. Where the request gave no address, it is one that nobody has.
    fn email(&self) -> String {
        text(&self.data, "email").map_or_else(|| format!("{}@example.com", self.id), str::to_owned)
    }

    fn shown(&self) -> Value {
        let mut shown = json!({"patient_id": self.id});
        if let Some(shown) = shown.as_object_mut() {
            shown.extend(self.data.clone());
        }
        shown
    }

    /// As prescriptions and their events have it.
    pub(super) fn abridged(&self) -> Value {
        json!({
            "patient_id": self.id,
            "first_name": self.of("first_name"),
            "last_name": self.of("last_name"),
        })
    }
}

/// A medication of a prescription.
#[derive(Clone, Debug)]
pub(super) struct Medication {
    pub(super) product_code: String,
    pub(super) quantity: u32,
    pub(super) posology: String,
    pub(super) duration_days: Option<u32>,
}

/// What a doctor issued.
#[derive(Clone, Debug)]
pub(super) struct Prescription {
    pub(super) id: String,
    pub(super) code: String,
    /// `v1`, `v1.1` or `v2`.
    pub(super) version: &'static str,
    pub(super) patient: Patient,
    pub(super) doctor_id: String,
    pub(super) diagnosis_codes: Vec<String>,
    pub(super) medications: Vec<Medication>,
    pub(super) issued_at: OffsetDateTime,
    redeemed_at: Option<OffsetDateTime>,
}

/// A prescription that a pharmacy may redeem.
pub(super) struct Redeemable {
    pub(super) prescription_id: String,
    /// The patient's document number.
    pub(super) document_number: String,
    /// Codes and quantities.
    pub(super) products: Vec<(String, u32)>,
    /// Whether a dispensation of it was completed.
    pub(super) is_redeemed: bool,
}

impl Book {
    /// `create-patient`.
    pub(super) fn create_patient(&mut self, call: &Call) -> Result<Response, Refusal> {
        let data = read_patient(call.body, "")?;
        let known = self.patient_of_document(text(&data, "document_number").unwrap_or_default());
        if known.is_some() && !self.has(ChainRule::PatientTwice) {
            let status = self.settings.statuses.duplicate_patient;
            return Err(Refusal::new(status, "a patient has this document number already"));
        }
        let patient = self.enter_patient(data);
        Ok(Response::json(201, patient.shown()))
    }

    /// `find-patient`: a list, empty if there is none.
    pub(super) fn find_patient(&mut self, call: &Call) -> Result<Response, Refusal> {
        let Some(number) = call.query("document_number").filter(|number| !number.is_empty()) else {
            return Err(Refusal::invalid_member("document_number", "is required in the query"));
        };
        let forgotten = self.has(ChainRule::PatientForgotten);
        let found = self
            .prescriptions
            .patients
            .iter()
            .filter(|patient| !forgotten && patient.of("document_number") == number);
        Ok(Response::json(200, found.map(Patient::shown).collect()))
    }

    /// All three versions; `call.operation` tells which.
    pub(super) fn create_prescription(&mut self, call: &Call) -> Result<Response, Refusal> {
        let version = match call.operation {
            Operation::CreatePrescriptionV11 => "v1.1",
            Operation::CreatePrescriptionV2 => "v2",
            _ => "v1",
        };
        let mut problems = Problems::default();
        let diagnoses = problems.objects(call.body, "", "diagnoses");
        let diagnosis_codes: Vec<_> = diagnoses
            .into_iter()
            .map(|(path, diagnosis)| problems.text(diagnosis, &path, "diagnosis_code"))
            .collect();
        let medications: Vec<_> = problems
            .objects(call.body, "", "medications")
            .into_iter()
            .map(|(path, medication)| Medication {
                product_code: problems.text(medication, &path, "product_code"),
                quantity: problems.count(medication, &path, "quantity"),
                posology: problems.text(medication, &path, "posology"),
                duration_days: get(medication, "duration_days")
                    .map(|_| problems.count(medication, &path, "duration_days")),
            })
            .collect();
        let doctor_id = problems.optional_text(call.body, "", "doctor_id");
        self.check_version(call, version, &mut problems);
        let inline = get(call.body, "patient");
        if inline.is_none() {
            problems.text(call.body, "", "patient_id");
        } else if inline.is_some_and(|patient| !patient.is_object()) {
            problems.add("", "patient", "wants an object");
        }
        problems.result()?;

        if !self.has(ChainRule::PrescriptionUnregistered) {
            self.check_registered(medications.iter().map(|medication| medication.product_code.as_str()))?;
        }
        let patient = match inline.and_then(Value::as_object) {
            Some(inline) => {
                let data = read_patient(inline, "patient")?;
                let number = text(&data, "document_number").unwrap_or_default();
                match self.patient_of_document(number).cloned() {
                    Some(known) => known,
                    None => self.enter_patient(data),
                }
            }
            None => self.prescribed_patient(text(call.body, "patient_id").unwrap_or_default())?,
        };
        let prescription = Prescription {
            id: self.id("rx"),
            code: self.code("RX", 4, call.now),
            version,
            patient,
            doctor_id: doctor_id.unwrap_or_else(|| self.settings.provider.doctor_id.clone()),
            diagnosis_codes,
            medications,
            issued_at: call.now,
            redeemed_at: None,
        };
        let answer = self.shown_prescription(&prescription);
        if !self.has(ChainRule::PrescriptionNotTold) {
            self.emit(events::prescription_issued(&prescription, &self.settings));
        }
        self.schedule(call.now + self.settings.mail_after, Due::Mail(prescription.id.clone()));
        self.prescriptions.issued.push(prescription);
        Ok(Response::json(self.settings.statuses.create_prescription, answer))
    }

    /// What v1.1 and v2 need beside.
    fn check_version(&self, call: &Call, version: &str, problems: &mut Problems) {
        let names = &self.settings.names;
        if version != "v1" && !self.has(ChainRule::ConsentUnneeded) {
            let name = names.patient_consent.as_str();
            match call.get(name).map(Value::as_object) {
                None => problems.add("", name, "is required"),
                Some(None) => problems.add("", name, "wants an object"),
                Some(Some(consent)) => {
                    if get(consent, "accepted") != Some(&Value::Bool(true)) {
                        problems.add(name, "accepted", "must be true");
                    }
                    problems.text(consent, name, "accepted_at");
                }
            }
        }
        if version == "v2" && !self.has(ChainRule::HashUnneeded) {
            problems.text(call.body, "", &names.signed_hash);
        }
    }

    fn patient_of_document(&self, number: &str) -> Option<&Patient> {
        self.prescriptions.patients.iter().find(|patient| patient.of("document_number") == number)
    }

    fn enter_patient(&mut self, data: Object) -> Patient {
        let patient = Patient { id: self.id("pat"), data };
        self.prescriptions.patients.push(patient.clone());
        patient
    }

    fn prescribed_patient(&self, patient_id: &str) -> Result<Patient, Refusal> {
        let known = self.prescriptions.patients.iter().find(|patient| patient.id == patient_id);
        match known {
            Some(patient) => Ok(patient.clone()),
            None if self.has(ChainRule::PrescriptionForUnknownPatient) => {
                Ok(Patient { id: patient_id.to_owned(), data: Object::new() })
            }
            None => {
                let status = self.settings.statuses.unknown_resource;
                Err(Refusal::new(status, format!("no patient has the patient_id {patient_id}")))
            }
        }
    }

    fn shown_prescription(&self, prescription: &Prescription) -> Value {
        let diagnoses: Vec<_> = prescription
            .diagnosis_codes
            .iter()
            .map(|code| json!({"diagnosis_code": code, "description": diagnosis(code)}))
            .collect();
        let medications: Vec<_> = prescription
            .medications
            .iter()
            .map(|medication| {
                let mut shown = json!({
                    "product_code": medication.product_code,
                    "product_name": self.product_name(&medication.product_code),
                    "quantity": medication.quantity,
                    "posology": medication.posology,
                });
                if let Some(days) = medication.duration_days {
                    shown["duration_days"] = days.into();
                }
                shown
            })
            .collect();
        json!({
            "prescription_id": prescription.id,
            "prescription_code": prescription.code,
            "version": prescription.version,
            "status": "PRESCRIPTION_ISSUED",
            "issued_at": seconds(prescription.issued_at),
            "patient": prescription.patient.abridged(),
            "diagnoses": diagnoses,
            "medications": medications,
        })
    }

    /// The prescription of a code, whether or not it was redeemed before.
    pub(super) fn redeemable_prescription(&self, code: &str) -> Option<Redeemable> {
        if self.has(ChainRule::CodeNotRedeemable) {
            return None;
        }
        let found = self.prescriptions.issued.iter().find(|prescription| prescription.code == code)?;
        Some(Redeemable {
            prescription_id: found.id.clone(),
            document_number: found.patient.of("document_number").to_owned(),
            products: found
                .medications
                .iter()
                .map(|medication| (medication.product_code.clone(), medication.quantity))
                .collect(),
            is_redeemed: found.redeemed_at.is_some(),
        })
    }

    /// A dispensation of it was completed.
    pub(super) fn redeem_prescription(&mut self, prescription_id: &str, at: OffsetDateTime) {
        let mut issued = self.prescriptions.issued.iter_mut();
        if let Some(prescription) = issued.find(|prescription| prescription.id == prescription_id) {
            prescription.redeemed_at = Some(at);
        }
    }

    /// `Due::Mail`: the mail server takes the mail, or it bounces.
    pub(super) fn mail_prescription(&mut self, prescription_id: &str, at: OffsetDateTime) {
        let mut issued = self.prescriptions.issued.iter();
        let Some(prescription) = issued.find(|prescription| prescription.id == prescription_id).cloned()
        else {
            return;
        };
        let bounces = self.prescriptions.bouncing_mails > 0;
        self.prescriptions.bouncing_mails = self.prescriptions.bouncing_mails.saturating_sub(1);
        if self.has(ChainRule::MailNotTold) {
            return;
        }
        let email = prescription.patient.email();
        let event = if bounces && !self.has(ChainRule::BounceHidden) {
            events::prescription_email_failed(&prescription, &email, at, &self.settings)
        } else {
            events::prescription_email_delivered(&prescription, &email, at)
        };
        self.emit(event);
    }
}

/// The members of a patient, checked; others are left out, but for an address to mail to.
fn read_patient(object: &Object, path: &str) -> Result<Object, Refusal> {
    let mut problems = Problems::default();
    let mut data = Object::new();
    for name in PATIENT_MEMBERS {
        let value = problems.text(object, path, name);
        if name == "date_of_birth" && !value.is_empty() && parse_date(&value).is_none() {
            problems.add(path, name, "wants a day such as 1990-04-11");
        }
        data.insert(name.to_owned(), value.into());
    }
    if let Some(email) = problems.optional_text(object, path, "email") {
        data.insert("email".to_owned(), email.into());
    }
    problems.result()?;
    Ok(data)
}
