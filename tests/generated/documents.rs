//! Files that are made from the suite itself: the phrasebook, what is covered, which faults are noticed, how many requests
//! each scenario sends. They are compared byte for byte; `COVENANT_BLESS=1` rewrites them.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]
#![expect(clippy::expect_used, reason = "a file that is missing fails the test, in whatever function")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::LazyLock,
};

use crate::support::{
    Covenant,
    costs::cost_file,
    in_project,
    table::bless_or_compare,
    vendors::{self, SIMULATED, title},
};
use evidence::{CatalogueRow, Outcome, RunRecord, Vendor};
use reports::coverage::Coverage;
use rstest::rstest;

/// A run of everything against the honest simulators.
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

/// How often an honest run gets this answer.
fn times(row: &CatalogueRow) -> usize {
    let of_vendor = HONEST.scenarios.iter().filter(|one| one.head.vendor == row.vendor);
    of_vendor
        .flat_map(|scenario| &scenario.exchanges)
        .filter(|exchange| exchange.operation.as_deref() == Some(&row.operation))
        .filter(|exchange| exchange.status() == Some(row.status))
        .count()
}

#[test]
fn each_answer_is_exercised_or_says_why_not() {
    for row in &HONEST.catalogue {
        let (times, reason) = (times(row), &row.not_exercised);
        assert!(
            times > 0 || reason.is_some(),
            "no scenario gets {} from {}: say why not in features/coverage/{}.toml",
            row.status,
            row.operation,
            row.vendor
        );
    }
}

#[test]
fn no_reason_outlives_its_answer() {
    let suite = suite::Suite::embedded().suite;
    let missed = || HONEST.catalogue.iter().filter(|row| times(row) == 0);
    // What stands there for a vendor that no run has yet waits for it.
    let has_run = |vendor| HONEST.catalogue.iter().any(|row| row.vendor == vendor);
    for one in suite.unexercised().iter().filter(|one| has_run(one.vendor)) {
        let is_used = |row: &CatalogueRow| {
            one.is_about(row) && row.not_exercised.as_deref() == Some(one.reason.as_str())
        };
        assert!(missed().any(is_used), "nobody needs the reason of {}: {}", one.vendor, one.reason);
        for operation in &one.operations {
            for status in &one.statuses {
                let row = HONEST.catalogue.iter().find(|row| {
                    row.vendor == one.vendor && row.operation == *operation && row.status == *status
                });
                let row = row.unwrap_or_else(|| panic!("{operation} of {} has no {status}", one.vendor));
                assert_eq!(times(row), 0, "{status} of {operation} is exercised after all");
            }
        }
    }
}

#[test]
fn the_coverage_page_says_of_each_clause_and_each_answer_who_judges_it() {
    assert!(HONEST.scenarios.iter().all(|scenario| scenario.outcome == Outcome::Passed));
    let coverage = Coverage::of(&HONEST, &[]);
    let text = format!(
        "What the suite judges, from a run of all of it against the honest simulators; `covenant coverage` shows the same of\n\
         any run. In brackets stands how well a fact is known: documented, draft, inferred or assumed. An answer is\n\
         judged \"in depth\" where a step of a scenario that judges the vendor looks at more of it than its status; \"status\n\
         and shape\" of every answer are judged. `id:*` stands for all rows of an outline.\n{}",
        reports::coverage::markdown::body(&coverage)
    );
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
            // Of a path or a method that no operation has, the catalogue cannot speak.
            if exchange.operation.is_none() && matches!(status, 404 | 405) {
                continue;
            }
            // What stands between a client and its vendor answers so, and a client has to live with it.
            if exchange.sender == evidence::Sender::Integrator && matches!(status, 502 | 504) {
                continue;
            }
            // There a client is asked what it makes of statuses that the reference does not have.
            if scenario.head.id == "ideon-integrator-plain-success" && status == 200 {
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
        let class = remote.get(fault.name).and_then(|fault| fault.get("class"));
        let class = class.and_then(toml::Value::as_str);
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
        let table = fault_table(vendor.word());
        let remote = fault_table(&format!("{vendor}-remote"));
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
