//! Qualifying life events (dossier 3.10): they carry the elections of a whole family.

use serde_json::{Value, json};

use super::{
    check::Content,
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, Status, What},
};
use crate::values::{Object, text};

/// A life event and its elections.
#[derive(Clone, Debug)]
pub(super) struct Qle {
    pub(super) id: String,
    pub(super) subscriber: usize,
    pub(super) period: Option<usize>,
    pub(super) data: Object,
    pub(super) status: Status,
}

/// One election of one product line.
pub(super) struct Election<'q> {
    pub(super) line: &'q str,
    pub(super) plan_id: String,
    /// The members that it names; without any it is the whole family.
    pub(super) members: Vec<String>,
}

impl Qle {
    /// The elections that name a plan. Strings are plan ids, or the text of the object that other pages show (IDN-Q40).
    pub(super) fn elections(&self) -> Vec<Election<'_>> {
        let Some(Value::Object(elections)) = self.data.get("plan_elections") else { return Vec::new() };
        elections.iter().filter_map(|(line, value)| election(line, value)).collect()
    }
}

fn election<'q>(line: &'q str, value: &Value) -> Option<Election<'q>> {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(inner @ Value::Object(_)) => election(line, &inner),
            _ => Some(Election { line, plan_id: text.clone(), members: Vec::new() }),
        },
        Value::Object(election) if text(election, "type") != Some("waiver") => {
            let coverages = election.get("coverages").and_then(Value::as_array);
            let coverages: Vec<&Object> =
                coverages.into_iter().flatten().filter_map(Value::as_object).collect();
            let plan =
                text(election, "plan_id").or_else(|| coverages.iter().find_map(|it| text(it, "plan_id")));
            let members =
                coverages.iter().filter_map(|it| text(it, "member_id")).map(str::to_owned).collect();
            Some(Election { line, plan_id: plan?.to_owned(), members })
        }
        _ => None,
    }
}

/// Whether a text has the form of the ids that are made here.
fn is_uuid(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(form)
}

impl Book {
    /// `create-a-qle`
    pub(super) fn create_a_qle(&mut self, call: &Call) -> Outcome {
        let entry = self.locate(call, What::Subscriber)?;
        let mut content = self.content(call)?;
        let period = self.look_at_qle(&mut content, entry.group);
        self.settle(call.operation, content.problems)?;
        self.supersede(entry.at, period);
        let id = self.new_id(What::Qle);
        let at = self.qles.len();
        let status = if self.has(Rule::QleStartsSynced) {
            Status::Synced
        } else if self.has(Rule::QleStartsSubmitted) {
            Status::Submitted
        } else {
            Status::Pending
        };
        self.qles.push(Qle { id: id.clone(), subscriber: entry.at, period, data: content.body, status });
        self.file(&id, What::Qle, at, entry.group);
        if self.has(Rule::QleNotStored) {
            self.lose(&id);
        } else {
            self.subscribers[entry.at].qles.push(at);
            if let Some(period) = period {
                self.periods[period].qles.push(at);
            }
        }
        self.family_changed(entry.at, call.now);
        Ok(self.wrapped(call, "qualifying_life_event", self.qle_view(at)))
    }

    /// A later event of the same family and coverage period takes the place of those that were not carried out yet.
    fn supersede(&mut self, subscriber: usize, period: Option<usize>) {
        if !self.settings.later_qle_supersedes || self.has(Rule::NothingSuperseded) {
            return;
        }
        let everything = self.has(Rule::EverythingSuperseded);
        for at in self.subscribers[subscriber].qles.clone() {
            let earlier = &mut self.qles[at];
            let open = matches!(earlier.status, Status::Pending | Status::Submitted | Status::Errors);
            if (open && earlier.period == period) || everything {
                earlier.status = Status::Superseded;
            }
        }
    }

    /// Looks at what a life event refers to (assumed), and gives its coverage period.
    fn look_at_qle(&self, content: &mut Content, group: usize) -> Option<usize> {
        let period_id = text(&content.body, "coverage_period_id").map(str::to_owned);
        let period = period_id.as_deref().and_then(|id| self.of_group(id, What::Period, group));
        if !self.settings.references_checked || self.has(Rule::AnyReference) {
            return period;
        }
        if period_id.is_some() && period.is_none() {
            content.refuse("coverage_period_id", "the group has no such coverage period");
        }
        let elections = content.body.get("plan_elections").and_then(Value::as_object);
        let mut unknown = Vec::new();
        for (line, value) in elections.into_iter().flatten() {
            let Some(election) = election(line, value) else { continue };
            let known = self.of_group(&election.plan_id, What::Plan, group);
            let of_period = known.is_some_and(|at| period.is_none() || self.plans[at].period == period);
            // Only what has the form of an id is looked up: the documented example has none (IDN-Q44).
            if is_uuid(&election.plan_id) && !of_period {
                unknown.push(format!("plan_elections.{line}"));
            }
        }
        for member in unknown {
            content.refuse(&member, "the coverage period has no such plan");
        }
        period
    }

