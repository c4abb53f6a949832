//! What the tests of every vendor need.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

use std::{sync::Once, time::Duration};

use reqwest::{Client, ClientBuilder, Response};
use serde_json::Value;

/// What came back for each step of a conversation: status, content type and body, or how it failed.
pub(crate) type Transcript = Vec<(&'static str, String)>;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) text: String,
    /// Null if the body is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Self { status, headers, text, body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A client that no environment variable and no root store of this machine touches.
pub(crate) fn client_builder() -> ClientBuilder {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().unwrap();
    });
    Client::builder().no_proxy().tls_certs_only([]).timeout(Duration::from_secs(20))
}

/// The steps that differ; only those that both have are looked at.
pub(crate) fn differences(one: &Transcript, other: &Transcript) -> Vec<&'static str> {
    one.iter().zip(other).filter(|(one, other)| one != other).map(|(one, _)| one.0).collect()
}

/// What is different between two answers to one step: `-` gone, `+` new, `~` changed, by JSON pointer.
pub(crate) fn changes(step: &str, one: &Transcript, other: &Transcript) -> Vec<String> {
    let find = |transcript: &Transcript| {
        let (_, answer) = transcript.iter().find(|(known, _)| *known == step).unwrap();
        let mut parts = answer.splitn(3, ' ').map(str::to_owned);
        [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default)
    };
    let ([status, kind, body], [other_status, other_kind, other_body]) = (find(one), find(other));
    if other_status == "failed:" {
        return vec![format!("failed {other_kind}")];
    }
    let mut found = Vec::new();
    if status != other_status {
        found.push(format!("status {status} -> {other_status}"));
    }
    if kind != other_kind {
        found.push(format!("type {kind} -> {other_kind}"));
    }
    match (serde_json::from_str(&body), serde_json::from_str(&other_body)) {
        (Ok(body), Ok(other)) => compare("", &body, &other, &mut found),
        _ if body != other_body => found.push("no JSON".to_owned()),
        _ => {}
    }
    found
}

/// What a row of a table should say that says something else: the step in which a conversation first differs from an honest
/// one, and how that change begins; `none` and nothing where it does not.
pub(crate) fn wrong_row(
    (name, step, change): (&str, &str, &str),
    honest: &Transcript,
    other: &Transcript,
) -> Option<String> {
    let first = differences(honest, other).first().copied();
    let found = first.map(|first| changes(first, honest, other)).unwrap_or_default();
    let (first, found) = (first.unwrap_or("none"), found.first().map_or("", String::as_str));
    let is_right = first == step && found.starts_with(change) && found.is_empty() == change.is_empty();
    let begin: String = found.chars().take(70).collect();
    (!is_right).then(|| format!("    (\"{name}\", \"{first}\", r#\"{begin}\"#),"))
}

fn compare(at: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                match other.get(name) {
                    Some(other) => compare(&format!("{at}/{name}"), value, other, found),
                    None => found.push(format!("- {at}/{name}")),
                }
            }
            found.extend(
                other.keys().filter(|name| !one.contains_key(*name)).map(|name| format!("+ {at}/{name}")),
            );
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(&format!("{at}/{index}"), one, other, found);
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            found.push(format!("~ {at} has {} for {}", other.len(), one.len()));
        }
        _ if one != other => found.push(format!("~ {at} = {other}")),
        _ => {}
    }
}
