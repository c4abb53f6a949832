//! The simulator of Oscar, from outside: over real HTTP and mutual TLS.
#![expect(clippy::unwrap_used, reason = "a helper of a test may panic like the test itself")]

mod control;
mod conversation;
mod faults;
mod isolation;
mod operations;
mod readings;
mod rules;
mod security;
mod support;
mod transport;