    /// `list-qles`: newest first, whatever the coverage period.
    pub(super) fn list_qles(&self, call: &Call) -> Outcome {
        let subscriber = self.locate(call, What::Subscriber)?.at;
        let places = self.listed(&self.subscribers[subscriber].qles, self.qles.len());
        let mut all: Vec<_> = places.iter().rev().map(|at| self.qle_view(*at)).collect();
        if self.has(Rule::QlesByDate) {
            all.sort_by(|left, right| left["date"].as_str().cmp(&right["date"].as_str()));
        }
        if self.has(Rule::QlesOfOnePeriod)
            && let Some(first) = all.first().map(|event| event["coverage_period_id"].clone())
        {
            all.retain(|event| event["coverage_period_id"] == first);
        }
        if self.has(Rule::QlesOldestFirst) {
            all.reverse();
        }
        if self.has(Rule::OnlyLatestQle) {
            all.truncate(1);
        }
        Ok(self.wrapped(call, "qualifying_life_events", Value::Array(all)))
    }

    /// `update-a-qle`: it repairs the past, and is pending again.
    pub(super) fn update_a_qle(&mut self, call: &Call) -> Outcome {
        let entry = self.locate(call, What::Qle)?;
        let mut content = self.content(call)?;
        let period = self.look_at_qle(&mut content, entry.group);
        self.settle(call.operation, content.problems)?;
        let mut data = std::mem::take(&mut self.qles[entry.at].data);
        self.put(&mut data, content.body);
        let qle = &mut self.qles[entry.at];
        qle.data = data;
        let moved_from = (qle.period != period).then_some(qle.period).flatten();
        if qle.status != Status::Superseded {
            qle.status = Status::Pending;
        }
        let subscriber = qle.subscriber;
        if let (Some(from), Some(to)) = (moved_from, period) {
            self.periods[from].qles.retain(|at| *at != entry.at);
            self.periods[to].qles.push(entry.at);
            self.qles[entry.at].period = period;
        }
        self.family_changed(subscriber, call.now);
        Ok(self.wrapped(call, "qualifying_life_event", self.qle_view(entry.at)))
    }

    /// A life event as every answer shows it.
    pub(super) fn qle_view(&self, at: usize) -> Value {
        let qle = &self.qles[at];
        let mut view = qle.data.clone();
        view.entry("plan_elections").or_insert_with(|| json!({}));
        view.insert("id".to_owned(), qle.id.clone().into());
        view.insert("status".to_owned(), qle.status.word().into());
        Value::Object(view)
    }

    /// The life events of a period that hold, oldest first.
    pub(super) fn current_qles(&self, period: usize) -> impl Iterator<Item = usize> {
        let of_period = self.periods[period].qles.iter().copied();
        of_period.filter(|at| self.qles[*at].status != Status::Superseded)
    }

    /// The members whom an election covers: subscriber first.
    pub(super) fn covered(&self, qle: usize, election: &Election<'_>) -> Vec<String> {
        let subscriber = &self.subscribers[self.qles[qle].subscriber];
        let family = subscriber.dependents.iter().map(|at| &self.dependents[*at].id);
        let all = std::iter::once(&subscriber.id).chain(family);
        let named = |id: &&String| election.members.is_empty() || election.members.contains(id);
        all.filter(named).cloned().collect()
    }

    /// The last day of a family's coverage, if the event ends it (\[term\]).
    pub(super) fn ends(&self, qle: usize) -> Option<String> {
        let data = &self.qles[qle].data;
        if text(data, "event") != Some("termination_of_employment") || self.has(Rule::TerminationEndsNothing)
        {
            return None;
        }
        text(data, "eligibility_end_date").or_else(|| text(data, "date")).map(str::to_owned)
    }

    /// Who pays for what an event elects.
    pub(super) fn benefit_status(&self, qle: usize) -> &'static str {
        let is_cobra = text(&self.qles[qle].data, "event") == Some("cobra");
        if is_cobra && !self.has(Rule::CobraIsSponsored) { "cobra" } else { "employer_sponsored" }
    }

    /// From when to when an event's elections hold.
    pub(super) fn coverage_dates(&self, qle: usize) -> (String, String) {
        let qle = &self.qles[qle];
        let of_period = |name: &str| qle.period.and_then(|at| text(&self.periods[at].data, name));
        let start = text(&qle.data, "eligibility_start_date").or_else(|| of_period("coverage_start_date"));
        let end = text(&qle.data, "eligibility_end_date").or_else(|| of_period("coverage_end_date"));
        (start.unwrap_or_default().to_owned(), end.unwrap_or_default().to_owned())
    }
}
