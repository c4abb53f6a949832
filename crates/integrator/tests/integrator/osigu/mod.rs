//! The integration of Osigu's API against a small vendor on loopback, on the virtual clock.

mod correct;
mod defects;
mod vendor;
