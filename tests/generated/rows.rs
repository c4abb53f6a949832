//! The rows of Ideon's refusals, made from the catalogue and the request shapes and written into the feature files between
//! `# generated: begin KEY` and `# generated: end`: so that each documented refusal of each operation, each member that has
//! to be there and each that has a type or a list of values has its row, and no other has. `COVENANT_BLESS=1` rewrites
//! them.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use crate::support::{in_project, table::bless_or_compare};
use evidence::{Level, Vendor};
use requests::MemberFact;
use schemas::{Catalogue, Operation};

const FOLDER: &str = "features/ideon/refusals";
const BEGIN: &str = "# generated: begin ";
const END: &str = "# generated: end";

/// The first clause that goes through the documented answers of the operations, in the order of the reference.
const FIRST_ANSWER: usize = 36;

/// What `/rsp` answers is text, and has scenarios of its own.
const RSP: &str = "rsppost";

/// What one does with each operation, in the words of phrases.
static WORDS: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| steps::ideon::operations().collect());

fn catalogue() -> &'static Catalogue {
    Catalogue::of(Vendor::Ideon)
}

/// The clause of each documented answer.
fn clauses() -> BTreeMap<(&'static str, u16), String> {
    let answers = catalogue().operations().iter().flat_map(|operation| {
        let documented = operation.rows.iter().filter(|row| row.level == Level::Documented);
        documented.map(|row| (operation.id.as_str(), row.status))
    });
    answers.enumerate().map(|(at, answer)| (answer, format!("IDN-{}", FIRST_ANSWER + at))).collect()
}

/// A table, its columns aligned.
fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].len()]).max().unwrap_or_default()
    };
    let header = header.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut text = String::new();
    for row in [&header].into_iter().chain(rows) {
        text.push_str("     ");
        for (column, cell) in row.iter().enumerate() {
            write!(text, " | {cell:<width$}", width = width(column)).expect("a String takes everything");
        }
        text.push_str(" |\n");
    }
    text
}

/// Operations, each with the clause of a status; none for an operation that does not document it.
fn operations(status: u16) -> impl Iterator<Item = (&'static Operation, Option<String>)> {
    let clauses = clauses();
    let all = catalogue().operations().iter().filter(|operation| operation.id != RSP);
    all.map(move |operation| (operation, clauses.get(&(operation.id.as_str(), status)).cloned()))
}

/// One table an operation, tagged with the operation's clause. `changes` are the rows of each: a word for the case, and the
/// words of the phrase; without any the operation has one row.
fn by_operation<'o>(
    operations: impl Iterator<Item = (&'o Operation, Option<String>)>,
    changes: &[(&str, &str)],
) -> String {
    let mut blocks = Vec::new();
    for (operation, clause) in operations {
        let doing = WORDS[operation.id.as_str()];
        let rows: Vec<Vec<String>> = if changes.is_empty() {
            vec![vec![operation.id.clone(), doing.to_owned()]]
        } else {
            let row = |(case, change): &(&str, &str)| {
                vec![format!("{}-{case}", operation.id), doing.to_owned(), (*change).to_owned()]
            };
            changes.iter().map(row).collect()
        };
        let header = ["case", "what", "change"];
        let tag = clause.map(|clause| format!("    @clause:{clause}\n")).unwrap_or_default();
        let columns = if changes.is_empty() { &header[..2] } else { &header[..] };
        blocks.push(format!("{tag}    Examples: {doing}\n{}", table(columns, &rows)));
    }
    blocks.join("\n")
}

fn has_id(operation: &Operation) -> bool {
    operation.path.contains("{id}")
}

/// Whether a member has a row. The rows of an operation leave out what its other rows, or those of another operation, show
/// of the same shape:
///
/// * What a dependent needs it needs alone and inside of a subscriber; the rows about dependents spoil the rest of it.
/// * The address of a residence stands for the other addresses of a person, but for the country, which differs (IDN-Q29).
/// * Of a shape that no document has (groups and locations, IDN-Q1, IDN-Q24) the members that some page says to be needed,
///   and those of the group, the employer and the location themselves. An installment is the same thing as a group: there
///   the needed ones stand for all.
fn is_worth_a_row(operation: &str, fact: &MemberFact) -> bool {
    if let Some((_, of_dependent)) = fact.path.split_once(".dependents[].") {
        return fact.required && !of_dependent.contains('.');
    }
    let parent = fact.parent().unwrap_or_default();
    let is_of_group = operation.contains("group") && !operation.starts_with("subscribe");
    let is_undescribed = is_of_group || operation == "create-a-location";
    if !is_undescribed && (parent.ends_with(".mailing_address") || parent.ends_with(".schools[].address")) {
        return fact.name() == "country_code";
    }
    if !is_undescribed {
        return true;
    }
    let is_alone = !fact.is_in_list();
    let is_told_somewhere = is_alone && fact.required && fact.required_level > Level::Assumed;
    let near = ["", "group", "group.employer", "group.employer.census", "group.primary_location", "location"];
    let stands_for_all = matches!(operation, "create-a-group" | "create-a-location");
    is_told_somewhere || (is_alone && near.contains(&parent) && stands_for_all)
}

