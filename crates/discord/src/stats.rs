//! Counts of connections and requests, for whoever reports them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::RequestFailure;
use crate::liveness::{Expected, Signs};

/// Counts since the start, shared by all connections and requests.
#[derive(Debug, Default)]
pub struct Stats {
    connections: AtomicU64,
    sessions: AtomicU64,
    logins: AtomicU64,
    failures: [AtomicU64; RequestFailure::ALL.len()],
    signs: Signs,
}

impl Stats {
    /// Returns how many connections there are to be.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Returns how many connections have a session that Discord knows.
    pub fn sessions(&self) -> u64 {
        self.sessions.load(Ordering::Relaxed)
    }

    /// Returns how often the bot logged in since the start.
    pub fn logins(&self) -> u64 {
        self.logins.load(Ordering::Relaxed)
    }

    /// Returns how many tries of requests failed in this way.
    pub fn failures(&self, kind: RequestFailure) -> u64 {
        self.failures[kind as usize].load(Ordering::Relaxed)
    }

    /// Counts a try of a request that failed.
    pub fn count_failure(&self, kind: RequestFailure) {
        self.failures[kind as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Adds a connection, which has no session yet.
    pub fn connection(self: &Arc<Self>) -> ConnectionStats {
        self.connections.fetch_add(1, Ordering::Relaxed);
        ConnectionStats { stats: Arc::clone(self), up: false, signs: self.signs.expected() }
    }

    /// Reports whether a connection missed the time of its next sign of life.
    pub fn is_stalled(&self) -> bool {
        self.signs.missing()
    }
}

/// One connection among the counts, until dropped.
#[derive(Debug)]
pub struct ConnectionStats {
    stats: Arc<Stats>,
    up: bool,
    signs: Expected,
}

impl ConnectionStats {
    /// Records whether the connection has a session that Discord knows.
    pub fn set_session(&mut self, up: bool) {
        match (std::mem::replace(&mut self.up, up), up) {
            (false, true) => self.stats.sessions.fetch_add(1, Ordering::Relaxed),
            (true, false) => self.stats.sessions.fetch_sub(1, Ordering::Relaxed),
            _ => 0,
        };
    }

    /// Records a sign of life; the next one is due `within` this time, or at no known time.
    pub fn alive(&self, within: Option<Duration>) {
        self.signs.within(within);
    }

    /// Counts a login.
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
