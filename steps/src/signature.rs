//! The signature of a webhook: `X-Osigu-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a full stop and the body>`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header that carries it, in lower case.
pub(crate) const HEADER: &str = "x-osigu-signature";

/// The digest of a time and the raw bytes of a body, in lower-case hex.
#[must_use]
pub(crate) fn digest(secret: &str, timestamp: &str, body: &[u8]) -> String {
    // A key of any length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The value of the header for a body that is signed now.
#[must_use]
pub(crate) fn sign(secret: &str, unix_seconds: i64, body: &[u8]) -> String {
    let timestamp = unix_seconds.to_string();
    format!("t={timestamp},v1={}", digest(secret, &timestamp, body))
}

/// The two parts of a header: the time as it is written, and the digest.
#[must_use]
pub(crate) fn parts(header: &str) -> Option<(&str, &str)> {
    let part = |name: &str| {
        header.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=')).map(str::trim)
    };
    Some((part("t")?, part("v1")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out with `openssl dgst -sha256 -hmac whsec_example`.
    #[test]
    fn the_digest_is_hmac_sha256_of_time_stop_and_body() {
        let signed = sign("whsec_example", 1_751_385_600, br#"{"event_id":"evt_1"}"#);
        let (timestamp, digest) = parts(&signed).unwrap();
        assert_eq!(timestamp, "1751385600");
        assert_eq!(digest, DIGEST);
    }

    const DIGEST: &str = "a7369050e5b1e8feeb25b836056686ca31adbb7717f0a3b143d5c9504e948194";
}
