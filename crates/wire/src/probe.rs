//! The handshake probe: connect, then read one byte.
//!
//! With TLS 1.3 a server refuses a client certificate after the client holds the handshake to be over, so that an HTTP
//! library often sees no more than a closed connection. A read without a request sees the alert itself.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use evidence::{FailureKind, NoAnswer};
use rustls::{
    SignatureScheme,
    client::{ResolvesClientCert, Resumption},
    pki_types::ServerName,
    sign::CertifiedKey,
};
use tokio::{
    io::AsyncReadExt,
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsConnector;

use crate::{
    certificates::Certificate,
    failure::{self, Peer, find},
    tls::Trust,
    tls_failure::{self, Sides},
};

/// The least time that a server gets to refuse.
const LEAST_WAIT: Duration = Duration::from_millis(100);
/// The most.
const MOST_WAIT: Duration = Duration::from_secs(3);

/// What a TLS handshake came to.
#[derive(Clone, Debug)]
pub enum TlsProbe {
    /// The base URL is plain `http`: there is no TLS.
    Plain,
    /// Both sides accepted each other.
    Accepted(Handshake),
    /// One side refused the other, or there was no handshake.
    Failed(NoAnswer),
}

/// A handshake that both sides accepted.
#[derive(Clone, Debug)]
pub struct Handshake {
    /// Such as `TLSv1_3`.
    pub version: String,
    /// What the server chose to speak: `h2`, `http/1.1`, or nothing.
    pub alpn: Option<String>,
    /// Whether the server asked for a client certificate.
    pub asked_for_client_certificate: bool,
    /// Whether one was sent.
    pub sent_client_certificate: bool,
    /// The certificates of the server, its own first.
    pub server_certificates: Vec<Certificate>,
    /// How long the handshake took, without the wait for a refusal.
    pub took: Duration,
}

/// What happened on the wire.
pub(crate) enum Seen {
    /// The handshake is over and the server waits for a request.
    Open(Handshake),
    /// The handshake was over, and the server hung up without a word.
    HungUp,
    /// The TLS library has a name for what went wrong.
    Tls(rustls::Error),
    /// The connection itself failed, before or during the handshake.
    Io(io::Error),
    /// No handshake in time.
    TooSlow,
}

pub(crate) struct Probed {
    pub(crate) seen: Seen,
    pub(crate) asked: bool,
}

/// Shakes hands with the server and waits for a refusal.
pub(crate) async fn probe(peer: &Peer, trust: &Trust, limit: Duration) -> Probed {
    let resolver = Arc::new(Recording::new(Arc::clone(&trust.resolver)));
    let seen = match shake(peer, trust, &resolver, limit).await {
        Ok(seen) => seen,
        Err(error) => match find::<rustls::Error>(&error) {
            Some(tls) => Seen::Tls(tls.clone()),
            None => Seen::Io(error),
        },
    };
    Probed { seen, asked: resolver.asked.load(Ordering::Relaxed) }
}

async fn shake(peer: &Peer, trust: &Trust, resolver: &Arc<Recording>, limit: Duration) -> io::Result<Seen> {
    let deadline = Instant::now() + limit;
    let Ok(name) = ServerName::try_from(peer.host.clone()) else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the host of `base_url` is no name for TLS"));
    };
    let started = Instant::now();
    let Ok(connected) = timeout_at(deadline, connect(peer)).await else { return Ok(Seen::TooSlow) };
    let tcp = connected?;
    let round_trip = started.elapsed();
    tcp.set_nodelay(true)?;

    let mut config = trust
        .config(Arc::<Recording>::clone(resolver))
        .map_err(|error| io::Error::other(error.to_string()))?;
    // A resumed session would skip the exchange of certificates.
    config.resumption = Resumption::disabled();
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, tcp);
    let Ok(shaken) = timeout_at(deadline, connecting).await else { return Ok(Seen::TooSlow) };
    let mut stream = shaken?;

    let session = stream.get_ref().1;
    let handshake = Handshake {
        version: session.protocol_version().map_or_else(String::new, |version| format!("{version:?}")),
        alpn: session.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
        asked_for_client_certificate: resolver.asked.load(Ordering::Relaxed),
        sent_client_certificate: resolver.sent.load(Ordering::Relaxed),
        server_certificates: session
            .peer_certificates()
            .unwrap_or_default()
            .iter()
            .filter_map(|der| Certificate::read_der(der).ok())
            .collect(),
        took: started.elapsed(),
    };
    let wait = (round_trip * 4).clamp(LEAST_WAIT, MOST_WAIT);
    match timeout(wait, stream.read(&mut [0; 1])).await {
        // h2 servers speak first: that, too, is acceptance.
        Err(_) | Ok(Ok(1..)) => Ok(Seen::Open(handshake)),
        Ok(Ok(0)) => Ok(Seen::HungUp),
        Ok(Err(error)) if find::<rustls::Error>(&error).is_some() => Err(error),
        Ok(Err(_)) => Ok(Seen::HungUp),
    }
}

async fn connect(peer: &Peer) -> io::Result<TcpStream> {
    TcpStream::connect((peer.host.as_str(), peer.port)).await
}

/// Whether a TCP connection can be made at all.
pub(crate) async fn reaches(host: &str, port: u16, limit: Duration) -> bool {
    matches!(timeout(limit, TcpStream::connect((host, port))).await, Ok(Ok(_)))
}

/// The probe as a verdict, for whoever wants to know how things stand.
pub(crate) async fn verdict(peer: &Peer, trust: &Trust, limit: Duration) -> TlsProbe {
    if !peer.https {
        return TlsProbe::Plain;
    }
    let Probed { seen, asked } = probe(peer, trust, limit).await;
    let sides = Sides { peer: &peer.name, own: trust.own.as_ref(), asked: Some(asked) };
    TlsProbe::Failed(match seen {
        Seen::Open(handshake) => return TlsProbe::Accepted(handshake),
        Seen::Tls(error) => tls_failure::no_answer(&error, &sides),
        Seen::HungUp if asked && sides.own.is_none() => tls_failure::no_client_certificate(&sides),
        Seen::HungUp => NoAnswer {
            kind: FailureKind::Reset,
            message: format!("{} hung up right after the TLS handshake, without a reason", peer.name),
            advice: "check `base_url`; where a client certificate is asked for, ask the vendor whether yours has been \
                     registered"
                .to_owned(),
        },
        Seen::TooSlow => failure::connect_timeout(&peer.name, limit),
        Seen::Io(error) => failure::io_failure(&error, peer),
    })
}

/// Passes our certificate on and remembers whether it was asked for.
#[derive(Debug)]
struct Recording {
    inner: Arc<dyn ResolvesClientCert>,
    asked: AtomicBool,
    sent: AtomicBool,
}

impl Recording {
    fn new(inner: Arc<dyn ResolvesClientCert>) -> Self {
        Self { inner, asked: AtomicBool::new(false), sent: AtomicBool::new(false) }
    }
}

impl ResolvesClientCert for Recording {
    fn resolve(&self, hints: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        let found = self.inner.resolve(hints, schemes);
        self.sent.store(found.is_some(), Ordering::Relaxed);
        found
    }

    fn has_certs(&self) -> bool {
        self.inner.has_certs()
    }
}
