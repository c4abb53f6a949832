//! Census requests (dossier 3.13): what the carrier has is compared with what the platform has. No operation makes one.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, Due, What},
};
use crate::values::seconds;

/// How a comparison stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    Pending,
    Errors,
    Synced,
}

/// A comparison.
#[derive(Clone, Debug)]
pub(super) struct Census {
    id: String,
    period: usize,
    progress: Progress,
    created_at: OffsetDateTime,
    /// The problems that it found, or found still there.
    problems: Vec<usize>,
}

impl Book {
    /// Starts a comparison of a known period; it is done a minute later (assumed).
    pub(super) fn run_census(&mut self, period_id: &str, now: OffsetDateTime) -> Option<String> {
        let entry = self.entry(period_id).filter(|entry| entry.what == What::Period)?;
        let id = self.new_id(What::Census);
        let at = self.censuses.len();
        self.censuses.push(Census {
            id: id.clone(),
            period: entry.at,
            progress: Progress::Pending,
            created_at: now,
            problems: Vec::new(),
        });
        self.file(&id, What::Census, at, entry.group);
        if !self.has(Rule::CensusStaysPending) {
            self.schedule(now, self.settings.census_after, Due::Census(at));
        }
        Some(id)
    }

    /// A comparison is done: problems whose member was corrected are closed, the others show (\[recon\]).
    pub(super) fn finish_census(&mut self, at: usize, now: OffsetDateTime) {
        let open: Vec<usize> = self.periods[self.censuses[at].period]
            .problems
            .iter()
            .copied()
            .filter(|problem| !self.problems[*problem].is_resolved())
            .collect();
        let mut left = Vec::new();
        for problem in open {
            if self.is_corrected(problem) && !self.has(Rule::CensusClosesNothing) {
                self.resolve(problem, "a later census no longer shows it", "vericred", now);
            } else {
                left.push(problem);
            }
            self.problems[problem].censuses.push(at);
        }
        let clean = left.is_empty() || self.has(Rule::CensusAlwaysSynced);
        self.censuses[at].progress = if clean { Progress::Synced } else { Progress::Errors };
        self.censuses[at].problems = left;
    }

    /// `retrieve-a-census-request`
    pub(super) fn retrieve_a_census_request(&self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Census)?.at;
        let census = &self.censuses[at];
        let mut view = self.census_stub(at);
        let errors = census.problems.iter().map(|problem| self.problem_view(*problem)).collect();
        view["errors"] = Value::Array(errors);
        Ok(self.wrapped(call, "census_request", view))
    }

    /// `list-census-request-subscribers`: those with a life event of the coverage period, which is assumed.
    pub(super) fn list_census_request_subscribers(&self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Census)?.at;
        let mut all: Vec<usize> = Vec::new();
        if !self.has(Rule::CensusSubscribersLost) {
            for qle in self.current_qles(self.censuses[at].period) {
                all.push(self.qles[qle].subscriber);
            }
            if self.has(Rule::CensusOfWholeGroup) {
                let group = self.periods[self.censuses[at].period].group;
                all.clone_from(&self.groups[group].subscribers);
            }
            all.sort_unstable();
            all.dedup();
        }
        let shown = all.into_iter().map(|subscriber| self.subscriber_item(subscriber)).collect();
        Ok(self.wrapped(call, "subscribers", Value::Array(shown)))
    }

    /// A census request without its problems, as a problem shows it (IDN-Q21).
    pub(super) fn census_stub(&self, at: usize) -> Value {
        let census = &self.censuses[at];
        let status = match census.progress {
            Progress::Pending => "pending",
            Progress::Errors => "errors",
            Progress::Synced => "synced",
        };
        json!({
            "id": census.id,
            "status": status,
            "coverage_period_id": self.periods[census.period].id,
            "created_at": seconds(census.created_at),
        })
    }
}
