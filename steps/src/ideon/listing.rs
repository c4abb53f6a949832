//! Phrases about lists: what stands in them, and what each entry says.

use cucumber::{gherkin::Step, given, then, when};
use evidence::Level;
use serde_json::{Value, json};

use super::{
    Known,
    calls::{self, Form},
    compare::difference,
    judging::{self, standing},
    shaping::{self, Many},
    things::{self, Kind, Nth, Thing, at, known, rows, unwrapped, value, word},
    words::{Operation, Resource},
};
use crate::{
    Access, Account, Call, Claim, Stop, World,
    words::{UnknownWord, find},
};

/// What the steps about lists remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The pages of a list that was walked, by their exchanges; the last of them is the last answer.
    pub(super) pages: Vec<usize>,
    /// The total that a list told before.
    total: Option<u64>,
}

/// A list that the API has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(
    name = "listing",
    regex = "groups|subscribers|available plans|contributions|qualifying life events|enrollment problems|\
             supporting documents|coverage transmissions|file deliveries|census subscribers"
)]
pub(crate) enum Listing {
    Groups,
    Subscribers,
    Plans,
    Contributions,
    Events,
    Problems,
    Documents,
    Transmissions,
    Deliveries,
    Census,
}

const LISTINGS: [(&str, Listing); 10] = [
    ("groups", Listing::Groups),
    ("subscribers", Listing::Subscribers),
    ("available plans", Listing::Plans),
    ("contributions", Listing::Contributions),
    ("qualifying life events", Listing::Events),
    ("enrollment problems", Listing::Problems),
    ("supporting documents", Listing::Documents),
    ("coverage transmissions", Listing::Transmissions),
    ("file deliveries", Listing::Deliveries),
    ("census subscribers", Listing::Census),
];

impl std::str::FromStr for Listing {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        find(&LISTINGS, word)
    }
}

impl Listing {
    const fn operation(self) -> &'static str {
        match self {
            Self::Groups => "list-groups",
            Self::Subscribers => "list-subscribers",
            Self::Plans => "list-available-plans",
            Self::Contributions => "list-contributions",
            Self::Events => "list-qles",
            Self::Problems => "list-enrollment-problems",
            Self::Documents => "list-supporting-documents",
            Self::Transmissions => "list-coverage-transmissions",
            Self::Deliveries => "list-file-deliveries",
            Self::Census => "list-census-request-subscribers",
        }
    }
}

/// The member of an answer that holds the list; none where the answer is the list.
fn member_of(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "list-subscribers" | "list-census-request-subscribers" => "subscribers",
        "list-available-plans" => "available_plans",
        "list-contributions" => "contributions",
        "list-qles" => "qualifying_life_events",
        "list-enrollment-problems" => "errors",
        "list-supporting-documents" => "supporting_documents",
        "list-coverage-transmissions"
        | "list-member-coverage-transmissions"
        | "list-file-coverage-transmissions" => "coverage_transmissions",
        "list-file-deliveries" => "file_deliveries",
        _ => return None,
    })
}

/// The wrapper around each entry of a list.
fn wrapper_of(operation: &str) -> Option<&'static str> {
    match operation {
        "list-groups" => Some("group"),
        "list-subscribers" | "list-census-request-subscribers" => Some("subscriber"),
        _ => None,
    }
}

/// A list that was answered.
#[derive(Debug)]
pub(super) struct List {
    /// The exchange of the last answer.
    pub(super) index: usize,
    /// Where the entries stand in it.
    pub(super) pointer: String,
    /// As they stand there: of all pages, if the list was walked.
    pub(super) entries: Vec<Value>,
    wrapper: Option<&'static str>,
}

impl List {
    /// An entry without its wrapper.
    fn inner<'e>(&self, entry: &'e Value) -> &'e Value {
        self.wrapper.and_then(|wrapper| entry.get(wrapper)).unwrap_or(entry)
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| id_of(self.inner(entry)) == Some(id))
    }

    fn find(&self, id: &str) -> Option<&Value> {
        self.position(id).map(|at| &self.entries[at])
    }
}

