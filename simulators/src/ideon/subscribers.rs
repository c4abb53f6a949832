//! Subscribers and dependents (dossier 3.8, 3.9).

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::{
    check::Content,
    errors::Refusal,
    faults::Rule,
    service::{Call, Outcome},
    state::{Book, Standing, Status, What},
};
use crate::{
    http::Response,
    values::{Object, seconds},
};

/// An employee. The status is that of the whole family.
#[derive(Clone, Debug)]
pub(super) struct Subscriber {
    pub(super) id: String,
    pub(super) group: usize,
    /// What was sent, without the dependents.
    pub(super) data: Object,
    pub(super) standing: Standing,
    pub(super) dependents: Vec<usize>,
    pub(super) qles: Vec<usize>,
    /// Problems of anybody in the family.
    pub(super) problems: Vec<usize>,
    pub(super) changed_at: OffsetDateTime,
}

/// A member of a subscriber's family.
#[derive(Clone, Debug)]
pub(super) struct Dependent {
    pub(super) id: String,
    pub(super) subscriber: usize,
    pub(super) data: Object,
    pub(super) changed_at: OffsetDateTime,
}

/// Members of a subscriber that name a classification.
const CLASS_REFERENCES: [&str; 4] = ["division", "department", "class", "subgroup"];

impl Book {
    /// `create-a-subscriber`
    pub(super) fn create_a_subscriber(&mut self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let mut content = self.content(call)?;
        self.look_at_references(&mut content, group);
        self.settle(call.operation, content.problems)?;
        let mut data = content.body;
        let family = data.shift_remove("dependents");
        let id = self.new_id(What::Subscriber);
        let at = self.subscribers.len();
        self.subscribers.push(Subscriber {
            id: id.clone(),
            group,
            data,
            standing: Standing::pending(call.now),
            dependents: Vec::new(),
            qles: Vec::new(),
            problems: Vec::new(),
            changed_at: call.now,
        });
        self.file(&id, What::Subscriber, at, group);
        if let Some(Value::Array(family)) = family
            && !self.has(Rule::NestedDependentsLost)
        {
            for dependent in family {
                let Value::Object(dependent) = dependent else { continue };
                self.add_dependent(at, dependent, call.now);
            }
        }
        let answer = self.wrapped(call, "subscriber", self.subscriber_view(at));
        if self.has(Rule::SubscriberNotStored) {
            self.lose(&id);
        } else if !self.has(Rule::SubscriberUnlisted) {
            self.groups[group].subscribers.push(at);
        }
        Ok(answer)
    }

    /// Refuses a location or classification that is not the group's (assumed).
    fn look_at_references(&self, content: &mut Content, group: usize) {
        if !self.settings.references_checked || self.has(Rule::AnyReference) {
            return;
        }
        let unknown = |what: What, id: Option<&Value>| {
            id.and_then(Value::as_str).is_some_and(|id| self.of_group(id, what, group).is_none())
        };
        if unknown(What::Location, content.body.get("location_id")) {
            content.refuse("location_id", "the group has no such location");
        }
        for name in CLASS_REFERENCES {
            let id = content.body.get(name).and_then(|it| it.get("employment_classification_id"));
            if unknown(What::Classification, id) {
                let member = format!("{name}.employment_classification_id");
                content.refuse(&member, "the group has no such employment classification");
            }
        }
    }

    /// `list-subscribers`
    pub(super) fn list_subscribers(&self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let all = self.listed(&self.groups[group].subscribers, self.subscribers.len());

        let page = self.page(call, all.len())?;
        let shown: Vec<_> = all[page.start..page.end].iter().map(|at| self.subscriber_item(*at)).collect();
        let mut response = Response::json(self.success(call.operation), json!({"subscribers": shown}));
        self.tell_page(&mut response, page, call);
        Ok(response)
    }

