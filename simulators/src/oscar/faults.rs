//! The named faults: each is one change of behaviour against the honest simulator.

use super::{
    effects as change,
    errors::Trigger,
    service::{Operation, When},
    settings::Settings,
};
use crate::http::{Order, Response};
use serde_json::Value;

/// One named defect that the simulator can have.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// A kebab-case name that is unique for ever.
    pub name: &'static str,
    /// The part of the API that it harms.
    pub area: &'static str,
    /// What is different, in the present tense.
    pub summary: &'static str,
    pub(super) defect: Defect,
}

/// How a fault is brought about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Defect {
    /// An operation behaves otherwise.
    Rule(Rule),
    /// A wrong request passes.
    Accepts(Trigger),
    /// The JSON of some answers is changed; the number differs at each answer.
    Json(When, fn(&mut Value, u64)),
    /// Some answers are changed above HTTP.
    Answer(When, fn(&mut Response)),
    /// Some answers are harmed below HTTP.
    Order(When, fn(&Settings) -> Order),
}

/// Behaviour that an operation asks for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    CreateNotStored,
    CreateRefused,
    OptionalPartsRefused,
    SsnNeeded,
    RemembersRefusals,
    EventAlwaysNeeded,
    WindowTooShort,
    WindowTooLong,
    UnstableIds,
    OnlyThePersonAsked,
    MixesFamilies,
    HolderLostByUpdate,
    DependentNotStored,
    DependentRefused,
    ChangeNotStored,
    PreferenceNotStored,
    PreferencesShared,
    AutopayStaysOn,
    ReadingTogglesAutopay,
    AnyPreference,
    AnyMember,
    MemberUnneeded,
    BrokenJson,
    PendingNeverClears,
    PendingForEverybody,
    RetryCarriedOut,
    AnyCertificate,
    NoCertificate,
}

const fn rule(area: &'static str, name: &'static str, summary: &'static str, rule: Rule) -> Fault {
    Fault { name, area, summary, defect: Defect::Rule(rule) }
}

const fn accepts(name: &'static str, summary: &'static str, trigger: Trigger) -> Fault {
    Fault { name, area: "rules", summary, defect: Defect::Accepts(trigger) }
}

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
    Fault { name, area: "transport", summary, defect: Defect::Order(GET, order) }
}

const HEALTH: When = When::Success(Operation::Health);
const CREATE: When = When::Success(Operation::CreateMembership);
const GET: When = When::Success(Operation::GetMembership);
const UPDATE: When = When::Success(Operation::UpdateMembership);
const BALANCE: When = When::Success(Operation::GetBalance);
const UPSERT: When = When::Success(Operation::UpsertPaymentPreference);
const PREFERENCES: When = When::Success(Operation::GetPaymentPreferences);

