//! Each defect differs from the correct integration as its name says.

use std::{future::Future, pin::Pin};

use futures::future::join_all;
use integrator::osigu::{AuthorizationInput, Defect, SearchInput, StateInput, Task};
use rstest::rstest;
use serde_json::json;

use super::vendor::{Bench, CREDENTIALS, authorization, event, search};
use crate::vendor::{Next, unavailable};

/// What an integration does, and in one line what was seen of it.
type Story = fn(Bench) -> Pin<Box<dyn Future<Output = String> + Send>>;

macro_rules! stories {
    ($($name:ident($bench:ident) $body:block)+) => {
        $(fn $name($bench: Bench) -> Pin<Box<dyn Future<Output = String> + Send>> {
            Box::pin(async move $body)
        })+
    };
}

stories! {
    three_searches(bench) {
        for _ in 0..3 {
            bench.search("1000000001").await;
        }
        format!("{} tokens", bench.seen("/token").len())
    }
    an_hour(bench) {
        for seconds in [0, 2939, 2940, 2999, 3000] {
            bench.set_seconds(seconds);
            bench.search("1000000001").await;
        }
        format!("{:?}", bench.times("/token"))
    }
    a_crowd(bench) {
        bench.authorize("async", "MED-SBX-001").await;
        bench.integration.reset();
        join_all((0..50).map(|_| bench.integration.state("areq_1"))).await;
        format!("{} tokens", bench.seen("/token").len() - 1)
    }
    the_token_request(bench) {
        bench.integration.token().await;
        let seen = bench.seen("/token");
        assert_eq!(seen[0].header("authorization"), Some(CREDENTIALS));
        seen[0].body.clone()
    }
    two_environments(bench) {
        let outcome = bench.search("1000000001").await.outcome.name();
        format!("{outcome}, production saw {}", bench.production.lock().unwrap().len())
    }
    one_401(bench) {
        bench.trouble("/forms", &Next::Answer(401, "{}".to_owned()), 1);
        let outcome = bench.search("1000000001").await.outcome.name();
        format!("{outcome}, {} tokens", bench.seen("/token").len())
    }
    many_401(bench) {
        bench.trouble("/forms", &Next::Answer(401, "{}".to_owned()), 99);
        let outcome = bench.search("1000000001").await.outcome.name();
        format!("{outcome}, {} tokens", bench.seen("/token").len())
    }
    a_used_code(bench) {
        bench.dispense().await;
        let outcome = bench.dispense().await.outcome.name();
        format!("{outcome}, {} tries", bench.seen("/dispensations").len() - 1)
    }
    nobody(bench) {
        let end = bench.search("1").await;
        format!("{}, {} tries", end.outcome.name(), bench.seen("/search").len())
    }
    an_outage(bench) {
        bench.trouble("/forms", &unavailable(), 99);
        let outcome = bench.search("1000000001").await.outcome.name();
        format!("{outcome} {:?}", bench.times("/forms"))
    }
    too_many_tokens(bench) {
        bench.trouble("/token", &Next::Later(429, 30), 1);
        let outcome = bench.search("1000000001").await.outcome.name();
        format!("{outcome} {:?}", bench.times("/token"))
    }
    a_repeated_write(bench) {
        bench.trouble("/authorization-requests", &unavailable(), 1);
        bench.authorize("sync", "MED-SBX-001").await;
        let seen = bench.seen("/authorization-requests");
        let keys: Vec<_> = seen.iter().map(|seen| seen.header("idempotency-key").unwrap()).collect();
        assert_eq!((keys.len(), &seen[0].body), (2, &seen[1].body));
        if keys[0] == keys[1] { "one key" } else { "two keys" }.to_owned()
    }
    a_batch(bench) {
        bench.integration.authorize(authorization("async", "MED-SBX-001")).await;
        bench.trouble("/areq_1", &unavailable(), 40);
        let one = || Task::State(StateInput { authorization_request_id: "areq_1".to_owned() });
        let ends = bench.integration.batch((0..40).map(|_| one()).collect(), 99).await;
        assert!(ends.len() == 40 && ends.iter().all(|end| end.outcome.name() == "ok"));
        // Each worker meets a failure at the beginning, and waits.
        format!("{} at once", bench.times("/areq_1").iter().filter(|time| **time == 0).count())
    }
    a_later_decision(bench) {
        let end = bench.authorize("async", "MED-SBX-001").await;
        let it = &bench.integration;
        let mut line = format!("{} {}", end.outcome.name(), it.decision("areq_1").word());
        for event in [
            event("evt_1", "areq_9", "sandbox"),
            event("evt_2", "areq_1", "production"),
            event("evt_3", "areq_1", "sandbox"),
            event("evt_3", "areq_1", "sandbox"),
        ] {
            let end = it.event(event).await;
            line.push_str(&format!(", {} {}", end.outcome.name(), it.decision("areq_1").word()));
        }
        line
    }
    a_later_read(bench) {
        bench.authorize("async", "MED-SBX-001").await;
        let end = bench.integration.state("areq_1").await;
        format!("{} {}", end.outcome.name(), end.body.unwrap()["decision"].as_str().unwrap())
    }
    no_document(bench) {
        let input = AuthorizationInput { indication: Some(false), ..authorization("sync", "MED-SBX-001") };
        let outcome = bench.integration.authorize(input).await.outcome.name();
        format!("{outcome} {}", bench.integration.decision("areq_1").word())
    }
    an_authorization(bench) {
        let end = bench.authorize("sync", "MED-SBX-001").await;
        format!("{} {}", end.outcome.name(), bench.seen("/indications").len())
    }
    a_rejection(bench) {
        let surfaced = bench.authorize("sync", "MED-SBX-REJECT").await.surfaced.unwrap();
        format!("{:?} {}", surfaced.rejection_reason, surfaced.message)
    }
    an_unregistered_product(bench) {
        let end = bench.authorize("sync", "MED-999").await;
        let surfaced = end.surfaced.unwrap();
        assert_eq!(surfaced.message.contains("071-104"), surfaced.error_code.is_some());
        format!("{} {:?}", end.outcome.name(), surfaced.error_code)
    }
    no_cover(bench) {
        let input = AuthorizationInput {
            form: Some(search("1000000007").form),
            ..authorization("sync", "MED-SBX-001")
        };
        let outcome = bench.integration.authorize(input).await.outcome.name();
        format!("{outcome}, {} begun", bench.seen("/authorization-requests").len())
    }
    another_form(bench) {
        let field = json!({"key": "member_id", "type": "string", "required": true});
        bench.state.lock().unwrap().forms = Some(json!([{"form_id": "member-id", "fields": [field]}]));
        let form = json!({"document_type": "CC", "document_number": "1000000001", "member_id": "M-1"});
        let form = form.as_object().unwrap().clone();
        bench.integration.search(SearchInput { sponsor_slug: "sync".to_owned(), form }).await;
        bench.seen("/search")[0].body.clone()
    }
    a_reset(bench) {
        let first = bench.authorize("sync", "MED-SBX-001").await.outcome.name();
        bench.state.lock().unwrap().generation += 1;
        let second = bench.authorize("sync", "MED-SBX-001").await.outcome.name();
        format!("{first} {second}, {} searches", bench.seen("/search").len())
    }
    a_dispensation(bench) {
        bench.dispense().await;
        format!("{} completed", bench.seen("/complete").len())
    }
    a_claim(bench) {
        bench.integration.claim(json!({"beneficiary_id": "bnf_0", "sponsor_slug": "sync", "line_items": []})).await;
        format!("{} completed", bench.seen("/complete").len())
    }
    a_settlement(bench) {
        bench.settle().await;
        let attached = bench.seen("/authorizations")[0].json();
        format!("{} {}", attached["authorization_ids"], bench.seen("/dispatch").len())
    }
}

