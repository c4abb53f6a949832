//! Every operation answers as the dossier has it.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use simulators::osigu::Account;

use crate::osigu::support::{
    ASYNC, DISPENSATIONS, MOCK, OTP, PRODUCTS, REQUESTS, Sim, dispensed, indication, medication, request,
    start,
};

/// Names of the members of an object, in order.
fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_token_has_the_four_documented_members() {
    let sim = Sim::start().await;
    let answer = sim.ask_token(&sim.tenant.credentials(Account::Main)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(members(&answer.body), ["access_token", "token_type", "expires_in", "scope"]);
    assert_eq!(answer.body["token_type"], "bearer");
    assert_eq!(answer.body["expires_in"], 3600);
    assert_eq!(
        answer.body["scope"],
        "arc:read arc:write dispensing:read dispensing:write ehr:read ehr:write"
    );
    let token = answer.text("access_token");
    assert!(token.starts_with("eyJhbGciOiJSUzI1NiIs") && token.split('.').count() == 3, "{token}");
}

#[tokio::test]
async fn a_search_form_tells_what_the_search_takes() {
    let sim = Sim::start().await;
    let forms = sim.reads(&format!("/v1/sponsors/{MOCK}/forms")).await;
    assert_eq!(forms[0]["form_id"], "national-id");
    assert_eq!(forms[0]["fields"][0]["values"], json!(["CC", "CE", "TI", "PA"]));
    assert_eq!(members(&forms[1]["fields"][0]), ["key", "type", "required"]);
}

#[tokio::test]
async fn the_documented_sample_beneficiary_is_found() {
    let sim = Sim::start().await;
    let body = json!({"document_type": "CC", "document_number": "1000000001"});
    let found = sim.does(200, &format!("/v1/sponsors/{MOCK}/search"), &body).await.body;
    assert_eq!(members(&found), ["beneficiary_id", "first_name", "last_name", "coverage"]);
    assert_eq!((&found["first_name"], &found["last_name"]), (&json!("MARIA"), &json!("GONZALEZ")));
    assert_eq!(
        found["coverage"],
        json!({"plan_code": "GOLD-100", "active": true, "effective_until": "2027-01-31"})
    );
    let id = found["beneficiary_id"].as_str().unwrap();
    assert!(id.starts_with("bnf_") && id.len() == 30, "{id}");
    let member = json!({"member_id": "M-000001"});
    let again = sim.does(200, &format!("/v1/sponsors/{MOCK}/search"), &member).await.body;
    assert_eq!(again, found);
}

#[rstest]
#[case(1, true, "2027-01-31")]
#[case(6, true, "2027-01-31")]
#[case(7, false, "2025-12-31")]
#[case(8, false, "2025-12-31")]
#[case(10, true, "2027-01-31")]
#[tokio::test]
async fn some_are_covered_and_some_are_not(#[case] number: u32, #[case] active: bool, #[case] until: &str) {
    let sim = Sim::start().await;
    let body = json!({"document_type": "CC", "document_number": format!("{}", 1_000_000_000 + number)});
    let found = sim.does(200, &format!("/v1/sponsors/{ASYNC}/search"), &body).await.body;
    assert_eq!(found["coverage"]["active"], json!(active));
    assert_eq!(found["coverage"]["effective_until"], json!(until));
}

#[tokio::test]
async fn a_holder_has_a_family_whose_members_can_be_used_alone() {
    let sim = Sim::start().await;
    let body = json!({"document_type": "CC", "document_number": "1000000003"});
    let holder = sim.does(200, &format!("/v1/sponsors/{MOCK}/search"), &body).await.body;
    let family = holder["dependants"].as_array().unwrap();
    assert_eq!(family.len(), 2);
    assert_eq!(members(&family[0]), ["beneficiary_id", "first_name", "last_name", "relationship"]);
    assert_eq!(family[0]["beneficiary_id"], json!(sim.beneficiary(9).await));
    let path = format!("/v1/beneficiaries/{}/dependents", holder["beneficiary_id"].as_str().unwrap());
    assert_eq!(sim.reads(&path).await, holder["dependants"]);
    let path = format!("/v1/beneficiaries/{}/dependents", sim.beneficiary(1).await);
    assert_eq!(sim.reads(&path).await, json!([]));
}

#[tokio::test]
async fn the_sponsors_are_listed_and_say_how_they_evaluate() {
    let sim = Sim::start().await;
    let sponsors = sim.reads("/v1/sponsors").await;
    let slugs: Vec<_> =
        sponsors.as_array().unwrap().iter().map(|it| it["sponsor_slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, [MOCK, ASYNC, "sponsor-sandbox-do", OTP]);
    for (slug, mode, otp) in [(MOCK, "SYNC", false), (ASYNC, "ASYNC", false), (OTP, "SYNC", true)] {
        for kind in ["MEDICATION", "LAB", "IMAGING", "PROCEDURE"] {
            let path = format!("/arc/v1/sponsors/{slug}/configuration?product_type={kind}");
            let configuration = sim.reads(&path).await;
            assert_eq!(configuration["evaluation_mode"], mode);
            assert_eq!(configuration["verification"], json!({"otp": otp, "biometric": false}));
            assert_eq!(configuration["required_indications"], json!(["MEDICAL_INDICATION"]));
            assert_eq!(configuration["product_type"], kind);
        }
    }
}

#[tokio::test]
async fn a_request_goes_from_its_start_to_an_approval() {
    let sim = Sim::start().await;
    let beneficiary = sim.beneficiary(1).await;
    let made = sim.does(201, REQUESTS, &medication(&beneficiary, MOCK)).await.body;
    assert_eq!(members(&made), ["authorization_request_id", "status", "created_at"]);
    assert_eq!(made["status"], "PENDING_INDICATION");
    assert_eq!(made["created_at"], "2026-06-25T14:00:00Z");
    let id = made["authorization_request_id"].as_str().unwrap();
    let attached = sim.attach(id).await.body;
    assert_eq!(attached["file_type"], "MEDICAL_INDICATION");
    let outcome = sim.does(200, &format!("{REQUESTS}/{id}/complete"), &json!({})).await.body;
    assert_eq!(outcome["status"], "COMPLETED");
    let authorization = &outcome["authorizations"][0];
    assert_eq!(authorization["status"], "APPROVED");
    assert_eq!(authorization["product_type"], "MEDICATION");
    assert_eq!(authorization["expires_at"], "2026-07-25T14:00:00Z");
    assert_eq!(authorization["products"], json!([{"product_code": "MED-042", "quantity": 30}]));
    let code = authorization["authorization_code"].as_str().unwrap();
    assert!(code.starts_with("AUTH-2026-") && code.len() == 16, "{code}");
    let read = sim.reads(&format!("{REQUESTS}/{id}")).await;
    assert_eq!(read["authorizations"], outcome["authorizations"]);
    assert_eq!(read["beneficiary_id"], json!(beneficiary));
    assert_eq!(read["indications"][0]["indication_id"], attached["indication_id"]);
}

#[tokio::test]
async fn an_indication_can_come_as_a_form() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, MOCK)).await;
    let form = "--x\r\nContent-Disposition: form-data; name=\"file_type\"\r\n\r\nMEDICAL_INDICATION\r\n\
                --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
                Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n--x--\r\n";
    let request = sim.request(Method::POST, &format!("{REQUESTS}/{id}/indications"));
    let request = request.bearer_auth(sim.token().await).body(form);
    let answer = sim.send(request.header("content-type", "multipart/form-data; boundary=x")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let outcome = sim.does(200, &format!("{REQUESTS}/{id}/complete"), &json!({})).await.body;
    assert_eq!(outcome["status"], "COMPLETED");
}

#[tokio::test]
async fn without_the_indication_a_request_stays_pending_and_can_be_completed_later() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, MOCK)).await;
    let path = format!("{REQUESTS}/{id}/complete");
    let outcome = sim.does(200, &path, &json!({})).await.body;
    assert_eq!(
        outcome,
        json!({"authorization_request_id": id, "status": "PENDING_INDICATION", "authorizations": []})
    );
    assert_eq!(sim.reads(&format!("{REQUESTS}/{id}")).await["status"], "PENDING_INDICATION");
    assert_eq!(sim.complete(&id).await["status"], "COMPLETED");
}

