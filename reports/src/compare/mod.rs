//! Two runs side by side: what broke between them, what was mended, and what cannot be said.
//!
//! A scenario is known by its vendor, its id and its profile. Where each of the two runs has one profile of a vendor, they
//! are taken for each other whatever their names are, and the comparison says that the targets differ: a scenario that
//! conforms in one environment and not in another is what such a comparison is made for.
//!
//! What a run did not select is `gone` or `new`; what it selected and never came to is `not-run`. Nothing is ever mended by
//! not having been looked at.

mod change;
mod findings;
pub mod markdown;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use evidence::{RunRecord, ScenarioHead, ScenarioRecord, Vendor};
use serde::Serialize;

pub use change::{Kind, State};
pub use findings::ComparedFinding;
pub use text::render;

use crate::{
    ReportError,
    text::one_line,
    view::{self, View},
};

/// Two runs side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The earlier one.
    pub old: ComparedRun,
    /// The later one.
    pub new: ComparedRun,
    /// Whether both judged the same targets; if not, [`Self::targets`] says in what they differ.
    pub same_targets: bool,
    /// By vendor, in the order of vendors.
    pub targets: Vec<ComparedTarget>,
    /// What a reader has to know before they believe a comparison of these two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<String>,
    /// How many scenarios stand in both runs.
    pub in_both: usize,
    /// How many of each kind; a kind without any is 0.
    pub counts: BTreeMap<Kind, usize>,
    /// How many came out as before.
    pub unchanged: usize,
    /// The others, the worst kind first, then in the order of the runs.
    pub changes: Vec<Change>,
}

/// Which run it was; the rest of it stands in its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedRun {
    /// Unique for the run.
    pub id: String,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// The version of the program that ran it.
    pub program_version: String,
    /// Whether every selected scenario came to its end.
    pub complete: bool,
    /// Why the run as a whole shows less than it could: it did not come to its end, or judged nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The targets of one vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedTarget {
    /// Whose.
    pub vendor: Vendor,
    /// Of the earlier run, such as ``mock (simulator with fault `x`)``; none if it has nothing of the vendor.
    pub old: Vec<String>,
    /// Of the later run.
    pub new: Vec<String>,
}

/// A scenario that did not come out as before, or did so in a way that asks for a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub kind: Kind,
    /// Whose API.
    pub vendor: Vendor,
    /// Its id.
    pub id: String,
    /// Its title, as the later run that has it tells it.
    pub name: String,
    /// Such as `features/oscar/membership/create.feature:12`.
    pub place: String,
    /// The profile in the earlier run; absent where that does not have the scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_profile: Option<String>,
    /// The profile in the later run; absent where that does not have the scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_profile: Option<String>,
    /// How it ended in the earlier run.
    pub old: State,
    /// How it ended in the later run.
    pub new: State,
    /// Why it ended so in the later run, where that is not simply passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Findings of the later run that the earlier one has not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub new_findings: Vec<ComparedFinding>,
    /// Findings of the earlier run that the later one has not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gone_findings: Vec<ComparedFinding>,
    /// How many findings both have.
    pub kept_findings: usize,
}

/// One scenario of one run.
#[derive(Clone, Copy)]
enum Side<'r> {
    Ended(&'r ScenarioRecord),
    NotRun(&'r ScenarioHead),
}

impl<'r> Side<'r> {
    const fn head(self) -> &'r ScenarioHead {
        match self {
            Self::Ended(scenario) => &scenario.head,
            Self::NotRun(head) => head,
        }
    }

    const fn ended(self) -> Option<&'r ScenarioRecord> {
        match self {
            Self::Ended(scenario) => Some(scenario),
            Self::NotRun(_) => None,
        }
    }
}

type Key<'r> = (Vendor, &'r str, &'r str);

impl Comparison {
    /// Compares an earlier run with a later one.
    #[must_use]
    pub fn of(old: &RunRecord, new: &RunRecord) -> Self {
        let alike = alike(old, new);
        let (of_old, of_new) = (sides(old, &alike), sides(new, &alike));
        let before: BTreeMap<Key<'_>, Side<'_>> = of_old.iter().copied().collect();
        let after: BTreeSet<Key<'_>> = of_new.iter().map(|(key, _)| *key).collect();
        let mut changes = Vec::new();
        let (mut unchanged, mut in_both) = (0, 0);
        let gone = of_old.iter().filter(|(key, _)| !after.contains(key)).map(|(_, side)| (Some(*side), None));
        let kept = of_new.iter().map(|(key, side)| (before.get(key).copied(), Some(*side)));
        for (old, new) in kept.chain(gone) {
            in_both += usize::from(old.is_some() && new.is_some());
            match change(old, new) {
                Some(change) => changes.push(change),
                None => unchanged += 1,
            }
        }
        changes.sort_by_key(|change| change.kind);
        let targets = targets(old, new);
        Self {
            old: run(old),
            new: run(new),
            same_targets: targets.iter().all(ComparedTarget::is_same),
            cautions: cautions(old, new, &targets),
            targets,
            in_both,
            counts: Kind::ALL
                .into_iter()
                .map(|kind| (kind, changes.iter().filter(|change| change.kind == kind).count()))
                .collect(),
            unchanged,
            changes,
        }
    }

    /// How many scenarios are of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    /// The scenarios of a kind, in the order of the runs.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }

