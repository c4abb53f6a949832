//! The header `X-Osigu-Signature`: `t=<unix seconds>,v1=<hex HMAC-SHA256>` (OSX-11).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header's name, in lower case.
pub(super) const HEADER: &str = "x-osigu-signature";

/// What the header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signature<'a> {
    /// `t` as it was written: that is what was signed.
    pub(super) written: &'a str,
    /// `t` as a number: seconds since 1970.
    pub(super) timestamp: i64,
    /// `v1` as it was written.
    pub(super) v1: &'a str,
}

impl<'a> Signature<'a> {
    /// Reads the header. Exactly one `t` of digits and one `v1` are wanted, in any order; what has another name is left
    /// for later versions of the scheme.
    pub(super) fn parse(header: &'a str) -> Option<Self> {
        let (mut t, mut v1) = (None, None);
        for part in header.split(',') {
            let (name, value) = part.split_once('=')?;
            let slot = match name {
                "t" => &mut t,
                "v1" => &mut v1,
                _ => continue,
            };
            if slot.replace(value).is_some() {
                return None;
            }
        }
        let (written, v1) = (t?, v1?);
        // `parse` would take a sign.
        let digits = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
        let timestamp = written.parse().ok().filter(|_| digits)?;
        Some(Self { written, timestamp, v1 })
    }

    /// Seconds between the timestamp and now: positive if it lies behind.
    pub(super) const fn age_s(&self, now: i64) -> i64 {
        now.saturating_sub(self.timestamp)
    }
}

/// The HMAC that `v1` has to be: over the timestamp as it is written, a full stop and the body.
pub(super) fn digest(secret: &[u8], written: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = keyed(secret)?;
    mac.update(written.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

/// An HMAC that has seen nothing yet; a secret of any length makes a key.
pub(super) fn keyed(secret: &[u8]) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(secret).ok()
}

/// Bytes from hexadecimal digits of either case; `None` if it is anything else.
pub(super) fn unhex(digits: &str) -> Option<Vec<u8>> {
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("t=1751385600,v1=8b7c", 1_751_385_600, "8b7c")]
    #[case("v1=8b7c,t=0", 0, "8b7c")]
    #[case("t=1,v1=a,v2=b=c", 1, "a")]
    #[case("t=007,v1=", 7, "")]
    fn a_header_that_says_both_is_read(#[case] header: &str, #[case] timestamp: i64, #[case] v1: &str) {
        let signature = Signature::parse(header).unwrap();
        assert_eq!((signature.timestamp, signature.v1), (timestamp, v1));
    }

    #[rstest]
    #[case("")]
    #[case("8b7c")]
    #[case("t=1")]
    #[case("v1=8b7c")]
    #[case("t=,v1=8b7c")]
    #[case("t=soon,v1=8b7c")]
    #[case("t=-1,v1=8b7c")]
    #[case("t=+1,v1=8b7c")]
    #[case("t=1.5,v1=8b7c")]
    #[case("t=99999999999999999999,v1=8b7c")]
    #[case("t=1;v1=8b7c")]
    #[case("t=1,v1=8b7c,")]
    #[case("t=1,t=1,v1=8b7c")]
    #[case("t=1,v1=8b7c,v1=8b7c")]
    #[case("T=1,V1=8b7c")]
    #[case("t=1, v1=8b7c")]
    fn a_header_that_reads_otherwise_is_none(#[case] header: &str) {
        assert_eq!(Signature::parse(header), None);
    }

    /// From outside: `printf '1751385600.{"a":1}' | openssl dgst -sha256 -hmac whsec_test`.
    #[test]
    fn the_expected_signature_is_the_one_that_another_tool_computes() {
        let v1 = "19a435c36595d4fa7ebab56d1f7cce90f396ff398ec89bc971228b0464e4e182";
        let mac = digest(b"whsec_test", "1751385600", br#"{"a":1}"#).unwrap();
        mac.verify_slice(&unhex(v1).unwrap()).unwrap();
    }

    #[rstest]
    #[case("", Some(vec![]))]
    #[case("00fF", Some(vec![0, 255]))]
    #[case("0", None)]
    #[case("0g", None)]
    #[case("+1", None)]
    #[case("é0", None)]
    fn hexadecimal_digits_of_either_case_are_read(#[case] digits: &str, #[case] expected: Option<Vec<u8>>) {
        assert_eq!(unhex(digits), expected);
    }
}
