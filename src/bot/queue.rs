//! A queue of work with a bounded length and a bounded number of tasks.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A queue that starts work in the order in which it came, each piece in a task of its own.
pub struct EventQueue {
    stats: QueueStats,
    sender: UnboundedSender<QueuedWork>,
}

/// The numbers of one queue; clones show the same queue.
#[derive(Debug, Clone)]
pub struct QueueStats {
    running_permits: Arc<Semaphore>,
    max_running: u32,
    waiting_permits: Arc<Semaphore>,
    max_waiting: u32,
    dropped: Arc<AtomicU64>,
}

/// Work that waits. Until it starts, it takes little more memory than the event itself.
struct QueuedWork {
    name: String,
    start: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
    _waiting_permit: OwnedSemaphorePermit,
}

impl EventQueue {
    /// Creates a queue whose work runs in the current runtime.
    pub fn new(max_running: u32, max_waiting: u32) -> Self {
        let stats = QueueStats {
            running_permits: Arc::new(Semaphore::new(max_running as usize)),
            max_running,
            waiting_permits: Arc::new(Semaphore::new(max_waiting as usize)),
            max_waiting,
            dropped: Arc::default(),
        };
        let (sender, receiver) = mpsc::unbounded_channel();
        tokio::spawn(run_queued(receiver, Arc::clone(&stats.running_permits)));
        Self { stats, sender }
    }

    pub fn stats(&self) -> QueueStats {
        self.stats.clone()
    }

    /// Adds work to the queue. If the queue is full, the work is dropped and counted. `name` is for the log.
    pub fn push<W>(&self, name: &str, work: impl FnOnce() -> W + Send + 'static)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let Ok(permit) = Arc::clone(&self.stats.waiting_permits).try_acquire_owned() else {
            self.stats.count_dropped(name);
            return;
        };
        let queued = QueuedWork { name: name.to_owned(), start: Box::new(|| work().boxed()), _waiting_permit: permit };
        // The receiver lives until this sender is dropped, or the runtime ends.
        let _ = self.sender.send(queued);
    }

    /// Resolves once no work waits or runs.
    pub async fn drained(&self) {
        // Work takes its running permit before it gives its waiting permit back, so this order misses none.
        let _waiting = self.stats.waiting_permits.acquire_many(self.stats.max_waiting).await;
        let _running = self.stats.running_permits.acquire_many(self.stats.max_running).await;
    }
}

impl QueueStats {
    pub fn waiting(&self) -> usize {
        self.max_waiting as usize - self.waiting_permits.available_permits()
    }

    pub fn running(&self) -> usize {
        self.max_running as usize - self.running_permits.available_permits()
    }

    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn count_dropped(&self, event: &str) {
        let dropped = self.dropped.fetch_add(1, Ordering::Relaxed) + 1;
        // A flood of events must not become one in the log.
        if dropped.is_power_of_two() {
            tracing::warn!(event, dropped, "events are dropped, since too many wait");
        }
    }
}

/// Starts queued work, in order, whenever a task is free.
async fn run_queued(mut receiver: UnboundedReceiver<QueuedWork>, running_permits: Arc<Semaphore>) {
    while let Some(QueuedWork { name, start, _waiting_permit }) = receiver.recv().await {
        let Ok(permit) = Arc::clone(&running_permits).acquire_owned().await else { return };
        tokio::spawn(async move {
            catch_panic(&name, start()).await;
            drop(permit);
        });
    }
}

/// Runs `work`, and returns whether it finished. A panic in it is logged, with its place as any panic is.
pub async fn catch_panic(name: &str, work: impl Future<Output = ()>) -> bool {
    let is_finished = AssertUnwindSafe(work).catch_unwind().await.is_ok();
    if !is_finished {
        tracing::error!(name, "could not be handled because of a panic");
    }
    is_finished
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_caught() {
        assert!(!catch_panic("an event", async { panic!("as a mistake would") }).await);
        assert!(catch_panic("the next event", async {}).await);
    }
}
