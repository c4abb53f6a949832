//! What faults and one setting do to answers. Each changes one thing.

use serde_json::{Value, json};

pub(super) use crate::harm::{html_page, plain_text, teapot, trailing_bytes};
use crate::{
    harm::{each, remove, set, twice},
    http::{Body, Response},
};

/// Changes that set the member `$name` wherever it is.
macro_rules! sets {
    ($($effect:ident $name:literal $value:tt;)*) => {
        $(pub(super) fn $effect(body: &mut Value, _: u64) {
            set(body, $name, &json!($value));
        })*
    };
}

/// Changes that leave the member `$name` out wherever it is.
macro_rules! removes {
    ($($effect:ident $name:literal;)*) => {
        $(pub(super) fn $effect(body: &mut Value, _: u64) {
            remove(body, $name);
        })*
    };
}

/// Changes that give an answer another status.
macro_rules! answers {
    ($($effect:ident $status:literal;)*) => {
        $(pub(super) const fn $effect(response: &mut Response) {
            response.status = $status;
        })*
    };
}

/// Changes that leave a header out.
macro_rules! headless {
    ($($effect:ident $name:literal;)*) => {
        $(pub(super) fn $effect(response: &mut Response) {
            response.headers.retain(|(name, _)| *name != $name);
        })*
    };
}

sets! {
    expiry_as_number "expires_at" 1_800_000_000;
    other_employer "organization_name" "Somebody Else Ltd";
    other_fein "fein" "999999999";
    other_city "city" "Elsewhere";
    other_carrier "carrier_name" "symetra";
    unknown_id "id" "00000000-0000-4000-8000-000000000000";
    state_in_other_words "state" "live";
    other_open_enrollment "open_enrollment_start_date" "2001-01-01";
    other_amounts "contribution_amounts" {"subscriber": 1};
    other_line "product_line" "legal";
    other_share "contributor" "nobody";
    meta_of_nothing "total" 0;
    other_description "description" "something else";
    other_class_type "type" "region";
    other_last_name "last_name" "Stranger";
    other_relationship "subscriber_relationship" "grandchild";
    other_event "event" "cobra";
    no_elections "plan_elections" {};
    other_date "date" "2001-01-01";
    other_message "message" "something else";
    sent_by_ideon "sent_by" "vericred";
    unresolved "status" "unresolved";
    other_plan "plan_id" "00000000-0000-4000-8000-000000000000";
    status_in_capitals "status" "PENDING";
    other_parameter "parameter" "something.else";
    always_unauthorized "error_type" "invalid_request.unauthorized";
    no_classifications "employment_classifications" [];
}

removes! {
    without_expiry "expires_at";
    without_token "token";
    without_producers "producers_of_record";
    without_status "status";
    without_periods "coverage_periods";
    without_id "id";
    without_state "state";
    without_send_time "next_send_time";
    without_carrier "carrier_name";
    without_period_id "coverage_period_id";
    without_meta "meta";
    without_hios_id "hios_id";
    without_dependents "dependents";
    without_languages "languages";
    without_errors "errors";
    without_employment "employment_details";
    without_schools "schools";
    without_severity "severity";
    without_discrepancy "discrepancy";
    without_document_type "document_type";
    without_filename "filename";
    without_type "type";
    without_sent_at "sent_at";
    without_elections "elections";
    without_file_name "file_name";
    without_parameter "parameter";
    without_error_type "error_type";
    without_message "message";
}

answers! {
    plain_ok 200;
    created 201;
    accepted 202;
    bad_request 400;
    unauthorized 401;
    forbidden 403;
    not_found 404;
    unprocessable 422;
    failed 500;
    unavailable 503;
}

headless! {
    without_total "total";
    without_per_page "per-page";
    without_page "page";
    without_link "link";
}

/// Leaves a member of what stands below a name out, but not those of what stands deeper.
fn remove_of(body: &mut Value, parent: &str, name: &str) {
    if let Some(parent) = body.get_mut(parent).and_then(Value::as_object_mut) {
        parent.shift_remove(name);
    }
}

pub(super) fn group_without_id(body: &mut Value, _: u64) {
    remove_of(body, "group", "id");
}

pub(super) fn subscriber_without_id(body: &mut Value, _: u64) {
    remove_of(body, "subscriber", "id");
}

pub(super) fn census_without_errors(body: &mut Value, _: u64) {
    remove_of(body, "census_request", "errors");
}

pub(super) fn without_location_id(body: &mut Value, _: u64) {
    if let Some(group) = body.get_mut("group") {
        remove_of(group, "primary_location", "id");
    }
}

pub(super) fn unwrapped_groups(body: &mut Value, _: u64) {
    for item in body.as_array_mut().into_iter().flatten() {
        *item = item["group"].take();
    }
}

pub(super) fn unwrapped_subscribers(body: &mut Value, _: u64) {
    for item in body["subscribers"].as_array_mut().into_iter().flatten() {
        *item = item["subscriber"].take();
    }
}

