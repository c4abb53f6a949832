//! Waivers: violations that are known and accepted until a day, and what a run showed of them.
//!
//! What a waiver does follows from the events of a run alone: its day is that on which the run began (UTC).

use serde::{Deserialize, Serialize};

use crate::{
    clause::Vendor,
    finding::{Finding, Severity},
    outcome::Outcome,
    record::{RunRecord, ScenarioHead},
};

/// The code of the reason of a scenario that is waived.
pub const WAIVED: &str = "waived";

/// A violation that somebody accepts until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The id of the scenario that finds it.
    pub scenario: String,
    /// Whose API.
    pub vendor: Vendor,
    /// The profile against which it is found.
    pub profile: String,
    /// The clause that the finding speaks of; absent where the rule says enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The rule that the finding breaks; absent where the clause says enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The day on which it was accepted, such as `2026-11-28`.
    pub created: String,
    /// The last day on which it holds.
    pub expires: String,
}

impl Waiver {
    /// Whether it speaks of this scenario on this profile.
    #[must_use]
    pub fn is_of(&self, head: &ScenarioHead) -> bool {
        self.is_for(&head.id, head.vendor, &head.profile)
    }

    /// The same, by what a scenario is known by.
    #[must_use]
    pub fn is_for(&self, scenario: &str, vendor: Vendor, profile: &str) -> bool {
        self.scenario == scenario && self.vendor == vendor && self.profile == profile
    }

    /// Whether a finding of its scenario is the one that it speaks of: rule and clause both, where it names both.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        let names_something = self.clause.is_some() || self.rule.is_some();
        names_something
            && self.rule.as_ref().is_none_or(|rule| *rule == finding.rule)
            && self.clause.as_ref().is_none_or(|clause| finding.clauses.contains(clause))
    }

    /// Whether it does not hold any more on a day, such as `2026-11-28`.
    #[must_use]
    pub fn is_expired_on(&self, day: &str) -> bool {
        self.expires.as_str() < day
    }

    /// Such as ``rule `balance-sum` `` or `OSC-31`.
    #[must_use]
    pub fn subject(&self) -> String {
        match (&self.clause, &self.rule) {
            (Some(clause), Some(rule)) => format!("rule `{rule}` of {clause}"),
            (Some(clause), None) => clause.clone(),
            (None, Some(rule)) => format!("rule `{rule}`"),
            (None, None) => "nothing".to_owned(),
        }
    }

    /// What is left on a finding that it waives.
    #[must_use]
    pub fn applied(&self) -> AppliedWaiver {
        AppliedWaiver {
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            expires: self.expires.clone(),
        }
    }
}

/// The day of a moment in RFC 3339, UTC.
#[must_use]
pub fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

/// What a finding says of the waiver that waives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedWaiver {
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it is.
    pub expires: String,
}

impl AppliedWaiver {
    /// Such as `waived until 2027-01-31 by jane@example.com: ticket 17`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("waived until {} by {}: {}", self.expires, self.owner, self.reason)
    }
}

/// A waiver as a run was given it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenWaiver {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// Where it stands, such as `waivers.toml:12`.
    pub place: String,
    /// Whether the suite has no such scenario.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown_scenario: bool,
}

/// What a run showed of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaiverState {
    /// It waived something.
    Used,
    /// Its scenario found something, and nothing of what it speaks of.
    MatchesNothing,
    /// Its scenario found nothing wrong.
    NoLongerFails,
    /// It did not hold any more when the run began, and waived nothing.
    Expired,
    /// The suite has no such scenario.
    UnknownScenario,
    /// Its scenario was not part of the run.
    NotSelected,
    /// Its scenario came to no verdict.
    NotJudged,
}

impl WaiverState {
    /// All of them, in the order in which documents name them.
    pub const ALL: [Self; 7] = [
        Self::Used,
        Self::MatchesNothing,
        Self::NoLongerFails,
        Self::Expired,
        Self::UnknownScenario,
        Self::NotSelected,
        Self::NotJudged,
    ];

    /// Whether somebody has to renew or remove it.
    #[must_use]
    pub const fn is_stale(self) -> bool {
        match self {
            Self::MatchesNothing | Self::NoLongerFails | Self::Expired | Self::UnknownScenario => true,
            Self::Used | Self::NotSelected | Self::NotJudged => false,
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::MatchesNothing => "matches nothing",
            Self::NoLongerFails => "no longer fails",
            Self::Expired => "expired",
            Self::UnknownScenario => "unknown scenario",
            Self::NotSelected => "not selected",
            Self::NotJudged => "not judged",
        }
    }

    /// What a person does about it; none where nothing is to be done.
    #[must_use]
    pub const fn advice(self) -> Option<&'static str> {
        match self {
            Self::MatchesNothing => {
                Some("its scenario finds something else; name the clause or the rule of that, or remove it")
            }
            Self::NoLongerFails => Some("its scenario finds nothing wrong; remove it"),
            Self::Expired => {
                Some("it waives nothing; see whether the finding is still there, then renew or remove it")
            }
            Self::UnknownScenario => Some("the suite has no such scenario; correct the id, or remove it"),
            Self::Used | Self::NotSelected | Self::NotJudged => None,
        }
    }
}

