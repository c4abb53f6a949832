//! Ctrl-C and a termination signal: the first stops the run and lets it write its reports, the second ends it at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use evidence::ExitCode;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::{failure::Failure, output};

/// Watches for signals as long as the runtime lives.
#[derive(Clone, Debug)]
pub(crate) struct Signals {
    /// Cancelled by the first signal.
    pub(crate) stop: CancellationToken,
    seen: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to watch. `notice` is said at the first signal.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub(crate) fn watch(runtime: &Runtime, notice: &'static str) -> Result<Self, Failure> {
        let signals = Self { stop: CancellationToken::new(), seen: Arc::default() };
        let mut arrivals = {
            let _context = runtime.enter();
            Arrivals::new().map_err(|error| {
                Failure::new(ExitCode::Internal, format!("signals cannot be watched for: {error}"))
            })?
        };
        let watcher = signals.clone();
        runtime.spawn(async move {
            while arrivals.next().await {
                if watcher.seen.swap(true, Ordering::SeqCst) {
                    end_at_once();
                }
                output::err(notice);
                watcher.stop.cancel();
            }
        });
        Ok(signals)
    }
}

#[expect(clippy::exit, reason = "a second Ctrl-C asks for exactly this")]
fn end_at_once() -> ! {
    std::process::exit(i32::from(ExitCode::Interrupted.code()))
}

#[cfg(unix)]
struct Arrivals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Arrivals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> bool {
        tokio::select! {
            arrived = self.interrupt.recv() => arrived.is_some(),
            arrived = self.terminate.recv() => arrived.is_some(),
        }
    }
}

#[cfg(not(unix))]
struct Arrivals;

#[cfg(not(unix))]
impl Arrivals {
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on unix")]
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
