//! What a person reads.

use evidence::{ExitCode, Outcome, Severity, TargetKind};
use reports::terminal::{TerminalOptions, last_line, progress_line, render};
use rstest::rstest;

use crate::sample;

fn plain() -> TerminalOptions {
    TerminalOptions::default()
}

#[test]
fn a_failure_is_told_from_the_clause_to_the_command_that_repeats_it() {
    let passed = sample::scenario("oscar-get", "A membership is found again", Outcome::Passed);
    let mut record = sample::record(vec![sample::failing(), passed], Vec::new());
    record.profiles[0].fault = Some("drop-oscar-id".to_owned());
    insta::assert_snapshot!("terminal_failure", render(&record, &plain()));
}

#[test]
fn every_outcome_has_its_part() {
    insta::assert_snapshot!("terminal_every_outcome", render(&sample::every_outcome(), &plain()));
}

#[test]
fn quiet_says_what_is_wrong_and_no_more() {
    let options = TerminalOptions { quiet: true, ..plain() };
    insta::assert_snapshot!("terminal_quiet", render(&sample::every_outcome(), &options));
}

#[test]
fn verbose_names_every_scenario() {
    let record = sample::every_outcome();
    let text = render(&record, &TerminalOptions { verbose: true, ..plain() });
    for head in record.scenarios.iter().map(|scenario| &scenario.head).chain(&record.not_run) {
        assert!(text.contains(&head.id), "{}", head.id);
    }
}

#[test]
fn the_same_refusal_of_sixty_scenarios_is_told_once() {
    let refused = (0..60).map(|nth| {
        let mut scenario = sample::scenario(&format!("oscar-{nth:02}"), "A call", Outcome::Error);
        scenario.reason = sample::reason("unreachable", "connection refused; start the subject");
        scenario.exchanges.push(sample::exchange(1, sample::refused()));
        scenario
    });
    let text = render(&sample::record(refused.collect(), Vec::new()), &plain());
    assert_eq!(text.matches("connection refused; start the subject").count(), 1, "{text}");
    assert!(text.contains("  60 x connection refused; start the subject"));
    assert!(text.contains("... and 50 more (all of them with -v, and in run.json)"));
    assert_eq!(text.matches("curl ").count(), 1);
    assert!(text.lines().count() < 40, "{text}");
    assert!(
        text.ends_with("Could not judge everything: 60 scenarios have no verdict (error 60, blocked 0).\n"),
        "{text}"
    );
}

#[rstest]
#[case(TerminalOptions::default())]
#[case(TerminalOptions { verbose: true, ..TerminalOptions::default() })]
#[case(TerminalOptions { quiet: true, width: 10, ..TerminalOptions::default() })]
fn hostile_text_does_not_reach_the_terminal(#[case] options: TerminalOptions) {
    let text = render(&sample::hostile(), &options);
    let treacherous =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
    assert!(!text.contains(treacherous), "{:?}", text.chars().find(|c| treacherous(*c)));
    assert!(text.contains(r"nul\u{0}") && text.contains(r"\u{202e}") && !text.contains("[31m"), "{text}");
    assert!(text.len() < 200_000, "{}", text.len());
}

#[test]
fn colours_are_only_there_when_asked_for_and_come_from_us_alone() {
    let record = sample::every_outcome();
    let coloured = render(&record, &TerminalOptions { color: true, ..plain() });
    assert!(coloured.contains("\u{1b}[1;31mFAILED (1)\u{1b}[0m"), "{coloured}");
    let without: String = ["[0m", "[1m", "[2m", "[32m", "[33m", "[1;31m"]
        .iter()
        .fold(coloured, |text, code| text.replace(&format!("\u{1b}{code}"), ""));
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&without), lines(&render(&record, &plain())));
    let hostile = render(&sample::hostile(), &TerminalOptions { color: true, ..plain() });
    assert!(!hostile.contains("\u{1b}[31m") && !hostile.contains("\u{1b}]"), "{hostile}");
}

