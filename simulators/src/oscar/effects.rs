//! What faults do to answers. Each changes one thing and works for every shape that the settings can give an answer.

use serde_json::{Map, Value, json};

use super::{errors::first_error, fields::parse_date, memberships::shifted};
pub(super) use crate::harm::{html_page, plain_text, teapot, trailing_bytes};
use crate::{
    harm::{each, remove, rewrite, set, twice},
    http::{Body, Response},
};

type Object = Map<String, Value>;

fn date(body: &mut Value, name: &str, change: fn(time::Date) -> Value) {
    each(body, name, &mut |object| {
        let day = object.get(name).and_then(Value::as_str).and_then(parse_date);
        if let Some(day) = day {
            object.insert(name.to_owned(), change(day));
        }
    });
}

pub(super) fn wrong_health_text(response: &mut Response) {
    response.body = Body::Bytes(b"Service is up".to_vec());
}

pub(super) fn without_oscar_id(body: &mut Value, _: u64) {
    remove(body, "oscar_id");
}

pub(super) fn without_application_id(body: &mut Value, _: u64) {
    remove(body, "application_id");
}

fn digits_of(object: &Object) -> String {
    let id = object.get("oscar_id").and_then(Value::as_str).unwrap_or_default();
    id.split('-').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect()
}

pub(super) fn same_application_id(body: &mut Value, _: u64) {
    set(body, "application_id", &json!("00000000-0000-4000-8000-000000000001"));
}

pub(super) fn oscar_id_is_number(body: &mut Value, _: u64) {
    each(body, "oscar_id", &mut |object| {
        let number: u64 = digits_of(object).parse().unwrap_or_default();
        object.insert("oscar_id".to_owned(), json!(number));
    });
}

pub(super) fn oscar_id_malformed(body: &mut Value, _: u64) {
    each(body, "oscar_id", &mut |object| {
        let id = format!("OSC{}", digits_of(object));
        object.insert("oscar_id".to_owned(), Value::String(id));
    });
}

pub(super) fn without_memberships(body: &mut Value, _: u64) {
    remove(body, "memberships");
}

pub(super) fn memberships_is_object(body: &mut Value, _: u64) {
    if let Some(list) = body.get_mut("memberships") {
        let elements = list.as_array().cloned().unwrap_or_default();
        *list = elements.into_iter().enumerate().map(|(at, element)| (at.to_string(), element)).collect();
    }
}

pub(super) fn a_stranger(body: &mut Value, _: u64) {
    let Some(list) = body.get_mut("memberships").and_then(Value::as_array_mut) else { return };
    let Some(mut stranger) = list.last().cloned() else { return };
    for (name, value) in [
        ("oscar_id", "OSC99999999-01"),
        ("first_name", "Some"),
        ("last_name", "Stranger"),
        ("email", "stranger@example.com"),
    ] {
        set(&mut stranger, name, &json!(value));
    }
    list.push(stranger);
}

pub(super) fn without_effectuation_status(body: &mut Value, _: u64) {
    remove(body, "effectuation_status");
}

pub(super) fn unknown_effectuation_status(body: &mut Value, _: u64) {
    set(body, "effectuation_status", &json!("ACTIVE"));
}

pub(super) fn never_effectuated(body: &mut Value, _: u64) {
    set(body, "effectuation_status", &json!("UNEFFECTUATED"));
}

pub(super) fn without_coverage_start(body: &mut Value, _: u64) {
    remove(body, "coverage_start");
}

pub(super) fn coverage_start_is_number(body: &mut Value, _: u64) {
    date(body, "coverage_start", |day| {
        json!(day.year() * 10_000 + i32::from(u8::from(day.month())) * 100 + i32::from(day.day()))
    });
}

pub(super) fn shifted_coverage_start(body: &mut Value, _: u64) {
    date(body, "coverage_start", |day| json!(shifted(day, 1).to_string()));
}

pub(super) fn wrong_coverage_end(body: &mut Value, _: u64) {
    date(body, "coverage_end", |day| json!(shifted(day, -1).to_string()));
}

pub(super) fn email_is_number(body: &mut Value, _: u64) {
    set(body, "email", &json!(42));
}

pub(super) fn american_date_of_birth(body: &mut Value, _: u64) {
    date(body, "date_of_birth", |day| {
        json!(format!("{:02}/{:02}/{:04}", u8::from(day.month()), day.day(), day.year()))
    });
}

pub(super) fn unknown_family_role(body: &mut Value, _: u64) {
    each(body, "family_role", &mut |object| {
        if object.get("family_role") == Some(&json!("POLICY_HOLDER")) {
            object.insert("family_role".to_owned(), json!("SUBSCRIBER"));
        }
    });
}

fn is_dependent(element: &Object) -> bool {
    element.get("relationship_type").is_some_and(|kind| kind != "POLICY_HOLDER")
}

pub(super) fn without_dependents(body: &mut Value, _: u64) {
    if let Some(list) = body.get_mut("enrollees").and_then(Value::as_array_mut) {
        list.retain(|element| !element.as_object().is_some_and(is_dependent));
    }
}

