//! `X-Osigu-Signature` (dossier 5.4).

use crate::mac::hmac_sha256;

/// The header that carries the signature.
pub(super) const SIGNATURE_HEADER: &str = "x-osigu-signature";

/// The lower-case hex HMAC-SHA256 of the parts, one after the other.
pub(super) fn hex_hmac(secret: &str, parts: &[&[u8]]) -> String {
    hex(&hmac_sha256(secret.as_bytes(), parts))
}

/// `t=<unix seconds>,v1=<hex>`, where the hex is over `t`, a full stop and the bytes of the body.
pub(super) fn signature(secret: &str, unix_seconds: i64, body: &[u8]) -> String {
    let mac = hex_hmac(secret, &[unix_seconds.to_string().as_bytes(), b".", body]);
    format!("t={unix_seconds},v1={mac}")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_rfc_4231() {
        let mac = hex_hmac("Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(mac, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn the_seconds_are_signed_with_the_body() {
        let signed = signature("secret", 1_751_385_600, b"{}");
        assert_eq!(signed, format!("t=1751385600,v1={}", hex_hmac("secret", &[b"1751385600.{}"])));
    }
}
