//! What the sponsors have decided, as far as it is known. `PENDING_SPONSOR` is no decision, whoever says it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;
use serde_json::Value;

use crate::answer::{children, text};

/// What is known of an authorization request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Nothing: the request is none of ours.
    #[default]
    Unknown,
    /// It is not decided.
    Pending,
    /// All of it is approved.
    Approved,
    /// All of it is rejected.
    Rejected,
    /// A part is approved, and a part is rejected.
    Partly,
}

impl Decision {
    /// The word, such as `pending`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Partly => "partly",
        }
    }

    /// Whether the sponsor has decided.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Approved | Self::Rejected | Self::Partly)
    }
}

/// What the sponsor says of one authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Approved; the code can be redeemed.
    Approved,
    /// Rejected, and why.
    Rejected(Option<String>),
}

/// Verdicts by product type: a sponsor decides one authorization for each.
pub(super) type Verdicts = BTreeMap<String, Verdict>;

/// What a request's answer says of its authorizations; nothing of one that waits.
pub(super) fn verdicts(body: &Value) -> Verdicts {
    let list = body.get("authorizations").map(children).unwrap_or_default();
    let numbered = list.into_iter().enumerate();
    let key = |at: usize, one: &Value| text(one, "product_type").unwrap_or_else(|| at.to_string());
    let mut verdicts = Verdicts::new();
    for (at, one) in numbered {
        let verdict = match text(one, "status").as_deref() {
            Some("REJECTED") => Verdict::Rejected(text(one, "rejection_reason")),
            Some("PENDING_SPONSOR") | None => continue,
            // Redeemed and voided ones were approved before.
            Some(_) => Verdict::Approved,
        };
        let mut key = key(at, one);
        if verdicts.contains_key(&key) {
            key = format!("{key} {at}");
        }
        verdicts.insert(key, verdict);
    }
    verdicts
}

/// The decision that follows from verdicts; `Pending` from none.
pub(super) fn decision_of(verdicts: &Verdicts) -> Decision {
    let approved = verdicts.values().filter(|verdict| **verdict == Verdict::Approved).count();
    match (approved, verdicts.len()) {
        (_, 0) => Decision::Pending,
        (0, _) => Decision::Rejected,
        (some, all) if some == all => Decision::Approved,
        _ => Decision::Partly,
    }
}

