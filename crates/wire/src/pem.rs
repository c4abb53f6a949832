//! Reading PEM text without ever repeating it.

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{Error as PemError, PemObject},
};

/// The certificates of a PEM text, or what is wrong with it. An empty list means that the text has none.
pub(crate) fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .map(|found| found.map_err(|error| problem(&error)))
        .collect()
}

/// The first private key of a PEM text.
pub(crate) fn private_key(pem: &str) -> Result<Option<PrivateKeyDer<'static>>, &'static str> {
    match PrivateKeyDer::from_pem_slice(pem.as_bytes()) {
        Ok(key) => Ok(Some(key)),
        Err(PemError::NoItemsFound) => Ok(None),
        Err(error) => Err(problem(&error)),
    }
}

/// Whether a private key in this text wants a passphrase: PKCS #8 says so in its label, older forms in a header.
pub(crate) fn is_encrypted(pem: &str) -> bool {
    pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED")
}

/// What kinds of PEM block a text holds, for a message. Only labels of the standard kinds are named.
pub(crate) fn found(pem: &str) -> String {
    const KNOWN: [&str; 8] = [
        "CERTIFICATE REQUEST",
        "CERTIFICATE",
        "ENCRYPTED PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PRIVATE KEY",
        "PUBLIC KEY",
    ];
    let mut labels: Vec<_> =
        KNOWN.into_iter().filter(|label| pem.contains(&format!("-----BEGIN {label}-----"))).collect();
    labels.dedup();
    match labels.as_slice() {
        _ if pem.trim().is_empty() => "it is empty".to_owned(),
        [] if pem.lines().count() == 1 => {
            "it holds no PEM block (is it a path? a path is given as { file = .. })".to_owned()
        }
        [] => "it holds no PEM block".to_owned(),
        labels => format!("it holds {}", labels.join(", ")),
    }
}

/// The library's own text repeats the offending line, which may be part of a key.
const fn problem(error: &PemError) -> &'static str {
    match error {
        PemError::MissingSectionEnd { .. } => "a PEM block has no END line",
        PemError::IllegalSectionStart { .. } => "a BEGIN line is malformed",
        PemError::Base64Decode(_) => "a PEM block is not base64",
        PemError::NoItemsFound => "nothing was found",
        PemError::SectionTooLarge => "a PEM block is too large",
        _ => "the PEM text is damaged",
    }
}
