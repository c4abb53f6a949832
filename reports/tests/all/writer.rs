//! Files: yesterday's go, today's are whole, and they say what the record says.

use std::{fs, path::Path};

use evidence::{RunRecord, redact::RunSecrets};
use reports::{
    ReportError, events, html, json, junit,
    writer::{Kind, Output, ReportSpec},
};
use rstest::rstest;
use tempfile::TempDir;

use crate::{sample, unpacked};

fn none() -> RunSecrets {
    RunSecrets::new([], [])
}

fn all_in(folder: &Path) -> Vec<(Kind, std::path::PathBuf)> {
    Kind::ALL.map(|kind| (kind, folder.join(kind.file_name()))).to_vec()
}

fn write_all(output: &mut Output, record: &RunRecord) {
    for event in sample::events(record) {
        output.append(&[events::line(&event).unwrap()], &none()).unwrap();
    }
    output.write(Kind::Json, &json::render(record).unwrap(), &none()).unwrap();
    for kind in Kind::ALL {
        if let Some(text) = kind.render(record) {
            output.write(kind, &text.unwrap(), &none()).unwrap();
        }
    }
}

#[test]
fn what_is_written_is_there_and_agrees() {
    let folder = TempDir::new().unwrap();
    let deep = folder.path().join("a/b");
    let record = sample::every_outcome();
    let mut output = Output::prepare(all_in(&deep)).unwrap();
    write_all(&mut output, &record);
    output.verify(&record).unwrap();
    assert_eq!(fs::read_to_string(deep.join("run.json")).unwrap(), json::render(&record).unwrap());
    let folded =
        events::fold(fs::File::open(deep.join("events.ndjson")).map(std::io::BufReader::new).unwrap());
    assert_eq!(folded.unwrap().summary.outcomes, record.summary.outcomes);
    let mut names: Vec<_> = fs::read_dir(&deep).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "annotations.txt",
            "ctrf.json",
            "events.ndjson",
            "junit.xml",
            "messages.ndjson",
            "report.html",
            "run.har",
            "run.json",
            "summary.md"
        ],
        "nothing else is left in the folder"
    );
}

#[test]
fn hostile_records_are_written_and_read_back() {
    let folder = TempDir::new().unwrap();
    let record = sample::hostile();
    let mut output = Output::prepare(all_in(folder.path())).unwrap();
    write_all(&mut output, &record);
    output.verify(&record).unwrap();
}

#[test]
fn old_reports_are_gone_before_anything_else_even_if_another_path_is_bad() {
    let folder = TempDir::new().unwrap();
    let old = folder.path().join("junit.xml");
    fs::write(&old, "<testsuites/>").unwrap();
    fs::create_dir(folder.path().join("run.json")).unwrap();
    let error = Output::prepare(all_in(folder.path())).unwrap_err();
    assert!(matches!(&error, ReportError::NotAFile { kind: "json", what: "a folder", .. }), "{error}");
    assert!(error.to_string().contains("run.json"), "{error}");
    assert!(!old.exists(), "yesterday's report is still there");
}

#[test]
fn an_old_report_that_is_a_link_goes_and_what_it_points_to_stays() {
    let folder = TempDir::new().unwrap();
    let kept = folder.path().join("kept.xml");
    fs::write(&kept, "kept").unwrap();
    let link = folder.path().join("junit.xml");
    std::os::unix::fs::symlink(&kept, &link).unwrap();
    let mut output = Output::prepare(vec![(Kind::Junit, link.clone())]).unwrap();
    output.write(Kind::Junit, "<testsuites/>", &none()).unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), "kept");
    assert!(!fs::symlink_metadata(link).unwrap().is_symlink());
}

#[rstest]
#[case("file/junit.xml")]
#[case("file/deeper/junit.xml")]
#[case("folder/")]
#[case("folder")]
#[case("..")]
fn a_path_that_cannot_be_written_is_named(#[case] path: &str) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "a file").unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    let path = format!("{}/{path}", folder.path().display());
    let error = Output::prepare(vec![(Kind::Junit, path.clone().into())]).unwrap_err();
    assert!(error.to_string().contains(folder.path().to_str().unwrap()), "{error}");
}

#[cfg(target_os = "linux")]
#[rstest]
#[case("/proc/covenant/junit.xml")]
#[case("/dev/null")]
fn a_place_where_nobody_can_keep_a_report_is_refused(#[case] path: &str) {
    assert!(Output::prepare(vec![(Kind::Junit, path.into())]).is_err());
    assert!(Path::new("/dev/null").exists());
}

#[test]
fn two_kinds_in_one_file_are_refused_and_one_kind_in_two_files_is_not() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("out");
    let same = vec![(Kind::Junit, path.clone()), (Kind::Json, folder.path().join("./out"))];
    let error = Output::prepare(same).unwrap_err();
    assert!(matches!(error, ReportError::SamePath { first: "junit", second: "json", .. }), "{error}");

    let twice = vec![(Kind::Json, path.clone()), (Kind::Json, folder.path().join("two")), (Kind::Json, path)];
    let mut output = Output::prepare(twice).unwrap();
    assert_eq!(output.paths().count(), 2);
    let record = sample::minimal();
    output.write(Kind::Json, &json::render(&record).unwrap(), &none()).unwrap();
    output.verify(&record).unwrap();
}

