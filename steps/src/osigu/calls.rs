//! Sends the calls of a scenario and learns the ids that come back.

use serde_json::{Value, json};

use super::{AuthorizationRequest, Beneficiary, fixtures};
use crate::{Call, Stop, World};

/// The diagnosis of every request: a headache.
pub(super) const DIAGNOSIS: &str = "R51";

/// A text of an answer; empty where there is none, which its schema has told.
pub(super) fn text(body: &Value, member: &str) -> String {
    body[member].as_str().unwrap_or_default().to_owned()
}

/// Sends a call and lets phrases speak of it. One that is accepted is what refusals are measured by.
pub(super) async fn send(world: &mut World, call: Call) -> Result<usize, Stop> {
    let index = world.send(call.clone()).await?;
    world.last = Some(index);
    if world.is_accepted(index) {
        world.osigu.control = Some(call);
    } else if world.status(index) == Some(404) && !world.is_simulator() {
        was_it_reset(world, call.operation).await?;
        world.last = Some(index);
    }
    Ok(index)
}

/// A sandbox may lose its data at any moment. Where it knows nothing of something that it made for this scenario, somebody
/// whom it had found is searched for again: another id, or none, tells that it was reset, and nobody is to blame.
async fn was_it_reset(world: &mut World, operation: &str) -> Result<(), Stop> {
    let Some(known) = world.osigu.beneficiary.clone().filter(|_| operation != "search-beneficiary") else {
        return Ok(());
    };
    let sponsor = fixtures::text(world, "sponsor")?;
    let index = world.send(search(&sponsor, &known.form)).await?;
    let found = text(&world.body(index).unwrap_or_default(), "beneficiary_id");
    if found == known.id {
        return Ok(());
    }
    Err(world.could_not_judge(
        "sandbox-reset",
        format!(
            "{operation} answered 404, and the beneficiary whom this scenario had found has another id now, or none: the \
             sandbox was reset while the scenario ran; run it again (`--rerun`)"
        ),
    ))
}

/// The same for a call that sets a scenario up.
pub(super) async fn set_up(world: &mut World, call: Call) -> Result<(usize, Value), Stop> {
    let index = send(world, call).await?;
    world.set_up(index)?;
    Ok((index, world.body(index).unwrap_or_default()))
}

/// Something that a phrase before this one had to make.
pub(super) fn need<T: Clone>(world: &mut World, what: &str, found: Option<T>) -> Result<T, Stop> {
    found.ok_or_else(|| world.internal(format!("this phrase needs {what}, and no phrase before it made one")))
}

/// The call that searches for somebody.
pub(super) fn search(sponsor: &str, form: &Value) -> Call {
    Call::to("search-beneficiary").at("sponsorSlug", sponsor).with(form.clone())
}

/// Searches for somebody of the fixtures, who has to be found.
pub(super) async fn find(world: &mut World, fixture: &'static str) -> Result<Value, Stop> {
    let sponsor = fixtures::text(world, "sponsor")?;
    let form = fixtures::form(world, fixture)?;
    let index = send(world, search(&sponsor, &form)).await?;
    has_fixture(world, index, fixture)?;
    world.set_up(index)?;
    let body = world.body(index).unwrap_or_default();
    learn_beneficiary(world, &body, form);
    Ok(body)
}

/// A search for somebody of the fixtures did not end with 404: then it is the profile that a real environment lacks.
pub(super) fn has_fixture(world: &mut World, index: usize, fixture: &str) -> Result<(), Stop> {
    if world.status(index) == Some(404) && !world.is_simulator() {
        let text = format!(
            "the sandbox does not know `fixtures.{fixture}`: it may have been reset, or the fixture is another one now; \
             ask support@osigu.com for the fixture sheet and correct the profile"
        );
        return Err(world.could_not_judge("fixture-missing", text));
    }
    Ok(())
}

/// Keeps who was found.
pub(super) fn learn_beneficiary(world: &mut World, body: &Value, form: Value) {
    let id = text(body, "beneficiary_id");
    if !id.is_empty() {
        world.osigu.beneficiary = Some(Beneficiary { id, form });
    }
}

/// The id of the beneficiary whom phrases speak of.
pub(super) fn beneficiary(world: &mut World) -> Result<String, Stop> {
    let known = world.osigu.beneficiary.as_ref().map(|person| person.id.clone());
    match known {
        Some(id) => Ok(id),
        None => Err(world.blocked("no `beneficiary_id` is known, so nothing can be asked for that person")),
    }
}

/// A line of a request for a product.
pub(super) fn product(code: &str, kind: &str) -> Value {
    json!({"product_code": code, "product_type": kind, "quantity": 30, "posology": "1c/8h"})
}

/// A registered product of a type: of medications the fixture, of others the first that the provider's list shows.
pub(super) async fn product_of(world: &mut World, kind: &str) -> Result<Value, Stop> {
    if kind == "MEDICATION" {
        let code = fixtures::text(world, "product")?;
        return Ok(product(&code, kind));
    }
    let call = Call::to("list-provider-products").query("product_type", kind);
    let (_, body) = set_up(world, call).await?;
    let first = body["content"].get(0).map(|entry| text(entry, "product_code")).unwrap_or_default();
    if first.is_empty() {
        let reason = format!("the provider has no registered product of the type {kind}");
        return Err(if world.is_simulator() {
            world.blocked(reason)
        } else if body["content"].is_array() {
            world.not_applicable("missing-fixture", reason)
        } else {
            world.could_not_judge(
                "list-unreadable",
                format!("the provider's list of products cannot be read, so that one of the type {kind} is not known"),
            )
        });
    }
    Ok(product(&first, kind))
}

