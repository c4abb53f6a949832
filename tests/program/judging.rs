//! Answers that go wrong on the wire: each is told in clear words, by rule, and none breaks the program or its reports.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use crate::support::{
    self, Covenant, Ran,
    raw::{RawServer, Reply, Request},
    scenario,
};
use evidence::{Outcome, ScenarioRecord};
use quick_xml::{Reader, events::Event};
use rstest::rstest;
use serde_json::json;

const CREATE: &str = "oscar-create-membership-ids";
const WELCOME: &str = "oscar-connection-welcome";

/// Judges one answer to the one call of a scenario.
fn judge(
    id: &str,
    answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
) -> (Ran, ScenarioRecord) {
    let server = RawServer::start(answer);
    // The title is the way to one scenario whose id is the beginning of others' ids.
    let title = if id == CREATE {
        "An enrollment answers with the member's Oscar id and an application id"
    } else {
        "The health check greets a registered certificate"
    };
    let ran = Covenant::new()
        .config(server.config("timeout = \"20s\""))
        .args(["run", "--profile", "raw", "-v", "-n", &format!("^{title}$")])
        .run();
    assert_ne!(ran.code, Some(70), "an internal error");
    assert_ne!(ran.code, None, "it was killed");
    assert_eq!(ran.counted("selected"), 1);
    assert_sound(&ran);
    let found = scenario(&ran.record(), id).clone();
    (ran, found)
}

/// What holds for every report, whatever the subject sent.
#[track_caller]
fn assert_sound(ran: &Ran) {
    let junit = ran.report("junit.xml");
    let mut reader = Reader::from_str(&junit);
    let mut testcases = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("JUnit is no XML: {error}")) {
            Event::Eof => break,
            Event::Start(start) | Event::Empty(start) => {
                testcases += usize::from(start.name().as_ref() == b"testcase");
                for attribute in start.attributes() {
                    attribute.unwrap_or_else(|error| panic!("an attribute is no XML: {error}"));
                }
            }
            _ => {}
        }
    }
    assert_eq!(testcases, 1);
    for (name, text) in [("stdout", &ran.stdout), ("stderr", &ran.stderr), ("junit.xml", &junit)] {
        let bad: Vec<char> = text
            .chars()
            .filter(|c| {
                c.is_control() && !matches!(c, '\n' | '\t')
                    || matches!(c, '\u{202e}' | '\u{2066}' | '\u{200b}')
            })
            .collect();
        assert!(bad.is_empty(), "{name} has raw control characters: {bad:?}");
    }
    for line in ran.report("events.ndjson").lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("an event is JSON");
    }
}

fn created() -> String {
    json!({"oscar_id": "OSC12345678-01", "application_id": "APP-1", "enrollees": []}).to_string()
}

/// A head of 200, and then these bytes, whatever the head promised.
fn raw(head: &str, body: &[u8]) -> Reply {
    let mut bytes = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{head}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}

fn typed(body: &[u8]) -> Reply {
    Reply::new(200, "application/json", body)
}

#[test]
fn the_right_answer_passes() {
    let (ran, found) = judge(CREATE, |_, _| typed(created().as_bytes()));
    ran.assert_code(0);
    assert_eq!(found.outcome, Outcome::Passed);
    let (ran, _) = judge(WELCOME, |_, _| Reply::new(200, "text/plain", "Welcome to Oscar's ICHRA API!"));
    ran.assert_code(0);
}

