//! What the integration is asked for, in the words of the client protocol.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One operation with its input.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "do", content = "payload")]
pub enum Task {
    /// Gets a token, or has one already.
    #[serde(rename = "osigu.token")]
    Token,
    /// Finds a beneficiary.
    #[serde(rename = "osigu.search")]
    Search(SearchInput),
    /// Finds a beneficiary and asks for an authorization.
    #[serde(rename = "osigu.authorize")]
    Authorize(AuthorizationInput),
    /// Reads an authorization request.
    #[serde(rename = "osigu.state")]
    State(StateInput),
    /// Takes in an event, already verified.
    #[serde(rename = "osigu.event")]
    Event(EventInput),
    /// Redeems a code.
    #[serde(rename = "osigu.dispense")]
    Dispense(DispensationInput),
    /// Issues a prescription.
    #[serde(rename = "osigu.prescribe")]
    Prescribe(PrescriptionInput),
    /// Creates and completes an outpatient claim; the input is the body of the creation.
    #[serde(rename = "osigu.claim")]
    Claim(Value),
    /// Opens, fills and dispatches a settlement batch.
    #[serde(rename = "osigu.settle")]
    Settle(SettlementInput),
}

/// Whom to look for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SearchInput {
    /// At which sponsor.
    pub sponsor_slug: String,
    /// What is known of the beneficiary, by the names that the sponsor's forms use.
    pub form: Map<String, Value>,
}

/// What to authorize, and for whom. The beneficiary is given by a form or by its id.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct AuthorizationInput {
    /// At which sponsor.
    pub sponsor_slug: String,
    /// What is known of the beneficiary.
    #[serde(default)]
    pub form: Option<Map<String, Value>>,
    /// The beneficiary's id; goes before the form.
    #[serde(default)]
    pub beneficiary_id: Option<String>,
    /// Each with `product_code`, `product_type` and `quantity`; further members travel as they are.
    pub products: Vec<Value>,
    /// ICD-10.
    #[serde(default)]
    pub diagnosis_code: Option<String>,
    /// `false` leaves the supporting document out, even if the sponsor asks for it.
    #[serde(default)]
    pub indication: Option<bool>,
    /// What proves that the beneficiary was verified, where the sponsor wants that.
    #[serde(default)]
    pub otp_verification_token: Option<String>,
    /// Further members of the request, such as `professional_license_number`.
    #[serde(flatten)]
    pub further: Map<String, Value>,
}

/// Which request to read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct StateInput {
    /// Its id.
    pub authorization_request_id: String,
}

/// An event, already verified.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct EventInput {
    /// The body of the webhook.
    pub event: Value,
}

/// What to redeem.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct DispensationInput {
    /// The code of an authorization or of a prescription.
    pub code: String,
    /// Whose it is.
    pub beneficiary_id: String,
}

/// What to prescribe, and to whom. The patient is given by its id, or by its data and then looked up or registered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct PrescriptionInput {
    /// The patient's data, with its `document_number`.
    #[serde(default)]
    pub patient: Option<Value>,
    /// The patient's id; goes before the data.
    #[serde(default)]
    pub patient_id: Option<String>,
    /// Each with `diagnosis_code`.
    pub diagnoses: Vec<Value>,
    /// Each with `product_code`, `quantity`, `posology` and `duration_days`.
    pub medications: Vec<Value>,
}

/// What to settle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SettlementInput {
    /// At which sponsor.
    pub sponsor_slug: String,
    /// Which month, such as `2026-06`.
    pub period: String,
    /// Only these; all candidates when it is not given.
    #[serde(default)]
    pub authorization_ids: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_task_is_read_as_the_client_protocol_writes_it() {
        let read = |task| serde_json::from_value::<Task>(task).unwrap();
        assert_eq!(read(json!({"do": "osigu.token"})), Task::Token);
        let Task::Authorize(input) = read(json!({"do": "osigu.authorize", "payload": {
            "sponsor_slug": "s", "beneficiary_id": "bnf_1", "diagnosis_code": "R51", "service_type_code": "OUT",
            "products": [{"product_code": "MED-SBX-001"}], "indication": false
        }})) else {
            panic!("not an authorization")
        };
        assert_eq!((input.indication, input.form), (Some(false), None));
        assert_eq!(Value::Object(input.further), json!({"service_type_code": "OUT"}));
    }
}
