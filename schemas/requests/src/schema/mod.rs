//! JSON Schemas with evidence marks: embedded, compiled without any network, applied, and their failures told in words.

mod defects;
mod describe;
mod marks;
mod sample;
mod set;

pub use defects::Defect;
pub use describe::{describe, place, shorten};
pub use set::{CompiledSchema, Document, SchemaSet};
