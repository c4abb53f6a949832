//! A request before it is sent: its URL and its headers, exactly as they will travel.

use std::time::Duration;

use evidence::{Body, Header, NOT_IN_URLS, Request};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use url::{Position, Url};

/// What a path and a query cannot carry as it is: a fragment is never sent.
const UNSENDABLE: &AsciiSet = &NOT_IN_URLS.add(b'#');

/// A request to be sent.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    /// The HTTP method, in the case in which it shall travel.
    pub method: String,
    /// Path and query. They are appended to the path of the base URL, which without them is used as it is; only what a URL cannot carry (such as a space) is
    /// percent-encoded. A path with `.` or `..` segments cannot be sent unchanged and is refused.
    pub path: String,
    /// Headers that are part of the evidence. `host`, `content-length` and `transfer-encoding` are the client's own.
    pub headers: Vec<Header>,
    /// Headers that are sent and stand neither in the evidence nor in the `curl` command: those only simulators see.
    pub hidden_headers: Vec<Header>,
    /// The body, byte for byte.
    pub body: Option<Vec<u8>>,
    /// If given, the second half of the body is sent this much later than the first, on the wall clock.
    pub body_pause: Option<Duration>,
    /// Whether the body travels in chunks, so that its length is not announced.
    pub is_chunked: bool,
    /// A limit for this exchange in place of the client's.
    pub timeout: Option<Duration>,
}

impl Outgoing {
    /// A request without headers and body.
    #[must_use]
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self { method: method.into(), path: path.into(), ..Self::default() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push(Header::new(name, value));
        self
    }

    /// The same with a JSON body, already written.
    #[must_use]
    pub fn json(self, body: impl Into<Vec<u8>>) -> Self {
        let mut request = self.header("content-type", "application/json");
        request.body = Some(body.into());
        request
    }
}

/// A request that can be sent, or the reason why it cannot.
pub(crate) struct Prepared {
    pub(crate) request: Request,
    pub(crate) parts: Result<Parts, String>,
}

pub(crate) struct Parts {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
}

/// Prepares a request; its evidence exists even if it cannot be sent.
pub(crate) fn prepare(outgoing: &Outgoing, base: &Url, user_agent: &str) -> Prepared {
    let url = join(base, &outgoing.path);
    let mut visible: Vec<_> = outgoing
        .headers
        .iter()
        .map(|header| Header::new(header.name.to_ascii_lowercase(), header.value.clone()))
        .collect();
    for (name, value) in [("accept", "*/*"), ("user-agent", user_agent)] {
        let given = |headers: &[Header]| headers.iter().any(|header| header.name.eq_ignore_ascii_case(name));
        if !given(&visible) && !given(&outgoing.hidden_headers) {
            visible.push(Header::new(name, value));
        }
    }
    let parts = parts(outgoing, &visible, &url);

    // Written by the HTTP library itself, and part of what travels all the same.
    visible.insert(0, Header::new("host", base[Position::BeforeHost..Position::AfterPort].to_owned()));
    match &outgoing.body {
        Some(_) if outgoing.is_chunked => visible.push(Header::new("transfer-encoding", "chunked")),
        Some(body) => visible.push(Header::new("content-length", body.len().to_string())),
        None => {}
    }
    let request = Request {
        method: outgoing.method.clone(),
        url: url.map_or_else(|_| written(base, &outgoing.path), Url::into),
        headers: visible,
        body: outgoing.body.as_deref().map(Body::from_bytes),
    };
    Prepared { request, parts }
}

fn parts(outgoing: &Outgoing, visible: &[Header], url: &Result<Url, String>) -> Result<Parts, String> {
    let method = Method::from_bytes(outgoing.method.as_bytes())
        .map_err(|_| format!("`{}` is not an HTTP method", outgoing.method.escape_debug()))?;
    let mut headers = HeaderMap::new();
    for header in visible.iter().chain(&outgoing.hidden_headers) {
        let name = HeaderName::from_bytes(header.name.as_bytes())
            .map_err(|_| format!("`{}` is not a header name", header.name.escape_debug()))?;
        if matches!(name.as_str(), "host" | "content-length" | "transfer-encoding") {
            return Err(format!("the header `{name}` is written by the client itself"));
        }
        let value = HeaderValue::from_bytes(header.value.as_bytes())
            .map_err(|_| format!("the value of the header `{name}` has a control character"))?;
        headers.append(name, value);
    }
    Ok(Parts { method, url: url.clone()?, headers })
}

