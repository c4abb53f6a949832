//! From the command line to scenarios and profiles: what `run` and `list` have in common.

use std::{collections::HashSet, path::Path};

use evidence::{ExitCode, Outcome, RunRecord, Vendor, redact::RunSecrets};
use regex::RegexBuilder;
use secrecy::{ExposeSecret, SecretString};
use steps::Planned;
use suite::{Selection, Suite, TagExpression};

use crate::{
    arguments::{FailOn, SelectionArguments},
    configuration::{self, File, Known, Resolved, Wish},
    failure::Failure,
    read_run,
    receiver::{self, Beside},
    suite_source,
};

/// The targets of the run.
///
/// # Errors
///
/// What `configuration` and `receiver` say.
pub(crate) fn profiles(arguments: &SelectionArguments, suite: &Suite) -> Result<Resolved, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let in_suite = suite_source::vendors(suite);
    let (vendors, profiles) = (arguments.vendors.as_slice(), arguments.profiles.as_slice());
    let beside = Beside { vendors, profiles, in_suite: &in_suite };
    if let Some(receiver) = receiver::resolve(&arguments.receiver, beside, &environment)? {
        return Ok(receiver);
    }
    let wish = Wish { vendors, profiles, in_suite: &in_suite };
    // Without a profile of its own the file is not needed, and not looked at.
    let file = if wish.needs_file() { Some(File::read(&arguments.config, known())?) } else { None };
    let chosen = configuration::choose(&wish, file.as_ref())?;
    configuration::resolve(&chosen, &environment)
}

/// One profile by its name, or `mock` for a vendor; nothing is selected for it.
///
/// # Errors
///
/// What `configuration` says.
pub(crate) fn profile_named(
    name: &str,
    vendors: &[Vendor],
    config: &Path,
    in_suite: &[Vendor],
) -> Result<Resolved, Failure> {
    let profiles = [name.to_owned()];
    let wish = Wish { vendors, profiles: &profiles, in_suite };
    let file = if wish.needs_file() { Some(File::read(config, known())?) } else { None };
    let chosen = configuration::choose(&wish, file.as_ref())?;
    configuration::resolve(&chosen, &|name: &str| std::env::var(name).ok())
}

/// What must never be written anywhere: the credentials of the profiles, and the values of sensitive members.
pub(crate) fn run_secrets(profiles: &[steps::Profile], secrets: &[(String, SecretString)]) -> RunSecrets {
    let members: Vec<String> = profiles
        .iter()
        .flat_map(|profile| {
            let of_answers = schemas::sensitive_members(profile.vendor).iter().cloned();
            requests::sensitive_members_with(profile.vendor, &profile.overrides).into_iter().chain(of_answers)
        })
        .collect();
    let known = secrets.iter().map(|(name, value)| (name.as_str(), value.expose_secret()));
    RunSecrets::new(known, members.iter().map(String::as_str))
}

/// What the configuration is checked against.
fn known() -> Known {
    Known {
        operations: |vendor| {
            let catalogue = schemas::Catalogue::of(vendor);
            catalogue.operations().iter().map(|operation| operation.id.clone()).collect()
        },
        derived: || {
            steps::capabilities().iter().map(|capability| (capability.word, capability.given_by)).collect()
        },
    }
}

/// Which scenarios are asked for.
#[derive(Debug)]
pub(crate) struct Filter {
    selection: Selection,
    /// The filter as a sentence names it; empty if everything is asked for.
    words: Vec<String>,
}

impl Filter {
    /// Reads the filters of the command line; `rerun` are the ids of an earlier run.
    ///
    /// # Errors
    ///
    /// A tag expression or a regular expression cannot be read.
    pub(crate) fn new(
        arguments: &SelectionArguments,
        vendors: &[Vendor],
        rerun: Option<HashSet<String>>,
    ) -> Result<Self, Failure> {
        let mut words = Vec::new();
        if !arguments.vendors.is_empty() {
            let vendors: Vec<_> = arguments.vendors.iter().map(|vendor| vendor.word()).collect();
            words.push(vendors.join(" "));
        }
        let tags = arguments
            .tags
            .as_deref()
            .map(|text| {
                words.push(format!("--tags '{text}'"));
                TagExpression::parse(text).map_err(|error| Failure::usage(error.to_string()))
            })
            .transpose()?;
        let name = arguments
            .name
            .as_deref()
            .map(|text| {
                words.push(format!("--name '{text}'"));
                RegexBuilder::new(text).size_limit(1 << 20).build().map_err(|error| {
                    let reason = error.to_string();
                    let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
                    Failure::usage(format!("--name '{text}' is not a regular expression: {reason}"))
                })
            })
            .transpose()?;
        if let Some(path) = &arguments.rerun {
            words.push(format!("--rerun {}", path.display()));
        }
        // A run that names a subject asks nobody else anything.
        let receiver = arguments.receiver.receiver.is_some();
        if receiver {
            words.push("--receiver".to_owned());
        }
        let selection = Selection { vendors: vendors.to_vec(), tags, name, ids: rerun, receiver };
        Ok(Self { selection, words })
    }

