//! The simulator of Ideon, from outside: over real HTTP.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

mod access;
mod exports;
mod groups;
mod members;
mod operations;
mod paging;
mod problems;
mod refusals;
mod rsp;
#[path = "../shared/mod.rs"]
mod shared;
mod support;
mod transmissions;
