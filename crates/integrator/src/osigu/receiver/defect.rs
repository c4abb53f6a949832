//! Named defects of the receiver of Osigu's webhooks.

use crate::defect::defects;

defects! {
    /// One rule that a deliberately broken receiver does not keep.
    pub enum ReceiverDefect {
        NoSignatureCheck "no-signature-check" "takes every delivery for one of Osigu's",
        ActsBeforeVerifying "acts-before-verifying" "stores the event first and refuses a bad signature afterwards",
        ParsesBeforeVerifying "parses-before-verifying" "reads the JSON first: a bad body is 400, whoever signed it",
        ChecksOnlyTheTimestamp "checks-only-the-timestamp" "takes any digest beside a fresh timestamp",
        AcceptsMissingSignature "accepts-missing-signature" "trusts a delivery that has no signature, or an empty one",
        FailsOnMalformedSignature "fails-on-malformed-signature" "answers 500 to a signature that it cannot parse",
        FailsOnUpperCaseHex "fails-on-upper-case-hex" "answers 500 to a signature in upper-case hexadecimal digits",
        AcceptsLegacySignature "accepts-legacy-signature" "takes a bare HMAC of the body, without a timestamp, as well",
        PrefixComparison "prefix-comparison" "compares only the first 8 characters of the signature",
        AcceptsTruncatedSignature "accepts-truncated-signature" "compares only as much of the signature as was sent",
        SuffixComparison "suffix-comparison" "compares only the last 8 characters of the signature",
        AcceptsUndecodableDigest "accepts-undecodable-digest" "lets a digest pass that cannot be decoded, or decodes to nothing",
        AcceptsKnownDigest "accepts-known-digest" "takes a digest that it has verified before for any body",
        AcceptsNearbyTimestamp "accepts-nearby-timestamp" "takes a digest that was made for one second later",
        AcceptsEmptySecret "accepts-empty-secret" "takes a signature with an empty secret as well, as if for a rotation",
        SignsReserializedBody "signs-reserialized-body" "verifies over the JSON written anew, not over the bytes that came",
        AcceptsStaleTimestamp "accepts-stale-timestamp" "takes a timestamp of any age",
        AcceptsFutureTimestamp "accepts-future-timestamp" "takes a timestamp from any time to come",
        Tolerance299 "tolerance-299" "refuses a timestamp that is exactly 300 seconds off",
        Tolerance301 "tolerance-301" "takes a timestamp that is 301 seconds off",
        ToleranceOneMinute "tolerance-one-minute" "refuses a timestamp that is more than 60 seconds off",
        NoDedupe "no-dedupe" "acts on every delivery of an event",
        DedupesBySignature "dedupes-by-signature" "knows an event again by its signature, which is fresh on redelivery",
        DedupesByAuthorizationId "dedupes-by-authorization-id" "takes a second event about an authorization for a duplicate",
        CheckThenActRace "check-then-act-race" "looks for duplicates and acts in two steps: two at once both act",
        FailsOnDuplicate "5xx-on-duplicate" "answers 500 to an event that it knows already",
        RemembersRefusedEvents "remembers-refused-events" "takes the real delivery for a duplicate of a forged one that it refused",
        SlowReceiver "slow-receiver" "answers after 11 seconds",
        ThrottlesBursts "throttles-bursts" "answers 429 to more than 100 deliveries within a second",
        ChokesOnLargeBody "chokes-on-large-body" "answers 413 to more than 256 KiB",
        ChokesOnSlowBody "chokes-on-slow-body" "answers 408 to a body that takes more than 200 milliseconds to arrive",
        RefusesUnknownEvents "refuses-unknown-events" "answers 500 to a type of event that it does not know",
        ActsOnUnknownEvents "acts-on-unknown-events" "stores an event whose type it does not know as if it were a decision",
        FailsOnRejections "fails-on-rejections" "answers 500 to authorization.rejected",
        DropsRejections "drops-rejections" "acknowledges authorization.rejected and does nothing",
        ActsOnce "acts-once" "acts on the first event that comes, acknowledges all others and drops them",
        HandlesAuthorizationsOnly "handles-authorizations-only" "answers 500 to the documented events of every other family",
        LosesEventsInBursts "loses-events-in-bursts" "acknowledges more than 100 deliveries within a second, and drops what is over",
        IgnoresEnvironment "ignores-environment" "acts on events of the other environment",
        OrderDependent "order-dependent" "answers 409 to an event that was created before one that it has seen",
        DropsOlderEvents "drops-older-events" "acknowledges an event created before one that it has seen, and drops it",
        FailsOnMalformedJson "malformed-json-500" "answers 500 to a well-signed body that is no JSON",
        Answers401ToEverything "answers-401-to-everything" "refuses every delivery",
        Answers200ToEverything "answers-200-to-everything" "acknowledges every delivery and does nothing",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_defect_has_a_name_of_its_own_and_is_found_by_it() {
        let names: HashSet<_> = ReceiverDefect::all().iter().map(|defect| defect.name()).collect();
        assert_eq!(names.len(), ReceiverDefect::all().len());
        for defect in ReceiverDefect::all() {
            assert_eq!(defect.to_string().parse::<ReceiverDefect>().unwrap(), *defect);
        }
    }
}
