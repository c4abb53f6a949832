//! Mutual TLS: every way in which one side can refuse the other, in TLS 1.2 and 1.3.

use std::{sync::Arc, time::Duration};

use evidence::FailureKind;
use rcgen::ExtendedKeyUsagePurpose;
use rstest::rstest;
use rustls::{
    RootCertStore, ServerConfig, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
    version::{TLS12, TLS13},
};
use secrecy::SecretString;
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;
use wire::{Client, ClientOptions, Identity, Outgoing, TlsProbe};

use crate::support::{
    Authority, GOOD, Log, OVER, Pair, Server, TO_COME, failure, get, options, read_request, response,
};

/// How often each case is tried: with TLS 1.3 the raw error differs from try to try.
const TRIES: usize = 20;

struct Setup {
    version: &'static SupportedProtocolVersion,
    server: Pair,
    /// Whose clients are let in; without one, nobody is asked.
    clients_of: Option<String>,
    h2: bool,
}

/// A TLS server that answers one request a connection, and logs what each connection chose to speak.
async fn serve(setup: Setup) -> (Server, Log) {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[setup.version])
        .unwrap();
    let builder = match setup.clients_of {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(
                Arc::new(roots),
                Arc::new(ring::default_provider()),
            );
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let mut config = builder
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(setup.server.certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(setup.server.key.as_bytes()).unwrap(),
        )
        .unwrap();
    if setup.h2 {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let log = Log::default();
    let chosen = log.clone();
    let server = Server::start(move |stream, _| {
        let (acceptor, log) = (acceptor.clone(), chosen.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let alpn = stream.get_ref().1.alpn_protocol().unwrap_or(b"none");
            log.push(String::from_utf8_lossy(alpn).into_owned());
            if read_request(&mut stream).await.is_some() {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
                let _ = stream.shutdown().await;
            }
        }
    })
    .await;
    (server, log)
}

fn client_options(server: &Server, trusted: &Authority, pair: Option<Pair>) -> ClientOptions {
    let mut options = options(&format!("https://{}", server.address));
    options.extra_ca_pem = Some(trusted.pem());
    options.identity = pair
        .map(|pair| Identity { certificate_pem: pair.certificate, key_pem: SecretString::from(pair.key) });
    options
}

#[derive(Clone, Copy)]
enum Who {
    Nobody,
    Registered,
    Expired,
    NotYet,
    OfAnotherAuthority,
    ForAnotherUse,
}

impl Who {
    fn pair(self, authority: &Authority) -> Option<Pair> {
        match self {
            Self::Nobody => None,
            Self::Registered => Some(authority.client(GOOD)),
            Self::Expired => Some(authority.client(OVER)),
            Self::NotYet => Some(authority.client(TO_COME)),
            Self::OfAnotherAuthority => Some(Authority::new("another ca").client(GOOD)),
            Self::ForAnotherUse => Some(authority.issue("acme", GOOD, ExtendedKeyUsagePurpose::ServerAuth)),
        }
    }
}

#[rstest]
#[case::none(Who::Nobody, FailureKind::TlsNoClientCertificate, "none was sent", "`client_certificate`")]
#[case::expired(Who::Expired, FailureKind::TlsClientCertificateExpired, "expired on 2021-12-31", "new pair")]
#[case::not_yet(
    Who::NotYet,
    FailureKind::TlsClientCertificateExpired,
    "not valid before 2998-01-01",
    "first day"
)]
#[case::other(
    Who::OfAnotherAuthority,
    FailureKind::TlsClientCertificateRefused,
    "CN=acme.staging",
    "registered"
)]
#[case::use_(
    Who::ForAnotherUse,
    FailureKind::TlsClientCertificateRefused,
    "UnsupportedCertificate",
    "registered"
)]
#[tokio::test]
async fn a_client_that_is_refused(
    #[case] who: Who,
    #[case] kind: FailureKind,
    #[case] message: &str,
    #[case] advice: &str,
    #[values(&TLS12, &TLS13)] version: &'static SupportedProtocolVersion,
    #[values(false, true)] h2: bool,
) {
    let authority = Authority::new("test ca");
    let server = authority.server("127.0.0.1", GOOD);
    let (server, _) = serve(Setup { version, server, clients_of: Some(authority.pem()), h2 }).await;
    let client = Client::new(client_options(&server, &authority, who.pair(&authority))).unwrap();
    for _ in 0..TRIES {
        let sent = client.send(Outgoing::new("POST", "/").json("{}")).await;
        let failure = failure(&sent);
        assert_eq!(failure.kind, kind, "{failure:?}");
        assert!(failure.message.contains(message), "{failure:?}");
        assert!(failure.message.contains(&server.address.to_string()), "{failure:?}");
        assert!(failure.advice.contains(advice), "{failure:?}");
    }
    let TlsProbe::Failed(probed) = client.probe_tls().await else { panic!("the probe was accepted") };
    assert_eq!(probed.kind, kind, "{probed:?}");
}

