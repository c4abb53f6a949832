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
#[expect(dead_code, reason = "the tests of Osigu's webhooks use more of it")]
#[path = "../osigu_hooks/receiver.rs"]
mod receiver;
mod refusals;
mod rsp;
#[path = "../shared/mod.rs"]
mod shared;
mod support;
mod transmissions;
