//! What a request schema says of each member, for those who vary a valid body member by member.

use evidence::Level;
use serde_json::Value;

use crate::members::Member;

/// What a request's schema says of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFact {
    /// Its place: names with full stops between them, `[]` for the items of a list, such as
    /// `subscriber.emails[].type`.
    pub path: String,
    /// Whether the object around it needs it, whatever else it holds.
    pub required: bool,
    /// How well it is known that it is needed, or, where it is not, how well the member is known.
    pub required_level: Level,
    /// The JSON types that it may have: `string`, `number`, `integer`, `boolean`, `object`, `array`, `null`; empty where
    /// none is stated.
    pub kinds: Vec<String>,
    /// The values that it may have, where they are listed. Where they are and no type is (IDN-Q27), a vendor may still
    /// read null as none of them or as any: no row should rest on it.
    pub variants: Option<Vec<Value>>,
    /// How well its name, place and form are known.
    pub level: Level,
    /// Whether its value is never shown.
    pub sensitive: bool,
}

impl MemberFact {
    pub(crate) fn new(path: &str, member: &Member) -> Self {
        Self {
            path: path.to_owned(),
            required: member.required.is_some(),
            required_level: member.required.unwrap_or(member.level),
            kinds: member.kinds.clone(),
            variants: member.variants.clone(),
            level: member.level,
            sensitive: member.sensitive,
        }
    }

    /// Whether it stands inside a list, so that a body may have it several times or not at all.
    #[must_use]
    pub fn is_in_list(&self) -> bool {
        self.path.contains("[]")
    }

    /// Its name without its place.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }

    /// The path of the object around it; none at the top.
    #[must_use]
    pub fn parent(&self) -> Option<&str> {
        self.path.rsplit_once('.').map(|(parent, _)| parent)
    }
}
