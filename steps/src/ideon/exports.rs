//! Phrases about the two files of a coverage period. What is in them is documented nowhere; an 834 is a known standard, and a
//! spreadsheet of members has a line of headings and their names.

use cucumber::{then, when};
use evidence::Level;

use super::{
    calls, shaping,
    things::{Nth, Thing, known, unwrapped},
    words::Resource,
};
use crate::{Claim, Stop, World};

/// A file of a coverage period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, cucumber::Parameter)]
#[param(name = "export", regex = "834 file|CSV file")]
pub(crate) enum Export {
    X12,
    Csv,
}

impl std::str::FromStr for Export {
    type Err = crate::words::UnknownWord;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        crate::words::find(&[("834 file", Self::X12), ("CSV file", Self::Csv)], word)
    }
}

/// Downloads a file of one of several coverage periods.
#[when(expr = "the {export} of the {nth} coverage period is downloaded")]
async fn of_one(world: &mut World, export: Export, nth: Nth) -> Result<(), Stop> {
    let id = known(world, Thing { nth: Some(nth.0), resource: Resource::Period })?.id;
    let operation = if export == Export::X12 { "create-an-834" } else { "create-a-csv" };
    shaping::call_at(world, operation, &id).await.map(|_| ())
}

/// The text of the last answer, which has to be a success.
fn text(world: &mut World) -> Result<(usize, String), Stop> {
    let index = world.last()?;
    world.expect_success(index)?;
    let text = world.exchanges()[index].response().map(|response| response.body.text.clone());
    Ok((index, plain(text.unwrap_or_default())))
}

/// The reference writes both files as JSON strings (IDN-Q49), and a vendor may take it at its word.
fn plain(text: String) -> String {
    if text.starts_with('"') { serde_json::from_str(&text).unwrap_or(text) } else { text }
}

/// The answer says that it is plain text, and has one.
#[then(expr = "the answer is plain text")]
async fn is_plain_text(world: &mut World) -> Result<(), Stop> {
    let (index, text) = text(world)?;
    let response = world.exchanges()[index].response();
    let media = response.and_then(|response| response.header("content-type")).unwrap_or_default().to_owned();
    if media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/plain")
        && !text.is_empty()
    {
        return Ok(());
    }
    let message = format!("the file comes as {media:?} with {} characters", text.chars().count());
    let claim = Claim::about(index, "not-plain-text", Level::Documented, "text/plain", media, message);
    world.report(claim.of(&["IDN-305"]))
}

/// The segments of an 834, each cut into its elements. The interchange header says which characters do so.
fn segments(text: &str) -> Option<Vec<Vec<String>>> {
    // ISA has a fixed length: the element separator stands after its name, the segment terminator at its end.
    let element = text.chars().nth(3).filter(|_| text.starts_with("ISA"))?;
    let terminator = text.chars().nth(105)?;
    let segments = text.split(terminator).map(str::trim).filter(|segment| !segment.is_empty());
    Some(segments.map(|segment| segment.split(element).map(str::to_owned).collect()).collect())
}

fn read(world: &mut World) -> Result<(usize, Vec<Vec<String>>), Stop> {
    let (index, text) = text(world)?;
    if let Some(segments) = segments(&text) {
        return Ok((index, segments));
    }
    let message = "the 834 does not begin with an interchange header";
    let actual = crate::world::shorten(&text);
    world.report(Claim::about(index, "x12-form", Level::Assumed, "ISA…", actual, message))?;
    Ok((index, Vec::new()))
}

fn name(segment: &[String]) -> &str {
    segment.first().map_or("", String::as_str)
}

fn count(segments: &[Vec<String>], wanted: &str) -> usize {
    segments.iter().filter(|segment| name(segment) == wanted).count()
}

/// Interchange, group and set are opened in this order and closed in the other one, and the set is an 834.
#[then(expr = "the 834 opens and closes its envelopes")]
async fn envelopes(world: &mut World) -> Result<(), Stop> {
    let (index, segments) = read(world)?;
    let names: Vec<&str> = segments
        .iter()
        .map(|segment| name(segment))
        .filter(|name| ["ISA", "GS", "ST", "SE", "GE", "IEA"].contains(name))
        .collect();
    let is_834 = segments
        .iter()
        .filter(|segment| name(segment) == "ST")
        .all(|segment| segment.get(1).map(String::as_str) == Some("834"));
    if names == ["ISA", "GS", "ST", "SE", "GE", "IEA"] && is_834 {
        return Ok(());
    }
    let actual = names.join(" ");
    let message = format!("the envelopes of the 834 are {actual:?}");
    let claim = Claim::about(index, "x12-envelopes", Level::Assumed, "ISA GS ST SE GE IEA", actual, message);
    world.report(claim.of(&["IDN-71"]))
}