/// A waiver after a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRecord {
    /// The waiver as the run was given it.
    #[serde(flatten)]
    pub given: GivenWaiver,
    /// What the run showed of it.
    pub state: WaiverState,
    /// How many findings it waived.
    pub findings: usize,
}

impl WaiverRecord {
    /// Such as ``waivers.toml:12: the waiver of oscar-balance (rule `balance-sum`) on mock no longer fails: …; owner …``.
    #[must_use]
    pub fn words(&self) -> String {
        let GivenWaiver { waiver, place, .. } = &self.given;
        let Waiver { scenario, profile, owner, expires, .. } = waiver;
        let subject = waiver.subject();
        let state = match self.state {
            WaiverState::Expired => format!("expired on {expires}"),
            state => state.words().to_owned(),
        };
        let advice = self.state.advice().map(|advice| format!(": {advice}")).unwrap_or_default();
        format!("{place}: waiver of {scenario} ({subject}) on {profile}, owner {owner}: {state}{advice}")
    }
}

impl GivenWaiver {
    /// What a run showed of it that was given it.
    #[must_use]
    pub fn judged(self, record: &RunRecord) -> WaiverRecord {
        self.seen(record, |finding| finding.waiver.is_some())
    }

    /// What a run would have shown of it that was not given it.
    #[must_use]
    pub fn tried(self, record: &RunRecord) -> WaiverRecord {
        self.seen(record, |finding| finding.severity > Severity::Note)
    }

    fn seen(self, record: &RunRecord, counts: impl Fn(&Finding) -> bool) -> WaiverRecord {
        let waiver = &self.waiver;
        let expired = waiver.is_expired_on(day(&record.run.started_at));
        let ran = record.scenarios.iter().find(|scenario| waiver.is_of(&scenario.head));
        let covered = |finding: &&Finding| !expired && counts(finding) && waiver.covers(finding);
        let findings = ran.map_or(0, |scenario| scenario.findings.iter().filter(covered).count());
        let state = match ran.map(|scenario| scenario.outcome) {
            _ if findings > 0 => WaiverState::Used,
            // Of what a run did not look at it can say nothing.
            None => self.state_outside(record),
            Some(outcome) if !outcome.is_judged() => WaiverState::NotJudged,
            Some(_) if expired => WaiverState::Expired,
            Some(Outcome::Passed) => WaiverState::NoLongerFails,
            Some(_) => WaiverState::MatchesNothing,
        };
        WaiverRecord { given: self, state, findings }
    }

    /// How it stands where its scenario did not run.
    fn state_outside(&self, record: &RunRecord) -> WaiverState {
        let Waiver { vendor, profile, .. } = &self.waiver;
        let is_target = record.profiles.iter().any(|one| one.vendor == *vendor && one.name == *profile);
        if record.not_run.iter().any(|head| self.waiver.is_of(head)) {
            WaiverState::NotJudged
        } else if is_target && self.unknown_scenario {
            WaiverState::UnknownScenario
        } else {
            WaiverState::NotSelected
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::level::Level;

    fn waiver(clause: Option<&str>, rule: Option<&str>) -> Waiver {
        Waiver {
            scenario: "a".to_owned(),
            vendor: Vendor::Oscar,
            profile: "mock".to_owned(),
            clause: clause.map(str::to_owned),
            rule: rule.map(str::to_owned),
            reason: "ticket 17".to_owned(),
            owner: "jane".to_owned(),
            created: "2026-11-01".to_owned(),
            expires: "2026-11-30".to_owned(),
        }
    }

    fn finding() -> Finding {
        Finding {
            rule: "schema".to_owned(),
            severity: Severity::Failure,
            level: Level::Documented,
            clauses: vec!["OSC-12".to_owned()],
            exchange: None,
            step: None,
            instance_pointer: None,
            schema_path: None,
            keyword: None,
            expected: String::new(),
            actual: String::new(),
            message: String::new(),
            at_us: 0,
            waiver: None,
        }
    }

    #[rstest]
    #[case(Some("OSC-12"), None, true)]
    #[case(None, Some("schema"), true)]
    #[case(Some("OSC-12"), Some("schema"), true)]
    #[case(Some("OSC-12"), Some("status"), false)]
    #[case(Some("OSC-13"), Some("schema"), false)]
    #[case(Some("OSC-1"), None, false)]
    #[case(None, None, false)]
    fn a_waiver_covers_what_it_names_and_nothing_else(
        #[case] clause: Option<&str>,
        #[case] rule: Option<&str>,
        #[case] expected: bool,
    ) {
        assert_eq!(waiver(clause, rule).covers(&finding()), expected);
    }

    #[test]
    fn a_waiver_holds_on_its_last_day() {
        let waiver = waiver(None, Some("schema"));
        assert!(!waiver.is_expired_on("2026-11-30") && waiver.is_expired_on("2026-12-01"));
    }
}
