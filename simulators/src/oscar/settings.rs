//! Everything about Oscar that no document states. Each member names the row of the fact dossier (`U11`, `E3`, `2.4`) or
//! of the open readings (`reading 5`) that it follows; the default is the reading that the project takes.

mod readings;

use std::time::Duration;

pub use readings::Reading;

/// What the simulator assumes. The defaults are the dossier's proposals.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Paths of the operations (2.0, U8).
    pub paths: Paths,
    /// Names of members whose name no document gives (U1, U11).
    pub names: Names,
    /// Statuses of successes and of an unknown member (U6, U18).
    pub statuses: Statuses,

    /// How an error body is nested (U15).
    pub error_shape: ErrorShape,
    /// How `field` is written (U17).
    pub field_notation: FieldNotation,
    /// The error codes' spelling (U16).
    pub error_codes: ErrorCodes,
    /// Which errors carry an `application_id`; an ESCALATE error always does (3.3, U31).
    pub application_ids: ApplicationIds,
    /// The body of a 401 (U19).
    pub unauthorized_body: UnauthorizedBody,
    /// An unregistered certificate, or none, over TLS (reading 9). The program's profile decides once, at the start.
    pub unregistered_certificate: UnregisteredCertificate,
    /// Whether a body without `Content-Type: application/json` is a 415 (U20).
    pub content_type_needed: bool,

    /// Which nested request members must be there (U3).
    pub required: RequiredMembers,
    /// Whether the two newest members of a creation must be there (U1, 2.1 "2026").
    pub ichra_and_signature_needed: bool,
    /// Whether a code that no list knows is refused (U4).
    pub strict_codes: bool,
    /// Values of `relationship_type` (U4).
    pub relationship_types: Vec<String>,
    /// Whether a family may have two policy holders (2.1).
    pub several_policy_holders_accepted: bool,
    /// Whether coverage has to start on the first of a month (U27).
    pub first_of_month_needed: bool,
    /// The days of Open Enrollment, both included (U26).
    pub enrollment_window: EnrollmentWindow,
    /// Whose date decides Open Enrollment (reading 1).
    pub enrollment_date: EnrollmentDate,
    /// Which enrollee `field` names when two share an SSN (reading 2).
    pub duplicate_field: DuplicateField,
    /// What an empty list of enrollees lacks (reading 3).
    pub empty_enrollees: EmptyEnrollees,
    /// A creation for somebody who has a contract (reading 8, U22).
    pub existing_person: ExistingPerson,
    /// Whether `cancel_overlapping_eligibility` ends the older cover (B6).
    pub overlap_ends_older: bool,

    /// Where the ids of an enrollment stand in the answer (reading 10, U5).
    pub id_position: IdPosition,
    /// Whether `get-membership` takes a top-level `oscar_id` beside `member_info.oscar_id` (U9).
    pub get_accepts_flat_id: bool,
    /// How an element of `memberships` is nested (U10).
    pub membership_shape: MembershipShape,
    /// Several coverage spans of one person (2.2).
    pub spans: Spans,
    /// `coverage_end` when the request gave none (reading 4, U28, E6).
    pub coverage_end: CoverageEnd,

    /// Who must be listed in an update (reading 5, U7).
    pub update_list: UpdateList,
    /// Whom the answer to an update lists (reading 5).
    pub update_answer: UpdateAnswer,
    /// Whether an update must list enrollees at all (2.3).
    pub update_needs_enrollees: bool,
    /// Whether an update may cancel, terminate and reinstate (U7, 5.3).
    pub terminations: bool,
    /// Whether the rules of the file flow govern updates: effective dates, reasons, events, everyone listed (C1 to C7).
    pub file_change_rules: bool,

    /// Whether an enrollment is effectuated at once, as the guide's step 3 has it (E3).
    pub auto_effectuate: bool,
    /// Whether the first premium counts as paid (reading 6).
    pub binder: Binder,
    /// Whether autopay pays what falls due (E4).
    pub autopay_pays: bool,
    /// How money is written (U11).
    pub money: Money,
    /// The sign of `credit_amount` (U11).
    pub credit_sign: CreditSign,

    /// Whether the first preference needs a `payment_token` (reading 7, U12).
    pub payment_token: PaymentToken,
    /// Values of `payment_token.type` (U12).
    pub payment_token_types: Vec<String>,
    /// Values of `payment_method_owner` (U13).
    pub payment_method_owners: Vec<String>,
    /// The answer of `get-payment-preferences` (U14).
    pub preference_shape: PreferenceShape,

    /// How late the fault `slow-answer` answers, in real time. No row: it is the simulator's own.
    pub slow_answer: Duration,
}

