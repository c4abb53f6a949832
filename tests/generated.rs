//! Files that are made from the suite itself: the phrasebook, what is covered, which faults are noticed, how many requests
//! each scenario sends. They are compared byte for byte; `COVENANT_BLESS=1` rewrites them.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]
#![expect(clippy::expect_used, reason = "a file that is missing fails the test, in whatever function")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::LazyLock,
};

use evidence::{CatalogueRow, ClauseRecord, Level, Outcome, RunRecord, ScenarioRecord, Vendor};
use rstest::rstest;
use schemas::Catalogue;
use support::{
    Covenant,
    costs::cost_file,
    in_project,
    table::{bless_or_compare, shorten},
    vendors::{self, SIMULATED, title},
};

/// A run of everything against the honest simulators.
static HONEST: LazyLock<RunRecord> = LazyLock::new(|| {
    let ran = Covenant::new().args(["run", "-q"]).run();
    ran.assert_code(0);
    ran.record()
});

/// The scenarios of a vendor.
fn of(vendor: Vendor) -> impl Iterator<Item = &'static ScenarioRecord> {
    HONEST.scenarios.iter().filter(move |one| one.head.vendor == vendor)
}

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
    // Two phrases may stand above one function.
    let above = above.iter().rev().skip_while(|line| !line.starts_with("///") && !line.is_empty());
    let mut words: Vec<_> = above.map_while(|line| line.strip_prefix("///")).collect();
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

/// Why no run against the honest simulator gets an answer that the catalogue has.
struct Excuse {
    vendor: Vendor,
    /// Which operations; none stands for all that do not get it. Those of which the status is documented are always named.
    operations: &'static [&'static str],
    statuses: &'static [u16],
    why: &'static str,
}

const fn of_all(vendor: Vendor, statuses: &'static [u16], why: &'static str) -> Excuse {
    Excuse { vendor, operations: &[], statuses, why }
}

const EXCUSES: &[Excuse] = &[
    of_all(
        Vendor::Oscar,
        &[404],
        "the simulator follows the newer documents and refuses with 400; a remote one may answer so (tests/readings.rs)",
    ),
    of_all(
        Vendor::Osigu,
        &[200, 201, 202],
        "which status a success has is not documented here: the simulator answers the other one, and this one is accepted too",
    ),
    of_all(
        Vendor::Osigu,
        &[400],
        "the simulator refuses a body that it can read with 422; no document says which of the two it is, so both are accepted",
    ),
    of_all(
        Vendor::Osigu,
        &[401],
        "a token is looked at before the operation is: the scenarios about callers have it refused at six operations, which \
         stand for all",
    ),
    of_all(
        Vendor::Osigu,
        &[403],
        "scopes are looked at before the operation is: the scenarios about callers have four writes refused, which stand for \
         all; a client without reading scopes is not to be had",
    ),
    of_all(
        Vendor::Osigu,
        &[404, 409, 422],
        "accepted of a real environment, since no document says what this operation refuses how; no scenario provokes it",
    ),
    of_all(
        Vendor::Osigu,
        &[429],
        "the limit is one for all operations but the token's, so that the operations which meet it stand for all",
    ),
    of_all(
        Vendor::Osigu,
        &[500],
        "an honest simulator has no internal error, and none can be asked for; a 500 is `failed` wherever it appears",
    ),
    of_all(
        Vendor::Osigu,
        &[503],
        "a failure that passes is provoked at the token endpoint and at one operation, which stands for all",
    ),
];

/// Why nobody gets this answer.
fn excuse(row: &CatalogueRow) -> Option<&'static Excuse> {
    let fits = |excuse: &&Excuse| {
        let names = excuse.operations.contains(&row.operation.as_str());
        let level_allows = row.status_level < Level::Documented || row.status >= 429;
        excuse.vendor == row.vendor
            && excuse.statuses.contains(&row.status)
            && (names || excuse.operations.is_empty() && level_allows)
    };
    let all = || EXCUSES.iter().filter(fits);
    all().find(|excuse| !excuse.operations.is_empty()).or_else(|| all().next())
}

