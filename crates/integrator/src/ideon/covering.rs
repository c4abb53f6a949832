//! Coverage: life events with the elections of a family.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    CorrectionInput, CoverageInput, Defect, ElectionInput, Operation,
    answer::resource,
    book::{Coverage, Found, Member, SentEvent},
    run::Run,
    words,
};
use crate::end::{End, Flow};

/// What happened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event<'a> {
    pub(super) event: &'a str,
    /// When; the first day of the coverage when it is not given.
    pub(super) date: Option<&'a str>,
    /// The coverages' status: `employer_sponsored` or `cobra`.
    pub(super) status: &'static str,
    /// The last day of what is covered, if it ends.
    pub(super) ends: Option<&'a str>,
    /// Whether it brings new coverage to a family that has some.
    pub(super) is_change: bool,
}

impl<'a> Event<'a> {
    pub(super) const fn new(event: &'a str, date: Option<&'a str>) -> Self {
        Self { event, date, status: "employer_sponsored", ends: None, is_change: false }
    }
}

/// One life event as it is sent, and what it is about.
#[derive(Debug)]
struct Qle {
    period_id: String,
    body: Value,
    is_change: bool,
}

impl Run<'_> {
    /// Sends an event: one for each coverage period in which something is elected (IDN-351).
    pub(super) async fn elect(
        &mut self,
        group: &str,
        person: &str,
        event: &Event<'_>,
        elections: &[ElectionInput],
    ) -> Result<(), End> {
        for qle in self.qles(group, person, event, elections)? {
            self.send_qle(group, person, qle).await?;
        }
        let member = self.member_mut(group, person)?;
        for election in elections {
            let coverage = Coverage { start_date: election.start_date.clone() };
            member.coverages.insert(election.plan.clone(), coverage);
        }
        Ok(())
    }

    fn qles(
        &self,
        group: &str,
        person: &str,
        event: &Event<'_>,
        elections: &[ElectionInput],
    ) -> Result<Vec<Qle>, End> {
        let known = self.group(group)?;
        let member = self.member(group, person)?;
        let mut by_period = Vec::<(String, Map<String, Value>, String)>::new();
        for election in elections {
            let unknown = || End::asks_for("plan", words::unknown("plan", &election.plan));
            let found = known.plan(&election.plan).ok_or_else(unknown)?;
            let line = found.plan.product_line.clone();
            let written =
                self.integration.elections.write(self.election(person, member, &found, event, election));
            let one_for_all = event.event == "new_hire" && self.has(Defect::OneQleForTwoPeriods);
            match by_period.iter_mut().find(|(id, ..)| *id == found.period_id || one_for_all) {
                Some((_, lines, _)) => {
                    lines.insert(line, written);
                }
                None => {
                    let lines = Map::from_iter([(line, written)]);
                    by_period.push((found.period_id, lines, election.start_date.clone()));
                }
            }
        }
        let last = known.periods.last().map(|period| period.id.clone()).unwrap_or_default();
        let number = member.events.len();
        let qle = |(at, (period_id, lines, start)): (usize, (String, Map<String, Value>, String))| {
            let body = json!({
                "external_identifier": format!("{person}-{}-{}", event.event, number + at + 1),
                "event": event.event,
                "date": event.date.unwrap_or(&start),
                "eligibility_start_date": start,
                "coverage_period_id": if self.has(Defect::MixesUpPeriods) { &last } else { &period_id },
                "plan_elections": lines,
            });
            Qle { period_id, body, is_change: event.is_change }
        };
        Ok(by_period.into_iter().enumerate().map(qle).collect())
    }

    /// An election of a plan for the whole family.
    fn election(
        &self,
        person: &str,
        member: &Member,
        found: &Found,
        event: &Event<'_>,
        election: &ElectionInput,
    ) -> Value {
        let own = if self.has(Defect::SubscriberByOwnName) { person } else { &member.id };
        let dependents = member.dependents.iter();
        let by_name = self.has(Defect::DependentByOwnName);
        let dependents = dependents.map(|(name, id)| if by_name { name.as_str() } else { id.as_str() });
        let coverage = |member_id: &str| {
            let mut coverage = json!({
                "member_id": member_id,
                "start_date": election.start_date,
                "status": event.status,
            });
            if let Some(volume) = election.volume {
                coverage["volume"] = volume.value(self.written(Defect::DecimalVolume));
            }
            if let Some(end) = event.ends {
                coverage["end_date"] = json!(end);
            }
            coverage
        };
        let coverages: Vec<_> = std::iter::once(own).chain(dependents).map(coverage).collect();
        let plan_id = if self.has(Defect::PlanByOwnName) { &election.plan } else { &found.plan.id };
        json!({"plan_id": plan_id, "type": "election", "coverages": coverages})
    }

    /// New coverage is a new life event (IDN-346).
    async fn send_qle(&mut self, group: &str, person: &str, qle: Qle) -> Result<(), End> {
        let member = self.member(group, person)?;
        let before = member.events.iter().rposition(|event| event.period_id == qle.period_id);
        if let Some(at) = before.filter(|_| qle.is_change && self.has(Defect::UpdatesQleForNewCoverage)) {
            return self.repair_qle(group, person, at, qle.body).await;
        }
        let subscriber_id = member.id.clone();
        let operation = Operation::CreateQle;
        let sent = Some(json!({"qualifying_life_event": qle.body}));
        let made = self.must(operation, &[("id", &subscriber_id)], sent).await?;
        let id = self.need("qualifying_life_event_id", resource(&made, "qualifying_life_event"))?;
        let event = SentEvent { id, period_id: qle.period_id, body: qle.body };
        self.member_mut(group, person)?.events.push(event);
        Ok(())
    }

    async fn repair_qle(&mut self, group: &str, person: &str, at: usize, body: Value) -> Result<(), End> {
        let id = self.member(group, person)?.events[at].id.clone();
        let sent = Some(json!({"qualifying_life_event": body}));
        self.must(Operation::UpdateQle, &[("id", &id)], sent).await?;
        self.member_mut(group, person)?.events[at].body = body;
        Ok(())
    }

    /// New coverage after a life event; whoever joins the family is added first.
    pub(super) async fn change_coverage(&mut self, input: &CoverageInput) -> Flow {
        for dependent in &input.new_dependents {
            self.add_dependent(&input.group, &input.person, dependent).await?;
        }
        let event = Event { is_change: true, ..Event::new(&input.event, Some(&input.date)) };
        self.elect(&input.group, &input.person, &event, &input.elections).await?;
        Self::done()
    }

    /// A repair changes the life event that was sent last for the coverage period, and makes no new one.
    pub(super) async fn correct_coverage(&mut self, input: &CorrectionInput) -> Flow {
        let (group, person) = (&input.group, &input.person);
        let repaired = self.qles(group, person, &Event::new("", None), &input.elections)?;
        for qle in repaired {
            let events = &self.member(group, person)?.events;
            let Some(at) = events.iter().rposition(|event| event.period_id == qle.period_id) else {
                return Err(End::asks_for("person", words::unknown("life event of", person)));
            };
            let mut body = events[at].body.clone();
            body["plan_elections"] = qle.body["plan_elections"].clone();
            body["eligibility_start_date"] = qle.body["eligibility_start_date"].clone();
            if self.has(Defect::NewQleForRepair) {
                self.send_qle(group, person, Qle { body, ..qle }).await?;
            } else {
                self.repair_qle(group, person, at, body).await?;
            }
        }
        let coverages: BTreeMap<_, _> = input
            .elections
            .iter()
            .map(|one| (one.plan.clone(), Coverage { start_date: one.start_date.clone() }))
            .collect();
        self.member_mut(group, person)?.coverages.extend(coverages);
        Self::done()
    }
}
