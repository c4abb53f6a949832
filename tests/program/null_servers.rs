//! The null matrix: servers that say the same to everything pass nothing. A suite that a dead or mute environment could
//! satisfy would be worth nothing.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::support::{
    Ran,
    raw::{RawServer, Reply, Request},
    remote::{
        self, ideon,
        osigu::{self, Access},
    },
};
use evidence::{Outcome, Party, RunRecord, Severity, Vendor};
use rstest::rstest;
use simulators::{Credentials, Options};

/// Certificates for a profile that lacks nothing, so that no scenario hides as not applicable.
static CREDENTIALS: LazyLock<Credentials> = LazyLock::new(|| {
    let oscar = remote::oscar::start(Options { tls: true, ..Options::default() });
    oscar.credentials().clone()
});

fn run(vendor: Vendor, base_url: &str) -> Ran {
    let timeout = "timeout = \"5s\"\n";
    let mut triggers = vec!["rate_limit", "unavailable"];
    match vendor {
        Vendor::Oscar => {
            return remote::oscar::against(base_url, &CREDENTIALS, timeout).args(["--jobs", "16"]).run();
        }
        Vendor::Ideon => triggers.push("escalate"),
        Vendor::Osigu => {}
    }
    let triggers: String = triggers
        .iter()
        .map(|name| format!("triggers.{name} = {{ header = \"X-Fault\", value = \"{name}\" }}\n"))
        .collect();
    let profile = format!("{timeout}time_scale = 0.001\n{triggers}");
    let ran = if vendor == Vendor::Ideon {
        let fixtures = ["group", "coverage_period", "census_request", "file_delivery"]
            .map(|name| format!("fixtures.{name} = \"8f14e45f-ceea-467f-a8d1-000000000000\"\n"))
            .concat();
        // Whoever is throttled waits for a turn of its own.
        let own = ideon::profile().0.replace(ideon::NO_LIMITS, "limits = { general = \"1000/s\" }\n");
        ideon::Access::any().covenant(base_url, &format!("{profile}{own}{fixtures}"))
    } else {
        Access::any().covenant(base_url, &format!("{profile}{}", osigu::profile()))
    };
    ran.args(["--jobs", "64"]).run()
}

/// Scenarios about the vendor by outcome, those left out that only a simulator can produce or that need another season.
fn outcomes(record: &RunRecord) -> BTreeMap<Outcome, Vec<&str>> {
    let mut found: BTreeMap<Outcome, Vec<&str>> = BTreeMap::new();
    for scenario in &record.scenarios {
        let head = &scenario.head;
        let hides = head.tags.iter().any(|tag| tag == "simulated-only") || remote::is_seasonal(scenario);
        if head.party == Party::Vendor && !hides {
            found.entry(scenario.outcome).or_default().push(&head.id);
        }
    }
    found
}

/// Nothing passed; whatever was not judged says why.
#[track_caller]
fn nothing_passed(ran: &Ran) -> RunRecord {
    let record = ran.record();
    let found = outcomes(&record);
    for outcome in [Outcome::Passed, Outcome::Warned, Outcome::Waived, Outcome::NotApplicable] {
        assert_eq!(found.get(&outcome), None, "{outcome} against a server that says the same to everything");
    }
    let judged: usize = found.values().map(Vec::len).sum();
    assert!(judged >= 100, "only {judged} scenarios were tried");
    for scenario in &record.scenarios {
        let told = match scenario.outcome {
            Outcome::Error | Outcome::Blocked | Outcome::NotApplicable => {
                scenario.reason.as_ref().is_some_and(|reason| reason.text.split_whitespace().count() > 3)
            }
            Outcome::Failed => !scenario.findings.is_empty(),
            Outcome::Warned | Outcome::Waived | Outcome::Passed => true,
        };
        assert!(told, "{} is {} and does not say why", scenario.head.id, scenario.outcome);
    }
    record
}

#[rstest]
fn a_closed_port_passes_nothing_and_is_nobodys_fault(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
) {
    let ran = run(vendor, &format!("http://127.0.0.1:{}", remote::free_port()));
    ran.assert_code(5);
    let record = nothing_passed(&ran);
    assert_eq!(outcomes(&record).get(&Outcome::Failed), None, "a closed port breaks no promise");
    let reasons: Vec<_> = record.scenarios.iter().filter_map(|one| one.reason.as_ref()).collect();
    assert!(reasons.iter().any(|reason| reason.code == "connection-refused"), "{reasons:?}");
}

