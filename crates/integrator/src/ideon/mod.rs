//! Ideon Enrollments: groups, their plans and their people, from the first set-up to the last change of coverage.
//!
//! The rules are those of Ideon's reference and of its pages. A token is fetched with the API key, used for every call, and
//! renewed before its `expires_at`. Success and refusal are told apart by the status alone; unknown members are left
//! alone. Lists are walked page by page until none is left. 429 and 503 are repeated at most four times after 1, 2, 4 and 8
//! seconds, never sooner than `Retry-After` says; any other failure is repeated only where nothing can have been carried
//! out. Every id that an answer brings is kept and used in the next step, for which the user only gives names of his own.
//! Tasks are carried out one after the other, in the order in which they are asked for, one call for each subscriber.
//!
//! A hook is a hint and no more: what it is about is read, so hooks may come twice, in any order, or not at all.

mod answer;
mod book;
mod covering;
mod defect;
mod elections;
mod environment;
mod following;
mod input;
mod integration;
mod listing;
mod maintaining;
mod members;
mod money;
mod operation;
pub mod receiver;
mod reconciling;
mod renewing;
mod run;
mod setup;
mod tokens;
mod watch;
mod words;

pub use defect::Defect;
pub use elections::ElectionForm;
pub use environment::{Environment, EnvironmentName};
pub use input::{
    AvailabilityInput, CancellationInput, ClassificationInput, ClassificationRef, CobraInput,
    CorrectionInput, CoverageInput, DependentInput, ElectionInput, EnrollmentInput, GroupInput, GroupRef,
    HookInput, ListInput, LocationInput, PersonInput, PlanInput, ReconciliationInput, RecordChange,
    RenewalInput, Task, TerminationInput, UpdateInput,
};
pub use integration::Integration;
pub use money::{Money, UnreadableMoney};
pub use operation::Operation;
pub use watch::Notice;
