//! The synchronous part of the simulator of Osigu, from outside: over real HTTP.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

mod operations;
#[path = "../shared/mod.rs"]
mod shared;
mod support;
