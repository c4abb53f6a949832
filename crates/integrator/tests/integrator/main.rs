//! The integration against a scripted vendor on loopback, on the virtual clock.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of test functions")]

mod correct;
mod defects;
mod ideon;
mod mutual_tls;
mod osigu;
mod receiver;
mod vendor;
