//! The request members and their formats (dossier 2.1).

use serde_json::{Map, Value};
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use super::{
    codes,
    errors::{Code, Problem, Trigger},
    settings::{RequiredMembers, Settings},
};

/// The format of a member's value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Not empty, at most so many characters.
    Text(usize),
    /// So many digits, from and to.
    Digits(usize, usize),
    Email,
    Date,
    Flag,
    Code(&'static [&'static str]),
    /// One of `Settings::relationship_types`.
    Relationship,
    /// One of `codes::EVENTS`; refused with its own code.
    Event,
    HiosId,
    Premium,
    /// Two letters.
    State,
    /// A JSON object, checked by its own list.
    Address,
    /// An SSN, refused with its own code.
    Ssn,
}

/// A member of a request object.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

const fn must(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: true }
}

const fn may(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: false }
}

const LONG: usize = 255;

pub(super) const WRITING_AGENT: &[Member] = &[
    must("first_name", Kind::Text(50)),
    may("middle_name", Kind::Text(50)),
    must("last_name", Kind::Text(50)),
    may("prefix", Kind::Text(4)),
    may("suffix", Kind::Text(4)),
    may("phone_number", Kind::Digits(10, 10)),
    may("email", Kind::Email),
    may("npn", Kind::Digits(1, 10)),
];

pub(super) const SERVICING_AGENT: &[Member] = &[
    may("first_name", Kind::Text(50)),
    may("middle_name", Kind::Text(50)),
    may("last_name", Kind::Text(50)),
    may("prefix", Kind::Text(4)),
    may("suffix", Kind::Text(4)),
    may("phone_number", Kind::Digits(10, 10)),
    may("email", Kind::Email),
    may("npn", Kind::Digits(1, 10)),
];

pub(super) const POLICY: &[Member] = &[
    must("plan_year", Kind::Digits(4, 4)),
    must("hios_id", Kind::HiosId),
    must("monthly_premium", Kind::Premium),
    may("renewal_type", Kind::Code(codes::RENEWALS)),
    must("external_policy_id", Kind::Text(LONG)),
    may("external_subscriber_id", Kind::Text(LONG)),
    may("cancel_overlapping_eligibility", Kind::Flag),
];

pub(super) const EVENT: &[Member] =
    &[must("qualifying_event", Kind::Event), must("qualifying_event_date", Kind::Date)];

pub(super) const EMPLOYER: &[Member] =
    &[may("employer_name", Kind::Text(LONG)), may("employer_tin", Kind::Digits(9, 9))];

pub(super) const ENROLLEE: &[Member] = &[
    must("relationship_type", Kind::Relationship),
    may("ssn", Kind::Ssn),
    must("external_member_id", Kind::Text(LONG)),
    must("first_name", Kind::Text(LONG)),
    may("middle_name", Kind::Text(LONG)),
    must("last_name", Kind::Text(LONG)),
    may("prefix", Kind::Text(LONG)),
    may("suffix", Kind::Text(LONG)),
    may("phone_number", Kind::Digits(10, 10)),
    may("email", Kind::Email),
    may("marital_status", Kind::Code(codes::MARITAL)),
    must("sex", Kind::Code(codes::SEXES)),
    must("date_of_birth", Kind::Date),
    may("ethnicity", Kind::Code(codes::ETHNICITIES)),
    must("is_tobacco_user", Kind::Flag),
    must("is_requesting_coverage", Kind::Flag),
    must("coverage_start", Kind::Date),
    may("coverage_end", Kind::Date),
    may("language_preference", Kind::Code(codes::LANGUAGES)),
    may("mailing_address", Kind::Address),
    must("residential_address", Kind::Address),
];

pub(super) const CHANGE: &[Member] = &[
    may("change_type", Kind::Code(codes::CHANGES)),
    may("change_effective_date", Kind::Date),
    may("additional_maintenance_reason", Kind::Code(codes::REASONS)),
];

