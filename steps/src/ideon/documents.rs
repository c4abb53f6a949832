//! Phrases about supporting documents: what Ideon, or a carrier, wants to see signed.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    Known, bodies, judging,
    listing::list,
    moving,
    things::{Said, Thing, known},
    words::Resource,
};
use crate::{Call, Claim, Stop, World};

/// Ideon wants a document for the life event that phrases speak of.
#[given(expr = "a supporting document of the qualifying life event")]
async fn a_document_of_the_event(world: &mut World) -> Result<(), Stop> {
    let period = known(world, Thing::latest(Resource::Period))?.id;
    let event = known(world, Thing::latest(Resource::Event))?.id;
    let made = world.ideon_tenant()?.require_document(&period, Some(&event));
    match made {
        Some(id) => {
            let known = Known::by_id(id);
            world.ideon.remember(Resource::Document, known);
            Ok(())
        }
        None => Err(world.blocked(format!("the simulator asks for no document of {event}"))),
    }
}

/// The entry of the document says which life event wants it, and which event that is.
#[then(expr = "the supporting document in the list names the qualifying life event")]
async fn the_document_names_the_event(world: &mut World) -> Result<(), Stop> {
    let id = known(world, Thing::latest(Resource::Document))?.id;
    let event = known(world, Thing::latest(Resource::Event))?;
    let list = list(world)?;
    let found = list.entries.iter().position(|entry| entry["id"].as_str() == Some(id.as_str()));
    let entry = found.map(|at| list.entries[at].clone()).unwrap_or_default();
    let kind = event.sent["qualifying_life_event"]["event"].clone();
    for (member, expected) in
        [("qualifying_life_event_id", json!(event.id)), ("qualifying_life_event_type", kind)]
    {
        if entry[member] != expected {
            let message = format!("the document in the list has {} as its {member}", entry[member]);
            let claim = Claim::about(
                list.index,
                "document-event",
                Level::Inferred,
                expected.to_string(),
                entry[member].to_string(),
                message,
            );
            world.report(claim.at(format!("{}/{}/{member}", list.pointer, found.unwrap_or_default())))?;
        }
    }
    Ok(())
}

/// A small file and its name.
fn signed(with_signatures: bool) -> Value {
    let mut document = json!({"file": bodies::FILE, "filename": "covenant-signed.pdf"});
    if with_signatures {
        let of = |name: &str, title: &str| json!({"name": name, "title": title, "date": "2026-06-01"});
        document["data"] = json!({"signatures": {
            "group": of("Testa Group", "Owner"),
            "member": of("Testa Member", "Employee"),
            "broker": of("Testa Broker", "Broker"),
        }});
    }
    json!({"supporting_document": document})
}

async fn attach(world: &mut World, thing: Thing, with_signatures: bool) -> Result<usize, Stop> {
    let id = known(world, thing)?.id;
    let call = Call::to("attach-signed-supporting-document").at("id", id).with(signed(with_signatures));
    moving::perform(world, "attach-signed-supporting-document", call).await
}

/// The document is attached with those who signed it.
#[when(expr = "the signed supporting document is attached with its signatures")]
async fn is_attached_with_signatures(world: &mut World) -> Result<(), Stop> {
    attach(world, Thing::latest(Resource::Document), true).await.map(|_| ())
}

/// The first of several documents was attached.
#[given(expr = "the first supporting document was attached")]
async fn the_first_was_attached(world: &mut World) -> Result<(), Stop> {
    let index = attach(world, Thing { nth: Some(0), resource: Resource::Document }, false).await?;
    world.set_up(index)
}

/// What was sent of the last document that was attached.
fn attached(world: &mut World) -> Result<(usize, Value, Value), Stop> {
    let (index, answer) = world.answer()?;
    let body = world.exchanges()[index].request.body.as_ref().map(|body| body.text.clone());
    let sent: Value = body.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok((index, answer, sent["supporting_document"].clone()))
}

/// The answer is the file's name, and no wrapper stands around it (IDN-Q15).
#[then(expr = "the answer is the name of the file without a wrapper")]
async fn the_name_of_the_file(world: &mut World) -> Result<(), Stop> {
    let (index, answer, sent) = attached(world)?;
    if answer["filename"] == sent["filename"] {
        return Ok(());
    }
    let message = format!("the answer has {} as the name of the file", answer["filename"]);
    let claim = Claim::about(
        index,
        "file-name",
        Level::Documented,
        sent["filename"].to_string(),
        answer["filename"].to_string(),
        message,
    );
    world.report(claim.of(&["IDN-225"]).at("/filename"))
}

/// The answer has each signature that was sent.
#[then(expr = "the signatures come back as sent")]
async fn the_signatures_come_back(world: &mut World) -> Result<(), Stop> {
    let (index, answer, sent) = attached(world)?;
    let said = Said { index, thing: answer["data"].clone(), answer, pointer: "/data".to_owned() };
    judging::repeats(world, &said, Resource::Document, &sent["data"], "was attached")
}

/// The document in the list no longer waits for its signed version. Which word says so is documented nowhere.
#[then(expr = "the {thing} in the list is no longer {string}")]
async fn is_no_longer(world: &mut World, thing: Thing, status: String) -> Result<(), Stop> {
    let id = known(world, thing)?.id;
    let list = list(world)?;
    let found = list.entries.iter().find(|entry| entry["id"].as_str() == Some(id.as_str()));
    let found = found.map(|entry| entry["status"].clone()).unwrap_or_default();
    if found.as_str().is_some_and(|found| found != status) {
        return Ok(());
    }
    let message = format!("the document in the list is still {found}");
    let claim =
        Claim::about(list.index, "standing", Level::Assumed, "another status", found.to_string(), message);
    world.report(claim.at(list.pointer))
}