/// What tells an entry from others: its id, or what stands for it.
fn id_of(entry: &Value) -> Option<&str> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    text("id").or_else(|| text("hios_id")).or_else(|| text("member_id"))
}

/// The entries of one answer.
pub(super) fn entries_of(world: &mut World, index: usize) -> Result<(String, Vec<Value>), Stop> {
    let operation = world.exchanges()[index].operation.clone().unwrap_or_default();
    let body = world.body(index).unwrap_or_default();
    let (pointer, found) = match member_of(&operation) {
        Some(member) => (format!("/{member}"), body.get(member).cloned()),
        None => (String::new(), Some(body)),
    };
    match found {
        Some(Value::Array(entries)) => Ok((pointer, entries)),
        other => {
            let actual = other.unwrap_or_default().to_string();
            let message = format!("the answer of {operation} has no list at \"{pointer}\"");
            let claim = Claim::about(index, "no-list", Level::Documented, "a list", actual, message);
            world.report(claim.at(pointer.clone()))?;
            Ok((pointer, Vec::new()))
        }
    }
}

/// The list that was answered last, which has to be a success.
pub(super) fn list(world: &mut World) -> Result<List, Stop> {
    let (index, _) = world.answer()?;
    let operation = world.exchanges()[index].operation.clone().unwrap_or_default();
    let pages = world.ideon.listing.pages.clone();
    let pages = if pages.last() == Some(&index) { pages } else { vec![index] };
    let (mut entries, mut pointer) = (Vec::new(), String::new());
    for page in pages {
        let (place, found) = entries_of(world, page)?;
        pointer = place;
        entries.extend(found);
    }
    Ok(List { index, pointer, entries, wrapper: wrapper_of(&operation) })
}

/// A call that gives a list, about what phrases speak of.
pub(super) async fn call(world: &mut World, listing: Listing) -> Result<(&'static Operation, Call), Stop> {
    let Some(operation) = Operation::of(listing.operation()) else {
        return Err(world.internal(format!("there is no operation `{}`", listing.operation())));
    };
    let call = calls::valid(world, operation, Form::Smallest).await?;
    Ok((operation, call))
}