/// Paths of the six operations.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the path of the operation that it is named after")]
pub struct Paths {
    pub create_membership: String,
    pub get_membership: String,
    pub update_membership: String,
    pub get_balance: String,
    pub upsert_payment_preference: String,
    pub get_payment_preferences: String,
}

/// Names of members whose name no document gives.
#[derive(Clone, Debug)]
pub struct Names {
    /// In a creation: whether it is an ICHRA enrollment.
    pub is_ichra: String,
    /// In a creation: when the member signed.
    pub date_signed: String,
    /// In a balance request: the day that the balance is seen from.
    pub as_of_date: String,
    /// In a balance: the premium.
    pub monthly_premium: String,
    /// In a balance: when the next amount falls due.
    pub upcoming_due_date: String,
}

/// HTTP statuses.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "each is the success status of the operation that it is named after, but the last"
)]
pub struct Statuses {
    pub create_membership: u16,
    pub get_membership: u16,
    pub update_membership: u16,
    pub get_balance: u16,
    pub upsert_payment_preference: u16,
    pub get_payment_preferences: u16,
    /// For an `oscar_id` that nobody has.
    pub unknown_member: u16,
}

/// The spelling of error codes.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the code that it is named after; dossier 3.4 has the triggers")]
pub struct ErrorCodes {
    pub invalid_ssn: String,
    pub missing_required_field: String,
    pub missing_policy_holder: String,
    pub duplicate_ssn: String,
    pub qle_required: String,
    pub invalid_qle: String,
    pub invalid_field_value: String,
    pub malformed_request: String,
    pub member_not_found: String,
    pub existing_membership: String,
    pub pending_transaction: String,
    pub service_unavailable: String,
    pub internal_error: String,
}

/// A day of each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnrollmentWindow {
    /// Month and day of the first day.
    pub from: (u8, u8),
    /// Month and day of the last day; before `from` it lies in the next year.
    pub until: (u8, u8),
}

/// How an error body is nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// `{"error_code": …}`
    Flat,
    /// `{"error": {"error_code": …}}`
    UnderError,
    /// `{"errors": [{"error_code": …}, …]}`, every problem of the request.
    List,
}

/// How `field` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldNotation {
    /// `enrollees[0].ssn`
    Dotted,
    /// `/enrollees/0/ssn`
    JsonPointer,
    /// `ssn`
    Name,
}

/// Which errors carry an `application_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationIds {
    /// Those of writing calls, and ESCALATE; others have null.
    WritesAndEscalate,
    /// ESCALATE only; others have null.
    EscalateOnly,
}

/// The body of a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnauthorizedBody {
    /// `{"message": "Unauthorized"}`
    Message,
    /// None.
    Empty,
}

/// What an unregistered certificate, or none, meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnregisteredCertificate {
    /// HTTP 401.
    Unauthorized,
    /// A TLS alert.
    RefusedHandshake,
}

/// Which nested request members must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequiredMembers {
    /// Those that Oscar's file specification requires.
    File,
    /// Only those that the REST documents state.
    Documented,
}

/// Whose date decides Open Enrollment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrollmentDate {
    /// The simulator's clock, in UTC.
    Today,
    /// The date of the signature; today without one.
    Signature,
    /// The policy holder's `coverage_start`; today without one.
    CoverageStart,
}

/// Which enrollee `field` names when two share an SSN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum DuplicateField {
    First,
    Second,
    /// `enrollees`
    List,
}

/// What an empty list of enrollees lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum EmptyEnrollees {
    PolicyHolder,
    Field,
}

/// A creation for somebody who has a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum ExistingPerson {
    /// Told by the SSN.
    Refused,
    Accepted,
}

/// Where the ids of an enrollment stand in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdPosition {
    /// `oscar_id` and `application_id` at the top, and `oscar_id` with each enrollee.
    Top,
    /// Both with each enrollee only.
    InArray,
}

/// How an element of `memberships` is nested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MembershipShape {
    /// Under `member_info` and `eligibility_info`.
    Nested,
    /// All members side by side.
    Flat,
}

/// Several coverage spans of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spans {
    /// One element of `memberships` each.
    Repeated,
    /// Only the latest.
    Latest,
}

/// `coverage_end` when the request gave none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum CoverageEnd {
    /// 31 December of the plan year.
    PlanYearEnd,
    Null,
    Absent,
}

/// Who must be listed in an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum UpdateList {
    Anyone,
    WholeFamily,
}

/// Whom the answer to an update lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum UpdateAnswer {
    Sent,
    Family,
}

/// Whether the first premium counts as paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binder {
    /// The first amount falls due on the first of the month after the later of enrollment and coverage start.
    Paid,
    /// One more amount falls due on the coverage start.
    Open,
}

