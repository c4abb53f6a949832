//! Whether an environment can be tested from here: one line a prerequisite.
//!
//! ```text
//! profile oscar-staging (oscar at https://ichra-api-staging.hioscar.com:444/)
//!   ok       configuration        the profile is whole, and 2 credentials could be read
//!   ok       name                 ichra-api-staging.hioscar.com has the address 192.0.2.7
//!   ok       connection           192.0.2.7:444 takes connections
//!   FAILED   tls                  the certificate of … is signed by nobody we trust
//!                                 give the vendor's authority as `ca_certificate`
//!   skipped  client certificate   not tried, because `tls` failed
//! ```

mod text;

use evidence::Vendor;
use serde::Serialize;

pub use text::render;

use crate::ReportError;

/// All profiles that were looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checkup {
    /// In the order in which they were named.
    pub profiles: Vec<ProfileCheckup>,
}

/// One profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileCheckup {
    /// Its name.
    pub profile: String,
    /// Whose API.
    pub vendor: Vendor,
    /// Where it answers.
    pub target: String,
    /// In the order in which they were tried.
    pub checks: Vec<Check>,
}

/// One prerequisite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Stable, such as `tls` or `fixture sponsor`.
    pub name: String,
    /// What became of it.
    pub state: CheckState,
    /// What was seen.
    pub text: String,
    /// What to do, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The prerequisite that failed before, where this one was not tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// What became of a prerequisite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// It is there.
    Ok,
    /// It is not.
    Failed,
    /// It was not tried, since one before it failed.
    Skipped,
    /// The profile has nothing of the kind, or nothing documented shows it.
    NotApplicable,
}

impl CheckState {
    /// The word that stands in front of a line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
            Self::NotApplicable => "-",
        }
    }
}

impl Check {
    fn new(name: impl Into<String>, state: CheckState, text: impl Into<String>) -> Self {
        Self { name: name.into(), state, text: text.into(), advice: None, because: None }
    }

    /// It is there.
    pub fn ok(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(name, CheckState::Ok, text)
    }

    /// It is not; and what to do.
    pub fn failed(name: impl Into<String>, text: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..Self::new(name, CheckState::Failed, text) }
    }

    /// It was not tried.
    pub fn skipped(name: impl Into<String>, because: &str) -> Self {
        let text = format!("not tried, because `{because}` failed");
        Self { because: Some(because.to_owned()), ..Self::new(name, CheckState::Skipped, text) }
    }

    /// There is nothing to try.
    pub fn not_applicable(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(name, CheckState::NotApplicable, text)
    }
}

impl Checkup {
    /// How many prerequisites came out so.
    #[must_use]
    pub fn count(&self, state: CheckState) -> usize {
        self.profiles.iter().flat_map(|profile| &profile.checks).filter(|check| check.state == state).count()
    }

    /// For programs.
    ///
    /// # Errors
    ///
    /// If a value has no JSON form; none has not.
    pub fn json(&self) -> Result<String, ReportError> {
        #[derive(Serialize)]
        struct Document<'c> {
            format: &'static str,
            format_version: u32,
            healthy: bool,
            #[serde(flatten)]
            checkup: &'c Checkup,
        }
        let healthy = self.count(CheckState::Failed) == 0;
        let document = Document { format: "covenant-doctor", format_version: 1, healthy, checkup: self };
        let failed = |source| ReportError::Serialize { what: "the checkup", source };
        serde_json::to_string_pretty(&document).map(|text| text + "\n").map_err(failed)
    }
}
