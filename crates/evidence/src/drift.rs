//! Drift: what the answers of a run hold and no document says, and what documents say and no answer holds.
//!
//! It breaks no promise by itself: a vendor may add members. It says that the documents, or our reading of them, have to be
//! looked at again.

use serde::{Deserialize, Serialize};

use crate::{clause::Vendor, level::Level};

/// In which way answers and documents differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// A member that no schema of the answer names.
    UnknownMember,
    /// A value that is none of those that the schema names.
    UnknownValue,
    /// A documented member that no answer of the run had, though some had the object in which it would stand.
    NeverSeen,
}

impl DriftKind {
    /// All of them, in the order in which reports list them.
    pub const ALL: [Self; 3] = [Self::UnknownMember, Self::UnknownValue, Self::NeverSeen];

    /// The rule that a finding has where drift is asked to be one; none where it belongs to the run and to no scenario.
    #[must_use]
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::UnknownMember => Some("undocumented-member"),
            Self::UnknownValue => Some("undocumented-value"),
            Self::NeverSeen => None,
        }
    }

    /// Whether answers hold something that documents do not.
    #[must_use]
    pub const fn is_news(self) -> bool {
        matches!(self, Self::UnknownMember | Self::UnknownValue)
    }
}

/// One difference between the answers of an operation and its documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Drift {
    /// Whose.
    pub vendor: Vendor,
    /// Such as `create-membership`.
    pub operation: String,
    /// The status of the answers, as the catalogue lists it.
    pub status: u16,
    /// In which way.
    pub kind: DriftKind,
    /// Where in the body: a JSON pointer in which `*` is any position.
    pub pointer: String,
    /// The value, masked where it is sensitive; absent where it is about a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The file of the schema.
    pub schema: String,
    /// How well the member is known that was never seen; absent where it is about something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// How many answers had it; of what was never seen, how many were looked at.
    pub answers: usize,
    /// Ids of some scenarios that met it; none of what was never seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<String>,
}

impl Drift {
    /// Such as ``create-membership 200: `/plan/tier` is a member that no schema names``.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { operation, status, pointer, .. } = self;
        match (self.kind, &self.value) {
            (DriftKind::UnknownMember, _) => {
                format!("{operation} {status}: `{pointer}` is a member that no schema names")
            }
            (DriftKind::UnknownValue, value) => {
                let value = value.as_deref().unwrap_or("a value");
                format!("{operation} {status}: `{pointer}` is {value}, a value that no schema names")
            }
            (DriftKind::NeverSeen, _) => {
                format!("{operation} {status}: `{pointer}` is documented, and no answer had it")
            }
        }
    }
}

/// A JSON pointer with `*` for each position in a list: where in a list something stands is often a matter of chance.
#[must_use]
pub fn anywhere(pointer: &str) -> String {
    let is_position = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = pointer.split('/').map(|part| if is_position(part) { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::anywhere;

    #[rstest]
    #[case("/groups/12/name", "/groups/*/name")]
    #[case("", "")]
    #[case("/0", "/*")]
    #[case("/a1/2b", "/a1/2b")]
    fn a_position_in_a_list_is_any(#[case] pointer: &str, #[case] expected: &str) {
        assert_eq!(anywhere(pointer), expected);
    }
}
