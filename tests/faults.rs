//! Each fault of a simulator, and each defect of the integrator, is noticed by exactly the scenarios that
//! `tests/faults/*.toml` names. A fault that nobody notices is a hole in the suite; a scenario that no fault can break
//! is decoration.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use evidence::{Outcome, Party, RunRecord, Severity, Vendor};
use rstest::rstest;
use support::{
    Covenant, ids,
    parallel::in_parallel,
    table::{bless_or_compare, list, shorten, sorted_tables},
    vendors::{self, SIMULATED},
};

/// A scenario is looked at apart if no fault that fewer scenarios notice is noticed by it.
const FEW: usize = 10;

/// What came of one run.
#[derive(Debug)]
struct Told {
    name: &'static str,
    summary: &'static str,
    code: Option<i32>,
    failed: BTreeSet<String>,
    blocked: BTreeSet<String>,
    error: BTreeSet<String>,
    /// Neither of these, and not passed.
    other: BTreeSet<String>,
    /// Failed in a `Then` step.
    asserted: BTreeSet<String>,
    /// Failed without a failing finding that says why.
    mute: BTreeSet<String>,
}

/// All scenarios of a vendor by party.
type Parties = BTreeMap<String, Party>;

/// Runs of one kind, and the scenarios that the vendor's suite has.
struct Runs {
    told: Vec<Told>,
    parties: Parties,
}

/// What each fault of a vendor's simulator does to the scenarios about the vendor.
static FAULTS: [LazyLock<Runs>; SIMULATED.len()] =
    [LazyLock::new(|| faults_of(Vendor::Oscar)), LazyLock::new(|| faults_of(Vendor::Osigu))];

/// What each defect of the integrator of a vendor's API does to the scenarios about integrators.
static DEFECTS: [LazyLock<Runs>; SIMULATED.len()] =
    [LazyLock::new(|| defects_of(Vendor::Oscar)), LazyLock::new(|| defects_of(Vendor::Osigu))];

fn of(all: &'static [LazyLock<Runs>; SIMULATED.len()], vendor: Vendor) -> &'static Runs {
    let at = SIMULATED.iter().position(|one| *one == vendor);
    &all[at.expect("a vendor with a simulator")]
}

fn faults_of(vendor: Vendor) -> Runs {
    let faults: Vec<_> = vendors::faults(vendor).iter().map(|fault| (fault.name, fault.summary)).collect();
    run_all(vendor, "--fault", Party::Vendor, &faults)
}

fn defects_of(vendor: Vendor) -> Runs {
    run_all(vendor, "--integrator-fault", Party::Integrator, &integrator::defects_of(vendor))
}

/// A run of the scenarios about one party, with a fault or a defect.
fn run(vendor: Vendor, option: &str, name: &str, party: Party) -> (Option<i32>, RunRecord) {
    // What waits for a late answer waits side by side.
    let jobs = if name == "slow-answer" { "200" } else { "8" };
    let tag = format!("@{}", party.word());
    let arguments = ["run", vendor.word(), option, name, "--tags", &tag, "--jobs", jobs, "-q"];
    let ran = Covenant::new().args(arguments).run();
    (ran.code, ran.record())
}

fn run_all(
    vendor: Vendor,
    option: &str,
    party: Party,
    named: &[(&'static str, &'static str)],
) -> Runs {
    let parties = parties(vendor);
    let told = in_parallel(named, |(name, summary)| {
        let (code, record) = run(vendor, option, name, party);
        let selected = record.scenarios.iter().map(|one| one.head.id.as_str());
        let expected = parties.iter().filter(|(_, own)| **own == party).map(|(id, _)| id.as_str());
        assert!(selected.eq(expected), "{name}: another selection");
        tell(name, summary, code, &record)
    });
    Runs { told, parties }
}

/// The scenarios of a vendor, in the order in which a record has them.
fn parties(vendor: Vendor) -> Parties {
    todo!()
}

fn tell(name: &'static str, summary: &'static str, code: Option<i32>, record: &RunRecord) -> Told {
    let mut told = Told {
        name,
        summary,
        code,
        failed: ids(record, Outcome::Failed),
        blocked: ids(record, Outcome::Blocked),
        error: ids(record, Outcome::Error),
        other: BTreeSet::new(),
        asserted: BTreeSet::new(),
        mute: BTreeSet::new(),
    };
    for outcome in [Outcome::Warned, Outcome::Waived, Outcome::NotApplicable] {
        told.other.extend(ids(record, outcome));
    }
    for scenario in record.scenarios.iter().filter(|one| one.outcome == Outcome::Failed) {
        let mut keyword = "";
        let keywords: Vec<_> = scenario
            .steps
            .iter()
            .map(|step| {
                if !matches!(step.keyword.as_str(), "And" | "But") {
                    keyword = &step.keyword;
                }
                keyword
            })
            .collect();
        let mut failures =
            scenario.findings.iter().filter(|one| one.severity == Severity::Failure).peekable();
        if failures.peek().is_none() {
            told.mute.insert(scenario.head.id.clone());
        }
        if failures.any(|finding| finding.step.is_some_and(|step| keywords[step] == "Then")) {
            told.asserted.insert(scenario.head.id.clone());
        }
    }
    told
}

impl Runs {
    fn all(&self) -> BTreeSet<&str> {
        self.parties.keys().map(String::as_str).collect()
    }

    fn of(&self, party: Party) -> impl Iterator<Item = &str> {
        self.parties.iter().filter(move |(_, own)| **own == party).map(|(id, _)| id.as_str())
    }

    /// Ids of a party among these.
    fn among<'a>(&self, ids: &'a BTreeSet<String>, party: Party) -> Vec<&'a str> {
        ids.iter().filter(|id| self.parties[*id] == party).map(String::as_str).collect()
    }

    fn table(&self, head: &str) -> String {
        let all = self.all();
        let tables = self.told.iter().map(|told| {
            let mut text = format!("# {}\n[{}]\n", told.summary, told.name);
            for (key, ids) in [("failed", &told.failed), ("blocked", &told.blocked), ("error", &told.error)] {
                let ids = ids.iter().map(String::as_str).collect();
                text.push_str(&list(key, shorten(&ids, &all)));
            }
            (told.name, text)
        });
        sorted_tables(head, tables)
    }
}

