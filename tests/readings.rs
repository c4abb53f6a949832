//! A real vendor may read its documents otherwise than our simulator does by default. Here each vendor is a remote
//! environment, served by the test process with every other reading and with every fault: no reading turns it red, no
//! documented promise slips through, and no guess of ours fails it.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

mod support;

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use evidence::{Finding, Level, Outcome, RunRecord, ScenarioRecord, Severity, Vendor};
use rstest::rstest;
use support::{
    Ran, in_project,
    parallel::side_by_side,
    remote::{self, Difference, all_year},
    table::{bless_or_compare, list, shorten, sorted_tables},
    vendors,
};

/// What these runs wait for is real, so that one of these tests after the other has the machine.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many runs are made at a time: they wait for most of their time.
const AT_A_TIME: usize = 4;

/// How many scenarios run side by side. Those of Osigu mostly wait: for a decision, or for an event to come again.
const fn jobs(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Osigu => "64",
        _ => "8",
    }
}

fn run(vendor: Vendor, difference: Difference) -> Ran {
    remote::run(vendor, difference, "", &["--jobs", jobs(vendor)])
}

fn ids_of(record: &RunRecord, outcome: Outcome) -> BTreeSet<&str> {
    all_year(record).filter(|one| one.outcome == outcome).map(|one| one.head.id.as_str()).collect()
}

fn all(record: &RunRecord) -> BTreeSet<&str> {
    record.scenarios.iter().map(|one| one.head.id.as_str()).collect()
}

