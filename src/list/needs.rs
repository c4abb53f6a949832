//! How many requests a run needs from an environment, and how soon it can be over under the environment's limits.

use std::time::Duration;

use serde_json::{Map, Value};
use steps::{Profile, Target};
use suite::Cost;

/// What the scenarios of one profile need together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Needs {
    /// To all endpoints but the token endpoint.
    general: usize,
    token: usize,
    /// Scenarios of which the number of requests is known.
    known: usize,
    /// Scenarios of which it is not.
    unknown: usize,
    /// As the profile has them; empty if it has none.
    limits: Vec<String>,
    earliest_finish: Option<Duration>,
}

impl Needs {
    /// What scenarios need that would run against a profile; none where nobody counts: a simulator, or a receiver.
    pub(super) fn of(profile: &Profile, costs: impl Iterator<Item = Option<Cost>>) -> Option<Self> {
        let Target::Remote(remote) = &profile.target else { return None };
        let (mut general, mut token, mut known, mut unknown) = (0, 0, 0, 0);
        for cost in costs {
            match cost {
                Some(cost) => {
                    known += 1;
                    general += count(cost.general);
                    token += count(cost.token);
                }
                None => unknown += 1,
            }
        }
        // One token serves the whole run.
        token += usize::from(remote.client.is_some() && general + unknown > 0);
        let limits = [(profile.limits.general, general), (profile.limits.token, token)];
        let limits = limits.into_iter().filter_map(|(limit, requests)| Some((limit?, requests)));
        Some(Self {
            general,
            token,
            known,
            unknown,
            limits: limits.clone().map(|(limit, _)| limit.to_string()).collect(),
            earliest_finish: limits.map(|(limit, requests)| limit.earliest_finish(requests)).max(),
        })
    }

    /// One sentence, such as `needs about 412 requests (1 token) and cannot finish before 8 min 14 s under 50/min,
    /// 10/min; plus 3 scenarios of unknown cost`; none if nothing would run.
    pub(super) fn text(&self) -> Option<String> {
        let unknown = counted(self.unknown, "scenario");
        match (self.known, self.unknown) {
            (0, 0) => return None,
            (0, _) => return Some(format!("needs an unknown number of requests, for {unknown}")),
            _ => {}
        }
        let mut text = format!("needs about {}", counted(self.general + self.token, "request"));
        if self.token > 0 {
            text.push_str(&format!(" ({})", counted(self.token, "token")));
        }
        let limits = self.limits.join(", ");
        match self.earliest_finish.map(|time| (time, whole_seconds(time))) {
            None => {}
            Some((Duration::ZERO, _)) => text.push_str(&format!(", fewer than {limits} would hold up")),
            Some((_, time)) => text.push_str(&format!(" and cannot finish before {time} under {limits}")),
        }
        if self.unknown > 0 {
            text.push_str(&format!("; plus {unknown} of unknown cost"));
        }
        Some(text)
    }

