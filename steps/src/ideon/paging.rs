//! Phrases about lists that come in pages.

use std::collections::BTreeMap;

use cucumber::{then, when};
use evidence::Level;
use serde_json::Value;

use super::listing::{Listing, entries_of, list, list_with, total};
use crate::{Claim, Stop, World};

/// A walk that has not ended after so many pages does not end.
const PAGES_MAX: u64 = 1_000;

/// The least that a page of a real account's groups may have: nobody knows how many there are.
const REAL_PAGE_MIN: u64 = 100;

fn numbered(page: u64, per_page: u64) -> [(&'static str, String); 2] {
    [("page", page.to_string()), ("per_page", per_page.to_string())]
}

/// Lists one page.
#[when(expr = "page {int} of the {listing} is listed with {int} a page")]
async fn one_page(world: &mut World, page: u64, listing: Listing, per_page: u64) -> Result<(), Stop> {
    list_with(world, listing, &numbered(page, per_page)).await.map(|_| ())
}

/// Lists page after page until the total that the first one told is reached, or a page is empty.
#[when(expr = "the {listing} are listed page by page, {int} a page")]
async fn page_by_page(world: &mut World, listing: Listing, per_page: u64) -> Result<(), Stop> {
    let is_everybodys = listing == Listing::Groups && !world.is_simulator();
    walk(world, listing, if is_everybodys { per_page.max(REAL_PAGE_MIN) } else { per_page }).await
}

/// Walks a list to its end.
pub(super) async fn walk(world: &mut World, listing: Listing, per_page: u64) -> Result<(), Stop> {
    let mut pages = Vec::new();
    for page in 1..=PAGES_MAX {
        let index = list_with(world, listing, &numbered(page, per_page)).await?;
        world.expect_success(index)?;
        let (_, entries) = entries_of(world, index)?;
        pages.push(index);
        let is_last = total(world, index).is_none_or(|total| page * per_page >= total);
        if entries.is_empty() || is_last {
            world.ideon.listing.pages = pages;
            return Ok(());
        }
    }
    let message = format!("the list has not come to an end after {PAGES_MAX} pages");
    let index = world.last()?;
    world.report(Claim::about(index, "endless", Level::Inferred, "a last page", "none", message))
}

/// So many entries on each page, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sizes(Vec<usize>);

impl cucumber::Parameter for Sizes {
    const NAME: &'static str = "sizes";
    const REGEX: &'static str = r"(?:\d+, )*\d+ and \d+";
}

impl std::str::FromStr for Sizes {
    type Err = std::num::ParseIntError;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        words.replace(" and ", ", ").split(", ").map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// The pages of the walk have so many entries, one after the other.
#[then(expr = "the pages have {sizes} entries")]
async fn the_pages_have(world: &mut World, sizes: Sizes) -> Result<(), Stop> {
    let pages = world.ideon.listing.pages.clone();
    let mut found = Vec::new();
    for index in &pages {
        found.push(entries_of(world, *index)?.1.len());
    }
    if found == sizes.0 {
        return Ok(());
    }
    let index = world.last()?;
    let message = format!("the pages have {found:?} entries, not {:?}", sizes.0);
    let (expected, actual) = (format!("{:?}", sizes.0), format!("{found:?}"));
    world.report(Claim::about(index, "page-sizes", Level::Inferred, expected, actual, message))
}

/// The place that an answer tells by its headers: total, size and number.
type Place = [Option<u64>; 3];

const HEADERS: [&str; 3] = ["total", "per-page", "page"];

fn place(world: &World, index: usize) -> Place {
    let header = |name: &str| {
        let response = world.exchanges().get(index)?.response()?;
        response.header(name)?.trim().parse().ok()
    };
    HEADERS.map(header)
}

fn expect_place(world: &mut World, index: usize, expected: [u64; 3]) -> Result<(), Stop> {
    let found = place(world, index);
    for ((name, expected), found) in HEADERS.into_iter().zip(expected).zip(found) {
        if found != Some(expected) {
            let actual = found.map_or_else(|| "nothing".to_owned(), |found| found.to_string());
            let message = format!("the page tells {actual} as its {name}, not {expected}");
            let expected = expected.to_string();
            let claim = Claim::about(index, "page-headers", Level::Inferred, expected, actual, message);
            world.report(claim.of(&["IDN-10"]))?;
        }
    }
    Ok(())
}

/// The headers of a page tell the total, how many entries a page has, and the page's number.
#[then(expr = "the page tells a total of {int}, a size of {int} and the number {int}")]
async fn the_page_tells(world: &mut World, total: u64, size: u64, number: u64) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    expect_place(world, index, [total, size, number])
}

/// Without a page in the call the first one comes. That the page has another size than 100 is left to the vendor.
#[then(expr = "the page tells that it is the first")]
async fn the_page_is_the_first(world: &mut World) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    let found = place(world, index)[2];
    if found == Some(1) {
        return Ok(());
    }
    let actual = found.map_or_else(|| "nothing".to_owned(), |found| found.to_string());
    let message = format!("a list without a page in its call tells {actual} as its page");
    let claim = Claim::about(index, "page-headers", Level::Inferred, "1", actual, message);
    world.report(claim.of(&["IDN-10"]))
}

