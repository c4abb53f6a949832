//! Each other reading of the documents changes what it says.

use std::{collections::BTreeSet, time::Duration};

use simulators::ideon::{Ideon, Options, Settings};

use crate::{
    ideon::conversation::hold,
    shared::{client_builder, wrong_row},
};

/// A reading, the first step of the conversation that it changes, and the first change in it. Without a step stands what
/// this conversation does not touch; other tests see it.
#[rustfmt::skip] // A table.
const TABLE: &[(&str, &str, &str)] = &[
    ("group-only-update-403", "plain-update", "status 422 -> 403"),
    ("carrier-name-missing-422", "no-query-carrier", "status 400 -> 422"),
    ("carrier-names-may-differ", "other-query-carrier", "status 422 -> 201"),
    ("error-types-other-words", "unprivileged-post", r#"~ /errors/0/error_type = "authorization.not_permitted""#),
    ("other-account-403", "group-of-other", "status 404 -> 403"),
    ("permission-after-resource", "unprivileged-nobody", "status 403 -> 404"),
    ("gets-answer-200", "contributions", "status 201 -> 200"),
    ("puts-answer-200", "installment-updated", "status 201 -> 200"),
    ("per-page-default-25", "token-used", r#"~ /headers/1 = "25""#),
    ("silly-paging-400", "groups-zero", "status 200 -> 400"),
    ("unknown-filter-422", "problems-by-nothing", "status 200 -> 422"),
    ("unknown-filter-400", "problems-by-nothing", "status 200 -> 400"),
    ("rsp-without-key", "rsp-without-key", "status 401 -> 200"),
    ("elections-as-objects", "event-of-object", "status 422 -> 201"),
    ("null-is-any-choice", "event-of-null", "status 422 -> 201"),
    ("puts-replace", "installment-updated-again", "- /group/group_setup"),
    ("list-groups-403", "unprivileged-list", "status 200 -> 403"),
    ("references-unchecked", "foreign-location", "status 422 -> 201"),
    ("location-type-in-retrieve", "group", "+ /group/primary_location/type"),
    ("setup-stays-initial", "set-up", r#"~ /coverage_period/state = "initial""#),
    ("qles-stand-side-by-side", "events", r#"~ /qualifying_life_events/2/status = "pending""#),
    ("families-show-submitted", "none", ""),
    ("second-resolution-422", "resolved-again", "status 201 -> 422"),
    ("attached-is-complete", "documents-attached", r#"~ /supporting_documents/0/status = "completed""#),
    ("updates-for-all-groups", "plain-update", "status 422 -> 200"),
    ("no-retry-after", "over-limit", "- /headers"),
    ("members-to-come", "other-group", "+ /group/employer/x_added_later"),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_reading_first_shows_where_it_says() {
    let ideon = Ideon::start(Options::default()).await.unwrap();
    let client = client_builder().timeout(Duration::from_secs(5)).build().unwrap();
    let honest = hold(&ideon, &client, None, Settings::default(), None, "talk").await;
    let mut wrong = Vec::new();
    for row in TABLE {
        let settings = Settings::reading(row.0).unwrap();
        let other = hold(&ideon, &client, None, settings, Some(&honest), "talk").await;
        wrong.extend(wrong_row(*row, &honest, &other));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_reading_is_in_the_table_and_every_open_reading_with_a_choice_has_one() {
    let names: Vec<_> = Settings::readings().iter().map(|reading| reading.name).collect();
    assert_eq!(names, TABLE.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let numbers: BTreeSet<_> = Settings::readings().iter().filter_map(|reading| reading.number).collect();
    // 28 leaves nothing to choose.
    assert_eq!(numbers, (21..=31).filter(|number| *number != 28).collect());
}