    /// `retrieve-a-subscriber`
    pub(super) fn retrieve_a_subscriber(&self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Subscriber)?.at;
        Ok(Response::json(self.success(call.operation), self.subscriber_item(at)))
    }

    /// `update-a-subscriber`: it answers the bare record (IDN-Q15).
    pub(super) fn update_a_subscriber(&mut self, call: &Call) -> Outcome {
        let entry = self.locate(call, What::Subscriber)?;
        let mut content = self.content(call)?;
        self.look_at_references(&mut content, entry.group);
        self.settle(call.operation, content.problems)?;
        let mut sent = content.body;
        // Dependents have an update of their own.
        sent.shift_remove("dependents");
        if self.has(Rule::UpdateChangesNeighbour)
            && let Some(other) = self.groups[entry.group].subscribers.iter().find(|at| **at != entry.at)
        {
            let name = sent.get("last_name").cloned();
            self.subscribers[*other].data.extend(name.map(|name| ("last_name".to_owned(), name)));
        }
        if self.has(Rule::UpdateRefusesForeign)
            && sent
                .get("residential_address")
                .and_then(|it| it.get("country_code"))
                .is_some_and(|it| it != "USA")
        {
            let message = "country_code is not USA";
            return Err(Refusal::value("subscriber.residential_address.country_code", message));
        }
        if self.has(Rule::UpdateDropsDependents) {
            self.subscribers[entry.at].dependents.clear();
        }
        if self.has(Rule::UpdateDropsEvents) {
            self.subscribers[entry.at].qles.clear();
        }
        let mut data = std::mem::take(&mut self.subscribers[entry.at].data);
        self.put(&mut data, sent);
        let subscriber = &mut self.subscribers[entry.at];
        subscriber.data = data;
        subscriber.changed_at = call.now;
        self.family_changed(entry.at, call.now);
        let view = self.own_view(entry.at);
        let view =
            if self.has(Rule::UpdateWrapped) { json!({"subscriber": view}) } else { Value::Object(view) };
        Ok(Response::json(self.success(call.operation), view))
    }

    /// Something was received that the carrier does not know yet.
    pub(super) fn family_changed(&mut self, subscriber: usize, now: OffsetDateTime) {
        if !self.has(Rule::StatusStaysAfterChange) {
            self.subscribers[subscriber].standing.becomes(Status::Pending, now);
        }
    }

    /// A subscriber with the status, as the read and both lists have it.
    pub(super) fn subscriber_item(&self, at: usize) -> Value {
        let subscriber = &self.subscribers[at];
        let problems =
            if self.has(Rule::ProblemsNotOnSubscriber) { &[] } else { subscriber.problems.as_slice() };
        let errors: Vec<_> = problems.iter().map(|problem| self.problem_view(*problem)).collect();
        json!({
            "status": subscriber.standing.status.word(),
            "status_datetime": seconds(subscriber.standing.since),
            "errors": errors,
            "subscriber": self.subscriber_view(at),
        })
    }

    /// A subscriber with family and current life events.
    fn subscriber_view(&self, at: usize) -> Value {
        let subscriber = &self.subscribers[at];
        let mut view = self.own_view(at);
        let family = subscriber.dependents.iter().map(|at| self.dependent_view(*at)).collect();
        view.insert("dependents".to_owned(), Value::Array(family));
        let current = |at: &&usize| self.qles[**at].status != Status::Superseded;
        let mut events: Vec<_> =
            subscriber.qles.iter().rev().filter(current).map(|at| self.qle_view(*at)).collect();
        if self.has(Rule::CurrentQlesLost) {
            events.clear();
        }
        view.insert("current_qualifying_life_events".to_owned(), Value::Array(events));
        Value::Object(view)
    }

    /// What is a subscriber's own; lists that answers require are there whether they were sent or not (IDN-Q18).
    fn own_view(&self, at: usize) -> Map<String, Value> {
        let subscriber = &self.subscribers[at];
        let mut view = subscriber.data.clone();
        // The answers know no null here (IDN-Q26).
        if view.get("president").is_some_and(Value::is_null) {
            view.shift_remove("president");
        }
        for list in ["emails", "languages", "phone_numbers"] {
            view.entry(list).or_insert_with(|| json!([]));
        }
        view.insert("id".to_owned(), subscriber.id.clone().into());
        view
    }

    /// `create-a-dependent`
    pub(super) fn create_a_dependent(&mut self, call: &Call) -> Outcome {
        let subscriber = self.locate(call, What::Subscriber)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let at = self.add_dependent(subscriber, content.body, call.now);
        let answer = self.wrapped(call, "dependent", self.dependent_view(at));
        if self.has(Rule::DependentNotStored) {
            self.subscribers[subscriber].dependents.pop();
            let id = self.dependents[at].id.clone();
            self.lose(&id);
        }
        self.family_changed(subscriber, call.now);
        Ok(answer)
    }

    fn add_dependent(&mut self, subscriber: usize, data: Object, now: OffsetDateTime) -> usize {
        let id = self.new_id(What::Dependent);
        let at = self.dependents.len();
        let group = self.subscribers[subscriber].group;
        self.file(&id, What::Dependent, at, group);
        self.dependents.push(Dependent { id, subscriber, data, changed_at: now });
        self.subscribers[subscriber].dependents.push(at);
        at
    }

    /// `update-a-dependent`
    pub(super) fn update_a_dependent(&mut self, call: &Call) -> Outcome {
        let at = self.locate(call, What::Dependent)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        if self.has(Rule::UpdateChangesNeighbour) {
            let parent = self.dependents[at].subscriber;
            let others = self.subscribers[parent].dependents.iter().copied();
            let name = content.body.get("last_name").cloned();
            for other in others.filter(|other| *other != at).collect::<Vec<_>>() {
                self.dependents[other].data.extend(name.clone().map(|name| ("last_name".to_owned(), name)));
            }
        }
        let mut data = std::mem::take(&mut self.dependents[at].data);
        self.put(&mut data, content.body);
        let dependent = &mut self.dependents[at];
        dependent.data = data;
        dependent.changed_at = call.now;
        let subscriber = dependent.subscriber;
        self.family_changed(subscriber, call.now);
        Ok(self.wrapped(call, "dependent", self.dependent_view(at)))
    }

    /// A dependent; what answers require is there whether it was sent or not (IDN-Q19).
    fn dependent_view(&self, at: usize) -> Value {
        let dependent = &self.dependents[at];
        let mut view = dependent.data.clone();
        // The answers know no null here (IDN-Q28).
        if view.get("name_suffix").is_some_and(Value::is_null) {
            view.shift_remove("name_suffix");
        }
        for list in ["emails", "languages", "phone_numbers", "schools"] {
            view.entry(list).or_insert_with(|| json!([]));
        }
        view.entry("medicare").or_insert_with(|| json!({"coverages": []}));
        view.insert("id".to_owned(), dependent.id.clone().into());
        Value::Object(view)
    }
}