fn truncated() -> Reply {
    raw("content-type: application/json\r\ncontent-length: 500\r\n", &created().as_bytes()[..20])
}
fn chunked_cut_off() -> Reply {
    raw(
        "content-type: application/json\r\ntransfer-encoding: chunked\r\n",
        b"10\r\n{\"oscar_id\": \"OS\r\n20\r\nC1",
    )
}
fn not_json() -> Reply {
    typed(b"oscar_id=OSC12345678-01")
}
fn single_quotes() -> Reply {
    typed(b"{'oscar_id': 'OSC12345678-01', 'application_id': 'APP-1'}")
}
fn html() -> Reply {
    Reply::new(200, "text/html; charset=utf-8", "<!DOCTYPE html><html><body><h1>It works</h1></body></html>")
}
fn html_called_json() -> Reply {
    typed(b"<html><body>gateway</body></html>")
}
fn wrong_type() -> Reply {
    Reply::new(200, "text/plain", created())
}
fn no_type() -> Reply {
    Reply::with_headers(200, &[], created())
}
fn twice() -> Reply {
    typed(br#"{"oscar_id": "OSC12345678-01", "application_id": "APP-1", "oscar_id": "OSC12345678-02", "enrollees": []}"#)
}
fn bytes_after_the_end() -> Reply {
    typed(format!("{}\n{{\"debug\": true}}", created()).as_bytes())
}
fn not_utf8() -> Reply {
    typed(b"{\"oscar_id\": \"OSC12345678-01\", \"application_id\": \"APP-\xff\xfe\", \"enrollees\": []}")
}
fn byte_order_mark() -> Reply {
    typed(format!("\u{feff}{}", created()).as_bytes())
}
fn deeply_nested() -> Reply {
    typed(format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000)).as_bytes())
}
fn deeply_nested_objects() -> Reply {
    typed(format!("{}1{}", "{\"oscar_id\":".repeat(5_000), "}".repeat(5_000)).as_bytes())
}
fn nothing() -> Reply {
    typed(b"")
}
fn other_shape() -> Reply {
    typed(br#"["OSC12345678-01", "APP-1"]"#)
}
fn null() -> Reply {
    typed(b"null")
}
fn mistyped() -> Reply {
    typed(br#"{"oscar_id": 12345678, "application_id": "APP-1", "enrollees": []}"#)
}

#[rstest]
#[case::truncated(
    truncated,
    "body-incomplete",
    "the body is incomplete: the connection ended after 20 bytes, expected 500 bytes"
)]
#[case::chunked_cut_off(chunked_cut_off, "body-incomplete", "the body is incomplete")]
#[case::not_json(not_json, "json-malformed", "the body is no JSON")]
#[case::single_quotes(single_quotes, "json-malformed", "the body is no JSON")]
#[case::html(html, "json-malformed", "HTML")]
#[case::html_called_json(html_called_json, "json-malformed", "HTML")]
#[case::wrong_type(wrong_type, "content-type", "the content type is `text/plain`, expected application/json")]
#[case::no_type(no_type, "content-type", "no content type, expected application/json")]
#[case::bytes_after_the_end(
    bytes_after_the_end,
    "json-trailing-bytes",
    "something follows the end of the JSON value, at byte 70 (line 2, column 1)"
)]
#[case::not_utf8(not_utf8, "json-not-utf8", "the body is not UTF-8: the first wrong byte is at 54")]
#[case::deeply_nested(deeply_nested, "json-malformed", "nested")]
#[case::deeply_nested_objects(deeply_nested_objects, "json-malformed", "nested")]
#[case::nothing(nothing, "json-malformed", "empty")]
#[case::other_shape(other_shape, "schema", "oscar_id")]
#[case::null(null, "schema", "oscar_id")]
#[case::mistyped(mistyped, "schema", "oscar_id")]
fn an_answer_that_breaks_a_documented_rule_fails(
    #[case] answer: fn() -> Reply,
    #[case] rule: &str,
    #[case] text: &str,
) {
    let (ran, found) = judge(CREATE, move |_, _| answer());
    ran.assert_code(1);
    assert_eq!(found.outcome, Outcome::Failed);
    let rules: Vec<_> =
        found.findings.iter().map(|finding| (finding.rule.as_str(), finding.message.as_str())).collect();
    let told = found.findings.iter().find(|finding| finding.rule == rule && finding.message.contains(text));
    let told = told.unwrap_or_else(|| panic!("no finding `{rule}` with {text:?}: {rules:#?}"));
    assert_eq!(told.exchange, Some(1));
    assert!(!told.expected.is_empty() && !told.actual.is_empty());
    assert!(
        ran.stdout.replace(['\n', ' '], "").contains(&text.replace(' ', "")),
        "the terminal does not say {text:?}"
    );
}