#[rstest]
#[tokio::test]
async fn a_client_that_is_let_in(#[values(&TLS12, &TLS13)] version: &'static SupportedProtocolVersion) {
    let authority = Authority::new("test ca");
    let server = authority.server("127.0.0.1", GOOD);
    let (server, log) = serve(Setup { version, server, clients_of: Some(authority.pem()), h2: false }).await;
    let client = Client::new(client_options(&server, &authority, Who::Registered.pair(&authority))).unwrap();
    for _ in 0..TRIES {
        let sent = client.send(Outgoing::new("GET", "/")).await;
        assert_eq!((response(&sent).status, response(&sent).version.as_str()), (200, "HTTP/1.1"));
        assert!(sent.curl().contains("--cert \"$CLIENT_CERTIFICATE\""), "{}", sent.curl());
    }
    assert_eq!(log.entries(), ["none"; TRIES]);

    let TlsProbe::Accepted(seen) = client.probe_tls().await else { panic!("the probe was refused") };
    assert!(seen.asked_for_client_certificate && seen.sent_client_certificate);
    assert_eq!(seen.version, if version == &TLS12 { "TLSv1_2" } else { "TLSv1_3" });
    assert_eq!(seen.server_certificates[0].issuer, "CN=test ca");
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_offers_it() {
    let authority = Authority::new("test ca");
    let server = authority.server("127.0.0.1", GOOD);
    let (server, log) = serve(Setup { version: &TLS13, server, clients_of: None, h2: true }).await;
    let sent = get(client_options(&server, &authority, None)).await;
    assert_eq!(log.entries()[0], "h2");
    // This server then talks HTTP/1.1 all the same, or hangs up.
    assert!(matches!(failure(&sent).kind, FailureKind::NotHttp | FailureKind::Reset), "{sent:?}");
}

#[rstest]
#[tokio::test]
async fn a_client_without_certificate_is_let_in_where_nobody_asks(
    #[values(&TLS12, &TLS13)] version: &'static SupportedProtocolVersion,
) {
    let authority = Authority::new("test ca");
    let server = authority.server("127.0.0.1", GOOD);
    let (server, _) = serve(Setup { version, server, clients_of: None, h2: false }).await;
    let client = Client::new(client_options(&server, &authority, None)).unwrap();
    assert_eq!(response(&client.send(Outgoing::new("GET", "/")).await).status, 200);
    let TlsProbe::Accepted(seen) = client.probe_tls().await else { panic!("the probe was refused") };
    assert!(!seen.asked_for_client_certificate && !seen.sent_client_certificate);
}

#[rstest]
#[tokio::test]
async fn a_server_that_we_refuse(#[values(&TLS12, &TLS13)] version: &'static SupportedProtocolVersion) {
    let (authority, another) = (Authority::new("test ca"), Authority::new("another ca"));
    // The same name with another key: the signature does not fit.
    let impostor = Authority::new("test ca");
    let table = [
        (
            another.server("127.0.0.1", GOOD),
            FailureKind::TlsServerCertificateUnknown,
            "nobody we trust",
            "`ca_certificate`",
        ),
        (
            impostor.server("127.0.0.1", GOOD),
            FailureKind::TlsServerCertificateUnknown,
            "nobody we trust",
            "`ca_certificate`",
        ),
        (
            authority.server("127.0.0.1", OVER),
            FailureKind::TlsServerCertificateExpired,
            "expired on 2021-12-31",
            "clock",
        ),
        (
            authority.server("127.0.0.1", TO_COME),
            FailureKind::TlsServerCertificateExpired,
            "not valid before 2998-01-01",
            "clock",
        ),
        (
            authority.server("oscar.example.com", GOOD),
            FailureKind::TlsServerCertificateWrongName,
            "oscar.example.com",
            "`base_url`",
        ),
    ];
    for (pair, kind, message, advice) in table {
        let setup = Setup { version, server: pair, clients_of: Some(authority.pem()), h2: false };
        let (server, _) = serve(setup).await;
        let client = Client::new(client_options(&server, &authority, Some(authority.client(GOOD)))).unwrap();
        for _ in 0..TRIES {
            let sent = client.send(Outgoing::new("GET", "/")).await;
            let failure = failure(&sent);
            assert_eq!(failure.kind, kind, "{failure:?}");
            assert!(failure.message.contains(message), "{failure:?}");
            assert!(failure.advice.contains(advice), "{failure:?}");
        }
        let TlsProbe::Failed(probed) = client.probe_tls().await else { panic!("the probe was accepted") };
        assert_eq!(probed.kind, kind, "{probed:?}");
    }
}

#[tokio::test]
async fn a_ca_that_serves_itself_is_explained() {
    let authority = Authority::new("127.0.0.1");
    let pair = authority.self_signed();
    let (server, _) = serve(Setup { version: &TLS13, server: pair, clients_of: None, h2: false }).await;
    let sent = get(client_options(&server, &authority, None)).await;
    assert_eq!(failure(&sent).kind, FailureKind::TlsServerCertificateUnknown);
    assert!(failure(&sent).message.contains("self-signed"), "{sent:?}");
}

#[tokio::test]
async fn https_to_a_port_for_plain_http() {
    let server = Server::start(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        read_request(&mut stream).await;
    })
    .await;
    for _ in 0..TRIES {
        let sent = get(options(&format!("https://{}", server.address))).await;
        let failure = failure(&sent);
        assert_eq!(failure.kind, FailureKind::TlsOther, "{failure:?}");
        assert!(failure.message.contains("does not speak TLS"), "{failure:?}");
        assert!(failure.advice.contains("`base_url`"), "{failure:?}");
    }
}