#[tokio::test]
async fn each_product_type_gets_an_authorization_of_its_own_and_outcomes_may_be_mixed() {
    let sim = Sim::start().await;
    let products = [
        ("MED-SBX-REJECT", "MEDICATION"),
        ("LAB-HEMO", "LAB"),
        ("LAB-GLUC", "LAB"),
        ("IMG-XRAY-CHEST", "IMAGING"),
        ("CONS-GEN", "PROCEDURE"),
    ];
    let id = sim.initiate(&request(&sim.beneficiary(2).await, MOCK, &products)).await;
    let outcome = sim.complete(&id).await;
    assert_eq!(outcome["status"], "COMPLETED");
    let authorizations = outcome["authorizations"].as_array().unwrap();
    let decided: Vec<_> = authorizations
        .iter()
        .map(|it| {
            (
                it["product_type"].as_str().unwrap(),
                it["status"].as_str().unwrap(),
                it["products"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(
        decided,
        [
            ("MEDICATION", "REJECTED", 1),
            ("LAB", "APPROVED", 2),
            ("IMAGING", "APPROVED", 1),
            ("PROCEDURE", "APPROVED", 1),
        ]
    );
    let rejected = &authorizations[0];
    assert!(rejected["rejection_reason"].as_str().unwrap().contains("MED-SBX-REJECT"));
    assert!(rejected.get("authorization_code").is_none() && rejected.get("expires_at").is_none());
}

#[tokio::test]
async fn a_request_for_inactive_cover_is_rejected_with_the_reason() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(7).await, MOCK)).await;
    let outcome = sim.complete(&id).await;
    assert_eq!(outcome["authorizations"][0]["status"], "REJECTED");
    let reason = outcome["authorizations"][0]["rejection_reason"].as_str().unwrap();
    assert!(reason.contains("not active"), "{reason}");
}

#[tokio::test]
async fn an_asynchronous_sponsor_decides_thirty_seconds_later() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, ASYNC)).await;
    let outcome = sim.complete(&id).await;
    assert_eq!(
        outcome,
        json!({"authorization_request_id": id, "status": "PENDING_SPONSOR", "authorizations": []})
    );
    sim.pass(29).await;
    assert_eq!(sim.reads(&format!("{REQUESTS}/{id}")).await["status"], "PENDING_SPONSOR");
    sim.pass(1).await;
    let read = sim.reads(&format!("{REQUESTS}/{id}")).await;
    assert_eq!(read["status"], "COMPLETED");
    assert_eq!(read["authorizations"][0]["status"], "APPROVED");
}

