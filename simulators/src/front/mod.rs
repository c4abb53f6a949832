//! The socket that clients see: TCP or mutual TLS in front of wiremock.
//!
//! It relays HTTP/1.1 request by request, says who the client is, and harms answers below HTTP where the service orders
//! it. Nothing that a client sends makes it fail: what is not HTTP gets a 400 and a closed connection.

mod connection;
mod message;
mod tls;

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use self::connection::{Connection, Ending};
pub(crate) use self::tls::{Doors, acceptor};
use crate::{
    http::ClientCertificate,
    pki::Fingerprint,
    server::{Backend, lock},
};

const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
/// How long a closing connection waits for what the client still sends, so that a reset does not eat the answer.
const LINGER_MAX: Duration = Duration::from_secs(1);
const REFUSALS_MAX: usize = 1000;

/// TLS of a front: how to accept, and whom it knows.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) registered: Fingerprint,
}

struct Shared {
    backend: Arc<Backend>,
    tls: Option<Tls>,
    refusals: Mutex<VecDeque<String>>,
}

/// A running front. Dropping it closes every connection.
pub(crate) struct Front {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl Front {
    pub(crate) async fn start(port: u16, tls: Option<Tls>, backend: Arc<Backend>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { backend, tls, refusals: Mutex::default() });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, accepting })
    }

    /// The errors of handshakes that failed on this side, oldest first.
    pub(crate) fn refusals(&self) -> Vec<String> {
        lock(&self.shared.refusals).iter().cloned().collect()
    }

    pub(crate) fn servers_started(&self) -> usize {
        self.shared.backend.started()
    }

    /// Closes every connection and waits until the port is free.
    pub(crate) async fn shutdown(&mut self) {
        self.accepting.abort();
        // An error says that it was aborted, which is what was asked for.
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // The connections live in this task, so that they end with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(greet(stream, Arc::clone(&shared)));
                }
                // Out of file descriptors, say: connections that end make room again.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn greet(mut tcp: TcpStream, shared: Arc<Shared>) {
    if tcp.set_nodelay(true).is_err() {
        return;
    }
    let Some(tls) = &shared.tls else {
        let ending = Connection::new(&mut tcp, ClientCertificate::NoTls, &shared.backend).serve().await;
        return finish(&mut tcp, ending, reset).await;
    };
    let mut stream = match tokio::time::timeout(HANDSHAKE_MAX, tls.acceptor.accept(tcp)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(refused)) => {
            let mut refusals = lock(&shared.refusals);
            if refusals.len() >= REFUSALS_MAX {
                refusals.pop_front();
            }
            refusals.push_back(refused.to_string());
            return;
        }
        Err(_) => return,
    };
    let client = match stream.get_ref().1.peer_certificates().and_then(<[_]>::first) {
        None => ClientCertificate::Absent,
        Some(certificate) if Fingerprint::of(certificate) == tls.registered => ClientCertificate::Registered,
        Some(_) => ClientCertificate::Unregistered,
    };
    let ending = Connection::new(&mut stream, client, &shared.backend).serve().await;
    finish(&mut stream, ending, |stream| reset(stream.get_ref().0)).await;
}

fn reset(tcp: &TcpStream) {
    // If it cannot be set the client sees an orderly close, which is no answer either.
    let _ = socket2::SockRef::from(tcp).set_linger(Some(Duration::ZERO));
}

async fn finish<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, ending: Ending, reset: impl FnOnce(&S)) {
    match ending {
        Ending::Gone => {}
        Ending::Reset => reset(stream),
        Ending::Close => {
            // The client may be gone already; then there is nothing left to close in order.
            if stream.shutdown().await.is_ok() {
                let mut rest = [0; 4096];
                let drain = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
                let _ = tokio::time::timeout(LINGER_MAX, drain).await;
            }
        }
    }
}
