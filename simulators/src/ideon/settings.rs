//! Everything about Ideon that no document states. Each member names what leaves it open: a number of the open readings
//! (`reading 22`), a quirk (`IDN-Q8`) or section 4 or 9 of the dossier; the default is the reading that the project takes.

mod readings;

use std::time::Duration;

pub use readings::Reading;

/// What the simulator assumes. The defaults are the dossier's proposals.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The update of a coverage period, plan or classification outside of a group installment (reading 21).
    pub installment_only: InstallmentOnly,
    /// The status when the query's `carrier_name` is missing: 400 or 422 (reading 22).
    pub missing_carrier_name: u16,
    /// Whether the carrier of the query must be the one of the body (reading 22).
    pub carrier_names_agree: bool,
    /// The `error_type`s that no document shows (reading 23).
    pub error_types: ErrorTypes,
    /// The status for another account's resource: 404 or 403 (reading 24).
    pub other_account: u16,
    /// Whether a missing permission is looked at before the resource (reading 24).
    pub forbidden_first: bool,
    /// The statuses of successes (reading 25).
    pub success: Success,
    /// Items on a page when the request does not say (reading 26).
    pub page_size: usize,
    /// A `page` or `per_page` that is no number above 0 (reading 26).
    pub silly_paging: SillyPaging,
    /// A filter of the problems with an unknown value (reading 27).
    pub unknown_filter: UnknownFilter,
    /// Whether `/rsp` wants the key (reading 29).
    pub rsp_needs_key: bool,
    /// The longest body that `/rsp` takes, in bytes (reading 29).
    pub rsp_bytes_max: usize,
    /// What an election is (reading 30).
    pub elections: Elections,
    /// Whether null stands for any value out of a list (reading 31).
    pub null_enum_accepted: bool,

    /// What an update does with members that were not sent (section 9).
    pub put: Put,
    /// Whether `list-groups` refuses a key without permission; otherwise it shows nothing (section 9).
    pub list_groups_forbids: bool,
    /// Whether the ids in a body must be those of the same group (section 9).
    pub references_checked: bool,
    /// Whether `retrieve-a-group` shows the primary location's `type` (IDN-Q16).
    pub location_type_in_retrieve: bool,
    /// Whether the first call of complete-setup brings a period to `configuration` (section 4).
    pub setup_starts_configuration: bool,
    /// Whether a later life event of the same family and period takes the place of an open one (section 4).
    pub later_qle_supersedes: bool,
    /// Whether groups and families show `submitted` while the carrier has not answered (IDN-Q59).
    pub families_show_submitted: bool,
    /// Whether a problem cannot be resolved twice (section 9).
    pub second_resolution_refused: bool,
    /// The status of a document whose signed version is there (section 4).
    pub attached_status: String,
    /// Carriers whose periods are delivered by file (3.14); those of the others by API.
    pub file_carriers: Vec<String>,
    /// How long a carrier takes to say which plans there are (section 4).
    pub availability_after: Duration,
    /// How long a carrier takes to answer a transmission (section 4).
    pub carrier_answers_after: Duration,
    /// How long a census takes (section 4).
    pub census_after: Duration,

    /// How many calls an account may make (\[auth\]).
    pub rate_limit: RateLimit,
    /// How long a token is valid (1.2).
    pub token_life: Duration,
    /// Whether successes have members that no page documents, which a client has to bear.
    pub extra_members: bool,

    /// `type` of the event of new problems (section 9).
    pub problem_event_type: String,
    /// When a failed delivery is tried again (section 6).
    pub backoff: Backoff,
    /// How long a receiver may take (section 6).
    pub delivery_deadline: Duration,
    /// How long a delivery may take in real time, whatever the clock says: it keeps a run from hanging.
    pub delivery_real_deadline: Duration,
    /// How late the fault `slow-answer` answers, in real time.
    pub slow_answer: Duration,
}

/// The update of what only a group installment may update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallmentOnly {
    /// It is refused with this status.
    Refused(u16),
    /// It is carried out.
    Accepted,
}

/// The `error_type`s that no document shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorTypes {
    /// `invalid_request.` and a word.
    InvalidRequest,
    /// Other words of the same form.
    Other,
}

/// The statuses of successes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// As documented: 201 for four reads and seven updates too.
    Documented,
    /// 200 for every read.
    GetsAnswer200,
    /// 200 for every update.
    PutsAnswer200,
    /// 200 for everything, which no document leaves room for: a platform must not mind.
    Plain,
}

/// A `page` or `per_page` that is no number above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SillyPaging {
    /// The default takes its place.
    Default,
    /// 400.
    Refused,
}

/// A filter with an unknown value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownFilter {
    /// Nothing fits it.
    Empty,
    /// It is refused with this status.
    Refused(u16),
}

/// What an election is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elections {
    /// A string, as the schema has it.
    Strings,
    /// An object as other pages show it, or a string.
    Objects,
}

/// What an update does with members that were not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// They stay.
    Merge,
    /// They go.
    Replace,
}

/// How many calls an account may make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// So many calls are answered.
    pub calls: u32,
    /// In so long a time.
    pub window: Duration,
    /// Whether a 429 says when to try again.
    pub retry_after: bool,
}

/// When a failed delivery is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// How often a delivery is tried at most.
    pub attempts_max: u32,
}

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            installment_only: InstallmentOnly::Refused(422),
            missing_carrier_name: 400,
            carrier_names_agree: true,
            error_types: ErrorTypes::InvalidRequest,
            other_account: 404,
            forbidden_first: true,
            success: Success::Documented,
            page_size: 100,
            silly_paging: SillyPaging::Default,
            unknown_filter: UnknownFilter::Empty,
            rsp_needs_key: true,
            rsp_bytes_max: 256 * 1024,
            elections: Elections::Strings,
            null_enum_accepted: false,
            put: Put::Merge,
            list_groups_forbids: false,
            references_checked: true,
            location_type_in_retrieve: false,
            setup_starts_configuration: true,
            later_qle_supersedes: true,
            families_show_submitted: false,
            second_resolution_refused: false,
            attached_status: "submitted".to_owned(),
            file_carriers: ["kaiser", "anthem", "blue_shield_of_california"].map(str::to_owned).into(),
            availability_after: Duration::from_secs(30),
            carrier_answers_after: Duration::from_secs(30),
            census_after: minutes(1),
            rate_limit: RateLimit { calls: 1500, window: minutes(5), retry_after: true },
            token_life: minutes(24 * 60),
            extra_members: false,
            problem_event_type: "coverage_period.errors_created".to_owned(),
            backoff: Backoff { first: Duration::from_secs(10), attempts_max: 6 },
            delivery_deadline: Duration::from_secs(10),
            delivery_real_deadline: Duration::from_secs(10),
            slow_answer: minutes(1),
        }
    }
}
