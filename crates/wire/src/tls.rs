//! The TLS set-up: what we trust, and who we are.

use std::sync::Arc;

use rustls::{
    ClientConfig, Error as TlsError, InconsistentKeys, RootCertStore, SignatureScheme,
    client::{ResolvesClientCert, WebPkiServerVerifier},
    crypto::{CryptoProvider, ring},
    sign::{CertifiedKey, SingleCertAndKey},
};
use secrecy::ExposeSecret;

use crate::{ClientError, Identity, certificates::Certificate, pem};

/// Everything that both the client proper and the probe need.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    provider: Arc<CryptoProvider>,
    verifier: Arc<WebPkiServerVerifier>,
    pub(crate) resolver: Arc<dyn ResolvesClientCert>,
    /// Our own certificate, for messages.
    pub(crate) own: Option<Certificate>,
}

impl Trust {
    pub(crate) fn new(identity: Option<&Identity>, extra_ca_pem: Option<&str>) -> Result<Self, ClientError> {
        let provider = Arc::new(ring::default_provider());
        let roots = Arc::new(roots(extra_ca_pem)?);
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider))
            .build()
            .map_err(|error| ClientError::CaUnreadable { problem: error.to_string() })?;
        let (resolver, own): (Arc<dyn ResolvesClientCert>, _) = match identity {
            Some(identity) => {
                let (pair, own) = certified_key(identity, &provider)?;
                (Arc::new(SingleCertAndKey::from(pair)), Some(own))
            }
            None => (Arc::new(Nobody), None),
        };
        Ok(Self { provider, verifier, resolver, own })
    }

    /// A configuration that answers a request for our certificate through `resolver`.
    pub(crate) fn config(&self, resolver: Arc<dyn ResolvesClientCert>) -> Result<ClientConfig, ClientError> {
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(ClientError::Tls)?
            .with_webpki_verifier(Arc::clone(&self.verifier))
            .with_client_cert_resolver(resolver);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn roots(extra_ca_pem: Option<&str>) -> Result<RootCertStore, ClientError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let Some(text) = extra_ca_pem else { return Ok(roots) };
    let found = pem::certificates(text)
        .map_err(|problem| ClientError::CaUnreadable { problem: problem.to_owned() })?;
    if found.is_empty() {
        return Err(ClientError::CaUnreadable { problem: pem::found(text) });
    }
    for certificate in found {
        roots.add(certificate).map_err(|_| ClientError::CaUnreadable {
            problem: "one of its blocks is not an X.509 certificate".to_owned(),
        })?;
    }
    Ok(roots)
}

fn certified_key(
    identity: &Identity,
    provider: &CryptoProvider,
) -> Result<(CertifiedKey, Certificate), ClientError> {
    let text = &identity.certificate_pem;
    let chain = pem::certificates(text)
        .map_err(|problem| ClientError::CertificateUnreadable { problem: problem.into() })?;
    let Some(leaf) = chain.first() else {
        return Err(ClientError::CertificateMissing { found: pem::found(text) });
    };
    let own = Certificate::read_der(leaf).map_err(|_| ClientError::CertificateUnreadable {
        problem: "its content is not an X.509 certificate".to_owned(),
    })?;

    let text = identity.key_pem.expose_secret();
    if pem::is_encrypted(text) {
        return Err(ClientError::KeyEncrypted);
    }
    let key = pem::private_key(text)
        .map_err(|problem| ClientError::KeyUnreadable { problem: problem.to_owned() })?
        .ok_or_else(|| ClientError::KeyMissing { found: pem::found(text) })?;
    let key = provider.key_provider.load_private_key(key).map_err(|_| ClientError::KeyUnreadable {
        problem: "its content is not a private key of a supported kind".to_owned(),
    })?;
    let pair = CertifiedKey::new(chain, key);
    match pair.keys_match() {
        // A key that cannot tell its public half is not refused for it.
        Ok(()) | Err(TlsError::InconsistentKeys(InconsistentKeys::Unknown)) => Ok((pair, own)),
        Err(TlsError::InconsistentKeys(_)) => Err(ClientError::KeyMismatch { subject: own.subject }),
        Err(error) => Err(ClientError::CertificateUnreadable { problem: error.to_string() }),
    }
}

/// Presents no certificate.
#[derive(Debug)]
struct Nobody;

impl ResolvesClientCert for Nobody {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
