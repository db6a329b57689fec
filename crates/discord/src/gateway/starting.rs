//! Logging in, one shard after the other: Discord lets `max_concurrency` of them in at once, and the next ones five seconds
//! later. Those that may come at once have different numbers modulo that.
//!
//! A process spaces its own shards alone. Two processes may still come at the same time; Discord then says to one that its
//! session is invalid, and the usual pause after a login in vain parts them.

use std::sync::{Mutex as Lock, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep_until};

use super::Budget;
use crate::Shard;

/// How long Discord wants between two logins, and half a second for what the way there takes more or less.
const SPACING: Duration = Duration::from_millis(5_500);

/// The logins of all shards of this process.
#[derive(Debug)]
pub struct Starts {
    budget: Lock<Budget>,
    /// When the last shard of each bucket logged in.
    buckets: Vec<Mutex<Option<Instant>>>,
}

/// The right to log in now. No other shard of its bucket has it meanwhile.
pub struct Turn<'a> {
    last: MutexGuard<'a, Option<Instant>>,
    budget: &'a Lock<Budget>,
}

impl Starts {
    /// Each login is taken from `budget`; so many shards may log in at once.
    pub fn new(budget: Budget, max_concurrency: usize) -> Self {
        let buckets = (0..max_concurrency.max(1)).map(|_| Mutex::default()).collect();
        Self { budget: Lock::new(budget), buckets }
    }

    /// How long so many shards take to log in, if all goes well.
    pub fn duration(&self, shards: u16) -> Duration {
        SPACING * u32::from(shards.saturating_sub(1)) / self.buckets.len() as u32
    }

    /// Waits until it is this shard's turn to log in.
    pub async fn turn(&self, shard: Shard) -> Turn<'_> {
        let last = self.buckets[usize::from(shard.id()) % self.buckets.len()].lock().await;
        if let Some(last) = *last {
            sleep_until(last + SPACING).await;
        }
        Turn { last, budget: &self.budget }
    }
}

impl Turn<'_> {
    /// Takes the login that follows from the budget; false if nothing is left of it.
    pub fn spend(&mut self) -> bool {
        *self.last = Some(Instant::now());
        self.budget.lock().unwrap_or_else(PoisonError::into_inner).spend()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShardRange;

    /// When each of so many shards had its turn, in seconds, if so many may come at once.
    async fn turns(shards: u64, max_concurrency: usize) -> Vec<f32> {
        let folder = tempfile::tempdir().unwrap();
        let starts = Starts::new(Budget::open(folder.path(), || 0), max_concurrency);
        let begin = Instant::now();
        let turns = ShardRange::all(shards).shards().map(async |shard| {
            assert!(starts.turn(shard).await.spend());
            begin.elapsed().as_secs_f32()
        });
        futures_util::future::join_all(turns).await
    }

    #[tokio::test(start_paused = true)]
    async fn as_many_as_discord_allows_come_at_once() {
        assert_eq!(turns(3, 1).await, [0.0, 5.5, 11.0]);
        assert_eq!(turns(5, 2).await, [0.0, 0.0, 5.5, 5.5, 11.0]);
        assert_eq!(turns(4, 16).await, [0.0; 4]);
        assert_eq!(turns(2, 0).await, [0.0, 5.5], "nonsense is taken for one");
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_came_to_nothing_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let starts = Starts::new(Budget::open(folder.path(), || 0), 1);
        let (begin, shards) = (Instant::now(), ShardRange::all(2).shards());
        for shard in shards {
            drop(starts.turn(shard).await);
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }
}