#[rstest]
#[case::a_member_twice(twice, "json-duplicate-member", "`/oscar_id`")]
#[case::a_byte_order_mark(byte_order_mark, "json-malformed", "byte order mark")]
fn an_answer_that_breaks_what_follows_from_the_guide_is_a_warning(
    #[case] answer: fn() -> Reply,
    #[case] rule: &str,
    #[case] text: &str,
) {
    let (ran, found) = judge(CREATE, move |_, _| answer());
    ran.assert_code(0);
    assert_eq!(found.outcome, Outcome::Warned);
    let told = found.findings.iter().find(|finding| finding.rule == rule);
    assert!(told.is_some_and(|told| told.message.contains(text)), "{:#?}", found.findings);
}

#[test]
fn a_body_above_the_limit_is_cut_and_not_judged_as_if_it_were_whole() {
    let (ran, found) = judge(CREATE, |_, _| {
        typed(
            json!({"oscar_id": "OSC12345678-01", "application_id": "A", "pad": "x".repeat(20_000_000)})
                .to_string()
                .as_bytes(),
        )
    });
    ran.assert_code(5);
    assert_eq!(
        found.outcome,
        Outcome::Error,
        "what was never read is blamed on the vendor: {:#?}",
        found.findings
    );
    assert_eq!(found.reason.as_ref().unwrap().code, "body-over-limit");
    assert!(found.findings.iter().any(|finding| finding.rule == "body-over-limit"), "{:#?}", found.findings);
    assert!(found.exchanges[0].response().unwrap().body.over_limit);
    assert!(ran.stdout.len() < 100_000, "the terminal shows {} bytes", ran.stdout.len());
    assert!(ran.report("junit.xml").len() < 1_000_000, "JUnit has {} bytes", ran.report("junit.xml").len());
}

#[test]
fn a_redirection_is_not_followed() {
    let elsewhere = RawServer::start(|_, _| typed(created().as_bytes()));
    let url = format!("{}/elsewhere", elsewhere.base_url());
    let (_, found) = judge(CREATE, move |_, _| {
        Reply::with_headers(307, &[("location", &url), ("content-type", "application/json")], "{}")
    });
    assert_eq!(elsewhere.requests().len(), 0, "it was followed");
    assert_eq!(found.exchanges.len(), 1);
    assert_eq!(found.exchanges[0].status(), Some(307));
    assert_ne!(found.outcome, Outcome::Passed);
    let told = format!("{:?} {:?}", found.findings, found.reason);
    assert!(told.contains("307"), "{told}");
}

#[rstest]
#[case::nothing(b"", "reset")]
#[case::half_a_head(b"HTTP/1.1 200 OK\r\ncontent-le", "reset")]
#[case::another_protocol(b"220 mail.example.com ESMTP ready\r\n", "not-http")]
#[case::a_status_of_no_number(b"HTTP/1.1 abc OK\r\n\r\n", "not-http")]
#[case::two_lengths(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 7\r\n\r\n{}", "not-http")]
fn something_that_is_no_answer_is_an_error_with_its_own_reason(
    #[case] bytes: &'static [u8],
    #[case] code: &str,
) {
    let (ran, found) = judge(CREATE, move |_, _| Reply::Bytes(bytes.to_vec()));
    ran.assert_code(5);
    assert_eq!(found.outcome, Outcome::Error);
    let reason = found.reason.unwrap();
    assert_eq!(reason.code, code, "{reason:?}");
    assert!(reason.text.contains("127.0.0.1"), "{reason:?}");
}

#[test]
fn a_head_without_end_is_cut_off() {
    let (ran, found) = judge(CREATE, |_, _| {
        let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
        bytes.extend(
            "x-pad: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"
                .repeat(50_000)
                .into_bytes(),
        );
        Reply::Bytes(bytes)
    });
    ran.assert_code(5);
    assert_eq!(found.outcome, Outcome::Error);
}