#[tokio::test]
async fn a_dispensation_of_an_authorization_creates_a_claim() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    let started = sim.does(201, DISPENSATIONS, &start(&code, &beneficiary)).await.body;
    assert_eq!(
        members(&started),
        ["dispensation_id", "status", "code_type", "products", "verification_required"]
    );
    assert_eq!((&started["status"], &started["code_type"]), (&json!("STARTED"), &json!("AUTHORIZATION")));
    assert_eq!(started["products"], json!([{"product_code": "MED-042", "quantity": 30, "unit_price": 12.5}]));
    assert_eq!(started["verification_required"], Value::Null);
    let id = started["dispensation_id"].as_str().unwrap();
    let status = sim.reads(&format!("{DISPENSATIONS}/{id}/verification-status")).await;
    assert_eq!(status, json!({"verification_required": null, "verified": true}));
    let done = sim.does(200, &format!("{DISPENSATIONS}/{id}/complete"), &dispensed()).await.body;
    assert_eq!(
        members(&done),
        ["dispensation_id", "status", "code_type", "claim_id", "total_amount", "completed_at"]
    );
    assert_eq!((&done["status"], &done["total_amount"]), (&json!("COMPLETED"), &json!(375.0)));
    let claim =
        sim.reads(&format!("/arc/v1/outpatient-care-claim/{}", done["claim_id"].as_str().unwrap())).await;
    assert_eq!(claim["status"], "COMPLETED");
    let read = sim.reads(&format!("{DISPENSATIONS}/{id}")).await;
    assert_eq!((&read["status"], &read["claim_id"]), (&json!("COMPLETED"), &done["claim_id"]));
}

#[tokio::test]
async fn a_cancelled_dispensation_frees_the_code() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    let id = sim.dispense(&code, &beneficiary).await;
    let void = sim.does(200, &format!("{DISPENSATIONS}/{id}/void"), &json!({})).await.body;
    assert_eq!(void, json!({"dispensation_id": id, "status": "CANCELLED"}));
    sim.dispense(&code, &beneficiary).await;
}

#[tokio::test]
async fn a_started_dispensation_times_out_after_fifteen_minutes() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(MOCK).await;
    let id = sim.dispense(&code, &beneficiary).await;
    sim.pass(15 * 60).await;
    assert_eq!(sim.reads(&format!("{DISPENSATIONS}/{id}")).await["status"], "CANCELLED");
    sim.dispense(&code, &beneficiary).await;
}

#[tokio::test]
async fn a_sponsor_that_demands_a_code_gets_it_by_phone() {
    let sim = Sim::start().await;
    let (beneficiary, code) = sim.authorized(OTP).await;
    let started = sim.does(201, DISPENSATIONS, &start(&code, &beneficiary)).await.body;
    assert_eq!(started["verification_required"], "OTP");
    let id = started["dispensation_id"].as_str().unwrap();
    let path = format!("{DISPENSATIONS}/{id}/verification-status");
    assert_eq!(sim.reads(&path).await, json!({"verification_required": "OTP", "verified": false}));
    let body = json!({"beneficiary_id": beneficiary, "sponsor_slug": OTP, "channel": "SMS"});
    let sent = sim.does(201, "/v1/otp/send", &body).await;
    assert_eq!(members(&sent.body), ["otp_id", "channel", "expires_in", "masked_destination"]);
    assert_eq!(sent.body["expires_in"], 300);
    assert_eq!(sent.body["masked_destination"], "+57 300 *** ** 42");
    let read = sim.tenant.otp_code(&sent.text("otp_id")).unwrap();
    let body = json!({"otp_id": sent.text("otp_id"), "code": read});
    let token = sim.does(200, "/v1/otp/validate", &body).await.text("otp_verification_token");
    assert_eq!(sim.reads(&path).await, json!({"verification_required": "OTP", "verified": true}));
    let mut body = dispensed();
    body["otp_verification_token"] = json!(token);
    sim.does(200, &format!("{DISPENSATIONS}/{id}/complete"), &body).await;
}

