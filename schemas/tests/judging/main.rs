//! Responses and what is said of them.

mod check;
mod common;
mod hostile;
mod readings;
