//! Everything about Osigu that no document states. Each member names the row of the fact dossier (`A-17`, `1.1`) or of the
//! open readings (`reading 13`) that it follows; the default is the reading that the project takes.
//!
//! speak of the integrator only, so they have no member here.

mod readings;

use std::{collections::BTreeMap, time::Duration};

pub use readings::Reading;

use super::operations::Operation;
pub use crate::limits::Window;

/// What the simulator assumes. The defaults are the dossier's proposals.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which of the two environments this is: it decides credentials, webhook secret and the events' `environment` (1.1).
    pub environment: Environment,
    /// The provider whose clients call (1.2, 6).
    pub provider: Provider,
    /// Paths of the operations (2.1, A-7, A-9, A-13, A-16, A-18 to ).
    pub paths: Paths,
    /// Slugs of the sponsors (6, A-35).
    pub sponsors: Sponsors,
    /// What is seeded.
    pub seeds: Seeds,
    /// The two rate limits (1.5, A-5, reading 18).
    pub limits: Limits,
    /// Statuses that no document gives.
    pub statuses: Statuses,
    /// Names that no document gives.
    pub names: Names,

    /// Whether `grant_type` may stand in the query string.
    pub grant_type_in_query: bool,
    /// The body of an error.
    pub error_shape: ErrorShape,
    /// The body of a refused token request.
    pub oauth_errors: OAuthErrors,
    /// How long a token is valid; `expires_in` says so (1.2).
    pub token_lifetime: Duration,
    /// What an access token looks like.
    pub token_form: TokenForm,
    /// Whether a new token leaves the earlier ones valid.
    pub several_tokens: bool,
    /// Whether a missing scope is refused.
    pub scopes_enforced: bool,
    /// Items on a page when the request does not say.
    pub page_size: u32,
    /// The most items on a page.
    pub page_size_max: u32,
    /// How long an `Idempotency-Key` is remembered; `None` ignores the header.
    pub idempotency: Option<Duration>,
    /// Whether unknown request members are ignored; otherwise they are refused with 422. It concerns the writes of
    /// authorization requests and dispensations.
    pub unknown_members_ignored: bool,

    /// What a sponsor's configuration demands.
    pub configuration: Configuration,
    /// Whether the search shows a holder's family.
    pub dependants_in_search: bool,

    /// Complete without the indication (A-14, reading 20).
    pub missing_indication: MissingIndication,
    /// Whether a synchronous decision is also told by an event.
    pub event_on_sync_decision: bool,
    /// A request for somebody whose cover is not in force.
    pub inactive_cover: InactiveCover,
    /// Whether `authorizations` holds placeholders while the sponsor decides (reading 14).
    pub placeholders: bool,
    /// Whether a rejected authorization has a code (reading 13).
    pub rejected_has_code: bool,
    /// Whether an outcome names each `authorization_id` beside its code (2.4 knows the id, its sample leaves it out).
    pub authorization_id_in_outcome: bool,
    /// How long after the complete call an asynchronous sponsor decides (6).
    pub async_decision_after: Duration,
    /// How long an authorization can be redeemed.
    pub authorization_validity: Duration,

    /// How long a dispensation may stay `STARTED`.
    pub dispensation_timeout: Duration,
    /// How long a one-time code, and then the token that it was exchanged for, is valid (2.2).
    pub otp_lifetime: Duration,
    /// Wrong one-time codes after which it is refused whatever the code; `None` counts nothing.
    pub otp_attempts_max: Option<u32>,

    /// How long after the prescription its mail goes out (3.5).
    pub mail_after: Duration,

    /// The status of a claim that a dispensation created.
    pub automatic_claim: AutomaticClaim,
    /// Whether a claim without authorization gets an authorization id, by which it can join a batch (reading 15).
    pub claim_gets_authorization_id: bool,
    /// When a dispatched batch is accepted.
    pub settling: Settling,

    /// Which webhook URLs may be plain HTTP (A-32, reading 17).
    pub plain_http: PlainHttp,
    /// Which members the events have whose data no document prints in full.
    pub event_details: EventDetails,
    /// When a failed delivery is tried again.
    pub backoff: Backoff,
    /// How long a receiver may take (1.7).
    pub delivery_deadline: Duration,
    /// How long a delivery may take in real time, whatever the clock says. No row: it keeps a run from hanging.
    pub delivery_real_deadline: Duration,

    /// How late the fault `slow-answer` answers, in real time. No row: it is the simulator's own.
    pub slow_answer: Duration,
}

