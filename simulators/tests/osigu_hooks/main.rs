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
mod receiver;
mod settlements;
#[expect(dead_code, reason = "this conversation is compared step by step, and not member by member")]
#[path = "../shared/mod.rs"]
mod shared;
mod subscriptions;
mod support;