/// Every reason of a rejection, once.
pub(super) fn reasons(verdicts: &Verdicts) -> Option<String> {
    let mut reasons: Vec<&str> = Vec::new();
    for verdict in verdicts.values() {
        if let Verdict::Rejected(Some(reason)) = verdict
            && !reasons.contains(&reason.as_str())
        {
            reasons.push(reason);
        }
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// One request of ours.
#[derive(Clone, Debug, Default)]
struct Known {
    /// The product types that were asked for; there is a decision when each of them has a verdict.
    expected: BTreeSet<String>,
    verdicts: Verdicts,
    /// What a read or the completing call said in one.
    told: Option<Decision>,
}

impl Known {
    fn decision(&self) -> Decision {
        if let Some(told) = self.told {
            return told;
        }
        if self.expected.iter().all(|kind| self.verdicts.contains_key(kind)) {
            return decision_of(&self.verdicts);
        }
        Decision::Pending
    }
}

/// All requests, and the events that were taken in.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    requests: HashMap<String, Known>,
    order: Vec<String>,
    events: HashSet<String>,
}

impl Decisions {
    pub(super) fn of(&self, id: &str) -> Decision {
        self.requests.get(id).map_or(Decision::Unknown, Known::decision)
    }

    pub(super) fn reasons(&self, id: &str) -> Option<String> {
        self.requests.get(id).and_then(|known| reasons(&known.verdicts))
    }

    fn known(&mut self, id: &str) -> &mut Known {
        if !self.requests.contains_key(id) {
            self.order.push(id.to_owned());
        }
        self.requests.entry(id.to_owned()).or_default()
    }

    /// A request was opened for these product types.
    pub(super) fn open(&mut self, id: &str, product_types: impl IntoIterator<Item = String>) {
        self.known(id).expected.extend(product_types);
    }

    /// The vendor has answered with the whole request. What was decided does not become undecided by an answer that was
    /// on its way when the event came.
    pub(super) fn read(&mut self, id: &str, is_complete: bool, verdicts: Verdicts) {
        let known = self.known(id);
        let decision = decision_of(&verdicts);
        if is_complete && decision.is_final() {
            known.told = Some(decision);
            known.verdicts = verdicts;
        } else {
            for (kind, verdict) in verdicts {
                known.verdicts.entry(kind).or_insert(verdict);
            }
        }
    }

    /// Keeps a decision that nobody made; for defects only.
    pub(super) fn pretend(&mut self, id: &str, decision: Decision) {
        self.known(id).told = Some(decision);
    }

    /// An event has brought a verdict.
    pub(super) fn take_in(&mut self, id: &str, product_type: Option<String>, verdict: Verdict) {
        let known = self.known(id);
        known.told = None;
        match product_type {
            Some(kind) => {
                known.verdicts.insert(kind, verdict);
            }
            // It names no part, so it is about the whole.
            None => {
                let kinds = std::mem::take(&mut known.expected);
                known.verdicts = kinds.into_iter().map(|kind| (kind, verdict.clone())).collect();
                if known.verdicts.is_empty() {
                    known.verdicts.insert(String::new(), verdict);
                }
            }
        }
    }

    /// Whether this event is a new one; it is not from now on.
    pub(super) fn is_new(&mut self, event_id: &str) -> bool {
        self.events.insert(event_id.to_owned())
    }

    /// The request that the vendor no longer knows is none of ours any more.
    pub(super) fn forget(&mut self, id: &str) {
        self.requests.remove(id);
        self.order.retain(|known| known != id);
    }

    /// The newest request that is not decided.
    pub(super) fn newest_pending(&self) -> Option<String> {
        self.order.iter().rev().find(|id| self.of(id) == Decision::Pending).cloned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn two() -> Decisions {
        let mut decisions = Decisions::default();
        decisions.open("areq_1", ["LAB".to_owned(), "MEDICATION".to_owned()]);
        decisions
    }

    #[test]
    fn a_request_is_decided_when_each_of_its_parts_is() {
        let mut decisions = two();
        assert_eq!(decisions.of("areq_1"), Decision::Pending);
        decisions.take_in("areq_1", Some("LAB".to_owned()), Verdict::Approved);
        assert_eq!(decisions.of("areq_1"), Decision::Pending);
        decisions.take_in("areq_1", Some("MEDICATION".to_owned()), Verdict::Rejected(Some("no".to_owned())));
        assert_eq!(decisions.of("areq_1"), Decision::Partly);
        assert_eq!(decisions.reasons("areq_1").as_deref(), Some("no"));
        assert_eq!(decisions.of("areq_2"), Decision::Unknown);
    }

    #[test]
    fn an_event_that_names_no_part_is_about_the_whole() {
        let mut decisions = two();
        decisions.take_in("areq_1", None, Verdict::Approved);
        assert_eq!(decisions.of("areq_1"), Decision::Approved);
    }

    #[test]
    fn an_answer_that_was_overtaken_by_the_event_changes_nothing() {
        let mut decisions = Decisions::default();
        decisions.open("areq_1", ["LAB".to_owned()]);
        decisions.take_in("areq_1", Some("LAB".to_owned()), Verdict::Approved);
        decisions.read("areq_1", false, Verdicts::new());
        assert_eq!(decisions.of("areq_1"), Decision::Approved);
    }

    #[test]
    fn placeholders_are_no_verdicts() {
        let body = json!({"authorizations": [
            {"product_type": "LAB", "status": "PENDING_SPONSOR"}, {"product_type": "MEDICATION", "status": "APPROVED"}
        ]});
        assert_eq!(verdicts(&body), Verdicts::from([("MEDICATION".to_owned(), Verdict::Approved)]));
        assert_eq!(decision_of(&Verdicts::new()), Decision::Pending);
    }

    #[test]
    fn two_authorizations_of_one_type_both_count() {
        let body = json!({"authorizations": [
            {"product_type": "LAB", "status": "REJECTED", "rejection_reason": "a"},
            {"product_type": "LAB", "status": "APPROVED"},
            {"product_type": "LAB", "status": "REJECTED", "rejection_reason": "a"}
        ]});
        let verdicts = verdicts(&body);
        assert_eq!((verdicts.len(), decision_of(&verdicts)), (3, Decision::Partly));
        assert_eq!(reasons(&verdicts).as_deref(), Some("a"));
    }
}
