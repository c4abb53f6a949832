//! Sends the calls of a scenario, learns the ids that come back, and tries the alternatives that a real vendor may want.

use serde_json::{Value, json};

use super::{
    Draft, answers,
    defects::malformed,
    people::{Family, Listing, Person},
    words::{Operation, Relationship, Who},
};
use crate::{Call, Certificate, Stop, World, seeds::Seeds};

/// Makes sure that no number of a person appears in evidence, neither whole nor malformed.
fn hide(world: &mut World, person: &Person) {
    let Some(ssn) = &person.ssn else { return };
    let number = person.number;
    world.hide(ssn, &format!("{{{{ssn:{number}}}}}"));
    for (form, value) in ["letters", "short", "long"].into_iter().zip(malformed(ssn)) {
        world.hide_plain(&value, &format!("{{{{ssn:{number}:{form}}}}}"));
    }
}

/// Makes a family that is not enrolled yet, and returns its place.
pub(super) fn new_family(world: &mut World, size: u32, months_ahead: u32) -> Result<usize, Stop> {
    world.oscar.people = world.skip_taken(world.oscar.people, size)?;
    let (run, scenario, ssn_range) = world.people_seeds()?;
    let seeds = Seeds { run: &run, scenario: &scenario, ssn_range };
    let family = Family::new(seeds, world.oscar.people, size, world.now(), months_ahead);
    world.oscar.people += size;
    for person in &family.members {
        hide(world, person);
    }
    world.oscar.families.push(family);
    Ok(world.oscar.families.len() - 1)
}

/// Makes somebody who is to join a family.
pub(super) fn new_person(
    world: &mut World,
    family: usize,
    relationship: Relationship,
) -> Result<Person, Stop> {
    world.oscar.people = world.skip_taken(world.oscar.people, 1)?;
    let (run, scenario, ssn_range) = world.people_seeds()?;
    let seeds = Seeds { run: &run, scenario: &scenario, ssn_range };
    world.oscar.people += 1;
    let starts = world.oscar.families[family].members.first().map(|holder| holder.coverage_start);
    let starts = starts.unwrap_or_else(|| world.now().date());
    let person = Person::new(seeds, world.oscar.people, relationship, starts);
    hide(world, &person);
    Ok(person)
}

/// The family that phrases speak of.
pub(super) fn own(world: &mut World) -> Result<usize, Stop> {
    world
        .oscar
        .own
        .ok_or_else(|| world.internal("this phrase needs a member, and no phrase before it made one"))
}

/// The people of a family whom a phrase names.
pub(super) fn people(world: &mut World, who: Who) -> Result<Vec<Person>, Stop> {
    let family = if who == Who::Other { world.oscar.other } else { world.oscar.own };
    let members = family.map(|family| world.oscar.families[family].members.as_slice()).unwrap_or_default();
    let first = |relationship| members.iter().find(|person| person.relationship == relationship).cloned();
    let found: Vec<_> = match who {
        Who::WholeFamily => members.to_vec(),
        Who::Holder | Who::Other => members.first().cloned().into_iter().collect(),
        Who::NewDependent => members.last().filter(|_| members.len() > 1).cloned().into_iter().collect(),
        Who::Spouse => first(Relationship::Spouse).into_iter().collect(),
        Who::Child => first(Relationship::Child).into_iter().collect(),
    };
    if found.is_empty() {
        Err(world.internal(format!("no phrase before this one made {who:?}")))
    } else {
        Ok(found)
    }
}

/// The Oscar id under which a family is asked about.
pub(super) fn holder_id(world: &mut World, family: usize) -> Result<String, Stop> {
    let id = world.oscar.families[family].members.first().and_then(|holder| holder.oscar_id.clone());
    id.ok_or_else(|| {
        world.blocked("no Oscar id is known of the member, so nothing can be asked about that person")
    })
}

/// All Oscar ids that a family has.
pub(super) fn known_ids(world: &World, family: usize) -> Vec<String> {
    world.oscar.families[family].members.iter().filter_map(|person| person.oscar_id.clone()).collect()
}

