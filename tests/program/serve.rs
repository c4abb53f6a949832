//! The simulators as `covenant serve` serves them: until interrupted, with what a client needs, and with faults.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
};

use crate::support::{Covenant, Running, simulator::Simulator};
use regex::Regex;
use serde_json::Value;

/// One request as a small client makes it.
fn http(base_url: &str, request: &str) -> String {
    let address = base_url.strip_prefix("http://").expect("plain HTTP");
    let mut stream = TcpStream::connect(address).expect("the simulator listens");
    let request = request.replace('\n', "\r\n");
    stream
        .write_all(
            request.replacen("\r\n", &format!("\r\nhost: {address}\r\nconnection: close\r\n"), 1).as_bytes(),
        )
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_simulator_is_served_until_interrupted() {
    let simulator = Simulator::start(&[]);
    let answer = http(&simulator.base_url, "GET / HTTP/1.1\n\n");
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.contains("Welcome to Oscar's ICHRA API!"),
        "{answer}"
    );
    let control = http(&simulator.base_url, "GET /_simulator/ HTTP/1.1\n\n");
    assert!(control.starts_with("HTTP/1.1 200 "), "{control}");
    let base_url = simulator.base_url.clone();
    simulator.running.signal("INT");
    let ran = simulator.running.wait();
    ran.assert_code(0);
    for words in [
        "health check:",
        "create a membership:",
        "control routes",
        "curl",
        "[profiles.oscar-local]",
        &base_url,
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is missing");
    }
    assert!(TcpStream::connect(base_url.strip_prefix("http://").unwrap()).is_err(), "it still listens");
}

#[test]
fn a_termination_signal_ends_the_simulator_as_well() {
    let simulator = Simulator::start(&[]);
    simulator.running.signal("TERM");
    simulator.running.wait().assert_code(0);
}

#[test]
fn the_commands_that_the_simulator_prints_work() {
    let simulator = Simulator::start(&[]);
    let base_url = simulator.base_url.clone();
    // The profile that is printed is one that can be used.
    simulator.running.signal("INT");
    let printed = simulator.running.wait();
    let profile: String = printed
        .stdout
        .lines()
        .skip_while(|line| !line.contains("[profiles."))
        .take_while(|line| line.starts_with("  "))
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    assert!(profile.contains(&base_url));
    let list = Covenant::new().config(profile).args(["list", "--profile", "oscar-local"]).run();
    list.assert_code(0);
}

#[cfg(unix)]
#[test]
fn with_tls_the_simulator_writes_what_a_client_needs() {
    use std::os::unix::fs::PermissionsExt;
    let simulator = Simulator::start(&["--tls"]);
    assert!(simulator.base_url.starts_with("https://"));
    for name in ["ca", "client", "unregistered", "expired", "foreign"] {
        let certificate = std::fs::read_to_string(simulator.credentials.join(format!("{name}.pem"))).unwrap();
        assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----"), "{name}");
        let key = simulator.credentials.join(format!("{name}.key"));
        assert_eq!(key.exists(), name != "ca", "{name}");
        if name != "ca" {
            assert_eq!(
                key.metadata().unwrap().permissions().mode() & 0o777,
                0o600,
                "{name}.key can be read by others"
            );
        }
    }
    let happy = ["run", "--profile", "sim", "-t", "@happy-path"];
    let ran = Covenant::new().config(simulator.config(Some("client"), "")).args(happy).run();
    ran.assert_code(0);
    assert!(ran.counted("passed") > 10);
    let none = Covenant::new()
        .config(simulator.config(Some("client"), "").replace("client_", "unregistered_"))
        .args(happy)
        .run();
    none.assert_code(5);
    assert_eq!(none.counted("passed"), 0, "somebody without a certificate was let in");
}

#[test]
fn a_simulator_with_a_fault_is_red_for_who_tests_it() {
    let simulator = Simulator::start(&["--fault", "create-without-oscar-id"]);
    let ran = Covenant::new()
        .config(simulator.config(None, ""))
        .args(["run", "--profile", "sim", "-n", "An enrollment answers"])
        .run();
    ran.assert_code(1);
    assert!(ran.stdout.contains("`oscar_id` stands nowhere in the response"));
}

