//! Named defects of the integration of Osigu's API.

use crate::defect::defects;

defects! {
    /// One rule that a deliberately broken integration of Osigu's API does not keep.
    pub enum Defect {
        NeverCachesToken "never-caches-token" "asks for a token before every call",
        CachesTokenForEver "caches-token-for-ever" "does not renew a token by its age",
        RefreshesTooEarly "refreshes-too-early" "renews a token after 49 minutes",
        TokenStampede "token-stampede" "asks for a token for each of several calls that begin together",
        CredentialsInBody "credentials-in-body" "sends client_id and client_secret in the form as well",
        CrossesEnvironments "crosses-environments" "shows its credentials to the other environment",
        NoRefreshOn401 "no-refresh-on-401" "fails at the first 401 without asking for a token",
        RefreshesForEverOn401 "refreshes-for-ever-on-401" "asks for a token and repeats the call as long as it meets a 401",
        RetriesA409 "retries-a-409" "retries a 409 as if it were transient",
        RetriesA404 "retries-a-404" "retries a 404 as if it were transient",
        NoBackoff "no-backoff" "retries at once, four times",
        NeverGivesUp "never-gives-up" "goes on retrying after the fourth retry",
        GivesUpAtOnce "gives-up-at-once" "fails at the first 5xx without a retry",
        IgnoresRetryAfter "ignores-retry-after" "waits its own times only, whatever Retry-After says",
        ChangesIdempotencyKey "changes-idempotency-key" "makes a new Idempotency-Key for each try of a write",
        TwentyWorkers "twenty-workers" "works off a batch with 20 workers",
        PendingSponsorAsApproved "treats-pending-sponsor-as-approved" "takes the answer PENDING_SPONSOR for an approval",
        DecidesBeforeTheEvent "decides-before-the-event" "says that the sponsor decides later, and keeps an approval already",
        IgnoresTheEvent "ignores-the-event" "takes no decision from an event",
        TakesEventOfOtherRequest "takes-event-of-other-request" "decides its own pending request by the event of another one",
        TakesEventOfOtherEnvironment "takes-event-of-other-environment" "does not look at the environment of an event",
        TakesEventTwice "takes-event-twice" "takes an event for new that it has taken in before",
        NeverReadsTheDecision "never-reads-the-decision" "reads the request again and takes no decision from it",
        PendingIndicationAsApproved "pending-indication-as-approved" "takes the answer PENDING_INDICATION for an approval",
        NeverAttachesIndication "never-attaches-indication" "does not attach the document that the sponsor's configuration asks for",
        SwallowsRejectionReason "swallows-rejection-reason" "tells of a rejection without its reason",
        SwallowsErrorCode "swallows-error-code" "tells of a refusal without its error_code",
        InactiveCoverAsError "inactive-cover-as-error" "takes inactive coverage for a technical error",
        ProceedsWithInactiveCover "proceeds-with-inactive-cover" "asks for an authorization though the coverage is not active",
        NotFoundAsError "not-found-as-error" "takes an unknown beneficiary for a technical error",
        TakesConflictForDone "takes-conflict-for-done" "takes the 409 of a code that is used already for a success",
        HardCodedSearchForm "hard-coded-search-form" "searches by document_type and document_number without reading the sponsor's forms",
        KeepsStaleCacheAfterReset "keeps-stale-cache-after-reset" "does not search again when a remembered beneficiary is gone",
        LeavesDispensationStarted "leaves-dispensation-started" "starts a dispensation and does not complete it",
        LeavesClaimOpen "leaves-claim-open" "creates a claim and does not complete it",
        ForgetsClaimInBatch "forgets-claim-in-batch" "attaches all candidates of a settlement batch but the last",
        NeverDispatches "never-dispatches" "fills a settlement batch and does not dispatch it",
    }
}