#[test]
fn an_answer_that_never_comes_is_an_error() {
    let server = RawServer::start(|_, _| Reply::Hold);
    let ran = Covenant::new()
        .config(server.config("timeout = \"500ms\""))
        .args(["run", "--profile", "raw", "-n", "The health check greets a registered certificate"])
        .run();
    ran.assert_code(5);
    let record = ran.record();
    let reason = scenario(&record, WELCOME).reason.clone().unwrap();
    assert_eq!(reason.code, "timeout");
    assert!(reason.text.contains("500 ms") && reason.text.contains("raise `timeout`"), "{reason:?}");
}

/// Everything that could reach through a report to whoever reads it.
const HOSTILE: &str = concat!(
    "\u{1b}[2J\u{1b}[31mgreen\u{1b}]0;title\u{7}\u{9b}31m \u{0} \u{8}\u{8}\u{8} \r overwritten \u{b}\u{c} \u{7f} ]]> ",
    "<![CDATA[ </system-out></testcase> & &lt; <!-- --> \u{202e}gnirts\u{202c} \u{2066}x\u{2069} \u{200b} \u{feff} ",
    "\u{fffe} \u{ffff} %s %n {{ssn:1}} ${HOME} `id` '\"; # \\u0000 | \n::error::planted\n##[error]planted\ncovenant: exit=0 ",
    "passed=999\n"
);

#[rstest]
#[case::in_a_text_of_json(200, "application/json", json!({"oscar_id": 1, "application_id": HOSTILE, HOSTILE: HOSTILE}).to_string())]
#[case::in_json_that_is_none(200, "application/json", format!("{{{HOSTILE}"))]
#[case::in_plain_text(200, "text/plain", HOSTILE.to_owned())]
#[case::in_a_refusal(400, "application/json", json!({"error_code": HOSTILE, "field": HOSTILE, "message": HOSTILE}).to_string())]
#[case::in_an_internal_error(500, "application/json", json!({"application_id": HOSTILE}).to_string())]
#[case::in_html(502, "text/html", format!("<html>{HOSTILE}</html>"))]
fn hostile_text_reaches_neither_a_terminal_nor_a_reader_of_xml(
    #[case] status: u16,
    #[case] content_type: &'static str,
    #[case] body: String,
) {
    let (ran, found) = judge(CREATE, move |_, _| Reply::new(status, content_type, &body));
    assert_ne!(found.outcome, Outcome::Passed);
    assert_ne!(ran.code, Some(0));
    for stream in [&ran.stdout, &ran.stderr] {
        let spoofed = stream.lines().any(|line| {
            line.starts_with("::error")
                || line.starts_with("##[error]")
                || line.contains("covenant: exit=0") && line.starts_with("covenant:")
        });
        assert!(!spoofed, "a line of the subject reads like one of ours or of a CI server");
    }
    assert!(ran.stderr.lines().last().unwrap().starts_with(&format!("covenant: exit={}", ran.code.unwrap())));
}

#[test]
fn hostile_bytes_in_headers_are_no_danger_either() {
    let (ran, found) = judge(CREATE, |_, _| {
        let mut bytes = b"HTTP/1.1 200 OK ]]><x>\xff\r\nconnection: close\r\n".to_vec();
        bytes.extend(b"content-type: te\xffxt/\xe2\x80\xae]]>&<x>\r\n");
        bytes.extend(b"x-hostile: \xff\xfe ]]> <![CDATA[ & <a b='c'> \xe2\x80\xaegnirts\r\n");
        bytes.extend(b"set-cookie: session=1\r\ncontent-length: 2\r\n\r\n{}");
        Reply::Bytes(bytes)
    });
    assert_ne!(ran.code, Some(0));
    assert_ne!(found.outcome, Outcome::Passed);
    let headers: Vec<_> =
        found.exchanges[0].response().map(|response| response.headers.clone()).unwrap_or_default();
    assert!(headers.iter().any(|header| header.name == "x-hostile"), "{headers:?}");
    assert!(
        headers.iter().all(|header| header.name != "set-cookie" || header.value == "[redacted]"),
        "{headers:?}"
    );
}

