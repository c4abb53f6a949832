//! `covenant doctor`: each prerequisite broken in turn, and told on its own line; and nothing found where nothing is wrong.
#![expect(clippy::expect_used, reason = "helpers of tests panic as tests do")]

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
    thread,
};

use crate::support::{
    self, Covenant, Ran,
    raw::{RawServer, Reply, Request},
    remote::{
        free_port,
        ideon::{self, Environment},
        osigu::{self, Access, FIXTURES},
    },
    simulator::Simulator,
};
use rcgen::{CertificateParams, DnType, KeyPair};
use rstest::rstest;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use serde_json::{Value, json};
use simulators::osigu::{Options, Settings};

/// The checks of the only profile, by name: state and everything that is said.
fn checks(ran: &Ran) -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&ran.stdout).expect("a document");
    assert_eq!(document["format"], "covenant-doctor");
    let checks = document["profiles"][0]["checks"].as_array().expect("checks");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    checks
        .iter()
        .map(|check| {
            let said = format!("{}; {}", text(&check["text"]), text(&check["advice"]));
            (text(&check["name"]), text(&check["state"]), said)
        })
        .collect()
}

/// Exactly this check failed, saying so, and everything behind it is skipped because of something.
#[track_caller]
fn assert_fails(ran: &Ran, name: &str, words: &[&str]) {
    ran.assert_code(5);
    let checks = checks(ran);
    let failed: Vec<_> = checks.iter().filter(|(_, state, _)| state == "failed").collect();
    let [(failed_name, _, said)] = failed.as_slice() else { panic!("not one failed: {checks:?}") };
    assert_eq!(failed_name, name, "{checks:?}");
    for word in words {
        assert!(said.contains(word), "{word:?} is missing in {said}");
    }
}

#[track_caller]
fn assert_state(ran: &Ran, names: &[&str], state: &str) {
    let checks = checks(ran);
    for name in names {
        let found = checks.iter().find(|(known, ..)| known == name);
        let (_, found, said) = found.unwrap_or_else(|| panic!("no check `{name}`: {checks:?}"));
        assert_eq!(found, state, "`{name}`: {said}");
    }
}

fn doctor(command: Covenant) -> Covenant {
    command.instead(["doctor", "--profile", "p", "--format", "json"])
}

/// A profile of Oscar's at this address, with these lines more.
fn oscar(base_url: &str, more: &str) -> Covenant {
    let config =
        format!("[profiles.p]\nvendor = \"oscar\"\nbase_url = \"{base_url}\"\ntimeout = \"5s\"\n{more}\n");
    doctor(Covenant::new().config(config))
}

fn of_simulator(simulator: &Simulator, client: Option<&str>, more: &str) -> Covenant {
    let config = simulator.config(client, more).replace("[profiles.sim]", "[profiles.p]");
    doctor(Covenant::new().config(config))
}

/// What `covenant serve` prints: the variables that it names, and its profile, called `p`.
fn served(vendor: &str) -> (support::Running, Covenant) {
    let mut running = Covenant::new().args(["serve", vendor]).spawn();
    let lines = std::cell::RefCell::new(Vec::new());
    running.wait_for_line(|line| {
        lines.borrow_mut().push(line.to_owned());
        line.starts_with("serving until interrupted")
    });
    let lines: Vec<String> = lines.into_inner();
    let mut command = Covenant::new();
    for line in lines.iter().filter_map(|line| line.trim().strip_prefix("export ")) {
        let (name, value) = line.split_once('=').expect("a variable");
        command = command.env(name, value);
    }
    let config: Vec<_> = lines
        .iter()
        .skip_while(|line| !line.contains("[profiles."))
        .take_while(|line| !line.trim().is_empty())
        .map(|line| if line.contains("[profiles.") { "[profiles.p]" } else { line.trim() })
        .collect();
    let command = doctor(command.config(config.join("\n")));
    (running, command)
}

