//! Answers that come, in whatever state.

use std::sync::Arc;

use evidence::Header;
use rstest::rstest;
use tokio::{io::AsyncWriteExt, sync::Notify};
use wire::{Client, Outgoing};

use crate::support::{Log, Server, failure, get, read_request, response};

/// A server that answers every request of a connection with the same bytes and then closes it.
async fn answering(answer: impl Into<Vec<u8>>) -> Server {
    let answer = Arc::new(answer.into());
    Server::start(move |mut stream, _| {
        let answer = Arc::clone(&answer);
        async move {
            if read_request(&mut stream).await.is_some() {
                let _ = stream.write_all(&answer).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn an_exchange_says_exactly_what_travelled() {
    let log = Log::default();
    let seen = log.clone();
    let server = Server::start(move |mut stream, _| {
        let log = seen.clone();
        async move {
            log.push(read_request(&mut stream).await.unwrap());
            let answer = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nX-Twice: a\r\nX-Twice: b\r\n\
                          content-length: 11\r\n\r\n{\"ok\":true}";
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    })
    .await;
    let client = Client::new(server.options()).unwrap();
    let mut outgoing =
        Outgoing::new("POST", "/a//b?c=%20d").header("X-One", "1").json(r#"{"ssn":"666123456"}"#);
    outgoing.hidden_headers.push(Header::new("x-tenant", "t-17"));
    let sent = client.send(outgoing).await;

    let request = log.entries().remove(0);
    assert!(request.starts_with("POST /a//b?c=%20d HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nx-tenant: t-17\r\n"), "{request}");
    for header in &sent.request.headers {
        let line = format!("\r\n{}: {}\r\n", header.name, header.value);
        assert!(request.contains(&line), "{line:?} was not sent: {request}");
    }
    let lines = request.split("\r\n\r\n").next().unwrap().lines().count() - 1;
    assert_eq!(lines, sent.request.headers.len() + 1, "only the hidden header is missing: {request}");
    assert_eq!(sent.request.url, format!("http://{}/a//b?c=%20d", server.address));
    assert_eq!(sent.request.body.as_ref().unwrap().text, r#"{"ssn":"666123456"}"#);
    assert!(!sent.curl().contains("t-17"), "{}", sent.curl());

    let response = response(&sent);
    assert_eq!((response.status, response.version.as_str()), (201, "HTTP/1.1"));
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.headers.iter().filter(|header| header.name == "x-twice").count(), 2);
    assert_eq!(response.body.text, r#"{"ok":true}"#);
    assert!(!response.body.incomplete && !response.body.over_limit);
    assert!(sent.head.unwrap() <= sent.total);
}

#[tokio::test]
async fn a_redirect_comes_back_as_it_is() {
    let server = answering(
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/elsewhere\r\ncontent-length: 0\r\n\r\n",
    )
    .await;
    let sent = get(server.options()).await;
    assert_eq!(response(&sent).status, 302);
    assert_eq!(response(&sent).header("location"), Some("http://127.0.0.1:1/elsewhere"));
    assert_eq!(server.connections(), 1);
}

#[rstest]
#[case::content_length("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":", "{\"a\":")]
#[case::nothing_at_all("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", "")]
#[case::inside_a_chunk(
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n9\r\nwor",
    "hellowor"
)]
#[case::no_last_chunk("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", "hello")]
#[case::no_chunk("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", "hello")]
#[tokio::test]
async fn a_body_that_breaks_off_is_a_response_with_what_came(#[case] answer: &str, #[case] text: &str) {
    let sent = get(answering(answer).await.options()).await;
    let body = &response(&sent).body;
    assert!(body.incomplete);
    assert_eq!((body.text.as_str(), body.bytes), (text, text.len() as u64));
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_body_keeps_what_came() {
    let received = Arc::new(Notify::new());
    let signal = Arc::clone(&received);
    let server = Server::start(move |mut stream, _| {
        let signal = Arc::clone(&signal);
        async move {
            read_request(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").await.unwrap();
            stream.flush().await.unwrap();
            // The kernel drops what the client has not read when the reset comes.
            signal.notified().await;
            socket2::SockRef::from(&stream).set_linger(Some(std::time::Duration::ZERO)).unwrap();
        }
    })
    .await;
    let client = Client::new(server.options()).unwrap();
    let sending = tokio::spawn(async move { client.send(Outgoing::new("GET", "/")).await });
    // Nothing outside the client shows that it has read the first half.
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    received.notify_one();
    let sent = sending.await.unwrap();
    assert!(response(&sent).body.incomplete);
    assert_eq!(response(&sent).body.text, "half");
}

#[tokio::test]
async fn a_body_until_the_end_of_the_connection_is_complete() {
    let sent = get(answering("HTTP/1.0 200 OK\r\n\r\nall of it").await.options()).await;
    assert!(!response(&sent).body.incomplete);
    assert_eq!(response(&sent).body.text, "all of it");
}

#[rstest]
#[case::one_more("0123456789+", 10, "0123456789", true)]
#[case::exactly("0123456789", 10, "0123456789", false)]
#[case::within_a_character("012345678\u{20ac}", 10, "012345678", true)]
#[tokio::test]
async fn reading_stops_at_the_limit(
    #[case] body: &str,
    #[case] limit: usize,
    #[case] expected: &str,
    #[case] over: bool,
) {
    let server = answering(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())).await;
    let mut options = server.options();
    options.body_limit_bytes = limit;
    let sent = get(options).await;
    let read = &response(&sent).body;
    assert_eq!(
        (read.text.as_str(), read.over_limit, read.incomplete, read.utf8),
        (expected, over, false, true)
    );
    assert_eq!(read.bytes, limit as u64);
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 8192]).await.is_ok() {}
    })
    .await;
    let mut options = server.options();
    options.body_limit_bytes = 100_000;
    let sent = get(options).await;
    assert!(response(&sent).body.over_limit);
    assert_eq!(response(&sent).body.bytes, 100_000);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_marked() {
    let server =
        answering(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\nx-odd: \xff\r\n\r\na\xffb".to_vec()).await;
    let sent = get(server.options()).await;
    assert!(!response(&sent).body.utf8);
    assert_eq!(response(&sent).body.text, "a\u{fffd}b");
    assert_eq!(response(&sent).header("x-odd"), Some("\u{fffd}"));
}

#[tokio::test]
async fn each_request_has_a_connection_of_its_own_unless_told_otherwise() {
    for (reuse, expected) in [(false, 3), (true, 1)] {
        let server = Server::start(|mut stream, _| async move {
            while read_request(&mut stream).await.is_some() {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
            }
        })
        .await;
        let mut options = server.options();
        options.reuse_connections = reuse;
        let client = Client::new(options).unwrap();
        for _ in 0..3 {
            assert_eq!(response(&client.send(Outgoing::new("GET", "/")).await).status, 200);
        }
        assert_eq!(server.connections(), expected);
    }
}

#[rstest]
#[case::own_connections(false)]
#[case::kept_connections(true)]
#[tokio::test]
async fn a_post_is_never_sent_twice(#[case] reuse: bool) {
    // The first request of all is answered; each later one is read and its connection dropped.
    let log = Log::default();
    let seen = log.clone();
    let server = Server::start(move |mut stream, _| {
        let log = seen.clone();
        async move {
            while let Some(request) = read_request(&mut stream).await {
                log.push(request);
                if log.entries().len() > 1 {
                    return;
                }
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
            }
        }
    })
    .await;
    let mut options = server.options();
    options.reuse_connections = reuse;
    let client = Client::new(options).unwrap();
    for expected in 1..=20 {
        let sent = client.send(Outgoing::new("POST", "/enroll").json("{}")).await;
        assert_eq!(log.entries().len(), expected, "each request arrives exactly once");
        if expected > 1 {
            assert_eq!(failure(&sent).kind, evidence::FailureKind::Reset);
        }
    }
}

#[tokio::test]
async fn a_server_that_closes_after_each_answer_never_looks_like_a_reset() {
    let server = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    let client = Client::new(server.options()).unwrap();
    for _ in 0..200 {
        let sent = client.send(Outgoing::new("POST", "/").json("{}")).await;
        assert_eq!(response(&sent).status, 200);
    }
}
