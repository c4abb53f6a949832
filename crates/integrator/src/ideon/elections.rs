//! The form of a plan election (IDN-Q40): the reference types each product line as a string and shows no election; other pages
//! show an object.

use serde_json::Value;

/// How an election stands under its product line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ElectionForm {
    /// The JSON text of the object, in the string that the reference asks for.
    #[default]
    Text,
    /// The object of the other pages.
    Object,
}

impl ElectionForm {
    /// An election as it is sent.
    pub(super) fn write(self, election: Value) -> Value {
        match self {
            Self::Text => Value::String(election.to_string()),
            Self::Object => election,
        }
    }
}
