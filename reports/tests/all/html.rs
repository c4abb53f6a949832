//! The HTML report as a file: what stands in it and what does not, and how large it gets. What a browser makes of it is
//! tested in `tests/browser`.

use std::collections::HashMap;

use evidence::Outcome;
use reports::html;
use serde_json::Value;

use crate::{sample, unpacked};

fn data(page: &str, block: &str) -> Value {
    let (_, json) = unpacked::blocks(page).into_iter().find(|(name, _)| name == block).unwrap();
    serde_json::from_str(&json).unwrap()
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let record = sample::full();
    assert!(html::render(&record).unwrap() == html::render(&record).unwrap());
}

#[test]
fn nothing_of_a_record_stands_outside_of_its_packed_blocks() {
    let frame = |record| {
        let page = html::render(record).unwrap();
        let mut frame = Vec::new();
        let mut parts = page.split("<script type=\"text/plain\" data-block=\"");
        frame.extend(parts.next().map(str::to_owned));
        for part in parts {
            let (block, after) = part.split_once("</script>\n").unwrap();
            let packed = block.split_once("\">").unwrap().1;
            assert!(packed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)));
            frame.push(after.to_owned());
        }
        // Between one block and the next is nothing but the beginning of the next.
        frame.dedup();
        frame
    };
    assert!(frame(&sample::hostile_page()) == frame(&sample::minimal()));
}

#[test]
fn the_page_may_run_one_script_and_ask_for_nothing() {
    let page = html::render(&sample::minimal()).unwrap();
    let policy =
        page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'), "{policy}");
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains(" src=") && !page.contains("<link"));
}

#[test]
fn every_scenario_has_its_outcome_its_details_and_what_it_exercised() {
    let record = sample::full();
    let page = html::render(&record).unwrap();
    let index = data(&page, "index");
    assert_eq!(index["scenarios"].as_array().unwrap().len(), Outcome::ALL.len());
    assert_eq!(index["not_run"][0]["id"], "oscar-late");
    assert_eq!(index["scenarios"][0]["calls"], serde_json::json!([["create-membership", 200, 1, 3]]));
    assert_eq!(index["checklists"][0]["lines"].as_array().unwrap().len(), 4);
    let details = data(&page, "details-0");
    let failed = &details[0];
    assert_eq!(failed["id"], "oscar-create-membership-ids");
    assert_eq!(failed["steps"].as_array().unwrap().len(), 4);
    assert_eq!(failed["findings"][0]["pointer"], "");
    assert_eq!(failed["exchanges"][0]["rests_on"][0]["what"], "path of create-membership");
}

#[test]
fn a_body_that_travelled_often_is_kept_once() {
    let record = sample::large(50);
    let page = html::render(&record).unwrap();
    let bodies = data(&page, "bodies-0");
    let mut texts: Vec<_> = bodies.as_array().unwrap().iter().map(|body| body.as_str().unwrap()).collect();
    let all = texts.len();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), all);
    let travelled: usize = record.scenarios.iter().map(|scenario| 2 * scenario.exchanges.len()).sum();
    assert!(all < travelled, "{all} of {travelled}");
}

#[test]
fn a_body_that_is_cut_says_how_much_is_missing() {
    let mut record = sample::hostile();
    record.scenarios[0].findings[0].exchange = None;
    let page = html::render(&record).unwrap();
    let details = data(&page, "details-0");
    let of = |at: usize| details[at]["exchanges"][0]["response"]["body"]["cut_chars"].as_u64().unwrap();
    // Where a finding speaks of it, more is shown.
    assert!(of(0) > of(1) && of(1) > 400_000, "{} {}", of(0), of(1));
}

#[test]
fn the_tries_of_one_call_stand_beside_the_waits_of_the_guide() {
    let page = html::render(&sample::retried()).unwrap();
    let chain = &data(&page, "retries-0")[0];
    assert_eq!(chain["tries"].as_array().unwrap().len(), 4);
    let waits: Vec<_> = chain["waits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|wait| (wait["ms"].as_u64().unwrap(), wait["documented_ms"].as_u64(), wait["by"].as_str()))
        .collect();
    assert_eq!(
        waits,
        [
            (1_000, Some(1_000), Some("OSC-55")),
            (4_000, Some(2_000), Some("OSC-56")),
            (7_000, Some(7_000), Some("Retry-After"))
        ]
    );
}

#[test]
fn five_thousand_scenarios_stay_far_below_25_megabytes() {
    let page = html::render(&sample::large(5_000)).unwrap();
    assert!(page.len() < 25_000_000, "{} bytes", page.len());
    println!("5,000 scenarios: {} bytes", page.len());
}

#[test]
fn bodies_that_cannot_be_packed_are_left_out_of_a_full_page_and_failures_come_first() {
    let mut record = sample::large(700);
    let mut seed = 1_u64;
    for scenario in &mut record.scenarios {
        let noise: Vec<u8> = (0..60_000)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                b' ' + (seed >> 33) as u8 % 95
            })
            .collect();
        scenario.exchanges[0].answer = sample::response(200, &noise);
    }
    let last = record.scenarios.len() - 1;
    record.scenarios[last].outcome = Outcome::Failed;
    sample::seal(&mut record);
    let page = html::render(&record).unwrap();
    assert!(page.len() < 25_000_000, "{} bytes", page.len());
    let index = data(&page, "index");
    let details: HashMap<String, Value> = unpacked::blocks(&page)
        .into_iter()
        .filter(|(name, _)| name.starts_with("details-"))
        .map(|(name, json)| (name, serde_json::from_str(&json).unwrap()))
        .collect();
    let body = |at: usize| {
        let place = &index["scenarios"][at]["detail"];
        details[&format!("details-{}", place[0])][place[1].as_u64().unwrap() as usize]["exchanges"][0]["response"]["body"].clone()
    };
    assert!(body(last)["at"].is_array(), "{}", body(last));
    let left_out =
        (0..last).map(body).filter(|body| body["at"].is_null() && body["cut_chars"] == 60_000).count();
    assert!(left_out > 0, "the page has room for everything");
}
