//! The simulator of Ideon, from outside: over real HTTP.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

mod access;
mod bodies;
mod control;
mod conversation;
mod exports;
mod fault_table;
mod faults;
mod groups;
mod hooks;
mod members;
mod operations;
mod paging;
mod problems;
mod readings;
mod refusals;
mod rsp;
mod support;
mod transmissions;
