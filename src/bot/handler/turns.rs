//! What waits for its turn, and what is being worked on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::survive;

/// Has so much worked on at once, in the order in which it came; so much more may wait.
pub struct Turns {
    room: Room,
    waiting: UnboundedSender<Waiting>,
}

/// How much room there is.
#[derive(Debug, Clone)]
pub struct Room {
    to_work: Arc<Semaphore>,
    at_once: u32,
    to_wait: Arc<Semaphore>,
    at_most: u32,
    lost: Arc<AtomicU64>,
}

/// What is to be done. It is little more than the event itself until it begins.
struct Waiting {
    what: String,
    begin: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
    _place: OwnedSemaphorePermit,
}

impl Turns {
    /// Works on so much `at_once`, in the runtime that this is made in; `at_most` so much waits.
    pub fn new(at_once: u32, at_most: u32) -> Self {
        let semaphore = |permits: u32| Arc::new(Semaphore::new(permits as usize));
        let (to_work, to_wait) = (semaphore(at_once), semaphore(at_most));
        let (waiting, next) = mpsc::unbounded_channel();
        tokio::spawn(work_off(next, Arc::clone(&to_work)));
        Self { room: Room { to_work, at_once, to_wait, at_most, lost: Arc::default() }, waiting }
    }

    /// What to watch it by.
    pub fn room(&self) -> Room {
        self.room.clone()
    }

    /// Has `work` done when there is room; if too much waits for that already, it is lost.
    pub fn wait<W>(&self, what: &str, work: impl FnOnce() -> W + Send + 'static)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let Ok(place) = Arc::clone(&self.room.to_wait).try_acquire_owned() else {
            return self.room.lose(what);
        };
        let waiting = Waiting { what: what.to_owned(), begin: Box::new(|| work().boxed()), _place: place };
        // Whoever works it off does so for as long as this end is there.
        let _ = self.waiting.send(waiting);
    }
}

impl Room {
    /// Waits until nothing waits or is being worked on.
    pub async fn empty(&self) {
        let _waiting = self.to_wait.acquire_many(self.at_most).await;
        let _worked_on = self.to_work.acquire_many(self.at_once).await;
    }

    /// How much waits.
    pub fn waiting(&self) -> usize {
        self.at_most as usize - self.to_wait.available_permits()
    }

    /// How much is being worked on.
    pub fn worked_on(&self) -> usize {
        self.at_once as usize - self.to_work.available_permits()
    }

    /// How much found no room.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn lose(&self, event: &str) {
        let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
        // A flood must not become one of the log.
        if lost.is_power_of_two() {
            tracing::warn!(event, lost, "events are lost, since too many wait to be worked on");
        }
    }
}

/// Begins what waits, in its order, whenever there is room.
async fn work_off(mut waiting: UnboundedReceiver<Waiting>, to_work: Arc<Semaphore>) {
    while let Some(Waiting { what, begin, _place }) = waiting.recv().await {
        let Ok(room) = Arc::clone(&to_work).acquire_owned().await else { return };
        tokio::spawn(async move {
            survive(&what, begin()).await;
            drop(room);
        });
    }
}
