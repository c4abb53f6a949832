//! Why a client cannot be made. No message ever holds key material.

/// Why a client cannot be made from its options.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// `base_url` cannot be sent to.
    #[error(
        "`base_url` {problem}; write it like https://api.example.com:444, without user, query or fragment"
    )]
    BaseUrl {
        /// What is wrong with it.
        problem: String,
    },
    /// `client_certificate` holds no certificate.
    #[error("`client_certificate` has no certificate: {found}; give the text of the vendor's .pem file")]
    CertificateMissing {
        /// What was found instead.
        found: String,
    },
    /// `client_certificate` holds something damaged.
    #[error("`client_certificate` cannot be read: {problem}; copy the vendor's .pem file again, unchanged")]
    CertificateUnreadable {
        /// What is damaged.
        problem: String,
    },
    /// `client_key` holds no private key.
    #[error("`client_key` has no private key: {found}; give the text of the .key file of the same pair")]
    KeyMissing {
        /// What was found instead, by its kind only.
        found: String,
    },
    /// `client_key` holds something damaged, or a kind of key that TLS cannot use here.
    #[error(
        "`client_key` cannot be read: {problem}; it must be an RSA, ECDSA (P-256, P-384) or Ed25519 key as PEM"
    )]
    KeyUnreadable {
        /// What is damaged.
        problem: String,
    },
    /// `client_key` wants a passphrase.
    #[error(
        "`client_key` is encrypted with a passphrase; decrypt it first: openssl pkey -in encrypted.key -out plain.key"
    )]
    KeyEncrypted,
    /// The key and the certificate are of two different pairs.
    #[error(
        "`client_key` does not belong to `client_certificate` ({subject}); the two must be of the same pair and the same environment"
    )]
    KeyMismatch {
        /// The subject of the certificate.
        subject: String,
    },
    /// `ca_certificate` holds no certificate, or something damaged.
    #[error("`ca_certificate` cannot be read: {problem}; give one or more CA certificates as PEM")]
    CaUnreadable {
        /// What is wrong.
        problem: String,
    },
    /// `proxy` cannot be used.
    #[error("`proxy` cannot be used; write it like http://proxy.example.com:3128")]
    Proxy(#[source] reqwest::Error),
    /// A certificate is not a certificate.
    #[error("the certificate cannot be read: {problem}")]
    NotACertificate {
        /// What is damaged.
        problem: String,
    },
    /// The HTTP client refused its own set-up.
    #[error("the HTTP client cannot be set up")]
    Build(#[source] reqwest::Error),
    /// The TLS library refused its own set-up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}
