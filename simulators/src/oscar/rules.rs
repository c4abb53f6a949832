//! The rules of a creation and of an update (dossier 2.1, 2.3, 3.4, 5.1, 5.2).

use serde_json::{Map, Value};
use time::Date;

use super::{
    errors::{Code, Problem, Trigger},
    faults::Rule,
    fields::{self, Checker, date, get, parse_timestamp, text},
    settings::{DuplicateField, EmptyEnrollees, EnrollmentDate, ExistingPerson, Settings, UpdateList},
    state::{Book, Family},
};

type Object = Map<String, Value>;

/// A creation whose problems, if any, a fault accepts.
pub(super) struct Creation<'a> {
    pub(super) policy: Option<&'a Object>,
    pub(super) enrollees: Vec<&'a Object>,
}

/// Reads a creation.
pub(super) fn creation<'a>(book: &Book, body: &'a Object, today: Date) -> (Creation<'a>, Vec<Problem>) {
    let settings = &*book.settings;
    let mut checker = Checker::new(settings);
    let policy = checker.object(body, "policy_info");
    if get(body, "policy_info").is_none() {
        let problem = Problem::new(Code::MissingRequiredField, "policy_info", "policy_info is required");
        checker.add(problem.because(Trigger::PolicyInfo));
    }
    let enrollees = enrollees(&mut checker, body, Trigger::Enrollees);
    let holder = policy_holder(&mut checker, &enrollees);
    duplicates(&mut checker, &enrollees);
    for (index, enrollee) in enrollees.iter().enumerate() {
        let path = format!("enrollees[{index}]");
        checker.members(enrollee, &path, fields::ENROLLEE, false);
        period(&mut checker, enrollee, &path);
        if settings.existing_person == ExistingPerson::Refused && !ends_older(settings, policy) {
            existing(&mut checker, book, enrollee, &path);
        }
    }
    if let Some(policy) = policy {
        checker.members(policy, "policy_info", fields::POLICY, false);
    }
    event(&mut checker, book, body, holder, today);
    sections(&mut checker, body, false);
    signature(&mut checker, body);
    (Creation { policy, enrollees }, checker.problems)
}

/// Whether the request asks to end older cover, and the settings let it.
pub(super) fn ends_older(settings: &Settings, policy: Option<&Object>) -> bool {
    let asked = policy.and_then(|policy| get(policy, "cancel_overlapping_eligibility")?.as_bool());
    settings.overlap_ends_older && asked == Some(true)
}

/// The list of enrollees; elements that are no objects are problems and left out.
fn enrollees<'a>(checker: &mut Checker<'_>, body: &'a Object, trigger: Trigger) -> Vec<&'a Object> {
    let Some(value) = get(body, "enrollees") else {
        let problem = Problem::new(Code::MissingRequiredField, "enrollees", "enrollees is required");
        checker.add(problem.because(trigger));
        return Vec::new();
    };
    let Some(list) = value.as_array() else {
        checker.invalid("enrollees", "wants a list");
        return Vec::new();
    };
    if list.len() > PEOPLE_MAX {
        checker.invalid("enrollees", "at most 99 people share a contract");
        return Vec::new();
    }
    if list.is_empty() && checker.settings.empty_enrollees == EmptyEnrollees::Field {
        checker.missing("enrollees");
    }
    for (index, element) in list.iter().enumerate() {
        if !element.is_object() {
            checker.invalid(&format!("enrollees[{index}]"), "wants an object");
        }
    }
    list.iter().filter_map(Value::as_object).collect()
}

/// Suffixes have two digits.
pub(super) const PEOPLE_MAX: usize = 99;

