//! HAR 1.2, member by member.

use reports::har;
use serde_json::Value;

use crate::sample;

fn render(record: &evidence::RunRecord) -> Value {
    serde_json::from_str(&har::render(record).unwrap()).unwrap()
}

/// Members that the format demands of an object, and those that it knows besides; others begin with an underscore.
#[track_caller]
fn assert_members(object: &Value, required: &str, optional: &str) {
    let members = object.as_object().unwrap();
    for name in required.split_whitespace() {
        assert!(members.contains_key(name), "{name} is missing: {object}");
    }
    let known =
        |name: &str| required.split_whitespace().chain(optional.split_whitespace()).any(|one| one == name);
    for name in members.keys() {
        assert!(known(name) || name.starts_with('_'), "{name} is none of the format: {object}");
    }
}

fn assert_pairs(list: &Value) {
    for pair in list.as_array().unwrap() {
        assert_members(pair, "name value", "comment");
        assert!(pair["name"].is_string() && pair["value"].is_string());
    }
}

fn is_date(value: &Value) -> bool {
    let text = value.as_str().unwrap();
    let digits = |range: std::ops::Range<usize>| text[range].bytes().all(|byte| byte.is_ascii_digit());
    text.len() == 24 && text.ends_with('Z') && &text[10..11] == "T" && digits(0..4) && digits(20..23)
}

fn assert_har(document: &Value) {
    assert_members(document, "log", "");
    let log = &document["log"];
    assert_members(log, "version creator entries", "browser pages comment");
    assert_eq!(log["version"], "1.2");
    assert_members(&log["creator"], "name version", "comment");
    let mut pages = Vec::new();
    for page in log["pages"].as_array().unwrap() {
        assert_members(page, "startedDateTime id title pageTimings", "comment");
        assert!(is_date(&page["startedDateTime"]) && page["pageTimings"].is_object());
        pages.push(&page["id"]);
    }
    for entry in log["entries"].as_array().unwrap() {
        assert_members(
            entry,
            "startedDateTime time request response cache timings",
            "pageref serverIPAddress connection comment",
        );
        assert!(is_date(&entry["startedDateTime"]) && entry["cache"].is_object());
        assert!(pages.contains(&&entry["pageref"]));
        let (request, response, timings) = (&entry["request"], &entry["response"], &entry["timings"]);
        assert_members(
            request,
            "method url httpVersion cookies headers queryString headersSize bodySize",
            "postData comment",
        );
        assert_members(
            response,
            "status statusText httpVersion cookies headers content redirectURL headersSize bodySize",
            "comment",
        );
        assert_members(timings, "send wait receive", "blocked dns connect ssl comment");
        let sum: f64 = ["send", "wait", "receive"].map(|name| timings[name].as_f64().unwrap()).iter().sum();
        assert!((sum - entry["time"].as_f64().unwrap()).abs() < 0.001, "{entry}");
        for list in [&request["headers"], &request["queryString"], &response["headers"]] {
            assert_pairs(list);
        }
        for size in
            [&request["headersSize"], &request["bodySize"], &response["headersSize"], &response["bodySize"]]
        {
            assert!(size.as_i64().unwrap() >= -1);
        }
        assert_members(&response["content"], "size mimeType", "compression text encoding comment");
        if let Some(post) = request.get("postData") {
            assert_members(post, "mimeType params text", "comment");
        }
    }
}

#[test]
fn an_archive_has_what_the_format_demands() {
    for record in
        [sample::minimal(), sample::every_outcome(), sample::full(), sample::hostile(), sample::retried()]
    {
        let document = render(&record);
        assert_har(&document);
        let exchanges: usize = record.scenarios.iter().map(|scenario| scenario.exchanges.len()).sum();
        assert_eq!(document["log"]["entries"].as_array().unwrap().len(), exchanges);
        assert_eq!(document["log"]["pages"].as_array().unwrap().len(), record.scenarios.len());
    }
}

#[test]
fn the_braces_of_a_placeholder_are_encoded_in_a_url() {
    let mut record = sample::full();
    record.scenarios[0].exchanges[0].request.url =
        "http://localhost/patients?document={{document:1}}".to_owned();
    let request = &render(&record)["log"]["entries"][0]["request"];
    assert_eq!(request["url"], "http://localhost/patients?document=%7B%7Bdocument:1%7D%7D");
    assert_eq!(request["queryString"][0]["value"], "{{document:1}}");
}

#[test]
fn an_exchange_stands_there_as_it_travelled() {
    let mut record = sample::full();
    record.scenarios[0].exchanges[0].request.url.push_str("?state=TX&name=a%20b+c&flag#part");
    let document = render(&record);
    let entry = &document["log"]["entries"][0];
    assert_eq!(entry["startedDateTime"], "2026-11-21T10:00:00.124Z");
    assert_eq!((entry["time"].as_f64(), entry["timings"]["wait"].as_f64()), (Some(2.3), Some(2.0)));
    let query: Vec<_> = entry["request"]["queryString"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (pair["name"].as_str().unwrap(), pair["value"].as_str().unwrap()))
        .collect();
    assert_eq!(query, [("state", "TX"), ("name", "a b c"), ("flag", "")]);
    assert_eq!(entry["request"]["postData"]["mimeType"], "application/json");
    assert_eq!(entry["response"]["content"]["text"], "{}");
    assert!(entry["response"]["content"]["comment"].as_str().unwrap().contains("not UTF-8"));
    assert_eq!((entry["_attempt"].as_u64(), entry["_sender"].as_str()), (Some(2), Some("integrator")));
    let unanswered = &document["log"]["entries"][1];
    assert_eq!(unanswered["response"]["status"], 0);
    assert_eq!(unanswered["_error"], "connection to 127.0.0.1:4430 refused");
    assert_eq!(document["log"]["_notRun"][0], "oscar-late");
}