    /// Such as `1 broken, 2 fixed, 101 unchanged`; what there is none of is left out.
    #[must_use]
    pub fn sums(&self) -> String {
        let of_kinds = Kind::ALL.into_iter().map(|kind| (self.count(kind), kind.words()));
        let counts = of_kinds.chain([(self.unchanged, "unchanged")]).filter(|(count, _)| *count > 0);
        let parts: Vec<_> = counts.map(|(count, words)| format!("{count} {words}")).collect();
        if parts.is_empty() { "no scenarios".to_owned() } else { parts.join(", ") }
    }

    /// The whole as JSON, with a line feed at its end.
    ///
    /// # Errors
    ///
    /// If a value has no JSON form; none has not.
    pub fn json(&self) -> Result<String, ReportError> {
        #[derive(Serialize)]
        struct Document<'c> {
            format: &'static str,
            format_version: u32,
            #[serde(flatten)]
            comparison: &'c Comparison,
        }
        let document = Document { format: "covenant-comparison", format_version: 1, comparison: self };
        let failed = |source| ReportError::Serialize { what: "the comparison", source };
        serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(failed)
    }
}

impl ComparedTarget {
    fn is_same(&self) -> bool {
        self.old == self.new
    }
}

/// The vendors of which each run has one profile at the most: there the profile's name tells nothing apart.
fn alike(old: &RunRecord, new: &RunRecord) -> BTreeSet<Vendor> {
    let single = |record: &RunRecord, vendor: Vendor| {
        let of_vendor = heads(record).filter(|head| head.vendor == vendor);
        of_vendor.map(|head| head.profile.as_str()).collect::<BTreeSet<_>>().len() <= 1
    };
    Vendor::ALL.into_iter().filter(|vendor| single(old, *vendor) && single(new, *vendor)).collect()
}

fn heads(record: &RunRecord) -> impl Iterator<Item = &ScenarioHead> {
    record.scenarios.iter().map(|scenario| &scenario.head).chain(&record.not_run)
}

fn sides<'r>(record: &'r RunRecord, alike: &BTreeSet<Vendor>) -> Vec<(Key<'r>, Side<'r>)> {
    let ended = record.scenarios.iter().map(Side::Ended);
    let all = ended.chain(record.not_run.iter().map(Side::NotRun));
    let key = |head: &'r ScenarioHead| {
        let profile = if alike.contains(&head.vendor) { "" } else { head.profile.as_str() };
        (head.vendor, profile, head.id.as_str())
    };
    all.map(|side| (key(side.head()), side)).collect()
}

fn change(old: Option<Side<'_>>, new: Option<Side<'_>>) -> Option<Change> {
    let state = |side: Option<Side<'_>>| side.map_or(State::Absent, State::of);
    let now = new.and_then(Side::ended);
    let differences = findings::differences(old.and_then(Side::ended), now);
    let kind = change::kind(state(old), state(new), !differences.new.is_empty())?;
    let head = new.or(old)?.head();
    let profile = |side: Option<Side<'_>>| side.map(|side| one_line(&side.head().profile));
    Some(Change {
        kind,
        vendor: head.vendor,
        id: one_line(&head.id),
        name: one_line(&head.name),
        place: view::place(head),
        old_profile: profile(old),
        new_profile: profile(new),
        old: state(old),
        new: state(new),
        why: now.and_then(view::why),
        new_findings: differences.new,
        // Of what was not looked at again nothing is known to have gone.
        gone_findings: if state(new).is_judged() { differences.gone } else { Vec::new() },
        kept_findings: differences.kept,
    })
}

fn run(record: &RunRecord) -> ComparedRun {
    ComparedRun {
        id: one_line(&record.run.id),
        started_at: one_line(&record.run.started_at),
        program_version: one_line(&record.run.program.version),
        complete: record.run.complete,
        problem: view::run_problem(record).map(|problem| problem.text),
    }
}

fn targets(old: &RunRecord, new: &RunRecord) -> Vec<ComparedTarget> {
    let (old, new) = (View::new(old), View::new(new));
    let of = |vendor| ComparedTarget { vendor, old: old.targets(vendor), new: new.targets(vendor) };
    let all = Vendor::ALL.into_iter().map(of);
    all.filter(|target| !target.old.is_empty() || !target.new.is_empty()).collect()
}

fn cautions(old: &RunRecord, new: &RunRecord, targets: &[ComparedTarget]) -> Vec<String> {
    let mut cautions = Vec::new();
    if old.run.id == new.run.id {
        cautions.push("both are the same run".to_owned());
    } else if new.run.started_at < old.run.started_at {
        cautions.push("the run given as the later one began before the other".to_owned());
    }
    for target in targets.iter().filter(|target| !target.is_same()) {
        let of = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        cautions.push(format!(
            "the runs judged different targets of {}: {} then, {} now",
            target.vendor,
            of(&target.old),
            of(&target.new)
        ));
    }
    for (which, record) in [("earlier", old), ("later", new)] {
        if let Some(problem) = view::run_problem(record) {
            cautions.push(format!("the {which} run is not whole: {}", problem.text));
        }
    }
    let version = |record: &RunRecord| one_line(&record.run.program.version);
    if version(old) != version(new) {
        cautions.push(format!(
            "the suites may differ: the earlier run is of covenant {}, the later one of {}",
            version(old),
            version(new)
        ));
    }
    cautions
}
