//! A panic is a mistake of ours: told without noise, and never taken for a verdict.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::atomic::{AtomicBool, Ordering},
};

use evidence::ExitCode;

use crate::output;

static PANICKED: AtomicBool = AtomicBool::new(false);

/// Runs the program; a panic on any thread makes it end with 70.
pub(crate) fn guarded(program: impl FnOnce() -> u8) -> u8 {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICKED.store(true, Ordering::SeqCst);
        let place =
            info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
        let payload = info.payload();
        let text = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        output::err(&format!(
            "covenant: internal error{place}: {}; please report this with the command that you gave \
             (RUST_BACKTRACE=1 shows more)",
            text.unwrap_or("no text")
        ));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            usual(info);
        }
    }));
    let code = panic::catch_unwind(AssertUnwindSafe(program));
    match code {
        Ok(code) if !PANICKED.load(Ordering::SeqCst) => code,
        _ => ExitCode::Internal.code(),
    }
}
