//! Test certificates, made anew at each start: an own certificate authority, the server's certificate and the clients'.

use std::fmt;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime, macros::datetime};

/// A client's certificate and its private key.
#[derive(Clone)]
pub struct Identity {
    /// The certificate, PEM.
    pub certificate: String,
    /// The private key, PKCS #8 PEM.
    pub key: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Identity").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// What a client needs to call a simulator over mutual TLS, and what it may try instead.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The certificate of the test authority that signed the server's certificate, PEM.
    pub ca: String,
    /// Signed by the test authority and registered: the one that works.
    pub registered: Identity,
    /// Signed by the test authority, but not registered.
    pub unregistered: Identity,
    /// Signed by the test authority, with a validity that ended in 2021.
    pub expired: Identity,
    /// Signed by another authority.
    pub foreign: Identity,
}

/// All that a front with TLS needs.
pub(crate) struct Pki {
    pub(crate) credentials: Credentials,
    pub(crate) ca_der: Vec<u8>,
    pub(crate) server_der: Vec<u8>,
    pub(crate) server_key_der: Vec<u8>,
    pub(crate) registered: Fingerprint,
}

/// The SHA-256 of a certificate's DER bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

impl Pki {
    pub(crate) fn make() -> Result<Self, rcgen::Error> {
        let (ca, issuer) = authority("Covenant test authority")?;
        let (_, stranger) = authority("Some other test authority")?;

        let server_key = KeyPair::generate()?;
        let mut server = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()])?;
        name(&mut server, "localhost");
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let server = server.signed_by(&server_key, &issuer)?;

        let (registered, registered_der) = client("vendor.staging.vendors.external", &issuer, false)?;
        let (unregistered, _) = client("unregistered.staging.vendors.external", &issuer, false)?;
        let (expired, _) = client("expired.staging.vendors.external", &issuer, true)?;
        let (foreign, _) = client("vendor.staging.vendors.external", &stranger, false)?;
        Ok(Self {
            credentials: Credentials { ca: ca.pem(), registered, unregistered, expired, foreign },
            ca_der: ca.der().to_vec(),
            server_der: server.der().to_vec(),
            server_key_der: server_key.serialize_der(),
            registered: Fingerprint::of(&registered_der),
        })
    }
}

fn name(params: &mut CertificateParams, common_name: &str) {
    params.distinguished_name.push(DnType::CommonName, common_name);
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(365);
}

fn authority(common_name: &str) -> Result<(rcgen::Certificate, Issuer<'static, KeyPair>), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    name(&mut params, common_name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = params.self_signed(&key)?;
    Ok((certificate, Issuer::new(params, key)))
}

fn client(
    common_name: &str,
    issuer: &Issuer<'static, KeyPair>,
    expired: bool,
) -> Result<(Identity, Vec<u8>), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::default();
    name(&mut params, common_name);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    if expired {
        params.not_before = datetime!(2020-01-01 00:00 UTC);
        params.not_after = datetime!(2021-01-01 00:00 UTC);
    }
    let certificate = params.signed_by(&key, issuer)?;
    let der = certificate.der().to_vec();
    Ok((Identity { certificate: certificate.pem(), key: key.serialize_pem() }, der))
}
