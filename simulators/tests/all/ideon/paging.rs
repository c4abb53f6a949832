//! Three lists come in pages.

use std::collections::BTreeSet;

use serde_json::json;
use simulators::ideon::Settings;

use crate::ideon::support::{Answer, Sim, subscriber};

/// The address of a relation.
fn link<'a>(answer: &'a Answer, relation: &str) -> Option<&'a str> {
    answer.header("link")?.split(", ").find_map(|link| {
        let (address, rest) = link.strip_prefix('<')?.split_once('>')?;
        (rest == format!("; rel=\"{relation}\"")).then_some(address)
    })
}

fn told(answer: &Answer) -> [Option<&str>; 3] {
    ["total", "page", "per-page"].map(|name| answer.header(name))
}

#[tokio::test]
async fn a_walk_along_next_meets_every_subscriber_once_and_ends_with_a_short_page() {
    let sim = Sim::start().await;
    let (group, place) = sim.group().await;
    let path = format!("/groups/{group}/subscribers");
    for _ in 0..250 {
        sim.makes(&path, &subscriber(&place)).await;
    }
    let base = sim.ideon.base_url().to_owned();
    let (mut next, mut seen, mut lengths) = (Some(format!("{path}?per_page=100")), Vec::new(), Vec::new());
    while let Some(path) = next {
        let answer = sim.get(&path).await;
        let items = answer.body["subscribers"].as_array().unwrap();
        lengths.push(items.len());
        seen.extend(items.iter().map(|item| item["subscriber"]["id"].as_str().unwrap().to_owned()));
        let page = lengths.len().to_string();
        assert_eq!(told(&answer), [Some("250"), Some(page.as_str()), Some("100")]);
        assert_eq!(
            link(&answer, "last").unwrap(),
            format!("{base}{}?page=3&per_page=100", path.split('?').next().unwrap())
        );
        assert!(link(&answer, "first").unwrap().ends_with("?page=1&per_page=100"));
        assert_eq!(link(&answer, "prev").is_some(), lengths.len() > 1);
        next = link(&answer, "next").map(|address| address.strip_prefix(&base).unwrap().to_owned());
    }
    assert_eq!(lengths, [100, 100, 50]);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 250);
}

#[tokio::test]
async fn silly_values_fall_back_to_the_default_and_a_page_past_the_end_is_empty() {
    let sim = Sim::start().await;
    for _ in 0..3 {
        sim.group().await;
    }
    for query in ["", "?page=0&per_page=0", "?page=-1&per_page=x", "?page=&per_page=1.5"] {
        let answer = sim.get(&format!("/groups{query}")).await;
        assert_eq!(answer.body.as_array().unwrap().len(), 3, "{query}");
        assert_eq!(told(&answer), [Some("3"), Some("1"), Some("100")], "{query}");
    }
    let answer = sim.get("/groups?page=9&per_page=2").await;
    assert_eq!((answer.status, &answer.body), (200, &json!([])));
    assert_eq!(told(&answer), [Some("3"), Some("9"), Some("2")]);
    assert!(link(&answer, "next").is_none());
    assert!(link(&answer, "prev").unwrap().contains("page=2&"));

    let sim = Sim::with(Settings::reading("silly-paging-400").unwrap()).await;
    let answer = sim.get("/groups?page=0").await;
    assert_eq!((answer.status, answer.errors()), (400, vec![("malformed", "page")]));
}

#[tokio::test]
async fn available_plans_are_told_in_meta_too() {
    let sim = Sim::start().await;
    let (group, _) = sim.group().await;
    let period = sim.period(&group, "cigna").await;
    let path = format!("/coverage_periods/{period}/plan_availability_requests");
    let made = sim.makes(&path, &json!({"product_line": "medical"})).await;
    let path = format!(
        "/plan_availability_requests/{}/available_plans",
        made["plan_availability_request"]["id"].as_str().unwrap()
    );
    assert_eq!(sim.reads(&path).await["available_plans"], json!([]));
    sim.pass(30).await;
    let answer = sim.get(&format!("{path}?page=2&per_page=10")).await;
    assert_eq!(answer.body["meta"], json!({"total": 12, "page": 2, "per_page": 10}));
    assert_eq!(answer.body["available_plans"].as_array().unwrap().len(), 2);
    assert_eq!(told(&answer), [Some("12"), Some("2"), Some("10")]);
}
