//! The documented response shapes, the catalogue of operations and statuses, and the code that judges a response by them.
//!
//! It refuses to guess for a vendor: every rule has an evidence level, and the caller decides what a broken one weighs.
//! It sends nothing, fetches nothing, and never panics on a response, whatever it holds.
//!
//! ```text
//! response ─► status in the catalogue? ─► body complete? ─► content type ─► strict JSON ─► schema ─► violations
//! ```
//!
//! Requests have a room of their own (`schemas/requests/`), because simulators may read those shapes and never these.

mod catalogue;
mod check;
mod content_type;
mod looks;
mod somewhere;
pub mod strict_json;
mod violation;

pub use catalogue::{Catalogue, Error, Operation, Row, documents, schema_set, verify};
pub use check::{check, is_valid};
pub use somewhere::find_somewhere;
pub use violation::Violation;
