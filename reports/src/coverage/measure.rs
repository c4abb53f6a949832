//! Counts what a record has.

use std::collections::{BTreeMap, HashMap};

use evidence::{CatalogueRow, ClauseRecord, Level, Party, RunRecord, ScenarioRecord, Tally, Vendor};

use super::{
    AnswerCoverage, ClauseCoverage, ClauseState, Coverage, CoveredRun, Depth, OperationCoverage,
    OutsideAnswer, Totals, VendorCoverage, depth::in_depth,
};
use crate::{
    text::{one_line, plural},
    view::{self, View, not_run_reason, run_problem},
};

pub(super) fn coverage(record: &RunRecord, vendors: &[Vendor]) -> Coverage {
    let view = View::new(record);
    let is_wanted = |vendor: &Vendor| vendors.is_empty() || vendors.contains(vendor);
    let has = |vendor: &Vendor| {
        record.catalogue.iter().any(|row| row.vendor == *vendor)
            || record.clauses.iter().any(|clause| clause.vendor == *vendor)
    };
    Coverage {
        run: CoveredRun {
            id: record.run.id.clone(),
            started_at: record.run.started_at.clone(),
            program_version: record.run.program.version.clone(),
            problem: run_problem(record).map(|problem| problem.text),
        },
        vendors: Vendor::ALL
            .into_iter()
            .filter(is_wanted)
            .filter(has)
            .map(|vendor| of_vendor(&view, vendor))
            .collect(),
    }
}

/// Where an answer was met.
#[derive(Debug, Default)]
struct Met<'r> {
    times: usize,
    scenarios: Vec<&'r str>,
    in_depth: Vec<&'r str>,
}

/// By operation and status.
type Answers<'r> = BTreeMap<(&'r str, u16), Met<'r>>;

fn of_vendor(view: &View<'_>, vendor: Vendor) -> VendorCoverage {
    let record = view.record;
    let scenarios: Vec<_> = record.scenarios.iter().filter(|one| one.head.vendor == vendor).collect();
    let mut answers = met(&scenarios);
    let mut operations: Vec<OperationCoverage> = Vec::new();
    for row in record.catalogue.iter().filter(|row| row.vendor == vendor) {
        let answer = answer(row, answers.remove(&(row.operation.as_str(), row.status)));
        match operations.iter_mut().find(|known| known.operation == row.operation) {
            Some(operation) => operation.answers.push(answer),
            None => operations.push(OperationCoverage {
                operation: row.operation.clone(),
                method: row.method.clone(),
                path: row.path.clone(),
                path_level: row.path_level,
                answers: vec![answer],
            }),
        }
    }
    // What is left has a status that the catalogue does not have, or is no operation of the vendor: a webhook, say. What an
    // integrator is shown on purpose says nothing of the vendor.
    let judging: Vec<_> = scenarios.iter().copied().filter(|one| one.head.party == Party::Vendor).collect();
    let outside_the_catalogue = met(&judging)
        .into_iter()
        .filter(|(answer, _)| answers.contains_key(answer))
        .filter(|((operation, _), _)| operations.iter().any(|known| known.operation == *operation))
        .map(|((operation, status), met)| OutsideAnswer {
            operation: operation.to_owned(),
            status,
            times: met.times,
            scenarios: owned(&met.scenarios),
        })
        .collect();
    let clauses = Clauses::new(record, &scenarios, vendor);
    let clauses: Vec<_> =
        record.clauses.iter().filter(|one| one.vendor == vendor).map(|one| clauses.of(one)).collect();
    let not_run = record.not_run.iter().filter(|head| head.vendor == vendor);
    let selected: Vec<_> =
        scenarios.iter().map(|one| &one.head).chain(not_run).map(|head| head.id.clone()).collect();
    let totals = Totals {
        scenarios: selected.len(),
        scenarios_judged: scenarios.iter().filter(|one| one.outcome.is_judged()).count(),
        ..totals(&operations, &clauses)
    };
    let not_callable = record.not_callable.iter().filter(|one| one.vendor == vendor).cloned().collect();
    let targets = view.targets(vendor);
    VendorCoverage {
        vendor,
        targets,
        totals,
        operations,
        clauses,
        outside_the_catalogue,
        not_callable,
        drift: record.drift.iter().filter(|one| one.vendor == vendor).cloned().collect(),
        selected,
    }
}

fn met<'r>(scenarios: &[&'r ScenarioRecord]) -> Answers<'r> {
    let mut answers: Answers<'r> = BTreeMap::new();
    for scenario in scenarios {
        let id = scenario.head.id.as_str();
        let deep = in_depth(scenario);
        for exchange in &scenario.exchanges {
            let (Some(operation), Some(status)) = (exchange.operation.as_deref(), exchange.status()) else {
                continue;
            };
            let met = answers.entry((operation, status)).or_default();
            met.times += 1;
            if met.scenarios.last() != Some(&id) {
                met.scenarios.push(id);
            }
            if deep.contains(&exchange.id) && met.in_depth.last() != Some(&id) {
                met.in_depth.push(id);
            }
        }
    }
    answers
}