#[rstest]
#[case::conforms(vec![Outcome::Passed, Outcome::NotApplicable], "Conforms: 1 scenario judged.")]
#[case::warned(vec![Outcome::Passed, Outcome::Warned], "Conforms, with warnings in 1 scenario: 2 scenarios judged.")]
#[case::failed(vec![Outcome::Passed, Outcome::Failed], "Does not conform: 1 of 2 scenarios judged failed.")]
#[case::blocked(vec![Outcome::Blocked], "Could not judge everything: 1 scenario has no verdict (error 0, blocked 1).")]
#[case::nothing(vec![Outcome::NotApplicable], "Nothing was judged: the only selected scenario is not applicable.")]
#[case::none(Vec::new(), "Nothing was judged: no scenario was selected.")]
fn the_end_says_in_a_sentence_what_the_exit_code_says(
    #[case] outcomes: Vec<Outcome>,
    #[case] sentence: &str,
) {
    let scenarios = outcomes.into_iter().enumerate();
    let scenarios = scenarios.map(|(nth, outcome)| sample::scenario(&format!("s{nth}"), "Title", outcome));
    let text = render(&sample::record(scenarios.collect(), Vec::new()), &plain());
    assert_eq!(text.lines().last(), Some(sentence), "{text}");
}

#[test]
fn notes_are_grouped_and_judge_nothing() {
    let scenarios = (0..3).map(|nth| {
        let mut scenario = sample::scenario(&format!("s{nth}"), "Title", Outcome::Passed);
        scenario.findings.push(sample::finding(Severity::Note));
        scenario
    });
    let text = render(&sample::record(scenarios.collect(), Vec::new()), &plain());
    assert_eq!(text.matches("the response lacks the member `oscar_id` (documented)").count(), 1, "{text}");
    assert!(text.contains("s0, s1, s2") && text.ends_with("Conforms: 3 scenarios judged.\n"), "{text}");
}

#[test]
fn the_last_line_has_stable_keys_in_a_stable_order() {
    let record = sample::every_outcome();
    assert_eq!(
        last_line(&record.summary, ExitCode::Interrupted, &record.run.id),
        "covenant: exit=130 passed=1 failed=1 error=1 blocked=1 warned=1 waived=1 not_applicable=1 judged=4 \
         selected=8 run=20261121-100000-abcd"
    );
    let line = last_line(&record.summary, ExitCode::Conforms, "two words\nand a line");
    assert!(line.ends_with(" run=two_words_and_a_line") && !line.contains('\n'));
}

#[test]
fn a_scenario_that_ended_is_one_plain_line() {
    let record = sample::every_outcome();
    let lines: Vec<_> = record.scenarios.iter().map(progress_line).collect();
    insta::assert_snapshot!("terminal_progress", lines.join("\n"));
    for scenario in sample::hostile().scenarios {
        assert!(!progress_line(&scenario).contains(|c: char| c.is_control()));
    }
}

#[test]
fn the_checklist_stands_at_the_end_line_by_line() {
    let mut record =
        sample::record(vec![sample::scenario("oscar-get", "Title", Outcome::Passed)], Vec::new());
    record.checklists.push(sample::checklist());
    insta::assert_snapshot!("terminal_checklist", render(&record, &plain()));
    let verbose = render(&record, &TerminalOptions { verbose: true, ..plain() });
    for words in ["passed: oscar-get, oscar-update", "Where the secrets are, and that no code holds them."] {
        assert!(verbose.contains(words), "{words:?} is missing:\n{verbose}");
    }
    let quiet = render(&record, &TerminalOptions { quiet: true, ..plain() });
    assert_eq!(quiet, "Conforms: 1 scenario judged.\n");
}

#[test]
fn a_webhook_says_that_it_is_one_and_who_got_it() {
    let mut scenario = sample::failing();
    scenario.exchanges.push(sample::webhook(2, "authorization.created"));
    let mut delivered = sample::exchange(3, sample::response(200, b""));
    delivered.operation = Some("webhook-delivery".to_owned());
    scenario.exchanges.push(delivered);
    let mut found = sample::finding(Severity::Failure);
    found.exchange = Some(2);
    found.instance_pointer = Some("/data/authorization_id".to_owned());
    let mut other = sample::finding(Severity::Failure);
    other.exchange = Some(3);
    scenario.findings = vec![found, other];
    let text =
        render(&sample::record(vec![scenario], Vec::new()), &TerminalOptions { width: 160, ..plain() });
    for words in [
        "where     exchange 2, the webhook authorization.created delivered to us, body at /data/authorization_id\n",
        "exchange 2   the webhook authorization.created delivered to us: POST /inbox/7 -> 200 ",
        "exchange 3   a webhook delivered to the receiver: POST /ichra/v1/memberships -> 200 ",
        "to repeat it, as long as its signature is not too old:\n",
    ] {
        assert!(text.contains(words), "{words:?} is missing:\n{text}");
    }
    assert_eq!(text.matches("curl ").count(), 1, "nobody can repeat what was delivered to us:\n{text}");
}

