//! Reports that are read back a line at a time: that of a large run is larger than anything else that a run holds.

use std::io::BufRead;

/// Hands over each line as it stands, with its line feed, until one is refused.
///
/// # Errors
///
/// What was refused, or that the reader cannot be read to its end.
pub(crate) fn each(
    mut reader: impl BufRead,
    mut take: impl FnMut(&str) -> Result<(), String>,
) -> Result<(), String> {
    let mut line = String::new();
    loop {
        line.clear();
        match reader.read_line(&mut line) {
            Ok(0) => return Ok(()),
            Ok(_) => take(&line)?,
            Err(error) => return Err(format!("it cannot be read back: {error}")),
        }
    }
}
