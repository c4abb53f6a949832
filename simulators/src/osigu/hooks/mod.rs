//! What Osigu does after a call: it tells subscribers, and things happen by themselves as time goes by.
//!
//! ```text
//! operation ─emit─────► outbox ─┐
//!          ─schedule─► due ─────┴─wake─► tasks on the tenant's clock ─► receivers
//! ```
//!
//! An operation runs under its tenant's lock and only notes what it sets off. [`Dispatcher::wake`] starts a task for each
//! delivery before the answer leaves; each holds the clock from then on, so that time cannot run past it. What is due
//! later waits on a timer, which holds nothing. A reset, or the end of the tenant, ends every task.

mod client;
mod delivery;
mod event;
pub(in crate::osigu) mod events;
mod later;
mod signature;
mod subscription;

use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio::{
    runtime::Handle,
    sync::oneshot::{self, error::TryRecvError},
    task::AbortHandle,
};

pub use self::delivery::Delivery;
pub(in crate::osigu) use self::event::Event;
use self::{delivery::Errand, event::Sealed, subscription::Subscription};
use super::{faults::ChainRule, state::Book};
use crate::{http::Order, server::lock, tenant::Slot};

/// Events and deliveries that a tenant remembers; older ones are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Keeps an answer back until the last copy is dropped.
type Hold = Arc<oneshot::Sender<()>>;

/// What the tenants of one simulator share: where their tasks run, and which answers they keep back.
#[derive(Clone)]
pub(in crate::osigu) struct Dispatcher {
    /// The threads that answer requests have no runtime that lasts.
    runtime: Handle,
    held: Arc<Mutex<HashMap<u64, oneshot::Receiver<()>>>>,
}

impl Dispatcher {
    /// Lets the tasks run on that runtime.
    pub(in crate::osigu) fn new(runtime: Handle) -> Self {
        Self { runtime, held: Arc::default() }
    }

    /// What the answer with that ticket waits for.
    pub(in crate::osigu) fn held(&self, ticket: u64) -> Option<oneshot::Receiver<()>> {
        lock(&self.held).remove(&ticket)
    }