#[tokio::test]
async fn plain_http_to_a_port_for_https() {
    let authority = Authority::new("test ca");
    let server = authority.server("127.0.0.1", GOOD);
    let (server, _) = serve(Setup { version: &TLS13, server, clients_of: None, h2: false }).await;
    for _ in 0..TRIES {
        let sent = get(server.options()).await;
        let failure = failure(&sent);
        assert_eq!(failure.kind, FailureKind::NotHttp, "{failure:?}");
        assert!(failure.advice.contains("https"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_during_the_handshake() {
    let server = Server::start(|stream, _| async move { drop(stream) }).await;
    for _ in 0..TRIES {
        let sent = get(options(&format!("https://{}", server.address))).await;
        let failure = failure(&sent);
        assert_eq!(failure.kind, FailureKind::TlsOther, "{failure:?}");
        assert!(failure.message.contains("during the TLS handshake"), "{failure:?}");
    }
}

#[tokio::test]
async fn a_reset_behind_a_good_handshake_is_a_reset() {
    let authority = Authority::new("test ca");
    let pair = authority.server("127.0.0.1", GOOD);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(pair.certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = Server::start(move |stream, _| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            read_request(&mut stream).await;
            socket2::SockRef::from(stream.get_ref().0).set_linger(Some(Duration::ZERO)).unwrap();
        }
    })
    .await;
    for _ in 0..TRIES {
        let sent = get(client_options(&server, &authority, None)).await;
        assert_eq!(failure(&sent).kind, FailureKind::Reset, "{sent:?}");
    }
}

#[tokio::test]
async fn there_is_no_handshake_with_plain_http() {
    let client = Client::new(options("http://127.0.0.1:1")).unwrap();
    assert!(matches!(client.probe_tls().await, TlsProbe::Plain));
}

#[tokio::test]
async fn a_probe_of_a_port_where_nothing_listens() {
    let client = Client::new(options("https://127.0.0.1:1")).unwrap();
    let TlsProbe::Failed(probed) = client.probe_tls().await else { panic!("the probe was accepted") };
    assert_eq!(probed.kind, FailureKind::ConnectionRefused);
    let client = Client::new(options("https://name.invalid")).unwrap();
    let TlsProbe::Failed(probed) = client.probe_tls().await else { panic!("the probe was accepted") };
    assert_eq!(probed.kind, FailureKind::NameNotResolved);
}
