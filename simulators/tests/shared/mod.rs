//! What the tests of every vendor need.

use std::{sync::Once, time::Duration};

use reqwest::{Client, ClientBuilder};

/// A client that no environment variable and no root store of this machine touches.
pub(crate) fn client_builder() -> ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    });
    Client::builder().no_proxy().tls_certs_only([]).timeout(Duration::from_secs(20))
}
