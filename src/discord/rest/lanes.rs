//! Requests to one channel go one after the other, as Discord limits them by channel: a burst then costs no more than
//! one refusal, and none of it is lost.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::http::Request;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::{Instant, sleep_until};

use crate::discord::bounded::Bounded;

/// How many lanes are remembered.
const REMEMBERED: usize = 10_000;

/// From when on a lane is free.
pub type Lane = Arc<AsyncMutex<Instant>>;

/// The lanes.
#[derive(Debug)]
pub struct Lanes {
    lanes: Mutex<Bounded<u64, Lane>>,
    /// Discord's limit for the bot as a whole.
    all: Mutex<Instant>,
}

impl Default for Lanes {
    fn default() -> Self {
        Self { lanes: Mutex::new(Bounded::new(REMEMBERED)), all: Mutex::new(Instant::now()) }
    }
}

impl Lanes {
    /// The lane of a request.
    pub fn of(&self, request: &Request<'_>) -> Lane {
        let mut hasher = DefaultHasher::new();
        request.route_ref().ratelimiting_bucket().hash(&mut hasher);
        std::mem::discriminant(request.method_ref()).hash(&mut hasher);
        let key = hasher.finish();
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(&key) {
            return Arc::clone(lane);
        }
        let lane = Arc::new(AsyncMutex::new(Instant::now()));
        lanes.insert_new(key, Arc::clone(&lane));
        lane
    }

    /// Waits until a lane that is free from `free` on may be used.
    pub async fn wait(&self, free: Instant) {
        let all = *self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let free = free.max(all);
        // A timer takes a millisecond at least.
        if free > Instant::now() {
            sleep_until(free).await;
        }
    }

    /// Closes all lanes for a while.
    pub fn close(&self, pause: Duration) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        *all = (*all).max(Instant::now() + pause);
    }
}
