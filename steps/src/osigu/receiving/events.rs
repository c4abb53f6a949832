//! Events of synthetic people and authorizations, with the data that Osigu documents.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

use crate::World;

/// The letters of ids.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const MILLISECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
const SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// An event of this type about an authorization or a prescription of its own, created now.
pub(super) fn event(world: &mut World, event_type: &str) -> Value {
    let data = data(world, event_type);
    let id = id(world, "evt");
    let environment = world.environment();
    json!({
        "event_id": id,
        "event_type": event_type,
        "created_at": written(world.now(), MILLISECONDS),
        "api_version": "2026-01-01",
        "environment": environment,
        "data": data,
        "provider": {"provider_id": "prv_01HX9KP3F4R5T6Y7V8W9Z0A1B2", "provider_slug": "clinic-example"},
    })
}

/// A decision, the event that most scenarios deliver.
pub(super) fn decision(world: &mut World) -> Value {
    event(world, "authorization.created")
}

/// Another event about the authorization of the first.
pub(super) fn about_the_same(world: &mut World, first: &Value, event_type: &str) -> Value {
    let mut second = event(world, event_type);
    for member in ["authorization_id", "authorization_code", "authorization_request_id", "beneficiary_id"] {
        if let (Some(value), Some(data)) = (first["data"].get(member), second["data"].as_object_mut()) {
            data.insert(member.to_owned(), value.clone());
        }
    }
    second
}

/// Lets an event have been created this much earlier.
pub(super) fn earlier(world: &World, event: &mut Value, by: Duration) {
    event["created_at"] = written(world.now() - by, MILLISECONDS).into();
}

fn data(world: &mut World, event_type: &str) -> Value {
    let now = world.now();
    let code = authorization_code(world);
    let beneficiary = id(world, "bnf");
    let at = written(now, SECONDS);
    match event_type {
        "authorization.created" | "authorization.updated" => json!({
            "authorization_id": id(world, "auth"),
            "authorization_code": code,
            "authorization_request_id": id(world, "areq"),
            "beneficiary_id": beneficiary,
            "sponsor_slug": "sponsor-sandbox",
            "product_type": "MEDICATION",
            "products": [{"product_code": "MED-042", "quantity": 30, "posology": "1c/8h"}],
            "expires_at": written(now + Duration::days(30), SECONDS),
            "sponsor_reference": "SPX-2026-999",
            "additional_data": {},
        }),
        "authorization.rejected" => json!({
            "authorization_request_id": id(world, "areq"),
            "beneficiary_id": beneficiary,
            "sponsor_slug": "sponsor-sandbox",
            "rejection_reason": "The plan does not cover this product",
        }),
        "dispensing.started" => json!({
            "dispensation_id": id(world, "dsp"),
            "code": code,
            "code_type": "AUTHORIZATION",
            "beneficiary_id": beneficiary,
            "sponsor_slug": "sponsor-sandbox",
            "pharmacy": {"provider_slug": "pharmacy-x", "branch_id": id(world, "branch")},
            "products": [{"product_code": "MED-042", "quantity": 30}],
            "started_at": at,
        }),
        "prescription.issued" => json!({
            "prescription_id": id(world, "rx"),
            "prescription_code": "RX-2026-9182",
            "version": "v1",
            "patient": {"patient_id": id(world, "pat"), "first_name": "Ana", "last_name": "López"},
            "doctor": {"doctor_id": id(world, "doc"), "medical_board_registration": "MP-12345"},
            "diagnoses": [{"diagnosis_code": "R51"}],
            "medications": [
                {"product_code": "MED-042", "quantity": 30, "posology": "1c/8h", "duration_days": 10},
            ],
            "issued_at": at,
        }),
        "prescription.email_delivered" => json!({
            "prescription_id": id(world, "rx"),
            "prescription_code": "RX-2026-9182",
            "email": "ana@example.com",
            "delivered_at": at,
        }),
        // A type that nobody documents: what it says is nothing that anybody knows.
        _ => json!({"reference": id(world, "ref")}),
    }
}

/// An id that no other scenario of any run has.
fn id(world: &mut World, prefix: &str) -> String {
    let digest = fresh(world);
    let tail: String =
        digest.iter().take(26).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    format!("{prefix}_{tail}")
}

/// A code as people read it aloud, such as `AUTH-2026-001234`.
fn authorization_code(world: &mut World) -> String {
    let digest = fresh(world);
    let number = u32::from_be_bytes([0, digest[0], digest[1], digest[2]]) % 1_000_000;
    format!("AUTH-{}-{number:06}", world.now().year())
}

fn fresh(world: &mut World) -> [u8; 32] {
    world.osigu.receiving.ids += 1;
    let (run, scenario) = world.seeds();
    let seed = format!("{run}|{scenario}|{}", world.osigu.receiving.ids);
    Sha256::digest(seed.as_bytes()).into()
}

fn written(at: OffsetDateTime, format: &[BorrowedFormatItem<'_>]) -> String {
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}