/// What a call is about, if nobody said so yet.
pub(super) fn draft(world: &mut World, operation: Operation) -> Result<Draft, Stop> {
    match operation {
        // Two people, so that each defect finds its place in the same request.
        Operation::Create => Ok(Draft::Family(new_family(world, 2, 1)?)),
        Operation::Update => {
            let family = own(world)?;
            Ok(Draft::Dependent(Box::new(new_person(world, family, Relationship::Child)?)))
        }
        _ => Ok(Draft::Nobody),
    }
}

/// The valid body of a call; `None` for an operation without one.
pub(super) fn body(world: &mut World, operation: Operation, draft: &Draft) -> Result<Option<Value>, Stop> {
    let id = if operation.is_about_a_member() {
        let family = own(world)?;
        holder_id(world, family)?
    } else {
        String::new()
    };
    Ok(Some(match (operation, draft) {
        (Operation::HealthCheck, _) => return Ok(None),
        (Operation::Create, Draft::Family(family)) => world.oscar.families[*family].creation(),
        (Operation::Update, Draft::Dependent(person)) => {
            let family = own(world)?;
            let listing = world.oscar.style.listing;
            world.oscar.families[family].joining(&id, person, None, listing)
        }
        (Operation::Get | Operation::Balance | Operation::GetPreferences, _) => {
            question(world, operation, &id)
        }
        (Operation::SetPreference, _) => preference(world, &id, true),
        (Operation::Create | Operation::Update, _) => {
            return Err(world.internal(format!("{operation:?} needs people to be about")));
        }
    }))
}

/// The body of a call that reads something by an Oscar id.
fn question(world: &World, operation: Operation, id: &str) -> Value {
    if operation == Operation::Get && !world.oscar.style.flat_id {
        json!({"member_info": {"oscar_id": id}})
    } else {
        json!({"oscar_id": id})
    }
}

/// The body that sets a preference of the partner's own payment method.
pub(super) fn preference(world: &mut World, id: &str, is_on: bool) -> Value {
    let mut body = json!({"oscar_id": id, "is_autopay_enabled": is_on, "payment_method_owner": "VENDOR"});
    if world.oscar.style.payment_token {
        world.oscar.tokens += 1;
        let number = world.oscar.tokens;
        let (run, scenario) = world.seeds();
        let token = evidence::synthetic::token(run, scenario, number);
        world.hide(&token, &format!("{{{{token:{number}}}}}"));
        if let Some(members) = body.as_object_mut() {
            members.insert("payment_token".to_owned(), json!({"token": token, "type": "ACH"}));
        }
    }
    body
}

/// A call with a body, if it has one.
pub(super) fn call(operation: Operation, body: Option<Value>) -> Call {
    let call = Call::to(operation.id());
    match body {
        Some(body) => call.with(body),
        None => call,
    }
}

/// Makes a valid call; the bodies come from `make`, which is asked again where a real vendor wants an alternative.
pub(super) async fn valid(
    world: &mut World,
    operation: Operation,
    make: impl Fn(&mut World) -> Result<Option<Value>, Stop>,
) -> Result<usize, Stop> {
    loop {
        let body = make(world)?;
        let index = world.send(call(operation, body)).await?;
        world.last = Some(index);
        if world.is_simulator() || world.status(index) != Some(400) {
            return Ok(index);
        }
        let Some(note) = next_style(world, operation) else { return Ok(index) };
        world.note(note);
    }
}

/// The next alternative that a vendor may want of a call it refused, and what to say of it.
fn next_style(world: &mut World, operation: Operation) -> Option<&'static str> {
    let style = &mut world.oscar.style;
    match operation {
        Operation::Update => {
            style.listing = style.listing.next()?;
            Some(match style.listing {
                Listing::FamilyWithChanges => {
                    "the update that lists the whole family was refused; it is sent again with what the file integration \
                     wants said of each change"
                }
                _ => {
                    "the update that lists only the dependent was refused; it is sent again with the whole family, since \
                     the guide does not say which one is wanted"
                }
            })
        }
        Operation::Get if !style.flat_id => {
            style.flat_id = true;
            Some(
                "the request with the Oscar id in `member_info`, as Oscar's draft has it, was refused; it is sent again with \
                 the id at the top, where the other calls have it",
            )
        }
        Operation::SetPreference if !style.payment_token => {
            style.payment_token = true;
            Some(
                "the payment preference without a payment token was refused; it is sent again with one, since the guide \
                 does not say whether the first one needs it",
            )
        }
        _ => None,
    }
}

