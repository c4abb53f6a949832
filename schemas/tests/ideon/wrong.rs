//! Neighbours of a valid example, each with one change and with what is found.

use serde_json::{Value, json};

/// A change of a valid example: the shape, the pointer of what is changed, what it becomes (none: it is left out), why that
/// is wrong, and the keyword and level of what is found.
type Change = (&'static str, &'static str, Option<fn() -> Value>, &'static str, &'static str, &'static str);

const REQUIRED: &str = "required";
const NO_NULL: Option<fn() -> Value> = Some(|| Value::Null);
const NUMBER: Option<fn() -> Value> = Some(|| json!(7));
const UNKNOWN: Option<fn() -> Value> = Some(|| json!("unheard_of"));
const NOTHING: Option<fn() -> Value> = None;

const ANSWERS: &str = "schemas/ideon";
const ASKED: &str = "schemas/requests/ideon";

/// What stands in for something that the text leaves open weighs less than what it says, and so on both sides of a line.
#[rustfmt::skip] // A table.
const OF_ANSWERS: &[Change] = &[
    ("create-a-token.201", "/expires_at", NOTHING, "A client cannot know when to fetch a new token.", REQUIRED, "documented"),
    ("create-a-group.201", "/group/employer/fein", NOTHING, "The employer has no number.", REQUIRED, "documented"),
    ("create-a-group.201", "/group/primary_location/type", NOTHING, "IDN-Q16: a created group has it, a retrieved one need not.", REQUIRED, "documented"),
    ("create-a-group.201", "/group/producers_of_record/0/last_name", NOTHING, "The items of this list are known from one example.", REQUIRED, "assumed"),
    ("list-groups.200", "/0/group/id", NOTHING, "The text leaves the items open; a created group has the shape that stands in.", REQUIRED, "inferred"),
    ("list-groups.200", "", Some(|| json!({})), "IDN-Q15: this list has no wrapper.", "type", "documented"),
    ("retrieve-a-group.200", "/status", UNKNOWN, "A group is pending, synced or has errors.", "enum", "documented"),
    ("retrieve-a-group.200", "/group/coverage_periods/0/carrier_name", UNKNOWN, "The items are open; a period's own shape stands in.", "enum", "inferred"),
    ("create-a-location.201", "/location/id", NOTHING, "IDN-Q24: nothing is said of what is inside.", REQUIRED, "assumed"),
    ("create-a-coverage-period.201", "/coverage_period/next_send_time", NUMBER, "An instant or null.", "type", "documented"),
    ("create-a-coverage-period.201", "/coverage_period/term_by_omission", NOTHING, "IDN-Q33: needed, though it may be null.", REQUIRED, "documented"),
    ("create-an-834.200", "", NUMBER, "A file is text.", "type", "documented"),
    ("create-a-contribution.201", "/contribution/contributor", UNKNOWN, "Employer or employee.", "enum", "documented"),
    ("list-contributions.201", "/contributions/0/id", NOTHING, "The items are open; a created contribution stands in.", REQUIRED, "inferred"),
    ("retrieve-a-contribution.201", "/contribution/coverage_period_id", NOTHING, "IDN-Q20: needed here, absent where it is created.", REQUIRED, "documented"),
    ("create-a-plan-availability-request.201", "/plan_availability_request/status", UNKNOWN, "Pending, error or complete.", "enum", "documented"),
    ("list-available-plans.201", "/meta/total", Some(|| json!("1")), "A number.", "type", "documented"),
    ("list-available-plans.201", "/available_plans/0/hios_id", NUMBER, "Text in the one example.", "type", "inferred"),
    ("create-a-plan.201", "/plan/id", NOTHING, "IDN-Q24: a plan without its id cannot be elected.", REQUIRED, "inferred"),
    ("create-an-employment-classification.201", "/employment_classification/type", UNKNOWN, "One of five.", "enum", "documented"),
    ("create-a-subscriber.201", "/subscriber/current_qualifying_life_events", NOTHING, "IDN-Q18: needed here, unknown to the answer of an update.", REQUIRED, "documented"),
    ("create-a-subscriber.201", "/subscriber/dependents/0/id", NOTHING, "The items are open; a created dependent stands in.", REQUIRED, "inferred"),
    ("list-subscribers.200", "/subscribers/0/status_datetime", NOTHING, "The items are open; a retrieved subscriber stands in.", REQUIRED, "inferred"),
    ("retrieve-a-subscriber.200", "/status", UNKNOWN, "IDN-Q32: the words stand in the prose only.", "enum", "inferred"),
    ("retrieve-a-subscriber.200", "/subscriber/social_security_number", NUMBER, "Text, and never shown.", "type", "documented"),
    ("update-a-subscriber.201", "/residential_address", NOTHING, "IDN-Q18: needed here.", REQUIRED, "documented"),
    ("create-a-dependent.201", "/dependent/schools", NOTHING, "IDN-Q19: needed here, optional after an update.", REQUIRED, "documented"),
    ("update-a-dependent.201", "/dependent/name_suffix", NO_NULL, "IDN-Q28: null may be sent when it is created and never comes back.", "type", "documented"),
    ("create-a-qle.201", "/qualifying_life_event/plan_elections/medical", Some(|| json!({ "plan_id": "a" })), "IDN-Q40: the text has words here, another page an object.", "type", "inferred"),
    ("list-qles.200", "/qualifying_life_events/0/status", NOTHING, "The items are open; a created event stands in.", REQUIRED, "inferred"),
    ("list-enrollment-problems.200", "/errors/0", Some(|| json!({ "error_type": "invalid_request.malformed", "message": "No", "parameter": null })), "IDN-Q23: a refusal that calls itself a success.", REQUIRED, "inferred"),
    ("comment-on-an-enrollment-problem.201", "/comment/message", NOTHING, "Of a comment only the words are sure.", REQUIRED, "documented"),
    ("resolve-an-enrollment-problem.201", "/error/status", UNKNOWN, "Resolved, unresolved or returned.", "enum", "documented"),
    ("resolve-an-enrollment-problem.201", "/error/census_requests/0/status", NOTHING, "IDN-Q21: a census request without its own problems.", REQUIRED, "inferred"),
    ("list-supporting-documents.200", "/supporting_documents/0/status", NOTHING, "Known from one example.", REQUIRED, "assumed"),
    ("attach-signed-supporting-document.200", "/filename", NOTHING, "The one thing that is always told.", REQUIRED, "documented"),
    ("retrieve-a-census-request.200", "/census_request/status", UNKNOWN, "Pending, errors or synced.", "enum", "documented"),
    ("list-coverage-transmissions.200", "/coverage_transmissions/0/elections/medical/last_sent_at", NOTHING, "IDN-Q22: so it is called in this list.", REQUIRED, "assumed"),
    ("list-member-coverage-transmissions.200", "/coverage_transmissions/0/sent_at", NOTHING, "IDN-Q22: so it is called in this list.", REQUIRED, "assumed"),
    ("list-file-coverage-transmissions.200", "/coverage_transmissions/0/file_delivery_id", NUMBER, "An id is text.", "type", "inferred"),
    ("list-file-deliveries.200", "/file_deliveries/0/sent_at", NOTHING, "Known from one example.", REQUIRED, "assumed"),
    ("error", "/errors", NOTHING, "Every refusal has it.", REQUIRED, "documented"),
    ("error", "/errors/0/error_type", Some(|| json!("Unauthorized")), "The three known words have a full stop within.", "pattern", "inferred"),
    ("error", "/errors/0/parameter", NOTHING, "IDN-Q31: known from the examples.", REQUIRED, "inferred"),
    ("error", "/errors", Some(|| json!([])), "A refusal that names nothing.", "minItems", "inferred"),
    ("error.other", "/errors", Some(|| json!({})), "The envelope of all other refusals.", "type", "inferred"),
    ("text", "", Some(|| json!({ "message": "OK" })), "The text has words here.", "type", "assumed"),
    ("text.ok", "", Some(|| json!("Welcome")), "The text stands there to the letter.", "pattern", "documented"),
    ("events/envelope", "/data", NOTHING, "An event without what it tells.", REQUIRED, "draft"),
    ("events/coverage_period.state_changed", "/data/coverage_period/id", NOTHING, "Nobody knows which period.", REQUIRED, "draft"),
    ("events/coverage_period.state_changed", "/data/coverage_period/state", UNKNOWN, "One of the five states.", "enum", "inferred"),
    ("events/coverage_period.errors_created", "/data/errors", Some(|| json!([])), "Problems were created.", "minItems", "assumed"),
];

#[rustfmt::skip] // A table.
const OF_REQUESTS: &[Change] = &[
    ("create-a-group", "/group/employer/fein", NOTHING, "Another public page calls it required.", REQUIRED, "draft"),
    ("create-a-group-installment", "/group", NOTHING, "IDN-Q1: the wrapper of the answer is that of the request, too.", REQUIRED, "assumed"),
    ("update-a-group-installment", "/group/external_identifier", NUMBER, "Text in the answer.", "type", "assumed"),
    ("create-a-location", "/location", NOTHING, "The wrapper is all that the text has.", REQUIRED, "documented"),
    ("create-a-location", "/location/external_identifier", NUMBER, "IDN-Q24: nothing is said of what is inside.", "type", "assumed"),
    ("create-a-coverage-period", "/coverage_period/carrier_name", UNKNOWN, "None of the 28 carriers.", "enum", "documented"),
    ("create-a-coverage-period", "/coverage_period/coverage_start_date", NOTHING, "No start.", REQUIRED, "documented"),
    ("update-a-coverage-period", "/coverage_period/enrollment_type", UNKNOWN, "One of three.", "enum", "documented"),
    ("create-a-contribution", "/contribution/type", Some(|| json!("flat")), "IDN-Q37: the word of a plan, not of a contribution.", "enum", "documented"),
    ("update-a-contribution", "/contribution/contribution_amounts", NOTHING, "Nobody pays.", REQUIRED, "documented"),
    ("create-a-plan-availability-request", "/product_line", NOTHING, "Nothing is asked for.", REQUIRED, "documented"),
    ("create-a-plan", "/plan/employer_contribution/type", Some(|| json!("fixed")), "IDN-Q37: the word of a contribution, not of a plan.", "enum", "documented"),
    ("create-a-plan", "/plan/product_type", NOTHING, "IDN-Q35: needed at first, gone in the update.", REQUIRED, "documented"),
    ("create-a-plan", "/plan/riders/0/identifier", NUMBER, "Text in the one example.", "type", "inferred"),
    ("update-a-plan", "/plan/waiting_period/coverage_start", NOTHING, "Half a waiting period.", REQUIRED, "documented"),
    ("create-an-employment-classification", "/employment_classification/type", UNKNOWN, "One of five.", "enum", "documented"),
    ("update-an-employment-classification", "/employment_classification/description", NOTHING, "No description.", REQUIRED, "documented"),
    ("create-a-subscriber", "/subscriber/gender", NO_NULL, "IDN-Q27: a list of values without a type has no null in it.", "enum", "documented"),
    ("create-a-subscriber", "/subscriber/president", UNKNOWN, "IDN-Q26: our repair of a type that is none.", "enum", "assumed"),
    ("create-a-subscriber", "/subscriber/emails/0/type", UNKNOWN, "Personal, work or other.", "enum", "documented"),
    ("create-a-subscriber", "/subscriber/social_security_number", NUMBER, "Text, and never shown.", "type", "documented"),
    ("update-a-subscriber", "/subscriber/employment_details/status", NOTHING, "Nobody knows whether the person still works here.", REQUIRED, "documented"),
    ("create-a-dependent", "/dependent/subscriber_relationship", UNKNOWN, "One of five.", "enum", "documented"),
    ("update-a-dependent", "/dependent/name_suffix", NO_NULL, "IDN-Q28: null only where it is created.", "type", "documented"),
    ("create-a-qle", "/qualifying_life_event/plan_elections", NOTHING, "Nothing is elected.", REQUIRED, "documented"),
    ("update-a-qle", "/qualifying_life_event/event", UNKNOWN, "One of eleven.", "enum", "documented"),
    ("comment-on-an-enrollment-problem", "/comment/message", NOTHING, "A comment without words.", REQUIRED, "documented"),
    ("resolve-an-enrollment-problem", "/message", NOTHING, "IDN-Q14: bare, and needed.", REQUIRED, "documented"),
    ("attach-signed-supporting-document", "/supporting_document/file", NOTHING, "No document.", REQUIRED, "documented"),
    ("subscribe-to-group-updates", "", Some(|| json!([])), "IDN-Q3: an object, whatever is in it.", "type", "documented"),
];

/// The invalid neighbours of a shape's valid example, by name.
pub(crate) fn of(folder: &str, shape: &str, valid: &Value) -> Vec<(String, Value)> {
    let changes = match folder {
        ANSWERS => OF_ANSWERS,
        ASKED => OF_REQUESTS,
        other => panic!("no folder {other}"),
    };
    changes
        .iter()
        .filter(|change| change.0 == shape)
        .map(|(_, pointer, becomes, why, keyword, level)| {
            let mut instance = valid.clone();
            let (parent, member) = pointer.rsplit_once('/').unwrap_or_default();
            let there = instance.pointer_mut(pointer).unwrap_or_else(|| panic!("{shape} has no {pointer}"));
            let (at, what) = if let Some(becomes) = becomes {
                *there = becomes();
                (*pointer, "wrong")
            } else {
                let around = instance.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
                around.shift_remove(member);
                (parent, "missing")
            };
            let expect = expect(at, keyword, level, member, &instance);
            let place = pointer.trim_start_matches('/').replace(['/', '_'], "-");
            let name = format!("{what}-{}", if place.is_empty() { "body" } else { &place });
            (name, json!({ "why": why, "expect": expect, "instance": instance }))
        })
        .collect()
}

/// What is found of one change. The refusal in place of a problem lacks everything that a problem needs.
fn expect(at: &str, keyword: &str, level: &str, member: &str, instance: &Value) -> Value {
    let one = |member: &str| json!({ "pointer": at, "keyword": keyword, "level": level, "member": member });
    if keyword != REQUIRED {
        return json!([{ "pointer": at, "keyword": keyword, "level": level }]);
    }
    let is_refusal = instance.pointer(at).is_some_and(|value| value.get("error_type").is_some());
    if is_refusal && at.starts_with("/errors/") && member == "0" {
        return ["id", "coverage_period_id", "status", "created_at"].map(one).into_iter().collect();
    }
    json!([one(member)])
}
