use rstest::rstest;
use serde_json::{Value, json};

use crate::osigu_hooks::support::{PRODUCT, SPONSOR, START, Sim, patient, prescription, seconds, text};

const PRESCRIPTIONS: &str = "/ehr/v1/prescriptions";

#[tokio::test]
async fn a_patient_is_told_back_and_found_by_document_number() {
    let sim = Sim::start().await;
    let mut body = patient("1000000001");
    body["unknown"] = json!(1);
    let (status, answer) = sim.post("/ehr/v1/patients", &body).await;
    assert_eq!(status, 201);
    assert!(text(&answer, "patient_id").starts_with("pat_"));
    assert_eq!((&answer["first_name"], &answer["date_of_birth"]), (&json!("Ana"), &json!("1990-04-11")));
    assert!(answer.get("unknown").is_none());
    assert_eq!(sim.read("/ehr/v1/patients?document_number=1000000001").await, json!([answer]));
    assert_eq!(sim.read("/ehr/v1/patients?document_number=1000000002").await, json!([]));
    assert_eq!(sim.get("/ehr/v1/patients").await.0, 422);
    assert_eq!(sim.refused("/ehr/v1/patients", &patient("1000000001"), 409).await, "071-409");
}

#[rstest]
#[case("first_name", json!(null))]
#[case("last_name", json!(""))]
#[case("document_type", json!(1))]
#[case("document_number", json!(1_000_000_001))]
#[case("date_of_birth", json!("11/04/1990"))]
#[tokio::test]
async fn a_patient_with_a_bad_member_is_refused(#[case] member: &str, #[case] value: Value) {
    let sim = Sim::start().await;
    let mut body = patient("1000000001");
    body[member] = value;
    let (status, answer) = sim.post("/ehr/v1/patients", &body).await;
    assert_eq!(status, 422);
    assert_eq!(answer["additional_information"]["errors"][0]["path"], member);
}

#[tokio::test]
async fn a_prescription_is_issued_and_told() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.*"]).await;
    let patient_id = sim.patient().await;
    let (status, answer) = sim.post(PRESCRIPTIONS, &prescription(&patient_id)).await;
    assert_eq!(status, 201, "{answer}");
    assert!(text(&answer, "prescription_id").starts_with("rx_"));
    let code = text(&answer, "prescription_code");
    assert!(code.starts_with("RX-2026-") && code.len() == 12, "{code}");
    assert_eq!((&answer["version"], &answer["status"]), (&json!("v1"), &json!("PRESCRIPTION_ISSUED")));
    let person = json!({"patient_id": patient_id, "first_name": "Ana", "last_name": "Prueba"});
    assert_eq!((&answer["patient"], &answer["issued_at"]), (&person, &json!("2026-06-25T14:00:00Z")));
    assert_eq!(answer["diagnoses"][0]["diagnosis_code"], "R51");
    assert!(!text(&answer["diagnoses"][0], "description").is_empty());
    let medication = &answer["medications"][0];
    assert_eq!((&medication["product_code"], &medication["duration_days"]), (&json!(PRODUCT), &json!(10)));
    assert!(!text(medication, "product_name").is_empty());

    sim.settle_down().await;
    let issued = receiver.only();
    assert_eq!((issued.event_type().as_str(), issued.at), ("prescription.issued", START));
    let data = &issued.event()["data"];
    assert_eq!((&data["prescription_code"], &data["patient"]), (&json!(code), &person));
    assert!(
        data["doctor"]["doctor_id"].is_string() && data["doctor"]["medical_board_registration"].is_string()
    );
    assert_eq!(data["diagnoses"], json!([{"diagnosis_code": "R51"}]));
    assert_eq!(data["medications"][0].get("product_name"), None);

    sim.pass(seconds(2)).await;
    let mailed = receiver.only().event();
    assert_eq!(mailed["event_type"], "prescription.email_delivered");
    assert_eq!(mailed["data"]["prescription_id"], answer["prescription_id"]);
    assert!(text(&mailed["data"], "email").ends_with("@example.com"));
    assert_eq!(mailed["data"]["delivered_at"], "2026-06-25T14:00:02Z");
}