#[test]
fn profiles_of_one_name_are_told_apart_by_their_vendor() {
    let mut record = sample::record(vec![sample::failing()], Vec::new());
    let other = evidence::ProfileRecord { vendor: evidence::Vendor::Osigu, ..record.profiles[0].clone() };
    record.profiles[0].fault = Some("drop-oscar-id".to_owned());
    record.profiles.push(other);
    assert!(render(&record, &plain()).contains("profile   mock (simulator with fault `drop-oscar-id`)"));
    record.profiles[0].fault = None;
    record.profiles[0].target = evidence::TargetKind::Receiver;
    record.profiles[0].base_url = "https://hooks.example.com/".to_owned();
    assert!(
        render(&record, &plain()).contains("profile   mock (webhook receiver https://hooks.example.com/)")
    );
}

/// A record with a waived finding, a waiver of each state, and drift.
fn waived_and_drifting() -> evidence::RunRecord {
    let mut record = sample::every_outcome();
    for state in evidence::WaiverState::ALL {
        let mut waiver = sample::waiver();
        waiver.state = state;
        waiver.given.place = format!("waivers.toml:{state:?}");
        record.waivers.push(waiver);
    }
    let mut member = sample::drift();
    (member.kind, member.value) = (evidence::DriftKind::UnknownMember, None);
    let never = evidence::Drift { kind: evidence::DriftKind::NeverSeen, ..member.clone() };
    record.drift = vec![member, sample::drift(), never];
    record.profiles.iter_mut().for_each(|profile| profile.target = TargetKind::Remote);
    record
}

#[test]
fn drift_of_a_simulator_is_told_like_that_of_a_vendor() {
    let mut record = waived_and_drifting();
    record.profiles.iter_mut().for_each(|profile| profile.target = TargetKind::Simulator);
    assert!(render(&record, &TerminalOptions::default()).contains("DRIFT"));
}

#[test]
fn stale_waivers_are_told_even_to_the_quiet_and_the_others_are_not() {
    let quiet = TerminalOptions { quiet: true, ..TerminalOptions::default() };
    for options in [quiet, TerminalOptions::default()] {
        let text = render(&waived_and_drifting(), &options);
        assert!(text.contains("STALE WAIVERS (4)"), "{text}");
        for state in evidence::WaiverState::ALL {
            let place = format!("waivers.toml:{state:?}:");
            assert_eq!(text.contains(&place), state.is_stale(), "{place}\n{text}");
        }
        assert!(text.contains("4 waivers are stale: renew or remove them."), "{text}");
    }
}

#[test]
fn drift_is_told_by_answer_and_what_was_never_seen_only_at_length() {
    let text = render(&waived_and_drifting(), &TerminalOptions::default());
    assert!(text.contains("DRIFT: answers and documents differ (2)"), "{text}");
    assert!(text.contains("- get-balance 200: members that no schema names: /plan/*/tier\n"), "{text}");
    assert!(text.contains("values that no schema names: /plan/*/tier \"PLATINUM\" (string)"), "{text}");
    let long = TerminalOptions { verbose: true, ..TerminalOptions::default() };
    assert!(render(&waived_and_drifting(), &long).contains("documented members that no answer had"));
    let quiet = TerminalOptions { quiet: true, ..TerminalOptions::default() };
    assert!(!render(&waived_and_drifting(), &quiet).contains("DRIFT"));
}

#[test]
fn a_waived_finding_is_told_as_what_it_is() {
    let mut record = sample::every_outcome();
    let waiver = sample::waiver().given.waiver.applied();
    let mut other = record.scenarios[0].findings[0].clone();
    other.message = "another thing is wrong".to_owned();
    record.scenarios[0].findings[0].waiver = Some(Box::new(waiver));
    record.scenarios[0].findings.push(other);
    let text = render(&record, &TerminalOptions::default());
    assert!(text.contains("waived    the response lacks the member `oscar_id`"), "{text}");
    assert!(text.contains("waiver    waived until 2027-01-31 by jane@example.com: ticket 17"), "{text}");
    let quiet = TerminalOptions { quiet: true, ..TerminalOptions::default() };
    let brief = render(&record, &quiet);
    assert!(brief.contains("another thing is wrong\n"), "the waived finding is told as the reason: {brief}");
}