fn policy_holder<'a>(checker: &mut Checker<'_>, enrollees: &[&'a Object]) -> Option<&'a Object> {
    let is_holder = |enrollee: &Object| text(enrollee, "relationship_type") == Some("POLICY_HOLDER");
    let mut holders = enrollees.iter().enumerate().filter(|(_, enrollee)| is_holder(enrollee));
    let Some((_, holder)) = holders.next() else {
        // What is wrong with the list itself was said already.
        if checker.problems.iter().all(|problem| problem.field.as_deref() != Some("enrollees")) {
            let message = "one of the enrollees must have the relationship type POLICY_HOLDER";
            let problem = Problem::new(Code::MissingPolicyHolder, "enrollees", message);
            checker.add(problem.because(Trigger::PolicyHolder));
        }
        return None;
    };
    if let Some((index, _)) = holders.next()
        && !checker.settings.several_policy_holders_accepted
    {
        checker.invalid(&format!("enrollees[{index}].relationship_type"), "there is a policy holder already");
    }
    Some(holder)
}

fn duplicates(checker: &mut Checker<'_>, enrollees: &[&Object]) {
    for (second, enrollee) in enrollees.iter().enumerate() {
        let Some(ssn) = text(enrollee, "ssn") else { continue };
        let Some(first) = enrollees[..second].iter().position(|other| text(other, "ssn") == Some(ssn)) else {
            continue;
        };
        let field = match checker.settings.duplicate_field {
            DuplicateField::First => format!("enrollees[{first}].ssn"),
            DuplicateField::Second => format!("enrollees[{second}].ssn"),
            DuplicateField::List => "enrollees".to_owned(),
        };
        let problem = Problem::new(Code::DuplicateSsn, field, "two enrollees have the same SSN");
        checker.add(problem.because(Trigger::DuplicateSsn));
    }
}

fn existing(checker: &mut Checker<'_>, book: &Book, enrollee: &Object, path: &str) {
    if text(enrollee, "ssn").is_some_and(|ssn| book.covered(ssn).is_some()) {
        let message = "this person has an Oscar contract already; update it instead";
        checker.add(Problem::new(Code::ExistingMembership, format!("{path}.ssn"), message));
    }
}

fn period(checker: &mut Checker<'_>, enrollee: &Object, path: &str) {
    let start = date(enrollee, "coverage_start");
    if checker.settings.first_of_month_needed && start.is_some_and(|start| start.day() != 1) {
        checker.invalid(&format!("{path}.coverage_start"), "wants the first of a month");
    }
    if let (Some(start), Some(end)) = (start, date(enrollee, "coverage_end"))
        && end < start
    {
        checker.invalid(&format!("{path}.coverage_end"), "lies before coverage_start");
    }
}

fn event(checker: &mut Checker<'_>, book: &Book, body: &Object, holder: Option<&Object>, today: Date) {
    checker.section(body, "qle_info", fields::EVENT, false);
    let settings = checker.settings;
    let day = match settings.enrollment_date {
        EnrollmentDate::Today => None,
        EnrollmentDate::Signature => {
            text(body, &settings.names.date_signed).and_then(parse_timestamp).map(time::OffsetDateTime::date)
        }
        EnrollmentDate::CoverageStart => holder.and_then(|holder| date(holder, "coverage_start")),
    };
    if get(body, "qle_info").is_none() && !is_open(book, settings, day.unwrap_or(today)) {
        event_needed(checker, "enrolling outside Open Enrollment needs a qualifying life event");
    }
}

fn event_needed(checker: &mut Checker<'_>, message: &str) {
    checker.add(Problem::new(Code::QleRequired, "qle_info", message).because(Trigger::Event));
}

/// Whether a day is one of Open Enrollment, as the fault has it.
fn is_open(book: &Book, settings: &Settings, day: Date) -> bool {
    let around = [day.previous_day(), Some(day), day.next_day()];
    let mut around = around.into_iter().flatten().map(|day| is_open_enrollment(settings, day));
    if book.has(Rule::EventAlwaysNeeded) {
        false
    } else if book.has(Rule::WindowTooShort) {
        around.all(|open| open)
    } else if book.has(Rule::WindowTooLong) {
        around.any(|open| open)
    } else {
        is_open_enrollment(settings, day)
    }
}

fn is_open_enrollment(settings: &Settings, day: Date) -> bool {
    let (from, until) = (settings.enrollment_window.from, settings.enrollment_window.until);
    let day = (u8::from(day.month()), day.day());
    if from <= until { (from..=until).contains(&day) } else { day >= from || day <= until }
}

fn sections(checker: &mut Checker<'_>, body: &Object, partial: bool) {
    checker.section(body, "writing_agent", fields::WRITING_AGENT, partial);
    checker.section(body, "servicing_agent", fields::SERVICING_AGENT, partial);
    checker.section(body, "employer_info", fields::EMPLOYER, partial);
}

fn signature(checker: &mut Checker<'_>, body: &Object) {
    let settings = checker.settings;
    let (is_ichra, date_signed) = (&settings.names.is_ichra, &settings.names.date_signed);
    match get(body, is_ichra) {
        Some(value) if !value.is_boolean() => checker.invalid(is_ichra, "wants true or false"),
        None if settings.ichra_and_signature_needed => checker.missing(is_ichra),
        _ => {}
    }
    match get(body, date_signed) {
        Some(value) if value.as_str().and_then(parse_timestamp).is_none() => {
            checker
                .invalid(date_signed, "wants a timestamp with an offset, such as 2026-03-10T09:22:47+00:00");
        }
        None if settings.ichra_and_signature_needed => checker.missing(date_signed),
        _ => {}
    }
}

/// What an update does with one enrollee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// A person whom the family does not have.
    Add,
    /// A person whose cover ended, covered again.
    Readd(usize),
    Change(usize),
    /// Listed, and left as is.
    Keep(usize),
    Cancel(usize),
    Terminate(usize),
    Reinstate(usize),
}

