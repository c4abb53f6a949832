//! Groups, group installments and locations (dossier 3.1, 3.2), and who hears of a group (3.15).

use serde_json::{Value, json};

use super::{
    check::Content,
    errors::Refusal,
    faults::Rule,
    service::{Call, Outcome},
    settings::Put,
    state::{Book, Standing, What},
    tenant::Account,
};
use crate::{
    http::Response,
    values::{Object, seconds},
};

/// An employer, its locations, and what was made below it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) account: Account,
    /// A first application that Ideon carries out; otherwise the insurance is in force.
    pub(super) is_installment: bool,
    /// What was sent, with the ids of its locations.
    pub(super) data: Object,
    pub(super) locations: Vec<String>,
    pub(super) standing: Standing,
    pub(super) periods: Vec<usize>,
    pub(super) classifications: Vec<usize>,
    pub(super) subscribers: Vec<usize>,
    /// Problems of the group as a whole.
    pub(super) problems: Vec<usize>,
    pub(super) is_hooked: bool,
}

impl Book {
    /// `create-a-group` and `create-a-group-installment`.
    pub(super) fn create_a_group(&mut self, call: &Call, is_installment: bool) -> Outcome {
        let mut content = self.content(call)?;
        look_at_fein(&mut content);
        self.settle(call.operation, content.problems)?;
        let id = self.new_id(What::Group);
        let at = self.groups.len();
        let mut data = content.body;
        // The answer has them whether they were sent or not.
        for list in ["secondary_locations", "producers_of_record"] {
            data.entry(list).or_insert_with(|| json!([]));
        }
        for object in ["employer", "primary_location"] {
            data.entry(object).or_insert_with(|| json!({}));
        }
        self.groups.push(Group {
            id: id.clone(),
            account: call.account,
            is_installment,
            data: Object::new(),
            locations: Vec::new(),
            standing: Standing::pending(call.now),
            periods: Vec::new(),
            classifications: Vec::new(),
            subscribers: Vec::new(),
            problems: Vec::new(),
            is_hooked: false,
        });
        self.file(&id, What::Group, at, at);
        self.name_locations(at, &mut data);
        self.groups[at].data = data;
        let answer = self.wrapped(call, "group", self.group_view(at));
        if self.has(Rule::GroupNotStored) {
            self.lose(&id);
        }
        Ok(answer)
    }

    /// Gives ids to the locations of a body that have none.
    fn name_locations(&mut self, group: usize, data: &mut Object) {
        let primary_id = self.groups[group].locations.first().cloned();
        if let Some(Value::Object(primary)) = data.get_mut("primary_location") {
            let id = primary_id.unwrap_or_else(|| self.new_location(group));
            primary.insert("id".to_owned(), id.into());
        }
        if let Some(Value::Array(others)) = data.get_mut("secondary_locations") {
            for other in others.iter_mut().filter_map(Value::as_object_mut) {
                let known = other.get("id").and_then(Value::as_str);
                if known.is_none_or(|id| self.of_group(id, What::Location, group).is_none()) {
                    let id = self.new_location(group);
                    other.insert("id".to_owned(), id.into());
                }
            }
        }
    }

    fn new_location(&mut self, group: usize) -> String {
        let id = self.new_id(What::Location);
        let at = self.groups[group].locations.len();
        self.groups[group].locations.push(id.clone());
        self.file(&id, What::Location, at, group);
        id
    }

    /// `list-groups`: a bare array of `{group}` (IDN-Q15).
    pub(super) fn list_groups(&self, call: &Call) -> Outcome {
        if call.account == Account::Unprivileged && self.settings.list_groups_forbids {
            return Err(Refusal::forbidden());
        }
        let is_listed = |at: &usize| {
            let sees = self.sees(call.account, *at) || self.has(Rule::GroupsOfAllAccounts);
            sees && self.entry(&self.groups[*at].id).is_some()
        };
        let mut own: Vec<usize> = (0..self.groups.len()).filter(is_listed).collect();
        if self.has(Rule::LastGroupUnlisted) {
            own.pop();
        }
        let page = self.page(call, own.len())?;
        let groups: Vec<_> =
            own[page.start..page.end].iter().map(|at| json!({"group": self.group_view(*at)})).collect();
        let mut response = Response::json(self.success(call.operation), Value::Array(groups));
        self.tell_page(&mut response, page, call);
        Ok(response)
    }