const JSON: &str = "application/json";

/// A body of every byte, which is no text in any encoding.
fn garbage() -> Vec<u8> {
    (0..=255_u8).rev().cycle().take(700).collect()
}

fn redirect(request: &Request) -> Reply {
    // To where it came from: whoever follows it never comes to an end.
    Reply::with_headers(302, &[("location", &request.path)], "")
}

#[rstest]
#[case::all_401(|_: &Request| Reply::json(401, &serde_json::json!({"message": "Unauthorized"})))]
#[case::all_401_empty(|_: &Request| Reply::with_headers(401, &[], ""))]
#[case::all_403(|_: &Request| Reply::with_headers(403, &[], ""))]
#[case::all_429(|_: &Request| Reply::with_headers(429, &[("retry-after", "0")], ""))]
#[case::all_503(|_: &Request| Reply::new(503, JSON, r#"{"error_code":"PENDING_TRANSACTION"}"#))]
#[case::all_503_empty(|_: &Request| Reply::with_headers(503, &[], ""))]
#[case::all_502(|_: &Request| Reply::new(502, "text/html", "<html><body>Bad Gateway</body></html>"))]
#[case::all_redirect(redirect)]
fn a_server_that_serves_nobody_passes_nothing_and_is_not_blamed(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
    #[case] answer: fn(&Request) -> Reply,
) {
    let server = RawServer::start(move |request, _| answer(request));
    let ran = run(vendor, &server.base_url());
    ran.assert_code(5);
    let record = nothing_passed(&ran);
    assert_eq!(outcomes(&record).get(&Outcome::Failed), None, "it was blamed");
    assert!(!server.requests().is_empty(), "nothing was sent");
}

/// The address of Oscar's health check is documented, every other one and every body rests on some guess of ours.
#[rstest]
#[case::all_404(|_: &Request| Reply::new(404, JSON, r#"{"message":"no such path"}"#))]
#[case::all_404_html(|_: &Request| Reply::new(404, "text/html", "<html><body>Not Found</body></html>"))]
#[case::all_400(|_: &Request| Reply::new(400, JSON, r#"{"error_code":"NO","field":"ssn"}"#))]
#[case::all_400_empty(|_: &Request| Reply::with_headers(400, &[], ""))]
#[case::all_400_html(|_: &Request| Reply::new(400, "text/html", "<html><body>Bad Request</body></html>"))]
#[case::all_405(|_: &Request| Reply::with_headers(405, &[("allow", "OPTIONS")], ""))]
fn a_server_that_refuses_everything_is_blamed_for_its_health_check_only(
    #[case] answer: fn(&Request) -> Reply,
) {
    let server = RawServer::start(move |request, _| answer(request));
    let ran = run(Vendor::Oscar, &server.base_url());
    ran.assert_code(1);
    for scenario in &nothing_passed(&ran).scenarios {
        for finding in scenario.findings.iter().filter(|one| one.severity == Severity::Failure) {
            let exchange = scenario.exchanges.iter().find(|exchange| Some(exchange.id) == finding.exchange);
            let operation = exchange.and_then(|exchange| exchange.operation.as_deref());
            assert_eq!(operation, Some("health-check"), "{}: {}", scenario.head.id, finding.message);
        }
    }
}

