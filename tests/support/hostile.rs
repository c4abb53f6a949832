//! A subject that echoes whatever it has heard, in the worst places.
#![allow(missing_docs, reason = "the names of the modes say it")]

use serde_json::{Map, Value, json};

use super::{
    canaries::{Canaries, short},
    raw::{Reply, Request},
};

/// How the hostile server answers, one scenario after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Green,
    Refusal,
    HtmlForJson,
    HtmlError,
    InternalError,
    Unavailable,
    Throttled,
    Unauthorized,
    Redirection,
    ContentType,
    ReasonPhrase,
    Names,
    Truncated,
    NotJson,
    NotHttp,
    BadHeader,
    Undocumented,
    NestedJson,
}

/// All of them.
pub const MODES: [Mode; 18] = [
    Mode::Green,
    Mode::Refusal,
    Mode::HtmlForJson,
    Mode::HtmlError,
    Mode::InternalError,
    Mode::Unavailable,
    Mode::Throttled,
    Mode::Unauthorized,
    Mode::Redirection,
    Mode::ContentType,
    Mode::ReasonPhrase,
    Mode::Names,
    Mode::Truncated,
    Mode::NotJson,
    Mode::NotHttp,
    Mode::BadHeader,
    Mode::Undocumented,
    Mode::NestedJson,
];

/// The echo of everything, as a subject would write it in this mode; `good` is what an honest one would say.
pub fn answer(mode: Mode, canaries: &Canaries, request: &Request, mut good: Value) -> Reply {
    let echo = canaries.echo();
    let all: String = echo.values().filter_map(Value::as_str).map(|text| format!("{text}\n")).collect();
    let headers = canaries.headers();
    let request_headers: Map<String, Value> =
        request.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    good["request"] = Value::from(request.body.as_str());
    good["headers"] = Value::from(request_headers);
    good.as_object_mut().expect("an object").extend(echo.clone());
    let build = |line: &str, more: &str, content_type: &str, body: String| {
        let head = format!("HTTP/1.1 {line}\r\nconnection: close\r\ncontent-type: {content_type}\r\n{more}");
        Reply::Bytes(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes())
    };
    let json = "application/json";
    let html = || format!("<html><body><h1>Error</h1><pre>{all}\n{}</pre></body></html>", request.body);
    let refusal =
        || json!({"error_code": all, "field": all, "message": request.body, "echo": echo}).to_string();
    match mode {
        Mode::Green => build("200 OK", &headers, json, good.to_string()),
        Mode::Refusal => build("400 Bad Request", &headers, json, refusal()),
        Mode::HtmlForJson => build("200 OK", &headers, "text/html", html()),
        Mode::HtmlError => build("502 Bad Gateway", &headers, "text/html", html()),
        Mode::InternalError => {
            build("500 Oh", &headers, json, json!({"application_id": all, "echo": echo}).to_string())
        }
        Mode::Unavailable => build("503 Later", &headers, json, refusal()),
        Mode::Throttled => build("429 Slow", &format!("retry-after: 0\r\n{headers}"), json, refusal()),
        Mode::Unauthorized => {
            build("401 No", &format!("www-authenticate: {}\r\n{headers}", short(canaries)), json, refusal())
        }
        Mode::Redirection => {
            let place = format!("location: https://127.0.0.1/{}?q={}\r\n", short(canaries), short(canaries));
            build("302 There", &format!("{place}{headers}"), json, refusal())
        }
        Mode::ContentType => build(
            "200 OK",
            &headers,
            &format!("application/{0}; charset={0}", short(canaries)),
            good.to_string(),
        ),
        Mode::ReasonPhrase => build(&format!("200 {}", short(canaries)), &headers, json, "{}".to_owned()),
        Mode::Names => {
            // Values as names, one of them twice, and one above a member that is looked at.
            let mut text = String::from("{");
            for (_, value) in canaries.all() {
                let name = serde_json::to_string(&value).expect("JSON");
                text.push_str(&format!(
                    "{name}: 1, {name}: {{\"oscar_id\": 5, \"beneficiary_id\": 6, {name}: null, {name}: 1}}, "
                ));
            }
            build("200 OK", &headers, json, format!("{text}\"x\": 1}}"))
        }
        Mode::Truncated => {
            let Reply::Bytes(mut bytes) = build("200 OK", &headers, json, good.to_string()) else {
                unreachable!()
            };
            bytes.truncate(bytes.len() - 20);
            Reply::Bytes(bytes)
        }
        Mode::NotJson => build("200 OK", &headers, json, format!("{{{all}")),
        Mode::NotHttp => Reply::Bytes(all.into_bytes()),
        Mode::BadHeader => Reply::Bytes(
            format!("HTTP/1.1 200 OK\r\n{}: \u{1}{}\r\n\r\n", short(canaries), short(canaries)).into_bytes(),
        ),
        Mode::Undocumented => build("418 Teapot", &headers, json, refusal()),
        Mode::NestedJson => {
            let inner = good.to_string();
            build(
                "200 OK",
                &headers,
                json,
                json!({"oscar_id": json!({"again": inner}).to_string(), "message": inner}).to_string(),
            )
        }
    }
}

/// The name of a mode in an id.
pub fn kebab(mode: Mode) -> String {
    let mut text = String::new();
    for c in format!("{mode:?}").chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