/// Lists with these parameters.
pub(super) async fn list_with(
    world: &mut World,
    listing: Listing,
    query: &[(&'static str, String)],
) -> Result<usize, Stop> {
    let (operation, mut call) = call(world, listing).await?;
    for (name, value) in query {
        call = call.query(name, value.as_str());
    }
    calls::send(world, operation, call, Form::Smallest).await
}

/// A parameter of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameter(&'static str);

impl cucumber::Parameter for Parameter {
    const NAME: &'static str = "parameter";
    const REGEX: &'static str = "\"(page|per_page|status|assignee)\"";
}

impl std::str::FromStr for Parameter {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let names = ["page", "per_page", "status", "assignee"];
        let found = names.into_iter().find(|name| *name == word.trim_matches('"'));
        found.map(Self).ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

/// Lists with one parameter.
#[when(expr = "the {listing} are listed with {parameter} set to {string}")]
async fn are_listed_with(
    world: &mut World,
    listing: Listing,
    parameter: Parameter,
    value: String,
) -> Result<(), Stop> {
    list_with(world, listing, &[(parameter.0, value)]).await.map(|_| ())
}

/// Lists with two parameters.
#[when(expr = "the {listing} are listed with {parameter} set to {string} and {parameter} set to {string}")]
async fn are_listed_with_both(
    world: &mut World,
    listing: Listing,
    one: Parameter,
    value: String,
    other: Parameter,
    second: String,
) -> Result<(), Stop> {
    list_with(world, listing, &[(one.0, value), (other.0, second)]).await.map(|_| ())
}

/// Lists what belongs to one of several things.
#[when(expr = "the {listing} of the {nth} {kind} are listed")]
async fn of_one_are_listed(world: &mut World, listing: Listing, nth: Nth, kind: Kind) -> Result<(), Stop> {
    let id = known(world, Thing { nth: Some(nth.0), resource: kind.0 })?.id;
    let operation = match (listing, kind.0) {
        (Listing::Transmissions, Resource::Delivery) => "list-file-coverage-transmissions",
        (Listing::Transmissions, Resource::Subscriber | Resource::Dependent) => {
            "list-member-coverage-transmissions"
        }
        _ => listing.operation(),
    };
    shaping::call_at(world, operation, &id).await.map(|_| ())
}

/// Lists as another account, which sees only what is its own.
#[when(expr = "the groups are listed by another account")]
async fn are_listed_by_another(world: &mut World) -> Result<(), Stop> {
    let call = Call::to("list-groups").access(Access::As(Account::Other));
    let index = world.send(call).await?;
    world.last = Some(index);
    Ok(())
}

/// The total of a list is looked at before something happens.
#[given(expr = "the {listing} were listed")]
async fn were_listed(world: &mut World, listing: Listing) -> Result<(), Stop> {
    let index = list_with(world, listing, &[]).await?;
    world.set_up(index)?;
    world.ideon.listing.total = total(world, index);
    Ok(())
}

/// The total that the headers of an answer tell.
pub(super) fn total(world: &World, index: usize) -> Option<u64> {
    let response = world.exchanges().get(index)?.response()?;
    response.header("total")?.trim().parse().ok()
}

fn about_total(world: &mut World, index: usize, expected: u64) -> Result<(), Stop> {
    let found = total(world, index);
    if found == Some(expected) {
        return Ok(());
    }
    let actual = found.map_or_else(|| "no total".to_owned(), |found| found.to_string());
    let message = format!("the list tells a total of {actual}, not of {expected}");
    let claim = Claim::about(index, "total", Level::Inferred, expected.to_string(), actual, message);
    world.report(claim.of(&["IDN-10"]))
}

/// The headers tell this total.
#[then(expr = "the total is {int}")]
async fn the_total_is(world: &mut World, expected: u64) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    about_total(world, index, expected)
}

/// The headers tell a total that is so much larger than before.
#[then(expr = "the total has grown by {int}")]
async fn the_total_has_grown(world: &mut World, count: u64) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    match world.ideon.listing.total {
        Some(before) => about_total(world, index, before + count),
        None => Err(world.blocked("no total was told before, so that it cannot have grown")),
    }
}

/// The list has so many entries.
#[then(expr = "the list has {int} entry/entries")]
async fn has_entries(world: &mut World, count: usize) -> Result<(), Stop> {
    let list = list(world)?;
    if list.entries.len() == count {
        return Ok(());
    }
    let found = list.entries.len();
    let message = format!("the list has {found} entries, not {count}");
    let (expected, actual) = (count.to_string(), found.to_string());
    let claim = Claim::about(list.index, "entries", Level::Inferred, expected, actual, message);
    world.report(claim.at(list.pointer))
}

/// The list has at least one entry.
#[then(expr = "the list is not empty")]
async fn is_not_empty(world: &mut World) -> Result<(), Stop> {
    let list = list(world)?;
    if !list.entries.is_empty() {
        return Ok(());
    }
    let claim = Claim::about(
        list.index,
        "list-empty",
        Level::Inferred,
        "at least one entry",
        "none",
        "the list is empty",
    );
    world.report(claim.at(list.pointer))
}

/// A list without entries, or a refusal: which of both is documented nowhere (readings 26 and 27). The simulator has an
/// empty list.
#[then(expr = "the list is empty, or the call is refused")]
async fn is_empty_or_refused(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    let is_refused = matches!(world.status(index), Some(400 | 404 | 422));
    if is_refused && !world.is_simulator() {
        return Ok(());
    }
    let list = list(world)?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let found = format!("{} entries", list.entries.len());
    let message = format!("the list has {found}, though nothing fits");
    let claim = Claim::about(list.index, "not-empty", Level::Assumed, "no entries", found, message);
    world.report(claim.at(list.pointer))
}

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
    super::paging::walk(world, Listing::Groups, 100).await?;
    list(world)
}

/// Files where an entry does not repeat what it should.
fn entry_repeats(world: &mut World, list: &List, thing: Thing, sent: &Value) -> Result<(), Stop> {
    let Some(entry) = entry(world, list, thing)? else { return Ok(()) };
    let Some(found) = difference(sent, list.inner(&entry)) else { return Ok(()) };
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
            if !found.as_str().is_some_and(|text| !text.is_empty()) {
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
