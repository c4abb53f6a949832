//! Black-box tests of the reports: whole records go in, bytes come out.

mod canary;
mod events;
mod json;
mod junit;
mod sample;
mod schema;
mod terminal;
mod writer;
