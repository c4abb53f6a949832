//! Folders as people have them: missing, empty, hostile.

#![expect(clippy::unwrap_used, reason = "a test may break down")]

use std::{fs, path::Path};

use suite::{Cost, LintContext, LoadError, Loaded, Suite};
use tempfile::TempDir;

const FEATURE: &str = "\
@oscar
Feature: Health check

  @id:oscar-health @clause:OSC-1 @happy-path @vendor
  Scenario: The service answers
    Then it does
";
const CLAUSES: &str = "\
[[clause]]
id = \"OSC-1\"
party = \"vendor\"
level = \"documented\"
text = \"The service answers.\"
source = \"testing guide, step 1\"
";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn load(folder: &TempDir) -> Loaded {
    Suite::from_dir(folder.path()).unwrap()
}

fn messages(loaded: &Loaded, folder: &TempDir) -> Vec<String> {
    let root = format!("{}/", folder.path().display());
    loaded.problems.iter().map(|problem| problem.to_string().replace(&root, "")).collect()
}

#[test]
fn a_sound_folder_is_read_in_the_order_of_its_paths() {
    let folder = folder(&[
        ("clauses/oscar.toml", CLAUSES.as_bytes()),
        (
            "oscar/b/deep/z.feature",
            FEATURE.replace("oscar-health", "oscar-z").replace("Health", "Zeal").as_bytes(),
        ),
        ("oscar/a.feature", FEATURE.as_bytes()),
        ("oscar/README.md", b"notes"),
        ("oscar/.a.feature.swp", b"\xff"),
        (".git/x.feature", b"\xff"),
    ]);
    let loaded = load(&folder);
    assert_eq!(messages(&loaded, &folder), Vec::<String>::new());
    let paths: Vec<&str> = loaded.suite.features.iter().map(|feature| feature.path.as_str()).collect();
    assert_eq!(paths, ["oscar/a.feature", "oscar/b/deep/z.feature"]);
    assert_eq!(loaded.suite.files_found, 2);
    assert!(!loaded.suite.has_embedded_clauses());
    assert_eq!(loaded.suite.lint(&LintContext::default()), []);
}

#[test]
fn a_folder_that_cannot_be_a_suite_says_why() {
    let empty = folder(&[("oscar/README.md", b"nothing")]);
    assert!(matches!(Suite::from_dir(empty.path()), Err(LoadError::Empty { .. })));
    let missing = empty.path().join("missing");
    let error = Suite::from_dir(&missing).unwrap_err();
    assert!(
        matches!(error, LoadError::Missing { .. }) && error.to_string().ends_with("missing does not exist")
    );
    let file = empty.path().join("oscar/README.md");
    assert!(matches!(Suite::from_dir(&file), Err(LoadError::NotAFolder { .. })));
}

#[test]
fn files_found_are_counted_against_files_parsed() {
    let folder = folder(&[
        ("oscar/a.feature", FEATURE.as_bytes()),
        ("oscar/broken.feature", b"Feature: a\n  Scenario: b\n    Given c\n    Wen d\n"),
        ("oscar/binary.feature", b"\x7fELF\xff\xfe\x00"),
        ("oscar/huge.feature", &vec![b'x'; 300 << 10]),
        ("oscar/long.feature", "Feature: a\n".repeat(1_001).as_bytes()),
        ("oscar/empty.feature", b""),
        ("stray.feature", FEATURE.as_bytes()),
        ("oskar/a.feature", FEATURE.as_bytes()),
    ]);
    let loaded = load(&folder);
    assert_eq!(loaded.suite.files_found, 8);
    assert_eq!(loaded.suite.features.len(), 1);
    let expected = [
        ("oscar/binary.feature:1: ", "is not UTF-8"),
        ("oscar/broken.feature:4: ", "did you mean `When`?"),
        ("oscar/empty.feature:1: ", "has no `Feature:` line"),
        ("oscar/huge.feature: ", "has 307200 bytes"),
        ("oscar/long.feature:1001: ", "has 1001 lines"),
        ("oskar/a.feature: ", "did you mean `oscar`?"),
        ("stray.feature: ", "stands in no folder"),
    ];
    let found = messages(&loaded, &folder);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((start, part), found) in expected.iter().zip(&found) {
        assert!(found.starts_with(start) && found.contains(part), "{found}");
    }
}

#[test]
fn names_that_were_meant_otherwise_are_told() {
    let folder = folder(&[
        ("oscar/a.feature", FEATURE.as_bytes()),
        ("oscar/b.Feature", FEATURE.as_bytes()),
        ("clauses/oscr.toml", CLAUSES.as_bytes()),
        ("clauses/oscar.tml", CLAUSES.as_bytes()),
    ]);
    let loaded = load(&folder);
    let found = messages(&loaded, &folder);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("clauses/oscar.tml: a clause file is"), "{found:#?}");
    assert!(
        found[1].starts_with("clauses/oscr.toml: ") && found[1].contains("did you mean `oscar`?"),
        "{found:#?}"
    );
    assert!(found[2].starts_with("oscar/b.Feature: a feature file ends with"), "{found:#?}");
}

#[test]
fn a_byte_order_mark_and_the_line_ends_of_windows_are_welcome() {
    let text = format!("\u{feff}{}", FEATURE.replace('\n', "\r\n"));
    let clauses = format!("\u{feff}{}", CLAUSES.replace('\n', "\r\n"));
    let folder = folder(&[("oscar/a.feature", text.as_bytes()), ("clauses/oscar.toml", clauses.as_bytes())]);
    let loaded = load(&folder);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    assert!(loaded.suite.lint(&LintContext::default()).is_empty());
    assert_eq!(&*loaded.suite.features[0].source, FEATURE);
    assert_eq!(loaded.suite.features[0].scenarios[0].line, 5);
}

