//! A small HTTP/1.1 server for endpoints of this process: the inbox that a vendor delivers webhooks to, and the
//! embedded receiver.
//!
//! It hands whole requests to a [`Handler`] and judges nothing. It speaks plain HTTP.

use std::{convert::Infallible, future::Future, io, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use evidence::Header;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Body, Bytes, Incoming},
    header::{CONNECTION, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
    time::Instant,
};

/// The longest body that a handler is given; a longer one is answered with 413.
pub const BODY_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// How much of a body that is too long is read, and dropped, before the 413: a sender that is still writing when the
/// connection closes would see a reset in its place.
const DRAIN_LIMIT_BYTES: usize = 8 * BODY_LIMIT_BYTES;

/// The pause after a connection could not be accepted (too many open files, say).
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// A request that came in, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The HTTP method, in the case in which it came.
    pub method: String,
    /// Path and query, as they came.
    pub target: String,
    /// The headers in order, with lower-case names. Bytes outside UTF-8 are replaced.
    pub headers: Vec<Header>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// From the head of the request until its body was there, on the wall clock.
    pub body_took: Duration,
}

impl Received {
    /// The value of the first header of this lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name == name).map(|header| header.value.as_str())
    }

    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }
}

/// What a handler answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status, 200 to 999. Any other number is sent as 500.
    pub status: u16,
    /// The headers in order. One that HTTP cannot carry is left out; `content-length` is the server's own. A `date`
    /// replaces the one of the wall clock.
    pub headers: Vec<Header>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Reply {
    /// An answer without headers and body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// An answer with a JSON body, already written.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![Header::new("content-type", "application/json")], body: body.into() }
    }
}

/// An answer under way.
pub type Replying = Pin<Box<dyn Future<Output = Reply> + Send>>;

/// Answers requests, many at once.
pub trait Handler: Send + Sync + 'static {
    /// Answers one request. It is given up if the sender hangs up or the server is dropped; if it panics, the answer
    /// is 500.
    fn handle(&self, received: Received) -> Replying;
}

impl<F> Handler for F
where
    F: Fn(Received) -> Replying + Send + Sync + 'static,
{
    fn handle(&self, received: Received) -> Replying {
        self(received)
    }
}

/// A server that runs until it is dropped. Dropping closes the port and every connection.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened at.
    pub async fn bind(address: SocketAddr, handler: Arc<dyn Handler>) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, accepting: tokio::spawn(accept(listener, handler)) })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its connections live in the task and end with it.
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, handler: Arc<dyn Handler>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(serve(stream, Arc::clone(&handler)));
                }
                Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, handler: Arc<dyn Handler>) {
    // Small answers at once; without it they are merely later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let handler = Arc::clone(&handler);
        async move { Ok::<_, Infallible>(answer(request, &*handler).await) }
    });
    // How a connection ended is the sender's to say.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(request: Request<Incoming>, handler: &dyn Handler) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let began = Instant::now();
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => {
            let mut refusal = respond(Reply::status(status));
            refusal.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            return refusal;
        }
    };
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| Header::new(name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let method = head.method.as_str().to_owned();
    let received = Received { method, target, headers, body, body_took: began.elapsed() };
    // A task of its own, so that a panic ends the answer and not the connection; the set takes it along when dropped.
    let mut answering = JoinSet::new();
    answering.spawn(handler.handle(received));
    let reply = match answering.join_next().await {
        Some(Ok(reply)) => reply,
        Some(Err(_)) | None => Reply::status(500),
    };
    respond(reply)
}

/// The body, or the status that refuses it.
async fn read(mut body: Incoming) -> Result<Vec<u8>, u16> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut kept = Vec::with_capacity(announced.min(BODY_LIMIT_BYTES));
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| 400_u16)?;
        let Some(data) = frame.data_ref() else { continue };
        length = length.saturating_add(data.len());
        if length <= BODY_LIMIT_BYTES {
            kept.extend_from_slice(data);
        } else if length > DRAIN_LIMIT_BYTES {
            break;
        }
    }
    if length > BODY_LIMIT_BYTES { Err(413) } else { Ok(kept) }
}

fn respond(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    // 1xx is no answer; hyper would wait for the real one.
    let status = StatusCode::from_u16(reply.status).ok().filter(|status| !status.is_informational());
    *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for header in reply.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&header.value))
            && !matches!(name.as_str(), "content-length" | "transfer-encoding")
        {
            response.headers_mut().append(name, value);
        }
    }
    response
}
