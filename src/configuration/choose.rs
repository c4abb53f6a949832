//! Which profile each vendor runs against.

use evidence::Vendor;

use super::{DEFAULT_FILE, File, MOCK, entry::Entry};
use crate::failure::{Failure, listed};

/// What the command line asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish<'w> {
    /// Vendors named; none for all.
    pub(crate) vendors: &'w [Vendor],
    /// Profiles named; none for `mock`.
    pub(crate) profiles: &'w [String],
    /// Vendors that have features in the suite.
    pub(crate) in_suite: &'w [Vendor],
}

/// The target of one vendor.
#[derive(Clone, Debug)]
pub(crate) enum Chosen<'f> {
    /// The embedded simulator.
    Mock(Vendor),
    /// A profile of the file.
    Entry(EntryRef<'f>),
}

/// A profile of the file, not yet resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryRef<'f> {
    pub(super) file: &'f File,
    pub(super) entry: &'f Entry,
}

impl Wish<'_> {
    /// Whether any profile is asked for that only a file can define.
    pub(crate) fn needs_file(&self) -> bool {
        self.profiles.iter().any(|name| name != MOCK)
    }
}

/// Finds a profile for every vendor of the run. `file` is none if no profile of a file is asked for.
///
/// # Errors
///
/// A profile or vendor is unknown, two profiles are of the same vendor, or profiles and vendors do not agree.
pub(crate) fn choose<'f>(wish: &Wish<'_>, file: Option<&'f File>) -> Result<Vec<Chosen<'f>>, Failure> {
    let mut entries: Vec<&'f Entry> = Vec::new();
    let mut mock = wish.profiles.is_empty();
    for name in wish.profiles {
        if name == MOCK {
            mock = true;
            continue;
        }
        let Some(file) = file else {
            let text =
                format!("profile `{name}` is not known: no configuration was read; create {DEFAULT_FILE}");
            return Err(Failure::usage(text));
        };
        let entry = file.find(name)?;
        if entries.iter().any(|other| other.name == entry.name) {
            continue;
        }
        if let Some(other) = entries.iter().find(|other| other.vendor == entry.vendor) {
            return Err(Failure::usage(format!(
                "profiles `{}` and `{}` are both of {}: a run has one profile a vendor",
                other.name, entry.name, entry.vendor
            )));
        }
        entries.push(entry);
    }
    for vendor in wish.vendors.iter().copied().chain(entries.iter().map(|entry| entry.vendor)) {
        if !wish.in_suite.contains(&vendor) {
            let known = listed(wish.in_suite.iter().map(|vendor| vendor.word()));
            return Err(Failure::usage(format!(
                "the suite has no features for {vendor} (it has some for: {known})"
            )));
        }
    }
    if let Some(entry) =
        entries.iter().find(|entry| !wish.vendors.is_empty() && !wish.vendors.contains(&entry.vendor))
    {
        let named = listed(wish.vendors.iter().map(|vendor| vendor.word()));
        return Err(Failure::usage(format!(
            "profile `{}` is of {}, and the run is limited to {named}: name {} too, or leave the profile out",
            entry.name, entry.vendor, entry.vendor
        )));
    }
    let wanted: Vec<Vendor> = Vendor::ALL
        .into_iter()
        .filter(|vendor| wish.in_suite.contains(vendor))
        .filter(|vendor| match (wish.vendors, mock) {
            ([], true) => true,
            ([], false) => entries.iter().any(|entry| entry.vendor == *vendor),
            (named, _) => named.contains(vendor),
        })
        .collect();
    let mut chosen = Vec::new();
    let mut mocked = false;
    for vendor in wanted {
        match (entries.iter().find(|entry| entry.vendor == vendor), file) {
            (Some(entry), Some(file)) => chosen.push(Chosen::Entry(EntryRef { file, entry })),
            _ if mock => {
                mocked = true;
                chosen.push(Chosen::Mock(vendor));
            }
            _ => {
                let text =
                    format!("no profile is named for {vendor}: add --profile NAME, or --profile {MOCK}");
                return Err(Failure::usage(text));
            }
        }
    }
    if mock && !mocked && !wish.profiles.is_empty() {
        let text = format!(
            "profile `{MOCK}` is left without a vendor: every vendor has another profile; leave it out"
        );
        return Err(Failure::usage(text));
    }
    Ok(chosen)
}
