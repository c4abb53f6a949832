//! Each fault of a simulator, and each defect of the integrator, is noticed by exactly the scenarios that
//! `tests/faults/*.toml` names. A fault that nobody notices is a hole in the suite; a scenario that no fault can break
//! is decoration.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use evidence::{Finding, Outcome, Party, RunRecord, Severity, Vendor};
use rstest::rstest;
use support::{
    Covenant, ids, in_project,
    parallel::in_parallel,
    table::{bless_or_compare, is_blessing, list, shorten, sorted_tables},
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
    /// Failed in a `Then` step, or by the answer to a call of its `When`.
    asserted: BTreeSet<String>,
    /// Failed without a failing finding that says why.
    mute: BTreeSet<String>,
}

/// What is broken on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    /// The simulator, by one of its faults; the scenarios about the vendor are there to notice.
    Simulator,
    /// The embedded integrator, by one of its defects; those about integrators are.
    Integrator,
}

impl Broken {
    const fn option(self) -> &'static str {
        match self {
            Self::Simulator => "--fault",
            Self::Integrator => "--integrator-fault",
        }
    }

    const fn noticed_by(self) -> Party {
        match self {
            Self::Simulator => Party::Vendor,
            Self::Integrator => Party::Integrator,
        }
    }

    const fn left_alone(self) -> Party {
        match self {
            Self::Simulator => Party::Integrator,
            Self::Integrator => Party::Vendor,
        }
    }
}

/// One of so many features is run with a fault that is not known to break it, another one with the next fault.
const SHARE: usize = 6;

/// Which features are run with which fault. 1800 scenarios with each of 300 faults take longer than a test may: a fault
/// meets the features that its table names, and its share of the others, by turns. With `COVENANT_BLESS=1`, and where the
/// table lacks a fault, it meets all of them.
struct Selection {
    /// The features and their scenarios about the vendor.
    features: BTreeMap<String, BTreeSet<String>>,
    table: toml::Table,
}

impl Selection {
    /// None where all features are run with everything.
    fn of(vendor: Vendor, broken: Broken, record: &RunRecord) -> Option<Self> {
        if vendor != Vendor::Ideon || broken != Broken::Simulator || is_blessing() {
            return None;
        }
        let path = format!("tests/faults/{vendor}.toml");
        let table = std::fs::read_to_string(in_project(&path)).unwrap_or_default();
        let mut features: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for head in record.scenarios.iter().map(|one| &one.head).filter(|head| head.party == Party::Vendor) {
            features.entry(head.feature.clone()).or_default().insert(head.id.clone());
        }
        Some(Self { features, table: table.parse().expect("a table of faults is TOML") })
    }

    /// The features that are run with a fault.
    fn features(&self, name: &str, number: usize) -> BTreeSet<&str> {
        let Some(row) = self.table.get(name).and_then(toml::Value::as_table) else {
            return self.features.keys().map(String::as_str).collect();
        };
        let named: Vec<_> = ["failed", "blocked", "error"]
            .iter()
            .filter_map(|key| row.get(*key)?.as_array())
            .flatten()
            .filter_map(toml::Value::as_str)
            .collect();
        let is_named = |id: &String| {
            named.iter().any(|known| match known.strip_suffix('*') {
                Some(outline) => id.starts_with(outline),
                None => id == known,
            })
        };
        self.features
            .iter()
            .zip(1..)
            .filter(|((_, ids), turn)| turn % SHARE == number % SHARE || ids.iter().any(is_named))
            .map(|((feature, _), _)| feature.as_str())
            .collect()
    }

    fn ids<'a>(&'a self, features: &BTreeSet<&str>) -> BTreeSet<&'a str> {
        let found = self.features.iter().filter(|(feature, _)| features.contains(feature.as_str()));
        found.flat_map(|(_, ids)| ids).map(String::as_str).collect()
    }
}

/// All that is known of a vendor: its scenarios, and what each fault and each defect does to those that are to notice it.
struct Known {
    parties: BTreeMap<String, Party>,
    faults: LazyLock<Vec<Told>, Box<dyn FnOnce() -> Vec<Told> + Send>>,
    defects: LazyLock<Vec<Told>, Box<dyn FnOnce() -> Vec<Told> + Send>>,
}

static KNOWN: [LazyLock<Known>; SIMULATED.len()] = [
    LazyLock::new(|| Known::new(Vendor::Oscar)),
    LazyLock::new(|| Known::new(Vendor::Osigu)),
    LazyLock::new(|| Known::new(Vendor::Ideon)),
];

fn known(vendor: Vendor) -> &'static Known {
    let at = SIMULATED.iter().position(|one| *one == vendor);
    &KNOWN[at.expect("a vendor with a simulator")]
}