fn facts(operation: &str) -> Vec<MemberFact> {
    let shape = requests::for_operation(Vendor::Ideon, operation).expect("an operation with a body");
    shape.facts().into_iter().filter(|fact| is_worth_a_row(operation, fact)).collect()
}

/// The place of a member as refusals name it: of a list the first item.
fn dotted(fact: &MemberFact) -> String {
    fact.path.replace("[]", ".[0]")
}

/// A name for a row, for ever: the member's place below what wraps all.
fn case(fact: &MemberFact) -> String {
    let path = fact.path.replace("[]", "");
    let below = path.split_once('.').map_or(path.as_str(), |(_, below)| below);
    // A case has sixty characters at most.
    let name = if below.len() > 60 { fact.name() } else { below };
    name.replace(['.', '_'], "-")
}

fn missing(operation: &str) -> String {
    let needed = facts(operation).into_iter().filter(|fact| fact.required);
    let rows: Vec<_> = needed.map(|fact| vec![case(&fact), dotted(&fact)]).collect();
    if rows.is_empty() {
        String::new()
    } else {
        format!("    Examples:\n{}", table(&["case", "member"], &rows))
    }
}

/// What a member must not be; none where anything will do.
fn wrong_value(fact: &MemberFact) -> Option<&'static str> {
    let is = |kind: &str| fact.kinds.iter().any(|known| known == kind);
    match &fact.variants {
        Some(_) if fact.name() == "country_code" => Some("an unknown country"),
        Some(_) => Some("an unknown word"),
        None if is("string") => Some("a number"),
        None if ["number", "integer", "boolean", "object", "array"].into_iter().any(is) => Some("a text"),
        None => None,
    }
}

fn wrong(operation: &str) -> String {
    let rows = facts(operation).into_iter().filter_map(|fact| {
        let value = wrong_value(&fact)?;
        Some(vec![case(&fact), dotted(&fact), value.to_owned()])
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("    Examples:\n{}", table(&["case", "member", "value"], &rows))
}

/// All that is generated, by key.
fn sections() -> BTreeMap<String, String> {
    let mut sections = BTreeMap::new();
    let mut add = |key: &str, text: String| assert!(sections.insert(key.to_owned(), text).is_none());
    let unknown = [("nobody", "without credentials"), ("key", "with a key that nobody has")];
    add("401 unknown", by_operation(operations(401), &unknown));
    add("401 expired", by_operation(operations(401), &[]));
    add("403", by_operation(operations(403).filter(|(_, clause)| clause.is_some()), &[]));
    let with_id = || operations(404).filter(|(operation, _)| has_id(operation));
    add("404", by_operation(with_id(), &[]));
    add("404 another account", by_operation(with_id(), &[]));
    let with_body = || operations(400).filter(|(operation, _)| operation.request.is_some());
    let documented = with_body().filter(|(_, clause)| clause.is_some());
    add("400", by_operation(documented, &[]));
    let mut paths = BTreeSet::new();
    let of_each_path = operations(405).filter(|(operation, _)| paths.insert(operation.path.as_str()));
    add("405", by_operation(of_each_path, &[]));
    for (operation, _) in with_body() {
        for (kind, text) in [("missing", missing(&operation.id)), ("wrong", wrong(&operation.id))] {
            if !text.is_empty() {
                add(&format!("422 {kind} {}", operation.id), text);
            }
        }
    }
    sections
}

fn files() -> Vec<PathBuf> {
    let folder = fs::read_dir(in_project(FOLDER)).expect("the folder of refusals");
    let mut files: Vec<_> = folder.map(|entry| entry.expect("an entry of the folder").path()).collect();
    files.sort();
    files
}

/// A file with its generated parts made anew; `used` gets their keys.
fn renewed(path: &Path, sections: &BTreeMap<String, String>, used: &mut Vec<String>) -> String {
    let text = fs::read_to_string(path).expect("a feature file");
    let (mut renewed, mut inside) = (String::new(), false);
    for line in text.lines() {
        let word = line.trim();
        if let Some(key) = word.strip_prefix(BEGIN) {
            let section = sections.get(key).unwrap_or_else(|| {
                panic!("{} has the part `{key}`, which nothing generates", path.display())
            });
            used.push(key.to_owned());
            inside = true;
            write!(renewed, "{line}\n{section}").expect("a String takes everything");
        } else if word == END {
            assert!(inside, "{} ends a part that it does not begin", path.display());
            inside = false;
            renewed.push_str(line);
            renewed.push('\n');
        } else if !inside {
            renewed.push_str(line);
            renewed.push('\n');
        }
    }
    assert!(!inside, "{} does not end its last part", path.display());
    renewed
}

#[test]
fn every_documented_refusal_and_every_member_has_its_row() {
    let sections = sections();
    let mut used = Vec::new();
    for file in files() {
        let renewed = renewed(&file, &sections, &mut used);
        let name = file.file_name().and_then(|name| name.to_str()).expect("a file's name");
        bless_or_compare(&format!("{FOLDER}/{name}"), &renewed, "generated_rows");
    }
    used.sort();
    assert_eq!(used, sections.into_keys().collect::<Vec<_>>(), "each part stands in one file");
}
