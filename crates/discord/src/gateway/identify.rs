//! Logins, one shard after the other: Discord accepts `max_concurrency` of them at once, and the next ones five seconds later.
//! Shards that may log in at once have different ids modulo that number.
//!
//! A process spaces only its own shards. Two processes may still log in at the same time; Discord then tells one of them that
//! its session is invalid, and the usual pause after a failed login separates them.

use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep_until};

use crate::Shard;

/// The most logins within a day: under half of the number at which Discord resets the token.
pub const MAX_LOGINS_PER_DAY: usize = 400;
/// The time that Discord wants between two logins, and half a second because requests do not all travel equally fast.
const LOGIN_SPACING: Duration = Duration::from_millis(5_500);

/// A limit on the number of logins.
pub trait LoginBudget {
    /// Takes one login from the budget. Returns false if none is left.
    fn try_spend(&mut self) -> BoxFuture<'_, bool>;
}

/// The logins of all shards of this process.
pub struct IdentifyQueue {
    budget: Mutex<Box<dyn LoginBudget + Send>>,
    /// The time of the last login of each bucket.
    buckets: Vec<Mutex<Option<Instant>>>,
}

/// The right to log in now. No other shard of the bucket gets one until it is dropped.
pub struct IdentifyPermit<'a> {
    last_login: MutexGuard<'a, Option<Instant>>,
    queue: &'a IdentifyQueue,
}

impl IdentifyQueue {
    /// Creates a queue that takes each login from `budget`.
    pub fn new(budget: Box<dyn LoginBudget + Send>, max_concurrency: usize) -> Self {
        let mut buckets = Vec::new();
        buckets.resize_with(max_concurrency.max(1), Mutex::default);
        Self { budget: Mutex::new(budget), buckets }
    }

    /// Returns the time in which this number of shards logs in if all goes well.
    pub fn duration(&self, shards: u16) -> Duration {
        LOGIN_SPACING * u32::from(shards.saturating_sub(1)) / self.buckets.len() as u32
    }

    /// Waits until this shard may log in.
    pub async fn permit(&self, shard: Shard) -> IdentifyPermit<'_> {
        let last_login = self.buckets[usize::from(shard.id()) % self.buckets.len()].lock().await;
        if let Some(last_login) = *last_login {
            sleep_until(last_login + LOGIN_SPACING).await;
        }
        IdentifyPermit { last_login, queue: self }
    }
}

impl IdentifyPermit<'_> {
    /// Takes the login that follows from the budget. Returns false if none is left.
    pub async fn try_spend(&mut self) -> bool {
        let is_left = self.queue.budget.lock().await.try_spend().await;
        *self.last_login = Some(Instant::now());
        is_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShardRange;

    struct Unlimited;

    impl LoginBudget for Unlimited {
        fn try_spend(&mut self) -> BoxFuture<'_, bool> {
            Box::pin(async { true })
        }
    }

    /// Returns when each of these shards may log in, in seconds.
    async fn login_times(shards: u64, max_concurrency: usize) -> Vec<f32> {
        let queue = IdentifyQueue::new(Box::new(Unlimited), max_concurrency);
        let begin = Instant::now();
        let logins = ShardRange::all(shards).shards().map(async |shard| {
            assert!(queue.permit(shard).await.try_spend().await);
            begin.elapsed().as_secs_f32()
        });
        futures_util::future::join_all(logins).await
    }

    #[tokio::test(start_paused = true)]
    async fn discord_decides_how_many_shards_log_in_at_once() {
        assert_eq!(login_times(3, 1).await, [0.0, 5.5, 11.0]);
        assert_eq!(login_times(5, 2).await, [0.0, 0.0, 5.5, 5.5, 11.0]);
        assert_eq!(login_times(4, 16).await, [0.0; 4]);
        assert_eq!(login_times(2, 0).await, [0.0, 5.5], "zero is read as one");
    }

    #[tokio::test(start_paused = true)]
    async fn an_unused_permit_delays_nothing() {
        let queue = IdentifyQueue::new(Box::new(Unlimited), 1);
        let begin = Instant::now();
        for shard in ShardRange::all(2).shards() {
            drop(queue.permit(shard).await);
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }
}
