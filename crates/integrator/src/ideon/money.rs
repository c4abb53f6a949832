//! Money: people write dollars, and Ideon wants cents, as integers.

use std::str::FromStr;

use serde::Deserialize;
use serde_json::{Value, json};

/// An amount of dollars, exact to the cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Money {
    cents: u64,
}

/// A text that is no amount of dollars.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no amount of dollars (write it as `1234`, `1234.5` or `1234.56`)")]
pub struct UnreadableMoney(String);

/// How an amount is written into a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As an integer number of cents.
    Cents,
    /// As dollars, with a fraction: wrong.
    Dollars,
    /// As cents of a binary fraction, cut off: wrong by a cent now and then.
    CutOff,
}

impl Money {
    /// The amount in cents.
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.cents
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "this is how a broken integration loses a cent"
    )]
    pub(super) fn value(self, written: Written) -> Value {
        let dollars = self.cents as f64 / 100.0;
        match written {
            Written::Cents => json!(self.cents),
            Written::Dollars => json!(dollars),
            Written::CutOff => json!((dollars * 100.0) as u64),
        }
    }
}

impl FromStr for Money {
    type Err = UnreadableMoney;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || UnreadableMoney(text.to_owned());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || fraction.len() > 2 {
            return Err(refuse());
        }
        let dollars: u64 = whole.parse().map_err(|_| refuse())?;
        let cents: u64 = format!("{fraction:0<2}").parse().map_err(|_| refuse())?;
        let all = dollars.checked_mul(100).and_then(|all| all.checked_add(cents));
        all.map(|cents| Self { cents }).ok_or_else(refuse)
    }
}

impl TryFrom<String> for Money {
    type Error = UnreadableMoney;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1234", 123_400)]
    #[case("1234.5", 123_450)]
    #[case("1234.56", 123_456)]
    #[case("0.07", 7)]
    #[case("19.99", 1_999)]
    fn dollars_become_cents(#[case] text: &str, #[case] cents: u64) {
        assert_eq!(text.parse::<Money>().unwrap().cents(), cents);
    }

    #[rstest]
    #[case("")]
    #[case("1.")]
    #[case(".5")]
    #[case("1.234")]
    #[case("-1")]
    #[case("1,000")]
    #[case("99999999999999999999")]
    #[case("999999999999999999.99")]
    fn what_is_no_amount_is_refused(#[case] text: &str) {
        assert!(text.parse::<Money>().is_err());
    }

    #[test]
    fn the_wrong_ways_to_write_an_amount_differ_from_the_right_one() {
        let money: Money = "1019.99".parse().unwrap();
        assert_eq!(money.value(Written::Cents), json!(101_999));
        assert_eq!(money.value(Written::Dollars), json!(1019.99));
        let money: Money = "19.99".parse().unwrap();
        assert_eq!(money.value(Written::CutOff), json!(1_998));
    }
}
