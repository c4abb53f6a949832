//! HTTP/1.1 messages as bytes: heads read with `httparse`, bodies by length or in chunks.

use crate::http::{
    CLIENT_HEADER, ClientCertificate, INTERNAL_PREFIX, LENGTH_HEADER, ORDER_HEADER, Order, TARGET_HEADER,
};

/// A request head may be this long. hyper's own limit on a target is twice that.
pub(crate) const HEAD_BYTES_MAX: usize = 32 * 1024;
/// A request body may be this long.
pub(crate) const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
const HEADERS_MAX: usize = 80;

/// What is wrong with a request; each is answered and ends the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    NotHttp,
    HeadTooLarge,
    BodyTooLarge,
}

impl Malformed {
    pub(crate) const fn status_line(self) -> &'static str {
        match self {
            Self::NotHttp => "400 Bad Request",
            Self::HeadTooLarge => "431 Request Header Fields Too Large",
            Self::BodyTooLarge => "413 Content Too Large",
        }
    }
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    Known(usize),
    Chunked,
}

/// What the relay must know of a request head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestHead {
    /// Bytes of the head in the input.
    pub(crate) bytes: usize,
    pub(crate) length: Length,
    pub(crate) is_head: bool,
    pub(crate) keep_alive: bool,
    pub(crate) expects_continue: bool,
}

/// Reads a request head and writes the one for the server, but for the length of its body. `None`: more is needed.
pub(crate) fn read_request(
    input: &[u8],
    client: ClientCertificate,
    output: &mut Vec<u8>,
) -> Result<Option<RequestHead>, Malformed> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut headers);
    let bytes = match request.parse(input) {
        Ok(httparse::Status::Complete(bytes)) if bytes <= HEAD_BYTES_MAX => bytes,
        Ok(httparse::Status::Partial) if input.len() < HEAD_BYTES_MAX => return Ok(None),
        Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(Malformed::HeadTooLarge),
        Err(_) => return Err(Malformed::NotHttp),
    };
    let (Some(method), Some(target), Some(version)) = (request.method, request.path, request.version) else {
        return Err(Malformed::NotHttp);
    };
    let target = origin_form(target).ok_or(Malformed::NotHttp)?;

    output.clear();
    write_line(output, &[method.as_bytes(), b" ", target.as_bytes(), b" HTTP/1.1"]);
    let mut head = RequestHead {
        bytes,
        length: Length::Known(0),
        is_head: method == "HEAD",
        keep_alive: version == 1,
        expects_continue: false,
    };
    let (mut known, mut chunked, mut has_host) = (None, false, false);
    for header in request.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        let says = |word: &str| tokens(header.value).any(|token| token.eq_ignore_ascii_case(word.as_bytes()));
        if is("content-length") {
            let length = decimal(header.value).ok_or(Malformed::NotHttp)?;
            if known.is_some_and(|known| known != length) {
                return Err(Malformed::NotHttp);
            }
            known = Some(length);
        } else if is("transfer-encoding") {
            if !header.value.trim_ascii().eq_ignore_ascii_case(b"chunked") || chunked {
                return Err(Malformed::NotHttp);
            }
            chunked = true;
        } else if is("connection") {
            head.keep_alive = (head.keep_alive || says("keep-alive")) && !says("close");
        } else if is("expect") {
            head.expects_continue = says("100-continue");
        } else if !is_hop_by_hop(header.name) && !is_internal(header.name) {
            has_host |= is("host");
            write_line(output, &[header.name.as_bytes(), b": ", header.value]);
        }
    }
    if !has_host {
        write_line(output, &[b"host: localhost"]);
    }
    write_line(output, &[CLIENT_HEADER.as_bytes(), b": ", client.as_str().as_bytes()]);
    write_line(output, &[TARGET_HEADER.as_bytes(), b": ", target.as_bytes()]);
    if chunked {
        write_line(output, &[LENGTH_HEADER.as_bytes(), b": unknown"]);
    }
    head.length = match (chunked, known) {
        // Both at once is how requests are smuggled.
        (true, Some(_)) => return Err(Malformed::NotHttp),
        (true, None) => Length::Chunked,
        (false, Some(length)) if length > BODY_BYTES_MAX => return Err(Malformed::BodyTooLarge),
        (false, length) => Length::Known(length.unwrap_or(0)),
    };
    Ok(Some(head))
}

