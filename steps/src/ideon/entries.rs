//! Phrases about the entries of a list: which stand there, in which order, and what each of them says.

use cucumber::{gherkin::Step, then};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    Known,
    compare::difference_at,
    judging::{self, standing},
    listing::{List, Listing, id_of, list, total},
    paging,
    shaping::Many,
    things::{self, Thing, at, known, rows, unwrapped, value, word},
    words::Resource,
};
use crate::{
    Claim, Stop, World,
    words::{UnknownWord, find},
};

/// The entry of a thing; none, and a finding, where the list has none.
fn entry(world: &mut World, list: &List, thing: Thing) -> Result<Option<Value>, Stop> {
    let known = known(world, thing)?;
    if let Some(entry) = list.find(&known.id) {
        return Ok(Some(entry.clone()));
    }
    let message = format!("the list does not have the {} {}", word(thing.resource), known.id);
    let actual = format!("{} others", list.entries.len());
    let claim = Claim::about(list.index, "not-listed", Level::Documented, known.id, actual, message);
    world.report(claim.at(list.pointer.clone()))?;
    Ok(None)
}

/// The list has the thing, by its id. The groups of a real account may fill many pages, and all are looked through.
#[then(expr = "the list has the {thing}")]
async fn has_the(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let list = whole(world).await?;
    entry(world, &list, thing).map(|_| ())
}

/// The list does not have the thing.
#[then(expr = "the list does not have the {thing}")]
async fn has_not_the(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let list = whole(world).await?;
    let known = known(world, thing)?;
    let Some(at) = list.position(&known.id) else { return Ok(()) };
    let message = format!("the list has the {} {}", word(thing.resource), known.id);
    let claim = Claim::about(list.index, "listed", Level::Inferred, "not in the list", known.id, message);
    world.report(claim.at(format!("{}/{at}", list.pointer)))
}

/// The last list with all its further pages, if it comes in any.
async fn whole(world: &mut World) -> Result<List, Stop> {
    let found = list(world)?;
    let is_paged = found.wrapper == Some("group")
        && total(world, found.index).is_some_and(|total| total > found.entries.len() as u64);
    if !is_paged || world.is_simulator() || world.ideon.listing.pages.last() == Some(&found.index) {
        return Ok(found);
    }
    paging::walk(world, Listing::Groups, 100).await?;
    list(world)
}

/// Files where an entry does not repeat what it should.
fn entry_repeats(world: &mut World, list: &List, thing: Thing, sent: &Value) -> Result<(), Stop> {
    let Some(entry) = entry(world, list, thing)? else { return Ok(()) };
    let place =
        format!("{}/*{}", list.pointer, list.wrapper.map(|name| format!("/{name}")).unwrap_or_default());
    let found = difference_at(world, list.index, &place, sent, list.inner(&entry));
    let Some(found) = found else { return Ok(()) };
    let message = format!(
        "the {} in the list has {} as {}, not {}",
        word(thing.resource),
        found.pointer,
        found.found,
        found.sent
    );
    let claim =
        Claim::about(list.index, "listed-otherwise", Level::Inferred, found.sent, found.found, message);
    world.report(claim.at(list.pointer.clone()))
}

/// The list has the thing, with all that was sent of it.
#[then(expr = "the list has the {thing} as sent")]
async fn has_the_as_sent(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let list = whole(world).await?;
    let sent = unwrapped(thing.resource, &known(world, thing)?.sent);
    entry_repeats(world, &list, thing, &sent)
}

/// The list has the thing, with all that its last update sent.
#[then(expr = "the list has the {thing} as updated")]
async fn has_the_as_updated(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let list = whole(world).await?;
    let sent = judging::updated(world, thing)?;
    entry_repeats(world, &list, thing, &sent)
}

/// The list has the thing in the very words in which it was read before.
#[then(expr = "the list has the {thing} as read")]
async fn has_the_as_read(world: &mut World, thing: Thing) -> Result<(), Stop> {
    let list = list(world)?;
    let known = known(world, thing)?;
    let read = world
        .exchanges()
        .iter()
        .rev()
        .find(|exchange| exchange.request.method == "GET" && exchange.request.url.ends_with(&known.id));
    let body = read.and_then(|exchange| exchange.response()).map(|response| response.body.text.clone());
    let Some(read) = body.and_then(|text| serde_json::from_str::<Value>(&text).ok()) else {
        return Err(world.internal("this phrase needs the thing to be read before the list"));
    };
    let Some(entry) = entry(world, &list, thing)? else { return Ok(()) };
    if entry == read {
        return Ok(());
    }
    let message = format!("the {} reads otherwise in the list than alone", word(thing.resource));
    let (expected, actual) = (read.to_string(), entry.to_string());
    let claim = Claim::about(list.index, "listed-otherwise", Level::Inferred, expected, actual, message);
    world.report(claim.at(list.pointer))
}

