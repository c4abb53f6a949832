//! Osigu's prescriptions, claims, settlements and webhooks, over HTTP, on a virtual clock, with a receiver of our own.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a helper of a test may panic like the test itself"
)]

mod claims;
mod conversation;
mod decisions;
mod deliveries;
mod faults;
mod prescriptions;
pub(crate) mod receiver;
mod settlements;
mod subscriptions;
mod support;
