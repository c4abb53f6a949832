//! A vendor that answers as its script says, and remembers what it saw.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use clock::{Clock, VirtualClock};
use evidence::Header;
use integrator::{Completed, Defect, oscar::Integration};
use serde_json::{Value, json};
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use wire::{Client, ClientOptions};

/// Outside Open Enrollment.
pub(crate) const JUNE: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);
/// Within it.
pub(crate) const DECEMBER: OffsetDateTime = datetime!(2026-12-15 12:00 UTC);

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: String,
    pub(crate) at: OffsetDateTime,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = |line: &'_ str| line.split_once(": ").is_some_and(|(found, _)| found == name);
        self.head.lines().find(|one| line(one)).and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What the script says next.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    Answer(u16, String),
    /// With a `Retry-After` in seconds.
    Later(u16, u32),
    /// With this header line.
    With(u16, String, String),
    /// Closes the connection instead of answering.
    HangUp,
}

pub(crate) fn answer(status: u16, body: Value) -> Next {
    Next::Answer(status, body.to_string())
}

pub(crate) fn created() -> Next {
    answer(200, json!({"oscar_id": "OSC12345678-01", "application_id": "app-1"}))
}

pub(crate) fn unavailable() -> Next {
    answer(503, json!({"error_category": "RETRY", "error_code": "PENDING_TRANSACTION"}))
}

/// Serves on loopback, one request a connection, and returns the base URL and the log of what arrives.
pub(crate) async fn serve(
    clock: VirtualClock,
    mut next: impl FnMut(&Seen) -> Next + Send + 'static,
) -> (String, Arc<Mutex<Vec<Seen>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (head, body) = read(&mut stream).await;
            let seen = Seen { head, body, at: clock.now() };
            let (status, header, body) = match next(&seen) {
                Next::Answer(status, body) => (status, String::new(), body),
                Next::Later(status, seconds) => {
                    (status, format!("retry-after: {seconds}\r\n"), "{}".to_owned())
                }
                Next::With(status, header, body) => (status, format!("{header}\r\n"), body),
                Next::HangUp => (0, String::new(), String::new()),
            };
            log.lock().unwrap().push(seen);
            if status > 0 {
                let length = body.len();
                let text = format!("HTTP/1.1 {status} X\r\n{header}content-length: {length}\r\n\r\n{body}");
                let _ = stream.write_all(text.as_bytes()).await;
            }
        }
    });
    (url, seen)
}

pub(crate) struct Vendor {
    pub(crate) integration: Integration,
    pub(crate) clock: VirtualClock,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
}

impl Vendor {
    /// A vendor with a script, and an integration that talks to it. When the script is over, the last line repeats.
    pub(crate) async fn start(script: impl IntoIterator<Item = Next>, defect: Option<Defect>) -> Self {
        Self::start_at(JUNE, script, defect).await
    }

    pub(crate) async fn start_at(
        now: OffsetDateTime,
        script: impl IntoIterator<Item = Next>,
        defect: Option<Defect>,
    ) -> Self {
        let clock = VirtualClock::new(now);
        let mut script: VecDeque<Next> = script.into_iter().collect();
        let next = move |_: &Seen| {
            if script.len() > 1 { script.pop_front() } else { script.front().cloned() }.unwrap()
        };
        let (url, seen) = serve(clock.clone(), next).await;
        let mut options = ClientOptions::new(url.parse().unwrap());
        options.timeout = Duration::from_secs(20);
        let client = Client::new(options).unwrap();
        let hidden = vec![Header::new("x-tenant", "t-1")];
        let integration = Integration::new(client, Arc::new(clock.clone()), hidden, defect).unwrap();
        Self { integration, clock, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Seconds between the requests, on the clock.
    pub(crate) fn gaps(&self) -> Vec<i64> {
        self.seen().windows(2).map(|pair| (pair[1].at - pair[0].at).whole_seconds()).collect()
    }

    pub(crate) async fn enroll(&self) -> Completed {
        self.integration.enroll(enrollment(), Some(life_event())).await
    }
}

pub(crate) fn enrollment() -> Value {
    json!({"policy_info": {"plan_year": "2026"}, "enrollees": [{"relationship_type": "POLICY_HOLDER"}]})
}

pub(crate) fn life_event() -> Value {
    json!({"qualifying_event": "HRAS", "qualifying_event_date": "2026-06-01"})
}

async fn read(stream: &mut tokio::net::TcpStream) -> (String, String) {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).await.unwrap();
        seen.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            assert!(count > 0, "half a request: {text}");
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |value| value.parse().unwrap());
        if body.len() >= length {
            return (head.to_owned(), body.to_owned());
        }
    }
}
