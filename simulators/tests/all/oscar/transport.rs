//! Below HTTP: faults that cut, reset and slow down, and clients that send what is no request.

use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::json;
use simulators::{Options, Oscar, Settings, StartError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::oscar::support::*;

async fn connect(sim: &Sim) -> TcpStream {
    let address = sim.oscar.base_url().strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// Sends bytes and reads until the simulator closes.
pub(crate) async fn raw(sim: &Sim, bytes: &[u8]) -> String {
    let mut stream = connect(sim).await;
    // It may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn request(sim: &Sim, id: &str, head: &str) -> Vec<u8> {
    let (name, value) = sim.tenant.header();
    let body = json!({"oscar_id": id}).to_string();
    let length = body.len();
    format!(
        "POST {GET} HTTP/1.1\r\nhost: x\r\n{name}: {value}\r\ncontent-type: application/json\r\n{head}\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

#[tokio::test]
async fn a_truncated_body_ends_before_its_length() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.tenant.set_fault(Some("truncated-body")).unwrap();
    let answer = raw(&sim, &request(&sim, &id, "")).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length: usize =
        head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    assert_eq!(body.len(), length / 2);
    assert!(!head.contains("x-covenant-front"), "{head}");
}

#[tokio::test]
async fn a_reset_connection_is_reset() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.tenant.set_fault(Some("reset-connection")).unwrap();
    let mut stream = connect(&sim).await;
    stream.write_all(&request(&sim, &id, "")).await.unwrap();
    let error = stream.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    sim.tenant.set_fault(None).unwrap();
    sim.memberships(&id).await;
}

#[tokio::test]
async fn bytes_that_are_not_http_are_no_http() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.tenant.set_fault(Some("not-http")).unwrap();
    let answer = raw(&sim, &request(&sim, &id, "")).await;
    assert!(!answer.is_empty() && !answer.starts_with("HTTP/"), "{answer}");
}

#[tokio::test]
async fn a_slow_answer_is_late_and_right() {
    let slow_answer = Duration::from_millis(150);
    let sim = Sim::with(Settings { slow_answer, ..Settings::default() }).await;
    let id = sim.enroll(1).await;
    sim.tenant.set_fault(Some("slow-answer")).unwrap();
    let start = Instant::now();
    assert_eq!(sim.memberships(&id).await.len(), 1);
    assert!(start.elapsed() >= slow_answer);
}

#[tokio::test]
async fn a_slow_answer_stops_when_the_client_hangs_up() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    sim.tenant.set_fault(Some("slow-answer")).unwrap();
    let mut stream = connect(&sim).await;
    stream.write_all(&request(&sim, &id, "")).await.unwrap();
    while sim.tenant.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    // Half-closed, the front sees the end and closes its side at once, not after the minute.
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(read.is_ok() && rest.is_empty(), "{read:?}");
}

#[tokio::test]
async fn faults_below_http_leave_other_operations_alone() {
    let sim = Sim::start().await;
    for fault in ["truncated-body", "reset-connection", "not-http", "slow-answer"] {
        sim.tenant.set_fault(Some(fault)).unwrap();
        sim.tenant.reset();
        let id = sim.enroll(1).await;
        sim.ok(BALANCE, &json!({"oscar_id": id})).await;
    }
}

#[tokio::test]
async fn the_bytes_of_a_kept_alive_connection_are_relayed_one_by_one() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let mut all = request(&sim, &id, "");
    all.extend(request(&sim, &id, ""));
    all.extend(request(&sim, &id, "connection: close\r\n"));
    let answer = raw(&sim, &all).await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 3, "{answer}");
    assert_eq!(answer.matches("connection: close").count(), 1);
}

