//! What one run derived for a scenario, derived again for another run: numbers that stand as placeholders in the record,
//! and names and keys that stand in it as they were.

use std::sync::LazyLock;

use evidence::{Vendor, synthetic};
use regex::Regex;

use crate::{
    oscar, osigu,
    profile::{Profile, SsnRange},
    seeds::Seeds,
};

/// No scenario has more people of its own than these; one that makes more keeps the names of the first run for them.
const PEOPLE_MAX: u32 = 300;

/// The values of one scenario in two runs.
#[derive(Clone, Debug)]
pub struct Rederived {
    run: String,
    scenario: String,
    ssn_range: Option<SsnRange>,
    fixtures: std::collections::BTreeMap<String, serde_json::Value>,
    /// Whether the simulator's own people stand behind fixtures that the profile does not name.
    is_seeded: bool,
    /// What the earlier run called something, and what the new one does. The longest come first.
    names: Vec<(String, String)>,
}

impl Rederived {
    /// Derives the values of a scenario for a run, beside those of an earlier one.
    #[must_use]
    pub fn new(earlier: &str, run: &str, scenario: &str, profile: &Profile) -> Self {
        let range = profile.ssn_range;
        let names = if earlier == run { Vec::new() } else { renamed(earlier, run, scenario) };
        Self {
            run: run.to_owned(),
            scenario: scenario.to_owned(),
            ssn_range: range,
            fixtures: profile.fixtures.clone(),
            is_seeded: profile.is_simulator() && profile.vendor == Vendor::Osigu,
            names,
        }
    }

    /// A recorded text with the names and keys of the new run; placeholders stay.
    #[must_use]
    pub fn renamed(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (earlier, now) in self.names.iter().filter(|(earlier, _)| !earlier.is_empty()) {
            if text.contains(earlier.as_str()) {
                text = text.replace(earlier.as_str(), now);
            }
        }
        text
    }

    /// A recorded text as the new run would send it, and each value that has to stay out of the evidence with its
    /// placeholder.
    ///
    /// # Errors
    ///
    /// The first placeholder that stands for something which no run can derive.
    pub fn text(&self, text: &str) -> Result<(String, Vec<(String, String)>), String> {
        #[expect(clippy::expect_used, reason = "a constant pattern, compiled by a test")]
        static PLACEHOLDER: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\{\{([^{}]*)\}\}|\[redacted[^\]]*\]").expect("valid"));
        let renamed = self.renamed(text);
        let (mut whole, mut from, mut hidden) = (String::new(), 0, Vec::new());
        for found in PLACEHOLDER.captures_iter(&renamed) {
            let Some(all) = found.get(0) else { continue };
            let words = found.get(1).map(|words| words.as_str());
            let value = words.and_then(|words| self.value(words)).ok_or_else(|| all.as_str().to_owned())?;
            whole.push_str(&renamed[from..all.start()]);
            whole.push_str(&value);
            from = all.end();
            hidden.push((value, all.as_str().to_owned()));
        }
        whole.push_str(&renamed[from..]);
        Ok((whole, hidden))
    }

    /// What a placeholder such as `ssn:1` or `ssn:1:letters` stands for.
    fn value(&self, words: &str) -> Option<String> {
        let mut words = words.split(':');
        let (kind, first, form) = (words.next()?, words.next()?, words.next());
        if kind == "fixture" {
            let (name, member) = first.rsplit_once('.')?;
            let own = self.fixtures.get(name).cloned();
            let found = own.or_else(|| osigu::seeded(name).filter(|_| self.is_seeded));
            return Some(found?.get(member)?.as_str()?.to_owned());
        }
        let nth: u32 = first.parse().ok()?;
        let seeds = Seeds { run: &self.run, scenario: &self.scenario, ssn_range: self.ssn_range };
        match (kind, form) {
            ("ssn", None) => Some(seeds.ssn(nth)),
            ("ssn", Some(form)) => {
                let [letters, short, long] = oscar::malformed(&seeds.ssn(nth));
                match form {
                    "letters" => Some(letters),
                    "short" => Some(short),
                    "long" => Some(long),
                    _ => None,
                }
            }
            ("token", None) => Some(synthetic::token(&self.run, &self.scenario, nth)),
            // As a patient's number is made: nine derived digits behind a 9.
            ("document", None) => Some(format!("9{}", synthetic::ssn(&self.run, &self.scenario, nth))),
            _ => None,
        }
    }
}

fn renamed(earlier: &str, run: &str, scenario: &str) -> Vec<(String, String)> {
    let of = |run: &str, nth: u32| {
        let (first, last) = Seeds { run, scenario, ssn_range: None }.names(nth);
        [synthetic::member_id(run, scenario, nth), first, last]
    };
    let mut names: Vec<_> =
        (0..=PEOPLE_MAX).flat_map(|nth| of(earlier, nth).into_iter().zip(of(run, nth))).collect();
    names.push((earlier.to_owned(), run.to_owned()));
    names.sort_by_key(|(earlier, _)| std::cmp::Reverse(earlier.len()));
    names
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn rederived() -> Rederived {
        let mut profile = Profile::mock(Vendor::Osigu);
        let form = serde_json::json!({"document_number": "42"});
        profile.fixtures.insert("active_beneficiary".to_owned(), form);
        Rederived::new("earlier", "now", "scenario", &profile)
    }

    #[test]
    fn names_and_keys_of_the_earlier_run_become_those_of_the_new_one() {
        let text = format!("x {} y", synthetic::member_id("earlier", "scenario", 3));
        assert_eq!(rederived().renamed(&text), format!("x {} y", synthetic::member_id("now", "scenario", 3)));
        assert_eq!(rederived().renamed("plain"), "plain");
    }

    #[rstest]
    #[case("{{ssn:2}}", synthetic::ssn("now", "scenario", 2))]
    #[case("{{ssn:2:long}}", format!("{}0", synthetic::ssn("now", "scenario", 2)))]
    #[case("{{token:1}}", synthetic::token("now", "scenario", 1))]
    #[case("{{document:1}}", format!("9{}", synthetic::ssn("now", "scenario", 1)))]
    #[case("{{fixture:active_beneficiary.document_number}}", "42".to_owned())]
    #[case::of_the_simulator("{{fixture:family_holder.document_number}}", "1000000003".to_owned())]
    fn a_placeholder_is_derived_for_the_new_run(#[case] placeholder: &str, #[case] expected: String) {
        let (text, hidden) = rederived().text(&format!("a {placeholder} b")).unwrap();
        assert_eq!(text, format!("a {expected} b"));
        assert_eq!(hidden, [(expected, placeholder.to_owned())]);
    }

    #[rstest]
    #[case("[redacted]")]
    #[case("{{otp}}")]
    #[case("{{fixture:nobody.document_number}}")]
    #[case("{{ssn:first}}")]
    #[case("{{ssn:1:unknown}}")]
    fn what_no_run_derives_is_named(#[case] placeholder: &str) {
        assert_eq!(rederived().text(&format!("a {placeholder}")), Err(placeholder.to_owned()));
    }
}