/// How money is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// `329.32`
    Number,
    /// `"329.32"`, always two decimals.
    Text,
}

/// The sign of `credit_amount`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreditSign {
    /// Overall = overdue + upcoming - credit.
    Positive,
    /// Overall = overdue + upcoming + credit.
    Negative,
}

/// Whether the first preference needs a `payment_token`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum PaymentToken {
    Optional,
    NeededFirst,
}

/// The answer of `get-payment-preferences`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreferenceShape {
    /// `{"payment_preferences": […]}`, empty without one.
    Array,
    /// `{"payment_preference": {…}}`, null without one.
    Member,
    /// The preference itself, `{}` without one.
    Object,
}

impl Default for Settings {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            paths: Paths::default(),
            names: Names::default(),
            statuses: Statuses::default(),
            error_shape: ErrorShape::Flat,
            field_notation: FieldNotation::Dotted,
            error_codes: ErrorCodes::default(),
            application_ids: ApplicationIds::WritesAndEscalate,
            unauthorized_body: UnauthorizedBody::Message,
            unregistered_certificate: UnregisteredCertificate::Unauthorized,
            content_type_needed: true,
            required: RequiredMembers::File,
            ichra_and_signature_needed: true,
            strict_codes: true,
            relationship_types: words(&["POLICY_HOLDER", "SPOUSE", "CHILD", "WARD"]),
            several_policy_holders_accepted: false,
            first_of_month_needed: false,
            enrollment_window: EnrollmentWindow { from: (11, 1), until: (1, 15) },
            enrollment_date: EnrollmentDate::Today,
            duplicate_field: DuplicateField::Second,
            empty_enrollees: EmptyEnrollees::PolicyHolder,
            existing_person: ExistingPerson::Refused,
            overlap_ends_older: true,
            id_position: IdPosition::Top,
            get_accepts_flat_id: true,
            membership_shape: MembershipShape::Nested,
            spans: Spans::Repeated,
            coverage_end: CoverageEnd::PlanYearEnd,
            update_list: UpdateList::Anyone,
            update_answer: UpdateAnswer::Sent,
            update_needs_enrollees: true,
            terminations: false,
            file_change_rules: false,
            auto_effectuate: true,
            binder: Binder::Paid,
            autopay_pays: true,
            money: Money::Number,
            credit_sign: CreditSign::Positive,
            payment_token: PaymentToken::Optional,
            payment_token_types: words(&["ACH"]),
            payment_method_owners: words(&["VENDOR", "MEMBER"]),
            preference_shape: PreferenceShape::Array,
            slow_answer: Duration::from_secs(60),
        }
    }
}

impl Default for Paths {
    fn default() -> Self {
        let memberships = |verb: &str| format!("/ichra-api/v1/memberships/{verb}");
        let payments = |verb: &str| format!("/ichra-api/v1/payments/{verb}");
        Self {
            create_membership: memberships("create-membership"),
            get_membership: memberships("get-membership"),
            update_membership: memberships("update-membership"),
            get_balance: payments("get-balance"),
            upsert_payment_preference: payments("upsert-payment-preference"),
            get_payment_preferences: payments("get-payment-preferences"),
        }
    }
}

impl Default for Names {
    fn default() -> Self {
        Self {
            is_ichra: "is_ichra".to_owned(),
            date_signed: "date_signed".to_owned(),
            as_of_date: "as_of_date".to_owned(),
            monthly_premium: "monthly_premium".to_owned(),
            upcoming_due_date: "upcoming_due_date".to_owned(),
        }
    }
}

impl Default for Statuses {
    fn default() -> Self {
        Self {
            create_membership: 200,
            get_membership: 200,
            update_membership: 200,
            get_balance: 200,
            upsert_payment_preference: 200,
            get_payment_preferences: 200,
            unknown_member: 400,
        }
    }
}

impl Default for ErrorCodes {
    fn default() -> Self {
        let code = str::to_owned;
        Self {
            invalid_ssn: code("INVALID_SSN"),
            missing_required_field: code("MISSING_REQUIRED_FIELD"),
            missing_policy_holder: code("MISSING_POLICY_HOLDER"),
            duplicate_ssn: code("DUPLICATE_SSN"),
            qle_required: code("QLE_REQUIRED"),
            invalid_qle: code("INVALID_QLE"),
            invalid_field_value: code("INVALID_FIELD_VALUE"),
            malformed_request: code("MALFORMED_REQUEST"),
            member_not_found: code("MEMBER_NOT_FOUND"),
            existing_membership: code("EXISTING_MEMBERSHIP"),
            pending_transaction: code("PENDING_TRANSACTION"),
            service_unavailable: code("SERVICE_UNAVAILABLE"),
            internal_error: code("INTERNAL_ERROR"),
        }
    }
}
