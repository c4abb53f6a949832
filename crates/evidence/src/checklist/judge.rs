//! What of a checklist a run showed.

use std::collections::{HashMap, HashSet};

use super::{Checklist, ChecklistLine, ChecklistLineRecord, ChecklistRecord, LineStatus};
use crate::{
    outcome::Outcome,
    record::{ProfileRecord, RunRecord, ScenarioHead, ScenarioRecord, TargetKind},
};

/// So many ids stand in a reason; the rest are counted.
const IDS_MAX: usize = 3;
/// The code of the reason why a scenario cannot be asked of anything but a simulator.
const SIMULATED_ONLY: &str = "simulated-only";

impl Checklist {
    /// What a run showed of each line. `record` is whole but for its checklists.
    pub(crate) fn judged(self, record: &RunRecord) -> ChecklistRecord {
        let seen = Seen::new(record);
        let Self { vendor, title, source, lines } = self;
        ChecklistRecord {
            vendor,
            title,
            source,
            lines: lines.into_iter().map(|line| seen.judge(line)).collect(),
        }
    }
}

/// What a run has to say, looked up.
struct Seen<'r> {
    record: &'r RunRecord,
    citing: HashMap<&'r str, &'r [String]>,
    started: HashMap<&'r str, &'r ScenarioRecord>,
    not_run: HashSet<&'r str>,
}

/// What is to be said of one scenario.
#[derive(PartialEq, Eq)]
enum Told<'r> {
    Passed,
    /// Nobody but a simulator can be asked, and the subject is named: it neither helps nor hinders.
    LeftOut,
    Ended(Outcome),
    NotApplicable(&'r str),
    NeverStarted,
    NotSelected,
}

impl<'r> Seen<'r> {
    fn new(record: &'r RunRecord) -> Self {
        Self {
            record,
            citing: record
                .clauses
                .iter()
                .map(|clause| (clause.id.as_str(), clause.scenarios.as_slice()))
                .collect(),
            started: record.scenarios.iter().map(|scenario| (scenario.head.id.as_str(), scenario)).collect(),
            not_run: record.not_run.iter().map(|head| head.id.as_str()).collect(),
        }
    }

