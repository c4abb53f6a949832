//! One exchange as one entry.

use std::borrow::Cow;

use evidence::{Answer, Body, Exchange, Header, NOT_IN_URLS, Response, Sender};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use serde::Serialize;

use super::Empty;
use crate::{instants::Instants, text::one_line};

/// What the format asks for where a size is not known.
const UNKNOWN: i64 = -1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry<'r> {
    pageref: &'r str,
    started_date_time: String,
    time: f64,
    request: Request<'r>,
    response: Answered<'r>,
    cache: Empty,
    timings: Timings,
    #[serde(rename = "_exchange")]
    exchange: u32,
    #[serde(rename = "_step", skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
    #[serde(rename = "_operation", skip_serializing_if = "Option::is_none")]
    operation: Option<&'r str>,
    #[serde(rename = "_attempt")]
    attempt: u32,
    #[serde(rename = "_sender")]
    sender: Sender,
    #[serde(rename = "_error", skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'r> {
    method: &'r str,
    url: Cow<'r, str>,
    http_version: &'r str,
    cookies: [Empty; 0],
    headers: Vec<Pair<'r>>,
    query_string: Vec<Query>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData<'r>>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData<'r> {
    mime_type: &'r str,
    params: [Empty; 0],
    text: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answered<'r> {
    status: u16,
    status_text: &'static str,
    http_version: &'r str,
    cookies: [Empty; 0],
    headers: Vec<Pair<'r>>,
    content: Content<'r>,
    #[serde(rename = "redirectURL")]
    redirect_url: &'r str,
    headers_size: i64,
    body_size: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content<'r> {
    size: u64,
    mime_type: &'r str,
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize)]
struct Pair<'r> {
    name: &'r str,
    value: &'r str,
}

#[derive(Serialize)]
struct Query {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct Timings {
    send: f64,
    wait: f64,
    receive: f64,
}

impl<'r> Entry<'r> {
    pub(super) fn new(instants: Instants, page: &'r str, exchange: &'r Exchange) -> Self {
        let timing = exchange.timing;
        // Sending is not measured apart from waiting. `time` is the sum of the parts, as the format asks.
        let head_us = timing.head_us.unwrap_or(timing.total_us).min(timing.total_us);
        let timings =
            Timings { send: 0.0, wait: millis(head_us), receive: millis(timing.total_us - head_us) };
        let (response, error) = match &exchange.answer {
            Answer::Response(response) => (Some(response), None),
            Answer::NoAnswer(failure) => (None, Some(one_line(&failure.message))),
        };
        // No version of the protocol was agreed upon where no answer came.
        let http_version = response.map_or("unknown", |response| response.version.as_str());
        Self {
            pageref: page,
            started_date_time: instants.rfc3339_ms(timing.started_us),
            time: millis(timing.total_us),
            request: request(exchange, http_version),
            response: answered(response, http_version),
            cache: Empty {},
            timings,
            exchange: exchange.id,
            step: exchange.step,
            operation: exchange.operation.as_deref(),
            attempt: exchange.attempt,
            sender: exchange.sender,
            error,
        }
    }
}

fn request<'r>(exchange: &'r Exchange, http_version: &'r str) -> Request<'r> {
    let request = &exchange.request;
    let body = request.body.as_ref();
    Request {
        method: &request.method,
        url: utf8_percent_encode(&request.url, NOT_IN_URLS).into(),
        http_version,
        cookies: [],
        headers: pairs(&request.headers),
        query_string: query(&request.url),
        post_data: body.map(|body| PostData {
            mime_type: header(&request.headers, "content-type").unwrap_or("application/octet-stream"),
            params: [],
            text: &body.text,
        }),
        headers_size: UNKNOWN,
        body_size: body.map_or(0, size),
    }
}

fn answered<'r>(response: Option<&'r Response>, http_version: &'r str) -> Answered<'r> {
    let mut answered = Answered {
        status: 0,
        status_text: "",
        http_version,
        cookies: [],
        headers: Vec::new(),
        content: Content { size: 0, mime_type: "x-unknown", text: "", comment: None },
        redirect_url: "",
        headers_size: UNKNOWN,
        body_size: UNKNOWN,
    };
    let Some(response) = response else { return answered };
    answered.status = response.status;
    answered.headers = pairs(&response.headers);
    answered.redirect_url = response.header("location").unwrap_or_default();
    answered.body_size = size(&response.body);
    let odd = [
        (!response.body.utf8, "the bytes were not UTF-8"),
        (response.body.incomplete, "the body was cut off by the peer"),
        (response.body.over_limit, "the body is larger than the limit of the profile"),
    ];
    let odd: Vec<_> = odd.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect();
    answered.content = Content {
        size: response.body.bytes,
        mime_type: response.header("content-type").unwrap_or("x-unknown"),
        text: &response.body.text,
        comment: (!odd.is_empty()).then(|| odd.join("; ")),
    };
    answered
}

fn pairs(headers: &[Header]) -> Vec<Pair<'_>> {
    headers.iter().map(|header| Pair { name: &header.name, value: &header.value }).collect()
}

fn header<'r>(headers: &'r [Header], name: &str) -> Option<&'r str> {
    let found = headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    found.map(|header| header.value.as_str())
}

fn size(body: &Body) -> i64 {
    i64::try_from(body.bytes).unwrap_or(UNKNOWN)
}

fn query(url: &str) -> Vec<Query> {
    let Some((_, query)) = url.split_once('?') else { return Vec::new() };
    let query = query.split('#').next().unwrap_or_default();
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| Query { name: decoded(name), value: decoded(value) })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "a float of milliseconds is what the format asks for")]
fn millis(us: u64) -> f64 {
    us as f64 / 1_000.0
}
