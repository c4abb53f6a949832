//! What a run covered: which answers, how deep, which clauses, and why the rest was not.

use evidence::{Level, Outcome, Party, RunRecord, ScenarioRecord, Sender, Severity, StepStatus, Vendor};
use reports::{
    coverage::{ClauseState, Coverage, Depth, markdown, render},
    terminal::TerminalOptions,
};
use rstest::rstest;

use crate::sample;

const PLAIN: TerminalOptions = TerminalOptions { color: false, width: 120, verbose: false, quiet: false };

/// A scenario that calls the health check in its step 1 and looks at the answer in its step 2.
fn looking() -> ScenarioRecord {
    let mut scenario = sample::scenario("oscar-create-membership-ids", "The check answers", Outcome::Passed);
    scenario.steps.push(sample::step(1, "When", "the health check is called", StepStatus::Passed));
    scenario.steps.push(sample::step(2, "Then", "Oscar answers with its welcome", StepStatus::Passed));
    let mut exchange = sample::exchange(1, sample::response(204, b""));
    exchange.operation = Some("health-check".to_owned());
    exchange.step = Some(1);
    scenario.exchanges.push(exchange);
    scenario
}

fn of(scenario: ScenarioRecord) -> Coverage {
    Coverage::of(&sample::record(vec![scenario], Vec::new()), &[])
}

fn depth(scenario: ScenarioRecord) -> Depth {
    of(scenario).vendors[0].operations[0].answers[0].depth
}

#[rstest]
#[case("a step that looks at more than the status", |_: &mut ScenarioRecord| (), Depth::InDepth)]
#[case("a step that fails with a finding", |one: &mut ScenarioRecord| {
    one.outcome = Outcome::Failed;
    one.steps[2].status = StepStatus::Failed;
    let mut finding = sample::finding(Severity::Failure);
    finding.step = Some(2);
    one.findings.push(finding);
}, Depth::InDepth)]
#[case("an And behind a Then", |one: &mut ScenarioRecord| {
    one.steps[2].status_only = true;
    one.steps.push(sample::step(3, "And", "it says more", StepStatus::Passed));
}, Depth::InDepth)]
#[case("a step that reads back", |one: &mut ScenarioRecord| {
    one.exchanges[0].step = Some(2);
}, Depth::InDepth)]
#[case("a step that looks at the status alone", |one: &mut ScenarioRecord| one.steps[2].status_only = true, Depth::Exercised)]
#[case("a step that was not reached", |one: &mut ScenarioRecord| one.steps[2].status = StepStatus::NotReached, Depth::Exercised)]
#[case("a step that fails without a finding", |one: &mut ScenarioRecord| one.steps[2].status = StepStatus::Failed, Depth::Exercised)]
#[case("no Then at all", |one: &mut ScenarioRecord| one.steps[2].keyword = "When".to_owned(), Depth::Exercised)]
#[case("another call in between", |one: &mut ScenarioRecord| {
    let mut other = one.exchanges[0].clone();
    other.id = 2;
    other.operation = Some("get-membership".to_owned());
    one.exchanges.push(other);
}, Depth::Exercised)]
#[case("no verdict", |one: &mut ScenarioRecord| one.outcome = Outcome::Error, Depth::Exercised)]
#[case("a client as the subject", |one: &mut ScenarioRecord| one.head.party = Party::Integrator, Depth::Exercised)]
#[case("a call of the client", |one: &mut ScenarioRecord| one.exchanges[0].sender = Sender::Integrator, Depth::Exercised)]
#[case("another status", |one: &mut ScenarioRecord| one.exchanges[0].answer = sample::response(200, b""), Depth::NotExercised)]
#[case("no answer", |one: &mut ScenarioRecord| one.exchanges[0].answer = sample::refused(), Depth::NotExercised)]
fn an_answer_is_judged_in_depth_by_a_then_step_about_it(
    #[case] what: &str,
    #[case] change: fn(&mut ScenarioRecord),
    #[case] expected: Depth,
) {
    let mut scenario = looking();
    change(&mut scenario);
    assert_eq!(depth(scenario), expected, "{what}");
}