pub(super) fn wrapped_document(body: &mut Value, _: u64) {
    *body = json!({"supporting_document": body.take()});
}

pub(super) fn secondary_without_id(body: &mut Value, _: u64) {
    for location in body["group"]["secondary_locations"].as_array_mut().into_iter().flatten() {
        location.as_object_mut().map(|location| location.shift_remove("id"));
    }
}

/// Changes every value that is neither an object nor a list.
fn each_scalar(value: &mut Value, change: fn(&mut Value)) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|below| each_scalar(below, change)),
        Value::Array(items) => items.iter_mut().for_each(|below| each_scalar(below, change)),
        scalar => change(scalar),
    }
}

pub(super) fn accents_lost(body: &mut Value, _: u64) {
    each_scalar(body, |value| {
        if let Value::String(text) = value {
            *text = text.chars().map(|letter| if letter.is_ascii() { letter } else { '?' }).collect();
        }
    });
}

pub(super) fn cents_rounded(body: &mut Value, _: u64) {
    each_scalar(body, |value| {
        if let Some(cents) = value.as_i64().filter(|cents| *cents > 100) {
            *value = (cents / 100 * 100).into();
        }
    });
}

pub(super) fn nulls_dropped(body: &mut Value, _: u64) {
    drop_nulls(body);
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

pub(super) fn groups_in_object(body: &mut Value, _: u64) {
    *body = json!({"groups": body.take()});
}

/// The first member of an object instead of the object.
pub(super) fn bare_list(body: &mut Value, _: u64) {
    let first = body.as_object_mut().and_then(|members| members.values_mut().next()).map(Value::take);
    if let Some(first) = first {
        *body = first;
    }
}

pub(super) fn only_first_error(body: &mut Value, _: u64) {
    if let Some(errors) = body.get_mut("errors").and_then(Value::as_array_mut) {
        errors.truncate(1);
    }
}

pub(super) fn errors_as_object(body: &mut Value, _: u64) {
    each(body, "errors", &mut |members| {
        let first = members["errors"].get_mut(0).map(Value::take).unwrap_or_default();
        members.insert("errors".to_owned(), first);
    });
}

/// Changes a header.
fn rewrite_header(response: &mut Response, name: &str, change: impl Fn(&str) -> String) {
    for (_, value) in response.headers.iter_mut().filter(|(known, _)| *known == name) {
        *value = change(value);
    }
}

pub(super) fn link_without_rel(response: &mut Response) {
    rewrite_header(response, "link", |link| link.replace("rel=", ""));
}

pub(super) fn last_is_first(response: &mut Response) {
    rewrite_header(response, "link", |link| {
        let first = link.split(';').next().unwrap_or_default().to_owned();
        let others =
            link.split(", ").filter(|link| !link.contains("\"last\"")).collect::<Vec<_>>().join(", ");
        format!("{others}, {first}; rel=\"last\"")
    });
}

/// Changes the text of a body.
fn rewrite_text(response: &mut Response, change: impl FnOnce(&str) -> String) {
    if let Body::Bytes(bytes) = &response.body {
        response.body = Body::Bytes(change(&String::from_utf8_lossy(bytes)).into_bytes());
    }
}

pub(super) fn text_as_json(response: &mut Response) {
    rewrite_text(response, |text| Value::from(text).to_string());
    response.content_type = Some("application/json");
}

pub(super) fn without_envelope(response: &mut Response) {
    rewrite_text(response, |text| {
        let inner = |line: &&str| !["ISA*", "GS*", "GE*", "IEA*"].iter().any(|head| line.starts_with(head));
        text.lines().filter(inner).map(|line| format!("{line}\n")).collect()
    });
}

pub(super) fn without_members(response: &mut Response) {
    rewrite_text(response, |text| {
        let head = text.split("INS*").next().unwrap_or_default();
        let tail = text.find("SE*").map_or("", |at| &text[at..]);
        format!("{head}{tail}")
    });
}

pub(super) fn with_semicolons(response: &mut Response) {
    rewrite_text(response, |text| text.replace(',', ";"));
}

pub(super) fn never_quoted(response: &mut Response) {
    rewrite_text(response, |text| text.replace('"', ""));
}

pub(super) fn other_words(response: &mut Response) {
    rewrite_text(response, |_| "Accepted".to_owned());
}

pub(super) fn state_twice(response: &mut Response) {
    twice(response, "state");
}

/// Members that no page documents, on the wrapper and on what it wraps.
pub(super) fn extra_members(response: &mut Response) {
    if let Some(body) = response.json_mut() {
        extend(body, 0);
    }
}

fn extend(value: &mut Value, depth: u32) {
    match value {
        Value::Object(members) => {
            if depth < 3 {
                members.values_mut().for_each(|below| extend(below, depth + 1));
            }
            members.insert("x_added_later".to_owned(), json!({"since": 2027}));
        }
        Value::Array(items) if depth < 3 => items.iter_mut().for_each(|item| extend(item, depth + 1)),
        _ => {}
    }
}