#[test]
fn nothing_stands_in_the_way_of_a_run_against_a_served_oscar() {
    let simulator = Simulator::start(&["--tls"]);
    let ran = of_simulator(&simulator, Some("client"), "").run();
    ran.assert_code(0);
    assert_state(
        &ran,
        &[
            "configuration",
            "name",
            "connection",
            "tls",
            "client certificate",
            "credentials",
            "read",
            "clock",
            "limits",
        ],
        "ok",
    );
    let text = of_simulator(&simulator, Some("client"), "").instead(["doctor", "--profile", "p"]).run();
    text.assert_code(0);
    assert!(text.stdout.contains("nothing stands in the way of a run"), "no verdict");
    assert!(text.stdout.contains("signed by CN=Covenant test authority"), "no issuer");
}

#[rstest]
#[case::osigu("osigu", &["credentials", "read", "clock"])]
#[case::ideon("ideon", &["credentials", "read", "clock", "other_account_api_key", "unprivileged_api_key"])]
fn nothing_stands_in_the_way_of_a_run_against_a_served_vendor(#[case] vendor: &str, #[case] names: &[&str]) {
    let (_running, command) = served(vendor);
    let ran = command.run();
    ran.assert_code(0);
    assert_state(&ran, names, "ok");
    assert_state(&ran, &["tls", "client certificate"], "not_applicable");
}

#[test]
fn every_fixture_of_a_whole_profile_is_found_and_webhooks_come_in() {
    let osigu = osigu::start(Options { settings: osigu::settings(None), ..Options::default() });
    let port = free_port();
    let hooks =
        format!("webhook_listen = \"127.0.0.1:{port}\"\nwebhook_url = \"http://127.0.0.1:{port}/in\"\n");
    let command = Access::of(&osigu).covenant(osigu.base_url(), &format!("{hooks}{FIXTURES}"));
    let ran = doctor(command).instead(["doctor", "--profile", "remote", "--format", "json"]).run();
    ran.assert_code(0);
    let fixtures = ["sponsor", "async_sponsor", "batch_sponsor", "product", "rejected_product"];
    let people = ["active_beneficiary", "expired_beneficiary", "family_holder"];
    for name in fixtures.into_iter().chain(people) {
        assert_state(&ran, &[&format!("fixture {name}")], "ok");
    }
    assert_state(&ran, &["fixture unregistered_product"], "not_applicable");
    assert_state(&ran, &["webhooks"], "ok");
    assert!(!ran.stdout.contains("1000000001"), "a person's number is shown");

    let environment = Environment::start(simulators::ideon::Options {
        settings: ideon::settings(None),
        ..Default::default()
    });
    let command = environment.access().covenant(environment.ideon.base_url(), &environment.seed());
    let ran = command.instead(["doctor", "--profile", "remote", "--format", "json"]).run();
    ran.assert_code(0);
    let names =
        ["fixture group", "fixture coverage_period", "fixture census_request", "fixture file_delivery"];
    assert_state(&ran, &names, "ok");
}

#[test]
fn the_simulators_need_nothing_and_are_started_all_the_same() {
    let ran = Covenant::new().args(["doctor", "--format", "json"]).run();
    ran.assert_code(0);
    let document: Value = serde_json::from_str(&ran.stdout).expect("a document");
    let profiles = document["profiles"].as_array().expect("profiles");
    assert_eq!(profiles.len(), 3);
    for profile in profiles {
        let checks = profile["checks"].as_array().expect("checks");
        let states: Vec<_> = checks.iter().map(|check| check["state"].as_str().unwrap_or_default()).collect();
        assert_eq!(states, ["not_applicable", "ok", "ok"], "{profile}");
    }
}

#[test]
fn a_name_without_an_address_stops_everything_behind_it() {
    let ran = oscar("https://no-such-host.invalid", "").run();
    assert_fails(&ran, "name", &["no-such-host.invalid", "`base_url`"]);
    assert_state(
        &ran,
        &["connection", "tls", "client certificate", "credentials", "read", "clock"],
        "skipped",
    );
    let text = oscar("https://no-such-host.invalid", "").instead(["doctor", "--profile", "p", "-q"]).run();
    text.assert_code(5);
    assert!(text.stdout.contains("skipped  tls"), "what was skipped is not said");
    assert!(text.stdout.contains("because `name` failed"), "the reason is not said");
    assert!(!text.stdout.contains("  ok "), "-q tells what is as it should be");
}

