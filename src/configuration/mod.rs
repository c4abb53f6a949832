//! `covenant.toml`: from the file to the profiles that a run uses.
//!
//! The whole file is checked, whichever profiles are chosen; everything wrong is told at once, with its line. Credentials
//! are read only for the chosen profiles, and all that are missing are named at once. Nothing is sent before that.

mod address;
mod choose;
mod credentials;
mod entry;
mod fixtures;
mod keys;
mod limits;
pub(crate) mod reader;
mod resolve;
#[cfg(test)]
mod tests;
pub(crate) mod values;
mod webhooks;

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

pub(crate) use choose::{Wish, choose};
pub(crate) use credentials::is_variable_name;
pub(crate) use entry::Known;
pub(crate) use resolve::{Resolved, resolve};

use self::{
    entry::Entry,
    reader::{Problems, Section},
};
use crate::failure::{Failure, did_you_mean, listed};

/// The name of the profile that needs no configuration.
pub(crate) const MOCK: &str = "mock";
/// The file that is read unless `--config` names another.
pub(crate) const DEFAULT_FILE: &str = "covenant.toml";

/// A configuration file, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct File {
    /// As the user named it.
    shown: String,
    /// Relative paths in the file start here.
    directory: PathBuf,
    entries: Vec<Entry>,
}

impl File {
    /// Reads and checks a file.
    ///
    /// # Errors
    ///
    /// Names everything that is wrong with it, each with its line: with exit 7 if any of it is dangerous, else with 2.
    pub(crate) fn read(path: &Path, known: Known) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let source = std::fs::read_to_string(path).map_err(|error| {
            let what = match error.kind() {
                std::io::ErrorKind::NotFound => {
                    "there is no such file: create it with a section [profiles.NAME] that says vendor and base_url \
                     (docs/configuration.md shows every key), or name another with --config"
                        .to_owned()
                }
                _ => format!("it cannot be read: {error}"),
            };
            Failure::usage(format!("configuration `{shown}`: {what}"))
        })?;
        Self::parse(shown, path.parent().unwrap_or(Path::new("")).to_owned(), &source, known)
    }

    /// Checks a text. `shown` names it in messages.
    pub(crate) fn parse(
        shown: String,
        directory: PathBuf,
        source: &str,
        known: Known,
    ) -> Result<Self, Failure> {
        let problems = Problems::new(shown.clone(), source);
        problems.refuse_pasted_secrets();
        let mut entries = Vec::new();
        match DeTable::parse(source) {
            Ok(root) => {
                let root = Section::root(&problems, root.get_ref());
                read_root(&root, known, &mut entries);
            }
            Err(error) => {
                // The error's own display shows the line, which could hold a secret.
                let place = error.span().unwrap_or(0..0);
                let before = source.get(..place.start).unwrap_or_default();
                let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
                let why = error.message().lines().next().unwrap_or_default();
                problems.usage(place, format!("column {column}: this is not TOML: {why}"));
            }
        }
        problems.into_result()?;
        Ok(Self { shown, directory, entries })
    }

    /// Names of the profiles, `mock` included.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(MOCK).chain(self.entries.iter().map(|entry| entry.name.as_str()))
    }

    fn find(&self, name: &str) -> Result<&Entry, Failure> {
        self.entries.iter().find(|entry| entry.name == name).ok_or_else(|| {
            let hint = did_you_mean(name, self.names());
            let known = listed(self.names());
            Failure::usage(format!("profile `{name}` not found in {} (known: {known}){hint}", self.shown))
        })
    }
}

fn read_root(root: &Section<'_, '_>, known: Known, entries: &mut Vec<Entry>) {
    root.only(&["profiles"]);
    let Some(profiles) = root.section("profiles") else { return };
    for (name, place, node) in profiles.entries() {
        if name == MOCK {
            let text =
                "`profiles.mock` cannot be configured: it is the embedded simulators; choose another name";
            root.problems.usage(place, text.to_owned());
        } else if !is_profile_name(&name) {
            let text = format!("profile name {name:?} must be made of letters, digits, `-`, `_` and `.`");
            root.problems.usage(place, text);
        } else if !matches!(node.get_ref(), DeValue::Table(_)) {
            profiles.wrong_type(&name, node, "a table", node.get_ref());
        } else if let Some(section) = profiles.section_of(&name, node) {
            entries.extend(entry::read(&name, &section, known));
        }
    }
}

fn is_profile_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
