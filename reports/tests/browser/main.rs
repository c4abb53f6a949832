//! The HTML report in a real browser: what a reader does, what a hostile subject tries, and how long it takes.
//!
//! They need Debian's chromium, and one of them axe-core from npm; `.ci/run` installs both and runs these tests:
//! `cargo test -p reports --test browser -- --ignored`.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod book;
mod chromium;
#[expect(dead_code, reason = "the other tests use the rest of these records")]
#[path = "../all/sample.rs"]
mod sample;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use chromium::Chromium;
use evidence::{Answer, Outcome, RunRecord};
use serde_json::Value;
use tempfile::TempDir;

/// A report on disk, and a browser that may open it.
struct Page {
    browser: Chromium,
    path: PathBuf,
    _folder: TempDir,
}

impl Page {
    fn of(record: &RunRecord, fragment: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("report.html");
        fs::write(&path, reports::html::render(record).unwrap()).unwrap();
        let mut browser = Chromium::start();
        browser.open(&path, fragment);
        Self { browser, path, _folder: folder }
    }

    fn count(&mut self, selector: &str) -> u64 {
        self.browser.value(&format!("document.querySelectorAll({selector:?}).length")).as_u64().unwrap()
    }

    fn click(&mut self, selector: &str) {
        self.browser.value(&format!("document.querySelector({selector:?}).click()"));
    }

    /// Ids of the rows that are shown.
    fn rows(&mut self) -> Vec<String> {
        let found =
            self.browser.value("[...document.querySelectorAll('#list .meta')].map(meta => meta.textContent)");
        let ids = found.as_array().unwrap().iter();
        ids.map(|meta| meta.as_str().unwrap().split(" \u{b7} ").next().unwrap().to_owned()).collect()
    }

