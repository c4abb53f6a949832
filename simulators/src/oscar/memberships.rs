//! Create, get and update a membership.

use serde_json::{Map, Value, json};
use time::{Date, Duration};

use super::{
    errors::{Code, Problem},
    faults::Rule,
    fields::{date, get, text},
    rules::{self, Action},
    service::{Call, Refusal},
    settings::{IdPosition, MembershipShape, Spans, UpdateAnswer},
    state::{Book, Counter, Family, Person, Span, Status},
};

type Object = Map<String, Value>;

/// Members of an enrollee that are not about the person.
const NOT_DATA: &[&str] = &[
    "oscar_id",
    "coverage_start",
    "coverage_end",
    "change_type",
    "change_effective_date",
    "additional_maintenance_reason",
];

fn merge(data: &mut Object, enrollee: &Object) {
    for (name, value) in
        enrollee.iter().filter(|(name, value)| !value.is_null() && !NOT_DATA.contains(&name.as_str()))
    {
        data.insert(name.clone(), value.clone());
    }
}

fn external_ids<'a>(enrollees: &'a [&Object]) -> impl Iterator<Item = String> + 'a {
    enrollees.iter().filter_map(|enrollee| text(enrollee, "external_member_id")).map(str::to_owned)
}

impl Book {
    pub(super) fn create(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let today = call.now.date();
        let (creation, problems) = rules::creation(self, call.body, today);
        let mut problems = self.still_refused(problems);
        problems.extend(self.refused_by_fault(call.body, &creation.enrollees));
        if !problems.is_empty() {
            self.refused.extend(external_ids(&creation.enrollees));
            return Err(Refusal(problems));
        }
        if rules::ends_older(&self.settings, creation.policy) {
            self.end_older(&creation.enrollees, today);
        }
        let mut family = Family {
            stem: self.stem(),
            people: Vec::new(),
            policy: Object::new(),
            premiums: Vec::new(),
            enrolled: today,
            paid: 0,
            preference: None,
            pending_calls: 0,
            updated: false,
        };
        if let Some(policy) = creation.policy {
            family.set_policy(policy, today);
        }
        // The policy holder is 01, wherever the request lists that person.
        let is_holder = |enrollee: &Object| text(enrollee, "relationship_type") == Some("POLICY_HOLDER");
        let mut order: Vec<usize> = (0..creation.enrollees.len()).collect();
        order.sort_by_key(|index| !is_holder(creation.enrollees[*index]));
        let start =
            creation.enrollees.iter().find_map(|enrollee| date(enrollee, "coverage_start")).unwrap_or(today);
        for index in &order {
            self.add_person(&mut family, creation.enrollees[*index], start);
        }
        let mut listed: Vec<usize> = (0..order.len()).collect();
        listed.sort_by_key(|person| order[*person]);
        let answer = self.enrollment(&family, &listed, call.application_id.as_deref());
        if !self.has(Rule::CreateNotStored) {
            self.families.push(family);
        }
        Ok(answer)
    }

    /// What the fault alone has against a creation.
    fn refused_by_fault(&self, body: &Object, enrollees: &[&Object]) -> Option<Problem> {
        let message = "this enrollment is not possible";
        let refuse = |field: &str| Some(Problem::new(Code::InvalidFieldValue, field, message));
        if self.has(Rule::CreateRefused) {
            return refuse("enrollees");
        }
        if self.has(Rule::RemembersRefusals) && external_ids(enrollees).any(|id| self.refused.contains(&id)) {
            return refuse("enrollees");
        }
        if self.has(Rule::SsnNeeded) && enrollees.iter().any(|enrollee| get(enrollee, "ssn").is_none()) {
            return refuse("enrollees[0].ssn");
        }
        let mut parts = ["writing_agent", "servicing_agent", "employer_info"].into_iter();
        if self.has(Rule::OptionalPartsRefused) {
            return parts.find(|part| get(body, part).is_some()).and_then(refuse);
        }
        None
    }

    fn add_person(&self, family: &mut Family, enrollee: &Object, otherwise: Date) -> usize {
        let mut data = Object::new();
        merge(&mut data, enrollee);
        let spans = vec![self.span(enrollee, otherwise)];
        let oscar_id = family.next_id();
        family.people.push(Person { oscar_id, data, spans });
        family.people.len() - 1
    }

    /// Ends cover that overlaps a new contract (B6).
    fn end_older(&mut self, enrollees: &[&Object], today: Date) {
        for enrollee in enrollees {
            let Some((family, person)) = text(enrollee, "ssn").and_then(|ssn| self.covered(ssn)) else {
                continue;
            };
            let start = date(enrollee, "coverage_start").unwrap_or(today);
            let last_day = start.previous_day().unwrap_or(start);
            if let Some(span) = self.families[family].people[person].spans.last_mut() {
                if last_day <= span.start {
                    (span.status, span.end) = (Status::Cancelled, Some(span.start));
                } else {
                    (span.status, span.end) = (Status::Terminated, Some(last_day));
                }
            }
        }
    }

