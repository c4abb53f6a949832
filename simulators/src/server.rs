//! wiremock behind the front: one stateful `Respond`, and a fresh server every thousand requests.
//!
//! A mounted mock keeps what it matched (about 5.5 kB a request, also with recording off), so a server is replaced after
//! [`REQUESTS_MAX`] requests. State lives outside of it and is not touched. A `MockServer` must not be dropped on a tokio
//! task (its `Drop` blocks on a tokio lock and can spin for ever), so old ones go to a thread of their own.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use tokio::{net::TcpStream, sync::oneshot};
use wiremock::{Mock, MockServer, Respond, ResponseTemplate, matchers::any};

use crate::http::{
    CLIENT_HEADER, ClientCertificate, INTERNAL_PREFIX, LENGTH_HEADER, ORDER_HEADER, Request, Response,
    TARGET_HEADER,
};

/// Requests after which a server is replaced.
pub(crate) const REQUESTS_MAX: usize = 1000;

static REAPER: LazyLock<Option<mpsc::Sender<MockServer>>> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel();
    let reaper = thread::Builder::new().name("wiremock-reaper".to_owned());
    reaper.spawn(move || receiver.into_iter().for_each(drop)).ok().map(|_| sender)
});

/// Answers a vendor's requests. It is called from several threads and must not block.
pub(crate) trait Service: Send + Sync + 'static {
    fn answer(&self, request: Request) -> Response;

    /// What an answer with that [`Order::Hold`](crate::http::Order::Hold) waits for. Each ticket can be taken once.
    fn held(&self, ticket: u64) -> Option<oneshot::Receiver<()>> {
        let _ = ticket;
        None
    }
}

struct Bridge(Arc<dyn Service>);

impl Respond for Bridge {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        let mut target = request.url.path().to_owned();
        let (mut client, mut has_length) = (ClientCertificate::Absent, true);
        let mut headers = Vec::with_capacity(request.headers.len());
        for (name, value) in &request.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            match name.as_str() {
                TARGET_HEADER => target = value,
                CLIENT_HEADER => client = ClientCertificate::parse(&value).unwrap_or(client),
                LENGTH_HEADER => has_length = false,
                name if name.starts_with(INTERNAL_PREFIX) => {}
                name => headers.push((name.to_owned(), value)),
            }
        }
        let method = request.method.as_str().to_owned();
        let body = request.body.clone();
        write_out(self.0.answer(Request { method, target, headers, body, client, has_length }))
    }
}

fn write_out(mut response: Response) -> ResponseTemplate {
    let body = response.take_bytes();
    // A setting may hold any number; hyper knows only these.
    let status = if (200..=599).contains(&response.status) { response.status } else { 500 };
    let mut template = ResponseTemplate::new(status);
    template = template.set_body_raw(body, response.content_type.unwrap_or_default());
    for (name, value) in response.headers {
        template = template.insert_header(name, value);
    }
    if let Some(order) = response.order {
        template = template.insert_header(ORDER_HEADER, order.to_header());
    }
    template
}

/// One wiremock server and the idle connections to it.
pub(crate) struct Generation {
    server: Option<MockServer>,
    address: SocketAddr,
    served: AtomicUsize,
    idle: Mutex<Vec<TcpStream>>,
}

impl Generation {
    async fn start(service: Arc<dyn Service>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let server = MockServer::builder().listener(listener).disable_request_recording().start().await;
        Mock::given(any()).respond_with(Bridge(service)).mount(&server).await;
        Ok(Self { server: Some(server), address, served: AtomicUsize::new(0), idle: Mutex::default() })
    }

    /// A connection that was used before, if one is idle.
    pub(crate) fn idle(&self) -> Option<TcpStream> {
        lock(&self.idle).pop()
    }

    pub(crate) async fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// Takes back a connection that has nothing under way.
    pub(crate) fn give_back(&self, stream: TcpStream) {
        lock(&self.idle).push(stream);
    }
}

impl Drop for Generation {
    fn drop(&mut self) {
        let Some(server) = self.server.take() else { return };
        // Without a reaper the server is leaked: better than a task that spins for ever.
        match &*REAPER {
            Some(reaper) => {
                if let Err(mpsc::SendError(server)) = reaper.send(server) {
                    std::mem::forget(server);
                }
            }
            None => std::mem::forget(server),
        }
    }
}

/// The servers behind one front: the current one, and those that still answer something.
pub(crate) struct Backend {
    service: Arc<dyn Service>,
    current: Mutex<Arc<Generation>>,
    renewing: AtomicBool,
    started: AtomicUsize,
}

impl Backend {
    pub(crate) async fn start(service: Arc<dyn Service>) -> io::Result<Arc<Self>> {
        let first = Generation::start(Arc::clone(&service)).await?;
        Ok(Arc::new(Self {
            service,
            current: Mutex::new(Arc::new(first)),
            renewing: AtomicBool::new(false),
            started: AtomicUsize::new(1),
        }))
    }

    /// The server for one request. It is held until the request is answered, and no longer.
    pub(crate) fn generation(self: &Arc<Self>) -> Arc<Generation> {
        let current = Arc::clone(&lock(&self.current));
        let served = current.served.fetch_add(1, Ordering::Relaxed) + 1;
        if served >= REQUESTS_MAX && !self.renewing.swap(true, Ordering::AcqRel) {
            let backend = Arc::clone(self);
            tokio::spawn(async move { backend.renew().await });
        }
        current
    }

    async fn renew(&self) {
        // If it fails, the old server goes on and a later request tries again.
        if let Ok(next) = Generation::start(Arc::clone(&self.service)).await {
            *lock(&self.current) = Arc::new(next);
            self.started.fetch_add(1, Ordering::Relaxed);
        }
        self.renewing.store(false, Ordering::Release);
    }

    /// What an answer with that ticket waits for.
    pub(crate) fn held(&self, ticket: u64) -> Option<oneshot::Receiver<()>> {
        self.service.held(ticket)
    }

    /// How many servers were started so far.
    pub(crate) fn started(&self) -> usize {
        self.started.load(Ordering::Relaxed)
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
