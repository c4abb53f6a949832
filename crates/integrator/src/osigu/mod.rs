//! Osigu: rationed tokens, sponsors that decide later, a chain of ids, and the receiver that events are delivered to.
//!
//! The rules are those of Osigu's sandbox guide and of its pages. One token is kept for 50 minutes and shared by all calls;
//! the credentials travel by HTTP Basic alone, to the environment that they belong to. 429, 5xx and no answer are repeated
//! at most four times after 1, 2, 4 and 8 seconds, never sooner than `Retry-After` says, and a write keeps its key; a 401
//! is answered by one new token and one repetition; any other 4xx is told to the user with its code. `PENDING_SPONSOR` is
//! no decision. What is remembered of the vendor's data is dropped when the vendor no longer knows it.

mod answer;
mod authorizing;
mod caches;
mod claiming;
mod decisions;
mod defect;
mod environment;
mod input;
mod integration;
mod operation;
pub mod receiver;
mod redeeming;
mod run;
mod searching;
mod tokens;
mod words;

pub use decisions::Decision;
pub use defect::Defect;
pub use environment::{Environment, EnvironmentName};
pub use input::{
    AuthorizationInput, DispensationInput, EventInput, PrescriptionInput, SearchInput, SettlementInput,
    StateInput, Task,
};
pub use integration::{Integration, WORKERS_MAX};
pub use operation::{Operation, Paths};
