//! Each report, corrupted in one place, is caught when it is read back.

use evidence::{RunRecord, redact::RunSecrets};
use reports::{
    ReportError, events, json,
    writer::{Kind, Output},
};
use rstest::rstest;
use tempfile::TempDir;

use crate::{features, sample};

#[track_caller]
fn assert_disagrees(kind: Kind, text: &str, record: &RunRecord) {
    let folder = TempDir::new().unwrap();
    let mut output = Output::prepare(vec![(kind, folder.path().join("report"))]).unwrap();
    output.write(kind, text, &RunSecrets::new([], [])).unwrap();
    let error = output.verify(record).unwrap_err();
    assert!(matches!(error, ReportError::Disagrees { kind: word, .. } if word == kind.word()), "{error}");
}

fn render(kind: Kind, record: &RunRecord) -> String {
    kind.render(record).unwrap().unwrap()
}

/// The events as they lie on disk after a run.
fn events_of(record: &RunRecord) -> Vec<String> {
    sample::events(record).iter().map(|event| events::line(event).unwrap()).collect()
}

fn verify_events(lines: &[String], record: &RunRecord) -> Result<(), ReportError> {
    let folder = TempDir::new().unwrap();
    let mut output = Output::prepare(vec![(Kind::Events, folder.path().join("report"))]).unwrap();
    output.append(lines, &RunSecrets::new([], [])).unwrap();
    output.verify(record)
}

#[track_caller]
fn assert_events_disagree(lines: &[String], record: &RunRecord) {
    let error = verify_events(lines, record).unwrap_err();
    assert!(matches!(error, ReportError::Disagrees { kind: "events", .. }), "{error}");
}

#[test]
fn every_event_that_is_left_out_or_told_twice_is_caught() {
    for record in [sample::every_outcome(), features::record()] {
        let lines = events_of(&record);
        verify_events(&lines, &record).unwrap();
        for at in 0..lines.len() {
            // Whether it began is in the record, how often somebody noted it is not compared.
            let (mut dropped, mut twice) = (lines.clone(), lines.clone());
            let line = dropped.remove(at);
            twice.insert(at, line.clone());
            if line.contains("\"event\":\"note\"") {
                continue;
            }
            if record.run.complete || !line.contains("\"event\":\"run_finished\"") {
                assert_events_disagree(&dropped, &record);
            }
            if !line.contains("\"event\":\"scenario_started\"") {
                assert_events_disagree(&twice, &record);
            }
        }
    }
}

#[rstest]
#[case::outcome("\"outcome\":\"waived\"", "\"outcome\":\"passed\"")]
#[case::red_to_green("\"outcome\":\"failed\"", "\"outcome\":\"passed\"")]
#[case::id("\"id\":\"oscar-get\"", "\"id\":\"oscar-got\"")]
#[case::run("20261121-100000-abcd", "20261120-100000-abcd")]
#[case::another_scenario("\"scenario\":\"oscar-get\"", "\"scenario\":\"oscar-late\"")]
#[case::half("\"event\":\"scenario_finished\"", "")]
fn a_flipped_word_of_an_event_is_caught(#[case] from: &str, #[case] to: &str) {
    let record = sample::every_outcome();
    let mut lines = events_of(&record);
    let line = lines.iter_mut().find(|line| line.contains(from)).unwrap();
    *line = line.replacen(from, to, 1);
    assert_events_disagree(&lines, &record);
}

#[rstest]
#[case::outcome(Kind::Ctrf, "\"rawStatus\": \"warned\"", "\"rawStatus\": \"passed\"")]
#[case::status(
    Kind::Ctrf,
    "\"status\": \"failed\",\n        \"rawStatus\": \"failed\"",
    "\"status\": \"passed\",\n        \"rawStatus\": \"failed\""
)]
#[case::count(Kind::Ctrf, "\"skipped\": 2", "\"skipped\": 1")]
#[case::id(Kind::Ctrf, "\"testId\": \"oscar-get\"", "\"testId\": \"oscar-got\"")]
#[case::run(Kind::Ctrf, "20261121-100000-abcd", "20261120-100000-abcd")]
#[case::not_run(Kind::Ctrf, "\"rawStatus\": \"not_run\"", "\"rawStatus\": \"passed\"")]
#[case::outcome(Kind::Har, "\"_outcome\": \"waived\"", "\"_outcome\": \"passed\"")]
#[case::exchange(Kind::Har, "\"status\": 200", "\"status\": 201")]
#[case::id(Kind::Har, "\"id\": \"oscar-get\"", "\"id\": \"oscar-got\"")]
#[case::not_run(Kind::Har, "\"oscar-late\"", "\"oscar-later\"")]
#[case::complete(Kind::Har, "\"_complete\": false", "\"_complete\": true")]
#[case::outcome(Kind::Messages, "outcome: warned", "outcome: passed")]
#[case::verdict(Kind::Messages, "\"status\":\"SKIPPED\"", "\"status\":\"PASSED\"")]
#[case::step(Kind::Messages, "\"status\":\"FAILED\"", "\"status\":\"PASSED\"")]
#[case::success(Kind::Messages, "\"success\":false", "\"success\":true")]
#[case::id(Kind::Messages, "\"pickleId\":\"oscar-get\"", "\"pickleId\":\"oscar-health\"")]
#[case::exchange(Kind::Messages, "\"fileName\":\"exchange 1.txt\"", "\"fileName\":\"other.txt\"")]
#[case::row(Kind::Markdown, "| waived |", "| passed |")]
#[case::id(Kind::Markdown, "| passed | oscar-get |", "| passed | oscar-got |")]
#[case::count(Kind::Markdown, "1 failed", "0 failed")]
#[case::verdict(Kind::Markdown, "does not conform", "conforms")]
#[case::section(Kind::Markdown, "## error (1)", "## error (2)")]
#[case::title(Kind::Markdown, "### A dependent is added", "A dependent is added")]
#[case::outcome(Kind::Github, "title=error%3A", "title=failed%3A")]
#[case::id(Kind::Github, "scenario: oscar-update", "scenario: oscar-other")]
#[case::count(Kind::Github, "1 warned", "0 warned")]
#[case::verdict(Kind::Github, "does not conform", "conforms")]
fn a_flipped_word_is_caught(#[case] kind: Kind, #[case] from: &str, #[case] to: &str) {
    let record = sample::every_outcome();
    let text = render(kind, &record);
    assert!(text.contains(from), "{from} does not stand in {text}");
    assert_disagrees(kind, &text.replacen(from, to, 1), &record);
}