impl Known {
    /// The scenarios are those of an honest run. What is broken is run when it is first asked for.
    fn new(vendor: Vendor) -> Self {
        let record = Covenant::new().args(["run", vendor.word(), "-q"]).run().record();
        let parties: BTreeMap<_, _> =
            record.scenarios.iter().map(|one| (one.head.id.clone(), one.head.party)).collect();
        assert_eq!(record.summary.selected, parties.len(), "an id is not unique");
        let faults: Vec<_> = vendors::faults(vendor).iter().map(|one| (one.name, one.summary)).collect();
        let defects = integrator::defects_of(vendor);
        let (one, other) = (parties.clone(), parties.clone());
        let selection = Selection::of(vendor, Broken::Simulator, &record);
        Self {
            parties,
            faults: LazyLock::new(Box::new(move || {
                run_all(vendor, Broken::Simulator, &faults, &one, selection.as_ref())
            })),
            defects: LazyLock::new(Box::new(move || {
                run_all(vendor, Broken::Integrator, &defects, &other, None)
            })),
        }
    }

    fn told(&self, broken: Broken) -> &[Told] {
        match broken {
            Broken::Simulator => &self.faults,
            Broken::Integrator => &self.defects,
        }
    }

    fn of(&self, party: Party) -> impl Iterator<Item = &str> {
        self.parties.iter().filter(move |(_, own)| **own == party).map(|(id, _)| id.as_str())
    }

