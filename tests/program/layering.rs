//! The rooms depend on each other in one direction only (docs/ARCHITECTURE.md).
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde_json::Value;

/// Which rooms of ours each room may use directly. A room that is not listed is refused, too.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("evidence", &[]),
    ("clock", &[]),
    ("suite", &["evidence"]),
    ("wire", &["evidence", "clock"]),
    ("requests", &["evidence"]),
    ("schemas", &["evidence", "requests"]),
    ("simulators", &["clock", "requests"]),
    ("reports", &["evidence"]),
    ("integrator", &["evidence", "clock", "wire"]),
    ("steps", &["evidence", "clock", "suite", "wire", "requests", "schemas", "simulators", "integrator"]),
    (
        "covenant",
        &[
            "evidence",
            "clock",
            "suite",
            "wire",
            "requests",
            "schemas",
            "simulators",
            "reports",
            "integrator",
            "steps",
        ],
    ),
];

/// The edges among our rooms, dev- and build-dependencies included.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<_> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    packages
        .iter()
        .map(|package| {
            let uses = package["dependencies"].as_array().expect("dependencies");
            let uses = uses
                .iter()
                .filter_map(|dependency| dependency["name"].as_str())
                .filter(|name| ours.contains(name))
                .map(str::to_owned)
                .collect();
            (package["name"].as_str().expect("name").to_owned(), uses)
        })
        .collect()
}

/// What is wrong with these edges.
fn violations(edges: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let allowed: BTreeMap<_, _> = ALLOWED.into_iter().collect();
    let mut violations = Vec::new();
    for (room, uses) in edges {
        match allowed.get(room.as_str()) {
            None => violations.push(format!("room `{room}` is not in the plan")),
            Some(may_use) => violations.extend(
                uses.iter()
                    .filter(|used| !may_use.contains(&used.as_str()))
                    .map(|used| format!("{room} -> {used}")),
            ),
        }
    }
    violations
}

#[test]
fn rooms_depend_on_each_other_in_one_direction_only() {
    let edges = edges();
    assert_eq!(edges.len(), ALLOWED.len(), "rooms found: {:?}", edges.keys());
    assert_eq!(violations(&edges), Vec::<String>::new());
}

#[test]
fn a_simulator_that_reads_response_schemas_would_be_noticed() {
    let mut edges = edges();
    edges.entry("simulators".to_owned()).or_default().insert("schemas".to_owned());
    edges.insert("annexe".to_owned(), BTreeSet::new());
    assert_eq!(violations(&edges), ["room `annexe` is not in the plan", "simulators -> schemas"]);
}

#[test]
fn only_the_steps_room_knows_cucumber() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let knows = |package: &Value| {
        package["dependencies"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "cucumber"))
    };
    let rooms: Vec<_> = metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .filter(|package| knows(package))
        .filter_map(|package| package["name"].as_str())
        .collect();
    assert_eq!(rooms, ["steps"]);
}
