//! Each fault changes what its summary says, where it says so.

use std::{collections::BTreeSet, time::Duration};

use simulators::ideon::{Ideon, Options, Settings};

use crate::{
    ideon::{conversation::hold, fault_table::TABLE},
    shared::{client_builder, differences, wrong_row},
};

/// Faults that this conversation does not come by: the tests of bodies, of groups, of hooks and of the RSP endpoint see them.
fn is_seen_elsewhere(name: &str, area: &str) -> bool {
    area == "bodies"
        || ["hook-without-headers", "hook-as-text", "rsp-length-unneeded", "one-plan-a-period"]
            .contains(&name)
}

fn settings() -> Settings {
    Settings { slow_answer: Duration::from_secs(60), ..Settings::default() }
}

/// What of these rows is not as it says, as rows that would be.
async fn wrong_rows(rows: Vec<(&str, &str, &str)>) -> Vec<String> {
    let ideon = Ideon::start(Options::default()).await.unwrap();
    let client = client_builder().build().unwrap();
    let impatient = client_builder().timeout(Duration::from_millis(300)).build().unwrap();
    let honest = hold(&ideon, &client, None, settings(), None, "talk").await;
    let again = hold(&ideon, &client, None, settings(), Some(&honest), "talk").await;
    assert_eq!(differences(&honest, &again), [""; 0], "a replay is the same");
    assert_eq!(again.len(), honest.len());
    let mut wrong = Vec::new();
    for row in rows {
        let fault = row.0;
        let client = if fault == "slow-answer" { &impatient } else { &client };
        let faulty = hold(&ideon, client, Some(fault), settings(), Some(&honest), "talk").await;
        wrong.extend(wrong_row(row, &honest, &faulty));
    }
    wrong
}

/// Four simulators at once: each waits for its own answers most of the time.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_first_shows_where_it_says_and_a_replay_without_one_is_the_same() {
    let parts: Vec<_> =
        TABLE.chunks(TABLE.len().div_ceil(4)).map(|rows| tokio::spawn(wrong_rows(rows.to_vec()))).collect();
    let mut wrong = Vec::new();
    for part in parts {
        wrong.extend(part.await.unwrap());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_fault_and_names_are_kebab_case_and_unique() {
    let here = Ideon::faults().iter().filter(|fault| !is_seen_elsewhere(fault.name, fault.area));
    let names: Vec<_> = here.map(|fault| fault.name).collect();
    let missing: Vec<_> =
        names.iter().filter(|name| !TABLE.iter().any(|(known, ..)| known == *name)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert_eq!(names, TABLE.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
    let all: Vec<_> = Ideon::faults().iter().map(|fault| fault.name).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert!(all.len() >= 120, "{}", all.len());
    for fault in Ideon::faults() {
        let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(fault.name.bytes().all(kebab), "{}", fault.name);
        assert!(!fault.summary.is_empty() && !fault.summary.ends_with('.'), "{}", fault.name);
    }
}

#[tokio::test]
async fn a_simulator_started_with_an_unknown_fault_names_the_nearest() {
    let fault = Some("group-not-store".to_owned());
    let error = Ideon::start(Options { fault, ..Options::default() }).await.unwrap_err();
    assert!(error.to_string().contains("`group-not-stored`"), "{error}");
}