    fn profile(&self, head: &ScenarioHead) -> Option<&'r ProfileRecord> {
        let of_it = |profile: &&ProfileRecord| profile.name == head.profile && profile.vendor == head.vendor;
        self.record.profiles.iter().find(of_it)
    }

    fn citing(&self, clause: &str) -> &'r [String] {
        self.citing.get(clause).copied().unwrap_or_default()
    }

    fn told(&self, id: &str) -> Told<'r> {
        let Some(scenario) = self.started.get(id) else {
            return if self.not_run.contains(id) { Told::NeverStarted } else { Told::NotSelected };
        };
        let reason = scenario.reason.as_ref();
        match scenario.outcome {
            Outcome::Passed => Told::Passed,
            Outcome::NotApplicable
                if reason.is_some_and(|reason| reason.code == SIMULATED_ONLY)
                    && self.profile(&scenario.head).is_some_and(is_named) =>
            {
                Told::LeftOut
            }
            Outcome::NotApplicable => {
                Told::NotApplicable(reason.map_or("no reason was recorded", |reason| reason.text.as_str()))
            }
            other => Told::Ended(other),
        }
    }

    fn judge(&self, line: ChecklistLine) -> ChecklistLineRecord {
        let mut ids: Vec<&'r str> = Vec::new();
        for id in line.clauses.iter().flat_map(|clause| self.citing(clause)) {
            if !ids.contains(&id.as_str()) {
                ids.push(id);
            }
        }
        let told: Vec<_> = ids.into_iter().map(|id| (id, self.told(id))).collect();
        let passed: Vec<&str> =
            told.iter().filter(|(_, told)| *told == Told::Passed).map(|(id, _)| *id).collect();
        let scenarios = passed.iter().map(|id| (*id).to_owned()).collect();
        let (status, subject, reason) = if line.attest.is_some() {
            (LineStatus::ToAttest, None, None)
        } else if let Some(reason) = self.open(&line, &told) {
            (LineStatus::Open, None, Some(reason))
        } else {
            let (status, subject) = self.subject(&passed);
            (status, Some(subject), None)
        };
        ChecklistLineRecord { line, status, subject, scenarios, reason }
    }

    /// Why a line is open; none if all of it passed.
    fn open(&self, line: &ChecklistLine, told: &[(&str, Told<'_>)]) -> Option<String> {
        let of = |wanted: &dyn Fn(&Told<'_>) -> bool| -> Vec<&str> {
            told.iter().filter(|(_, told)| wanted(told)).map(|(id, _)| *id).collect()
        };
        let mut why = Vec::new();
        let mut say = |ids: Vec<&str>, one: &str, several: &str| {
            if !ids.is_empty() {
                let all = if ids.len() == told.len() && ids.len() > 1 {
                    format!("all {} of its scenarios", ids.len())
                } else {
                    listed(&ids)
                };
                why.push(format!("{all} {}", if ids.len() == 1 { one } else { several }));
            }
        };
        for outcome in Outcome::ALL {
            let words = match outcome {
                Outcome::Failed => "failed".to_owned(),
                Outcome::Error | Outcome::Blocked => format!("could not be judged ({outcome})"),
                other => format!("ended as {other}"),
            };
            say(of(&|told| *told == Told::Ended(outcome)), &words, &words);
        }
        let mut reasons: Vec<&str> = Vec::new();
        for (_, told) in told {
            if let Told::NotApplicable(text) = told
                && !reasons.contains(text)
            {
                reasons.push(text);
            }
        }
        for text in reasons {
            let ids = of(&|told| *told == Told::NotApplicable(text));
            say(ids, &format!("is not applicable: {text}"), &format!("are not applicable: {text}"));
        }
        say(of(&|told| *told == Told::NeverStarted), "never started", "never started");
        say(of(&|told| *told == Told::NotSelected), "was not part of this run", "were not part of this run");
        let clauses = |wanted: &dyn Fn(&str) -> bool| -> Vec<&str> {
            line.clauses.iter().map(String::as_str).filter(|clause| wanted(clause)).collect()
        };
        let without = clauses(&|clause| self.citing(clause).is_empty());
        if !without.is_empty() || line.clauses.is_empty() {
            let named = if without.is_empty() { "it".to_owned() } else { listed(&without) };
            why.push(format!("no scenario judges {named}"));
        }
        let simulated = clauses(&|clause| {
            let ids = self.citing(clause);
            !ids.is_empty() && ids.iter().all(|id| self.told(id) == Told::LeftOut)
        });
        if !simulated.is_empty() {
            why.push(format!("only a simulator can be asked what {} needs", listed(&simulated)));
        }
        if why.is_empty() && !self.record.run.complete {
            why.push("the run did not come to its end".to_owned());
        }
        (!why.is_empty()).then(|| why.join("; "))
    }

    /// Who did what passed: the weakest of the subjects decides.
    fn subject(&self, passed: &[&str]) -> (LineStatus, String) {
        let profiles = || {
            passed.iter().filter_map(|id| self.started.get(id)).map(|scenario| self.profile(&scenario.head))
        };
        let named: Option<Vec<&ProfileRecord>> =
            profiles().map(|profile| profile.filter(|profile| is_named(profile))).collect();
        match named.as_deref() {
            Some([first, ..]) => (LineStatus::Proved, format!("webhook receiver {}", first.base_url)),
            _ => {
                let fault = profiles().flatten().find_map(|profile| profile.integrator_fault.as_ref());
                let fault = fault.map(|name| format!(" with fault `{name}`")).unwrap_or_default();
                (LineStatus::ShownOnEmbeddedIntegrator, format!("embedded integrator{fault}"))
            }
        }
    }
}

/// Whether the profile names a subject of a customer.
fn is_named(profile: &ProfileRecord) -> bool {
    profile.target == TargetKind::Receiver
}

fn listed(names: &[&str]) -> String {
    // "and 1 more" is no shorter than the one itself.
    let shown = if names.len() == IDS_MAX + 1 { names.len() } else { names.len().min(IDS_MAX) };
    let more = names.len() - shown;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names[..shown].join(", "))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::{
        clause::{Party, Vendor},
        event::RunEvent,
        fold::Fold,
        level::Level,
        record::{ClauseRecord, Reason, RunInfo},
    };

    /// Clause, and the scenarios that cite it.
    const CITING: [(&str, &[&str]); 4] =
        [("OSG-82", &["tampered", "exact"]), ("OSG-83", &["twice"]), ("OSG-85", &["exact"]), ("OSG-89", &[])];

    fn line(number: u32, clauses: &[&str], attest: Option<&str>) -> ChecklistLine {
        ChecklistLine {
            number,
            text: format!("Line {number}."),
            clauses: clauses.iter().map(|id| (*id).to_owned()).collect(),
            attest: attest.map(str::to_owned),
        }
    }

    fn checklist(vendor: Vendor) -> Checklist {
        Checklist {
            vendor,
            title: "Go-live checklist".to_owned(),
            source: "sandbox guide".to_owned(),
            lines: vec![
                line(1, &["OSG-82", "OSG-83"], None),
                line(2, &["OSG-89"], Some("Where the secrets are kept.")),
                line(3, &["OSG-82", "OSG-85"], None),
                line(4, &["OSG-89"], None),
            ],
        }
    }

    fn profile(target: TargetKind, defect: Option<&str>) -> ProfileRecord {
        ProfileRecord {
            name: "p".to_owned(),
            vendor: Vendor::Osigu,
            target,
            base_url: "https://hooks.example.com/osigu".to_owned(),
            capabilities: Vec::new(),
            fault: None,
            integrator_fault: defect.map(str::to_owned),
        }
    }

    fn started(profile: ProfileRecord, selected: &[&str]) -> RunEvent {
        let head = |id: &&str| ScenarioHead {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            feature: "osigu/a.feature".to_owned(),
            line: 3,
            rule: None,
            vendor: Vendor::Osigu,
            party: Party::Integrator,
            profile: "p".to_owned(),
            tags: Vec::new(),
            clauses: Vec::new(),
        };
        let clause = |(id, scenarios): (&str, &[&str])| ClauseRecord {
            vendor: Vendor::Osigu,
            id: id.to_owned(),
            party: Party::Integrator,
            level: Level::Documented,
            text: "It does.".to_owned(),
            source: "sandbox guide".to_owned(),
            reason: None,
            scenarios: scenarios.iter().map(|id| (*id).to_owned()).collect(),
        };
        // A namesake of another vendor is not the subject of these scenarios.
        let namesake =
            ProfileRecord { vendor: Vendor::Oscar, ..self::profile(TargetKind::Simulator, Some("x")) };
        RunEvent::RunStarted {
            run: Box::new(RunInfo::default()),
            profiles: vec![namesake, profile],
            features: Vec::new(),
            clauses: CITING.into_iter().map(clause).collect(),
            not_callable: Vec::new(),
            catalogue: Vec::new(),
            checklists: vec![checklist(Vendor::Oscar), checklist(Vendor::Osigu)],
            waivers: Vec::new(),
            selected: selected.iter().map(head).collect(),
        }
    }

    /// What becomes of a run in which these scenarios ended so, and the others of `selected` never began.
    fn record(profile: ProfileRecord, selected: &[&str], ended: &[(&str, Outcome, &str)]) -> RunRecord {
        let mut fold = Fold::default();
        fold.apply(started(profile, selected)).unwrap();
        for (id, outcome, code) in ended {
            let scenario = (*id).to_owned();
            fold.apply(RunEvent::ScenarioStarted { scenario: scenario.clone(), at_us: 1 }).unwrap();
            let reason = (!code.is_empty())
                .then(|| Reason { code: (*code).to_owned(), text: format!("the {code} of it") });
            let outcome = *outcome;
            let finished = RunEvent::ScenarioFinished { scenario, at_us: 2, clock_ms: 0, outcome, reason };
            fold.apply(finished).unwrap();
        }
        fold.apply(RunEvent::RunFinished {
            finished_at: "2026-06-15T12:00:00Z".to_owned(),
            duration_ms: 1,
            interrupted: false,
            incomplete_reason: None,
            drift: Vec::new(),
        })
        .unwrap();
        fold.finish().unwrap()
    }

    const PASSED: [(&str, Outcome, &str); 3] =
        [("tampered", Outcome::Passed, ""), ("exact", Outcome::Passed, ""), ("twice", Outcome::Passed, "")];
    const ALL: [&str; 3] = ["tampered", "exact", "twice"];

    fn judged(record: &RunRecord, number: usize) -> &ChecklistLineRecord {
        assert_eq!(record.checklists.len(), 1, "the guide of a vendor of which nothing was selected");
        &record.checklists[0].lines[number - 1]
    }

    #[test]
    fn a_line_is_proved_by_the_scenarios_of_a_named_subject() {
        let record = record(profile(TargetKind::Receiver, None), &ALL, &PASSED);
        let line = judged(&record, 1);
        assert_eq!(line.status, LineStatus::Proved);
        assert_eq!(line.subject.as_deref(), Some("webhook receiver https://hooks.example.com/osigu"));
        assert_eq!((line.scenarios.as_slice(), line.reason.as_deref()), (&ALL.map(str::to_owned)[..], None));
    }

    #[rstest]
    #[case(None, "embedded integrator")]
    #[case(Some("never-caches"), "embedded integrator with fault `never-caches`")]
    fn what_our_own_integrator_shows_proves_nothing(#[case] defect: Option<&str>, #[case] subject: &str) {
        for target in [TargetKind::Simulator, TargetKind::Remote] {
            let record = record(profile(target, defect), &ALL, &PASSED);
            let line = judged(&record, 1);
            assert_eq!(line.status, LineStatus::ShownOnEmbeddedIntegrator);
            assert_eq!(line.subject.as_deref(), Some(subject));
        }
    }

    #[test]
    fn what_a_person_confirms_stays_to_attest_whatever_passed() {
        let record = record(profile(TargetKind::Receiver, None), &ALL, &PASSED);
        let line = judged(&record, 2);
        assert_eq!(
            (line.status, line.subject.as_deref(), line.reason.as_deref()),
            (LineStatus::ToAttest, None, None)
        );
    }

    #[rstest]
    #[case::failed(&ALL, &[PASSED[0], PASSED[1], ("twice", Outcome::Failed, "")], "twice failed")]
    #[case::warned(&ALL, &[PASSED[0], PASSED[1], ("twice", Outcome::Warned, "")], "twice ended as warned")]
    #[case::waived(&ALL, &[PASSED[0], PASSED[1], ("twice", Outcome::Waived, "")], "twice ended as waived")]
    #[case::error(
        &ALL,
        &[("tampered", Outcome::Error, "tls"), PASSED[1], ("twice", Outcome::Blocked, "setup")],
        "tampered could not be judged (error); twice could not be judged (blocked)"
    )]
    #[case::not_applicable(
        &ALL,
        &[PASSED[0], PASSED[1], ("twice", Outcome::NotApplicable, "missing-capability")],
        "twice is not applicable: the missing-capability of it"
    )]
    #[case::never_started(&ALL, &PASSED[..2], "twice never started")]
    #[case::not_selected(&ALL[..2], &PASSED[..2], "twice was not part of this run")]
    #[case::nothing_of_it(
        &ALL,
        &ALL.map(|id| (id, Outcome::NotApplicable, "no-integrator")),
        "all 3 of its scenarios are not applicable: the no-integrator of it"
    )]
    fn a_line_is_open_as_long_as_anything_is_missing(
        #[case] selected: &[&str],
        #[case] ended: &[(&str, Outcome, &str)],
        #[case] reason: &str,
    ) {
        for target in [TargetKind::Receiver, TargetKind::Simulator] {
            let record = record(profile(target, None), selected, ended);
            let line = judged(&record, 1);
            assert_eq!((line.status, line.subject.as_deref()), (LineStatus::Open, None));
            assert_eq!(line.reason.as_deref(), Some(reason));
        }
    }

    #[test]
    fn a_clause_without_a_scenario_is_never_proved() {
        let record = record(profile(TargetKind::Receiver, None), &ALL, &PASSED);
        let line = judged(&record, 4);
        assert_eq!(line.status, LineStatus::Open);
        assert_eq!(line.reason.as_deref(), Some("no scenario judges OSG-89"));
    }

    /// The exact limit of a clock can only be asked of a simulator's: a customer is not held back by that, as long as
    /// each clause is judged by something else as well.
    #[test]
    fn what_only_a_simulator_can_be_asked_does_not_keep_a_named_subject_from_proving_a_line() {
        let ended = [PASSED[0], ("exact", Outcome::NotApplicable, "simulated-only"), PASSED[2]];
        let on = |target| record(profile(target, None), &ALL, &ended);
        let named = on(TargetKind::Receiver);
        let line = judged(&named, 1);
        assert_eq!(line.status, LineStatus::Proved);
        assert_eq!(line.scenarios, ["tampered", "twice"]);
        let other = judged(&named, 3);
        assert_eq!(other.status, LineStatus::Open, "OSG-85 was not judged on it at all");
        assert_eq!(other.reason.as_deref(), Some("only a simulator can be asked what OSG-85 needs"));
        assert_eq!(judged(&on(TargetKind::Remote), 1).status, LineStatus::Open, "nobody is named there");
    }

    #[test]
    fn a_run_that_was_killed_folds_and_proves_nothing() {
        let mut fold = Fold::default();
        fold.apply(started(profile(TargetKind::Receiver, None), &ALL)).unwrap();
        for (id, outcome, _) in PASSED {
            let scenario = id.to_owned();
            fold.apply(RunEvent::ScenarioStarted { scenario: scenario.clone(), at_us: 1 }).unwrap();
            fold.apply(RunEvent::ScenarioFinished { scenario, at_us: 2, clock_ms: 0, outcome, reason: None })
                .unwrap();
        }
        let record = fold.finish().unwrap();
        let line = judged(&record, 1);
        assert_eq!(line.status, LineStatus::Open);
        assert_eq!(line.reason.as_deref(), Some("the run did not come to its end"));
        assert_eq!(judged(&record, 2).status, LineStatus::ToAttest);
    }

    #[test]
    fn many_names_are_counted() {
        assert_eq!(listed(&["a", "b", "c", "d"]), "a, b, c, d");
        assert_eq!(listed(&["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    }
}
