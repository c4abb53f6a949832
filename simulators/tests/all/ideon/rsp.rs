//! `/rsp` answers sixteen statuses, each with its text.

use reqwest::Method;
use simulators::ideon::{Account, SIMULATE_HEADER};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::ideon::support::Sim;

/// The documented texts.
const TEXTS: [(u16, &str); 16] = [
    (200, "OK"),
    (400, "Bad request - Payload rejected."),
    (401, "Unauthorized - action requires user authentication."),
    (403, "Forbidden - user does not have permission to upload this payload."),
    (404, "Not Found - resource not found."),
    (405, "Not Allowed - method not allowed on this resource."),
    (406, "Unacceptable - payload content type is not supported."),
    (
        411,
        "Length Required - server needs to know the size of the entity body. Specify in Content-Length header.",
    ),
    (413, "Payload too large - payload exceeds size limit (too many employees or too many employers)."),
    (415, "Unsupported media type - payload type unsupported."),
    (422, "Unprocessable entity - request body failed business validation."),
    (429, "Too many requests - number of requests exceeds limit."),
    (500, "Internal Server Error - fatal error during processing of request."),
    (501, "Not implemented - RSP upload is not supported."),
    (502, "Bad Gateway - the server received an invalid response from an upstream server."),
    (503, "Service Unavailable - unable to process request at this time. Try again later."),
];

async fn expect(sim: &Sim, request: reqwest::RequestBuilder, status: u16) {
    let answer = sim.send(request).await;
    let text = TEXTS.iter().find(|(known, _)| *known == status).unwrap().1;
    assert_eq!((answer.status, answer.text.as_str()), (status, text));
    assert_eq!(answer.header("content-type"), Some("text/plain"));
}

#[tokio::test]
async fn what_a_caller_does_wrong_brings_each_status_about() {
    let sim = Sim::start().await;
    let form = |body: &'static str| sim.form(body);
    expect(&sim, form("payload=%3Cxml%2F%3E"), 200).await;
    expect(&sim, form("payload=%3"), 400).await;
    expect(&sim, sim.request(Method::POST, "/rsp").body("payload=1"), 401).await;
    expect(&sim, sim.of(Account::Unprivileged, Method::POST, "/rsp").body("payload=1"), 403).await;
    expect(&sim, sim.of(Account::Main, Method::GET, "/rsp"), 405).await;
    expect(&sim, form("payload=1").header("accept", "application/json"), 406).await;
    expect(&sim, sim.form(format!("payload={}", "x".repeat(1024 * 1024))), 413).await;
    expect(&sim, sim.of(Account::Main, Method::POST, "/rsp").body("payload=1"), 415).await;
    expect(&sim, form("&"), 422).await;
    expect(&sim, form(""), 422).await;
    expect(&sim, form("payload=&other="), 422).await;
}

/// What a form of unknown length is answered with.
async fn chunked(sim: &Sim) -> String {
    let address = sim.ideon.base_url().strip_prefix("http://").unwrap().to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /rsp HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{}: {}\r\nvericred-api-key: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n",
        sim.tenant.header().0,
        sim.tenant.header().1,
        sim.tenant.api_key(Account::Main),
    );
    stream.write_all(format!("{head}9\r\npayload=1\r\n0\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_body_of_unknown_length_is_a_411() {
    let sim = Sim::start().await;
    let answer = chunked(&sim).await;
    assert!(answer.starts_with("HTTP/1.1 411 ") && answer.ends_with(TEXTS[7].1), "{answer}");
    sim.tenant.set_fault(Some("rsp-length-unneeded")).unwrap();
    assert!(chunked(&sim).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn the_other_statuses_come_when_a_tester_asks_for_them() {
    let sim = Sim::start().await;
    for (status, _) in TEXTS.into_iter().filter(|(status, _)| *status != 200) {
        expect(&sim, sim.form("payload=1").header(SIMULATE_HEADER, status), status).await;
    }
}