/// The call that opens an authorization request.
pub(super) fn initiation(beneficiary: &str, sponsor: &str, products: &[Value]) -> Call {
    Call::to("create-authorization-request").with(json!({
        "beneficiary_id": beneficiary,
        "sponsor_slug": sponsor,
        "diagnosis_code": DIAGNOSIS,
        "products": products,
    }))
}

/// Opens an authorization request for the beneficiary whom phrases speak of.
pub(super) async fn initiate(world: &mut World, sponsor: &str, products: Vec<Value>) -> Result<usize, Stop> {
    let beneficiary = beneficiary(world)?;
    let index = send(world, initiation(&beneficiary, sponsor, &products)).await?;
    let body = world.body(index).unwrap_or_default();
    let id = text(&body, "authorization_request_id");
    if world.is_accepted(index) && !id.is_empty() {
        let before = world.osigu.request.replace(AuthorizationRequest {
            id,
            sponsor: sponsor.to_owned(),
            beneficiary,
            products,
            completed_at: None,
            completed: None,
        });
        world.osigu.other_request = before;
    }
    Ok(index)
}

/// The authorization request that phrases speak of.
pub(super) fn request(world: &mut World) -> Result<AuthorizationRequest, Stop> {
    let known = world.osigu.request.clone();
    known
        .ok_or_else(|| world.blocked("no authorization request was opened, so nothing can be asked about it"))
}

/// The call that attaches an indication to an authorization request.
pub(super) fn indication(request: &str) -> Call {
    Call::to("attach-indication").at("authorizationRequestId", request).with(json!({
        "file_type": "MEDICAL_INDICATION",
        "file_name": "indication.pdf",
        "content_type": "application/pdf",
        // "%PDF-1.4" and a line feed.
        "content_base64": "JVBERi0xLjQK",
    }))
}

/// Attaches what the sponsor wants to see: reading 12 has it always attached.
pub(super) async fn attach(world: &mut World) -> Result<usize, Stop> {
    let request = request(world)?;
    send(world, indication(&request.id)).await
}

/// The call that completes an authorization request.
pub(super) fn completion(request: &str) -> Call {
    Call::to("complete-authorization-request").at("authorizationRequestId", request)
}

/// Completes the authorization request that phrases speak of, and learns the code if the sponsor decided at once.
pub(super) async fn complete(world: &mut World) -> Result<usize, Stop> {
    let request = request(world)?;
    let index = send(world, completion(&request.id)).await?;
    if world.is_accepted(index) {
        let now = world.now();
        if let Some(request) = &mut world.osigu.request {
            request.completed_at = Some(now);
            request.completed = Some(index);
        }
        let body = world.body(index).unwrap_or_default();
        learn_codes(world, &body);
    }
    Ok(index)
}

/// Keeps the first code that was approved.
pub(super) fn learn_codes(world: &mut World, body: &Value) {
    let approved = body["authorizations"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|authorization| authorization["status"] == "APPROVED");
    if let Some(authorization) = approved {
        let code = text(authorization, "authorization_code");
        world.osigu.code = Some(code).filter(|code| !code.is_empty());
        let id = text(authorization, "authorization_id");
        world.osigu.authorization_id = Some(id).filter(|id| !id.is_empty());
    }
}

/// Reads an authorization request.
pub(super) fn reading(request: &str) -> Call {
    Call::to("get-authorization-request").at("authorizationRequestId", request)
}

/// From a search to a decision: opens, attaches, completes; each has to be accepted.
pub(super) async fn authorize(world: &mut World, sponsor: &str, products: Vec<Value>) -> Result<usize, Stop> {
    if world.osigu.beneficiary.is_none() {
        find(world, "active_beneficiary").await?;
    }
    let opened = initiate(world, sponsor, products).await?;
    world.set_up(opened)?;
    let attached = attach(world).await?;
    world.set_up(attached)?;
    let completed = complete(world).await?;
    world.set_up(completed)?;
    Ok(completed)
}

/// The code that phrases speak of.
pub(super) fn code(world: &mut World) -> Result<String, Stop> {
    let known = world.osigu.code.clone();
    known.ok_or_else(|| world.blocked("no code is known, so nothing can be dispensed"))
}

/// The call that starts a dispensation.
pub(super) fn dispensing(code: &str, beneficiary: &str) -> Call {
    Call::to("start-dispensation").with(json!({"code": code, "beneficiary_id": beneficiary}))
}

/// Starts a dispensation of the code that phrases speak of, and learns its id.
pub(super) async fn start_dispensation(world: &mut World) -> Result<usize, Stop> {
    let (code, beneficiary) = (code(world)?, beneficiary(world)?);
    let index = send(world, dispensing(&code, &beneficiary)).await?;
    if world.is_accepted(index) {
        let id = text(&world.body(index).unwrap_or_default(), "dispensation_id");
        world.osigu.dispensation = Some(id).filter(|id| !id.is_empty());
    }
    Ok(index)
}

/// The dispensation that phrases speak of.
pub(super) fn dispensation(world: &mut World) -> Result<String, Stop> {
    let known = world.osigu.dispensation.clone();
    known.ok_or_else(|| world.blocked("no dispensation was started, so nothing can be asked about it"))
}

/// The call that completes a dispensation: the products of its start, each at its price.
pub(super) fn dispensed(id: &str, products: &Value, otp_token: Option<&str>) -> Call {
    let mut body = json!({"products": products});
    if let Some(token) = otp_token {
        body["otp_verification_token"] = json!(token);
    }
    Call::to("complete-dispensation").at("dispensationId", id).with(body)
}
