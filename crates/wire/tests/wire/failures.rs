//! Answers that do not come, over plain TCP.

use std::{sync::Arc, time::Duration};

use evidence::FailureKind;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
};
use wire::{Client, Outgoing};

use crate::support::{Server, failure, get, options, read_request};

const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn a_name_without_an_address() {
    let sent = get(options("https://name.invalid:444")).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::NameNotResolved, "{failure:?}");
    assert!(failure.message.contains("`name.invalid`"), "{failure:?}");
    assert!(failure.advice.contains("`base_url`"), "{failure:?}");
    assert!(sent.head.is_none());
}

#[rstest]
#[case("http")]
#[case("https")]
#[tokio::test]
async fn a_port_where_nothing_listens(#[case] scheme: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let sent = get(options(&format!("{scheme}://{address}"))).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::ConnectionRefused, "{failure:?}");
    assert!(failure.message.contains(&address.to_string()), "{failure:?}");
}

/// A port whose queue is full, so that a further connection hangs.
async fn full_port() -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(50), TcpStream::connect(address)).await
    {
        held.push(stream.unwrap());
    }
    (listener, held)
}

#[rstest]
#[case::its_own_limit(SHORT, Duration::from_secs(20))]
#[case::the_limit_of_the_whole(Duration::from_secs(20), SHORT)]
#[tokio::test]
async fn no_connection_in_time(#[case] connect: Duration, #[case] whole: Duration) {
    let (listener, _held) = full_port().await;
    let mut options = options(&format!("http://{}", listener.local_addr().unwrap()));
    options.connect_timeout = connect;
    options.timeout = whole;
    let sent = get(options).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::ConnectTimeout, "{failure:?}");
    assert!(failure.message.contains("within 100 ms"), "{failure:?}");
}

#[tokio::test]
async fn a_server_that_takes_the_connection_and_never_shakes_hands() {
    let server = Server::start(|stream, _| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let mut options = options(&format!("https://{}", server.address));
    options.connect_timeout = SHORT;
    assert_eq!(failure(&get(options).await).kind, FailureKind::ConnectTimeout);
}

#[rstest]
#[case::silence("", "within 100 ms")]
#[case::half_a_head("HTTP/1.1 200 OK\r\ncontent-", "within 100 ms")]
#[case::half_a_body("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", "a head with status 200 had come")]
#[tokio::test]
async fn no_complete_answer_in_time(#[case] answer: &'static str, #[case] message: &str) {
    let server = Server::start(move |mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.read(&mut [0; 1]).await;
    })
    .await;
    let client = Client::new(server.options()).unwrap();
    let mut outgoing = Outgoing::new("GET", "/");
    outgoing.timeout = Some(SHORT);
    let sent = client.send(outgoing).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::Timeout, "{failure:?}");
    assert!(failure.message.contains(message), "{failure:?}");
    assert!(failure.advice.contains("`timeout`"), "{failure:?}");
    assert!(sent.total >= SHORT && sent.total < Duration::from_secs(5), "{:?}", sent.total);
}

#[rstest]
#[case::closed_at_once(false, "")]
#[case::closed_after_the_request(true, "")]
#[case::closed_within_the_head(true, "HTTP/1.1 200 OK\r\ncont")]
#[tokio::test]
async fn a_connection_that_is_closed_before_an_answer(#[case] reads: bool, #[case] answer: &'static str) {
    let server = Server::start(move |mut stream, _| async move {
        if reads {
            read_request(&mut stream).await;
        }
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await;
    for _ in 0..20 {
        let sent = get(server.options()).await;
        assert_eq!(failure(&sent).kind, FailureKind::Reset, "{sent:?}");
    }
}

#[tokio::test]
async fn a_connection_that_is_reset_before_an_answer() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
    })
    .await;
    for _ in 0..20 {
        let sent = get(server.options()).await;
        let failure = failure(&sent);
        assert_eq!(failure.kind, FailureKind::Reset, "{failure:?}");
        assert!(failure.advice.contains("look before sending it again"), "{failure:?}");
    }
}

#[rstest]
#[case::another_protocol(b"220 mail.example.com ESMTP ready\r\n\r\n".as_slice())]
#[case::a_tls_alert(&[0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46])]
#[case::a_status_that_is_none(b"HTTP/1.1 2x0 OK\r\n\r\n")]
#[case::a_header_that_is_none(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
#[case::a_version_that_is_none(b"HTTP/9.9 200 OK\r\n\r\n")]
#[case::two_lengths(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")]
#[tokio::test]
async fn something_that_is_not_http(#[case] answer: &[u8]) {
    let answer = Arc::new(answer.to_vec());
    let server = Server::start(move |mut stream, _| {
        let answer = Arc::clone(&answer);
        async move {
            read_request(&mut stream).await;
            let _ = stream.write_all(&answer).await;
            let _ = stream.read(&mut [0; 1]).await;
        }
    })
    .await;
    let sent = get(server.options()).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::NotHttp, "{failure:?}");
    assert!(failure.advice.contains("`base_url`"), "{failure:?}");
}

#[tokio::test]
async fn a_head_without_end_is_not_http() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream.write_all(format!("x-pad: {}\r\n", "y".repeat(1000)).as_bytes()).await.is_ok() {}
    })
    .await;
    let sent = get(server.options()).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::NotHttp, "{failure:?}");
    assert!(failure.message.contains("too large"), "{failure:?}");
}

#[tokio::test]
async fn a_request_that_cannot_be_sent_does_not_leave() {
    let server = Server::start(|stream, _| async move { drop(stream) }).await;
    let client = Client::new(server.options()).unwrap();
    let sent = client.send(Outgoing::new("GET", "/a/../b")).await;
    let failure = failure(&sent);
    assert_eq!(failure.kind, FailureKind::Other);
    assert!(failure.message.contains("the request was not sent"), "{failure:?}");
    assert_eq!(server.connections(), 0);
}
