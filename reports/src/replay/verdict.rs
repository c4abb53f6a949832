//! What a replay amounts to.

use evidence::{ExitCode, Finding, Outcome, ScenarioRecord, Severity};
use serde::Serialize;

use super::{Manner, Replayed, diff, diff::AnswerDifference};

/// What a replay amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The record has findings, and none occurs again.
    Fixed,
    /// Nothing was found then, and nothing now.
    StillPassing,
    /// A finding of the record occurs again.
    StillFailing,
    /// Nothing was found then, and something now.
    Broken,
    /// What was found then does not occur again, and something else stands in the way of calling it fixed.
    Other,
    /// It could not be judged.
    NotJudged,
}

impl Verdict {
    /// As it stands in the first lines.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Fixed => "FIXED",
            Self::StillPassing => "STILL PASSING",
            Self::StillFailing => "STILL FAILING",
            Self::Broken => "BROKEN",
            Self::Other => "OTHER",
            Self::NotJudged => "NOT JUDGED",
        }
    }

    /// What the command ends with.
    #[must_use]
    pub const fn exit_code(self) -> ExitCode {
        match self {
            Self::Fixed | Self::StillPassing => ExitCode::Conforms,
            Self::StillFailing | Self::Broken => ExitCode::DoesNotConform,
            Self::Other | Self::NotJudged => ExitCode::CouldNotJudge,
        }
    }
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It occurs again.
    Again,
    /// It does not.
    Gone,
    /// Only a step could say so.
    Undecided,
    /// The record does not have it.
    New,
}

/// A finding and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingFate {
    /// What became of it.
    pub fate: Fate,
    /// The rule.
    pub rule: String,
    /// The call it is about, such as `get-balance 1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// Where in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The keyword of the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// What it does to the scenario.
    pub severity: Severity,
    /// In one sentence.
    pub message: String,
}

impl FindingFate {
    fn of(finding: &Finding, calls: &[(String, &evidence::Exchange)], all: &[evidence::Exchange]) -> Self {
        let call = finding.exchange.and_then(|id| call_of(id, calls, all));
        Self {
            fate: Fate::New,
            rule: finding.rule.clone(),
            call,
            pointer: finding.instance_pointer.clone(),
            keyword: finding.keyword.clone(),
            severity: finding.severity,
            message: finding.message.clone(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let place =
            |one: &Self| (one.rule.clone(), one.call.clone(), one.pointer.clone(), one.keyword.clone());
        place(self) == place(other)
    }
}

/// The call that an exchange belongs to: itself, or the attempt that came after it.
fn call_of(id: u32, calls: &[(String, &evidence::Exchange)], all: &[evidence::Exchange]) -> Option<String> {
    let operation = &all.iter().find(|exchange| exchange.id == id)?.operation;
    let last = calls.iter().find(|(_, last)| last.id >= id && last.operation == *operation)?;
    Some(last.0.clone())
}

/// Those of the record, each with its fate, and then the new ones.
pub(super) fn fates(
    recorded: &ScenarioRecord,
    replayed: &Replayed,
    answers: &[AnswerDifference],
) -> Vec<FindingFate> {
    let (old_calls, new_calls) = (diff::calls(&recorded.exchanges), diff::new_calls(recorded, replayed));
    let of_record = recorded.findings.iter().map(|one| FindingFate::of(one, &old_calls, &recorded.exchanges));
    let mut fates: Vec<FindingFate> = Vec::new();
    for finding in of_record {
        if !fates.iter().any(|known| known.is_same(&finding)) {
            fates.push(finding);
        }
    }
    let mut new: Vec<FindingFate> = Vec::new();
    for finding in replayed.findings.iter().map(|one| FindingFate::of(one, &new_calls, &replayed.exchanges)) {
        if !new.iter().any(|known| known.is_same(&finding)) {
            new.push(finding);
        }
    }
    for finding in &mut fates {
        finding.fate = if new.iter().any(|other| other.is_same(finding)) {
            Fate::Again
        } else {
            unfound(finding, replayed, answers)
        };
    }
    let known = fates.len();
    new.retain(|finding| !fates[..known].iter().any(|old| old.is_same(finding)));
    fates.extend(new);
    fates
}

/// What the replay says of a finding that it does not have.
fn unfound(finding: &FindingFate, replayed: &Replayed, answers: &[AnswerDifference]) -> Fate {
    let answer = answers.iter().find(|answer| Some(&answer.call) == finding.call.as_ref());
    let is_answered = answer.is_some_and(|answer| answer.replayed.is_some());
    if replayed.manner == Manner::Steps {
        // Steps that came to their end have looked everywhere; those that did not have looked up to there.
        let looked = replayed.outcome == Outcome::Passed || replayed.outcome == Outcome::Warned;
        return if looked { Fate::Gone } else { Fate::Undecided };
    }
    if replayed.rules.contains(&finding.rule.as_str()) {
        return if is_answered { Fate::Gone } else { Fate::Undecided };
    }
    // A step found it in the recorded answer; the same answer would be found wrong again.
    match answer {
        Some(answer) if answer.says_the_same(finding.pointer.as_deref()) => Fate::Again,
        _ => Fate::Undecided,
    }
}

/// The verdict, and why.
pub(super) fn verdict(
    recorded: &ScenarioRecord,
    replayed: &Replayed,
    findings: &[FindingFate],
) -> (Verdict, String) {
    // What made the scenario red; below that, what is worth a warning.
    let weighs = |finding: &&FindingFate| match recorded.outcome {
        Outcome::Failed => finding.severity == Severity::Failure,
        _ => finding.severity >= Severity::Warning,
    };
    let count = |fate: Fate| findings.iter().filter(weighs).filter(|finding| finding.fate == fate).count();
    let news = findings
        .iter()
        .filter(|finding| finding.fate == Fate::New && finding.severity == Severity::Failure)
        .count();
    let found_then = findings.iter().filter(weighs).any(|finding| finding.fate != Fate::New);
    if count(Fate::Again) > 0 {
        return (Verdict::StillFailing, "what was found in the record occurs again".to_owned());
    }
    if news > 0 && !found_then {
        return (Verdict::Broken, "the record has no such finding, and now there is one".to_owned());
    }
    if news > 0 {
        let text = "what was found in the record was not found again, and something else was";
        return (Verdict::Other, text.to_owned());
    }
    if !matches!(replayed.outcome, Outcome::Passed | Outcome::Warned) {
        let why = replayed.reason.as_deref().unwrap_or("it did not come to its end");
        return (Verdict::NotJudged, format!("the replay is {}: {why}", replayed.outcome));
    }
    if count(Fate::Undecided) > 0 {
        let text = "the answer is no longer the recorded one, and only the scenario's own steps could say whether it is right";
        return (Verdict::NotJudged, text.to_owned());
    }
    if found_then || matches!(recorded.outcome, Outcome::Failed | Outcome::Error | Outcome::Blocked) {
        return (Verdict::Fixed, "nothing that was found in the record occurs again".to_owned());
    }
    (Verdict::StillPassing, "nothing was found then, and nothing now".to_owned())
}
