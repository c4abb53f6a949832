//! `events.ndjson`, whole and cut.

use evidence::FoldError;
use reports::{ReportError, events};
use rstest::rstest;

use crate::sample;

fn lines(record: &evidence::RunRecord) -> Vec<String> {
    sample::events(record).iter().map(|event| events::line(event).unwrap()).collect()
}

#[test]
fn the_events_of_a_run_fold_into_its_record() {
    let lines = lines(&sample::every_outcome());
    assert!(lines.iter().all(|line| !line.contains('\n')));
    let folded = events::fold((lines.join("\n") + "\n").as_bytes()).unwrap();
    let expected = sample::every_outcome();
    assert_eq!(folded.scenarios.len(), expected.scenarios.len());
    assert_eq!(folded.summary.outcomes, expected.summary.outcomes);
    assert_eq!(folded.not_run, expected.not_run);
    assert_eq!(folded.scenarios[0].findings[0].message, expected.scenarios[0].findings[0].message);
    assert_eq!(folded.scenarios[0].exchanges[0].step, Some(1));
}

#[test]
fn a_run_that_was_killed_at_any_byte_still_folds_and_is_incomplete() {
    let whole = lines(&sample::every_outcome()).join("\n") + "\n";
    let first = whole.find('\n').unwrap();
    // Every byte of the end, and steps of a prime through the rest, cut characters included.
    let cuts = (first + 1..whole.len() - 400).step_by(37).chain(whole.len() - 400..whole.len() - 1);
    for cut in cuts {
        let folded = events::fold(&whole.as_bytes()[..cut]).unwrap_or_else(|error| panic!("{cut}: {error}"));
        assert!(!folded.run.complete, "cut at {cut}");
        assert!(folded.run.incomplete_reason.is_some(), "cut at {cut}");
        assert!(folded.scenarios.len() + folded.not_run.len() == 8, "cut at {cut}");
    }
    assert!(events::fold(&whole.as_bytes()[..whole.len() - 1]).is_ok(), "only the line feed is missing");
}

#[test]
fn a_line_that_is_cut_off_after_the_end_makes_the_run_incomplete() {
    let record = sample::record(vec![sample::failing()], Vec::new());
    let whole = lines(&record).join("\n") + "\n";
    assert!(events::fold(whole.as_bytes()).unwrap().run.complete);
    let folded = events::fold((whole + "{\"event\":\"no").as_bytes()).unwrap();
    assert!(!folded.run.complete);
    assert!(folded.run.incomplete_reason.unwrap().starts_with("the last line of the events is cut off"));
}

#[rstest]
#[case(1, "garbage")]
#[case(3, "{\"event\":\"scenario_started\",\"scen")]
#[case(4, "{\"event\":\"unheard_of\",\"scenario\":\"x\"}")]
fn garbage_elsewhere_is_an_error_with_its_line(#[case] line: usize, #[case] garbage: &str) {
    let mut lines = lines(&sample::every_outcome());
    lines[line - 1] = garbage.to_owned();
    let error = events::fold((lines.join("\n") + "\n").as_bytes()).unwrap_err();
    assert!(matches!(error, ReportError::Event { line: found, .. } if found == line), "{error}");
}

#[test]
fn events_that_make_no_run_are_an_error_with_their_line() {
    let mut unknown = lines(&sample::every_outcome());
    unknown[1] = unknown[1].replace("oscar-create-membership-ids", "nobody");
    let error = events::fold((unknown.join("\n") + "\n").as_bytes()).unwrap_err();
    assert!(
        matches!(&error, ReportError::Fold { line: 2, source: FoldError::UnknownScenario(id) } if id == "nobody"),
        "{error}"
    );
    for nothing in ["", "\n\n", "{\"event\":\"run_sta"] {
        let error = events::fold(nothing.as_bytes()).unwrap_err();
        assert!(matches!(error, ReportError::Fold { source: FoldError::NoStart, .. }), "{error}");
    }
}
