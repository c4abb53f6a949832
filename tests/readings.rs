//! A real vendor may read its documents otherwise than our simulator does by default. Here Oscar is a remote environment
//! behind mutual TLS, served by the test process with every other reading and with every fault: no reading turns it red,
//! no documented promise slips through, and no guess of ours fails it.

mod support;

use std::collections::BTreeSet;

use evidence::{Finding, Level, Outcome, RunRecord, ScenarioRecord, Severity};
use simulators::{Options, Oscar, Settings};
use support::{
    parallel::in_parallel,
    remote::{self, all_year},
    table::{bless_or_compare, list, shorten, sorted_tables},
};

const JOBS: u32 = 8;

fn with(settings: Settings) -> Options {
    Options { settings, ..Options::default() }
}

fn ids_of(record: &RunRecord, outcome: Outcome) -> BTreeSet<&str> {
    all_year(record).filter(|one| one.outcome == outcome).map(|one| one.head.id.as_str()).collect()
}

fn all(record: &RunRecord) -> BTreeSet<&str> {
    record.scenarios.iter().map(|one| one.head.id.as_str()).collect()
}

#[test]
fn the_default_reading_passes_as_a_remote_environment() {
    let ran = remote::run(Options::default(), "", JOBS);
    ran.assert_code(0);
    let record = ran.record();
    for scenario in &record.scenarios {
        let head = &scenario.head;
        let reason = scenario.reason.as_ref().map(|reason| reason.code.as_str());
        match scenario.outcome {
            Outcome::Passed => assert!(scenario.findings.is_empty(), "{}: {:?}", head.id, scenario.findings),
            Outcome::NotApplicable => {
                let known = ["no-integrator", "simulated-only", "open-enrollment"];
                assert!(reason.is_some_and(|code| known.contains(&code)), "{}: {reason:?}", head.id);
            }
            other => panic!("{} is {other}: {:?} {:?}", head.id, scenario.reason, scenario.findings),
        }
    }
    assert!(record.summary.judged >= 100, "only {} were judged", record.summary.judged);
}

/// What a reading does beside what the default reading does.
fn beside(record: &RunRecord, default: &RunRecord, outcome: Outcome) -> String {
    let ids = ids_of(record, outcome).difference(&ids_of(default, outcome)).copied().collect();
    list(outcome.word(), shorten(&ids, &all(record)))
}

#[test]
fn no_reading_turns_a_vendor_red() {
    let default = remote::run(Options::default(), "", JOBS).record();
    let tables = in_parallel(Settings::readings(), |reading| {
        let ran = remote::run(with(reading.settings()), "", JOBS);
        let record = ran.record();
        assert_eq!(support::ids(&record, Outcome::Failed), BTreeSet::new(), "{}: {ran:?}", reading.name);
        let number = reading.number.map_or_else(String::new, |number| format!("open reading {number}; "));
        let mut text = format!("# {number}{}\n[{}]\n", reading.summary, reading.name);
        let shown = [Outcome::Warned, Outcome::Error, Outcome::Blocked, Outcome::NotApplicable];
        for outcome in shown {
            text.push_str(&beside(&record, &default, outcome));
            if reading.number.is_some() && outcome != Outcome::NotApplicable {
                let ids = ids_of(&record, outcome);
                assert_eq!(
                    ids,
                    BTreeSet::new(),
                    "{} is an accepted reading, and this is {outcome}",
                    reading.name
                );
            }
        }
        text.push_str(&list("findings", all_year(&record).flat_map(findings)));
        (reading.name, text)
    });
    let head = "\
# How the suite judges Oscar as a remote environment that reads its documents in another way than the simulator does by
# default. No reading is `failed`; one of the open readings (docs) is neither warned nor error. not_applicable lists what
# the default reading does not have. Rewritten by COVENANT_BLESS=1 cargo test --test readings; read the difference.
";
    bless_or_compare("tests/faults/readings.toml", &sorted_tables(head, tables), "readings");
}