const ADDRESS: &[Member] = &[
    must("address_line_1", Kind::Text(LONG)),
    may("address_line_2", Kind::Text(LONG)),
    must("city", Kind::Text(LONG)),
    must("state", Kind::State),
    must("zipcode", Kind::Digits(5, 5)),
];

/// A member that is there; null counts as absent (U3).
pub(super) fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

pub(super) fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    get(object, name)?.as_str()
}

pub(super) fn date(object: &Map<String, Value>, name: &str) -> Option<Date> {
    parse_date(text(object, name)?)
}

pub(super) fn parse_date(text: &str) -> Option<Date> {
    // `Date::parse` takes a sign and more digits.
    if text.len() != 10 || text.starts_with(['+', '-']) {
        return None;
    }
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

pub(super) fn parse_timestamp(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

/// Hundredths of a decimal text or number with at most two decimals.
pub(crate) fn cents(value: &Value) -> Option<i64> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let (units, hundredths) = text.split_once('.').unwrap_or((&text, "00"));
    let digits = |text: &str, from, to| {
        (from..=to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !digits(units, 1, 12) || !digits(hundredths, 1, 2) {
        return None;
    }
    Some(units.parse::<i64>().ok()? * 100 + format!("{hundredths:0<2}").parse::<i64>().ok()?)
}

/// Collects what is wrong with a request.
pub(super) struct Checker<'a> {
    pub(super) settings: &'a Settings,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Checker<'a> {
    pub(super) const fn new(settings: &'a Settings) -> Self {
        Self { settings, problems: Vec::new() }
    }

    pub(super) fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(super) fn missing(&mut self, field: &str) {
        self.add(Problem::new(Code::MissingRequiredField, field, format!("{field} is required")));
    }

    pub(super) fn invalid(&mut self, field: &str, wanted: &str) {
        let problem = Problem::new(Code::InvalidFieldValue, field, format!("{field}: {wanted}"));
        self.add(problem.because(Trigger::Value));
    }

    /// A member that has to be an object, if it is there.
    pub(super) fn object<'b>(
        &mut self,
        parent: &'b Map<String, Value>,
        name: &str,
    ) -> Option<&'b Map<String, Value>> {
        let value = get(parent, name)?;
        if value.as_object().is_none() {
            self.invalid(name, "wants an object");
        }
        value.as_object()
    }

    /// Checks an optional top-level object by its list.
    pub(super) fn section(
        &mut self,
        body: &Map<String, Value>,
        name: &str,
        members: &[Member],
        partial: bool,
    ) {
        if let Some(object) = self.object(body, name) {
            self.members(object, name, members, partial);
        }
    }

    /// Checks the members of an object; with `partial` none is required.
    pub(super) fn members(
        &mut self,
        object: &Map<String, Value>,
        path: &str,
        members: &[Member],
        partial: bool,
    ) {
        let required = !partial && self.settings.required == RequiredMembers::File;
        for member in members {
            let field =
                if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
            match get(object, member.name) {
                Some(value) => self.value(value, &field, member.kind, partial),
                None if member.required && required => self.missing(&field),
                None => {}
            }
        }
    }

    fn value(&mut self, value: &Value, field: &str, kind: Kind, partial: bool) {
        let text = value.as_str();
        let listed = |codes: &[&str]| text.is_some_and(|text| codes.contains(&text));
        let strict = self.settings.strict_codes;
        let (fits, wanted) = match kind {
            Kind::Text(max) => {
                let fits = text.is_some_and(|text| !text.trim().is_empty() && text.chars().count() <= max);
                (fits, "wants text that is not empty or too long")
            }
            Kind::Digits(from, to) => {
                let fits = |text: &str| {
                    (from..=to).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
                };
                (text.is_some_and(fits), "wants a string of digits of the right length")
            }
            Kind::Email => (text.is_some_and(is_email), "wants an e-mail address"),
            Kind::Date => (text.is_some_and(|text| parse_date(text).is_some()), "wants a date, YYYY-MM-DD"),
            Kind::Flag => (value.is_boolean(), "wants true or false"),
            Kind::Code(codes) => {
                (listed(codes) || (!strict && text.is_some()), "wants one of the listed codes")
            }
            Kind::Relationship => {
                let types = &self.settings.relationship_types;
                let known = text.is_some_and(|text| !strict || types.iter().any(|known| known == text));
                (known, "wants one of the relationship types")
            }
            Kind::Event => {
                if !listed(codes::EVENTS) && (strict || text.is_none()) {
                    let message = format!("{field}: not a qualifying life event");
                    self.add(Problem::new(Code::InvalidQle, field, message).because(Trigger::EventCode));
                }
                return;
            }
            Kind::HiosId => (text.is_some_and(is_hios_id), "wants a HIOS plan id such as 12345NE1234567-00"),
            Kind::Premium => (cents(value).is_some(), "wants an amount with at most two decimals"),
            Kind::State => {
                let fits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
                (text.is_some_and(fits), "wants the two letters of a state")
            }
            Kind::Address => {
                match value.as_object() {
                    Some(address) => self.members(address, field, ADDRESS, partial),
                    None => self.invalid(field, "wants an object"),
                }
                return;
            }
            Kind::Ssn => return self.ssn(value, field),
        };
        if !fits {
            self.invalid(field, wanted);
        }
    }

    fn ssn(&mut self, value: &Value, field: &str) {
        let Some(ssn) = value.as_str() else { return self.invalid(field, "wants a string of 9 digits") };
        let trigger = if ssn.is_empty() || ssn.bytes().all(|byte| byte.is_ascii_digit()) {
            match ssn.len() {
                9 => return,
                ..9 => Trigger::ShortSsn,
                _ => Trigger::LongSsn,
            }
        } else {
            Trigger::NonNumericSsn
        };
        let message = format!("{field}: wants 9 digits without delimiters");
        self.add(Problem::new(Code::InvalidSsn, field, message).because(trigger));
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    text.len() <= 50 && plain(local) && plain(domain) && domain.contains('.') && !domain.starts_with('.')
}

fn is_hios_id(text: &str) -> bool {
    let pattern = b"dddddaaddddddd-dd";
    text.len() == pattern.len()
        && text.bytes().zip(pattern).all(|(byte, class)| match class {
            b'd' => byte.is_ascii_digit(),
            b'a' => byte.is_ascii_alphabetic(),
            _ => byte == b'-',
        })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!("329.32"), Some(32_932))]
    #[case(json!(329.32), Some(32_932))]
    #[case(json!(300), Some(30_000))]
    #[case(json!("300.5"), Some(30_050))]
    #[case(json!("0"), Some(0))]
    #[case(json!("-1"), None)]
    #[case(json!("1.234"), None)]
    #[case(json!(1.234), None)]
    #[case(json!("1e3"), None)]
    #[case(json!(""), None)]
    #[case(json!(".5"), None)]
    #[case(json!("9999999999999"), None)]
    #[case(json!(1e300), None)]
    fn money_is_read_exactly_or_not_at_all(#[case] value: Value, #[case] expected: Option<i64>) {
        assert_eq!(cents(&value), expected);
    }

    #[rstest]
    #[case("2026-02-28", true)]
    #[case("2026-02-30", false)]
    #[case("2026-2-3", false)]
    #[case("26-02-2026", false)]
    #[case("+2026-02-1", false)]
    #[case("2026-02-28T00:00:00Z", false)]
    fn a_date_is_year_month_day(#[case] text: &str, #[case] fits: bool) {
        assert_eq!(parse_date(text).is_some(), fits);
    }

    #[rstest]
    #[case("12345NE1234567-00", true)]
    #[case("12345NE1234567", false)]
    #[case("1234ANE1234567-00", false)]
    #[case("123451E1234567-00", false)]
    fn a_hios_id_has_its_form(#[case] text: &str, #[case] fits: bool) {
        assert_eq!(is_hios_id(text), fits);
    }

    #[test]
    fn the_code_lists_are_complete() {
        assert_eq!((codes::EVENTS.len(), codes::REASONS.len()), (46, 48));
    }
}
