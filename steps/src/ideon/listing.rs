//! Phrases that ask for lists, and about how many entries there are.

use cucumber::{given, then, when};
use evidence::Level;
use serde_json::Value;

use super::{
    calls::{self, Form},
    shaping,
    things::{Kind, Nth, Thing, known},
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
    pub(super) wrapper: Option<&'static str>,
}

impl List {
    /// An entry without its wrapper.
    pub(super) fn inner<'e>(&self, entry: &'e Value) -> &'e Value {
        self.wrapper.and_then(|wrapper| entry.get(wrapper)).unwrap_or(entry)
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.entries.iter().position(|entry| id_of(self.inner(entry)) == Some(id))
    }

    pub(super) fn find(&self, id: &str) -> Option<&Value> {
        self.position(id).map(|at| &self.entries[at])
    }
}

/// What tells an entry from others: its id, or what stands for it.
pub(super) fn id_of(entry: &Value) -> Option<&str> {
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
    // What a parameter with a bad value leads to is not documented: it may be refused (readings 26 and 27).
    calls::send(world, operation, call.allowing(&[400, 422]), Form::Smallest).await
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