/// The list has the thing, with this value at this place.
#[then(expr = "the list has the {thing} with {string} set to {string}")]
async fn has_the_with(world: &mut World, thing: Thing, member: String, text: String) -> Result<(), Stop> {
    let list = list(world)?;
    let mut wanted = json!({});
    things::set(&mut wanted, &member, value(&member, &text));
    entry_repeats(world, &list, thing, &wanted)
}

/// Each entry has this value at this place.
#[then(expr = "each entry of the list has {string} set to {string}")]
async fn each_has(world: &mut World, member: String, text: String) -> Result<(), Stop> {
    let list = list(world)?;
    let expected = value(&member, &text);
    for (number, entry) in list.entries.iter().enumerate() {
        let found = at(list.inner(entry), &member);
        if *found != expected {
            let message = format!("entry {} of the list has {member} as {found}", number + 1);
            let (expected, actual) = (expected.to_string(), found.to_string());
            let claim = Claim::about(list.index, "entry-value", Level::Documented, expected, actual, message);
            world.report(claim.at(format!("{}/{number}", list.pointer)))?;
        }
    }
    Ok(())
}

/// Each entry has these members, and each of them is a text.
#[then(expr = "each entry of the list has these texts")]
async fn each_has_texts(world: &mut World, step: &Step) -> Result<(), Stop> {
    let members: Vec<String> = rows(world, step)?.iter().filter_map(|row| row.first()).cloned().collect();
    let list = list(world)?;
    for (number, entry) in list.entries.iter().enumerate() {
        for member in &members {
            let found = at(list.inner(entry), member);
            if found.as_str().is_none_or(|text| text.is_empty()) {
                let message = format!("entry {} of the list has no text as {member}", number + 1);
                let actual = found.to_string();
                let claim =
                    Claim::about(list.index, "entry-text", Level::Inferred, "a text", actual, message);
                world.report(claim.at(format!("{}/{number}/{member}", list.pointer)))?;
            }
        }
    }
    Ok(())
}

/// Each entry has one of the HIOS ids that the plan availability request asked for. That no others are listed is our reading.
#[then(expr = "each entry of the list is a plan that was asked for")]
async fn each_was_asked_for(world: &mut World) -> Result<(), Stop> {
    let asked = known(world, Thing::latest(Resource::Availability))?.sent["hios_ids"].clone();
    let list = list(world)?;
    for (number, entry) in list.entries.iter().enumerate() {
        let found = &entry["hios_id"];
        if asked.as_array().is_none_or(|asked| !asked.contains(found)) {
            let message = format!("entry {} of the list has the HIOS id {found}, not asked for", number + 1);
            let (expected, actual) = (asked.to_string(), found.to_string());
            let claim = Claim::about(list.index, "not-asked-for", Level::Assumed, expected, actual, message);
            world.report(claim.of(&["IDN-313"]).at(format!("{}/{number}/hios_id", list.pointer)))?;
        }
    }
    Ok(())
}

/// What stands in a wrapper of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "wrapped", regex = "group|subscriber")]
pub(crate) enum Wrapped {
    Group,
    Subscriber,
}

impl std::str::FromStr for Wrapped {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&[("group", Self::Group), ("subscriber", Self::Subscriber)], word)
    }
}

/// Each entry is what it is in a member of that name: a group alone (IDN-Q15), a subscriber with how it stands.
#[then(expr = "each entry of the list is a {wrapped} in its wrapper")]
async fn each_is_wrapped(world: &mut World, wrapped: Wrapped) -> Result<(), Stop> {
    let list = list(world)?;
    let (name, beside): (&str, &[&str]) = match wrapped {
        Wrapped::Group => ("group", &[]),
        Wrapped::Subscriber => ("subscriber", &["status", "status_datetime", "errors"]),
    };
    for (number, entry) in list.entries.iter().enumerate() {
        let lacks = std::iter::once(&name).chain(beside).find(|member| entry.get(**member).is_none());
        let is_bare = !entry[name]["id"].is_string();
        if lacks.is_some() || is_bare {
            let lacks = lacks.map_or("an id inside", |member| *member);
            let message =
                format!("entry {} of the list is no {name} in its wrapper: it lacks {lacks}", number + 1);
            let claim = Claim::about(
                list.index,
                "entry-wrapper",
                Level::Inferred,
                format!("a member {name}"),
                crate::world::shorten(&entry.to_string()),
                message,
            );
            world.report(claim.at(format!("{}/{number}", list.pointer)))?;
        }
    }
    Ok(())
}

