//! One POST to a receiver. It follows no redirect, knows no proxy and keeps no connection.
//!
//! It talks to receivers on loopback only, whatever a subscription says: a simulator has no business on a network, and
//! an `https` URL of an example must not be called. A TLS receiver on loopback is delivered to, and its certificate is
//! not looked at: test receivers sign their own, and nothing secret is sent.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use http_body_util::Full;
use hyper::{
    Request,
    body::Bytes,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// What a receiver is sent.
pub(crate) struct Post {
    pub(crate) url: Url,
    pub(crate) user_agent: &'static str,
    pub(crate) content_type: &'static str,
    /// Further headers.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Whether this process may talk to that host: it is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Sends one delivery and gives the status, or what kept it from getting one.
pub(super) async fn post(post: Post) -> Result<u16, String> {
    if !is_loopback(&post.url) {
        return Err("not sent: the simulator delivers to loopback only".to_owned());
    }
    let tcp = connect(&post.url).await.map_err(|error| format!("cannot connect: {error}"))?;
    if post.url.scheme() == "https" {
        let tls = handshake(&post.url, tcp).await.map_err(|error| format!("no TLS: {error}"))?;
        exchange(tls, post).await
    } else {
        exchange(tcp, post).await
    }
}

async fn connect(url: &Url) -> io::Result<TcpStream> {
    let port = url.port_or_known_default().unwrap_or(80);
    let tcp = match url.host() {
        Some(Host::Ipv4(address)) => TcpStream::connect(SocketAddr::new(IpAddr::V4(address), port)).await?,
        Some(Host::Ipv6(address)) => TcpStream::connect(SocketAddr::new(IpAddr::V6(address), port)).await?,
        // Any `localhost` name is this machine; a resolver is not asked.
        _ => match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(tcp) => tcp,
            Err(_) => TcpStream::connect(("::1", port)).await?,
        },
    };
    tcp.set_nodelay(true)?;
    Ok(tcp)
}

async fn exchange<S>(stream: S, post: Post) -> Result<u16, String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let failed = |error: hyper::Error| format!("no answer: {error}");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let host = post.url.host_str().unwrap_or_default();
    let authority = post.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let target = &post.url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut request = Request::post(target)
        .header(HOST, authority)
        .header(USER_AGENT, post.user_agent)
        .header(CONTENT_TYPE, post.content_type);
    for (name, value) in &post.headers {
        request = request.header(name, value);
    }
    let request =
        request.body(Full::new(Bytes::from(post.body))).map_err(|error| format!("not sent: {error}"))?;
    // The connection is driven here, and not by a task of its own, so that giving up ends it.
    let mut connection = std::pin::pin!(connection);
    let mut response = std::pin::pin!(sender.send_request(request));
    let response = tokio::select! {
        response = &mut response => response.map_err(failed)?,
        ended = &mut connection => {
            ended.map_err(failed)?;
            response.await.map_err(failed)?
        }
    };
    // The status decides; the body of a receiver's answer means nothing.
    Ok(response.status().as_u16())
}

async fn handshake(
    url: &Url,
    tcp: TcpStream,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Box<dyn std::error::Error + Send + Sync>> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Unlooked(provider)))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host)?;
    Ok(TlsConnector::from(Arc::new(config)).connect(name, tcp).await?)
}

/// Takes any certificate. It is used for receivers on loopback only.
#[derive(Debug)]
struct Unlooked(Arc<CryptoProvider>);

impl ServerCertVerifier for Unlooked {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
