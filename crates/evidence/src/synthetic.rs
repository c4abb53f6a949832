//! Synthetic people: numbers that were never issued, derived so that a replay can derive them again.
//!
//! Social security numbers come only from area 666, or from 900-999 with group 01-49: the Social Security
//! Administration never issues them. Everything else that looks like such a number is refused before it is sent.

use sha2::{Digest, Sha256};

/// A social security number (9 digits, no hyphens) of the never issued range, for the n-th person of a scenario.
#[must_use]
pub fn ssn(run: &str, scenario: &str, nth: u32) -> String {
    let bits = digest(run, scenario, "ssn", nth);
    let serial = 1 + bits % 9_999;
    let bits = bits / 9_999;
    let group = 1 + bits % 49;
    let bits = bits / 49;
    // 101 areas: 900..=999, and 666 for the last one.
    let area = match bits % 101 {
        100 => 666,
        rest => 900 + rest,
    };
    format!("{area:03}{group:02}{serial:04}")
}

/// An opaque token for the n-th payment method of a scenario.
#[must_use]
pub fn token(run: &str, scenario: &str, nth: u32) -> String {
    format!("covenant-test-token-{:016x}", digest(run, scenario, "token", nth))
}

/// A short id for the n-th person of a scenario, unique for the run.
#[must_use]
pub fn member_id(run: &str, scenario: &str, nth: u32) -> String {
    format!("covenant-{:012x}", digest(run, scenario, "member", nth) & 0xffff_ffff_ffff)
}

/// Whether nine digits, with or without hyphens, belong to nobody.
#[must_use]
pub fn is_never_issued(ssn: &str) -> bool {
    let digits: String = ssn.chars().filter(|c| *c != '-').collect();
    if !is_well_formed(&digits) {
        return false;
    }
    let group = &digits[3..5];
    &digits[..3] == "666" || (digits.starts_with('9') && ("01"..="49").contains(&group))
}

/// Whether a text has the form of a social security number: nine digits, bare or as 3-2-4 with hyphens.
#[must_use]
pub fn is_well_formed(ssn: &str) -> bool {
    let bytes = ssn.as_bytes();
    match bytes.len() {
        9 => bytes.iter().all(u8::is_ascii_digit),
        11 => bytes.iter().enumerate().all(|(at, byte)| match at {
            3 | 6 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        }),
        _ => false,
    }
}

/// Where a text holds nine digits as 3-2-4 with hyphens, standing alone: byte ranges, in order.
pub fn hyphenated(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let alone = |at: Option<&u8>| at.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
    text.match_indices('-').filter_map(move |(hyphen, _)| {
        let (from, to) = (hyphen.checked_sub(3)?, hyphen + 8);
        let number = text.get(from..to)?;
        let before = from.checked_sub(1).and_then(|before| bytes.get(before));
        (is_well_formed(number) && alone(before) && alone(bytes.get(to))).then_some(from..to)
    })
}

fn digest(run: &str, scenario: &str, kind: &str, nth: u32) -> u64 {
    let hash = Sha256::digest(format!("{run}\u{1f}{scenario}\u{1f}{kind}\u{1f}{nth}"));
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn derived_numbers_are_never_issued_ones_and_repeat_for_the_same_person() {
        for nth in 0..2_000 {
            assert!(is_never_issued(&ssn("run", "scenario", nth)), "{}", ssn("run", "scenario", nth));
        }
        assert_eq!(ssn("run", "a", 1), ssn("run", "a", 1));
        assert_ne!(ssn("run", "a", 1), ssn("run", "a", 2));
        assert_ne!(ssn("run", "a", 1), ssn("other", "a", 1));
    }

    #[rstest]
    #[case("no number, 2026-04-01, 12345NE1234567-00", &[])]
    #[case("219-09-9999", &["219-09-9999"])]
    #[case("é219-09-9999é and (666-12-3456), not 1219-09-9999 or 219-09-99991", &["219-09-9999", "666-12-3456"])]
    #[case("12-219-09-9999", &["219-09-9999"])]
    fn numbers_with_hyphens_are_found_where_they_stand_alone(#[case] text: &str, #[case] expected: &[&str]) {
        let found: Vec<_> = hyphenated(text).map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[rstest]
    #[case("666123456", true)]
    #[case("666-12-3456", true)]
    #[case("900-01-0001", true)]
    #[case("999491234", true)]
    #[case("900-00-1234", false)]
    #[case("900-50-1234", false)]
    #[case("219-09-9999", false)]
    #[case("66612345", false)]
    fn only_two_ranges_belong_to_nobody(#[case] ssn: &str, #[case] expected: bool) {
        assert_eq!(is_never_issued(ssn), expected);
    }
}
