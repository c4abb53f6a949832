//! Every report of one failing run, kept in `docs/sample/` for readers, and made again here: compared byte for byte, or
//! rewritten with `COVENANT_BLESS=1`.
//!
//! People, ids and answers of the run follow from its `--run-id`, and its clock is virtual. What a machine measures
//! (times of the wall, ports, the lines of our own sources) is put into an even order before anything is rendered.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};

use crate::support::{
    Covenant, in_project,
    raw::{RawServer, Reply},
    table::is_blessing,
};
use evidence::{Outcome, RunEvent, RunRecord, SourcePlace, StepStatus};
use regex::Regex;

const FOLDER: &str = "docs/sample";
const RUN: [&str; 5] = ["oscar", "--fault", "balance-does-not-add-up", "--name", "overall amount|is overdue"];
const RUN_ID: &str = "5a3b1e00-0000-4000-8000-000000000001";
const KINDS: &str = "html,messages,ctrf,markdown,github=annotations.txt,har,junit";

/// The events of the run, and every report of it with its name.
static SAMPLE: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let ran = Covenant::new().arg("run").args(RUN).args(["--run-id", RUN_ID, "--jobs", "1", "-q"]).run();
    ran.assert_code(1);
    let record = settled(&ran.record_json().to_string());
    let lines: Vec<_> = told(&record).iter().map(|event| reports::events::line(event).unwrap()).collect();
    let events = format!("{}\n", lines.join("\n"));
    let again = Covenant::new()
        .file("events.ndjson", &events)
        .args(["report", "events.ndjson", "--report", "json", "--report", KINDS])
        .args(["--out", "out"])
        .run();
    again.assert_code(0);
    let gitlab = Covenant::new()
        .file("events.ndjson", &events)
        .args(["report", "events.ndjson", "-q", "--report", "junit", "--junit-flavor", "gitlab"])
        .run();
    gitlab.assert_code(0);
    let mut files = vec![
        ("events.ndjson".to_owned(), events),
        ("terminal.txt".to_owned(), again.stdout.clone()),
        ("junit-gitlab.xml".to_owned(), gitlab.report("junit.xml")),
        ("annotations.txt".to_owned(), fs::read_to_string(again.folder().join("annotations.txt")).unwrap()),
    ];
    for entry in fs::read_dir(&again.out_dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push((name, fs::read_to_string(&path).unwrap()));
    }
    files.sort();
    files
});

/// A record as any machine would have written it, if all were equally fast.
fn settled(json: &str) -> RunRecord {
    let port = Regex::new(r"localhost:\d+").unwrap();
    let mut record: RunRecord = serde_json::from_str(&port.replace_all(json, "localhost:8443")).unwrap();
    record.run.arguments = std::iter::once("run").chain(RUN).map(str::to_owned).collect();
    record.run.started_at = "2026-06-15T12:00:00Z".to_owned();
    let mut now = 1_000;
    for scenario in &mut record.scenarios {
        scenario.started_us = now;
        for step in scenario.steps.iter_mut().filter(|step| step.status != StepStatus::NotReached) {
            now += 100;
            step.started_us = now;
            for exchange in scenario.exchanges.iter_mut().filter(|one| one.step == Some(step.index)) {
                now += 100;
                exchange.timing.started_us = now;
                exchange.timing.head_us = exchange.timing.head_us.map(|_| 1_900);
                exchange.timing.total_us = 2_000;
                now += 2_000;
            }
            for finding in scenario.findings.iter_mut().filter(|one| one.step == Some(step.index)) {
                now += 100;
                finding.at_us = now;
            }
            now += 100;
            step.duration_us = now - step.started_us;
        }
        now += 100;
        scenario.duration_us = now - scenario.started_us;
    }
    record.run.duration_ms = now / 1_000 + 1;
    record.run.finished_at = Some("2026-06-15T12:00:01Z".to_owned());
    number_definitions(&mut record);
    record
}

/// Phrases move in their files whenever somebody writes another one: here they have the numbers of their order.
fn number_definitions(record: &mut RunRecord) {
    fn places(record: &mut RunRecord) -> impl Iterator<Item = &mut SourcePlace> {
        let steps = record.scenarios.iter_mut().flat_map(|scenario| &mut scenario.steps);
        steps.filter_map(|step| step.definition.as_mut())
    }
    let all: BTreeSet<_> = places(record).map(|place| (place.path.clone(), place.line)).collect();
    for place in places(record) {
        let of_file = all.iter().filter(|(path, _)| *path == place.path);
        let before = of_file.filter(|(_, line)| *line < place.line).count();
        place.line = u32::try_from(before + 1).unwrap();
    }
}