/// What a call asked for.
fn asked(world: &World, index: usize, name: &str) -> Option<u64> {
    let url = url::Url::parse(&world.exchanges().get(index)?.request.url).ok()?;
    url.query_pairs().find(|(known, _)| known == name).and_then(|(_, value)| value.parse().ok())
}

/// Each page of the walk tells the same total, the size that was asked for, and its own number. Where a real vendor gives
/// less on a page than is asked for, the size that it tells is what its pages have.
#[then(expr = "each page tells the total, its size and its number")]
async fn each_page_tells(world: &mut World) -> Result<(), Stop> {
    let pages = world.ideon.listing.pages.clone();
    let Some(first) = pages.first().copied() else {
        return Err(world.internal("this phrase needs a list that was walked"));
    };
    let all = list(world)?.entries.len() as u64;
    // Others make groups while the groups of a real account are walked.
    let url = url::Url::parse(&world.exchanges()[first].request.url);
    let grows = !world.is_simulator() && url.is_ok_and(|url| url.path().ends_with("/groups"));
    let fewest = if grows { total(world, first).unwrap_or(all) } else { all };
    for (number, index) in (1..).zip(pages) {
        let size = asked(world, first, "per_page").unwrap_or_default();
        let told = total(world, index).filter(|told| (fewest..=all).contains(told));
        expect_place(world, index, [told.unwrap_or(all), size, number])?;
    }
    Ok(())
}

/// The links of an answer by their relations (RFC 8288, of which RFC 5988 is the elder).
fn links(header: &str) -> BTreeMap<String, String> {
    let mut links = BTreeMap::new();
    for link in header.split('<').skip(1) {
        let Some((target, parameters)) = link.split_once('>') else { continue };
        for parameter in parameters.split(';') {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            if name.trim().eq_ignore_ascii_case("rel") {
                let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
                for relation in value.split_whitespace() {
                    links.insert(relation.to_lowercase(), target.to_owned());
                }
            }
        }
    }
    links
}

fn links_of(world: &World, index: usize) -> BTreeMap<String, String> {
    let response = world.exchanges().get(index).and_then(|exchange| exchange.response());
    let headers = response.map(|response| response.headers.as_slice()).unwrap_or_default();
    let all = headers.iter().filter(|header| header.name.eq_ignore_ascii_case("link"));
    all.flat_map(|header| links(&header.value)).collect()
}

/// Which page a link leads to.
fn target(link: &str) -> Option<u64> {
    let base = url::Url::parse("http://localhost/").ok()?;
    let url = base.join(link).ok()?;
    url.query_pairs().find(|(name, _)| name == "page").and_then(|(_, value)| value.parse().ok())
}

/// The relations of a page, and the pages that they lead to.
fn relations(page: u64, last: u64) -> BTreeMap<&'static str, u64> {
    let mut relations = BTreeMap::new();
    if page > 1 {
        relations.insert("first", 1);
        relations.insert("prev", page - 1);
    }
    if page < last {
        relations.insert("next", page + 1);
        relations.insert("last", last);
    }
    relations
}

/// Files where the links of a page do not lead where they should. `next` and `prev` are what a link header is for; `first` and
/// `last` may stand on every page.
fn expect_links(world: &mut World, index: usize, page: u64, last: u64) -> Result<(), Stop> {
    let found = links_of(world, index);
    let wanted = relations(page, last);
    for relation in ["first", "prev", "next", "last"] {
        let expected = wanted.get(relation).copied();
        let actual = found.get(relation).and_then(|link| target(link));
        let is_harmless = expected.is_none()
            && match relation {
                "first" => actual == Some(1),
                "last" => actual == Some(last),
                _ => false,
            };
        if actual == expected && found.contains_key(relation) == expected.is_some() || is_harmless {
            continue;
        }
        let shown =
            |page: Option<u64>| page.map_or_else(|| "no such link".to_owned(), |page| format!("page {page}"));
        let message = format!(
            "the link \"{relation}\" of page {page} leads to {}, not {}",
            shown(actual),
            shown(expected)
        );
        let claim = Claim::about(index, "links", Level::Inferred, shown(expected), shown(actual), message);
        world.report(claim.of(&["IDN-11"]))?;
    }
    Ok(())
}

/// Each page of the walk has links to the pages before and after it, and none where there is no such page.
#[then(expr = "the links lead from page to page")]
async fn the_links_lead(world: &mut World) -> Result<(), Stop> {
    let pages = world.ideon.listing.pages.clone();
    let last = pages.len() as u64;
    for (page, index) in (1..).zip(pages) {
        expect_links(world, index, page, last)?;
    }
    Ok(())
}

/// The page has links to the pages before and after it, and none where there is no such page.
#[then(expr = "the links of page {int} of {int} lead where they say")]
async fn the_links_of_a_page_lead(world: &mut World, page: u64, last: u64) -> Result<(), Stop> {
    let (index, _) = world.answer()?;
    expect_links(world, index, page, last)
}