#[tokio::test]
async fn an_authorization_can_be_voided() {
    let sim = Sim::start().await;
    let (_, code) = sim.authorized(MOCK).await;
    let path = format!("/arc/v1/authorizations/{code}/void");
    let void = sim.does(200, &path, &json!({"reason": "typing error"})).await.body;
    assert_eq!(void, json!({"authorization_code": code, "status": "VOIDED"}));
}

#[tokio::test]
async fn the_catalogues_are_searched_and_paged() {
    let sim = Sim::start().await;
    let found = sim.reads("/medical-catalogs/v1/medications?query=med-sbx&size=5&page=1").await;
    assert_eq!(members(&found), ["content", "page", "links"]);
    assert_eq!(found["page"], json!({"size": 5, "total_elements": 12, "total_pages": 3, "number": 1}));
    assert_eq!(found["content"][0]["product_code"], "MED-SBX-006");
    assert_eq!(found["links"].as_array().unwrap().len(), 3);
    let labs = sim.reads("/arc/v1/products?product_type=LAB").await;
    for entry in labs["content"].as_array().unwrap() {
        assert_eq!(members(entry), ["product_code", "name", "product_type"]);
        assert_eq!(entry["product_type"], "LAB");
    }
    let diagnoses = sim.reads("/medical-catalogs/v1/diagnoses?query=cephalgia").await;
    assert_eq!(diagnoses["content"][0]["diagnosis_code"], "R51");
}

#[tokio::test]
async fn a_product_is_registered_listed_and_removed() {
    let sim = Sim::start().await;
    let body = json!({"product_code": "MED-SBX-UNREGISTERED"});
    let first = sim.does(201, PRODUCTS, &body).await.body;
    assert_eq!(
        first,
        json!({"product_code": "MED-SBX-UNREGISTERED", "registered_at": "2026-06-25T14:00:00Z"})
    );
    sim.pass(60).await;
    assert_eq!(sim.does(201, PRODUCTS, &body).await.body, first);
    let path = format!("{PRODUCTS}?product_type=MEDICATION&query=to register");
    assert_eq!(sim.reads(&path).await["page"]["total_elements"], 1);
    let removed = sim.delete(&format!("{PRODUCTS}/MED-SBX-UNREGISTERED")).await;
    assert_eq!((removed.status, removed.text.as_str()), (204, ""));
    assert_eq!(sim.reads(&path).await["page"]["total_elements"], 0);
}

#[tokio::test]
async fn removing_a_product_leaves_its_history_valid() {
    let sim = Sim::start().await;
    let beneficiary = sim.beneficiary(1).await;
    let request = sim.initiate(&medication(&beneficiary, MOCK)).await;
    let outcome = sim.complete(&request).await;
    assert_eq!(sim.delete(&format!("{PRODUCTS}/MED-042")).await.status, 204);
    let read = sim.reads(&format!("{REQUESTS}/{request}")).await;
    assert_eq!(read["authorizations"], outcome["authorizations"]);
    let code = read["authorizations"][0]["authorization_code"].as_str().unwrap();
    let id = sim.dispense(code, &beneficiary).await;
    sim.does(200, &format!("{DISPENSATIONS}/{id}/complete"), &dispensed()).await;
    let refused = sim.does(422, REQUESTS, &medication(&beneficiary, MOCK)).await;
    assert_eq!(refused.body["error_code"], "071-104");
}

#[tokio::test]
async fn attached_documents_are_needed_by_type() {
    let sim = Sim::start().await;
    let id = sim.initiate(&medication(&sim.beneficiary(1).await, MOCK)).await;
    let mut other = indication();
    other["file_type"] = json!("LAB_RESULT");
    sim.does(201, &format!("{REQUESTS}/{id}/indications"), &other).await;
    let outcome = sim.does(200, &format!("{REQUESTS}/{id}/complete"), &json!({})).await.body;
    assert_eq!(outcome["status"], "PENDING_INDICATION");
}
