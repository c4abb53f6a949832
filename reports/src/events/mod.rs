//! `events.ndjson`: one event a line, written while the run happens.
//!
//! ```json
//! {"event":"run_started","run":{…},"profiles":[…],"features":[…],"clauses":[…],"catalogue":[…],"selected":[…]}
//! {"event":"scenario_started","scenario":"oscar-create-membership-ids","at_us":1200}
//! {"event":"exchange","scenario":"oscar-create-membership-ids","exchange":{…}}
//! {"event":"run_finished","finished_at":"…","duration_ms":812,"interrupted":false}
//! ```
//!
//! A line has the shape of `reports/schema/run-event.schema.json` ([`EVENT_SCHEMA`]). The lines of a run that was killed
//! still fold into a record, which says that it is incomplete.

mod read;

use std::io::BufRead;

use evidence::{Fold, FoldError, RunEvent, RunRecord};

pub(crate) use read::verify;

use crate::ReportError;

/// The JSON Schema (draft 2020-12) of an event; it refers to `run-record.schema.json`.
pub const EVENT_SCHEMA: &str = include_str!("../../schema/run-event.schema.json");

/// One event as one line, without the line feed.
///
/// # Errors
///
/// If a value has no JSON form; no event holds one.
pub fn line(event: &RunEvent) -> Result<String, ReportError> {
    serde_json::to_string(event).map_err(|source| ReportError::Serialize { what: "an event", source })
}

/// Folds the events of a run into its record. A last line without its line feed that cannot be read was cut off when
/// the run was killed: it is left out and the record is incomplete. Empty lines are skipped.
///
/// # Errors
///
/// If the events cannot be read, if any other line is not an event, or if they do not make one run; each with the line.
pub fn fold(mut reader: impl BufRead) -> Result<RunRecord, ReportError> {
    let mut fold = Fold::default();
    let mut bytes = Vec::new();
    let mut line = 0;
    let mut cut_off = false;
    loop {
        bytes.clear();
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) => line += 1,
            Err(source) => return Err(ReportError::ReadEvents { line, source }),
        }
        let whole = bytes.ends_with(b"\n");
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<RunEvent>(&bytes) {
            Ok(event) => fold.apply(event).map_err(|source| ReportError::Fold { line, source })?,
            // A first line that was cut off leaves nothing to tell.
            Err(_) if !whole && line > 1 => cut_off = true,
            Err(_) if !whole => return Err(ReportError::Fold { line, source: FoldError::NoStart }),
            Err(source) => return Err(ReportError::Event { line, source }),
        }
    }
    let mut record = fold.finish().map_err(|source| ReportError::Fold { line, source })?;
    if cut_off {
        record.run.complete = false;
        record.run.incomplete_reason.get_or_insert_with(|| {
            "the last line of the events is cut off: the run was killed, or the disk was full".to_owned()
        });
    }
    Ok(record)
}
