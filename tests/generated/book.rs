//! `covenant book`: the pages that a vendor can be sent.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use crate::support::{Covenant, planted, table::bless_or_compare};
use evidence::Vendor;
use regex::Regex;
use rstest::rstest;
use tempfile::TempDir;

/// The pages of the embedded suite, written once.
static BOOK: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("book");
    let ran = Covenant::new().args(["book", "--out"]).arg(&out).run();
    ran.assert_code(0);
    assert_eq!(ran.stdout.trim(), out.join("index.html").display().to_string());
    (folder, out)
});

fn page(name: &str) -> String {
    fs::read_to_string(BOOK.1.join(name)).unwrap()
}

fn all(pattern: &str, text: &str) -> Vec<String> {
    let found = Regex::new(pattern).unwrap();
    found.captures_iter(text).map(|captures| captures[1].to_owned()).collect()
}

#[rstest]
fn the_book_of_the_repository_is_the_one_that_is_written_now(
    #[values("index.html", "oscar.html", "osigu.html", "ideon.html")] name: &str,
) {
    bless_or_compare(&format!("docs/book/{name}"), &page(name), "book");
}

#[rstest]
fn a_page_has_every_scenario_and_every_clause_and_its_links_lead_somewhere(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let text = page(&format!("{vendor}.html"));
    let ids = all(r#" id="([^"]+)""#, &text);
    let known: BTreeSet<_> = ids.iter().map(String::as_str).collect();
    assert_eq!(known.len(), ids.len(), "an id stands for one thing");
    let links = all(r##"href="#([^"]+)""##, &text);
    let dangling: Vec<_> = links.iter().filter(|id| !known.contains(id.as_str())).collect();
    assert!(dangling.is_empty(), "{dangling:?}");
    let suite = suite::Suite::embedded().suite;
    for feature in suite.features.iter().filter(|feature| feature.vendor == vendor) {
        for scenario in &feature.scenarios {
            let (id, case) = scenario.id.split_once(':').unwrap_or((&scenario.id, ""));
            assert!(known.contains(id), "{id} is not on the page");
            assert!(case.is_empty() || text.contains(&format!("<td>{case}</td>")), "{}", scenario.id);
        }
    }
    for clause in suite.clauses.iter().filter(|clause| clause.vendor == vendor) {
        assert!(known.contains(clause.id.as_str()), "{} is not on the page", clause.id);
        let why = format!("not-{}", clause.id);
        let is_judged = !suite.scenarios_of_clause(&clause.id).is_empty();
        assert_eq!(known.contains(why.as_str()), !is_judged, "{}: judged, or a reason", clause.id);
    }
}

#[rstest]
fn a_page_needs_nothing_but_itself(
    #[values("index.html", "oscar.html", "osigu.html", "ideon.html")] name: &str,
) {
    let text = page(name);
    let others = ["index.html", "oscar.html", "osigu.html", "ideon.html"];
    for link in all(r#"href="([^"]+)""#, &text) {
        assert!(link.starts_with('#') || others.contains(&link.as_str()), "{link}");
    }
    for outside in [" src=", "@import", "url(", "fetch(", "XMLHttp", "<link", "<iframe"] {
        assert!(!text.contains(outside), "{outside}");
    }
    // Nothing of this machine.
    assert!(!text.contains(env!("CARGO_MANIFEST_DIR")));
}

/// A folder with one feature about which everything is hostile.
fn hostile() -> Covenant {
    let steps = ["Given a new family of 2", "When the membership is created", "Then the call succeeds"];
    let scenario = planted::scenario("oscar-hostile", &steps)
        .replace("Scenario:", "Scenario: & \"'<img src=x onerror=alert(2)");
    let feature = planted::feature(&[scenario]).replace("A feature", "<script>alert(1)</script> A feature");
    Covenant::new().file("features/oscar/hostile.feature", feature)
}

#[test]
fn what_stands_in_a_feature_is_text() {
    let folder = TempDir::new().unwrap();
    let ran = hostile().args(["book", "oscar", "--features", "features", "--out"]).arg(folder.path()).run();
    ran.assert_code(0);
    let text = fs::read_to_string(folder.path().join("oscar.html")).unwrap();
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt; A feature"), "{text}");
    assert!(text.contains("&amp; &quot;'&lt;img src=x onerror=alert(2)"), "{text}");
    assert_eq!(text.matches("<script").count(), 1, "the page's own");
    assert!(!text.contains("<img"));
    let written: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(written.len(), 2, "one vendor and the index: {written:?}");
}

#[test]
fn a_vendor_without_a_feature_has_no_page() {
    let ran = hostile().args(["book", "ideon", "--features", "features"]).run();
    ran.assert_code(4);
    assert!(ran.stderr.contains("no feature of ideon"), "{}", ran.stderr);
}

#[test]
fn a_folder_that_is_none_is_a_usage_error() {
    let ran = Covenant::new().args(["book", "--features", "nowhere"]).run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("nowhere does not exist"), "{}", ran.stderr);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let ran = Covenant::new().file("taken", "a file").args(["book", "--out", "taken/book"]).run();
    ran.assert_code(6);
    assert!(ran.stderr.contains("taken") && ran.stderr.contains("--out"), "{}", ran.stderr);
    assert!(!Path::new("taken/book").exists());
}