#[test]
fn events_are_on_disk_as_soon_as_they_are_appended() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("events.ndjson");
    let mut output = Output::prepare(vec![(Kind::Events, path.clone())]).unwrap();
    for (nth, event) in sample::events(&sample::minimal()).iter().enumerate() {
        output.append(&[events::line(event).unwrap()], &none()).unwrap();
        // Read by another file handle: nothing waits in a buffer of ours.
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), nth + 1);
    }
}

#[test]
fn a_report_that_was_never_written_disagrees() {
    let folder = TempDir::new().unwrap();
    let output = Output::prepare(all_in(folder.path())).unwrap();
    let error = output.verify(&sample::minimal()).unwrap_err().to_string();
    assert!(error.ends_with("disagrees with the run: it was never written"), "{error}");
}

#[rstest]
#[case::outcome(|record: &mut RunRecord| record.scenarios[6].outcome = evidence::Outcome::Warned)]
#[case::red_to_green(|record: &mut RunRecord| record.scenarios[0].outcome = evidence::Outcome::Passed)]
#[case::failed_to_blocked(|record: &mut RunRecord| record.scenarios[0].outcome = evidence::Outcome::Blocked)]
#[case::id(|record: &mut RunRecord| record.scenarios[0].head.id.push('x'))]
#[case::lost(|record: &mut RunRecord| { record.scenarios.pop(); })]
#[case::not_run_lost(|record: &mut RunRecord| { record.not_run.pop(); })]
#[case::one_more(|record: &mut RunRecord| {
    record.scenarios.push(sample::scenario("more", "More", evidence::Outcome::Passed));
})]
#[case::complete(|record: &mut RunRecord| {
    record.not_run.clear();
    record.run.incomplete_reason = None;
    record.run.interrupted = false;
})]
fn a_report_that_says_something_else_disagrees(#[case] change: fn(&mut RunRecord)) {
    let record = sample::every_outcome();
    let mut changed = record.clone();
    change(&mut changed);
    sample::seal(&mut changed);
    for kind in Kind::ALL {
        let folder = TempDir::new().unwrap();
        let mut output = Output::prepare(vec![(kind, folder.path().join("report"))]).unwrap();
        write_all(&mut output, &record);
        output.verify(&record).unwrap();
        let error = output.verify(&changed).unwrap_err();
        assert!(matches!(error, ReportError::Disagrees { .. }), "{error}");
    }
}

#[rstest]
#[case(Kind::Junit, "<failure type=\"failed\"", "<failure type=\"blocked\"")]
#[case(Kind::Junit, "<failure type=\"failed\"", "<failure type=\"schema\"")]
#[case(Kind::Junit, "<error type=\"not-run\"", "<error type=\"other\"")]
#[case(Kind::Junit, "<skipped type=\"waived\"", "<skipped type=\"not_applicable\"")]
#[case(Kind::Junit, "outcome: warned", "outcome: passed")]
#[case(Kind::Junit, "tests=\"9\"", "tests=\"8\"")]
#[case(Kind::Junit, "skipped=\"2\"", "skipped=\"1\"")]
#[case(Kind::Junit, "</testsuites>", "")]
#[case(Kind::Junit, "[oscar-get]", "[oscar-got]")]
#[case(
    Kind::Junit,
    "</testsuite>\n</testsuites>",
    "<testcase name=\"x\" classname=\"y\"/></testsuite></testsuites>"
)]
#[case(Kind::Json, "\"exit_code\":1", "\"exit_code\":0")]
#[case(Kind::Json, "\"judged\":4", "\"judged\":5")]
#[case(Kind::Json, "\"outcome\":\"waived\"", "\"outcome\":\"passed\"")]
#[case(Kind::Json, "20261121-100000-abcd", "20261120-100000-abcd")]
#[case(Kind::Json, "\"id\":\"oscar-late\"", "\"id\":\"oscar-later\"")]
fn a_report_that_differs_in_one_place_disagrees(#[case] kind: Kind, #[case] from: &str, #[case] to: &str) {
    let record = sample::every_outcome();
    let text = if kind == Kind::Json { json::render(&record) } else { junit::render(&record) }.unwrap();
    assert!(text.contains(from), "{from}");
    let folder = TempDir::new().unwrap();
    let mut output = Output::prepare(vec![(kind, folder.path().join("report"))]).unwrap();
    output.write(kind, &text.replacen(from, to, 1), &none()).unwrap();
    let error = output.verify(&record).unwrap_err();
    assert!(matches!(error, ReportError::Disagrees { .. }), "{error}");
}