    fn table(&self, broken: Broken, head: &str) -> String {
        let all = self.parties.keys().map(String::as_str).collect();
        let tables = self.told(broken).iter().map(|told| {
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

/// A command that runs the scenarios about one party with something broken.
fn command(vendor: Vendor, broken: Broken, name: &str, party: Party) -> Covenant {
    // What waits for a late answer waits side by side.
    let jobs = if name == "slow-answer" { "200" } else { "8" };
    let tag = format!("@{}", party.word());
    Covenant::new().args(["run", vendor.word(), broken.option(), name, "--tags", &tag, "--jobs", jobs, "-q"])
}

fn run_all(
    vendor: Vendor,
    broken: Broken,
    named: &[(&'static str, &'static str)],
    parties: &BTreeMap<String, Party>,
    selection: Option<&Selection>,
) -> Vec<Told> {
    let party = broken.noticed_by();
    let all: BTreeSet<_> =
        parties.iter().filter(|(_, own)| **own == party).map(|(id, _)| id.as_str()).collect();
    let numbered: Vec<_> = named.iter().enumerate().collect();
    in_parallel(&numbered, |(number, (name, summary))| {
        let mut command = command(vendor, broken, name, party);
        let mut wanted = all.clone();
        if let Some(selection) = selection {
            let features = selection.features(name, *number);
            wanted = selection.ids(&features);
            for feature in features {
                let path = format!("features/{feature}");
                let text = std::fs::read(in_project(&path)).expect("a feature of the suite");
                command = command.file(path, text);
            }
            command = command.args(["--features", "features"]);
        }
        let ran = command.run();
        let record = ran.record();
        let ran_through: BTreeSet<_> = record.scenarios.iter().map(|one| one.head.id.as_str()).collect();
        assert_eq!(ran_through, wanted, "{name}: other scenarios than usual: {ran:?}");
        tell(name, summary, ran.code, &record)
    })
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
        // What a scenario does itself is judged in its `When`; the token it needs for that is not.
        let is_own = |finding: &Finding| match finding.step.map(|step| keywords[step]) {
            Some("Then") => true,
            Some("When") => scenario.exchanges.iter().any(|exchange| {
                Some(exchange.id) == finding.exchange && exchange.operation.as_deref() != Some("token")
            }),
            _ => false,
        };
        if failures.any(is_own) {
            told.asserted.insert(scenario.head.id.clone());
        }
    }
    told
}

/// Names of those that are so, for a message.
fn which(told: &[Told], is_so: impl Fn(&Told) -> bool) -> Vec<&'static str> {
    told.iter().filter(|told| is_so(told)).map(|told| told.name).collect()
}

const NONE: [&str; 0] = [];

#[rstest]
fn each_fault_fails_exactly_the_scenarios_of_its_table(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let head = format!(
        "\
# What each fault of {}'s simulator breaks: `covenant run {vendor} --fault NAME`.
# failed: a promise is seen broken. blocked: its set-up could not be reached, without a broken promise of its own.
# `id:*` stands for all rows of an outline. Rewritten by COVENANT_BLESS=1 cargo test --test faults; read the difference.
",
        vendors::title(vendor)
    );
    let table = known(vendor).table(Broken::Simulator, &head);
    bless_or_compare(&format!("tests/faults/{vendor}.toml"), &table, "faults");
}

#[rstest]
fn each_fault_is_noticed_and_ends_the_run_with_code_1(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let told = known(vendor).told(Broken::Simulator);
    assert_eq!(which(told, |told| told.failed.is_empty()), NONE, "nobody notices these faults");
    assert_eq!(which(told, |told| told.code != Some(1)), NONE, "these runs did not end with 1");
}

#[rstest]
fn a_fault_of_the_simulator_is_a_failure_and_never_a_shrug(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let told = known(vendor).told(Broken::Simulator);
    assert_eq!(which(told, |told| !told.error.is_empty()), NONE, "`error` against a simulator");
    assert_eq!(which(told, |told| !told.other.is_empty()), NONE, "neither passed, failed nor blocked");
}

#[rstest]
fn each_vendor_scenario_is_failed_by_some_fault(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let known = known(vendor);
    let told = known.told(Broken::Simulator).iter();
    let failed: BTreeSet<_> = told.flat_map(|told| &told.failed).map(String::as_str).collect();
    let decoration: Vec<_> = known.of(Party::Vendor).filter(|id| !failed.contains(id)).collect();
    assert_eq!(decoration, NONE, "no fault breaks these scenarios");
}

/// That a creation without an `oscar_id` fails every scenario that enrolls somebody says nothing of what a scenario is
/// there for. So a fault has to be seen by an assertion of its own or in the answer to what it does itself, or by few
/// scenarios.
#[rstest]
fn each_vendor_scenario_fails_for_a_reason_of_its_own(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let known = known(vendor);
    let told = known.told(Broken::Simulator);
    let few = told.iter().filter(|told| told.failed.len() <= FEW).flat_map(|told| &told.failed);
    let asserted = told.iter().flat_map(|told| &told.asserted);
    let own: BTreeSet<_> = few.chain(asserted).map(String::as_str).collect();
    let decoration: Vec<_> = known.of(Party::Vendor).filter(|id| !own.contains(id)).collect();
    assert_eq!(decoration, NONE, "these fail only because everything does");
}

/// Of each area, and of the first and the last defect (an integrator has a client and, it may be, a receiver), one stands
/// for all: what is broken is made so in one place.
#[rstest]
#[case::faults(Broken::Simulator)]
#[case::defects(Broken::Integrator)]
fn what_is_broken_on_one_side_leaves_the_scenarios_about_the_other_side_alone(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
    #[case] broken: Broken,
) {
    let mut names: Vec<_> = match broken {
        Broken::Simulator => {
            let one_each: BTreeMap<_, _> =
                vendors::faults(vendor).iter().map(|fault| (fault.area, fault.name)).collect();
            one_each.into_values().collect()
        }
        Broken::Integrator => integrator::defects_of(vendor).iter().map(|(name, _)| *name).collect(),
    };
    if broken == Broken::Integrator {
        names.drain(1..names.len() - 1);
    }
    let count = known(vendor).of(broken.left_alone()).count();
    in_parallel(&names, |name| {
        let ran = command(vendor, broken, name, broken.left_alone()).run();
        ran.assert_code(0);
        assert_eq!(ran.counted("passed"), count, "{name}");
    });
}

#[rstest]
fn what_failed_says_why_in_the_record(#[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor) {
    for told in [Broken::Simulator, Broken::Integrator].iter().flat_map(|broken| known(vendor).told(*broken))
    {
        assert_eq!(told.mute, BTreeSet::new(), "{}: failed without a failing finding", told.name);
    }
}

#[rstest]
fn each_defect_of_the_integrator_fails_exactly_the_scenarios_of_its_table(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let head = format!(
        "\
# What each defect of the embedded integrator breaks: `covenant run {vendor} --integrator-fault NAME`.
# `id:*` stands for all rows of an outline. Rewritten by COVENANT_BLESS=1 cargo test --test faults; read the difference.
"
    );
    let table = known(vendor).table(Broken::Integrator, &head);
    bless_or_compare(&format!("tests/faults/{vendor}-integrator.toml"), &table, "faults");
}

#[rstest]
fn each_defect_of_the_integrator_is_noticed_and_is_a_failure(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let told = known(vendor).told(Broken::Integrator);
    assert_eq!(which(told, |told| told.failed.is_empty()), NONE, "nobody notices these defects");
    assert_eq!(which(told, |told| told.code != Some(1)), NONE, "these runs did not end with 1");
    assert_eq!(which(told, |told| !told.error.is_empty()), NONE, "`error` against an integrator of ours");
    assert_eq!(which(told, |told| !told.other.is_empty()), NONE, "neither passed, failed nor blocked");
}

#[rstest]
fn each_integrator_scenario_is_failed_by_some_defect(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let known = known(vendor);
    let told = known.told(Broken::Integrator).iter();
    let failed: BTreeSet<_> = told.flat_map(|told| &told.failed).map(String::as_str).collect();
    let decoration: Vec<_> = known.of(Party::Integrator).filter(|id| !failed.contains(id)).collect();
    assert_eq!(decoration, NONE, "no defect breaks these scenarios");
}

#[rstest]
fn the_correct_integrator_passes_everything(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let ran = Covenant::new().args(["run", vendor.word(), "-t", "@integrator", "-q"]).run();
    ran.assert_code(0);
    assert_eq!(ran.counted("passed"), ran.counted("selected"));
    assert_eq!(ran.counted("selected"), known(vendor).of(Party::Integrator).count());
}
