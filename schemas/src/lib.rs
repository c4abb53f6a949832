//! The documented shapes of responses and events, the catalogue of operations and statuses, and the code that judges by
//! them.
//!
//! It refuses to guess for a vendor: every rule has an evidence level, and the caller decides what a broken one weighs.
//! It sends nothing, fetches nothing, and never panics on a response, whatever it holds.
//!
//! ```text
//! response ─► status in the catalogue? ─► body complete? ─► content type ─► strict JSON ─► schema ─► violations
//! event ────► body complete? ─► strict JSON ─► envelope ─► schema of its type ─► violations
//! ```
//!
//! Requests have a room of their own (`schemas/requests/`), because simulators may read those shapes and never these.

mod body;
mod catalogue;
mod check;
mod content_type;
mod drift;
mod event;
mod looks;
mod outline;
mod sensitive;
mod somewhere;
pub mod strict_json;
mod violation;

pub use catalogue::{Catalogue, Error, Operation, Row, documents, schema_set, verify};
pub use check::{Checked, RULES, check, check_and_look, is_valid};
pub use drift::{DocumentedMember, Looked, Strange, leaves_out, members};
pub use event::{check_event, event_types};
pub use sensitive::sensitive_members;
pub use somewhere::find_somewhere;
pub use violation::Violation;