/// Names of those that are so, for a message.
fn which(told: &[Told], is_so: impl Fn(&Told) -> bool) -> Vec<&'static str> {
    told.iter().filter(|told| is_so(told)).map(|told| told.name).collect()
}

const NONE: [&str; 0] = [];

#[test]
fn each_fault_fails_exactly_the_scenarios_of_its_table() {
    let head = "\
# What each fault of Oscar's simulator breaks: `covenant run oscar --fault NAME`.
# failed: a promise is seen broken. blocked: its set-up could not be reached, without a broken promise of its own.
# `id:*` stands for all rows of an outline. Rewritten by COVENANT_BLESS=1 cargo test --test faults; read the difference.
";
    bless_or_compare("tests/faults/oscar.toml", &FAULTS.table(head), "faults");
}

#[test]
fn each_fault_is_noticed_and_ends_the_run_with_code_1() {
    assert_eq!(which(&FAULTS.told, |told| told.failed.is_empty()), NONE, "nobody notices these faults");
    assert_eq!(which(&FAULTS.told, |told| told.code != Some(1)), NONE, "these runs did not end with 1");
}

#[test]
fn a_fault_of_the_simulator_is_a_failure_and_never_a_shrug() {
    assert_eq!(which(&FAULTS.told, |told| !told.error.is_empty()), NONE, "`error` against a simulator");
    assert_eq!(
        which(&FAULTS.told, |told| !told.other.is_empty()),
        NONE,
        "neither passed, failed nor blocked"
    );
}

#[test]
fn each_vendor_scenario_is_failed_by_some_fault() {
    let failed: BTreeSet<_> = FAULTS.told.iter().flat_map(|told| &told.failed).map(String::as_str).collect();
    let decoration: Vec<_> = FAULTS.of(Party::Vendor).filter(|id| !failed.contains(id)).collect();
    assert_eq!(decoration, NONE, "no fault breaks these scenarios");
}

/// That a creation without an `oscar_id` fails every scenario that enrolls somebody says nothing of what a scenario is
/// there for. So a fault has to be seen by an assertion of its own, or by few scenarios.
#[test]
fn each_vendor_scenario_fails_for_a_reason_of_its_own() {
    let few = FAULTS.told.iter().filter(|told| told.failed.len() <= FEW).flat_map(|told| &told.failed);
    let asserted = FAULTS.told.iter().flat_map(|told| &told.asserted);
    let own: BTreeSet<_> = few.chain(asserted).map(String::as_str).collect();
    let decoration: Vec<_> = FAULTS.of(Party::Vendor).filter(|id| !own.contains(id)).collect();
    assert_eq!(decoration, NONE, "these fail only because everything does");
}

#[test]
fn faults_of_the_simulator_leave_the_scenarios_about_integrators_alone() {
    for told in &FAULTS.told {
        for ids in [&told.failed, &told.blocked, &told.error, &told.other] {
            assert_eq!(FAULTS.among(ids, Party::Integrator), NONE, "{}", told.name);
        }
    }
}

#[test]
fn what_failed_says_why_in_the_record() {
    for told in FAULTS.told.iter().chain(&DEFECTS.told) {
        assert_eq!(told.mute, BTreeSet::new(), "{}: failed without a failing finding", told.name);
    }
}

#[test]
fn each_defect_of_the_integrator_fails_exactly_the_scenarios_of_its_table() {
    let head = "\
# What each defect of the embedded integrator breaks: `covenant run oscar --integrator-fault NAME`.
# `id:*` stands for all rows of an outline. Rewritten by COVENANT_BLESS=1 cargo test --test faults; read the difference.
";
    bless_or_compare("tests/faults/oscar-integrator.toml", &DEFECTS.table(head), "faults");
}

#[test]
fn each_defect_of_the_integrator_is_noticed_and_no_vendor_is_blamed_for_it() {
    assert_eq!(which(&DEFECTS.told, |told| told.code != Some(1)), NONE, "these runs did not end with 1");
    for told in &DEFECTS.told {
        assert_ne!(DEFECTS.among(&told.failed, Party::Integrator), NONE, "{}", told.name);
        for ids in [&told.failed, &told.blocked, &told.error, &told.other] {
            assert_eq!(DEFECTS.among(ids, Party::Vendor), NONE, "{}", told.name);
        }
        assert_eq!(told.error, BTreeSet::new(), "{}: `error` against an integrator of ours", told.name);
    }
}

#[test]
fn each_integrator_scenario_is_failed_by_some_defect() {
    let failed: BTreeSet<_> = DEFECTS.told.iter().flat_map(|told| &told.failed).map(String::as_str).collect();
    let decoration: Vec<_> = DEFECTS.of(Party::Integrator).filter(|id| !failed.contains(id)).collect();
    assert_eq!(decoration, NONE, "no defect breaks these scenarios");
}

#[test]
fn the_correct_integrator_passes_everything() {
    let ran = Covenant::new().args(["run", "oscar", "-t", "@integrator", "-q"]).run();
    ran.assert_code(0);
    assert_eq!(ran.counted("passed"), ran.counted("selected"));
    assert_eq!(ran.counted("selected"), DEFECTS.of(Party::Integrator).count());
}