/// Enrolls a family.
pub(super) async fn create(world: &mut World, family: usize) -> Result<usize, Stop> {
    let index =
        valid(world, Operation::Create, |world| Ok(Some(world.oscar.families[family].creation()))).await?;
    learn(world, &Draft::Family(family), index);
    Ok(index)
}

/// Adds somebody to the family that phrases speak of, with a new premium if there is one.
pub(super) async fn add(
    world: &mut World,
    relationship: Relationship,
    premium: Option<&str>,
) -> Result<usize, Stop> {
    let family = own(world)?;
    let person = new_person(world, family, relationship)?;
    let id = holder_id(world, family)?;
    let index = valid(world, Operation::Update, |world| {
        let listing = world.oscar.style.listing;
        Ok(Some(world.oscar.families[family].joining(&id, &person, premium, listing)))
    })
    .await?;
    learn(world, &Draft::Dependent(Box::new(person)), index);
    if let (true, Some(premium)) = (world.is_accepted(index), premium) {
        premium.clone_into(&mut world.oscar.families[family].premium);
    }
    Ok(index)
}

/// Switches autopay.
pub(super) async fn switch_autopay(world: &mut World, is_on: bool) -> Result<usize, Stop> {
    let family = own(world)?;
    let id = holder_id(world, family)?;
    valid(world, Operation::SetPreference, |world| Ok(Some(preference(world, &id, is_on)))).await
}

/// Reads something of a family by an Oscar id.
pub(super) async fn read(
    world: &mut World,
    operation: Operation,
    family: usize,
    id: &str,
) -> Result<usize, Stop> {
    world.oscar.asked = Some(family);
    let index = valid(world, operation, |world| Ok(Some(question(world, operation, id)))).await?;
    if operation == Operation::Get
        && world.is_accepted(index)
        && let Some(answer) = world.body(index)
    {
        learn_ids(world, family, &answer);
    }
    Ok(index)
}

/// Remembers what an accepted call gave: ids, and who belongs to which family.
pub(super) fn learn(world: &mut World, draft: &Draft, index: usize) {
    if !world.is_accepted(index) {
        return;
    }
    let answer = world.body(index).unwrap_or_default();
    match draft {
        Draft::Nobody => {}
        Draft::Family(family) => {
            learn_ids(world, *family, &answer);
            let application_id = answers::text(&answer, "application_id").map(str::to_owned);
            let family = &mut world.oscar.families[*family];
            family.application_id = application_id;
            // The first one that is found is the policy holder's: at the top, or of a list's only person.
            if let Some(holder) = family.members.first_mut()
                && holder.oscar_id.is_none()
            {
                holder.oscar_id = answers::text(&answer, "oscar_id").map(str::to_owned);
            }
        }
        Draft::Dependent(person) => {
            let Some(family) = world.oscar.own else { return };
            let known = known_ids(world, family);
            let mut person = (**person).clone();
            person.oscar_id = answers::new_id(&answer, &person, &known).map(str::to_owned);
            world.oscar.families[family].members.push(person);
        }
    }
}

/// Learns the ids of those whose id is not known yet.
fn learn_ids(world: &mut World, family: usize, answer: &Value) {
    let mut known = known_ids(world, family);
    for person in &mut world.oscar.families[family].members {
        if person.oscar_id.is_none() {
            person.oscar_id = answers::id_beside(answer, person, &known).map(str::to_owned);
            known.extend(person.oscar_id.clone());
        }
    }
}

/// The same call under another certificate.
pub(super) fn under(certificate: Certificate, operation: Operation, body: Option<Value>) -> Call {
    call(operation, body).presenting(certificate)
}
