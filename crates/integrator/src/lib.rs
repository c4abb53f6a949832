//! A small correct integration of the vendors' APIs: the subject when no other is configured.
//!
//! It never looks at how it is judged. What it shows its user, writes to its log and tells its operations team is data
//! ([`Completed`]); it prints nothing. With a defect ([`oscar::Defect`],
//! [`osigu::Defect`], [`ideon::Defect`]) it breaks exactly one of its own rules, so that a suite can
//! prove that it would notice.

mod answer;
mod defect;
mod end;
mod error;
pub mod ideon;
mod journal;
pub mod oscar;
pub mod osigu;
mod outcome;
mod paths;
mod retry;

pub use defect::defects_of;
pub use error::IntegratorError;
pub use journal::{Alert, AlertHook, LogEntry, LogLevel, OPERATIONS};
pub use oscar::Defect;
pub use outcome::{Call, Completed, Outcome, Surfaced};
pub use retry::RetryPolicy;
