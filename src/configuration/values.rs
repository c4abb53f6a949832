//! Small values as people write them: durations, rates, ranges of social security numbers.

use std::time::Duration;

use steps::SsnRange;
use wire::RateLimit;

/// No environment allows more, and a budget remembers each request of a period.
const MOST_REQUESTS: u32 = 1_000_000;

/// Reads a duration such as `90s`, `15m`, `1h`, `1h30m` or `500ms`.
///
/// # Errors
///
/// Says what is expected, if it is anything else, zero included.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong =
        || format!("`{text}` is not a duration: write a number and a unit, such as 500ms, 90s, 15m or 1h30m");
    let mut total = Duration::ZERO;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let milliseconds: u64 = match rest[..unit].trim() {
            "ms" => 1,
            "s" | "sec" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        let part = number.checked_mul(milliseconds).map(Duration::from_millis).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
        rest = &rest[unit..];
    }
    if total.is_zero() { Err(wrong()) } else { Ok(total) }
}

/// Reads a rate such as `50/min`, `10/s` or `1500/5min`: how many requests in how long.
///
/// # Errors
///
/// Says what is expected, if it is anything else, or more than a million requests.
pub(crate) fn rate(text: &str) -> Result<RateLimit, String> {
    let wrong =
        || format!("`{text}` is not a rate: write requests and a period, such as 50/min, 10/s or 1500/5min");
    let (requests, period) = text.split_once('/').ok_or_else(wrong)?;
    let requests: u32 = requests.trim().parse().map_err(|_| wrong())?;
    let period = period.trim();
    let period = if period.starts_with(|c: char| c.is_ascii_digit()) {
        duration(period)
    } else {
        duration(&format!("1{period}"))
    };
    match period {
        Ok(window) if (1..=MOST_REQUESTS).contains(&requests) => Ok(RateLimit { requests, window }),
        _ => Err(wrong()),
    }
}

/// Reads the vendor's own range of social security numbers for tests.
///
/// A range must not reach beyond one area (the first three digits) unless all of it begins with 9: a wide range would
/// let numbers of real people pass.
///
/// # Errors
///
/// Says what is wrong with the range.
pub(crate) fn ssn_range(first: &str, last: &str) -> Result<SsnRange, String> {
    let number = |text: &str| {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if evidence::synthetic::is_well_formed(text) { digits.parse::<u32>().ok() } else { None }
    };
    let (Some(from), Some(to)) = (number(first), number(last)) else {
        return Err("both ends of the range must be nine digits, with or without hyphens".to_owned());
    };
    if from > to {
        return Err("the first number of the range is larger than the last".to_owned());
    }
    if from / 1_000_000 != to / 1_000_000 && from < 900_000_000 {
        return Err(
            "the range reaches beyond one area (the first three digits), and could hold real people's \
                    numbers: give the vendor's test range alone"
                .to_owned(),
        );
    }
    Ok(SsnRange { first: from, last: to })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("500ms", 500)]
    #[case("90s", 90_000)]
    #[case("15m", 900_000)]
    #[case("1h", 3_600_000)]
    #[case("1h30m", 5_400_000)]
    fn durations_are_a_number_and_a_unit(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)));
    }

    #[rstest]
    #[case("")]
    #[case("15")]
    #[case("m")]
    #[case("-5s")]
    #[case("0s")]
    #[case("5 parsecs")]
    #[case("99999999999999999999h")]
    #[case("18446744073709551615d")]
    fn anything_else_is_no_duration(#[case] text: &str) {
        assert!(duration(text).unwrap_err().contains("is not a duration"), "{text}");
    }

    #[rstest]
    #[case("50/min", 50, 60)]
    #[case("1500/5min", 1500, 300)]
    #[case("10/s", 10, 1)]
    fn rates_are_requests_and_a_period(#[case] text: &str, #[case] requests: u32, #[case] seconds: u64) {
        let limit = RateLimit { requests, window: Duration::from_secs(seconds) };
        assert_eq!(rate(text), Ok(limit));
        assert_eq!(limit.to_string(), text, "it is shown as it is written");
    }

    #[rstest]
    #[case("50")]
    #[case("0/min")]
    #[case("x/min")]
    #[case("5/")]
    #[case("5/0s")]
    #[case("4000000000/min")]
    fn anything_else_is_no_rate(#[case] text: &str) {
        assert!(rate(text).unwrap_err().contains("is not a rate"), "{text}");
    }

    #[rstest]
    #[case("666-00-0001", "666999999", true)]
    #[case("900010001", "999499999", true)]
    #[case("123000000", "123999999", true)]
    #[case("100000000", "899999999", false)]
    #[case("666000009", "666000001", false)]
    #[case("66600", "666999999", false)]
    fn a_range_stays_within_one_area_or_the_never_issued_ones(
        #[case] first: &str,
        #[case] last: &str,
        #[case] accepted: bool,
    ) {
        assert_eq!(ssn_range(first, last).is_ok(), accepted);
    }
}
