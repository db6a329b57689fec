//! The queues of moderators' work. They are short, so that no flood of commands fills the memory or keeps members waiting, and
//! little of it runs at a time, since members' questions need the processors too.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::failure::{Failure, Fault};
use super::request::{Context, Job};

/// How many pieces of work of one queue wait or run at most. Each may hold a FAQ of 1 MiB.
pub const QUEUE_CAPACITY: usize = 20;
/// How many pieces of work of one queue run at a time. A preview of a FAQ of 1 MiB takes up to 100 MiB, and only one preview
/// learns at a time. A second piece lets work that only reads pass a preview.
const MAX_RUNNING: usize = 2;

/// A queue of work in the order in which it came.
pub struct WorkQueue {
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

/// A place in a queue, until its work is done or it is dropped.
pub struct Place {
    place: OwnedSemaphorePermit,
    running: Arc<Semaphore>,
}

impl Default for WorkQueue {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(QUEUE_CAPACITY)), running: Arc::new(Semaphore::new(MAX_RUNNING)) }
    }
}

impl WorkQueue {
    /// Takes a place in the queue. Returns `None` if there is none.
    pub fn enter(&self) -> Option<Place> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Place { place, running: Arc::clone(&self.running) })
    }
}

impl Place {
    /// Runs a job on a thread that may wait for the disk, once it is its turn.
    pub async fn run<T: Send + 'static>(self, context: &Arc<Context>, job: Job<T>) -> Result<T, Failure> {
        let running = self.running.acquire_owned().await;
        let (place, context) = (self.place, Arc::clone(context));
        let finished = tokio::task::spawn_blocking(move || {
            // Held by the work itself, which continues even if nobody waits for it any more.
            let _held = (place, running);
            job(&context)
        });
        // A job that panics is a fault like any other: the moderator waits for an answer.
        finished.await.unwrap_or_else(|error| Err(Fault::new(error).into()))
    }
}
