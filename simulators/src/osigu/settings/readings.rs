//! The other readings: settings that differ from the default in one thing.

use super::{
    AutomaticClaim, ErrorShape, EventDetails, InactiveCover, MissingIndication, OAuthErrors, PlainHttp,
    Settings, Settling, TokenCounts, TokenForm, Window,
};

/// One way to read the documents otherwise than by default.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// A kebab-case name that is unique for ever.
    pub name: &'static str,
    /// The number of Osigu's open reading, or `None` where only the dossier leaves room.
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

#[rustfmt::skip] // A table.
static READINGS: &[Reading] = &[
    open(11, "unknown-beneficiary-is-422", "2.4", "an unknown beneficiary in a write is a 422", |settings| settings.statuses.unknown_beneficiary = 422),
    open(12, "no-indication-needed", "A-8", "the sponsor's configuration asks for no indication", |settings| settings.configuration.required_indications.clear()),
    open(13, "rejected-with-code", "2.4", "a rejected authorization has a code", |settings| settings.rejected_has_code = true),
    open(14, "placeholders-while-pending", "2.4", "authorizations holds placeholders while the sponsor decides", |settings| settings.placeholders = true),
    open(15, "claim-without-authorization-stays-alone", "A-26", "a claim without authorization cannot join a batch", |settings| settings.claim_gets_authorization_id = false),
    open(16, "redeemed-code-is-422", "A-17", "a second dispensation of a redeemed code is a 422", |settings| settings.statuses.redeemed_code = 422),
    open(17, "https-only", "A-32", "a plain HTTP webhook URL is refused on loopback too", |settings| settings.plain_http = PlainHttp::Never),
    open(18, "only-good-token-requests-count", "A-5", "the token limit counts requests with good credentials only", |settings| settings.limits.token_counts = TokenCounts::Good),
    open(19, "registered-again-is-409", "2.9", "registering a registered product again is a 409", |settings| settings.statuses.registered_again = 409),
    open(20, "missing-indication-is-422", "A-14", "complete without the indication is a 422", |settings| settings.missing_indication = MissingIndication::Refused),

    dossier("no-grant-type-in-query", "A-1", "grant_type in the query string is refused", |settings| settings.grant_type_in_query = false),
    dossier("errors-with-code", "A-2", "error bodies have code and errors", |settings| settings.error_shape = ErrorShape::Code),
    dossier("oauth-errors-as-elsewhere", "A-3", "a refused token request has the usual error body", |settings| settings.oauth_errors = OAuthErrors::General),
    dossier("opaque-tokens", "A-40", "access tokens have no parts", |settings| settings.token_form = TokenForm::Opaque),
    dossier("one-token-at-a-time", "A-45", "a new token ends the earlier ones", |settings| settings.several_tokens = false),
    dossier("scopes-not-enforced", "A-48", "any token may do anything", |settings| settings.scopes_enforced = false),
    dossier("fixed-window", "A-5", "a minute of a limit starts with its first request", |settings| settings.limits.window = Window::Fixed),
    dossier("no-limit-headers", "A-5", "a 429 has no headers of its own", |settings| settings.limits.headers = false),
    dossier("small-pages", "A-4", "a page has five items", |settings| settings.page_size = 5),
    dossier("no-idempotency", "A-6", "Idempotency-Key is ignored", |settings| settings.idempotency = None),
    dossier("unknown-members-refused", "A-41", "an unknown request member is a 422", |settings| settings.unknown_members_ignored = false),
    dossier("no-dependants-in-search", "A-9", "the search does not show a holder's family", |settings| settings.dependants_in_search = false),
    dossier("event-on-sync-decision", "A-14", "a synchronous decision is told by an event too", |settings| settings.event_on_sync_decision = true),
    dossier("inactive-cover-refused", "A-31", "a request for inactive cover is a 422", |settings| settings.inactive_cover = InactiveCover::Refused),
    dossier("outcome-without-authorization-id", "2.4", "an outcome names codes only", |settings| settings.authorization_id_in_outcome = false),
    dossier("otp-locked-after-three", "A-49", "three wrong codes end an OTP", |settings| settings.otp_attempts_max = Some(3)),
    dossier("automatic-claim-open", "A-24", "a claim that a dispensation created is OPEN", |settings| settings.automatic_claim = AutomaticClaim::Open),
    dossier("settled-at-once", "A-29", "the dispatch answers ACCEPTED", |settings| settings.settling = Settling::AtOnce),
    dossier("dispatch-is-202", "A-28", "the dispatch answers 202", |settings| settings.statuses.dispatch_settlement = 202),
    dossier("documented-event-members", "A-33", "events have no member that no document names", |settings| settings.event_details = EventDetails::Documented),
];