#[test]
fn sums_are_those_of_what_they_sum_up() {
    let coverage = of(looking());
    let totals = coverage.totals();
    assert_eq!((totals.operations, totals.operations_exercised), (1, 1));
    assert_eq!((totals.answers, totals.answers_exercised, totals.answers_in_depth), (1, 1, 1));
    assert_eq!((totals.clauses, totals.clauses_judged, totals.clauses_not_judged()), (1, 1, 0));
    assert_eq!((totals.scenarios, totals.scenarios_judged), (1, 1));
    assert_eq!(coverage.vendors[0].clauses[0].scenarios, ["oscar-create-membership-ids"]);
}

/// A record with an answer, two clauses and an operation that nothing touches.
fn untouched() -> RunRecord {
    let mut record = sample::record(vec![looking()], Vec::new());
    let mut missed = record.catalogue[0].clone();
    missed.status = 503;
    missed.status_level = Level::Documented;
    missed.not_exercised = Some("nobody provokes it".to_owned());
    record.catalogue[0].status_level = Level::Documented;
    let mut hole = record.catalogue[0].clone();
    hole.status_level = Level::Assumed;
    hole.operation = "get-balance".to_owned();
    record.catalogue.extend([missed, hole]);
    let mut people = sample::clause("OSC-1", "People do it.");
    people.scenarios.clear();
    people.reason = Some("no call shows it".to_owned());
    let mut elsewhere = sample::clause("OSC-2", "It is judged by another part of the suite.");
    elsewhere.scenarios = vec!["oscar-other".to_owned()];
    record.clauses.extend([people, elsewhere]);
    record.not_callable.push(sample::not_callable("update-authorization"));
    record
}

#[test]
fn what_nothing_touches_is_told_with_its_reason() {
    let text = render(&Coverage::of(&untouched(), &[]), &PLAIN);
    for words in [
        "  operations  1 of 2 exercised\n",
        "  answers     1 of 3 exercised (1 of 2 documented ones), 1 of them judged in depth; 1 not, with a reason; 1 not, without\n",
        "  clauses     1 of 3 judged by 1 scenario; 1 without a scenario, each with a reason; 1 not judged in this run\n",
        "    health-check  204++  503-\n    get-balance   204-\n",
        "    OSC-12    vendor       1  oscar-create-membership-ids\n",
        "    operations of which nothing was exercised\n      get-balance\n",
        "      204 of get-balance\n          no scenario of this run got it, and no reason is recorded\n",
        "      503 of health-check\n          nobody provokes it\n",
        "      OSC-2     its 1 scenario was not part of this run\n",
        "      OSC-1     no call shows it\n",
        "      update-authorization\n          no page shows its path\n",
    ] {
        assert!(text.contains(words), "{words:?} is missing:\n{text}");
    }
    let quiet = render(&Coverage::of(&untouched(), &[]), &TerminalOptions { quiet: true, ..PLAIN });
    assert!(quiet.contains("204 of get-balance") && quiet.contains("OSC-2"), "{quiet}");
    assert!(!quiet.contains("nobody provokes it") && !quiet.contains("OSC-12"), "{quiet}");
}

#[rstest]
#[case(Outcome::Error, "oscar-create-membership-ids is error: the network is down")]
#[case(Outcome::NotApplicable, "oscar-create-membership-ids is not applicable: the network is down")]
fn a_clause_without_a_verdict_says_what_became_of_its_scenario(
    #[case] outcome: Outcome,
    #[case] expected: &str,
) {
    let mut scenario = looking();
    scenario.outcome = outcome;
    scenario.reason = sample::reason("unreachable", "the network is down");
    let coverage = of(scenario);
    let clause = &coverage.vendors[0].clauses[0];
    assert_eq!(clause.state, ClauseState::NotJudged);
    assert_eq!(clause.reason.as_deref(), Some(expected));
}