/// The two environments (1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Events say `sandbox`.
    Sandbox,
    /// Events say `production`.
    Production,
}

impl Environment {
    /// The word of the webhook envelope.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }
}

/// The provider whose clients call.
#[derive(Clone, Debug)]
pub struct Provider {
    /// `provider_id` of the events.
    pub id: String,
    /// `provider_slug` of the events.
    pub slug: String,
    /// The branch that dispenses.
    pub branch_id: String,
    /// The doctor of the prescriptions.
    pub doctor_id: String,
    /// That doctor's `medical_board_registration`.
    pub doctor_registration: String,
}

/// A path template for each operation.
#[derive(Clone, Debug)]
pub struct Paths(BTreeMap<Operation, String>);

impl Paths {
    pub(super) fn of(&self, operation: Operation) -> &str {
        self.0.get(&operation).map_or_else(|| operation.default_path(), String::as_str)
    }

    /// The template of an operation by the id that the catalogue has, such as `create-claim`.
    #[must_use]
    pub fn get(&self, operation_id: &str) -> Option<&str> {
        let operation = Operation::ALL.iter().find(|operation| operation.id() == operation_id)?;
        Some(self.of(*operation))
    }

    /// Sets the template of an operation; its parameters keep their names. Says whether there is such an operation.
    pub fn set(&mut self, operation_id: &str, template: impl Into<String>) -> bool {
        let operation = Operation::ALL.iter().find(|operation| operation.id() == operation_id);
        operation.is_some_and(|operation| {
            self.0.insert(*operation, template.into());
            true
        })
    }
}

/// Slugs of the sponsors.
#[derive(Clone, Debug)]
pub struct Sponsors {
    /// Synchronous, every product type, neither OTP nor biometric reading (6).
    pub mock: String,
    /// Decides later (6, A-35).
    pub asynchronous: String,
    /// Settles batches (2.8); otherwise like `mock`.
    pub batch: String,
    /// Demands an OTP for a dispensation; otherwise like `mock`. Assumed, without a row: the mock sponsor never does.
    pub otp: String,
    /// Known, but the provider is not affiliated with it.
    pub unaffiliated: String,
}

/// What is seeded.
#[derive(Clone, Debug)]
pub struct Seeds {
    /// The product that every sponsor rejects.
    pub rejected_product: String,
    /// What is in the global catalogue but not registered for the provider.
    pub unregistered_product: String,
    /// How many products `MED-SBX-001`, … there are, all registered.
    pub medications: u32,
}

/// The two rate limits.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Token requests a minute per `client_id`.
    pub token_per_minute: u32,
    /// Other requests a minute per client.
    pub general_per_minute: u32,
    /// What a minute is.
    pub window: Window,
    /// Whether answers carry `X-RateLimit-*`, and a 429 `Retry-After`.
    pub headers: bool,
    /// Which token requests count (reading 18).
    pub token_counts: TokenCounts,
}

/// Which token requests count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenCounts {
    /// Every one.
    All,
    /// Those with good credentials.
    Good,
}

