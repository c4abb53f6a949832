//! What reports read out of a record, in one place.

use std::collections::HashMap;

use evidence::{
    Answer, ClauseRecord, Exchange, Finding, Outcome, ProfileRecord, RunRecord, ScenarioHead, ScenarioRecord,
    Sender, Severity, StepRecord, StepStatus, TargetKind, Vendor,
};

use crate::text::{clip, duration, one_line, plural};

/// What stands in front of the type of an event where the vendor delivered it to us.
const WEBHOOK: &str = "webhook:";
/// The operation of a webhook that we deliver to a receiver under test.
const WEBHOOK_DELIVERY: &str = "webhook-delivery";

/// A record with its names looked up.
#[derive(Debug)]
pub(crate) struct View<'r> {
    pub(crate) record: &'r RunRecord,
    clauses: HashMap<&'r str, &'r ClauseRecord>,
    /// Several vendors may each have a profile of one name, such as `mock`.
    profiles: HashMap<(Vendor, &'r str), &'r ProfileRecord>,
}

impl<'r> View<'r> {
    pub(crate) fn new(record: &'r RunRecord) -> Self {
        Self {
            record,
            clauses: record.clauses.iter().map(|clause| (clause.id.as_str(), clause)).collect(),
            profiles: record
                .profiles
                .iter()
                .map(|profile| ((profile.vendor, profile.name.as_str()), profile))
                .collect(),
        }
    }

    pub(crate) fn clause(&self, id: &str) -> Option<&'r ClauseRecord> {
        self.clauses.get(id).copied()
    }

    /// The scenarios of one outcome, in the order of the record.
    pub(crate) fn with(&self, outcome: Outcome) -> impl Iterator<Item = &'r ScenarioRecord> + use<'r> {
        self.record.scenarios.iter().filter(move |scenario| scenario.outcome == outcome)
    }

    /// The targets of a vendor, each as [`Self::profile`] has it.
    pub(crate) fn targets(&self, vendor: Vendor) -> Vec<String> {
        let of_vendor = self.record.profiles.iter().filter(|profile| profile.vendor == vendor);
        of_vendor.map(shown).collect()
    }

    /// The profile of a scenario, such as `oscar-staging`, or ``mock (simulator with fault `drop-oscar-id`)``.
    pub(crate) fn profile(&self, head: &ScenarioHead) -> String {
        let known = self.profiles.get(&(head.vendor, head.profile.as_str()));
        known.map_or_else(|| one_line(&head.profile), |profile| shown(profile))
    }
}

/// A target as reports name it.
pub(crate) fn shown(profile: &ProfileRecord) -> String {
    let mut shown = one_line(&profile.name);
    let faults = [
        profile.fault.as_ref().map(|fault| format!("simulator with fault `{}`", one_line(fault))),
        profile.integrator_fault.as_ref().map(|fault| format!("integrator with fault `{}`", one_line(fault))),
    ];
    let said: Vec<_> = faults.into_iter().flatten().collect();
    let place = one_line(&profile.base_url);
    match profile.target {
        _ if !said.is_empty() => shown.push_str(&format!(" ({})", said.join(", "))),
        TargetKind::Simulator => {}
        TargetKind::Remote => shown.push_str(&format!(" ({place})")),
        TargetKind::Receiver => shown.push_str(&format!(" (webhook receiver {place})")),
    }
    shown
}

/// Something that concerns the run as a whole and without which its report could look green.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunProblem {
    /// `incomplete` or `nothing-judged`.
    pub(crate) code: &'static str,
    /// In one sentence without a full stop.
    pub(crate) text: String,
}

pub(crate) fn run_problem(record: &RunRecord) -> Option<RunProblem> {
    let run = &record.run;
    let not_run = record.not_run.len();
    if !run.complete || run.interrupted || not_run > 0 {
        let reason = match &run.incomplete_reason {
            Some(reason) => one_line(reason),
            None if run.interrupted => "it was interrupted".to_owned(),
            None => "no reason was recorded".to_owned(),
        };
        let mut text = format!("the run did not come to its end: {reason}");
        if not_run > 0 {
            let selected = record.scenarios.len() + not_run;
            text.push_str(&format!(
                "; {not_run} of {selected} selected {} never started",
                plural(selected, "scenario", "scenarios")
            ));
        }
        return Some(RunProblem { code: "incomplete", text });
    }
    let told = |outcome: Outcome| outcome.is_judged() || matches!(outcome, Outcome::Error | Outcome::Blocked);
    if record.scenarios.iter().any(|scenario| told(scenario.outcome)) {
        return None;
    }
    let text = match record.scenarios.len() {
        0 => "nothing was judged: no scenario was selected".to_owned(),
        1 => "nothing was judged: the only selected scenario is not applicable".to_owned(),
        all => format!("nothing was judged: all {all} selected scenarios are not applicable"),
    };
    Some(RunProblem { code: "nothing-judged", text })
}