/// How often an honest run gets this answer, and in which scenarios.
fn exercised(row: &CatalogueRow) -> (usize, BTreeSet<&str>) {
    let mut ids = BTreeSet::new();
    let mut count = 0;
    for scenario in of(row.vendor) {
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
    let shown = match (count, excuse(row)) {
        (0, None) => panic!("no scenario gets {} from {}: say why not", row.status, row.operation),
        (0, Some(excuse)) => format!("not exercised: {}", excuse.why),
        (_, Some(excuse)) if !excuse.operations.is_empty() => {
            panic!("{} of {} is exercised after all", row.status, row.operation)
        }
        (count, _) if ids.len() > 8 => format!("{count} times in {} scenarios", ids.len()),
        (count, _) => format!("{count} times: {}", outlines(&ids)),
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

/// What the documents name and neither a simulator nor a scenario has.
fn not_simulated(vendor: Vendor) -> String {
    let operations = Catalogue::of(vendor).operations().iter();
    let rows: Vec<_> = operations
        .filter_map(|operation| Some((operation, operation.not_simulated.as_deref()?)))
        .map(|(operation, why)| {
            format!("| {} | {} | {} |\n", operation.id, cell(&operation.title), cell(why))
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "\n## Operations of {vendor} that are not simulated\n\n| operation | title | why |\n|---|---|---|\n{}",
        rows.concat()
    )
}

#[test]
fn no_excuse_outlives_its_answer() {
    for (number, excuse) in EXCUSES.iter().enumerate() {
        let mut rows = HONEST.catalogue.iter().filter(|row| exercised(row).0 == 0);
        let is_used = |row: &CatalogueRow| self::excuse(row).is_some_and(|used| std::ptr::eq(used, excuse));
        assert!(rows.any(is_used), "excuse {number} is not needed: {}", excuse.why);
    }
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
        let (judged, scenarios) = (clauses.len() - with_reason, of(vendor).count());
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
        text.push_str(&not_simulated(vendor));
    }
    bless_or_compare("docs/coverage.md", &generated("Coverage", &text), "generated");
}

fn is_answered_by_vendor(exchange: &evidence::Exchange) -> bool {
    let operation = exchange.operation.as_deref().unwrap_or_default();
    !operation.starts_with("webhook")
}

#[test]
fn an_honest_run_gets_no_answer_that_the_catalogue_does_not_have() {
    for scenario in &HONEST.scenarios {
        for exchange in &scenario.exchanges {
            // What the catalogue has are answers of the vendor: a webhook is answered by its receiver.
            let Some(status) = exchange.status().filter(|_| is_answered_by_vendor(exchange)) else {
                continue;
            };
            // What stands between a client and its vendor answers so, and a client has to live with it.
            if exchange.sender == evidence::Sender::Integrator && matches!(status, 502 | 504) {
                continue;
            }
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

/// A heading of the page of faults, and its faults.
fn area(text: &mut String, vendor: Vendor, area: &str, table: &toml::Table, remote: &toml::Table) {
    write!(text, "\n### {area}\n\n| fault | what is different | scenarios that fail | as a remote environment |\n|---|---|---|---|\n")
        .unwrap();
    for fault in vendors::faults(vendor).iter().filter(|fault| fault.area == area) {
        let class = remote.get(fault.name).and_then(|fault| fault.get("class")).and_then(toml::Value::as_str);
        let class =
            class.unwrap_or_else(|| panic!("{} lacks a class: bless the test `readings`", fault.name));
        let count = failing(table, fault.name);
        writeln!(text, "| `{}` | {} | {count} | {class} |", fault.name, cell(fault.summary)).unwrap();
    }
}

#[test]
fn the_page_of_faults_says_how_each_is_noticed() {
    let mut text = String::from(
        "Each of these faults is one change to an otherwise honest simulator. `covenant run VENDOR --fault NAME` shows what a\n\
         red run looks like; `covenant serve VENDOR --fault NAME` lets you point your own client at it.\n\n\
         Against a simulator everything counts. Where the vendor is a remote environment only what is documented fails:\n\
         `warned` is a draft or an inference that is not kept, `noted` a guess of ours, `error` and `blocked` could not be\n\
         judged, `unnoticed` needs a simulator or another season to be seen. tests/faults/ names the scenarios and the\n\
         findings.\n",
    );
    for vendor in SIMULATED {
        let (table, remote) = (fault_table(vendor.word()), fault_table(&format!("{vendor}-remote")));
        let faults = vendors::faults(vendor);
        write!(text, "\n## {} faults of {}\n", faults.len(), title(vendor)).unwrap();
        let mut areas: Vec<&str> = Vec::new();
        for fault in &faults {
            if !areas.contains(&fault.area) {
                areas.push(fault.area);
                area(&mut text, vendor, fault.area, &table, &remote);
            }
        }
    }
    for vendor in SIMULATED {
        let table = fault_table(&format!("{vendor}-integrator"));
        let defects = integrator::defects_of(vendor);
        write!(
            text,
            "\n## {} defects of the integrator of {}\n\nThe embedded integration of {}'s API can have one of these: \
             `covenant run {vendor} --integrator-fault NAME`.\n\n| defect | what it does | scenarios that fail |\n|---|---|---|\n",
            defects.len(),
            title(vendor),
            title(vendor)
        )
        .unwrap();
        for (name, summary) in defects {
            let count = failing(&table, name);
            writeln!(text, "| `{name}` | {} | {count} |", cell(summary)).unwrap();
        }
    }
    bless_or_compare("docs/faults.md", &generated("Faults", &text), "generated");
}

#[rstest]
fn the_costs_of_each_scenario_are_those_of_an_honest_run(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let path = format!("features/costs/{vendor}.toml");
    bless_or_compare(&path, &cost_file(vendor, &HONEST), "generated");
}