/// Ends the head for the server and puts the body behind it.
pub(crate) fn finish_request(output: &mut Vec<u8>, body: &[u8]) {
    write_line(output, &[b"content-length: ", body.len().to_string().as_bytes()]);
    output.extend_from_slice(b"\r\n");
    output.extend_from_slice(body);
}

/// What the relay must know of a response head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseHead {
    pub(crate) bytes: usize,
    pub(crate) body_bytes: usize,
    pub(crate) keep_alive: bool,
    pub(crate) order: Option<Order>,
}

/// Reads the server's response head and writes the client's. `Ok(None)`: more is needed.
pub(crate) fn read_response(
    input: &[u8],
    request: &RequestHead,
    output: &mut Vec<u8>,
) -> Result<Option<ResponseHead>, Malformed> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let bytes = match response.parse(input) {
        Ok(httparse::Status::Complete(bytes)) => bytes,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(_) => return Err(Malformed::NotHttp),
    };
    let status = response.code.ok_or(Malformed::NotHttp)?;
    output.clear();
    let reason = response.reason.unwrap_or_default();
    write_line(output, &[b"HTTP/1.1 ", status.to_string().as_bytes(), b" ", reason.as_bytes()]);
    let mut head = ResponseHead { bytes, body_bytes: 0, keep_alive: true, order: None };
    for header in response.headers.iter() {
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("transfer-encoding") {
            // The service always knows how long its answer is.
            return Err(Malformed::NotHttp);
        } else if is("connection") {
            head.keep_alive = !tokens(header.value).any(|token| token.eq_ignore_ascii_case(b"close"));
        } else if is(ORDER_HEADER) {
            head.order = std::str::from_utf8(header.value).ok().and_then(Order::parse);
        } else if !is_internal(header.name) {
            if is("content-length") {
                head.body_bytes = decimal(header.value).ok_or(Malformed::NotHttp)?;
            }
            write_line(output, &[header.name.as_bytes(), b": ", header.value]);
        }
    }
    if request.is_head || status == 204 || status == 304 {
        head.body_bytes = 0;
    }
    if !request.keep_alive {
        write_line(output, &[b"connection: close"]);
    }
    output.extend_from_slice(b"\r\n");
    Ok(Some(head))
}

/// The next piece of a chunked body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    /// More bytes are needed.
    Partial,
    /// A chunk's data starts at `start` and ends at `end`; two bytes follow it.
    Data { start: usize, end: usize },
    /// The body is over, with all trailers, at this offset.
    Last { end: usize },
}

/// Looks at the chunk that begins at `from`.
pub(crate) fn read_chunk(input: &[u8], from: usize) -> Result<Chunk, Malformed> {
    let rest = input.get(from..).unwrap_or_default();
    let (line, size) = match httparse::parse_chunk_size(rest) {
        Ok(httparse::Status::Complete(found)) => found,
        // An extension without end is no reason to keep reading.
        Ok(httparse::Status::Partial) if rest.len() < HEAD_BYTES_MAX => return Ok(Chunk::Partial),
        _ => return Err(Malformed::NotHttp),
    };
    let start = from + line;
    if size == 0 {
        return read_trailers(input, start);
    }
    let size =
        usize::try_from(size).ok().filter(|size| *size <= BODY_BYTES_MAX).ok_or(Malformed::BodyTooLarge)?;
    match input.get(start + size..start + size + 2) {
        None => Ok(Chunk::Partial),
        Some(b"\r\n") => Ok(Chunk::Data { start, end: start + size }),
        Some(_) => Err(Malformed::NotHttp),
    }
}

fn read_trailers(input: &[u8], start: usize) -> Result<Chunk, Malformed> {
    let rest = input.get(start..).unwrap_or_default();
    if rest.starts_with(b"\r\n") {
        return Ok(Chunk::Last { end: start + 2 });
    }
    match rest.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(at) => Ok(Chunk::Last { end: start + at + 4 }),
        None if rest.len() < HEAD_BYTES_MAX => Ok(Chunk::Partial),
        None => Err(Malformed::HeadTooLarge),
    }
}

