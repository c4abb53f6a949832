//! Black-box tests of the reports: whole records go in, bytes come out.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod canary;
mod corrupted;
mod coverage;
mod ctrf;
mod events;
mod features;
mod github;
mod har;
mod html;
mod json;
mod junit;
mod markdown;
mod messages;
mod published;
mod sample;
mod schema;
mod terminal;
mod unpacked;
mod writer;
