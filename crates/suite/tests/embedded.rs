//! The features and clauses that are built into the program.

#![expect(clippy::unwrap_used, reason = "a test may break down")]

use std::{fs, path::Path};

use evidence::Vendor;
use suite::Suite;

fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                count(&path)
            } else {
                usize::from(path.extension().is_some_and(|end| end == "feature"))
            }
        })
        .sum()
}

#[test]
fn every_feature_on_disk_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../features");
    let embedded = Suite::embedded();
    assert_eq!(embedded.suite.files_found, count(&folder));
    if embedded.suite.files_found == 0 {
        assert_eq!(embedded.problems[0].rule, "no-scenarios");
    } else {
        let from_disk = Suite::from_dir(&folder).unwrap();
        let paths =
            |suite: &Suite| suite.features.iter().map(|feature| feature.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&embedded.suite), paths(&from_disk.suite));
        assert_eq!(embedded.suite.clauses, from_disk.suite.clauses);
        assert_eq!(embedded.suite.checklists_of(&[]), from_disk.suite.checklists_of(&[]));
    }
}

/// A receiver that is named on the command line is asked scenarios with `@receiver` alone, and of those not what only a
/// simulator can be asked.
#[test]
fn the_lines_about_receivers_can_be_proved_by_naming_one() {
    let suite = Suite::embedded().suite;
    let [checklist] = suite.checklists_of(&[Vendor::Osigu]).try_into().unwrap();
    assert_eq!(checklist.lines.len(), 8);
    assert_eq!(suite.checklists_of(&[]).len(), 1, "no other guide has a checklist");
    for line in checklist.lines.iter().filter(|line| [3, 7].contains(&line.number)) {
        for clause in &line.clauses {
            let ids = suite.scenarios_of_clause(clause);
            let scenarios: Vec<_> = ids.iter().map(|id| suite.scenario(suite.by_id(id).unwrap())).collect();
            let elsewhere: Vec<_> =
                scenarios.iter().filter(|one| !one.receiver).map(|one| one.id.as_str()).collect();
            assert!(elsewhere.is_empty(), "{clause}: {elsewhere:?} keep line {} open for ever", line.number);
            assert!(
                scenarios.iter().any(|one| !one.simulated_only),
                "{clause}: no scenario can be asked of a receiver"
            );
        }
    }
}
