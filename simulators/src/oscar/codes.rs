//! The code lists of dossier section 4.

/// Qualifying life events (4.1).
pub(super) const EVENTS: &[&str] = &[
    "ACTIVE_MILITARY_DUTY",
    "ADOPTION",
    "BECOMING_LAWFULLY_PRESENT",
    "BIRTH",
    "C1",
    "COFR",
    "COURT_ORDERED_CHILD_COVERAGE",
    "COVID_19",
    "DEATH",
    "DEATH_OF_CHILD",
    "DOMESTIC_VIOLENCE",
    "E1",
    "EMPLOYER_INSURANCE_NO_LONGER_AFFORDABLE",
    "EMPLOYER_INSURANCE_NO_LONGER_MEC",
    "EMPLOYER_OPEN_ENROLLMENT",
    "EX",
    "FOSTER_CHILD",
    "GAIN_A_DEPENDENT_THROUGH_COURT_ORDER",
    "GAIN_A_DEPENDENT_THROUGH_MARRIAGE",
    "GAIN_DEPENDENT",
    "GAIN_STATUS_AS_INDIAN",
    "HRAS",
    "L1",
    "L2",
    "L3",
    "L5",
    "L6",
    "L7",
    "LOSS_OF_COVERAGE",
    "M1",
    "M2",
    "MEDICARE_ENTITLEMENT",
    "NATURAL_DISASTER",
    "NO_LONGER_ELIGIBLE_FOR_MEDICAID",
    "NO_LONGER_ELIGIBLE_FOR_MEDI_CAL",
    "PARTNER_CHANGES_EMPLOYMENT",
    "PARTNER_DROPS_COVERAGE",
    "PERM_MOVE",
    "PREGNANCY",
    "PREGNANCY_COVERAGE",
    "PROV_NO_LONGER_COVERED",
    "RELEASE_FROM_INCARCERATION",
    "S1",
    "SEPARATION",
    "SPOUSE_DEATH",
    "STUDENT_HEALTH_COVERAGE",
];

/// Marital status (4.5).
pub(super) const MARITAL: &[&str] = &["B", "D", "I", "M", "R", "S", "U", "W", "X"];

/// Ethnicity (4.6); the last one stands in examples only.
pub(super) const ETHNICITIES: &[&str] = &[
    "2135-2", "1002-5", "2029-7", "2056-0", "2034-7", "2036-2", "2086-7", "2039-6", "2040-4", "2079-2",
    "2080-0", "2047-9", "2106-3", "2028-9", "2500-7", "2131-1", "2135-1",
];

/// Languages (4.7).
pub(super) const LANGUAGES: &[&str] = &[
    "eng", "spa", "ara", "chi", "fre", "cpf", "deu", "guj", "hin", "kor", "pol", "por", "rus", "tgl", "urd",
    "vie",
];

/// Change types (4.8).
pub(super) const CHANGES: &[&str] =
    &["ADDITION", "CHANGE", "NO_OP", "CANCELLATION", "TERMINATION", "REINSTATEMENT"];

/// Additional maintenance reasons (4.9).
pub(super) const REASONS: &[&str] = &[
    "ADDING_DEPENDENT",
    "AGE_OUT_26_YEARS_OLD",
    "AGE_OUT_30_YEARS_OLD",
    "AGE_OUT_65_YEARS_OLD",
    "BENEFIT_SELECTION",
    "CANCELLATION",
    "CHANGE_OF_LOCATION",
    "CONVERSATION",
    "CORRESPONDENCE",
    "COVERAGE_CONCLUDED",
    "COVERAGE_FROM_EMPLOYER",
    "COVERAGE_FROM_PARTNER",
    "DEATH",
    "DIVORCE",
    "DOCTOR_NOT_IN_NETWORK",
    "EMPLOYEE_DEPARTURE",
    "EXCHANGE_TRANSACTION",
    "FINANCIAL_CHANGE",
    "FRAUD",
    "GROSS_MISCONDUCT",
    "HAS_MEDICAID_COVERAGE",
    "HAS_MEDICARE_COVERAGE",
    "INITIAL_ENROLLMENT",
    "LEAVE_PLATFORM",
    "MODIFICATION_TO_A_TERMINATED_PLAN",
    "MOVED_TO_NEW_LOCATION",
    "MOVE_INTO_EXCHANGE_SERVICE_AREA",
    "NEEDS_FOLLOWUP",
    "NOT_PAID",
    "NO_REASON_GIVEN",
    "ONE_TIME_REINSTATEMENT",
    "OSCAR_ERROR",
    "OTHER",
    "OTHER_COVERAGE",
    "OUTREACH_FILE",
    "OUT_OF_AREA",
    "OVERLAPPING_COVERAGE",
    "PAID",
    "PLAN_CHANGE",
    "REDUCTION_IN_HOURS",
    "REINSTATED",
    "RENEWAL_SWITCH",
    "RE_ENROLLMENT",
    "SEP_AUDIT",
    "STATE_CHANGE",
    "TERMINATION_OF_BENEFITS",
    "TERMINATION_OF_EMPLOYMENT",
    "VOLUNTARY_WITHDRAWAL",
];

/// Sex, renewal type (4.10).
pub(super) const SEXES: &[&str] = &["MALE", "FEMALE"];
pub(super) const RENEWALS: &[&str] = &["ACTIVE", "PASSIVE"];
