//! The features and clauses that are built into the program.

#![expect(clippy::unwrap_used, reason = "a test may break down")]

use std::{fs, path::Path};

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
    }
}
