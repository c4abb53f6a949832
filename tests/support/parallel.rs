//! Two commands at a time: as many as the machine that the tests are measured on has cores. More where they mostly wait.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

const SIDE_BY_SIDE: usize = 2;

/// Applies `work` to each, two at a time, and returns what came out in the order of `items`. Panics if any `work` does.
pub fn in_parallel<I: Sync, O: Send>(items: &[I], work: impl Fn(&I) -> O + Sync) -> Vec<O> {
    side_by_side(SIDE_BY_SIDE, items, work)
}

/// The same, so many at a time.
pub fn side_by_side<I: Sync, O: Send>(count: usize, items: &[I], work: impl Fn(&I) -> O + Sync) -> Vec<O> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, O)>> = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        let worker = || {
            while let at = next.fetch_add(1, Ordering::Relaxed)
                && let Some(item) = items.get(at)
            {
                let out = work(item);
                done.lock().expect("no worker panics with the lock held").push((at, out));
            }
        };
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    let mut done = done.into_inner().expect("the workers have ended");
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, out)| out).collect()
}