    /// Sends on its way what a call, or the passing of time, set off. It may order that the answer is kept back.
    #[must_use = "an answer may have to wait"]
    pub(in crate::osigu) fn wake(&self, slot: &Arc<Slot<Book>>) -> Option<Order> {
        let mut book = lock(&slot.state);
        let now = slot.now();
        book.advance(now);
        let (ticket, hold) = mem::take(&mut book.hooks.holds_answer).then(|| self.hold()).unzip();
        for outgoing in mem::take(&mut book.hooks.outbox) {
            let event = match outgoing {
                Outgoing::New(event) => {
                    let sealed = Arc::new(book.seal(event, now));
                    book.hooks.remember(Arc::clone(&sealed));
                    sealed
                }
                Outgoing::Again(sealed) => sealed,
            };
            self.deliver(slot, &mut book, &event, hold.as_ref());
        }
        self.set_alarm(slot, &mut book);
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

    fn deliver(&self, slot: &Arc<Slot<Book>>, book: &mut Book, event: &Arc<Sealed>, hold: Option<&Hold>) {
        if book.has(ChainRule::EventNeverSent) {
            return;
        }
        let everything = book.has(ChainRule::GlobIgnored);
        let subscriptions = book.hooks.subscriptions.iter();
        let errands: Vec<_> = subscriptions
            .filter(|subscription| everything || subscription.wants(event.event_type))
            .map(|subscription| Errand::new(slot, book, Arc::clone(event), subscription))
            .collect();
        for errand in errands {
            let guard = slot.clock().join();
            let task = self.runtime.spawn(errand.run(guard, hold.cloned()));
            book.hooks.keep(task.abort_handle());
        }
    }

    /// Sets a timer for what is due next, unless it is set already.
    fn set_alarm(&self, slot: &Arc<Slot<Book>>, book: &mut Book) {
        let due = book.next_due().map(|due| {
            // The tenant's time may be set off against the clock.
            let delay = (due - slot.now()).max(time::Duration::ZERO).unsigned_abs();
            (slot.clock().now() + delay, delay)
        });
        match (&book.hooks.alarm, due) {
            (None, None) => return,
            // A real clock moves on while it is read.
            (Some((set, _)), Some((at, _))) if (*set - at).abs() < time::Duration::MILLISECOND => return,
            _ => {}
        }
        if let Some((_, task)) = book.hooks.alarm.take() {
            task.abort();
        }
        let Some((at, delay)) = due else { return };
        let (timer, epoch) = (slot.clock().timer(delay), book.hooks.epoch);
        let (dispatcher, slot) = (self.clone(), Arc::downgrade(slot));
        let task = self.runtime.spawn(async move {
            let guard = timer.await;
            if let Some(slot) = slot.upgrade()
                && lock(&slot.state).hooks.alarm_fired(epoch)
            {
                // No answer is there that could wait.
                let _order = dispatcher.wake(&slot);
            }
            drop(guard);
        });
        book.hooks.alarm = Some((at, task.abort_handle()));
    }
}

/// What has to go out.
enum Outgoing {
    New(Event),
    Again(Arc<Sealed>),
}

/// Who is told, what was told, and what is still under way, of one tenant.
pub(in crate::osigu) struct Hooks {
    /// No other `Hooks` has it: a task that outlived its own finds out by it.
    epoch: u64,
    subscriptions: Vec<Subscription>,
    outbox: Vec<Outgoing>,
    holds_answer: bool,
    events: VecDeque<Arc<Sealed>>,
    /// Those that are over, oldest first.
    pub(in crate::osigu) deliveries: Vec<Delivery>,
    tasks: Vec<AbortHandle>,
    /// The timer for what is due next, and when it fires on the tenant's clock.
    alarm: Option<(OffsetDateTime, AbortHandle)>,
}

impl Default for Hooks {
    fn default() -> Self {
        Self {
            epoch: unique(),
            subscriptions: Vec::new(),
            outbox: Vec::new(),
            holds_answer: false,
            events: VecDeque::new(),
            deliveries: Vec::new(),
            tasks: Vec::new(),
            alarm: None,
        }
    }
}

/// A number that nothing else in this process has.
fn unique() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(0);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

impl Hooks {
    /// Ends what is under way, and what was just about to start.
    pub(in crate::osigu) fn cancel(&mut self) {
        self.epoch = unique();
        self.outbox.clear();
        self.holds_answer = false;
        let alarm = self.alarm.take().map(|(_, task)| task);
        for task in self.tasks.drain(..).chain(alarm) {
            task.abort();
        }
    }

    /// "The sandbox was reset": nothing is under way any more; subscriptions and the log stay.
    pub(in crate::osigu) fn wipe(&mut self) {
        self.cancel();
        self.events.clear();
    }

    /// Whether the timer that fired is still wanted.
    fn alarm_fired(&mut self, epoch: u64) -> bool {
        let wanted = self.epoch == epoch;
        if wanted {
            self.alarm = None;
        }
        wanted
    }

    fn remember(&mut self, event: Arc<Sealed>) {
        if self.events.len() >= REMEMBERED_MAX {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    fn file(&mut self, delivery: Delivery) {
        if self.deliveries.len() >= REMEMBERED_MAX {
            self.deliveries.remove(0);
        }
        self.deliveries.push(delivery);
    }

    fn keep(&mut self, task: AbortHandle) {
        self.tasks.retain(|task| !task.is_finished());
        self.tasks.push(task);
    }
}

impl Drop for Hooks {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Book {
    /// Tells the subscribers as soon as the call is answered.
    pub(in crate::osigu) fn emit(&mut self, event: Event) {
        self.hooks.outbox.push(Outgoing::New(event));
    }

    /// Delivers an event that was emitted before once more, to whoever wants it. Says whether there is one.
    pub(in crate::osigu) fn redeliver(&mut self, event_id: &str) -> bool {
        let event = self.hooks.events.iter().find(|event| event.event_id == event_id).cloned();
        let is_known = event.is_some();
        self.hooks.outbox.extend(event.map(Outgoing::Again));
        is_known
    }

    /// What deliveries of this tenant are signed with.
    pub(in crate::osigu) fn webhook_secret(&self) -> String {
        let of = format!("webhook secret\n{}\n{}", self.tenant, self.settings.environment.as_str());
        format!("whsec_{}", signature::hex(&Sha256::digest(of)[..20]))
    }
}
