//! Reading what an earlier run left: `run.json`, or `events.ndjson` where it did not get so far.

use std::path::Path;

use evidence::RunRecord;

use crate::{failure::Failure, suite_source::chain};

/// Reads a run record, told by its content from the events of a run.
///
/// # Errors
///
/// The file cannot be read, or is neither.
pub(crate) fn read(path: &Path) -> Result<RunRecord, Failure> {
    let wrong = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let text = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => wrong(
            "there is no such file; a run leaves run.json and events.ndjson in its --out folder".to_owned(),
        ),
        _ => wrong(format!("it cannot be read: {error}")),
    })?;
    if is_events(&text) {
        return reports::events::fold(text.as_slice()).map_err(|error| wrong(chain(&error)));
    }
    let text = String::from_utf8(text).map_err(|_| wrong("it is not text".to_owned()))?;
    reports::json::parse(&text).map_err(|error| wrong(chain(&error)))
}

/// Events begin with a whole object on the first line that says which event it is; a record's first line is `{`, or
/// the whole record.
fn is_events(text: &[u8]) -> bool {
    let first = text.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    first.is_some_and(|line| line.trim_ascii_start().starts_with(br#"{"event":"#))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_from_a_record_by_their_content() {
        assert!(is_events(b"\n{\"event\":\"run_started\",\"run\":{}}\n"));
        assert!(!is_events(b"{\n  \"format\": \"covenant-run\""));
        assert!(!is_events(b"{\"format\":\"covenant-run\"}"));
        assert!(!is_events(b""));
    }

    #[test]
    fn a_file_that_is_neither_says_so() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.json");
        assert!(read(&path).unwrap_err().to_string().contains("there is no such file"));
        std::fs::write(&path, "hello").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("not JSON"));
    }
}
