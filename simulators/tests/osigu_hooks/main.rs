//! Osigu's prescriptions, claims, settlements and webhooks, over HTTP, on a virtual clock, with a receiver of our own.

mod claims;
mod conversation;
mod decisions;
mod deliveries;
mod faults;
mod prescriptions;
mod receiver;
mod settlements;
mod subscriptions;
mod support;
