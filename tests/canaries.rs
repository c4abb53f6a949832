//! Nothing secret and nobody's number in any byte that is written: a hostile Oscar echoes back everything that it was sent,
//! and the partner's private key, in every encoding that it can think of, in green, failing and erroring scenarios.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

mod support;

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose};
use evidence::{Outcome, synthetic};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use regex::Regex;
use rstest::rstest;
use serde_json::{Map, Value, json};
use support::{
    Covenant, Ran, ids,
    planted::{feature, scenario},
    raw::{RawServer, Reply, Request},
    simulator::Simulator,
};

/// Every form in which a value may be told, each with a name.
fn forms(value: &str) -> Vec<(String, String)> {
    let mut forms = vec![("raw".to_owned(), value.to_owned())];
    let mut add = |name: &str, form: String| {
        if form != value && form.len() >= 8 {
            forms.push((name.to_owned(), form));
        }
    };
    let json = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    add("JSON", json(value));
    add("JSON in JSON", json(&json(value)));
    let units = |prefix: &str, upper: bool| -> String {
        let unit = |c: u16| if upper { format!("{prefix}{c:04X}") } else { format!("{prefix}{c:04x}") };
        value.encode_utf16().map(unit).collect()
    };
    add("JSON escapes", units("\\u", false));
    add("JSON escapes in capitals", units("\\u", true));
    add("JSON escapes in JSON", units("\\\\u", false));
    let percent = percent_encode(value.as_bytes(), NON_ALPHANUMERIC).to_string();
    add("percent", percent.clone());
    let small = |text: &str| {
        // The letters of the escapes alone.
        let parts = text.split('%').enumerate().map(|(at, part)| match part.split_at_checked(2) {
            Some((code, rest)) if at > 0 => format!("%{}{rest}", code.to_lowercase()),
            _ => part.to_owned(),
        });
        parts.collect::<String>()
    };
    add("percent in small letters", small(&percent));
    add("form", percent.replace("%20", "+"));
    add("percent for every byte", value.bytes().map(|byte| format!("%{byte:02X}")).collect());
    for (name, engine) in
        [("base64", &general_purpose::STANDARD_NO_PAD), ("base64url", &general_purpose::URL_SAFE_NO_PAD)]
    {
        for offset in 0..3_usize {
            let padded = [&vec![0; offset][..], value.as_bytes()].concat();
            let encoded = engine.encode(&padded);
            // Only the characters that hold nothing but the value.
            let (first, last) = ((offset * 8).div_ceil(6), padded.len() * 8 / 6);
            add(&format!("{name} at {offset}"), encoded[first..last].to_owned());
        }
    }
    add("hex", value.bytes().map(|byte| format!("{byte:02x}")).collect());
    add("hex in capitals", value.bytes().map(|byte| format!("{byte:02X}")).collect());
    add("HTML", value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"));
    if value.len() == 9 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        add("hyphens", format!("{}-{}-{}", &value[..3], &value[3..5], &value[5..]));
    }
    forms
}

/// What must not be found anywhere, each with a name.
#[derive(Clone, Debug, Default)]
struct Canaries(Arc<Mutex<BTreeSet<(String, String)>>>);

impl Canaries {
    fn plant(&self, name: &str, value: &str) {
        self.0.lock().unwrap().insert((name.to_owned(), value.to_owned()));
    }

    /// A private key: the whole, without its line ends, and each line.
    fn plant_key(&self, pem: &str) {
        self.plant("the key", pem.trim());
        let lines: Vec<_> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        assert!(lines.len() > 1, "that is no key: {pem}");
        self.plant("the key on one line", &lines.concat());
        lines.iter().filter(|line| line.len() >= 16).for_each(|line| self.plant("a line of the key", line));
    }

    /// The numbers and tokens of a request.
    fn collect(&self, request: &Request) {
        let body = request.json();
        for enrollee in body["enrollees"].as_array().into_iter().flatten() {
            if let Some(ssn) = enrollee["ssn"].as_str() {
                self.plant("an SSN", ssn);
            }
        }
        if let Some(token) = body["payment_token"]["token"].as_str() {
            self.plant("the payment token", token);
        }
    }

