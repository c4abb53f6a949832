//! Takes the events of a run: to the disk at once, into the record, and to whoever watches.

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, SyncSender},
    },
    thread::{self, JoinHandle},
};

use evidence::{Fold, Outcome, RunEvent, RunRecord, redact::RunSecrets};
use reports::{events, terminal::progress_line, writer::Kind};
use steps::EventSink;

use super::progress::Progress;
use crate::report_files::ReportFiles;

/// The sink of a run. What is told is dealt with on a thread of its own, in order, so that serialising and writing do
/// not hold up the scenarios.
pub(super) struct Recorder {
    events: Mutex<Option<SyncSender<RunEvent>>>,
    worker: Mutex<Option<JoinHandle<State>>>,
}

/// Events that may wait for the thread before whoever tells the next one has to wait as well.
const WAITING_EVENTS_MAX: usize = 128;

/// Events that are written with one call to the operating system.
const BATCH_EVENTS_MAX: usize = 256;

struct State {
    files: Option<ReportFiles>,
    fold: Option<Fold>,
    progress: Progress,
    secrets: Arc<RunSecrets>,
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
    /// Begins to record.
    ///
    /// # Errors
    ///
    /// If no thread can be started.
    pub(super) fn new(files: ReportFiles, progress: Progress, secrets: Arc<RunSecrets>) -> io::Result<Self> {
        let mut state = State {
            files: Some(files),
            fold: Some(Fold::default()),
            progress,
            secrets,
            not_passed: 0,
            started: false,
            internal: None,
        };
        let (events, told) = mpsc::sync_channel(WAITING_EVENTS_MAX);
        let worker = thread::Builder::new().name("recorder".to_owned()).spawn(move || {
            let mut batch = Vec::new();
            while let Ok(event) = told.recv() {
                batch.push(event);
                batch.extend(told.try_iter().take(BATCH_EVENTS_MAX));
                state.write(&batch);
                batch.drain(..).for_each(|event| state.take(event));
            }
            state
        })?;
        Ok(Self { events: Mutex::new(Some(events)), worker: Mutex::new(Some(worker)) })
    }

    /// Closes the books.
    pub(super) fn finish(&self) -> Recorded {
        // Without a sender the thread comes to its end.
        drop(lock(&self.events).take());
        let state = lock(&self.worker).take().map(JoinHandle::join);
        let Some(Ok(mut state)) = state else {
            let internal = Some("the recorder of the run broke down".to_owned());
            return Recorded { files: None, record: None, internal };
        };
        state.progress.finish();
        let mut internal = state.internal.take();
        let fold = state.fold.take().filter(|_| state.started);
        let record = fold.and_then(|fold| {
            fold.finish().map_err(|error| internal.get_or_insert_with(|| error.to_string()).clone()).ok()
        });
        Recorded { files: state.files.take(), record, internal }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl EventSink for Recorder {
    fn emit(&self, event: RunEvent) {
        if let Some(events) = &*lock(&self.events) {
            // If the thread broke down, `finish` says so.
            let _told = events.send(event);
        }
    }
}

impl State {
    /// Hands what has been told to the operating system, all that was waiting at once.
    fn write(&mut self, told: &[RunEvent]) {
        if let Some(files) = self.files.as_mut().filter(|files| files.output.wants(Kind::Events)) {
            let lines: Result<Vec<_>, _> = told.iter().map(events::line).collect();
            let appended = lines.and_then(|lines| files.output.append(&lines, &self.secrets));
            files.note(appended);
        }
    }

    fn take(&mut self, event: RunEvent) {
        self.started = true;
        let ended = match &event {
            RunEvent::ScenarioFinished { scenario, .. } => Some(scenario.clone()),
            _ => None,
        };
        let Some(fold) = &mut self.fold else { return };
        if let Err(error) = fold.apply(event) {
            self.internal.get_or_insert_with(|| error.to_string());
        }
        if let Some(scenario) = ended.and_then(|id| fold.scenario(&id)) {
            if !matches!(scenario.outcome, Outcome::Passed | Outcome::NotApplicable | Outcome::Waived) {
                self.not_passed += 1;
            }
            let line = match self.progress {
                Progress::Lines => progress_line(scenario),
                Progress::Bar(_) | Progress::Silent => String::new(),
            };
            self.progress.ended(&self.secrets.text(&line), self.not_passed);
        }
    }
}