/// Why a scenario that was selected has no outcome.
pub(crate) fn not_run_reason(record: &RunRecord) -> String {
    match &record.run.incomplete_reason {
        Some(reason) => format!("it never started: {}", one_line(reason)),
        None if record.run.interrupted => "it never started: the run was interrupted".to_owned(),
        None => "it never started".to_owned(),
    }
}

/// Such as `does not conform (exit 1)`, by what the outcomes alone lead to.
pub(crate) fn verdict(record: &RunRecord) -> String {
    let words = match record.summary.exit_code {
        0 => "conforms",
        1 => "does not conform",
        4 => "nothing was judged",
        5 => "could not judge everything",
        8 => "conforms, and a waiver is stale or expired",
        _ => "did not end as it should",
    };
    format!("{words} (exit {})", record.summary.exit_code)
}

/// Such as `61 passed, 2 failed, 5 never started, of 68 selected`; what there is none of is left out.
pub(crate) fn counts(record: &RunRecord) -> String {
    let outcomes = &record.summary.outcomes;
    let mut parts: Vec<_> = Outcome::ALL
        .into_iter()
        .map(|outcome| (outcomes.of(outcome), outcome.word()))
        .chain([(record.not_run.len(), "never started")])
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if parts.is_empty() {
        parts.push("none".to_owned());
    }
    format!("{}, of {} selected", parts.join(", "), record.summary.selected)
}

/// Such as `features/oscar/membership/create.feature:12`.
pub(crate) fn place(head: &ScenarioHead) -> String {
    format!("features/{}:{}", one_line(&head.feature), head.line)
}

/// The folder below the vendor's, in which a feature stands; `-` if it stands in the vendor's own.
pub(crate) fn area(head: &ScenarioHead) -> &str {
    let mut parts = head.feature.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_vendor), Some(area), Some(_)) => area,
        _ => "-",
    }
}

/// The step that ended a scenario before its end.
pub(crate) fn ended_by(scenario: &ScenarioRecord) -> Option<&StepRecord> {
    scenario.steps.iter().find(|step| step.status == StepStatus::Failed)
}

/// One sentence on why a scenario is not simply passed.
pub(crate) fn why(scenario: &ScenarioRecord) -> Option<String> {
    let finding = |wanted: Severity| {
        let mut of_it = scenario.findings.iter().filter(|finding| finding.counts_as(wanted));
        let first = of_it.next()?;
        let more = of_it.count();
        let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        Some(format!("{}{more}", one_line(&first.message)))
    };
    let reason = || scenario.reason.as_ref().map(|reason| one_line(&reason.text));
    let step = || ended_by(scenario).and_then(|step| step.message.as_deref()).map(one_line);
    match scenario.outcome {
        Outcome::Failed => finding(Severity::Failure).or_else(step).or_else(reason),
        Outcome::Error | Outcome::Blocked => {
            reason().or_else(step).or_else(|| Some("no reason was recorded".to_owned()))
        }
        Outcome::Warned => finding(Severity::Warning).or_else(reason),
        Outcome::Waived => reason().or_else(|| waived(scenario)),
        Outcome::NotApplicable => reason().or_else(|| Some("no reason was recorded".to_owned())),
        Outcome::Passed => None,
    }
}

/// The waivers of a scenario's findings, each once.
fn waived(scenario: &ScenarioRecord) -> Option<String> {
    let mut words: Vec<_> = Vec::new();
    for waiver in scenario.findings.iter().filter_map(|finding| finding.waiver.as_ref()) {
        let waiver = one_line(&waiver.words());
        if !words.contains(&waiver) {
            words.push(waiver);
        }
    }
    (!words.is_empty()).then(|| words.join("; "))
}

