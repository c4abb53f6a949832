//! People: adding employees with their families, and changing their records.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Defect, DependentInput, EnrollmentInput, Operation, PersonInput, RecordChange, UpdateInput,
    answer::resource,
    book::{Group, Member},
    covering::Event,
    run::Run,
    words,
};
use crate::{
    answer::text,
    end::{End, Flow},
};

/// The members of a subscriber that hold an employment classification.
const CLASSIFYING: [&str; 4] = ["class", "department", "division", "subgroup"];

impl Run<'_> {
    /// Adds people, one call for each, in order, and the coverage that they have at the beginning.
    pub(super) async fn enroll(&mut self, input: &EnrollmentInput) -> Flow {
        if self.has(Defect::BatchesSubscribers) && input.people.len() > 1 {
            return self.enroll_at_once(input).await;
        }
        let mut people: Vec<_> = input.people.iter().collect();
        if self.has(Defect::SubscribersOutOfOrder) {
            people.reverse();
        }
        for person in people {
            self.add(&input.group, person).await?;
            let event = Event::new("initial_enrollment", None);
            self.elect(&input.group, &person.external_identifier, &event, &person.elections).await?;
        }
        Self::done()
    }

    /// Adds people who were hired. The event's date is the first day of work (IDN-347).
    pub(super) async fn hire(&mut self, input: &EnrollmentInput) -> Flow {
        let today = self.today();
        for person in &input.people {
            self.add(&input.group, person).await?;
            let wrong = self.has(Defect::HireDateIsToday);
            let date = if wrong { &today } else { &person.employment_start_date };
            let event = Event::new("new_hire", Some(date));
            self.elect(&input.group, &person.external_identifier, &event, &person.elections).await?;
        }
        Self::done()
    }

    /// The date that the clock shows.
    pub(super) fn today(&self) -> String {
        self.integration.clock.now().date().to_string()
    }

    async fn add(&mut self, group: &str, person: &PersonInput) -> Result<(), End> {
        let known = self.group(group)?;
        let record = self.record(known, person)?;
        let mut body = record.clone();
        if !person.dependents.is_empty() {
            body["dependents"] = person.dependents.iter().map(dependent_body).collect();
        }
        let group_id = self.group_of_subscribers(known);
        let operation = Operation::CreateSubscriber;
        let body = json!({"subscriber": body});
        let made = self.must(operation, &[("id", &group_id)], Some(body)).await?;
        let made = resource(&made, "subscriber");
        let id = self.need("subscriber_id", made)?;
        self.stored(operation, &person.external_identifier, &id);
        let dependents = dependent_ids(made);
        if !person.dependents.iter().all(|one| dependents.contains_key(&one.external_identifier)) {
            return Err(self.unreadable(Some(made.clone())));
        }
        for (name, id) in &dependents {
            self.stored(Operation::CreateSubscriber, name, id);
        }
        let member = Member { id, record, dependents, ..Member::default() };
        self.group_mut(group)?.members.insert(person.external_identifier.clone(), member);
        Ok(())
    }

    fn group_of_subscribers(&self, group: &Group) -> String {
        let first = self.book.first_group_id.clone().filter(|_| self.has(Defect::MixesUpGroups));
        first.unwrap_or_else(|| group.id.clone())
    }

    /// An employee's record, with the ids of the place of work and of the class (IDN-279, IDN-378).
    fn record(&self, group: &Group, person: &PersonInput) -> Result<Value, End> {
        let own = person.location.as_ref().filter(|_| !self.has(Defect::AlwaysPrimaryLocation));
        let location = own.unwrap_or(&group.primary_location);
        let unknown = |what: &str, name: &str| End::asks_for(what, words::unknown(what, name));
        let location_id = group.locations.get(location).ok_or_else(|| unknown("location", location))?;
        let location_id = if self.has(Defect::LocationByOwnName) { location } else { location_id };
        let mut employment = json!({"start_date": person.employment_start_date, "status": "full_time"});
        if let Some(earnings) = person.annual_earnings {
            employment["annual_earnings"] = earnings.value(self.written(Defect::DecimalEarnings));
        }
        let mut record = json!({
            "external_identifier": person.external_identifier,
            "location_id": location_id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "birth_date": person.birth_date,
            "gender": person.gender,
            "social_security_number": person.social_security_number,
            "residential_address": person.residential_address,
            "employment_details": employment,
        });
        if let Some(class) = &person.classification {
            let name = &class.external_identifier;
            let (kind, id) =
                group.classifications.get(name).ok_or_else(|| unknown("classification", name))?;
            if CLASSIFYING.contains(&kind.as_str()) {
                let id = if self.has(Defect::ClassificationByOwnName) { name } else { id };
                record[kind] =
                    json!({"employment_classification_id": id, "effective_date": class.effective_date});
            }
        }
        Ok(record)
    }

    /// What Ideon knows no call for.
    async fn enroll_at_once(&mut self, input: &EnrollmentInput) -> Flow {
        let group = self.group(&input.group)?;
        let records = input.people.iter().map(|person| self.record(group, person));
        let records = records.collect::<Result<Vec<_>, _>>()?;
        let group_id = group.id.clone();
        let body = json!({"subscribers": records});
        self.must(Operation::CreateSubscriber, &[("id", &group_id)], Some(body)).await?;
        Self::done()
    }

    /// A dependent who joins a family that is known already.
    pub(super) async fn add_dependent(
        &mut self,
        group: &str,
        person: &str,
        dependent: &DependentInput,
    ) -> Result<(), End> {
        let subscriber_id = self.member(group, person)?.id.clone();
        let body = json!({"dependent": dependent_body(dependent)});
        let operation = Operation::CreateDependent;
        let made = self.must(operation, &[("id", &subscriber_id)], Some(body)).await?;
        let id = self.need("dependent_id", resource(&made, "dependent"))?;
        self.stored(operation, &dependent.external_identifier, &id);
        self.member_mut(group, person)?.dependents.insert(dependent.external_identifier.clone(), id);
        Ok(())
    }

    /// Changes records, one call for each change, in the order in which they happened (IDN-336).
    pub(super) async fn update(&mut self, mut input: UpdateInput) -> Flow {
        if self.has(Defect::ChangesOutOfOrder) {
            input.changes.reverse();
        }
        for change in &input.changes {
            self.change(&input.group, change).await?;
        }
        Self::done()
    }

    /// A PUT holds what is required and what has changed.
    pub(super) async fn change(&mut self, group: &str, change: &RecordChange) -> Result<(), End> {
        let member = self.member(group, &change.person)?;
        let (id, mut record) = (member.id.clone(), member.record.clone());
        merge(&mut record, &change.set);
        let body = json!({"subscriber": record});
        self.must(Operation::UpdateSubscriber, &[("id", &id)], Some(body)).await?;
        self.member_mut(group, &change.person)?.record = record;
        Ok(())
    }

    /// An employee whom the integration has added.
    pub(super) fn member(&self, group: &str, person: &str) -> Result<&Member, End> {
        let unknown = || End::asks_for("person", words::unknown("employee", person));
        self.group(group)?.members.get(person).ok_or_else(unknown)
    }

    /// The same, to write something down.
    pub(super) fn member_mut(&mut self, group: &str, person: &str) -> Result<&mut Member, End> {
        let unknown = || End::asks_for("person", words::unknown("employee", person));
        self.group_mut(group)?.members.get_mut(person).ok_or_else(unknown)
    }
}

