//! An event on its way to a receiver.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use wire::Outgoing;

use super::words::Forgery;
use crate::signature;

/// Bytes, and what the header says of them.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub(super) body: Vec<u8>,
    /// The value of the header; none leaves it out.
    pub(super) signature: Option<String>,
    /// The second half of the body comes this much later.
    pub(super) body_pause: Option<Duration>,
    /// What it is, for texts: `an event with a changed body`.
    pub(super) what: String,
}

impl Delivery {
    /// Bytes with a good signature.
    pub(super) fn signed(secret: &str, at: i64, body: Vec<u8>) -> Self {
        let signature = Some(signature::sign(secret, at, &body));
        Self { body, signature, body_pause: None, what: "a valid event".to_owned() }
    }

    /// The same under another name.
    pub(super) fn called(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    /// An event as Osigu never sent it. `other` is a delivery of another event, and `foreign` a secret that is not the receiver's.
    pub(super) fn forged(
        forgery: Forgery,
        secret: &str,
        foreign: &str,
        at: i64,
        event: &Value,
        other: &Self,
    ) -> Self {
        let mut body = bytes(event);
        let good = signature::digest(secret, &at.to_string(), &body);
        let header = |digest: &str| format!("t={at},v1={digest}");
        let mut signature = Some(header(&good));
        match forgery {
            Forgery::ChangedBody => body = changed(event),
            Forgery::ChangedTimestamp => signature = Some(format!("t={},v1={good}", at - 1)),
            Forgery::OtherSecret => signature = Some(signature::sign(foreign, at, &body)),
            Forgery::EmptySecret => signature = Some(signature::sign("", at, &body)),
            Forgery::OtherEvent => signature = other.signature.clone(),
            Forgery::FirstDigit => {
                signature = Some(header(&format!("{}{}", another(&good[..1]), &good[1..])))
            }
            Forgery::LastDigit => {
                let last = good.len() - 1;
                signature = Some(header(&format!("{}{}", &good[..last], another(&good[last..]))));
            }
            Forgery::HalfDigest => signature = Some(header(&good[..good.len() / 2])),
            Forgery::LongDigest => signature = Some(header(&format!("{good}00"))),
            // The digest stays the one of the bytes before.
            Forgery::OtherBytes => body = spaced(event),
            Forgery::NotJson => {
                body = b"{\"event_id\":".to_vec();
            }
            Forgery::NoHeader => signature = None,
            Forgery::EmptyHeader => signature = Some(String::new()),
            Forgery::NoTimestamp => signature = Some(format!("v1={good}")),
            Forgery::NoDigest => signature = Some(format!("t={at}")),
            Forgery::WordForTimestamp => signature = Some(format!("t=now,v1={good}")),
            Forgery::EmptyDigest => signature = Some(header("")),
            Forgery::NotHexadecimal => signature = Some(header(&"z".repeat(64))),
            Forgery::Unreadable => signature = Some("signed by Osigu".to_owned()),
            Forgery::BareDigest => signature = Some(bare_digest(secret, &body)),
        }
        Self { body, signature, body_pause: None, what: format!("an event {}", forgery.words()) }
    }

    /// The request that carries it.
    pub(super) fn outgoing(&self) -> Outgoing {
        let mut outgoing = Outgoing::new("POST", "").json(self.body.clone());
        if let Some(signature) = &self.signature {
            outgoing = outgoing.header(signature::HEADER, signature.clone());
        }
        outgoing.body_pause = self.body_pause;
        outgoing
    }
}

/// An event as Osigu writes it: without spaces.
pub(super) fn bytes(event: &Value) -> Vec<u8> {
    event.to_string().into_bytes()
}

/// The same JSON with line breaks and indentation.
pub(super) fn spaced(event: &Value) -> Vec<u8> {
    format!("{event:#}").into_bytes()
}

/// The same event with more to be dispensed.
fn changed(event: &Value) -> Vec<u8> {
    let mut changed = event.clone();
    changed["data"]["products"][0]["quantity"] = 3_000.into();
    bytes(&changed)
}

/// What an older scheme of Osigu's sent: an HMAC of the body alone.
fn bare_digest(secret: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hexadecimal digit that is not this one.
const fn another(digit: &str) -> &'static str {
    if matches!(digit.as_bytes(), b"0") { "1" } else { "0" }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn every_forgery_differs_from_the_real_delivery_and_from_every_other() {
        let event = json!({"event_id": "evt_1", "data": {"products": [{"quantity": 30}]}});
        let other = Delivery::signed("s", 1_751_385_600, b"{}".to_vec());
        let real = Delivery::signed("s", 1_751_385_600, bytes(&event));
        let mut seen = HashSet::from([(real.body.clone(), real.signature.clone())]);
        for (words, forgery) in Forgery::all() {
            let forged = Delivery::forged(*forgery, "s", "f", 1_751_385_600, &event, &other);
            assert_eq!(forged.what, format!("an event {words}"));
            let is_good =
                forged.signature.as_deref() == Some(&signature::sign("s", 1_751_385_600, &forged.body));
            assert!(!is_good, "{words}");
            assert!(seen.insert((forged.body, forged.signature)), "{words}");
        }
    }

    #[test]
    fn spaced_bytes_say_the_same() {
        let event = json!({"a": [1, {"b": "é"}]});
        assert_ne!(spaced(&event), bytes(&event));
        assert_eq!(serde_json::from_slice::<Value>(&spaced(&event)).unwrap(), event);
    }
}
