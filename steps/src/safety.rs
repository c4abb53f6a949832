//! Nothing leaves that could be a real person's: the last look at a body before it is sent.

use std::sync::LazyLock;

use evidence::synthetic;
use regex::Regex;

use crate::profile::{Profile, SsnRange};

/// Why a body must not be sent; `None` where it may.
///
/// A social security number is looked for as the value of a member whose name says so (the profile's own name for it
/// included), and anywhere in the form with hyphens.
pub(crate) fn refuse(body: &str, profile: &Profile) -> Option<String> {
    #[expect(clippy::expect_used, reason = "constant patterns, compiled by a test")]
    static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#""([A-Za-z_]+)"\s*:\s*"?([0-9]{9}|[0-9]{3}-[0-9]{2}-[0-9]{4})\b"#).expect("valid")
    });
    let own_name = profile.overrides.name_of("enrollees[].ssn");
    let names_it = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("ssn") || name.contains("social_security") || own_name.is_some_and(|own| own == name)
    };
    let allowed = |number: &str| synthetic::is_never_issued(number) || within(profile.ssn_range, number);
    let members =
        MEMBER.captures_iter(body).filter(|found| names_it(&found[1])).map(|found| found[2].to_owned());
    let hyphenated = synthetic::hyphenated(body).map(|found| body[found].to_owned());
    let forbidden = members.chain(hyphenated).find(|number| !allowed(number))?;
    let (last, area) = (forbidden.len().saturating_sub(2), forbidden.get(..3).unwrap_or_default());
    Some(format!(
        "a request was about to carry a social security number that could be a real person's ({area}…{}); only numbers \
         that are never issued are sent: area 666, or 900-999 with group 01-49, or the profile's `ssn_range`",
        &forbidden[last..]
    ))
}

fn within(range: Option<SsnRange>, number: &str) -> bool {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match (range, digits.parse::<u32>()) {
        (Some(range), Ok(number)) => (range.first..=range.last).contains(&number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use evidence::Vendor;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"ssn":"900010001"}"#, true)]
    #[case(r#"{"ssn":"666-12-3456"}"#, true)]
    #[case(r#"{"ssn":"90001000"}"#, true)]
    #[case(r#"{"employer_tin":"333964024"}"#, true)]
    #[case(r#"{"ssn":"123456789"}"#, false)]
    #[case(r#"{"ssn": 123456789}"#, false)]
    #[case(r#"{"holder_ssn":"123456789"}"#, false)]
    #[case(r#"{"comment":"is 219-09-9999 known?"}"#, false)]
    fn only_numbers_that_are_never_issued_leave(#[case] body: &str, #[case] may_leave: bool) {
        assert_eq!(refuse(body, &Profile::mock(Vendor::Oscar)).is_none(), may_leave);
    }

    #[test]
    fn the_refusal_does_not_repeat_the_number() {
        let refusal = refuse(r#"{"ssn":"123456789"}"#, &Profile::mock(Vendor::Oscar)).unwrap();
        assert!(!refusal.contains("123456789"), "{refusal}");
    }

    #[test]
    fn a_profile_may_give_its_own_test_range() {
        let mut profile = Profile::mock(Vendor::Oscar);
        profile.ssn_range = Some(SsnRange { first: 123_000_000, last: 123_999_999 });
        assert_eq!(refuse(r#"{"ssn":"123456789"}"#, &profile), None);
        assert!(refuse(r#"{"ssn":"124456789"}"#, &profile).is_some());
    }
}
