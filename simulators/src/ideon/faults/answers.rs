//! Faults of answers: of their members, of their statuses and headers, of errors and of the transport.

use serde_json::Value;

use super::{Defect, Fault, When};
use crate::{
    http::{Order, Response},
    ideon::{effects as change, operations::Operation, settings::Settings},
};

const fn json(
    area: &'static str,
    name: &'static str,
    summary: &'static str,
    when: When,
    change: fn(&mut Value, u64),
) -> Fault {
    Fault { name, area, summary, defect: Defect::Json(when, change) }
}

const fn answer(
    area: &'static str,
    name: &'static str,
    summary: &'static str,
    when: When,
    change: fn(&mut Response),
) -> Fault {
    Fault { name, area, summary, defect: Defect::Answer(when, change) }
}

const fn order(name: &'static str, summary: &'static str, order: fn(&Settings) -> Order) -> Fault {
    Fault { name, area: "transport", summary, defect: Defect::Order(READ_PERIOD, order) }
}

const fn of(operation: Operation) -> When {
    When::Success(operation)
}

const READ_PERIOD: When = of(Operation::RetrieveACoveragePeriod);

#[rustfmt::skip] // A table.
pub(super) static FAULTS: &[Fault] = &[
    json("tokens", "token-without-expiry", "the token's answer has no expires_at", of(Operation::CreateAToken), change::without_expiry),
    json("tokens", "token-without-token", "the token's answer has no token", of(Operation::CreateAToken), change::without_token),
    json("tokens", "token-expires-in-seconds", "expires_at is a number", of(Operation::CreateAToken), change::expiry_as_number),

    answer("paging", "paging-without-total", "a page has no Total", When::Paged, change::without_total),
    answer("paging", "paging-without-per-page", "a page has no Per-Page", When::Paged, change::without_per_page),
    answer("paging", "paging-without-page", "a page has no Page", When::Paged, change::without_page),
    answer("paging", "paging-without-link", "a page has no Link", When::Paged, change::without_link),
    answer("paging", "link-without-quotes", "the relations of Link stand without rel", When::Paged, change::link_without_rel),
    answer("paging", "last-is-first", "the link to the last page leads to the first one", When::Paged, change::last_is_first),

    json("groups", "group-without-id", "a new group has no id", of(Operation::CreateAGroup), change::group_without_id),
    json("groups", "group-of-other-name", "a new group has another name than was sent", of(Operation::CreateAGroup), change::other_employer),
    json("groups", "group-without-producers", "a new group has no producers_of_record", of(Operation::CreateAGroup), change::without_producers),
    json("groups", "groups-without-wrapper", "the groups of the list are not wrapped", of(Operation::ListGroups), change::unwrapped_groups),
    json("groups", "groups-in-an-object", "the list of groups is the member of an object", of(Operation::ListGroups), change::groups_in_object),
    json("groups", "read-group-without-status", "a group that is read has no status", of(Operation::RetrieveAGroup), change::without_status),
    json("groups", "read-group-without-periods", "a group that is read has no coverage_periods", of(Operation::RetrieveAGroup), change::without_periods),
    json("groups", "read-group-of-other-name", "a group that is read has another name", of(Operation::RetrieveAGroup), change::other_employer),
    json("groups", "read-group-without-classifications", "a group that is read lists no employment classifications", of(Operation::RetrieveAGroup), change::no_classifications),
    json("groups", "group-status-in-capitals", "the status of a group is in capitals", of(Operation::RetrieveAGroup), change::status_in_capitals),
    json("installments", "installment-without-location-id", "the primary location of a new installment has no id", of(Operation::CreateAGroupInstallment), change::without_location_id),
    json("installments", "installment-of-other-fein", "a new installment has another FEIN than was sent", of(Operation::CreateAGroupInstallment), change::other_fein),
    json("installments", "updated-installment-of-other-name", "an updated installment has another name than was sent", of(Operation::UpdateAGroupInstallment), change::other_employer),
    json("installments", "updated-installment-without-id", "an updated installment has no id", of(Operation::UpdateAGroupInstallment), change::group_without_id),
    json("locations", "location-without-id", "a new location has no id", of(Operation::CreateALocation), change::without_id),
    json("locations", "location-of-other-city", "a new location is in another city than was sent", of(Operation::CreateALocation), change::other_city),

    json("coverage-periods", "period-without-state", "a new coverage period has no state", of(Operation::CreateACoveragePeriod), change::without_state),
    json("coverage-periods", "period-of-other-carrier", "a new coverage period has another carrier than was sent", of(Operation::CreateACoveragePeriod), change::other_carrier),
    json("coverage-periods", "period-id-unknown", "a new coverage period has an id that no later call knows", of(Operation::CreateACoveragePeriod), change::unknown_id),
    json("coverage-periods", "read-period-without-send-time", "a coverage period that is read has no next_send_time", READ_PERIOD, change::without_send_time),
    json("coverage-periods", "read-period-in-other-words", "the state of a coverage period that is read is in other words", READ_PERIOD, change::state_in_other_words),
    json("coverage-periods", "updated-period-of-other-dates", "an updated coverage period has other open enrollment dates than were sent", of(Operation::UpdateACoveragePeriod), change::other_open_enrollment),
    json("coverage-periods", "updated-period-without-id", "an updated coverage period has no id", of(Operation::UpdateACoveragePeriod), change::without_id),
    json("coverage-periods", "set-up-period-without-carrier", "the answer to complete-setup has no carrier_name", of(Operation::MarkCoveragePeriodSetupComplete), change::without_carrier),
    answer("exports", "file-834-as-json", "the 834 is JSON", of(Operation::CreateAn834), change::text_as_json),
    answer("exports", "file-834-without-envelope", "the 834 has no interchange envelope", of(Operation::CreateAn834), change::without_envelope),
    answer("exports", "file-834-of-nobody", "the 834 has no members", of(Operation::CreateAn834), change::without_members),
    answer("exports", "csv-as-html", "the CSV is a web page", of(Operation::CreateACsv), change::html_page),
    answer("exports", "csv-with-semicolons", "the CSV has semicolons", of(Operation::CreateACsv), change::with_semicolons),

    json("contributions", "contribution-without-id", "a new contribution has no id", of(Operation::CreateAContribution), change::without_id),
    json("contributions", "contribution-of-other-amount", "a new contribution has other amounts than were sent", of(Operation::CreateAContribution), change::other_amounts),
    json("contributions", "read-contribution-without-period", "a contribution that is read does not name its coverage period", of(Operation::RetrieveAContribution), change::without_period_id),
    json("contributions", "read-contribution-of-other-line", "a contribution that is read has another product line", of(Operation::RetrieveAContribution), change::other_line),
    json("contributions", "updated-contribution-of-other-type", "an updated contribution has another type than was sent", of(Operation::UpdateAContribution), change::other_share),
    json("contributions", "contributions-without-key", "the list of contributions is a bare array", of(Operation::ListContributions), change::bare_list),

    json("plan-availability", "availability-without-status", "a new request has no status", of(Operation::CreateAPlanAvailabilityRequest), change::without_status),
    json("plan-availability", "read-availability-of-other-line", "a request that is read has another product line", of(Operation::RetrieveAPlanAvailabilityRequest), change::other_line),
    json("plan-availability", "available-plans-without-meta", "the list of available plans has no meta", of(Operation::ListAvailablePlans), change::without_meta),
    json("plan-availability", "available-plans-without-hios-id", "available plans have no hios_id", of(Operation::ListAvailablePlans), change::without_hios_id),
    json("plan-availability", "available-plans-meta-total-zero", "meta counts no plans", of(Operation::ListAvailablePlans), change::meta_of_nothing),
    json("plans", "plan-without-id", "a new plan has no id", of(Operation::CreateAPlan), change::without_id),
    json("plans", "plan-of-other-description", "a new plan has another description than was sent", of(Operation::CreateAPlan), change::other_description),
    json("plans", "updated-plan-of-other-description", "an updated plan has another description than was sent", of(Operation::UpdateAPlan), change::other_description),
    json("plans", "updated-plan-without-id", "an updated plan has no id", of(Operation::UpdateAPlan), change::without_id),
    json("employment-classifications", "classification-without-id", "a new classification has no id", of(Operation::CreateAnEmploymentClassification), change::without_id),
    json("employment-classifications", "classification-of-other-type", "a new classification has another type than was sent", of(Operation::CreateAnEmploymentClassification), change::other_class_type),
    json("employment-classifications", "updated-classification-of-other-description", "an updated classification has another description than was sent", of(Operation::UpdateAnEmploymentClassification), change::other_description),

    json("subscribers", "subscriber-without-id", "a new subscriber has no id", of(Operation::CreateASubscriber), change::subscriber_without_id),
    json("subscribers", "subscriber-without-dependents", "a new subscriber has no dependents", of(Operation::CreateASubscriber), change::without_dependents),
    json("subscribers", "subscriber-without-languages", "a new subscriber has no languages", of(Operation::CreateASubscriber), change::without_languages),
    json("subscribers", "subscriber-of-other-name", "a new subscriber has another last name than was sent", of(Operation::CreateASubscriber), change::other_last_name),
    json("subscribers", "read-subscriber-without-status", "a subscriber that is read has no status", of(Operation::RetrieveASubscriber), change::without_status),
    json("subscribers", "read-subscriber-without-errors", "a subscriber that is read has no errors", of(Operation::RetrieveASubscriber), change::without_errors),
    json("subscribers", "read-subscriber-of-other-name", "a subscriber that is read has another last name", of(Operation::RetrieveASubscriber), change::other_last_name),
    json("subscribers", "read-subscriber-without-employment", "a subscriber that is read has no employment_details", of(Operation::RetrieveASubscriber), change::without_employment),
    json("subscribers", "updated-subscriber-without-id", "an updated subscriber has no id", of(Operation::UpdateASubscriber), change::without_id),
    json("subscribers", "updated-subscriber-of-other-name", "an updated subscriber has another last name than was sent", of(Operation::UpdateASubscriber), change::other_last_name),
    json("subscribers", "listed-subscribers-without-status", "listed subscribers have no status", of(Operation::ListSubscribers), change::without_status),
    json("subscribers", "listed-subscribers-of-one-name", "listed subscribers have one last name", of(Operation::ListSubscribers), change::other_last_name),
    json("dependents", "dependent-without-id", "a new dependent has no id", of(Operation::CreateADependent), change::without_id),
    json("dependents", "dependent-without-schools", "a new dependent has no schools", of(Operation::CreateADependent), change::without_schools),
    json("dependents", "dependent-of-other-relationship", "a new dependent has another relationship than was sent", of(Operation::CreateADependent), change::other_relationship),
    json("dependents", "updated-dependent-of-other-name", "an updated dependent has another last name than was sent", of(Operation::UpdateADependent), change::other_last_name),
    json("dependents", "updated-dependent-without-id", "an updated dependent has no id", of(Operation::UpdateADependent), change::without_id),

    json("life-events", "event-without-status", "a new life event has no status", of(Operation::CreateAQle), change::without_status),
    json("life-events", "event-of-other-kind", "a new life event is another one than was sent", of(Operation::CreateAQle), change::other_event),
    json("life-events", "event-elections-lost", "a new life event has no elections", of(Operation::CreateAQle), change::no_elections),
    json("life-events", "listed-events-without-id", "listed life events have no id", of(Operation::ListQles), change::without_id),
    json("life-events", "listed-event-elections-lost", "listed life events have no elections", of(Operation::ListQles), change::no_elections),
    json("life-events", "updated-event-of-other-date", "an updated life event has another date than was sent", of(Operation::UpdateAQle), change::other_date),
    json("life-events", "updated-event-without-status", "an updated life event has no status", of(Operation::UpdateAQle), change::without_status),

    json("enrollment-problems", "problems-without-severity", "listed problems have no severity", of(Operation::ListEnrollmentProblems), change::without_severity),
    json("enrollment-problems", "problems-without-discrepancy", "listed problems have no discrepancy", of(Operation::ListEnrollmentProblems), change::without_discrepancy),
    json("enrollment-problems", "problems-without-period", "listed problems do not name their coverage period", of(Operation::ListEnrollmentProblems), change::without_period_id),
    json("enrollment-problems", "comment-without-id", "a comment has no id", of(Operation::CommentOnAnEnrollmentProblem), change::without_id),
    json("enrollment-problems", "comment-of-other-words", "a comment has another message than was sent", of(Operation::CommentOnAnEnrollmentProblem), change::other_message),
    json("enrollment-problems", "comment-by-ideon", "a comment is said to be Ideon's", of(Operation::CommentOnAnEnrollmentProblem), change::sent_by_ideon),
    json("enrollment-problems", "resolution-of-other-words", "a resolution has another message than was sent", of(Operation::ResolveAnEnrollmentProblem), change::other_message),
    json("enrollment-problems", "resolved-stays-unresolved", "a resolved problem is called unresolved", of(Operation::ResolveAnEnrollmentProblem), change::unresolved),
    json("supporting-documents", "documents-without-status", "listed documents have no status", of(Operation::ListSupportingDocuments), change::without_status),
    json("supporting-documents", "documents-without-type", "listed documents have no document_type", of(Operation::ListSupportingDocuments), change::without_document_type),
    json("supporting-documents", "attached-without-filename", "the answer to a signed document has no filename", of(Operation::AttachSignedSupportingDocument), change::without_filename),
    json("census-requests", "census-without-errors", "a census has no errors", of(Operation::RetrieveACensusRequest), change::census_without_errors),
    json("census-requests", "census-without-period", "a census does not name its coverage period", of(Operation::RetrieveACensusRequest), change::without_period_id),
    json("census-requests", "census-subscribers-without-status", "the subscribers of a census have no status", of(Operation::ListCensusRequestSubscribers), change::without_status),
    json("transmissions", "transmissions-without-type", "the transmissions of a coverage period have no type", of(Operation::ListCoverageTransmissions), change::without_type),
    json("transmissions", "transmissions-of-other-plan", "the transmissions of a coverage period name another plan", of(Operation::ListCoverageTransmissions), change::other_plan),
    json("transmissions", "member-transmissions-without-time", "the transmissions of a member have no sent_at", of(Operation::ListMemberCoverageTransmissions), change::without_sent_at),
    json("transmissions", "member-transmissions-of-other-plan", "the transmissions of a member name another plan", of(Operation::ListMemberCoverageTransmissions), change::other_plan),
    json("transmissions", "file-transmissions-without-elections", "the transmissions of a file have no elections", of(Operation::ListFileCoverageTransmissions), change::without_elections),
    json("file-deliveries", "files-without-name", "file deliveries have no file_name", of(Operation::ListFileDeliveries), change::without_file_name),
    json("file-deliveries", "files-without-time", "file deliveries have no sent_at", of(Operation::ListFileDeliveries), change::without_sent_at),
    answer("hooks", "hook-answers-200", "a subscription is answered with 200", of(Operation::SubscribeToGroupUpdates), change::plain_ok),
    answer("rsp", "rsp-in-other-words", "an accepted form is answered in other words", of(Operation::Rsppost), change::other_words),
    answer("rsp", "rsp-answers-201", "an accepted form is answered with 201", of(Operation::Rsppost), change::created),

    answer("statuses", "created-is-200", "what is made is answered with 200", When::Succeeded("POST", 201), change::plain_ok),
    answer("statuses", "created-is-202", "what is made is answered with 202", When::Succeeded("POST", 201), change::accepted),
    answer("statuses", "odd-reads-answer-200", "reads that are documented with 201 answer 200", When::Succeeded("GET", 201), change::plain_ok),
    answer("statuses", "odd-updates-answer-200", "updates that are documented with 201 answer 200", When::Succeeded("PUT", 201), change::plain_ok),
    answer("statuses", "reads-answer-202", "reads answer 202", When::Succeeded("GET", 200), change::accepted),
    answer("statuses", "updates-answer-202", "updates that are documented with 200 answer 202", When::Succeeded("PUT", 200), change::accepted),
    answer("statuses", "setup-answers-202", "complete-setup answers 202", of(Operation::MarkCoveragePeriodSetupComplete), change::accepted),

    answer("statuses", "failures-are-200", "a failure of the server's own is a 200", When::AnyFailure, change::plain_ok),
    answer("statuses", "failures-as-html", "a failure of the server's own is a web page", When::AnyFailure, change::html_page),
    json("resources", "updated-id-unknown", "an update answers an id that no later call knows", When::Succeeded("PUT", 201), change::unknown_id),
    json("resources", "accents-lost", "letters beyond ASCII in what is made come back as question marks", When::Succeeded("POST", 201), change::accents_lost),
    json("resources", "cents-rounded", "amounts in what is made come back in whole hundreds", When::Succeeded("POST", 201), change::cents_rounded),
    json("resources", "nulls-dropped", "members that are null are left out", When::Succeeded("POST", 201), change::nulls_dropped),
    json("supporting-documents", "attached-in-wrapper", "the answer to a signed document comes in a wrapper", of(Operation::AttachSignedSupportingDocument), change::wrapped_document),
    json("census-requests", "census-subscribers-unwrapped", "the subscribers of a census are not wrapped", of(Operation::ListCensusRequestSubscribers), change::unwrapped_subscribers),
    json("locations", "secondary-locations-without-id", "a group that is read has secondary locations without ids", of(Operation::RetrieveAGroup), change::secondary_without_id),
    answer("exports", "csv-as-json", "the CSV is JSON", of(Operation::CreateACsv), change::text_as_json),
    answer("exports", "csv-never-quoted", "the CSV quotes nothing", of(Operation::CreateACsv), change::never_quoted),

    json("errors", "errors-without-parameter", "errors have no parameter", When::AnyRefusal, change::without_parameter),
    json("errors", "errors-without-type", "errors have no error_type", When::AnyRefusal, change::without_error_type),
    json("errors", "errors-without-message", "errors have no message", When::AnyRefusal, change::without_message),
    json("errors", "errors-of-other-parameter", "errors name another parameter", When::AnyRefusal, change::other_parameter),
    json("errors", "errors-of-one-type", "every error is called unauthorized", When::AnyRefusal, change::always_unauthorized),
    json("errors", "only-first-error", "only the first of several errors is told", When::Refused(422), change::only_first_error),
    json("errors", "errors-as-object", "errors is an object", When::AnyRefusal, change::errors_as_object),
    json("errors", "errors-bare-list", "errors come as a bare array", When::AnyRefusal, change::bare_list),
    answer("errors", "errors-as-html", "a refusal is a web page", When::AnyRefusal, change::html_page),
    answer("errors", "errors-as-text", "a refusal says that it is plain text", When::AnyRefusal, change::plain_text),
    answer("errors", "errors-are-200", "a refusal has the status 200", When::AnyRefusal, change::plain_ok),
    answer("errors", "unauthorized-as-403", "a 401 is a 403", When::Refused(401), change::forbidden),
    answer("errors", "unauthorized-as-400", "a 401 is a 400", When::Refused(401), change::bad_request),
    answer("errors", "forbidden-as-401", "a 403 is a 401", When::Refused(403), change::unauthorized),
    answer("errors", "forbidden-as-404", "a 403 is a 404", When::Refused(403), change::not_found),
    answer("errors", "not-found-as-400", "a 404 is a 400", When::Refused(404), change::bad_request),
    answer("errors", "not-found-as-500", "a 404 is a 500", When::Refused(404), change::failed),
    answer("errors", "malformed-as-422", "a 400 is a 422", When::Refused(400), change::unprocessable),
    answer("errors", "malformed-as-500", "a 400 is a 500", When::Refused(400), change::failed),
    answer("errors", "invalid-as-400", "a 422 is a 400", When::Refused(422), change::bad_request),
    answer("errors", "invalid-as-500", "a 422 is a 500", When::Refused(422), change::failed),
    answer("errors", "wrong-method-as-404", "a 405 is a 404", When::Refused(405), change::not_found),
    answer("errors", "limit-as-503", "a 429 is a 503", When::Refused(429), change::unavailable),

    answer("transport", "teapot", "a coverage period that is read is answered with 418", READ_PERIOD, change::teapot),
    answer("transport", "json-as-text", "a coverage period that is read says that it is text", READ_PERIOD, change::plain_text),
    answer("transport", "trailing-bytes", "more bytes follow the JSON of a coverage period that is read", READ_PERIOD, change::trailing_bytes),
    answer("transport", "duplicate-member", "a coverage period that is read has its state twice", READ_PERIOD, change::state_twice),
    order("truncated-body", "half of a coverage period that is read arrives", |_| Order::Cut),
    order("reset-connection", "the connection is reset instead of a coverage period", |_| Order::Reset),
    order("not-http", "what comes instead of a coverage period is not HTTP", |_| Order::NotHttp),
    order("slow-answer", "a coverage period that is read comes late", |settings| Order::Slow(settings.slow_answer)),
];
