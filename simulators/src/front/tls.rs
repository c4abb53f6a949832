//! Mutual TLS: whom the handshake lets in.

use std::sync::Arc;

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConfig,
    SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime},
    server::{
        WebPkiClientVerifier,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
};
use tokio_rustls::TlsAcceptor;

use crate::{
    error::SimulatorError,
    pki::{Fingerprint, Pki},
};

/// Whom the handshake lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doors {
    /// Nobody without cause: expired and foreign certificates are refused; none, or an unregistered one, is let in.
    Usual,
    /// Only the registered certificate.
    RegisteredOnly,
    /// Everyone.
    Open,
}

/// Makes the acceptor for connections.
pub(crate) fn acceptor(pki: &Pki, doors: Doors) -> Result<TlsAcceptor, SimulatorError> {
    let unusable = |error: &dyn std::fmt::Display| SimulatorError::Tls(error.to_string());
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(pki.ca_der.clone())).map_err(|error| unusable(&error))?;
    let usual = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .build()
        .map_err(|error| unusable(&error))?;
    let doorman = Doorman { usual, doors, registered: pki.registered };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pki.server_key_der.clone()));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?
        .with_client_cert_verifier(Arc::new(doorman))
        .with_single_cert(vec![CertificateDer::from(pki.server_der.clone())], key)
        .map_err(|error| unusable(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[derive(Debug)]
struct Doorman {
    usual: Arc<dyn ClientCertVerifier>,
    doors: Doors,
    registered: Fingerprint,
}

impl ClientCertVerifier for Doorman {
    fn client_auth_mandatory(&self) -> bool {
        self.doors == Doors::RegisteredOnly
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        // Clients may pick by these names; who lets everyone in names none.
        if self.doors == Doors::Open { &[] } else { self.usual.root_hint_subjects() }
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if self.doors == Doors::Open {
            return Ok(ClientCertVerified::assertion());
        }
        let verified = self.usual.verify_client_cert(end_entity, intermediates, now)?;
        if self.doors == Doors::RegisteredOnly && Fingerprint::of(end_entity) != self.registered {
            return Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure));
        }
        Ok(verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.usual.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}
