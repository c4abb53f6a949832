//! Over mutual TLS.

use std::sync::Arc;

use clock::VirtualClock;
use integrator::{Completed, Defect, Outcome, oscar::Integration};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use secrecy::SecretString;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;
use wire::{Client, ClientOptions, Identity};

use crate::vendor::JUNE;

/// Asks for the health of a server that lets in only those with a certificate.
async fn health(defect: Option<Defect>) -> Completed {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let issue = |usage| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        params.extended_key_usages = vec![usage];
        (params.signed_by(&key, &authority).unwrap().pem(), key.serialize_pem())
    };
    let (certificate, key) = issue(ExtendedKeyUsagePurpose::ServerAuth);
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap(),
        )
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
            let _ = stream.shutdown().await;
        }
    });
    let (certificate_pem, key) = issue(ExtendedKeyUsagePurpose::ClientAuth);
    let mut options = ClientOptions::new(url.parse().unwrap());
    options.extra_ca_pem = Some(authority.pem());
    options.identity = Some(Identity { certificate_pem, key_pem: SecretString::from(key) });
    let clock = Arc::new(VirtualClock::new(JUNE));
    let client = Client::new(options).unwrap();
    Integration::new(client, clock, Vec::new(), defect).unwrap().health().await
}

#[tokio::test]
async fn the_certificate_is_presented() {
    assert_eq!(health(None).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn no_client_certificate_is_not_let_in_and_says_what_to_check() {
    let completed = health(Some(Defect::NoClientCertificate)).await;
    assert_eq!((completed.outcome, completed.status), (Outcome::Unauthorized, None));
    let message = completed.surfaced.unwrap().message;
    assert!(message.contains("none was sent") && message.contains("file paths"), "{message}");
    assert_eq!(completed.calls.len(), 1);
}