#[test]
fn a_closed_port_is_the_connection() {
    let ran = oscar(&format!("https://127.0.0.1:{}", free_port()), "").run();
    assert_fails(&ran, "connection", &["nothing listens at 127.0.0.1"]);
    assert_state(&ran, &["name"], "ok");
    assert_state(&ran, &["tls", "read"], "skipped");
}

#[test]
fn a_proxy_that_is_not_there_is_the_connection_and_is_named() {
    let proxy = format!("proxy = \"http://127.0.0.1:{}\"", free_port());
    let ran = oscar("https://api.example.com", &proxy).run();
    assert_fails(&ran, "connection", &["the proxy 127.0.0.1", "`proxy`"]);
    assert_state(&ran, &["tls", "client certificate", "read"], "skipped");
}

#[test]
fn each_of_several_profiles_is_looked_at_two_of_one_vendor_included() {
    let server = RawServer::start(|_, _| Reply::new(200, "text/plain", "OK"));
    let config = format!(
        "[profiles.good]\nvendor = \"oscar\"\nbase_url = \"{}\"\n\
         [profiles.bad]\nvendor = \"oscar\"\nbase_url = \"http://127.0.0.1:{}\"\n",
        server.base_url(),
        free_port()
    );
    let arguments = ["doctor", "--profile", "bad,good,mock"];
    let ran = Covenant::new().config(config).args(arguments).run();
    ran.assert_code(5);
    for words in
        ["profile bad (oscar at", "profile good (oscar at", "profile mock (ideon at", "1 prerequisite failed"]
    {
        assert!(ran.stdout.contains(words), "{words} is missing");
    }
}

#[test]
fn plain_http_where_tls_is_asked_for_is_the_tls() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _sent = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
            let _read = stream.read(&mut [0; 1024]);
        }
    });
    let ran = oscar(&format!("https://127.0.0.1:{port}"), "").run();
    assert_fails(&ran, "tls", &["does not speak TLS", "scheme and port"]);
    assert_state(&ran, &["name", "connection"], "ok");
}

#[test]
fn a_server_whose_certificate_nobody_signed_is_the_tls() {
    let simulator = Simulator::start(&["--tls"]);
    let config = simulator.config(Some("client"), "").replace("[profiles.sim]", "[profiles.p]");
    let lines = config.lines().filter(|line| !line.starts_with("ca_certificate"));
    let config = lines.collect::<Vec<_>>().join("\n");
    let ran = doctor(Covenant::new().config(config)).run();
    assert_fails(&ran, "tls", &["signed", "ca_certificate"]);
    assert_state(&ran, &["client certificate", "read"], "skipped");
}

#[test]
fn a_server_whose_certificate_has_expired_is_the_tls() {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("names");
    params.distinguished_name.push(DnType::CommonName, "old.example.com");
    (params.not_before, params.not_after) =
        (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2021, 1, 1));
    let certificate = params.self_signed(&key).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let _first = rustls::crypto::ring::default_provider().install_default();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a server's set-up");
    let (config, listener) = (Arc::new(config), TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port"));
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = ServerConnection::new(Arc::clone(&config)).expect("a session");
            let _read = StreamOwned::new(session, stream).read(&mut [0; 16]);
        }
    });
    let more = "ca_certificate = { file = \"ca.pem\" }";
    let ran = oscar(&format!("https://127.0.0.1:{port}"), more).file("ca.pem", certificate.pem()).run();
    assert_fails(&ran, "tls", &["expired"]);
}

#[rstest]
#[case::expired("expired", "expired on 2021-01-01")]
#[case::of_another_authority("foreign", "refused the client certificate")]
fn a_client_certificate_that_is_no_good_is_told_beside_a_server_that_is(
    #[case] client: &str,
    #[case] words: &str,
) {
    let simulator = Simulator::start(&["--tls"]);
    let ran = of_simulator(&simulator, Some(client), "").run();
    assert_fails(&ran, "client certificate", &[words]);
    assert_state(&ran, &["tls"], "ok");
    assert_state(&ran, &["credentials", "read", "clock"], "skipped");
}