/// The target as `/path?query`. Only that form has an address here; the absolute form is cut down to it.
fn origin_form(target: &str) -> Option<&str> {
    if target.starts_with('/') {
        return Some(target);
    }
    let (scheme, rest) = target.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    rest.find('/').map(|slash| &rest[slash..])
}

fn tokens(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii)
}

fn decimal(value: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(value.trim_ascii()).ok()?;
    // `parse` would take a leading plus.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn is_hop_by_hop(name: &str) -> bool {
    ["keep-alive", "proxy-connection", "te", "trailer", "upgrade", "http2-settings"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

fn is_internal(name: &str) -> bool {
    name.get(..INTERNAL_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(INTERNAL_PREFIX))
}

fn write_line(output: &mut Vec<u8>, parts: &[&[u8]]) {
    for part in parts {
        output.extend_from_slice(part);
    }
    output.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(text: &str) -> Result<Option<RequestHead>, Malformed> {
        read_request(text.as_bytes(), ClientCertificate::NoTls, &mut Vec::new())
    }

    #[test]
    fn internal_and_hop_by_hop_headers_of_a_client_do_not_pass() {
        let mut output = Vec::new();
        let text = "GET /a/../b?c HTTP/1.1\r\nHost: x\r\nX-Covenant-Front-Client: registered\r\nTE: trailers\r\n\
                    Connection: close\r\nX-Other: 1\r\n\r\n";
        let head = read_request(text.as_bytes(), ClientCertificate::Absent, &mut output).unwrap().unwrap();
        assert!(!head.keep_alive);
        let output = String::from_utf8(output).unwrap();
        assert_eq!(
            output,
            "GET /a/../b?c HTTP/1.1\r\nHost: x\r\nX-Other: 1\r\nx-covenant-front-client: absent\r\n\
             x-covenant-front-target: /a/../b?c\r\n"
        );
    }

    #[rstest]
    #[case::both_lengths("POST / HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n")]
    #[case::two_lengths("POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n")]
    #[case::signed_length("POST / HTTP/1.1\r\ncontent-length: +1\r\n\r\n")]
    #[case::gzip("POST / HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\n")]
    #[case::authority("CONNECT 127.0.0.1:443 HTTP/1.1\r\n\r\n")]
    #[case::asterisk("OPTIONS * HTTP/1.1\r\n\r\n")]
    #[case::http_two("PRI * HTTP/2.0\r\n\r\n")]
    #[case::tls("\u{16}\u{3}\u{1}")]
    fn a_head_that_cannot_be_relayed_is_refused(#[case] text: &str) {
        assert_eq!(read(text).map(|_| ()).unwrap_err(), Malformed::NotHttp);
    }

    #[rstest]
    #[case("POST /x HTTP/1.1\r\ncontent-length: 12\r\n\r\n", Length::Known(12))]
    #[case("POST /x HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n", Length::Chunked)]
    #[case("GET http://localhost:1/x HTTP/1.1\r\n\r\n", Length::Known(0))]
    fn the_end_of_a_body_is_told(#[case] text: &str, #[case] expected: Length) {
        assert_eq!(read(text).unwrap().unwrap().length, expected);
    }

    #[test]
    fn chunks_are_found_one_by_one() {
        let input = b"3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\nGET";
        let Chunk::Data { start, end } = read_chunk(input, 0).unwrap() else { panic!("data first") };
        assert_eq!(&input[start..end], b"abc");
        let Chunk::Last { end } = read_chunk(input, end + 2).unwrap() else { panic!("then the end") };
        assert_eq!(&input[end..], b"GET");
        assert_eq!(read_chunk(b"5\r\nab", 0), Ok(Chunk::Partial));
        assert_eq!(read_chunk(b"2\r\nabc\r\n", 0), Err(Malformed::NotHttp));
        assert_eq!(read_chunk(b"zz\r\n", 0), Err(Malformed::NotHttp));
        assert_eq!(read_chunk(b"fffffffffff\r\n", 0), Err(Malformed::BodyTooLarge));
    }
}
