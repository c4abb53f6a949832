//! The other readings: settings that differ from the default in one thing.

use super::{
    ApplicationIds, Binder, CoverageEnd, CreditSign, DuplicateField, EmptyEnrollees, EnrollmentDate,
    ErrorShape, ExistingPerson, FieldNotation, IdPosition, MembershipShape, Money, PaymentToken,
    PreferenceShape, RequiredMembers, Settings, Spans, UnauthorizedBody, UnregisteredCertificate,
    UpdateAnswer, UpdateList,
};

/// One way to read the documents otherwise than by default.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// A kebab-case name that is unique for ever.
    pub name: &'static str,
    /// The number of Oscar's open reading, or `None` where only the dossier leaves room.
    pub number: Option<u8>,
    /// The rows of the dossier.
    pub rows: &'static str,
    /// What is different.
    pub summary: &'static str,
    apply: fn(&mut Settings),
}

impl Reading {
    /// The default settings, but for this reading.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        (self.apply)(&mut settings);
        settings
    }

    /// Changes this reading in settings that may already differ.
    pub fn apply(&self, settings: &mut Settings) {
        (self.apply)(settings);
    }
}

impl Settings {
    /// All other readings: those of the list of open readings first, then those that only the dossier leaves open.
    #[must_use]
    pub const fn readings() -> &'static [Reading] {
        READINGS
    }

    /// The settings of a reading by its name.
    #[must_use]
    pub fn reading(name: &str) -> Option<Self> {
        READINGS.iter().find(|reading| reading.name == name).map(Reading::settings)
    }
}

const fn open(
    number: u8,
    name: &'static str,
    rows: &'static str,
    summary: &'static str,
    apply: fn(&mut Settings),
) -> Reading {
    Reading { name, number: Some(number), rows, summary, apply }
}

const fn dossier(
    name: &'static str,
    rows: &'static str,
    summary: &'static str,
    apply: fn(&mut Settings),
) -> Reading {
    Reading { name, number: None, rows, summary, apply }
}