#[test]
fn a_key_of_another_certificate_is_found_without_a_word_to_the_server() {
    let simulator = Simulator::start(&["--tls"]);
    let config = simulator.config(Some("client"), "").replace("[profiles.sim]", "[profiles.p]");
    let ran = doctor(Covenant::new().config(config.replace("client.key", "foreign.key"))).run();
    assert_fails(&ran, "client certificate", &["does not belong to `client_certificate`"]);
    assert_state(&ran, &["name", "connection"], "ok");
}

#[test]
fn a_certificate_that_is_not_registered_is_the_credentials() {
    let simulator = Simulator::start(&["--tls"]);
    let ran = of_simulator(&simulator, Some("unregistered"), "").run();
    assert_fails(&ran, "credentials", &["401", "registered"]);
    assert_state(&ran, &["tls", "client certificate"], "ok");
    assert_state(&ran, &["read"], "skipped");
}

#[test]
fn a_missing_secret_is_the_configuration_and_nothing_is_sent() {
    let server = RawServer::start(|_, _| Reply::json(200, &Value::Null));
    let config = format!(
        "[profiles.a]\nvendor = \"ideon\"\nbase_url = \"{0}\"\napi_key = {{ env = \"KEY_A\" }}\n\
         [profiles.b]\nvendor = \"ideon\"\nbase_url = \"{0}\"\napi_key = {{ env = \"KEY_B\" }}\n",
        server.base_url()
    );
    let ran = Covenant::new().config(config).args(["doctor", "--profile", "a,b"]).run();
    ran.assert_code(2);
    assert!(ran.stderr.contains("KEY_A") && ran.stderr.contains("KEY_B"), "not all are named at once");
    assert_eq!(server.requests().len(), 0);
}

#[rstest]
#[case::production("base_url = \"https://api.osigu.com\"", 7, "production host")]
#[case::an_unknown_key("base_urll = \"https://x.example.com\"", 2, "did you mean")]
fn a_configuration_that_a_run_refuses_is_refused(#[case] line: &str, #[case] code: i32, #[case] word: &str) {
    let ran = doctor(Covenant::new().config(format!("[profiles.p]\nvendor = \"oscar\"\n{line}\n"))).run();
    ran.assert_code(code);
    assert!(ran.stderr.contains(word), "{word} is missing");
}

