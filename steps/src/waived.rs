//! What of a scenario's findings is known and accepted.

use evidence::{AppliedWaiver, Reason, Severity, WAIVED};

use crate::stop::{Stop, Verdict};

/// The waived findings of a scenario.
#[derive(Debug, Default)]
pub(crate) struct Waived {
    /// What the worst of them would have done.
    pub(crate) worst: Option<Severity>,
    waivers: Vec<AppliedWaiver>,
}

impl Waived {
    /// One more.
    pub(crate) fn add(&mut self, severity: Severity, waiver: AppliedWaiver) {
        self.worst = self.worst.max(Some(severity));
        if !self.waivers.contains(&waiver) {
            self.waivers.push(waiver);
        }
    }

    /// Why the scenario is waived, and where it ended if that was before its last step.
    pub(crate) fn reason(&self, stop: Option<&Verdict>) -> Reason {
        let mut parts: Vec<_> = self.waivers.iter().map(AppliedWaiver::words).collect();
        if let Some(stop) = stop {
            parts.push(format!("the scenario could not go on after it: {}", Stop(stop.clone())));
        }
        Reason { code: WAIVED.to_owned(), text: parts.join("; ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiver_is_told_once_and_then_where_the_scenario_ended() {
        let waiver = AppliedWaiver {
            reason: "ticket 17".to_owned(),
            owner: "jane".to_owned(),
            expires: "2027-01-31".to_owned(),
        };
        let mut waived = Waived::default();
        waived.add(Severity::Failure, waiver.clone());
        waived.add(Severity::Warning, waiver);
        assert_eq!(waived.worst, Some(Severity::Failure));
        assert_eq!(waived.reason(None).text, "waived until 2027-01-31 by jane: ticket 17");
        let stop = Verdict::Failed("no answer".to_owned());
        let ended =
            "waived until 2027-01-31 by jane: ticket 17; the scenario could not go on after it: no answer";
        assert_eq!(waived.reason(Some(&stop)).text, ended);
    }
}
