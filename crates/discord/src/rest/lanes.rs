//! Requests to one channel go one after the other, as Discord limits them by channel: a burst then costs no more than
//! one refusal, and none of it is lost. What would have to wait longer than anybody does fails at once, lest Discord shut
//! out who goes on asking.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::http::Request;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::{Instant, sleep_until};

use super::RestError;
use super::retrying::LONGEST;
use crate::bounded::Bounded;

/// How many lanes are remembered.
const REMEMBERED: usize = 10_000;
/// How long the bot paces itself after a limit on it as a whole.
const WARY: Duration = Duration::from_secs(60);
/// From one request to the next while it does: somewhat fewer than the 50 a second that Discord lets most bots make.
const PACE: Duration = Duration::from_millis(22);

/// From when on a lane is free.
pub type Lane = Arc<AsyncMutex<Instant>>;

/// The lanes.
#[derive(Debug)]
pub struct Lanes {
    lanes: Mutex<Bounded<u64, Lane>>,
    all: Mutex<All>,
}

/// What holds for the bot as a whole.
#[derive(Debug, Clone, Copy)]
struct All {
    /// From when on Discord takes its requests.
    free: Instant,
    /// From when on it also takes answers to interactions, which most limits leave out.
    hears: Instant,
    /// Until when the bot paces itself.
    wary: Instant,
}

/// Whom a limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Requests like the one that met it.
    Lane,
    /// The whole bot, but not its answers to interactions.
    Bot,
    /// All that comes from this address.
    Address,
}

impl Default for Lanes {
    fn default() -> Self {
        let now = Instant::now();
        let all = All { free: now, hears: now, wary: now };
        Self { lanes: Mutex::new(Bounded::new(REMEMBERED)), all: Mutex::new(all) }
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

    /// Waits until Discord takes requests of the bot's.
    ///
    /// # Errors
    /// [`RestError::Limited`] if nobody waits that long.
    pub async fn turn(&self) -> Result<(), RestError> {
        while let Some(free) = self.closed() {
            until(free).await?;
        }
        Ok(())
    }

    /// From when on Discord takes answers to interactions.
    pub fn hears(&self) -> Instant {
        self.all().hears
    }

    /// Keeps to a limit of `pause` that a request met whose lane is free from `free` on.
    pub fn close(&self, limit: Limit, pause: Duration, free: &mut Instant) {
        let (now, mut all) = (Instant::now(), self.all());
        let end = now + pause;
        match limit {
            Limit::Lane => return *free = end.max(*free),
            Limit::Bot => {}
            Limit::Address => all.hears = end.max(all.hears),
        }
        all.free = end.max(all.free);
        all.wary = all.free + WARY;
    }

    /// When a turn may come; `None` if it is now, and taken.
    fn closed(&self) -> Option<Instant> {
        let (now, mut all) = (Instant::now(), self.all());
        if all.free > now {
            return Some(all.free);
        }
        if all.wary > now {
            all.free = now + PACE;
        }
        None
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until something is free.
///
/// # Errors
/// [`RestError::Limited`] if nobody waits that long.
pub async fn until(free: Instant) -> Result<(), RestError> {
    let now = Instant::now();
    if free > now + LONGEST {
        return Err(RestError::Limited);
    }
    // A timer takes a millisecond at least.
    if free > now {
        sleep_until(free).await;
    }
    Ok(())
}