    /// `retrieve-a-group`.
    pub(super) fn retrieve_a_group(&self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let known = &self.groups[group];
        let mut view = self.own_group_view(group);
        view.entry("group_setup").or_insert_with(|| json!({}));
        // The documented answer leaves its type out (IDN-Q16).
        if !self.settings.location_type_in_retrieve
            && let Some(primary) = view.get_mut("primary_location")
        {
            forget_type(primary);
        }
        let periods = known.periods.iter().map(|at| self.nested_period_view(*at)).collect();
        view.insert("coverage_periods".to_owned(), Value::Array(periods));
        let classes = known.classifications.iter().map(|at| self.classification_view(*at)).collect();
        view.insert("employment_classifications".to_owned(), Value::Array(classes));
        let errors: Vec<_> = known.problems.iter().map(|at| self.problem_view(*at)).collect();
        Ok(Response::json(
            self.success(call.operation),
            json!({
                "status": known.standing.status.word(),
                "status_datetime": seconds(known.standing.since),
                "errors": errors,
                "group": view,
            }),
        ))
    }

    /// `update-a-group-installment`.
    pub(super) fn update_a_group_installment(&mut self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        self.installment_only(group, call)?;
        let mut content = self.content(call)?;
        look_at_fein(&mut content);
        self.settle(call.operation, content.problems)?;
        let mut sent = content.body;
        self.name_locations(group, &mut sent);
        let mut data = std::mem::take(&mut self.groups[group].data);
        let kept = |data: &Object, name: &str| data.get(name).cloned().unwrap_or_else(|| json!([]));
        let lists = ["secondary_locations", "producers_of_record"].map(|name| (name, kept(&data, name)));
        self.put(&mut data, sent);
        for (name, list) in lists {
            data.entry(name).or_insert(list);
        }
        self.groups[group].data = data;
        self.groups[group].standing.becomes(super::state::Status::Pending, call.now);
        Ok(self.wrapped(call, "group", self.group_view(group)))
    }

    /// `create-a-location`: the group shows it among its secondary ones, which is assumed.
    pub(super) fn create_a_location(&mut self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        let mut location = content.body;
        let before = self.groups[group].data["secondary_locations"].as_array().and_then(|all| all.last());
        let before = before.and_then(|location| location["id"].as_str()).map(str::to_owned);
        let id =
            before.filter(|_| self.has(Rule::LocationIdTwice)).unwrap_or_else(|| self.new_location(group));
        location.insert("id".to_owned(), id.clone().into());
        let mut location = Value::Object(location);
        forget_type(&mut location);
        if self.has(Rule::LocationNotStored) {
            self.lose(&id);
        } else if let Some(Value::Array(others)) = self.groups[group].data.get_mut("secondary_locations") {
            others.push(location.clone());
        }
        Ok(self.wrapped(call, "location", location))
    }

    /// `subscribe-to-group-updates`: where deliveries go is agreed outside of the API.
    pub(super) fn subscribe_to_group_updates(&mut self, call: &Call) -> Outcome {
        let group = self.locate(call, What::Group)?.at;
        let content = self.content(call)?;
        self.settle(call.operation, content.problems)?;
        self.groups[group].is_hooked = !self.has(Rule::HookNotStored);
        Ok(Response::text(self.success(call.operation), "Resource Created Successfully"))
    }

    /// A group as its creation and the list show it.
    /// A group as answers show it. What was sent and no answer documents is not repeated: the market, the carrier of the
    /// setup, and the types of further locations.
    pub(super) fn group_view(&self, at: usize) -> Value {
        Value::Object(self.own_group_view(at))
    }

    fn own_group_view(&self, at: usize) -> Object {
        let group = &self.groups[at];
        let mut view = group.data.clone();
        view.insert("id".to_owned(), group.id.clone().into());
        view.shift_remove("insurance_market");
        if let Some(setup) = view.get_mut("group_setup").and_then(Value::as_object_mut) {
            setup.shift_remove("carrier_name");
        }
        if let Some(others) = view.get_mut("secondary_locations").and_then(Value::as_array_mut) {
            others.iter_mut().for_each(forget_type);
        }
        view
    }

    /// Carries out a PUT: the members that were sent change, the others stay (\[subfaq\], assumed).
    pub(super) fn put(&self, data: &mut Object, sent: Object) {
        if self.has(Rule::UpdateNotStored) {
            return;
        }
        if self.settings.put == Put::Replace || self.has(Rule::UpdateReplaces) {
            data.clear();
        }
        data.extend(sent);
    }
}

/// No answer but that to a new group documents of what type a location is, and that only of the primary one.
fn forget_type(location: &mut Value) {
    if let Some(location) = location.as_object_mut() {
        location.shift_remove("type");
    }
}

/// An FEIN has nine digits (\[grpmap\]).
fn look_at_fein(content: &mut Content) {
    let fein = content.body.get("employer").and_then(|employer| employer.get("fein")).and_then(Value::as_str);
    if fein.is_some_and(|fein| fein.len() != 9 || !fein.bytes().all(|byte| byte.is_ascii_digit())) {
        content.refuse("employer.fein", "an FEIN has nine digits");
    }
}