impl Action {
    /// The person it is about, if the family has that person.
    const fn person(self) -> Option<usize> {
        match self {
            Self::Add => None,
            Self::Readd(person)
            | Self::Change(person)
            | Self::Keep(person)
            | Self::Cancel(person)
            | Self::Terminate(person)
            | Self::Reinstate(person) => Some(person),
        }
    }
}

/// Reads an update of a family.
pub(super) fn update<'a>(
    book: &Book,
    family: &Family,
    body: &'a Object,
    today: Date,
) -> (Vec<(Action, &'a Object)>, Vec<Problem>) {
    let settings = &*book.settings;
    let mut checker = Checker::new(settings);
    let listed = if settings.update_needs_enrollees || get(body, "enrollees").is_some() {
        enrollees(&mut checker, body, Trigger::Other)
    } else {
        Vec::new()
    };
    duplicates(&mut checker, &listed);
    let mut actions = Vec::new();
    for (index, enrollee) in listed.into_iter().enumerate() {
        let path = format!("enrollees[{index}]");
        if let Some(action) = action(&mut checker, book, family, enrollee, &path) {
            let is_new = matches!(action, Action::Add | Action::Readd(_));
            checker.members(enrollee, &path, fields::ENROLLEE, !is_new);
            period(&mut checker, enrollee, &path);
            if is_cover_change(action) && checker.problems.is_empty() {
                cover_change(&mut checker, family, action, enrollee, &path, today);
            }
            actions.push((action, enrollee));
        }
        checker.members(enrollee, &path, fields::CHANGE, true);
    }
    let added = actions.iter().filter(|(action, _)| *action == Action::Add).count();
    if family.people.len() + added > PEOPLE_MAX {
        checker.invalid("enrollees", "at most 99 people share a contract");
    }
    checker.section(body, "policy_info", fields::POLICY, true);
    checker.section(body, "qle_info", fields::EVENT, false);
    sections(&mut checker, body, true);
    whole_family(&mut checker, family, &actions);
    if settings.file_change_rules {
        file_rules(&mut checker, family, body, &actions);
    }
    (actions, checker.problems)
}

fn action(
    checker: &mut Checker<'_>,
    book: &Book,
    family: &Family,
    enrollee: &Object,
    path: &str,
) -> Option<Action> {
    let change = text(enrollee, "change_type");
    let known = match get(enrollee, "oscar_id") {
        Some(oscar_id) => {
            let person = oscar_id.as_str().and_then(|oscar_id| family.find(oscar_id));
            if person.is_none() {
                let message = "nobody of this family has that oscar_id";
                checker.add(Problem::new(Code::MemberNotFound, format!("{path}.oscar_id"), message));
                return None;
            }
            person
        }
        None => match family.find_same(enrollee) {
            // The policy holder may be listed without an id; a dependent without one is new.
            Some(person) if family.people[person].is_policy_holder() => Some(person),
            Some(person) if !family.people[person].is_covered() => return Some(Action::Readd(person)),
            _ if text(enrollee, "relationship_type") == Some("POLICY_HOLDER") => {
                checker.invalid(&format!("{path}.relationship_type"), "the family has another policy holder");
                return None;
            }
            _ => None,
        },
    };
    let wanted = change.unwrap_or(if known.is_some() { "CHANGE" } else { "ADDITION" });
    let field = format!("{path}.change_type");
    match (wanted, known) {
        ("ADDITION", None) => {
            if checker.settings.existing_person == ExistingPerson::Refused {
                existing(checker, book, enrollee, path);
            }
            Some(Action::Add)
        }
        ("ADDITION", Some(person)) if !family.people[person].is_covered() => Some(Action::Readd(person)),
        ("ADDITION", Some(_)) => {
            checker.invalid(&field, "somebody who is covered cannot be added");
            None
        }
        ("CHANGE", Some(person)) => {
            let was = family.people[person].is_policy_holder();
            let becomes = text(enrollee, "relationship_type").unwrap_or(family.people[person].relationship());
            if was != (becomes == "POLICY_HOLDER") {
                checker
                    .invalid(&format!("{path}.relationship_type"), "the policy holder stays the same person");
            }
            Some(Action::Change(person))
        }
        ("NO_OP", Some(person)) => Some(Action::Keep(person)),
        (ends @ ("CANCELLATION" | "TERMINATION" | "REINSTATEMENT"), known) => {
            if !checker.settings.terminations {
                checker.invalid(&field, "this simulator ends no cover (setting `terminations`)");
                return None;
            }
            let Some(person) = known else {
                checker.missing(&format!("{path}.oscar_id"));
                return None;
            };
            Some(match ends {
                "CANCELLATION" => Action::Cancel(person),
                "TERMINATION" => Action::Terminate(person),
                _ => Action::Reinstate(person),
            })
        }
        (_, None) => {
            checker.missing(&format!("{path}.oscar_id"));
            None
        }
        // A code that no list has: `fields::CHANGE` refuses it, unless codes are lenient.
        (_, Some(person)) => Some(Action::Keep(person)),
    }
}

const fn is_cover_change(action: Action) -> bool {
    matches!(action, Action::Cancel(_) | Action::Terminate(_) | Action::Reinstate(_))
}

/// The last day that a termination asks for.
pub(super) fn termination_end(enrollee: &Object) -> Option<Date> {
    date(enrollee, "coverage_end").or_else(|| date(enrollee, "change_effective_date"))
}

/// C5, C6, C9: what may end or come back, and when.
fn cover_change(
    checker: &mut Checker<'_>,
    family: &Family,
    action: Action,
    enrollee: &Object,
    path: &str,
    today: Date,
) {
    let Some(span) = action.person().and_then(|person| family.people[person].spans.last()) else { return };
    let field = format!("{path}.change_type");
    match action {
        Action::Reinstate(_) if !span.status.is_ended() => {
            checker.invalid(&field, "cover that did not end cannot be reinstated");
        }
        Action::Cancel(_) | Action::Terminate(_) if span.status.is_ended() => {
            checker.invalid(&field, "this cover has ended already");
        }
        Action::Cancel(_) if span.start <= today => {
            checker.invalid(&field, "cover that began is terminated, not cancelled");
        }
        Action::Cancel(_) if date(enrollee, "coverage_end").is_some_and(|end| end != span.start) => {
            checker
                .invalid(&format!("{path}.coverage_end"), "a cancellation ends cover on the day it starts");
        }
        Action::Terminate(_) if span.start > today => {
            checker.invalid(&field, "cover that did not begin is cancelled, not terminated");
        }
        Action::Terminate(_) => match termination_end(enrollee) {
            None => checker.missing(&format!("{path}.coverage_end")),
            Some(end) if end <= span.start => {
                checker.invalid(
                    &format!("{path}.coverage_end"),
                    "a termination ends cover after the day it starts",
                );
            }
            Some(_) => {}
        },
        _ => {}
    }
}

fn whole_family(checker: &mut Checker<'_>, family: &Family, actions: &[(Action, &Object)]) {
    let settings = checker.settings;
    // Ending or reinstating the policy holder's cover needs nobody else (C5, C6).
    let only_ends = !actions.is_empty() && actions.iter().all(|(action, _)| is_cover_change(*action));
    if (settings.update_list == UpdateList::Anyone && !settings.file_change_rules) || only_ends {
        return;
    }
    let is_listed = |person| actions.iter().any(|(action, _)| action.person() == Some(person));
    let mut left_out =
        family.people.iter().enumerate().filter(|(at, person)| person.is_covered() && !is_listed(*at));
    if let Some((_, person)) = left_out.next() {
        let (code, message) = if person.is_policy_holder() {
            (Code::MissingPolicyHolder, "the policy holder must be listed")
        } else {
            (Code::MissingRequiredField, "everyone who is covered must be listed")
        };
        checker.add(Problem::new(code, "enrollees", message));
    }
}

/// C2 to C4.
fn file_rules(checker: &mut Checker<'_>, family: &Family, body: &Object, actions: &[(Action, &Object)]) {
    for (index, (action, enrollee)) in actions.iter().enumerate() {
        let Action::Change(person) = *action else { continue };
        for name in ["change_effective_date", "additional_maintenance_reason"] {
            if get(enrollee, name).is_none() {
                checker.missing(&format!("enrollees[{index}].{name}"));
            }
        }
        let end = family.people[person].spans.last().and_then(|span| span.end);
        if date(enrollee, "coverage_end").is_some_and(|asked| Some(asked) != end) {
            checker.invalid(
                &format!("enrollees[{index}].coverage_end"),
                "a change never moves the end of cover",
            );
        }
    }
    let adds = actions.iter().any(|(action, _)| matches!(action, Action::Add | Action::Readd(_)));
    let plan = get(body, "policy_info").and_then(Value::as_object).and_then(|policy| get(policy, "hios_id"));
    let changes_plan = plan.is_some_and(|plan| get(&family.policy, "hios_id") != Some(plan));
    if (adds || changes_plan) && get(body, "qle_info").is_none() {
        event_needed(checker, "this change needs a qualifying life event");
    }
}