#[test]
fn a_clause_of_which_the_scenario_never_started_says_so() {
    let head = looking().head;
    let mut record = sample::record(Vec::new(), vec![head]);
    record.run.incomplete_reason = Some("the deadline was reached".to_owned());
    let coverage = Coverage::of(&record, &[]);
    let reason = coverage.vendors[0].clauses[0].reason.clone();
    assert_eq!(reason.as_deref(), Some("it never started: the deadline was reached"));
    assert!(coverage.run.problem.as_deref().is_some_and(|problem| problem.contains("deadline")));
}

#[test]
fn a_status_that_the_catalogue_does_not_have_is_told() {
    let mut scenario = looking();
    scenario.exchanges[0].answer = sample::response(418, b"");
    let coverage = of(scenario);
    let outside = &coverage.vendors[0].outside_the_catalogue;
    assert_eq!((outside.len(), outside[0].status, outside[0].times), (1, 418, 1));
    assert!(render(&coverage, &PLAIN).contains("418 of health-check, 1 time\n"));
    assert!(markdown::render(&coverage).contains("418 of `health-check` was met"));
}

#[test]
fn a_status_that_an_integrator_was_shown_on_purpose_is_nothing_of_the_vendor() {
    let mut scenario = looking();
    scenario.head.party = Party::Integrator;
    scenario.exchanges[0].answer = sample::response(418, b"");
    assert!(of(scenario).vendors[0].outside_the_catalogue.is_empty());
}

#[test]
fn a_vendor_can_be_asked_for_alone() {
    let mut record = untouched();
    let other = evidence::CatalogueRow { vendor: Vendor::Osigu, ..record.catalogue[0].clone() };
    record.catalogue.push(other);
    let vendors = |wanted: &[Vendor]| Coverage::of(&record, wanted).vendors.len();
    assert_eq!((vendors(&[]), vendors(&[Vendor::Osigu]), vendors(&[Vendor::Ideon])), (2, 1, 0));
}

#[test]
fn markdown_has_a_row_for_each_answer_and_each_clause() {
    let page = markdown::render(&Coverage::of(&untouched(), &[]));
    for words in [
        "# Coverage\n\nRun `20261121-100000-abcd` of 2026-11-21T10:00:00.123456Z, by covenant 0.1.0.\n",
        "| oscar | 1 of 2 exercised |",
        "| health-check | GET `/` (documented) | 204 (documented) | any (assumed) | in depth: `oscar-create-membership-ids` |\n",
        "| health-check | GET `/` (documented) | 503 (documented) | any (assumed) | not exercised: nobody provokes it |\n",
        "| OSC-1 | vendor | documented | People do it. | no scenario: no call shows it |\n",
        "* nothing of `get-balance` was exercised\n",
        "* `update-authorization` (Change an authorization) cannot be called: no page shows its path\n",
    ] {
        assert!(page.contains(words), "{words:?} is missing:\n{page}");
    }
}

#[test]
fn json_has_the_same_for_programs() {
    let json = Coverage::of(&untouched(), &[]).json().unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let oscar = &value["vendors"][0];
    assert_eq!((&value["format"], &value["format_version"]), (&"covenant-coverage".into(), &1.into()));
    assert_eq!(oscar["totals"]["answers_in_depth"], 1);
    assert_eq!(oscar["operations"][0]["answers"][0]["depth"], "in_depth");
    assert_eq!(oscar["operations"][0]["answers"][1]["reason"], "nobody provokes it");
    assert_eq!(oscar["clauses"][1]["state"], "without_scenario");
}

#[test]
fn hostile_text_neither_steers_a_terminal_nor_breaks_a_table() {
    let mut record = sample::hostile();
    record.clauses[0].text = format!("{}|<script>", sample::HOSTILE);
    record.clauses[0].level = Level::Draft;
    let coverage = Coverage::of(&record, &[]);
    for text in [render(&coverage, &PLAIN), markdown::render(&coverage)] {
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }
    let page = markdown::render(&coverage);
    assert!(!page.contains('<') && page.contains("&lt;script>"), "{page}");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with('|')).collect();
    for row in rows {
        let cells = row.replace("\\|", "").matches('|').count();
        assert!([5, 6].contains(&cells), "{row}");
    }
}