/// The events that make this record.
fn told(record: &RunRecord) -> Vec<RunEvent> {
    let mut events = vec![RunEvent::RunStarted {
        run: Box::new(evidence::RunInfo {
            duration_ms: 0,
            complete: false,
            finished_at: None,
            ..record.run.clone()
        }),
        profiles: record.profiles.clone(),
        features: record.features.clone(),
        clauses: record.clauses.clone(),
        catalogue: record.catalogue.clone(),
        not_callable: record.not_callable.clone(),
        checklists: Vec::new(),
        waivers: Vec::new(),
        selected: record.scenarios.iter().map(|scenario| scenario.head.clone()).collect(),
    }];
    for one in &record.scenarios {
        let scenario = || one.head.id.clone();
        events.push(RunEvent::ScenarioStarted { scenario: scenario(), at_us: one.started_us });
        for exchange in &one.exchanges {
            let exchange = Box::new(evidence::Exchange { step: None, ..exchange.clone() });
            events.push(RunEvent::Exchange { scenario: scenario(), exchange });
        }
        for finding in &one.findings {
            let finding = Box::new(evidence::Finding { step: None, ..finding.clone() });
            events.push(RunEvent::Finding { scenario: scenario(), finding });
        }
        let notes = one.notes.iter().map(|text| RunEvent::Note { scenario: scenario(), text: text.clone() });
        events.extend(notes);
        let steps = one.steps.iter();
        events
            .extend(steps.map(|step| RunEvent::Step { scenario: scenario(), step: Box::new(step.clone()) }));
        events.push(RunEvent::ScenarioFinished {
            scenario: scenario(),
            at_us: one.started_us + one.duration_us,
            clock_ms: one.clock_ms,
            outcome: one.outcome,
            reason: one.reason.clone(),
        });
    }
    events.push(RunEvent::RunFinished {
        finished_at: record.run.finished_at.clone().unwrap(),
        duration_ms: record.run.duration_ms,
        interrupted: false,
        incomplete_reason: None,
        drift: record.drift.clone(),
    });
    events
}

fn report(name: &str) -> &'static str {
    let found = SAMPLE.iter().find(|(known, _)| known == name);
    found.map(|(_, text)| text.as_str()).unwrap_or_else(|| panic!("the sample has no {name}"))
}

#[test]
fn the_folder_has_every_report_of_the_failing_run_as_it_is_written_today() {
    let folder = in_project(FOLDER);
    let names: BTreeSet<&str> = SAMPLE.iter().map(|(name, _)| name.as_str()).collect();
    for kind in reports::writer::Kind::ALL {
        assert!(names.contains(kind.file_name()), "no {kind} in the sample");
    }
    if is_blessing() {
        fs::create_dir_all(&folder).unwrap();
        for name in on_disk(&folder) {
            fs::remove_file(folder.join(name)).unwrap();
        }
        SAMPLE.iter().for_each(|(name, text)| fs::write(folder.join(name), text).unwrap());
        return;
    }
    let advice = "`COVENANT_BLESS=1 cargo test --test generated` rewrites it";
    assert_eq!(on_disk(&folder), names.iter().map(|name| (*name).to_owned()).collect(), "{advice}");
    for (name, text) in SAMPLE.iter() {
        let found = fs::read_to_string(folder.join(name)).unwrap();
        let differing = found.lines().zip(text.lines()).position(|(old, new)| old != new);
        let line = differing.unwrap_or_else(|| found.lines().count().min(text.lines().count()));
        let shown =
            |text: &str| text.lines().nth(line).map(|line| line.chars().take(300).collect::<String>());
        assert!(
            found == *text,
            "{FOLDER}/{name} differs at line {}, {advice}:\n- {:?}\n+ {:?}",
            line + 1,
            shown(&found),
            shown(text)
        );
    }
}

fn on_disk(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_sample_is_a_whole_run_with_green_and_red_in_it() {
    let record: RunRecord = serde_json::from_str(report("run.json")).unwrap();
    assert!(record.run.complete && record.run.id == RUN_ID);
    let of = |outcome| record.summary.outcomes.of(outcome);
    assert_eq!((of(Outcome::Passed), of(Outcome::Failed), record.scenarios.len()), (2, 2, 4));
    let events = reports::events::fold(report("events.ndjson").as_bytes()).unwrap();
    assert!(events == record, "the events and the record of the sample are of two runs");
}

/// What stands left of the explanations in the README, as far as it is shown.
fn explained(readme: &str) -> Vec<String> {
    let section = readme.split_once("## A failure, line by line").unwrap().1;
    let block = section.split_once("```text\n").unwrap().1.split_once("```").unwrap().0;
    let shown = |line: &str| {
        let left = line.split_once('\u{2190}').map_or(line, |(left, _)| left);
        left.trim_end().trim_end_matches('\u{2026}').trim_end().to_owned()
    };
    block.lines().map(shown).filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_readme_explains_lines_that_stand_in_the_sample() {
    let readme = fs::read_to_string(in_project("README.md")).unwrap();
    let lines = explained(&readme);
    assert!(lines.len() > 12, "{lines:?}");
    let terminal = report("terminal.txt");
    for line in lines {
        assert!(terminal.lines().any(|shown| shown.starts_with(&line)), "{line:?} is not in {terminal}");
    }
}

#[test]
fn a_vendor_never_sees_the_people_of_an_earlier_run_again() {
    let server = RawServer::start(|_, _| Reply::new(200, "text/plain", "Welcome to Oscar's ICHRA API!"));
    let ran =
        Covenant::new().config(server.config("")).args(["run", "--profile", "raw", "--run-id", RUN_ID]).run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("--run-id") && ran.stderr.contains("`raw`"), "{}", ran.stderr);
    assert_eq!(server.requests().len(), 0);
}
