//! Pages of `docs/` that are made from the suite itself: the phrasebook, what is covered, which faults are noticed. They
//! are compared byte for byte; `COVENANT_BLESS=1` rewrites them.
#![expect(clippy::expect_used, reason = "a file that is missing fails the test, in whatever function")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::LazyLock,
};

use evidence::{CatalogueRow, ClauseRecord, Outcome, RunRecord};
use support::{Covenant, in_project, table::bless_or_compare, table::shorten};

/// A run of everything against the honest simulator.
static HONEST: LazyLock<RunRecord> = LazyLock::new(|| {
    let ran = Covenant::new().args(["run", "-q"]).run();
    ran.assert_code(0);
    ran.record()
});

/// A cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn generated(title: &str, text: &str) -> String {
    format!("# {title}\n\n<!-- Generated: COVENANT_BLESS=1 cargo test --test generated -->\n\n{text}")
}

fn outlines(ids: &BTreeSet<&str>) -> String {
    let all = HONEST.scenarios.iter().map(|one| one.head.id.as_str()).collect();
    let shown = shorten(ids, &all).into_iter().map(|id| format!("`{id}`"));
    shown.collect::<Vec<_>>().join(", ")
}

/// What stands above a phrase in its source, as one paragraph.
fn explanation(path: &str, line: u32) -> String {
    let source = std::fs::read_to_string(in_project(path)).expect("the source of a phrase");
    let above: Vec<_> = source.lines().take(line.saturating_sub(1) as usize).collect();
    let mut words: Vec<_> = above.iter().rev().map_while(|line| line.strip_prefix("///")).collect();
    words.reverse();
    words.join(" ")
}

#[test]
fn the_phrasebook_lists_each_phrase_and_each_is_used() {
    let mut used: BTreeMap<(&str, u32), BTreeSet<&str>> = BTreeMap::new();
    for scenario in &HONEST.scenarios {
        for step in &scenario.steps {
            let place = step.definition.as_ref().expect("a step that ran has a phrase");
            used.entry((&place.path, place.line)).or_default().insert(&scenario.head.id);
        }
    }
    let phrases = steps::phrases();
    let mut text = String::from(
        "All phrases of the feature files, with what each does and how many scenarios use it. A parameter stands in braces:\n\
         `{string}` is text in double quotes, `{int}` a whole number. A new scenario is best made of these.\n",
    );
    for keyword in ["Given", "When", "Then"] {
        write!(text, "\n## {keyword}\n\n| phrase | what it does | scenarios | source |\n|---|---|---|---|\n")
            .unwrap();
        for phrase in phrases.iter().filter(|phrase| phrase.keyword == keyword) {
            let users = used.get(&(phrase.path.as_str(), phrase.line)).map_or(0, BTreeSet::len);
            assert!(users > 0, "nobody uses `{} {}` ({})", phrase.keyword, phrase.text, phrase.path);
            let explained = explanation(&phrase.path, phrase.line);
            assert!(!explained.trim().is_empty(), "`{}` of {} is not explained", phrase.text, phrase.path);
            let (words, what, path) = (cell(&phrase.text), cell(&explained), &phrase.path);
            writeln!(text, "| {words} | {what} | {users} | {path} |").unwrap();
        }
    }
    bless_or_compare("docs/phrasebook.md", &generated("Phrasebook", &text), "generated");
}

fn clause_row(clause: &ClauseRecord) -> String {
    let ids: BTreeSet<_> = clause.scenarios.iter().map(String::as_str).collect();
    let judged = match &clause.reason {
        Some(reason) => format!("no scenario: {}", cell(reason)),
        None => outlines(&ids),
    };
    let ClauseRecord { id, party, level, text, .. } = clause;
    format!("| {id} | {party} | {level} | {} | {judged} |\n", cell(text))
}

/// Statuses of the catalogue that no run against the honest simulator gets, and why.
const NOT_EXERCISED: [(u16, &str); 1] = [(
    404,
    "the simulator follows the newer documents and refuses with 400; a remote one may answer so (tests/readings.rs)",
)];

/// How often an honest run gets this answer, and in which scenarios.
fn exercised(row: &CatalogueRow) -> (usize, BTreeSet<&str>) {
    let mut ids = BTreeSet::new();
    let mut count = 0;
    for scenario in HONEST.scenarios.iter().filter(|one| one.head.vendor == row.vendor) {
        let is_it = |exchange: &&evidence::Exchange| {
            exchange.operation.as_deref() == Some(&row.operation) && exchange.status() == Some(row.status)
        };
        let here = scenario.exchanges.iter().filter(is_it).count();
        if here > 0 {
            ids.insert(scenario.head.id.as_str());
            count += here;
        }
    }
    (count, ids)
}

fn answer_row(row: &CatalogueRow) -> String {
    let (count, ids) = exercised(row);
    let excuse = NOT_EXERCISED.iter().find(|(status, _)| *status == row.status);
    let shown = match (count, excuse) {
        (0, None) => panic!("no scenario gets {} from {}: say why not", row.status, row.operation),
        (0, Some((_, why))) => format!("not exercised: {why}"),
        (_, Some(_)) => panic!("{} of {} is exercised after all", row.status, row.operation),
        (count, None) if ids.len() > 8 => format!("{count} times in {} scenarios", ids.len()),
        (count, None) => format!("{count} times: {}", outlines(&ids)),
    };
    let kind = row.content_type.as_deref().unwrap_or("any");
    format!(
        "| {} | {} `{}` ({}) | {} ({}) | {kind} ({}) | {shown} |\n",
        row.operation,
        row.method,
        row.path,
        row.path_level,
        row.status,
        row.status_level,
        row.content_type_level
    )
}

