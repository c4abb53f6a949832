//! The simulator of Oscar, from outside: over real HTTP and mutual TLS.

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
