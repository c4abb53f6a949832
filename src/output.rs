//! The only module that prints. A reader that has gone away (`covenant list | head -1`) is no error and no panic; any
//! other failure to write is remembered, so that the process does not end as if all had been said.

use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, Ordering},
};

static STDOUT_FAILED: AtomicBool = AtomicBool::new(false);

/// Writes text to standard output as it is.
pub(crate) fn out(text: &str) {
    let mut stdout = io::stdout().lock();
    if let Err(error) = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        && error.kind() != io::ErrorKind::BrokenPipe
        && !STDOUT_FAILED.swap(true, Ordering::Relaxed)
    {
        err(&format!("covenant: standard output cannot be written: {error}"));
    }
}

/// Writes a line to standard output.
pub(crate) fn out_line(line: &str) {
    out(&format!("{line}\n"));
}

/// Writes a line to standard error. If that fails, there is nobody left to tell.
pub(crate) fn err(line: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(format!("{line}\n").as_bytes());
}

/// Whether something that belonged on standard output is lost, for another reason than a reader who left.
pub(crate) fn stdout_failed() -> bool {
    STDOUT_FAILED.load(Ordering::Relaxed)
}

/// Tells why a command ends without a verdict.
pub(crate) fn failure(failure: &crate::failure::Failure) {
    for line in &failure.lines {
        err(&format!("covenant: {line}"));
    }
}

/// How a command ends; why, is told if it could not be carried out.
pub(crate) fn ended(result: Result<evidence::ExitCode, crate::failure::Failure>) -> evidence::ExitCode {
    result.unwrap_or_else(|failure| {
        self::failure(&failure);
        failure.code
    })
}