/// Each changes the data of the page, below their compression.
#[rstest]
#[case::outcome_flipped("index", "\"outcome\":\"failed\"", "\"outcome\":\"passed\"")]
#[case::waived_to_passed("index", "\"outcome\":\"waived\"", "\"outcome\":\"passed\"")]
#[case::count("index", "\"failed\":1", "\"failed\":0")]
#[case::exit_code("index", "\"exit_code\":1", "\"exit_code\":0")]
#[case::id("index", "\"id\":\"oscar-get\"", "\"id\":\"oscar-got\"")]
#[case::run("index", "20261121-100000-abcd", "20261120-100000-abcd")]
#[case::never_started("index", "\"id\":\"oscar-late\"", "\"id\":\"oscar-later\"")]
#[case::detail_of_another("details-0", "\"id\":\"oscar-get\"", "\"id\":\"oscar-update\"")]
#[case::step("details-0", "\"status\":\"failed\"", "\"status\":\"passed\"")]
#[case::finding("details-0", "\"severity\":\"failure\"", "\"severity\":\"note\"")]
#[case::status("details-0", "\"status\":200", "\"status\":201")]
fn a_page_whose_data_differ_in_one_place_disagrees(
    #[case] block: &str,
    #[case] from: &str,
    #[case] to: &str,
) {
    let record = sample::every_outcome();
    let text = unpacked::change(&html::render(&record).unwrap(), block, |json| {
        assert!(json.contains(from), "{from} does not stand in {json}");
        json.replacen(from, to, 1)
    });
    assert_disagrees(&text, &record);
}

#[test]
fn a_page_that_lost_a_scenario_or_a_block_or_its_end_disagrees() {
    let record = sample::every_outcome();
    let text = html::render(&record).unwrap();
    let lost = unpacked::change(&text, "index", |json| {
        let mut index: serde_json::Value = serde_json::from_str(json).unwrap();
        index["scenarios"].as_array_mut().unwrap().remove(3);
        index.to_string()
    });
    assert_disagrees(&lost, &record);
    let detail = unpacked::change(&text, "details-0", |json| {
        let mut details: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
        details.pop();
        serde_json::to_string(&details).unwrap()
    });
    assert_disagrees(&detail, &record);
    assert_disagrees(&text.replace("data-block=\"bodies-0\">eJ", "data-block=\"bodies-0\">AA"), &record);
    assert_disagrees(text.trim_end_matches("</html>\n"), &record);
    assert_disagrees(&text.replacen("default-src 'none'", "default-src *", 1), &record);
}

fn assert_disagrees(text: &str, record: &RunRecord) {
    let folder = TempDir::new().unwrap();
    let mut output = Output::prepare(vec![(Kind::Html, folder.path().join("report.html"))]).unwrap();
    output.write(Kind::Html, text, &none()).unwrap();
    let error = output.verify(record).unwrap_err();
    assert!(matches!(error, ReportError::Disagrees { kind: "html", .. }), "{error}");
}

#[test]
fn a_report_that_was_touched_after_it_was_written_disagrees() {
    let folder = TempDir::new().unwrap();
    let record = sample::every_outcome();
    for kind in Kind::ALL {
        let mut output = Output::prepare(all_in(folder.path())).unwrap();
        write_all(&mut output, &record);
        let path = folder.path().join(kind.file_name());
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert!(matches!(output.verify(&record), Err(ReportError::Disagrees { .. })), "{kind}");
        fs::remove_file(&path).unwrap();
        assert!(matches!(output.verify(&record), Err(ReportError::Io { .. })), "{kind}");
    }
}

#[rstest]
#[case("json", Ok((Kind::Json, "out/run.json")))]
#[case("junit=ci/report=1.xml", Ok((Kind::Junit, "ci/report=1.xml")))]
#[case("events", Ok((Kind::Events, "out/events.ndjson")))]
#[case("html", Ok((Kind::Html, "out/report.html")))]
#[case("messages", Ok((Kind::Messages, "out/messages.ndjson")))]
#[case("ctrf", Ok((Kind::Ctrf, "out/ctrf.json")))]
#[case("markdown", Ok((Kind::Markdown, "out/summary.md")))]
#[case("github", Ok((Kind::Github, "out/annotations.txt")))]
#[case("har=x.har", Ok((Kind::Har, "x.har")))]
#[case(
    "pdf",
    Err(
        "report kind `pdf` is not known (known: json, junit, events, html, messages, ctrf, markdown, github, har); write `--report KIND` or `--report KIND=PATH`, \
         such as `--report junit=out/junit.xml`"
    )
)]
#[case(
    "junit=",
    Err("report `junit=` names no file; write `junit=PATH`, or `junit` alone for the default file")
)]
#[case(
    "JUnit=x",
    Err(
        "report kind `JUnit` is not known (known: json, junit, events, html, messages, ctrf, markdown, github, har); write `--report KIND` or `--report KIND=PATH`, \
         such as `--report junit=out/junit.xml`"
    )
)]
fn reports_are_asked_for_by_kind_and_path(#[case] text: &str, #[case] expected: Result<(Kind, &str), &str>) {
    let found = text
        .parse::<ReportSpec>()
        .map(|spec| (spec.kind, spec.path_in(Path::new("out")).display().to_string()))
        .map_err(|error| error.to_string());
    let expected = expected.map(|(kind, path)| (kind, path.to_owned())).map_err(str::to_owned);
    assert_eq!(found, expected);
}
