//! Rate limits. Requests in one bucket go one after the other, because Discord limits them together: a burst then costs at
//! most one refusal, and no request of it is lost. A request that would have to wait too long fails at once, because Discord
//! bans addresses that continue to send what it refuses.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serenity::model::id::ChannelId;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::{Instant, sleep_until};

use super::RestError;
use super::request::BucketKey;
use super::retry::MAX_TOTAL_WAIT;
use crate::bounded::Bounded;

const BUCKET_CAPACITY: usize = 10_000;
/// How long the bot spaces its requests after a limit on the whole bot.
const PACING_PERIOD: Duration = Duration::from_secs(60);
/// The time between two requests during that period: slightly fewer than the 50 a second that Discord allows most bots.
const PACING_INTERVAL: Duration = Duration::from_millis(22);
/// How long a channel is left alone after it refused the bot. Its permissions may have changed by then.
const FORBIDDEN_PERIOD: Duration = Duration::from_secs(5 * 60);
const FORBIDDEN_CAPACITY: usize = 10_000;

/// The time from which on the next request of a bucket may be sent. The lock is held while a request is under way.
pub type Bucket = Arc<AsyncMutex<Instant>>;

/// The limits that Discord has set.
#[derive(Debug)]
pub struct RateLimiter {
    buckets: Mutex<Bounded<BucketKey, Bucket>>,
    global: Mutex<Global>,
}

/// The limits that concern more than one bucket.
#[derive(Debug, Clone, Copy)]
struct Global {
    /// When Discord accepts the bot's requests again.
    bot_free_at: Instant,
    /// When Discord accepts answers to interactions again, which most limits exempt.
    interactions_free_at: Instant,
    /// The end of the period in which the bot spaces its requests.
    paced_until: Instant,
}

/// The requests that a limit applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The bucket of the request that met the limit.
    Bucket,
    /// All requests of the bot, except its answers to interactions.
    Bot,
    /// All requests from this address.
    Address,
}

impl Default for RateLimiter {
    fn default() -> Self {
        let now = Instant::now();
        let global = Global { bot_free_at: now, interactions_free_at: now, paced_until: now };
        Self { buckets: Mutex::new(Bounded::new(BUCKET_CAPACITY)), global: Mutex::new(global) }
    }
}

impl RateLimiter {
    pub fn bucket(&self, key: BucketKey) -> Bucket {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get(&key) {
            return Arc::clone(bucket);
        }
        let bucket = Arc::new(AsyncMutex::new(Instant::now()));
        buckets.insert_new(key, Arc::clone(&bucket));
        bucket
    }

    /// Waits until Discord accepts the bot's requests.
    ///
    /// # Errors
    /// [`RestError::Limited`] if that takes too long.
    pub async fn wait_for_bot(&self) -> Result<(), RestError> {
        while let Some(free_at) = self.try_send() {
            wait_until(free_at).await?;
        }
        Ok(())
    }

    /// Waits until Discord accepts answers to interactions.
    ///
    /// # Errors
    /// [`RestError::Limited`] if that takes too long.
    pub async fn wait_for_interactions(&self) -> Result<(), RestError> {
        let free_at = self.global().interactions_free_at;
        wait_until(free_at).await
    }

    /// Applies a limit that ends after `pause`; `bucket_free_at` belongs to the request that met it.
    pub fn hold(&self, scope: Scope, pause: Duration, bucket_free_at: &mut Instant) {
        let end = Instant::now() + pause;
        let mut global = self.global();
        match scope {
            Scope::Bucket => {
                *bucket_free_at = end.max(*bucket_free_at);
                return;
            }
            Scope::Bot => {}
            Scope::Address => global.interactions_free_at = end.max(global.interactions_free_at),
        }
        global.bot_free_at = end.max(global.bot_free_at);
        global.paced_until = global.bot_free_at + PACING_PERIOD;
    }

    /// Returns when to try again, or `None` if the request may be sent now.
    fn try_send(&self) -> Option<Instant> {
        let now = Instant::now();
        let mut global = self.global();
        if global.bot_free_at > now {
            return Some(global.bot_free_at);
        }
        if global.paced_until > now {
            global.bot_free_at = now + PACING_INTERVAL;
        }
        None
    }

    fn global(&self) -> MutexGuard<'_, Global> {
        self.global.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until `free_at`.
///
/// # Errors
/// [`RestError::Limited`] if that takes too long.
pub async fn wait_until(free_at: Instant) -> Result<(), RestError> {
    let now = Instant::now();
    if free_at > now + MAX_TOTAL_WAIT {
        return Err(RestError::Limited);
    }
    // A timer takes at least a millisecond.
    if free_at > now {
        sleep_until(free_at).await;
    }
    Ok(())
}

/// The channels that refused the bot a short while ago, each with the time until which it is left alone.
#[derive(Debug)]
pub struct ForbiddenChannels(Mutex<Bounded<ChannelId, Instant>>);

impl Default for ForbiddenChannels {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(FORBIDDEN_CAPACITY)))
    }
}

impl ForbiddenChannels {
    /// Returns for how long a channel is still left alone; `None` if it is not.
    pub fn remaining(&self, channel: ChannelId) -> Option<Duration> {
        let end = *self.channels().get(&channel)?;
        end.checked_duration_since(Instant::now()).filter(|remaining| !remaining.is_zero())
    }

    pub fn remove(&self, channel: ChannelId) {
        self.channels().remove(&channel);
    }

    pub fn insert(&self, channel: ChannelId) {
        let mut channels = self.channels();
        channels.remove(&channel);
        channels.insert_new(channel, Instant::now() + FORBIDDEN_PERIOD);
    }

    fn channels(&self) -> MutexGuard<'_, Bounded<ChannelId, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
