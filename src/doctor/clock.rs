//! Whether our clock and the environment's agree: signatures, certificates and enrollment periods depend on it.

use evidence::Exchange;
use reports::doctor::Check;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc2822};

/// What the two may differ by: an answer has been on its way for a while, and the header counts whole seconds.
const TOLERATED: Duration = Duration::seconds(60);

/// Compares the `Date` of an answer that has just come.
pub(super) fn check(exchange: &Exchange, now: OffsetDateTime) -> Check {
    const NAME: &str = "clock";
    let Some(header) = exchange.response().and_then(|response| response.header("date")) else {
        return Check::not_applicable(NAME, "the answer has no `Date` to compare with");
    };
    let Ok(theirs) = OffsetDateTime::parse(header.trim(), &Rfc2822) else {
        return Check::not_applicable(NAME, format!("the answer's `Date` is no date of HTTP: {header}"));
    };
    let apart = now - theirs;
    let words = span(apart.abs());
    if apart.abs() <= TOLERATED {
        return Check::ok(NAME, format!("ours and the environment's are {words} apart"));
    }
    let (direction, advice) = if apart.is_positive() {
        ("ahead of", "set this machine's clock (NTP); if it is right, tell the vendor that theirs is slow")
    } else {
        ("behind", "set this machine's clock (NTP); if it is right, tell the vendor that theirs is fast")
    };
    Check::failed(NAME, format!("ours is {words} {direction} the environment's ({header})"), advice)
}

fn span(apart: Duration) -> String {
    let seconds = apart.whole_seconds();
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use evidence::{Answer, Body, Header, Intent, Request, Response, Sender, Timing};
    use reports::doctor::CheckState;
    use rstest::rstest;
    use time::macros::datetime;

    use super::*;

    fn answered(date: Option<&str>) -> Exchange {
        let headers = date.into_iter().map(|date| Header::new("date", date)).collect();
        Exchange {
            id: 1,
            step: None,
            sender: Sender::Harness,
            operation: None,
            attempt: 1,
            intent: Intent::Valid,
            rests_on: Vec::new(),
            request: Request {
                method: "GET".to_owned(),
                url: "http://h/".to_owned(),
                headers: Vec::new(),
                body: None,
            },
            answer: Answer::Response(Response {
                status: 200,
                version: "HTTP/1.1".to_owned(),
                headers,
                body: Body::default(),
            }),
            timing: Timing::default(),
            curl_options: String::new(),
        }
    }

    #[rstest]
    #[case::the_same(Some("Sat, 28 Nov 2026 11:00:00 GMT"), CheckState::Ok, "0 s apart")]
    #[case::a_little(Some("Sat, 28 Nov 2026 10:59:01 GMT"), CheckState::Ok, "59 s apart")]
    #[case::behind(Some("Sat, 28 Nov 2026 12:00:00 GMT"), CheckState::Failed, "1 h 0 min behind")]
    #[case::ahead(Some("Sat, 28 Nov 2026 10:58:00 GMT"), CheckState::Failed, "2 min 0 s ahead of")]
    #[case::none(None, CheckState::NotApplicable, "no `Date`")]
    #[case::no_date(Some("yesterday"), CheckState::NotApplicable, "yesterday")]
    fn clocks_may_differ_by_a_minute(
        #[case] date: Option<&str>,
        #[case] state: CheckState,
        #[case] words: &str,
    ) {
        let check = check(&answered(date), datetime!(2026-11-28 11:00 UTC));
        assert_eq!(check.state, state, "{check:?}");
        assert!(check.text.contains(words), "{check:?}");
    }
}
