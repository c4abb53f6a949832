//! What a client is made from.

use std::{fmt, time::Duration};

use secrecy::SecretString;
use url::Url;

/// A client certificate with its private key, both as PEM text.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The certificate, followed by the intermediate certificates if the vendor sent any.
    pub certificate_pem: String,
    /// The private key: PKCS #8, PKCS #1 or SEC 1, not encrypted.
    pub key_pem: SecretString,
}

/// Where and how a [`Client`](crate::Client) sends.
#[derive(Clone)]
pub struct ClientOptions {
    /// Scheme, host, port and perhaps a prefix of every path. `http` or `https`.
    pub base_url: Url,
    /// What to present when the server asks who we are.
    pub identity: Option<Identity>,
    /// CA certificates as PEM that are trusted besides Mozilla's list.
    pub extra_ca_pem: Option<String>,
    /// The limit of a whole exchange, body included. 30 seconds by default.
    pub timeout: Duration,
    /// The limit for reaching the server, TLS handshake included. 10 seconds by default.
    pub connect_timeout: Duration,
    /// Where reading a body stops. 10 MiB by default.
    pub body_limit_bytes: usize,
    /// An HTTP proxy; without one the connection is direct, whatever the environment says.
    pub proxy: Option<Url>,
    /// The `user-agent` of every request that does not bring its own.
    pub user_agent: String,
    /// Whether connections are kept for the next request. Off by default. Switch it on only for a server that does not
    /// close idle connections (a simulator of ours): with any other a request may cross with the closing, and the
    /// failure would look like the server's.
    pub reuse_connections: bool,
}

impl ClientOptions {
    /// The defaults, for one base URL.
    #[must_use]
    pub fn new(base_url: Url) -> Self {
        Self {
            base_url,
            identity: None,
            extra_ca_pem: None,
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            body_limit_bytes: 10 * 1024 * 1024,
            proxy: None,
            user_agent: concat!("covenant/", env!("CARGO_PKG_VERSION")).to_owned(),
            reuse_connections: false,
        }
    }
}

impl fmt::Debug for ClientOptions {
    /// Everything but certificates, and the proxy without its user and password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientOptions")
            .field("base_url", &self.base_url.as_str())
            .field("identity", &self.identity.is_some())
            .field("extra_ca_pem", &self.extra_ca_pem.is_some())
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("body_limit_bytes", &self.body_limit_bytes)
            .field("proxy", &self.proxy.as_ref().and_then(Url::host_str))
            .field("user_agent", &self.user_agent)
            .field("reuse_connections", &self.reuse_connections)
            .finish()
    }
}
