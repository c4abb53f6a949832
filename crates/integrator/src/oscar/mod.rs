//! Oscar ICHRA Connect: mutual TLS, the three classes of errors, backoff, and the ids that must be kept.
//!
//! The rules are those of Oscar's testing guide. 400: `error_code` and `field` are read and turned into feedback, and
//! nothing is retried. 503, or no answer at all: at most five retries after 1, 2, 4, 8 and 16 seconds, the same bytes each
//! time, then the operation fails. 500: the `application_id` is logged, operations are alerted, nothing is retried.

mod answer;
mod defect;
mod enrollment;
mod integration;
mod operation;
mod run;
mod words;

pub use defect::Defect;
pub use enrollment::OpenEnrollment;
pub use integration::{Integration, Stored};
pub use operation::{Operation, Paths};