    /// What belongs to no scenario alone.
    fn only_of_the_run(&self) -> Self {
        let all = self
            .all()
            .into_iter()
            .filter(|(name, _)| !["an SSN", "the payment token"].contains(&name.as_str()));
        Self(Arc::new(Mutex::new(all.collect())))
    }

    fn all(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().iter().cloned().collect()
    }

    fn count(&self, name: &str) -> usize {
        self.all().iter().filter(|(known, _)| known == name).count()
    }

    /// Everything there is, in every form, as members of an object.
    fn echo(&self) -> Map<String, Value> {
        let mut echo = Map::new();
        for (at, (name, value)) in self.all().iter().enumerate() {
            for (form, text) in forms(value) {
                echo.insert(format!("{name} {at} {form}"), Value::from(text));
            }
        }
        echo
    }

    /// The same as lines of a header, which cannot hold everything.
    fn headers(&self) -> String {
        let texts = self.echo().into_iter().filter_map(|(_, value)| value.as_str().map(str::to_owned));
        let fit = texts.filter(|text| text.len() < 120 && !text.contains(['\n', '\r']));
        let values = fit.take(60).enumerate().map(|(at, text)| format!("x-echo-{at}: {text}\r\n"));
        // A header's name can tell a number as well.
        values.chain([format!("x-{0}: {0}\r\n", short(self))]).collect()
    }

    /// Where any of it stands in these bytes.
    fn found_in(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let mut found = Vec::new();
        for (name, value) in self.all() {
            for (form, text_of_form) in forms(&value) {
                if let Some(at) = text.find(&text_of_form) {
                    let around: String =
                        text[..at].chars().rev().take(60).collect::<Vec<_>>().iter().rev().collect();
                    found.push(format!("{place}: {name}, as {form}, behind {around:?}"));
                }
            }
        }
        found
    }
}

/// Every file below a folder, and both streams.
fn everything_written(ran: &Ran) -> Vec<(String, Vec<u8>)> {
    fn collect(folder: &Path, into: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, into);
            } else {
                into.push((
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read(&path).unwrap(),
                ));
            }
        }
    }
    let mut written = vec![
        ("stdout".to_owned(), ran.stdout.clone().into_bytes()),
        ("stderr".to_owned(), ran.stderr.clone().into_bytes()),
    ];
    collect(&ran.out_dir, &mut written);
    written
}

#[track_caller]
fn assert_clean(ran: &Ran, canaries: &Canaries) {
    let written = everything_written(ran);
    for report in ["run.json", "junit.xml", "events.ndjson"] {
        assert!(
            written.iter().any(|(name, bytes)| name == report && !bytes.is_empty()),
            "{report} is missing"
        );
    }
    let found: Vec<_> = written.iter().flat_map(|(name, bytes)| canaries.found_in(name, bytes)).collect();
    assert!(found.is_empty(), "{} leaks, such as\n{}", found.len(), found[..found.len().min(12)].join("\n"));
}

#[test]
fn the_search_finds_every_form() {
    let canaries = Canaries::default();
    canaries.plant("an SSN", "900010001");
    canaries.plant_key("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w+/\n-----END PRIVATE KEY-----\n");
    for (name, value) in canaries.all() {
        for (form, text) in forms(&value) {
            assert!(
                !canaries.found_in("here", format!("..{text}..").as_bytes()).is_empty(),
                "{name} as {form}"
            );
        }
    }
    assert!(
        forms("900010001").len() >= 12
            && canaries.found_in("here", b"900010002 MIGHAgEAMBMGByqGSM48").is_empty()
    );
}

/// How the hostile server answers, one scenario after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Green,
    Refusal,
    HtmlForJson,
    HtmlError,
    InternalError,
    Unavailable,
    Throttled,
    Unauthorized,
    Redirection,
    ContentType,
    ReasonPhrase,
    Names,
    Truncated,
    NotJson,
    NotHttp,
    BadHeader,
    Undocumented,
    NestedJson,
}

