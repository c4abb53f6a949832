//! What can go wrong before an integration exists.

/// Why an integration, or a name of one of its parts, is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum IntegratorError {
    /// A defect is not known.
    #[error("integrator defect `{name}` not found{} (known: {known})", suggestion(.nearest.as_deref()))]
    UnknownDefect {
        /// What was asked for.
        name: String,
        /// The nearest known name, if one is near.
        nearest: Option<String>,
        /// All known names.
        known: String,
    },
    /// An operation is not known.
    #[error("operation `{name}` not found{} (known: {known})", suggestion(.nearest.as_deref()))]
    UnknownOperation {
        /// What was asked for.
        name: String,
        /// The nearest known name, if one is near.
        nearest: Option<String>,
        /// All known names.
        known: String,
    },
    /// The environment that is to be used is not configured.
    #[error(
        "environment `{name}` is not configured (configured: {known}); give its base URL and its credentials"
    )]
    UnknownEnvironment {
        /// What is to be used.
        name: &'static str,
        /// What there is.
        known: String,
    },
    /// The HTTP client cannot be made.
    #[error("the integrator's HTTP client cannot be made")]
    Client(#[from] wire::ClientError),
}

impl IntegratorError {
    pub(crate) fn unknown_defect(name: &str, known: impl Iterator<Item = &'static str> + Clone) -> Self {
        Self::UnknownDefect {
            name: name.to_owned(),
            nearest: nearest(name, known.clone()),
            known: known.collect::<Vec<_>>().join(", "),
        }
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The known name that a misspelt one most likely means.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const NEAR_ENOUGH: f64 = 0.75;
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= NEAR_ENOUGH)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate.to_owned())
}
