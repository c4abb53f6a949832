//! Coverage transmissions and file deliveries (dossier 3.14): receipts of what went to the carrier.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    errors::Refusal,
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, Due, Status, What},
};
use crate::values::seconds;

/// One member's coverage of one product line, as it was sent.
#[derive(Clone, Debug)]
pub(super) struct Transmission {
    member: String,
    is_subscriber: bool,
    line: String,
    plan_id: String,
    start: String,
    end: String,
    benefit_status: &'static str,
    sent_at: OffsetDateTime,
}

/// A file that went to the carrier.
#[derive(Clone, Debug)]
pub(super) struct FileDelivery {
    id: String,
    name: String,
    sent_at: OffsetDateTime,
    transmissions: Vec<usize>,
}

impl Transmission {
    /// What it says of the coverage; the name of the time differs between the lists (IDN-Q22).
    fn coverage(&self, sent: &str) -> Map<String, Value> {
        let volume = if self.line.contains("life") { 5_000_000 } else { 0 };
        let mut coverage = Map::new();
        coverage.insert("plan_id".to_owned(), self.plan_id.as_str().into());
        coverage.insert(sent.to_owned(), seconds(self.sent_at).into());
        coverage.insert("benefit_status".to_owned(), self.benefit_status.into());
        coverage.insert("start_date".to_owned(), self.start.as_str().into());
        if !self.end.is_empty() {
            coverage.insert("end_date".to_owned(), self.end.as_str().into());
        }
        coverage.insert("volume".to_owned(), volume.into());
        coverage.insert("requested_volume".to_owned(), volume.into());
        coverage
    }
}

impl Book {
    /// Sends to the carrier what it does not know of a period: group, families and life events become submitted, and the
    /// carrier answers a while later. Says whether there is such a period.
    pub(super) fn transmit(&mut self, period_id: &str, now: OffsetDateTime) -> bool {
        let Some(entry) = self.entry(period_id).filter(|entry| entry.what == What::Period) else {
            return false;
        };
        let period = entry.at;
        let by_file = self.periods[period].by_file;
        let has_file = by_file || self.has(Rule::FilesWithoutFiles);
        let sent: Vec<usize> = self
            .current_qles(period)
            .filter(|at| by_file || self.qles[*at].status == Status::Pending)
            .collect();
        let file = has_file.then(|| self.new_file(period, entry.group, now));
        let mut transmissions = Vec::new();
        for qle in sent {
            self.transmissions_of(qle, now, &mut transmissions);
            if let Some(end) = self.ends(qle) {
                self.end_coverages(qle, period, &end, now, &mut transmissions);
            }
            if self.qles[qle].status == Status::Pending {
                self.qles[qle].status = Status::Submitted;
            }
            let standing = &mut self.subscribers[self.qles[qle].subscriber].standing;
            if standing.status == Status::Pending && self.settings.families_show_submitted {
                standing.becomes(Status::Submitted, now);
            }
        }
        if !self.has(Rule::TransmissionsLost) {
            let first = self.transmissions.len();
            for (number, transmission) in transmissions.iter().enumerate() {
                self.sent_of.entry(transmission.member.clone()).or_default().push(first + number);
            }
            let places = first..first + transmissions.len();
            self.transmissions.extend(transmissions);
            self.periods[period].transmissions.extend(places.clone());
            if let Some(file) = file {
                self.files[file].transmissions.extend(places);
            }
        }
        let group = &mut self.groups[entry.group].standing;
        if group.status == Status::Pending && self.settings.families_show_submitted {
            group.becomes(Status::Submitted, now);
        }
        if !self.has(Rule::NeverSynced) {
            self.schedule(now, self.settings.carrier_answers_after, Due::Answer(period));
        }
        true
    }

    fn new_file(&mut self, period: usize, group: usize, now: OffsetDateTime) -> usize {
        let id = self.new_id(What::FileDelivery);
        let at = self.files.len();
        self.file(&id, What::FileDelivery, at, group);
        let name = format!("Enrollment-{}-{}.txt", seconds(now)[..10].replace('-', ""), at + 1);
        self.files.push(FileDelivery { id, name, sent_at: now, transmissions: Vec::new() });
        self.periods[period].files.push(at);
        at
    }

    fn transmissions_of(&self, qle: usize, now: OffsetDateTime, found: &mut Vec<Transmission>) {
        let subscriber = &self.subscribers[self.qles[qle].subscriber].id;
        if self.ends(qle).is_some() {
            return;
        }
        let (start, end) = self.coverage_dates(qle);
        for election in self.qles[qle].elections() {
            for member in self.covered(qle, &election) {
                let is_subscriber = &member == subscriber;
                if !is_subscriber && self.has(Rule::DependentsNotTransmitted) {
                    continue;
                }
                found.push(Transmission {
                    is_subscriber,
                    member,
                    line: election.line.to_owned(),
                    plan_id: election.plan_id.clone(),
                    start: start.clone(),
                    end: end.clone(),
                    benefit_status: self.benefit_status(qle),
                    sent_at: now,
                });
            }
        }
    }

