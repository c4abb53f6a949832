//! Each fault changes what its summary says, and nothing else.

use std::collections::BTreeSet;

use simulators::osigu::Osigu;

use crate::osigu_hooks::conversation::{Transcript, hold};

const AREAS: [&str; 5] = ["webhooks", "async", "prescriptions", "claims", "settlements"];

/// The steps with a delivery in them, but for the last one, which only says when there were any.
const EVERY_EVENT: &[&str] = &[
    "told-prescription",
    "told-bounce",
    "told-dispensation",
    "told-repeatedly",
    "told-slowly",
    "told-approved",
    "told-rejected",
    "told-settled",
];

/// A fault, and the steps of the conversation that it changes.
#[rustfmt::skip]
const TABLE: &[(&str, &[&str])] = &[
    ("webhook-unsigned", EVERY_EVENT),
    ("webhook-signed-over-other-bytes", EVERY_EVENT),
    ("webhook-signed-with-other-secret", EVERY_EVENT),
    ("webhook-signature-bare-hmac", EVERY_EVENT),
    ("webhook-stale-timestamp", EVERY_EVENT),
    ("webhook-signature-reused", &["told-repeatedly", "told-slowly"]),
    ("webhook-wrong-environment", EVERY_EVENT),
    ("webhook-wrong-content-type", EVERY_EVENT),
    ("webhook-new-event-id-on-redelivery", &["told-repeatedly", "told-slowly"]),
    ("webhook-waits-too-long", &["told-slowly"]),
    ("event-ids-repeat", &["told-prescription", "told-bounce", "told-dispensation", "told-repeatedly", "told-slowly"]),
    ("event-without-provider", EVERY_EVENT),
    ("event-created-at-without-milliseconds", EVERY_EVENT),
    ("event-never-sent", &["told-prescription", "told-bounce", "told-dispensation", "told-repeatedly", "told-slowly", "told-approved", "told-rejected", "told-settled", "until-given-up"]),
    ("redelivery-never", &["told-repeatedly", "told-slowly", "until-given-up"]),
    ("retries-after-2xx", &["told-bounce", "told-repeatedly", "told-slowly", "told-approved-late", "told-rejected-late", "told-settled"]),
    ("retry-delay-constant", &["told-repeatedly", "until-given-up"]),
    ("retries-end-early", &["until-given-up"]),
    ("glob-ignored", &["told-prescription", "told-bounce", "told-dispensation", "told-repeatedly", "told-slowly", "told-approved", "told-rejected"]),
    ("plain-http-accepted", &["plain-http"]),
    ("subscription-not-stored", &["told-prescription", "told-bounce", "told-dispensation", "told-repeatedly", "told-slowly", "told-approved", "told-rejected", "told-settled", "until-given-up"]),
    ("subscription-without-id", &["subscribe", "subscribe-some"]),
    ("async-sponsor-decides-at-once", &["approve", "approve-pending", "told-approved", "approve-read", "reject", "reject-pending", "told-rejected"]),
    ("event-at-once", &["told-too-early", "approve-pending", "told-approved", "approve-read", "reject-pending", "told-rejected"]),
    ("async-sponsor-decides-too-late", &["told-approved", "approve-read", "told-approved-late", "told-rejected", "reject-read", "told-rejected-late"]),
    ("event-before-answer", &["told-too-early", "approve-pending", "told-approved", "approve-read", "reject-pending", "told-rejected"]),
    ("event-too-late", &["told-approved", "told-approved-late", "told-rejected", "told-rejected-late"]),
    ("event-of-another-request", &["told-approved", "told-rejected"]),
    ("event-decision-disagrees-with-read", &["approve-read"]),
    ("event-decision-swapped", &["told-approved", "told-rejected"]),
    ("rejected-event-without-reason", &["told-rejected"]),
    ("async-request-never-completes", &["approve-read", "reject-read"]),
    ("patient-not-found-after-create", &["find-patient"]),
    ("duplicate-patient-accepted", &["patient-twice"]),
    ("patient-without-id", &["patient"]),
    ("prescription-for-unknown-patient-accepted", &["unknown-patient", "told-bad-prescriptions"]),
    ("prescription-unregistered-accepted", &["unregistered-medication", "told-bad-prescriptions"]),
    ("prescription-consent-unneeded", &["no-consent", "told-bad-prescriptions"]),
    ("prescription-hash-unneeded", &["no-hash", "told-bad-prescriptions"]),
    ("prescription-without-code", &["prescription", "prescription-2", "redeem-prescription", "dispense-prescription", "told-dispensation"]),
    ("prescription-wrong-status", &["prescription", "prescription-2"]),
    ("prescription-code-not-redeemable", &["redeem-prescription", "dispense-prescription", "told-dispensation"]),
    ("prescription-creates-claim", &["dispense-prescription"]),
    ("prescription-issued-never-sent", &["told-prescription", "told-bounce", "told-repeatedly", "told-slowly", "until-given-up"]),
    ("prescription-mail-never-told", &["told-prescription", "told-bounce", "told-repeatedly", "told-slowly", "until-given-up"]),
    ("prescription-bounce-told-as-delivered", &["told-bounce"]),
    ("claim-not-created", &["automatic-claim", "automatic-claim-read"]),
    ("automatic-claim-stays-open", &["automatic-claim-read"]),
    ("claim-amount-wrong", &["automatic-claim-read", "claim-read", "claim-complete", "claim-completed-read", "claim-voided-read", "candidates", "candidates-rest", "batch-read", "told-settled", "batch-settled"]),
    ("claim-starts-completed", &["claim", "claim-read", "claim-complete", "claim-completed-read", "claim-2", "claim-void", "claim-voided-read", "claim-complete-voided", "candidates", "attach-open", "batch-read", "told-settled", "batch-settled"]),
    ("claim-without-id", &["claim", "claim-read", "claim-complete", "claim-completed-read", "claim-complete-twice", "claim-void-late", "claim-2", "claim-void", "claim-voided-read", "claim-complete-voided", "candidates", "attach", "candidates-rest", "attach-twice", "attach-again", "dispatch", "batch-read", "attach-late", "dispatch-twice", "told-settled", "batch-settled"]),
    ("claim-unregistered-accepted", &["unregistered-item"]),
    ("claim-of-undecided-accepted", &["claim-of-rejected"]),
    ("claim-void-after-complete-accepted", &["claim-void-late"]),
    ("claim-complete-twice-accepted", &["claim-complete-twice"]),
    ("claim-complete-after-void-accepted", &["claim-complete-voided"]),
    ("claim-complete-not-stored", &["claim-completed-read", "claim-complete-twice", "claim-void-late", "candidates", "attach", "candidates-rest", "attach-twice", "attach-again", "dispatch", "batch-read", "attach-late", "dispatch-twice", "told-settled", "batch-settled"]),
    ("claim-void-not-stored", &["claim-voided-read", "claim-complete-voided"]),
    ("unknown-claim-found", &["claim-unknown"]),
    ("claim-read-without-line-items", &["automatic-claim-read", "claim-read", "claim-completed-read", "claim-voided-read"]),
    ("claim-read-without-files", &["automatic-claim-read", "claim-read", "claim-completed-read", "claim-voided-read"]),
    ("claim-complete-wrong-status", &["claim-complete"]),
    ("settlement-period-unchecked", &["bad-period"]),
    ("settlement-starts-submitted", &["batch"]),
    ("candidates-of-other-sponsor", &["candidates", "candidates-rest"]),
    ("candidates-open-claims", &["candidates", "candidates-rest"]),
    ("candidates-in-other-batches", &["candidates-rest"]),
    ("candidates-empty", &["candidates", "candidates-rest"]),
    ("candidates-without-amount", &["candidates", "candidates-rest"]),
    ("attach-other-sponsor-accepted", &["attach-others", "batch-read", "told-settled", "batch-settled"]),
    ("attach-open-claim-accepted", &["attach-open", "batch-read", "told-settled", "batch-settled"]),
    ("attach-twice-accepted", &["attach-twice", "batch-read", "told-settled", "batch-settled"]),
    ("attach-after-dispatch-accepted", &["attach-late", "told-settled", "batch-settled"]),
    ("dispatch-empty-accepted", &["dispatch-empty", "attach-twice", "told-settled"]),
    ("dispatch-twice-accepted", &["dispatch-twice"]),
    ("dispatch-stays-open", &["batch-read", "attach-late", "dispatch-twice", "told-settled", "batch-settled"]),
    ("settlement-paid-never", &["told-settled", "batch-settled"]),
    ("settlement-event-wrong-type", &["told-settled"]),
    ("claim-void-answers-open", &["claim-void"]),
    ("dispatch-answers-open", &["dispatch"]),
    ("settlement-decision-not-shown", &["batch-settled"]),
    // The conversation has none of what these change; the features of `features/osigu` do (tests/faults/osigu.toml).
    ("prescription-v1-1-told-as-v1", &[]),
    ("prescription-v2-without-code", &[]),
    ("settlement-rejection-reads-accepted", &[]),
    ("settlement-part-reads-accepted", &[]),
];