#[tokio::test]
async fn a_mail_that_bounces_is_told_as_failed() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["prescription.email_*"]).await;
    let patient_id = sim.patient().await;
    sim.tenant.mail_bounces_next(1);
    sim.ok(PRESCRIPTIONS, &prescription(&patient_id)).await;
    sim.pass(seconds(2)).await;
    let failed = receiver.only().event();
    assert_eq!(failed["event_type"], "prescription.email_failed");
    assert!(!text(&failed["data"], "failure_reason").is_empty() && failed["data"]["failed_at"].is_string());
    sim.ok(PRESCRIPTIONS, &prescription(&patient_id)).await;
    sim.pass(seconds(2)).await;
    assert_eq!(receiver.only().event_type(), "prescription.email_delivered");
}

#[rstest]
#[case::no_patient("/patient_id", json!(null), 422)]
#[case::unknown_patient("/patient_id", json!("pat_nobody"), 404)]
#[case::no_diagnosis("/diagnoses", json!([]), 422)]
#[case::no_medication("/medications", json!([]), 422)]
#[case::no_quantity("/medications/0/quantity", json!(0), 422)]
#[case::no_posology("/medications/0/posology", json!(null), 422)]
#[case::bad_duration("/medications/0/duration_days", json!("ten"), 422)]
#[case::unregistered("/medications/0/product_code", json!("MED-SBX-UNREGISTERED"), 422)]
#[tokio::test]
async fn a_prescription_with_a_bad_member_is_refused(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] expected: u16,
) {
    let sim = Sim::start().await;
    let mut body = prescription(&sim.patient().await);
    *body.pointer_mut(pointer).unwrap() = value;
    let code = sim.refused(PRESCRIPTIONS, &body, expected).await;
    let unregistered = pointer.ends_with("product_code");
    assert_eq!(code == "071-104", unregistered, "{code}");
}

#[tokio::test]
async fn the_newer_versions_need_more() {
    let sim = Sim::start().await;
    let mut body = prescription(&sim.patient().await);
    let (v1_1, v2) = ("/ehr/v1.1/prescriptions", "/ehr/v2/prescriptions");
    sim.refused(v1_1, &body, 422).await;
    body["patient_consent"] = json!({"accepted": false, "accepted_at": "2026-06-25T13:59:00Z"});
    sim.refused(v1_1, &body, 422).await;
    body["patient_consent"]["accepted"] = json!(true);
    assert_eq!(sim.ok(v1_1, &body).await["version"], "v1.1");
    sim.refused(v2, &body, 422).await;
    body["signed_hash"] = json!("3f6c");
    assert_eq!(sim.ok(v2, &body).await["version"], "v2");
    assert_eq!(sim.ok(PRESCRIPTIONS, &body).await["version"], "v1");
}

#[tokio::test]
async fn a_patient_can_be_made_with_the_prescription() {
    let sim = Sim::start().await;
    let mut body = prescription("");
    body.as_object_mut().unwrap().remove("patient_id");
    body["patient"] = patient("1000000004");
    let made = sim.ok(PRESCRIPTIONS, &body).await;
    let found = sim.read("/ehr/v1/patients?document_number=1000000004").await;
    assert_eq!(found[0]["patient_id"], made["patient"]["patient_id"]);
    let again = sim.ok(PRESCRIPTIONS, &body).await;
    assert_eq!(again["patient"], made["patient"], "the same person");
    body["patient"]["date_of_birth"] = json!("no day");
    let (status, answer) = sim.post(PRESCRIPTIONS, &body).await;
    assert_eq!(status, 422);
    assert_eq!(answer["additional_information"]["errors"][0]["path"], "patient.date_of_birth");
}

#[tokio::test]
async fn a_dispensation_of_a_prescription_creates_no_claim() {
    let sim = Sim::start().await;
    let receiver = sim.receiver(&["dispensing.completed"]).await;
    let patient_id = sim.patient().await;
    let made = sim.ok(PRESCRIPTIONS, &prescription(&patient_id)).await;
    let code = text(&made, "prescription_code");
    let done = sim.dispense(SPONSOR, &code).await;
    assert_eq!((&done["code_type"], &done["claim_id"]), (&json!("PRESCRIPTION"), &json!(null)));
    sim.settle_down().await;
    let data = receiver.only().event()["data"].clone();
    assert_eq!(
        (&data["authorization_id"], &data["prescription_id"]),
        (&json!(null), &made["prescription_id"])
    );
    let beneficiary_id = sim.beneficiary(SPONSOR).await;
    let again = json!({"code": code, "beneficiary_id": beneficiary_id});
    sim.refused("/dispensing/v1/dispensations", &again, 409).await;
}
