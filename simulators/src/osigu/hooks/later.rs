//! An asynchronous sponsor: it decides later, and tells (dossier 3.1, 6).

use time::{Duration, OffsetDateTime};

use super::{
    super::{
        authorizations::{Authorization, AuthorizationStatus},
        faults::ChainRule,
        state::{Book, Due},
    },
    Event, events,
};

/// A minute and a half: later than any receiver is told to wait.
const TOO_LATE: Duration = Duration::seconds(90);

impl Book {
    /// A request was completed whose sponsor decides by itself. With a fault, it may have decided when this returns.
    pub(in crate::osigu) fn sponsor_will_decide(&mut self, request_id: &str, now: OffsetDateTime) {
        if self.has(ChainRule::DecidesAtOnce) {
            self.decide_later(request_id, now);
            return;
        }
        let after = if self.has(ChainRule::DecisionTooEarly) || self.has(ChainRule::EventBeforeAnswer) {
            Duration::ZERO
        } else if self.has(ChainRule::DecisionTooLate) {
            TOO_LATE
        } else {
            self.settings.async_decision_after.try_into().unwrap_or(Duration::MAX)
        };
        self.hooks.desk.holds_answer |= self.has(ChainRule::EventBeforeAnswer);
        let at = now.saturating_add(after);
        self.schedule(at, Due::Decision(request_id.to_owned()));
    }

    /// The sponsor has decided: one event for each authorization of the request.
    pub(in crate::osigu) fn emit_decision(&mut self, request_id: &str, at: OffsetDateTime) {
        if self.has(ChainRule::DecidesAtOnce) {
            return;
        }
        let of_it = |authorization: &&Authorization| authorization.authorization_request_id == request_id;
        let told: Vec<_> = self.authorizations.iter().filter(of_it).map(|it| self.decision(it)).collect();
        for event in told.into_iter().flatten() {
            if self.has(ChainRule::EventTooLate) {
                let asked = self.settings.async_decision_after.try_into().unwrap_or(Duration::ZERO);
                self.schedule(at + (TOO_LATE - asked).max(Duration::ZERO), Due::Event(Box::new(event)));
            } else {
                self.emit(event);
            }
        }
        self.harm_decision(request_id);
    }

    fn decision(&self, authorization: &Authorization) -> Option<Event> {
        let mut approved = match authorization.status {
            AuthorizationStatus::Approved => true,
            AuthorizationStatus::Rejected => false,
            _ => return None,
        };
        if self.has(ChainRule::EventSwapped) {
            approved = !approved;
        }
        let mut event = if approved {
            events::authorization_created(authorization)
        } else {
            events::authorization_rejected(authorization, &self.settings)
        };
        if self.has(ChainRule::EventOfAnotherRequest) {
            let other = super::super::state::ulid(&self.bytes("another request"));
            event.data["authorization_request_id"] = format!("areq_{other}").into();
        }
        if self.has(ChainRule::EventWithoutReason)
            && let Some(data) = event.data.as_object_mut()
        {
            data.shift_remove("rejection_reason");
        }
        Some(event)
    }

    /// What a later read shows otherwise than the event said.
    fn harm_decision(&mut self, request_id: &str) {
        if self.has(ChainRule::EventDisagreesWithRead) {
            let of_it =
                |authorization: &&mut Authorization| authorization.authorization_request_id == request_id;
            for authorization in self.authorizations.iter_mut().filter(of_it) {
                if authorization.status == AuthorizationStatus::Approved {
                    authorization.status = AuthorizationStatus::Rejected;
                    authorization.rejection_reason = Some("the sponsor thought better of it".to_owned());
                }
            }
        }
        if self.has(ChainRule::NeverCompletes) {
            self.reopen_request(request_id);
        }
    }
}
