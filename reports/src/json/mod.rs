//! `run.json`: the run record itself, its members in the order of the types, with a line for each member of the record
//! and for each element of its lists. So a tool that works on lines finds a whole scenario in one.
//!
//! ```json
//! {
//! "format":"covenant-run",
//! "format_version":1,
//! "run":{"id":"…","started_at":"…","complete":true,…},
//! "summary":{"exit_code":1,"selected":68,"judged":64,"outcomes":{"passed":61,…}},
//! …
//! "scenarios":[
//! {"id":"oscar-create-membership-ids",…},
//! …
//! ],
//! "not_run":[]
//! }
//! ```
//!
//! The shape is published in `reports/schema/run-record.schema.json` ([`RECORD_SCHEMA`]).

use std::io;

use evidence::{FORMAT, FORMAT_VERSION, RunRecord};
use serde::{Deserialize, Serialize, ser::Error as _};
use serde_json::{Value, error::Category, ser::Formatter};

use crate::ReportError;

/// The JSON Schema (draft 2020-12) of a run record.
pub const RECORD_SCHEMA: &str = include_str!("../../schema/run-record.schema.json");

/// Renders a run as JSON, with a line feed at its end. The same record gives the same bytes.
///
/// # Errors
///
/// If a value has no JSON form; no record holds one.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let failed = |source| ReportError::Serialize { what: "the run record", source };
    let mut bytes = Vec::new();
    write(record, &mut bytes).map_err(failed)?;
    String::from_utf8(bytes).map_err(|error| failed(serde_json::Error::custom(error)))
}

/// Writes what [`render`] gives, without holding it.
pub(crate) fn write(record: &RunRecord, mut writer: impl io::Write) -> serde_json::Result<()> {
    record.serialize(&mut serde_json::Serializer::with_formatter(&mut writer, Lines::default()))?;
    writer.write_all(b"\n").map_err(serde_json::Error::io)
}

/// Starts a new line for each member of the document and for each element of a list that is such a member.
#[derive(Debug, Default)]
struct Lines {
    depth: usize,
    /// Whether the list or object that is open has an element.
    filled: bool,
}

impl Lines {
    fn separate<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
        depth: usize,
    ) -> io::Result<()> {
        self.filled = true;
        if !first {
            writer.write_all(b",")?;
        }
        if self.depth == depth { writer.write_all(b"\n") } else { Ok(()) }
    }

    fn close<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        bracket: &[u8],
        depth: usize,
    ) -> io::Result<()> {
        if self.depth == depth && self.filled {
            writer.write_all(b"\n")?;
        }
        self.depth -= 1;
        self.filled = true;
        writer.write_all(bracket)
    }
}

impl Formatter for Lines {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(b"{")
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(b"[")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first, 1)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.separate(writer, first, 2)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}", 1)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]", 2)
    }
}

/// What must be known before the rest can be read.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: Value,
    #[serde(default)]
    format_version: Value,
}

/// Reads a record that [`render`] made, by this program or by another version of it.
///
/// # Errors
///
/// [`ReportError::NotJson`], [`ReportError::NotARunRecord`], [`ReportError::NewerFormat`], or [`ReportError::Member`]
/// with the place of what does not fit.
pub fn parse(text: &str) -> Result<RunRecord, ReportError> {
    let text = text.trim_start_matches('\u{feff}');
    let head: Head = serde_json::from_str(text).map_err(|source| match source.classify() {
        Category::Data => ReportError::NotARunRecord("it is not a JSON object".to_owned()),
        Category::Io | Category::Syntax | Category::Eof => ReportError::NotJson(source),
    })?;
    match head.format {
        Value::String(format) if format == FORMAT => {}
        Value::Null => return Err(ReportError::NotARunRecord("it has no member `format`".to_owned())),
        other => {
            let other = crate::text::clip(&other.to_string(), 60).into_owned();
            return Err(ReportError::NotARunRecord(format!("its member `format` is {other}")));
        }
    }
    match head.format_version.as_u64() {
        Some(found) if found > u64::from(FORMAT_VERSION) => {
            return Err(ReportError::NewerFormat { found, known: FORMAT_VERSION });
        }
        Some(found) if found == u64::from(FORMAT_VERSION) => {}
        _ => {
            let found = crate::text::clip(&head.format_version.to_string(), 60).into_owned();
            return Err(ReportError::NotARunRecord(format!("its member `format_version` is {found}")));
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        ReportError::Member { path, source: error.into_inner() }
    })
}