#[test]
fn the_coverage_page_says_of_each_clause_and_each_answer_who_judges_it() {
    assert!(HONEST.scenarios.iter().all(|scenario| scenario.outcome == Outcome::Passed));
    let mut text = String::from(
        "What the suite judges, from a run of all of it against the honest simulators. In brackets stands how well a fact\n\
         is known: documented, draft, inferred or assumed.\n",
    );
    for vendor in evidence::Vendor::ALL {
        let clauses: Vec<_> = HONEST.clauses.iter().filter(|clause| clause.vendor == vendor).collect();
        if clauses.is_empty() {
            continue;
        }
        let with_reason = clauses.iter().filter(|clause| clause.reason.is_some()).count();
        let (judged, scenarios) = (clauses.len() - with_reason, HONEST.scenarios.len());
        write!(
            text,
            "\n## Clauses of {vendor}\n\n{judged} of {} clauses are judged by {scenarios} scenarios; {with_reason} have a \
             reason why not. `id:*` stands for all rows of an outline.\n\n\
             | clause | party | level | in our words | judged by |\n|---|---|---|---|---|\n",
            clauses.len()
        )
        .unwrap();
        clauses.into_iter().for_each(|clause| text.push_str(&clause_row(clause)));
        write!(
            text,
            "\n## Answers of {vendor}\n\n| operation | path | status | content type | exercised |\n|---|---|---|---|---|\n"
        )
        .unwrap();
        for row in HONEST.catalogue.iter().filter(|row| row.vendor == vendor) {
            text.push_str(&answer_row(row));
        }
    }
    bless_or_compare("docs/coverage.md", &generated("Coverage", &text), "generated");
}

#[test]
fn an_honest_run_gets_no_answer_that_the_catalogue_does_not_have() {
    for scenario in &HONEST.scenarios {
        for exchange in &scenario.exchanges {
            let Some(status) = exchange.status() else { continue };
            let is_known = |row: &CatalogueRow| {
                exchange.operation.as_deref() == Some(&row.operation) && row.status == status
            };
            assert!(
                HONEST.catalogue.iter().any(is_known),
                "{}: {:?} {status}",
                scenario.head.id,
                exchange.operation
            );
        }
    }
}

/// A table of `tests/faults/`, written by another test.
fn fault_table(name: &str) -> toml::Table {
    let text =
        std::fs::read_to_string(in_project(&format!("tests/faults/{name}.toml"))).expect("a table of faults");
    text.parse().expect("a table of faults is TOML")
}

/// How many scenarios fail; an outline counts as each of its rows.
fn failing(table: &toml::Table, name: &str) -> usize {
    let failed = table.get(name).and_then(|fault| fault.get("failed")).and_then(toml::Value::as_array);
    let failed =
        failed.unwrap_or_else(|| panic!("the table lacks {name}: COVENANT_BLESS=1 cargo test --test faults"));
    let rows = |pattern: &str| match pattern.strip_suffix('*') {
        Some(outline) => HONEST.scenarios.iter().filter(|one| one.head.id.starts_with(outline)).count(),
        None => 1,
    };
    failed.iter().filter_map(toml::Value::as_str).map(rows).sum()
}

#[test]
fn the_page_of_faults_says_how_each_is_noticed() {
    let (table, remote) = (fault_table("oscar"), fault_table("oscar-remote"));
    let faults = simulators::Oscar::faults();
    let mut text = format!(
        "Each of these {} faults is one change to an otherwise honest simulator of Oscar. `covenant run oscar --fault NAME` shows\n\
         what a red run looks like; `covenant serve oscar --fault NAME` lets you point your own client at it.\n\n\
         Against a simulator everything counts. Where Oscar is a remote environment only what is documented fails: `warned`\n\
         is a draft or an inference that is not kept, `noted` a guess of ours, `error` and `blocked` could not be judged,\n\
         `unnoticed` needs a simulator or another season to be seen. tests/faults/ names the scenarios and the findings.\n",
        faults.len()
    );
    let mut areas: Vec<&str> = Vec::new();
    for fault in faults {
        if !areas.contains(&fault.area) {
            areas.push(fault.area);
        }
    }
    for area in areas {
        write!(text, "\n## {area}\n\n| fault | what is different | scenarios that fail | as a remote environment |\n|---|---|---|---|\n")
            .unwrap();
        for fault in faults.iter().filter(|fault| fault.area == area) {
            let class =
                remote.get(fault.name).and_then(|fault| fault.get("class")).and_then(toml::Value::as_str);
            let class =
                class.unwrap_or_else(|| panic!("{} lacks a class: bless the test `readings`", fault.name));
            let count = failing(&table, fault.name);
            writeln!(text, "| `{}` | {} | {count} | {class} |", fault.name, cell(fault.summary)).unwrap();
        }
    }
    let table = fault_table("oscar-integrator");
    text.push_str(
        "\n## Defects of the integrator\n\nThe embedded integration of Oscar's API can have one of these: \
         `covenant run oscar --integrator-fault NAME`.\n\n| defect | what it does | scenarios that fail |\n|---|---|---|\n",
    );
    for defect in integrator::Defect::all() {
        let count = failing(&table, defect.name());
        writeln!(text, "| `{}` | {} | {count} |", defect.name(), cell(defect.summary())).unwrap();
    }
    bless_or_compare("docs/faults.md", &generated("Faults", &text), "generated");
}
