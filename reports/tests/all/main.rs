//! Black-box tests of the reports: whole records go in, bytes come out.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod canary;
mod coverage;
mod events;
mod html;
mod json;
mod junit;
mod sample;
mod schema;
mod terminal;
mod unpacked;
mod writer;