    /// The answer to a creation or an update.
    fn enrollment(&self, family: &Family, listed: &[usize], application_id: Option<&str>) -> Value {
        let in_array = self.settings.id_position == IdPosition::InArray;
        let enrollees: Vec<Value> = listed
            .iter()
            .map(|person| {
                let person = &family.people[*person];
                let mut element = Object::new();
                if in_array {
                    element.insert("application_id".to_owned(), json!(application_id));
                }
                element.insert("oscar_id".to_owned(), json!(person.oscar_id));
                for name in ["external_member_id", "first_name", "last_name", "relationship_type"] {
                    if let Some(value) = get(&person.data, name) {
                        element.insert(name.to_owned(), value.clone());
                    }
                }
                Value::Object(element)
            })
            .collect();
        if in_array {
            json!({"enrollees": enrollees})
        } else {
            json!({"application_id": application_id, "oscar_id": family.holder_id(), "enrollees": enrollees})
        }
    }

    pub(super) fn get_membership(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let info = get(call.body, "member_info");
        let (place, path) = match info {
            Some(Value::Object(info)) => (info, "member_info.oscar_id"),
            Some(_) => {
                return Err(Problem::new(Code::InvalidFieldValue, "member_info", "wants an object").into());
            }
            None if self.settings.get_accepts_flat_id => (call.body, "oscar_id"),
            None => {
                return Err(Problem::new(
                    Code::MissingRequiredField,
                    "member_info",
                    "member_info is required",
                )
                .into());
            }
        };
        let (family, person) = self.member(place, path)?;
        let unstable = self.has(Rule::UnstableIds).then(|| self.count(Counter::HarmedAnswer));
        let today = call.now.date();
        let settings = std::sync::Arc::clone(&self.settings);
        self.families[family].settle(today, &settings);
        let family = &self.families[family];
        let overdue = family.balance(today, &settings).overdue > 0;
        let mut memberships = Vec::new();
        for (at, member) in family.people.iter().enumerate() {
            if (self.has(Rule::OnlyThePersonAsked) && at != person)
                || (self.has(Rule::HolderLostByUpdate) && family.updated && member.is_policy_holder())
            {
                continue;
            }
            let spans = match settings.spans {
                Spans::Repeated => &member.spans[..],
                Spans::Latest => &member.spans[member.spans.len().saturating_sub(1)..],
            };
            for span in spans {
                memberships.push(self.membership(family, member, span, overdue, unstable));
            }
        }
        if self.has(Rule::MixesFamilies) {
            let others = self.families.iter().filter(|other| other.stem != family.stem);
            for (other, member) in
                others.flat_map(|other| other.people.iter().map(move |member| (other, member)))
            {
                let spans = member.spans.last().into_iter();
                memberships.extend(spans.map(|span| self.membership(other, member, span, overdue, None)));
            }
        }
        Ok(json!({"memberships": memberships}))
    }

    fn membership(
        &self,
        family: &Family,
        member: &Person,
        span: &Span,
        overdue: bool,
        unstable: Option<u64>,
    ) -> Value {
        let mut info = Object::new();
        for name in ["first_name", "last_name", "email", "date_of_birth"] {
            if let Some(value) = get(&member.data, name) {
                info.insert(name.to_owned(), value.clone());
            }
        }
        let oscar_id = match unstable {
            // Another stem at each call, in the right form.
            Some(count) => {
                format!("OSC{:08}{}", 90_000_000 + count % 10_000_000, &member.oscar_id[family.stem.len()..])
            }
            None => member.oscar_id.clone(),
        };
        info.insert("oscar_id".to_owned(), Value::String(oscar_id));
        info.insert("family_role".to_owned(), json!(member.relationship()));

        let payment_status = match span.status {
            Status::Cancelled => "NONE",
            Status::Uneffectuated => "UNPAID",
            _ if overdue => "UNPAID",
            _ => "PAID",
        };
        let mut eligibility = Object::new();
        eligibility.insert("effectuation_status".to_owned(), json!(span.status.as_str()));
        eligibility.insert("coverage_start".to_owned(), json!(span.start.to_string()));
        if let Some(end) = family.coverage_end(span, &self.settings) {
            eligibility.insert("coverage_end".to_owned(), end);
        }
        eligibility.insert("payment_status".to_owned(), json!(payment_status));
        match self.settings.membership_shape {
            MembershipShape::Nested => json!({"member_info": info, "eligibility_info": eligibility}),
            MembershipShape::Flat => {
                info.append(&mut eligibility);
                Value::Object(info)
            }
        }
    }