/// New values go into objects that are there, and replace everything else.
fn merge(record: &mut Value, set: &Map<String, Value>) {
    for (name, value) in set {
        match (&mut record[name.as_str()], value) {
            (there @ Value::Object(_), Value::Object(inner)) => merge(there, inner),
            (there, value) => *there = value.clone(),
        }
    }
}

fn dependent_body(dependent: &DependentInput) -> Value {
    let mut body = json!({
        "external_identifier": dependent.external_identifier,
        "first_name": dependent.first_name,
        "last_name": dependent.last_name,
        "birth_date": dependent.birth_date,
        "gender": dependent.gender,
        "subscriber_relationship": dependent.subscriber_relationship,
    });
    if let Some(number) = &dependent.social_security_number {
        body["social_security_number"] = json!(number);
    }
    body
}

/// The ids of dependents in an answer, by their own names: their order is not documented.
fn dependent_ids(subscriber: &Value) -> BTreeMap<String, String> {
    let items = subscriber.get("dependents").and_then(Value::as_array);
    let named = |item: &Value| Some((text(item, "external_identifier")?, text(item, "id")?));
    items.into_iter().flatten().filter_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_replaces_values_and_leaves_the_rest_of_an_object() {
        let mut record = json!({"last_name": "A", "employment_details": {"start_date": "2020-01-01", "status": "full_time"}});
        let set = json!({"last_name": "B", "employment_details": {"status": "part_time"}, "marital_status": "married"});
        merge(&mut record, set.as_object().unwrap());
        assert_eq!(
            record,
            json!({"last_name": "B", "marital_status": "married",
            "employment_details": {"start_date": "2020-01-01", "status": "part_time"}})
        );
    }
}
