//! Each fault changes what its summary says, and nothing else.

use std::collections::BTreeSet;

use simulators::osigu::Osigu;

use crate::conversation::{Transcript, hold};

const AREAS: [&str; 5] = ["webhooks", "async", "prescriptions", "claims", "settlements"];

/// A fault, and the steps of the conversation that it changes.
#[rustfmt::skip]
const TABLE: &[(&str, &[&str])] = &[
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

#[tokio::test]
async fn each_fault_changes_its_steps_and_no_others() {
    let honest = hold(None).await;
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for fault in Osigu::faults().iter().filter(|fault| AREAS.contains(&fault.area)) {
        let steps = changed(&honest, &hold(Some(fault.name)).await);
        seen.insert(fault.name);
        let expected = TABLE.iter().find(|(name, _)| *name == fault.name).map(|(_, steps)| *steps);
        if expected != Some(&steps) {
            wrong.push(format!("    ({:?}, &{steps:?}),", fault.name));
        }
    }
    assert!(wrong.is_empty(), "not as in the table:\n{}", wrong.join("\n"));
    let listed: BTreeSet<_> = TABLE.iter().map(|(name, _)| *name).collect();
    assert_eq!(listed, seen);
}