pub(super) fn dependents_without_id(body: &mut Value, _: u64) {
    each(body, "relationship_type", &mut |element| {
        if is_dependent(element) {
            element.shift_remove("oscar_id");
        }
    });
}

pub(super) fn dependents_share_id(body: &mut Value, _: u64) {
    each(body, "relationship_type", &mut |element| {
        let stem = element.get("oscar_id").and_then(Value::as_str).and_then(|id| id.split('-').next());
        let shared = stem.map(|stem| format!("{stem}-01"));
        if let (true, Some(shared)) = (is_dependent(element), shared) {
            element.insert("oscar_id".to_owned(), Value::String(shared));
        }
    });
}

pub(super) fn without_overdue(body: &mut Value, _: u64) {
    remove(body, "overdue_balance");
}

pub(super) fn without_upcoming(body: &mut Value, _: u64) {
    remove(body, "upcoming_due_balance");
}

pub(super) fn without_credit(body: &mut Value, _: u64) {
    remove(body, "credit_amount");
}

pub(super) fn without_overall(body: &mut Value, _: u64) {
    remove(body, "overall_balance_amount");
}

pub(super) fn amount_is_word(body: &mut Value, _: u64) {
    set(body, "upcoming_due_balance", &json!("plenty"));
}

fn raise(object: &mut Object, name: &str, by: f64) {
    let raised = match object.get(name) {
        Some(Value::String(text)) => {
            let amount: f64 = text.parse().unwrap_or_default();
            json!(format!("{:.2}", amount + by))
        }
        Some(value) => json!(((value.as_f64().unwrap_or_default() + by) * 100.0).round() / 100.0),
        None => return,
    };
    object.insert(name.to_owned(), raised);
}

pub(super) fn overall_is_off(body: &mut Value, _: u64) {
    each(body, "overall_balance_amount", &mut |object| raise(object, "overall_balance_amount", 1.0));
}

pub(super) fn wrong_premium(body: &mut Value, _: u64) {
    // Whatever the settings call it, it is the amount that follows the four documented ones.
    const DOCUMENTED: [&str; 4] =
        ["overdue_balance", "upcoming_due_balance", "credit_amount", "overall_balance_amount"];
    let Some(object) = body.as_object_mut() else { return };
    let after = object.keys().skip_while(|name| *name != DOCUMENTED[3]).nth(1).cloned();
    if let Some(name) = after {
        raise(object, &name, 10.0);
    }
}

pub(super) fn autopay_false(body: &mut Value, _: u64) {
    set(body, "is_autopay_enabled", &json!(false));
}

pub(super) fn autopay_is_text(body: &mut Value, _: u64) {
    each(body, "is_autopay_enabled", &mut |object| {
        let text = object.get("is_autopay_enabled").map(Value::to_string);
        object.insert("is_autopay_enabled".to_owned(), json!(text));
    });
}

pub(super) fn without_autopay(body: &mut Value, _: u64) {
    remove(body, "is_autopay_enabled");
}

pub(super) fn owner_member(body: &mut Value, _: u64) {
    set(body, "payment_method_owner", &json!("MEMBER"));
}

pub(super) fn without_owner(body: &mut Value, _: u64) {
    remove(body, "payment_method_owner");
}

pub(super) fn empty(body: &mut Value, _: u64) {
    *body = json!({});
}

fn in_error(body: &mut Value, change: impl FnOnce(&mut Object)) {
    if let Some(error) = first_error(body) {
        change(error);
    }
}

pub(super) fn without_error_code(body: &mut Value, _: u64) {
    in_error(body, |error| {
        error.shift_remove("error_code");
    });
}

pub(super) fn empty_error_code(body: &mut Value, _: u64) {
    in_error(body, |error| {
        error.insert("error_code".to_owned(), json!(""));
    });
}

pub(super) fn without_field(body: &mut Value, _: u64) {
    in_error(body, |error| {
        error.shift_remove("field");
    });
}

pub(super) fn field_is_number(body: &mut Value, _: u64) {
    in_error(body, |error| {
        error.insert("field".to_owned(), json!(7));
    });
}

pub(super) fn wrong_field(body: &mut Value, _: u64) {
    in_error(body, |error| {
        error.insert("field".to_owned(), json!("is_ichra"));
    });
}

pub(super) fn line_of_text(response: &mut Response) {
    response.content_type = Some("text/plain");
    response.body = Body::Bytes(b"The request could not be processed.\n".to_vec());
}

pub(super) const fn unprocessable(response: &mut Response) {
    response.status = 422;
}

pub(super) const fn internal(response: &mut Response) {
    response.status = 500;
}

pub(super) const fn unavailable(response: &mut Response) {
    response.status = 503;
}

pub(super) fn duplicate_member(response: &mut Response) {
    twice(response, "effectuation_status");
}

pub(super) fn latin1(response: &mut Response) {
    rewrite(response, br#""last_name":""#, b"\"last_name\":\"\xfc");
}