/// A profile of a vendor on a server that answers as a closure says.
fn raw(vendor: &str, more: &str, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Ran {
    let server = RawServer::start(move |request, _| answer(request));
    let credentials = match vendor {
        "osigu" => "client_id = { env = \"ID\" }\nclient_secret = { env = \"SECRET\" }\n",
        "ideon" => "api_key = { env = \"SECRET\" }\n",
        _ => "",
    };
    let base_url = server.base_url();
    let config =
        format!("[profiles.p]\nvendor = \"{vendor}\"\nbase_url = \"{base_url}\"\n{credentials}{more}\n");
    let command =
        Covenant::new().config(config).env("ID", "clinic-42").env("SECRET", "hunter2-is-secret-4711");
    let ran = doctor(command).run();
    assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"), "the secret is told");
    ran
}

fn token() -> Reply {
    Reply::json(
        200,
        &json!({"access_token": "t0k3n-of-the-test", "token_type": "Bearer", "expires_in": 3600}),
    )
}

#[rstest]
#[case::osigu("osigu", "`client_id`")]
#[case::ideon("ideon", "`api_key`")]
fn credentials_that_nobody_knows_are_the_credentials(#[case] vendor: &str, #[case] word: &str) {
    let ran = raw(vendor, "", |request| {
        let echoed = format!("{:?}", request.headers);
        Reply::json(401, &json!({"message": echoed}))
    });
    assert_fails(&ran, "credentials", &["401", word]);
    assert_state(&ran, &["read"], "skipped");
}

#[test]
fn an_environment_in_trouble_is_the_read() {
    let ran = raw("oscar", "", |_| Reply::json(500, &json!({})));
    assert_fails(&ran, "read", &["500", "in trouble"]);
    assert_state(&ran, &["credentials"], "skipped");
}

#[test]
fn an_environment_that_throttles_is_asked_once_and_not_again() {
    let server = RawServer::start(|_, _| Reply::with_headers(429, &[("retry-after", "3600")], "{}"));
    let ran = oscar(&server.base_url(), "").run();
    assert_fails(&ran, "read", &["429", "`limits`"]);
    assert_eq!(sent(&server), ["GET /"]);
}

/// What was sent, without the connections that only tried whether there is one.
fn sent(server: &RawServer) -> Vec<String> {
    let requests = server.requests();
    let requests = requests.iter().filter(|one| !one.method.is_empty());
    requests.map(|one| format!("{} {}", one.method, one.path)).collect()
}

#[test]
fn a_clock_that_is_off_by_an_hour_is_the_clock() {
    let ran = raw("oscar", "", |_| {
        let hour = time::Duration::hours(1);
        let date = time::OffsetDateTime::now_utc() - hour;
        let date = date.format(&time::format_description::well_known::Rfc2822).expect("a date");
        Reply::with_headers(
            200,
            &[("date", &date.replace("+0000", "GMT")), ("content-type", "text/plain")],
            "OK",
        )
    });
    assert_fails(&ran, "clock", &["1 h 0 min ahead of", "NTP"]);
    assert_state(&ran, &["read"], "ok");
}

#[test]
fn a_fixture_that_is_not_there_is_that_fixture() {
    let osigu = osigu::start(Options { settings: Settings::default(), ..Options::default() });
    for (known, unknown, name) in [
        ("sponsor-async-sandbox", "sponsor-nowhere", "fixture async_sponsor"),
        ("\"1000000007\"", "\"7777777777\"", "fixture expired_beneficiary"),
        ("MED-SBX-001", "MED-NO-SUCH", "fixture product"),
    ] {
        let fixtures = FIXTURES.replace(known, unknown);
        let command = Access::of(&osigu).covenant(osigu.base_url(), &fixtures);
        let ran = command.instead(["doctor", "--profile", "remote", "--format", "json"]).run();
        assert_fails(&ran, name, &["fixtures."]);
    }
}

#[test]
fn a_group_that_is_gone_is_that_fixture() {
    let ran = raw("ideon", "fixtures.group = \"gone\"", |request| match request.path.as_str() {
        "/groups/gone" => Reply::json(404, &json!({})),
        _ => Reply::json(200, &json!({"groups": []})),
    });
    assert_fails(&ran, "fixture group", &["404", "`fixtures.group`"]);
}

#[test]
fn an_address_that_is_taken_and_a_tunnel_that_leads_elsewhere_are_the_webhooks() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let taken = listener.local_addr().expect("an address");
    let elsewhere = RawServer::start(|_, _| Reply::json(200, &json!({})));
    let hooks = format!("webhook_listen = \"{taken}\"\nwebhook_url = \"{}\"", elsewhere.base_url());
    let answers = |request: &Request| match request.path.as_str() {
        path if path.ends_with("/token") => token(),
        _ => Reply::json(200, &json!([])),
    };
    assert_fails(&raw("osigu", &hooks, answers), "webhooks", &["cannot be received", "`webhook_listen`"]);
    drop(listener);
    let hooks = hooks.replace(&taken.port().to_string(), &free_port().to_string());
    assert_fails(&raw("osigu", &hooks, answers), "webhooks", &["does not arrive", "tunnel"]);
}

#[test]
fn a_token_is_asked_for_once_and_nothing_is_changed() {
    let server = RawServer::start(|request, _| match request.path.as_str() {
        path if path.ends_with("/token") => token(),
        _ => Reply::json(200, &json!([])),
    });
    let command = Access::any().covenant(&server.base_url(), "fixtures.sponsor = \"s\"");
    let ran = command.instead(["doctor", "--profile", "remote"]).run();
    ran.assert_code(0);
    assert_eq!(
        sent(&server),
        ["POST /v1/oauth/token", "GET /v1/sponsors/s/forms", "GET /v1/sponsors/s/forms"]
    );
    assert!(!ran.stdout.contains("t0k3n-of-the-test"), "the token is told");
}