const MODES: [Mode; 18] = [
    Mode::Green,
    Mode::Refusal,
    Mode::HtmlForJson,
    Mode::HtmlError,
    Mode::InternalError,
    Mode::Unavailable,
    Mode::Throttled,
    Mode::Unauthorized,
    Mode::Redirection,
    Mode::ContentType,
    Mode::ReasonPhrase,
    Mode::Names,
    Mode::Truncated,
    Mode::NotJson,
    Mode::NotHttp,
    Mode::BadHeader,
    Mode::Undocumented,
    Mode::NestedJson,
];

/// The echo of everything, as a subject would write it in this mode.
fn answer(mode: Mode, canaries: &Canaries, request: &Request, number: usize) -> Reply {
    let echo = canaries.echo();
    let all: String = echo.values().filter_map(Value::as_str).map(|text| format!("{text}\n")).collect();
    let headers = canaries.headers();
    let request_headers: Map<String, Value> =
        request.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let mut good = json!({
        "oscar_id": format!("OSC{number:08}-01"),
        "application_id": format!("A-{number}"),
        "enrollees": [],
        "is_autopay_enabled": true,
        "payment_method_owner": "POLICY_HOLDER",
        "request": request.body,
        "headers": request_headers,
    });
    good.as_object_mut().unwrap().extend(echo.clone());
    let build = |line: &str, more: &str, content_type: &str, body: String| {
        let head = format!("HTTP/1.1 {line}\r\nconnection: close\r\ncontent-type: {content_type}\r\n{more}");
        Reply::Bytes(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes())
    };
    let json = "application/json";
    let html = || format!("<html><body><h1>Error</h1><pre>{all}\n{}</pre></body></html>", request.body);
    let refusal =
        || json!({"error_code": all, "field": all, "message": request.body, "echo": echo}).to_string();
    match mode {
        Mode::Green => build("200 OK", &headers, json, good.to_string()),
        Mode::Refusal => build("400 Bad Request", &headers, json, refusal()),
        Mode::HtmlForJson => build("200 OK", &headers, "text/html", html()),
        Mode::HtmlError => build("502 Bad Gateway", &headers, "text/html", html()),
        Mode::InternalError => {
            build("500 Oh", &headers, json, json!({"application_id": all, "echo": echo}).to_string())
        }
        Mode::Unavailable => build("503 Later", &headers, json, refusal()),
        Mode::Throttled => build("429 Slow", &headers, json, refusal()),
        Mode::Unauthorized => {
            build("401 No", &format!("www-authenticate: {}\r\n{headers}", short(canaries)), json, refusal())
        }
        Mode::Redirection => {
            let place = format!("location: https://127.0.0.1/{}?q={}\r\n", short(canaries), short(canaries));
            build("302 There", &format!("{place}{headers}"), json, refusal())
        }
        Mode::ContentType => build(
            "200 OK",
            &headers,
            &format!("application/{0}; charset={0}", short(canaries)),
            good.to_string(),
        ),
        Mode::ReasonPhrase => build(&format!("200 {}", short(canaries)), &headers, json, "{}".to_owned()),
        Mode::Names => {
            // Values as names, one of them twice, and one above a member that is looked at.
            let mut text = String::from("{");
            for (_, value) in canaries.all() {
                let name = serde_json::to_string(&value).unwrap();
                text.push_str(&format!(
                    "{name}: 1, {name}: {{\"oscar_id\": 5, \"application_id\": 6, {name}: null, {name}: 1}}, "
                ));
            }
            build("200 OK", &headers, json, format!("{text}\"x\": 1}}"))
        }
        Mode::Truncated => {
            let Reply::Bytes(mut bytes) = build("200 OK", &headers, json, good.to_string()) else {
                unreachable!()
            };
            bytes.truncate(bytes.len() - 20);
            Reply::Bytes(bytes)
        }
        Mode::NotJson => build("200 OK", &headers, json, format!("{{{all}")),
        Mode::NotHttp => Reply::Bytes(all.into_bytes()),
        Mode::BadHeader => Reply::Bytes(
            format!("HTTP/1.1 200 OK\r\n{}: \u{1}{}\r\n\r\n", short(canaries), short(canaries)).into_bytes(),
        ),
        Mode::Undocumented => build("418 Teapot", &headers, json, refusal()),
        Mode::NestedJson => {
            let inner = good.to_string();
            build(
                "200 OK",
                &headers,
                json,
                json!({"oscar_id": json!({"again": inner}).to_string(), "message": inner}).to_string(),
            )
        }
    }
}

