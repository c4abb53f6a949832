//! Each other reading of the documents changes what it says.

use std::{collections::BTreeSet, time::Duration};

use simulators::osigu::{Options, Osigu, Settings};

use crate::{
    osigu::conversation::hold,
    shared::{client_builder, wrong_row},
};

/// A reading, the first step of the conversation that it changes, and the first change in it. Without a step stands what
/// this conversation does not touch; the tests of claims, settlements and webhooks see it.
#[rustfmt::skip] // A table.
const TABLE: &[(&str, &str, &str)] = &[
    ("unknown-beneficiary-is-422", "unknown-beneficiary", "status 404 -> 422"),
    ("no-indication-needed", "configuration", "~ /required_indications has 0 for 1"),
    ("rejected-with-code", "complete-mixed", "+ /authorizations/0/authorization_code"),
    ("placeholders-while-pending", "complete-async", "~ /authorizations has 1 for 0"),
    ("claim-without-authorization-stays-alone", "none", ""),
    ("redeemed-code-is-422", "dispense-redeemed", "status 409 -> 422"),
    ("https-only", "none", ""),
    ("only-good-token-requests-count", "none", ""),
    ("registered-again-is-409", "register-again", "status 201 -> 409"),
    ("missing-indication-is-422", "complete-bare", "status 200 -> 422"),
    ("no-grant-type-in-query", "none", ""),
    ("errors-with-code", "no-token", "- /error_code"),
    ("oauth-errors-as-elsewhere", "token-wrong-secret", "- /error"),
    ("opaque-tokens", "token", r#"~ /access_token = ""#),
    ("one-token-at-a-time", "first-token-lives", "status 200 -> 401"),
    ("scopes-not-enforced", "reader-registers", "status 403 -> 201"),
    ("fixed-window", "none", ""),
    ("no-limit-headers", "token-burst", r#"~ /last = "429 Retry-After ""#),
    ("small-pages", "reader-reads", "~ /page/size = 5"),
    ("no-idempotency", "key-reused", "status 409 -> 201"),
    ("unknown-members-refused", "none", ""),
    ("no-dependants-in-search", "search-holder", "- /dependants"),
    ("event-on-sync-decision", "none", ""),
    ("inactive-cover-refused", "initiate-uncovered", "status 201 -> 422"),
    ("outcome-without-authorization-id", "complete", "- /authorizations/0/authorization_id"),
    ("otp-locked-after-three", "none", ""),
    ("automatic-claim-open", "none", ""),
    ("settled-at-once", "none", ""),
    ("dispatch-is-202", "none", ""),
    ("documented-event-members", "none", ""),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_reading_first_shows_where_it_says() {
    let osigu = Osigu::start(Options::default()).await.unwrap();
    let client = client_builder().timeout(Duration::from_secs(5)).build().unwrap();
    let honest = hold(&osigu, &client, None, Settings::default(), true).await;
    let mut wrong = Vec::new();
    for row in TABLE {
        let other = hold(&osigu, &client, None, Settings::reading(row.0).unwrap(), true).await;
        wrong.extend(wrong_row(*row, &honest, &other));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_reading_is_in_the_table_and_every_open_reading_has_one() {
    let names: Vec<_> = Settings::readings().iter().map(|reading| reading.name).collect();
    assert_eq!(names, TABLE.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let numbers: BTreeSet<_> = Settings::readings().iter().filter_map(|reading| reading.number).collect();
    assert_eq!(numbers, (11..=20).collect());
}
