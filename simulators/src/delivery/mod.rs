//! Events on their way to receivers, for every vendor that tells any: at least once, with pauses that the vendor chooses.
//!
//! Deliveries run as tasks; they leave once the answer is under way, and hold the tenant's clock from then on, so that time
//! cannot run past one. What falls due later waits on a timer, which holds nothing. A reset, or the end of the tenant, ends
//! every task.

mod client;
mod errand;

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use time::OffsetDateTime;
use tokio::{
    runtime::Handle,
    sync::oneshot::{self, error::TryRecvError},
    task::AbortHandle,
};

pub(crate) use self::client::{Post, is_loopback};
use self::errand::Errand;
use crate::{http::Order, server::lock, tenant::Slot};

/// Keeps an answer back until the last copy is dropped.
type Hold = Arc<oneshot::Sender<()>>;

/// The state of a tenant that tells others of events.
pub(crate) trait Teller: Sized + Send + 'static {
    /// An event and the receiver that it goes to.
    type Parcel: Send + Sync + 'static;
    /// What is remembered of a delivery until it is over.
    type Note: Send;

    /// What is under way.
    fn desk(&mut self) -> &mut Desk;

    /// Lets happen what is due, each thing at its own time.
    fn advance(&mut self, now: OffsetDateTime);

    /// When something happens by itself next.
    fn next_due(&self) -> Option<OffsetDateTime>;

    /// What goes out now, each thing once.
    fn parcels(&mut self, now: OffsetDateTime) -> Vec<Self::Parcel>;

    /// What is sent now, after so many pauses.
    fn pack(&mut self, parcel: &Self::Parcel, pauses: u32, at: OffsetDateTime) -> Packed<Self::Note>;

    /// Files what came of a delivery: the receiver's status, or why there is none. Says how long to wait for the next one if
    /// there is to be one; `elapsed` is how long ago the first one left.
    fn conclude(
        &mut self,
        parcel: &Self::Parcel,
        note: Self::Note,
        outcome: Result<u16, String>,
        pauses: u32,
        elapsed: time::Duration,
    ) -> Option<Duration>;
}

/// A delivery that is ready to leave.
pub(crate) struct Packed<N> {
    pub(crate) post: Post,
    /// How long the receiver may take on the tenant's clock.
    pub(crate) deadline: Duration,
    /// How long it may take in real time, whatever the clock says.
    pub(crate) real_deadline: Duration,
    pub(crate) note: N,
}

/// What is under way of one tenant.
pub(crate) struct Desk {
    /// No other desk has it: a task that outlived its own finds out by it.
    epoch: u64,
    /// Whether the answer that is being given waits for the first deliveries.
    pub(crate) holds_answer: bool,
    tasks: Vec<AbortHandle>,
    /// The timer for what is due next, and when it fires on the tenant's clock.
    alarm: Option<(OffsetDateTime, AbortHandle)>,
}

impl Default for Desk {
    fn default() -> Self {
        Self { epoch: unique(), holds_answer: false, tasks: Vec::new(), alarm: None }
    }
}

/// A number that nothing else in this process has.
fn unique() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(0);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

impl Desk {
    /// Ends what is under way.
    pub(crate) fn cancel(&mut self) {
        self.epoch = unique();
        self.holds_answer = false;
        let alarm = self.alarm.take().map(|(_, task)| task);
        for task in self.tasks.drain(..).chain(alarm) {
            task.abort();
        }
    }

    /// Whether the timer that fired is still wanted.
    fn alarm_fired(&mut self, epoch: u64) -> bool {
        let wanted = self.epoch == epoch;
        if wanted {
            self.alarm = None;
        }
        wanted
    }

    fn keep(&mut self, task: AbortHandle) {
        self.tasks.retain(|task| !task.is_finished());
        self.tasks.push(task);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// What the tenants of one simulator share: where their tasks run, and which answers they keep back.
#[derive(Clone)]
pub(crate) struct Dispatcher {
    /// The threads that answer requests have no runtime that lasts.
    runtime: Handle,
    held: Arc<Mutex<HashMap<u64, oneshot::Receiver<()>>>>,
}

impl Dispatcher {
    /// Lets the tasks run on that runtime.
    pub(crate) fn new(runtime: Handle) -> Self {
        Self { runtime, held: Arc::default() }
    }

    /// What the answer with that ticket waits for.
    pub(crate) fn held(&self, ticket: u64) -> Option<oneshot::Receiver<()>> {
        lock(&self.held).remove(&ticket)
    }

    /// Sends on its way what a call, or the passing of time, set off. It may order that the answer is kept back.
    #[must_use = "an answer may have to wait"]
    pub(crate) fn wake<S: Teller>(&self, slot: &Arc<Slot<S>>) -> Option<Order> {
        let mut state = lock(&slot.state);
        let now = slot.now();
        state.advance(now);
        let (ticket, hold) = mem::take(&mut state.desk().holds_answer).then(|| self.hold()).unzip();
        for parcel in state.parcels(now) {
            let errand = Errand::new(slot, state.desk().epoch, parcel);
            let guard = slot.clock().join();
            let task = self.runtime.spawn(errand.run(guard, hold.clone()));
            state.desk().keep(task.abort_handle());
        }
        self.set_alarm(slot, &mut *state);
        ticket.map(Order::Hold)
    }

    fn hold(&self) -> (u64, Hold) {
        let (sender, receiver) = oneshot::channel();
        let ticket = unique();
        let mut held = lock(&self.held);
        // Nobody came for those that are over: their clients hung up.
        held.retain(|_, receiver| matches!(receiver.try_recv(), Err(TryRecvError::Empty)));
        held.insert(ticket, receiver);
        (ticket, Arc::new(sender))
    }

    /// Sets a timer for what is due next, unless it is set already.
    fn set_alarm<S: Teller>(&self, slot: &Arc<Slot<S>>, state: &mut S) {
        let due = state.next_due().map(|due| {
            // The tenant's time may be set off against the clock.
            let delay = (due - slot.now()).max(time::Duration::ZERO).unsigned_abs();
            (slot.clock().now() + delay, delay)
        });
        let desk = state.desk();
        match (&desk.alarm, due) {
            (None, None) => return,
            // A real clock moves on while it is read.
            (Some((set, _)), Some((at, _))) if (*set - at).abs() < time::Duration::MILLISECOND => return,
            _ => {}
        }
        if let Some((_, task)) = desk.alarm.take() {
            task.abort();
        }
        let Some((at, delay)) = due else { return };
        let (timer, epoch) = (slot.clock().timer(delay), desk.epoch);
        let (dispatcher, slot) = (self.clone(), Arc::downgrade(slot));
        let task = self.runtime.spawn(async move {
            let guard = timer.await;
            if let Some(slot) = slot.upgrade() {
                let fired = lock(&slot.state).desk().alarm_fired(epoch);
                if fired {
                    // No answer is there that could wait.
                    let _order = dispatcher.wake(&slot);
                }
            }
            drop(guard);
        });
        desk.alarm = Some((at, task.abort_handle()));
    }
}