/// Statuses that no document gives.
#[derive(Clone, Debug)]
pub struct Statuses {
    /// A sponsor that nobody knows.
    pub unknown_sponsor: u16,
    /// A sponsor that the provider is not affiliated with.
    pub unaffiliated_sponsor: u16,
    /// A new authorization request.
    pub create_authorization_request: u16,
    /// A new prescription.
    pub create_prescription: u16,
    /// An id in a path that nobody has.
    pub unknown_resource: u16,
    /// An unknown beneficiary in a write (reading 11).
    pub unknown_beneficiary: u16,
    /// A code of a dispensation that nobody has.
    pub unknown_code: u16,
    /// A code that is rejected, voided, expired or undecided, or another beneficiary's.
    pub unredeemable_code: u16,
    /// A second dispensation of a code that a completed one redeemed (A-17, reading 16).
    pub redeemed_code: u16,
    /// Anything that the state does not allow: an indication, a complete or a void that comes too late (A-13, A-14, A-16,
    ///
    pub wrong_state: u16,
    /// A document number that a patient already has.
    pub duplicate_patient: u16,
    /// A new OTP (2.2).
    pub send_otp: u16,
    /// A batch document.
    pub upload_settlement_document: u16,
    /// A dispatched batch.
    pub dispatch_settlement: u16,
    /// A claim that a batch does not take, an empty batch.
    pub unfit_batch: u16,
    /// A new subscription.
    pub subscribe: u16,
    /// A URL that no delivery may go to.
    pub refused_url: u16,
    /// A registered product registered again (reading 19).
    pub registered_again: u16,
    /// A code to register that the global catalogue does not have (2.9).
    pub uncatalogued_product: u16,
}

/// Names that no document gives.
#[derive(Clone, Debug)]
pub struct Names {
    /// The status of a voided or expired authorization.
    pub voided: String,
    /// The status of a redeemed authorization.
    pub dispensed: String,
    /// The status of a completed dispensation.
    pub dispensation_completed: String,
    /// The status of a cancelled dispensation.
    pub dispensation_cancelled: String,
    /// In a v1.1 prescription: the consent.
    pub patient_consent: String,
    /// In a v2 prescription: the hash.
    pub signed_hash: String,
    /// In a batch candidate: when it was dispensed.
    pub candidate_date: String,
    /// In the body that attaches claims.
    pub authorization_ids: String,
}

/// The body of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// `{"error_code", "message", "additional_information": {…}}`
    ErrorCode,
    /// `{"code", "message", "errors": […]}`, as the generated pages have it.
    Code,
}

/// The body of a refused token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OAuthErrors {
    /// `{"error": "invalid_client"}`
    Rfc6749,
    /// As elsewhere.
    General,
}

/// What an access token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenForm {
    /// Three parts that look like a JWT; the last one signs nothing.
    Jwt,
    /// Forty letters and digits.
    Opaque,
}

/// What a sponsor's configuration demands.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Members of an authorization request beside the usual ones. What is listed is also enforced.
    pub required_fields: Vec<String>,
    /// File types that have to be attached before the sponsor is asked.
    pub required_indications: Vec<String>,
}

/// Complete without the indication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingIndication {
    /// 200 with `PENDING_INDICATION`.
    Pending,
    /// 422, while the request reads `PENDING_INDICATION`.
    Refused,
}

/// A request for somebody whose cover is not in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InactiveCover {
    /// It can be made; the sponsor rejects it with a reason.
    RejectedBySponsor,
    /// It is a 422 when it is made.
    Refused,
}

/// The status of a claim that a dispensation created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum AutomaticClaim {
    Completed,
    Open,
}

/// When a dispatched batch is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// So long after the dispatch; then `settlement.paid` is emitted.
    After(Duration),
    /// In the answer to the dispatch; `settlement.paid` follows at once.
    AtOnce,
    /// Only when it is told to ([`Tenant::settle`](super::Tenant::settle)).
    WhenTold,
}

/// Which webhook URLs may be plain HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum PlainHttp {
    LoopbackOnly,
    Never,
}

/// Which members the events have whose data no document prints in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventDetails {
    /// Those that the dossier proposes.
    Proposed,
    /// Those that a document names.
    Documented,
}

/// When a failed delivery is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How long after the first attempt none follows any more.
    pub give_up_after: Duration,
}

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