/// All faults, by area.
#[rustfmt::skip]
pub(super) static FAULTS: &[Fault] = &[
    answer("health", "health-wrong-text", "the health check answers with another text", HEALTH, change::wrong_health_text),

    json("create", "create-without-oscar-id", "a creation answers without oscar_id, at any depth", CREATE, change::without_oscar_id),
    json("create", "create-without-application-id", "a creation answers without application_id", CREATE, change::without_application_id),
    json("create", "create-oscar-id-is-number", "oscar_id in a creation's answer is a number", CREATE, change::oscar_id_is_number),
    json("create", "create-oscar-id-malformed", "oscar_id in a creation's answer has no hyphen and suffix", CREATE, change::oscar_id_malformed),
    rule("create", "create-not-stored", "a creation answers well, but nobody is enrolled", Rule::CreateNotStored),
    rule("create", "refuses-valid-create", "every creation is refused with an ACTIONABLE error", Rule::CreateRefused),
    rule("create", "refuses-optional-parts", "a creation that names an agent or an employer is refused", Rule::OptionalPartsRefused),
    rule("create", "refuses-missing-ssn", "a creation is refused if an enrollee has no SSN", Rule::SsnNeeded),
    rule("create", "refuses-correction", "who was refused once is refused when the creation is corrected, too", Rule::RemembersRefusals),
    rule("create", "qle-always-needed", "a creation needs qle_info during Open Enrollment, too", Rule::EventAlwaysNeeded),
    rule("create", "enrollment-window-too-short", "Open Enrollment opens a day late and closes a day early", Rule::WindowTooShort),
    rule("create", "enrollment-window-too-long", "Open Enrollment opens a day early and closes a day late", Rule::WindowTooLong),
    json("create", "create-repeats-application-id", "every creation answers with the same application_id", CREATE, change::same_application_id),
    answer("create", "create-wrong-status", "a creation answers 418 with the right body", CREATE, change::teapot),
    answer("create", "create-wrong-content-type", "a creation's answer says that it is text/plain", CREATE, change::plain_text),

    json("get", "get-without-memberships", "get-membership answers without memberships", GET, change::without_memberships),
    json("get", "get-memberships-is-object", "memberships is an object, keyed by number", GET, change::memberships_is_object),
    json("get", "get-without-effectuation-status", "no element has an effectuation_status", GET, change::without_effectuation_status),
    json("get", "get-effectuation-status-unknown-value", "effectuation_status is ACTIVE", GET, change::unknown_effectuation_status),
    json("get", "get-never-effectuated", "effectuation_status is always UNEFFECTUATED", GET, change::never_effectuated),
    json("get", "get-without-coverage-start", "no element has a coverage_start", GET, change::without_coverage_start),
    json("get", "get-coverage-start-is-number", "coverage_start is a number such as 20260701", GET, change::coverage_start_is_number),
    json("get", "get-shifts-coverage-start", "coverage_start is a day late", GET, change::shifted_coverage_start),
    json("get", "get-wrong-coverage-end", "coverage_end is a day early", GET, change::wrong_coverage_end),
    json("get", "get-email-is-number", "email, two objects deep, is a number", GET, change::email_is_number),
    json("get", "get-date-of-birth-is-american", "date_of_birth reads MM/DD/YYYY", GET, change::american_date_of_birth),
    json("get", "get-family-role-unknown-value", "family_role is SUBSCRIBER for the policy holder", GET, change::unknown_family_role),
    json("get", "get-without-member-ids", "no element has an oscar_id", GET, change::without_oscar_id),
    rule("get", "get-unstable-ids", "every call shows other ids for the same people", Rule::UnstableIds),
    rule("get", "get-only-the-person-asked", "only the person whose id was asked for is listed", Rule::OnlyThePersonAsked),
    json("get", "get-lists-a-stranger", "memberships has one more element, of somebody whom nobody enrolled", GET, change::a_stranger),
    rule("get", "get-mixes-families", "memberships lists the members of all families", Rule::MixesFamilies),
    rule("get", "get-drops-policy-holder-after-update", "after an update the policy holder is no longer listed", Rule::HolderLostByUpdate),

    json("update", "update-without-dependent", "an update's answer lists no dependents", UPDATE, change::without_dependents),
    json("update", "update-dependent-without-oscar-id", "dependents in an update's answer have no oscar_id", UPDATE, change::dependents_without_id),
    json("update", "update-dependent-shares-oscar-id", "dependents in an update's answer have the policy holder's oscar_id", UPDATE, change::dependents_share_id),
    rule("update", "get-omits-dependent", "an update answers well, but the dependent is not stored", Rule::DependentNotStored),
    rule("update", "update-not-stored", "an update of somebody's data answers well, but is not stored", Rule::ChangeNotStored),
    rule("update", "refuses-dependent", "an update that adds somebody is refused", Rule::DependentRefused),

    json("balance", "balance-without-overdue", "the balance has no overdue_balance", BALANCE, change::without_overdue),
    json("balance", "balance-without-upcoming", "the balance has no upcoming_due_balance", BALANCE, change::without_upcoming),
    json("balance", "balance-without-credit", "the balance has no credit_amount", BALANCE, change::without_credit),
    json("balance", "balance-without-overall", "the balance has no overall_balance_amount", BALANCE, change::without_overall),
    json("balance", "balance-amount-is-word", "upcoming_due_balance is a word", BALANCE, change::amount_is_word),
    json("balance", "balance-does-not-add-up", "overall_balance_amount is one more than its parts", BALANCE, change::overall_is_off),
    json("balance", "balance-wrong-premium", "the premium is ten more than what was enrolled", BALANCE, change::wrong_premium),

    json("preferences", "preference-autopay-false", "the upsert answers that autopay is off", UPSERT, change::autopay_false),
    json("preferences", "preference-autopay-is-text", "the upsert answers autopay as text", UPSERT, change::autopay_is_text),
    json("preferences", "preference-without-autopay", "the upsert answers without is_autopay_enabled", UPSERT, change::without_autopay),
    json("preferences", "preference-owner-member", "the upsert answers that the member owns the payment method", UPSERT, change::owner_member),
    json("preferences", "preference-without-owner", "the upsert answers without payment_method_owner", UPSERT, change::without_owner),
    rule("preferences", "preference-not-stored", "an upsert answers well, but is not stored", Rule::PreferenceNotStored),
    rule("preferences", "preferences-shared", "an upsert is stored for every family", Rule::PreferencesShared),
    rule("preferences", "autopay-stays-on", "once autopay is on, an upsert cannot turn it off", Rule::AutopayStaysOn),
    rule("preferences", "reading-toggles-autopay", "each get-payment-preferences turns autopay over", Rule::ReadingTogglesAutopay),
    json("preferences", "preferences-empty", "get-payment-preferences answers an empty object", PREFERENCES, change::empty),
    json("preferences", "preferences-autopay-off", "get-payment-preferences says that autopay is off", PREFERENCES, change::autopay_false),
    json("preferences", "preference-owner-lost", "get-payment-preferences has no payment_method_owner", PREFERENCES, change::without_owner),

    accepts("accepts-non-numeric-ssn", "an SSN with other characters than digits passes", Trigger::NonNumericSsn),
    accepts("accepts-short-ssn", "an SSN of fewer than 9 digits passes", Trigger::ShortSsn),
    accepts("accepts-long-ssn", "an SSN of more than 9 digits passes", Trigger::LongSsn),
    accepts("accepts-missing-policy-info", "a creation without policy_info passes", Trigger::PolicyInfo),
    accepts("accepts-missing-enrollees", "a creation without enrollees passes", Trigger::Enrollees),
    accepts("accepts-missing-policy-holder", "a creation without a POLICY_HOLDER passes", Trigger::PolicyHolder),
    accepts("accepts-duplicate-ssn", "two enrollees with the same SSN pass", Trigger::DuplicateSsn),
    accepts("accepts-missing-qle", "a creation outside Open Enrollment passes without qle_info", Trigger::Event),
    accepts("accepts-unknown-qle", "a life event that is on no list passes", Trigger::EventCode),
    accepts("accepts-malformed-values", "values in a wrong format, or on no list, pass", Trigger::Value),
    rule("rules", "accepts-incomplete-preference", "an upsert passes whatever it lacks", Rule::AnyPreference),
    rule("rules", "accepts-unknown-member", "an oscar_id that nobody has is taken for the first member's", Rule::AnyMember),
    rule("rules", "accepts-missing-member", "a request without an oscar_id is taken as the first member's", Rule::MemberUnneeded),
    rule("rules", "accepts-broken-json", "a body that lacks its last brace passes", Rule::BrokenJson),

    json("errors", "error-without-error-code", "ACTIONABLE errors have no error_code", When::Refused, change::without_error_code),
    json("errors", "error-code-is-empty", "error_code of ACTIONABLE errors is empty", When::Refused, change::empty_error_code),
    json("errors", "error-without-field", "ACTIONABLE errors have no field", When::Refused, change::without_field),
    json("errors", "error-field-is-number", "field of ACTIONABLE errors is a number", When::Refused, change::field_is_number),
    json("errors", "error-names-wrong-field", "field of ACTIONABLE errors names is_ichra, whatever is wrong", When::Refused, change::wrong_field),
    answer("errors", "error-as-text", "ACTIONABLE errors are a line of plain text", When::Refused, change::line_of_text),
    answer("errors", "html-error-page", "ACTIONABLE errors are an HTML page", When::Refused, change::html_page),
    answer("errors", "actionable-as-422", "ACTIONABLE errors have the status 422", When::Refused, change::unprocessable),
    answer("errors", "retry-as-500", "RETRY errors have the status 500", When::Retry, change::internal),
    rule("errors", "pending-never-clears", "once a call met a pending transaction, every call does", Rule::PendingNeverClears),
    rule("errors", "pending-holds-up-everybody", "a pending transaction of one member holds up all others", Rule::PendingForEverybody),
    rule("errors", "retry-carried-out", "a call that is answered as RETRY is carried out all the same", Rule::RetryCarriedOut),
    answer("errors", "escalate-as-503", "ESCALATE errors have the status 503", When::Escalate, change::unavailable),
    json("errors", "escalate-without-application-id", "ESCALATE errors have no application_id", When::Escalate, change::without_application_id),

    order("truncated-body", "get-membership's body ends half way", |_| Order::Cut),
    answer("transport", "trailing-bytes", "get-membership's JSON is followed by more bytes", GET, change::trailing_bytes),
    answer("transport", "duplicate-member", "get-membership's JSON has effectuation_status twice in one object", GET, change::duplicate_member),
    answer("transport", "latin1-body", "get-membership's first last_name has a Latin-1 byte, so the body is not UTF-8", GET, change::latin1),
    order("reset-connection", "get-membership resets the connection", |_| Order::Reset),
    order("not-http", "get-membership answers bytes that are not HTTP", |_| Order::NotHttp),
    order("slow-answer", "get-membership answers late (setting `slow_answer`)", |settings| Order::Slow(settings.slow_answer)),

    rule("security", "accepts-any-certificate", "any certificate is let in, or none", Rule::AnyCertificate),
    rule("security", "refuses-every-certificate", "every call answers 401", Rule::NoCertificate),
];