#[rstest]
#[case::all_200_empty(|_: &Request| Reply::with_headers(200, &[], ""))]
#[case::all_200_garbage(|_: &Request| Reply::new(200, JSON, garbage()))]
#[case::all_200_object(|_: &Request| Reply::new(200, JSON, "{}"))]
#[case::all_200_list(|_: &Request| Reply::new(200, JSON, "[]"))]
#[case::all_200_null(|_: &Request| Reply::new(200, JSON, "null"))]
#[case::all_200_html(|_: &Request| Reply::new(200, "text/html", "<html><body>Welcome</body></html>"))]
#[case::all_200_welcome(|_: &Request| Reply::new(200, "text/plain", "Welcome to this API"))]
#[case::all_204(|_: &Request| Reply::Bytes(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec()))]
#[case::all_500(|_: &Request| Reply::new(500, JSON, r#"{"application_id":"00000000-0000-4000-8000-000000000001"}"#))]
#[case::all_500_empty(|_: &Request| Reply::with_headers(500, &[], ""))]
#[case::not_http(|_: &Request| Reply::Bytes(b"220 mail.example.com ESMTP\r\n".to_vec()))]
#[case::no_bytes(|_: &Request| Reply::Bytes(Vec::new()))]
fn a_server_that_says_the_same_to_everything_passes_nothing(
    #[values(Vendor::Oscar, Vendor::Osigu, Vendor::Ideon)] vendor: Vendor,
    #[case] answer: fn(&Request) -> Reply,
) {
    let server = RawServer::start(move |request, _| answer(request));
    let ran = run(vendor, &server.base_url());
    assert_ne!(ran.code, Some(0));
    assert!(matches!(ran.code, Some(1 | 5)), "not a verdict: {:?}", ran.code);
    nothing_passed(&ran);
    assert!(!server.requests().is_empty(), "nothing was sent");
}

/// The scenarios that speak of the token endpoint alone, which these servers have as it is documented. That a token lives
/// for an hour is all that they promise.
const TOKEN_ALONE: [&str; 1] = ["osigu-oauth-token"];

/// Whoever gets a token is not yet served: behind a token endpoint that works, everything else is said the same to.
#[rstest]
#[case::all_404(|_: &Request| Reply::new(404, JSON, r#"{"error_code":"071-404","message":"no such path"}"#))]
#[case::all_404_html(|_: &Request| Reply::new(404, "text/html", "<html><body>Not Found</body></html>"))]
#[case::all_401(|_: &Request| Reply::new(401, JSON, r#"{"error_code":"071-401","message":"unauthorized"}"#))]
#[case::all_403(|_: &Request| Reply::new(403, JSON, r#"{"error_code":"071-403","message":"forbidden"}"#))]
#[case::all_400(|_: &Request| Reply::new(400, JSON, r#"{"error_code":"071-400","message":"bad request"}"#))]
#[case::all_409(|_: &Request| Reply::new(409, JSON, r#"{"error_code":"071-409","message":"conflict"}"#))]
#[case::all_422(|_: &Request| Reply::new(422, JSON, r#"{"error_code":"071-104","message":"not registered"}"#))]
#[case::all_429(|_: &Request| Reply::with_headers(429, &[("retry-after", "0")], ""))]
#[case::all_500(|_: &Request| Reply::new(500, JSON, r#"{"error_code":"071-500","message":"internal error"}"#))]
#[case::all_503(|_: &Request| Reply::with_headers(503, &[], ""))]
#[case::all_200_empty(|_: &Request| Reply::with_headers(200, &[], ""))]
#[case::all_200_garbage(|_: &Request| Reply::new(200, JSON, garbage()))]
#[case::all_200_object(|_: &Request| Reply::new(200, JSON, "{}"))]
#[case::all_200_list(|_: &Request| Reply::new(200, JSON, "[]"))]
#[case::all_200_null(|_: &Request| Reply::new(200, JSON, "null"))]
#[case::all_201_object(|_: &Request| Reply::new(201, JSON, "{}"))]
#[case::all_202(|_: &Request| Reply::with_headers(202, &[], ""))]
#[case::all_204(|_: &Request| Reply::Bytes(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec()))]
fn a_token_alone_passes_nothing_but_what_is_about_tokens(#[case] answer: fn(&Request) -> Reply) {
    let server = RawServer::start(move |request, _| {
        if request.path == osigu::TOKEN_PATH {
            osigu::token("t0k3n-of-a-null-server")
        } else {
            answer(request)
        }
    });
    let ran = run(Vendor::Osigu, &server.base_url());
    assert!(matches!(ran.code, Some(1 | 5)), "not a verdict: {:?}", ran.code);
    let record = ran.record();
    let found = outcomes(&record);
    // Much of what Osigu answers is guessed, so that a server that accepts everything may be warned only.
    for outcome in [Outcome::Passed, Outcome::Waived, Outcome::NotApplicable] {
        let mut ids = found.get(&outcome).cloned().unwrap_or_default();
        ids.retain(|id| !TOKEN_ALONE.contains(id));
        assert!(ids.is_empty(), "{outcome}: {ids:?}");
    }
    assert!(server.requests().len() > 10, "nothing was sent");
}
