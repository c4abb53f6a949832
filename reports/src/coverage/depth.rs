//! Which answers a scenario judged in depth.

use std::collections::BTreeSet;

use evidence::{Exchange, Party, ScenarioRecord, Sender, StepRecord, StepStatus};

/// Numbers of the exchanges of which a `Then` step looked at more than the status.
///
/// None in a scenario that came to no verdict, or whose subject is a client of the vendor.
pub(super) fn in_depth(scenario: &ScenarioRecord) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    if scenario.head.party != Party::Vendor || !scenario.outcome.is_judged() {
        return found;
    }
    let calls: Vec<(usize, &Exchange)> = scenario
        .exchanges
        .iter()
        .filter(|exchange| exchange.sender == Sender::Harness && exchange.operation.is_some())
        .filter_map(|exchange| Some((exchange.step?, exchange)))
        .collect();
    let mut is_then = false;
    for step in &scenario.steps {
        is_then = match step.keyword.as_str() {
            "Given" | "When" => false,
            "Then" => true,
            _ => is_then,
        };
        if is_then && !step.status_only && asserted(step, scenario) {
            let before = calls.iter().rfind(|(at, _)| *at < step.index);
            let within = calls.iter().rfind(|(at, _)| *at == step.index);
            found.extend(before.into_iter().chain(within).map(|(_, exchange)| exchange.id));
        }
    }
    found
}

/// Whether a step came to say something: it holds, or it has a finding.
fn asserted(step: &StepRecord, scenario: &ScenarioRecord) -> bool {
    match step.status {
        StepStatus::Passed => true,
        StepStatus::Failed => scenario.findings.iter().any(|finding| finding.step == Some(step.index)),
        StepStatus::NotReached => false,
    }
}
