//! The synchronous part of the simulator of Osigu, from outside: over real HTTP.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

mod access;
mod control;
mod conversation;
mod faults;
mod operations;
mod readings;
mod refusals;
mod support;
