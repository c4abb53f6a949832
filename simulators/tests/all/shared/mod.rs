//! What the tests of every vendor need.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

use std::{sync::Once, time::Duration};

use reqwest::{Client, ClientBuilder};
use serde_json::Value;

/// What came back for each step of a conversation: status, content type and body, or how it failed.
pub(crate) type Transcript = Vec<(&'static str, String)>;

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