/// What was found in a scenario: how much it weighs, how well it is known, which rule.
fn findings(scenario: &ScenarioRecord) -> Vec<String> {
    let told = |finding: &Finding| {
        let place = finding.keyword.as_ref().map(|keyword| format!(" {keyword}")).unwrap_or_default();
        format!("{} {} {}{place}", finding.severity.word(), finding.level.word(), finding.rule)
    };
    scenario.findings.iter().map(told).collect()
}

/// The class of a fault seen from outside: the gravest that it leads to.
fn class(record: &RunRecord) -> &'static str {
    let has = |outcome| !ids_of(record, outcome).is_empty();
    let is_noted =
        all_year(record).any(|one| one.findings.iter().any(|finding| finding.severity == Severity::Note));
    match () {
        () if has(Outcome::Failed) => "failed",
        () if has(Outcome::Error) => "error",
        () if has(Outcome::Blocked) => "blocked",
        () if has(Outcome::Warned) => "warned",
        () if is_noted => "noted",
        () => "unnoticed",
    }
}

/// Faults by which members meet.
const SHARED: [&str; 5] = [
    "accepts-missing-member",
    "accepts-unknown-member",
    "get-mixes-families",
    "pending-never-clears",
    "preferences-shared",
];

/// Only a scenario that needs a certain season, or a simulator, notices these.
const NOT_FROM_OUTSIDE: [&str; 8] = [
    "accepts-missing-qle",
    "accepts-unknown-qle",
    "enrollment-window-too-long",
    "enrollment-window-too-short",
    "pending-holds-up-everybody",
    "qle-always-needed",
    "refuses-missing-ssn",
    "update-not-stored",
];

#[test]
fn a_remote_vendor_is_judged_by_what_is_documented() {
    let told = in_parallel(Oscar::faults(), |fault| {
        let options = Options { fault: Some(fault.name.to_owned()), ..Options::default() };
        let ran = match fault.name {
            "slow-answer" => remote::run(options, "timeout = \"5s\"", 100),
            // All scenarios are one tenant here, and with these faults what one does shows in others.
            name if SHARED.contains(&name) => remote::run(options, "", 1),
            _ => remote::run(options, "", JOBS),
        };
        let record = ran.record();
        for scenario in &record.scenarios {
            for finding in &scenario.findings {
                let is_failure = finding.severity == Severity::Failure;
                let is_documented = finding.level == Level::Documented;
                assert_eq!(is_failure, is_documented, "{}: {}", fault.name, finding.message);
            }
        }
        let class = class(&record);
        let mut text = format!("# {}\n[{}]\nclass = \"{class}\"\n", fault.summary, fault.name);
        text.push_str(&list("findings", all_year(&record).flat_map(findings)));
        let reasons = all_year(&record)
            .filter(|one| matches!(one.outcome, Outcome::Error | Outcome::Blocked))
            .filter_map(|one| Some(format!("{} {}", one.outcome, one.reason.as_ref()?.code)));
        text.push_str(&list("reasons", reasons));
        (fault.name, class, text)
    });
    let unnoticed: BTreeSet<_> =
        told.iter().filter(|(_, class, _)| *class == "unnoticed").map(|(name, ..)| *name).collect();
    assert_eq!(unnoticed, BTreeSet::from(NOT_FROM_OUTSIDE), "faults that cannot be seen from outside");
    let head = "\
# How each fault shows when Oscar is a remote environment. class is the gravest outcome: failed, a documented promise is
# seen broken; error or blocked, something could not be judged; warned, a draft or an inference is not kept; noted, a
# guess of ours is not kept; unnoticed, only a simulator or another season shows it. findings: weight, evidence level, rule
# and schema keyword. Rewritten by COVENANT_BLESS=1 cargo test --test readings; read the difference.
";
    let tables = told.into_iter().map(|(name, _, text)| (name, text));
    bless_or_compare("tests/faults/oscar-remote.toml", &sorted_tables(head, tables), "readings");
}