/// Where a finding is, such as `exchange 2, body at /memberships/0/oscar_id`, or `exchange 3, the webhook
/// authorization.created delivered to us, body at /data`.
pub(crate) fn finding_place(finding: &Finding, scenario: &ScenarioRecord) -> Option<String> {
    let exchange = finding.exchange.map(|id| {
        let of_it = scenario.exchanges.iter().find(|exchange| exchange.id == id);
        match of_it.and_then(delivery) {
            Some(delivery) => format!("exchange {id}, {delivery}"),
            None => format!("exchange {id}"),
        }
    });
    let body = finding.instance_pointer.as_deref().map(|pointer| match pointer {
        "" => "the whole body".to_owned(),
        pointer => format!("body at {}", one_line(pointer)),
    });
    match (exchange, body) {
        (Some(exchange), Some(body)) => Some(format!("{exchange}, {body}")),
        (exchange, body) => exchange.or(body),
    }
}

/// The exchanges that a reader of a finding wants to see whole: those that a finding speaks of, else the last.
pub(crate) fn cited(scenario: &ScenarioRecord) -> Vec<u32> {
    // What was waived is what a reader of a waived scenario looks for, and beside the point elsewhere.
    let with_waived = scenario.outcome == Outcome::Waived;
    let of = |wanted: Severity| -> Vec<u32> {
        scenario
            .findings
            .iter()
            .filter(|finding| finding.severity == wanted && (with_waived || finding.waiver.is_none()))
            .filter_map(|finding| finding.exchange)
            .collect()
    };
    let mut ids = of(Severity::Failure);
    if ids.is_empty() {
        ids = of(Severity::Warning);
    }
    if ids.is_empty() {
        ids.extend(scenario.exchanges.last().map(|exchange| exchange.id));
    }
    ids
}

/// A webhook and who got it; none for a call of an API.
pub(crate) fn delivery(exchange: &Exchange) -> Option<String> {
    let operation = exchange.operation.as_deref();
    if exchange.sender == Sender::Vendor {
        let event = operation.and_then(|operation| operation.strip_prefix(WEBHOOK));
        let event = event.map(|event| format!(" {}", clip(&one_line(event), 100))).unwrap_or_default();
        return Some(format!("the webhook{event} delivered to us"));
    }
    (operation == Some(WEBHOOK_DELIVERY)).then(|| "a webhook delivered to the receiver".to_owned())
}

/// Such as `POST /v1/memberships -> 200 application/json, 120 bytes, in 12 ms`; a webhook says that it is one.
pub(crate) fn exchange_line(exchange: &Exchange) -> String {
    let request = &exchange.request;
    let mut line = delivery(exchange).map(|delivery| format!("{delivery}: ")).unwrap_or_default();
    line.push_str(&format!("{} {} -> ", one_line(&request.method), clip(&path(&request.url), 300)));
    match &exchange.answer {
        Answer::Response(response) => {
            line.push_str(&response.status.to_string());
            if let Some(media_type) = response.header("content-type") {
                line.push_str(&format!(" {}", clip(&one_line(media_type), 100)));
            }
            let bytes = response.body.bytes;
            line.push_str(&format!(", {bytes} {}", if bytes == 1 { "byte" } else { "bytes" }));
            for (holds, word) in [
                (response.body.incomplete, ", cut off by the peer"),
                (response.body.over_limit, ", larger than the limit of the profile"),
                (response.body.cut, ", of which the first are kept"),
                (!response.body.utf8, ", not UTF-8"),
            ] {
                if holds {
                    line.push_str(word);
                }
            }
        }
        Answer::NoAnswer(_) => line.push_str("no answer"),
    }
    line.push_str(&format!(", in {}", duration(exchange.timing.total_us)));
    if exchange.attempt > 1 {
        line.push_str(&format!(", attempt {}", exchange.attempt));
    }
    if exchange.sender == Sender::Integrator {
        line.push_str(", sent by the integrator");
    }
    line
}

/// The path and query of an absolute URL.
fn path(url: &str) -> String {
    let after_host =
        url.find("://").and_then(|at| url[at + 3..].find(['/', '?']).map(|slash| at + 3 + slash));
    match after_host {
        Some(start) => one_line(&url[start..]),
        None if url.contains("://") => "/".to_owned(),
        None => one_line(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_url_is_what_follows_its_host() {
        assert_eq!(path("https://127.0.0.1:4443/v1/x?y=1"), "/v1/x?y=1");
        assert_eq!(path("https://example.com"), "/");
        assert_eq!(path("nonsense"), "nonsense");
    }
}
