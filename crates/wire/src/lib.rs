//! Sends a request and returns what came back, with timings and a command that repeats it. It judges nothing.
//!
//! It refuses to hide anything: no redirect is followed, nothing is sent a second time, no system proxy and no system
//! trust store is consulted, and every way in which an answer can fail to arrive is told apart
//! ([`evidence::FailureKind`]) with words for what happened and for what to do.
//!
//! # Sent once
//!
//! A request leaves this client at most once; to retry is the caller's decision. Unless
//! [`ClientOptions::reuse_connections`] says otherwise each request also has a connection of its own, so that a reset
//! always belongs to the request that met it: a server may close a kept connection at any time, and a request that
//! crosses with the closing looks exactly like one that the server dropped. With kept connections one exception holds,
//! and it is harmless: a request of which not one byte was written, because the kept connection turned out to be closed,
//! moves on to a fresh connection.

mod budget;
pub mod certificates;
mod client;
mod error;
mod failure;
mod halves;
mod options;
mod outgoing;
mod pem;
mod probe;
mod reach;
mod receive;
pub mod server;
mod tls;
mod tls_failure;

pub use budget::{Acquire, Budget, Permit, RateLimit};
pub use client::{Client, Sent};
pub use error::ClientError;
pub use options::{ClientOptions, Identity};
pub use outgoing::Outgoing;
pub use probe::{Handshake, TlsProbe};
