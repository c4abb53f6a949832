//! The two downloads of a coverage period (dossier 3.3): an X12 834 file and a CSV, both `text/plain` (IDN-Q49). What is in
//! them is assumed: the members and elections of the life events that hold.

mod csv;
mod x12;

use serde_json::Value;
use time::OffsetDateTime;

use super::{
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, What},
};
use crate::{
    http::Response,
    values::{Object, seconds, text},
};

/// One member's coverage of one product line.
struct Coverage {
    line: String,
    plan_id: String,
    start: String,
    end: String,
    benefit_status: &'static str,
}

/// A member and what is elected for it.
struct Member<'b> {
    id: &'b str,
    is_subscriber: bool,
    /// Of the subscriber; a dependent has none of its own.
    subscriber_number: &'b str,
    data: &'b Object,
    coverages: Vec<Coverage>,
}

impl Member<'_> {
    /// A text member, empty if it was not sent.
    fn text(&self, name: &str) -> &str {
        text(self.data, name).unwrap_or_default()
    }

    /// A text of the home address.
    fn address(&self, name: &str) -> &str {
        self.data
            .get("residential_address")
            .and_then(|it| it.get(name))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn relationship(&self) -> &str {
        if self.is_subscriber { "subscriber" } else { self.text("subscriber_relationship") }
    }
}

impl Book {
    /// `create-an-834`
    pub(super) fn create_an_834(&mut self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let control = self.count("interchange");
        let file = x12::Interchange {
            group: &self.groups[self.periods[period].group],
            period: &self.periods[period],
            members: self.members(period, call.now),
            control,
            now: call.now,
            wrong_count: self.has(Rule::SegmentCountWrong),
        };
        Ok(Response::text(self.success(call.operation), &file.write()))
    }

    /// `create-a-csv`
    pub(super) fn create_a_csv(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let members = self.members(period, call.now);
        let text = csv::write(&self.periods[period].id, &members, self.has(Rule::CsvWithoutHead));
        Ok(Response::text(self.success(call.operation), &text))
    }

    /// The members with an election, families together, the subscriber first.
    fn members(&self, period: usize, now: OffsetDateTime) -> Vec<Member<'_>> {
        let mut members: Vec<Member<'_>> = Vec::new();
        let of_all: Vec<usize> = (0..self.qles.len()).collect();
        let of_period: Vec<usize> = self.current_qles(period).collect();
        let events = if self.has(Rule::ExportOfAllPeriods) { of_all } else { of_period };
        for qle in events {
            let subscriber = &self.subscribers[self.qles[qle].subscriber];
            let number = text(&subscriber.data, "external_identifier").unwrap_or_default();
            let (start, end) = self.coverage_dates(qle);
            // A family may have several events; each member is told once.
            let first = members.iter().position(|member| member.id == subscriber.id).unwrap_or(members.len());
            if first == members.len() {
                let own = (&subscriber.id, true, &subscriber.data);
                let family = subscriber.dependents.iter().map(|at| &self.dependents[*at]);
                let family = family.map(|dependent| (&dependent.id, false, &dependent.data));
                for (id, is_subscriber, data) in std::iter::once(own).chain(family) {
                    members.push(Member {
                        id,
                        is_subscriber,
                        subscriber_number: number,
                        data,
                        coverages: Vec::new(),
                    });
                }
            }
            if let Some(end) = self.ends(qle) {
                let coverages = members[first..].iter_mut().flat_map(|member| &mut member.coverages);
                coverages.for_each(|coverage| coverage.end.clone_from(&end));
                continue;
            }
            for election in self.qles[qle].elections() {
                for id in self.covered(qle, &election) {
                    let Some(member) = members[first..].iter_mut().find(|member| member.id == id) else {
                        continue;
                    };
                    member.coverages.retain(|coverage| coverage.line != election.line);
                    member.coverages.push(Coverage {
                        line: election.line.to_owned(),
                        plan_id: election.plan_id.clone(),
                        start: start.clone(),
                        end: end.clone(),
                        benefit_status: self.benefit_status(qle),
                    });
                }
            }
        }
        // What has ended is told no more.
        let today = seconds(now);
        for member in &mut members {
            member
                .coverages
                .retain(|coverage| coverage.end.is_empty() || coverage.end.as_str() >= &today[..10]);
        }
        members.retain(|member| !member.coverages.is_empty());
        if self.has(Rule::ExportWithoutDependents) {
            members.retain(|member| member.is_subscriber);
        }
        if self.has(Rule::ExportWithoutLastMember) {
            members.pop();
        }
        members
    }
}
