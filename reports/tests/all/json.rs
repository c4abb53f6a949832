//! `run.json` and back.

use reports::{ReportError, json};
use rstest::rstest;

use crate::sample;

#[test]
fn a_record_survives_the_way_to_json_and_back_with_the_same_bytes() {
    for record in [sample::minimal(), sample::full(), sample::hostile()] {
        let text = json::render(&record).unwrap();
        let back = json::parse(&text).unwrap();
        assert!(back == record);
        assert_eq!(json::render(&back).unwrap(), text);
        assert!(
            text.starts_with("{\n\"format\":\"covenant-run\",\n\"format_version\":1,\n\"run\":{\"id\":")
                && text.ends_with("}\n")
        );
    }
}

#[test]
fn a_scenario_stands_on_a_line_of_its_own() {
    let record = sample::every_outcome();
    let text = json::render(&record).unwrap();
    for scenario in &record.scenarios {
        let line = serde_json::to_string(scenario).unwrap();
        assert!(text.lines().any(|found| found.trim_end_matches(',') == line), "{}", scenario.head.id);
    }
}

#[rstest]
#[case("", "not JSON: a run record is one JSON document, as in `run.json`")]
#[case("<testsuites/>", "not JSON: a run record is one JSON document, as in `run.json`")]
#[case("{\"format\":", "not JSON: a run record is one JSON document, as in `run.json`")]
#[case("[1]", "not a run record: ")]
#[case("\"text\"", "not a run record: it is not a JSON object")]
#[case("{}", "not a run record: it has no member `format`")]
#[case("{\"format\":\"ctrf\"}", "not a run record: its member `format` is \"ctrf\"")]
#[case("{\"format\":\"covenant-run\"}", "not a run record: its member `format_version` is null")]
#[case(
    "{\"format\":\"covenant-run\",\"format_version\":0}",
    "not a run record: its member `format_version` is 0"
)]
#[case(
    "{\"format\":\"covenant-run\",\"format_version\":2,\"new\":{}}",
    "format version 2 is newer than this program reads (it knows up to 1)"
)]
#[case("{\"format\":\"covenant-run\",\"format_version\":1}", "the run record is damaged at `.`")]
fn what_is_no_run_record_is_refused_with_the_reason(#[case] text: &str, #[case] begins: &str) {
    let error = json::parse(text).unwrap_err().to_string();
    assert!(error.starts_with(begins), "{error}");
}

#[test]
fn a_damaged_member_is_named_with_its_place() {
    let mut value = serde_json::to_value(sample::full()).unwrap();
    value["summary"]["outcomes"]["passed"] = "many".into();
    let error = json::parse(&value.to_string()).unwrap_err();
    assert!(
        matches!(&error, ReportError::Member { path, .. } if path == "summary.outcomes.passed"),
        "{error}"
    );
}

#[test]
fn a_byte_order_mark_of_an_editor_does_no_harm() {
    let record = sample::minimal();
    assert!(json::parse(&format!("\u{feff}{}", json::render(&record).unwrap())).unwrap() == record);
}

#[test]
fn a_record_of_a_program_that_knew_no_checklists_is_still_read() {
    let mut old = serde_json::to_value(sample::full()).unwrap();
    assert!(old.as_object_mut().unwrap().remove("checklists").is_some());
    assert!(json::parse(&old.to_string()).unwrap().checklists.is_empty());
}