/// Each line of a report of lines, left out.
#[rstest]
#[case(Kind::Github, "::")]
#[case(Kind::Markdown, "| ")]
#[case(Kind::Messages, "{\"pickle\"")]
#[case(Kind::Messages, "{\"testCase\"")]
#[case(Kind::Messages, "{\"testCaseStarted\"")]
#[case(Kind::Messages, "{\"testStepFinished\"")]
#[case(Kind::Messages, "{\"testCaseFinished\"")]
#[case(Kind::Messages, "{\"testRunFinished\"")]
#[case(Kind::Messages, "{\"testRunStarted\"")]
fn a_dropped_line_is_caught(#[case] kind: Kind, #[case] begin: &str) {
    for record in [sample::every_outcome(), features::record()] {
        let text = render(kind, &record);
        let lines: Vec<_> = text.lines().collect();
        let mut dropped = 0;
        for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.starts_with(begin)) {
            let mut rest = lines.clone();
            rest.remove(at);
            assert_disagrees(kind, &format!("{}\n", rest.join("\n")), &record);
            dropped += 1;
        }
        assert!(dropped > 0, "{begin}");
    }
}

#[rstest]
#[case(Kind::Ctrf, "/results/tests")]
#[case(Kind::Har, "/log/pages")]
#[case(Kind::Har, "/log/entries")]
#[case(Kind::Har, "/log/_notRun")]
fn a_dropped_case_is_caught(#[case] kind: Kind, #[case] list: &str) {
    let record = sample::every_outcome();
    let document: serde_json::Value = serde_json::from_str(&render(kind, &record)).unwrap();
    let count = document.pointer(list).unwrap().as_array().unwrap().len();
    assert!(count > 0);
    for at in 0..count {
        let mut changed = document.clone();
        changed.pointer_mut(list).unwrap().as_array_mut().unwrap().remove(at);
        assert_disagrees(kind, &changed.to_string(), &record);
    }
}

#[test]
fn half_a_report_is_caught() {
    let record = sample::every_outcome();
    for kind in [Kind::Messages, Kind::Ctrf, Kind::Markdown, Kind::Github, Kind::Har] {
        let text = render(kind, &record);
        assert_disagrees(kind, &text[..text.len() - 2], &record);
        assert_disagrees(kind, "", &record);
    }
}

/// The record is read back a line at a time: what is no record any more, seen as a whole, is caught all the same.
#[test]
fn a_record_of_which_only_the_lines_are_whole_is_caught() {
    let record = sample::every_outcome();
    let text = json::render(&record).unwrap();
    let lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let first = lines.iter().position(|line| line == "\"scenarios\":[").unwrap() + 1;
    let last = first + record.scenarios.len() - 1;
    assert!(lines[last + 1].starts_with(']'), "{}", lines[last + 1]);
    let changed = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        format!("{}\n", lines.join("\n"))
    };
    let corrupted = [
        changed(&|lines| lines[first] = lines[first].trim_end_matches(',').to_owned()),
        changed(&|lines| lines[last].push(',')),
        changed(&|lines| drop(lines.remove(first))),
        changed(&|lines| drop(lines.remove(last))),
        changed(&|lines| drop(lines.remove(last + 1))),
        changed(&|lines| lines.swap(first, first + 1)),
        changed(&|lines| lines.truncate(last)),
        changed(&|lines| lines[first - 1].push(']')),
        changed(&|lines| {
            let second = lines.remove(first + 1);
            lines[first].push_str(&second);
        }),
        changed(&|lines| {
            let list = lines[first - 1..=last + 1].to_vec();
            lines.splice(first - 1..first - 1, list);
        }),
        text.replace('\n', ""),
        text.replace("[\n", "[").replace(",\n{", ",{"),
    ];
    for text in corrupted {
        assert_disagrees(Kind::Json, &text, &record);
    }
    for at in 0..lines.len() {
        assert_disagrees(Kind::Json, &changed(&|lines| lines.truncate(at)), &record);
    }
}
