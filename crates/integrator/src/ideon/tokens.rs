//! The token, and until when it is used.

use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// A token is renewed that long before it expires.
const MARGIN: Duration = Duration::minutes(5);

/// A token that is used until then.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) token: String,
    pub(super) fresh_until: OffsetDateTime,
}

/// Until when a token is used: 5 minutes less than it lives, or five sixths of its life when that is more. One whose
/// end cannot be read is used once.
pub(super) fn fresh_until(asked_at: OffsetDateTime, expires_at: Option<&str>) -> OffsetDateTime {
    let Some(end) = expires_at.and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok()) else {
        return asked_at;
    };
    let life = (end - asked_at).max(Duration::ZERO);
    asked_at + (life - MARGIN).max(life * 5 / 6)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-06-15 12:00 UTC);

    #[rstest]
    #[case(Some("2026-06-16T12:00:00.000Z"), 86_100)]
    #[case(Some("2026-06-16T08:00:00-04:00"), 86_100)]
    #[case(Some("2026-06-15T12:10:00Z"), 500)]
    #[case(Some("2026-06-15T11:00:00Z"), 0)]
    #[case(Some("tomorrow"), 0)]
    #[case(None, 0)]
    fn a_token_is_used_until_shortly_before_it_expires(
        #[case] expires_at: Option<&str>,
        #[case] seconds: i64,
    ) {
        assert_eq!(fresh_until(NOON, expires_at), NOON + Duration::seconds(seconds));
    }
}