/// Each of the first things of the scenario stands in the list, and only once.
#[then(expr = "each of the first {int} {many} stands in the list once")]
async fn each_stands_once(world: &mut World, count: usize, many: Many) -> Result<(), Stop> {
    let list = list(world)?;
    let things: Vec<Known> = world.ideon.all(many.resource()).iter().take(count).cloned().collect();
    if things.len() < count {
        return Err(world.internal(format!("the scenario has made {} of these only", things.len())));
    }
    let mut counts = std::collections::HashMap::new();
    for entry in &list.entries {
        if let Some(id) = id_of(list.inner(entry)) {
            *counts.entry(id).or_insert(0_u32) += 1;
        }
    }
    let off: Vec<_> = things
        .iter()
        .map(|known| (known.id.as_str(), counts.get(known.id.as_str()).copied().unwrap_or(0)))
        .filter(|(_, found)| *found != 1)
        .collect();
    let Some((id, found)) = off.first() else { return Ok(()) };
    let message =
        format!("{} of {count} do not stand in the list once: {id} stands there {found} times", off.len());
    let claim =
        Claim::about(list.index, "lost-or-twice", Level::Documented, "once", found.to_string(), message);
    world.report(claim.at(list.pointer.clone()))
}

/// No two entries are the same thing.
#[then(expr = "no entry stands in the list twice")]
async fn none_twice(world: &mut World) -> Result<(), Stop> {
    let list = list(world)?;
    let mut seen = std::collections::HashSet::new();
    for entry in &list.entries {
        let Some(id) = id_of(list.inner(entry)) else { continue };
        if !seen.insert(id) {
            let message = format!("{id} stands in the list twice");
            let claim =
                Claim::about(list.index, "lost-or-twice", Level::Documented, "once", "twice", message);
            world.report(claim.at(list.pointer.clone()))?;
        }
    }
    Ok(())
}

/// How a thing stands, by its entry in the list.
#[then(expr = "the {thing} in the list is {string}")]
async fn in_the_list_is(world: &mut World, thing: Thing, status: String) -> Result<(), Stop> {
    let list = list(world)?;
    let Some(entry) = entry(world, &list, thing)? else { return Ok(()) };
    let (member, clauses) = standing(thing.resource);
    let found = entry[member].clone();
    if found.as_str() == Some(status.as_str()) {
        return Ok(());
    }
    let message = format!("the {} in the list is {found}, not \"{status}\"", word(thing.resource));
    let claim = Claim::about(list.index, "standing", Level::Documented, status, found.to_string(), message);
    world.report(claim.of(clauses).at(list.pointer))
}

/// What a list has from the newest to the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "dated", regex = "qualifying life events|file deliveries|transmissions")]
pub(crate) enum Dated {
    Events,
    Deliveries,
    Transmissions,
}

impl std::str::FromStr for Dated {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let table = [
            ("qualifying life events", Self::Events),
            ("file deliveries", Self::Deliveries),
            ("transmissions", Self::Transmissions),
        ];
        find(&table, word)
    }
}

/// The latest time at which anything of a transmission was sent, as it is written: times of one list have one form.
fn sent_at(entry: &Value) -> Option<time::OffsetDateTime> {
    let read = |value: &Value| {
        let text = value.as_str()?;
        time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()
    };
    let elections = entry["elections"].as_object().into_iter().flatten();
    let own = [&entry["sent_at"], &entry["last_sent_at"]].into_iter().filter_map(read);
    own.chain(elections.filter_map(|(_, election)| read(&election["last_sent_at"]))).max()
}

/// The entries stand in the order of their making, or of their sending, with the newest first.
#[then(expr = "the {dated} stand in the list from the newest to the oldest")]
async fn newest_first(world: &mut World, dated: Dated) -> Result<(), Stop> {
    let list = list(world)?;
    let (keys, clauses): (Vec<_>, &'static [&'static str]) = match dated {
        Dated::Events => {
            let made: Vec<String> =
                world.ideon.all(Resource::Event).iter().map(|known| known.id.clone()).collect();
            let place = |entry: &Value| {
                let id = id_of(list.inner(entry)).unwrap_or_default();
                made.iter().position(|known| known == id).map(|place| place as i128)
            };
            (list.entries.iter().map(place).collect(), &["IDN-344"])
        }
        Dated::Deliveries | Dated::Transmissions => {
            let time = |entry: &Value| sent_at(entry).map(time::OffsetDateTime::unix_timestamp_nanos);
            (list.entries.iter().map(time).collect(), &["IDN-366"])
        }
    };
    let wrong = keys.windows(2).position(|pair| pair[0] < pair[1]);
    let missing = keys.iter().position(Option::is_none);
    let (rule, message, number) = match (missing, wrong) {
        (Some(number), _) => {
            ("order-unknown", format!("when entry {} was made is not known", number + 1), number)
        }
        (None, Some(number)) => {
            ("order", format!("entry {} of the list is older than the one behind it", number + 1), number)
        }
        (None, None) => return Ok(()),
    };
    let claim =
        Claim::about(list.index, rule, Level::Documented, "the newest first", "another order", message);
    world.report(claim.of(clauses).at(format!("{}/{number}", list.pointer)))
}
