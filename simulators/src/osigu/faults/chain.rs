//! Faults of prescriptions, claims, settlements and webhooks.

use serde_json::Value;

use super::{AnyRule, Defect, Fault, When, json};
use crate::{
    harm::{remove, set},
    osigu::{operations::Operation, settlements::Settlement},
};

/// Behaviour that these operations, and the deliveries, ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::osigu) enum ChainRule {
    WebhookUnsigned,
    WebhookOtherBytes,
    WebhookWrongSecret,
    WebhookBareHmac,
    WebhookStaleTimestamp,
    WebhookSignatureReused,
    WebhookWrongEnvironment,
    WebhookWrongContentType,
    WebhookNewEventId,
    WebhookWaitsTooLong,
    EventIdsRepeat,
    EventWithoutProvider,
    EventWithoutMilliseconds,
    EventNeverSent,
    NeverRedelivers,
    RetriesAfterSuccess,
    RetryDelayConstant,
    GivesUpEarly,
    GlobIgnored,
    PlainHttpAccepted,
    SubscriptionLost,

    DecidesAtOnce,
    DecisionTooEarly,
    DecisionTooLate,
    EventBeforeAnswer,
    EventTooLate,
    EventOfAnotherRequest,
    EventDisagreesWithRead,
    EventSwapped,
    EventWithoutReason,
    NeverCompletes,

    PatientForgotten,
    PatientTwice,
    PrescriptionForUnknownPatient,
    PrescriptionUnregistered,
    ConsentUnneeded,
    HashUnneeded,
    CodeNotRedeemable,
    PrescriptionCreatesClaim,
    PrescriptionNotTold,
    MailNotTold,
    BounceHidden,

    NoAutomaticClaim,
    AutomaticClaimOpen,
    ClaimAmountWrong,
    ClaimStartsCompleted,
    ClaimUnregistered,
    ClaimOfUndecided,
    ClaimVoidAfterComplete,
    ClaimCompleteTwice,
    ClaimCompleteAfterVoid,
    ClaimCompleteNotStored,
    ClaimVoidNotStored,
    UnknownClaimFound,

    PeriodUnchecked,
    CandidatesOfOtherSponsor,
    CandidatesOpen,
    CandidatesAttached,
    CandidatesEmpty,
    AttachOtherSponsor,
    AttachUnfit,
    AttachTwice,
    AttachAfterDispatch,
    DispatchEmpty,
    DispatchTwice,
    DispatchStaysOpen,
    SettlementNeverPaid,
    SettlementEventWrong,
}

const fn rule(area: &'static str, name: &'static str, summary: &'static str, rule: ChainRule) -> Fault {
    Fault { name, area, summary, defect: Defect::Rule(AnyRule::Chain(rule)) }
}

const PATIENT: When = When::Success(Operation::CreatePatient);
const PRESCRIPTION: When = When::Success(Operation::CreatePrescription);
const PRESCRIPTION_V1_1: When = When::Success(Operation::CreatePrescriptionV11);
const PRESCRIPTION_V2: When = When::Success(Operation::CreatePrescriptionV2);
const CLAIM: When = When::Success(Operation::CreateClaim);
const CLAIM_READ: When = When::Success(Operation::GetClaim);
const CLAIM_DONE: When = When::Success(Operation::CompleteClaim);
const CLAIM_VOIDED: When = When::Success(Operation::VoidClaim);
const BATCH: When = When::Success(Operation::StartSettlement);
const BATCH_READ: When = When::Success(Operation::GetSettlement);
const DISPATCHED: When = When::Success(Operation::DispatchSettlement);
const CANDIDATES: When = When::Success(Operation::ListSettlementCandidates);
const SUBSCRIBED: When = When::Success(Operation::SubscribeWebhook);

/// A batch that was decided so reads otherwise.
fn reads(body: &mut Value, decision: Settlement, otherwise: &str) {
    if body["status"] == decision.status() {
        set(body, "status", &otherwise.into());
    }
}