fn answer(row: &CatalogueRow, met: Option<Met<'_>>) -> AnswerCoverage {
    let met = met.unwrap_or_default();
    let depth = match (met.times, met.in_depth.len()) {
        (0, _) => Depth::NotExercised,
        (_, 0) => Depth::Exercised,
        _ => Depth::InDepth,
    };
    AnswerCoverage {
        status: row.status,
        status_level: row.status_level,
        content_type: row.content_type.clone(),
        content_type_level: row.content_type_level,
        depth,
        times: met.times,
        scenarios: owned(&met.scenarios),
        in_depth: owned(&met.in_depth),
        reason: row.not_exercised.clone().filter(|_| depth == Depth::NotExercised),
    }
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn totals(operations: &[OperationCoverage], clauses: &[ClauseCoverage]) -> Totals {
    let count = |is_counted: &dyn Fn(&AnswerCoverage) -> bool| {
        operations.iter().flat_map(|operation| &operation.answers).filter(|answer| is_counted(answer)).count()
    };
    let is_documented = |answer: &AnswerCoverage| answer.status_level == Level::Documented;
    let is_exercised = |answer: &AnswerCoverage| answer.depth > Depth::NotExercised;
    let in_state = |state| clauses.iter().filter(|clause| clause.state == state).count();
    Totals {
        operations: operations.len(),
        operations_exercised: operations.iter().filter(|operation| operation.is_exercised()).count(),
        answers: count(&|_| true),
        answers_documented: count(&is_documented),
        answers_exercised: count(&is_exercised),
        answers_documented_exercised: count(&|answer| is_documented(answer) && is_exercised(answer)),
        answers_in_depth: count(&|answer| answer.depth == Depth::InDepth),
        answers_with_reason: count(&|answer| answer.reason.is_some()),
        clauses: clauses.len(),
        clauses_judged: in_state(ClauseState::Judged),
        clauses_with_reason: in_state(ClauseState::WithoutScenario),
        ..Totals::default()
    }
}

/// The scenarios of a vendor by their ids.
struct Clauses<'r> {
    record: &'r RunRecord,
    ended: HashMap<&'r str, &'r ScenarioRecord>,
    never_started: Vec<&'r str>,
}

impl<'r> Clauses<'r> {
    fn new(record: &'r RunRecord, scenarios: &[&'r ScenarioRecord], vendor: Vendor) -> Self {
        let heads = record.not_run.iter().filter(|head| head.vendor == vendor);
        Self {
            record,
            ended: scenarios.iter().map(|one| (one.head.id.as_str(), *one)).collect(),
            never_started: heads.map(|head| head.id.as_str()).collect(),
        }
    }

    fn of(&self, clause: &ClauseRecord) -> ClauseCoverage {
        let ended: Vec<_> = clause.scenarios.iter().filter_map(|id| self.ended.get(id.as_str())).collect();
        let scenarios: Vec<_> =
            ended.iter().filter(|one| one.outcome.is_judged()).map(|one| one.head.id.clone()).collect();
        let (state, reason) = if !scenarios.is_empty() {
            (ClauseState::Judged, None)
        } else if let Some(reason) = clause.reason.as_ref().filter(|_| clause.scenarios.is_empty()) {
            (ClauseState::WithoutScenario, Some(reason.clone()))
        } else {
            (ClauseState::NotJudged, Some(self.why_not(clause, ended.first().copied().copied())))
        };
        ClauseCoverage {
            id: clause.id.clone(),
            party: clause.party,
            level: clause.level,
            text: clause.text.clone(),
            state,
            outcomes: ended.iter().map(|one| one.outcome).collect::<Tally>(),
            scenarios,
            reason,
        }
    }

    /// Why none of its scenarios came to a verdict; `first` is the first of them that ended.
    fn why_not(&self, clause: &ClauseRecord, first: Option<&ScenarioRecord>) -> String {
        if let Some(scenario) = first {
            let outcome = scenario.outcome.word().replace('_', " ");
            let why = view::why(scenario).unwrap_or_default();
            return format!("{} is {outcome}: {why}", one_line(&scenario.head.id));
        }
        if clause.scenarios.iter().any(|id| self.never_started.contains(&id.as_str())) {
            return not_run_reason(self.record);
        }
        match clause.scenarios.len() {
            0 => "no scenario cites it, and nothing says why".to_owned(),
            all => {
                format!("its {all} {} not part of this run", plural(all, "scenario was", "scenarios were"))
            }
        }
    }
}