/// The trailers say how many segments, sets and groups there were, and repeat the control numbers of the headers.
#[then(expr = "the trailers of the 834 count its segments and sets")]
async fn trailers(world: &mut World) -> Result<(), Stop> {
    let (index, segments) = read(world)?;
    let place = |wanted: &str| segments.iter().position(|segment| name(segment) == wanted);
    let element = |wanted: &str, at: usize| {
        let segment = segments.iter().find(|segment| name(segment) == wanted)?;
        segment.get(at).map(|element| element.trim_start_matches('0').to_owned())
    };
    let (first, last) = (place("ST").unwrap_or_default(), place("SE").unwrap_or_default());
    let inside = last.saturating_sub(first) + 1;
    let facts = [
        ("SE01", element("SE", 1), Some(inside.to_string())),
        ("SE02", element("SE", 2), element("ST", 2)),
        ("GE01", element("GE", 1), Some(count(&segments, "ST").to_string())),
        ("GE02", element("GE", 2), element("GS", 6)),
        ("IEA01", element("IEA", 1), Some(count(&segments, "GS").to_string())),
        ("IEA02", element("IEA", 2), element("ISA", 13)),
    ];
    for (what, found, expected) in facts {
        if found.is_none() || found != expected {
            let shown = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
            let (expected, actual) = (shown(expected), shown(found));
            let message = format!("{what} of the 834 is {actual}, not {expected}");
            let claim = Claim::about(index, "x12-trailer", Level::Assumed, expected, actual, message);
            world.report(claim.of(&["IDN-71"]))?;
        }
    }
    Ok(())
}

/// The 834 has so many loops of members.
#[then(expr = "the 834 has {int} member(s)")]
async fn has_members(world: &mut World, expected: usize) -> Result<(), Stop> {
    let (index, segments) = read(world)?;
    let found = count(&segments, "INS");
    if found == expected {
        return Ok(());
    }
    let message = format!("the 834 has {found} members, not {expected}");
    let (expected, actual) = (expected.to_string(), found.to_string());
    let claim = Claim::about(index, "x12-members", Level::Assumed, expected, actual, message);
    world.report(claim.of(&["IDN-71"]))
}

/// Everybody whom the scenario has made a member: last and first name.
fn people(world: &World) -> Vec<(String, String)> {
    let of = |resource: Resource| {
        world.ideon.all(resource).iter().map(move |known| unwrapped(resource, &known.sent))
    };
    let names = of(Resource::Subscriber).chain(of(Resource::Dependent)).map(|person| {
        let text = |member: &str| person[member].as_str().unwrap_or_default().to_owned();
        (text("last_name"), text("first_name"))
    });
    names.collect()
}

/// Whether a file names somebody: both names stand in one of its lines, or segments.
fn names(lines: &[String], (last, first): &(String, String)) -> bool {
    let has = |line: &String, name: &String| line.to_lowercase().contains(&name.to_lowercase());
    lines.iter().any(|line| has(line, last) && has(line, first))
}

fn expect_names(
    world: &mut World,
    index: usize,
    lines: &[String],
    clause: &'static [&'static str],
) -> Result<(), Stop> {
    for person in people(world) {
        if !names(lines, &person) {
            let message = format!("the file does not name {} {}", person.1, person.0);
            let claim = Claim::about(index, "file-names", Level::Assumed, person.0, "not there", message);
            world.report(claim.of(clause))?;
        }
    }
    Ok(())
}

/// The 834 has the name of each member whom the scenario has made.
#[then(expr = "the 834 names each of them")]
async fn the_834_names(world: &mut World) -> Result<(), Stop> {
    let (index, segments) = read(world)?;
    let lines: Vec<String> =
        segments.iter().filter(|segment| name(segment) == "NM1").map(|segment| segment.join(" ")).collect();
    expect_names(world, index, &lines, &["IDN-71"])
}

/// The 834 does not have the name of somebody who is in another coverage period.
#[then(expr = "the 834 does not name the first subscriber")]
async fn the_834_does_not_name(world: &mut World) -> Result<(), Stop> {
    let (index, segments) = read(world)?;
    let lines: Vec<String> = segments.iter().map(|segment| segment.join(" ")).collect();
    let Some(person) = people(world).into_iter().next() else {
        return Err(calls::missing(world, Resource::Subscriber));
    };
    if !names(&lines, &person) {
        return Ok(());
    }
    let message = format!("the 834 names {} {}, of another coverage period", person.1, person.0);
    let claim = Claim::about(index, "file-names", Level::Assumed, "not there", person.0, message);
    world.report(claim.of(&["IDN-71"]))
}