#[rstest]
#[case::an_escape(b"HTTP/1.1 200 OK\r\nx-bad: \x1b[31m\r\ncontent-length: 2\r\n\r\n{}")]
#[case::a_nul(b"HTTP/1.1 200 OK\r\nx-bad: a\0b\r\ncontent-length: 2\r\n\r\n{}")]
#[case::no_name(b"HTTP/1.1 200 OK\r\n: x\r\ncontent-length: 2\r\n\r\n{}")]
#[case::no_number(b"HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n{}")]
fn a_head_that_breaks_http_is_no_answer(#[case] bytes: &'static [u8]) {
    let (ran, found) = judge(CREATE, move |_, _| Reply::Bytes(bytes.to_vec()));
    ran.assert_code(5);
    assert_eq!((found.outcome, found.reason.unwrap().code.as_str()), (Outcome::Error, "not-http"));
}

#[rstest]
#[case::other_words("text/plain", "Welcome!", "the health check")]
#[case::empty("text/plain", "", "the health check")]
#[case::html("text/html", "<html>Welcome to Oscar's ICHRA API!</html>", "the health check")]
fn a_health_check_that_says_something_else_fails(
    #[case] content_type: &'static str,
    #[case] body: &'static str,
    #[case] text: &str,
) {
    let (ran, found) = judge(WELCOME, move |_, _| Reply::new(200, content_type, body));
    ran.assert_code(1);
    assert!(found.findings.iter().any(|finding| finding.message.contains(text)), "{:#?}", found.findings);
}

#[rstest]
#[case::unauthorized(401, "credentials")]
#[case::forbidden(403, "credentials")]
#[case::throttled(429, "throttled")]
#[case::bad_gateway(502, "unavailable")]
#[case::unavailable(503, "still-unavailable")]
#[case::gateway_timeout(504, "unavailable")]
fn what_stands_between_us_and_the_vendor_is_no_verdict_on_it(#[case] status: u16, #[case] code: &str) {
    let (ran, found) = judge(CREATE, move |_, _| Reply::json(status, &json!({"message": "no"})));
    ran.assert_code(5);
    assert_eq!(found.outcome, Outcome::Error);
    assert_eq!(found.reason.unwrap().code, code);
    // What passes by the vendor's own words is waited out first, five times.
    assert_eq!(found.exchanges.len(), if matches!(status, 429 | 503) { 6 } else { 1 });
}

#[rstest]
#[case::balance("When the balance is read")]
#[case::preferences("When the payment preferences are read")]
#[case::preference("When autopay is switched on")]
#[case::membership("When the membership is read")]
#[case::addition("When a child is added")]
fn an_id_of_another_form_than_ours_is_sent_back_as_the_vendor_gave_it(#[case] step: &str) {
    let server = RawServer::start(|request, _| {
        let holder = json!({"oscar_id": "member/77 é", "relationship_type": "POLICY_HOLDER"});
        let answer = json!({"oscar_id": "member/77 é", "application_id": "A-1", "enrollees": [holder]});
        Reply::json(
            200,
            if request.path.ends_with("create-membership") { &answer } else { &serde_json::Value::Null },
        )
    });
    let steps = ["Given an enrolled member", step, "Then the call succeeds"];
    let ran = Covenant::new()
        .config(server.config(""))
        .file(
            "features/oscar/planted.feature",
            support::planted::feature(&[support::planted::scenario("oscar-a", &steps)]),
        )
        .args(["run", "--features", "features", "--profile", "raw"])
        .run();
    assert_ne!(ran.code, Some(70), "the vendor's own id is taken for a mistake of ours");
    let requests = server.requests();
    assert!(requests.len() >= 2 && requests[1].body.contains("member/77 é"), "{requests:#?}");
}
