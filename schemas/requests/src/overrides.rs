//! What a profile knows better than we do: the real names of members that we had to guess.

use std::collections::BTreeMap;

use evidence::Vendor;
use serde::Deserialize;

use crate::{Error, shape};

/// Real names of members, by the dotted path under which this project knows them:
/// `"enrollees[].ssn" = "social_security_number"`. A path holds for every operation of the vendor that has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Overrides {
    members: BTreeMap<String, String>,
}

impl Overrides {
    /// Overrides from pairs of dotted path and real name.
    pub fn new<P: Into<String>, N: Into<String>>(members: impl IntoIterator<Item = (P, N)>) -> Self {
        Self { members: members.into_iter().map(|(path, name)| (path.into(), name.into())).collect() }
    }

    /// The real name of a member, if the profile says one.
    #[must_use]
    pub fn name_of(&self, path: &str) -> Option<&str> {
        self.members.get(path).map(String::as_str)
    }

    /// Whether nothing is overridden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// All pairs of path and real name, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.members.iter().map(|(path, name)| (path.as_str(), name.as_str()))
    }

    /// Refuses a path that no request of this vendor has: a typing error would else be without effect and unseen.
    ///
    /// # Errors
    ///
    /// The first path that is not known, with the nearest one that is.
    pub fn check(&self, vendor: Vendor) -> Result<(), Error> {
        let known = shape::known_members(vendor);
        for path in self.members.keys() {
            if known.iter().any(|name| name == path) {
                continue;
            }
            let hint = known
                .iter()
                .map(|name| (strsim::jaro_winkler(name, path), name))
                .max_by(|(one, _), (other, _)| one.total_cmp(other))
                .filter(|(similarity, _)| *similarity > 0.8)
                .map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"));
            return Err(Error::UnknownMember { vendor, member: path.clone(), hint });
        }
        Ok(())
    }
}
