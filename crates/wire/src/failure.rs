//! Why no answer came, from the errors of reqwest and what lies below it.

use std::{error::Error, io, io::ErrorKind, time::Duration};

use evidence::{FailureKind, NoAnswer};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

use crate::{
    probe::{self, Probed, Seen},
    tls::Trust,
    tls_failure::{self, Sides},
};

/// Whom we talk to.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// Without the brackets of an IPv6 address.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// `host:port`, for messages.
    pub(crate) name: String,
    pub(crate) https: bool,
    /// `host:port` of the proxy.
    pub(crate) proxy: Option<String>,
}

impl Peer {
    pub(crate) fn new(base: &Url, proxy: Option<&Url>) -> Self {
        let port = base.port_or_known_default().unwrap_or_default();
        let written = base.host_str().unwrap_or_default();
        Self {
            host: written.trim_matches(['[', ']']).to_owned(),
            port,
            name: format!("{written}:{port}"),
            https: base.scheme() == "https",
            proxy: proxy.map(|url| {
                format!(
                    "{}:{}",
                    url.host_str().unwrap_or_default(),
                    url.port_or_known_default().unwrap_or(80)
                )
            }),
        }
    }

    /// Who is met first: the proxy, or the server.
    fn first(&self) -> String {
        self.proxy.as_ref().map_or_else(|| self.name.clone(), |proxy| format!("the proxy {proxy}"))
    }

    const fn address_key(&self) -> &'static str {
        if self.proxy.is_some() { "`proxy`" } else { "host and port of `base_url`" }
    }
}

/// Looks names up, and says so when there is no address.
#[derive(Debug)]
pub(crate) struct Resolver;

/// A name without an address.
#[derive(Debug, thiserror::Error)]
#[error("no address for `{name}`")]
struct NotResolved {
    name: String,
    #[source]
    source: Option<io::Error>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            match found.map(Iterator::collect::<Vec<_>>) {
                Ok(found) if found.is_empty() => Err(NotResolved { name, source: None }.into()),
                Ok(found) => {
                    let addresses: Addrs = Box::new(found.into_iter());
                    Ok(addresses)
                }
                Err(error) => Err(NotResolved { name, source: Some(error) }.into()),
            }
        })
    }
}

/// Finds an error of one type in a chain. [`io::Error`] keeps the error it wraps out of `source()`.
pub(crate) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    if let Some(found) = inner.and_then(|inner| find::<T>(inner)) {
        return Some(found);
    }
    error.source().and_then(find::<T>)
}

/// The innermost I/O error: the outer ones of a chain only say "other".
fn innermost_io<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    let found = find::<io::Error>(error)?;
    let inner = found.get_ref().and_then(|inner| innermost_io(inner));
    Some(inner.unwrap_or(found))
}

/// Explains why a request got no answer. On a TLS endpoint it may have to shake hands once more to know.
pub(crate) async fn explain(
    error: &reqwest::Error,
    peer: &Peer,
    trust: &Trust,
    connect_timeout_limit: Duration,
) -> NoAnswer {
    if let Some(error) = find::<NotResolved>(error) {
        return not_resolved(&error.name, peer);
    }
    if error.is_timeout() && error.is_connect() {
        return connect_timeout(&peer.first(), connect_timeout_limit);
    }
    let tls = find::<rustls::Error>(error);
    if let Some(problem @ rustls::Error::InvalidCertificate(_)) = tls {
        return tls_failure::no_answer(
            problem,
            &Sides { peer: &peer.name, own: trust.own.as_ref(), asked: None },
        );
    }
    let io = innermost_io(error);
    if error.is_connect()
        && let Some(io) = io
        && tls.is_none()
        && !broke_off(io.kind())
    {
        return io_failure(io, peer);
    }
    if error.is_connect() && peer.proxy.is_some() && tls.is_none() {
        return NoAnswer {
            kind: FailureKind::Other,
            message: format!("{} did not connect us to {}: {}", peer.first(), peer.name, text(error)),
            advice: "check `proxy`, its user and password, and whether it allows this host and port"
                .to_owned(),
        };
    }
    if peer.https
        && let Some(answer) =
            refused_by_tls(tls, error.is_connect(), peer, trust, connect_timeout_limit).await
    {
        return answer;
    }
    below_http(error, io, peer)
}

/// Whether TLS is the reason, as far as the error, or a handshake of its own, can tell.
async fn refused_by_tls(
    tls: Option<&rustls::Error>,
    while_connecting: bool,
    peer: &Peer,
    trust: &Trust,
    limit: Duration,
) -> Option<NoAnswer> {
    let mut sides = Sides { peer: &peer.name, own: trust.own.as_ref(), asked: None };
    // Behind a proxy the way of a direct probe may be closed, or lead elsewhere.
    if peer.proxy.is_none() {
        let Probed { seen, asked } = probe::probe(peer, trust, limit).await;
        sides.asked = Some(asked);
        match seen {
            Seen::Tls(error) => return Some(tls_failure::no_answer(&error, &sides)),
            Seen::HungUp if asked && sides.own.is_none() => {
                return Some(tls_failure::no_client_certificate(&sides));
            }
            _ => {}
        }
    }
    if let Some(error) = tls {
        return Some(tls_failure::no_answer(error, &sides));
    }
    while_connecting.then(|| NoAnswer {
        kind: FailureKind::TlsOther,
        message: format!("{} closed the connection during the TLS handshake", peer.name),
        advice: "check host and port of `base_url`; where a client certificate is asked for, ask the vendor whether \
                 yours has been registered"
            .to_owned(),
    })
}

