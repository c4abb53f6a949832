//! An event: the envelope of a delivery, and what it is about.

use serde::Deserialize;
use serde_json::{Map, Value};

/// The types of events that Osigu documents.
const TYPES: [&str; 13] = [
    "authorization.created",
    "authorization.rejected",
    "authorization.updated",
    "authorization.voided",
    "dispensing.started",
    "dispensing.completed",
    "dispensing.cancelled",
    "prescription.issued",
    "prescription.email_delivered",
    "prescription.email_failed",
    "settlement.paid",
    "settlement.rejected",
    "settlement.partially_accepted",
];

/// The members of an envelope that a receiver needs; what else it carries is left alone.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Event {
    pub(super) event_id: String,
    pub(super) event_type: String,
    pub(super) environment: String,
    #[serde(default)]
    pub(super) created_at: String,
    pub(super) data: Map<String, Value>,
}

impl Event {
    /// Reads a body; `None` if it is no event.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(body).ok().filter(|event| !event.event_id.is_empty())
    }

    /// Whether its type is documented.
    pub(super) fn is_known(&self) -> bool {
        TYPES.contains(&self.event_type.as_str())
    }

    /// A member of its data, if it is a string.
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.data.get(member).and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("")]
    #[case("{")]
    #[case("[]")]
    #[case("null")]
    #[case(r#"{"event_id":"","event_type":"a","environment":"sandbox","data":{}}"#)]
    #[case(r#"{"event_id":7,"event_type":"a","environment":"sandbox","data":{}}"#)]
    #[case(r#"{"event_id":"e","event_type":"a","environment":"sandbox"}"#)]
    #[case(r#"{"event_id":"e","event_type":"a","environment":"sandbox","data":{}} x"#)]
    fn what_is_no_event_is_none(#[case] body: &str) {
        assert!(Event::parse(body.as_bytes()).is_none());
    }

    #[test]
    fn an_event_may_carry_more_than_is_needed() {
        let body = r#"{"event_id":"e","event_type":"settlement.paid","environment":"sandbox","new":[1],"data":{"id":"s"}}"#;
        let event = Event::parse(body.as_bytes()).unwrap();
        assert!(event.is_known());
        assert_eq!((event.text("id"), event.text("none")), (Some("s"), None));
    }
}
