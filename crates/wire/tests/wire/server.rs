//! The server of this process, asked by the client and by hand.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use evidence::Header;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};
use wire::{
    Client, Outgoing,
    server::{BODY_LIMIT_BYTES, Handler, Received, Reply, Replying, Server},
};

use crate::support::{options, response};

async fn serving(handler: impl Handler) -> Server {
    Server::bind(SocketAddr::from(([127, 0, 0, 1], 0)), Arc::new(handler)).await.unwrap()
}

fn client(server: &Server) -> Client {
    Client::new(options(&format!("http://{}", server.address()))).unwrap()
}

/// Says what was received, one thing a line.
fn echo(received: Received) -> Replying {
    let mut lines = vec![received.method.clone(), received.target.clone(), received.path().to_owned()];
    lines.push(received.header("x-twice").unwrap_or_default().to_owned());
    lines.push(received.headers.iter().filter(|header| header.name == "x-twice").count().to_string());
    lines.push(String::from_utf8(received.body).unwrap());
    let reply = Reply {
        status: 202,
        headers: vec![
            Header::new("date", "Mon, 15 Jun 2026 12:00:00 GMT"),
            Header::new("x-a", "1"),
            Header::new("x-b", "bro\nken"),
            Header::new("Content-Length", "7"),
        ],
        body: lines.join("\n").into_bytes(),
    };
    Box::pin(async move { reply })
}

#[tokio::test]
async fn a_handler_sees_the_request_as_it_came_and_its_answer_travels_as_it_is() {
    let server = serving(echo).await;
    let outgoing =
        Outgoing::new("POST", "/a//b?c=%20d").header("X-Twice", "one").header("X-Twice", "two").json("{ }");
    let sent = client(&server).send(outgoing).await;
    let response = response(&sent);
    assert_eq!(response.status, 202);
    assert_eq!(response.body.text, "POST\n/a//b?c=%20d\n/a//b\none\n2\n{ }");
    assert_eq!(response.header("date"), Some("Mon, 15 Jun 2026 12:00:00 GMT"), "the handler's own");
    assert_eq!(response.headers.iter().filter(|header| header.name == "date").count(), 1);
    assert_eq!(response.header("x-a"), Some("1"));
    assert_eq!(response.header("x-b"), None, "HTTP cannot carry it");
}

#[rstest]
#[case(BODY_LIMIT_BYTES, 200)]
#[case(BODY_LIMIT_BYTES + 1, 413)]
#[case(4 * BODY_LIMIT_BYTES, 413)]
#[tokio::test]
async fn a_body_over_the_limit_is_answered_with_413(#[case] length: usize, #[case] status: u16) {
    let server = serving(|received: Received| -> Replying {
        Box::pin(async move { Reply::json(200, received.body.len().to_string()) })
    })
    .await;
    let client = client(&server);
    let mut outgoing = Outgoing::new("POST", "/");
    outgoing.body = Some(vec![b'x'; length]);
    let sent = client.send(outgoing).await;
    let response = response(&sent);
    assert_eq!(response.status, status);
    let expected = if status == 200 { length.to_string() } else { String::new() };
    assert_eq!(response.body.text, expected);
}

#[tokio::test]
async fn a_handler_that_panics_answers_500_and_the_server_goes_on() {
    let server = serving(|received: Received| -> Replying {
        Box::pin(async move {
            assert_ne!(received.target, "/bad", "as the test wants it");
            Reply::status(204)
        })
    })
    .await;
    let client = client(&server);
    for (path, status) in [("/bad", 500), ("/good", 204), ("/bad", 500)] {
        assert_eq!(client.send(Outgoing::new("GET", path)).await.status(), Some(status));
    }
}

#[rstest]
#[case(99)]
#[case(100)]
#[case(1000)]
#[tokio::test]
async fn a_status_that_is_no_answer_is_sent_as_500(#[case] status: u16) {
    let server =
        serving(move |_: Received| -> Replying { Box::pin(async move { Reply::status(status) }) }).await;
    assert_eq!(client(&server).send(Outgoing::new("GET", "/")).await.status(), Some(500));
}

