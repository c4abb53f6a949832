//! Takes the events of a run: to the disk at once, into the record, and to whoever watches.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use evidence::{Fold, Outcome, RunEvent, RunRecord, redact::RunSecrets};
use reports::{events, terminal::progress_line, writer::Kind};
use steps::{EventSink, Unredacted};

use super::progress::Progress;
use crate::report_files::ReportFiles;

/// The sink of a run. What is told is dealt with on a thread of its own, in order, so that redacting, serialising
/// and writing do not hold up the scenarios.
pub(super) struct Recorder {
    told: Arc<Told>,
    worker: Mutex<Option<JoinHandle<State>>>,
}

/// What waits for the thread.
#[derive(Default)]
struct Told {
    queue: Mutex<Queue>,
    enough: Condvar,
}

#[derive(Default)]
struct Queue {
    events: Vec<Waiting>,
    closed: bool,
}

/// What has been told. Exchanges are cleaned on the thread as well: that is most of the work.
enum Waiting {
    Event(RunEvent),
    Exchange(Unredacted),
}

impl Waiting {
    fn event(self) -> RunEvent {
        match self {
            Self::Event(event) => event,
            Self::Exchange(exchange) => exchange.redacted(),
        }
    }
}

/// How long an event waits at most: a run that is killed loses no more than this.
const WAIT_MAX: Duration = Duration::from_millis(10);
/// How many events wait at most; being woken for each of them would cost more than it gives.
const WAITING_EVENTS_MAX: usize = 256;

impl Told {
    fn tell(&self, waiting: Waiting) {
        let mut queue = lock(&self.queue);
        queue.events.push(waiting);
        if queue.events.len() == WAITING_EVENTS_MAX {
            self.enough.notify_one();
        }
    }

    /// Everything that was told since the last time; `None` once all has been taken and no more will come.
    fn take(&self) -> Option<Vec<Waiting>> {
        let idle = |queue: &mut Queue| !queue.closed && queue.events.len() < WAITING_EVENTS_MAX;
        let (mut queue, _) = self
            .enough
            .wait_timeout_while(lock(&self.queue), WAIT_MAX, idle)
            .unwrap_or_else(PoisonError::into_inner);
        let events = std::mem::take(&mut queue.events);
        (!events.is_empty() || !queue.closed).then_some(events)
    }
}

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
        let told = Arc::new(Told::default());
        let waiting = Arc::clone(&told);
        let worker = thread::Builder::new().name("recorder".to_owned()).spawn(move || {
            while let Some(events) = waiting.take() {
                let events: Vec<_> = events.into_iter().map(Waiting::event).collect();
                state.write(&events);
                events.into_iter().for_each(|event| state.take(event));
            }
            state
        })?;
        Ok(Self { told, worker: Mutex::new(Some(worker)) })
    }

    /// Closes the books.
    pub(super) fn finish(&self) -> Recorded {
        lock(&self.told.queue).closed = true;
        self.told.enough.notify_one();
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
        self.told.tell(Waiting::Event(event));
    }

    fn exchange(&self, exchange: Unredacted) {
        self.told.tell(Waiting::Exchange(exchange));
    }
}

impl State {
    /// Hands what has been told to the operating system, all that was waiting at once.
    fn write(&mut self, told: &[RunEvent]) {
        let files = self.files.as_mut().filter(|files| !told.is_empty() && files.output.wants(Kind::Events));
        if let Some(files) = files {
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
