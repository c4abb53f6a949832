//! The client against servers on loopback that answer, misbehave, or do not answer at all.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of test functions")]

mod budget;
mod failures;
mod options;
mod proxy;
mod responses;
mod server;
mod support;
mod tls;