#[test]
fn faults_are_listed_with_what_they_change() {
    let ran = Covenant::new().args(["serve", "oscar", "--list-faults"]).run();
    ran.assert_code(0);
    let faults: Vec<_> = ran.stdout.lines().filter(|line| line.starts_with("  ")).collect();
    assert!(faults.len() >= 30, "{} faults", faults.len());
    assert!(faults.iter().all(|line| line.trim().contains("  ")), "a fault has no words");
    assert!(ran.stdout.contains(&format!("{} faults; each is one change", faults.len())));
}

#[test]
fn a_port_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = Covenant::new().args(["serve", "oscar", "--port", &port]).run();
    ran.assert_code(2);
    assert!(ran.stderr.contains(&port) && ran.stderr.contains("in use"), "{}", ran.stderr);
}

/// Serves Osigu's simulator, and says where.
fn osigu(options: &[&str]) -> (Running, String) {
    let mut running = Covenant::new().args(["serve", "osigu"]).args(options).spawn();
    let line = running.wait_for_line(|line| line.starts_with("simulator of osigu"));
    running.wait_for_line(|line| line.starts_with("serving until interrupted"));
    (running, line.rsplit(' ').next().unwrap_or_default().to_owned())
}

#[test]
fn the_simulator_of_osigu_is_served_with_what_its_clients_need() {
    let (running, base_url) = osigu(&["--fault", "webhook-unsigned"]);
    let refused = http(&base_url, "POST /v1/oauth/token HTTP/1.1\ncontent-length: 0\n\n");
    assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");
    let control = http(&base_url, "GET /_simulator/ HTTP/1.1\n\n");
    assert!(control.starts_with("HTTP/1.1 200 "), "{control}");
    let credentials = http(&base_url, "GET /_simulator/credentials HTTP/1.1\n\n");
    let known: Value = serde_json::from_str(credentials.split("\r\n\r\n").nth(1).unwrap()).expect("JSON");
    running.signal("INT");
    let ran = running.wait();
    ran.assert_code(0);
    for words in [
        "simulator of osigu with fault `webhook-unsigned` at http://127.0.0.1:",
        "get a token",
        "$OSIGU_CLIENT_ID:$OSIGU_CLIENT_SECRET",
        "sponsor-async-sandbox",
        "MED-SBX-001",
        "control routes",
        "[profiles.osigu-local]",
        &format!("export OSIGU_CLIENT_ID={}", known["main"]["client_id"].as_str().unwrap()),
        &format!("export OSIGU_CLIENT_SECRET={}", known["main"]["client_secret"].as_str().unwrap()),
        &format!("export OSIGU_WEBHOOK_SECRET={}", known["webhook_secret"].as_str().unwrap()),
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is missing");
    }
    let faults = Covenant::new().args(["serve", "osigu", "--list-faults"]).run();
    faults.assert_code(0);
    assert!(faults.stdout.contains("webhook-unsigned") && !faults.stdout.contains("create-without-oscar-id"));
}

#[cfg(unix)]
#[test]
fn the_commands_that_the_simulator_of_osigu_prints_get_a_token_and_an_answer() {
    let (running, _) = osigu(&[]);
    running.signal("INT");
    let page = running.wait().stdout.clone();
    // What is printed is the same at each start but for the address.
    let (_running, base_url) = osigu(&[]);
    let old = Regex::new(r"http://127\.0\.0\.1:\d+").unwrap().find(&page).unwrap().as_str().to_owned();
    let page = page.replace(&old, &base_url);
    let lines =
        |begins: &str| page.lines().filter(|line| line.trim().starts_with(begins)).collect::<Vec<_>>();
    let search = lines("curl -H").into_iter().find(|line| line.contains("/search")).unwrap();
    let script =
        [lines("export "), lines("TOKEN="), vec![&*search.replace("curl", "curl -s")]].concat().join("\n");
    let told = Command::new("sh").args(["-c", &script]).output().unwrap();
    let told = String::from_utf8_lossy(&told.stdout);
    assert!(told.contains("beneficiary_id"), "{script}\n{told}");
}