static READINGS: &[Reading] = &[
    open(
        1,
        "enrollment-by-signature",
        "U26",
        "the day of the signature decides Open Enrollment",
        |settings| {
            settings.enrollment_date = EnrollmentDate::Signature;
        },
    ),
    open(
        1,
        "enrollment-by-coverage-start",
        "U26",
        "the coverage start decides Open Enrollment",
        |settings| {
            settings.enrollment_date = EnrollmentDate::CoverageStart;
        },
    ),
    open(2, "duplicate-names-first", "U17", "the first of two equal SSNs is named", |settings| {
        settings.duplicate_field = DuplicateField::First;
    }),
    open(2, "duplicate-names-list", "U17", "the list is named when two SSNs are equal", |settings| {
        settings.duplicate_field = DuplicateField::List;
    }),
    open(
        3,
        "empty-enrollees-is-missing",
        "2.1",
        "an empty list of enrollees is a missing field",
        |settings| {
            settings.empty_enrollees = EmptyEnrollees::Field;
        },
    ),
    open(4, "open-end-is-null", "U28", "coverage_end is null when the request gave none", |settings| {
        settings.coverage_end = CoverageEnd::Null;
    }),
    open(4, "open-end-is-absent", "U28", "coverage_end is absent when the request gave none", |settings| {
        settings.coverage_end = CoverageEnd::Absent;
    }),
    open(5, "update-needs-family", "U7", "an update lists everyone who is covered", |settings| {
        settings.update_list = UpdateList::WholeFamily;
    }),
    open(5, "update-answers-family", "U7", "an update answers with the whole family", |settings| {
        settings.update_answer = UpdateAnswer::Family;
    }),
    open(6, "binder-open", "U11", "the first premium falls due on the coverage start", |settings| {
        settings.binder = Binder::Open;
    }),
    open(7, "payment-token-needed", "U12", "the first preference needs a payment_token", |settings| {
        settings.payment_token = PaymentToken::NeededFirst;
    }),
    open(8, "person-twice-accepted", "U22", "a person may be enrolled twice", |settings| {
        settings.existing_person = ExistingPerson::Accepted;
    }),
    open(
        9,
        "unregistered-refused-in-handshake",
        "1.2",
        "only the registered certificate passes TLS",
        |settings| {
            settings.unregistered_certificate = UnregisteredCertificate::RefusedHandshake;
        },
    ),
    open(10, "ids-in-array", "U5", "oscar_id and application_id stand with each enrollee only", |settings| {
        settings.id_position = IdPosition::InArray;
    }),
    dossier("created-is-201", "U6", "a creation answers 201", |settings| {
        settings.statuses.create_membership = 201
    }),
    dossier("unknown-member-is-404", "U18", "an unknown oscar_id answers 404", |settings| {
        settings.statuses.unknown_member = 404;
    }),
    dossier("flat-memberships", "U10", "elements of memberships are flat", |settings| {
        settings.membership_shape = MembershipShape::Flat;
    }),
    dossier("latest-span-only", "2.2", "a person is listed once, with the latest span", |settings| {
        settings.spans = Spans::Latest;
    }),
    dossier("money-is-text", "U11", "money is written as decimal text", |settings| {
        settings.money = Money::Text
    }),
    dossier("credit-is-negative", "U11", "a credit is negative", |settings| {
        settings.credit_sign = CreditSign::Negative;
    }),
    dossier("preference-as-member", "U14", "the preference stands under payment_preference", |settings| {
        settings.preference_shape = PreferenceShape::Member;
    }),
    dossier("preference-as-object", "U14", "the answer is the preference itself", |settings| {
        settings.preference_shape = PreferenceShape::Object;
    }),
    dossier("error-under-error", "U15", "errors stand under `error`", |settings| {
        settings.error_shape = ErrorShape::UnderError;
    }),
    dossier("error-list", "U15", "errors are a list under `errors`", |settings| {
        settings.error_shape = ErrorShape::List;
    }),
    dossier("field-as-json-pointer", "U17", "`field` is a JSON pointer", |settings| {
        settings.field_notation = FieldNotation::JsonPointer;
    }),
    dossier("field-as-name", "U17", "`field` is the bare member name", |settings| {
        settings.field_notation = FieldNotation::Name;
    }),
    dossier(
        "application-id-on-escalate-only",
        "U31",
        "only ESCALATE errors carry an application_id",
        |settings| {
            settings.application_ids = ApplicationIds::EscalateOnly;
        },
    ),
    dossier("empty-unauthorized", "U19", "a 401 has no body", |settings| {
        settings.unauthorized_body = UnauthorizedBody::Empty;
    }),
    dossier(
        "not-effectuated-before-payment",
        "E3",
        "cover is effectuated by autopay or a payment",
        |settings| {
            settings.auto_effectuate = false;
        },
    ),
    dossier("terminations", "U7", "updates may cancel, terminate and reinstate", |settings| {
        settings.terminations = true;
    }),
    dossier("file-change-rules", "C1..C7", "the file flow's rules govern updates", |settings| {
        settings.file_change_rules = true;
    }),
    dossier("first-of-month-needed", "U27", "coverage starts on the first of a month", |settings| {
        settings.first_of_month_needed = true;
    }),
    dossier(
        "only-documented-required",
        "U1, U3",
        "only what the REST documents state is required",
        |settings| {
            settings.required = RequiredMembers::Documented;
            settings.ichra_and_signature_needed = false;
        },
    ),
    dossier("lenient-codes", "U4", "unknown codes are accepted", |settings| settings.strict_codes = false),
    dossier("content-type-not-needed", "U20", "any Content-Type is accepted", |settings| {
        settings.content_type_needed = false;
    }),
    dossier("get-needs-member-info", "U9", "get-membership takes member_info.oscar_id only", |settings| {
        settings.get_accepts_flat_id = false;
    }),
];