    /// Sends every coverage of a family anew that was sent before, with the day on which it ends.
    fn end_coverages(
        &self,
        qle: usize,
        period: usize,
        end: &str,
        now: OffsetDateTime,
        found: &mut Vec<Transmission>,
    ) {
        let subscriber = &self.subscribers[self.qles[qle].subscriber];
        let mut family = vec![subscriber.id.as_str()];
        family.extend(subscriber.dependents.iter().map(|at| self.dependents[*at].id.as_str()));
        let mut latest: Vec<Transmission> = Vec::new();
        let before = self.periods[period].transmissions.iter().map(|at| &self.transmissions[*at]);
        for sent in before.chain(found.iter()).filter(|sent| family.contains(&sent.member.as_str())) {
            latest.retain(|known| (&known.member, &known.line) != (&sent.member, &sent.line));
            latest.push(sent.clone());
        }
        for mut ended in latest {
            end.clone_into(&mut ended.end);
            ended.sent_at = now;
            found.push(ended);
        }
    }

    /// The carrier has taken what was sent of a period, but for families with an open problem.
    pub(super) fn carrier_answers(&mut self, period: usize, now: OffsetDateTime) {
        let submitted: Vec<usize> =
            self.current_qles(period).filter(|at| self.qles[*at].status == Status::Submitted).collect();
        for qle in submitted {
            let subscriber = self.qles[qle].subscriber;
            let has_problem =
                self.subscribers[subscriber].problems.iter().any(|at| !self.problems[*at].is_resolved());
            let status = if has_problem { Status::Errors } else { Status::Synced };
            self.qles[qle].status = status;
            let is_pending =
                self.subscribers[subscriber].qles.iter().any(|at| self.qles[*at].status == Status::Pending);
            if !is_pending || has_problem {
                self.subscribers[subscriber].standing.becomes(status, now);
            }
        }
        let group = self.periods[period].group;
        let has_problem = self.groups[group].problems.iter().any(|at| !self.problems[*at].is_resolved());
        let status = if has_problem { Status::Errors } else { Status::Synced };
        self.groups[group].standing.becomes(status, now);
    }

    /// `list-coverage-transmissions`: what was sent last of each member and product line.
    pub(super) fn list_coverage_transmissions(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let places = self.listed(&self.periods[period].transmissions, self.transmissions.len());
        let all = self.by_member(&places);
        Ok(self.wrapped(call, "coverage_transmissions", Value::Array(all)))
    }

    /// `list-member-coverage-transmissions`: newest first.
    pub(super) fn list_member_coverage_transmissions(&self, call: &Call) -> Outcome {
        let or_dependent = |refusal: Refusal| match refusal.status {
            404 => self.locate(call, What::Dependent),
            _ => Err(refusal),
        };
        let entry = self.locate(call, What::Subscriber).or_else(or_dependent);
        entry.map_err(|refusal| if refusal.status == 404 { Refusal::unknown("member") } else { refusal })?;
        let sent = self.sent_of.get(call.id).map_or(&[][..], Vec::as_slice);
        let mut all: Vec<_> = sent
            .iter()
            .rev()
            .map(|at| {
                let transmission = &self.transmissions[*at];
                let mut item = transmission.coverage("sent_at");
                item.insert("product_line".to_owned(), transmission.line.as_str().into());
                Value::Object(item)
            })
            .collect();
        if self.has(Rule::MemberTransmissionsLost) {
            all.clear();
        }
        Ok(self.wrapped(call, "coverage_transmissions", Value::Array(all)))
    }

    /// The file in which a period went to its carrier last.
    pub(super) fn latest_file(&self, period_id: &str) -> Option<String> {
        let entry = self.entry(period_id).filter(|entry| entry.what == What::Period)?;
        self.periods[entry.at].files.last().map(|file| self.files[*file].id.clone())
    }

    /// `list-file-deliveries`: newest first.
    pub(super) fn list_file_deliveries(&self, call: &Call) -> Outcome {
        let period = self.locate(call, What::Period)?.at;
        let view = |at: &usize| {
            let file = &self.files[*at];
            json!({"id": file.id, "file_name": file.name, "sent_at": seconds(file.sent_at)})
        };
        let mut all: Vec<_> = self.periods[period].files.iter().rev().map(view).collect();
        if self.has(Rule::FilesOldestFirst) {
            all.reverse();
        }
        if self.has(Rule::FilesUnlisted) {
            all.clear();
        }
        Ok(self.wrapped(call, "file_deliveries", Value::Array(all)))
    }

    /// `list-file-coverage-transmissions`
    pub(super) fn list_file_coverage_transmissions(&self, call: &Call) -> Outcome {
        let file = self.locate(call, What::FileDelivery)?.at;
        let mut all = self.by_member(&self.files[file].transmissions);
        let of = if self.has(Rule::FileTransmissionsOfNoFile) { "" } else { self.files[file].id.as_str() };
        for item in &mut all {
            item["file_delivery_id"] = of.into();
        }
        if self.has(Rule::FileTransmissionsLost) {
            all.clear();
        }
        Ok(self.wrapped(call, "coverage_transmissions", Value::Array(all)))
    }

    /// An item for each member, in the order in which they were first sent; of each product line the latest counts.
    fn by_member(&self, places: &[usize]) -> Vec<Value> {
        let mut order: Vec<(&str, bool, Map<String, Value>)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for place in places {
            let transmission = &self.transmissions[*place];
            let at = *known.entry(&transmission.member).or_insert_with(|| {
                order.push((&transmission.member, transmission.is_subscriber, Map::new()));
                order.len() - 1
            });
            let coverage = transmission.coverage("last_sent_at");
            order[at].2.insert(transmission.line.clone(), Value::Object(coverage));
        }
        let item = |(member, is_subscriber, elections): (&str, bool, Map<String, Value>)| {
            let kind = if is_subscriber { "subscriber" } else { "dependent" };
            json!({"member_id": member, "type": kind, "elections": elections})
        };
        order.into_iter().map(item).collect()
    }
}