    pub(super) fn update_membership(&mut self, call: &Call<'_>) -> Result<Value, Refusal> {
        let (at, _) = self.member(call.body, "oscar_id")?;
        let today = call.now.date();
        let mut family = self.families[at].clone();
        let (actions, problems) = rules::update(self, &family, call.body, today);
        let mut problems = self.still_refused(problems);
        let adds = actions.iter().any(|(action, _)| *action == Action::Add);
        if adds && self.has(Rule::DependentRefused) {
            problems.push(Problem::new(Code::InvalidFieldValue, "enrollees", "dependents cannot be added"));
        }
        if !problems.is_empty() {
            return Err(Refusal(problems));
        }
        if let Some(policy) = get(call.body, "policy_info").and_then(Value::as_object) {
            family.set_policy(policy, today);
        }
        let before = family.people.len();
        let mut listed = Vec::new();
        for (action, enrollee) in actions {
            listed.push(self.act(&mut family, action, enrollee));
        }
        if self.settings.update_answer == UpdateAnswer::Family {
            listed = (0..family.people.len()).collect();
        }
        if family.preference.as_ref().is_some_and(|preference| preference.is_autopay_enabled) {
            family.effectuate();
        }
        family.updated = true;
        let answer = self.enrollment(&family, &listed, call.application_id.as_deref());
        if self.has(Rule::DependentNotStored) {
            family.people.truncate(before);
        }
        self.families[at] = family;
        Ok(answer)
    }

    /// Does what an update asks for one person, and says who that is.
    fn act(&self, family: &mut Family, action: Action, enrollee: &Object) -> usize {
        let start = family.holder().and_then(|holder| holder.spans.last()).map(|span| span.start);
        match action {
            Action::Add => self.add_person(family, enrollee, start.unwrap_or(Date::MIN)),
            Action::Readd(at) => {
                let person = &mut family.people[at];
                merge(&mut person.data, enrollee);
                let otherwise = person.spans.last().map(|span| span.start).or(start);
                person.spans.push(self.span(enrollee, otherwise.unwrap_or(Date::MIN)));
                at
            }
            Action::Change(at) => {
                let person = &mut family.people[at];
                if !self.has(Rule::ChangeNotStored) {
                    merge(&mut person.data, enrollee);
                    if let (Some(start), Some(span)) =
                        (date(enrollee, "coverage_start"), person.spans.last_mut())
                    {
                        span.start = start;
                    }
                }
                at
            }
            Action::Keep(at) => at,
            Action::Cancel(at) | Action::Terminate(at) => {
                let whole = family.people[at].is_policy_holder();
                let end = rules::termination_end(enrollee);
                for (other, person) in family.people.iter_mut().enumerate() {
                    let Some(span) = person.spans.last_mut() else { continue };
                    if (other != at && !whole) || span.status.is_ended() {
                        continue;
                    }
                    match (action, end) {
                        // Who joins later than the policy ends never was covered.
                        (Action::Terminate(_), Some(end)) if end > span.start => {
                            (span.status, span.end) = (Status::Terminated, Some(end));
                        }
                        _ => (span.status, span.end) = (Status::Cancelled, Some(span.start)),
                    }
                }
                at
            }
            Action::Reinstate(at) => {
                if let Some(span) = family.people[at].spans.last_mut() {
                    (span.status, span.end) = (Status::Reinstated, span.original_end);
                }
                at
            }
        }
    }

    /// The family and the person that a request names.
    pub(super) fn member(&self, place: &Object, path: &str) -> Result<(usize, usize), Refusal> {
        let somebody = || (!self.families.is_empty()).then_some((0, 0));
        if self.has(Rule::MemberUnneeded)
            && get(place, "oscar_id").is_none()
            && let Some(first) = somebody()
        {
            return Ok(first);
        }
        let Some(value) = get(place, "oscar_id") else {
            return Err(Problem::new(Code::MissingRequiredField, path, format!("{path} is required")).into());
        };
        let Some(oscar_id) = value.as_str() else {
            let message = format!("{path}: wants an Oscar id such as OSC12345678-01");
            return Err(Problem::new(Code::InvalidFieldValue, path, message).into());
        };
        self.find(oscar_id)
            .or_else(|| somebody().filter(|_| self.has(Rule::AnyMember)))
            .ok_or_else(|| Problem::new(Code::MemberNotFound, path, "nobody has that oscar_id").into())
    }
}

/// A day later or earlier, if the calendar has it.
pub(super) fn shifted(day: Date, days: i64) -> Date {
    day.checked_add(Duration::days(days)).unwrap_or(day)
}
