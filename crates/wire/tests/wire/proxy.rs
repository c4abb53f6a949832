//! Through a proxy, or past one.

use evidence::FailureKind;
use tokio::io::AsyncWriteExt;
use wire::{Client, Outgoing};

use crate::support::{Log, Server, failure, options, read_request, response};

#[tokio::test]
async fn a_proxy_carries_the_request_and_its_password_stays_out_of_the_evidence() {
    let log = Log::default();
    let seen = log.clone();
    let proxy = Server::start(move |mut stream, _| {
        let log = seen.clone();
        async move {
            log.push(read_request(&mut stream).await.unwrap());
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    })
    .await;
    let mut options = options("http://vendor.invalid:8080");
    options.proxy = Some(format!("http://user:hunter2@{}", proxy.address).parse().unwrap());
    let client = Client::new(options).unwrap();
    assert!(!format!("{client:?}").contains("hunter2"), "{client:?}");
    let sent = client.send(Outgoing::new("GET", "/x")).await;
    assert_eq!(response(&sent).status, 200);
    assert!(log.entries()[0].starts_with("GET http://vendor.invalid:8080/x HTTP/1.1"), "{:?}", log.entries());
    assert!(
        sent.curl().contains("--proxy \"$PROXY\"") && !sent.curl().contains("hunter2"),
        "{}",
        sent.curl()
    );
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named() {
    let proxy = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
    })
    .await;
    let mut options = options("https://vendor.invalid:444");
    options.proxy = Some(format!("http://{}", proxy.address).parse().unwrap());
    let sent = Client::new(options).unwrap().send(Outgoing::new("GET", "/")).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::Other, "{failure:?}");
    assert!(failure.message.contains(&format!("the proxy {}", proxy.address)), "{failure:?}");
    assert!(failure.advice.contains("`proxy`"), "{failure:?}");
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named() {
    let mut options = options("http://vendor.invalid:8080");
    options.proxy = Some("http://127.0.0.1:1".parse().unwrap());
    let sent = Client::new(options).unwrap().send(Outgoing::new("GET", "/")).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::ConnectionRefused, "{failure:?}");
    assert!(failure.message.contains("the proxy 127.0.0.1:1"), "{failure:?}");
    assert!(failure.advice.contains("`proxy`"), "{failure:?}");
}