    /// The scenarios asked for, each with the index of its vendor's profile.
    ///
    /// # Errors
    ///
    /// Nothing is selected (exit 4), the tag expression names a tag that nothing has (exit 2), or a scenario of the
    /// earlier run is gone (exit 2).
    pub(crate) fn apply(&self, suite: &Suite, profiles: &[steps::Profile]) -> Result<Vec<Planned>, Failure> {
        if let Some(ids) = &self.selection.ids {
            let mut gone: Vec<_> =
                ids.iter().filter(|id| suite.by_id(id).is_none()).map(String::as_str).collect();
            gone.sort_unstable();
            if !gone.is_empty() {
                return Err(Failure::usage(format!(
                    "the earlier run has scenarios that this suite has not, and that cannot be run again: {}",
                    gone.join(", ")
                )));
            }
        }
        let selected: Vec<_> = suite
            .select(&self.selection)
            .into_iter()
            .filter_map(|scenario| {
                let vendor = suite.feature(scenario).vendor;
                let profile = profiles.iter().position(|profile| profile.vendor == vendor)?;
                Some(Planned { scenario, profile })
            })
            .collect();
        let unknown = self.unknown_tags(suite);
        if selected.is_empty() {
            let filter = if self.words.is_empty() { "the suite".to_owned() } else { self.words.join(" ") };
            let text = format!("nothing is selected: no scenario matches {filter}{unknown}");
            return Err(Failure::new(ExitCode::NothingJudged, text));
        }
        if !unknown.is_empty() {
            let tags =
                self.words.iter().find(|word| word.starts_with("--tags")).map_or("--tags", String::as_str);
            let text = format!("{tags}: {}; nothing was sent", unknown.trim_start_matches("; "));
            return Err(Failure::usage(text));
        }
        Ok(selected)
    }

    fn unknown_tags(&self, suite: &Suite) -> String {
        let unknown = self.selection.tags.as_ref().map(|tags| tags.unknown_tags(suite)).unwrap_or_default();
        unknown
            .into_iter()
            .map(|(tag, near)| {
                let hint = near.map(|near| format!(", did you mean @{near}?")).unwrap_or_default();
                format!("; no scenario has the tag @{tag}{hint}")
            })
            .collect()
    }
}

/// Ids of what did not pass in an earlier run: failed, error, blocked and never started; warned too where that fails.
///
/// # Errors
///
/// The file cannot be read (exit 2), or everything in it passed (exit 4).
pub(crate) fn rerun_ids(path: &Path, fail_on: FailOn) -> Result<HashSet<String>, Failure> {
    let record = read_run::read(path)?;
    let ids = not_passed(&record, fail_on);
    if ids.is_empty() {
        let text = format!(
            "nothing to run again: every scenario of {} passed, was waived or was not applicable",
            path.display()
        );
        return Err(Failure::new(ExitCode::NothingJudged, text));
    }
    Ok(ids)
}

fn not_passed(record: &RunRecord, fail_on: FailOn) -> HashSet<String> {
    let again = |outcome| match outcome {
        Outcome::Failed | Outcome::Error | Outcome::Blocked => true,
        Outcome::Warned => fail_on == FailOn::Warned,
        Outcome::Waived | Outcome::NotApplicable | Outcome::Passed => false,
    };
    let ended = record.scenarios.iter().filter(|scenario| again(scenario.outcome));
    ended.map(|scenario| &scenario.head).chain(&record.not_run).map(|head| head.id.clone()).collect()
}