const fn broke_off(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof
            | ErrorKind::NotConnected
            // Of a connection that was there: the other side no longer acknowledges.
            | ErrorKind::TimedOut
    )
}

/// The connection was there, and what came over it was no answer.
fn below_http(error: &reqwest::Error, io: Option<&io::Error>, peer: &Peer) -> NoAnswer {
    let hyper = find::<hyper::Error>(error);
    let text = text(error);
    if hyper.is_some_and(hyper::Error::is_parse) || text.contains("connection error detected") {
        let advice = if peer.https {
            "check host and port of `base_url`: what listens there is not a web server"
        } else {
            "check scheme and port of `base_url`: the port may be one for https, or not a web server"
        };
        let what = if text.contains("too large") {
            "answered with a head that is too large"
        } else {
            "answered with something that is not HTTP"
        };
        return NoAnswer {
            kind: FailureKind::NotHttp,
            message: format!("{} {what}: {text}", peer.name),
            advice: advice.to_owned(),
        };
    }
    let closed = hyper.is_some_and(|error| {
        error.is_incomplete_message()
            || error.is_closed()
            || error.is_canceled()
            || error.is_body_write_aborted()
    });
    if closed || io.is_some_and(|io| broke_off(io.kind())) || text.contains("http2 error") {
        return NoAnswer {
            kind: FailureKind::Reset,
            message: format!("{} closed the connection before an answer: {text}", peer.name),
            advice: "whether the request was carried out is not known: look before sending it again; if it happens \
                     again, tell the vendor with the time of the request"
                .to_owned(),
        };
    }
    other(peer, &text)
}

/// A failure to connect.
pub(crate) fn io_failure(error: &io::Error, peer: &Peer) -> NoAnswer {
    let first = peer.first();
    match error.kind() {
        ErrorKind::ConnectionRefused => NoAnswer {
            kind: FailureKind::ConnectionRefused,
            message: format!("nothing listens at {first}: the connection was refused"),
            advice: format!("check {}, and that the server is up", peer.address_key()),
        },
        ErrorKind::TimedOut => NoAnswer {
            kind: FailureKind::ConnectTimeout,
            message: format!("no connection to {first}: the network gave up waiting"),
            advice: unreachable_advice(),
        },
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => NoAnswer {
            kind: FailureKind::Other,
            message: format!("no route to {first}: {error}"),
            advice: unreachable_advice(),
        },
        ErrorKind::AddrNotAvailable => NoAnswer {
            kind: FailureKind::Other,
            message: format!("no local port is left for a connection to {first}"),
            advice: "wait a minute, or run with fewer jobs".to_owned(),
        },
        kind if broke_off(kind) => NoAnswer {
            kind: if peer.https { FailureKind::TlsOther } else { FailureKind::Reset },
            message: format!("{first} closed the connection before it was usable"),
            advice: format!("check {}", peer.address_key()),
        },
        _ if error.to_string().contains("failed to lookup address") => not_resolved(&peer.host, peer),
        _ => other(peer, &error.to_string()),
    }
}

/// A name that has no address.
pub(crate) fn not_resolved(name: &str, peer: &Peer) -> NoAnswer {
    let key = if peer.proxy.is_some() { "`proxy`" } else { "the host of `base_url`" };
    NoAnswer {
        kind: FailureKind::NameNotResolved,
        message: format!("the host name `{name}` (for {}) has no address", peer.first()),
        advice: format!("check {key}, and that this machine's DNS knows it (a VPN may be needed)"),
    }
}

/// No connection in time.
pub(crate) fn connect_timeout(to: &str, limit: Duration) -> NoAnswer {
    NoAnswer {
        kind: FailureKind::ConnectTimeout,
        message: format!("no connection to {to} within {}", span(limit)),
        advice: unreachable_advice(),
    }
}

/// A connection, and no complete answer in time.
pub(crate) fn timed_out(peer: &Peer, limit: Duration, status: Option<u16>) -> NoAnswer {
    let so_far = status.map_or_else(String::new, |status| format!(" (a head with status {status} had come)"));
    NoAnswer {
        kind: FailureKind::Timeout,
        message: format!("no complete answer from {} within {}{so_far}", peer.name, span(limit)),
        advice: "whether the request was carried out is not known: look before sending it again; if the vendor needs \
                 more time, raise `timeout`"
            .to_owned(),
    }
}

/// A request that cannot be sent at all.
pub(crate) fn unsendable(problem: String) -> NoAnswer {
    NoAnswer {
        kind: FailureKind::Other,
        message: format!("the request was not sent: {problem}"),
        advice: "this is the request's own fault: correct it where it is made".to_owned(),
    }
}

fn other(peer: &Peer, text: &str) -> NoAnswer {
    NoAnswer {
        kind: FailureKind::Other,
        message: format!("no answer from {}: {text}", peer.name),
        advice: "check `base_url`, `proxy` and the network between".to_owned(),
    }
}

fn unreachable_advice() -> String {
    "check host and port of `base_url`, and whether a firewall, a VPN or a missing `proxy` is in the way"
        .to_owned()
}

/// A duration in the unit that a person would use.
fn span(duration: Duration) -> String {
    if duration.as_millis().is_multiple_of(1000) {
        format!("{} s", duration.as_secs())
    } else {
        format!("{} ms", duration.as_millis())
    }
}

/// The chain of causes, without the outermost, which repeats the URL.
fn text(error: &reqwest::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(error) = next {
        let part = error.to_string();
        if !parts.iter().any(|known| known.contains(&part)) {
            parts.push(part);
        }
        next = error.source();
    }
    if parts.is_empty() { "the request failed".to_owned() } else { parts.join(": ") }
}
