//! What the page needs to begin with: everything but steps, findings, exchanges and bodies.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use evidence::{
    CatalogueRow, ChecklistRecord, Drift, Level, NotCallable, Outcome, Party, ProfileRecord, RunInfo,
    ScenarioHead, ScenarioRecord, Severity, Summary, Vendor, WaiverRecord,
};
use serde::Serialize;

use super::{FORMAT, TEXT_CHARS_MAX, blocks::Place, retries::Chain};
use crate::{
    text::clip,
    view::{self, View},
};

/// Characters of the line that says why a scenario did not pass.
const WHY_CHARS_MAX: usize = 300;

/// The block `index`.
#[derive(Debug, Serialize)]
pub(super) struct Index<'r> {
    format: &'static str,
    run: &'r RunInfo,
    summary: &'r Summary,
    /// What concerns the run as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    not_run_reason: String,
    profiles: &'r [ProfileRecord],
    features: Vec<Feature<'r>>,
    clauses: Vec<Clause<'r>>,
    catalogue: &'r [CatalogueRow],
    not_callable: &'r [NotCallable],
    checklists: &'r [ChecklistRecord],
    waivers: Vec<Waiver<'r>>,
    drift: &'r [Drift],
    scenarios: Vec<Row<'r>>,
    not_run: Vec<Head<'r>>,
    /// How many calls were tried more than once.
    chains: usize,
}

#[derive(Debug, Serialize)]
struct Feature<'r> {
    path: &'r str,
    name: Cow<'r, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'r, str>>,
}

#[derive(Debug, Serialize)]
struct Clause<'r> {
    vendor: Vendor,
    id: &'r str,
    party: Party,
    level: Level,
    text: Cow<'r, str>,
    source: Cow<'r, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'r, str>>,
    /// How many scenarios of the suite cite it, selected or not.
    cited: usize,
}

#[derive(Debug, Serialize)]
struct Head<'r> {
    id: &'r str,
    name: Cow<'r, str>,
    feature: &'r str,
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'r str>,
    vendor: Vendor,
    party: Party,
    profile: &'r str,
    tags: Vec<&'r str>,
    clauses: &'r [String],
}

#[derive(Debug, Serialize)]
struct Waiver<'r> {
    scenario: &'r str,
    vendor: Vendor,
    profile: &'r str,
    /// The clause or the rule that it is about.
    subject: String,
    reason: Cow<'r, str>,
    owner: Cow<'r, str>,
    created: &'r str,
    expires: &'r str,
    /// What the run showed of it, in words.
    state: &'static str,
    /// Whether somebody has to renew or remove it.
    stale: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
    findings: usize,
}

#[derive(Debug, Serialize)]
struct Row<'r> {
    #[serde(flatten)]
    head: Head<'r>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<[Cow<'r, str>; 2]>,
    duration_us: u64,
    clock_ms: u64,
    /// Where the rest of it is.
    detail: Place,
    steps: usize,
    exchanges: usize,
    findings: usize,
    /// What it exercised: operation, status (0 for no answer), how often, the worst finding there (0 none, 1 note,
    /// 2 warning, 3 failure).
    calls: Vec<(&'r str, u16, usize, u8)>,
}

impl<'r> Index<'r> {
    pub(super) fn new(view: &View<'r>, places: &[Place], chains: &[Chain<'r>]) -> Self {
        let record = view.record;
        Self {
            format: FORMAT,
            run: &record.run,
            summary: &record.summary,
            problem: view::run_problem(record).map(|problem| problem.text),
            not_run_reason: view::not_run_reason(record),
            profiles: &record.profiles,
            features: record
                .features
                .iter()
                .map(|feature| Feature {
                    path: &feature.path,
                    name: text(&feature.name),
                    description: feature.description.as_deref().map(text),
                })
                .collect(),
            clauses: record
                .clauses
                .iter()
                .map(|clause| Clause {
                    vendor: clause.vendor,
                    id: &clause.id,
                    party: clause.party,
                    level: clause.level,
                    text: text(&clause.text),
                    source: text(&clause.source),
                    reason: clause.reason.as_deref().map(text),
                    cited: clause.scenarios.len(),
                })
                .collect(),
            catalogue: &record.catalogue,
            not_callable: &record.not_callable,
            checklists: &record.checklists,
            waivers: record.waivers.iter().map(waiver).collect(),
            drift: &record.drift,
            scenarios: record
                .scenarios
                .iter()
                .zip(places)
                .map(|(scenario, place)| row(scenario, *place))
                .collect(),
            not_run: record.not_run.iter().map(head).collect(),
            chains: chains.len(),
        }
    }
}

fn waiver(waiver: &WaiverRecord) -> Waiver<'_> {
    let of = &waiver.given.waiver;
    Waiver {
        scenario: &of.scenario,
        vendor: of.vendor,
        profile: &of.profile,
        subject: clip(&of.subject(), TEXT_CHARS_MAX).into_owned(),
        reason: text(&of.reason),
        owner: text(&of.owner),
        created: &of.created,
        expires: &of.expires,
        state: waiver.state.words(),
        stale: waiver.state.is_stale(),
        advice: waiver.state.advice(),
        findings: waiver.findings,
    }
}

fn text(text: &str) -> Cow<'_, str> {
    clip(text, TEXT_CHARS_MAX)
}

fn head(head: &ScenarioHead) -> Head<'_> {
    // Ids and clauses have members of their own.
    let is_own = |tag: &&str| !tag.starts_with("id:") && !tag.starts_with("clause:");
    Head {
        id: &head.id,
        name: text(&head.name),
        feature: &head.feature,
        line: head.line,
        rule: head.rule.as_deref(),
        vendor: head.vendor,
        party: head.party,
        profile: &head.profile,
        tags: head.tags.iter().map(String::as_str).filter(is_own).collect(),
        clauses: &head.clauses,
    }
}

fn row(scenario: &ScenarioRecord, detail: Place) -> Row<'_> {
    let reason = scenario.reason.as_ref();
    Row {
        head: head(&scenario.head),
        outcome: scenario.outcome,
        why: view::why(scenario).map(|why| clip(&why, WHY_CHARS_MAX).into_owned()),
        reason: reason.map(|reason| [text(&reason.code), text(&reason.text)]),
        duration_us: scenario.duration_us,
        clock_ms: scenario.clock_ms,
        detail,
        steps: scenario.steps.len(),
        exchanges: scenario.exchanges.len(),
        findings: scenario.findings.len(),
        calls: calls(scenario),
    }
}

fn calls(scenario: &ScenarioRecord) -> Vec<(&str, u16, usize, u8)> {
    let mut worst: HashMap<u32, u8> = HashMap::new();
    for finding in &scenario.findings {
        let rank = match finding.severity {
            Severity::Note => 1,
            Severity::Warning => 2,
            Severity::Failure => 3,
        };
        if let Some(exchange) = finding.exchange {
            let known = worst.entry(exchange).or_default();
            *known = rank.max(*known);
        }
    }
    let mut calls: BTreeMap<(&str, u16), (usize, u8)> = BTreeMap::new();
    for exchange in &scenario.exchanges {
        let Some(operation) = exchange.operation.as_deref() else { continue };
        let (count, rank) = calls.entry((operation, exchange.status().unwrap_or(0))).or_default();
        *count += 1;
        *rank = (*rank).max(worst.get(&exchange.id).copied().unwrap_or(0));
    }
    calls.into_iter().map(|((operation, status), (count, rank))| (operation, status, count, rank)).collect()
}
