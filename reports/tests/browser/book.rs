//! The pages of `covenant book`, as they stand in `docs/book`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::{axe, chromium::Chromium};

fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/book").join(name).canonicalize().unwrap()
}

fn shown(browser: &mut Chromium, selector: &str) -> u64 {
    browser
        .value(&format!(
            "[...document.querySelectorAll({selector:?})].filter(one => one.checkVisibility()).length"
        ))
        .as_u64()
        .unwrap()
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn the_search_of_the_book_leaves_what_fits() {
    let mut browser = Chromium::start();
    browser.load(&page("ideon.html"), "");
    let all = shown(&mut browser, "article");
    assert!(all > 200, "{all}");
    browser.press("/");
    browser.wait_for("document.activeElement.id === 'search'");
    browser.type_in("hook DELIVERED once");
    browser.wait_for("document.getElementById('found').textContent !== ''");
    let left = shown(&mut browser, "article");
    assert!((2..20).contains(&left), "{left}");
    assert!(shown(&mut browser, "section.area") < 5);
    let found = browser.text("document.getElementById('found').textContent");
    assert!(found.starts_with(&format!("{left} scenarios and ")), "{found}");
    browser.press("Escape");
    browser.wait_for("document.getElementById('found').textContent === ''");
    assert_eq!(shown(&mut browser, "article"), all);
    // A link to what a search has hidden shows it.
    browser.type_in("IDN-205");
    browser.wait_for("document.getElementById('ideon-plans-created').hidden");
    browser.value("location.hash = '#ideon-plans-created'");
    browser.wait_for("document.getElementById('ideon-plans-created').checkVisibility()");
    browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium and axe-core: .ci/run installs them and runs these"]
fn axe_finds_no_barrier_in_the_book() {
    let axe = axe();
    for name in ["index.html", "oscar.html"] {
        let mut browser = Chromium::start();
        browser.load(&page(name), "");
        browser.value(&axe);
        for (dark, phone) in [(false, false), (true, true)] {
            browser.dark(dark);
            browser.phone(phone);
            let found = browser.value(
                "axe.run({ resultTypes: ['violations'] }).then(found => found.violations.map(one => \
                 `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html).join(' | ')}`))",
            );
            assert_eq!(found, Value::Array(Vec::new()), "{name}, dark: {dark}, phone: {phone}");
        }
        browser.assert_quiet();
    }
}
