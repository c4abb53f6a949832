//! What an environment has, by name: the simulator's seeds, or what a profile states under `fixtures`.

use serde_json::{Value, json};

use crate::{Stop, World};

/// What the simulator is seeded with.
pub(crate) fn seeded(name: &str) -> Option<Value> {
    Some(match name {
        "sponsor" => json!("sponsor-sandbox"),
        "async_sponsor" => json!("sponsor-async-sandbox"),
        "batch_sponsor" => json!("sponsor-sandbox-do"),
        "product" => json!("MED-SBX-001"),
        "rejected_product" => json!("MED-SBX-REJECT"),
        "unregistered_product" => json!("MED-SBX-UNREGISTERED"),
        "active_beneficiary" => json!({"document_type": "CC", "document_number": "1000000001"}),
        "family_holder" => json!({"document_type": "CC", "document_number": "1000000003"}),
        "expired_beneficiary" => json!({"document_type": "CC", "document_number": "1000000007"}),
        _ => return None,
    })
}

/// A fixture, whatever it is.
pub(super) fn value(world: &mut World, name: &'static str) -> Result<Value, Stop> {
    let is_simulator = world.is_simulator();
    let profile = world.profile()?;
    let found = profile.fixtures.get(name).cloned().or_else(|| seeded(name).filter(|_| is_simulator));
    found.ok_or_else(|| world.missing_fixture(name))
}

/// A fixture that is a text.
pub(super) fn text(world: &mut World, name: &'static str) -> Result<String, Stop> {
    match value(world, name)? {
        Value::String(text) => Ok(text),
        other => Err(world.internal(format!("the fixture `{name}` is no text: {other}"))),
    }
}

/// A fixture that is what a beneficiary is searched by. Its numbers stay out of the evidence.
pub(super) fn form(world: &mut World, name: &'static str) -> Result<Value, Stop> {
    let form = value(world, name)?;
    hide_numbers(world, name, &form);
    Ok(form)
}

/// Keeps the numbers of the profile's people out of the evidence of a scenario, also of one that is not about them: a
/// vendor that was told them may repeat them anywhere.
pub(crate) fn hide_people(world: &mut World) {
    let fixtures = world.profile().map(|profile| profile.fixtures.clone()).unwrap_or_default();
    for (name, form) in fixtures {
        hide_numbers(world, &name, &form);
    }
}

fn hide_numbers(world: &mut World, name: &str, form: &Value) {
    for (member, value) in form.as_object().into_iter().flatten() {
        if let Some(value) = value.as_str().filter(|_| member.contains("number") || member.contains("id")) {
            world.hide(value, &format!("{{{{fixture:{name}.{member}}}}}"));
        }
    }
}