#[rstest]
#[case::oscar(Vendor::Oscar, &["no-integrator", "simulated-only", "open-enrollment"])]
// Nobody can ask this environment for a 429 or a 503.
#[case::osigu(Vendor::Osigu, &["no-integrator", "simulated-only", "missing-capability"])]
#[case::ideon(Vendor::Ideon, &["no-integrator", "simulated-only", "missing-capability"])]
fn the_default_reading_passes_as_a_remote_environment(#[case] vendor: Vendor, #[case] known: &[&str]) {
    let _alone = alone();
    let ran = run(vendor, Difference::NONE);
    let record = ran.record();
    let mut wrong = Vec::new();
    for scenario in &record.scenarios {
        let reason = scenario.reason.as_ref();
        let is_fine = match scenario.outcome {
            Outcome::Passed => scenario.findings.is_empty(),
            Outcome::NotApplicable => reason.is_some_and(|reason| known.contains(&reason.code.as_str())),
            _ => false,
        };
        if !is_fine {
            wrong.push((&scenario.head.id, scenario.outcome, reason, &scenario.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    ran.assert_code(0);
    assert!(record.summary.judged >= 100, "only {} were judged", record.summary.judged);
}

/// What a reading is run with. Where a new token ends the older ones, scenarios side by side take each other's away, as luck
/// has it; those about tokens, one after the other, show what there is to see.
fn arguments_of(vendor: Vendor, reading: &str) -> Vec<&'static str> {
    match reading {
        "one-token-at-a-time" => vec!["--jobs", "1", "--tags", "@clause:OSG-34"],
        _ => vec!["--jobs", jobs(vendor)],
    }
}

/// The status of a success that the reference documents is what a real vendor is judged by, and another one that is plausible
/// is a warning: so Ideon is warned where it reads this entry of the list otherwise than its reference.
const WARNED: [(Vendor, u8); 1] = [(Vendor::Ideon, 25)];

/// Whether a scenario ends so by luck: where an outcome names no authorization, a claim for a batch is found among the
/// candidates of all scenarios, and which are left depends on who was first.
fn is_luck(reading: &str, id: &str) -> bool {
    reading == "outcome-without-authorization-id" && id.starts_with("osigu-settlement-")
}

/// Findings of a fault that are there or not, as scenarios side by side come to their turn: a note each.
const LUCK: [(&str, &str); 1] = [("error-is-200", "note assumed schema type")];

/// What a reading does beside what the default reading does.
fn beside(reading: &str, record: &RunRecord, default: &RunRecord, outcome: Outcome) -> String {
    let known = ids_of(default, outcome);
    let ids = ids_of(record, outcome)
        .into_iter()
        .filter(|id| !known.contains(id) && !is_luck(reading, id))
        .collect();
    list(outcome.word(), shorten(&ids, &all(record)))
}

#[rstest]
fn no_reading_turns_a_vendor_red(#[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor) {
    let _alone = alone();
    let default = run(vendor, Difference::NONE).record();
    let wrong = Mutex::new(Vec::new());
    let tables = side_by_side(AT_A_TIME, &vendors::readings(vendor), |reading| {
        let arguments = arguments_of(vendor, reading.name);
        let ran = remote::run(vendor, Difference::reading(reading.name), "", &arguments);
        let record = ran.record();
        let tells = |outcome: Outcome| {
            let so = record.scenarios.iter().filter(|one| one.outcome == outcome);
            let told = so.map(|one| format!("  {} {:?} {:#?}", one.head.id, one.reason, one.findings));
            let told = told.collect::<Vec<_>>().join("\n");
            let text = format!("{} makes these {outcome}:\n{told}", reading.name);
            wrong.lock().expect("no panic with the lock held").push(text);
        };
        if !ids_of(&record, Outcome::Failed).is_empty() {
            tells(Outcome::Failed);
        }
        let is_accepted = reading.number.is_some_and(|number| !WARNED.contains(&(vendor, number)));
        let number = reading.number.map_or_else(String::new, |number| format!("open reading {number}; "));
        let mut text = format!("# {number}{}\n[{}]\n", reading.summary, reading.name);
        let shown = [Outcome::Warned, Outcome::Error, Outcome::Blocked, Outcome::NotApplicable];
        for outcome in shown {
            text.push_str(&beside(reading.name, &record, &default, outcome));
            if is_accepted && outcome != Outcome::NotApplicable && !ids_of(&record, outcome).is_empty() {
                tells(outcome);
            }
        }
        text.push_str(&list("findings", all_year(&record).flat_map(findings)));
        (reading.name, text)
    });
    let wrong = wrong.into_inner().expect("no panic with the lock held");
    assert!(wrong.is_empty(), "readings that a vendor may have:\n{}", wrong.join("\n"));
    let head = format!(
        "\
# How the suite judges {} as a remote environment that reads its documents in another way than the simulator does by
# default. No reading is `failed`; one of the open readings (docs) is neither warned nor error. not_applicable lists what
# the default reading does not have. Rewritten by COVENANT_BLESS=1 cargo test --test readings; read the difference.
",
        vendors::title(vendor)
    );
    let path = format!("tests/faults/{vendor}-readings.toml");
    bless_or_compare(&path, &sorted_tables(&head, tables), "readings");
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

/// What is special about a vendor seen from outside.
struct Outside {
    vendor: Vendor,
    /// How many scenarios run side by side with a fault.
    jobs: &'static str,
    /// Faults by which scenarios meet: all of them are one tenant here, and what one does shows in others.
    shared: &'static [&'static str],
    /// Faults that only a scenario notices that needs a certain season, or a simulator.
    unnoticed: &'static [&'static str],
    /// The table of what each fault does to a simulator, where only the scenarios that it names are run.
    by_table: Option<&'static str>,
}

const OSCAR: Outside = Outside {
    vendor: Vendor::Oscar,
    jobs: jobs(Vendor::Oscar),
    shared: &[
        "accepts-missing-member",
        "accepts-unknown-member",
        "get-mixes-families",
        "pending-never-clears",
        "preferences-shared",
    ],
    unnoticed: &[
        "accepts-missing-qle",
        "accepts-unknown-qle",
        "enrollment-window-too-long",
        "enrollment-window-too-short",
        "pending-holds-up-everybody",
        "qle-always-needed",
        "refuses-missing-ssn",
        "update-not-stored",
    ],
    by_table: None,
};

const OSIGU: Outside = Outside {
    vendor: Vendor::Osigu,
    jobs: jobs(Vendor::Osigu),
    shared: &[],
    // Each shows in scenarios alone that count, wait, reset or read a telephone, which only a simulator lets us do.
    unnoticed: &[
        "accepts-expired-token",
        "accepts-other-environment",
        "always-first-page",
        "authorization-never-expires",
        "dispensation-never-times-out",
        "failure-as-422",
        "general-limit-is-25",
        "inactive-cover-approved",
        "limit-as-503",
        "limit-without-retry-after",
        "limits-share-a-count",
        "new-token-ends-others",
        "no-general-limit",
        "no-token-limit",
        "otp-destination-unmasked",
        "otp-never-expires",
        "otp-of-anybody-accepted",
        "otp-unneeded",
        "otp-without-id",
        "otp-without-token",
        "prescription-bounce-told-as-delivered",
        "redelivery-never",
        "registration-not-stored",
        "removal-erases-history",
        "removal-is-200",
        "removal-not-stored",
        "retries-after-2xx",
        "retries-end-early",
        "retry-delay-constant",
        "search-finds-somebody-else",
        "settlement-decision-not-shown",
        "settlement-event-wrong-type",
        "settlement-paid-never",
        "settlement-part-reads-accepted",
        "settlement-rejection-reads-accepted",
        "token-expires-early",
        "token-limit-is-20",
        "token-limit-is-5",
        "unaffiliated-sponsor-accepted",
        "uncatalogued-product-registered",
        "voided-code-dispensed",
        "webhook-waits-too-long",
        "wrong-otp-accepted",
    ],
    by_table: Some("tests/faults/osigu.toml"),
};

const IDEON: Outside = Outside {
    vendor: Vendor::Ideon,
    // Refusals are about things that scenarios share, and what a fault accepts although it is wrong alters them.
    jobs: "1",
    shared: &[],
    // Each shows alone where a simulator is told to do what the API cannot, where the profile's problems, documents and
    // deliveries are older than the fault, or where an environment can be asked for a 429 or a 5xx.
    unnoticed: &[
        "assignee-filter-ignored",
        "attachment-not-stored",
        "availability-never-fails",
        "census-always-synced",
        "census-closes-nothing",
        "census-of-whole-group",
        "census-stays-pending",
        "census-subscribers-lost",
        "cobra-is-sponsored",
        "comment-on-all-problems",
        "dependents-not-transmitted",
        "documents-unlisted",
        "everything-superseded",
        "failures-are-200",
        "failures-as-html",
        "files-oldest-first",
        "files-without-files",
        "hook-of-all-groups",
        "hook-of-other-problem",
        "hook-twice",
        "hook-without-change",
        "hook-without-headers",
        "hook-without-problems",
        "limit-as-503",
        "member-transmissions-lost",
        "member-transmissions-of-other-plan",
        "member-transmissions-without-time",
        "never-synced",
        "no-rate-limit",
        "nothing-superseded",
        "problem-hook-missing",
        "problems-not-on-subscriber",
        "problems-without-discrepancy",
        "rate-limit-halved",
        "resolves-all",
        "rsp-any-size",
        "rsp-empty-accepted",
        "rsp-length-unneeded",
        "rsp-unreadable-accepted",
        "setup-goes-live",
        "setup-of-other-period",
        "setup-starts-over",
        "status-stays-after-change",
        "termination-ends-nothing",
        "token-lives-an-hour",
        "token-lives-two-days",
        "token-never-expires",
        "transmissions-lost",
        "transmissions-of-other-plan",
        "transmissions-without-type",
    ],
    by_table: Some("tests/faults/ideon.toml"),
};

impl Outside {
    /// The scenarios that a fault of the simulator shows in, as a tag expression; none for all scenarios.
    fn selection(&self, fault: &str) -> Option<String> {
        let path = self.by_table?;
        let text = std::fs::read_to_string(in_project(path)).expect("a table of faults");
        let table: toml::Table = text.parse().expect("a table of faults is TOML");
        let row = table.get(fault).and_then(toml::Value::as_table);
        let row =
            row.unwrap_or_else(|| panic!("{path} lacks {fault}: COVENANT_BLESS=1 cargo test --test faults"));
        let ids = ["failed", "blocked"].iter().filter_map(|key| row.get(*key)?.as_array()).flatten();
        // An outline's rows are selected together.
        let outlines: BTreeSet<_> =
            ids.filter_map(toml::Value::as_str).map(|id| id.split(':').next().unwrap_or(id)).collect();
        let tags: Vec<_> = outlines.iter().map(|id| format!("@id:{id}")).collect();
        // A longer expression is refused; what shows in so many scenarios is looked for in all of them.
        Some(tags.join(" or ")).filter(|expression| expression.len() < 4_000)
    }

    /// The record of a run with a fault.
    fn record(&self, fault: &'static str) -> RunRecord {
        let (jobs, profile) = match fault {
            "slow-answer" => ("100", "timeout = \"5s\""),
            name if self.shared.contains(&name) => ("1", ""),
            _ => (self.jobs, ""),
        };
        let mut arguments = vec!["--jobs", jobs];
        let selection = self.selection(fault);
        if let Some(tags) = &selection {
            arguments.extend(["--tags", tags]);
        }
        remote::run(self.vendor, Difference::fault(fault), profile, &arguments).record()
    }
}

#[rstest]
#[case::oscar(&OSCAR)]
#[case::osigu(&OSIGU)]
#[case::ideon(&IDEON)]
fn a_remote_vendor_is_judged_by_what_is_documented(#[case] outside: &Outside) {
    let _alone = alone();
    let vendor = outside.vendor;
    let wrong = Mutex::new(Vec::new());
    let told = side_by_side(AT_A_TIME, &vendors::faults(vendor), |fault| {
        let record = outside.record(fault.name);
        for finding in record.scenarios.iter().flat_map(|scenario| &scenario.findings) {
            if (finding.severity == Severity::Failure) != (finding.level == Level::Documented) {
                let text = format!(
                    "{}: {} {}: {}",
                    fault.name,
                    finding.severity.word(),
                    finding.level,
                    finding.message
                );
                wrong.lock().expect("no panic with the lock held").push(text);
            }
        }
        let class = class(&record);
        let mut text = format!("# {}\n[{}]\nclass = \"{class}\"\n", fault.summary, fault.name);
        let is_certain = |told: &String| !LUCK.contains(&(fault.name, told.as_str()));
        text.push_str(&list("findings", all_year(&record).flat_map(findings).filter(is_certain)));
        let reasons = all_year(&record)
            .filter(|one| matches!(one.outcome, Outcome::Error | Outcome::Blocked))
            .filter_map(|one| Some(format!("{} {}", one.outcome, one.reason.as_ref()?.code)));
        text.push_str(&list("reasons", reasons));
        (fault.name, class, text)
    });
    let wrong = wrong.into_inner().expect("no panic with the lock held");
    assert!(wrong.is_empty(), "failures are what is documented, and nothing else:\n{}", wrong.join("\n"));
    let head = format!(
        "\
# How each fault shows when {} is a remote environment. class is the gravest outcome: failed, a documented promise is
# seen broken; error or blocked, something could not be judged; warned, a draft or an inference is not kept; noted, a
# guess of ours is not kept; unnoticed, only a simulator or another season shows it. findings: weight, evidence level, rule
# and schema keyword. Rewritten by COVENANT_BLESS=1 cargo test --test readings; read the difference.
",
        vendors::title(vendor)
    );
    let tables = told.iter().map(|(name, _, text)| (*name, text.clone()));
    bless_or_compare(
        &format!("tests/faults/{vendor}-remote.toml"),
        &sorted_tables(&head, tables),
        "readings",
    );
    let unnoticed: BTreeSet<_> =
        told.iter().filter(|(_, class, _)| *class == "unnoticed").map(|(name, ..)| *name).collect();
    let expected: BTreeSet<_> = outside.unnoticed.iter().copied().collect();
    assert_eq!(unnoticed, expected, "faults that cannot be seen from outside");
}
