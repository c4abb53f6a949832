//! Which findings of a scenario are those of another run.

use evidence::{Finding, ScenarioRecord, Severity, anywhere};
use serde::Serialize;

use crate::text::one_line;

/// A finding, as far as two runs can have it in common: people, ids and dates differ from run to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedFinding {
    /// The rule that was broken.
    pub rule: String,
    /// What it does to the scenario.
    pub severity: Severity,
    /// The operation of the answer that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Where in the body; any position in a list is `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Where in the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_path: Option<String>,
    /// The clauses it speaks about.
    pub clauses: Vec<String>,
    /// The whole in one sentence for a person, as the run said it.
    pub message: String,
}

impl ComparedFinding {
    fn of(finding: &Finding, scenario: &ScenarioRecord) -> Self {
        let exchange = scenario.exchanges.iter().find(|exchange| Some(exchange.id) == finding.exchange);
        Self {
            rule: one_line(&finding.rule),
            severity: finding.severity,
            operation: exchange.and_then(|exchange| exchange.operation.as_deref()).map(one_line),
            pointer: finding.instance_pointer.as_deref().map(|pointer| one_line(&anywhere(pointer))),
            schema_path: finding.schema_path.as_deref().map(one_line),
            clauses: finding.clauses.iter().map(|clause| one_line(clause)).collect(),
            message: one_line(&finding.message),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.rule == other.rule
            && self.severity == other.severity
            && self.operation == other.operation
            && self.pointer == other.pointer
            && self.schema_path == other.schema_path
            && self.clauses == other.clauses
    }
}

/// What of the findings of a scenario came and went.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub(super) new: Vec<ComparedFinding>,
    pub(super) gone: Vec<ComparedFinding>,
    pub(super) kept: usize,
}

/// Compares the findings that weigh something, each told once.
pub(super) fn differences(old: Option<&ScenarioRecord>, new: Option<&ScenarioRecord>) -> Differences {
    let (old, new) = (weighty(old), weighty(new));
    let without = |these: &[ComparedFinding], those: &[ComparedFinding]| -> Vec<ComparedFinding> {
        these.iter().filter(|one| !those.iter().any(|other| one.is_same(other))).cloned().collect()
    };
    let added = without(&new, &old);
    Differences { kept: new.len() - added.len(), gone: without(&old, &new), new: added }
}

fn weighty(scenario: Option<&ScenarioRecord>) -> Vec<ComparedFinding> {
    let mut all: Vec<ComparedFinding> = Vec::new();
    let Some(scenario) = scenario else { return all };
    for finding in scenario.findings.iter().filter(|finding| finding.severity > Severity::Note) {
        let finding = ComparedFinding::of(finding, scenario);
        if !all.iter().any(|known| known.is_same(&finding)) {
            all.push(finding);
        }
    }
    all
}
