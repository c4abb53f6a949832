//! The shapes of requests: what a body looks like, how well each member of it is known, and how a profile renames one.
//!
//! This room holds no response shape and reads none: simulators may depend on it, and a misreading that judge and
//! simulator shared would make both agree. The machinery that applies a schema and its evidence marks lives here
//! ([`schema`], [`lint`], [`example`]), because the room of the responses may depend on this one and not the other way.
//!
//! # Evidence marks
//!
//! A schema says two things apart: `"x-evidence"`, what is known of a member's *value* (type, format, enum, position),
//! and `"x-evidence-required"`, what is known of its *presence*. A mark holds for all below, through `$ref` as well,
//! until another overrides it. `"x-sensitive": true` marks a member whose value is never shown; `"x-message"` beside a
//! keyword replaces the sentence for a failure of that keyword.

mod error;
pub mod example;
mod facts;
pub mod lint;
mod members;
mod overrides;
pub mod schema;
mod shape;

pub use error::Error;
pub use evidence::Vendor;
pub use facts::MemberFact;
pub use overrides::Overrides;
pub use shape::{
    RequestShape, documents, for_operation, known_members, schema_set, sensitive_members,
    sensitive_members_with, shapes, verify,
};
