//! The integration of Ideon's API against a small vendor on loopback, on the virtual clock.

mod correct;
mod defects;
mod hooks;
mod vendor;