/// The shortest of the canaries; an SSN, once one is known.
fn short(canaries: &Canaries) -> String {
    canaries.all().into_iter().map(|(_, value)| value).min_by_key(String::len).unwrap()
}

/// Who is asked to do what, in the scenarios of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// The hostile answers are those to creations.
    Creation,
    /// Creations are answered well; the hostile answers are those to preferences, which have carried a payment token.
    Preference,
}

/// A certificate and key of a simulator, which nobody else knows.
fn credentials() -> (String, String) {
    let simulator = Simulator::start(&["--tls"]);
    let read = |name: &str| fs::read_to_string(simulator.credentials.join(name)).unwrap();
    (read("client.pem"), read("client.key"))
}

/// A run against the hostile server, in all modes.
fn hostile_run(call: Call, behind_proxy: bool, more: &[&str]) -> (Ran, Canaries) {
    let canaries = Canaries::default();
    let (certificate, key) = credentials();
    canaries.plant_key(&key);
    const PASSWORD: &str = "proxy/pass word+1";
    if behind_proxy {
        canaries.plant("the proxy's password", PASSWORD);
    }
    let known = canaries.clone();
    let people = Mutex::new(Vec::new());
    let server = RawServer::start(move |request, _| {
        let body = request.json();
        let is_creation = request.path.ends_with("create-membership");
        // Each scenario is about one family, and each family meets one mode.
        let mut people = people.lock().unwrap();
        let number = if is_creation {
            let id = body["enrollees"][0]["external_member_id"].to_string();
            people.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                people.push((id, known.only_of_the_run()));
                people.len() - 1
            })
        } else {
            body["oscar_id"].as_str().and_then(|id| id[3..11].parse().ok()).unwrap_or(0)
        };
        let mode = match call {
            Call::Preference if is_creation => Mode::Green,
            // Reading 7: a first preference needs a payment token.
            Call::Preference if body.get("payment_token").is_none() => Mode::Refusal,
            _ => MODES[number % MODES.len()],
        };
        let (_, own) = &people[number];
        known.collect(request);
        own.collect(request);
        answer(mode, own, request, number)
    });
    let steps: &[&str] = match call {
        Call::Creation => {
            &["Given a new family of 2", "When the membership is created", "Then the call succeeds"]
        }
        Call::Preference => {
            &["Given an enrolled member", "When autopay is switched on", "Then the call succeeds"]
        }
    };
    let scenarios: Vec<_> =
        MODES.iter().map(|mode| scenario(&format!("oscar-{}", kebab(*mode)), steps)).collect();
    let mut config = server.config(
        "client_certificate = { env = \"CLIENT_CERTIFICATE\" }\nclient_key = { env = \"CLIENT_KEY\" }\n",
    );
    if behind_proxy {
        config.push_str("proxy = { env = \"PROXY\" }\n");
    }
    let password = percent_encode(PASSWORD.as_bytes(), NON_ALPHANUMERIC);
    let ran = Covenant::new()
        .config(config)
        .env("CLIENT_CERTIFICATE", certificate)
        .env("CLIENT_KEY", key)
        .env("PROXY", format!("http://ann:{password}@127.0.0.1:{}", server.port()))
        .file("features/oscar/planted.feature", feature(&scenarios))
        .args(["run", "--features", "features", "--profile", "raw", "--jobs", "1"])
        .args(more)
        .run();
    if behind_proxy {
        let authorized = |request: &Request| {
            request
                .headers
                .iter()
                .any(|(name, value)| name == "proxy-authorization" && value.starts_with("Basic "))
        };
        assert!(server.requests().iter().all(authorized), "the proxy was not given its password");
    }
    (ran, canaries)
}