#[tokio::test]
async fn a_chunked_body_is_read() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let (name, value) = sim.tenant.header();
    let body = json!({"oscar_id": id}).to_string();
    let (first, second) = body.split_at(5);
    let head = format!(
        "POST {GET} HTTP/1.1\r\nhost: x\r\n{name}: {value}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    );
    let mut stream = connect(&sim).await;
    let rest = format!("{:x}\r\n{second}\r\n0\r\n\r\n", second.len());
    for part in [head, format!("5\r\n{first}"), "\r\n".to_owned(), rest] {
        stream.write_all(part.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(sim.tenant.seen()[1].body, body);
}

#[tokio::test]
async fn a_client_that_waits_for_continue_is_told_to() {
    let sim = Sim::start().await;
    let id = sim.enroll(1).await;
    let whole = request(&sim, &id, "expect: 100-continue\r\nconnection: close\r\n");
    let at = whole.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let mut stream = connect(&sim).await;
    stream.write_all(&whole[..at]).await.unwrap();
    let mut told = [0; 25];
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut told)).await;
    assert!(matches!(read, Ok(Ok(_))), "{read:?}");
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&whole[at..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test]
async fn a_body_of_megabytes_is_relayed() {
    let sim = Sim::start().await;
    let padding = "x".repeat(3_000_000);
    let mut body = creation(&[holder(1)]);
    body["note"] = json!(padding);
    sim.ok(CREATE, &body).await;
    assert!(sim.tenant.seen()[0].body.len() > 3_000_000);
}

fn head_of(bytes: usize) -> Vec<u8> {
    format!("GET / HTTP/1.1\r\nhost: x\r\nx-padding: {}\r\n\r\n", "y".repeat(bytes)).into_bytes()
}

#[rstest]
#[case::garbage(b"\x00\xff\xfe garbage\r\n\r\n".to_vec(), "400")]
#[case::tls_hello(vec![0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00], "400")]
#[case::http_two(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), "400")]
#[case::huge_head(head_of(100_000), "431")]
#[case::endless_head(vec![b'A'; 200_000], "431")]
#[case::many_headers(format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(500)).into_bytes(), "431")]
#[case::huge_length(b"POST / HTTP/1.1\r\ncontent-length: 99999999999\r\n\r\n".to_vec(), "413")]
#[case::length_overflow(b"POST / HTTP/1.1\r\ncontent-length: 99999999999999999999999\r\n\r\n".to_vec(), "400")]
#[case::negative_length(b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n".to_vec(), "400")]
#[case::bad_chunk(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_vec(), "400")]
#[case::chunk_too_large(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nfffffffff\r\n".to_vec(), "413")]
#[case::connect(b"CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n".to_vec(), "400")]
#[case::odd_target(b"GET /%%%\x7f<>|^` HTTP/1.1\r\nconnection: close\r\n\r\n".to_vec(), "400")]
#[case::odd_method(b"BREW / HTTP/1.1\r\nconnection: close\r\n\r\n".to_vec(), "405")]
#[tokio::test]
async fn a_hostile_request_is_answered_and_harms_nobody(#[case] bytes: Vec<u8>, #[case] status: &str) {
    let sim = Sim::start().await;
    let answer = raw(&sim, &bytes).await;
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    sim.enroll(1).await;
}

#[rstest]
#[case::nothing(b"")]
#[case::half_a_head(b"POST /ichra-api/v1/memb")]
#[case::half_a_body(b"POST / HTTP/1.1\r\ncontent-length: 50\r\n\r\n{\"a\"")]
#[case::half_a_chunk(b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab")]
#[tokio::test]
async fn a_client_that_leaves_half_way_harms_nobody(#[case] bytes: &[u8]) {
    let sim = Sim::start().await;
    let mut stream = connect(&sim).await;
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
    sim.enroll(1).await;
    assert_eq!(sim.tenant.seen().len(), 1);
}

#[tokio::test]
async fn the_port_is_free_after_shutdown_and_taken_before() {
    let oscar = Oscar::start(Options::default()).await.unwrap();
    let port: u16 = oscar.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let taken = Oscar::start(Options { port: Some(port), ..Options::default() }).await;
    assert!(matches!(taken, Err(StartError::Bind { port: named, .. }) if named == port));
    oscar.shutdown().await;
    let again = Oscar::start(Options { port: Some(port), ..Options::default() }).await.unwrap();
    let client = client_builder().build().unwrap();
    assert_eq!(client.get(again.base_url()).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn an_unknown_fault_names_near_ones() {
    let fault = Some("balance-without-overdu".to_owned());
    let error = Oscar::start(Options { fault, ..Options::default() }).await.unwrap_err().to_string();
    assert!(
        error.starts_with("fault `balance-without-overdu` not found (did you mean `balance-without-overdue`"),
        "{error}"
    );
    let fault = Some("zzz".to_owned());
    let error = Oscar::start(Options { fault, ..Options::default() }).await.unwrap_err().to_string();
    assert!(error.contains("are known"), "{error}");
}

#[tokio::test]
async fn a_dropped_simulator_closes_its_connections() {
    let sim = Sim::start().await;
    let mut stream = connect(&sim).await;
    let Sim { oscar, tenant, .. } = sim;
    drop((oscar, tenant));
    let mut rest = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(read.is_ok() && rest.is_empty());
}
