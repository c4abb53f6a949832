//! The client.

use std::{fmt, sync::Arc, time::Duration};

use evidence::{Answer, NoAnswer, Request, curl};
use reqwest::{Proxy, redirect::Policy};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    ClientError, ClientOptions, Outgoing, TlsProbe,
    certificates::Certificate,
    failure::{self, Peer, Resolver},
    halves::Halves,
    outgoing::{Parts, Prepared, prepare},
    probe, receive,
    tls::Trust,
};

/// How long an endpoint is given to show that it can be connected to, when an answer is overdue.
const REACH_LIMIT: Duration = Duration::from_secs(1);

/// Sends requests to one base URL. Cloning is cheap, and clones share connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Client").field(&self.inner.options).finish()
    }
}

struct Inner {
    http: reqwest::Client,
    options: ClientOptions,
    peer: Peer,
    trust: Trust,
}

/// What was sent, and what became of it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was sent, without hidden headers.
    pub request: Request,
    /// What came back, or why nothing did.
    pub answer: Answer,
    /// From the sending until the head of the response was there.
    pub head: Option<Duration>,
    /// From the sending until the exchange was over. What the probe needs to explain a failure is not counted.
    pub total: Duration,
    /// What [`evidence::curl::command`] needs besides the request.
    pub curl_options: String,
}

impl Sent {
    /// A shell command that repeats the request; credentials are variables in it.
    #[must_use]
    pub fn curl(&self) -> String {
        curl::command(&self.request, &self.curl_options)
    }

    /// The status of the response, if one came.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match &self.answer {
            Answer::Response(response) => Some(response.status),
            Answer::NoAnswer(_) => None,
        }
    }
}

impl Client {
    /// Makes a client; nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ClientError`], one variant for each thing in the options that can be wrong.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        check_base_url(&options.base_url)?;
        let trust = Trust::new(options.identity.as_ref(), options.extra_ca_pem.as_deref())?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(trust.config(Arc::clone(&trust.resolver))?)
            .no_proxy()
            .dns_resolver(Arc::new(Resolver))
            .redirect(Policy::none())
            .referer(false)
            // The default repeats what an HTTP/2 server says it did not begin.
            .retry(reqwest::retry::never())
            .connect_timeout(options.connect_timeout)
            .tcp_nodelay(true);
        if !options.reuse_connections {
            builder = builder.pool_max_idle_per_host(0);
        }
        if let Some(proxy) = &options.proxy {
            builder = builder.proxy(Proxy::all(proxy.clone()).map_err(ClientError::Proxy)?);
        }
        let http = builder.build().map_err(ClientError::Build)?;
        let peer = Peer::new(&options.base_url, options.proxy.as_ref());
        Ok(Self { inner: Arc::new(Inner { http, options, peer, trust }) })
    }

    /// The same client without its certificate.
    ///
    /// # Errors
    ///
    /// As [`Client::new`]; none that the first construction would not have met.
    pub fn without_identity(&self) -> Result<Self, ClientError> {
        Self::new(ClientOptions { identity: None, ..self.inner.options.clone() })
    }

    /// What this client was made from.
    #[must_use]
    pub fn options(&self) -> &ClientOptions {
        &self.inner.options
    }

    /// The certificate that this client presents when it is asked for one.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.inner.trust.own.as_ref()
    }

    /// Shakes hands with the server, sends nothing, and says what each side made of the other. It takes no longer than
    /// the limits for connecting, plus at most 3 seconds that the server gets to refuse. A configured proxy is not used.
    pub async fn probe_tls(&self) -> TlsProbe {
        let inner = &*self.inner;
        probe::verdict(&inner.peer, &inner.trust, inner.options.connect_timeout).await
    }

    /// Sends a request, once, and reads the answer. Redirects come back as they are.
    pub async fn send(&self, outgoing: Outgoing) -> Sent {
        let inner = &*self.inner;
        let Prepared { request, parts } =
            prepare(&outgoing, &inner.options.base_url, &inner.options.user_agent);
        let options = &inner.options;
        let curl_options = curl::options(
            options.identity.is_some(),
            options.extra_ca_pem.is_some(),
            options.proxy.is_some(),
        );
        let (answer, head, total) = match parts {
            Ok(parts) => {
                let (pause, is_chunked) = (outgoing.body_pause, outgoing.is_chunked);
                let body = outgoing.body.map(|body| match pause {
                    None if !is_chunked => body.into(),
                    pause => reqwest::Body::wrap(Halves::new(body, pause.unwrap_or_default(), is_chunked)),
                });
                inner.exchange(parts, body, outgoing.timeout).await
            }
            Err(problem) => (Answer::NoAnswer(failure::unsendable(problem)), None, Duration::ZERO),
        };
        Sent { request, answer, head, total, curl_options }
    }
}

impl Inner {
    async fn exchange(
        &self,
        parts: Parts,
        body: Option<reqwest::Body>,
        limit: Option<Duration>,
    ) -> (Answer, Option<Duration>, Duration) {
        let limit = limit.unwrap_or(self.options.timeout);
        let mut builder = self.http.request(parts.method, parts.url).headers(parts.headers);
        if let Some(body) = body {
            builder = builder.body(body);
        }
        let started = Instant::now();
        let deadline = started + limit;

        let mut response = match timeout_at(deadline, builder.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let total = started.elapsed();
                let limit = self.options.connect_timeout;
                let answer = failure::explain(&error, &self.peer, &self.trust, limit).await;
                return (Answer::NoAnswer(answer), None, total);
            }
            Err(_) => {
                let total = started.elapsed();
                return (Answer::NoAnswer(self.overdue(limit).await), None, total);
            }
        };
        let head = started.elapsed();
        let mut received = receive::head(&response);
        let body = receive::body(&mut response, self.options.body_limit_bytes);
        let answer = match timeout_at(deadline, body).await {
            Ok(body) => {
                received.body = body;
                Answer::Response(received)
            }
            Err(_) => Answer::NoAnswer(failure::timed_out(&self.peer, limit, Some(received.status))),
        };
        (answer, Some(head), started.elapsed())
    }

    /// The time is over before a head came. If it was shorter than the time for connecting, that may be why.
    async fn overdue(&self, limit: Duration) -> NoAnswer {
        let asks = limit <= self.options.connect_timeout && self.options.proxy.is_none();
        if asks
            && !probe::reaches(&self.peer.host, self.peer.port, limit.clamp(REACH_LIMIT / 10, REACH_LIMIT))
                .await
        {
            return failure::connect_timeout(&self.peer.name, limit);
        }
        failure::timed_out(&self.peer, limit, None)
    }
}

fn check_base_url(url: &Url) -> Result<(), ClientError> {
    let problem = if !matches!(url.scheme(), "http" | "https") {
        format!("has the scheme `{}`, not http or https", url.scheme())
    } else if url.host_str().is_none_or(str::is_empty) {
        "has no host".to_owned()
    } else if !url.username().is_empty() || url.password().is_some() {
        "has a user".to_owned()
    } else if url.query().is_some() || url.fragment().is_some() {
        "has a query or a fragment".to_owned()
    } else {
        return Ok(());
    };
    Err(ClientError::BaseUrl { problem })
}
