//! Takes the events of a run: to the disk at once, into the record, and to whoever watches.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::{Fold, Outcome, RunEvent, RunRecord, redact::RunSecrets};
use reports::{events, terminal::progress_line, writer::Kind};
use steps::EventSink;

use super::progress::Progress;
use crate::report_files::ReportFiles;

/// The sink of a run.
pub(super) struct Recorder {
    state: Mutex<State>,
    secrets: Arc<RunSecrets>,
}

struct State {
    files: Option<ReportFiles>,
    fold: Option<Fold>,
    progress: Progress,
    not_passed: usize,
    started: bool,
    /// An event that did not fit: a mistake of ours.
    internal: Option<String>,
}

/// What a run leaves.
pub(super) struct Recorded {
    /// The files, with what went wrong with them.
    pub(super) files: Option<ReportFiles>,
    /// The record; none if nothing was ever started.
    pub(super) record: Option<RunRecord>,
    /// A mistake of ours.
    pub(super) internal: Option<String>,
}

impl Recorder {
    pub(super) fn new(files: ReportFiles, progress: Progress, secrets: Arc<RunSecrets>) -> Self {
        let state = State {
            files: Some(files),
            fold: Some(Fold::default()),
            progress,
            not_passed: 0,
            started: false,
            internal: None,
        };
        Self { state: Mutex::new(state), secrets }
    }

    /// Closes the books.
    pub(super) fn finish(&self) -> Recorded {
        let mut state = self.lock();
        state.progress.finish();
        let mut internal = state.internal.take();
        let fold = state.fold.take().filter(|_| state.started);
        let record = fold.and_then(|fold| {
            fold.finish().map_err(|error| internal.get_or_insert_with(|| error.to_string()).clone()).ok()
        });
        Recorded { files: state.files.take(), record, internal }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EventSink for Recorder {
    fn emit(&self, event: RunEvent) {
        let mut state = self.lock();
        let state = &mut *state;
        state.started = true;
        if let Some(files) = state.files.as_mut().filter(|files| files.output.wants(Kind::Events)) {
            let appended = events::line(&event).and_then(|line| files.output.append(&line, &self.secrets));
            files.note(appended);
        }
        let ended = match &event {
            RunEvent::ScenarioFinished { scenario, .. } => Some(scenario.clone()),
            _ => None,
        };
        let Some(fold) = &mut state.fold else { return };
        if let Err(error) = fold.apply(event) {
            state.internal.get_or_insert_with(|| error.to_string());
        }
        if let Some(scenario) = ended.and_then(|id| fold.scenario(&id)) {
            if !matches!(scenario.outcome, Outcome::Passed | Outcome::NotApplicable | Outcome::Waived) {
                state.not_passed += 1;
            }
            let line = match state.progress {
                Progress::Lines => progress_line(scenario),
                Progress::Bar(_) | Progress::Silent => String::new(),
            };
            state.progress.ended(&self.secrets.text(&line), state.not_passed);
        }
    }
}
