//! Reads a response, as far as it came.

use evidence::{Body, Header};
use reqwest::Response;

/// How reading a body ended.
enum End {
    Complete,
    Incomplete,
    OverLimit,
}

/// The head of a response as evidence.
pub(crate) fn head(response: &Response) -> evidence::Response {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| Header::new(name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    evidence::Response {
        status: response.status().as_u16(),
        version: format!("{:?}", response.version()),
        headers,
        body: Body::default(),
    }
}

/// The body of a response. Whatever breaks it off after the head has come is a fact about the response.
pub(crate) async fn body(response: &mut Response, limit_bytes: usize) -> Body {
    let mut bytes = Vec::new();
    let end = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                let room = limit_bytes - bytes.len();
                if chunk.len() > room {
                    bytes.extend_from_slice(&chunk[..room]);
                    break End::OverLimit;
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(None) => break End::Complete,
            Err(_) => break End::Incomplete,
        }
    };
    let cut = !matches!(end, End::Complete);
    let mut body = Body::from_bytes(&bytes);
    if cut
        && !body.utf8
        && let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        // Only the cut fell into a character; that says nothing about the encoding.
        body.utf8 = true;
        body.text = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
    }
    body.incomplete = matches!(end, End::Incomplete);
    body.over_limit = matches!(end, End::OverLimit);
    body
}