    fn choose(&mut self, select: &str, value: &str) {
        self.browser.value(&format!(
            "{{ const select = document.getElementById({select:?}); select.value = {value:?}; \
             select.dispatchEvent(new Event('change')) }}"
        ));
    }
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn filters_leave_what_fits_and_the_address_says_so() {
    let mut page = Page::of(&sample::every_outcome(), "");
    assert_eq!(page.rows().len(), 8);
    page.click(".tile.failed");
    assert_eq!(page.rows(), ["oscar-create-membership-ids"]);
    assert_eq!(page.browser.text("location.hash"), "#/scenarios?outcome=failed");
    page.click(".tile.waived");
    assert_eq!(page.rows(), ["oscar-create-membership-ids", "oscar-dates"]);
    page.click("#clear");
    assert_eq!(page.rows().len(), 8);
    page.browser.value("document.getElementById('search').focus()");
    page.browser.type_in("ADDS up");
    page.browser.wait_for("document.querySelectorAll('#list .row').length === 1");
    assert_eq!(page.rows(), ["oscar-balance"]);
    page.click("#clear");
    let path = page.path.clone();
    page.browser.open(&path, "#/scenarios?outcome=not_run&group=clause");
    assert_eq!(page.rows(), ["oscar-late"]);
    page.browser.assert_quiet();

    let mut page = Page::of(&sample::large(90), "");
    page.choose("vendor", "ideon");
    assert!(page.rows().iter().all(|id| id.starts_with("ideon-")) && page.rows().len() == 30);
    page.choose("tag", "error-handling");
    assert_eq!(page.rows().len(), 7);
    assert_eq!(page.browser.text("document.getElementById('count').textContent"), "7 of 90 scenarios");
    for group in ["vendor", "feature", "clause", "outcome"] {
        page.choose("group", group);
        assert!(page.count("#list .group") > 0, "{group}");
    }
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn a_link_to_a_scenario_opens_it_wherever_it_is() {
    let record = sample::large(3_000);
    let passed = record.scenarios.iter().rev().find(|scenario| scenario.outcome == Outcome::Passed).unwrap();
    let mut page = Page::of(&record, &format!("#{}", passed.head.id));
    page.browser.wait_for("document.querySelector('.row .scenario') !== null");
    let open = "document.querySelector('.head[aria-expanded=true] .meta').textContent";
    assert!(page.browser.text(open).starts_with(&passed.head.id));
    page.browser.value("new Promise(requestAnimationFrame)");
    let top =
        page.browser.value("document.querySelector('.head[aria-expanded=true]').getBoundingClientRect().top");
    assert!((0.0..900.0).contains(&top.as_f64().unwrap()), "{top}");
    let other = &record.scenarios[0].head.id;
    page.browser.value(&format!("location.hash = {other:?}"));
    page.browser.wait_for(&format!("document.activeElement.textContent.includes({other:?})"));
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn a_scenario_shows_its_steps_its_exchanges_and_the_offending_place() {
    let mut record = sample::full();
    let body = br#"{"memberships":[{"oscar_id":"1","status":"CANCELLED"},{"status":42}],"n":1.50,"n":2}"#;
    let failed = &mut record.scenarios[0];
    failed.exchanges[0].answer = sample::response(200, body);
    failed.findings[0].instance_pointer = Some("/memberships/1/status".to_owned());
    let expected = evidence::curl::command(&failed.exchanges[0].request, &failed.exchanges[0].curl_options);
    let mut page = Page::of(&record, "#oscar-create-membership-ids");
    page.browser.wait_for("document.querySelector('.line.hit') !== null");
    let hit = page.browser.text("document.querySelector('.line.hit').textContent");
    assert!(
        hit.contains("\"status\": 42") && hit.contains("the response lacks the member oscar_id"),
        "{hit}"
    );
    let shown = page.browser.text("document.querySelector('.line.hit').parentElement.textContent");
    assert!(shown.contains("\"n\": 1.50") && shown.contains("\"n\": 2"), "as it came: {shown}");
    assert_eq!(
        page.browser.text("document.querySelector('.exchange').querySelector('.curl').textContent"),
        expected
    );
    assert_eq!(page.count("li.step"), 4);
    assert_eq!(page.count("li.step.failed"), 1);
    let step = page.browser.text("document.querySelector('.step.failed p').innerText");
    assert!(step.contains("Then the response has an \"oscar_id\""), "{step}");
    // A member that is missing is marked where it should stand.
    record.scenarios[0].findings[0].instance_pointer = Some("/memberships/1/oscar_id".to_owned());
    let mut page = Page::of(&record, "#oscar-create-membership-ids");
    page.browser.wait_for("document.querySelector('.line.hit') !== null");
    let hit = page.browser.text("document.querySelector('.line.hit').textContent");
    assert!(hit.trim_start().starts_with('{') && hit.contains("(not there)"), "{hit}");
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn a_command_with_a_hostile_body_is_the_one_that_we_would_write() {
    let mut record = sample::minimal();
    let exchange = &mut record.scenarios[0].exchanges[0];
    exchange.request.body = Some(evidence::Body::from_bytes("it's $(id) `id` \u{1} '' \\ \"\n$&".as_bytes()));
    let expected = evidence::curl::command(&exchange.request, &exchange.curl_options);
    let mut page = Page::of(&record, "#oscar-only");
    page.browser.wait_for("document.querySelector('.exchange') !== null");
    page.click(".exchange summary");
    page.browser.wait_for("document.querySelector('.exchange').querySelector('.curl') !== null");
    // Of the first exchange: another one may be open already. What is copied, not what is shown: control characters are made visible there.
    page.browser.value(
        "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }",
    );
    page.browser.value(
        "[...document.querySelector('.exchange').querySelectorAll('button')]\
         .find(b => b.textContent === 'Copy curl command').click()",
    );
    page.browser.wait_for("window.copied !== undefined");
    assert_eq!(page.browser.text("window.copied"), expected);
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn a_body_that_the_record_has_in_part_comes_from_a_file_in_the_command() {
    let mut record = sample::minimal();
    let exchange = &mut record.scenarios[0].exchanges[0];
    let mut body = evidence::Body::from_bytes(b"{\"whole\":true}");
    body.cut_to(5);
    exchange.request.body = Some(body);
    let expected = evidence::curl::command(&exchange.request, &exchange.curl_options);
    assert!(expected.ends_with("--data-binary \"@$BODY\""), "{expected}");
    let mut page = Page::of(&record, "#oscar-only");
    page.browser.wait_for("document.querySelector('.exchange') !== null");
    page.click(".exchange summary");
    page.browser.wait_for("document.querySelector('.exchange').querySelector('.curl') !== null");
    assert_eq!(
        page.browser.text("document.querySelector('.exchange').querySelector('.curl').textContent"),
        expected
    );
    let cut = page.browser.text("document.querySelector('.exchange .cut').textContent");
    assert!(cut.contains("too large for evidence"), "{cut}");
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn hostile_text_runs_no_script_and_breaks_no_layout() {
    let record = sample::hostile_page();
    let mut page = Page::of(&record, "");
    page.browser.phone(true);
    for at in 0..record.scenarios.len() {
        page.click(&format!("[data-row='{at}'] .head"));
        page.browser.wait_for(&format!("document.querySelector('[data-row=\"{at}\"] .scenario') !== null"));
        page.browser.value(&format!(
            "document.querySelectorAll('[data-row=\"{at}\"] details').forEach(details => details.open = true)"
        ));
        page.browser.wait_for(&format!(
            "document.querySelectorAll('[data-row=\"{at}\"] .exchange .inner:empty').length === 0"
        ));
    }
    let wide = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth";
    for tab in ["scenarios", "matrix", "retries", "checklist", "waivers", "run"] {
        page.click(&format!("#tab-{tab}"));
        page.browser.wait_for(&format!("document.getElementById('panel-{tab}').childElementCount > 1"));
        page.browser.value("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
        let wider = page.browser.value(wide).as_i64().unwrap();
        assert!(wider <= 0, "{tab} is {wider} pixels wider than the window");
    }
    assert_eq!(page.browser.value("typeof window.pwned"), "undefined");
    assert_eq!(
        page.count(
            "main img, main iframe, main style, main script, main object, main [onerror], main [onfocus]"
        ),
        0
    );
    assert_eq!(page.count("script:not([data-block])"), 1);
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn every_view_is_there_and_nothing_is_requested() {
    let mut page = Page::of(&sample::full(), "#/matrix");
    assert_eq!(page.count(".matrix tbody tr"), 2);
    assert_eq!(page.count(".matrix .cell.extra, .matrix .cell.failure"), 1);
    page.click(".matrix button");
    assert_eq!(page.rows(), ["oscar-create-membership-ids"]);
    page.click("#tab-checklist");
    assert_eq!(page.count(".checklist > li"), 4);
    page.click("#tab-waivers");
    let waived = page.browser.text("document.getElementById('panel-waivers').textContent");
    assert!(waived.contains("waived until 2027-01-31: ticket 17"), "{waived}");
    page.click("#tab-run");
    let run = page.browser.text("document.getElementById('panel-run').textContent");
    assert!(run.contains("drop-oscar-id") && run.contains("interrupted by Ctrl-C"), "{run}");
    let problem = page.browser.text("document.querySelector('.problem').textContent");
    assert!(problem.contains("did not come to its end"), "{problem}");
    page.browser.assert_quiet();

    let mut page = Page::of(&sample::retried(), "#/retries");
    page.browser.wait_for("document.querySelector('svg.timeline') !== null");
    let words = page.browser.text("document.querySelector('svg.timeline').getAttribute('aria-label')");
    assert_eq!(
        words,
        "before retry 1: 1 s, as documented (1 s, OSC-55); before retry 2: 4 s, not as documented (2 s, OSC-56); \
         before retry 3: 7 s, as documented (7 s, Retry-After)"
    );
    assert_eq!(
        (page.count("rect.wait.kept"), page.count("rect.wait.off"), page.count("circle.try")),
        (2, 1, 4)
    );
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn everything_can_be_reached_with_the_keyboard() {
    let mut page = Page::of(&sample::large(300), "");
    let focused = "document.activeElement.className || document.activeElement.id";
    page.browser.value("document.activeElement.blur()");
    page.browser.press("Tab");
    assert_eq!(page.browser.text(focused), "skip");
    page.browser.press("Enter");
    assert_eq!(page.browser.text("document.activeElement.id"), "main");
    page.browser.press("/");
    page.browser.wait_for("document.activeElement.id === 'search'");
    page.browser.type_in("oscar-generated");
    page.browser.wait_for("document.getElementById('count').textContent.startsWith('100 of')");
    page.browser.press("Escape");
    page.browser.wait_for("document.getElementById('count').textContent === '300 scenarios'");
    // One stop for the whole list, and arrows within.
    assert_eq!(page.count(".head[tabindex='0']"), 1);
    page.browser.value("document.querySelector('.head[tabindex=\"0\"]').focus()");
    page.browser.press("ArrowDown");
    page.browser.press("j");
    page.browser.press("k");
    let at = "[...document.querySelectorAll('.head')].indexOf(document.activeElement)";
    assert_eq!(page.browser.value(at), 1);
    page.browser.press("Enter");
    page.browser.wait_for("document.activeElement.getAttribute('aria-expanded') === 'true'");
    page.browser.press("Escape");
    page.browser.wait_for("document.activeElement.getAttribute('aria-expanded') === 'false'");
    for _ in 0..4 {
        page.browser.press("End");
        page.browser.press("ArrowDown");
    }
    assert_eq!(page.browser.value(at), 299);
    page.browser.value("document.getElementById('tab-scenarios').focus()");
    page.browser.press("ArrowRight");
    page.browser.wait_for(
        "document.activeElement.id === 'tab-matrix' && !document.getElementById('panel-matrix').hidden",
    );
    page.browser.press("End");
    page.browser.wait_for("document.activeElement.id === 'tab-run'");
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn the_theme_follows_the_system_until_it_is_chosen() {
    let mut page = Page::of(&sample::minimal(), "");
    let ground = "getComputedStyle(document.body).backgroundColor";
    page.browser.dark(false);
    let light = page.browser.text(ground);
    page.browser.dark(true);
    let dark = page.browser.text(ground);
    assert_ne!(light, dark);
    page.click("#theme");
    assert_eq!(page.browser.text(ground), light);
    page.click("#theme");
    page.browser.dark(false);
    assert_eq!(page.browser.text(ground), dark);
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn without_script_the_page_says_where_the_results_are() {
    let mut page = Page::of(&sample::minimal(), "");
    page.browser.call("Emulation.setScriptExecutionDisabled", serde_json::json!({"value": true}));
    let url = format!("file://{}", page.path.display());
    page.browser.call("Page.navigate", serde_json::json!({"url": url}));
    page.browser
        .wait_for("document.body && document.body.innerText.includes('This report needs JavaScript')");
}

/// The script of axe-core, as npm has put it.
fn axe() -> String {
    let axe =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/browser/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&axe)
        .unwrap_or_else(|error| panic!("{error}: npm install --prefix target/browser axe-core"))
}

#[test]
#[ignore = "needs chromium and axe-core: .ci/run installs them and runs these"]
fn axe_finds_no_barrier_in_light_and_dark_on_desktop_and_phone() {
    let axe = axe();
    let mut record = sample::full();
    record.scenarios.extend(sample::retried().scenarios);
    record.scenarios[0].exchanges[0].answer =
        sample::response(200, br#"{"a":{"b":"text","c":1.5},"d":null}"#);
    if let Answer::Response(response) = &mut record.scenarios[0].exchanges[0].answer {
        response.body.incomplete = true;
    }
    sample::seal(&mut record);
    let mut page = Page::of(&record, "");
    page.browser.value(&axe);
    for (dark, phone) in [(false, false), (true, false), (false, true), (true, true)] {
        page.browser.dark(dark);
        page.browser.phone(phone);
        for tab in ["matrix", "retries", "checklist", "waivers", "run", "scenarios"] {
            page.click(&format!("#tab-{tab}"));
            page.browser.wait_for(&format!("document.getElementById('panel-{tab}').childElementCount > 1"));
            if tab == "scenarios" {
                page.browser.value(
                    "document.querySelectorAll('.head[aria-expanded=false]').forEach(head => head.click())",
                );
                page.browser.wait_for("document.querySelectorAll('.row .scenario').length === document.querySelectorAll('.row').length");
                page.browser.value(
                    "document.querySelectorAll('.row details').forEach(details => details.open = true)",
                );
                page.browser.wait_for("document.querySelectorAll('.exchange .inner:empty').length === 0");
                page.browser.wait_for("document.querySelector('.line.hit') !== null");
            }
            let found = page.browser.value(
                "axe.run({ resultTypes: ['violations'] }).then(found => found.violations.map(one => \
                 `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html + ' ' + node.any.map(any => any.message)).join(' | ')}`))",
            );
            assert_eq!(found, Value::Array(Vec::new()), "{tab}, dark: {dark}, phone: {phone}");
        }
    }
    page.browser.assert_quiet();
}

#[test]
#[ignore = "needs chromium: .ci/run installs it and runs these"]
fn five_thousand_scenarios_can_be_used_within_two_seconds() {
    let record = sample::large(5_000);
    let mut page = Page::of(&record, "");
    let bytes = fs::metadata(&page.path).unwrap().len();
    assert!(bytes < 25_000_000, "{bytes} bytes");
    // The first time, a browser that has just started warms up.
    let path = page.path.clone();
    page.browser.open(&path, "");
    let ready = page.browser.value("Number(document.documentElement.dataset.ready)").as_u64().unwrap();
    let began = Instant::now();
    page.browser.value("document.getElementById('search').focus()");
    page.browser.type_in("generated-4998");
    page.browser.wait_for("document.querySelectorAll('#list .row').length === 1");
    let filtered = began.elapsed();
    let began = Instant::now();
    page.click(".head");
    page.browser.wait_for("document.querySelector('.scenario .exchange') !== null");
    let opened = began.elapsed();
    page.click("#clear");
    let began = Instant::now();
    page.choose("group", "feature");
    page.browser.value("new Promise(requestAnimationFrame)");
    let grouped = began.elapsed();
    let heap = page.browser.value("performance.memory.usedJSHeapSize / 1e6").as_f64().unwrap_or(0.0);
    println!(
        "5,000 scenarios, {bytes} bytes: ready {ready} ms, filtered {filtered:?}, opened {opened:?}, grouped {grouped:?}, \
         heap {heap:.0} MB"
    );
    assert!(ready < 2_000, "ready after {ready} ms");
    for (what, took) in [("filter", filtered), ("open", opened), ("group", grouped)] {
        assert!(took.as_millis() < 2_000, "{what} took {took:?}");
    }
    page.browser.assert_quiet();
}
