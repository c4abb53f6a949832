//! The only way to the disk: old reports go first, everything is redacted, files are replaced whole and read back.
//!
//! ```text
//! let mut output = Output::prepare(targets)?;           // before anything else: yesterday's reports are gone
//! output.append(&[events::line(&event)?], &secrets)?;   // as it happens, a line for each event
//! let run = Redacted::new(fold.finish()?, &secrets)?;
//! output.write_record(&run)?;
//! output.write(Kind::Junit, &junit::render(run.record())?, &secrets)?;
//! output.verify(run.record())?;                         // every report asked for is there and says the same
//! ```
//!
//! Redaction here is the last of several nets: evidence is redacted when it is made. What reaches this one was echoed
//! in a way that nobody thought of, so it looks below the escapes of JSON and XML too, and rather writes no report than
//! one with a secret in it.

mod kind;
mod output;
mod redact;
mod verify;

pub use kind::{Kind, ReportSpec};
pub use output::{Output, page};
pub use redact::{Encoding, Redacted, RedactingWriter};