/// The lines of a spreadsheet, each cut into its fields as RFC 4180 has it. A field may hold a line's end in quotes.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                field.push('"');
                letters.next();
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => record.push(std::mem::take(&mut field)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            _ => field.push(letter),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        records.push(record);
    }
    records
}

/// Whether a line looks like headings: words, no two alike, and none of them a date.
fn are_headings(record: &[String]) -> bool {
    let mut seen = std::collections::HashSet::new();
    record.iter().all(|field| {
        let has_letters = field.chars().any(char::is_alphabetic);
        has_letters && seen.insert(field.to_lowercase())
    })
}

/// The spreadsheet begins with headings, and has so many lines below them.
#[then(expr = "the CSV has a line of headings and {int} line(s)")]
async fn has_headings_and_lines(world: &mut World, expected: usize) -> Result<(), Stop> {
    let (index, text) = text(world)?;
    let records = records(&text);
    let has_headings = records.first().is_some_and(|first| are_headings(first));
    let found = records.len().saturating_sub(1);
    if has_headings && found == expected {
        return Ok(());
    }
    let headings = if has_headings { "headings" } else { "no headings" };
    let actual = format!("{headings} and {found} lines");
    let message = format!("the spreadsheet has {actual}, not headings and {expected} lines");
    let expected = format!("headings and {expected} lines");
    let claim = Claim::about(index, "csv-lines", Level::Assumed, expected, actual, message);
    world.report(claim.of(&["IDN-75", "IDN-306"]))
}

/// The spreadsheet has the name of each member whom the scenario has made.
#[then(expr = "the CSV names each of them")]
async fn the_csv_names(world: &mut World) -> Result<(), Stop> {
    let (index, text) = text(world)?;
    let lines: Vec<String> = records(&text).iter().map(|record| record.join(" ")).collect();
    expect_names(world, index, &lines, &["IDN-75"])
}

/// No line has more or fewer fields than there are headings.
#[then(expr = "each line of the CSV has as many fields as there are headings")]
async fn as_many_fields(world: &mut World) -> Result<(), Stop> {
    let (index, text) = text(world)?;
    let records = records(&text);
    let wanted = records.first().map_or(0, Vec::len);
    for (number, record) in records.iter().enumerate() {
        if record.len() != wanted || wanted < 2 {
            let message =
                format!("line {} has {} fields, and there are {wanted} headings", number + 1, record.len());
            let (expected, actual) = (wanted.to_string(), record.len().to_string());
            let claim = Claim::about(index, "csv-fields", Level::Assumed, expected, actual, message);
            world.report(claim.of(&["IDN-75", "IDN-306"]))?;
        }
    }
    Ok(())
}

/// The last two spreadsheets have the same headings: the layout is said not to be alterable.
#[then(expr = "both files have the same headings")]
async fn the_same_headings(world: &mut World) -> Result<(), Stop> {
    let (index, last) = text(world)?;
    let before = world.exchanges()[..index]
        .iter()
        .rev()
        .find(|exchange| exchange.operation.as_deref() == Some("create-a-csv"))
        .and_then(|exchange| exchange.response())
        .map(|response| plain(response.body.text.clone()));
    let Some(before) = before else {
        return Err(world.internal("this phrase needs two files"));
    };
    let headings = |text: &str| records(text).into_iter().next().unwrap_or_default().join(",");
    let (expected, actual) = (headings(&before), headings(&last));
    if expected == actual && !expected.is_empty() {
        return Ok(());
    }
    let message = "the spreadsheets of two coverage periods have other headings";
    let claim = Claim::about(index, "csv-layout", Level::Documented, expected, actual, message);
    world.report(claim.of(&["IDN-306"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_834_is_cut_by_the_characters_that_its_header_names() {
        let isa = format!(
            "ISA|00|{b}|00|{b}|ZZ|{s:<15}|ZZ|{r:<15}|260615|1200|^|00501|000000001|0|T|:",
            b = " ".repeat(10),
            s = "A",
            r = "B"
        );
        let text = format!("{isa}'\nGS|BE|A|B'\nST|834|0001'");
        let segments = segments(&text).unwrap();
        assert_eq!(segments.len(), 3);
        assert_eq!(segments[2], ["ST", "834", "0001"]);
        assert!(super::segments("GS*BE~").is_none());
    }

    #[test]
    fn a_field_in_quotes_keeps_its_commas_quotes_and_lines() {
        let text = "a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n";
        assert_eq!(records(text), [vec!["a", "b"], vec!["x, \"y\"\nz", "2"]]);
        assert!(are_headings(&records(text)[0]));
        assert!(!are_headings(&["x".to_owned(), "2026-01-01".to_owned()]));
    }
}