fn kebab(mode: Mode) -> String {
    let mut text = String::new();
    for c in format!("{mode:?}").chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

#[rstest]
#[case::creations(Call::Creation, false, &[])]
#[case::creations_told_at_length(Call::Creation, false, &["-v"])]
#[case::preferences_told_at_length(Call::Preference, false, &["-v"])]
#[case::behind_a_proxy(Call::Preference, true, &["-v", "--color", "always"])]
fn a_hostile_subject_gets_nothing_secret_into_a_report(
    #[case] call: Call,
    #[case] proxy: bool,
    #[case] more: &[&str],
) {
    let (ran, canaries) = hostile_run(call, proxy, more);
    ran.assert_code(1);
    assert_clean(&ran, &canaries);
    // And it was a hard test: there was something to find, in scenarios of every kind.
    assert!(canaries.count("an SSN") >= MODES.len(), "{:?}", canaries.all());
    assert!(canaries.count("a line of the key") >= 2);
    assert_eq!(canaries.count("the payment token") >= MODES.len(), call == Call::Preference);
    let record = ran.record();
    assert_eq!(record.scenarios.len(), MODES.len());
    assert!(ids(&record, Outcome::Passed).len() + ids(&record, Outcome::Warned).len() >= 1, "none is green");
    assert!(ids(&record, Outcome::Failed).len() >= 3 && ids(&record, Outcome::Error).len() >= 3);
    let report = ran.report("run.json");
    for placeholder in ["[redacted:client_key]", "{{ssn:1}}"] {
        assert!(report.contains(placeholder), "{placeholder} stands nowhere");
    }
    assert_eq!(report.contains("[redacted:proxy]"), proxy);
    if call == Call::Preference {
        assert!(report.contains("{{token:1}}"));
    }
    // Rendering again must not bring anything back.
    let again = Covenant::new().arg("report").arg(ran.out_dir.join("run.json")).arg("-v").run();
    let found: Vec<_> =
        everything_written(&again).iter().flat_map(|(name, bytes)| canaries.found_in(name, bytes)).collect();
    assert!(found.is_empty(), "{found:#?}");
    let folded = Covenant::new().arg("report").arg(ran.out_dir.join("events.ndjson")).arg("-v").run();
    folded.assert_code(0);
    assert_clean_folded(&folded, &canaries);
}

#[track_caller]
fn assert_clean_folded(ran: &Ran, canaries: &Canaries) {
    let found: Vec<_> =
        everything_written(ran).iter().flat_map(|(name, bytes)| canaries.found_in(name, bytes)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_simulated_run_shows_nobodys_number_either() {
    // The simulator's requests are not seen from here, but numbers and tokens are derived from the run and its scenarios.
    let ran = Covenant::new().args(["run", "-v"]).run();
    ran.assert_code(0);
    let record = ran.record();
    let numbers: BTreeSet<String> = record
        .scenarios
        .iter()
        .flat_map(|one| (1..=8).map(|nth| synthetic::ssn(&record.run.id, &one.head.id, nth)))
        .collect();
    assert!(numbers.len() > 1_000);
    assert!(ran.report("run.json").contains("{{ssn:1}}"));
    let digits = Regex::new("[0-9]{9,}").unwrap();
    for (name, bytes) in everything_written(&ran) {
        let text = String::from_utf8_lossy(&bytes);
        for run in digits.find_iter(&text) {
            let found =
                (0..=run.len() - 9).map(|at| &run.as_str()[at..at + 9]).find(|nine| numbers.contains(*nine));
            assert_eq!(found, None, "{name} has a number");
        }
        for secret in ["covenant-test-token-", "PRIVATE KEY"] {
            assert!(!text.contains(secret), "{name} has {secret:?}");
        }
    }
}