const fn hours(count: u64) -> Duration {
    minutes(count * 60)
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            environment: Environment::Sandbox,
            provider: Provider {
                id: "prv_01HX0000000000000000000001".to_owned(),
                slug: "clinic-example".to_owned(),
                branch_id: "branch_01HX0000000000000000000001".to_owned(),
                doctor_id: "doc_01HX0000000000000000000001".to_owned(),
                doctor_registration: "MP-12345".to_owned(),
            },
            paths: Paths(BTreeMap::new()),
            sponsors: Sponsors {
                mock: "sponsor-sandbox".to_owned(),
                asynchronous: "sponsor-async-sandbox".to_owned(),
                batch: "sponsor-sandbox-do".to_owned(),
                otp: "sponsor-otp-sandbox".to_owned(),
                unaffiliated: "sponsor-unaffiliated".to_owned(),
            },
            seeds: Seeds {
                rejected_product: "MED-SBX-REJECT".to_owned(),
                unregistered_product: "MED-SBX-UNREGISTERED".to_owned(),
                medications: 10,
            },
            limits: Limits {
                token_per_minute: 10,
                general_per_minute: 50,
                window: Window::Sliding,
                headers: true,
                token_counts: TokenCounts::All,
            },
            statuses: Statuses {
                unknown_sponsor: 404,
                unaffiliated_sponsor: 403,
                create_authorization_request: 201,
                create_prescription: 201,
                unknown_resource: 404,
                unknown_beneficiary: 404,
                unknown_code: 404,
                unredeemable_code: 422,
                redeemed_code: 409,
                wrong_state: 409,
                duplicate_patient: 409,
                send_otp: 201,
                upload_settlement_document: 201,
                dispatch_settlement: 200,
                unfit_batch: 422,
                subscribe: 201,
                refused_url: 422,
                registered_again: 201,
                uncatalogued_product: 422,
            },
            names: Names {
                voided: "VOIDED".to_owned(),
                dispensed: "DISPENSED".to_owned(),
                dispensation_completed: "COMPLETED".to_owned(),
                dispensation_cancelled: "CANCELLED".to_owned(),
                patient_consent: "patient_consent".to_owned(),
                signed_hash: "signed_hash".to_owned(),
                candidate_date: "dispensed_at".to_owned(),
                authorization_ids: "authorization_ids".to_owned(),
            },
            grant_type_in_query: true,
            error_shape: ErrorShape::ErrorCode,
            oauth_errors: OAuthErrors::Rfc6749,
            token_lifetime: hours(1),
            token_form: TokenForm::Jwt,
            several_tokens: true,
            scopes_enforced: true,
            page_size: 15,
            page_size_max: 100,
            idempotency: Some(hours(24)),
            unknown_members_ignored: true,
            configuration: Configuration {
                required_fields: Vec::new(),
                required_indications: vec!["MEDICAL_INDICATION".to_owned()],
            },
            dependants_in_search: true,
            missing_indication: MissingIndication::Pending,
            event_on_sync_decision: false,
            inactive_cover: InactiveCover::RejectedBySponsor,
            placeholders: false,
            rejected_has_code: false,
            authorization_id_in_outcome: true,
            async_decision_after: Duration::from_secs(30),
            authorization_validity: hours(30 * 24),
            dispensation_timeout: minutes(15),
            otp_lifetime: minutes(5),
            otp_attempts_max: None,
            mail_after: Duration::from_secs(2),
            automatic_claim: AutomaticClaim::Completed,
            claim_gets_authorization_id: true,
            settling: Settling::After(Duration::from_secs(5)),
            plain_http: PlainHttp::LoopbackOnly,
            event_details: EventDetails::Proposed,
            backoff: Backoff { first: Duration::from_secs(10), longest: hours(1), give_up_after: hours(72) },
            delivery_deadline: Duration::from_secs(10),
            delivery_real_deadline: Duration::from_secs(10),
            slow_answer: minutes(1),
        }
    }
}