/// The entries are those from one number to another of the list that was answered before.
#[then(expr = "the list is entries {int} to {int} of the list before")]
async fn a_part_of_the_list_before(world: &mut World, from: usize, to: usize) -> Result<(), Stop> {
    let found = list(world)?;
    let operation = world.exchanges()[found.index].operation.clone();
    let before =
        world.exchanges()[..found.index].iter().rposition(|exchange| exchange.operation == operation);
    let Some(before) = before else {
        return Err(world.internal("this phrase needs a list that was answered before"));
    };
    let (_, entries) = entries_of(world, before)?;
    let wanted: Vec<Value> = entries.into_iter().skip(from - 1).take(to + 1 - from).collect();
    if wanted.len() < to + 1 - from {
        let text = format!("the list has no {to} entries to begin with");
        return Err(match world.is_simulator() {
            true => world.blocked(text),
            false => world.not_applicable("too-few", text),
        });
    }
    if wanted == found.entries {
        return Ok(());
    }
    let message = format!(
        "the page is not entries {from} to {to} of the list: it has {} entries, others than these",
        found.entries.len()
    );
    let claim = Claim::about(
        found.index,
        "other-page",
        Level::Documented,
        format!("entries {from} to {to}"),
        "others",
        message,
    );
    world.report(claim.of(&["IDN-12"]).at(found.pointer))
}

/// A number that makes no sense counts as if nothing had been said, or is refused (reading 26). The simulator has the first
/// page.
#[then(expr = "the list is the whole list, or the call is refused")]
async fn whole_or_refused(world: &mut World) -> Result<(), Stop> {
    let index = world.last()?;
    if matches!(world.status(index), Some(400 | 422)) && !world.is_simulator() {
        return Ok(());
    }
    let found = list(world)?;
    let wanted = world.ideon.all(super::words::Resource::Subscriber).len();
    if found.entries.len() == wanted {
        return Ok(());
    }
    let message = format!("{} of {wanted} subscribers are listed", found.entries.len());
    let (expected, actual) = (wanted.to_string(), found.entries.len().to_string());
    let claim = Claim::about(found.index, "silly-page", Level::Assumed, expected, actual, message);
    world.report(claim.at(found.pointer))
}

/// The pages of the walk have, taken together, as many entries as each of them says that there are.
#[then(expr = "the pages together have as many entries as each of them tells")]
async fn as_many_as_told(world: &mut World) -> Result<(), Stop> {
    let all = list(world)?.entries.len() as u64;
    for index in world.ideon.listing.pages.clone() {
        let told = total(world, index);
        if told != Some(all) {
            let actual = told.map_or_else(|| "nothing".to_owned(), |told| told.to_string());
            let message = format!("a page tells a total of {actual}, and {all} entries are on the pages");
            let expected = all.to_string();
            let claim = Claim::about(index, "total", Level::Inferred, expected, actual, message);
            world.report(claim.of(&["IDN-10"]))?;
        }
    }
    Ok(())
}

/// What the answer itself says of its place is what its headers say. That both agree is assumed.
#[then(expr = "the answer tells its place as its headers do")]
async fn as_the_headers_do(world: &mut World) -> Result<(), Stop> {
    let (index, body) = world.answer()?;
    let headers = place(world, index);
    for ((member, header), name) in ["total", "per_page", "page"].into_iter().zip(headers).zip(HEADERS) {
        let found = body["meta"][member].as_u64();
        if found.is_none() || found != header {
            let shown =
                |value: Option<u64>| value.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
            let message = format!(
                "the answer says {} as its {member}, and the header {name} says {}",
                shown(found),
                shown(header)
            );
            let claim = Claim::about(index, "meta", Level::Assumed, shown(header), shown(found), message);
            world.report(claim.of(&["IDN-314"]).at(format!("/meta/{member}")))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_by_their_relations() {
        let header = "<https://x/groups?page=1&per_page=2>; rel=\"first prev\", <https://x/groups?per_page=2&page=3>; rel=next; title=\"a\"";
        let links = links(header);
        assert_eq!(target(&links["first"]), Some(1));
        assert_eq!(target(&links["prev"]), Some(1));
        assert_eq!(target(&links["next"]), Some(3));
        assert_eq!(links.len(), 3);
    }

    #[test]
    fn a_page_leads_to_those_that_there_are() {
        assert_eq!(relations(1, 1), BTreeMap::new());
        assert_eq!(relations(1, 3), BTreeMap::from([("next", 2), ("last", 3)]));
        assert_eq!(relations(2, 3), BTreeMap::from([("first", 1), ("prev", 1), ("next", 3), ("last", 3)]));
    }

    #[test]
    fn sizes_are_numbers_in_words() {
        assert_eq!("100, 100 and 50".parse(), Ok(Sizes(vec![100, 100, 50])));
        assert_eq!("2 and 2".parse(), Ok(Sizes(vec![2, 2])));
    }
}