    /// The members of the profile: `requests` (to all endpoints), `token_requests` (of these, for tokens),
    /// `scenarios_of_unknown_cost`, and `earliest_finish_s` (whole seconds; null without limits).
    pub(super) fn json(&self) -> Map<String, Value> {
        let earliest = self.earliest_finish.map(|time| time.as_secs());
        let members = [
            ("requests", Value::from(self.general + self.token)),
            ("token_requests", Value::from(self.token)),
            ("scenarios_of_unknown_cost", Value::from(self.unknown)),
            ("earliest_finish_s", Value::from(earliest)),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn count(requests: u32) -> usize {
    usize::try_from(requests).unwrap_or(usize::MAX)
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A time in words, without parts of seconds: it is a lower bound.
fn whole_seconds(time: Duration) -> String {
    let seconds = time.as_secs();
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let shown: Vec<_> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    if shown.is_empty() { "1 s".to_owned() } else { shown.join(" ") }
}

#[cfg(test)]
mod tests {
    use evidence::Vendor;
    use rstest::rstest;
    use secrecy::SecretString;
    use steps::{ClientCredentials, Limits, Remote};
    use wire::RateLimit;

    use super::*;

    fn remote(vendor: Vendor, limits: Limits) -> Profile {
        let secret = || SecretString::from("x".to_owned());
        let client = ClientCredentials { id: secret(), secret: secret() };
        let target = Target::Remote(Box::new(Remote {
            base_url: "https://sandbox.osigu.com".parse().unwrap(),
            identity: None,
            unregistered: None,
            expired: None,
            client: (vendor == Vendor::Osigu).then_some(client),
            read_only_client: None,
            api_key: None,
            other_account_api_key: None,
            unprivileged_api_key: None,
            webhook_secret: None,
            webhook_inbox: None,
            ca_certificate: None,
            proxy: None,
        }));
        Profile { name: "p".to_owned(), target, limits, ..Profile::mock(vendor) }
    }

    fn per_minute(requests: u32) -> Option<RateLimit> {
        Some(RateLimit { requests, window: Duration::from_secs(60) })
    }

    const NO_LIMITS: Limits = Limits { general: None, token: None };

    fn cost(general: u32, token: u32) -> Option<Cost> {
        Some(Cost { general, token })
    }

    #[rstest]
    #[case::the_general_limit_decides(
        &[cost(400, 0), cost(11, 0)],
        "needs about 412 requests (1 token) and cannot finish before 8 min 14 s under 50/min, 10/min"
    )]
    #[case::the_token_limit_decides(
        &[cost(40, 0), cost(0, 30)],
        "needs about 71 requests (31 tokens) and cannot finish before 3 min 5 s under 50/min, 10/min"
    )]
    #[case::few(&[cost(50, 0)], "needs about 51 requests (1 token), fewer than 50/min, 10/min would hold up")]
    #[case::tokens_alone(&[cost(0, 1)], "needs about 1 request (1 token), fewer than 50/min, 10/min would hold up")]
    #[case::some_unknown(
        &[cost(51, 0), None, None, None],
        "needs about 52 requests (1 token) and cannot finish before 1 min 1 s under 50/min, 10/min; plus 3 scenarios of \
         unknown cost"
    )]
    #[case::all_unknown(&[None], "needs an unknown number of requests, for 1 scenario")]
    fn a_remote_profile_is_told_what_the_run_needs(#[case] costs: &[Option<Cost>], #[case] expected: &str) {
        let profile = remote(Vendor::Osigu, Limits { general: per_minute(50), token: per_minute(10) });
        let needs = Needs::of(&profile, costs.iter().copied()).unwrap();
        assert_eq!(needs.text().as_deref(), Some(expected));
    }

    #[test]
    fn without_limits_no_time_is_told_and_without_tokens_none() {
        let needs = Needs::of(&remote(Vendor::Oscar, NO_LIMITS), [cost(412, 0)].into_iter()).unwrap();
        assert_eq!(needs.text().as_deref(), Some("needs about 412 requests"));
        let expected = serde_json::json!(
            {"requests": 412, "token_requests": 0, "scenarios_of_unknown_cost": 0, "earliest_finish_s": null}
        );
        assert_eq!(Value::from(needs.json()), expected);
    }

    #[test]
    fn the_members_say_the_same_as_the_sentence() {
        let profile = remote(Vendor::Osigu, Limits { general: per_minute(50), token: None });
        let needs = Needs::of(&profile, [cost(411, 0), None].into_iter()).unwrap();
        let expected = serde_json::json!(
            {"requests": 412, "token_requests": 1, "scenarios_of_unknown_cost": 1, "earliest_finish_s": 494}
        );
        assert_eq!(Value::from(needs.json()), expected);
    }

    #[test]
    fn a_simulator_and_an_empty_run_need_nothing() {
        assert_eq!(Needs::of(&Profile::mock(Vendor::Osigu), [cost(1, 0)].into_iter()), None);
        let nothing = Needs::of(&remote(Vendor::Osigu, NO_LIMITS), std::iter::empty()).unwrap();
        assert_eq!((nothing.text(), nothing.token), (None, 0));
    }

    #[rstest]
    #[case(600, "1 s")]
    #[case(61_800, "1 min 1 s")]
    #[case(120_000, "2 min")]
    #[case(3_600_000, "1 h")]
    #[case(3_725_900, "1 h 2 min 5 s")]
    fn times_are_told_in_words(#[case] milliseconds: u64, #[case] expected: &str) {
        assert_eq!(whole_seconds(Duration::from_millis(milliseconds)), expected);
    }
}
