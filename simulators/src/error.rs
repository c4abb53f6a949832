//! What can go wrong when a simulator is started or set up.

use std::io;

/// Why a simulator did not start, or refused to be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// No fault has that name.
    #[error("fault `{name}` not found ({hint})")]
    UnknownFault {
        /// The name that was asked for.
        name: String,
        /// The nearest names, or where to find them.
        hint: String,
    },
    /// The address could not be listened on.
    #[error("cannot listen on 127.0.0.1:{port}; choose another port, or none for a free one")]
    Bind {
        /// The port that was asked for; 0 stands for any free one.
        port: u16,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The server behind the front could not be started.
    #[error("cannot start the HTTP server of the simulator")]
    Server(#[source] io::Error),
    /// The test certificates could not be made.
    #[error("cannot make the test certificates")]
    Certificates(#[source] rcgen::Error),
    /// The test certificates were made but are not usable.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
}

/// The name under which starting a simulator reports its errors.
pub type StartError = SimulatorError;

impl SimulatorError {
    /// The error for a fault that is not in `known`, naming the nearest ones.
    pub(crate) fn unknown_fault(name: &str, known: impl ExactSizeIterator<Item = &'static str>) -> Self {
        let count = known.len();
        let mut near: Vec<_> = known
            .map(|known| (strsim::jaro_winkler(name, known), known))
            .filter(|(likeness, _)| *likeness > 0.75)
            .collect();
        near.sort_by(|left, right| right.0.total_cmp(&left.0));
        let near: Vec<_> = near.iter().take(3).map(|(_, name)| format!("`{name}`")).collect();
        let hint = if near.is_empty() {
            format!("{count} are known; list the faults to see their names")
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        Self::UnknownFault { name: name.to_owned(), hint }
    }
}