#[tokio::test]
async fn requests_are_answered_side_by_side() {
    let both = Arc::new((AtomicUsize::new(0), Notify::new()));
    let handler = move |_: Received| -> Replying {
        let both = Arc::clone(&both);
        Box::pin(async move {
            // Nobody is answered before the second one is here.
            let second = both.1.notified();
            if both.0.fetch_add(1, Ordering::SeqCst) == 0 {
                second.await;
            } else {
                both.1.notify_one();
            }
            Reply::status(200)
        })
    };
    let server = serving(handler).await;
    let client = client(&server);
    let (first, second) =
        tokio::join!(client.send(Outgoing::new("GET", "/")), client.send(Outgoing::new("GET", "/")));
    assert_eq!((first.status(), second.status()), (Some(200), Some(200)));
}

#[tokio::test]
async fn what_is_not_http_is_refused_and_a_request_that_ends_early_reaches_no_handler() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = serving(move |_: Received| -> Replying {
        counted.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Reply::status(200) })
    })
    .await;
    for (bytes, answer) in
        [("junk\r\n\r\n", "HTTP/1.1 400"), ("POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\nx", "")]
    {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text).await;
        assert!(text.starts_with(answer), "{text}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

/// Waits for ever, and says when it is given up.
struct GivenUp(Arc<Notify>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn dropping_the_server_closes_the_port_and_gives_up_what_is_under_way() {
    let (began, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let signals = (Arc::clone(&began), Arc::clone(&ended));
    let server = serving(move |_: Received| -> Replying {
        let (began, ended) = (Arc::clone(&signals.0), GivenUp(Arc::clone(&signals.1)));
        Box::pin(async move {
            began.notify_one();
            std::future::pending::<()>().await;
            drop(ended);
            Reply::status(200)
        })
    })
    .await;
    let address = server.address();
    let client = client(&server);
    let waiting = tokio::spawn(async move { client.send(Outgoing::new("GET", "/")).await });
    began.notified().await;
    drop(server);
    ended.notified().await;
    assert_eq!(waiting.await.unwrap().status(), None);
    assert!(TcpStream::connect(address).await.is_err(), "the port is closed");
}

#[tokio::test]
async fn a_body_with_a_pause_arrives_whole_and_later() {
    const PAUSE: Duration = Duration::from_millis(80);
    let server = serving(|received: Received| -> Replying {
        let whole = received.body == br#"{"a":1}"#;
        Box::pin(
            async move { Reply::status(if whole && received.body_took >= PAUSE / 2 { 200 } else { 202 }) },
        )
    })
    .await;
    let client = client(&server);
    let mut outgoing = Outgoing::new("POST", "/").json(r#"{"a":1}"#);
    assert_eq!(client.send(outgoing.clone()).await.status(), Some(202), "no pause unless it is asked for");
    outgoing.body_pause = Some(PAUSE);
    let sent = client.send(outgoing.clone()).await;
    assert_eq!(sent.status(), Some(200));
    assert!(sent.total >= PAUSE, "{:?}", sent.total);
    outgoing.body = Some(Vec::new());
    assert_eq!(client.send(outgoing).await.status(), Some(202), "nothing to pause in");
}

#[tokio::test]
async fn the_halves_of_a_paused_body_travel_apart_under_one_announced_length() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let reading = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = Vec::new();
        let mut parts = Vec::new();
        while !seen.ends_with(b"12345") {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).await.unwrap();
            assert_ne!(count, 0);
            seen.extend_from_slice(&buffer[..count]);
            parts.push(String::from_utf8_lossy(&buffer[..count]).into_owned());
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        (String::from_utf8(seen).unwrap(), parts)
    });
    let mut outgoing = Outgoing::new("POST", "/");
    outgoing.body = Some(b"12345".to_vec());
    outgoing.body_pause = Some(Duration::from_millis(60));
    let sent = Client::new(options(&url)).unwrap().send(outgoing).await;
    let (seen, parts) = reading.await.unwrap();
    assert_eq!(sent.status(), Some(200));
    assert!(seen.to_ascii_lowercase().contains("\r\ncontent-length: 5\r\n"), "{seen}");
    assert_eq!(parts.last().map(String::as_str), Some("345"), "{parts:?}");
}