/// The steps that differ, or that only one of the two has.
fn changed(honest: &Transcript, faulty: &Transcript) -> Vec<&'static str> {
    let mut steps: Vec<&'static str> = Vec::new();
    for (step, _) in honest.iter().chain(faulty) {
        let of = |transcript: &Transcript| -> Vec<String> {
            transcript.iter().filter(|(name, _)| name == step).map(|(_, text)| text.clone()).collect()
        };
        if of(honest) != of(faulty) && !steps.contains(step) {
            steps.push(step);
        }
    }
    steps
}

#[tokio::test]
async fn an_honest_simulator_says_the_same_twice() {
    assert_eq!(changed(&hold(None).await, &hold(None).await), [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_fault_changes_its_steps_and_no_others() {
    let honest = hold(None).await;
    let mut wrong = Vec::new();
    let mine: Vec<_> = Osigu::faults().iter().filter(|fault| AREAS.contains(&fault.area)).collect();
    let talks: Vec<_> = mine.iter().map(|fault| (fault.name, tokio::spawn(hold(Some(fault.name))))).collect();
    for (name, talk) in talks {
        let steps = changed(&honest, &talk.await.unwrap());
        let expected = TABLE.iter().find(|(known, _)| *known == name).map(|(_, steps)| *steps);
        if expected != Some(&steps) {
            wrong.push(format!("    ({name:?}, &{steps:?}),"));
        }
    }
    assert!(wrong.is_empty(), "not as in the table:\n{}", wrong.join("\n"));
    let listed: BTreeSet<_> = TABLE.iter().map(|(name, _)| *name).collect();
    let mine: BTreeSet<_> = mine.iter().map(|fault| fault.name).collect();
    assert_eq!(listed, mine);
}