#[rustfmt::skip] // A table.
pub(super) static FAULTS: &[Fault] = &[
    rule("webhooks", "webhook-unsigned", "deliveries have no X-Osigu-Signature", ChainRule::WebhookUnsigned),
    rule("webhooks", "webhook-signed-over-other-bytes", "deliveries are signed over the body and a line feed", ChainRule::WebhookOtherBytes),
    rule("webhooks", "webhook-signed-with-other-secret", "deliveries are signed with somebody else's secret", ChainRule::WebhookWrongSecret),
    rule("webhooks", "webhook-signature-bare-hmac", "the signature is the bare HMAC of the body, without a timestamp", ChainRule::WebhookBareHmac),
    rule("webhooks", "webhook-stale-timestamp", "deliveries are signed for a time ten minutes ago", ChainRule::WebhookStaleTimestamp),
    rule("webhooks", "webhook-signature-reused", "a redelivery has the signature of the first delivery", ChainRule::WebhookSignatureReused),
    rule("webhooks", "webhook-wrong-environment", "events name the other environment", ChainRule::WebhookWrongEnvironment),
    rule("webhooks", "webhook-wrong-content-type", "deliveries say that they are text/plain", ChainRule::WebhookWrongContentType),
    rule("webhooks", "webhook-new-event-id-on-redelivery", "each redelivery has an event_id of its own", ChainRule::WebhookNewEventId),
    rule("webhooks", "webhook-waits-too-long", "a receiver may take a minute", ChainRule::WebhookWaitsTooLong),
    rule("webhooks", "event-ids-repeat", "all events have the event_id of the first one", ChainRule::EventIdsRepeat),
    rule("webhooks", "event-without-provider", "events have no provider", ChainRule::EventWithoutProvider),
    rule("webhooks", "event-created-at-without-milliseconds", "created_at of events has whole seconds only", ChainRule::EventWithoutMilliseconds),
    rule("webhooks", "event-never-sent", "no event is delivered", ChainRule::EventNeverSent),
    rule("webhooks", "redelivery-never", "a delivery that failed is not repeated", ChainRule::NeverRedelivers),
    rule("webhooks", "retries-after-2xx", "an event that was taken with 2xx is delivered once more", ChainRule::RetriesAfterSuccess),
    rule("webhooks", "retry-delay-constant", "the pause between deliveries stays the same", ChainRule::RetryDelayConstant),
    rule("webhooks", "retries-end-early", "redelivery ends an hour after the first delivery", ChainRule::GivesUpEarly),
    rule("webhooks", "glob-ignored", "every subscriber gets every event", ChainRule::GlobIgnored),
    rule("webhooks", "plain-http-accepted", "a subscription may have an http URL that is not on loopback", ChainRule::PlainHttpAccepted),
    rule("webhooks", "subscription-not-stored", "a subscription answers well, but nobody is told", ChainRule::SubscriptionLost),
    json("webhooks", "subscription-without-id", "a subscription answers without subscription_id", SUBSCRIBED, |body, _| remove(body, "subscription_id")),

    rule("async", "async-sponsor-decides-at-once", "the complete call of an asynchronous sponsor answers its decision", ChainRule::DecidesAtOnce),
    rule("async", "event-at-once", "the asynchronous sponsor decides, and tells, right after the complete call", ChainRule::DecisionTooEarly),
    rule("async", "async-sponsor-decides-too-late", "the asynchronous sponsor decides after 90 seconds", ChainRule::DecisionTooLate),
    rule("async", "event-before-answer", "the decision is delivered before the complete call is answered", ChainRule::EventBeforeAnswer),
    rule("async", "event-too-late", "the decision is told 90 seconds after the complete call, though it was taken in time", ChainRule::EventTooLate),
    rule("async", "event-of-another-request", "the decision names another authorization_request_id", ChainRule::EventOfAnotherRequest),
    rule("async", "event-decision-disagrees-with-read", "after authorization.created the request reads as rejected", ChainRule::EventDisagreesWithRead),
    rule("async", "event-decision-swapped", "an approval is told as authorization.rejected, a rejection as authorization.created", ChainRule::EventSwapped),
    rule("async", "rejected-event-without-reason", "authorization.rejected has no rejection_reason", ChainRule::EventWithoutReason),
    rule("async", "async-request-never-completes", "the decision is told, but the request reads PENDING_SPONSOR for ever", ChainRule::NeverCompletes),

    rule("prescriptions", "patient-not-found-after-create", "a patient who was created cannot be found", ChainRule::PatientForgotten),
    rule("prescriptions", "duplicate-patient-accepted", "a document number that a patient has is accepted again", ChainRule::PatientTwice),
    json("prescriptions", "patient-without-id", "a new patient has no patient_id", PATIENT, |body, _| remove(body, "patient_id")),
    rule("prescriptions", "prescription-for-unknown-patient-accepted", "a prescription for a patient whom nobody created is issued", ChainRule::PrescriptionForUnknownPatient),
    rule("prescriptions", "prescription-unregistered-accepted", "a medication that is not registered is prescribed", ChainRule::PrescriptionUnregistered),
    rule("prescriptions", "prescription-consent-unneeded", "v1.1 issues without the patient's consent", ChainRule::ConsentUnneeded),
    rule("prescriptions", "prescription-hash-unneeded", "v2 issues without the signed hash", ChainRule::HashUnneeded),
    json("prescriptions", "prescription-without-code", "a prescription answers without prescription_code", PRESCRIPTION, |body, _| remove(body, "prescription_code")),
    json("prescriptions", "prescription-wrong-status", "a prescription answers the status ISSUED", PRESCRIPTION, |body, _| set(body, "status", &"ISSUED".into())),
    json("prescriptions", "prescription-v1-1-told-as-v1", "a v1.1 prescription answers the version v1", PRESCRIPTION_V1_1, |body, _| set(body, "version", &"v1".into())),
    json("prescriptions", "prescription-v2-without-code", "a v2 prescription answers without prescription_code", PRESCRIPTION_V2, |body, _| remove(body, "prescription_code")),
    rule("prescriptions", "prescription-code-not-redeemable", "a pharmacy does not find the code of a prescription", ChainRule::CodeNotRedeemable),
    rule("prescriptions", "prescription-creates-claim", "a dispensation of a prescription creates a claim", ChainRule::PrescriptionCreatesClaim),
    rule("prescriptions", "prescription-issued-never-sent", "prescription.issued is not told", ChainRule::PrescriptionNotTold),
    rule("prescriptions", "prescription-mail-never-told", "what became of a prescription's mail is not told", ChainRule::MailNotTold),
    rule("prescriptions", "prescription-bounce-told-as-delivered", "a mail that bounced is told as delivered", ChainRule::BounceHidden),

    rule("claims", "claim-not-created", "a completed dispensation creates no claim", ChainRule::NoAutomaticClaim),
    rule("claims", "automatic-claim-stays-open", "the claim of a dispensation is OPEN and in no list of candidates", ChainRule::AutomaticClaimOpen),
    rule("claims", "claim-amount-wrong", "a claim's total is the sum of its unit prices, whatever the quantities", ChainRule::ClaimAmountWrong),
    rule("claims", "claim-starts-completed", "a new claim is COMPLETED", ChainRule::ClaimStartsCompleted),
    json("claims", "claim-without-id", "a new claim has no claim_id", CLAIM, |body, _| remove(body, "claim_id")),
    rule("claims", "claim-unregistered-accepted", "a line item that is not registered is accepted", ChainRule::ClaimUnregistered),
    rule("claims", "claim-of-undecided-accepted", "a claim is made of an authorization that is not approved", ChainRule::ClaimOfUndecided),
    rule("claims", "claim-void-after-complete-accepted", "a completed claim can be voided", ChainRule::ClaimVoidAfterComplete),
    rule("claims", "claim-complete-twice-accepted", "a completed claim can be completed again", ChainRule::ClaimCompleteTwice),
    rule("claims", "claim-complete-after-void-accepted", "a voided claim can be completed", ChainRule::ClaimCompleteAfterVoid),
    rule("claims", "claim-complete-not-stored", "completing a claim answers well, but it stays OPEN", ChainRule::ClaimCompleteNotStored),
    rule("claims", "claim-void-not-stored", "voiding a claim answers well, but it stays OPEN", ChainRule::ClaimVoidNotStored),
    rule("claims", "unknown-claim-found", "a claim_id that nobody has is taken for the first claim's", ChainRule::UnknownClaimFound),
    json("claims", "claim-read-without-line-items", "a claim is read without line_items", CLAIM_READ, |body, _| remove(body, "line_items")),
    json("claims", "claim-read-without-files", "a claim is read without the files of its authorization", CLAIM_READ, |body, _| remove(body, "files")),
    json("claims", "claim-void-answers-open", "voiding a claim answers the status OPEN", CLAIM_VOIDED, |body, _| set(body, "status", &"OPEN".into())),
    json("claims", "claim-complete-wrong-status", "completing a claim answers the status READY", CLAIM_DONE, |body, _| set(body, "status", &"READY".into())),

    rule("settlements", "settlement-period-unchecked", "a batch is started for any period", ChainRule::PeriodUnchecked),
    json("settlements", "settlement-starts-submitted", "a new batch answers the status SUBMITTED", BATCH, |body, _| set(body, "status", &"SUBMITTED".into())),
    rule("settlements", "candidates-of-other-sponsor", "the candidates of a batch are of all sponsors", ChainRule::CandidatesOfOtherSponsor),
    rule("settlements", "candidates-open-claims", "claims that are OPEN are among the candidates", ChainRule::CandidatesOpen),
    rule("settlements", "candidates-in-other-batches", "claims that are in a batch are among the candidates", ChainRule::CandidatesAttached),
    rule("settlements", "candidates-empty", "no batch has candidates", ChainRule::CandidatesEmpty),
    json("settlements", "candidates-without-amount", "candidates have no total_amount", CANDIDATES, |body, _| remove(body, "total_amount")),
    rule("settlements", "attach-other-sponsor-accepted", "a batch takes claims of another sponsor", ChainRule::AttachOtherSponsor),
    rule("settlements", "attach-open-claim-accepted", "a batch takes claims that are not COMPLETED", ChainRule::AttachUnfit),
    rule("settlements", "attach-twice-accepted", "a batch takes claims that are in a batch", ChainRule::AttachTwice),
    rule("settlements", "attach-after-dispatch-accepted", "a dispatched batch takes more claims", ChainRule::AttachAfterDispatch),
    rule("settlements", "dispatch-empty-accepted", "an empty batch is dispatched", ChainRule::DispatchEmpty),
    rule("settlements", "dispatch-twice-accepted", "a batch is dispatched a second time", ChainRule::DispatchTwice),
    rule("settlements", "dispatch-stays-open", "a dispatched batch stays OPEN", ChainRule::DispatchStaysOpen),
    json("settlements", "dispatch-answers-open", "dispatching a batch answers the status OPEN", DISPATCHED, |body, _| set(body, "status", &"OPEN".into())),
    json("settlements", "settlement-decision-not-shown", "a decided batch reads SUBMITTED", BATCH_READ, |body, _| {
        let decisions = [Settlement::Paid, Settlement::Rejected, Settlement::PartiallyAccepted];
        decisions.into_iter().for_each(|decision| reads(body, decision, "SUBMITTED"));
    }),
    json("settlements", "settlement-rejection-reads-accepted", "a rejected batch reads ACCEPTED", BATCH_READ, |body, _| {
        reads(body, Settlement::Rejected, "ACCEPTED");
    }),
    json("settlements", "settlement-part-reads-accepted", "a batch that was accepted in part reads ACCEPTED", BATCH_READ, |body, _| {
        reads(body, Settlement::PartiallyAccepted, "ACCEPTED");
    }),
    rule("settlements", "settlement-paid-never", "no batch is ever settled", ChainRule::SettlementNeverPaid),
    rule("settlements", "settlement-event-wrong-type", "an accepted batch is told as settlement.accepted", ChainRule::SettlementEventWrong),
];
