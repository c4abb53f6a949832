//! A subject that answers with exactly the bytes that a test wants, however bad they are.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// A test that waits longer for a request than this has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// With its query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// As text; requests of ours are UTF-8.
    pub body: String,
}

impl Request {
    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// These bytes go over the wire, then the connection is closed.
    Bytes(Vec<u8>),
    /// No answer, for as long as the client waits.
    Hold,
}

impl Reply {
    /// An orderly answer.
    pub fn new(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with_headers(status, &[("content-type", content_type)], body)
    }

    /// An orderly answer in JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// An orderly answer with these headers besides those about its length and the connection.
    pub fn with_headers(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!("HTTP/1.1 {status} Reason\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend(format!("{name}: {value}\r\n").into_bytes());
        }
        bytes.extend(format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).into_bytes());
        bytes.extend(body);
        Self::Bytes(bytes)
    }
}

#[derive(Debug, Default)]
struct Seen {
    requests: Mutex<Vec<Request>>,
    arrived: Condvar,
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server on loopback with one answer for everything: that of its closure. It lives as long as the test process.
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    seen: Arc<Seen>,
}

impl RawServer {
    /// Serves; the closure gets each request and its number, from 0.
    pub fn start(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Seen::default());
        let (answer, book) = (Arc::new(answer), Arc::clone(&seen));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, book) = (Arc::clone(&answer), Arc::clone(&book));
                thread::spawn(move || {
                    let _gone = serve(stream, &book, &*answer);
                });
            }
        });
        Self { address, seen }
    }

    /// The port on loopback.
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Without a slash at its end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came so far.
    pub fn requests(&self) -> Vec<Request> {
        self.seen.lock().clone()
    }

    /// Waits until so many requests have come.
    #[track_caller]
    pub fn wait_for_requests(&self, count: usize) {
        let ends_by = Instant::now() + PATIENCE;
        let mut requests = self.seen.lock();
        while requests.len() < count {
            let left = ends_by.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{} of {count} requests came in {PATIENCE:?}", requests.len());
            requests =
                self.seen.arrived.wait_timeout(requests, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A configuration with the profile `raw` for this server as Oscar, on which documented waits take no time.
    pub fn config(&self, more: &str) -> String {
        format!(
            "[profiles.raw]\nvendor = \"oscar\"\nbase_url = \"{}\"\ntime_scale = 0.001\n{more}\n",
            self.base_url()
        )
    }
}

fn serve(
    stream: TcpStream,
    seen: &Seen,
    answer: &(dyn Fn(&Request, usize) -> Reply + Send + Sync),
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let request = read(&mut reader)?;
    let number = {
        let mut requests = seen.lock();
        requests.push(request.clone());
        seen.arrived.notify_all();
        requests.len() - 1
    };
    match answer(&request, number) {
        Reply::Bytes(bytes) => {
            (&stream).write_all(&bytes)?;
            stream.shutdown(std::net::Shutdown::Write)?;
        }
        Reply::Hold => {}
    }
    // Until the client has hung up, so that it is never the server's kernel that cuts an answer short.
    std::io::copy(&mut reader, &mut std::io::sink())?;
    Ok(())
}

fn read(reader: &mut BufReader<TcpStream>) -> std::io::Result<Request> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let mut request = Request {
        method: words.next().unwrap_or_default(),
        path: words.next().unwrap_or_default(),
        ..Request::default()
    };
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = request.headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(request)
}

/// Hands a request on to a simulator, and its answer back.
pub fn forward(base_url: &str, request: &Request) -> Vec<u8> {
    let headers: String = request
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "connection" | "content-length"))
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let text = format!(
        "{} {} HTTP/1.1\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{}",
        request.method,
        request.path,
        request.body.len(),
        request.body
    );
    post_raw(base_url, &text)
}

/// Sends these bytes to whoever listens there, and gives what comes back until the end.
pub fn post_raw(base_url: &str, text: &str) -> Vec<u8> {
    let address = base_url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let mut stream = TcpStream::connect(address).expect("somebody listens");
    stream.write_all(text.as_bytes()).expect("somebody reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("somebody answers");
    answer
}
