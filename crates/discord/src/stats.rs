//! Counts of connections and requests, and the liveness of connections.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

use crate::RequestFailure;

/// Counts since the start, shared by all connections and requests.
#[derive(Debug, Default)]
pub struct Stats {
    connections: AtomicU64,
    sessions: AtomicU64,
    logins: AtomicU64,
    is_greeted: AtomicBool,
    failures: [AtomicU64; RequestFailure::ALL.len()],
    deadlines: Mutex<Vec<Weak<Deadline>>>,
}

impl Stats {
    /// Returns the number of connections that the bot keeps up.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Returns the number of connections that have a session.
    pub fn sessions(&self) -> u64 {
        self.sessions.load(Ordering::Relaxed)
    }

    pub fn logins(&self) -> u64 {
        self.logins.load(Ordering::Relaxed)
    }

    /// Reports whether a gateway has ever begun to speak with the bot.
    pub fn is_greeted(&self) -> bool {
        self.is_greeted.load(Ordering::Relaxed)
    }

    /// Returns how many attempts at requests failed in this way.
    pub fn failures(&self, failure: RequestFailure) -> u64 {
        self.failures[failure as usize].load(Ordering::Relaxed)
    }

    pub fn count_failure(&self, failure: RequestFailure) {
        self.failures[failure as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Adds a connection, which has no session yet.
    pub fn connection(self: &Arc<Self>) -> ConnectionStats {
        self.connections.fetch_add(1, Ordering::Relaxed);
        let deadline = Arc::default();
        self.deadlines.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&deadline));
        ConnectionStats { stats: Arc::clone(self), has_session: false, deadline }
    }

    /// Reports whether a connection missed the time of its next sign of life.
    pub fn is_stalled(&self) -> bool {
        let now = Instant::now();
        let mut deadlines = self.deadlines.lock().unwrap_or_else(PoisonError::into_inner);
        deadlines.retain(|deadline| deadline.strong_count() > 0);
        deadlines.iter().filter_map(Weak::upgrade).any(|deadline| deadline.is_past(now))
    }
}

/// The time at which the next sign of life of a connection is due, if it is known.
#[derive(Debug, Default)]
struct Deadline(Mutex<Option<Instant>>);

impl Deadline {
    fn is_past(&self, now: Instant) -> bool {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(deadline) => deadline < now,
            None => false,
        }
    }
}

/// One connection among the counts, until it is dropped.
#[derive(Debug)]
pub struct ConnectionStats {
    stats: Arc<Stats>,
    has_session: bool,
    deadline: Arc<Deadline>,
}

impl ConnectionStats {
    pub fn set_session(&mut self, has_session: bool) {
        if has_session == self.has_session {
            return;
        }
        self.has_session = has_session;
        if has_session {
            self.stats.sessions.fetch_add(1, Ordering::Relaxed);
        } else {
            self.stats.sessions.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Records a sign of life. The next one is due within this time, or at an unknown time.
    pub fn expect_sign_within(&self, duration: Option<Duration>) {
        let deadline = match duration {
            Some(duration) => Instant::now().checked_add(duration),
            None => None,
        };
        *self.deadline.0.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    /// Records that the gateway has begun to speak with the bot.
    pub fn note_greeting(&self) {
        self.stats.is_greeted.store(true, Ordering::Relaxed);
    }

    pub fn count_login(&self) {
        self.stats.logins.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for ConnectionStats {
    fn drop(&mut self) {
        self.set_session(false);
        self.stats.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn each_connection_must_give_its_own_signs_of_life() {
        let stats = Arc::new(Stats::default());
        let one = stats.connection();
        let other = stats.connection();
        one.expect_sign_within(Some(2 * SECOND));
        for _ in 0..3 {
            other.expect_sign_within(Some(2 * SECOND));
            tokio::time::advance(SECOND).await;
        }
        assert!(stats.is_stalled());
        one.expect_sign_within(Some(2 * SECOND));
        assert!(!stats.is_stalled());
        other.expect_sign_within(None);
        tokio::time::advance(2 * SECOND).await;
        assert!(!stats.is_stalled(), "due just now");
        drop(one);
        tokio::time::advance(SECOND).await;
        assert!(!stats.is_stalled(), "one is gone, and the other's next sign is due at an unknown time");
    }
}
