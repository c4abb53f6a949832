//! Moments of a run as dates: a record counts microseconds from its start.

use evidence::RunRecord;
use time::{Duration, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

/// When a run began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instants(OffsetDateTime);

impl Instants {
    /// The epoch if the record does not say it in a way that can be written.
    pub(crate) fn of(record: &RunRecord) -> Self {
        let at = OffsetDateTime::parse(&record.run.started_at, &Rfc3339).ok();
        let at = at.filter(|at| (1971..=9998).contains(&at.year())).map(|at| at.to_offset(UtcOffset::UTC));
        Self(at.unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }

    /// The start, in whole seconds.
    pub(crate) fn start(self) -> OffsetDateTime {
        self.0.replace_nanosecond(0).unwrap_or(self.0)
    }

    fn at(self, us: u64) -> OffsetDateTime {
        // Ten years after its start no run is still going on; a later moment could not be written.
        const US_MAX: u64 = 10 * 366 * 24 * 3_600 * 1_000_000;
        let later = Duration::microseconds(i64::try_from(us.min(US_MAX)).unwrap_or_default());
        self.0.checked_add(later).filter(|at| at.year() <= 9999).unwrap_or(self.0)
    }

    /// Seconds and nanoseconds since the epoch.
    pub(crate) fn unix(self, us: u64) -> (i64, u32) {
        let at = self.at(us);
        (at.unix_timestamp(), at.nanosecond())
    }

    /// Milliseconds since the epoch.
    pub(crate) fn unix_ms(self, us: u64) -> i64 {
        let (seconds, nanos) = self.unix(us);
        seconds * 1_000 + i64::from(nanos / 1_000_000)
    }

    /// RFC 3339 with milliseconds, UTC.
    pub(crate) fn rfc3339_ms(self, us: u64) -> String {
        let at = self.at(us);
        let (date, time) = (at.date(), at.time());
        let (month, day) = (u8::from(date.month()), date.day());
        let (hour, minute, second, ms) = time.as_hms_milli();
        format!("{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z", date.year())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn of(started_at: &str) -> Instants {
        let text = format!(
            r#"{{"format":"","format_version":1,"run":{{"id":"","started_at":"{started_at}","duration_ms":0,"complete":true,
            "interrupted":false,"seed":0,"jobs":1,"program":{{"name":"","version":""}},"arguments":[]}},"summary":{{
            "exit_code":0,"selected":0,"judged":0,"outcomes":{{"passed":0,"failed":0,"error":0,"blocked":0,"warned":0,
            "waived":0,"not_applicable":0}}}},"profiles":[],"features":[],"clauses":[],"catalogue":[],"scenarios":[],
            "not_run":[]}}"#
        );
        Instants::of(&serde_json::from_str(&text).unwrap())
    }

    #[rstest]
    #[case("2026-11-21T10:00:00.5Z", 1_500_000, "2026-11-21T10:00:02.000Z", 1_795_255_202_000)]
    #[case("2026-11-21T12:00:00+02:00", 1_999, "2026-11-21T10:00:00.001Z", 1_795_255_200_001)]
    #[case("yesterday", 0, "1970-01-01T00:00:00.000Z", 0)]
    #[case("9999-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z", 0)]
    #[case("2026-11-21T10:00:00Z", u64::MAX, "2036-11-28T10:00:00.000Z", 2_111_479_200_000)]
    fn a_moment_is_a_date_whatever_the_record_says(
        #[case] started_at: &str,
        #[case] us: u64,
        #[case] date: &str,
        #[case] unix_ms: i64,
    ) {
        let start = of(started_at);
        assert_eq!((start.rfc3339_ms(us).as_str(), start.unix_ms(us)), (date, unix_ms));
    }
}
