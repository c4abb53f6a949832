//! Reading JSON and writing times, as every vendor does.

use serde_json::{Map, Value};
use time::{
    Date, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339, macros::format_description,
};

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// A member that is there and not null.
pub(crate) fn get<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

/// A string member.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// A day.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// `2026-06-25T14:00:12Z`, as resources have it.
pub(crate) fn seconds(time: OffsetDateTime) -> String {
    let time = time.to_offset(UtcOffset::UTC).replace_nanosecond(0).unwrap_or(time);
    time.format(&Rfc3339).unwrap_or_default()
}

/// `2026-06-25T14:22:11.789Z`, as event envelopes have it.
pub(crate) fn milliseconds(time: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
    time.to_offset(UtcOffset::UTC).format(&form).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn times_are_utc_with_and_without_milliseconds() {
        let time = datetime!(2026-06-25 16:22:11.789 +2);
        assert_eq!(seconds(time), "2026-06-25T14:22:11Z");
        assert_eq!(milliseconds(time), "2026-06-25T14:22:11.789Z");
    }
}