#[test]
fn a_folder_without_clauses_uses_the_embedded_ones_and_is_not_blamed_for_the_uncovered() {
    let folder = folder(&[("oscar/a.feature", FEATURE.as_bytes())]);
    let loaded = load(&folder);
    assert!(loaded.suite.has_embedded_clauses());
    assert_eq!(loaded.suite.clauses.len(), Suite::embedded().suite.clauses.len());
    let found = loaded.suite.lint(&LintContext::default());
    assert!(found.iter().all(|problem| !problem.rule.starts_with("clause-")), "{found:#?}");
}

#[test]
fn what_a_scenario_costs_stands_beside_the_features_or_is_built_in() {
    let known = folder(&[
        ("oscar/a.feature", FEATURE.as_bytes()),
        ("costs/oscar.toml", b"[scenarios]\n\"oscar-health\" = { general = 2 }\n"),
    ]);
    let loaded = load(&known);
    assert_eq!(messages(&loaded, &known), Vec::<String>::new());
    let health = loaded.suite.by_id("oscar-health").unwrap();
    assert_eq!(loaded.suite.cost(health), Some(Cost { general: 2, token: 0 }));
    let unknown = folder(&[("oscar/a.feature", FEATURE.as_bytes())]);
    assert_eq!(load(&unknown).suite.cost(health), None);
    let mut built_in = Suite::embedded().suite;
    let Some(scenario) = built_in.scenarios().find(|scenario| built_in.cost(*scenario).is_some()) else {
        return;
    };
    let (expected, feature) = (built_in.cost(scenario), built_in.features.swap_remove(scenario.feature));
    let copied = folder(&[(&feature.path, feature.source.as_bytes())]);
    let copied = load(&copied).suite;
    let scenario = copied.by_id(&feature.scenarios[scenario.scenario].id).unwrap();
    assert_eq!(copied.cost(scenario), expected, "of a copy without a file of costs");
}

#[test]
fn a_file_of_costs_that_is_broken_or_nobodys_is_told() {
    let folder = folder(&[
        ("oscar/a.feature", FEATURE.as_bytes()),
        ("costs/oscar.toml", b"[scenarios]\n\"oscar-health\" = 2\n"),
        ("costs/oskar.toml", b""),
        ("costs/ideon.tml", b""),
    ]);
    let loaded = load(&folder);
    let found = messages(&loaded, &folder);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].contains("a cost file is `costs/<vendor>.toml`"), "{found:#?}");
    assert!(found[1].starts_with("costs/oscar.toml:2: "), "{found:#?}");
    assert!(found[2].contains("did you mean `oscar`?"), "{found:#?}");
}

#[test]
fn a_broken_clause_file_is_one_problem() {
    let folder = folder(&[("oscar/a.feature", FEATURE.as_bytes()), ("clauses/oscar.toml", b"[[clause]\n")]);
    let loaded = load(&folder);
    assert_eq!(loaded.problems.len(), 1, "{:?}", loaded.problems);
    assert_eq!((loaded.problems[0].rule, loaded.problems[0].line), ("clause-file", Some(1)));
    assert!(loaded.suite.lint(&LintContext::default()).is_empty());
}

#[cfg(unix)]
#[test]
fn links_devices_and_names_that_are_not_utf8_neither_hang_nor_disappear() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _, os::unix::fs::symlink};

    let folder =
        folder(&[("oscar/a.feature", FEATURE.as_bytes()), ("clauses/oscar.toml", CLAUSES.as_bytes())]);
    let oscar = folder.path().join("oscar");
    symlink(folder.path(), oscar.join("loop")).unwrap();
    symlink("missing", oscar.join("dangling.feature")).unwrap();
    symlink("/dev/zero", oscar.join("device.feature")).unwrap();
    fs::write(oscar.join(OsStr::from_bytes(b"\xff.feature")), FEATURE).unwrap();
    fs::create_dir(oscar.join("folder.feature")).unwrap();
    let loaded = load(&folder);
    assert_eq!((loaded.suite.files_found, loaded.suite.features.len()), (4, 1));
    let found = messages(&loaded, &folder);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(
        found.iter().any(|text| text.starts_with("oscar/dangling.feature: could not be read")),
        "{found:#?}"
    );
    assert!(found.iter().any(|text| text == "oscar/device.feature: is not a regular file"), "{found:#?}");
    assert!(found.iter().any(|text| text.starts_with("oscar/loop: is a link to a folder")), "{found:#?}");
    assert!(
        found.iter().any(|text| text.ends_with(".feature: the name is not UTF-8; rename it")),
        "{found:#?}"
    );
}

#[cfg(unix)]
#[test]
fn a_linked_folder_is_followed() {
    let target = folder(&[("x/a.feature", FEATURE.as_bytes())]);
    let folder = folder(&[("oscar/README.md", b"")]);
    std::os::unix::fs::symlink(target.path().join("x"), folder.path().join("oscar/linked")).unwrap();
    let loaded = load(&folder);
    assert_eq!(loaded.suite.features[0].path, "oscar/linked/a.feature");
}

#[test]
fn problems_name_the_folder_as_it_was_given() {
    let folder = folder(&[("stray.feature", FEATURE.as_bytes())]);
    let loaded = load(&folder);
    let path = loaded.problems[0].path.as_deref().unwrap();
    assert!(Path::new(path).is_file(), "{path}");
}
