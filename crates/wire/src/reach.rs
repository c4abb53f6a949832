//! The way to a server before anything is said: its name and its port.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use evidence::NoAnswer;
use tokio::{net::TcpStream, time::timeout};
use url::Url;

use crate::{
    Client,
    failure::{self, Peer},
};

/// Who is connected to: the proxy where there is one, else the server itself.
#[derive(Debug)]
struct Door {
    host: String,
    port: u16,
}

impl Door {
    fn of(base_url: &Url, proxy: Option<&Url>) -> Self {
        let url = proxy.unwrap_or(base_url);
        Self {
            host: url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned(),
            port: url.port_or_known_default().unwrap_or(80),
        }
    }
}

impl Client {
    /// The addresses of the host that this client connects to: the server's, or the proxy's. Sends nothing to it.
    ///
    /// # Errors
    ///
    /// The name has no address, or no answer of the name service came within the limit for connecting.
    pub async fn look_up(&self) -> Result<Vec<IpAddr>, NoAnswer> {
        let (door, peer, limit) = self.way();
        let looked_up = timeout(limit, tokio::net::lookup_host((door.host.as_str(), door.port))).await;
        let found: io::Result<Vec<_>> =
            looked_up.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map(|found| {
                let mut addresses: Vec<_> = found.map(|address| address.ip()).collect();
                addresses.dedup();
                addresses
            });
        match found {
            Ok(addresses) if !addresses.is_empty() => Ok(addresses),
            _ => Err(failure::not_resolved(&door.host, &peer)),
        }
    }

    /// Connects and hangs up again. Returns the address that took the connection.
    ///
    /// # Errors
    ///
    /// Nothing took it within the limit for connecting.
    pub async fn connect(&self) -> Result<SocketAddr, NoAnswer> {
        let (door, peer, limit) = self.way();
        match timeout(limit, TcpStream::connect((door.host.as_str(), door.port))).await {
            Ok(Ok(stream)) => stream.peer_addr().map_err(|error| failure::io_failure(&error, &peer)),
            Ok(Err(error)) => Err(failure::io_failure(&error, &peer)),
            Err(_) => Err(failure::connect_timeout(&format!("{}:{}", door.host, door.port), limit)),
        }
    }

    fn way(&self) -> (Door, Peer, Duration) {
        let options = self.options();
        let proxy = options.proxy.as_ref();
        (Door::of(&options.base_url, proxy), Peer::new(&options.base_url, proxy), options.connect_timeout)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://h.example.com", None, "h.example.com", 443)]
    #[case("https://[::1]:8443/v1", None, "::1", 8443)]
    #[case("https://h.example.com", Some("http://proxy.example.com:3128"), "proxy.example.com", 3128)]
    fn the_door_is_the_proxy_where_there_is_one(
        #[case] base: &str,
        #[case] proxy: Option<&str>,
        #[case] host: &str,
        #[case] port: u16,
    ) {
        let url = |text: &str| Url::parse(text).unwrap();
        let door = Door::of(&url(base), proxy.map(url).as_ref());
        assert_eq!((door.host.as_str(), door.port), (host, port));
    }
}
