//! The other readings: settings that differ from the default in one thing.

use super::{Elections, ErrorTypes, InstallmentOnly, Put, Settings, SillyPaging, Success, UnknownFilter};

/// One way to read the documents otherwise than by default.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// A kebab-case name that is unique for ever.
    pub name: &'static str,
    /// The number of Ideon's open reading, or `None` where only the dossier leaves room.
    pub number: Option<u8>,
    /// The quirk or section of the dossier.
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

#[rustfmt::skip] // A table.
static READINGS: &[Reading] = &[
    open(21, "group-only-update-403", "IDN-Q57", "an update that is for group installments only is a 403 elsewhere", |settings| settings.installment_only = InstallmentOnly::Refused(403)),
    open(22, "carrier-name-missing-422", "IDN-Q48", "a query without carrier_name is a 422", |settings| settings.missing_carrier_name = 422),
    open(22, "carrier-names-may-differ", "IDN-Q48", "the carrier of the query may be another one than that of the body, which counts", |settings| settings.carrier_names_agree = false),
    open(23, "error-types-other-words", "IDN-Q41", "undocumented error types have other words", |settings| settings.error_types = ErrorTypes::Other),
    open(24, "other-account-403", "section 9", "another account's resource is a 403", |settings| settings.other_account = 403),
    open(24, "permission-after-resource", "section 9", "a key without permission gets 404 for what is not there", |settings| settings.forbidden_first = false),
    open(25, "gets-answer-200", "IDN-Q8", "every read answers 200", |settings| settings.success = Success::GetsAnswer200),
    open(25, "puts-answer-200", "IDN-Q9", "every update answers 200", |settings| settings.success = Success::PutsAnswer200),
    open(26, "per-page-default-25", "1.3", "a page has 25 items unless the request says otherwise", |settings| settings.page_size = 25),
    open(26, "silly-paging-400", "1.3", "a page that is no number above 0 is a 400", |settings| settings.silly_paging = SillyPaging::Refused),
    open(27, "unknown-filter-422", "3.11", "an unknown filter value is a 422", |settings| settings.unknown_filter = UnknownFilter::Refused(422)),
    open(27, "unknown-filter-400", "3.11", "an unknown filter value is a 400", |settings| settings.unknown_filter = UnknownFilter::Refused(400)),
    open(29, "rsp-without-key", "3.16", "the RSP endpoint asks for no key", |settings| settings.rsp_needs_key = false),
    open(30, "elections-as-objects", "IDN-Q40", "an election may be an object", |settings| settings.elections = Elections::Objects),
    open(31, "null-is-any-choice", "IDN-Q27", "null is accepted where a value out of a list is wanted", |settings| settings.null_enum_accepted = true),

    dossier("puts-replace", "IDN-Q65", "an update forgets the optional members that were not sent", |settings| settings.put = Put::Replace),
    dossier("list-groups-403", "IDN-Q12", "list-groups refuses a key without permission", |settings| settings.list_groups_forbids = true),
    dossier("references-unchecked", "section 9", "ids in a body are not looked up", |settings| settings.references_checked = false),
    dossier("location-type-in-retrieve", "IDN-Q16", "a group that is read shows the type of its primary location", |settings| settings.location_type_in_retrieve = true),
    dossier("setup-stays-initial", "section 4", "complete-setup does not change the state at once", |settings| settings.setup_starts_configuration = false),
    dossier("qles-stand-side-by-side", "section 4", "a later life event does not take the place of an open one", |settings| settings.later_qle_supersedes = false),
    dossier("families-show-submitted", "IDN-Q59", "groups and subscribers show submitted until the carrier answers", |settings| settings.families_show_submitted = true),
    dossier("second-resolution-422", "section 9", "a resolved problem cannot be resolved again", |settings| settings.second_resolution_refused = true),
    dossier("attached-is-complete", "section 4", "a document whose signed version is there is called completed", |settings| "completed".clone_into(&mut settings.attached_status)),
    dossier("updates-for-all-groups", "IDN-Q57", "updates are carried out for every group", |settings| settings.installment_only = InstallmentOnly::Accepted),
    dossier("no-retry-after", "1.4", "a 429 does not say when to try again", |settings| settings.rate_limit.retry_after = false),
    dossier("members-to-come", "1.6", "answers have members that no page documents", |settings| settings.extra_members = true),
];
