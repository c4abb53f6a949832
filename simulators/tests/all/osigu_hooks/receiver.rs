//! A webhook receiver that answers what it is told to, and remembers what arrived.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use clock::{Clock as _, VirtualClock};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use time::OffsetDateTime;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::Notify,
};
use tokio_rustls::TlsAcceptor;

/// How one delivery is answered; without one it is 200.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Status(u16),
    /// After a sleep on the scenario's clock.
    After(Duration, u16),
    Redirect(String),
    /// Once the test says so.
    When(Arc<Notify>),
    /// Never.
    Hang,
    /// Closes the connection.
    HangUp,
}

/// A delivery.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) at: OffsetDateTime,
    pub(crate) request_line: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Arrival {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn event(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn event_type(&self) -> String {
        self.event()["event_type"].as_str().unwrap().to_owned()
    }

    /// `t`, if the signature is good by the documents.
    pub(crate) fn signed_at(&self, secret: &str) -> Option<i64> {
        let header = self.header("x-osigu-signature")?;
        let (t, v1) = header.strip_prefix("t=")?.split_once(",v1=")?;
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{t}.").as_bytes());
        mac.update(&self.body);
        let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        (hex == v1).then(|| t.parse().unwrap())
    }
}

#[derive(Default)]
struct Shared {
    replies: VecDeque<Reply>,
    always: Option<Reply>,
    arrivals: Vec<Arrival>,
    arrived: Arc<Notify>,
}

pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Mutex<Shared>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Receiver {
    pub(crate) async fn start(clock: &VirtualClock) -> Self {
        Self::with(clock, None).await
    }

    pub(crate) async fn with(clock: &VirtualClock, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://localhost:{}/hooks?of=test", listener.local_addr().unwrap().port());
        let shared = Arc::<Mutex<Shared>>::default();
        let (of_task, clock) = (Arc::clone(&shared), clock.clone());
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (shared, clock, tls) = (Arc::clone(&of_task), clock.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &shared, &clock).await,
                        Some(tls) => {
                            let stream = tls.accept(stream).await.unwrap();
                            serve(stream, &shared, &clock).await;
                        }
                    }
                });
            }
        });
        Self { url, shared, task }
    }

    /// Says how the next deliveries are answered.
    pub(crate) fn answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.shared.lock().unwrap().replies.extend(replies);
    }

    /// Says how all further deliveries are answered.
    pub(crate) fn always(&self, reply: Reply) {
        self.shared.lock().unwrap().always = Some(reply);
    }

    /// Waits until something has arrived.
    pub(crate) async fn arrived(&self) {
        let arrived = Arc::clone(&self.shared.lock().unwrap().arrived);
        arrived.notified().await;
    }

    /// What arrived since this was asked last.
    pub(crate) fn take(&self) -> Vec<Arrival> {
        std::mem::take(&mut self.shared.lock().unwrap().arrivals)
    }

    /// The only delivery that arrived since this was asked last.
    pub(crate) fn only(&self) -> Arrival {
        let arrivals = self.take();
        let [arrival] = arrivals.as_slice() else { panic!("one delivery wanted: {arrivals:#?}") };
        arrival.clone()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    shared: &Mutex<Shared>,
    clock: &VirtualClock,
) {
    let Some(arrival) = read(&mut stream, clock).await else { return };
    let reply = {
        let mut shared = shared.lock().unwrap();
        shared.arrivals.push(arrival);
        shared.arrived.notify_one();
        let next = shared.replies.pop_front();
        next.or_else(|| shared.always.clone()).unwrap_or(Reply::Status(200))
    };
    let (status, more) = match reply {
        Reply::Status(status) => (status, String::new()),
        Reply::Redirect(to) => (307, format!("location: {to}\r\n")),
        Reply::HangUp => return,
        Reply::When(told) => {
            told.notified().await;
            (200, String::new())
        }
        Reply::Hang => std::future::pending().await,
        Reply::After(delay, status) => {
            let mut rest = [0; 16];
            tokio::select! {
                () = clock.sleep(delay) => {}
                // A server drops what it works on when the client leaves.
                _ = stream.read(&mut rest) => return,
            }
            (status, String::new())
        }
    };
    let answer = format!("HTTP/1.1 {status} X\r\n{more}content-length: 0\r\n\r\n");
    stream.write_all(answer.as_bytes()).await.unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin), clock: &VirtualClock) -> Option<Arrival> {
    let mut input = Vec::new();
    let head_end = loop {
        if stream.read_buf(&mut input).await.ok()? == 0 {
            return None;
        }
        if let Some(at) = input.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
    };
    let head = String::from_utf8(input[..head_end].to_vec()).unwrap();
    let mut lines = head.lines();
    let request_line = lines.next().unwrap().to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").unwrap().1.parse::<usize>().unwrap();
    while input.len() < head_end + length {
        assert_ne!(stream.read_buf(&mut input).await.ok()?, 0);
    }
    Some(Arrival { at: clock.now(), request_line, headers, body: input[head_end..].to_vec() })
}
