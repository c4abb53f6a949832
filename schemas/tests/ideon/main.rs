//! Ideon's rooms are generated: `operations.json` beside this file holds the schemas and examples of the reference text, and
//! this test compares what follows from them with the files of the repository, or rewrites those with
//! `COVENANT_BLESS=1 cargo test -p schemas --test ideon`.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

mod catalogue;
mod derived;
mod equal;
mod examples;
mod files;
mod input;
mod judged;
mod layout;
mod overlay;
mod parts;
mod wrong;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// The folders that hold generated files and nothing else.
const FOLDERS: [&str; 2] = ["schemas/ideon", "schemas/requests/ideon"];

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the room stands in the project").to_owned()
}

/// The files below a folder, by their paths in the repository.
fn found(folder: &Path, path: &str, all: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("the folder can be read");
        let path = format!("{path}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found(&entry.path(), &path, all);
        } else {
            all.insert(path);
        }
    }
}

#[test]
fn the_files_are_those_that_follow_from_the_reference() {
    let mut files = files::all();
    files.extend(examples::all());
    if std::env::var_os("COVENANT_BLESS").is_some_and(|value| value == "1") {
        for (path, text) in &files {
            let place = project().join(path);
            std::fs::create_dir_all(place.parent().expect("a file has a folder"))
                .expect("the folder can be made");
            std::fs::write(&place, text).expect("the file can be written");
        }
    }
    let mut here = BTreeSet::new();
    for folder in FOLDERS {
        found(&project().join(folder), folder, &mut here);
    }
    let expected: BTreeSet<_> = files.keys().cloned().collect();
    assert_eq!(here, expected);
    for (path, text) in &files {
        let there = std::fs::read_to_string(project().join(path)).expect("the file can be read");
        assert!(
            there == *text,
            "{path} differs: COVENANT_BLESS=1 cargo test -p schemas --test ideon rewrites it"
        );
    }
}