/// Appends a path to a base URL, keeping the base's own path.
fn join(base: &Url, path: &str) -> Result<Url, String> {
    let only_path = path.split_once('?').map_or(path, |(before, _)| before);
    let rewritten = only_path
        .split(['/', '\\'])
        .any(|segment| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."));
    if rewritten {
        return Err(format!(
            "the path `{path}` has a segment `.` or `..`, which would not travel as written"
        ));
    }
    Url::parse(&written(base, path)).map_err(|error| format!("the path `{path}` makes no URL: {error}"))
}

fn written(base: &Url, path: &str) -> String {
    if path.is_empty() {
        // Nothing is appended: the URL of a receiver is its owner's, with its last slash and its query.
        return base[..Position::AfterQuery].to_owned();
    }
    let slash = if path.starts_with(['/', '?']) { "" } else { "/" };
    let prefix = base[..Position::AfterPath].trim_end_matches('/');
    format!("{prefix}{slash}{}", utf8_percent_encode(path, UNSENDABLE))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://h:1", "/a", "http://h:1/a")]
    #[case("http://h:1/", "a", "http://h:1/a")]
    #[case("http://h:1/api/", "/v1/x?y=1&z=", "http://h:1/api/v1/x?y=1&z=")]
    #[case("http://h:1/api", "", "http://h:1/api")]
    #[case("http://h:1", "", "http://h:1/")]
    #[case("http://h:1/hooks/", "", "http://h:1/hooks/")]
    #[case("http://h:1/hooks?of=a%2Fb#top", "", "http://h:1/hooks?of=a%2Fb")]
    #[case("http://h:1", "?q=a/../b", "http://h:1/?q=a/../b")]
    #[case("http://h:1", "//evil.example.com/x", "http://h:1//evil.example.com/x")]
    #[case("http://h:1", "/a//b/", "http://h:1/a//b/")]
    #[case("http://h:1", "/a%2Fb/%7e%41", "http://h:1/a%2Fb/%7e%41")]
    #[case("http://h:1", "/a b\\c#d\té", "http://h:1/a%20b%5Cc%23d%09%C3%A9")]
    #[case("http://h:1", "@evil.example.com/", "http://h:1/@evil.example.com/")]
    fn a_path_is_appended_as_it_is_written(#[case] base: &str, #[case] path: &str, #[case] expected: &str) {
        assert_eq!(join(&Url::parse(base).unwrap(), path).unwrap().as_str(), expected);
    }

    #[rstest]
    #[case("/a/../b")]
    #[case("/a/.")]
    #[case("/%2e%2E/b")]
    #[case("/.%2e")]
    fn a_path_that_would_be_rewritten_is_refused(#[case] path: &str) {
        let error = join(&Url::parse("http://h:1").unwrap(), path).unwrap_err();
        assert!(error.contains("would not travel as written"), "{error}");
    }

    #[rstest]
    #[case(Outgoing::new("GE T", "/"), "`GE T` is not an HTTP method")]
    #[case(Outgoing::new("GET", "/").header("x y", "1"), "`x y` is not a header name")]
    #[case(Outgoing::new("GET", "/").header("x-a", "1\r\nx-b: 2"), "has a control character")]
    #[case(Outgoing::new("GET", "/").header("Content-Length", "7"), "written by the client itself")]
    fn what_cannot_be_sent_is_told(#[case] outgoing: Outgoing, #[case] expected: &str) {
        let prepared = prepare(&outgoing, &Url::parse("http://h:1").unwrap(), "test");
        let error = prepared.parts.err().unwrap();
        assert!(error.contains(expected), "{error}");
        assert_eq!(prepared.request.url, "http://h:1/");
    }

    #[test]
    fn hidden_headers_travel_and_are_no_evidence() {
        let mut outgoing = Outgoing::new("POST", "/x").header("X-Seen", "1");
        outgoing.hidden_headers.push(Header::new("x-tenant", "t1"));
        outgoing.body = Some(b"{}".to_vec());
        let prepared = prepare(&outgoing, &Url::parse("https://h:444").unwrap(), "test");
        assert_eq!(prepared.parts.ok().unwrap().headers["x-tenant"], "t1");
        let names: Vec<_> = prepared.request.headers.iter().map(|header| header.name.as_str()).collect();
        assert_eq!(names, ["host", "x-seen", "accept", "user-agent", "content-length"]);
        assert_eq!(prepared.request.headers[0].value, "h:444");
    }
}
