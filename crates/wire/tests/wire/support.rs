//! Servers that do exactly what a test says, and certificates made for the occasion.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use evidence::{Answer, NoAnswer, Response};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    net::{TcpListener, TcpStream},
};
use wire::{Client, ClientOptions, Outgoing, Sent};

/// A server that hands each connection to a closure.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) async fn start<F, Fut>(handle: F) -> Self
    where
        F: Fn(TcpStream, usize) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                stream.set_nodelay(true).unwrap();
                tokio::spawn(handle(stream, number));
            }
        });
        Self { address, connections }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn options(&self) -> ClientOptions {
        options(&format!("http://{}", self.address))
    }
}

pub(crate) fn options(url: &str) -> ClientOptions {
    let mut options = ClientOptions::new(url.parse().unwrap());
    options.timeout = Duration::from_secs(20);
    options
}

/// Reads one request: its head and as much body as it announces.
pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => seen.extend_from_slice(&buffer[..count]),
        }
    }
}

/// What a server saw, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn push(&self, entry: String) {
        self.0.lock().unwrap().push(entry);
    }

    pub(crate) fn entries(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

pub(crate) async fn get(options: ClientOptions) -> Sent {
    Client::new(options).unwrap().send(Outgoing::new("GET", "/")).await
}

pub(crate) fn response(sent: &Sent) -> &Response {
    match &sent.answer {
        Answer::Response(response) => response,
        Answer::NoAnswer(failure) => panic!("no answer: {failure:?}"),
    }
}

pub(crate) fn failure(sent: &Sent) -> &NoAnswer {
    match &sent.answer {
        Answer::NoAnswer(failure) => failure,
        Answer::Response(response) => panic!("an answer: {response:?}"),
    }
}

/// A certificate authority of the test.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key, as PEM.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// The days between which a certificate is good.
#[derive(Clone, Copy)]
pub(crate) struct Life(pub(crate) OffsetDateTime, pub(crate) OffsetDateTime);

pub(crate) const GOOD: Life = Life(datetime!(2020-01-01 0:00 UTC), datetime!(2999-12-31 0:00 UTC));
pub(crate) const OVER: Life = Life(datetime!(2020-01-01 0:00 UTC), datetime!(2021-12-31 0:00 UTC));
pub(crate) const TO_COME: Life = Life(datetime!(2998-01-01 0:00 UTC), datetime!(2999-12-31 0:00 UTC));

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { issuer: CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap() }
    }

    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// The authority's own certificate, misused as that of a server.
    pub(crate) fn self_signed(&self) -> Pair {
        Pair { certificate: self.pem(), key: self.issuer.key().serialize_pem() }
    }

    pub(crate) fn issue(&self, name: &str, life: Life, usage: ExtendedKeyUsagePurpose) -> Pair {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = life.0;
        params.not_after = life.1;
        params.extended_key_usages = vec![usage];
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Pair { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    pub(crate) fn server(&self, name: &str, life: Life) -> Pair {
        self.issue(name, life, ExtendedKeyUsagePurpose::ServerAuth)
    }

    pub(crate) fn client(&self, life: Life) -> Pair {
        self.issue("acme.staging.vendors.external", life, ExtendedKeyUsagePurpose::ClientAuth)
    }
}