const DECIDED_LATER: &str =
    "pending_sponsor pending, ok pending, ignored pending, ok approved, duplicate approved";

#[rstest]
#[case(Defect::NeverCachesToken, three_searches, "1 tokens", "4 tokens")]
#[case(Defect::CachesTokenForEver, an_hour, "[0, 3000]", "[0]")]
#[case(Defect::RefreshesTooEarly, an_hour, "[0, 3000]", "[0, 2940]")]
#[case(Defect::TokenStampede, a_crowd, "1 tokens", "50 tokens")]
#[case(
    Defect::CredentialsInBody,
    the_token_request,
    "grant_type=client_credentials",
    "grant_type=client_credentials&client_id=sandbox%2Did&client_secret=sandbox%2Dsecret"
)]
#[case(
    Defect::CrossesEnvironments,
    two_environments,
    "ok, production saw 0",
    "unauthorized, production saw 1"
)]
#[case(Defect::NoRefreshOn401, one_401, "ok, 2 tokens", "unauthorized, 1 tokens")]
#[case(Defect::RefreshesForEverOn401, many_401, "unauthorized, 2 tokens", "unauthorized, 12 tokens")]
#[case(Defect::RetriesA409, a_used_code, "conflict, 1 tries", "conflict, 5 tries")]
#[case(Defect::RetriesA404, nobody, "not_found, 1 tries", "not_found, 5 tries")]
#[case(Defect::NoBackoff, an_outage, "gave_up [0, 1, 3, 7, 15]", "gave_up [0, 0, 0, 0, 0]")]
#[case(
    Defect::NeverGivesUp,
    an_outage,
    "gave_up [0, 1, 3, 7, 15]",
    "gave_up [0, 1, 3, 7, 15, 23, 31, 39, 47, 55, 63, 71]"
)]
#[case(Defect::GivesUpAtOnce, an_outage, "gave_up [0, 1, 3, 7, 15]", "gave_up [0]")]
#[case(Defect::IgnoresRetryAfter, too_many_tokens, "ok [0, 30]", "ok [0, 1]")]
#[case(Defect::ChangesIdempotencyKey, a_repeated_write, "one key", "two keys")]
#[case(Defect::TwentyWorkers, a_batch, "10 at once", "20 at once")]
#[case(
    Defect::PendingSponsorAsApproved,
    a_later_decision,
    DECIDED_LATER,
    "approved approved, ok approved, ignored approved, ok approved, duplicate approved"
)]
#[case(
    Defect::DecidesBeforeTheEvent,
    a_later_decision,
    DECIDED_LATER,
    "pending_sponsor approved, ok approved, ignored approved, ok approved, duplicate approved"
)]
#[case(
    Defect::IgnoresTheEvent,
    a_later_decision,
    DECIDED_LATER,
    "pending_sponsor pending, ok pending, ignored pending, ok pending, duplicate pending"
)]
#[case(
    Defect::TakesEventOfOtherRequest,
    a_later_decision,
    DECIDED_LATER,
    "pending_sponsor pending, ok approved, ignored approved, ok approved, duplicate approved"
)]
#[case(
    Defect::TakesEventOfOtherEnvironment,
    a_later_decision,
    DECIDED_LATER,
    "pending_sponsor pending, ok pending, ok approved, ok approved, duplicate approved"
)]
#[case(
    Defect::TakesEventTwice,
    a_later_decision,
    DECIDED_LATER,
    "pending_sponsor pending, ok pending, ignored pending, ok approved, ok approved"
)]
#[case(Defect::NeverReadsTheDecision, a_later_read, "ok approved", "ok pending")]
#[case(Defect::PendingIndicationAsApproved, no_document, "pending_indication pending", "approved approved")]
#[case(Defect::NeverAttachesIndication, an_authorization, "approved 1", "pending_indication 0")]
#[case(
    Defect::SwallowsRejectionReason,
    a_rejection,
    "Some(\"not covered\") the sponsor has rejected it: not covered",
    "None the sponsor has rejected it"
)]
#[case(Defect::SwallowsErrorCode, an_unregistered_product, "rejected Some(\"071-104\")", "rejected None")]
#[case(Defect::InactiveCoverAsError, no_cover, "inactive, 0 begun", "error, 0 begun")]
#[case(Defect::ProceedsWithInactiveCover, no_cover, "inactive, 0 begun", "approved, 1 begun")]
#[case(Defect::NotFoundAsError, nobody, "not_found, 1 tries", "error, 1 tries")]
#[case(Defect::TakesConflictForDone, a_used_code, "conflict, 1 tries", "ok, 1 tries")]
#[case(
    Defect::HardCodedSearchForm,
    another_form,
    r#"{"member_id":"M-1"}"#,
    r#"{"document_type":"CC","document_number":"1000000001"}"#
)]
#[case(
    Defect::KeepsStaleCacheAfterReset,
    a_reset,
    "approved approved, 2 searches",
    "approved not_found, 1 searches"
)]
#[case(Defect::LeavesDispensationStarted, a_dispensation, "1 completed", "0 completed")]
#[case(Defect::LeavesClaimOpen, a_claim, "1 completed", "0 completed")]
#[case(Defect::ForgetsClaimInBatch, a_settlement, r#"["auth_0","auth_1"] 1"#, r#"["auth_0"] 1"#)]
#[case(Defect::NeverDispatches, a_settlement, r#"["auth_0","auth_1"] 1"#, r#"["auth_0","auth_1"] 0"#)]
#[tokio::test]
async fn a_defect_changes_what_is_seen(
    #[case] defect: Defect,
    #[case] story: Story,
    #[case] correct: &str,
    #[case] broken: &str,
) {
    assert_eq!(story(Bench::start(None).await).await, correct);
    assert_eq!(story(Bench::start(Some(defect)).await).await, broken);
}
