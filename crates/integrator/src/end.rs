//! How an operation of an integration ends.

use serde_json::Value;

use crate::{Outcome, Surfaced};

/// How an operation ends.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) outcome: Outcome,
    pub(crate) surfaced: Option<Box<Surfaced>>,
    pub(crate) body: Option<Value>,
}

/// The end that was wanted, or the one that came before it.
pub(crate) type Flow = Result<End, End>;

impl End {
    pub(crate) const fn silent(outcome: Outcome, body: Value) -> Self {
        Self { outcome, surfaced: None, body: Some(body) }
    }

    pub(crate) fn told(outcome: Outcome, message: &str, body: Option<Value>) -> Self {
        let surfaced = Surfaced { message: message.to_owned(), ..Surfaced::default() };
        Self { outcome, surfaced: Some(Box::new(surfaced)), body }
    }

    /// The user has to give something.
    pub(crate) fn asks_for(field: &str, message: String) -> Self {
        let surfaced = Surfaced { field: Some(field.to_owned()), message, ..Surfaced::default() };
        Self { outcome: Outcome::Rejected, surfaced: Some(Box::new(surfaced)), body: None }
    }
}
